import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings as sodium

from voting_protocol.crypto import SigningKey, check_public_key, code_key, digest, equal, new_code, transcript, verify
from voting_protocol.errors import ProtocolError

ORDER = 2**252 + 27742317777372353535851937790883648493

# RFC 8032 §7.1, test 2: seed, public key, message, signature.
RFC8032 = (
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
)


def test_keys_are_those_of_rfc_8032():
    seed, public, message, signature = (bytes.fromhex(text) for text in RFC8032)
    assert SigningKey.from_seed(seed).public == public
    assert sodium.crypto_sign_open(signature + message, public) == message


def test_a_transcript_is_its_length_prefixed_parts():
    assert transcript("act", b"xy") == b"\0\0\0\x0fhemicycle/1/act\0\0\0\2xy"
    assert len(digest("act", b"xy")) == 32


@given(st.lists(st.binary(max_size=8), max_size=4), st.lists(st.binary(max_size=8), max_size=4))
def test_different_fields_never_share_a_transcript(left, right):
    assert (transcript("t", *left) == transcript("t", *right)) == (left == right)


def test_a_signature_holds_for_its_key_tag_and_fields_only():
    key, other = SigningKey.generate(), SigningKey.generate()
    signature = key.sign("act", b"body")
    assert verify(key.public, signature, "act", b"body")
    assert not verify(other.public, signature, "act", b"body")
    assert not verify(key.public, signature, "code", b"body")
    assert not verify(key.public, signature, "act", b"bodx")
    assert not verify(key.public, signature[:-1], "act", b"body")


def test_a_signature_with_s_beyond_the_order_is_refused():
    key = SigningKey.generate()
    signature = key.sign("act", b"body")
    s = int.from_bytes(signature[32:], "little") + ORDER
    assert not verify(key.public, signature[:32] + s.to_bytes(32, "little"), "act", b"body")


@given(st.integers(0, 511))
def test_every_flipped_bit_breaks_a_signature(bit: int):
    key = SigningKey.from_seed(bytes(range(32)))
    signature = bytearray(key.sign("ballot", b"x"))
    signature[bit // 8] ^= 1 << bit % 8
    assert not verify(key.public, bytes(signature), "ballot", b"x")


@pytest.mark.parametrize(
    "key",
    [
        b"\1" + bytes(31),  # the identity
        bytes(32),  # order 4
        b"\xec" + b"\xff" * 30 + b"\x7f",  # order 2
        b"\xee" + b"\xff" * 30 + b"\x7f",  # y = p + 1, not canonical
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),  # order 8
        b"\2" * 31,
    ],
)
def test_keys_that_are_no_prime_order_points_are_refused(key: bytes):
    with pytest.raises(ProtocolError, match="bad-key"):
        check_public_key(key)


def test_keys_of_mixed_order_are_refused():
    """P + (0, −1), of order 2ℓ: some versions of libsodium took these for points of the main subgroup."""
    y = int.from_bytes(SigningKey.generate().public, "little") & (2**255 - 1)
    for sign in (0, 1):
        with pytest.raises(ProtocolError, match="bad-key"):
            check_public_key((2**255 - 19 - y | sign << 255).to_bytes(32, "little"))


def test_a_code_gives_the_same_key_however_it_is_typed():
    code = new_code()
    assert code_key(code).public == code_key(code.lower().replace("-", " ")).public
    assert code_key(new_code()).public != code_key(code).public


def test_secrets_do_not_show():
    key = SigningKey.from_seed(b"\x41" * 32)
    assert "AAAA" not in repr(key).replace(repr(key.public), "")
    assert equal(b"a", b"a")
    assert not equal(b"a", b"b")
