"""What waits to be sent to one client: bounded, so that a slow client is cut and never holds others up."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from types import coroutine
from typing import Any

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_FRAMES = 200
MAX_BYTES = 256 * 1024
SEND_SECONDS = 30.0


class Outbox:
    """Frames are sent in order, at once while the client reads, else by a task that lives as long as something waits.

    A full or stuck outbox reports `overflow` once. Nearly every send only copies into the socket's buffer; to make a task for
    each would cost more than the sending.
    """

    __slots__ = ("_bytes", "_closed", "_frames", "_overflow", "_send", "_task")

    def __init__(self, send: Send, overflow: Callable[[], None]) -> None:
        self._send = send
        self._overflow = overflow
        self._frames: deque[str] = deque()
        self._bytes = 0
        self._closed = False
        self._task: asyncio.Task[None] | None = None

    def put(self, frame: str) -> None:
        """Send a frame, or queue it behind what waits."""
        if self._closed:
            return
        if self._task is None:
            self._send_now(frame)
        elif len(self._frames) >= MAX_FRAMES or (self._frames and self._bytes + len(frame) > MAX_BYTES):
            self._closed = True
            self._overflow()
        else:
            self._frames.append(frame)
            self._bytes += len(frame)

    async def flush(self) -> None:
        """Wait until everything queued so far is sent."""
        if self._task is not None:
            await asyncio.shield(self._task)

    def close(self) -> None:
        """Send nothing more."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()

    def _send_now(self, frame: str) -> None:
        sending = self._send({"type": "websocket.send", "text": frame}).__await__()
        try:
            waits_for = next(sending)
        except StopIteration:
            return
        except (OSError, RuntimeError):
            self._closed = True  # the connection is gone; its reader ends the session
            return
        self._task = asyncio.get_running_loop().create_task(self._drain(_resume(sending, waits_for)))

    async def _drain(self, sending: Awaitable[None]) -> None:
        try:
            while True:
                async with asyncio.timeout(SEND_SECONDS):
                    await sending
                if not self._frames:
                    return
                frame = self._frames.popleft()
                self._bytes -= len(frame)
                sending = self._send({"type": "websocket.send", "text": frame})
        except TimeoutError:
            self._closed = True
            self._overflow()
        except (OSError, RuntimeError):
            self._closed = True
        finally:
            self._task = None


@coroutine
def _resume(sending: Generator[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Go on with a send that was started by hand and has to wait."""
    try:
        yield waits_for
    except BaseException:
        sending.close()
        raise
    yield from sending
