"""An item's result from its counts: made by the count, held against the rules by whoever judges a tally (docs/forms.md §5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET, structs, to_builtins

from voting_protocol.forms import CHOOSE, GRADES, RANKING, FormItem
from voting_server.domain.shapes import ItemResult, WrittenResult
from voting_server.domain.verdicts import House, Verdicts, judge


@dataclass(frozen=True, slots=True)
class Written:
    """Names that were on no list with their votes, sorted; slots that count nothing."""

    names: Sequence[tuple[str, int]] = ()
    listed: int = 0
    repeated: int = 0
    invalid: int = 0
    empty: int = 0


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """What was counted of an item: per name the numbers of docs/forms.md §5; written names of an election with slots; of a ranking
    the orders that are valid and that are none.
    """

    names: Sequence[Sequence[int]]
    written: Written | None = None
    orders: tuple[int, int] | None = None


def item_result(item: FormItem, rule: str, counts: ItemCounts, house: House) -> dict[str, Any]:
    """The item of a `result`. Raises `ValueError` when the figures can't be."""
    verdicts = _judged(item, rule, counts, house)
    words = iter(verdicts.words)
    result: dict[str, Any] = {"names": [{"counts": list(each), "verdict": next(words)} for each in counts.names]}
    if (written := counts.written) is not None:
        names = [{"name": name, "votes": votes, "verdict": next(words)} for name, votes in written.names]
        figures = {name: getattr(written, name) for name in ("listed", "repeated", "invalid", "empty")}
        result["written"] = {"names": names, **figures}
    if counts.orders is not None:
        result["orders"] = {"valid": counts.orders[0], "invalid": counts.orders[1]}
    return result


def true_item(item: FormItem, rule: str, given: ItemResult, house: House) -> ItemResult:
    """The item as it must be, with the verdicts that follow from the figures given. Raises `ValueError` when these can't be."""
    counts = _counts_of(given)
    _check_figures(item, counts, house.voted)
    words = iter(_judged(item, rule, counts, house).words)
    names = [structs.replace(each, verdict=next(words)) for each in given.names]
    if given.written is UNSET:
        return structs.replace(given, names=names)
    written = [structs.replace(each, verdict=next(words)) for each in given.written.names]
    return structs.replace(given, names=names, written=structs.replace(given.written, names=written))


def item_view(item: FormItem, rule: str, given: ItemResult, house: House) -> tuple[dict[str, Any], Verdicts]:
    """The item as readers see it, every name with its sentence, and the whole outcome."""
    judged = _judged(item, rule, _counts_of(given), house)
    view: dict[str, Any] = to_builtins(given)
    people = [*view["names"], *view.get("written", {"names": []})["names"]]
    for each, sentence in zip(people, judged.sentences, strict=True):
        each["sentence"] = sentence
    return view, judged


def _judged(item: FormItem, rule: str, counts: ItemCounts, house: House) -> Verdicts:
    written = [[votes] for _, votes in counts.written.names] if counts.written else []
    return judge(item, rule, [*counts.names, *written], house)


def _counts_of(given: ItemResult) -> ItemCounts:
    return ItemCounts(
        [each.counts for each in given.names],
        None if given.written is UNSET else _written_of(given.written),
        None if given.orders is UNSET else (given.orders.valid, given.orders.invalid),
    )


def _written_of(given: WrittenResult) -> Written:
    names = [(each.name, each.votes) for each in given.names]
    return Written(names, given.listed, given.repeated, given.invalid, given.empty)


def _check_figures(item: FormItem, counts: ItemCounts, voted: int) -> None:
    """`ValueError` unless there are the figures of the form, and `voted` ballots can make them."""
    width = {CHOOSE: 1, GRADES: item.max + 1, RANKING: 2}.get(item.type, 3)
    possible = (
        [len(each) for each in counts.names] == [width] * item.c
        and (counts.written is not None) == (item.w > 0)
        and (counts.orders is not None) == (item.type == RANKING)
        and _add_up(item, counts, voted)
    )
    if not possible:
        raise ValueError("impossible figures")


def _add_up(item: FormItem, counts: ItemCounts, voted: int) -> bool:
    if counts.orders is not None:
        return sum(counts.orders) <= voted
    if item.type != CHOOSE:
        return all(sum(each) == voted for each in counts.names)
    chosen = [each[0] for each in counts.names]
    return max(chosen) <= voted and item.min * voted <= sum(chosen) <= item.max * voted
