"""Figures of ballots and hands: what must add up, and where two counts differ (docs/channels.md §4, §5)."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.hands import ballots, sections
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, MOTION, THREE_KEYS, FormItem
from voting_server.domain.count_acts import Figures
from voting_server.domain.figures import FAULTS, Ground, differences, faults, item_counts, portion
from voting_server.domain.items import item_result
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.verdicts import House

LABELS = ("张三", "李四", "王芳", "赵刚")
WRITTEN = ("欧阳 修", "买买提·艾力")
ITEMS = {
    THREE_KEYS: FormItem(THREE_KEYS, 4),
    CHOOSE: FormItem(CHOOSE, 4, 1, 3),
    GRADES: FormItem(GRADES, 4, 0, 3),
    ELECTION: FormItem(ELECTION, 4, 0, 3, 2),
}
RULES = {THREE_KEYS: "M1", CHOOSE: "projects", GRADES: "grades-all", ELECTION: "E6"}


def figures_of(value: Any) -> Figures:
    return msgspec.convert(value, Figures)


@st.composite
def one_ballot(draw: st.DrawFn, item: FormItem) -> tuple[list[int], list[str]]:
    """A valid ballot: a mark for each name (column of forms.md §5), names written in."""
    if item.type == CHOOSE:
        chosen = draw(st.sets(st.integers(0, item.c - 1), min_size=item.min, max_size=item.max))
        return [0 if name in chosen else -1 for name in range(item.c)], []
    if item.type == GRADES:
        return draw(st.lists(st.integers(0, item.max), min_size=item.c, max_size=item.c)), []
    marks = draw(st.lists(st.integers(0, 2), min_size=item.c, max_size=item.c))
    if item.type != ELECTION:
        return marks, []
    fors = [name for name, mark in enumerate(marks) if mark == 0]
    for name in fors[item.max :]:
        marks[name] = 1
    room = min(item.max - marks.count(0), marks.count(1), item.w)
    return marks, draw(st.lists(st.sampled_from(WRITTEN), unique=True, max_size=room))


@st.composite
def counted(draw: st.DrawFn, kind: int) -> tuple[dict[str, Any], Ground]:
    """The figures of a heap of ballots, some of them invalid."""
    item = ITEMS[kind]
    heap = draw(st.lists(one_ballot(item), max_size=25))
    width = {CHOOSE: 1, GRADES: item.max + 1}.get(kind, 3)
    counts = [[sum(marks[name] == column for marks, _ in heap) for column in range(width)] for name in range(item.c)]
    written = Counter(name for _, names in heap for name in names)
    invalid = draw(st.fixed_dictionaries({"too_many": st.integers(0, 4), "unreadable": st.integers(0, 4)}))
    figures = ballots(len(heap), counts, written if item.w else None, **invalid)
    return figures, Ground(item, LABELS, 100, len(heap) + sum(invalid.values()))


@pytest.mark.parametrize("kind", ITEMS)
@given(data=st.data())
@pytest.mark.rule("E2", "E5")
def test_whatever_ballots_say_has_no_fault_and_a_result(kind: int, data: st.DataObject) -> None:
    value, ground = data.draw(counted(kind))
    figures = figures_of(value)
    assert faults(figures, ground) == []
    assert msgspec.to_builtins(figures) == value
    assert portion(figures).voted == value["valid"]
    house = House(60, 50, value["valid"], QUORUMS["Q2"])
    result = item_result(ground.item, RULES[kind], item_counts(figures), house)
    assert [name["counts"] for name in result["names"]] == value["counts"]


@pytest.mark.parametrize("kind", ITEMS)
@given(data=st.data())
def test_one_number_told_differently_is_found(kind: int, data: st.DataObject) -> None:
    value, ground = data.draw(counted(kind))
    name, change = data.draw(st.integers(0, 3)), data.draw(st.integers(1, 5))
    column = data.draw(st.integers(0, len(value["counts"][0]) - 1))
    other = msgspec.convert(msgspec.to_builtins(figures_of(value)), dict)
    other["counts"][name][column] += change
    found = differences(figures_of(value), figures_of(other))
    assert [each.path for each in found] == [("counts", name, column)]
    assert found[0].values == (value["counts"][name][column], other["counts"][name][column])
    if kind != CHOOSE:
        assert "sum" in {fault.code for fault in faults(figures_of(other), ground)}


@given(st.dictionaries(st.sampled_from(["一区", "二区", "视频"]), st.tuples(*[st.integers(0, 9)] * 3), min_size=1))
def test_hands_add_up(hands: dict[str, tuple[int, int, int]]) -> None:
    figures = figures_of(sections(**hands))
    total = [sum(column) for column in zip(*hands.values(), strict=True)]
    assert portion(figures).counts == [total]
    assert faults(figures, Ground(MOTION, (), sum(total))) == []
    if sum(total):
        assert [fault.code for fault in faults(figures, Ground(MOTION, (), sum(total) - 1))] == ["present"]


ELECTED = ITEMS[ELECTION]
GOOD = ballots(4, [[4, 0, 0], [4, 0, 0], [2, 2, 0], [0, 4, 0]], {"欧阳 修": 1})


@pytest.mark.parametrize(
    ("code", "item", "value", "returned"),
    [
        ("returned", ELECTED, GOOD, 5),
        ("sum", ELECTED, GOOD | {"counts": [[4, 0, 0], [4, 0, 0], [2, 1, 0], [0, 4, 0]]}, 4),
        ("chosen", ELECTED, GOOD | {"counts": [[4, 0, 0], [4, 0, 0], [4, 0, 0], [0, 4, 0]]}, 4),
        ("chosen", ITEMS[CHOOSE], ballots(4, [[1], [1], [1], [0]]), 4),
        ("chosen", ITEMS[CHOOSE], ballots(4, [[4], [4], [4], [1]]), 4),
        ("above", ITEMS[CHOOSE], ballots(4, [[5], [0], [0], [0]]), 4),
        ("against", ELECTED, ballots(4, [[1, 0, 3], [1, 0, 3], [1, 1, 2], [1, 0, 3]], {"欧阳 修": 2}), 4),
        ("listed", ELECTED, GOOD | {"written": [{"name": "张 三", "votes": 1}]}, 4),
        ("listed", ELECTED, GOOD | {"written": [{"name": "周 洋", "votes": 1}, {"name": "周洋", "votes": 1}]}, 4),
        ("listed", ELECTED, GOOD | {"written": [{"name": "周  洋", "votes": 1}]}, 4),
        ("form", ELECTED, {name: GOOD[name] for name in ("valid", "invalid", "counts")}, 4),
        ("form", ELECTED, GOOD | {"counts": GOOD["counts"][:3]}, 4),
        ("form", ITEMS[THREE_KEYS], ballots(4, [[4, 0]] * 4), 4),
        ("form", ITEMS[THREE_KEYS], GOOD, 4),
        ("form", MOTION, sections(一区=(4, 0, 0)), 4),
        ("form", MOTION, ballots(4, [[4, 0, 0]]), None),
    ],
)
@pytest.mark.rule("E2", "E5", "P2")
def test_figures_that_can_not_be(code: str, item: FormItem, value: dict[str, Any], returned: int | None) -> None:
    found = {fault.code for fault in faults(figures_of(value), Ground(item, LABELS, 100, returned))}
    assert code in found
    assert found <= FAULTS.keys()
    assert faults(figures_of(GOOD), Ground(ELECTED, LABELS, 100, 4)) == []


@pytest.mark.parametrize(
    "value",
    [
        {"valid": 1, "counts": [[1, 0, 0]]},
        {"sections": []},
        {"sections": [{"name": "一区", "voted": 1, "counts": [[1, 0, 0]]}], "valid": 1},
        GOOD | {"written": [{"name": "周洋", "votes": 0}]},
        GOOD | {"written": [{"name": "李", "votes": 1}, {"name": "周", "votes": 1}]},
        GOOD | {"valid": -1},
    ],
)
def test_figures_of_no_shape_are_refused(value: dict[str, Any]) -> None:
    with pytest.raises((msgspec.ValidationError, ValueError)):
        figures_of(value)
