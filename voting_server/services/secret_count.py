"""What follows the close of a secret vote: freeze, and the count when k scrutineers have released (docs/sealed.md §6). Steps of the caretaker."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from voting_protocol.acts import sitting_log
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_server.ballot_box.port import BallotBox, Counters
from voting_server.domain.division import Division
from voting_server.domain.forms import cell_bytes
from voting_server.domain.sealed import Freeze
from voting_server.services import counting
from voting_server.services.chamber import Chamber
from voting_server.services.logs import LogView
from voting_server.services.sealing import Searches, encode_cells, sums_of
from voting_server.services.troubles import Problem, Troubles

LEASE_MS = 3000
PATIENCE_S = 0.9
POLL_S = 0.01
BOARDS_KEPT = 4
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class ReadBoard:
    """A closed box as it was read to its end: its entries and what they come to."""

    entries: Sequence[bytes]
    board: counting.Board


async def drained(box: BallotBox, opening: bytes) -> Counters | None:
    """Close a box and wait a little while for what it received to be settled; its counters then, None if some of it still waits.

    Raises `BoxLost`.
    """
    until = time.monotonic() + PATIENCE_S
    counters = await box.close(opening)
    while counters.waiting:
        if time.monotonic() >= until:
            return None
        await asyncio.sleep(POLL_S)
        counters = await box.counters(opening)
    return counters


class SecretCount:
    """One process at a time works on a vote; `holder` is its name."""

    def __init__(self, chamber: Chamber, holder: str) -> None:
        self._chamber = chamber
        self._holder = holder
        self._searches = Searches()
        self._readings: dict[str, counting.Reading] = {}
        self._boards: dict[str, ReadBoard] = {}
        self._held: set[str] = set()
        self._troubles = Troubles(chamber.box)

    async def follow(self, view: LogView, register: LogView, division: Division) -> None:
        """While a vote is open: make what the count will need, and read its board as it grows, so that little is left at the close."""
        if await self._mine(division):
            self._searches.prepare(division.secret.keys.public, division.opened.size)
            opening = self._chamber.opening_of(view, register, division)
            reading = self._readings.pop(division.opened.open, None) or counting.Reading(opening)
            entries = await self._chamber.box.entries(opening.digest, len(reading.entries))
            with contextlib.suppress(ProtocolError):  # at the close it is read again, and told
                await self._read_on(division, reading, entries)

    async def freeze(self, view: LogView, register: LogView, division: Division) -> bool:
        """Fix board and sums of a closed vote for the scrutineers, once nothing it received waits; True if that was done."""
        box, name = self._chamber.box, division.opened.open
        if not await self._mine(division):
            return False
        opening = self._chamber.opening_of(view, register, division)
        counters = await drained(box, opening.digest)
        if counters is None:
            await box.publish(sitting_log(view.sitting.id), b"")  # look again at once
            return False
        read = await self._read(view, register, division, counters)
        board = read.board
        fields = {
            "division": division.id,
            "open": name,
            "close": division.close,
            "epoch": board.epoch,
            "size": len(read.entries),
            "root": b64u(board.root),
            "counted_root": b64u(board.counted_root),
            "n": len(board.last),
            "cells": b64u(await self._sums(opening, read)),
        }
        await self._chamber.logs.submit_own(view.name, "division-freeze", fields)
        return True

    async def result(
        self, view: LogView, register: LogView, division: Division, freeze: Freeze
    ) -> tuple[Sequence[bytes], dict[str, object]] | None:
        """Entries and `result` of a frozen vote that k scrutineers have opened; None before. Raises `tally-out-of-range`."""
        await self._chamber.names.look(division)
        released = self._chamber.shares.released(division)
        if len(released) < division.secret.k or not await self._mine(division):
            return None
        opening = self._chamber.opening_of(view, register, division)
        if division.opened.open not in self._boards:
            counters = await self._chamber.box.close(opening.digest)
            await self._read(view, register, division, counters)
        read = self._boards[division.opened.open]
        counts = await self._searches.counts(division, self._chamber.shares.valid(division))
        if freeze.n and division.draft.item.row_cells:
            named = await self._chamber.names.counts(view, division, opening, counts)
            if named is None:
                return None
            counts = named
        return read.entries, counting.result(opening, read.board, counts, division.hand_count)

    async def shared(self, view: LogView, division: Division, problem: Problem | None) -> Problem | None:
        """What keeps a closed vote from its count: `problem`, met here just now, or what the process that works on it met.

        Every chair is to be told why no count comes, not only one that is connected to that process. Raises `BoxUnavailable`.
        """
        name = division.opened.open
        if name in self._held:
            await self._troubles.tell(view.name, name, problem)
            return problem
        return problem or await self._troubles.heard(name)

    def forget(self, division: Division) -> None:
        """The vote is counted."""
        self._boards.pop(division.opened.open, None)
        self._readings.pop(division.opened.open, None)

    async def _mine(self, division: Division) -> bool:
        name = division.opened.open
        mine = await self._chamber.box.claim(f"count:{name}", self._holder, LEASE_MS)
        (self._held.add if mine else self._held.discard)(name)
        return mine

    async def _read(self, view: LogView, register: LogView, division: Division, counters: Counters) -> ReadBoard:
        """The settled board; kept from the freeze to the count."""
        opening = self._chamber.opening_of(view, register, division)
        entries = await self._chamber.box.entries(opening.digest)
        reading = self._readings.pop(division.opened.open, None) or counting.Reading(opening)
        if entries[: len(reading.entries)] != reading.entries:  # a store that failed over may hold others than it did
            reading = counting.Reading(opening)
        await self._read_on(division, reading, entries[len(reading.entries) :])
        close = view.signed[division.id, "division-close"].body
        read = ReadBoard(reading.entries, await asyncio.to_thread(reading.close, counters, close))
        _keep(self._boards, division.opened.open, read)
        return read

    async def _read_on(self, division: Division, reading: counting.Reading, entries: Sequence[bytes]) -> None:
        """Add to a reading, and keep it if all is in order; `box-mismatch`."""
        await asyncio.to_thread(reading.add, entries)
        _keep(self._readings, division.opened.open, reading)

    async def _sums(self, opening: counting.Opening, read: ReadBoard) -> bytes:
        """The verifier's sums if they hold for this very board, else those of its ballots."""
        size, sums = await self._chamber.box.sums(opening.digest)
        if size == len(read.entries) and len(sums) == cell_bytes(opening.paper.item):
            return sums
        assert opening.form is not None
        return encode_cells(await asyncio.to_thread(sums_of, opening.form, read.board.last))


def _keep(kept: dict[str, Kept], name: str, what: Kept) -> None:
    """Under its name, the oldest making room."""
    kept.pop(name, None)
    while len(kept) >= BOARDS_KEPT:
        del kept[next(iter(kept))]
    kept[name] = what
