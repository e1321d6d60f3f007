"""The ballot box on Redis (≥ 7) or Valkey (≥ 7.2): every rule of a cast is judged and written in one Lua script."""

import struct
from collections.abc import Iterator, Mapping, Sequence

from voting_server.ballot_box.port import Answer, BallotBox, BoxSpec, BoxUnavailable, Cast, Counters, LastEntry, Turnout
from voting_server.ballot_box.redis_fitness import examine
from voting_server.ballot_box.redis_keys import KINDS, REFUSALS, by_opening, found, keys_of, pieces
from voting_server.ballot_box.redis_link import Link, Script
from voting_server.ballot_box.redis_sealed import GUARDED, SealedBoxes

_PAGE = 1000
"""Entries a read."""

_STAGE = 1000
"""Electors a command."""

_UNUSED_S = 600
"""How long a box is kept that nobody activates, and what is staged for one."""

_STREAM_LENGTH = 1000

_COUNTERS = ("epoch", "size", "turnout", "received", "settled")

_PREPARE = Script.load("prepare")
_ACTIVATE = Script.load("activate")
_CAST = Script.load("cast")
_EXTEND = Script.load("extend")
_CLOSE = Script.load("close")
_LAST = Script.load("last")
_ADD_HEAD = Script.load("add_head")
_FORGET = Script.load("forget")
_CLAIM = Script.load("claim")


