"""The board of a secret vote, verified entry by entry as it grows (docs/sealed.md §5, §6)."""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voting_protocol.encoding import ZERO32
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import (
    Ballot,
    Question,
    Signed,
    Spoil,
    VerifiedBallot,
    check_envelope,
    parse_entry,
    verify,
)
from voting_protocol.sealed.tally import RunningSums, Sums
from voting_protocol.tree import Accumulator, counted_leaf, leaf_hash, root_of

Verdict = VerifiedBallot | Signed[Spoil] | ProtocolError


@dataclass(frozen=True, slots=True)
class BadEntry:
    """An entry that is not valid: its position from 1, and why."""

    position: int
    code: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same α at two places, each (division, position): an alarm, not a failure."""

    first: tuple[str, int]
    second: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What this device computes of a closed board, to be compared with the server's freeze."""

    size: int
    root: bytes
    counted_root: bytes
    sums: Sums


def examine(entry: bytes, question: Question) -> Verdict:
    """All that an entry can be judged by alone: form, opening, signature, points, scalars, proofs. Safe in a thread."""
    try:
        parsed = parse_entry(entry, question.form)
        return verify(parsed, question) if isinstance(parsed, Ballot) else check_envelope(parsed, question)
    except ProtocolError as problem:
        return problem


def examine_all(entries: Sequence[bytes], question: Question) -> list[Verdict]:
    """`examine` for a batch."""
    return [examine(entry, question) for entry in entries]


class Board:
    """The entries so far, in order. Once one is not valid the whole board is rejected (`fault`) and grows no more.

    `alphas` is shared by all boards of a sitting: where each α lay.
    """

    def __init__(
        self, division: str, opening: bytes, question: Question, electors: Iterable[bytes], alphas: dict[bytes, tuple[str, int]]
    ) -> None:
        self.question = question
        self.fault: BadEntry | None = None
        self.repeats: list[Repeat] = []
        self.electorate = list(electors)
        self._division = division
        self._members = frozenset(self.electorate)
        self._tree = Accumulator()
        self._tree.add(leaf_hash(opening))
        self._last: dict[bytes, tuple[int, bytes]] = {}
        self._counted: dict[bytes, tuple[int, bytes]] = {}
        self._sums = RunningSums(question)
        self._alphas = alphas
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
        """The next entry with what `examine` said of it."""
        if self.fault is not None:
            return
        try:
            self._place(entry, verdict)
        except ProtocolError as problem:
            self.fault = BadEntry(self.size + 1, problem.code)

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
        if isinstance(verdict, VerifiedBallot):
            self._sums.add(verdict)
            self._counted[header.key] = header.seq, parsed.id
            self._remember(verdict)
        self._last[header.key] = header.seq, parsed.id
        self._tree.add(leaf_hash(entry))

    def _remember(self, ballot: VerifiedBallot) -> None:
        here = self._division, self.size + 1
        for ciphertext in ballot.ciphertexts:
            first = self._alphas.setdefault(ciphertext.alpha.data, here)
            if first != here:
                self.repeats.append(Repeat(first, here))
