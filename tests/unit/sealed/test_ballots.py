import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.sealed import MAX_SEQ, OPENING, PUBLIC, SECRET, altered, cast, header, question, resign, seat, unsigned
from voting_protocol.crypto import digest
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import FormItem
from voting_protocol.marks import Choice
from voting_protocol.sealed import ballots
from voting_protocol.sealed.ballots import (
    Ballot,
    Question,
    Signed,
    Spoil,
    VerifiedBallot,
    check_envelope,
    equations,
    make_spoil,
    parse_ballot,
    parse_entry,
    tracking_code,
    verify,
    verify_proofs,
)
from voting_protocol.sealed.forms import Form, M
from voting_protocol.sealed.group import ORDER, G, Scalar
from voting_protocol.sealed.secret import encrypt
from voting_protocol.sealed.secret.encrypt import plaintexts, recompute_head, seal
from voting_protocol.sealed.statements import Ciphertext

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
ASKED = question()
HEADER, CT, PROOF = 0, 103, 167


def code_of(call, *args):
    with pytest.raises(ProtocolError) as caught:
        call(*args)
    return caught.value.code


def refusal(ballot: Ballot, asked: Question = ASKED) -> str:
    return code_of(verify, ballot, asked)


def opened(ct: Ciphertext, most: int = M) -> int:
    plain = ct.beta - SECRET * ct.alpha
    return next(m for m in (*range(300), most) if Scalar.of(m) * PUBLIC == plain)


@pytest.fixture(scope="module")
def ballot():
    return cast(ASKED, [[FOR]])


@pytest.mark.parametrize(
    ("items", "choices", "numbers"),
    [
        ([FormItem(1, 1)], [[AGAINST]], [0]),
        ([FormItem(1, 1)], [[FOR]], [1]),
        ([FormItem(1, 1)], [[ABSTAIN]], [M]),
        ([FormItem(1, 3)], [[FOR, ABSTAIN, AGAINST]], [1, M, 0]),
        ([FormItem(2, 3, 0, 3)], [[0, 0, 0]], [0, 0, 0]),
        ([FormItem(2, 3, 1, 2)], [[1, 0, 1]], [1, 0, 1]),
        ([FormItem(3, 3, 0, 2)], [[2, 0, 1]], [0, 1, 0, 0, 1, 0]),
        ([FormItem(4, 3, 0, 2)], [[FOR, ABSTAIN, FOR]], [1, M, 1]),
        ([FormItem(4, 3, 0, 1)], [[ABSTAIN, ABSTAIN, ABSTAIN]], [M, M, M]),
        ([FormItem(1, 1), FormItem(2, 2, 1, 1)], [[ABSTAIN], [0, 1]], [M, 0, 1]),
    ],
)
def test_every_form_seals_verifies_and_counts(items, choices, numbers):
    asked = question(*items)
    sealed = seal(asked, header(), choices)
    assert len(sealed.body) == asked.form.body_bytes
    checked = verify(resign(asked, sealed.body), asked)
    assert [opened(cell) for cell in checked.cells] == numbers
    assert checked.head == sealed.head
    assert len(checked.ciphertexts) == asked.form.ciphertexts
    assert all(equation.holds() for equation in equations(check_envelope(checked.ballot, asked)))


@pytest.mark.parametrize(
    ("items", "choices"),
    [
        ([FormItem(1, 1)], []),
        ([FormItem(1, 1)], [[]]),
        ([FormItem(1, 1)], [[FOR, FOR]]),
        ([FormItem(1, 1)], [[3]]),
        ([FormItem(1, 1)], [[None]]),
        ([FormItem(1, 1)], [[FOR], [FOR]]),
        ([FormItem(2, 3, 1, 2)], [[0, 0, 0]]),
        ([FormItem(2, 3, 1, 2)], [[1, 1, 1]]),
        ([FormItem(2, 3, 1, 2)], [[2, 0, 0]]),
        ([FormItem(2, 3, 1, 2)], [[None, 1, 0]]),
        ([FormItem(3, 2, 0, 3)], [[-1, 1]]),
        ([FormItem(3, 2, 0, 3)], [[4, 1]]),
        ([FormItem(3, 2, 0, 3)], [[1]]),
        ([FormItem(4, 3, 0, 1)], [[FOR, FOR, AGAINST]]),
        ([FormItem(4, 3, 0, 1)], [[FOR, None, AGAINST]]),
    ],
)
def test_choices_that_break_the_form_are_refused(items, choices):
    assert code_of(plaintexts, Form.of(items), choices) == "bad-choice"
    assert code_of(seal, question(*items), header(), choices) == "bad-choice"


