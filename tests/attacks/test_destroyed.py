"""What is left of a ballot of which somebody kept a part: a kept proof is a kept ciphertext, so ballots are destroyed whole or not at all."""

import pytest

from tests.support.sealed import PUBLIC, SECRET, cast, question
from voting_protocol.forms import CIPHERTEXT_BYTES, HEADER_BYTES, FormItem
from voting_protocol.marks import Choice
from voting_protocol.sealed.forms import M, SetClaim
from voting_protocol.sealed.group import Scalar, base
from voting_protocol.sealed.statements import Ciphertext, SetProof, value_scalars


def recovered(proof: SetProof, values: tuple[int, ...], branch: int) -> Ciphertext:
    """α = c_j⁻¹·(a_j − z_j·G) and β = c_j⁻¹·(b_j − (z_j − v_j·c_j)·Y), from one branch alone."""
    kept, value = proof.branches[branch], value_scalars(values)[branch]
    inverse = kept.c.inverse()
    return Ciphertext(inverse * (kept.a - base(kept.z)), inverse * (kept.b - (kept.z - value * kept.c) * PUBLIC))


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("branch", range(3))
def test_a_proof_kept_after_its_ciphertext_was_destroyed_gives_it_back(choice: Choice, branch: int) -> None:
    """α and β of a three-key ballot come back from any 128 bytes of its proof; k scrutineers could then open it."""
    asked = question(FormItem(1, 1))
    body = cast(asked, [[choice]]).body
    ct = Ciphertext.decode(body[HEADER_BYTES : HEADER_BYTES + CIPHERTEXT_BYTES])
    (claim,) = asked.form.claims
    assert isinstance(claim, SetClaim)
    proof = SetProof.decode(body[HEADER_BYTES + CIPHERTEXT_BYTES :])
    again = recovered(proof, claim.values, branch)
    assert again == ct
    opened = again.beta - SECRET * again.alpha
    assert opened == Scalar.of({Choice.FOR: 1, Choice.AGAINST: 0, Choice.ABSTAIN: M}[choice]) * PUBLIC
