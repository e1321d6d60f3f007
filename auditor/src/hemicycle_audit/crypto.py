"""Hashes, tags, base64url, Crockford base32 and the strict Ed25519 verdict of protocol §1."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from functools import lru_cache

from nacl import bindings
from nacl.exceptions import BadSignatureError
from nacl.exceptions import RuntimeError as SodiumError

ORDER = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19
IDENTITY = b"\x01" + bytes(31)
ZERO32 = bytes(32)
_ORDER_MINUS_ONE = (ORDER - 1).to_bytes(32, "little")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def u32(value: int) -> bytes:
    """Return the 4 big-endian bytes of ``value``."""
    return value.to_bytes(4, "big")


def u64(value: int) -> bytes:
    """Return the 8 big-endian bytes of ``value``."""
    return value.to_bytes(8, "big")


def length_prefixed(data: bytes) -> bytes:
    """Return ``u32(len)`` and the data (LP of §1)."""
    return u32(len(data)) + data


def message(tag: str, *fields: bytes) -> bytes:
    """Return the bytes that H hashes and Sig signs for a tag and its fields (§1)."""
    return b"".join(map(length_prefixed, (b"hemicycle/1/" + tag.encode(), *fields)))


def digest(tag: str, *fields: bytes) -> bytes:
    """Return D(tag; fields): the first 32 bytes of SHA-512 over the message (§1)."""
    return hashlib.sha512(message(tag, *fields)).digest()[:32]


def hash_to_scalar(tag: str, *fields: bytes) -> int:
    """Return Hs(tag; fields): all 64 bytes of the hash, little-endian, modulo ℓ (docs/sealed.md §1)."""
    return int.from_bytes(hashlib.sha512(message(tag, *fields)).digest(), "little") % ORDER


def listed(items: Sequence[bytes]) -> bytes:
    """Return list(items): their number and, one after another, the items, all of one length (docs/sealed.md §1)."""
    return u32(len(items)) + b"".join(items)


def from_b64u(text: str) -> bytes | None:
    """Return the bytes of strict base64url without padding; None if encoding again differs (§1).

    The decoder passes over foreign characters and takes ``+`` for ``-``; encoding again shows it.
    """
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return data if to_b64u(data) == text else None


def to_b64u(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


@lru_cache(maxsize=65536)
def is_key(key: bytes) -> bool:
    """Tell whether 32 bytes are a canonical point of prime order that is not the identity (§1).

    libsodium's own subgroup test let points of order 2ℓ pass up to 1.0.20 (CVE-2025-69277), so the
    order is proved here by (ℓ-1)·P = -P, which holds only if ℓ·P = 0.
    """
    if len(key) != 32 or int.from_bytes(key, "little") & (2**255 - 1) >= PRIME:
        return False
    try:
        negative = bindings.crypto_scalarmult_ed25519_noclamp(_ORDER_MINUS_ONE, key)
    except SodiumError:  # not on the curve, or of small order
        return False
    return bool(negative == key[:31] + bytes([key[31] ^ 0x80]))


def verify(key: bytes, signature: bytes, tag: str, *fields: bytes) -> bool:
    """Tell whether ``signature`` is Sig(key, tag; fields) in the strict sense of §1.

    libsodium compares the encoding of S·B - h·A with R byte for byte. Since A is of prime order here,
    an accepted R is canonical and of prime order, too, unless it is the identity.
    """
    if len(signature) != 64 or not is_key(key):
        return False
    if signature[:32] == IDENTITY or int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    try:
        bindings.crypto_sign_open(signature + message(tag, *fields), key)
    except BadSignatureError:
        return False
    return True


def crockford(data: bytes, length: int, group: int) -> str:
    """Return the first ``length`` Crockford characters of ``data``, in groups of ``group`` joined by hyphens."""
    bits = int.from_bytes(data, "big") >> (8 * len(data) - 5 * length)
    text = "".join(_ALPHABET[bits >> shift & 31] for shift in range(5 * (length - 1), -1, -5))
    return "-".join(text[i : i + group] for i in range(0, length, group))


def plain_crockford(text: str) -> str:
    """Return the characters that people may have written with hyphens, spaces, in lower case, or as I, L and O (§4)."""
    return text.upper().replace("-", "").replace(" ", "").translate(str.maketrans("ILO", "110"))


def fingerprint(key: bytes) -> str:
    """Return a key's fingerprint for people to compare (§9): 20 Crockford characters of D, in fives."""
    return crockford(digest("fingerprint", key), 20, 5)
