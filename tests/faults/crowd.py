"""The test's end of a process of voters: starts it, follows its status, reads its journal."""

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from terminal_client.headless.identity import DeviceIdentity, save_identities
from tests.faults.journal import Journal, Pressed
from tests.support.chamber import LiveChamber
from voting_protocol.encoding import b64u


class Crowd:
    """Terminals voting in a process of their own (`tests.faults.voters`). Use with `async with`; leaving ends it."""

    def __init__(self, live: LiveChamber, folder: Path, seed: int, pace_s: float, pin: bytes | None = None) -> None:
        self._identities: Sequence[DeviceIdentity] = list(live.chamber.deputies.values())
        self._file, self._journal_file = folder / "identities.json", folder / "journal.jsonl"
        self._arguments = [live.server.url, live.sitting, str(self._file), str(self._journal_file), str(seed), str(pace_s)]
        self._arguments += [] if pin is None else [b64u(pin)]
        self._process: asyncio.subprocess.Process | None = None
        self._status: Mapping[str, Any] = {"checked_in": 0, "acknowledged": 0, "oldest_ns": 0, "settled": []}
        self._failure = ""
        self._changed = asyncio.Condition()
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        save_identities(self._file, self._identities)
        command = [sys.executable, "-m", "tests.faults.voters", *self._arguments]
        self._process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, start_new_session=True)
        self._reader = asyncio.ensure_future(self._follow(self._process))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process is not None
        assert self._reader is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        await self._reader

    async def checked_in(self) -> None:
        """Wait until everybody is present."""
        await self._until(lambda status: status["checked_in"] == len(self._identities))

    async def progress(self, ballots: int) -> None:
        """Wait until so many further ballots are acknowledged."""
        goal = self._status["acknowledged"] + ballots
        await self._until(lambda status: status["acknowledged"] >= goal)

    async def answered(self, *, before_ns: int) -> None:
        """Wait until every ballot sent before that instant is answered."""
        await self._until(lambda status: status["oldest_ns"] > before_ns)

    async def settled(self, division: str) -> None:
        """Wait until everybody knows that a division is over and every press in it is answered."""
        await self._until(lambda status: division in status["settled"])

    def journal(self) -> Journal:
        """Everything journalled so far."""
        with self._journal_file.open(encoding="utf-8") as lines:
            presses = [Pressed(**json.loads(line)) for line in lines]
        return Journal([identity.key.public for identity in self._identities], presses)

    async def _until(self, condition: Callable[[Mapping[str, Any]], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self._failure) or condition(self._status))
        if self._failure:
            raise RuntimeError(self._failure)

    async def _follow(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            report = json.loads(line)
            async with self._changed:
                self._failure = self._failure or report.get("failure", "")
                self._status = self._status if "failure" in report else report
                self._changed.notify_all()
        async with self._changed:
            self._failure = self._failure or f"the voters ended with {await process.wait()}"
            self._changed.notify_all()
