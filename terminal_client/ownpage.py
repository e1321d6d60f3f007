"""A page that a device serves to its own browser (kiosk, scrutineer): the socket on this machine, the web server, when to stop."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1 (port 0: any free one); OSError if the port is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()  # whoever comes as soon as the address is printed waits
    except OSError:
        listener.close()
        raise
    return listener


def told_to_stop(*, until_eof: bool) -> asyncio.Event:
    """Set by SIGINT and SIGTERM, and with `until_eof` when stdin is closed, so that a killed parent leaves no process behind."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    if until_eof:
        loop.add_reader(sys.stdin.fileno(), stop.set)
    return stop


def web_server(app: "ASGIApp", **settings: Any) -> "uvicorn.Server":
    """A quiet web server that leaves signals to `told_to_stop`; further `settings` go to `uvicorn.Config`."""
    import uvicorn

    class Page(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Signals are handled in `told_to_stop`."""
            yield

    quiet: dict[str, Any] = {"log_level": "warning", "access_log": False, "lifespan": "off", "server_header": False}
    return Page(uvicorn.Config(app, timeout_graceful_shutdown=1, **quiet, **settings))
