"""The record: what the services need of the SQL store (acts, ballots, results). Nothing in it is ever changed, only added."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voting_protocol.acts import SignedAct


class RecordsUnavailable(Exception):
    """The record can't be reached now; nothing was written."""


class LogConflict(Exception):
    """Another process appended first: read on and decide again."""


@dataclass(frozen=True, slots=True)
class StoredAct:
    """An act at its place in a log. `chain` is the chain digest, 32 bytes."""

    n: int
    act: SignedAct
    received_ms: int
    chain: bytes


@dataclass(frozen=True, slots=True)
class DivisionRecord:
    """The ballots of a closed division, written in the same transaction as its tally act.

    `entries` are board entries in order of position, `heads` the signed heads as canonical JSON; `result` is the canonical JSON of the tally's result.
    """

    sitting: str
    division: str
    opening: bytes
    entries: Sequence[bytes]
    heads: Sequence[bytes]
    result: bytes


@dataclass(frozen=True, slots=True)
class Extension:
    """What a decision adds to a log: consecutive acts, and possibly a division's ballots and result."""

    acts: Sequence[StoredAct] = ()
    division: DivisionRecord | None = None


Decide = Callable[[Sequence[StoredAct]], Extension]


@dataclass(frozen=True, slots=True)
class InstallationCode:
    """A code made at the server's command line; `key` is its public key."""

    key: bytes
    created_ms: int
    used: bool


class Records(Protocol):
    """Append-only. Every method raises `RecordsUnavailable` when the store is away."""

    async def heads(self) -> dict[str, int]:
        """Every log's name with the number of its last act."""

    async def acts(self, log: str, start: int = 0, limit: int | None = None) -> list[StoredAct]:
        """The acts of a log from number `start` on, in order, at most `limit`; empty for an unknown log."""

    async def transact(self, log: str, start: int, decide: Decide, held: Sequence[str] = ()) -> None:
        """Read the acts of `log` from `start` on and append what `decide` makes of them, alone on this log, in one transaction.

        Nobody appends to the logs `held` meanwhile either.
        `decide` runs in another thread; if it raises, nothing is written and its exception goes to the caller.
        """

    async def append(self, log: str, acts: Sequence[StoredAct], division: DivisionRecord | None = None) -> None:
        """Add consecutive acts, and a division's ballots and result with them, in one transaction; raises `LogConflict`."""

    async def division(self, sitting: str, division: str) -> DivisionRecord | None:
        """What `append` wrote for a division."""

    async def add_installation_code(self, key: bytes, now_ms: int) -> None:
        """Keep the public key of a new installation code."""

    async def installation_code(self, key: bytes) -> InstallationCode | None:
        """Look up an installation code; `used` once an act named it (the service marks it)."""

    async def use_installation_code(self, key: bytes, now_ms: int) -> bool:
        """Mark it used; False if it was used already."""

    async def release_installation_code(self, key: bytes) -> None:
        """Mark it unused again: the act that named it was refused."""

    async def ping(self) -> None:
        """Whether it answers and its schema is current."""

    async def aclose(self) -> None:
        """Give back all connections."""
