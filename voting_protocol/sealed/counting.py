"""From a decrypted point to the number in it (docs/sealed.md §6): bounded search, and the check of a published count."""

from typing import NamedTuple

from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.forms import M
from voting_protocol.sealed.group import Point, Scalar


class Packed(NamedTuple):
    """What a packed cell holds: `f + M·b`; both below M."""

    in_favour: int
    abstain: int


CellCount = Packed | int
_PREPARED_ROWS = 4


class CountSearch:
    """Finds counts under one key Y for up to `largest` ballots: serves all cells of all votes of a sitting.

    It keeps a table of `(f + M·b)·Y`, a row for every b from 0; a search subtracts its rows from the total until that lies in it.
    A search needs one row; `prepare`, in a thread while votes are cast, makes more, so that after the close it takes at most
    n/rows point subtractions.
    """

    def __init__(self, public: Point, largest: int) -> None:
        if not 0 <= largest < M:
            raise ProtocolError("tally-out-of-range")
        self._public = public
        self._largest = largest
        self._rows = 0
        self._table: dict[bytes, int] = {}

    def prepare(self, rows: int = _PREPARED_ROWS) -> None:
        """Compute the table: (largest + 1) point additions a row."""
        for row in range(self._rows, rows):
            point = Scalar.of(row * M) * self._public
            for number in range(row * M, row * M + self._largest + 1):
                self._table[point.data] = number
                point += self._public
            self._rows = max(self._rows, row + 1)

    def pair(self, total: Point, n: int) -> Packed:
        """The only (f, b) with f + b ≤ n and `total = (f + M·b)·Y`; `tally-out-of-range` if there is none."""
        if n > self._largest:
            raise ProtocolError("tally-out-of-range")
        self.prepare(1)
        rows = self._rows
        stride = Scalar.of(rows * M) * self._public
        for row in range(0, n + 1, rows):
            found = self._table.get(total.data)
            if found is not None:
                return _bounded(Packed(found % M, row + found // M), n)
            total -= stride
        raise ProtocolError("tally-out-of-range")

    def single(self, total: Point, most: int) -> int:
        """The only x in 0..most with `total = x·Y`; `tally-out-of-range` if there is none."""
        self.prepare(1)
        stride = Scalar.of(self._largest + 1) * self._public
        for start in range(0, most + 1, self._largest + 1):
            found = self._table.get(total.data)
            if found is not None and start + found <= most:
                return start + found
            total -= stride
        raise ProtocolError("tally-out-of-range")


def check_count(total: Point, count: CellCount, most: int, public: Point) -> None:
    """`tally-out-of-range` unless the count is possible (f + b, or x, in 0..most) and `total` is that number of Y."""
    if isinstance(count, Packed):
        packed = _bounded(count, most)
        number = packed.in_favour + M * packed.abstain
    elif 0 <= count <= most:
        number = count
    else:
        raise ProtocolError("tally-out-of-range")
    if Scalar.of(number) * public != total:
        raise ProtocolError("tally-out-of-range")


def _bounded(count: Packed, n: int) -> Packed:
    if min(count) < 0 or sum(count) > n:
        raise ProtocolError("tally-out-of-range")
    return count
