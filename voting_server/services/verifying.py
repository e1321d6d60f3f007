"""Verifies the proofs of sealed ballots and settles them (docs/sealed.md §5). Talks to the box only; any number may run, anywhere.

One at a time works on an opening, by a lease. Should two meet, or one be killed at any instant, the box settles every entry once
all the same: a settlement names how many were settled before it.
"""

import asyncio
import itertools
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor

import structlog

from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import Ballot, Question, Spoil, Verdict, VerifiedBallot, parse_entry, pieces, verify_entries
from voting_protocol.sealed.tally import RunningSums
from voting_server.ballot_box.port import BallotBox, BoxLost, BoxUnavailable
from voting_server.services.questions import question_of
from voting_server.services.tasks import end

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.25
LEASE_MS = 1500
BLOCK_MS = 400
RETRY_SECONDS = 0.25
GATHER_SECONDS = 0.03  # where little waited: what comes meanwhile is settled together
AWAY_SECONDS = 1.0
FAULT_SECONDS = 5.0
BATCH_BYTES = 48 * 1024  # the time that proofs take goes by their bytes: about 50 ms on two cores

Judged = VerifiedBallot | Spoil | str
"""An entry whose proofs hold, or the code it is refused with."""


def judge(entry: bytes, question: Question) -> Judged:
    """Everything about an entry but its place in its key's chain, which is the box's affair. No entry makes this fail."""
    try:
        (verdict,) = verify_entries([entry], question)
        return _judged(verdict)
    except Exception as problem:
        log.error("verification-failed", error=type(problem).__name__)  # its text could quote the entry
        return "bad-ballot"


def judge_all(entries: Sequence[bytes], question: Question) -> list[Judged]:
    """`judge` for many entries together, which takes less time."""
    try:
        return [_judged(verdict) for verdict in verify_entries(entries, question)]
    except Exception:
        return [judge(entry, question) for entry in entries]  # one of them is to blame, and is named there


def _judged(verdict: Verdict) -> Judged:
    if isinstance(verdict, ProtocolError):
        return verdict.code
    return verdict if isinstance(verdict, VerifiedBallot) else verdict.entry


class Board:
    """The board of one opening, as far as this process has read or settled it: chains, and the running sums of what counts.

    Ballots that others settled are verified here once more before they are summed, when there is nothing else to do. A board that does
    not hold together, or holds a ballot that should never have come there, has no sums here: whoever counts will find and say so.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self._sums = RunningSums(question)
        self._last: dict[bytes, tuple[int, bytes]] = {}
        self._unsummed: dict[bytes, Ballot] = {}
        self.size = 0
        self.sound = True

    def read(self, entries: Iterable[bytes]) -> None:
        """Add entries from the board."""
        for entry in entries:
            parsed = _parsed(entry, self._question)
            if parsed is None or not self._append(parsed):
                self._spurn("chain")
                return
            if isinstance(parsed, Ballot):
                self._unsummed[parsed.header.key] = parsed

    def settle(self, judged: Judged) -> None:
        """Add an entry that the box is about to append, unless it is refused or does not follow its key's last one."""
        if isinstance(judged, str):
            return
        parsed = judged.ballot if isinstance(judged, VerifiedBallot) else judged
        if self._append(parsed) and isinstance(judged, VerifiedBallot):
            self._unsummed.pop(parsed.header.key, None)
            self._sums.add(judged)

    def _append(self, parsed: Ballot | Spoil) -> bool:
        header = parsed.header
        seq, last = self._last.get(header.key, (0, self._question.opening))
        if header.opening != self._question.opening or (header.seq, header.prev) != (seq + 1, last):
            return False
        self._last[header.key] = header.seq, parsed.id
        self.size += 1
        return True

    def unsummed(self, number: int) -> list[bytes]:
        """Some entries that count and are not in the sums."""
        return [ballot.encode() for ballot in itertools.islice(self._unsummed.values(), number)] if self.sound else []

    def sum_up(self, judged: Judged) -> None:
        """Add one of `unsummed` to the sums."""
        if isinstance(judged, VerifiedBallot):
            del self._unsummed[judged.ballot.header.key]
            self._sums.add(judged)
        else:
            self._spurn("ballot")

    def sums(self) -> tuple[int, bytes]:
        """The size of the board that the sums hold for, -1 if they don't, and the sums."""
        complete = self.sound and not self._unsummed
        return (self.size if complete else -1), self._sums.sums().encode()

    def _spurn(self, why: str) -> None:
        self.sound = False
        log.error("board-unsound", opening=b64u(self._question.opening), why=why, size=self.size)


