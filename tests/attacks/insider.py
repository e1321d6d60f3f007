"""Whoever operates the server: rewrites what lies in its store, seals bundles again with its key."""

import struct
from collections.abc import Sequence
from typing import Any

import redis

from tests.support.secret import SecretChamber
from tests.support.store import admin
from voting_protocol import canonical
from voting_protocol.ballots import Header
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.encoding import b64u
from voting_server.app import load_server_key
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.redis_keys import keys_of


def store_of(chamber: SecretChamber) -> EmbeddedStore:
    """The server's store."""
    return EmbeddedStore(chamber.live.server.data_dir / "store")


def server_key(chamber: SecretChamber) -> SigningKey:
    """The server's own key."""
    return load_server_key(chamber.live.server.data_dir / "server.key")


def board(chamber: SecretChamber, opening: bytes) -> list[bytes]:
    """The entries as the store has them."""
    (entries,) = keys_of(opening, "entries")
    with admin(store_of(chamber)) as client:
        found: list[bytes] = client.lrange(entries, 0, -1)
    return found


def rewrite(chamber: SecretChamber, opening: bytes, entries: Sequence[bytes]) -> None:
    """Put another board in the place of the store's, its counters, turnout and last entries told to agree; no sums are kept for it."""
    meta, listed, pressed, last = keys_of(opening, "meta", "entries", "pressed", "last")
    with admin(store_of(chamber)) as client:
        pipe: Any = client.pipeline()
        pipe.delete(listed, pressed, last)
        voters = list(dict.fromkeys(entry[36:68] for entry in entries if entry[0] == 1))
        for name, values in ((listed, entries), (pressed, voters)):
            if values:
                pipe.rpush(name, *values)
        for position, entry in enumerate(entries, 1):
            header = Header.decode(entry[1:-64])
            at = struct.pack(">IQ", header.seq, position) + digest("ballot", entry[1:-64]) + b"\1"
            pipe.hset(last, header.key, at)
        pipe.hset(meta, mapping={"size": len(entries), "turnout": len(voters), "sums_size": -1})
        pipe.execute()


def resealed(document: dict[str, Any], key: SigningKey) -> bytes:
    """A bundle under a new seal of the server's."""
    content = {name: value for name, value in document.items() if name != "seal"}
    sealed = digest("bundle-bytes", canonical.encode(content))
    return canonical.encode(content | {"seal": b64u(key.sign("bundle", sealed))})


def raw_store(chamber: SecretChamber) -> "redis.Redis":
    """A client of the store; to be closed."""
    return redis.Redis(unix_socket_path=str(store_of(chamber).socket))
