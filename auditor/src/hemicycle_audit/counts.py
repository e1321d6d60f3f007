"""What counted ballots come to, before any rule (docs/forms.md §5, docs/sealed-names.md §7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemicycle_audit.items import CHOICE, ELECTION, GRADES, THREE_KEYS, Item
from hemicycle_audit.names import without_spaces


@dataclass(frozen=True)
class Written:
    """Names that were written in, with their votes, sorted by code points; and slots that count for no name."""

    votes: tuple[tuple[str, int], ...]
    listed: int
    repeated: int
    invalid: int
    empty: int


@dataclass(frozen=True)
class Count:
    """The ballots counted and every name's counts, in the ballot's order; ``orders`` are rows with an order and without."""

    voted: int
    names: tuple[tuple[int, ...], ...]
    written: Written | None = None
    orders: tuple[int, int] | None = None


def count_written(rows: Iterable[Sequence[str | None]], labels: frozenset[str], flags: int) -> Written | None:
    """Return what the slots of all rows count, "" being a blank and None what is no name.

    ``flags`` is how many slots were declared as written. None if more are: valid ballots can't do that.
    """
    votes: dict[str, int] = {}
    spellings: dict[str, set[str]] = {}
    listed = repeated = invalid = 0
    for row in rows:
        own: set[str] = set()
        for name in (name for name in row if name != ""):
            bare = without_spaces(name or "")
            if name is None:
                invalid += 1
            elif bare in labels:
                listed += 1
            elif bare in own:
                repeated += 1
            else:
                own.add(bare)
                votes[bare] = votes.get(bare, 0) + 1
                spellings.setdefault(bare, set()).add(name)
    shown = {bare: min(spelt, key=lambda name: (len(name), name)) for bare, spelt in spellings.items()}
    empty = flags - (sum(votes.values()) + invalid + listed + repeated)
    if empty < 0:
        return None
    return Written(tuple(sorted((shown[bare], number) for bare, number in votes.items())), listed, repeated, invalid, empty)


def count_orders(orders: Iterable[Sequence[int] | None], voted: int, c: int) -> Count:
    """Return points and first places of c things: c points for a first place, one less for each place after it."""
    points, firsts, valid, invalid = [0] * c, [0] * c, 0, 0
    for order in orders:
        valid, invalid = (valid, invalid + 1) if order is None else (valid + 1, invalid)
        for place, number in enumerate(order or ()):
            points[number - 1] += c - place
            firsts[number - 1] += place == 0
    return Count(voted, tuple(zip(points, firsts, strict=True)), orders=(valid, invalid))


def count_cells(item: Item, voted: int, cells: Sequence[tuple[int, ...]], written: Written | None = None) -> Count:
    """Return the count of ballots whose sums are ``cells``: (for, abstain) of three keys, (x,) of others."""
    names: tuple[tuple[int, ...], ...]
    if item.kind in (THREE_KEYS, ELECTION):
        names = tuple((votes_for, voted - votes_for - abstain, abstain) for votes_for, abstain in cells[: item.c])
    elif item.kind == GRADES:
        flat = [x for (x,) in cells]
        rows = [flat[at : at + item.high] for at in range(0, len(flat), item.high)]
        names = tuple((*row, voted - sum(row)) for row in rows)
    else:
        names = tuple(cells)
    return Count(voted, names, written)


def signed_count(item: Item, result: Mapping[str, Any]) -> Count | None:
    """Return the count that a result says; None if it has not the form's names, or counts that can't be."""
    if item.motion:
        counts = tuple(result[key] for key in ("for", "against", "abstain"))
        return Count(sum(counts), (counts,))
    part, voted = result["items"][0] if len(result["items"]) == 1 else {"names": []}, result["voted"]
    names = tuple(tuple(name["counts"]) for name in part["names"])
    whole = len(names) == item.c and ("written" in part) == (item.slots > 0) and ("orders" in part) == item.ranks
    if not whole or not all(len(name) == item.width for name in names):
        return None
    written = part.get("written")
    orders = part.get("orders")
    count = Count(
        voted,
        names,
        _signed_written(written) if written else None,
        (orders["valid"], orders["invalid"]) if orders else None,
    )
    return count if possible(item, count) else None


def _signed_written(part: Mapping[str, Any]) -> Written:
    votes = sorted((name["name"], name["votes"]) for name in part["names"])
    return Written(tuple(votes), *(part[name] for name in ("listed", "repeated", "invalid", "empty")))


def possible(item: Item, count: Count) -> bool:
    """Tell whether counts can be those of ``voted`` ballots (§5)."""
    n, names = count.voted, count.names
    if item.kind in (THREE_KEYS, GRADES, ELECTION):
        return all(sum(name) == n for name in names)
    if item.kind == CHOICE:
        return all(x <= n for (x,) in names) and item.low * n <= sum(x for (x,) in names) <= item.high * n
    valid, invalid = count.orders or (0, 0)
    return valid + invalid <= n and sum(first for _, first in names) <= valid
