"""The ballot box: what the services need of the store that holds a vote while it is open (docs/protocol.md §6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


class BoxUnavailable(Exception):
    """The store can't be reached or can't answer now; nothing is known of what was asked. Ask again."""


class BoxLost(Exception):
    """The store answers, but holds no box for this opening: its data is gone."""


@dataclass(frozen=True, slots=True)
class BoxSpec:
    """A division's box at its opening. `opening` is the digest of the division-open act; keys are the electorate's."""

    opening: bytes
    electorate: Sequence[bytes]
    max_seq: int
    deadline_ms: int | None
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Cast:
    """One verified ballot to put in: `entry` are its 169 bytes, `ballot` its id."""

    opening: bytes
    key: bytes
    seq: int
    prev: bytes
    ballot: bytes
    entry: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """The box's answer: `code` is "" for an entry that is in the box at `position` (from 1), durably; else a refusal's code."""

    code: str
    position: int
    epoch: int


@dataclass(frozen=True, slots=True)
class LastEntry:
    """A terminal's last entry in a box: `seq` 0 if it has none."""

    seq: int = 0
    ballot: bytes = b""
    position: int = 0
    entry: bytes = b""


@dataclass(frozen=True, slots=True)
class Counters:
    """What the box counted by itself, to be compared with its ballots: entries accepted, terminals that pressed."""

    epoch: int
    size: int
    turnout: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who pressed, in order of first press, from `cursor` on; `cursor` + len(keys) is the number that pressed."""

    cursor: int
    keys: Sequence[bytes] = field(default_factory=tuple)


class BallotBox(Protocol):
    """One box per opening; all its keys share a hash tag. Every method raises `BoxUnavailable` when the store is away."""

    async def prepare(self, spec: BoxSpec) -> None:
        """Lay out the box, not yet accepting ballots; unless it is activated within ten minutes of the last call it expires.

        Again with the same opening: nothing else happens.
        """

    async def activate(self, opening: bytes) -> None:
        """Accept ballots from now on, and expire no more. Idempotent; a closed box stays closed. Raises `BoxLost`."""

    async def cast(self, batch: Sequence[Cast]) -> list[Answer]:
        """Judge and append ballots in order, for one or several openings; answers come when they are durable.

        Codes: `vote-unknown`, `vote-closed`, `not-in-electorate`, `key-revoked`, `sequence-gap`, `sequence-conflict`,
        `sequence-limit`. A ballot that is already in gets its first answer, also after the close.
        """

    async def extend(self, opening: bytes, deadline_ms: int) -> None:
        """Move the deadline later (never earlier). Raises `BoxLost`."""

    async def bar(self, opening: bytes, key: bytes) -> None:
        """Refuse further ballots of a revoked key (`key-revoked`); what it cast stays. Raises `BoxLost`."""

    async def close(self, opening: bytes) -> Counters:
        """Refuse ballots from now on and tell the counters. Idempotent. Raises `BoxLost`."""

    async def counters(self, opening: bytes) -> Counters:
        """The counters as they are. Raises `BoxLost`."""

    async def entries(self, opening: bytes, start: int = 0) -> list[bytes]:
        """All entries from position `start`+1 on, in order. Raises `BoxLost`."""

    async def last(self, opening: bytes, key: bytes) -> LastEntry:
        """A terminal's last entry. Raises `BoxLost`."""

    async def turnout(self, opening: bytes, cursor: int = 0) -> Turnout:
        """The terminals that pressed for the first time after the first `cursor` ones. Raises `BoxLost`."""

    async def claim(self, name: str, holder: str, ttl_ms: int) -> bool:
        """Whether `holder` has (or just got) the lease called `name` for the next `ttl_ms`."""

    async def add_head(self, opening: bytes, head: bytes, size: int, ms: int) -> None:
        """Keep a signed board head (opaque bytes) of `size` entries signed at `ms`. Raises `BoxLost`.

        One that goes back behind the newest in size or time comes from a process that was overtaken, and is dropped.
        """

    async def heads(self, opening: bytes) -> list[bytes]:
        """All kept heads, oldest first. Raises `BoxLost`."""

    async def forget(self, opening: bytes, after_s: int) -> None:
        """Let the box expire `after_s` seconds from now."""

    async def publish(self, topic: str, event: bytes) -> str:
        """Append an event to a topic's stream (bounded); gives its id."""

    async def listen(self, topic: str, after: str, block_ms: int) -> list[tuple[str, bytes]]:
        """Events after the id `after` ("$" for only new ones), waiting up to `block_ms`; oldest first."""

    async def now_ms(self) -> int:
        """The box's clock."""

    async def ping(self) -> None:
        """Whether it answers and is durable; raises `BoxUnavailable`."""

    async def aclose(self) -> None:
        """Give back all connections."""
