"""A lying server: it stands between one device and the real one, passes everything on, and tells this device what the test likes."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]
Answers = Callable[[str, Json], Json]
"""From an address and the server's JSON answer to what the device is told."""

Frames = Callable[[Json], Json | None]
"""From a server's frame to what the device is told; None: nothing."""

_LIMIT = 2**24
_TEXT, _CLOSE = 1, 8


def honest(_path: str, answer: Json) -> Json:
    """As the server says."""
    return answer


def frank(frame: Json) -> Json | None:
    """As the server says."""
    return frame


@dataclass
class Relay:
    """`answers` changes what is read over HTTP, `frames` what comes over the WebSocket; `url` is where the device finds it."""

    upstream: str
    url: str = ""
    answers: Answers = honest
    frames: Frames = frank
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the device."""
        parts = urlsplit(self.upstream)
        try:
            up_reader, up_writer = await asyncio.open_connection(parts.hostname, parts.port, limit=_LIMIT)
        except OSError:
            writer.close()
            return
        try:
            await self._requests(reader, writer, up_reader, up_writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            up_writer.close()
            writer.close()

    async def _requests(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        up_reader: asyncio.StreamReader,
        up_writer: asyncio.StreamWriter,
    ) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            up_writer.write(head + await reader.readexactly(_length(head)))
            answer = await up_reader.readuntil(b"\r\n\r\n")
            if b" 101 " in answer.split(b"\r\n", 1)[0]:
                writer.write(answer)
                await _both(_pipe(reader, up_writer), self._downstream(up_reader, writer))
                return
            self.asked.append(path)
            writer.write(self._changed(path, answer, await up_reader.readexactly(_length(answer))))

    def _changed(self, path: str, head: bytes, body: bytes) -> bytes:
        if b"application/json" not in head.lower() or b" 200 " not in head.split(b"\r\n", 1)[0]:
            return head + body
        told = json.dumps(self.answers(path, json.loads(body))).encode()
        lines = [line for line in head.split(b"\r\n") if line and not line.lower().startswith(b"content-length:")]
        return b"\r\n".join([*lines, b"content-length: %d" % len(told), b"", told])

    async def _downstream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Frames of the server, which never masks nor splits them."""
        while True:
            first, size = await reader.readexactly(2)
            length = size & 127
            if length > 125:
                length = int.from_bytes(await reader.readexactly(2 if length == 126 else 8), "big")
            data: bytes | None = await reader.readexactly(length)
            assert data is not None
            if first & 15 == _TEXT:
                told = self.frames(json.loads(data))
                data = None if told is None else json.dumps(told).encode()
            if data is not None:
                writer.write(bytes([first]) + _size(len(data)) + data)
            if first & 15 == _CLOSE:
                return


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _size(length: int) -> bytes:
    if length < 126:
        return bytes([length])
    return b"\x7e" + length.to_bytes(2, "big") if length < 2**16 else b"\x7f" + length.to_bytes(8, "big")


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(2**16):
        writer.write(data)


async def _both(*work: "asyncio._CoroutineLike[None]") -> None:
    """Until one of them ends."""
    tasks = [asyncio.ensure_future(each) for each in work]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def relays() -> AsyncIterator[Callable[[str], Any]]:
    """Gives a function that starts a relay before a server's address."""
    async with AsyncExitStack() as stack:

        async def start(upstream: str) -> Relay:
            relay = Relay(upstream)
            serving: set[asyncio.Task[None]] = set()

            def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                task = asyncio.ensure_future(relay.serve(reader, writer))
                serving.add(task)
                task.add_done_callback(serving.discard)

            async def end() -> None:
                server.close()
                for task in serving:
                    task.cancel()
                await asyncio.gather(*serving, return_exceptions=True)

            server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=_LIMIT)
            stack.push_async_callback(end)
            relay.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            return relay

        yield start
