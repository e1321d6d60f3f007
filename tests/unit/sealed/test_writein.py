from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.support.sealed import MAX_SEQ, OPENING, PUBLIC, SECRET, altered, cast, header, resign
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CIPHERTEXT_BYTES, ELECTION, HEADER_BYTES, RANKING_PROOF_BYTES, SLOT_PROOF_BYTES, FormItem
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Ballot, Question, verify
from voting_protocol.sealed.forms import Form, M
from voting_protocol.sealed.group import ORDER, ZERO, G, Point, Scalar, base
from voting_protocol.sealed.names import name_points, read_name
from voting_protocol.sealed.secret import encrypt
from voting_protocol.sealed.secret.encrypt import Secret, plaintexts, recompute_head, seal
from voting_protocol.sealed.secret.writein import PointSecret, prove_ranking, prove_slot
from voting_protocol.sealed.statements import Ciphertext, hold_together
from voting_protocol.sealed.writein import (
    RankingClaim,
    RankingProof,
    Slot,
    SlotProof,
    ranking_challenge,
    ranking_equation,
    slot_challenge,
    slot_equations,
)

AGAINST, FOR, ABSTAIN = Choice.AGAINST, Choice.FOR, Choice.ABSTAIN
HEAD = b"h" * 32
ITEM = FormItem(ELECTION, 3, 0, 2, 2)
ASKED = Question(OPENING, Form.of([ITEM]), PUBLIC, MAX_SEQ)
SLOT_AT = HEADER_BYTES + CIPHERTEXT_BYTES * 4
PROOFS_AT = HEADER_BYTES + CIPHERTEXT_BYTES * ASKED.form.ciphertexts
SLOT_PROOF_AT = PROOFS_AT + sum(claim.length for claim in ASKED.form.claims[:4])


class Written:
    """A slot with everything known about it, and its honest proof."""

    def __init__(self, flag: int, points: Sequence[Point]) -> None:
        self.known = tuple(Scalar.random() for _ in range(3))
        ct = Secret(self.known[0], flag).encrypt(PUBLIC)
        name = (PointSecret(rho, point).encrypt(PUBLIC) for rho, point in zip(self.known[1:], points, strict=True))
        self.slot = Slot(ct, tuple(name))

    def prove(self, written: bool, head: bytes = HEAD, idx: int = 4) -> SlotProof:
        return prove_slot(head, idx, self.slot, written, self.known, PUBLIC)


def holds(slot: Slot, proof: SlotProof, head: bytes = HEAD, idx: int = 4, public: Point = PUBLIC) -> bool:
    try:
        equations = slot_equations(head, idx, slot, public, proof)
    except ProtocolError as problem:
        assert problem.code == "bad-proof"
        return False
    each = all(equation.holds() for equation in equations)
    assert each == hold_together(equations)
    return each


def refusal(call, *args) -> str:
    with pytest.raises(ProtocolError) as caught:
        call(*args)
    return caught.value.code


NAME, BLANK = name_points("张三"), (ZERO, ZERO)


@pytest.mark.parametrize(("flag", "points"), [(0, BLANK), (1, NAME), (1, name_points("汉" * 20)), (1, BLANK)])
def test_68_flag_and_name_that_agree_are_proved(flag: int, points: Sequence[Point]):
    written = Written(flag, points)
    assert holds(written.slot, written.prove(bool(flag)))
    assert not holds(written.slot, written.prove(not flag))


@pytest.mark.parametrize("block", [0, 1])
@pytest.mark.parametrize("claimed", [False, True])
def test_68_a_name_with_flag_0_cannot_be_proved(block: int, claimed: bool):
    points = [ZERO, ZERO]
    points[block] = NAME[0]
    written = Written(0, points)
    assert not holds(written.slot, written.prove(claimed))


@pytest.mark.parametrize("flag", [2, M, -1])
@pytest.mark.parametrize("claimed", [False, True])
def test_68_another_number_than_a_flag_cannot_be_proved(flag: int, claimed: bool):
    for points in (BLANK, NAME):
        written = Written(flag, points)
        assert not holds(written.slot, written.prove(claimed))


