"""What a ballot proves of its write-in slots and rankings (docs/sealed-names.md §3), the public side.

A slot has three ciphertexts: the flag w and the name's two, ν = (γ_t, δ_t). Its proof says "w = 0 and the name is blank, or
w = 1 and whoever made this knows the name". It comes down to the same kind of equations as a set proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import RANKING_PROOF_BYTES, SLOT_CIPHERTEXTS, SLOT_PROOF_BYTES
from voting_protocol.sealed.group import POINT_BYTES, SCALAR_BYTES, G, Point, Scalar, hash_to_scalar
from voting_protocol.sealed.names import NAME_BLOCKS
from voting_protocol.sealed.statements import Ciphertext, Equation, ReadPoint, counted

_BLANK_POINTS = 2 * SLOT_CIPHERTEXTS
_NAMED_POINTS = 2 + NAME_BLOCKS
_BRANCH_SCALARS = 1 + SLOT_CIPHERTEXTS
_BLANK_BYTES = POINT_BYTES * _BLANK_POINTS + SCALAR_BYTES * _BRANCH_SCALARS
_NAMED_BYTES = POINT_BYTES * _NAMED_POINTS + SCALAR_BYTES * _BRANCH_SCALARS
assert _BLANK_BYTES + _NAMED_BYTES == SLOT_PROOF_BYTES
assert SLOT_CIPHERTEXTS == 1 + NAME_BLOCKS


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot's ciphertexts: the flag, and the name's for each block."""

    flag: Ciphertext
    name: tuple[Ciphertext, ...]

    @classmethod
    def of(cls, ciphertexts: Sequence[Ciphertext]) -> "Slot":
        """The slot of its three ciphertexts."""
        flag, *name = ciphertexts
        return cls(flag, tuple(name))


@dataclass(frozen=True, slots=True)
class SlotBranch:
    """One branch: commitments, challenge c, responses z (flag) and z_t (blocks).

    Commitments: `a, b`, then for each block `a_t, b_t` in the blank branch, `a_t` in the named one.
    """

    points: tuple[Point, ...]
    c: Scalar
    z: tuple[Scalar, ...]

    @classmethod
    def decode(cls, data: bytes, points: int) -> "SlotBranch":
        """The branch with so many commitments, none of them zero; `bad-point` or `bad-scalar` otherwise."""
        parts = [data[start : start + POINT_BYTES] for start in range(0, len(data), POINT_BYTES)]
        c, *z = map(Scalar.decode, parts[points:])
        return cls(tuple(map(Point.decode, parts[:points])), c, tuple(z))

    def encode(self) -> bytes:
        """Commitments, `c`, `z`, `z_1`, `z_2`."""
        return b"".join((*(point.data for point in self.points), self.c.data, *(z.data for z in self.z)))


@dataclass(frozen=True, slots=True)
class SlotProof:
    """Branch 0, "w = 0 and the name is blank"; branch 1, "w = 1 and I know the name"."""

    blank: SlotBranch
    named: SlotBranch

    @classmethod
    def decode(cls, data: bytes) -> "SlotProof":
        """The proof of 576 bytes; `bad-proof` for another length, `bad-point`, `bad-scalar`."""
        if len(data) != SLOT_PROOF_BYTES:
            raise ProtocolError("bad-proof")
        blank, named = data[:_BLANK_BYTES], data[_BLANK_BYTES:]
        return cls(SlotBranch.decode(blank, _BLANK_POINTS), SlotBranch.decode(named, _NAMED_POINTS))

    def encode(self) -> bytes:
        """The 576 bytes."""
        return self.blank.encode() + self.named.encode()


def slot_challenge(head: bytes, idx: int, slot: Slot, blank: Sequence[Point], named: Sequence[Point]) -> Scalar:
    """`Hs("write-in"; head, u32 idx, ct_w, list(γ_t‖δ_t), list(commitments 0), list(commitments 1))`."""
    lists = (counted(point.data for point in points) for points in (blank, named))
    name = counted(ct.encode() for ct in slot.name)
    return hash_to_scalar("write-in", head, u32(idx), slot.flag.encode(), name, *lists)


