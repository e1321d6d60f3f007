"""What a sealed ballot of a form holds, and what its sums count (docs/sealed.md §4, the table of forms)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ABSTAIN = 2**20
"""M of docs/sealed.md §1: an abstention weighs so much in a sum of three keys."""

HEADER_BYTES = 103
MAX_BODY_BYTES = 20_480
CIPHERTEXT_BYTES = 64
PART_BYTES = 128
_THREE_KEYS = (0, 1, ABSTAIN)
_YES_NO = (0, 1)

Terms = tuple[tuple[int, int], ...]
"""A sum of ciphertexts: (number of the ciphertext, weight) of each."""


@dataclass(frozen=True)
class Statement:
    """What one proof says: the sum of some of the ciphertexts is a value of ``values``."""

    terms: Terms
    values: tuple[int, ...]


@dataclass(frozen=True)
class Cell:
    """What is summed over all ballots; of three keys the sum counts both for and abstain."""

    terms: Terms
    three_keys: bool


@dataclass(frozen=True)
class Layout:
    """The parts of a ballot's body, and the cells that it counts in."""

    ciphertexts: int
    statements: tuple[Statement, ...]
    cells: tuple[Cell, ...]

    @property
    def proofs_at(self) -> int:
        """Return where the proofs begin in a body."""
        return HEADER_BYTES + CIPHERTEXT_BYTES * self.ciphertexts

    @property
    def body_bytes(self) -> int:
        """Return the length of a ballot's body."""
        return self.proofs_at + PART_BYTES * sum(len(statement.values) for statement in self.statements)


def _sum(numbers: Iterable[int], *others: tuple[int, int]) -> Terms:
    return (*((number, 1) for number in numbers), *others)


def _each(count: int, values: tuple[int, ...]) -> list[Statement]:
    return [Statement(_sum([number]), values) for number in range(count)]


def _layout(ciphertexts: int, statements: list[Statement], cells: int, three_keys: bool) -> Layout:
    return Layout(ciphertexts, tuple(statements), tuple(Cell(_sum([number]), three_keys) for number in range(cells)))


def _up_to(high: int, low: int = 0) -> tuple[int, ...]:
    return tuple(range(low, high + 1))


def _three_keys(c: int) -> Layout:
    return _layout(c, _each(c, _THREE_KEYS), c, True)


def _choose(c: int, low: int, high: int) -> Layout:
    whole = [Statement(_sum(range(c)), _up_to(high, low))] if (low, high) != (0, c) else []
    return _layout(c, _each(c, _YES_NO) + whole, c, False)


def _grades(c: int, levels: int) -> Layout:
    rows = [range(levels * i, levels * (i + 1)) for i in range(c)]
    count = c * levels
    return _layout(count, _each(count, _YES_NO) + [Statement(_sum(row), _YES_NO) for row in rows], count, False)


def _election(c: int, approvals: int) -> Layout:
    """An election without write-ins: the last ciphertext is the number of abstentions."""
    statements = [
        *_each(c, _THREE_KEYS),
        Statement(_sum([c]), _up_to(c)),
        Statement(_sum(range(c), (c, -ABSTAIN)), _up_to(approvals)),
        Statement(_sum(range(c), (c, 1 - ABSTAIN)), _up_to(c)),
    ]
    return _layout(c + 1, statements, c, True)


def _item(item: Mapping[str, int]) -> Layout | None:
    """Return the layout of one item of a form; None if it is not one of sealed ballots."""
    kind, c, low, high, slots = (item[name] for name in ("type", "c", "min", "max", "w"))
    if not 1 <= c <= 255 or not 0 <= low <= high <= 255 or slots:
        return None
    if kind == 1 and high == 0:
        return _three_keys(c)
    if kind == 2 and 1 <= high <= c:
        return _choose(c, low, high)
    if kind == 3 and low == 0 and high >= 1:
        return _grades(c, high)
    if kind == 4 and low == 0 and 1 <= high <= c:
        return _election(c, high)
    return None


def layout_of(form: Sequence[Mapping[str, int]]) -> Layout | None:
    """Return the layout of a form, or None if it is not one of sealed ballots.

    The ciphertexts, the proofs and the cells of its items follow one another.
    """
    whole = Layout(0, (), ())
    for item in map(_item, form):
        if item is None:
            return None
        start = whole.ciphertexts
        whole = Layout(
            start + item.ciphertexts,
            whole.statements + tuple(Statement(_moved(s.terms, start), s.values) for s in item.statements),
            whole.cells + tuple(Cell(_moved(cell.terms, start), cell.three_keys) for cell in item.cells),
        )
        if whole.body_bytes > MAX_BODY_BYTES:
            return None
    return whole if form else None


def _moved(terms: Terms, start: int) -> Terms:
    return tuple((start + number, weight) for number, weight in terms)
