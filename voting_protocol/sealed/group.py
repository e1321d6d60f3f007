"""ristretto255 and its scalars (docs/sealed.md §1; RFC 9496), strict on input, total in arithmetic.

libsodium computes; what it leaves open is decided here: it accepts scalars ≥ ℓ and, in 1.0.18, points with bit 255 set,
and it fails alike for an identity result and for a bad point. Point operations release the GIL.
"""

import ctypes
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import overload

from voting_protocol.crypto import digest64
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed import libsodium

ORDER = 2**252 + 27742317777372353535851937790883648493
SCALAR_BYTES = 32
POINT_BYTES = 32
_WIDE_BYTES = 64
_FIELD = 2**255 - 19
_ZERO = bytes(32)
_Out = ctypes.c_char * 32

_points = libsodium.load()
# Scalar operations take less time than giving the GIL away and back.
_scalars = ctypes.PyDLL(_points._name, handle=_points._handle)
_multiply = _points.crypto_scalarmult_ristretto255
_multiply_base = _points.crypto_scalarmult_ristretto255_base
_add = _points.crypto_core_ristretto255_add
_subtract = _points.crypto_core_ristretto255_sub
_is_valid = _points.crypto_core_ristretto255_is_valid_point
_hash_to_point = _points.crypto_core_ristretto255_from_hash
_scalar_add = _scalars.crypto_core_ristretto255_scalar_add
_scalar_subtract = _scalars.crypto_core_ristretto255_scalar_sub
_scalar_multiply = _scalars.crypto_core_ristretto255_scalar_mul
_scalar_negate = _scalars.crypto_core_ristretto255_scalar_negate
_scalar_invert = _scalars.crypto_core_ristretto255_scalar_invert
_scalar_reduce = _scalars.crypto_core_ristretto255_scalar_reduce

# RFC 9496 §A.1.
_GENERATOR = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")


@dataclass(frozen=True, slots=True, init=False, eq=False)
class Scalar:
    """An integer mod ℓ as 32 canonical little-endian bytes; never shown by `repr`."""

    data: bytes = field(repr=False)

    @staticmethod
    def decode(data: bytes) -> "Scalar":
        """The scalar of 32 bytes below ℓ, zero included; `bad-scalar` otherwise, nothing is reduced."""
        if len(data) != SCALAR_BYTES or int.from_bytes(data, "little") >= ORDER:
            raise ProtocolError("bad-scalar")
        return _scalar(bytes(data))

    @staticmethod
    def of(number: int) -> "Scalar":
        """A public number mod ℓ; not for secrets, Python's integers take a time that depends on the value."""
        return _scalar((number % ORDER).to_bytes(SCALAR_BYTES, "little"))

    @staticmethod
    def from_wide(data: bytes) -> "Scalar":
        """64 bytes as a little-endian integer mod ℓ; `bad-scalar` for another length."""
        if len(data) != _WIDE_BYTES:
            raise ProtocolError("bad-scalar")
        out = _Out()
        _scalar_reduce(out, data)
        return _scalar(out.raw)

    @staticmethod
    def random() -> "Scalar":
        """A secret: 64 bytes of the operating system's randomness mod ℓ, not zero."""
        while True:
            scalar = Scalar.from_wide(secrets.token_bytes(_WIDE_BYTES))
            if not scalar.is_zero:
                return scalar

    @property
    def is_zero(self) -> bool:
        """Whether this is 0."""
        return hmac.compare_digest(self.data, _ZERO)

    @property
    def number(self) -> int:
        """The integer below ℓ; not of secrets, as `of`."""
        return int.from_bytes(self.data, "little")

    def inverse(self) -> "Scalar":
        """`1/x` mod ℓ; `bad-scalar` for 0."""
        out = _Out()
        if _scalar_invert(out, self.data) != 0:
            raise ProtocolError("bad-scalar")
        return _scalar(out.raw)

    def __add__(self, other: "Scalar") -> "Scalar":
        out = _Out()
        _scalar_add(out, self.data, other.data)
        return _scalar(out.raw)

    def __sub__(self, other: "Scalar") -> "Scalar":
        out = _Out()
        _scalar_subtract(out, self.data, other.data)
        return _scalar(out.raw)

    def __neg__(self) -> "Scalar":
        out = _Out()
        _scalar_negate(out, self.data)
        return _scalar(out.raw)

    @overload
    def __mul__(self, other: "Scalar") -> "Scalar": ...
    @overload
    def __mul__(self, other: "Point") -> "Point": ...
    def __mul__(self, other: "Scalar | Point") -> "Scalar | Point":
        out = _Out()
        if isinstance(other, Scalar):
            _scalar_multiply(out, self.data, other.data)
            return _scalar(out.raw)
        if _ZERO in (self.data, other.data):
            return ZERO
        if other.data == _GENERATOR:
            return base(self)
        # The order is prime, so a product of non-zero factors is not zero: a failure is a bad point.
        if _multiply(out, self.data, other.data) != 0:
            raise ProtocolError("bad-point")
        return _point(out.raw)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scalar) and hmac.compare_digest(self.data, other.data)

    def __hash__(self) -> int:
        return hash(self.data)


