"""Ciphertexts and the set proof "the plaintext of ct is in V" (docs/sealed.md §4), the public side.

Every proof comes down to equations `commitment = s·base + c·point`; `checks` reckons many of them at once.
"""

import secrets
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import mul

from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import BRANCH_BYTES, CIPHERTEXT_BYTES
from voting_protocol.sealed.group import ORDER, ZERO, G, Point, Scalar, combine, hash_to_scalar, inverses

_WEIGHT_BYTES = 16
_BRANCH = struct.Struct("32s32s32s32s")
assert _BRANCH.size == BRANCH_BYTES
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

    @classmethod
    def read(cls, data: bytes, point: ReadPoint) -> "Ciphertext":
        """The ciphertext of 64 bytes, its points read by `point`; `bad-point`."""
        return cls(point(data[:32]), point(data[32:]))

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
        a, b, c, z = _BRANCH.unpack(data)
        return cls(point(a), point(b), Scalar.decode(c), Scalar.decode(z))

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
    listed = _listed(values)
    return hash_to_scalar("set", head, u32(idx), listed, ct.alpha.data, ct.beta.data, counted(commitments))


def set_equations(
    head: bytes, idx: int, ct: Ciphertext, values: tuple[int, ...], public: Point, proof: SetProof
) -> list[Equation]:
    """The equations a set proof rests on; `bad-proof` if its branches are not those of V or its challenges do not sum up."""
    branches = proof.branches
    if len(branches) != len(values):
        raise ProtocolError("bad-proof", proof=idx)
    total = sum(branch.c.number for branch in branches) % ORDER
    if total != set_challenge(head, idx, ct, values, [branch.commitments for branch in branches]).number:
        raise ProtocolError("bad-proof", proof=idx)
    equations = []
    for value, branch in zip(values, branches, strict=True):
        shifted = Scalar.of(branch.z.number - value * branch.c.number)
        equations.append(Equation(branch.a, G, branch.z, ct.alpha, branch.c))
        equations.append(Equation(branch.b, public, shifted, ct.beta, branch.c))
    return equations


def verify_set_proof(head: bytes, idx: int, ct: Ciphertext, values: tuple[int, ...], public: Point, proof: SetProof) -> None:
    """`bad-proof` unless `proof` shows that the plaintext of `ct` under `public` is one of `values` (docs/sealed.md §4)."""
    if not hold_together(set_equations(head, idx, ct, values, public, proof)):
        raise ProtocolError("bad-proof", proof=idx)


def hold_together(equations: Sequence[Equation]) -> bool:
    """Whether all equations hold, told by `checks`."""
    (found,) = checks([equations])
    return all(check.holds() for check in found)


@dataclass(frozen=True, slots=True)
class Check:
    """What is reckoned in place of equations that have base and point in common: `first + Σ weight·commitment = known + c·point`."""

    first: Point
    others: tuple[tuple[Scalar, Point], ...]
    known: Point
    c: Scalar
    point: Point

    def holds(self) -> bool:
        """Whether both sides are equal; `bad-point` if `point` is none."""
        if self.c.is_zero:
            Point.decode(self.point.data, allow_zero=True)  # which the multiplication would have told
        return combine(self.others, self.first) == combine([(self.c, self.point)], self.known)


def checks(statements: Iterable[Sequence[Equation]]) -> list[list[Check]]:
    """For the equations of each statement the checks that tell whether they hold, with weights drawn here.

    Equations that hold always pass. Those of a statement of which one does not hold pass with a probability of at most 2⁻¹²⁸, whatever
    the other statements are. For let `e_j = commitment_j − s_j·base − c_j·point` in one group, not all of them 0. The check is
    `Σ w_j·e_j = 0`, where `w_0 = 1`, the next ones are drawn for this group alone (128 bits), and the last, m, makes
    `Σ w_j·s_j` the number σ that is drawn for all groups of this base together: `w_m = (σ − Σ_{j<m} w_j·s_j)/s_m`. So if `e_m ≠ 0`, one σ
    of all scalars passes. If `e_m = 0`, one value of some other weight does, or with `e_0` alone not 0, none.

    Thus `σ·base` is reckoned once for all statements: of every group the multiplication by its base is saved.
    """
    groups = [_by_base_and_point(equations) for equations in statements]
    shared = _shared(group for each in groups for group in each)
    inverse, totals = inverses(group[-1].s.number for group in shared), _Totals()
    weights = _weights(sum(len(group) - 1 for each in groups for group in each))
    return [[_merge(group, totals, inverse, weights) for group in each] for each in groups]


def _weights(count: int) -> Iterator[int]:
    """So many numbers of 128 random bits."""
    drawn = secrets.token_bytes(_WEIGHT_BYTES * count)
    return (int.from_bytes(drawn[at : at + _WEIGHT_BYTES], "little") for at in range(0, len(drawn), _WEIGHT_BYTES))


class _Totals:
    """σ of every base, drawn when it is first wanted, and its multiple of the base."""

    def __init__(self) -> None:
        self._drawn: dict[bytes, tuple[int, Point]] = {}

    def of(self, base: Point) -> tuple[int, Point]:
        """`σ`, `σ·base`."""
        if base.data not in self._drawn:
            scalar = Scalar.random()
            self._drawn[base.data] = scalar.number, scalar * base
        return self._drawn[base.data]


def _by_base_and_point(equations: Iterable[Equation]) -> list[list[Equation]]:
    groups: dict[tuple[bytes, bytes], list[Equation]] = {}
    for equation in equations:
        groups.setdefault((equation.base.data, equation.point.data), []).append(equation)
    return list(groups.values())


def _shared(groups: Iterable[Sequence[Equation]]) -> list[Sequence[Equation]]:
    """The groups that leave a weight to choose, of bases that occur more than once."""
    several = [group for group in groups if len(group) > 1]
    uses = Counter(group[0].base.data for group in several)
    return [group for group in several if uses[group[0].base.data] > 1]


def _merge(group: Sequence[Equation], totals: _Totals, inverse: Mapping[int, int], drawn: Iterator[int]) -> Check:
    """The check of a group. `inverse` has 1/s; where it does not have that of the last s, `known` is a multiple of its own."""
    first, *others = group
    responses = [equation.s.number for equation in group]
    factor = inverse.get(responses[-1]) if others else None
    weights = [1, *islice(drawn, len(others) - (factor is not None))]
    total = sum(map(mul, weights, responses))
    if factor is None:
        known = Scalar.of(total) * first.base
    else:
        chosen, known = totals.of(first.base)
        weights.append((chosen - total) * factor % ORDER)
    c = Scalar.of(sum(map(mul, weights, [equation.c.number for equation in group])))
    weighted = tuple([(Scalar.of(weight), equation.commitment) for weight, equation in zip(weights[1:], others, strict=True)])
    return Check(first.commitment, weighted, known, c, first.point)


@lru_cache(maxsize=512)
def _listed(values: tuple[int, ...]) -> bytes:
    """`list(v as scalars)`."""
    return counted(value.data for value in value_scalars(values))


@lru_cache(maxsize=512)
def value_scalars(values: tuple[int, ...]) -> tuple[Scalar, ...]:
    """The values of a V as scalars."""
    return tuple(Scalar.of(value) for value in values)
