"""What a box of a sealed vote does beside: it keeps what was received until a verifier settles it (docs/sealed.md §5)."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from voting_protocol.encoding import b64u, unb64u
from voting_server.ballot_box.port import Answer, BoxLost, Cast, Settled, Waiting
from voting_server.ballot_box.redis_keys import REFUSALS, by_opening, found, keys_of
from voting_server.ballot_box.redis_link import Link, Script

GUARDED = Script.load("guarded")
_RECEIVE = Script.load("receive")
_WAITING = Script.load("waiting")
_SETTLE = Script.load("settle")
_NOTE_PROGRESS = Script.load("note_progress")

_PAGE = 1000
"""Entries a read or a settlement: a script unpacks no more than some thousands."""

_SEALED = "hc:sealed"
"""The openings of sealed boxes, until they are closed and settled, or gone."""

_OUTCOME = struct.Struct(">32sI32sQ")
_KNOWN = struct.Struct(">QQ")


class SealedBoxes:
    """The port's part for sealed votes, over a link that the adapter makes."""

    _link: Link

    async def paper(self, opening: bytes) -> bytes:
        """See the port."""
        (paper,) = await self._read(opening, "meta", "HMGET", "paper")
        return paper or b""

    async def sealed(self, opening: bytes) -> bytes:
        """See the port."""
        (sealed,) = await self._read(opening, "meta", "HMGET", "sealed")
        return sealed or b""

    async def receive(self, batch: Sequence[Cast]) -> list[Answer]:
        """See the port. One script call per opening and 256 entries."""
        return await by_opening(batch, self._receive)

    async def _receive(self, opening: bytes, entries: Sequence[Cast]) -> Iterator[Answer]:
        kinds = ("meta", "electorate", "barred", "last", "ids", "tips", "waiting", "queue", "outcomes", "refusals")
        args = [part for e in entries for part in (e.key, e.seq, e.prev, e.ballot, e.entry)]
        epoch, *answers = await self._link.write(_RECEIVE, keys_of(opening, *kinds), *args, binding=_is_kept)
        return (_answer(epoch, answer) for answer in answers)

    async def waiting(self, opening: bytes, limit: int, block_ms: int = 0) -> Waiting:
        """See the port."""
        first = await self._waiting(opening, limit)
        if first.entries or block_ms <= 0:
            return first
        (waiting,) = keys_of(opening, "waiting")
        # The first entry is moved to where it is: a way to be woken by it that changes nothing.
        await self._link.linger(block_ms / 1000, "BLMOVE", waiting, waiting, "LEFT", "LEFT", f"{block_ms / 1000:.3f}")
        return await self._waiting(opening, limit)

    async def _waiting(self, opening: bytes, limit: int) -> Waiting:
        keys = keys_of(opening, "meta", "waiting")
        cursor, *entries = found(await self._link.run(_WAITING, keys, min(limit, _PAGE)), opening)
        return Waiting(cursor, tuple(entries))

    async def settle(self, opening: bytes, cursor: int, verdicts: Sequence[str], sums_size: int, sums: bytes) -> int | None:
        """See the port."""
        kinds = ("meta", "last", "tips", "waiting", "queue", "entries", "outcomes", "pressed", "refusals")
        keys = keys_of(opening, *kinds)
        reply = await self._link.write(_SETTLE, keys, cursor, sums_size, sums, *verdicts, binding=_is_settled)
        size: int = found(reply, opening)
        return None if size < 0 else size

    async def settled(self, opening: bytes, after: int, block_ms: int = 0) -> list[Settled]:
        """See the port."""
        block: tuple[str | int, ...] = ("BLOCK", block_ms) if block_ms > 0 else ()
        (outcomes,) = keys_of(opening, "outcomes")
        command = ("XREAD", "COUNT", _PAGE, *block, "STREAMS", outcomes, f"{after}-0")
        reply = await self._link.linger(block_ms / 1000, *command)
        if not reply:
            await self._read(opening, "meta", "EXISTS")  # nothing yet, or no box
            return []
        await self._link.confirm(keys_of(opening, "meta")[0])
        return [_settled(name, fields[1]) for name, fields in reply[0][1]]

    async def sums(self, opening: bytes) -> tuple[int, bytes]:
        """See the port."""
        size, sums = await self._read(opening, "meta", "HMGET", "sums_size", "sums")
        return int(size or 0), sums or b""

    async def sealed_openings(self) -> list[bytes]:
        """See the port. Those that need no verifier any more are struck off the list."""
        going = []
        for name in sorted(await self._link.ask("SMEMBERS", _SEALED)):
            opening = unb64u(name.decode(), 32)
            if await self._may_wait(opening):
                going.append(opening)
            else:
                await self._link.ask("SREM", _SEALED, name)
        return going

    async def _may_wait(self, opening: bytes) -> bool:
        try:
            state, *figures = await self._read(opening, "meta", "HMGET", "state", "received", "settled", "size", "sums_size")
        except BoxLost:
            return False
        received, settled, size, summed = (int(figure or 0) for figure in figures)
        return bool(state != b"closed" or received != settled or size != summed)

    async def _enlist(self, opening: bytes) -> None:
        await self._link.ask("SADD", _SEALED, b64u(opening))

    async def note_progress(self, opening: bytes, scrutineer: bytes, size: int) -> None:
        """See the port."""
        found(await self._link.run(_NOTE_PROGRESS, keys_of(opening, "meta", "progress"), scrutineer, size), opening)

    async def progress(self, opening: bytes) -> Mapping[bytes, int]:
        """See the port."""
        told = await self._read(opening, "progress", "HGETALL")
        return {key: int(size) for key, size in zip(told[::2], told[1::2], strict=True)}

    async def note_invalid(self, opening: bytes, index: int) -> None:
        """See the port."""
        await self._read(opening, "invalid", "SADD", index)

    async def invalid(self, opening: bytes) -> frozenset[int]:
        """See the port."""
        return frozenset(map(int, await self._read(opening, "invalid", "SMEMBERS")))

    async def _read(self, opening: bytes, kind: str, command: str, *args: bytes | str | int) -> Any:
        return found(await self._link.run(GUARDED, keys_of(opening, "meta", kind), command, *args), opening)


def _answer(epoch: int, answer: int | bytes) -> Answer:
    """One answer of receive.lua."""
    if isinstance(answer, int):
        return Answer("", 0, epoch, answer) if answer > 0 else Answer(REFUSALS[-answer], 0, epoch)
    arrival, position = _KNOWN.unpack_from(answer)
    return Answer(answer[_KNOWN.size :].decode(), position, epoch, arrival)


def _settled(name: bytes, outcome: bytes) -> Settled:
    """One outcome of settle.lua; its name is `<arrival>-0`."""
    key, seq, ballot, position = _OUTCOME.unpack_from(outcome)
    return Settled(int(name.partition(b"-")[0]), key, seq, ballot, outcome[_OUTCOME.size :].decode(), position)


def _is_kept(reply: Sequence[int | bytes]) -> bool:
    return any(isinstance(answer, bytes) or answer > 0 for answer in reply[1:])


def _is_settled(reply: int | None) -> bool:
    return reply is not None and reply >= 0
