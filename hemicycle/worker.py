"""One worker process: serves HTTP and WebSockets on a port shared with the other workers."""

import asyncio
import contextlib
import gc
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator

import uvicorn
import uvloop

from voting_server.app import Server, build
from voting_server.gateway.logging import configure_logging
from voting_server.gateway.transport import SocketProtocol
from voting_server.settings import Settings

BACKLOG = 4096
GRACE_SECONDS = 3


def listening_socket(host: str, port: int) -> socket.socket:
    """A listening socket that several processes may bind (SO_REUSEPORT): the kernel spreads connections over them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind((host, port))
    sock.listen(BACKLOG)
    return sock


def raise_file_limit() -> None:
    """Ten thousand connections need as many descriptors."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def serve(settings: Settings, alive: int | None) -> None:
    """Serve until a signal comes or the supervisor (the other end of the pipe `alive`) is gone."""
    server = await build(settings)
    config = uvicorn.Config(
        server.asgi,
        interface="asgi3",
        ws=SocketProtocol,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        http="httptools",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=BACKLOG,
        proxy_headers=False,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )
    http = _Uvicorn(config, server)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        http.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    if alive is not None:
        loop.add_reader(alive, stop)
    sock = listening_socket(settings.host, settings.port)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    try:
        await http.serve(sockets=[sock])
    finally:
        sock.close()
        await server.aclose()


class _Uvicorn(uvicorn.Server):
    """Uvicorn that leaves signals to us and tells its clients to go before it closes their connections."""

    def __init__(self, config: uvicorn.Config, server: Server) -> None:
        super().__init__(config)
        self._chamber = server

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are handled in `serve`."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye, then close."""
        await self._chamber.say_goodbye()
        await super().shutdown(sockets)


def main(alive: int | None = None) -> None:
    """Entry point of the process; also of `python -m hemicycle.worker [ALIVE_FD]`."""
    settings = Settings()
    configure_logging(settings.log_level)
    raise_file_limit()
    if alive is not None:
        os.set_blocking(alive, False)
    uvloop.run(serve(settings, alive))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
