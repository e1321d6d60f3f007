"""The ballot box on Redis (≥ 7) or Valkey (≥ 7.2): every rule of a cast is judged and written in one Lua script."""

import struct
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from voting_protocol.encoding import b64u
from voting_server.ballot_box.port import Answer, BallotBox, BoxLost, BoxSpec, BoxUnavailable, Cast, Counters, LastEntry, Turnout
from voting_server.ballot_box.redis_fitness import examine
from voting_server.ballot_box.redis_link import Link, Script

T = TypeVar("T")

_REFUSALS = (
    "",
    "vote-unknown",
    "vote-closed",
    "not-in-electorate",
    "key-revoked",
    "sequence-limit",
    "sequence-gap",
    "sequence-conflict",
)
"""Codes by the negated return code of cast.lua."""

_KINDS = ("meta", "electorate", "barred", "last", "ids", "entries", "pressed", "heads", "staged")
"""All keys of a box."""

_CHUNK = 256
"""Ballots a script call: it keeps the store busy for a few milliseconds at most."""

_PAGE = 4096
"""Entries a read."""

_STAGE = 1000
"""Electors a command."""

_UNUSED_S = 600
"""How long a box is kept that nobody activates, and what is staged for one."""

_STREAM_LENGTH = 1000

_PREPARE = Script.load("prepare")
_ACTIVATE = Script.load("activate")
_CAST = Script.load("cast")
_EXTEND = Script.load("extend")
_CLOSE = Script.load("close")
_LAST = Script.load("last")
_ADD_HEAD = Script.load("add_head")
_FORGET = Script.load("forget")
_GUARDED = Script.load("guarded")
_CLAIM = Script.load("claim")


class RedisBallotBox(BallotBox):
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
        box = _keys(spec.opening, "meta", "staged", "electorate")
        electorate = list(dict.fromkeys(spec.electorate))
        if not await self._link.ask("EXISTS", box[0]):
            await self._stage(box[1], electorate)
        deadline = "" if spec.deadline_ms is None else spec.deadline_ms
        args = (len(electorate), spec.max_seq, deadline, spec.epoch, spec.opening, _UNUSED_S)
        laid_out = await self._link.write(_PREPARE, box, *args)
        if laid_out < 0:
            raise BoxUnavailable("the electorate got lost while it was laid out")

    async def _stage(self, staged: str, electorate: Sequence[bytes]) -> None:
        """Two who stage the same opening stage the same electorate; what is left of a broken attempt expires."""
        for piece in _pieces(electorate, _STAGE):
            await self._link.ask("SADD", staged, *piece)
            await self._link.ask("EXPIRE", staged, _UNUSED_S)

    async def activate(self, opening: bytes) -> None:
        """See the port."""
        _found(await self._link.write(_ACTIVATE, _keys(opening, *_KINDS)), opening)

    async def cast(self, batch: Sequence[Cast]) -> list[Answer]:
        """See the port. One script call per opening and 256 ballots."""
        places: dict[bytes, list[int]] = {}
        for place, ballot in enumerate(batch):
            places.setdefault(ballot.opening, []).append(place)
        answers: dict[int, Answer] = {}
        for opening, its_places in places.items():
            for piece in _pieces(its_places, _CHUNK):
                answers.update(zip(piece, await self._cast(opening, [batch[place] for place in piece]), strict=True))
        return [answers[place] for place in range(len(batch))]

    async def _cast(self, opening: bytes, ballots: Sequence[Cast]) -> Iterator[Answer]:
        keys = _keys(opening, "meta", "electorate", "barred", "last", "ids", "entries", "pressed")
        args = [part for b in ballots for part in (b.key, b.seq, b.prev, b.ballot, b.entry)]
        epoch, *answers = await self._link.write(_CAST, keys, *args, binding=_has_position)
        return (Answer("", n, epoch) if n > 0 else Answer(_REFUSALS[-n], 0, epoch) for n in answers)

    async def extend(self, opening: bytes, deadline_ms: int) -> None:
        """See the port. A closed box and one without deadline stay as they are."""
        _found(await self._link.write(_EXTEND, _keys(opening, "meta"), deadline_ms), opening)

    async def bar(self, opening: bytes, key: bytes) -> None:
        """See the port."""
        _found(await self._link.write(_GUARDED, _keys(opening, "meta", "barred"), "SADD", key), opening)

    async def close(self, opening: bytes) -> Counters:
        """See the port."""
        return _counters(_found(await self._link.write(_CLOSE, _keys(opening, "meta")), opening))

    async def counters(self, opening: bytes) -> Counters:
        """See the port."""
        return _counters(await self._read(opening, "meta", "HMGET", "epoch", "size", "turnout"))

    async def entries(self, opening: bytes, start: int = 0) -> list[bytes]:
        """See the port."""
        entries: list[bytes] = []
        while True:
            at = start + len(entries)
            page = await self._read(opening, "entries", "LRANGE", at, at + _PAGE - 1)
            entries += page
            if len(page) < _PAGE:
                return entries

    async def last(self, opening: bytes, key: bytes) -> LastEntry:
        """See the port."""
        reply = _found(await self._link.run(_LAST, _keys(opening, "meta", "last", "entries"), key), opening)
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
        _found(await self._link.write(_ADD_HEAD, _keys(opening, "meta", "heads"), head, size, ms), opening)

    async def heads(self, opening: bytes) -> list[bytes]:
        """See the port."""
        heads: list[bytes] = await self._read(opening, "heads", "LRANGE", 0, -1)
        return heads

    async def forget(self, opening: bytes, after_s: int) -> None:
        """See the port."""
        await self._link.run(_FORGET, _keys(opening, *_KINDS), after_s)

    async def publish(self, topic: str, event: bytes) -> str:
        """See the port. Not sent twice by itself: an event could be told twice."""
        added: bytes = await self._link.ask("XADD", _stream(topic), "MAXLEN", "~", _STREAM_LENGTH, "*", "e", event, again=False)
        return added.decode()

    async def listen(self, topic: str, after: str, block_ms: int) -> list[tuple[str, bytes]]:
        """See the port."""
        block: tuple[str | int, ...] = ("BLOCK", block_ms) if block_ms > 0 else ()
        reply = await self._link.linger(block_ms / 1000, "XREAD", *block, "STREAMS", _stream(topic), after)
        return [(event_id.decode(), fields[1]) for event_id, fields in reply[0][1]] if reply else []

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

    async def _read(self, opening: bytes, kind: str, command: str, *args: bytes | str | int) -> Any:
        return _found(await self._link.run(_GUARDED, _keys(opening, "meta", kind), command, *args), opening)


def _keys(opening: bytes, *kinds: str) -> list[str]:
    """Keys of one box; their common hash tag keeps them in one slot of a cluster."""
    return [f"hc:{{{b64u(opening)}}}:{kind}" for kind in kinds]


def _stream(topic: str) -> str:
    return f"hc:topic:{topic}"


def _pieces(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (things[at : at + size] for at in range(0, len(things), size))


def _found(reply: Any, opening: bytes) -> Any:
    if reply is None:
        raise BoxLost(f"no box for the opening {b64u(opening)}")
    return reply


def _has_position(reply: Sequence[int]) -> bool:
    return any(answer > 0 for answer in reply[1:])


def _counters(reply: Sequence[bytes]) -> Counters:
    epoch, size, turnout = map(int, reply)
    return Counters(epoch, size, turnout)
