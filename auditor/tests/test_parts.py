"""The parts by themselves: canonical JSON, keys and signatures, trees, sentences."""

import hashlib
import json

import pytest
from nacl.signing import SigningKey
from world import dig, mth, pub, sign

from hemicycle_audit import crypto, rules, tree
from hemicycle_audit.canonical import NotCanonicalError, decode

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    """Edwards addition in plain integers (RFC 8032 §5.1.4, affine)."""
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def times(n, a):
    out = (0, 1)
    while n:
        out = add(out, a) if n & 1 else out
        a, n = add(a, a), n >> 1
    return out


def point(key):
    y = int.from_bytes(key, "little") & (2**255 - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x if x * x % P == x2 else x * pow(2, (P - 1) // 4, P) % P
    return None if x * x % P != x2 else (P - x if (x & 1) != key[31] >> 7 else x, y)


def packed(a):
    return (a[1] | (a[0] & 1) << 255).to_bytes(32, "little")


def torsion():
    """Return a point of order 8."""
    for seed in range(99):
        a = point(hashlib.sha256(bytes([seed])).digest()[:31] + b"\x11")
        if a is None:
            continue
        t = times(crypto.ORDER, a)
        if times(4, t) != (0, 1):
            return t
    raise AssertionError


@pytest.mark.parametrize("multiple", range(1, 8))
def test_keys_with_a_torsion_part_are_refused(multiple):
    """Also those of order 2ℓ, which libsodium's own test let pass (CVE-2025-69277)."""
    key = SigningKey(bytes(32))
    part = times(multiple, torsion())
    mixed = packed(add(point(pub(key)), part))
    assert crypto.is_key(pub(key))
    assert not crypto.is_key(mixed)
    assert not crypto.is_key(packed(part))


@pytest.mark.parametrize(
    "key",
    [
        bytes(32),
        b"\1" + bytes(31),
        P.to_bytes(32, "little"),
        (P + 3).to_bytes(32, "little"),
        b"",
        b"\2" + bytes(31),
        b"\xff" * 32,
    ],
)
def test_bad_keys(key):
    assert not crypto.is_key(key)


def test_signatures_are_judged_strictly():
    key = SigningKey(b"\3" * 32)
    good = sign(key, "act", b"body")
    assert crypto.verify(pub(key), good, "act", b"body")
    scalar = int.from_bytes(good[32:], "little") + crypto.ORDER
    for bad in (
        good[:32] + scalar.to_bytes(32, "little"),
        good[:-1],
        good + b"\0",
        bytes(64),
        crypto.IDENTITY + good[32:],
    ):
        assert not crypto.verify(pub(key), bad, "act", b"body")
    assert not crypto.verify(pub(key), good, "code", b"body")
    assert not crypto.verify(pub(key), good, "act", b"bod", b"y")


def test_a_signature_with_r_the_identity_is_refused():
    """Whoever knows the seed can make one that satisfies the equation: R = 0, S = h·a."""
    seed = b"\5" * 32
    key = SigningKey(seed)
    half = bytearray(hashlib.sha512(seed).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    h = hashlib.sha512(crypto.IDENTITY + pub(key) + crypto.message("act", b"body")).digest()
    s = int.from_bytes(h, "little") * int.from_bytes(half, "little") % crypto.ORDER
    assert not crypto.verify(pub(key), crypto.IDENTITY + s.to_bytes(32, "little"), "act", b"body")


@pytest.mark.parametrize(
    ("raw", "offset"),
    [
        (b'{"a":1,"a":1}', 6),
        (b'{"b":1,"a":1}', 2),
        (b'{"a": 1}', 5),
        (b' {"a":1}', 0),
        (b'{"a":1}\n', 7),
        (b'{"a":1.0}', 5),
        (b'{"a":1.5}', 5),
        (b'{"a":-0}', 5),
        (b'{"a":1e2}', 5),
        (b'{"a":NaN}', 5),
        (b'{"a":9007199254740992}', 5),
        (b'{"a":"\\u0041"}', 6),
        (b'{"a":"\\ud800"}', 6),
        (b'{"a":"\\ud83d\\ude00"}', 6),
        (b'{"a":"\\/"}', 6),
        ('{"é":1}'.encode(), 2),
        (b'{"a":"\xff"}', 6),
        (b'{"a":"\xed\xa0\x80"}', 6),
        (b'{"a":1}{', 7),
        (b'{"a":', 5),
        (b"\xef\xbb\xbf{}", 0),
        (b"[" * 100000, 0),
        (b"", 0),
    ],
)
def test_what_is_not_canonical_is_refused_with_its_place(raw, offset):
    with pytest.raises(NotCanonicalError) as caught:
        decode(raw)
    assert caught.value.offset == offset


def test_what_is_canonical_is_read():
    value = {"a": [9007199254740991, -9007199254740991, True, None], "b": '\u2028"\\\n\x01\x7f😀', "c": {}}
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    assert decode(raw) == value


@pytest.mark.parametrize("size", [*range(18), 63, 64, 65])
def test_trees_follow_the_definition_at_every_size(size):
    leaves = [hashlib.sha256(bytes([i])).digest() for i in range(size)]
    assert tree.root_of(leaves) == mth(leaves)


def test_the_sentences_of_the_protocol():
    assert rules.sentence("M1", "Q2", 674, 640, 600, 499)[0] == ("赞成 499 票，超过全体代表 674 人的半数（至少 338 票），通过")
    assert rules.sentence("M1", "Q2", 256, 241, 240, 118)[0] == (
        "赞成 118 票，未超过全体代表 256 人的半数（至少 129 票），未通过"
    )
    assert rules.sentence("M1", "Q2", 256, 241, 240, 118)[1] == (
        "118 for are not more than half of all 256 deputies (at least 129): not carried"
    )
    assert "达到" in rules.sentence("M2", "Q1", 9, 9, 9, 6)[0]
    assert rules.sentence("M7", "Q7", 8, 6, 4, 4)[0].endswith("未超过全体 8 人的半数，未通过")


@pytest.mark.parametrize("members", range(1, 40))
def test_needed_is_the_least_that_carries(members):
    for rule, holds in {
        "M1": lambda f: 2 * f > members,
        "M2": lambda f: 3 * f >= 2 * members,
        "M7": lambda f: 2 * f > members - 1,
    }.items():
        least = next(f for f in range(members + 1) if holds(f))
        assert rules.needed(rule, members, members - 1) == least


def test_a_fingerprint_is_the_first_hundred_bits_of_its_digest():
    """In the words of §9: Crockford base32 of D("fingerprint"; key), 20 characters in fives."""
    key = bytes(range(32))
    bits = "".join(f"{byte:08b}" for byte in dig("fingerprint", key))
    text = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits[i : i + 5], 2)] for i in range(0, 100, 5))
    assert crypto.fingerprint(key) == "-".join(text[i : i + 5] for i in (0, 5, 10, 15))
    assert crypto.fingerprint(key) != crypto.fingerprint(bytes(32))