class RedisBallotBox(SealedBoxes, BallotBox):
    """The port on one Redis or Valkey primary.

    `url` is `redis://`, `rediss://` or `unix://`. `connections` bounds the pool, `timeout_s` every reply. With `wait_replicas`
    a write is answered only when that many replicas have it within `wait_ms`. `trust_durability` says that the operator
    vouches for `appendfsync always` where the store does not let it be read (managed stores forbid CONFIG).
    """

    def __init__(
        self,
        url: str,
        *,
        connections: int = 16,
        timeout_s: float = 5.0,
        wait_replicas: int = 0,
        wait_ms: int = 1000,
        trust_durability: bool = False,
    ) -> None:
        self._link = Link(url, connections=connections, timeout_s=timeout_s, wait_replicas=wait_replicas, wait_ms=wait_ms)
        self._trust_durability = trust_durability

    async def prepare(self, spec: BoxSpec) -> None:
        """See the port. The electorate is staged in pieces; the box comes into being in one step, by the last one."""
        box = keys_of(spec.opening, "meta", "staged", "electorate")
        electorate = list(dict.fromkeys(spec.electorate))
        if not await self._link.ask("EXISTS", box[0]):
            await self._stage(box[1], electorate)
        deadline = "" if spec.deadline_ms is None else spec.deadline_ms
        args = (len(electorate), spec.max_seq, deadline, spec.epoch, spec.opening, _UNUSED_S, spec.sealed, spec.paper)
        laid_out = await self._link.write(_PREPARE, box, *args)
        if laid_out < 0:
            raise BoxUnavailable("the electorate got lost while it was laid out")
        if spec.sealed:
            await self._enlist(spec.opening)

    async def _stage(self, staged: str, electorate: Sequence[bytes]) -> None:
        """Two who stage the same opening stage the same electorate; what is left of a broken attempt expires."""
        for piece in pieces(electorate, _STAGE):
            await self._link.ask("SADD", staged, *piece)
            await self._link.ask("EXPIRE", staged, _UNUSED_S)

    async def activate(self, opening: bytes) -> None:
        """See the port."""
        found(await self._link.write(_ACTIVATE, keys_of(opening, *KINDS)), opening)

    async def cast(self, batch: Sequence[Cast]) -> list[Answer]:
        """See the port. One script call per opening and 256 ballots."""
        return await by_opening(batch, self._cast)

    async def _cast(self, opening: bytes, ballots: Sequence[Cast]) -> Iterator[Answer]:
        keys = keys_of(opening, "meta", "electorate", "barred", "last", "ids", "entries", "pressed")
        args = [part for b in ballots for part in (b.key, b.seq, b.prev, b.ballot, b.entry)]
        epoch, *answers = await self._link.write(_CAST, keys, *args, binding=_has_position)
        return (Answer("", n, epoch) if n > 0 else Answer(REFUSALS[-n], 0, epoch) for n in answers)

    async def extend(self, opening: bytes, deadline_ms: int) -> None:
        """See the port. A closed box and one without deadline stay as they are."""
        found(await self._link.write(_EXTEND, keys_of(opening, "meta"), deadline_ms), opening)

    async def bar(self, opening: bytes, key: bytes) -> None:
        """See the port."""
        found(await self._link.write(GUARDED, keys_of(opening, "meta", "barred"), "SADD", key), opening)

    async def close(self, opening: bytes) -> Counters:
        """See the port."""
        return _counters(found(await self._link.write(_CLOSE, keys_of(opening, "meta")), opening))

    async def counters(self, opening: bytes) -> Counters:
        """See the port."""
        return _counters(await self._read(opening, "meta", "HMGET", *_COUNTERS))

    async def entries(self, opening: bytes, start: int = 0, limit: int | None = None) -> list[bytes]:
        """See the port."""
        entries: list[bytes] = []
        while True:
            wanted = _PAGE if limit is None else min(_PAGE, limit - len(entries))
            at = start + len(entries)
            page = await self._read(opening, "entries", "LRANGE", at, at + wanted - 1) if wanted > 0 else []
            entries += page
            if len(page) < _PAGE:
                return entries

    async def last(self, opening: bytes, key: bytes) -> LastEntry:
        """See the port."""
        keys = keys_of(opening, "meta", "last", "entries", "tips", "waiting")
        reply = found(await self._link.run(_LAST, keys, key), opening)
        if not reply:
            return LastEntry()
        packed, entry = reply
        seq, position, ballot = struct.unpack(">IQ32s", packed)
        return LastEntry(seq, ballot, position, entry)

    async def turnout(self, opening: bytes, cursor: int = 0) -> Turnout:
        """See the port."""
        return Turnout(cursor, tuple(await self._read(opening, "pressed", "LRANGE", cursor, -1)))

    async def claim(self, name: str, holder: str, ttl_ms: int) -> bool:
        """See the port."""
        return bool(await self._link.run(_CLAIM, [f"hc:lease:{name}"], holder, ttl_ms))

    async def add_head(self, opening: bytes, head: bytes, size: int, ms: int) -> None:
        """See the port."""
        found(await self._link.write(_ADD_HEAD, keys_of(opening, "meta", "heads"), head, size, ms), opening)

    async def heads(self, opening: bytes) -> list[bytes]:
        """See the port."""
        heads: list[bytes] = await self._read(opening, "heads", "LRANGE", 0, -1)
        return heads

    async def forget(self, opening: bytes, after_s: int) -> None:
        """See the port."""
        await self._link.run(_FORGET, keys_of(opening, *KINDS), after_s)

    async def publish(self, topic: str, event: bytes) -> str:
        """See the port. Not sent twice by itself: an event could be told twice."""
        added: bytes = await self._link.ask("XADD", _stream(topic), "MAXLEN", "~", _STREAM_LENGTH, "*", "e", event, again=False)
        return added.decode()

    async def listen(self, topic: str, after: str, block_ms: int) -> list[tuple[str, bytes]]:
        """See the port."""
        block: tuple[str | int, ...] = ("BLOCK", block_ms) if block_ms > 0 else ()
        reply = await self._link.linger(block_ms / 1000, "XREAD", *block, "STREAMS", _stream(topic), after)
        return [(event_id.decode(), fields[1]) for event_id, fields in reply[0][1]] if reply else []

    async def put_notes(self, board: str, notes: Mapping[str, bytes], keep_s: int) -> None:
        """See the port."""
        key = f"hc:notes:{board}"
        pinned = [part for name, note in notes.items() if note for part in (name, note)]
        gone = [name for name, note in notes.items() if not note]
        if gone:
            await self._link.ask("HDEL", key, *gone)
        if pinned:
            await self._link.ask("HSET", key, *pinned)
            await self._link.ask("EXPIRE", key, keep_s)

    async def notes(self, board: str) -> dict[str, bytes]:
        """See the port."""
        flat = await self._link.ask("HGETALL", f"hc:notes:{board}")
        return {name.decode(): note for name, note in zip(flat[::2], flat[1::2], strict=True)}

    async def now_ms(self) -> int:
        """See the port."""
        seconds, micros = await self._link.ask("TIME")
        return int(seconds) * 1000 + int(micros) // 1000

    async def ping(self) -> None:
        """See the port: a primary, recent enough, that syncs every write to disk before it answers."""
        await self._link.converse(lambda connection: examine(connection, trust_durability=self._trust_durability))

    async def aclose(self) -> None:
        """See the port."""
        await self._link.aclose()


def _stream(topic: str) -> str:
    return f"hc:topic:{topic}"


def _has_position(reply: Sequence[int]) -> bool:
    return any(answer > 0 for answer in reply[1:])


def _counters(reply: Sequence[bytes | None]) -> Counters:
    epoch, size, turnout, received, settled = (int(figure or 0) for figure in reply)
    return Counters(epoch, size, turnout, received, received - settled)
