"""Talking to Redis or Valkey: connections, scripts, one quick retry, replicas, and every failure told as `BoxUnavailable`."""

import asyncio
import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import Any, TypeVar

from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, NoScriptError, RedisError
from redis.exceptions import ConnectionError as BrokenConnectionError

from voting_server.ballot_box.port import BoxUnavailable
from voting_server.ballot_box.redis_lines import Dialogue, Lines

T = TypeVar("T")
Argument = bytes | str | int

_LISTENERS = 256
_MARK_MS = 60_000


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script and the SHA-1 by which the store knows it."""

    source: str
    sha: str

    @classmethod
    def load(cls, name: str) -> "Script":
        """The script `scripts/<name>.lua` of this package."""
        source = resources.files(__package__).joinpath("scripts", f"{name}.lua").read_text(encoding="utf-8")
        return cls(source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest())


class Link:
    """The connections to one store.

    Short commands share a bounded pool, in which callers wait for their turn; whoever blocks in the store has a connection
    of its own from a second pool, so that listening never keeps a ballot waiting.
    """

    def __init__(self, url: str, *, connections: int, timeout_s: float, wait_replicas: int, wait_ms: int) -> None:
        # redis-py's own retries are off: a retry belongs to a whole dialogue, not to one command of it.
        options: dict[str, Any] = {
            "protocol": 2,
            "socket_timeout": timeout_s,
            "socket_connect_timeout": timeout_s,
            "retry": Retry(NoBackoff(), 0),
        }
        self._lines = Lines(ConnectionPool.from_url(url, max_connections=connections, **options), connections, timeout_s)
        self._listeners = Lines(ConnectionPool.from_url(url, max_connections=_LISTENERS, **options), _LISTENERS, timeout_s)
        self._timeout_s = timeout_s
        self._wait_replicas = wait_replicas
        self._wait_ms = wait_ms

    async def ask(self, *command: Argument, again: bool = True) -> Any:
        """One command's reply; `again` sends it once more if the connection broke (only for what may happen twice)."""
        return await self.converse(lambda connection: ask(connection, *command), again=again)

    async def run(self, script: Script, keys: Sequence[str], *args: Argument) -> Any:
        """A script's reply. Scripts may be sent twice."""
        return await self.converse(lambda connection: evaluate(connection, script, keys, args))

    async def write(
        self,
        script: Script,
        keys: Sequence[str],
        *args: Argument,
        binding: Callable[[Any], bool] = lambda reply: reply is not None,
    ) -> Any:
        """A writing script's reply, once the replicas asked for have it if it is `binding`, i.e. tells of something kept."""

        async def dialogue(connection: AbstractConnection) -> Any:
            reply = await evaluate(connection, script, keys, args)
            if self._wait_replicas and binding(reply):
                await self._await_replicas(connection, f"{keys[0]}:mark")
            return reply

        return await self.converse(dialogue)

    async def confirm(self, key: str) -> None:
        """Return when the replicas asked for have everything written so far: what others wrote is told only then."""
        if self._wait_replicas:
            await self.converse(lambda connection: self._await_replicas(connection, f"{key}:mark"))

    async def linger(self, seconds: float, *command: Argument) -> Any:
        """The reply of a command that may block in the store for `seconds`, on a connection of its own."""

        async def dialogue(connection: AbstractConnection) -> Any:
            await connection.send_command(*command)
            async with asyncio.timeout(seconds + self._timeout_s):
                return await connection.read_response(disable_decoding=True, timeout=math.inf)

        with _unavailable():
            return await self._listeners.hold(dialogue)

    async def converse(self, dialogue: Dialogue[T], *, again: bool = True) -> T:
        """Hold a dialogue on one connection of the pool."""
        with _unavailable():
            try:
                return await self._lines.hold(dialogue, sound=not again)
            except BrokenConnectionError as error:
                if not again or isinstance(error, BusyLoadingError):
                    raise
            return await self._lines.hold(dialogue, sound=True)

    async def aclose(self) -> None:
        """Close all connections, those in use too."""
        for lines in (self._lines, self._listeners):
            await lines.aclose()
        await asyncio.sleep(0)  # what a cancelled dialogue broke off is closed by the loop's next turn

    async def _await_replicas(self, connection: AbstractConnection, mark: str) -> None:
        """WAIT looks at this connection's own last write, and what was told may have been written by another: so write a mark."""
        await ask(connection, "SET", mark, "", "PX", _MARK_MS)
        reached = await ask(connection, "WAIT", self._wait_replicas, self._wait_ms)
        if reached < self._wait_replicas:
            raise BoxUnavailable(
                f"written, but {reached} of {self._wait_replicas} replicas confirmed it within {self._wait_ms} ms"
            )


async def ask(connection: AbstractConnection, *command: Argument) -> Any:
    """Send one command on this connection and read its reply; errors as redis-py raises them."""
    await connection.send_command(*command)
    return await connection.read_response(disable_decoding=True)


async def evaluate(connection: AbstractConnection, script: Script, keys: Sequence[str], args: Sequence[Argument]) -> Any:
    """Run a script by its hash; a store that has forgotten it (restart, eviction) is sent the source."""
    try:
        return await ask(connection, "EVALSHA", script.sha, len(keys), *keys, *args)
    except NoScriptError:
        return await ask(connection, "EVAL", script.source, len(keys), *keys, *args)


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        # Only the error's kind: a message could quote what was sent.
        raise BoxUnavailable(f"the store did not answer: {type(error).__name__} {_error_word(error)}".rstrip()) from None


def _error_word(error: Exception) -> str:
    word = str(error).partition(" ")[0]
    return word if word.isupper() and word.isalpha() else ""
