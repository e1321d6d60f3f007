"""What a result has beside the figures of all votes, where hands or ballots of paper were counted (docs/channels.md §6)."""

from collections.abc import Mapping
from typing import Any

from hemicycle_audit.channel import MIXED, PAPER, WITHOUT_BOX
from hemicycle_audit.counts import Count, possible, signed_count
from hemicycle_audit.figures import together
from hemicycle_audit.items import Item
from hemicycle_audit.state import Division

MEMBERS = ("issued", "returned", "invalid", "sections", "parts")


def _figures(division: Division) -> dict[str, Any] | None:
    """Return the figures that stand; what was not tallied is not told, as of sealed ballots."""
    return division.hand.figures if division.hand is not None and division.tally is not None else None


def total(division: Division, count: Count | None) -> Count | None:
    """Return the count of all channels together; ``count`` is that of the terminals, or of a hand count that is missing."""
    hand = division.hand
    if hand is None:
        return count
    if hand.count is None or _figures(division) is None:
        return count if hand.channel in WITHOUT_BOX else None
    if hand.channel in WITHOUT_BOX:
        return hand.count
    return together(count, hand.count) if count is not None else None


def members(division: Division, count: Count | None) -> dict[str, Any]:
    """Return the further members of the result, as far as the figures that stand and the terminals' ``count`` say."""
    hand = division.hand
    if hand is None:
        return {}
    found: dict[str, Any] = {"epoch": 0} if hand.channel in WITHOUT_BOX else {}
    figures = _figures(division)
    if hand.channel == PAPER:
        found |= {"issued": hand.issued, "returned": hand.returned}
        return found | ({"invalid": figures["invalid"]} if figures is not None else {})
    if figures is None:
        return found
    found["sections"] = figures["sections"]
    if hand.channel == MIXED and hand.count is not None and count is not None:
        found["parts"] = {"terminal": _part(count), "hands": _part(hand.count)}
    return found


def _part(count: Count) -> dict[str, Any]:
    return {"voted": count.voted, "counts": [list(row) for row in count.names]}


def allowed(division: Division) -> frozenset[str]:
    """Return which further members the result of a division has."""
    if division.hand is None:
        return frozenset()
    by_channel = {PAPER: ("issued", "returned", "invalid"), MIXED: ("sections", "parts")}
    return frozenset(by_channel.get(division.hand.channel, ("sections",)))


def said(division: Division, item: Item, result: Mapping[str, Any]) -> Count | None:
    """Return the count of the ballots as a result says it: of a mixed vote that of its terminals; None if it can't be one."""
    if division.hand is None or division.hand.channel != MIXED:
        return signed_count(item, result)
    return terminal_part(item, result)


def terminal_part(item: Item, result: Mapping[str, Any]) -> Count | None:
    """Return the terminals' part of a mixed result; None if it has not the form's names and columns."""
    part = result.get("parts", {"terminal": {"voted": 0, "counts": []}})["terminal"]
    rows = tuple(map(tuple, part["counts"]))
    if len(rows) != item.c or not all(len(row) == item.width for row in rows):
        return None
    count = Count(part["voted"], rows)
    return count if possible(item, count) else None
