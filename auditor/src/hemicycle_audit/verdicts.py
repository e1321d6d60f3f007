"""What the rules of forms make of counts (docs/forms.md §4, §5)."""

from collections.abc import Sequence

from hemicycle_audit import rules
from hemicycle_audit.counts import Count
from hemicycle_audit.items import CHOICE, GRADES, RANKING, THREE_KEYS, Item

AT_LEAST_ONE = frozenset({"top", "plurality"})
SUCCEEDED = {THREE_KEYS: "carried", CHOICE: "chosen"}
WORDS = (
    "carried",
    "not-carried",
    "elected",
    "not-elected",
    "chosen",
    "not-chosen",
    "tied",
    "excellent",
    "satisfied",
    "basically-satisfied",
    "dissatisfied",
    "no-conclusion",
    "ranked",
)


def highest(votes: Sequence[int], least: int, seats: int) -> list[str]:
    """Return of each name whether it is ``in``, ``out`` or ``tied``: the most votes, where ``least`` are required.

    If more have the required votes than there are seats, those who are equal at the boundary are tied.
    """
    able = sorted((number for number in votes if number >= least), reverse=True)
    if len(able) <= seats:
        return ["in" if number >= least else "out" for number in votes]
    boundary = able[seats - 1]
    equal = "tied" if able[seats] == boundary else "in"
    return ["in" if number > boundary else equal if number == boundary else "out" for number in votes]


def grade(rule: str, counts: Sequence[int], members: int, present: int, voted: int) -> str:
    """Return the grade that a thing's counts (every level from the best, then blank) conclude; without a base none."""
    *levels, blank = counts
    base = {"grades-all": members, "grades-present": present}.get(rule, voted - blank)
    *better, basic, bad = levels
    good = sum(better)
    if base == 0:
        return "no-conclusion"
    if 2 * bad > base:
        return "dissatisfied"
    if len(levels) == 4 and 3 * levels[0] >= 2 * base:
        return "excellent"
    if 3 * good >= 2 * base:
        return "satisfied"
    return "basically-satisfied" if 2 * (good + basic) > base else "no-conclusion"


def verdicts(item: Item, rule: str, quorum: str, members: int, present: int, count: Count) -> tuple[list[str], list[str]]:
    """Return the verdict on every name of a form, and on every written name.

    Under Q7, where no majority took part, nothing is carried, elected, chosen or concluded.
    """
    enough = rules.took_part(quorum, members, count.voted)
    if item.kind == RANKING:
        return ["ranked"] * item.c, []
    if item.kind == GRADES:
        grades = [grade(rule, counts, members, present, count.voted) for counts in count.names]
        return (grades if enough else ["no-conclusion"] * item.c), []
    votes = [counts[0] for counts in count.names]
    written = [number for _, number in count.written.votes] if count.written else []
    least = max(rules.needed(rule, members, present), int(rule in AT_LEAST_ONE))
    seats = len(votes) if item.kind == THREE_KEYS else item.high
    found = highest([*votes, *written], least, seats)
    success = SUCCEEDED.get(item.kind, "elected")
    words = {"in": success, "tied": "tied", "out": f"not-{success}"}
    told = [words[outcome if enough else "out"] for outcome in found]
    return told[: len(votes)], told[len(votes) :]
