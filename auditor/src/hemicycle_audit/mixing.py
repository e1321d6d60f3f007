"""Whether a mix is a permutation of its input, encrypted anew (docs/sealed-names.md §5: Terelius and Wikström's proof)."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple, TypeVar

from hemicycle_audit.crypto import ORDER, digest, hash_to_scalar, listed, message, u32
from hemicycle_audit.group import Point, add, combine, from_hash, read_point, read_scalar, subtract, times, times_base, total
from hemicycle_audit.parallel import Effort

Row = tuple[Point, ...]
"""γ and δ of every column, one after the other: 2·w points."""

Value = TypeVar("Value")


class Unreadable(NamedTuple):
    """Why a message is no mix: a reason's name, and which of its 32 bytes it is about."""

    reason: str
    part: int = 0


@dataclass(frozen=True)
class Mix:
    """A mix message of N rows in its parts, named as in §5; the lists of N begin with that of the first row."""

    rows: list[Row]
    c: list[Point]
    chain: list[Point]
    t1: Point
    t2: Point
    t3: Point
    t4: Row
    t_hat: list[Point]
    s1: int
    s2: int
    s3: int
    s4: list[int]
    s_hat: list[int]
    s_prime: list[int]


@cache
def generator(i: int) -> Point:
    """Return h_i = from_hash(H("gen"; u32 i))."""
    return from_hash(hashlib.sha512(message("gen", u32(i))).digest())


def _first_none(found: Sequence[object]) -> int | None:
    return next((number for number, value in enumerate(found) if value is None), None)


def read_mix(data: bytes, n: int, w: int) -> Mix | Unreadable:
    """Return the mix of n rows of w ciphertexts that a message holds; its length, points and scalars are judged."""
    points, scalars = 2 * w * n + 3 * n + 2 * w + 3, 2 * n + w + 3
    if len(data) != 32 * (points + scalars):
        return Unreadable("mix-length")
    parts = [data[at : at + 32] for at in range(0, len(data), 32)]
    found, values = [read_point(part) for part in parts[:points]], [read_scalar(part) for part in parts[points:]]
    bad_point, bad_scalar = _first_none(found), _first_none(values)
    if bad_point is not None:
        return Unreadable("not-points", bad_point)
    if bad_scalar is not None:
        return Unreadable("mix-scalar", points + bad_scalar)
    some = _taker([point for point in found if point is not None])
    rows = [tuple(some(2 * w)) for _ in range(n)]
    c, chain, (t1, t2, t3), t4, t_hat = some(n), some(n), some(3), tuple(some(2 * w)), some(n)
    more = _taker([value for value in values if value is not None])
    s1, s2, s3 = more(3)
    return Mix(rows, c, chain, t1, t2, t3, t4, t_hat, s1, s2, s3, more(w), more(n), more(n))


def _taker(values: list[Value]) -> Callable[[int], list[Value]]:
    """Return what gives the next some of ``values``."""
    left: Iterator[Value] = iter(values)
    return lambda count: [next(left) for _ in range(count)]


class _RowPart(NamedTuple):
    """What belongs to row i in the equations: u_i, s'_i, ŝ_i, E_i, F_i, c_i, ĉ_{i−1}, ĉ_i, t̂_i, h_i."""

    u: int
    s_prime: int
    s_hat: int
    before: Row
    after: Row
    c: Point
    link: Point
    next_link: Point
    t_hat: Point
    h: Point


class _RowOutcome(NamedTuple):
    """A row's summands of equation 3, and of equation 4 in every column; and whether equation 5 holds."""

    third: Point
    fourth: Row
    fifth: bool


def _judge_row(part: _RowPart, x: int) -> _RowOutcome:
    """Return s'·h − x·u·c, s'·F − x·u·E, and whether ŝ·G + s'·ĉ_{i−1} = t̂ + x·ĉ_i."""
    weight = x * part.u % ORDER
    difference: Callable[[Point, Point], Point] = lambda own, other: subtract(times(part.s_prime, own), times(weight, other))  # noqa: E731
    links = add(times_base(part.s_hat), times(part.s_prime, part.link)) == add(part.t_hat, times(x, part.next_link))
    fourth = tuple(difference(after, before) for after, before in zip(part.after, part.before, strict=True))
    return _RowOutcome(difference(part.h, part.c), fourth, links)


def failed_equations(mix: Mix, rows: Sequence[Row], step: int, frz: bytes, public: Point, effort: Effort) -> list[int]:
    """Return which of the five equations do not hold of ``mix``, step ``step`` of the chain, over the input ``rows``."""
    joined = [listed([b"".join(row) for row in side]) for side in (rows, mix.rows)]
    seed = digest("mix-u", frz, u32(step), *joined, listed(mix.c))
    us = [hash_to_scalar("mix-ui", seed, u32(i)) for i in range(1, len(rows) + 1)]
    t4 = listed([mix.t4[at] + mix.t4[at + 1] for at in range(0, len(mix.t4), 2)])
    x = hash_to_scalar("mix", seed, listed(mix.chain), mix.t1, mix.t2, mix.t3, t4, listed(mix.t_hat))
    hs = [generator(i) for i in range(len(rows) + 1)]
    links = [hs[0], *mix.chain]
    parts = [
        _RowPart(*values)
        for values in zip(
            us, mix.s_prime, mix.s_hat, rows, mix.rows, mix.c, links[:-1], mix.chain, mix.t_hat, hs[1:], strict=True
        )
    ]
    outcomes = effort.each("mix", partial(_judge_row, x=x), parts)
    product = 1
    for u in us:
        product = product * u % ORDER
    ends = subtract(links[-1], times(product, hs[0]))
    fourth = [total(column) for column in zip(*(outcome.fourth for outcome in outcomes), strict=True)]
    again = [part for s4 in mix.s4 for part in (times_base(s4), times(s4, public))]
    holds = (
        times_base(mix.s1) == combine((1, x), (mix.t1, subtract(total(mix.c), total(hs[1:])))),
        times_base(mix.s2) == combine((1, x), (mix.t2, ends)),
        add(times_base(mix.s3), total(outcome.third for outcome in outcomes)) == mix.t3,
        fourth == [add(own, more) for own, more in zip(mix.t4, again, strict=True)],
        all(outcome.fifth for outcome in outcomes),
    )
    return [number for number, good in enumerate(holds, 1) if not good]
