"""The result of a count by hand, and what a tally must say of it (docs/channels.md §6)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from voting_server.domain.acts import DivisionDraft
from voting_server.domain.count_acts import Figures
from voting_server.domain.division import Division
from voting_server.domain.figures import item_counts, portion
from voting_server.domain.hand_count import HandCount
from voting_server.domain.items import ItemCounts, item_result
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.outcome import outcome
from voting_server.domain.quorum import Quorum
from voting_server.domain.rules import RULES
from voting_server.domain.shapes import Portion, Result
from voting_server.domain.verdicts import House

_NO_BOARD = {"epoch": 0, "size": 0, "entries": "", "counted": ""}


def hand_result(division: Division, quorum: Quorum) -> dict[str, Any]:
    """The `result` of a paper or hands division whose count stands, but for the two roots. Raises `ValueError` when figures can't be."""
    count, opening, draft = division.counted_by_hand, division.opened, division.draft
    figures = _standing(count)
    voted = portion(figures).voted
    house = House(opening.n, opening.p, voted, quorum)
    return {
        **_NO_BOARD,
        "members": opening.n,
        "present": opening.p,
        "not_pressed": opening.p - voted,
        "rule": draft.rule,
        "needed": RULES[draft.rule].needed(opening.n, opening.p),
        **judged(draft, item_counts(figures), house),
        **_of_channel(count, figures),
    }


def judged(draft: DivisionDraft, counts: ItemCounts, house: House) -> dict[str, Any]:
    """What the figures come to by the rule: `for` … `carried` of a motion, `voted` and `items` of names."""
    if not draft.motion:
        return {"voted": house.voted, "items": [item_result(draft.item, draft.rule, counts, house)]}
    in_favour, against, abstained = counts.names[0]
    verdict = outcome(in_favour, against, abstained, house.members, house.present, MAJORITIES[draft.rule], house.quorum)
    return {"for": in_favour, "against": against, "abstain": abstained, "carried": verdict.carried}


def mixed_counts(terminals: ItemCounts, count: HandCount) -> ItemCounts:
    """Both channels together."""
    hands = portion(_standing(count)).counts
    return replace(terminals, names=[_added(row, more) for row, more in zip(terminals.names, hands, strict=True)])


def mixed_members(voted: int, terminals: ItemCounts, count: HandCount) -> dict[str, Any]:
    """The members that a mixed result has beside the sums; `voted` pressed."""
    figures = _standing(count)
    hands = portion(figures)
    return {
        **_of_channel(count, figures),
        "parts": {
            "terminal": {"voted": voted, "counts": [list(row) for row in terminals.names]},
            "hands": msgspec.to_builtins(hands),
        },
    }


def hands_of(count: HandCount) -> Portion:
    """What was counted by hand in all."""
    return portion(_standing(count))


def hand_pairs(division: Division, result: Result, quorum: Quorum) -> Mapping[str, tuple[Any, Any]]:
    """Every member of a paper or hands result but the roots, as given and as it is."""
    given = msgspec.to_builtins(result)
    true = hand_result(division, quorum)
    names = (given.keys() | true.keys()) - {"root", "counted_root"}
    return {name: (given.get(name), true.get(name)) for name in sorted(names)}


def mixed_pairs(count: HandCount, result: Result) -> Mapping[str, tuple[Any, Any]]:
    """What a mixed result must say of its parts and their sum, as given and as it is."""
    if isinstance(result.parts, msgspec.UnsetType):
        return {"parts": (None, True)}
    terminal, hands = result.parts.terminal, hands_of(count)
    fits = [len(row) for row in terminal.counts] == [len(row) for row in hands.counts]
    total = [_added(row, more) for row, more in zip(terminal.counts, hands.counts, strict=True)] if fits else []
    return {
        "parts": (result.parts.hands, hands),
        "sections": (msgspec.to_builtins(result.sections), _of_channel(count, _standing(count))["sections"]),
        "for" if result.keys else "voted": ((result.ballots, _numbers(result)), (terminal.voted + hands.voted, total)),
        "issued": ((result.issued, result.returned, result.invalid), (msgspec.UNSET,) * 3),
    }


def differing(pairs: Mapping[str, tuple[Any, Any]]) -> list[str]:
    """The names of what is not as it must be."""
    return [name for name, (given, true) in pairs.items() if given != true]


def _numbers(result: Result) -> list[list[int]]:
    if result.keys is not None:
        return [list(result.keys)]
    assert not isinstance(result.items, msgspec.UnsetType)
    return [name.counts for name in result.items[0].names]


def _added(row: Sequence[int], more: Sequence[int]) -> list[int]:
    return [one + other for one, other in zip(row, more, strict=True)]


def _standing(count: HandCount) -> Figures:
    if count.figures is None:
        raise ValueError("no count stands")
    return count.figures


def _of_channel(count: HandCount, figures: Figures) -> dict[str, Any]:
    if count.channel == "paper":
        return {"issued": count.issued, "returned": count.ground.returned, "invalid": msgspec.to_builtins(figures.invalid)}
    return {"sections": msgspec.to_builtins(figures.sections)}
