"""Composition root: the only place that wires adapters to ports."""

import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from voting_protocol.crypto import SigningKey
from voting_server.ballot_box.port import BallotBox
from voting_server.ballot_box.redis_box import RedisBallotBox
from voting_server.documents.store import DocumentStore
from voting_server.gateway.auth import Authenticator
from voting_server.gateway.http import make_http
from voting_server.gateway.hubs import Hubs
from voting_server.gateway.metrics import Metrics
from voting_server.gateway.processes import Processes
from voting_server.gateway.security import allowed_origin
from voting_server.gateway.session import SocketEndpoint
from voting_server.profiles import load_profiles
from voting_server.records.port import Records
from voting_server.records.sql import SqlRecords
from voting_server.services.caretaker import Caretaker
from voting_server.services.casting import Casting
from voting_server.services.chamber import Chamber
from voting_server.services.logs import LogBook
from voting_server.settings import Settings

Scope = MutableMapping[str, Any]
SOCKET_PATH = "/v1/ws"


def now_ms() -> int:
    """The clock of the machine, in milliseconds."""
    return time.time_ns() // 1_000_000


def load_server_key(path: Path) -> SigningKey:
    """The server's identity key; made on first use, readable by its owner only. Two processes that start at once get one key."""
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(SigningKey.generate().seed)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # the other process was first: its key is the key
        finally:
            fresh.unlink()
    return SigningKey.from_seed(path.read_bytes())


@dataclass(frozen=True, slots=True)
class Server:
    """A wired server process."""

    box: BallotBox
    records: Records
    hubs: Hubs
    casting: Casting
    sockets: SocketEndpoint
    http: FastAPI
    metrics: Metrics
    processes: Processes

    async def asgi(self, scope: Scope, receive: Callable[[], Awaitable[Scope]], send: Callable[[Scope], Awaitable[None]]) -> None:
        """The ASGI application: WebSockets take the short way past the HTTP framework."""
        if scope["type"] == "websocket":
            if scope["path"] != SOCKET_PATH:
                await receive()
                await send({"type": "websocket.close", "code": 4404})
                return
            await self.sockets(scope, receive, send)
        else:
            await self.http(scope, receive, send)

    async def say_goodbye(self) -> None:
        """Answer what is queued and ask clients to come back to another process."""
        await self.casting.aclose()
        self.sockets.stop_all()

    async def aclose(self) -> None:
        """Stop everything and give back all connections."""
        await self.processes.aclose()
        await self.metrics.aclose()
        await self.hubs.aclose()
        await self.casting.aclose()
        await self.box.aclose()
        await self.records.aclose()


async def build(settings: Settings) -> Server:
    """Wire a server process from its settings."""
    key = load_server_key(settings.key_file)
    box = RedisBallotBox(settings.store_url, trust_durability=settings.trust_durability, wait_replicas=settings.wait_replicas)
    records = SqlRecords.open(settings.database)
    documents = DocumentStore(settings.documents_dir)
    documents.tidy()
    logs = LogBook(records, key, now_ms, load_profiles(settings.profiles_dir), documents.facts)
    chamber = Chamber(logs, box, records, settings.records_dir, now_ms, demo=settings.demo)
    caretaker = Caretaker(chamber, records)
    hubs = Hubs(chamber, caretaker)
    casting = Casting(box, key, hubs.is_open)
    auth = Authenticator(logs, now_ms)
    sockets = SocketEndpoint(auth, hubs, casting, lambda origin, host: allowed_origin(origin, host, settings.origins), now_ms)
    metrics = Metrics(casting, sockets, hubs.verification)
    processes = Processes(metrics, box, now_ms)
    http = make_http(settings, chamber, hubs, auth, metrics, processes)
    await hubs.recover()
    metrics.start()
    processes.start()
    return Server(box, records, hubs, casting, sockets, http, metrics, processes)
