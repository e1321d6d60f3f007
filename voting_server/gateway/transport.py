"""uvicorn's WebSocket protocol, except that closing never waits for a client that does not read."""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

ABORT_SECONDS = 10.0


class SocketProtocol(WebSocketsSansIOProtocol):
    """A close goes out behind whatever waits, and the connection is cut if the client has not taken it by then."""

    async def send(self, message: Any) -> None:
        """Send an ASGI message; only frames, not the close, wait until the client reads."""
        if message["type"] == "websocket.close":
            self.writable.set()
            self.loop.call_later(ABORT_SECONDS, self.transport.abort)
        await super().send(message)
