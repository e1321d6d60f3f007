"""The signed opening of a division, as a terminal checks it before it votes (docs/protocol.md §5, §6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from voting_protocol.acts import SignedAct, sitting_log, verified_body
from voting_protocol.ballots import opening_digest
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import MOTION, FormItem, Paper


@dataclass(frozen=True, slots=True)
class Opening:
    """An open division: its id, `digest = D("open"; body)`, and the most ballots a terminal may cast in it.

    A secret one names the sitting's seal S, the scrutineers active (indices from 1) and the key that signed it (docs/sealed.md §3).
    `item` is what a ballot holds, `labels` are the names on it in all languages (docs/forms.md §1); `pressed` tells whether it is voted on
    at terminals.
    """

    division: str
    digest: bytes
    max_seq: int
    actor: bytes = b""
    seal: bytes = b""
    active: tuple[int, ...] = ()
    item: FormItem = MOTION
    labels: tuple[str, ...] = ()
    pressed: bool = True

    @property
    def secret(self) -> bool:
        """Whether ballots are to be encrypted."""
        return bool(self.seal)


@lru_cache(maxsize=32)
def read_opening(b: str, s: str, sitting: str, server: bytes) -> Opening:
    """Check a `division-open` as the state frame carries it, for a terminal: `bad-act` too where nothing is pressed (docs/channels.md §1)."""
    opening = read_any_opening(b, s, sitting, server)
    if not opening.pressed:
        raise ProtocolError("bad-act", field="definition")
    return opening


def read_any_opening(b: str, s: str, sitting: str, server: bytes) -> Opening:
    """Check a `division-open` of any channel.

    Raises `bad-signature` if the chair's signature does not hold, `bad-act` if it is for another sitting or server.
    Whether the actor is a chair only the register tells; the digest binds the ballot to exactly this opening either way.
    """
    act = SignedAct(unb64u(b), unb64u(s, 64))
    body = verified_body(act)
    expected = {"type": "division-open", "log": sitting_log(sitting), "server": b64u(server)}
    for field, value in expected.items():
        if body.get(field) != value:
            raise ProtocolError("bad-act", field=field)
    division, max_seq = body.get("division"), body.get("max_seq")
    if not isinstance(division, str) or not isinstance(max_seq, int):
        raise ProtocolError("bad-act", field="division")
    paper, labels = _asked(body.get("definition"))
    if body.get("kind") != ("trial" if body["definition"].get("template") == "trial" else "real"):
        raise ProtocolError("bad-act", field="kind")
    actor = unb64u(str(body["actor"]), 32)
    opening = Opening(division, opening_digest(act.body), max_seq, actor, item=paper.item, labels=labels)
    if body["definition"].get("channel", "terminal") not in {"terminal", "mixed"}:
        return replace(opening, pressed=False)
    return opening if paper.named else _sealed(opening, body)


def _asked(definition: object) -> tuple[Paper, tuple[str, ...]]:
    """What a definition asks; `bad-act` unless form and names are in order, and the form as secret as the vote."""
    if not isinstance(definition, dict):
        raise ProtocolError("bad-act", field="definition")
    try:
        paper, (names,) = Paper.of(definition["form"]), definition["names"]
        labels = tuple(str(text) for name in names for text in (name["zh"], name["en"]) if text)
        fits = len(names) == paper.item.c if names else paper.item == MOTION
    except (KeyError, TypeError, ValueError, ProtocolError):
        fits = False
    if not fits or paper.named != (definition.get("secrecy") == "named"):
        raise ProtocolError("bad-act", field="definition")
    return paper, labels


def _sealed(opening: Opening, body: Mapping[str, Any]) -> Opening:
    """A secret opening; `bad-act` unless it names its seal and the scrutineers."""
    active = body.get("active")
    if not isinstance(active, list):
        raise ProtocolError("bad-act", field="active")
    return replace(opening, seal=unb64u(str(body.get("seal")), 32), active=tuple(active))
