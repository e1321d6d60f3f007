"""All hubs of a process, and the way of an act from a route or a socket to everybody."""

import asyncio
import contextlib
from collections.abc import Sequence

import structlog

from voting_protocol.acts import SignedAct, outline, sitting_log
from voting_protocol.encoding import b64u
from voting_server.ballot_box.port import BoxUnavailable
from voting_server.gateway.allowance import Allowance
from voting_server.gateway.auth import Caller
from voting_server.gateway.hub import Hub
from voting_server.services.caretaker import Caretaker
from voting_server.services.chamber import Chamber
from voting_server.services.logs import Receipt

log = structlog.get_logger(__name__)

TIDY_SECONDS = 30.0
TELLINGS_A_MINUTE = 3
"""`pages-tell` of one key (docs/protocol.md §14)."""


class Hubs:
    """All hubs of this process; what the WebSocket endpoint and the routes use to submit acts."""

    def __init__(self, chamber: Chamber, caretaker: Caretaker) -> None:
        self._chamber = chamber
        self._caretaker = caretaker
        self._hubs: dict[str, Hub] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._tellings = Allowance(TELLINGS_A_MINUTE)

    async def hall(self, sitting: str, caller: Caller) -> Hub:
        """The hub of a sitting; `unknown-log` for a sitting that is not there or of another body."""
        if sitting not in self._hubs:
            await self._chamber.for_reader(sitting, caller)
        return self._open(sitting)

    def _open(self, sitting: str) -> Hub:
        if sitting not in self._hubs:
            self._hubs[sitting] = Hub(sitting, self._chamber, self._caretaker)
        return self._hubs[sitting]

    async def submit(self, name: str, act: SignedAct) -> Receipt:
        """Append an act and tell everybody; `rate-limited` for a key that tells of its pages too often."""
        kind, actor = outline(act)
        if kind == "pages-tell":
            receipt = await self._submit_telling(name, act, actor)
        else:
            receipt = await self._chamber.submit(name, act)
        if receipt.fresh:
            await self.appended(name)
        return receipt

    async def _submit_telling(self, name: str, act: SignedAct, actor: str) -> Receipt:
        """Only what is appended counts, so that nobody uses up another's allowance with acts that do not hold."""
        self._tellings.check(actor)
        self._tellings.use(actor)
        try:
            receipt = await self._chamber.submit(name, act)
        except Exception:
            self._tellings.give_back(actor)
            raise
        if not receipt.fresh:
            self._tellings.give_back(actor)
        return receipt

    async def submit_all(self, name: str, acts: Sequence[SignedAct]) -> list[Receipt]:
        """Append several acts, all or none, and tell everybody once."""
        receipts = await self._chamber.logs.submit_all(name, acts)
        if any(receipt.fresh for receipt in receipts):
            await self.appended(name)
        return receipts

    async def appended(self, name: str) -> None:
        """A log has grown: wake its hubs here and in the other processes."""
        kind, _, identity = name.partition(".")
        if kind == "ledger":
            return  # nobody in the hall follows it
        sittings = [identity] if kind == "sitting" else list(self._hubs)
        for sitting in sittings:
            self._open(sitting).wake()
            with contextlib.suppress(BoxUnavailable):
                await self._chamber.box.publish(sitting_log(sitting), b"")

    def is_open(self, opening: bytes) -> bool:
        """Whether a division with this opening is open, as far as this process has read."""
        return any(hub.opening == b64u(opening) for hub in self._hubs.values())

    def verification(self) -> tuple[int, int]:
        """Entries received in the secret votes that go on, and those of them that wait for their verification, as last read here."""
        counters = [hub.counters for hub in self._hubs.values()]
        return sum(each.received for each in counters), sum(each.waiting for each in counters)

    async def settle(self, sitting: str) -> None:
        """Do now what is due for a sitting, such as writing a bundle."""
        await self._caretaker.look_after(*await self._chamber.both(sitting))

    async def recover(self) -> None:
        """After a start: take up every sitting that is not over, so that unfinished work is finished without a client.

        Those that are over hold up nobody: they are looked after when the server already answers.
        """
        going, over = await self._chamber.stored_sittings()
        for sitting in going:
            self._open(sitting)
        self._tasks = [asyncio.create_task(self._finish(over)), asyncio.create_task(self._tidy())]

    async def _finish(self, over: Sequence[str]) -> None:
        """Do what a closed sitting still lacks, such as a bundle; where that can't be done now, its hub tries on."""
        for sitting in over:
            try:
                await self._caretaker.look_after(*await self._chamber.both(sitting))
            except Exception:
                log.exception("closed-sitting-failed", sitting=sitting)
                self._open(sitting)
            if self._caretaker.problems.get(sitting):
                self._open(sitting)

    async def _tidy(self) -> None:
        """Let hubs go that nobody needs any more."""
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            for sitting in list(self._hubs):
                if self._hubs[sitting].idle:  # asked right before: somebody may have come while another hub was closed
                    await self._hubs.pop(sitting).aclose()

    async def aclose(self) -> None:
        """Stop all hubs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(hub.aclose() for hub in self._hubs.values()))