@dataclass(frozen=True, slots=True, init=False)
class Point:
    """A ristretto255 element as its 32 canonical bytes; made by `decode`, `from_hash`, `base` or arithmetic only."""

    data: bytes

    @staticmethod
    def decode(data: bytes, *, allow_zero: bool = False) -> "Point":
        """The point of 32 canonical bytes (RFC 9496 §4.3.1); `bad-point` otherwise, and for zero unless allowed."""
        if len(data) != POINT_BYTES:
            raise ProtocolError("bad-point")
        element = int.from_bytes(data, "little")
        if element == 0 and allow_zero:
            return ZERO
        if element == 0 or element >= _FIELD or element & 1 or _is_valid(bytes(data)) != 1:
            raise ProtocolError("bad-point")
        return _point(bytes(data))

    @staticmethod
    def claimed(data: bytes) -> "Point":
        """32 bytes in canonical form and not zero, of which the first operation tells whether they are a point; `bad-point` there as here."""
        element = int.from_bytes(data, "little")
        if len(data) != POINT_BYTES or element == 0 or element >= _FIELD or element & 1:
            raise ProtocolError("bad-point")
        return _point(bytes(data))

    @staticmethod
    def from_hash(data: bytes) -> "Point":
        """The point of 64 uniform bytes (RFC 9496 §4.3.4); nobody knows its logarithm. `bad-point` for another length."""
        out = _Out()
        if len(data) != _WIDE_BYTES or _hash_to_point(out, data) != 0:
            raise ProtocolError("bad-point")
        return _point(out.raw)

    @property
    def is_zero(self) -> bool:
        """Whether this is the identity."""
        return self.data == _ZERO

    def __add__(self, other: "Point") -> "Point":
        out = _Out()
        if _add(out, self.data, other.data) != 0:
            raise ProtocolError("bad-point")
        return _point(out.raw)

    def __sub__(self, other: "Point") -> "Point":
        out = _Out()
        if _subtract(out, self.data, other.data) != 0:
            raise ProtocolError("bad-point")
        return _point(out.raw)

    def __neg__(self) -> "Point":
        return ZERO - self


# The slots' own setters: half the time of object.__setattr__, and there are a hundred of them in a ballot.
_new = object.__new__
_set_scalar = Scalar.__dict__["data"].__set__
_set_point = Point.__dict__["data"].__set__


def _scalar(data: bytes) -> Scalar:
    scalar = _new(Scalar)
    _set_scalar(scalar, data)
    return scalar


def _point(data: bytes) -> Point:
    point = _new(Point)
    _set_point(point, data)
    return point


def base(scalar: Scalar) -> Point:
    """`x·G`; zero for 0."""
    if scalar.data == _ZERO:
        return ZERO
    out = _Out()
    if _multiply_base(out, scalar.data) != 0:
        raise ProtocolError("bad-scalar")
    return _point(out.raw)


def combine(terms: Iterable[tuple[Scalar, Point]], start: Point | None = None) -> Point:
    """`start + Σ xᵢ·Pᵢ` over public values: the one place for a native multi-scalar multiplication."""
    total, product = _Out.from_buffer_copy((start or ZERO).data), _Out()
    for scalar, point in terms:
        if _ZERO in (scalar.data, point.data):
            continue
        if _multiply(product, scalar.data, point.data) != 0 or _add(total, total, product) != 0:
            raise ProtocolError("bad-point")
    return _point(total.raw)


def inverses(numbers: Iterable[int]) -> dict[int, int]:
    """`1/x` mod ℓ of public numbers below ℓ, 0 left out: one inversion for all of them."""
    wanted = [number for number in dict.fromkeys(numbers) if number]
    products = [1]
    for number in wanted:
        products.append(products[-1] * number % ORDER)
    found, left = {}, pow(products[-1], -1, ORDER)
    for number, before in zip(reversed(wanted), reversed(products[:-1]), strict=True):
        found[number] = left * before % ORDER
        left = left * number % ORDER
    return found


def hash_to_scalar(tag: str, *fields: bytes) -> Scalar:
    """`Hs(tag; f1, …)`: the 64 bytes of `H` as a little-endian integer mod ℓ (docs/sealed.md §1)."""
    return Scalar.from_wide(digest64(tag, *fields))


ZERO = _point(_ZERO)
G = _point(_GENERATOR)
