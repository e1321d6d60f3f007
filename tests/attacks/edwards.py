"""The Ed25519 curve in Python's integers (RFC 8032 §5.1), to make keys and signatures on its edge. For tests only."""

import hashlib
from typing import NamedTuple

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, P - 2, P) % P
_ROOT = pow(2, (P - 1) // 4, P)


class Place(NamedTuple):
    """An affine point."""

    x: int
    y: int

    def __add__(self, other: "Place") -> "Place":  # type: ignore[override]
        product = _D * self.x * other.x * self.y * other.y
        x = (self.x * other.y + other.x * self.y) * pow(1 + product, P - 2, P)
        y = (self.y * other.y + self.x * other.x) * pow(1 - product, P - 2, P)
        return Place(x % P, y % P)

    def times(self, factor: int) -> "Place":
        """factor·self."""
        total, power = IDENTITY, self
        while factor:
            if factor & 1:
                total += power
            power += power
            factor >>= 1
        return total

    def encode(self) -> bytes:
        """32 canonical bytes."""
        return (self.y | (self.x & 1) << 255).to_bytes(32, "little")


IDENTITY = Place(0, 1)


def decode(data: bytes) -> Place | None:
    """The point of 32 bytes; None if there is none."""
    encoded = int.from_bytes(data, "little")
    y, sign = encoded & (2**255 - 1), encoded >> 255
    square = (y * y - 1) * pow(_D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * _ROOT % P
    if x * x % P != square:
        return None
    return Place(x if x & 1 == sign else P - x, y)


BASE = decode(b"\x58" + b"\x66" * 31)
assert BASE is not None


def torsion() -> Place:
    """A point of order 8."""
    for number in range(99):
        found = decode(hashlib.sha256(bytes([number])).digest())
        if found is not None and (point := found.times(ORDER)).times(4) != IDENTITY:
            return point
    raise AssertionError


class Secret(NamedTuple):
    """What a seed stands for: the scalar a, and its public point."""

    scalar: int
    public: Place

    @classmethod
    def of(cls, seed: bytes) -> "Secret":
        """RFC 8032 §5.1.5."""
        half = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
        scalar = half & (2**254 - 8) | 2**254
        assert BASE is not None
        return cls(scalar, BASE.times(scalar))


def challenge(r: bytes, key: bytes, message: bytes) -> int:
    """h of the equation `S·B = R + h·A`."""
    return int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % ORDER
