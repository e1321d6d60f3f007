"""Halls: every seat once, on the paper, apart from its neighbours; delegations side by side."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting_server.domain.codes import RuleError
from voting_server.domain.seatplan import arc_plan, grid_plan, seat_by_delegation
from voting_server.domain.shapes import Member, Seat


def people(*delegations: tuple[str, int]) -> list[Member]:
    names = [name for name, size in delegations for _ in range(size)]
    return [
        Member(id=f"m{number}", name="x", latin="", delegation=name, seat="", role="deputy", status="in-office")
        for number, name in enumerate(names)
    ]


def check(seats: list[Seat]) -> None:
    assert len({seat.id for seat in seats}) == len({(seat.x, seat.y) for seat in seats}) == len(seats)
    assert all(0 <= seat.x <= 10_000 and 0 <= seat.y <= 10_000 for seat in seats)
    assert all(seat.id == f"{seat.row}-{seat.col}" for seat in seats)


@settings(max_examples=40)
@given(st.integers(1, 3500), st.integers(1, 40))
def test_arcs_hold_exactly_their_seats(size: int, rows: int) -> None:
    rows = min(rows, size)
    seats = arc_plan(size, rows)
    assert len(seats) == size
    check(seats)
    assert {seat.row for seat in seats} == set(range(1, rows + 1))


def test_small_halls_hold_exactly_their_seats() -> None:
    for size in range(1, 50):
        for rows in range(1, size + 1):
            assert len({seat.id for seat in arc_plan(size, rows)}) == size


def test_the_hall_of_256() -> None:
    seats = arc_plan(256, 8)
    per_row = [sum(seat.row == row for seat in seats) for row in range(1, 9)]
    assert per_row == sorted(per_row)
    assert all(count % 8 == 0 for count in per_row)
    by_id = {seat.id: seat for seat in seats}
    assert by_id["7-12"].row == 7
    assert by_id["1-1"].x > by_id["8-1"].x
    assert by_id["1-1"].y == by_id["8-1"].y == max(seat.y for seat in seats)
    mirrored = sorted((10_000 - seat.x, seat.y) for seat in seats)
    assert all(math.dist(a, b) <= 2 for a, b in zip(mirrored, sorted((s.x, s.y) for s in seats), strict=True))
    last = [seat for seat in seats if seat.row == 8]
    gaps = sorted(math.dist((a.x, a.y), (b.x, b.y)) for a, b in itertools.pairwise(last))
    assert gaps[-7] > 1.5 * gaps[-8]
    nearest = min(math.dist((a.x, a.y), (b.x, b.y)) for i, a in enumerate(seats) for b in seats[:i])
    assert nearest > 200


@settings(max_examples=40)
@given(st.integers(1, 60), st.integers(1, 60))
def test_grids(rows: int, cols: int) -> None:
    seats = grid_plan(rows, cols)
    assert len(seats) == rows * cols
    check(seats)
    assert seats[0].y >= seats[-1].y


@pytest.mark.parametrize(("size", "rows"), [(0, 1), (10, 0), (3, 4), (10_001, 10), (500, 101)])
def test_impossible_arcs(size: int, rows: int) -> None:
    with pytest.raises(RuleError) as caught:
        arc_plan(size, rows)
    assert caught.value.code == "bad-plan"


@pytest.mark.parametrize(("rows", "cols"), [(0, 5), (5, 0), (201, 1), (1, 201), (101, 100)])
def test_impossible_grids(rows: int, cols: int) -> None:
    with pytest.raises(RuleError) as caught:
        grid_plan(rows, cols)
    assert caught.value.code == "bad-plan"


def test_delegations_form_wedges() -> None:
    seats = arc_plan(256, 8)
    members = people(*((f"团{number}", 32) for number in range(8)))
    mixed = members[::2] + members[1::2]
    placed = seat_by_delegation(mixed, seats)
    assert len(placed) == len(set(placed.values())) == 256
    by_id = {seat.id: seat for seat in seats}
    angles: dict[str, list[float]] = {}
    for person in members:
        seat = by_id[placed[person.id]]
        angles.setdefault(person.delegation, []).append(math.atan2(5000 - seat.y, 5000 - seat.x))
    spans = [(min(each), max(each)) for each in angles.values()]
    assert all(left[1] < right[0] for left, right in itertools.pairwise(spans))


def test_delegations_form_blocks_of_columns() -> None:
    seats = grid_plan(4, 6)
    placed = seat_by_delegation(people(("乙", 8), ("甲", 12)), seats, "grid")
    columns = {seat.id: seat.col for seat in seats}
    assert {columns[placed[f"m{n}"]] for n in range(8)} == {1, 2}
    assert {columns[placed[f"m{n}"]] for n in range(8, 20)} == {3, 4, 5}


def test_more_people_than_seats() -> None:
    with pytest.raises(RuleError) as caught:
        seat_by_delegation(people(("甲", 5)), grid_plan(2, 2), "grid")
    assert caught.value.code == "too-few-seats"
