"""A device that keeps every frame it is sent, as it came."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from terminal_client.headless.identity import DeviceIdentity, now_ms
from terminal_client.headless.session import Session

Frame = dict[str, Any]


@dataclass
class Witness:
    """One connection of a device; `frames` are all that came, `code` the close code once it has ended."""

    socket: ClientConnection
    session: Session
    frames: list[Frame] = field(default_factory=list)
    code: int | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def of(self, kind: str) -> list[Frame]:
        """The frames of one type."""
        return [frame for frame in self.frames if frame["t"] == kind]

    @property
    def state(self) -> dict[str, Any]:
        """The newest state."""
        state: dict[str, Any] = self.of("state")[-1]["state"]
        return state

    def division(self, division: str) -> dict[str, Any]:
        """A division of the newest state; {} before there is one."""
        states = self.of("state")
        divisions = states[-1]["state"]["divisions"] if states else []
        return next((item for item in divisions if item["id"] == division), {})

    async def until(self, condition: Callable[["Witness"], bool]) -> None:
        """Wait until the condition holds; AssertionError if the connection ends before."""
        while not condition(self):
            assert self.code is None, f"closed with {self.code}"
            self._news.clear()
            await self._news.wait()

    async def until_division(self, division: str, *states: str) -> None:
        """Wait until the division is in one of these states."""
        await self.until(lambda witness: witness.division(division).get("state") in states)

    async def until_closed(self) -> int | None:
        """Wait for the end of the connection; its close code."""
        while self.code is None:
            self._news.clear()
            await self._news.wait()
        return self.code

    async def send(self, frame: Frame) -> None:
        """Send a frame as it is."""
        await self.socket.send(json.dumps(frame))

    async def answer(self, r: int) -> Frame:
        """The answer to the frame that was sent as number `r`."""
        await self.until(lambda witness: any(frame.get("r") == r for frame in witness.frames))
        return next(frame for frame in self.frames if frame.get("r") == r)

    async def listen(self) -> None:
        """Take in frames until the connection ends."""
        try:
            while True:
                data = await self.socket.recv(decode=False)
                self.frames.append(json.loads(data))
                self.session.receive(data, now_ms())
                for text in self.session.take():
                    await self.socket.send(text)
                self._news.set()
        except ConnectionClosed:
            self.code = self.socket.close_code
            self._news.set()


@asynccontextmanager
async def witness(url: str, identity: DeviceIdentity, sitting: str, **options: Any) -> AsyncIterator[Witness]:
    """Connect a device; `options` go to `websockets.connect`."""
    parts = urlsplit(url)
    address = parts._replace(scheme="wss" if parts.scheme == "https" else "ws", path="/v1/ws").geturl()
    async with connect(address, compression=None, proxy=None, max_size=2**24, **options) as socket:
        session = Session(identity, sitting)
        session.begin(parts.netloc)
        seen = Witness(socket, session)
        listening = asyncio.create_task(seen.listen())
        try:
            yield seen
        finally:
            await socket.close()
            await listening


def members(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every member of a JSON value with its path, lists without their indices."""
    items = value.items() if isinstance(value, dict) else (("", item) for item in value) if isinstance(value, list) else ()
    for name, item in items:
        place = f"{path}.{name}" if name else path
        yield place, item
        yield from members(item, place)
