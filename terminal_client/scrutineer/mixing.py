"""A device's part in opening written names and orders: judge the call, verify every mix, mix in turn, share the rows (docs/sealed-names.md §10).

What takes long is a `Job` for a thread; what came of it is signed by `due`, if it is still wanted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from terminal_client.scrutineer.board import Board, Snapshot
from terminal_client.scrutineer.naming import LoggedMix, Naming
from terminal_client.scrutineer.pen import Pen
from terminal_client.scrutineer.roll import Roll
from terminal_client.scrutineer.votes import Division, Vote, Wait
from voting_protocol import canonical
from voting_protocol.acts import SignedAct
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import RANKING
from voting_protocol.sealed.ceremony import CeremonyKeys
from voting_protocol.sealed.counting import check_count
from voting_protocol.sealed.secret.dealing import SecretShare
from voting_protocol.sealed.secret.mix import mix, release_rows
from voting_protocol.sealed.shares import Frozen, VerifiedShare, combine_shares, verify_share
from voting_protocol.sealed.shuffle import MixChain
from voting_protocol.sealed.tally import MIN_BALLOTS, Sums

TURN_MS = 10_000
CIPHERTEXT_MS = 4
"""What a mix and its verification may take a ciphertext, so that none is overtaken by the next in turn."""
MIX, ROWS = "mix", "rows"
"""Slots of a division, beside those of the engine: of shares of rows one, of mixes one for each mix they follow."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something long: `run` in a thread, then call what it gives in the loop."""

    run: Callable[[], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Case:
    """A closed vote whose names were called for, the board as this device verified it, and what it opens shares with."""

    division: Division
    vote: Vote
    naming: Naming
    board: Board
    sums: Sums
    keys: CeremonyKeys
    me: int

    @classmethod
    def of(cls, roll: Roll, division: Division, vote: Vote, board: Board, snapshot: Snapshot) -> "Case":
        """Of a vote that was called; `not-sealed` without keys."""
        assert vote.attempt is not None
        assert vote.naming is not None
        keys = roll.sealed(vote.attempt).keys
        return cls(division, vote, vote.naming, board, snapshot.sums, keys, vote.attempt.index_of(roll.me))

    @property
    def frz(self) -> bytes:
        """The freeze's digest."""
        return unb64u(self.vote.frozen, 32)

    @property
    def about(self) -> dict[str, str]:
        """The members that all acts about it have."""
        return {"division": self.division.id, "open": self.vote.name, "freeze": self.vote.frozen}


@dataclass(slots=True, eq=False)
class _Work:
    """What was done about one vote: `judged` with so many releases, the mixes verified so far, and what was made and not signed yet.

    `since` is how many mixes there were when this device looked last, and when it first saw so many; `made` is a mix on top of `previous`.
    """

    opening: str
    rows: int
    chain: MixChain
    judged: tuple[int, bool] = (0, False)
    since: tuple[int, int] = (-1, 0)
    previous: str = ""
    made: bytes = b""
    shares: bytes = b""


class Mixer:
    """One vote's names after another. `job` is what is to be run now, `wait` why nothing more is said (None: nothing is wrong)."""

    def __init__(self, roll: Roll, pen: Pen) -> None:
        self.job: Job | None = None
        self.wait: Wait | None = None
        self._roll = roll
        self._pen = pen
        self._work: _Work | None = None

    def shed(self, division: Division) -> None:
        """Mixes and shares of rows are large: once the log has this device's own, or another mix in place of it, its disk need not."""
        keeper, naming = self._pen.keeper, division.vote.naming if division.vote else None
        overtaken = {self._mix_slot(division, before) for before in naming.befores} if naming else set()
        for slot, act in [*keeper.acts_under(self._mix_slot(division, "")), *keeper.acts_under(self._rows_slot(division))]:
            if slot in overtaken or self._roll.has(act.id):
                keeper.shed(slot)

    def said(self, division: Division) -> list[str]:
        """Of what this device has signed mixes, shares of rows."""
        keeper = self._pen.keeper
        mixed, shared = keeper.signed_under(self._mix_slot(division, "")), keeper.signed(self._rows_slot(division))
        return [*([MIX] if mixed else []), *([ROWS] if shared else [])]

    def kept(self, division: Division, vote: Vote) -> Iterator[SignedAct]:
        """What was signed before and the log does not show, if it can still be taken."""
        naming = vote.naming
        if naming is None:
            return
        yield from self._pen.unlogged(self._pen.keeper.act(self._mix_slot(division, naming.last)))
        rows = self._pen.keeper.act(self._rows_slot(division))
        if rows is not None and canonical.decode_object(rows.body)["chain"] == naming.chain(unb64u(vote.frozen, 32)):
            yield from self._pen.unlogged(rows)

    def due(self, case: Case, share: SecretShare | None) -> Iterator[SignedAct]:
        """What is to be sent now, on disk; and the job that comes next. `mix-rows` without a row."""
        self.job = self.wait = None
        if self._pen.keeper.signed(self._rows_slot(case.division)):
            self._work = None
            return
        work = self._take_up(case)
        if share is None:
            self.wait = Wait("share-missing")
            return
        self.job = self._judging(case, work) or self._verifying(case, work)
        if self.job is not None or self.wait is not None:
            return
        if work.chain.is_complete:
            yield from self._share(case, work, share)
        elif not self._pen.keeper.signed(self._mix_slot(case.division, case.naming.last)) and self._in_turn(case, work):
            yield from self._mix(case, work)

    def forget(self) -> None:
        """No vote has names to be opened now."""
        self.job = self.wait = self._work = None

    def _mix_slot(self, division: Division, previous: str) -> str:
        """Of the mix that follows `previous`. Never are there two of one place; what another overtook is mixed anew in the next."""
        return self._pen.slot(MIX, division.id, previous)

    def _rows_slot(self, division: Division) -> str:
        return self._pen.slot(ROWS, division.id)

    def _take_up(self, case: Case) -> _Work:
        if self._work is None or self._work.opening != case.vote.name:
            rows = case.board.input_rows().rows
            self._work = _Work(case.vote.name, len(rows), MixChain(case.keys.public, case.frz, rows, case.keys.k))
        work, mixes = self._work, len(case.naming.mixes)
        if work.since[0] != mixes:
            work.since = mixes, self._pen.now_ms()
        return work

    # -- judging what others said

    def _judging(self, case: Case, work: _Work) -> Job | None:
        """The call against what k valid shares open; again whenever there are more of them, until it holds."""
        releases = dict(case.vote.released)
        if work.judged[1] or work.judged[0] == len(releases):
            self._tell_call(case, work)
            return None

        def run() -> Callable[[], None]:
            holds = flags_hold(case, releases)

            def tell() -> None:
                work.judged = len(releases), holds

            return tell

        return Job(run)

    def _tell_call(self, case: Case, work: _Work) -> None:
        if not work.judged[1] or case.naming.rows != work.rows:
            self.wait = Wait("call-differs", f"{case.naming.flags} {case.naming.rows} {work.rows}")
        elif work.rows < MIN_BALLOTS:
            self.wait = Wait("too-few-ballots", str(work.rows))

    def _verifying(self, case: Case, work: _Work) -> Job | None:
        """The next mix of the log that was not verified yet."""
        done = len(work.chain.mixers)
        if self.wait is not None or done >= len(case.naming.mixes):
            return None
        logged, message = case.naming.mixes[done], case.naming.messages[done]

        def run() -> Callable[[], None]:
            try:
                work.chain.check(message)
            except ProtocolError as problem:
                code = problem.code
                return lambda: self._roll.sitting.ledger.blame(logged.n, code)
            return lambda: self._add(work, done, logged, message)

        return Job(run)

    @staticmethod
    def _add(work: _Work, place: int, logged: LoggedMix, message: bytes) -> None:
        if len(work.chain.mixers) == place:
            work.chain.add(logged.index, message)

    # -- mixing and sharing

    def _in_turn(self, case: Case, work: _Work) -> bool:
        """The lowest index without a mix at once, each further one ten seconds later, and so much longer as large mixes take."""
        patience = TURN_MS + CIPHERTEXT_MS * work.rows * case.board.question.form.items[0].row_cells
        waiting = sorted(case.vote.active - set(case.naming.mixed))
        return case.me in waiting and self._pen.now_ms() >= work.since[1] + patience * waiting.index(case.me)

    def _mix(self, case: Case, work: _Work) -> Iterator[SignedAct]:
        """Sign what was made on top of the last mix; else make it. What another mix overtook is made anew."""
        previous = case.naming.last
        if work.made and work.previous == previous:
            fields = {**case.about, "previous": previous, "message": b64u(work.made)}
            act = self._pen.sign(self._mix_slot(case.division, previous), "mix", fields)
            work.made = b""
            yield act
            return
        public, frz, step, rows = case.keys.public, case.frz, work.chain.step, work.chain.rows

        def run() -> Callable[[], None]:
            message = mix(public, frz, step, rows).encode()

            def keep() -> None:
                work.previous, work.made = previous, message

            return keep

        self.job = Job(run)

    def _share(self, case: Case, work: _Work, share: SecretShare) -> Iterator[SignedAct]:
        mixed = work.chain.mixed()
        if work.shares:
            fields = {**case.about, "chain": b64u(mixed.digest), "shares": b64u(work.shares)}
            yield self._pen.sign(self._rows_slot(case.division), "row-release", fields)
            return

        def run() -> Callable[[], None]:
            shares = release_rows(share, case.keys, mixed)

            def keep() -> None:
                work.shares = shares

            return keep

        self.job = Job(run)


def flags_hold(case: Case, releases: Mapping[int, str]) -> bool:
    """Whether k valid shares of the sums, of those released (b64u by index), open the flags that the call names.

    Of rankings all counted ballots are called.
    """
    frozen, valid = Frozen(case.frz, case.sums.cells, case.keys), list[VerifiedShare]()
    for index, shares in releases.items():
        try:
            valid.append(verify_share(frozen, index, unb64u(shares)))
        except ProtocolError:
            continue
        if len(valid) == case.keys.k:
            break
    else:
        return False
    item, n, flags = case.board.question.form.items[0], case.sums.n, case.naming.flags
    if item.type == RANKING:
        return flags == n
    try:
        check_count(combine_shares(frozen, valid)[-1], flags, n * item.w, case.keys.public)
    except ProtocolError:
        return False
    return True
