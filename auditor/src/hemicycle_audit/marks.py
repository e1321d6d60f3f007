"""The marks of named ballots: in clear, one after another (docs/forms.md §2, §3)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from hemicycle_audit.counts import Count, count_cells, count_orders, count_written
from hemicycle_audit.items import CHOICE, ELECTION, GRADES, RANKING, SLOT_BYTES, Item
from hemicycle_audit.names import read_name, read_order, without_spaces

WORDS = ("against", "for", "abstain")

Marks = Any
"""A word of a motion; else what docs/forms.md §2 says: a list, or of an election {"names", "written"}."""


def read_marks(data: bytes, item: Item) -> Marks | None:
    """Return the marks that ``item.marks_bytes`` bytes hold; None if they are none, or not valid together."""
    if item.kind == RANKING:
        return read_order(data, item.c)
    if item.kind == CHOICE:
        return list(data) if max(data) <= 1 and item.low <= sum(data) <= item.high else None
    if item.kind == GRADES:
        return list(data) if max(data) <= item.high else None
    keys = data[: item.c]
    if max(keys) >= len(WORDS):
        return None
    words = [WORDS[key] for key in keys]
    if item.kind == ELECTION:
        return _election(words, data[item.c :], item)
    return words[0] if item.motion else words


def _election(words: list[str], slots: bytes, item: Item) -> Marks | None:
    """Return names and written names if no more are approved than may be, and no written one is there twice.

    One that is a candidate's is counted as such, and not refused.
    """
    written = [read_name(slots[at : at + SLOT_BYTES]) for at in range(0, len(slots), SLOT_BYTES)]
    names = [name for name in written if name]
    bare = [without_spaces(name) for name in names]
    allowed = (
        written == names + [""] * (item.slots - len(names)),
        words.count("for") + len(names) <= item.high,
        len(names) <= words.count("against"),
        len(set(bare)) == len(bare),
    )
    return {"names": words, "written": names} if all(allowed) else None


def count_marks(item: Item, ballots: Sequence[Marks]) -> Count:
    """Return what named ballots come to."""
    voted = len(ballots)
    if item.kind == RANKING:
        return count_orders(ballots, voted, item.c)
    columns = list(zip(*(_by_name(marks, item) for marks in ballots), strict=True)) or [()] * item.c
    if item.kind == CHOICE:
        return Count(voted, tuple((sum(column),) for column in columns))
    if item.kind == GRADES:
        found = [Counter(column) for column in columns]
        return Count(voted, tuple((*(levels[i] for i in range(1, item.high + 1)), levels[0]) for levels in found))
    cells = [(column.count("for"), column.count("abstain")) for column in columns]
    rows = [marks["written"] for marks in ballots] if item.kind == ELECTION else []
    written = count_written(rows, item.labels, sum(map(len, rows))) if item.slots else None
    return count_cells(item, voted, cells, written)


def _by_name(marks: Marks, item: Item) -> Sequence[Any]:
    if item.motion:
        return [marks]
    return list(marks["names"]) if item.kind == ELECTION else list(marks)
