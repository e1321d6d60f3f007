"""ristretto255 (RFC 9496) by libsodium, strict on what comes in (docs/sealed.md §1).

libsodium 1.0.18 accepts encodings with bit 255 set and scalars that are not reduced, and reports the identity
as an error. So what comes from outside is judged here, and arithmetic on what was judged is total.
"""

import ctypes
import ctypes.util
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import reduce
from pathlib import Path
from typing import NewType

from hemicycle_audit.crypto import ORDER, PRIME

Point = NewType("Point", bytes)
"""The canonical encoding of an element; made by ``read_point`` and by arithmetic only."""

ZERO = Point(bytes(32))
_NAMES = ("libsodium.so.26", "libsodium.so.23", "libsodium.so", "libsodium.26.dylib", "libsodium.dylib", "libsodium.dll")
_SYMBOLS = ("crypto_scalarmult_ristretto255", "crypto_scalarmult_ristretto255_base", "crypto_core_ristretto255_is_valid_point")


def _of_the_system() -> Iterator[ctypes.CDLL]:
    for name in _NAMES:
        with suppress(OSError):
            yield ctypes.CDLL(name)
    found = ctypes.util.find_library("sodium")
    if found:
        with suppress(OSError):
            yield ctypes.CDLL(found)


def _of_the_wheel() -> ctypes.CDLL:
    """Return the library inside ``rbcl``, which writes it to a file to load it; the file has served then."""
    from rbcl._sodium import _sodium

    library: ctypes.CDLL = _sodium
    with suppress(OSError):
        Path(library._name).unlink()
    return library


def _load() -> ctypes.CDLL:
    for library in _of_the_system():
        if all(hasattr(library, symbol) for symbol in _SYMBOLS):
            return library
    return _of_the_wheel()


_sodium = _load()
_sodium.sodium_init()


def read_point(data: bytes, *, zero: bool = False) -> Point | None:
    """Return the point that 32 bytes encode, or None: not canonical, no element, or 0 where it is not allowed.

    Bit 255 belongs to the number read, so that it is beyond the field where the bit is set.
    """
    if len(data) != 32 or data[0] & 1 or int.from_bytes(data, "little") >= PRIME:
        return None
    if data == ZERO:
        return ZERO if zero else None
    return Point(data) if _sodium.crypto_core_ristretto255_is_valid_point(data) == 1 else None


def read_points(data: bytes) -> list[Point] | None:
    """Return the points whose encodings are concatenated in ``data``, or None if one of them is none, or 0."""
    points = [read_point(data[at : at + 32]) for at in range(0, len(data), 32)]
    good = [point for point in points if point is not None]
    return good if len(good) == len(points) else None


def read_scalar(data: bytes) -> int | None:
    """Return the scalar of 32 little-endian bytes, or None if it is not below ℓ."""
    value = int.from_bytes(data, "little")
    return value if len(data) == 32 and value < ORDER else None


def scalar_bytes(value: int) -> bytes:
    """Return the 32 little-endian bytes of ``value`` modulo ℓ."""
    return (value % ORDER).to_bytes(32, "little")


def from_hash(data: bytes) -> Point:
    """Return the point of 64 bytes by the map of RFC 9496 §4.3.4; nobody knows its logarithm."""
    out = ctypes.create_string_buffer(32)
    _sodium.crypto_core_ristretto255_from_hash(out, data)
    return Point(out.raw)


def times(scalar: int, point: Point) -> Point:
    """Return scalar·point. libsodium's error means that the result is 0, for the point was judged before."""
    out = ctypes.create_string_buffer(32)
    status = _sodium.crypto_scalarmult_ristretto255(out, scalar_bytes(scalar), point)
    return Point(out.raw) if status == 0 else ZERO


def times_base(scalar: int) -> Point:
    """Return scalar·G."""
    out = ctypes.create_string_buffer(32)
    status = _sodium.crypto_scalarmult_ristretto255_base(out, scalar_bytes(scalar))
    return Point(out.raw) if status == 0 else ZERO


def add(left: Point, right: Point) -> Point:
    """Return left + right."""
    out = ctypes.create_string_buffer(32)
    _sodium.crypto_core_ristretto255_add(out, left, right)
    return Point(out.raw)


def subtract(left: Point, right: Point) -> Point:
    """Return left - right."""
    out = ctypes.create_string_buffer(32)
    _sodium.crypto_core_ristretto255_sub(out, left, right)
    return Point(out.raw)


def total(points: Iterable[Point]) -> Point:
    """Return the sum of all points; 0 if there is none."""
    several = list(points)
    return reduce(add, several) if several else ZERO


def combine(weights: Iterable[int], points: Iterable[Point]) -> Point:
    """Return Σ weight·point."""
    return total(point if weight == 1 else times(weight, point) for weight, point in zip(weights, points, strict=True))
