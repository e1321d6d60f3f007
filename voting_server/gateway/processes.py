"""What the processes of a server tell one another of themselves, for the operator's page: connections, lag. By the box's notes."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
import structlog

from voting_server.ballot_box.port import BallotBox, BoxUnavailable
from voting_server.gateway.metrics import Metrics

log = structlog.get_logger(__name__)

BOARD = "processes"
TELL_SECONDS = 2.0
FORGOTTEN_MS = 10_000
KEEP_S = 60


class Process(msgspec.Struct):
    """A process's figures at `told_ms`: its connections, the greatest lag of its event loop in the last ten seconds."""

    pid: int
    told_ms: int
    connections: int
    lag_ms: int
    resident_bytes: int


_decoder = msgspec.json.Decoder(Process)


class Processes:
    """The own process among the others."""

    def __init__(self, metrics: Metrics, box: BallotBox, now_ms: Callable[[], int]) -> None:
        self._metrics = metrics
        self._box = box
        self._now_ms = now_ms
        self._name = secrets.token_hex(8)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tell."""
        self._task = asyncio.create_task(self._run())

    async def aclose(self) -> None:
        """Stop, and take the own note down."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        with contextlib.suppress(BoxUnavailable):  # it is forgotten by itself
            await self._box.put_notes(BOARD, {self._name: b""}, KEEP_S)

    async def all(self) -> list[dict[str, Any]]:
        """The processes heard of lately, by their ids; only this one when the box is away."""
        try:
            notes = {name: _decoder.decode(note) for name, note in (await self._box.notes(BOARD)).items()}
        except BoxUnavailable:
            notes = {}
        notes[self._name] = self._own()
        oldest = self._now_ms() - FORGOTTEN_MS
        alive = [process for process in notes.values() if process.told_ms >= oldest]
        return [msgspec.to_builtins(process) for process in sorted(alive, key=lambda process: process.pid)]

    def _own(self) -> Process:
        metrics = self._metrics
        return Process(os.getpid(), self._now_ms(), metrics.connections, metrics.lag_ms, metrics.resident_bytes)

    async def _run(self) -> None:
        while True:
            try:
                await self._box.put_notes(BOARD, {self._name: msgspec.json.encode(self._own())}, KEEP_S)
                await self._sweep()
            except BoxUnavailable:
                log.warning("processes-wait")
            await asyncio.sleep(TELL_SECONDS)

    async def _sweep(self) -> None:
        """Processes that were killed took nothing down."""
        oldest = self._now_ms() - 6 * FORGOTTEN_MS
        notes = await self._box.notes(BOARD)
        dead = {name: b"" for name, note in notes.items() if _decoder.decode(note).told_ms < oldest}
        if dead:
            await self._box.put_notes(BOARD, dead, KEEP_S)
