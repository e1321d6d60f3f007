"""Acts of a log as the domain folds them, and the logs that a bundle holds. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from voting_protocol import canonical
from voting_protocol.acts import Head, SignedAct, chain
from voting_protocol.ballots import opening_digest
from voting_protocol.crypto import digest
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.sealed.shuffle import mix_digest
from voting_server.domain.log import Committed
from voting_server.records.port import StoredAct


def committed(stored: StoredAct, act_id: bytes, body: Mapping[str, Any]) -> Committed:
    """A stored act with its id and its decoded `body`, as the domain folds it."""
    kind, data = body["type"], stored.act.body
    opening = b64u(opening_digest(data)) if kind == "division-open" else ""
    freeze = b64u(digest("freeze", data)) if kind == "division-freeze" else ""
    mix = b64u(mix_digest(unb64u(body["message"]))) if kind == "mix" else ""
    return Committed(stored.n, stored.chain, act_id, stored.received_ms, body, opening, freeze, mix)


def committed_all(acts: Iterable[StoredAct]) -> list[Committed]:
    """Stored acts as the domain folds them."""
    return [committed(stored, stored.act.id, canonical.decode_object(stored.act.body)) for stored in acts]


def stored_acts(items: Sequence[Mapping[str, Any]]) -> list[StoredAct]:
    """The acts of a bundle's member `register` or `acts` (docs/protocol.md §9), each with its chain digest, from the first on.

    For a bundle whose form was checked (`read_bundle`).
    """
    found: list[StoredAct] = []
    last = Head().digest
    for n, item in enumerate(items):
        act = SignedAct.from_json({name: item[name] for name in ("b", "s", "c") if name in item})
        last = chain(last, n, act, item["received_ms"])
        found.append(StoredAct(n, act, item["received_ms"], last))
    return found