def beyond_the_form(monkeypatch, asked, numbers):
    """A modified client: whatever numbers it likes, the true prover."""
    monkeypatch.setattr(encrypt, "plaintexts", lambda form, choices: numbers)
    return resign(asked, seal(asked, header(), []).body)


@pytest.mark.parametrize(
    ("items", "numbers", "proof"),
    [
        ([FormItem(1, 1)], [2], 0),
        ([FormItem(1, 1)], [M + 1], 0),
        ([FormItem(1, 1)], [-1], 0),
        ([FormItem(1, 2)], [1, 2 * M], 1),
        ([FormItem(2, 3, 1, 2)], [3, 0, 0], 0),
        ([FormItem(2, 3, 1, 2)], [1, 1, 1], 3),
        ([FormItem(2, 3, 1, 2)], [0, 0, 0], 3),
        ([FormItem(3, 2, 0, 2)], [0, 0, 1, 1], 5),
        ([FormItem(4, 3, 0, 1)], [1, 1, 0, 0], 4),
        ([FormItem(4, 3, 0, 1)], [1, M, 0, 0], 4),
        ([FormItem(4, 3, 0, 1)], [1, 0, 0, 1], 4),
    ],
)
def test_plaintexts_out_of_range_by_a_modified_client_are_refused(monkeypatch, items, numbers, proof):
    asked = question(*items)
    forged = beyond_the_form(monkeypatch, asked, numbers)
    with pytest.raises(ProtocolError) as caught:
        verify(forged, asked)
    assert (caught.value.code, caught.value.detail) == ("bad-proof", {"proof": proof})


def test_01_03_points_and_scalars_are_judged_in_every_place(ballot):
    high = bytes([ballot.body[CT + 31] | 0x80])
    assert refusal(altered(ASKED, ballot, CT + 31, high)) == "bad-point"
    for place in (CT, CT + 32, *(PROOF + 128 * j + at for j in range(3) for at in (0, 32))):
        assert refusal(altered(ASKED, ballot, place, bytes(32))) == "bad-point"
        assert refusal(altered(ASKED, ballot, place, b"\xff" * 32)) == "bad-point"
    for place in (PROOF + 128 * j + at for j in range(3) for at in (64, 96)):
        beyond = int.from_bytes(ballot.body[place : place + 32], "little") + ORDER
        assert refusal(altered(ASKED, ballot, place, beyond.to_bytes(32, "little"))) == "bad-scalar"


def test_02_a_ciphertext_without_randomness_is_refused(ballot):
    bare = bytes(32) + (Scalar.of(1) * PUBLIC).data
    assert refusal(altered(ASKED, ballot, CT, bare)) == "bad-point"


def test_05_there_is_one_form_of_bytes(ballot):
    entry = ballot.encode()
    assert parse_entry(entry, ASKED.form) == ballot
    assert parse_entry(entry, ASKED.form).encode() == entry
    for wrong in (b"", entry[:-1], entry + b"\0", b"\0" + entry[1:], b"\x02" + entry[1:], b"\x03" + entry[1:], entry[:64]):
        assert code_of(parse_entry, wrong, ASKED.form) == "bad-ballot"
    for body in (b"HB2" + ballot.body[3:], ballot.body[:67] + bytes(4) + ballot.body[71:], ballot.body[:-1], b""):
        assert code_of(parse_ballot, body, ballot.signature, ASKED.form) == "bad-ballot"
    assert code_of(parse_ballot, ballot.body, ballot.signature[:-1], ASKED.form) == "bad-ballot"


def test_06_a_ballot_has_the_length_of_its_own_form(ballot):
    longer = question(FormItem(1, 2))
    assert code_of(parse_ballot, ballot.body, ballot.signature, longer.form) == "bad-ballot"
    assert code_of(verify_proofs, check_envelope(ballot, longer)) == "bad-ballot"


def test_11_a_ballots_signature_is_not_a_spoil_entrys(ballot):
    spoil = make_spoil(seat(), ballot.header, digest("vector", b"head"))
    assert not Spoil(spoil.header, spoil.head, ballot.signature).signature_holds()
    forged = seat().sign("spoil", ballot.body)
    assert refusal(parse_ballot(ballot.body, forged, ASKED.form)) == "bad-signature"
    assert spoil.id != ballot.id


