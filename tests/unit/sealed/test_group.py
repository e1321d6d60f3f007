import ctypes
import dataclasses
import hashlib
import json
import pickle
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting_protocol.crypto import transcript
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed import libsodium
from voting_protocol.sealed.group import ORDER, ZERO, G, Point, Scalar, base, combine, hash_to_scalar, inverses

RFC9496 = json.loads((Path(__file__).parents[2] / "vectors" / "rfc9496.json").read_text())
numbers = st.integers(0, ORDER - 1)


def refused(code, call, *args, **kwargs):
    with pytest.raises(ProtocolError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


def test_the_generator_has_the_multiples_of_rfc_9496():
    total = ZERO
    for number, text in enumerate(RFC9496["multiples_of_the_generator"]):
        assert base(Scalar.of(number)).data.hex() == text
        assert (Scalar.of(number) * G).data.hex() == text
        assert total.data.hex() == text
        assert Point.decode(bytes.fromhex(text), allow_zero=True) == total
        total += G


@pytest.mark.parametrize(("uniform", "point"), RFC9496["from_uniform_bytes"])
def test_points_from_hashes_are_those_of_rfc_9496(uniform, point):
    assert Point.from_hash(bytes.fromhex(uniform)).data.hex() == point


@pytest.mark.parametrize("bad", RFC9496["bad_encodings"])
def test_01_a_bad_encoding_of_rfc_9496_is_refused(bad):
    refused("bad-point", Point.decode, bytes.fromhex(bad))
    refused("bad-point", Point.decode, bytes.fromhex(bad), allow_zero=True)


def test_01_a_point_with_bit_255_set_is_refused():
    high = G.data[:31] + bytes([G.data[31] | 0x80])
    refused("bad-point", Point.decode, high)
    refused("bad-point", Point.decode, bytes(31) + b"\x80", allow_zero=True)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_01_a_point_is_32_bytes(length):
    refused("bad-point", Point.decode, (G.data * 2)[:length])
    refused("bad-point", Point.decode, bytes(length), allow_zero=True)


def test_02_the_identity_is_a_point_only_where_it_is_allowed():
    refused("bad-point", Point.decode, bytes(32))
    assert Point.decode(bytes(32), allow_zero=True).is_zero
    assert not G.is_zero


def test_02_arithmetic_is_total():
    zero, one, x = Scalar.of(0), Scalar.of(1), Scalar.of(77)
    point = base(x)
    assert zero * point == x * ZERO == zero * ZERO == zero * G == base(zero) == point - point == ZERO
    assert point + ZERO == ZERO + point == point - ZERO == one * point == -(ZERO - point) == point
    assert ZERO - ZERO == -ZERO == ZERO + ZERO == ZERO
    assert combine([]) == ZERO
    assert combine([(x, G), (one, point), (zero, G)]) == base(Scalar.of(154))


def test_02_a_bad_point_is_never_taken_for_zero():
    bad = object.__new__(Point)
    object.__setattr__(bad, "data", bytes.fromhex(RFC9496["bad_encodings"][-2]))
    for operation in (lambda: Scalar.of(2) * bad, lambda: G + bad, lambda: bad - G, lambda: -bad):
        refused("bad-point", operation)


@pytest.mark.parametrize("number", [ORDER, ORDER + 1, 2**253, 2**255, 2**256 - 1])
def test_03_a_scalar_beyond_the_order_is_refused(number):
    refused("bad-scalar", Scalar.decode, number.to_bytes(32, "little"))


def test_03_a_scalar_is_32_bytes_below_the_order():
    assert Scalar.decode((ORDER - 1).to_bytes(32, "little")) == Scalar.of(-1)
    assert Scalar.decode(bytes(32)).is_zero
    for length in (0, 31, 33, 64):
        refused("bad-scalar", Scalar.decode, bytes(length))


def test_12_a_challenge_is_64_hashed_bytes():
    fields = (b"", b"share", bytes(100))
    wide = hashlib.sha512(transcript("set", *fields)).digest()
    assert hash_to_scalar("set", *fields) == Scalar.of(int.from_bytes(wide, "little"))
    refused("bad-scalar", Scalar.from_wide, bytes(32))
    refused("bad-point", Point.from_hash, bytes(32))


@given(numbers, numbers)
def test_scalars_are_the_integers_modulo_the_order(x, y):
    a, b = Scalar.of(x), Scalar.of(y)
    assert a + b == Scalar.of(x + y)
    assert a - b == Scalar.of(x - y)
    assert a * b == Scalar.of(x * y)
    assert -a == Scalar.of(-x)
    assert (a == b) == (x == y)
    assert Scalar.decode(a.data) == a
    if x:
        assert a * a.inverse() == Scalar.of(1)


@given(numbers, numbers)
def test_multiplication_distributes(x, y):
    a, b, point = Scalar.of(x), Scalar.of(y), Point.from_hash(hashlib.sha512(b"any").digest())
    assert a * point + b * point == (a + b) * point
    assert a * (b * point) == (a * b) * point
    assert base(a) - base(b) == base(a - b)


@given(st.lists(numbers, max_size=6))
def test_many_inverses_are_those_of_each(drawn):
    found = inverses(drawn)
    assert found.keys() == {number for number in drawn if number}
    assert all(number * found[number] % ORDER == 1 for number in found)


def test_zero_has_no_inverse():
    assert inverses([0, 1, 0]) == {1: 1}
    refused("bad-scalar", Scalar.of(0).inverse)


def test_secrets_are_drawn_and_never_shown():
    drawn = {Scalar.random() for _ in range(50)}
    assert len(drawn) == 50
    assert repr(drawn.pop()) == str(Scalar.of(7)) == "Scalar()"


@pytest.mark.parametrize("value", [Scalar.of(7), G, ZERO])
def test_values_are_frozen_made_by_checks_only_and_travel(value):
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.data = bytes(32)
    with pytest.raises(TypeError):
        type(value)(bytes(32))
    assert pickle.loads(pickle.dumps(value)) == value


def test_the_library_in_the_wheel_computes_the_same_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    library = libsodium.from_wheel()
    assert library.sodium_init() >= 0
    out = ctypes.create_string_buffer(32)
    x = Scalar.of(2**200 + 3)
    assert library.crypto_scalarmult_ristretto255(out, x.data, base(Scalar.of(5)).data) == 0
    assert out.raw == base(x * Scalar.of(5)).data
    assert list(tmp_path.iterdir()) == []


def test_without_a_system_library_the_wheel_is_used(monkeypatch):
    monkeypatch.setattr(libsodium, "_system", lambda: iter([]))
    assert hasattr(libsodium.load(), "crypto_core_ristretto255_from_hash")


def test_a_machine_with_neither_says_so(monkeypatch):
    monkeypatch.setattr(libsodium, "_system", lambda: iter([]))
    monkeypatch.setattr(libsodium.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="libsodium"):
        libsodium.load()
