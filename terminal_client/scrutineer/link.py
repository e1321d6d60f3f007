"""The device's live connection: it wakes the device when something happens, and tells the server how far the board was verified."""

import ssl
from collections.abc import Callable

import msgspec

from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.session import Session
from terminal_client.headless.terminal import Terminal
from terminal_client.headless.voting import text


class Verify(msgspec.Struct, frozen=True):
    """How far everybody is with a board: entries received, on the board, and verified by each scrutineer, by index (docs/sealed.md §8)."""

    received: int = 0
    recorded: int = 0
    scrutineers: list[tuple[int, int]] = []


class _Turnout(msgspec.Struct, frozen=True):
    t: str
    open: str = ""
    verify: Verify | None = None


_decode = msgspec.json.Decoder(_Turnout).decode


class ScrutineerSession(Session):
    """A session that also hears how far the other scrutineers are: `verify`, of the opening `verify_of` (b64u)."""

    def __init__(self, identity: DeviceIdentity, sitting: str) -> None:
        super().__init__(identity, sitting)
        self.verify_of = ""
        self.verify = Verify()

    def receive(self, data: bytes, now_ms: int) -> None:
        """As for every device."""
        super().receive(data, now_ms)
        frame = _decode(data)
        if frame.t == "turnout":
            self.verify_of, self.verify = frame.open, frame.verify or Verify()

    def tell_progress(self, opening: str, size: int) -> None:
        """Queue a `progress` frame: so many entries of this opening's board were verified."""
        self._send(text({"t": "progress", "open": opening, "size": size, "r": self._number()}))


class Link(Terminal):
    """A scrutineer's connection."""

    def __init__(
        self,
        url: str,
        identity: DeviceIdentity,
        sitting: str,
        *,
        on_change: Callable[[Terminal], None],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(url, identity, sitting, on_change=on_change, tls=tls)
        self.news = ScrutineerSession(identity, sitting)
        self.session = self.news
