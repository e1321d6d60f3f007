"""What a sealed ballot of a form holds, and what its sums count (docs/sealed.md §4, docs/sealed-names.md §3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ABSTAIN = 2**20
"""M of docs/sealed.md §1: an abstention weighs so much in a sum of three keys."""

HEADER_BYTES = 103
MAX_BODY_BYTES = 20_480
CIPHERTEXT_BYTES = 64
PART_BYTES = 128
SLOT_PROOF_BYTES = 576
RANKING_PROOF_BYTES = 64
NAME_PARTS = 2
"""A written name is two ciphertexts."""

_THREE_KEYS = (0, 1, ABSTAIN)
_YES_NO = (0, 1)

Terms = tuple[tuple[int, int], ...]
"""A sum of ciphertexts: (number of the ciphertext, weight) of each."""


@dataclass(frozen=True)
class Statement:
    """What most proofs say: the sum of some of the ciphertexts is a value of ``values``."""

    terms: Terms
    values: tuple[int, ...]

    @property
    def proof_bytes(self) -> int:
        """Return the length of the proof."""
        return PART_BYTES * len(self.values)


@dataclass(frozen=True)
class Slot:
    """A slot's proof: the flag is 0 and the name blank, or the flag is 1 and the name is known."""

    flag: int
    name: tuple[int, ...]
    proof_bytes: int = SLOT_PROOF_BYTES


@dataclass(frozen=True)
class Ranking:
    """A ranking's proof: the order is known."""

    order: int
    proof_bytes: int = RANKING_PROOF_BYTES


Claim = Statement | Slot | Ranking


@dataclass(frozen=True)
class Cell:
    """What is summed over all ballots; of three keys the sum counts both for and abstain.

    Others count up to ``most`` a ballot.
    """

    terms: Terms
    three_keys: bool
    most: int = 1


@dataclass(frozen=True)
class Layout:
    """The parts of a ballot's body, the cells that it counts in, and the ciphertexts that are mixed by themselves."""

    ciphertexts: int
    statements: tuple[Claim, ...]
    cells: tuple[Cell, ...]
    row: tuple[int, ...] = ()

    @property
    def proofs_at(self) -> int:
        """Return where the proofs begin in a body."""
        return HEADER_BYTES + CIPHERTEXT_BYTES * self.ciphertexts

    @property
    def body_bytes(self) -> int:
        """Return the length of a ballot's body."""
        return self.proofs_at + sum(statement.proof_bytes for statement in self.statements)


def _sum(numbers: Iterable[int], *others: tuple[int, int]) -> Terms:
    return (*((number, 1) for number in numbers), *others)


def _each(count: int, values: tuple[int, ...]) -> list[Claim]:
    return [Statement(_sum([number]), values) for number in range(count)]


def _cells(count: int, three_keys: bool) -> list[Cell]:
    return [Cell(_sum([number]), three_keys) for number in range(count)]


def _up_to(high: int, low: int = 0) -> tuple[int, ...]:
    return tuple(range(low, high + 1))


def _three_keys(c: int) -> Layout:
    return Layout(c, tuple(_each(c, _THREE_KEYS)), tuple(_cells(c, True)))


def _choose(c: int, low: int, high: int) -> Layout:
    whole = [Statement(_sum(range(c)), _up_to(high, low))] if (low, high) != (0, c) else []
    return Layout(c, (*_each(c, _YES_NO), *whole), tuple(_cells(c, False)))


def _grades(c: int, levels: int) -> Layout:
    rows = [range(levels * i, levels * (i + 1)) for i in range(c)]
    count = c * levels
    whole = [Statement(_sum(row), _YES_NO) for row in rows]
    return Layout(count, (*_each(count, _YES_NO), *whole), tuple(_cells(count, False)))


def _election(c: int, approvals: int, slots: int) -> Layout:
    """An election: after the names comes the number of abstentions, then of every slot its flag and its name."""
    flags = [c + 1 + (1 + NAME_PARTS) * slot for slot in range(slots)]
    written = [tuple(range(flag + 1, flag + 1 + NAME_PARTS)) for flag in flags]
    chosen = [*range(c), *flags]
    statements = (
        *_each(c, _THREE_KEYS),
        Statement(_sum([c]), _up_to(c)),
        *(Slot(flag, name) for flag, name in zip(flags, written, strict=True)),
        Statement(_sum(chosen, (c, -ABSTAIN)), _up_to(approvals)),
        Statement(_sum(chosen, (c, 1 - ABSTAIN)), _up_to(c)),
    )
    cells = _cells(c, True) + ([Cell(_sum(flags), False, slots)] if slots else [])
    row = tuple(number for name in written for number in name)
    return Layout(c + 1 + (1 + NAME_PARTS) * slots, statements, tuple(cells), row)


def _item(item: Mapping[str, int]) -> Layout | None:
    """Return the layout of one item of a form; None if it is not one of sealed ballots."""
    kind, c, low, high, slots = (item[name] for name in ("type", "c", "min", "max", "w"))
    if not 1 <= c <= 255 or not 0 <= low <= high <= 255 or (slots and kind != 4):
        return None
    if kind == 1 and high == 0:
        return _three_keys(c)
    if kind == 2 and 1 <= high <= c:
        return _choose(c, low, high)
    if kind == 3 and low == 0 and high >= 1:
        return _grades(c, high)
    if kind == 4 and low == 0 and slots <= 255 and 1 <= high <= c + slots:
        return _election(c, high, slots)
    if kind == 5 and high == 0:
        return Layout(1, (Ranking(0),), (), (0,))
    return None


def layout_of(form: Sequence[Mapping[str, int]]) -> Layout | None:
    """Return the layout of a form, or None if it is not one of sealed ballots.

    The ciphertexts, the proofs and the cells of its items follow one another. How long a ballot may be is not judged.
    """
    whole = Layout(0, (), ())
    for item in map(_item, form):
        if item is None:
            return None
        start = whole.ciphertexts
        whole = Layout(
            start + item.ciphertexts,
            whole.statements + tuple(_moved_claim(claim, start) for claim in item.statements),
            whole.cells + tuple(Cell(_moved(cell.terms, start), cell.three_keys, cell.most) for cell in item.cells),
            whole.row + tuple(start + number for number in item.row),
        )
    return whole if form else None


def _moved_claim(claim: Claim, start: int) -> Claim:
    if isinstance(claim, Slot):
        return Slot(start + claim.flag, tuple(start + number for number in claim.name))
    if isinstance(claim, Ranking):
        return Ranking(start + claim.order)
    return Statement(_moved(claim.terms, start), claim.values)


def _moved(terms: Terms, start: int) -> Terms:
    return tuple((start + number, weight) for number, weight in terms)
