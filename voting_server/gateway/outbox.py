"""What waits to be sent to one client: bounded, so that a slow client is cut and never holds others up."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_FRAMES = 200
MAX_BYTES = 256 * 1024
SEND_SECONDS = 30.0


class Outbox:
    """Frames are sent in order by a task that lives only while something waits; a full or stuck outbox reports `overflow` once."""

    __slots__ = ("_bytes", "_closed", "_frames", "_overflow", "_send", "_task")

    def __init__(self, send: Send, overflow: Callable[[], None]) -> None:
        self._send = send
        self._overflow = overflow
        self._frames: deque[str] = deque()
        self._bytes = 0
        self._closed = False
        self._task: asyncio.Task[None] | None = None

    def put(self, frame: str) -> None:
        """Queue a frame."""
        if self._closed:
            return
        if len(self._frames) >= MAX_FRAMES or (self._frames and self._bytes + len(frame) > MAX_BYTES):
            self._closed = True
            self._overflow()
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def flush(self) -> None:
        """Wait until everything queued so far is sent."""
        if self._task is not None:
            await asyncio.shield(self._task)

    def close(self) -> None:
        """Send nothing more."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()

    async def _drain(self) -> None:
        try:
            while self._frames:
                frame = self._frames[0]
                async with asyncio.timeout(SEND_SECONDS):
                    await self._send({"type": "websocket.send", "text": frame})
                self._frames.popleft()
                self._bytes -= len(frame)
        except TimeoutError:
            self._closed = True
            self._overflow()
        except (OSError, RuntimeError):
            self._closed = True  # the connection is gone; its reader ends the session
        finally:
            self._task = None