@pytest.mark.parametrize("place", ["opening", "key", "seq", "prev"])
def test_15_a_ballot_copied_elsewhere_fails(ballot, place):
    thief = 2 if place == "key" else 1
    there = Question(digest("vector", b"another opening"), ASKED.form, PUBLIC, MAX_SEQ) if place == "opening" else ASKED
    start, data = {
        "opening": (3, there.opening),
        "key": (35, seat(2).public),
        "seq": (67, (2).to_bytes(4, "big")),
        "prev": (71, ballot.id),
    }[place]
    assert refusal(unsigned(there, ballot, start, data), there) == "bad-signature"
    assert refusal(altered(there, ballot, start, data, thief), there) == "bad-proof"


def test_15_a_ciphertext_or_proof_of_another_ballot_fails(ballot):
    other = cast(ASKED, [[FOR]], number=2)
    assert refusal(altered(ASKED, ballot, CT, other.body[CT:PROOF])) == "bad-proof"
    assert refusal(altered(ASKED, ballot, PROOF, other.body[PROOF:])) == "bad-proof"
    assert refusal(altered(ASKED, ballot, CT, other.body[CT:])) == "bad-proof"


def test_15_ciphertexts_and_proofs_of_one_ballot_do_not_change_places():
    asked = question(FormItem(1, 2))
    ballot = cast(asked, [[FOR, FOR]])
    first, second = ballot.body[103:167], ballot.body[167:231]
    proofs = ballot.body[231:]
    assert refusal(altered(asked, ballot, 103, second + first), asked) == "bad-proof"
    assert refusal(altered(asked, ballot, 231, proofs[384:] + proofs[:384]), asked) == "bad-proof"
    assert refusal(altered(asked, ballot, 103, second + first + proofs[384:] + proofs[:384]), asked) == "bad-proof"


def test_15_the_key_of_another_ceremony_refuses(ballot):
    assert refusal(ballot, Question(OPENING, ASKED.form, G, MAX_SEQ)) == "bad-proof"


def test_17_tracking_codes_differ_by_seat_and_place():
    numbers = iter(range(10**6))

    def same():
        return Scalar.of(next(numbers) % 7 + 1)

    heads = set()
    for number, seq in ((1, 1), (2, 1), (1, 2)):
        numbers = iter(range(10**6))
        heads.add(seal(ASKED, header(number, seq), [[FOR]], same).head)
    assert len({tracking_code(head) for head in heads}) == 3


def test_a_tracking_code_is_24_characters_in_fours():
    code = tracking_code(bytes(range(32)))
    assert code == "000G 40R4 0M30 E209 185G R38E"
    assert tracking_code(bytes(15) + b"\xff" * 17) == "0000 0000 0000 0000 0000 0000"


def test_18_the_signature_covers_every_byte(ballot):
    for start in (3 + 32, 67 + 3, 71, CT, CT + 63, PROOF, PROOF + 100, len(ballot.body) - 1):
        flipped = bytes([ballot.body[start] ^ 2])
        assert refusal(unsigned(ASKED, ballot, start, flipped)) == "bad-signature"


def test_52_every_flipped_byte_is_refused_even_signed_anew(ballot):
    for at in range(len(ballot.body)):
        flipped = bytes([ballot.body[at] ^ 1])
        with pytest.raises(ProtocolError) as caught:
            verify(altered(ASKED, ballot, at, flipped), ASKED)
        assert caught.value.code in {
            "bad-ballot", "vote-unknown", "sequence-limit", "bad-signature", "bad-point", "bad-scalar", "bad-proof",
        }  # fmt: skip


@settings(max_examples=200)
@given(st.binary(max_size=620) | st.binary(min_size=448, max_size=448).map(lambda rest: header().encode() + rest))
def test_21_any_bytes_fail_cleanly(body):
    with pytest.raises(ProtocolError):
        verify(resign(ASKED, body), ASKED)


def test_64_the_cheapest_check_speaks_first(ballot):
    wrong = unsigned(ASKED, ballot, CT, bytes(64))
    assert refusal(unsigned(ASKED, wrong, 3, bytes(32))) == "vote-unknown"
    assert refusal(unsigned(ASKED, wrong, 67, b"\0\0\0\x06")) == "sequence-limit"
    assert refusal(wrong) == "bad-signature"
    assert refusal(altered(ASKED, wrong, PROOF + 64, b"\xff" * 32)) == "bad-point"
    assert refusal(altered(ASKED, ballot, PROOF + 64, b"\xff" * 32)) == "bad-scalar"


