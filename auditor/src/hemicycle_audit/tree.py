"""Merkle trees of RFC 9162 §2.1 with SHA-256 (protocol §7)."""

import hashlib
from collections.abc import Iterable

PREFIX_BYTES = 4
"""How much of every leaf's hash a result holds (§7)."""


def prefixes(data: bytes) -> list[bytes]:
    """Return the 4-byte prefixes of leaf hashes that ``data`` concatenates (§7)."""
    return [data[at : at + PREFIX_BYTES] for at in range(0, len(data), PREFIX_BYTES)]


def leaf_hash(leaf: bytes) -> bytes:
    """Return SHA-256(00‖leaf)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf and knows its root after each."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []

    def append(self, leaf: bytes) -> None:
        """Add a leaf given by its hash."""
        width, top = 1, leaf
        while self._peaks and self._peaks[-1][0] == width:
            _, left = self._peaks.pop()
            width, top = 2 * width, _node(left, top)
        self._peaks.append((width, top))

    def root(self) -> bytes:
        """Return the root over all leaves so far; SHA-256("") if there is none."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        *rest, (_, top) = self._peaks
        for _, left in reversed(rest):
            top = _node(left, top)
        return top


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root of a tree over leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()
