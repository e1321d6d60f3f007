"""The signed opening of a division, as a terminal checks it before it votes (docs/protocol.md §5, §6)."""

from dataclasses import dataclass
from functools import lru_cache

from voting_protocol.acts import SignedAct, sitting_log, verified_body
from voting_protocol.ballots import opening_digest
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError


@dataclass(frozen=True, slots=True)
class Opening:
    """An open division: its id, `digest = D("open"; body)`, and the most ballots a terminal may cast in it."""

    division: str
    digest: bytes
    max_seq: int


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
    return Opening(division, opening_digest(act.body), max_seq)
