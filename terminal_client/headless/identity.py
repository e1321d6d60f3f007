"""What a device is: its key, its place, and the server it trusts (docs/protocol.md §4)."""

import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voting_protocol.crypto import SigningKey, check_public_key
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError

_MEMBERS = {"seed", "body", "server", "role", "seat", "holder"}


def now_ms() -> int:
    """The device's clock in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """An enrolled device. `server` is the server's public key, pinned at enrolment; `seat` is "" except for deputies."""

    key: SigningKey
    body: str
    server: bytes
    role: str
    seat: str = ""
    holder: str = ""

    def to_json(self) -> dict[str, str]:
        """All of it, the secret seed included: only for the device's own file."""
        return {
            "seed": b64u(self.key.seed),
            "body": self.body,
            "server": b64u(self.server),
            "role": self.role,
            "seat": self.seat,
            "holder": self.holder,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "DeviceIdentity":
        """Inverse of `to_json`; `bad-key` if it is not an identity."""
        if set(value) != _MEMBERS or not all(isinstance(item, str) for item in value.values()):
            raise ProtocolError("bad-key")
        key = SigningKey.from_seed(unb64u(value["seed"], 32))
        server = check_public_key(unb64u(value["server"], 32))
        return cls(key, value["body"], server, value["role"], value["seat"], value["holder"])


def save_identities(path: Path, identities: Iterable[DeviceIdentity]) -> None:
    """Write identities to `path` with mode 0600, replacing it in one step."""
    write_private(path, json.dumps([identity.to_json() for identity in identities]).encode())


def load_identities(path: Path) -> list[DeviceIdentity]:
    """Inverse of `save_identities`; `bad-key` if the file holds something else."""
    value = json.loads(path.read_bytes())
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ProtocolError("bad-key")
    return [DeviceIdentity.from_json(item) for item in value]


def write_private(path: Path, data: bytes) -> None:
    """Replace the file by one that only its owner can read; never half-written."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
