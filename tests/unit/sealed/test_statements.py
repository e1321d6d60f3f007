import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.sealed import PUBLIC, SECRET
from voting_protocol.crypto import digest
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import BRANCH_BYTES
from voting_protocol.sealed.forms import M
from voting_protocol.sealed.group import ORDER, ZERO, G, Point, Scalar, base, hash_to_scalar
from voting_protocol.sealed.secret.encrypt import Secret, prove_set
from voting_protocol.sealed.statements import (
    NOTHING,
    Branch,
    Ciphertext,
    Equation,
    SetProof,
    hold_together,
    set_challenge,
    set_equations,
    value_scalars,
    verify_set_proof,
)

PACKED = (0, 1, M)
HEAD = digest("vector", b"head")
numbers = st.integers(0, 2**20)


def encrypted(m, r=None):
    secret = Secret(r or Scalar.random(), m)
    return secret, secret.encrypt(PUBLIC)


def opened(ct: Ciphertext) -> Point:
    """`m·Y`, with the whole key in one hand."""
    return ct.beta - SECRET * ct.alpha


def holds(ct, proof, values=PACKED, head=HEAD, idx=0, public=PUBLIC) -> bool:
    try:
        verify_set_proof(head, idx, ct, values, public, proof)
    except ProtocolError as error:
        assert error.code == "bad-proof"
        return False
    return True


@settings(max_examples=20)
@given(numbers, numbers, st.integers(-300, 300))
def test_ciphertexts_add_and_scale(x, y, factor):
    (a, left), (b, right) = encrypted(x), encrypted(y)
    assert opened(left) == Scalar.of(x) * PUBLIC
    assert left + right == Secret(a.r + b.r, x + y).encrypt(PUBLIC)
    assert left - right == Secret(a.r - b.r, x - y).encrypt(PUBLIC)
    assert left.scale(factor) == Secret(Scalar.of(factor) * a.r, factor * x).encrypt(PUBLIC)
    assert left - left == left.scale(0) == NOTHING
    assert Ciphertext.decode(left.encode()) == left


def test_02_a_ciphertext_of_a_ballot_holds_no_identity():
    for data in (bytes(64), bytes(32) + G.data, G.data + bytes(32)):
        with pytest.raises(ProtocolError, match="bad-point"):
            Ciphertext.decode(data)
        assert Ciphertext.decode(data, allow_zero=True).encode() == data


@pytest.mark.parametrize("values", [PACKED, (0, 1), (5,), tuple(range(13)), tuple(range(2, 9))])
def test_every_value_of_the_set_can_be_proved(values):
    for m in values:
        secret, ct = encrypted(m)
        proof = prove_set(HEAD, 3, ct, values, PUBLIC, secret)
        assert len(proof.encode()) == BRANCH_BYTES * len(values)
        assert SetProof.decode(proof.encode()) == proof
        assert holds(ct, proof, values, idx=3)
        assert all(equation.holds() for equation in set_equations(HEAD, 3, ct, values, PUBLIC, proof))


@pytest.mark.parametrize("m", [2, M - 1, M + 1, -1, 2 * M, ORDER - 1])
def test_a_plaintext_outside_the_set_has_no_proof_by_the_honest_prover(m):
    secret, ct = encrypted(m)
    assert not holds(ct, prove_set(HEAD, 0, ct, PACKED, PUBLIC, secret))


@pytest.mark.parametrize("m", [2, M + 1, -1])
@pytest.mark.parametrize("branch", [0, 1, 2])
def test_a_plaintext_outside_the_set_has_no_proof_by_a_prover_that_bends_one_branch(m, branch):
    secret, ct = encrypted(m)
    honest = prove_set(HEAD, 0, ct, PACKED, PUBLIC, secret)
    spare = set_challenge(HEAD, 0, ct, PACKED, [part.commitments for part in honest.branches])
    for part in honest.branches:
        spare -= part.c
    bent = honest.branches[branch]
    # The challenges add up now, and z answers for α; β then needs m = v.
    final = Branch(bent.a, bent.b, bent.c + spare, bent.z - spare * secret.r)
    forged = SetProof(tuple(final if j == branch else part for j, part in enumerate(honest.branches)))
    equations = set_equations(HEAD, 0, ct, PACKED, PUBLIC, forged)
    assert [equation.holds() for equation in equations].count(False) == 1
    assert not holds(ct, forged)


@pytest.mark.parametrize(("m", "claimed"), [(2, 1), (M + 1, M), (2 * M, 0)])
def test_a_plaintext_outside_the_set_has_no_proof_by_a_prover_that_lies_about_r(m, claimed):
    secret, ct = encrypted(m)
    # β is also that of `claimed` under r + m − claimed; α then needs that r.
    lie = Secret(secret.r + Scalar.of(m - claimed), claimed)
    forged = prove_set(HEAD, 0, ct, PACKED, PUBLIC, lie)
    equations = set_equations(HEAD, 0, ct, PACKED, PUBLIC, forged)
    assert [equation.holds() for equation in equations] == [False, True] * 3
    assert not holds(ct, forged)


