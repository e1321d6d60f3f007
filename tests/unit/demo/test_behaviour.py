"""Simulated deputies mark what their ballot allows, whoever they are."""

import random

import pytest

from hemicycle.behaviour import Plausible, Scripted, plausible_marks
from terminal_client.headless.frames import MemberJson
from terminal_client.headless.opening import Opening
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS, FormItem
from voting_protocol.marks import Choice, check_marks, check_names

MEMBER = MemberJson(id="m1", name="代表", latin="", delegation="一组")
ITEMS = (
    FormItem(THREE_KEYS, 3),
    FormItem(CHOOSE, 12, 0, 10),
    FormItem(CHOOSE, 5, 2, 2),
    FormItem(GRADES, 6, 0, 4),
    FormItem(ELECTION, 4, 0, 3, 2),
    FormItem(ELECTION, 3, 0, 1, 0),
    FormItem(RANKING, 7),
)


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("liking", [0.0, 0.3, 0.8, 1.1])
def test_marks_are_valid(item: FormItem, liking: float) -> None:
    rng = random.Random(7)
    for _ in range(200):
        marks = plausible_marks(item, [liking] * item.c, rng)
        check_marks(item, marks)
        check_names(item, marks)


def test_a_seed_decides() -> None:
    opening = Opening("d1", bytes(32), 9, item=FormItem(CHOOSE, 12, 0, 10))
    assert Plausible(1, 0.1).moves(opening, MEMBER) == Plausible(1, 0.1).moves(opening, MEMBER)
    assert any(Plausible(seed, 0.1).moves(opening, MEMBER) != Plausible(1, 0.1).moves(opening, MEMBER) for seed in range(2, 9))


def test_a_script_is_followed() -> None:
    script = {"motion": {"m1": "abstain"}, "grades": {"m1": [3, 0]}}
    scripted = Scripted(script, 1, 0)
    assert [move.marks for move in scripted.moves(Opening("motion", bytes(32), 9), MEMBER)] == [(Choice.ABSTAIN,)]
    grades = Opening("grades", bytes(32), 9, item=FormItem(GRADES, 2, 0, 3))
    assert [move.marks for move in scripted.moves(grades, MEMBER)] == [(3, 0)]
    assert scripted.moves(Opening("another", bytes(32), 9), MEMBER) == []
    with pytest.raises(ProtocolError, match="bad-choice"):
        Scripted({"grades": {"m1": [4, 0]}}, 1, 0).moves(grades, MEMBER)
