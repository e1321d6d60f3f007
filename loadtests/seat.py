"""One terminal of the load generator: the headless session on picows, ballots and their answers kept raw until the clock stops."""

import time
from collections.abc import Callable
from typing import Any

from picows import WSListener, WSMsgType

from loadtests.shots import Shot
from terminal_client.headless import frames
from terminal_client.headless.identity import DeviceIdentity, now_ms
from terminal_client.headless.opening import Opening
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.session import Session
from voting_protocol.encoding import b64u

_ANSWERS = (b'{"t":"ack"', b'{"t":"refused"', b'{"t":"error"')
_RECEIPT = b'{"t":"received"'
_UNREAD = (b'{"t":"attendance"', b'{"t":"turnout"')
_MINE = b'{"t":"mine"'


class Seat:
    """A terminal. `on_change` is called with it after every frame but a ballot's answer, `on_landed` after that, `on_lost` after a disconnection."""

    __slots__ = ("flying", "greeted_with", "host", "left", "on_change", "on_landed", "on_lost", "session", "shots", "transport")

    def __init__(
        self,
        identity: DeviceIdentity,
        sitting: str,
        host: str,
        on_change: Callable[["Seat"], None],
        on_landed: Callable[["Seat"], None],
        on_lost: Callable[["Seat"], None],
        sealed: SealedKeys | None = None,
    ) -> None:
        self.session = Session(identity, sitting, sealed=sealed)
        self.host = host
        self.transport: Any = None
        self.shots: list[Shot] = []
        self.left = 0
        self.flying: Shot | None = None
        self.greeted_with = b""
        self.on_change, self.on_landed, self.on_lost = on_change, on_landed, on_lost

    @property
    def identity(self) -> DeviceIdentity:
        """The device's key and place."""
        return self.session.identity

    @property
    def ready(self) -> bool:
        """Whether the connection is up and everything that the server says first has arrived."""
        return bool(self.greeted_with) and self.session.online and self.session.state is not None

    @property
    def opening(self) -> Opening | None:
        """The open division once this terminal may vote in it: a secret one is certified under keys that it believes."""
        return self.session.voting.opening if self.session.voting.ready else None

    def arm(self, shots: list[Shot]) -> None:
        """Have these ballots ready, none sent."""
        self.shots, self.left, self.flying = shots, len(shots), None

    @property
    def fired(self) -> list[Shot]:
        """The ballots sent so far."""
        return self.shots[: self.pressed]

    @property
    def pressed(self) -> int:
        """How many ballots were sent so far."""
        return len(self.shots) - self.left

    @property
    def last(self) -> Shot | None:
        """The ballot sent last."""
        return self.shots[self.pressed - 1] if self.pressed else None

    def fire(self) -> None:
        """Send the next ballot; IndexError if none is left."""
        shot = self.shots[self.pressed]
        self.left -= 1
        self.flying = shot
        shot.sent = time.monotonic()
        if self.transport is not None and self.session.online:
            self.transport.send(WSMsgType.TEXT, shot.frame)

    def connected(self, transport: Any) -> None:
        """A connection is there; the server speaks first."""
        self.transport = transport
        self.session.begin(self.host)

    def drop(self) -> None:
        """Cut the connection without a word, as a broken cable does."""
        transport = self.transport
        self.lost()
        transport.disconnect(False)

    def lost(self) -> None:
        """The connection is gone; told twice it is lost once."""
        if self.transport is not None:
            self.transport = None
            self.greeted_with = b""
            self.session.lost()
            self.on_lost(self)

    def receive(self, data: bytes) -> None:
        """Take in a frame; an answer to a ballot is only kept."""
        if self.flying is not None and data.startswith(_ANSWERS):
            self.flying.received, self.flying.answer = time.monotonic(), data
            self.flying = None
            self.on_landed(self)
            return
        if self.flying is not None and data.startswith(_RECEIPT):
            self.flying.receipted, self.flying.receipt = time.monotonic(), data
            return
        if data.startswith(_UNREAD):
            return
        if data.startswith(_MINE):
            self.greeted_with = data
        else:
            self._follow(data)
        self.on_change(self)

    def _follow(self, data: bytes) -> None:
        was_online = self.session.online
        self.session.receive(data, now_ms())
        for frame in self.session.take():
            self.transport.send(WSMsgType.TEXT, frame.encode())
        if self.flying is not None and self.session.online and not was_online:
            self.transport.send(WSMsgType.TEXT, self.flying.frame)

    def right_again(self) -> bool:
        """Whether what the server said on reconnecting is what this terminal knows: the open division and its own last entry, byte for byte."""
        mine = frames.decode_frame(self.greeted_with)
        opening = self.opening
        if not isinstance(mine, frames.Mine) or opening is None or mine.open != b64u(opening.digest) or not mine.in_electorate:
            return False
        last = next((shot for shot in reversed(self.fired) if shot.answer), None)
        return mine.seq == 0 if last is None else (mine.seq, mine.b) == (last.seq, b64u(last.body))


class Line(WSListener):
    """One connection of a seat."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def on_ws_connected(self, transport: Any) -> None:
        """Called by picows."""
        self._seat.connected(transport)

    def on_ws_frame(self, transport: Any, frame: Any) -> None:
        """Called by picows; an exception closes the connection."""
        if frame.msg_type == WSMsgType.TEXT:
            self._seat.receive(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()

    def on_ws_disconnected(self, transport: Any) -> None:
        """Called by picows."""
        self._seat.lost()
