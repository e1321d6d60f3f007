"""Many statements, many ballots, judged together (docs/sealed.md §4): each is told as if it were alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.sealed import PUBLIC, altered, cast, header, question, resign, seat, unsigned
from voting_protocol.crypto import digest
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import FormItem
from voting_protocol.marks import Choice
from voting_protocol.sealed import ballots as sealed_ballots
from voting_protocol.sealed import group, statements
from voting_protocol.sealed.ballots import (
    Ballot,
    Signed,
    VerifiedBallot,
    check_envelope,
    make_spoil,
    pieces,
    verify,
    verify_entries,
    verify_together,
)
from voting_protocol.sealed.group import ORDER, ZERO, G, Point, Scalar, base
from voting_protocol.sealed.secret import encrypt
from voting_protocol.sealed.secret.encrypt import seal
from voting_protocol.sealed.statements import Equation, checks

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
ASKED = question()
PROJECTS = question(FormItem(2, 12, 0, 10))
CHOSEN = [[1] * 8 + [0] * 4]
CT, PROOF = 103, 167
POINT = base(Scalar.of(11))
H = base(Scalar.of(13))


def equation(s: int, c: int, error: Point = ZERO, side: Point = G, point: Point = POINT) -> Equation:
    """`commitment = s·side + c·point`, but for an error."""
    return Equation(Scalar.of(s) * side + Scalar.of(c) * point + error, side, Scalar.of(s), point, Scalar.of(c))


def told(*lists: list[Equation]) -> list[bool]:
    return [all(check.holds() for check in found) for found in checks(lists)]


def verdicts(found) -> list[object]:
    """None for what is verified, else code and detail."""
    return [(each.code, each.detail) if isinstance(each, ProtocolError) else None for each in found]


def alone(entry: Ballot, asked=ASKED) -> object:
    try:
        verify(entry, asked)
    except ProtocolError as problem:
        return problem.code, problem.detail
    return None


@pytest.fixture
def multiplied(monkeypatch):
    """How often a point was multiplied, and G."""
    counts = {"point": 0, "G": 0}

    def counting(name, operation):
        def call(*args):
            counts[name] += 1
            return operation(*args)

        return call

    monkeypatch.setattr(group, "_multiply", counting("point", group._multiply))
    monkeypatch.setattr(group, "_multiply_base", counting("G", group._multiply_base))
    return counts


statement = st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 3), st.booleans(), st.booleans()), max_size=6)


@settings(max_examples=60)
@given(st.lists(statement, max_size=5))
def test_statements_are_told_together_as_each_alone(drawn):
    lists = [
        [
            equation(s, c, ZERO if truth else H, (G, PUBLIC)[side], (POINT, H)[point])
            for truth, s, c, side, point in told_of
        ]
        for told_of in drawn
    ]  # fmt: skip
    expected = [all(truth for truth, *_ in told_of) for told_of in drawn]
    assert told(*lists) == expected == [all(each.holds() for each in equations) for equations in lists]


SOUND = [equation(2, 3), equation(4, 5), equation(6, 7)]


@pytest.mark.parametrize(
    "errors",
    [
        (H, ZERO, ZERO),
        (ZERO, H, ZERO),
        (ZERO, ZERO, H),
        (H, -H, ZERO),
        (ZERO, H, -H),
        tuple(Scalar.of(s) * H for s in (2, 4, 6)),
        tuple(Scalar.of(c) * H for c in (3, 5, 7)),
    ],
    ids=["first", "middle", "last", "first two cancel out", "last two cancel out", "as the responses", "as the challenges"],
)
def test_errors_are_found_whatever_their_pattern(errors):
    wrong = [equation(s, c, error) for (s, c), error in zip([(2, 3), (4, 5), (6, 7)], errors, strict=True)]
    assert told(SOUND, wrong, SOUND) == [True, False, True]


def test_errors_of_two_statements_do_not_cancel_out():
    for place in range(3):
        raised = [Equation(e.commitment + H, e.base, e.s, e.point, e.c) if n == place else e for n, e in enumerate(SOUND)]
        lowered = [Equation(e.commitment - H, e.base, e.s, e.point, e.c) if n == place else e for n, e in enumerate(SOUND)]
        assert told(raised, lowered) == [False, False]


def test_control_whoever_knew_the_total_beforehand_could_choose_errors_that_pass(monkeypatch):
    known = Scalar.of(777)
    weight = (777 - 2) * pow(4, -1, ORDER)  # of the second of two
    wrong = [equation(2, 3, -(Scalar.of(weight) * H)), equation(4, 5, H)]
    assert told(wrong, SOUND) == [False, True]
    monkeypatch.setattr(statements.Scalar, "random", staticmethod(lambda: known))
    assert told(wrong, SOUND) == [True, True]


def test_totals_and_weights_are_drawn_anew_each_time():
    first, second = (checks([SOUND, SOUND]) for _ in range(2))
    (a,), (b,) = first
    ((c,), _) = second
    assert a.known == b.known != c.known
    assert len({weight for check in (a, b, c) for weight, _ in check.others}) == 6


def test_a_batch_multiplies_g_and_y_once(multiplied):
    signed = [check_envelope(cast(ASKED, [[Choice(number % 3)]], number), ASKED) for number in range(1, 6)]
    long = [check_envelope(cast(PROJECTS, CHOSEN), PROJECTS)]
    multiplied.update(point=0, G=0)
    assert verdicts(verify_together(signed)) == [None] * 5
    assert multiplied == {"point": 6 * 5 + 1, "G": 1}
    multiplied.update(point=0, G=0)
    assert verdicts(verify_together(long)) == [None]
    assert multiplied == {"point": 12 * 4 + 22 + 1, "G": 1}
    multiplied.update(point=0, G=0)
    assert verdicts(verify_together(signed[:1])) == [None]
    assert multiplied == {"point": 7, "G": 1}


def forged(monkeypatch, asked, numbers, number) -> Ballot:
    """Of a modified client with the true prover: whatever plaintexts it likes."""
    with monkeypatch.context() as patch:
        patch.setattr(encrypt, "plaintexts", lambda form, choices: numbers)
        return resign(asked, seal(asked, header(number), []).body, number)


def test_bad_ballots_in_a_batch_are_named_and_the_others_pass(monkeypatch):
    good = [cast(ASKED, [[choice]], number) for number, choice in enumerate((FOR, AGAINST, ABSTAIN), 1)]
    bad = [
        forged(monkeypatch, ASKED, [2], 4),
        altered(ASKED, good[0], CT + 31, b"\xff"),
        altered(ASKED, good[0], PROOF, b"\x02" + bytes(31)),
        altered(ASKED, good[0], PROOF + 64, b"\xff" * 32),
        altered(ASKED, good[0], PROOF + 96, bytes(32)),
        altered(ASKED, good[0], CT, good[1].body[CT:]),
    ]
    expected = [("bad-proof", {"proof": 0}), ("bad-point", {}), ("bad-point", {}), ("bad-scalar", {})]
    expected += [("bad-proof", {"proof": 0})] * 2
    assert [alone(each) for each in bad] == expected
    mixed = [good[0], *bad[:3], good[1], *bad[3:], good[2]]
    found = verify_together([check_envelope(each, ASKED) for each in mixed])
    assert verdicts(found) == [None, *expected[:3], None, *expected[3:], None]
    assert [each.ballot for each in found if isinstance(each, VerifiedBallot)] == good


def test_the_first_proof_that_fails_is_named_in_a_batch_too(monkeypatch):
    good = cast(PROJECTS, CHOSEN)
    bad = [forged(monkeypatch, PROJECTS, numbers, 2) for numbers in ([1] * 11 + [0], [0, 2, 0, 3] + [0] * 8)]
    found = verify_together([check_envelope(each, PROJECTS) for each in (*bad, good)])
    assert verdicts(found) == [("bad-proof", {"proof": 12}), ("bad-proof", {"proof": 1}), None]
    assert found[2] == verify(good, PROJECTS)


def test_a_response_of_zero_leaves_nothing_to_divide_by_and_is_judged_all_the_same():
    known = [equation(2, 3), equation(0, 5)]
    wrong = [equation(2, 3), equation(0, 5, H)]
    assert told(known, SOUND, wrong, SOUND) == [True, True, False, True]


def test_the_single_equations_are_the_verdict(monkeypatch):
    """Were the checks to fail by a fault of their own, a valid ballot would pass still."""
    monkeypatch.setattr(statements.Check, "holds", lambda check: False)
    assert alone(cast(ASKED, [[FOR]])) is None


def test_what_is_no_point_fails_when_it_is_reckoned_with_wherever_it_is(monkeypatch):
    monkeypatch.setattr(sealed_ballots, "_judge", lambda signed: ProtocolError("bad-proof"))
    ballot = cast(ASKED, [[FOR]])
    for at in (CT, CT + 32, *(PROOF + 128 * branch + half for branch in range(3) for half in (0, 32))):
        strange = check_envelope(altered(ASKED, ballot, at, b"\x02" + bytes(31)), ASKED)  # even, small, of no point
        assert verdicts(verify_together([check_envelope(ballot, ASKED), strange])) == [None, ("bad-proof", {})]


def test_a_boards_leaves_are_told_in_their_order():
    first, second = cast(ASKED, [[FOR]]), cast(ASKED, [[ABSTAIN]], number=2)
    spoil = make_spoil(seat(3), header(3), digest("vector", b"head"))
    unlike = unsigned(ASKED, second, CT, bytes(64))
    elsewhere = altered(ASKED, first, 3, bytes(32))
    leaves = [b"", first.encode(), unlike.encode(), spoil.encode(), elsewhere.encode(), second.encode(), first.encode()[:-1]]
    found = verify_entries(leaves, ASKED)
    codes = [each.code if isinstance(each, ProtocolError) else type(each) for each in found]
    assert codes == ["bad-ballot", VerifiedBallot, "bad-signature", Signed, "vote-unknown", VerifiedBallot, "bad-ballot"]
    assert isinstance(found[3], Signed)
    assert found[3].entry == spoil
    assert verify_entries([], ASKED) == verify_together([]) == []


def test_01_a_ciphertext_that_is_no_point_is_refused_where_all_challenges_are_zero():
    claimed = next(point for point in map(_claimed, range(2, 60, 2)) if not _is_point(point.data))
    nought = Equation(base(Scalar.of(5)), G, Scalar.of(5), claimed, Scalar.of(0))
    (check,) = checks([[nought]])[0]
    with pytest.raises(ProtocolError, match="bad-point"):
        check.holds()


def _claimed(first: int) -> Point:
    return Point.claimed(bytes((first,)) + bytes(31))


def _is_point(data: bytes) -> bool:
    try:
        Point.decode(data)
    except ProtocolError:
        return False
    return True


@given(st.lists(st.integers(1, 20_000), max_size=40), st.integers(1, 8))
def test_pieces_are_all_entries_in_their_order_for_no_more_workers_than_there_are(lengths, workers):
    entries = [bytes(length) for length in lengths]
    cut = pieces(entries, workers)
    assert [entry for piece in cut for entry in piece] == entries
    assert len(cut) <= workers
    assert all(cut)


def test_a_few_motions_are_one_piece_and_many_are_shared_out():
    assert [len(piece) for piece in pieces([bytes(616)] * 13, 2)] == [13]
    assert [len(piece) for piece in pieces([bytes(616)] * 61, 2)] == [31, 30]
