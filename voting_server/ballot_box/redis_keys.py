"""A box's keys in the store, and what its adapters share in reading replies."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from voting_protocol.encoding import b64u
from voting_server.ballot_box.port import Answer, BoxLost, Cast

T = TypeVar("T")

REFUSALS = (
    "",
    "vote-unknown",
    "vote-closed",
    "not-in-electorate",
    "key-revoked",
    "sequence-limit",
    "sequence-gap",
    "sequence-conflict",
    "bad-ballot",
)
"""Codes by the negated return code of cast.lua and receive.lua."""

KINDS = (
    *("meta", "electorate", "barred", "last", "ids", "entries", "pressed", "heads", "staged"),
    *("tips", "waiting", "queue", "outcomes", "refusals", "progress", "invalid"),
)
"""All keys of a box; the last seven of a sealed one only."""

_CHUNK = 256
"""Ballots a script call: it keeps the store busy for a few milliseconds at most."""


def keys_of(opening: bytes, *kinds: str) -> list[str]:
    """Keys of one box; their common hash tag keeps them in one slot of a cluster."""
    return [f"hc:{{{b64u(opening)}}}:{kind}" for kind in kinds]


def pieces(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The things in order, `size` at a time."""
    return (things[at : at + size] for at in range(0, len(things), size))


def found(reply: Any, opening: bytes) -> Any:
    """The reply of a script that gives nil where there is no box; `BoxLost` then."""
    if reply is None:
        raise BoxLost(f"no box for the opening {b64u(opening)}")
    return reply


async def by_opening(batch: Sequence[Cast], put: Callable[[bytes, Sequence[Cast]], Awaitable[Iterable[Answer]]]) -> list[Answer]:
    """The answers to a batch, in its order, whose parts are put into the box of their opening piece by piece."""
    places: dict[bytes, list[int]] = {}
    for place, ballot in enumerate(batch):
        places.setdefault(ballot.opening, []).append(place)
    answers: dict[int, Answer] = {}
    for opening, its_places in places.items():
        for piece in pieces(its_places, _CHUNK):
            answers.update(zip(piece, await put(opening, [batch[place] for place in piece]), strict=True))
    return [answers[place] for place in range(len(batch))]