def test_68_control_without_the_equation_of_its_block_a_name_with_flag_0_would_pass():
    written = Written(0, (NAME[0], ZERO))
    equations = slot_equations(HEAD, 4, written.slot, PUBLIC, written.prove(False))
    failing = [equation for equation in equations if not equation.holds()]
    assert [equation.point for equation in failing] == [written.slot.name[0].beta]


def test_a_name_that_somebody_else_encrypted_cannot_be_proved():
    """Encrypted anew, another's name is another ciphertext of the same name, of which the copier knows no ρ."""
    victim, copier = Written(1, NAME), Written(1, NAME)
    copied = [
        victim_ct + Ciphertext(base(rho), rho * PUBLIC) for victim_ct, rho in zip(victim.slot.name, copier.known[1:], strict=True)
    ]
    slot = Slot(copier.slot.flag, tuple(copied))
    assert not holds(slot, prove_slot(HEAD, 4, slot, True, copier.known, PUBLIC))


def test_16_a_name_under_another_seats_alpha_cannot_be_proved():
    """Whoever shared α could read the difference of two names; without the other's ρ no proof holds."""
    victim, copier = Written(1, NAME), Written(1, NAME)
    shared = Ciphertext(victim.slot.name[0].alpha, copier.slot.name[0].beta)
    slot = replace(copier.slot, name=(shared, copier.slot.name[1]))
    assert not holds(slot, prove_slot(HEAD, 4, slot, True, copier.known, PUBLIC))


def test_15_a_proof_holds_for_its_head_place_key_and_ciphertexts_only():
    written, other = Written(1, NAME), Written(1, NAME)
    proof = written.prove(True)
    assert holds(written.slot, proof)
    assert not holds(written.slot, proof, head=b"H" * 32)
    assert not holds(written.slot, proof, idx=5)
    assert not holds(written.slot, proof, public=G)
    assert not holds(other.slot, proof)
    assert not holds(replace(written.slot, flag=other.slot.flag), proof)
    assert not holds(replace(written.slot, name=written.slot.name[::-1]), proof)
    assert not holds(replace(written.slot, name=(written.slot.name[0], other.slot.name[1])), proof)


def test_08_the_challenge_of_a_slot_covers_everything():
    one, two = Written(1, NAME), Written(0, BLANK)
    proofs = [each.prove(bool(flag)) for flag, each in ((1, one), (0, two))]
    said = (HEAD, 4, one.slot, proofs[0].blank.points, proofs[0].named.points)
    flag, *names = (
        replace(one.slot, flag=two.slot.flag),
        *(replace(one.slot, name=name) for name in ((one.slot.name[0], two.slot.name[1]), (two.slot.name[0], one.slot.name[1]))),
    )
    changes = (
        (0, b"H" * 32),
        (1, 5),
        (2, flag),
        *((2, name) for name in names),
        (3, proofs[1].blank.points),
        (4, proofs[1].named.points),
    )
    challenges = [slot_challenge(*said), *(slot_challenge(*said[:at], value, *said[at + 1 :]) for at, value in changes)]
    assert len(set(challenges)) == 8


def test_52_every_byte_of_a_slot_proof_counts():
    written = Written(0, BLANK)
    data = written.prove(False).encode()
    assert SlotProof.decode(data).encode() == data
    assert len(data) == SLOT_PROOF_BYTES == 576
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        try:
            proof = SlotProof.decode(changed)
        except ProtocolError as problem:
            assert problem.code in {"bad-point", "bad-scalar"}
        else:
            assert not holds(written.slot, proof)


@pytest.mark.parametrize("place", range(10))
def test_02_03_a_commitment_that_is_zero_and_a_scalar_that_is_too_large_are_refused(place: int):
    data = Written(1, NAME).prove(True).encode()
    starts = [*range(0, 192, 32), *range(320, 448, 32)]
    assert refusal(SlotProof.decode, data[: starts[place]] + bytes(32) + data[starts[place] + 32 :]) == "bad-point"
    scalar = [*range(192, 320, 32), *range(448, 576, 32)][place % 8]
    assert refusal(SlotProof.decode, data[:scalar] + ORDER.to_bytes(32, "little") + data[scalar + 32 :]) == "bad-scalar"


