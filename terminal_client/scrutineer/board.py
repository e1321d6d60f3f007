"""The board of a secret vote, verified entry by entry as it grows (docs/sealed.md §5, §6)."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from terminal_client.scrutineer.alphas import Alphas
from voting_protocol.encoding import ZERO32
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import Question, Verdict, VerifiedBallot
from voting_protocol.sealed.rows import InputRows, distinct_rows, row_places
from voting_protocol.sealed.shuffle import Row
from voting_protocol.sealed.tally import RunningSums, Sums
from voting_protocol.tree import Accumulator, counted_leaf, leaf_hash, root_of


@dataclass(frozen=True, slots=True)
class BadEntry:
    """An entry that is not valid: its position from 1, and why."""

    position: int
    code: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same α in two entries, by position, the first of this board or of the vote `earlier`: an alarm, not a failure."""

    first: int
    second: int
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What this device computes of a closed board, to be compared with the server's freeze."""

    size: int
    root: bytes
    counted_root: bytes
    sums: Sums


class Board:
    """The entries so far, in order. Once one is not valid the whole board is rejected (`fault`) and grows no more.

    `alphas` are those of the sitting, `division` is the id of the board's.
    """

    def __init__(
        self, opening: bytes, question: Question, electors: Iterable[bytes], division: str = "", alphas: Alphas | None = None
    ) -> None:
        self.question = question
        self.fault: BadEntry | None = None
        self.repeats: list[Repeat] = []
        self.electorate = list(electors)
        self._members = frozenset(self.electorate)
        self._tree = Accumulator()
        self._tree.add(leaf_hash(opening))
        self._last: dict[bytes, tuple[int, bytes]] = {}
        self._counted: dict[bytes, tuple[int, bytes]] = {}
        self._sums = RunningSums(question)
        self._division, self._alphas = division, alphas or Alphas()
        self._alphas.begin(division)
        self._places = row_places(question.form, 0) if question.form.items[0].row_cells else ()
        self._rows: dict[bytes, Row] = {}
        self._whole: tuple[int, bytes, Snapshot] | None = None

    @property
    def size(self) -> int:
        """How many entries were verified."""
        return self._tree.size - 1

    @property
    def counted(self) -> int:
        """How many electors have a ballot."""
        return len(self._counted)

    def append(self, entry: bytes, verdict: Verdict) -> None:
        """The next entry with what `verify_entries` said of it."""
        if self.fault is not None:
            return
        try:
            self._place(entry, verdict)
        except ProtocolError as problem:
            self.fault = BadEntry(self.size + 1, problem.code)

    def input_rows(self) -> InputRows:
        """The written names or orders of the counted ballots, as they are to be mixed (docs/sealed-names.md §4)."""
        return distinct_rows((key, self._rows[key]) for key in self.electorate if key in self._rows)

    def snapshot(self, close: bytes) -> Snapshot:
        """The board with the close act's body as its last leaf."""
        if self._whole is None or self._whole[:2] != (self.size, close):
            self._whole = self.size, close, self._snapshot(close)
        return self._whole[2]

    def _snapshot(self, close: bytes) -> Snapshot:
        whole = copy.deepcopy(self._tree)
        whole.add(leaf_hash(close))
        nothing = (0, ZERO32)
        counted = [leaf_hash(counted_leaf(key, *self._counted.get(key, nothing))) for key in self.electorate]
        return Snapshot(self.size, whole.root(), root_of(counted), self._sums.sums())

    def _place(self, entry: bytes, verdict: Verdict) -> None:
        if isinstance(verdict, ProtocolError):
            raise verdict
        parsed = verdict.ballot if isinstance(verdict, VerifiedBallot) else verdict.entry
        header = parsed.header
        if header.key not in self._members:
            raise ProtocolError("not-in-electorate")
        seq, before = self._last.get(header.key, (0, self.question.opening))
        if header.seq != seq + 1 or header.prev != before:
            raise ProtocolError("sequence-gap")
        place = header.seq, parsed.id
        if isinstance(verdict, VerifiedBallot):
            self._sums.add(verdict)
            self._counted[header.key] = place
            if self._places:
                self._rows[header.key] = tuple(verdict.ciphertexts[index] for index in self._places)
            self._remember(verdict)
        self._last[header.key] = place
        self._tree.add(leaf_hash(entry))

    def _remember(self, ballot: VerifiedBallot) -> None:
        here = self.size + 1
        for ciphertext in ballot.ciphertexts:
            division, first = self._alphas.first(self._division, here, ciphertext.alpha.data)
            if division != self._division:
                self.repeats.append(Repeat(first, here, division))
            elif first != here:
                self.repeats.append(Repeat(first, here))