def test_an_unsound_signature_stops_before_the_proofs(ballot, monkeypatch):
    monkeypatch.setattr(ballots, "verify_proofs", lambda signed: pytest.fail("proofs were looked at"))
    assert refusal(unsigned(ASKED, ballot, CT, bytes(64))) == "bad-signature"


def test_46_size_and_work_do_not_depend_on_the_choice(monkeypatch):
    asked = question(FormItem(1, 1), FormItem(2, 3, 1, 2), FormItem(3, 2, 0, 3), FormItem(4, 2, 0, 1))
    counts = {"draw": 0, "base": 0, "times": 0, "plus": 0}

    def draw():
        counts["draw"] += 1
        return Scalar.random()

    def counting(name, operation):
        def call(*args):
            counts[name] += 1
            return operation(*args)

        return call

    monkeypatch.setattr(encrypt, "base", counting("base", encrypt.base))
    monkeypatch.setattr(Scalar, "__mul__", counting("times", Scalar.__mul__))
    monkeypatch.setattr(Scalar, "__add__", counting("plus", Scalar.__add__))
    seen = set()
    for choices in (
        [[FOR], [1, 0, 0], [1, 0], [FOR, AGAINST]],
        [[ABSTAIN], [0, 1, 1], [0, 0], [ABSTAIN, ABSTAIN]],
        [[AGAINST], [1, 0, 1], [3, 3], [AGAINST, AGAINST]],
    ):
        counts.update(dict.fromkeys(counts, 0))
        body = seal(asked, header(), choices, draw).body
        seen.add((len(body), *counts.values()))
    assert len(seen) == 1


def test_47_what_is_sealed_shows_no_secret():
    sealed = seal(ASKED, header(), [[ABSTAIN]])
    assert "secret" not in repr(sealed).lower()
    assert str(M) not in repr(sealed)
    assert sealed.secrets[0].r.data.hex() not in repr(sealed)


def test_48_an_opening_recomputes_the_head_it_was_made_for_only():
    asked = question(FormItem(1, 2))
    sealed = seal(asked, header(), [[FOR, ABSTAIN]])
    other = seal(asked, header(), [[FOR, ABSTAIN]])
    assert recompute_head(asked, header(), sealed.secrets) == sealed.head
    assert recompute_head(asked, header(2), sealed.secrets) != sealed.head
    assert recompute_head(asked, header(), other.secrets) != sealed.head
    first, second = sealed.secrets
    assert recompute_head(asked, header(), [first, type(second)(second.r, 1)]) != sealed.head
    assert code_of(recompute_head, asked, header(), sealed.secrets[:1]) == "bad-ballot"


def test_55_ciphertexts_never_share_randomness():
    asked = question(FormItem(3, 4, 0, 3), FormItem(4, 3, 0, 1))
    choices = [[1, 0, 2, 3], [FOR, AGAINST, ABSTAIN]]
    sealed = [seal(asked, header(), choices) for _ in range(3)]
    checked = [verify(resign(asked, each.body), asked) for each in sealed]
    alphas = [ct.alpha for each in checked for ct in each.ciphertexts]
    assert len(set(alphas)) == len(alphas) == 3 * 16
    blinds = [each.body[start : start + 32] for each in sealed for start in range(103 + 16 * 64, len(each.body), 128)]
    assert len(set(blinds)) == len(blinds)


def test_67_a_spoil_entry_has_one_form_and_its_seats_signature():
    spoil = make_spoil(seat(), header(seq=2, prev=digest("vector", b"prev")), digest("vector", b"head"))
    entry = spoil.encode()
    assert len(entry) == 133 + 64
    assert parse_entry(entry, ASKED.form) == spoil
    assert check_envelope(spoil, ASKED).entry is spoil
    assert spoil.id == digest("spoil", entry[:133])
    assert spoil.signature == seat().sign("spoil", entry[:133])
    for at in range(1, len(entry)):
        flipped = entry[:at] + bytes([entry[at] ^ 1]) + entry[at + 1 :]
        with pytest.raises(ProtocolError) as caught:
            check_envelope(parse_entry(flipped, ASKED.form), ASKED)
        assert caught.value.code in {"bad-ballot", "vote-unknown", "sequence-limit", "bad-signature"}
    assert code_of(parse_entry, entry[:65] + bytes(4) + entry[69:], ASKED.form) == "bad-ballot"


def test_only_verification_makes_what_counts(ballot):
    for kind in (Signed, VerifiedBallot):
        with pytest.raises(TypeError):
            kind(ballot, ASKED)
