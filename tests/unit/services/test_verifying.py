"""What the verifier makes of entries, and of a board (docs/sealed.md §5)."""

from collections.abc import Sequence

import pytest

from tests.support.sealed_box import FORM, SEALED, Seat, fresh_question, seats
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Ballot, Question, Spoil, Verdict, VerifiedBallot, parse_entry, verify, verify_entries
from voting_protocol.sealed.tally import RunningSums
from voting_server.ballot_box.port import Cast
from voting_server.services import verifying
from voting_server.services.questions import question_of
from voting_server.services.verifying import Board, judge, judge_all

Q = fresh_question()


def sums_of(question: Question, casts: Sequence[Cast]) -> bytes:
    """The sums over these ballots, as anybody who verifies them reckons."""
    sums = RunningSums(question)
    for cast in casts:
        parsed = parse_entry(cast.entry, question.form)
        assert isinstance(parsed, Ballot)
        sums.add(verify(parsed, question))
    return sums.sums().encode()


def settled(board: Board, casts: Sequence[Cast], question: Question = Q) -> Board:
    for cast in casts:
        board.settle(judge(cast.entry, question))
    return board


def test_the_question_is_read_from_its_box() -> None:
    assert question_of(Q.opening, SEALED) == Question(Q.opening, FORM, Q.public, 2**32 - 1)
    for broken in (SEALED[:-1], SEALED + b"\0", SEALED[:32], b"", SEALED[:36] + bytes(5), bytes(32) + SEALED[32:]):
        with pytest.raises(ProtocolError):
            question_of(Q.opening, broken)


@pytest.mark.parametrize("choice", list(Choice))
def test_a_sound_ballot_passes_whatever_it_says(choice: Choice) -> None:
    assert isinstance(judge(Seat(Q, seats(Q, 1)[0].signing).cast(choice).entry, Q), VerifiedBallot)


def test_a_spoil_entry_passes_without_a_proof() -> None:
    (ann,) = seats(Q, 1)
    assert isinstance(judge(ann.spoil().entry, Q), Spoil)


@pytest.mark.parametrize(
    ("at", "byte", "code"),
    [
        (103 + 31, 255, "bad-point"),
        (103 + 64, 1, "bad-point"),
        (103 + 64 + 95, 255, "bad-scalar"),
        (103 + 64 + 64, None, "bad-proof"),
        (71, None, "bad-proof"),
    ],
    ids=["alpha", "commitment", "challenge too large", "challenge", "the header is under the proof"],
)
def test_a_tampered_ballot_is_refused_with_its_reason(at: int, byte: int | None, code: str) -> None:
    (ann,) = seats(Q, 1)
    assert judge(ann.forged(at, byte).entry, Q) == code


def test_15_a_ballot_copied_to_another_seat_is_refused() -> None:
    ann, bo = seats(Q, 2)
    assert judge(bo.transplanted(ann.cast()).entry, Q) == "bad-proof"


def test_21_nothing_that_is_no_entry_makes_the_verifier_fail() -> None:
    ann, other = seats(Q, 1)[0], seats(fresh_question(), 1)[0]
    sound = ann.cast().entry
    for entry in (b"", b"\1", b"\2", b"\3" + sound[1:], sound[:-1], sound + b"\0", bytes(len(sound)), b"\xff" * len(sound)):
        assert judge(entry, Q) == "bad-ballot"
    assert judge(other.cast().entry, Q) == "vote-unknown"
    assert judge(sound[:-1] + bytes([sound[-1] ^ 1]), Q) == "bad-signature"


def test_21_an_entry_that_makes_the_library_fail_does_not_fail_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bo = seats(Q, 2)
    sound, strange, spoil, bad = ann.cast().entry, bo.cast().entry, ann.spoil().entry, bo.forged().entry

    def failing(entries: Sequence[bytes], question: Question) -> Sequence[Verdict]:
        if strange in entries:
            raise RuntimeError
        return verify_entries(entries, question)

    assert [type(each) for each in judge_all([sound, strange, spoil, bad], Q)] == [VerifiedBallot, VerifiedBallot, Spoil, str]
    monkeypatch.setattr(verifying, "verify_entries", failing)
    first, *others = judge_all([sound, strange, spoil, bad], Q)
    assert isinstance(first, VerifiedBallot)
    assert (others[0], others[2]) == ("bad-ballot", "bad-proof")
    assert isinstance(others[1], Spoil)


def test_the_last_ballot_of_a_seat_is_in_the_sums_and_spoil_entries_are_not() -> None:
    ann, bo = seats(Q, 2)
    casts = [ann.cast(Choice.AGAINST), bo.cast(), ann.spoil(), ann.cast(Choice.ABSTAIN), bo.spoil()]
    board = settled(Board(Q), casts)
    assert board.sums() == (5, sums_of(Q, [casts[1], casts[3]]))


def test_what_is_refused_or_does_not_follow_is_not_on_the_board() -> None:
    ann, bo = seats(Q, 2)
    bad = ann.forged()
    behind, sound = ann.cast(), bo.cast()
    board = settled(Board(Q), [bad, behind, sound])
    assert (board.size, board.sums()) == (1, (1, sums_of(Q, [sound])))


def test_19_an_older_vote_cannot_be_brought_back() -> None:
    (ann,) = seats(Q, 1)
    older, newer = ann.cast(Choice.AGAINST), ann.cast(Choice.FOR)
    board = settled(Board(Q), [older, newer, older])
    assert board.sums() == (2, sums_of(Q, [newer]))


def test_a_board_read_anew_has_its_sums_when_all_that_counts_was_verified_again() -> None:
    ann, bo, chen = seats(Q, 3)
    casts = [ann.cast(), bo.cast(), ann.cast(Choice.AGAINST), chen.spoil()]
    board = Board(Q)
    board.read([cast.entry for cast in casts])
    assert (board.size, board.sums()[0]) == (4, -1)
    late = chen.cast()
    settled(board, [late])
    assert sorted(board.unsummed(9)) == sorted([casts[1].entry, casts[2].entry])
    assert len(board.unsummed(1)) == 1
    newer = bo.cast(Choice.ABSTAIN)
    settled(board, [newer])
    for entry in board.unsummed(9):
        board.sum_up(judge(entry, Q))
    assert board.sums() == (6, sums_of(Q, [casts[2], late, newer]))
    assert board.unsummed(9) == []


@pytest.mark.parametrize("what", ["forged", "gap", "junk"])
def test_a_board_that_was_tampered_with_has_no_sums(what: str) -> None:
    ann, bo = seats(Q, 2)
    first, second = ann.cast(), ann.cast()
    entries = {"forged": [bo.forged().entry], "gap": [second.entry], "junk": [b"junk"]}[what]
    board = Board(Q)
    board.read([*entries, *([first.entry] if what == "forged" else [])])
    for entry in board.unsummed(9):
        board.sum_up(judge(entry, Q))
    assert not board.sound
    assert board.sums()[0] == -1
    assert board.unsummed(9) == []
