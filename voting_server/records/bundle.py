"""The record bundle: everything about one division in one sealed file (docs/protocol.md §9). Pure: bytes in, bytes out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting_protocol import canonical
from voting_protocol.acts import SignedAct
from voting_protocol.ballots import Ballot, decode_entry
from voting_protocol.crypto import SigningKey, check_public_key, digest, verify
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import MOTION, Paper
from voting_server.records.port import StoredAct

FORMAT = "hemicycle-record/1"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_MEMBERS = {"format", "body", "sitting", "division", "server", "register", "acts", "ballots", "heads", "seal"}
_ACT_MEMBERS = {"n", "received_ms", "b", "s"}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle's content, decoded. `register` and `acts` are the bodies of the acts, `entries` and `heads` in their order.

    `ballots` are the entries of a named vote, decoded; a secret one's are sealed, and it has none.
    """

    body: str
    sitting: str
    division: str
    server: bytes
    register: list[dict[str, Any]]
    acts: list[dict[str, Any]]
    entries: list[bytes]
    ballots: list[Ballot]
    heads: list[dict[str, Any]]


def bundle_name(sitting: str, division: str) -> str:
    """The bundle's file name; ValueError for what is not an id, so that a name never leaves its folder."""
    if not (_ID.match(sitting) and _ID.match(division)):
        raise ValueError("not an id")
    return f"{sitting}@{division}.hemicycle.json"


def make_bundle(
    body: str,
    sitting: str,
    division: str,
    server: SigningKey,
    register: Sequence[StoredAct],
    acts: Sequence[StoredAct],
    entries: Sequence[bytes],
    heads: Sequence[bytes],
) -> bytes:
    """The bundle's bytes, sealed by the server.

    `register` and `acts` begin with act 0; `acts` ends with the declaration, or the confirmed void and its last `void-ok`. `entries`
    are the board's, in order of position, `heads` canonical JSON as `DivisionRecord` keeps them.
    """
    content = {
        "format": FORMAT,
        "body": body,
        "sitting": sitting,
        "division": division,
        "server": server.name,
        "register": [act_json(act) for act in register],
        "acts": [act_json(act) for act in acts],
        "ballots": [b64u(entry) for entry in entries],
        "heads": [canonical.decode_object(head) for head in heads],
    }
    return seal_bundle(content, server)


def seal_bundle(content: dict[str, Any], server: SigningKey) -> bytes:
    """The bytes of a bundle's members, the server's seal among them."""
    return canonical.encode(content | {"seal": b64u(server.sign("bundle", _sealed_digest(content)))})


def read_bundle(data: bytes) -> Bundle:
    """The content of a bundle whose form and seal hold; the auditor, not this reader, judges what it says.

    Raises `not-canonical`, `bad-encoding`, `bad-act`, `bad-ballot`, `bad-key`, `bundle-form` (with the member) and `bad-signature`.
    """
    content = canonical.decode_object(data)
    if set(content) != _MEMBERS or content["format"] != FORMAT:
        raise ProtocolError("bundle-form")
    server = check_public_key(unb64u(content["server"], 32))
    seal = unb64u(content.pop("seal"), 64)
    if not verify(server, seal, "bundle", _sealed_digest(content)):
        raise ProtocolError("bad-signature")
    division = _id(content, "division")
    acts = [_act_body(item, n) for n, item in enumerate(_list(content, "acts"))]
    entries = [unb64u(item) for item in _list(content, "ballots")]
    return Bundle(
        _id(content, "body"),
        _id(content, "sitting"),
        division,
        server,
        [_act_body(item, n) for n, item in enumerate(_list(content, "register"))],
        acts,
        entries,
        _ballots(acts, division, entries),
        [_head(item) for item in _list(content, "heads")],
    )


def _ballots(acts: Iterable[Mapping[str, Any]], division: str, entries: Sequence[bytes]) -> list[Ballot]:
    """The ballots of a named division, by the form of its draft; none of a secret one."""
    draft = next((act for act in acts if (act.get("type"), act.get("division")) == ("division-draft", division)), {})
    if draft.get("secrecy") == "secret":
        return []
    item = Paper.of(draft["form"]).item if "form" in draft else MOTION
    return [Ballot.decode(decode_entry(entry)[0], item) for entry in entries]


def _sealed_digest(content: dict[str, Any]) -> bytes:
    return digest("bundle-bytes", canonical.encode(content))


def act_json(stored: StoredAct) -> dict[str, Any]:
    """An act as bundles and `GET …/acts` write it: `{"n", "received_ms", "b", "s", "c"?}`."""
    return {"n": stored.n, "received_ms": stored.received_ms, **stored.act.to_json()}


def _act_body(item: Any, n: int) -> dict[str, Any]:
    if not isinstance(item, dict) or not set(item) >= _ACT_MEMBERS or not _is_integer(item["received_ms"]):
        raise ProtocolError("bad-act", n=n)
    if not _is_integer(item["n"]) or item["n"] != n:
        raise ProtocolError("bad-act", n=n)
    act = SignedAct.from_json({name: value for name, value in item.items() if name not in {"n", "received_ms"}})
    return canonical.decode_object(act.body)


def _head(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict) or set(item) != {"size", "root", "ms", "s"}:
        raise ProtocolError("bundle-form", member="heads")
    if not (_is_integer(item["size"]) and _is_integer(item["ms"])):
        raise ProtocolError("bundle-form", member="heads")
    unb64u(item["root"], 32)
    unb64u(item["s"], 64)
    return item


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _id(content: dict[str, Any], member: str) -> str:
    value = content[member]
    if not isinstance(value, str) or not _ID.match(value):
        raise ProtocolError("bundle-form", member=member)
    return value


def _list(content: dict[str, Any], member: str) -> list[Any]:
    value = content[member]
    if not isinstance(value, list):
        raise ProtocolError("bundle-form", member=member)
    return value
