"""The figures of a hand count (docs/channels.md §4, §5): their shape, their faults, and what they come to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemicycle_audit.canonical import encode
from hemicycle_audit.counts import Count, Written
from hemicycle_audit.items import CHOICE, ELECTION, Item
from hemicycle_audit.names import is_written, without_spaces
from hemicycle_audit.shape import Check, either, integer, list_of, record, string, where

REASONS = ("too-many", "written", "unreadable", "foreign", "other")
"""Why a ballot of paper is invalid."""

LONGEST_SECTION = 200
Figures = Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """Why equal figures can't stand, and where: a path into the figures."""

    code: str
    path: Path


def path_text(path: Path) -> str:
    """Return a path as a place of a failure has it."""
    return encode([*path]).decode()


# -- their shape (§4)


def _ascending(check: Check) -> Check:
    """Check a list whose items have names in ascending order of code points."""

    def by_name(value: object) -> str | None:
        wrong = check(value)
        names = [item["name"] for item in value] if wrong is None and isinstance(value, list) else []
        return wrong if names == sorted(names) else ""

    return by_name


_COUNTS = list_of(list_of(integer()))
_SECTION_NAME = where(lambda v: isinstance(v, str) and 1 <= len(v) <= LONGEST_SECTION)
INVALID = record(dict.fromkeys(REASONS, integer()))
_OF_PAPER = record(
    {
        "valid": integer(),
        "invalid": INVALID,
        "counts": _COUNTS,
        "written": _ascending(list_of(record({"name": string(), "votes": integer(1)}))),
    },
    ("written",),
)
_SECTION = record({"name": _SECTION_NAME, "voted": integer(), "counts": _COUNTS})
SECTIONS = _ascending(list_of(_SECTION, lambda section: [section["name"]]))


def _sections(value: object) -> str | None:
    """Check the sections of figures: there is at least one."""
    return SECTIONS(value) if value else ""


FIGURES = either(_OF_PAPER, record({"sections": _sections}))


# -- their faults (§5)


def faults(figures: Figures, item: Item | None, returned: int | None, entitled: int) -> list[Fault]:
    """Return why figures can't stand: of a form, R ballots returned (None where hands are counted), ``entitled`` hands at most.

    If they are not those of the form nothing else is looked at.
    """
    by_hand = "sections" in figures
    if item is None or by_hand != (returned is None):
        return [Fault("form", ())]
    parts = _parts(figures)
    wrong = [fault for path, part, _ in parts for fault in _form(path, part, item, by_hand)]
    if wrong:
        return wrong
    found = [fault for path, part, n in parts for fault in _of_votes(path, part, item, n)]
    if by_hand:
        return found + ([Fault("present", ("sections",))] if sum(n for _, _, n in parts) > entitled else [])
    whole = figures["valid"] + sum(figures["invalid"].values()) == returned
    return found if whole else [Fault("returned", ("valid",)), *found]


def _parts(figures: Figures) -> list[tuple[Path, Figures, int]]:
    """Return what is judged by itself, with its path and how many voted there: every section, or all ballots of paper."""
    if "sections" in figures:
        return [(("sections", part["name"]), part, part["voted"]) for part in figures["sections"]]
    return [((), figures, figures["valid"])]


def _form(path: Path, part: Figures, item: Item, by_hand: bool) -> Iterator[Fault]:
    counts, at = part["counts"], (*path, "counts")
    if not by_hand and ("written" in part) != (item.slots > 0):
        yield Fault("form", ("written",))
    if len(counts) != item.c:
        yield Fault("form", at)
    yield from (Fault("form", (*at, number)) for number, row in enumerate(counts) if len(row) != item.width)


def _of_votes(path: Path, part: Figures, item: Item, n: int) -> Iterator[Fault]:
    """Yield the faults of one place where ``n`` voted."""
    yield from _of_names(part["counts"], item, n, (*path, "counts"))
    yield from _of_written(part.get("written", []), part["counts"], item, n)


def _of_names(counts: Sequence[Sequence[int]], item: Item, n: int, at: Path) -> Iterator[Fault]:
    for number, row in enumerate(counts):
        if item.kind == CHOICE and row[0] > n:
            yield Fault("above", (*at, number, 0))
        if item.kind != CHOICE and sum(row) != n:
            yield Fault("sum", (*at, number))
    if item.kind == CHOICE and not item.low * n <= sum(row[0] for row in counts) <= item.high * n:
        yield Fault("chosen", at)


def _of_written(written: Sequence[Figures], counts: Sequence[Sequence[int]], item: Item, n: int) -> Iterator[Fault]:
    if item.kind != ELECTION:
        return
    votes, seen = sum(own["votes"] for own in written), set(item.labels)
    if sum(row[0] for row in counts) + votes > item.high * n:
        yield Fault("chosen", ("counts",))
    if votes > min(sum(row[1] for row in counts), item.slots * n):
        yield Fault("against", ("written",))
    for own in written:
        bare = without_spaces(own["name"])
        if own["votes"] > n:
            yield Fault("above", ("written", own["name"]))
        if bare in seen or not is_written(own["name"]):
            yield Fault("listed", ("written", own["name"]))
        seen.add(bare)


# -- what they come to


def count_of(figures: Figures, item: Item) -> Count:
    """Return the count of figures without a fault, of all sections together."""
    if "sections" not in figures:
        names = tuple((own["name"], own["votes"]) for own in figures.get("written", []))
        written = Written(names, 0, 0, 0, 0) if item.slots else None
        return Count(figures["valid"], tuple(map(tuple, figures["counts"])), written)
    sections = figures["sections"]
    counts = [section["counts"] for section in sections]
    return Count(
        sum(section["voted"] for section in sections),
        tuple(tuple(sum(own) for own in zip(*rows, strict=True)) for rows in zip(*counts, strict=True)),
    )


def together(one: Count, other: Count) -> Count:
    """Return two counts of the same form, without written names, as one."""
    rows = zip(one.names, other.names, strict=True)
    return Count(one.voted + other.voted, tuple(tuple(a + b for a, b in zip(*row, strict=True)) for row in rows))


def differences(one: Figures, other: Figures) -> list[tuple[Path, tuple[int | None, int | None]]]:
    """Return the places where two figures differ, and what each has there; None if it has no such place."""
    left, right = dict(_places(one)), dict(_places(other))
    paths = dict.fromkeys((*left, *right))
    return [(path, (left.get(path), right.get(path))) for path in paths if left.get(path) != right.get(path)]


def _places(figures: Figures) -> Iterator[tuple[Path, int]]:
    for section in figures.get("sections", []):
        path = ("sections", section["name"])
        yield (*path, "voted"), section["voted"]
        yield from _cells(section["counts"], (*path, "counts"))
    if "valid" in figures:
        yield ("valid",), figures["valid"]
        yield from ((("invalid", reason), figures["invalid"][reason]) for reason in REASONS)
        yield from _cells(figures["counts"], ("counts",))
        yield from ((("written", own["name"]), own["votes"]) for own in figures.get("written", []))


def _cells(counts: Sequence[Sequence[int]], path: Path) -> Iterator[tuple[Path, int]]:
    for number, row in enumerate(counts):
        for column, value in enumerate(row):
            yield (*path, number, column), value
