"""The ballot box: what the services need of the store that holds a vote while it is open (docs/protocol.md §6, docs/sealed.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from voting_protocol.forms import NAMED_MOTION


class BoxUnavailable(Exception):
    """The store can't be reached or can't answer now; nothing is known of what was asked. Ask again."""


class BoxLost(Exception):
    """The store answers, but holds no box for this opening: its data is gone."""


@dataclass(frozen=True, slots=True)
class BoxSpec:
    """A division's box at its opening. `opening` is the digest of the division-open act; keys are the electorate's.

    `paper` says what is asked (`Paper.encode`), for whoever checks ballots before they come here. `sealed` is empty for a named vote,
    else what a verifier needs of a secret one: `Y[32] ‖ paper` (docs/sealed.md §4). The box reads neither.
    """

    opening: bytes
    electorate: Sequence[bytes]
    max_seq: int
    deadline_ms: int | None
    epoch: int = 0
    sealed: bytes = b""
    paper: bytes = NAMED_MOTION.encode()


@dataclass(frozen=True, slots=True)
class Cast:
    """One ballot (or spoil entry) whose signature was verified, to put in: `entry` are its bytes on the board, `ballot` its id."""

    opening: bytes
    key: bytes
    seq: int
    prev: bytes
    ballot: bytes
    entry: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """The box's answer: `code` is "" for an entry that is in the box at `position` (from 1), durably; else a refusal's code.

    `arrival` (from 1) is the number of a sealed entry among those received. Its `position` is 0 while it waits for its verification.
    """

    code: str
    position: int
    epoch: int
    arrival: int = 0


@dataclass(frozen=True, slots=True)
class LastEntry:
    """The last entry that a box received of a terminal: `seq` 0 if there is none, `position` 0 while it is not on the board."""

    seq: int = 0
    ballot: bytes = b""
    position: int = 0
    entry: bytes = b""


@dataclass(frozen=True, slots=True)
class Counters:
    """What the box counted by itself, to be compared with its ballots: entries on the board, terminals that pressed.

    `received` counts the entries that a sealed box received, `waiting` those of them that are not settled yet; 0 for a named vote.
    Of a sealed box `turnout` counts the terminals with a ballot on the board; a spoil entry is none.
    """

    epoch: int
    size: int
    turnout: int
    received: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Entries received and not yet settled, in order of arrival: the first has the arrival `cursor` + 1."""

    cursor: int
    entries: Sequence[bytes] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one entry received: on the board at `position`, or refused with `code` (its position is 0)."""

    arrival: int
    key: bytes
    seq: int
    ballot: bytes
    code: str
    position: int


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
        `sequence-limit`; `bad-ballot` for a sealed box. A ballot that is already in gets its first answer, also after the close.
        """

    async def paper(self, opening: bytes) -> bytes:
        """`BoxSpec.paper` of the box. Raises `BoxLost`."""

    async def sealed(self, opening: bytes) -> bytes:
        """`BoxSpec.sealed` of the box. Raises `BoxLost`."""

    async def receive(self, batch: Sequence[Cast]) -> list[Answer]:
        """Judge sealed entries by the chain of what was *received*, and keep them, in order; answers come when they are durable.

        Codes as for `cast`; `bad-ballot` for a named box. An entry that was received before gets its receipt again, or its position, or
        the code it was refused with, also after the close. Of one key at most `max_seq` entries are refused by `settle`, then
        `sequence-limit`. When an entry is refused, those received after it from the same key fall with it, and the key's chain goes on
        from its last entry on the board, so that the number may be sent again with another ballot.
        """

    async def waiting(self, opening: bytes, limit: int, block_ms: int = 0) -> Waiting:
        """The first `limit` entries not settled yet; if there is none, waits up to `block_ms` for one. Raises `BoxLost`."""

    async def settle(self, opening: bytes, cursor: int, verdicts: Sequence[str], sums_size: int, sums: bytes) -> int | None:
        """Settle the entries of the arrivals `cursor`+1…, durably: append those whose verdict is "", refuse the others with it.

        Gives the size of the board after that, or None if others have settled since `cursor` was read: then nothing happened. Each
        entry's place in its key's chain is judged again (`sequence-gap`). `sums` are kept if the board then has `sums_size` entries.
        What is settled never changes. Raises `BoxLost`.
        """

    async def settled(self, opening: bytes, after: int, block_ms: int = 0) -> list[Settled]:
        """What became of the entries of the arrivals `after`+1…, in order and at most 1000; waits up to `block_ms` for the first.

        Raises `BoxLost`.
        """

    async def sums(self, opening: bytes) -> tuple[int, bytes]:
        """The size of the board that the last kept sums hold for, and these (opaque bytes); (0, b"") before. Raises `BoxLost`."""

    async def sealed_openings(self) -> list[bytes]:
        """The openings that need a verifier: sealed, and not yet closed, settled and summed up."""

    async def note_progress(self, opening: bytes, scrutineer: bytes, size: int) -> None:
        """A scrutineer (its key) has verified the first `size` entries of the board. Never goes back. Raises `BoxLost`."""

    async def progress(self, opening: bytes) -> Mapping[bytes, int]:
        """What `note_progress` was told, by key. Raises `BoxLost`."""

    async def note_invalid(self, opening: bytes, index: int) -> None:
        """The shares of rows of scrutineer `index` do not hold. Raises `BoxLost`."""

    async def invalid(self, opening: bytes) -> frozenset[int]:
        """What `note_invalid` was told. Raises `BoxLost`."""

    async def extend(self, opening: bytes, deadline_ms: int) -> None:
        """Move the deadline later (never earlier). Raises `BoxLost`."""

    async def bar(self, opening: bytes, key: bytes) -> None:
        """Refuse further ballots of a revoked key (`key-revoked`); what it cast stays. Raises `BoxLost`."""

    async def close(self, opening: bytes) -> Counters:
        """Refuse ballots from now on and tell the counters. Idempotent. Raises `BoxLost`."""

    async def counters(self, opening: bytes) -> Counters:
        """The counters as they are. Raises `BoxLost`."""

    async def entries(self, opening: bytes, start: int = 0, limit: int | None = None) -> list[bytes]:
        """The entries from position `start`+1 on, in order: all, or the first `limit` of them. Raises `BoxLost`."""

    async def last(self, opening: bytes, key: bytes) -> LastEntry:
        """The last entry received of a terminal. Raises `BoxLost`."""

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

    async def put_notes(self, board: str, notes: Mapping[str, bytes], keep_s: int) -> None:
        """Pin up short notes by name on a board, each in place of the one before; an empty one takes it down.

        For what processes and devices tell of themselves and of their work, never of votes. A board where nothing is pinned up for
        `keep_s` is forgotten.
        """

    async def notes(self, board: str) -> dict[str, bytes]:
        """What is pinned up on a board, by name."""

    async def now_ms(self) -> int:
        """The box's clock."""

    async def ping(self) -> None:
        """Whether it answers and is durable; raises `BoxUnavailable`."""

    async def aclose(self) -> None:
        """Give back all connections."""
