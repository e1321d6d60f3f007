"""The signed opening of a division, as a terminal checks it before it votes (docs/protocol.md §5, §6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from voting_protocol.acts import SignedAct, sitting_log, verified_body
from voting_protocol.ballots import opening_digest
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError

THREE_KEYS_FORM = [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}]


@dataclass(frozen=True, slots=True)
class Opening:
    """An open division: its id, `digest = D("open"; body)`, and the most ballots a terminal may cast in it.

    A secret one names the sitting's seal S, the scrutineers active (indices from 1) and the key that signed it (docs/sealed.md §3).
    """

    division: str
    digest: bytes
    max_seq: int
    actor: bytes = b""
    seal: bytes = b""
    active: tuple[int, ...] = ()

    @property
    def secret(self) -> bool:
        """Whether ballots are to be encrypted."""
        return bool(self.seal)


@lru_cache(maxsize=32)
def read_opening(b: str, s: str, sitting: str, server: bytes) -> Opening:
    """Check a `division-open` as the state frame carries it.

    Raises `bad-signature` if the chair's signature does not hold, `bad-act` if it is for another sitting or server.
    Whether the actor is a chair only the register tells; the digest binds the ballot to exactly this opening either way.
    """
    act = SignedAct(unb64u(b), unb64u(s, 64))
    body = verified_body(act)
    expected = {"type": "division-open", "log": sitting_log(sitting), "server": b64u(server), "kind": "real"}
    for field, value in expected.items():
        if body.get(field) != value:
            raise ProtocolError("bad-act", field=field)
    division, max_seq = body.get("division"), body.get("max_seq")
    if not isinstance(division, str) or not isinstance(max_seq, int):
        raise ProtocolError("bad-act", field="division")
    opening = Opening(division, opening_digest(act.body), max_seq, unb64u(str(body["actor"]), 32))
    return _sealed(opening, body) if _secret(body) else opening


def _secret(body: Mapping[str, Any]) -> bool:
    definition = body.get("definition")
    return isinstance(definition, dict) and definition.get("secrecy") == "secret"


def _sealed(opening: Opening, body: Mapping[str, Any]) -> Opening:
    """A secret opening; `bad-act` unless its form is the three keys on one name."""
    active = body.get("active")
    if body["definition"].get("form") != THREE_KEYS_FORM or not isinstance(active, list):
        raise ProtocolError("bad-act", field="definition.form")
    return replace(opening, seal=unb64u(str(body.get("seal")), 32), active=tuple(active))
