"""ristretto255 by itself: strict on what comes in, total in arithmetic; and the same from both libraries."""

import random
import subprocess
import sys
from pathlib import Path

import prover
import pytest
from test_parts import D, P

import hemicycle_audit
from hemicycle_audit.crypto import ORDER
from hemicycle_audit.group import ZERO, add, combine, read_point, read_points, read_scalar, subtract, times, times_base, total

# RFC 9496, appendix A.1: the multiples 0 to 4 of the generator; and some of A.2, which are no encodings
MULTIPLES = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
    "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
    "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
    "da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57",
]
NO_POINTS = {
    "beyond the field": "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "p": "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "p + 1, which is 1": "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "odd": "0100000000000000000000000000000000000000000000000000000000000000",
    "bit 255": "0000000000000000000000000000000000000000000000000000000000000080",
    "bit 255 of the generator": MULTIPLES[1][:-2] + "f6",
    "no square": "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
}

ROOT = pow(2, (P - 1) // 4, P)


def square_root(u, v):
    """Whether u/v is a square, and the non-negative root of u/v or of i·u/v (RFC 9496 §4.2)."""
    r = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    check = v * r * r % P
    if check in (-u % P, -u * ROOT % P):
        r = r * ROOT % P
    return check in (u % P, -u % P), P - r if r & 1 else r


def decodes(data):
    """RFC 9496 §4.3.1 in plain integers."""
    s = int.from_bytes(data, "little")
    if s >= P or s & 1:
        return False
    u1, u2 = (1 - s * s) % P, (1 + s * s) % P
    v = (-D * u1 * u1 - u2 * u2) % P
    square, root = square_root(1, v * u2 * u2)
    x, y = 2 * s * root * u2, u1 * root * root * u2 * v
    x = x % P if x % P % 2 == 0 else -x % P
    return square and x * y % P % 2 == 0 and y % P != 0


@pytest.mark.parametrize("n", range(5))
def test_multiples_of_the_generator(n):
    point = times_base(n)
    assert point.hex() == MULTIPLES[n]
    assert read_point(point, zero=True) == point
    assert (read_point(point) is None) == (n == 0)


@pytest.mark.parametrize("why", NO_POINTS)
def test_what_is_no_point(why):
    assert read_point(bytes.fromhex(NO_POINTS[why])) is None
    assert read_point(bytes.fromhex(NO_POINTS[why]), zero=True) is None


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_point_has_32_bytes(length):
    assert read_point(bytes.fromhex(MULTIPLES[2] * 2)[:length]) is None


def test_decoding_is_that_of_the_rfc():
    rnd = random.Random(7)
    seen = set()
    for n in range(600):
        data = bytearray(times_base(n + 1) if n % 3 else rnd.randbytes(32))
        if n % 2:
            data[rnd.randrange(32)] ^= 1 << rnd.randrange(8)
        assert (read_point(bytes(data)) is not None) == decodes(data), data.hex()
        seen.add(decodes(data))
    assert seen == {True, False}


def test_several_points():
    good = bytes.fromhex("".join(MULTIPLES[1:]))
    assert read_points(good) == [times_base(n) for n in range(1, 5)]
    assert read_points(good[:-1]) is None
    assert read_points(good + ZERO) is None
    assert read_points(b"") == []


def test_scalars_are_refused_not_reduced():
    assert read_scalar((ORDER - 1).to_bytes(32, "little")) == ORDER - 1
    assert read_scalar(bytes(32)) == 0
    for bad in (ORDER.to_bytes(32, "little"), b"\xff" * 32, bytes(31), bytes(33), b""):
        assert read_scalar(bad) is None


def test_arithmetic_is_total():
    g = times_base(1)
    assert times(0, g) == times_base(0) == times(5, ZERO) == times(ORDER, g) == total([]) == ZERO
    assert add(g, ZERO) == g == add(ZERO, g) == subtract(g, ZERO)
    assert subtract(g, g) == ZERO == add(g, times(-1, g))
    assert subtract(ZERO, g) == times_base(ORDER - 1)
    assert combine([2, 1, -3], [g, g, g]) == ZERO


def test_both_libraries_agree():
    rnd = random.Random(3)
    for _ in range(20):
        a, b = rnd.randrange(ORDER), rnd.randrange(ORDER)
        assert times_base(a) == prover.base(a)
        assert times(b, times_base(a)) == prover.mul(b, prover.base(a)) == times_base(a * b)
        assert add(times_base(a), times_base(b)) == prover.add(prover.base(a), prover.base(b)) == times_base(a + b)


def test_the_library_of_the_wheel_serves_where_the_system_has_none():
    """In a process of its own, which finds no library of the system; nothing is left in the temporary folder."""
    code = """
import ctypes, ctypes.util, os, tempfile
real = ctypes.CDLL
def load(name, *rest, **more):
    if "/" not in str(name):
        raise OSError(name)
    return real(name, *rest, **more)
ctypes.CDLL, ctypes.util.find_library = load, lambda name: None
before = set(os.listdir(tempfile.gettempdir()))
from hemicycle_audit import group
print(os.path.isabs(group._sodium._name), os.path.exists(group._sodium._name), group.times_base(2).hex())
"""
    environment = {"PYTHONPATH": str(Path(hemicycle_audit.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=False, timeout=60)
    assert done.stdout.decode().split() == ["True", "False", MULTIPLES[2]], done.stderr.decode()
