"""Partial decryptions: verify those of a freeze, and combine any k of them (docs/sealed.md §6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.equality import PROOF_BYTES, Equality, EqualityProof
from voting_protocol.sealed.group import POINT_BYTES, Point, Scalar, combine
from voting_protocol.sealed.made import made
from voting_protocol.sealed.statements import Ciphertext

SHARE_BYTES = POINT_BYTES + PROOF_BYTES


class ShareKeys(Protocol):
    """What shares are verified under: k, and `S_1..S_n` (of a `KeySet` or `CeremonyKeys`)."""

    @property
    def k(self) -> int:
        """How many shares open a sum."""
        ...

    @property
    def shares(self) -> tuple[Point, ...]:
        """`S_1..S_n`."""
        ...


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is decrypted: the sums of the freeze whose digest is `digest` (frz), under `keys`."""

    digest: bytes
    cells: tuple[Ciphertext, ...]
    keys: ShareKeys

    def statement(self, index: int, cell: int, factor: Point) -> Equality:
        """`log_G S_i = log_A M_i` for a cell, counted from 0."""
        key, sums = self.keys.shares[index - 1], self.cells[cell]
        points = key.data, sums.alpha.data, sums.beta.data, factor.data
        return Equality("share", (self.digest, u32(index), u32(cell), *points), key, sums.alpha, factor)


@dataclass(frozen=True, slots=True, init=False)
class VerifiedShare:
    """The factors `M_i` of scrutineer `index` for every cell; made by `verify_share` only."""

    frozen: Frozen
    index: int
    factors: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class SortedShares:
    """Released shares: one verified of each scrutineer, and what was wrong with the others, each naming its author."""

    valid: tuple[VerifiedShare, ...]
    faults: tuple[ProtocolError, ...]


def verify_share(frozen: Frozen, index: int, message: bytes) -> VerifiedShare:
    """The share of scrutineer `index`, from `M‖a‖b‖z` of every cell; `share-invalid` with `index`, and `cell` if one fails."""
    if not 1 <= index <= len(frozen.keys.shares) or len(message) != SHARE_BYTES * len(frozen.cells):
        raise ProtocolError("share-invalid", index=index)
    parts = (message[start : start + SHARE_BYTES] for start in range(0, len(message), SHARE_BYTES))
    factors = tuple(_factor(frozen, index, cell, part) for cell, part in enumerate(parts))
    return made(VerifiedShare, frozen=frozen, index=index, factors=factors)


def sort_shares(frozen: Frozen, messages: Iterable[tuple[int, bytes]]) -> SortedShares:
    """Verify what scrutineers released, given as (index, message): an invalid one is named and skipped, a second one counts nothing."""
    valid: dict[int, VerifiedShare] = {}
    faults = []
    for index, message in messages:
        try:
            valid.setdefault(index, verify_share(frozen, index, message))
        except ProtocolError as fault:
            faults.append(fault)
    return SortedShares(tuple(valid[index] for index in sorted(valid)), tuple(faults))


def combine_shares(frozen: Frozen, shares: Iterable[VerifiedShare]) -> tuple[Point, ...]:
    """`T_c = B_c − Σ λ_i·M_i` for every cell, from the k shares of lowest index.

    `too-few-shares` with fewer than k scrutineers; `share-foreign` for one verified under another freeze or other keys.
    """
    by_index = {share.index: share for share in shares}
    if any(share.frozen != frozen for share in by_index.values()):
        raise ProtocolError("share-foreign")
    chosen = sorted(by_index)[: frozen.keys.k]
    if len(chosen) < frozen.keys.k:
        raise ProtocolError("too-few-shares")
    weights = lagrange(chosen)
    return tuple(
        sums.beta - combine((weights[index], by_index[index].factors[cell]) for index in chosen)
        for cell, sums in enumerate(frozen.cells)
    )


def lagrange(indices: Sequence[int]) -> dict[int, Scalar]:
    """`λ_i = Π_{j∈Q∖i} j·(j−i)^{−1} mod ℓ` for the indices Q, which are distinct and not 0."""
    weights = {}
    for i in indices:
        above = below = Scalar.of(1)
        for j in indices:
            if j != i:
                above, below = above * Scalar.of(j), below * Scalar.of(j - i)
        weights[i] = above * below.inverse()
    return weights


def _factor(frozen: Frozen, index: int, cell: int, part: bytes) -> Point:
    try:
        factor = Point.decode(part[:POINT_BYTES], allow_zero=True)
        proof = EqualityProof.decode(part[POINT_BYTES:], allow_zero=True)
    except ProtocolError as problem:
        raise ProtocolError("share-invalid", index=index, cell=cell, reason=problem.code) from None
    if not frozen.statement(index, cell, factor).holds(proof):
        raise ProtocolError("share-invalid", index=index, cell=cell)
    return factor
