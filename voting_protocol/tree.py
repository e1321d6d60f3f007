"""Merkle trees of RFC 9162 §2.1 with SHA-256."""

import hashlib
from collections.abc import Sequence

from voting_protocol.encoding import u32

EMPTY_ROOT = hashlib.sha256(b"").digest()
FINGERPRINT_BYTES = 4


def leaf_hash(leaf: bytes) -> bytes:
    """`SHA-256(00 ‖ leaf)`."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """`SHA-256(01 ‖ left ‖ right)`."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Accumulator:
    """The root of a growing list of leaves in O(log n) memory: the peaks of its perfect subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, hashed_leaf: bytes) -> None:
        """Append a leaf, given by its leaf hash."""
        height, value = 0, hashed_leaf
        while self._peaks and self._peaks[-1][0] == height:
            value = node_hash(self._peaks.pop()[1], value)
            height += 1
        self._peaks.append((height, value))
        self.size += 1

    def root(self) -> bytes:
        """Root over all leaves added so far."""
        if not self._peaks:
            return EMPTY_ROOT
        value = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            value = node_hash(peak, value)
        return value


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Root over leaf hashes."""
    accumulator = Accumulator()
    for value in hashes:
        accumulator.add(value)
    return accumulator.root()


class Tree:
    """A whole tree over leaf hashes, kept level by level, so that a path costs no hashing."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self._levels = [list(hashes)]
        while len(self._levels[-1]) > 1:
            self._levels.append(_level_above(self._levels[-1]))

    @property
    def root(self) -> bytes:
        """Root over all leaves."""
        return self._levels[-1][0] if self._levels[-1] else EMPTY_ROOT

    def path(self, index: int) -> list[bytes]:
        """The audit path of leaf `index` (RFC 9162 §2.1.3.1), from the leaf upwards."""
        places = ((level, (index >> height) ^ 1) for height, level in enumerate(self._levels))
        return [level[sibling] for level, sibling in places if sibling < len(level)]

    def consistency(self, size: int) -> list[bytes]:
        """The proof that the tree's first `size` leaves (1 to all) are its beginning (RFC 9162 §2.1.4.1)."""
        if size == len(self._levels[0]):
            return []
        index, height = size - 1, 0
        while index & 1:
            index, height = index >> 1, height + 1
        path = [self._levels[height][index]] if index else []
        for level in self._levels[height:]:
            if index ^ 1 < len(level):
                path.append(level[index ^ 1])
            index >>= 1
        return path


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    """Nodes over pairs; a last one without a neighbour rises as it is."""
    paired = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return [*paired, *level[2 * len(paired) :]]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that `leaf` is number `index` of `size` leaves under `root` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    value, last = leaf_hash(leaf), size - 1
    for step in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            value = node_hash(step, value)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            value = node_hash(value, step)
        index, last = index >> 1, last >> 1
    return last == 0 and value == root


def verify_consistency(earlier: int, size: int, path: Sequence[bytes], earlier_root: bytes, root: bytes) -> bool:
    """Whether `path` proves that `earlier` leaves under `earlier_root` are the first of `size` under `root` (RFC 9162 §2.1.4.2)."""
    if not 1 <= earlier <= size:
        return False
    if earlier == size:
        return not path and earlier_root == root
    steps = [earlier_root, *path] if earlier & (earlier - 1) == 0 else list(path)
    if not steps:
        return False
    index, last = earlier - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, step)
        index, last = index >> 1, last >> 1
    return last == 0 and old == earlier_root and new == root


def fingerprints(hashes: Sequence[bytes]) -> bytes:
    """The first four bytes of every leaf hash, in order (docs/protocol.md §7)."""
    return b"".join(value[:FINGERPRINT_BYTES] for value in hashes)


def counted_leaf(key: bytes, seq: int, ballot: bytes) -> bytes:
    """`K ‖ u32 seq ‖ id`: what counts for an elector; seq 0 and zeros for nothing."""
    return key + u32(seq) + ballot
