"""Bytes of the protocol: length prefixes, unsigned integers, base64url, Crockford base32 (docs/protocol.md §1)."""

import binascii
import struct

from voting_protocol.errors import ProtocolError

ZERO32 = bytes(32)
_U32, _U64 = struct.Struct(">I"), struct.Struct(">Q")
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 16
_CODE_ALIASES = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None})


def lp(value: bytes) -> bytes:
    """`LP(b) = u32(len b) ‖ b`."""
    return _U32.pack(len(value)) + value


def u32(value: int) -> bytes:
    """Four bytes, big-endian; `struct.error` outside 0..2³²−1."""
    return _U32.pack(value)


def u64(value: int) -> bytes:
    """Eight bytes, big-endian; `struct.error` outside 0..2⁶⁴−1."""
    return _U64.pack(value)


def b64u(value: bytes) -> str:
    """base64url without padding (RFC 4648 §5)."""
    return binascii.b2a_base64(value, newline=False).translate(_TO_URL, b"=").decode()


def unb64u(text: str, length: int | None = None) -> bytes:
    """Strict inverse of `b64u`: padding, stray bits, foreign characters or another length raise `bad-encoding`."""
    try:
        value = binascii.a2b_base64(text.encode().translate(_FROM_URL) + b"=" * (-len(text) % 4))
    except (AttributeError, ValueError) as problem:
        raise ProtocolError("bad-encoding") from problem
    # The decoder passes over what it does not know; only what it writes itself is what was meant.
    if b64u(value) != text or (length is not None and len(value) != length):
        raise ProtocolError("bad-encoding")
    return value


def crockford(value: bytes, length: int) -> str:
    """The first `length` characters of the Crockford base32 of `value`, most significant bits first."""
    bits = int.from_bytes(value, "big")
    total = len(value) * 8
    return "".join(_CROCKFORD[(bits >> (total - 5 * (i + 1))) & 31] for i in range(length))


def receipt_code(ballot_id: bytes) -> str:
    """The code a deputy reads on the tablet: eight characters in two groups (docs/protocol.md §6)."""
    text = crockford(ballot_id, 8)
    return f"{text[:4]} {text[4:]}"


def format_code(secret: bytes) -> str:
    """An enrolment code from 10 random bytes: four groups of four Crockford characters."""
    text = crockford(secret, _CODE_LENGTH)
    return "-".join(text[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def normalise_code(text: str) -> str:
    """The 16 characters of a code as typed by a person; `bad-code` if they are not a code."""
    code = text.upper().translate(_CODE_ALIASES)
    if len(code) != _CODE_LENGTH or any(c not in _CROCKFORD for c in code):
        raise ProtocolError("bad-code")
    return code