def test_a_forged_commitment_cannot_be_fitted_after_the_challenge():
    _, ct = encrypted(2)
    c, z = Scalar.random(), Scalar.random()
    commitments = [
        (base(z) + c * ct.alpha, (z - v * c) * PUBLIC + c * ct.beta) for v in value_scalars(PACKED)
    ]  # every equation holds, whatever m is; the sum of the challenges can't be chosen any more
    forged = SetProof(tuple(Branch(a, b, c, z) for a, b in commitments))
    with pytest.raises(ProtocolError, match="bad-proof"):
        set_equations(HEAD, 0, ct, PACKED, PUBLIC, forged)


def test_08_the_challenge_covers_everything():
    _, ct = encrypted(1)
    _, other = encrypted(1)
    commitments = [bytes([n]) * 64 for n in (1, 2, 3)]
    usual = set_challenge(HEAD, 0, ct, PACKED, commitments)
    changed = [
        set_challenge(digest("vector", b"other head"), 0, ct, PACKED, commitments),
        set_challenge(HEAD, 1, ct, PACKED, commitments),
        set_challenge(HEAD, 0, Ciphertext(other.alpha, ct.beta), PACKED, commitments),
        set_challenge(HEAD, 0, Ciphertext(ct.alpha, other.beta), PACKED, commitments),
        set_challenge(HEAD, 0, ct, (0, 1, 2), commitments),
        set_challenge(HEAD, 0, ct, (1, 0, M), commitments),
        set_challenge(HEAD, 0, ct, PACKED, [commitments[0], commitments[2], commitments[1]]),
        set_challenge(HEAD, 0, ct, PACKED, commitments[:2]),
    ]
    assert len({usual, *changed}) == 1 + len(changed)


def test_09_a_proof_does_not_hold_under_another_key_head_or_place():
    secret, ct = encrypted(1)
    proof = prove_set(HEAD, 0, ct, PACKED, PUBLIC, secret)
    assert holds(ct, proof)
    assert not holds(ct, proof, public=base(Scalar.of(5)))
    assert not holds(ct, proof, head=digest("vector", b"other head"))
    assert not holds(ct, proof, idx=1)
    assert not holds(ct, proof, values=(0, 1, 2))
    assert not holds(ct, proof, values=(0, 1))
    assert not holds(encrypted(1)[1], proof)


def test_11_the_tag_is_in_the_challenge():
    assert hash_to_scalar("set", HEAD) != hash_to_scalar("share", HEAD)


def test_02_commitments_are_never_zero():
    secret, ct = encrypted(1)
    data = prove_set(HEAD, 0, ct, PACKED, PUBLIC, secret).encode()
    for start in range(0, len(data), BRANCH_BYTES):
        for at in (start, start + 32):
            with pytest.raises(ProtocolError, match="bad-point"):
                SetProof.decode(data[:at] + bytes(32) + data[at + 32 :])


def test_a_derived_ciphertext_may_be_zero():
    secret = Secret(Scalar.of(0), 0)
    assert holds(NOTHING, prove_set(HEAD, 0, NOTHING, (0, 1), PUBLIC, secret), (0, 1))
    assert not holds(NOTHING, prove_set(HEAD, 0, NOTHING, (1, 2), PUBLIC, secret), (1, 2))


@pytest.mark.parametrize("length", [0, 1, 127, 129, 383])
def test_06_a_proof_has_whole_branches(length):
    with pytest.raises(ProtocolError, match="bad-proof"):
        SetProof.decode(bytes(length))


@settings(max_examples=60)
@given(st.integers(0, 3 * BRANCH_BYTES - 1), st.integers(1, 255))
def test_21_a_malformed_proof_fails_cleanly(at, flip):
    secret, ct = encrypted(M, Scalar.of(9))
    data = bytearray(prove_set(HEAD, 0, ct, PACKED, PUBLIC, secret).encode())
    data[at] ^= flip
    with pytest.raises(ProtocolError) as caught:
        verify_set_proof(HEAD, 0, ct, PACKED, PUBLIC, SetProof.decode(bytes(data)))
    assert caught.value.code in {"bad-point", "bad-scalar", "bad-proof"}


@settings(max_examples=30)
@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_equations_hold_together_iff_each_holds(truths):
    point = base(Scalar.of(11))
    equations = []
    for number, truth in enumerate(truths, 2):
        s, c = Scalar.of(number), Scalar.of(number * number)
        side = (G, PUBLIC)[number % 2]
        commitment = s * side + c * point
        equations.append(Equation(commitment if truth else commitment + G, side, s, point, c))
    assert hold_together(equations) == all(truths) == all(equation.holds() for equation in equations)


def test_errors_that_cancel_out_are_still_found():
    secret, ct = encrypted(1)
    equations = set_equations(HEAD, 0, ct, PACKED, PUBLIC, prove_set(HEAD, 0, ct, PACKED, PUBLIC, secret))
    first, second = equations[0], equations[2]
    shifted = [
        Equation(first.commitment + G, first.base, first.s, first.point, first.c),
        Equation(second.commitment - G, second.base, second.s, second.point, second.c),
    ]
    assert hold_together(equations)
    assert not hold_together(shifted)


def test_secrets_are_not_shown():
    assert repr(Secret(Scalar.of(5), 1)) == "Secret()"


def test_zero_is_what_nothing_holds():
    assert NOTHING.encode() == ZERO.data * 2