def test_06_a_proof_of_another_length_is_refused():
    data = Written(1, NAME).prove(True).encode()
    for wrong in (data[:-1], data + b"\0", b"", data[:-32]):
        assert refusal(SlotProof.decode, wrong) == "bad-proof"
    assert refusal(RankingProof.decode, bytes(RANKING_PROOF_BYTES - 1)) == "bad-proof"


def test_the_branches_tell_nothing_apart_by_their_shape():
    """What a proof shows of the true branch is as long, and as random, as of the other."""
    for flag, points in ((0, BLANK), (1, NAME)):
        first, second = (Written(flag, points).prove(bool(flag)) for _ in range(2))
        parts = [*first.blank.points, *first.named.points, *second.blank.points, *second.named.points]
        assert len(set(parts)) == len(parts)
        assert not {first.blank.c, first.named.c} & {second.blank.c, second.named.c}


# Whole ballots.


def test_68_a_ballot_with_names_is_sealed_verified_and_opened():
    ballot = cast(ASKED, [[FOR, AGAINST, ABSTAIN, "张三", ""]])
    verified = verify(ballot, ASKED)
    plain = [ct.beta - SECRET * ct.alpha for ct in verified.ciphertexts]
    assert read_name(plain[5:7]) == "张三"
    assert read_name(plain[8:10]) == ""
    assert plain[4] == PUBLIC
    flags = verified.cells[-1]
    assert flags.beta - SECRET * flags.alpha == PUBLIC


@pytest.mark.parametrize(
    "marks",
    [
        [FOR, FOR, AGAINST, "张三", ""],  # for + write-ins > S
        [FOR, ABSTAIN, ABSTAIN, "张三", ""],  # more write-ins than againsts
        [AGAINST, ABSTAIN, ABSTAIN, "张三", "李四"],
        [AGAINST, AGAINST, AGAINST, "张三"],
        [AGAINST, AGAINST, AGAINST, "张三", "", ""],
        [AGAINST, AGAINST, AGAINST, "张三", 0],
        [AGAINST, AGAINST, AGAINST, "张三", None],
        ["张三", AGAINST, AGAINST, "", ""],
    ],
)
def test_write_ins_keep_the_limits_of_the_election(marks):
    assert refusal(plaintexts, ASKED.form, [marks]) == "bad-choice"


def test_a_name_in_another_form_is_not_sealed():
    assert refusal(plaintexts, ASKED.form, [[AGAINST, AGAINST, AGAINST, " 张三", ""]]) == "bad-name"


@pytest.mark.parametrize(
    "marks",
    [[FOR, FOR, AGAINST, "张三", ""], [AGAINST, ABSTAIN, ABSTAIN, "张三", "李四"], [AGAINST, AGAINST, AGAINST, "甲", "乙"]],
)
def test_the_limits_hold_against_a_modified_client(marks, monkeypatch: pytest.MonkeyPatch):
    """Approvals and write-ins ≤ S, write-ins ≤ againsts: without the client's own check the proofs fail."""
    numbers = plaintexts(Form.of([replace(ITEM, max=5)]), [[AGAINST, AGAINST, AGAINST, *marks[3:]]])
    packed = {FOR: 1, AGAINST: 0, ABSTAIN: M}
    numbers[:4] = [*(packed[mark] for mark in marks[:3]), marks.count(ABSTAIN)]
    monkeypatch.setattr(encrypt, "plaintexts", lambda *_: numbers)
    ballot = cast(ASKED, [marks])
    allowed = marks[:3] == [AGAINST] * 3
    if allowed:
        verify(ballot, ASKED)
    else:
        assert refusal(verify, ballot, ASKED) == "bad-proof"


def test_68_a_modified_client_cannot_send_a_name_with_flag_0(monkeypatch: pytest.MonkeyPatch):
    numbers = plaintexts(ASKED.form, [[AGAINST] * 3 + ["张三", ""]])
    numbers[4] = 0
    monkeypatch.setattr(encrypt, "plaintexts", lambda *_: numbers)
    with pytest.raises(ProtocolError) as caught:
        verify(cast(ASKED, [[AGAINST] * 3 + ["张三", ""]]), ASKED)
    assert (caught.value.code, caught.value.detail) == ("bad-proof", {"proof": 4})


