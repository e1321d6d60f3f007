"""Ed25519 and SHA-512 under the protocol's domain tags (docs/protocol.md §1). Primitives are libsodium's, through PyNaCl."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from nacl import bindings as sodium
from nacl.exceptions import BadSignatureError

from voting_protocol.encoding import b64u, format_code, lp, normalise_code
from voting_protocol.errors import ProtocolError

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_PREFIX = b"hemicycle/1/"


def transcript(tag: str, *fields: bytes) -> bytes:
    """`LP("hemicycle/1/"‖tag) ‖ LP(f1) ‖ …`: what is hashed and what is signed."""
    return lp(_PREFIX + tag.encode()) + b"".join(map(lp, fields))


def digest64(tag: str, *fields: bytes) -> bytes:
    """`H(tag; f1, …)`, 64 bytes."""
    return hashlib.sha512(transcript(tag, *fields)).digest()


def digest(tag: str, *fields: bytes) -> bytes:
    """`D(tag; f1, …)`, the first 32 bytes of `H`."""
    return digest64(tag, *fields)[:32]


def equal(left: bytes, right: bytes) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(left, right)


def check_public_key(key: bytes) -> bytes:
    """The key, if it is 32 canonical bytes of a prime-order point that is not the identity; `bad-key` otherwise."""
    if len(key) != KEY_BYTES or not sodium.crypto_core_ed25519_is_valid_point(key):
        raise ProtocolError("bad-key")
    return key


def verify(key: bytes, signature: bytes, tag: str, *fields: bytes) -> bool:
    """Whether `signature` is `Sig(key, tag; fields…)`; `key` must have passed `check_public_key` once.

    libsodium refuses S ≥ ℓ, non-canonical and small-order R; with a prime-order key that is the verdict of §1.
    """
    if len(signature) != SIGNATURE_BYTES or len(key) != KEY_BYTES:
        return False
    try:
        sodium.crypto_sign_open(signature + transcript(tag, *fields), key)
    except BadSignatureError:
        return False
    return True


def require(key: bytes, signature: bytes, tag: str, *fields: bytes) -> None:
    """`bad-signature` unless `verify`."""
    if not verify(key, signature, tag, *fields):
        raise ProtocolError("bad-signature")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key pair; the secret never appears in `repr`."""

    public: bytes
    _secret: bytes = field(repr=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> "SigningKey":
        """The key pair of a 32-byte seed (RFC 8032)."""
        public, secret = sodium.crypto_sign_seed_keypair(seed)
        return cls(public, secret)

    @classmethod
    def generate(cls) -> "SigningKey":
        """A fresh key pair from the operating system's randomness."""
        return cls.from_seed(secrets.token_bytes(32))

    @property
    def name(self) -> str:
        """The public key as the protocol writes it."""
        return b64u(self.public)

    @property
    def seed(self) -> bytes:
        """The 32-byte seed, for writing the key to its own file."""
        return self._secret[:32]

    def sign(self, tag: str, *fields: bytes) -> bytes:
        """`Sig(self, tag; fields…)`, 64 bytes."""
        return sodium.crypto_sign(transcript(tag, *fields), self._secret)[:SIGNATURE_BYTES]


def new_code() -> str:
    """A fresh enrolment code of 80 random bits, as people read it."""
    return format_code(secrets.token_bytes(10))


def code_key(code: str) -> SigningKey:
    """The key pair of an enrolment code (docs/protocol.md §4); `bad-code` if the text is not one."""
    return SigningKey.from_seed(digest("code-seed", normalise_code(code).encode()))


def card_key(characters: str) -> SigningKey:
    """The key pair of an attendance card's 16 characters (docs/check-in.md §3); `bad-code` if the text is none."""
    return SigningKey.from_seed(digest("card-seed", normalise_code(characters).encode()))
