"""Sums of verified ballots, when they may be opened, and what the opened cells say (docs/sealed.md §4, §6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS, FormItem
from voting_protocol.sealed.ballots import Question, VerifiedBallot
from voting_protocol.sealed.counting import CellCount, CountSearch, Packed, check_count
from voting_protocol.sealed.forms import Cell, Form
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.made import made
from voting_protocol.sealed.statements import NOTHING, Ciphertext

MIN_BALLOTS = 3
MIN_AUTOMATIC = 5


@dataclass(frozen=True, slots=True, init=False)
class Sums:
    """`A_c‖B_c` of every cell over n counted ballots, all of them verified here; made by `RunningSums` only."""

    n: int
    cells: tuple[Ciphertext, ...]

    def encode(self) -> bytes:
        """`cells` of a freeze: 64 bytes a cell."""
        return b"".join(cell.encode() for cell in self.cells)


class RunningSums:
    """The sums of a question's counted ballots, kept while they come: the last one of each key counts."""

    def __init__(self, question: Question) -> None:
        self._opening = question.opening
        self._cells = [NOTHING] * len(question.form.cells)
        self._counted: dict[bytes, tuple[int, tuple[Ciphertext, ...]]] = {}

    def add(self, ballot: VerifiedBallot) -> None:
        """Count a ballot in place of its key's earlier one.

        `vote-unknown` for another question's, `sequence-conflict` for one that is not later than the key's counted one.
        """
        header = ballot.ballot.header
        if header.opening != self._opening or len(ballot.cells) != len(self._cells):
            raise ProtocolError("vote-unknown")
        seq, earlier = self._counted.get(header.key, (0, ()))
        if header.seq <= seq:
            raise ProtocolError("sequence-conflict")
        added = [total + cell for total, cell in zip(self._cells, ballot.cells, strict=True)]
        self._cells = [total - cell for total, cell in zip(added, earlier, strict=True)] if earlier else added
        self._counted[header.key] = (header.seq, ballot.cells)

    def sums(self) -> Sums:
        """What is counted so far."""
        return made(Sums, n=len(self._counted), cells=tuple(self._cells))


class Rule(Enum):
    """Whether a device releases its share of a frozen sum."""

    NOTHING = "nothing"
    """No ballots: nothing is decrypted, all counts are 0, `shares` are empty."""
    NEVER = "never"
    """So few ballots that the sum would tell them."""
    BY_HAND = "by-hand"
    """When its person allows it on the device."""
    AUTOMATIC = "automatic"


def release_rule(n: int, electorate: int) -> Rule:
    """The rule for n counted ballots of so many electors: at least 3, by itself from 5 and more than half the electorate."""
    if n == 0:
        return Rule.NOTHING
    if n < MIN_BALLOTS:
        return Rule.NEVER
    return Rule.AUTOMATIC if n >= MIN_AUTOMATIC and 2 * n > electorate else Rule.BY_HAND


@dataclass(frozen=True, slots=True)
class KeyCounts:
    """How many pressed each key for a name."""

    against: int
    in_favour: int
    abstain: int

    @property
    def words(self) -> dict[str, int]:
        """By the words of `Choice`."""
        return {"for": self.in_favour, "against": self.against, "abstain": self.abstain}


@dataclass(frozen=True, slots=True)
class NameCounts:
    """Types 1 and 4: the keys for every name; how many write-in slots were used."""

    names: tuple[KeyCounts, ...]
    write_ins: int = 0


@dataclass(frozen=True, slots=True)
class OptionCounts:
    """Type 2: how many chose each option."""

    options: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GradeCounts:
    """Type 3, one thing graded: how many gave each level, how many none."""

    levels: tuple[int, ...]
    blank: int


ItemCounts = NameCounts | OptionCounts | tuple[GradeCounts, ...]


def count_cells(form: Form, totals: Sequence[Point], n: int, search: CountSearch) -> tuple[CellCount, ...]:
    """The number in every decrypted cell; `tally-out-of-range` if one holds none that n ballots can make."""
    return tuple(
        search.pair(total, n) if cell.packed else search.single(total, _most(cell, n))
        for cell, total in zip(form.cells, totals, strict=True)
    )


def check_counts(form: Form, totals: Sequence[Point], counts: Sequence[CellCount], n: int, public: Point) -> None:
    """`tally-out-of-range` unless every T is what its published count makes, and n ballots can make it."""
    for cell, total, count in zip(form.cells, totals, counts, strict=True):
        if isinstance(count, Packed) != cell.packed:
            raise ProtocolError("tally-out-of-range")
        check_count(total, count, _most(cell, n), public)


def no_counts(form: Form) -> tuple[CellCount, ...]:
    """The cells of a vote without ballots, of which nothing is decrypted."""
    return tuple(Packed(0, 0) if cell.packed else 0 for cell in form.cells)


def read_counts(form: Form, counts: Sequence[CellCount], n: int) -> tuple[ItemCounts, ...]:
    """What the cells say of every item of the form; `tally-out-of-range` if they contradict n."""
    if len(counts) != len(form.cells):
        raise ProtocolError("tally-out-of-range")
    left = iter(counts)
    return tuple(_read_item(item, left, n) for item in form.items)


def _most(cell: Cell, n: int) -> int:
    """What n ballots can make of a cell: its sum counts every slot."""
    return n if cell.packed else n * len(cell.sum.terms)


def _read_item(item: FormItem, cells: Iterator[CellCount], n: int) -> ItemCounts:
    if item.type == CHOOSE:
        return OptionCounts(tuple(_number(next(cells), n) for _ in range(item.c)))
    if item.type == GRADES:
        return tuple(_grades(tuple(_number(next(cells), n) for _ in range(item.max)), n) for _ in range(item.c))
    if item.type == RANKING:
        return ()  # nothing is summed: docs/sealed-names.md §3
    assert item.type in {THREE_KEYS, ELECTION}
    names = tuple(_keys(next(cells), n) for _ in range(item.c))
    return NameCounts(names, _number(next(cells), n * item.w) if item.w else 0)


def _number(count: CellCount, most: int) -> int:
    if isinstance(count, Packed) or not 0 <= count <= most:
        raise ProtocolError("tally-out-of-range")
    return count


def _grades(levels: tuple[int, ...], n: int) -> GradeCounts:
    return GradeCounts(levels, _number(n - sum(levels), n))


def _keys(count: CellCount, n: int) -> KeyCounts:
    if not isinstance(count, Packed):
        raise ProtocolError("tally-out-of-range")
    return KeyCounts(_number(n - count.in_favour - count.abstain, n), count.in_favour, count.abstain)
