"""Many signed acts at once over HTTP, on a bounded number of kept-alive connections."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from voting_protocol.acts import SignedAct
from voting_protocol.errors import ProtocolError

_AT_ONCE = 64


class ActPoster:
    """Posts acts to one log."""

    def __init__(self, url: str, log: str) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or 80)
        self._head = f"POST /v1/logs/{log}/acts HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"

    async def post_all(self, acts: Iterable[Callable[[], SignedAct]]) -> None:
        """Make and append every act, in no particular order; raises `ProtocolError` with the first refusal's code."""
        remaining = iter(acts)
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(self._post_next(remaining))

    async def _post_next(self, remaining: Iterator[Callable[[], SignedAct]]) -> None:
        reader, writer = await asyncio.open_connection(*self._address)
        try:
            for make in remaining:
                content = json.dumps(make().to_json()).encode()
                writer.write(f"{self._head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
                await _appended(reader)
        finally:
            writer.close()


async def _appended(reader: asyncio.StreamReader) -> dict[str, Any]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    answer: dict[str, Any] = json.loads(await reader.readexactly(length))
    if "error" in answer:
        raise ProtocolError(answer["error"]["code"])
    return answer
