"""Waits for what verifiers make of sealed entries, and tells those who wait for it here."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

import structlog

from voting_server.ballot_box.port import BallotBox, BoxLost, BoxUnavailable, Settled
from voting_server.services.tasks import end

log = structlog.get_logger(__name__)

BLOCK_MS = 50
RETRY_SECONDS = 0.25
TOLD_A_TURN = 32

Tell = Callable[[Settled], None]


class Following:
    """Follows the outcomes of the openings for which somebody waits here, and no others."""

    def __init__(self, box: BallotBox) -> None:
        self._box = box
        self._followers: dict[bytes, _Follower] = {}

    def await_outcome(self, opening: bytes, arrival: int, tell: Tell) -> None:
        """Call `tell` with what becomes of an entry received; never, if its box is lost before."""
        if opening not in self._followers:
            self._followers[opening] = _Follower(opening, self._box, arrival, self._followers)
        self._followers[opening].add(arrival, tell)

    async def aclose(self) -> None:
        """Stop following."""
        await end(follower.task for follower in self._followers.values())


class _Follower:
    """Reads the outcomes of one opening as long as somebody waits for one."""

    def __init__(self, opening: bytes, box: BallotBox, arrival: int, followers: "dict[bytes, _Follower]") -> None:
        self._opening = opening
        self._box = box
        self._seen = arrival - 1
        self._waiting: defaultdict[int, list[Tell]] = defaultdict(list)
        self._followers = followers
        self.task = asyncio.get_running_loop().create_task(self._run())

    def add(self, arrival: int, tell: Tell) -> None:
        # Its outcome may have passed by before its receipt came back from the box: then it is read once more.
        self._seen = min(self._seen, arrival - 1)
        self._waiting[arrival].append(tell)

    async def _run(self) -> None:
        try:
            while self._waiting:
                try:
                    await self._read_on()
                except BoxUnavailable:
                    await asyncio.sleep(RETRY_SECONDS)
        except BoxLost:
            log.warning("outcomes-lost", waiting=len(self._waiting))
        finally:
            if self._followers.get(self._opening) is self:
                del self._followers[self._opening]

    async def _read_on(self) -> None:
        after = self._seen
        for number, outcome in enumerate(await self._box.settled(self._opening, after, BLOCK_MS), 1):
            if self._seen == outcome.arrival - 1:
                self._seen = outcome.arrival
            for tell in self._waiting.pop(outcome.arrival, ()):
                self._tell(tell, outcome)
            if number % TOLD_A_TURN == 0:
                await asyncio.sleep(0)  # each answer is signed: the others' turn

    @staticmethod
    def _tell(tell: Tell, outcome: Settled) -> None:
        try:
            tell(outcome)
        except Exception:
            log.exception("answer-undelivered")  # the others' answers go out all the same
