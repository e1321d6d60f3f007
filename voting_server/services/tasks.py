"""Ending tasks for good."""

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN_SECONDS = 0.25


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they have ended: one cancellation that comes while the store's client connects can get lost."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=AGAIN_SECONDS)
