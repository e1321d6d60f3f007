"""A file that only a passphrase opens: Argon2id and XSalsa20-Poly1305 of libsodium, replaced in one step and durable."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from nacl import pwhash, secret, utils
from nacl.exceptions import CryptoError

from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError

_MAGIC = b"HSK1"
_SALT_BYTES = pwhash.argon2id.SALTBYTES
_HEADER_BYTES = len(_MAGIC) + _SALT_BYTES + 8
_OPS, _MEMORY = 4, 128 * 2**20
_MOST_OPS, _MOST_MEMORY = 16, 2**30


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's passes and bytes of memory."""

    passes: int = _OPS
    memory: int = _MEMORY


@dataclass(frozen=True, slots=True)
class Vault:
    """The key of one passphrase and salt; the passphrase itself is not kept."""

    header: bytes
    _box: secret.SecretBox = field(repr=False)

    @classmethod
    def new(cls, passphrase: str, cost: Cost | None = None) -> "Vault":
        """A vault with a fresh salt; takes about half a second."""
        cost = cost or Cost()
        return cls._derive(_MAGIC + utils.random(_SALT_BYTES) + u32(cost.passes) + u32(cost.memory // 1024), passphrase)

    @classmethod
    def of(cls, data: bytes, passphrase: str) -> "Vault":
        """The vault that `seal` made `data` with; `bad-backup` if it is none. Whether the passphrase is right, `open` tells."""
        header = data[:_HEADER_BYTES]
        if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
            raise ProtocolError("bad-backup")
        return cls._derive(header, passphrase)

    def seal(self, content: bytes) -> bytes:
        """`"HSK1"‖salt‖u32 passes‖u32 KiB‖nonce‖box`."""
        return self.header + bytes(self._box.encrypt(content))

    def open(self, data: bytes) -> bytes:
        """Inverse of `seal`; `wrong-passphrase` if this key does not open it."""
        if data[:_HEADER_BYTES] != self.header:
            raise ProtocolError("bad-backup")
        try:
            return bytes(self._box.decrypt(data[_HEADER_BYTES:]))
        except (CryptoError, ValueError) as problem:
            raise ProtocolError("wrong-passphrase") from problem

    @classmethod
    def _derive(cls, header: bytes, passphrase: str) -> "Vault":
        numbers = header[len(_MAGIC) + _SALT_BYTES :]
        passes, memory = int.from_bytes(numbers[:4], "big"), int.from_bytes(numbers[4:], "big") * 1024
        if not (pwhash.argon2id.OPSLIMIT_MIN <= passes <= _MOST_OPS and pwhash.argon2id.MEMLIMIT_MIN <= memory <= _MOST_MEMORY):
            raise ProtocolError("bad-backup")
        salt = header[len(_MAGIC) : len(_MAGIC) + _SALT_BYTES]
        key = pwhash.argon2id.kdf(secret.SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=passes, memlimit=memory)
        return cls(header, secret.SecretBox(key))


def write_durably(path: Path, data: bytes) -> None:
    """Replace the file by one that only its owner can read; after the return it survives a loss of power, and it is never half-written."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
