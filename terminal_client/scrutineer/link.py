"""The device's live connection: it wakes the device when something happens, and tells the server how far the board was verified."""

import json
import ssl
from collections.abc import Callable
from typing import Any

from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.session import Session
from terminal_client.headless.terminal import Terminal
from terminal_client.headless.voting import text

_TURNOUT = b'{"t":"turnout"'


class ScrutineerSession(Session):
    """A session that also hears how far the other scrutineers are. `verify` is the turnout frame's member of that name (docs/sealed.md §8)."""

    def __init__(self, identity: DeviceIdentity, sitting: str) -> None:
        super().__init__(identity, sitting)
        self.pressed_of = ""
        self.verify: dict[str, Any] = {}

    def receive(self, data: bytes, now_ms: int) -> None:
        """As for every device."""
        super().receive(data, now_ms)
        if data.startswith(_TURNOUT):
            frame = json.loads(data)
            self.pressed_of = frame["open"]
            self.verify = frame.get("verify") or {}

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
