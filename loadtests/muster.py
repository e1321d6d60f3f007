"""Waiting for many at once."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Muster(Generic[T]):
    """Waits until each of some things has fulfilled a condition; notes when each did (monotonic seconds)."""

    def __init__(self, things: Iterable[T], condition: Callable[[T], bool]) -> None:
        self._condition = condition
        self._missing = set(things)
        self._done = asyncio.Event()
        self.arrived: dict[T, float] = {}
        for thing in list(self._missing):
            self.look(thing)
        self._settle()

    def look(self, thing: T) -> None:
        """`thing` has changed."""
        if thing in self._missing and self._condition(thing):
            self._missing.discard(thing)
            self.arrived[thing] = time.monotonic()
            self._settle()

    async def complete(self, seconds: float) -> bool:
        """Wait; False if some are still missing after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._done.wait()
        except TimeoutError:
            return False
        return True

    def _settle(self) -> None:
        if not self._missing:
            self._done.set()
