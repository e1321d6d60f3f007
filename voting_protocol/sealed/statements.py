"""Ciphertexts and the set proof "the plaintext of ct is in V" (docs/sealed.md §4), the public side.

Every proof comes down to equations `commitment = s·base + c·point`. A batch verifier over many ballots takes them from
`set_equations` and needs nothing else.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import ZERO, G, Point, Scalar, hash_to_scalar

CIPHERTEXT_BYTES = 64
BRANCH_BYTES = 128
_WEIGHT_BYTES = 16
ReadPoint = Callable[[bytes], Point]


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """`(α, β) = (r·G, (r+m)·Y)`. Sums may hold the identity, what a ballot carries may not."""

    alpha: Point
    beta: Point

    @classmethod
    def decode(cls, data: bytes, *, allow_zero: bool = False) -> "Ciphertext":
        """The ciphertext of 64 bytes; `bad-point` otherwise."""
        if len(data) != CIPHERTEXT_BYTES:
            raise ProtocolError("bad-point")
        return cls(Point.decode(data[:32], allow_zero=allow_zero), Point.decode(data[32:], allow_zero=allow_zero))

    def encode(self) -> bytes:
        """The 64 bytes `α‖β`."""
        return self.alpha.data + self.beta.data

    def __add__(self, other: "Ciphertext") -> "Ciphertext":
        return Ciphertext(self.alpha + other.alpha, self.beta + other.beta)

    def __sub__(self, other: "Ciphertext") -> "Ciphertext":
        return Ciphertext(self.alpha - other.alpha, self.beta - other.beta)

    def scale(self, factor: int) -> "Ciphertext":
        """The ciphertext of `factor·m`; the factor is public."""
        scalar = Scalar.of(factor)
        return Ciphertext(scalar * self.alpha, scalar * self.beta)


NOTHING = Ciphertext(ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Branch:
    """One value's part of a set proof: commitments, challenge, response."""

    a: Point
    b: Point
    c: Scalar
    z: Scalar

    @classmethod
    def decode(cls, data: bytes, point: ReadPoint = Point.decode) -> "Branch":
        """The branch of 128 bytes; `bad-point` or `bad-scalar` otherwise. Commitments are never zero."""
        return cls(point(data[:32]), point(data[32:64]), Scalar.decode(data[64:96]), Scalar.decode(data[96:]))

    def encode(self) -> bytes:
        """The 128 bytes `a‖b‖c‖z`."""
        return self.commitments + self.c.data + self.z.data

    @property
    def commitments(self) -> bytes:
        """`a‖b`."""
        return self.a.data + self.b.data


@dataclass(frozen=True, slots=True)
class SetProof:
    """A branch for every value of V, in V's order."""

    branches: tuple[Branch, ...]

    @classmethod
    def decode(cls, data: bytes, point: ReadPoint = Point.decode) -> "SetProof":
        """The proof of 128·t bytes, t ≥ 1; `bad-proof` for another length, `bad-point`, `bad-scalar`.

        `point` reads its commitments: `Point.claimed` where the equations are sure to be reckoned with them.
        """
        if not data or len(data) % BRANCH_BYTES:
            raise ProtocolError("bad-proof")
        return cls(tuple(Branch.decode(data[i : i + BRANCH_BYTES], point) for i in range(0, len(data), BRANCH_BYTES)))

    def encode(self) -> bytes:
        """The 128·t bytes."""
        return b"".join(branch.encode() for branch in self.branches)


@dataclass(frozen=True, slots=True)
class Equation:
    """`commitment = s·base + c·point`, base being G or Y."""

    commitment: Point
    base: Point
    s: Scalar
    point: Point
    c: Scalar

    def holds(self) -> bool:
        """Whether both sides are equal: the single check."""
        return self.commitment == self.s * self.base + self.c * self.point


def counted(items: Iterable[bytes]) -> bytes:
    """`list(x…) = u32(count)‖x‖…`, items of fixed length."""
    parts = list(items)
    return u32(len(parts)) + b"".join(parts)


def set_challenge(head: bytes, idx: int, ct: Ciphertext, values: tuple[int, ...], commitments: Iterable[bytes]) -> Scalar:
    """`Hs("set"; head, u32 idx, list(v), α, β, list(a‖b))`; `commitments` are the `a‖b`, 64 bytes each."""
    listed = counted(value.data for value in value_scalars(values))
    return hash_to_scalar("set", head, u32(idx), listed, ct.alpha.data, ct.beta.data, counted(commitments))


def set_equations(
    head: bytes, idx: int, ct: Ciphertext, values: tuple[int, ...], public: Point, proof: SetProof
) -> list[Equation]:
    """The equations a set proof rests on; `bad-proof` if its branches are not those of V or its challenges do not sum up."""
    branches = proof.branches
    if len(branches) != len(values):
        raise ProtocolError("bad-proof", proof=idx)
    total = branches[0].c
    for branch in branches[1:]:
        total += branch.c
    if total != set_challenge(head, idx, ct, values, (branch.commitments for branch in branches)):
        raise ProtocolError("bad-proof", proof=idx)
    equations = []
    for value, branch in zip(value_scalars(values), branches, strict=True):
        equations.append(Equation(branch.a, G, branch.z, ct.alpha, branch.c))
        equations.append(Equation(branch.b, public, branch.z - value * branch.c, ct.beta, branch.c))
    return equations


def verify_set_proof(head: bytes, idx: int, ct: Ciphertext, values: tuple[int, ...], public: Point, proof: SetProof) -> None:
    """`bad-proof` unless `proof` shows that the plaintext of `ct` under `public` is one of `values` (docs/sealed.md §4)."""
    if not hold_together(set_equations(head, idx, ct, values, public, proof)):
        raise ProtocolError("bad-proof", proof=idx)


def hold_together(equations: Sequence[Equation]) -> bool:
    """Whether all equations hold, told by one random linear combination for each pair of base and point.

    Equations that hold always pass; one that does not passes with probability ≤ 2⁻¹²⁸, since every weight but the first of
    a pair, which is 1, is drawn here. Saves 2 of every 4 multiplications by G and Y.
    """
    groups: dict[tuple[Point, Point], list[Equation]] = {}
    for equation in equations:
        groups.setdefault((equation.base, equation.point), []).append(equation)
    return all(_merge(group).holds() for group in groups.values())


def _merge(group: list[Equation]) -> Equation:
    first, *others = group
    commitment, s, c = first.commitment, first.s.number, first.c.number
    for other in others:
        weight = int.from_bytes(secrets.token_bytes(_WEIGHT_BYTES), "little")
        commitment += Scalar.of(weight) * other.commitment
        s += weight * other.s.number
        c += weight * other.c.number
    return Equation(commitment, first.base, Scalar.of(s), first.point, Scalar.of(c))


@lru_cache(maxsize=512)
def value_scalars(values: tuple[int, ...]) -> tuple[Scalar, ...]:
    """The values of a V as scalars."""
    return tuple(Scalar.of(value) for value in values)
