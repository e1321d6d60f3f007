import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting_protocol.encoding import b64u, crockford, format_code, lp, normalise_code, receipt_code, u32, u64, unb64u
from voting_protocol.errors import ProtocolError


@given(st.binary(max_size=100))
def test_base64url_round_trip(value: bytes):
    assert unb64u(b64u(value)) == value


@given(st.text(alphabet=string.ascii_letters + string.digits + "-_=+/ \n", max_size=12))
def test_base64url_has_one_text_for_each_value(text: str):
    try:
        assert b64u(unb64u(text)) == text
    except ProtocolError as problem:
        assert problem.code == "bad-encoding"


@pytest.mark.parametrize("text", ["QQ==", "QR", "A", "QQ\n", "Q Q", "QQ+", "QQ/", "ＱＱ"])
def test_base64url_refuses_padding_stray_bits_and_foreign_characters(text: str):
    with pytest.raises(ProtocolError, match="bad-encoding"):
        unb64u(text)


def test_base64url_refuses_another_length():
    with pytest.raises(ProtocolError):
        unb64u("QQ", 2)


def test_integers_and_prefixes_are_big_endian():
    assert u32(1) == b"\0\0\0\1"
    assert u64(258) == b"\0\0\0\0\0\0\1\2"
    assert lp(b"ab") == b"\0\0\0\2ab"


def test_crockford_takes_the_most_significant_bits_first():
    assert crockford(b"\xff\x00", 3) == "ZW0"
    assert receipt_code(bytes(32)) == "0000 0000"


@given(st.binary(min_size=10, max_size=10))
def test_a_code_survives_being_typed_badly(secret: bytes):
    code = format_code(secret)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert normalise_code(typed) == code.replace("-", "")


@pytest.mark.parametrize("text", ["", "AAAA-BBBB-CCCC", "AAAA-BBBB-CCCC-DDDU", "AAAA-BBBB-CCCC-DDDD-E"])
def test_what_is_no_code_is_refused(text: str):
    with pytest.raises(ProtocolError, match="bad-code"):
        normalise_code(text)
