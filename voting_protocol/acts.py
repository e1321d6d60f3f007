"""Acts: signed documents in an append-only, hash-chained log (docs/protocol.md §2, §3)."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from voting_protocol import canonical
from voting_protocol.crypto import SigningKey, check_public_key, digest, require
from voting_protocol.encoding import ZERO32, b64u, u64, unb64u
from voting_protocol.errors import ProtocolError

LOG_NAME = re.compile(r"(body|ledger|sitting)\.([a-z0-9][a-z0-9._-]{0,63})\Z")


def body_log(body: str) -> str:
    """Name of a body's register."""
    return f"body.{body}"


def ledger_log(body: str) -> str:
    """Name of a body's ledger (docs/ledger.md)."""
    return f"ledger.{body}"


def sitting_log(sitting: str) -> str:
    """Name of a sitting's log."""
    return f"sitting.{sitting}"


@dataclass(frozen=True, slots=True)
class Head:
    """The last act of a log that somebody knows: its number (−1: none) and chain digest."""

    n: int = -1
    digest: bytes = ZERO32

    def to_json(self) -> dict[str, Any]:
        """`{"n", "d"}` as acts and answers carry it."""
        return {"n": self.n, "d": b64u(self.digest)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Head":
        """Inverse of `to_json`; `bad-act` if malformed."""
        if set(value) != {"n", "d"} or not isinstance(value["n"], int) or isinstance(value["n"], bool):
            raise ProtocolError("bad-act", field="after")
        return cls(value["n"], unb64u(value["d"], 32))


@dataclass(frozen=True, slots=True)
class SignedAct:
    """An act as it travels: exact body bytes, signature, optional co-signature."""

    body: bytes
    signature: bytes
    cosignature: bytes = b""

    @property
    def id(self) -> bytes:
        """`act id = D("act"; body)`."""
        return digest("act", self.body)

    def to_json(self) -> dict[str, str]:
        """`{"b", "s"}`, with `"c"` where co-signed."""
        wire = {"b": b64u(self.body), "s": b64u(self.signature)}
        return wire | {"c": b64u(self.cosignature)} if self.cosignature else wire

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "SignedAct":
        """Inverse of `to_json`; `bad-act` for other members, `bad-encoding` for bad base64url."""
        if not {"b", "s"} <= set(value) <= {"b", "s", "c"}:
            raise ProtocolError("bad-act")
        cosignature = unb64u(value["c"], 64) if "c" in value else b""
        return cls(unb64u(value["b"]), unb64u(value["s"], 64), cosignature)


def chain(previous: bytes, n: int, act: SignedAct, received_ms: int) -> bytes:
    """`chain_n = D("chain"; u64 n, chain_{n−1}, act id, s, c, u64 received_ms)`."""
    return digest("chain", u64(n), previous, act.id, act.signature, act.cosignature, u64(received_ms))


class _Outline(msgspec.Struct):
    type: str
    actor: str


_outline = msgspec.json.Decoder(_Outline)


def outline(act: SignedAct) -> tuple[str, str]:
    """Type and actor as the body claims them, found fast and before anything is judged; `bad-act` if it has none."""
    try:
        found = _outline.decode(act.body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ProtocolError("bad-act") from error
    return found.type, found.actor


def verified_body(act: SignedAct) -> dict[str, Any]:
    """The body of an act whose signatures hold.

    Checks canonical form, the actor's key and signature, and the co-signature by the body's `code` or `card` (or that there is none).
    Raises `not-canonical`, `bad-act`, `bad-key`, `bad-signature`.
    """
    _, actor = outline(act)
    # The signature first: it is cheap however large the body is.
    require(check_public_key(unb64u(actor, 32)), act.signature, "act", act.body)
    body = canonical.decode_object(act.body)
    member = COSIGNED.get(str(body.get("type")), "")
    cosigner = body.get(member)
    if cosigner is None:
        if act.cosignature:
            raise ProtocolError("bad-act", field="c")
    elif isinstance(cosigner, str):
        require(check_public_key(unb64u(cosigner, 32)), act.cosignature, member, act.body)
    else:
        raise ProtocolError("bad-act", field=member)
    return body


COSIGNED = {"body-create": "code", "admin-enrol": "code", "enrol": "code", "check-in": "card"}
"""By type, the member whose key co-signs; its name is the signature's tag (docs/protocol.md §2, docs/check-in.md §4)."""


def timestamp(ms: int) -> str:
    """RFC 3339 UTC with milliseconds, as acts write the actor's clock."""
    moment = datetime.fromtimestamp(ms // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"


def make_act(
    key: SigningKey, log: str, kind: str, after: Head, now_ms: int, fields: Mapping[str, Any], code: SigningKey | None = None
) -> SignedAct:
    """A signed act of type `kind` with its own `fields`; co-signed by `code`, a code's or card's key, where the type asks for it."""
    body = canonical.encode(
        {
            "v": 1,
            "type": kind,
            "log": log,
            "actor": key.name,
            "after": after.to_json(),
            "nonce": b64u(secrets.token_bytes(16)),
            "time": timestamp(now_ms),
            **fields,
        }
    )
    return SignedAct(body, key.sign("act", body), code.sign(COSIGNED[kind], body) if code else b"")