def test_15_a_name_and_its_proof_are_of_no_use_in_another_ballot():
    victim, thief = (cast(ASKED, [[AGAINST] * 3 + ["张三", ""]], number=number) for number in (1, 2))
    slot = victim.body[SLOT_AT : SLOT_AT + 3 * CIPHERTEXT_BYTES]
    proof = victim.body[SLOT_PROOF_AT : SLOT_PROOF_AT + SLOT_PROOF_BYTES]
    stolen = altered(ASKED, altered(ASKED, thief, SLOT_AT, slot, 2), SLOT_PROOF_AT, proof, 2)
    assert refusal(verify, stolen, ASKED) == "bad-proof"


def test_a_slots_proof_is_of_no_use_in_the_other_slot():
    ballot = cast(ASKED, [[AGAINST] * 3 + ["张三", "张三"]])
    swapped = _swap(_swap(ballot, SLOT_AT, 3 * CIPHERTEXT_BYTES), SLOT_PROOF_AT, SLOT_PROOF_BYTES)
    assert refusal(verify, swapped, ASKED) == "bad-proof"


def _swap(ballot: Ballot, start: int, size: int) -> Ballot:
    one, two = ballot.body[start : start + size], ballot.body[start + size : start + 2 * size]
    return altered(ASKED, ballot, start, two + one)


def test_16_55_no_randomness_is_shared_in_a_ballot_with_names():
    sealed = [seal(ASKED, header(), [[AGAINST] * 3 + ["张三", "张三"]]) for _ in range(2)]
    alphas = [ct.alpha for ballot in sealed for ct in verify(resign(ASKED, ballot.body), ASKED).ciphertexts]
    assert len(set(alphas)) == len(alphas)


def test_46_the_size_does_not_depend_on_the_names():
    marks = ([AGAINST] * 3 + names for names in (["", ""], ["张三", ""], ["汉" * 20, "A"]))
    assert {len(seal(ASKED, header(), [each]).body) for each in marks} == {ASKED.form.body_bytes}
    assert ASKED.form.body_bytes == 103 + 10 * 64 + 3 * 384 + 4 * 128 + 2 * 576 + 3 * 128 + 4 * 128


def test_the_checker_of_a_challenge_recomputes_the_head_with_names():
    sealed = seal(ASKED, header(), [[AGAINST] * 3 + ["张三", ""]])
    assert recompute_head(ASKED, header(), sealed.secrets) == sealed.head
    other = [*sealed.secrets[:5], PointSecret(sealed.secrets[5].r, name_points("李四")[0]), *sealed.secrets[6:]]
    assert recompute_head(ASKED, header(), other) != sealed.head


def test_50_secrets_of_names_do_not_show():
    secret = PointSecret(Scalar.random(), NAME[0])
    assert repr(secret) == "PointSecret()"


# Rankings.


def test_a_ranking_is_proved_by_whoever_encrypted_it():
    rho = Scalar.random()
    ct = PointSecret(rho, NAME[0]).encrypt(PUBLIC)
    proof = prove_ranking(HEAD, 0, ct, rho)
    assert ranking_equation(HEAD, 0, ct, proof).holds()
    assert not ranking_equation(b"H" * 32, 0, ct, proof).holds()
    assert not ranking_equation(HEAD, 1, ct, proof).holds()
    copied = ct + Ciphertext(base(rho), rho * PUBLIC)
    assert not ranking_equation(HEAD, 0, copied, proof).holds()
    assert not ranking_equation(HEAD, 0, ct, prove_ranking(HEAD, 0, ct, Scalar.random())).holds()
    claim = RankingClaim(0)
    assert claim.length == len(proof.encode())
    assert all(equation.holds() for equation in claim.decode(proof.encode()).equations(HEAD, 0, [ct], PUBLIC))
    assert ranking_challenge(HEAD, 0, ct, proof.a) != ranking_challenge(HEAD, 0, copied, proof.a)
