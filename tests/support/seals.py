"""Scrutineers who have sealed a sitting: their signed acts as `GET …/seal` gives them, and certificates. The key Y is dealt by the test."""

from dataclasses import dataclass, field, replace
from typing import Any

from voting_protocol.acts import Head, make_act, sitting_log
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import b64u
from voting_protocol.sealed.group import Point, Scalar, base
from voting_protocol.sealed.keyset import scrutineers_pin, sitting_seal

NOW = 1_760_000_000_000
SITTING = "sitting-1"


def _keys(count: int) -> tuple[SigningKey, ...]:
    return tuple(SigningKey.generate() for _ in range(count))


@dataclass(frozen=True)
class Sealed:
    """Three scrutineers, two of whom open a sum; any part may be replaced by a test that lies."""

    server: bytes
    chair: SigningKey = field(default_factory=SigningKey.generate)
    scrutineers: tuple[SigningKey, ...] = field(default_factory=lambda: _keys(3))
    secret: Scalar = field(default_factory=Scalar.random)
    k: int = 2
    sitting: str = SITTING
    keys: bytes = bytes(range(32))

    @property
    def public(self) -> Point:
        return base(self.secret)

    @property
    def publics(self) -> tuple[bytes, ...]:
        return tuple(key.public for key in self.scrutineers)

    @property
    def pin(self) -> bytes:
        return scrutineers_pin(self.publics)

    @property
    def seal(self) -> bytes:
        return sitting_seal(self.sitting, self.k, self.publics, self.keys, self.server, [self.chair.public])

    def act(self, key: SigningKey, kind: str, fields: dict[str, Any], *, log: str | None = None) -> dict[str, str]:
        return make_act(key, log or sitting_log(self.sitting), kind, Head(), NOW, fields).to_json()

    def document(self, **changes: Any) -> dict[str, Any]:
        start = {
            "attempt": 1,
            "k": self.k,
            "scrutineers": [b64u(key) for key in self.publics],
            "chairs": [b64u(self.chair.public)],
        }
        common = {
            "attempt": 1,
            "keys": b64u(self.keys),
            "public": b64u(self.public.data),
            "shares": [b64u(base(Scalar.of(n)).data) for n in range(1, len(self.scrutineers) + 1)],
            "seal": b64u(self.seal),
        }
        seals = [
            self.act(key, "ceremony-seal", {**common, "index": index, **changes.get(f"seal{index}", {})})
            for index, key in enumerate(self.scrutineers, 1)
        ]
        return {"start": self.act(self.chair, "ceremony-start", {**start, **changes.get("start", {})}), "seals": seals}

    def opening(self, **changes: Any) -> dict[str, Any]:
        """The members that a secret `division-open` has beside a named one's, as far as terminals read them."""
        form = [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}]
        members = {"definition": {"secrecy": "secret", "form": form, "names": [[]]}, "seal": b64u(self.seal), "active": [1, 2, 3]}
        return members | changes

    def certificate(self, opening: bytes, *indices: int) -> list[dict[str, str]]:
        fields = {"division": "d1", "open": b64u(opening)}
        return [self.act(self.scrutineers[index - 1], "open-ok", fields) for index in indices]

    def but(self, **changes: Any) -> "Sealed":
        return replace(self, **changes)