def slot_equations(head: bytes, idx: int, slot: Slot, public: Point, proof: SlotProof) -> list[Equation]:
    """The equations a slot's proof rests on; `bad-proof` if its challenges do not sum up."""
    blank, named = proof.blank, proof.named
    if blank.c + named.c != slot_challenge(head, idx, slot, blank.points, named.points):
        raise ProtocolError("bad-proof", proof=idx)
    flag_0 = _pair(blank.points[:2], blank.z[0], blank.z[0], slot.flag, public, blank.c)
    flag_1 = _pair(named.points[:2], named.z[0], named.z[0] - named.c, slot.flag, public, named.c)
    pairs = zip(blank.points[2::2], blank.points[3::2], strict=True)
    blocks_0 = (_pair(pair, z, z, ct, public, blank.c) for pair, z, ct in zip(pairs, blank.z[1:], slot.name, strict=True))
    blocks_1 = (Equation(a, G, z, ct.alpha, named.c) for a, z, ct in zip(named.points[2:], named.z[1:], slot.name, strict=True))
    return [*flag_0, *chain.from_iterable(blocks_0), *flag_1, *blocks_1]


def _pair(
    commitments: Sequence[Point], z: Scalar, shifted: Scalar, ct: Ciphertext, public: Point, c: Scalar
) -> tuple[Equation, Equation]:
    a, b = commitments
    return Equation(a, G, z, ct.alpha, c), Equation(b, public, shifted, ct.beta, c)


@dataclass(frozen=True, slots=True)
class SlotClaim:
    """Flag and name of the slot that begins at ciphertext `first` agree."""

    first: int

    @property
    def length(self) -> int:
        """576 bytes."""
        return SLOT_PROOF_BYTES

    def decode(self, data: bytes, point: ReadPoint = Point.decode) -> "SlotClaimProof":
        """The proof of `length` bytes; `bad-proof`, `bad-point`, `bad-scalar`."""
        return SlotClaimProof(self, SlotProof.decode(data))

    def slot(self, ciphertexts: Sequence[Ciphertext]) -> Slot:
        """The slot among a ballot's ciphertexts."""
        return Slot.of(ciphertexts[self.first : self.first + SLOT_CIPHERTEXTS])


@dataclass(frozen=True, slots=True)
class SlotClaimProof:
    """A slot's proof beside the claim it is for."""

    claim: SlotClaim
    proof: SlotProof

    def equations(self, head: bytes, idx: int, ciphertexts: Sequence[Ciphertext], public: Point) -> list[Equation]:
        """`slot_equations` of the slot."""
        return slot_equations(head, idx, self.claim.slot(ciphertexts), public, self.proof)


def slot_claims(first: int, count: int) -> tuple[SlotClaim, ...]:
    """The claims of `count` slots whose ciphertexts begin at index `first`: what `Form.of` takes as `slots`."""
    return tuple(SlotClaim(first + SLOT_CIPHERTEXTS * slot) for slot in range(count))


@dataclass(frozen=True, slots=True)
class RankingProof:
    """Whoever made the ciphertext of a ranking knows what is in it: commitment and response."""

    a: Point
    z: Scalar

    @classmethod
    def decode(cls, data: bytes) -> "RankingProof":
        """The proof of 64 bytes; `bad-proof` for another length, `bad-point`, `bad-scalar`."""
        if len(data) != RANKING_PROOF_BYTES:
            raise ProtocolError("bad-proof")
        return cls(Point.decode(data[:POINT_BYTES]), Scalar.decode(data[POINT_BYTES:]))

    def encode(self) -> bytes:
        """`a‖z`."""
        return self.a.data + self.z.data


def ranking_challenge(head: bytes, idx: int, ct: Ciphertext, a: Point) -> Scalar:
    """`Hs("ranking"; head, u32 idx, γ‖δ, a)`."""
    return hash_to_scalar("ranking", head, u32(idx), ct.encode(), a.data)


def ranking_equation(head: bytes, idx: int, ct: Ciphertext, proof: RankingProof) -> Equation:
    """`a = z·G + c·γ`."""
    return Equation(proof.a, G, proof.z, ct.alpha, ranking_challenge(head, idx, ct, proof.a))


@dataclass(frozen=True, slots=True)
class RankingClaim:
    """Whoever made ciphertext `index` knows the ranking in it."""

    index: int

    @property
    def length(self) -> int:
        """64 bytes."""
        return RANKING_PROOF_BYTES

    def decode(self, data: bytes, point: ReadPoint = Point.decode) -> "RankingClaimProof":
        """The proof of `length` bytes; `bad-proof`, `bad-point`, `bad-scalar`."""
        return RankingClaimProof(self, RankingProof.decode(data))


@dataclass(frozen=True, slots=True)
class RankingClaimProof:
    """A ranking's proof beside the claim it is for."""

    claim: RankingClaim
    proof: RankingProof

    def equations(self, head: bytes, idx: int, ciphertexts: Sequence[Ciphertext], _public: Point) -> list[Equation]:
        """The one equation."""
        return [ranking_equation(head, idx, ciphertexts[self.claim.index], self.proof)]
