"""The server's part in counting a secret vote: sums of the board, shares verified once, counts (docs/sealed.md §5, §6)."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.sealed_box import FORM, Seat, fresh_question, seats
from tests.unit.domain.secret import SecretChamber
from tests.unit.sealed.scrutiny import finished, flipped, packed, sums
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import MOTION, Paper
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Ballot, parse_entry, verify
from voting_protocol.sealed.secret.release import release
from voting_protocol.sealed.tally import RunningSums, Sums
from voting_protocol.tree import counted_leaf
from voting_server.ballot_box.port import Cast, Counters
from voting_server.domain.division import Division
from voting_server.domain.items import ItemCounts
from voting_server.domain.views import state_view
from voting_server.services import counting, sealing
from voting_server.services.counting import Opening, counted_ballots, counted_leaves, read_board
from voting_server.services.questions import box_seal, question_of
from voting_server.services.sealing import Searches, Shares, encode_cells, sums_of

KEYS, SECRETS = finished()


class SealedChamber(SecretChamber):
    """A chamber whose scrutineers have real keys."""

    def outcome(self) -> dict[str, Any]:
        shares = [b64u(share.data) for share in KEYS.shares]
        return super().outcome() | {"public": b64u(KEYS.public.data), "shares": shares}

    totals: Sums

    def freeze_sums(self, totals: Sums) -> None:
        """Close a vote of all and freeze these sums; everybody certifies them."""
        self.totals = totals
        self.open_secret()
        self.close()
        self.freeze("d1", totals.n, cells=b64u(totals.encode()))
        self.root(1, 2, 3)

    def release_sums(self, *indices: int, spoilt: Sequence[int] = ()) -> None:
        """These scrutineers release; the `spoilt` ones with a proof that does not hold."""
        for index in indices:
            share = release(SECRETS[index - 1], KEYS, unb64u(self.frz()), self.totals)
            self.release(index, shares=b64u(flipped(share, 127) if index in spoilt else share))

    @property
    def division(self) -> Division:
        return self.sitting.divisions["d1"]


@pytest.fixture
def chamber() -> SealedChamber:
    chamber = SealedChamber(12)
    chamber.open_sitting(12)
    chamber.hold_ceremony()
    return chamber


def totals(for_: int, against: int, abstain: int) -> Sums:
    return sums(KEYS.public, for_ + against + abstain, [packed(for_, abstain)])


# Shares and counts.


@pytest.mark.parametrize("indices", [(1, 2), (1, 3), (2, 3), (1, 2, 3)])
@pytest.mark.parametrize("counts", [(3, 2, 1), (0, 12, 0), (0, 0, 12), (12, 0, 0)])
async def test_any_k_shares_count(chamber: SealedChamber, indices: tuple[int, ...], counts: tuple[int, int, int]) -> None:
    chamber.freeze_sums(totals(*counts))
    chamber.release_sums(*indices)
    found = await Searches().counts(chamber.division, Shares().valid(chamber.division))
    assert found.names == [list(counts)]


async def test_38_an_invalid_share_is_named_and_skipped(chamber: SealedChamber) -> None:
    chamber.freeze_sums(totals(4, 1, 0))
    chamber.release_sums(1, 2, spoilt=[1])
    shares = Shares()
    assert shares.released(chamber.division) == [2]
    assert shares.invalid(chamber.sitting) == {"d1": {1}}
    view = state_view(chamber.sitting, chamber.register, "chair", invalid={"d1": {(1, "release")}})
    sealed = view["divisions"][0]["sealed"]
    assert (sealed["released"], [each["index"] for each in sealed["refusals"]]) == ([2], [1])
    with pytest.raises(ProtocolError, match="too-few-shares"):
        await Searches().counts(chamber.division, shares.valid(chamber.division))
    chamber.release_sums(3)
    assert await Searches().counts(chamber.division, shares.valid(chamber.division)) == ItemCounts([[4, 1, 0]])


def test_a_share_of_another_freeze_or_another_scrutineer_is_invalid(chamber: SealedChamber) -> None:
    chamber.freeze_sums(totals(4, 1, 0))
    foreign = release(SECRETS[0], KEYS, b"x" * 32, chamber.totals)
    others = release(SECRETS[2], KEYS, unb64u(chamber.frz()), chamber.totals)
    chamber.release(1, shares=b64u(foreign))
    chamber.release(2, shares=b64u(others))
    assert Shares().invalid(chamber.sitting) == {"d1": {1, 2}}


def test_a_share_is_verified_once(chamber: SealedChamber, monkeypatch: pytest.MonkeyPatch) -> None:
    chamber.freeze_sums(totals(4, 1, 0))
    chamber.release_sums(1, 3, spoilt=[3])
    judged: list[int] = []
    true = sealing.verify_share
    monkeypatch.setattr(sealing, "verify_share", lambda frozen, index, data: judged.append(index) or true(frozen, index, data))
    shares = Shares()
    for _ in range(3):
        shares.invalid(chamber.sitting)
        shares.valid(chamber.division)
    assert judged == [1, 3]


async def test_41_sums_that_the_ballots_can_not_make_are_no_result(chamber: SealedChamber) -> None:
    chamber.freeze_sums(sums(KEYS.public, 5, [packed(4, 2)]))
    chamber.release_sums(1, 2)
    with pytest.raises(ProtocolError, match="tally-out-of-range"):
        await Searches().counts(chamber.division, Shares().valid(chamber.division))


def test_7_of_no_ballots_an_empty_release_is_valid(chamber: SealedChamber) -> None:
    chamber.open_secret()
    chamber.close()
    chamber.freeze("d1", 0)
    chamber.root(1, 2, 3)
    chamber.release(1, 3, shares="")
    assert Shares().released(chamber.division) == [1, 3]
    assert Shares().invalid(chamber.sitting) == {"d1": set()}


def test_keys_that_are_none_make_no_share_valid(chamber: SealedChamber) -> None:
    """All scrutineers together could seal such keys; the server goes on serving."""
    bad = SecretChamber(12)
    bad.open_sitting(12)
    bad.hold_ceremony()
    bad.closed_secret()
    bad.root(1, 2, 3)
    bad.release(1)
    assert Shares().invalid(bad.sitting) == {"d1": {1}}


def test_the_box_is_told_what_ballots_are_judged_by(chamber: SealedChamber) -> None:
    ceremony = chamber.sitting.ceremony
    assert ceremony is not None
    question = question_of(b"o" * 32, box_seal(ceremony.keys, Paper(MOTION, named=False)))
    assert (question.public, question.form) == (KEYS.public, FORM)


# The board.

Q = fresh_question()
SEATS = seats(Q, 4)


def opening(voters: Sequence[Seat] = SEATS) -> Opening:
    return Opening(Q.opening, b"opening body", [seat.key for seat in voters], 6, 4, "M1", "Q2", Paper(MOTION, named=False))


def fresh_seats() -> list[Seat]:
    return seats(Q, 4)


def entries(*casts: Cast) -> list[bytes]:
    return [cast.entry for cast in casts]


def test_the_last_ballot_counts_and_a_spoil_entry_does_not() -> None:
    one, two, three, _ = fresh_seats()
    first, changed, spoilt = one.cast(Choice.AGAINST), one.cast(Choice.FOR), one.spoil()
    only = two.spoil()
    after = three.spoil(), three.cast(Choice.ABSTAIN)
    board = entries(first, only, changed, spoilt, *after)
    last = counted_ballots(opening(), board)
    assert {key: (ballot.seq, ballot.id) for key, ballot in last.items()} == {
        one.key: (2, changed.ballot),
        three.key: (2, after[1].ballot),
    }
    expected = [(one.key, 2, changed.ballot), (two.key, 0, bytes(32)), (three.key, 2, after[1].ballot)]
    assert counted_leaves(opening(), last)[:3] == [counted_leaf(*leaf) for leaf in expected]


def test_the_sums_are_those_of_what_counts() -> None:
    one, two, three, _ = fresh_seats()
    casts = [one.cast(Choice.AGAINST), two.cast(Choice.FOR), one.cast(Choice.ABSTAIN), three.spoil(), two.spoil()]
    reckoned = RunningSums(Q)
    for cast in casts:
        parsed = parse_entry(cast.entry, FORM)
        if isinstance(parsed, Ballot):
            reckoned.add(verify(parsed, Q))
    last = counted_ballots(opening(), entries(*casts))
    assert (len(last), encode_cells(sums_of(FORM, last))) == (reckoned.sums().n, reckoned.sums().encode())
    assert encode_cells(sums_of(FORM, {})) == bytes(64)


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2), (0, 0, 1, 2)])
def test_19_a_broken_chain_is_named_by_its_position(order: tuple[int, ...]) -> None:
    one, *_ = fresh_seats()
    casts = [one.cast(Choice.FOR), one.spoil(), one.cast(Choice.AGAINST)]
    with pytest.raises(ProtocolError) as caught:
        counted_ballots(opening(), entries(*(casts[at] for at in order)))
    assert caught.value.code == "box-mismatch"
    assert caught.value.detail == {"position": 1 if order[0] else 2}


def test_strangers_and_other_votes_are_no_part_of_a_board() -> None:
    (stranger,) = fresh_seats()[3:]
    with pytest.raises(ProtocolError, match="box-mismatch"):
        counted_ballots(opening(SEATS[:3]), entries(stranger.cast()))
    (other, *_) = seats(fresh_question(), 1)
    with pytest.raises(ProtocolError, match="box-mismatch"):
        counted_ballots(opening(), entries(other.cast()))
    with pytest.raises(ProtocolError, match="bad-ballot"):
        counted_ballots(opening(), [stranger.cast().entry + b"\0"])


def test_the_boxs_counters_agree_with_its_board() -> None:
    one, two, *_ = fresh_seats()
    board = entries(one.cast(), two.spoil(), one.cast())
    read = read_board(opening(), Counters(3, 3, 1), board, b"close body")
    assert (read.epoch, len(read.entry_hashes), len(read.counted_hashes), len(read.last)) == (3, 3, 4, 1)
    for size, turnout in ((2, 1), (4, 1), (3, 2), (3, 0)):
        with pytest.raises(ProtocolError, match="box-mismatch"):
            read_board(opening(), Counters(3, size, turnout), board, b"close body")


def test_27_a_result_holds_the_counts_and_the_whole_board() -> None:
    one, two, *_ = fresh_seats()
    board = read_board(opening(), Counters(0, 2, 2), entries(one.cast(), two.cast()), b"close body")
    found = counting.result(opening(), board, ItemCounts([[1, 1, 0]]))
    assert (found["for"], found["against"], found["abstain"], found["not_pressed"], found["size"]) == (1, 1, 0, 2, 2)
    assert (found["root"], found["counted_root"]) == (b64u(board.root), b64u(board.counted_root))
    assert (len(unb64u(found["entries"])), len(unb64u(found["counted"]))) == (8, 16)
