"""Figures become ballots whose sums are those figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.days.figures import choices, graded, grades, keys, keys_by_name

MEMBERS = [f"m{number}" for number in range(40)]


@given(st.lists(st.integers(0, 13), min_size=3, max_size=3))
def test_keys_add_up(figures: list[int]) -> None:
    words = list(keys(MEMBERS, *figures).values())
    assert [words.count(word) for word in ("for", "against", "abstain")] == figures


def test_too_few_members_for_the_figures() -> None:
    with pytest.raises(ValueError, match="41 members"):
        keys(MEMBERS, 41, 0, 0)


def test_every_name_has_its_own_keys() -> None:
    ballots = keys_by_name(MEMBERS, [(29, 1, 1), (18, 9, 4)])
    assert len(ballots) == 31
    assert [sum(marks[1] == word for marks in ballots.values()) for word in ("for", "against", "abstain")] == [18, 9, 4]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.integers(1, 12))
def test_nobody_chooses_too_many(figures: list[int], most: int) -> None:
    if sum(figures) > most * len(MEMBERS):
        with pytest.raises(ValueError, match="more is chosen"):
            choices(MEMBERS, figures, most)
        return
    ballots = choices(MEMBERS, figures, most)
    assert max(sum(marks) for marks in ballots.values()) <= most
    assert [sum(marks[name] for marks in ballots.values()) for name in range(len(figures))] == figures


def test_grades_are_the_seeds() -> None:
    first, again, other = grades(MEMBERS, 4, 3, 1), grades(MEMBERS, 4, 3, 1), grades(MEMBERS, 4, 3, 2)
    assert first == again != other
    counts = graded(first, 4, 3)
    assert all(sum(levels) == len(MEMBERS) for levels in counts)
