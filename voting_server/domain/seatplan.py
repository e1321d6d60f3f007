"""Seat plans of a hall: arcs around the rostrum, or straight rows; and filling them delegation by delegation.

Coordinates are ten-thousandths of the plan's width on both axes, y downwards; the rostrum is at the bottom, row 1 is
the one next to it, seats are numbered from the left as drawn. A seat's id is `row-number`.
"""

import math
from collections.abc import Iterable, Sequence

from voting_server.domain.codes import refuse_unless
from voting_server.domain.shapes import MAX_LIST, Member, PlanKind, Seat

WIDTH = 10_000
_MARGIN = 300
_WEDGES = 8
_INNER = 0.52
"""The front row's radius as a part of the last row's."""
_AISLE = 2.0
"""An aisle's width in mean distances of neighbouring seats."""


def arc_plan(seats: int, rows: int) -> list[Seat]:
    """A hemicycle of `seats` places in `rows` arcs, cut by aisles into up to eight wedges; `bad-plan` if impossible."""
    refuse_unless(1 <= seats <= MAX_LIST and 1 <= rows <= min(seats, 100), "bad-plan", seats=seats, rows=rows)
    wedges = max(1, min(_WEDGES, 2 * seats // (7 * rows)))
    radii = [_INNER + (1 - _INNER) * (row / (rows - 1) if rows > 1 else 1) for row in range(rows)]
    counts = [_spread(size, radii) for size in _wedge_sizes(seats, wedges)]
    aisle = _aisle(radii, counts)
    return [seat for row in range(rows) for seat in _arc_row(row, radii[row], [each[row] for each in counts], aisle)]


def _wedge_sizes(seats: int, wedges: int) -> list[int]:
    """Equal wedges; what is left over goes to the middle ones."""
    sizes = [seats // wedges] * wedges
    for wedge in sorted(range(wedges), key=lambda w: abs(2 * w - wedges + 1))[: seats % wedges]:
        sizes[wedge] += 1
    return sizes


def _spread(size: int, radii: Sequence[float]) -> list[int]:
    """The seats of a wedge over its rows, in proportion to their lengths; no row is empty while there are seats."""
    total = sum(radii)
    counts = [max(1, math.floor(size * radius / total)) for radius in radii]
    wanting = sorted(range(len(radii)), key=lambda row: counts[row] - size * radii[row] / total)
    for row in wanting[: size - sum(counts)]:
        counts[row] += 1
    return counts


def _aisle(radii: Sequence[float], counts: Sequence[Sequence[int]]) -> float:
    """One width for all aisles, from the mean distance of neighbours."""
    gaps = sum(each - 1 for wedge in counts for each in wedge) + _AISLE * (len(counts) - 1) * len(radii)
    return _AISLE * math.pi * sum(radii) / max(gaps, 1)


def _arc_row(row: int, radius: float, counts: Sequence[int], aisle: float) -> list[Seat]:
    wedge_angle = (math.pi - (len(counts) - 1) * aisle / radius) / len(counts)
    angles = [
        wedge * (wedge_angle + aisle / radius) + wedge_angle * (place / (count - 1) if count > 1 else 0.5)
        for wedge, count in enumerate(counts)
        for place in range(count)
    ]
    scale = WIDTH / 2 - _MARGIN
    return [
        Seat(
            id=f"{row + 1}-{number}",
            row=row + 1,
            col=number,
            x=round(WIDTH / 2 - scale * radius * math.cos(angle)),
            y=round(WIDTH / 2 - scale * radius * math.sin(angle)),
        )
        for number, angle in enumerate(angles, 1)
    ]


def grid_plan(rows: int, cols: int) -> list[Seat]:
    """`rows` straight rows of `cols` places; `bad-plan` if there are none, more than 200 a side or too many."""
    possible = 1 <= rows <= 200 and 1 <= cols <= 200 and rows * cols <= MAX_LIST
    refuse_unless(possible, "bad-plan", rows=rows, cols=cols)
    pitch = (WIDTH - 2 * _MARGIN) / max(rows, cols)
    left, bottom = (WIDTH - pitch * (cols - 1)) / 2, (WIDTH + pitch * (rows - 1)) / 2
    return [
        Seat(id=f"{row}-{col}", row=row, col=col, x=round(left + pitch * (col - 1)), y=round(bottom - pitch * (row - 1)))
        for row in range(1, rows + 1)
        for col in range(1, cols + 1)
    ]


def seat_by_delegation(members: Iterable[Member], seats: Sequence[Seat], kind: PlanKind = "arc") -> dict[str, str]:
    """Member id → seat id: delegations side by side from the left, in the order in which they first appear.

    In an arc they form wedges (seats by their angle at the rostrum), in a grid blocks of columns. `too-few-seats` when
    the members don't fit.
    """
    people = list(members)
    refuse_unless(len(people) <= len(seats), "too-few-seats", seats=len(seats), members=len(people))
    order = {name: place for place, name in enumerate(dict.fromkeys(member.delegation for member in people))}
    grouped = sorted(people, key=lambda member: order[member.delegation])
    places = sorted(seats, key=_angle if kind == "arc" else _column)
    return {member.id: seat.id for member, seat in zip(grouped, places, strict=False)}


def _angle(seat: Seat) -> tuple[int, int, int]:
    """Left to right around the rostrum; seats on one line from the front. Rounding hides that x and y are rounded."""
    angle = math.atan2(WIDTH / 2 - seat.y, WIDTH / 2 - seat.x)
    return (round(angle * 500), seat.row, seat.col)


def _column(seat: Seat) -> tuple[int, int]:
    return (seat.col, seat.row)