def _parsed(entry: bytes, question: Question) -> Ballot | Spoil | None:
    try:
        return parse_entry(entry, question.form)
    except ProtocolError:
        return None


class Verifying:
    """Attends to every sealed opening that has a lease to give. Judging runs in the `threads` of `pool`; `name` is the holder of the leases."""

    def __init__(self, box: BallotBox, pool: Executor, threads: int, name: str) -> None:
        self._box = box
        self._pool = pool
        self._threads = threads
        self._name = name
        self._tasks: dict[bytes, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                try:
                    await self._attend(await self._box.sealed_openings())
                except BoxUnavailable as problem:
                    log.warning("verifier-waits", why=str(problem))
                    await asyncio.sleep(AWAY_SECONDS)
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await end(self._tasks.values())

    async def _attend(self, openings: Sequence[bytes]) -> None:
        for opening in openings:
            if opening not in self._tasks:
                self._tasks[opening] = asyncio.create_task(self._keep(opening))
        await end([self._tasks.pop(opening) for opening in self._tasks.keys() - set(openings)])

    async def _keep(self, opening: bytes) -> None:
        """Work on an opening, from its board as it stands, whatever interrupts it."""
        while True:
            try:
                await _Work(self._box, self._pool, self._threads, self._name, opening).run()
            except BoxLost:
                return
            except BoxUnavailable:
                pass
            except Exception as problem:
                log.error("opening-unverified", opening=b64u(opening), error=type(problem).__name__)
                await asyncio.sleep(FAULT_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)


class _Work:
    """The work on one opening while nobody else has it."""

    def __init__(self, box: BallotBox, pool: Executor, threads: int, name: str, opening: bytes) -> None:
        self._box = box
        self._pool = pool
        self._threads = threads
        self._name = name
        self._opening = opening

    async def run(self) -> None:
        """Until the lease is lost or others have settled."""
        if not await self._leased():
            return
        question = question_of(self._opening, await self._box.sealed(self._opening))
        board = Board(question)
        entries = await self._box.entries(self._opening)
        await asyncio.get_running_loop().run_in_executor(self._pool, board.read, entries)
        batch = max(1, BATCH_BYTES // question.form.body_bytes)
        while await self._leased() and await self._turn(question, board, batch):
            pass

    async def _leased(self) -> bool:
        return await self._box.claim(f"verify:{b64u(self._opening)}", self._name, LEASE_MS)

    async def _turn(self, question: Question, board: Board, batch: int) -> bool:
        """Settle what waits; if nothing does, sum up what others settled, or wait. False if `board` is the board no more."""
        left = board.unsummed(batch)
        waiting = await self._box.waiting(self._opening, batch, 0 if left else BLOCK_MS)
        if not waiting.entries and left:
            for judged in await self._judge(left, question):
                board.sum_up(judged)
        verdicts = []
        for judged in await self._judge(waiting.entries, question):
            board.settle(judged)
            verdicts.append(judged if isinstance(judged, str) else "")
        if not (verdicts or left):
            return True
        size = await self._box.settle(self._opening, waiting.cursor, verdicts, *board.sums())
        if len(verdicts) < batch // 2 and not left:
            await asyncio.sleep(GATHER_SECONDS)
        return size is not None and (size == board.size or not board.sound)

    async def _judge(self, entries: Sequence[bytes], question: Question) -> list[Judged]:
        loop = asyncio.get_running_loop()
        jobs = [loop.run_in_executor(self._pool, judge_all, piece, question) for piece in pieces(entries, self._threads)]
        return [judged for piece in await asyncio.gather(*jobs) for judged in piece]
