"""Connections to the store, lent out without asking each time whether they are sound: what is broken says so, and then all are asked.

To ask the pool for a connection, and give it back, takes as much of the processor as a short command and its reply.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as BrokenConnectionError
from redis.exceptions import ReadOnlyError

T = TypeVar("T")
Dialogue = Callable[[AbstractConnection], Awaitable[T]]


class Lines:
    """At most so many connections of a pool that has room for them; whoever finds all of them in use waits for a turn."""

    def __init__(self, pool: ConnectionPool, most: int, timeout_s: float) -> None:
        self._pool = pool
        self._free: list[AbstractConnection] = []
        self._turns = asyncio.Semaphore(most)
        self._timeout_s = timeout_s
        self._closed = False

    async def hold(self, dialogue: Dialogue[T], *, sound: bool = False) -> T:
        """Hold a dialogue on one connection; `sound`: on one that was just found to be in order.

        Raises what redis-py raises, and TimeoutError if no turn comes.
        """
        await self._turn()
        try:
            connection = await self._lend(sound)
            if self._closed:  # it was found while all were closed, or after: nobody would close it again
                await connection.disconnect()
                raise BrokenConnectionError("the connections are closed")
            try:
                reply = await dialogue(connection)
            except BaseException as error:
                await self._give_back(connection, error)
                raise
            self._free.append(connection)
            return reply
        finally:
            self._turns.release()

    async def aclose(self) -> None:
        """Close all connections, those in use too; no other is lent after."""
        self._closed = True
        self._free.clear()
        await self._pool.aclose()

    async def _turn(self) -> None:
        if self._turns.locked():
            async with asyncio.timeout(self._timeout_s):
                await self._turns.acquire()
        else:
            await self._turns.acquire()

    async def _lend(self, sound: bool) -> AbstractConnection:
        if self._free:
            connection = self._free.pop()
            if not sound:
                return connection
            await self._pool.release(connection)
        found: AbstractConnection = await self._pool.get_connection()  # type: ignore[no-untyped-call]
        return found

    async def _give_back(self, connection: AbstractConnection, error: BaseException) -> None:
        """After an error the pool looks at the connection before it is lent again; if one broke, the others may have too."""
        if isinstance(error, ReadOnlyError):
            # Our primary has become a replica: a new connection finds the new one.
            await connection.disconnect()
        await self._pool.release(connection)
        while isinstance(error, BrokenConnectionError | OSError) and self._free:
            await self._pool.release(self._free.pop())
