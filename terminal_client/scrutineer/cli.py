"""`hemicycle scrutineer` and `python -m terminal_client.scrutineer`: a scrutineer's device with its page on this machine."""

import asyncio
import contextlib
import json
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from terminal_client.scrutineer.daemon import Options


def scrutineer(  # one option a setting
    data: Annotated[Path, typer.Option("--data", help="The device's own folder.")] = Path("scrutineer-data"),
    server: Annotated[str, typer.Option(help="The voting server's address.")] = "",
    code: Annotated[str, typer.Option(help="The enrolment code of this scrutineer.")] = "",
    sitting: Annotated[str, typer.Option(help="The sitting to follow; else the only one, or the person chooses.")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page on 127.0.0.1; 0: any free one.")] = 0,
    passphrase_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="File whose first line unlocks the device.")
    ] = None,
    ca: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Certificate authority of the server (PEM).")
    ] = None,
    automatic: Annotated[
        bool, typer.Option("--automatic", help="Take part and believe fingerprints without asking: demonstrations only.")
    ] = False,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="Every release waits for the person.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the page's address, then the device's key, as JSON lines.")
    ] = False,
    until_eof: Annotated[bool, typer.Option("--until-eof", help="Also stop when stdin is closed.", hidden=True)] = False,
) -> None:
    """A scrutineer's device: verifies every ballot, certifies, releases its share once. Serves its page on this machine."""
    from terminal_client.scrutineer.daemon import Options
    from voting_protocol.errors import CODES, ProtocolError

    _configure_logging()
    passphrase = passphrase_file.read_text("utf-8").splitlines()[0] if passphrase_file else ""
    trust = ssl.create_default_context(cafile=str(ca)) if ca else None
    options = Options(data, server, code, sitting, passphrase, automatic, by_hand, trust)
    try:
        asyncio.run(_run(options, port, as_json=as_json, until_eof=until_eof))
    except ProtocolError as problem:
        words = CODES.get(problem.code)
        typer.echo(f"{words.zh} / {words.en}" if words else problem.code, err=True)
        raise typer.Exit(1) from problem
    except OSError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem


def _configure_logging() -> None:
    """Lines of JSON on standard error; tracebacks without the values of variables, which could be secrets."""
    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


async def _run(options: "Options", port: int, *, as_json: bool, until_eof: bool) -> None:
    from terminal_client.scrutineer.daemon import Daemon
    from terminal_client.scrutineer.web import make_page

    daemon = Daemon(options)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen()  # whoever comes as soon as the address is printed waits
            port = int(listener.getsockname()[1])
            app, token = make_page(daemon, port)
            page = _server(app)
            stop = asyncio.Event()
            _on_signals(stop)
            if until_eof:  # so that a killed parent leaves no device behind
                asyncio.get_running_loop().add_reader(sys.stdin.fileno(), stop.set)
            serving = asyncio.create_task(page.serve([listener]))
            address = f"http://127.0.0.1:{port}/#token={token}"
            typer.echo(json.dumps({"page": address}) if as_json else f"监票席 / scrutineer's page:  {address}")
            await daemon.start()
            if as_json:
                typer.echo(json.dumps({"key": daemon.key}))
            await stop.wait()
            page.should_exit = True
            await serving
        finally:
            await daemon.stop()


def _on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


def _server(app: "ASGIApp") -> "uvicorn.Server":
    import uvicorn

    class Page(uvicorn.Server):
        """Uvicorn that leaves signals to us."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Signals are handled in `_run`."""
            yield

    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", server_header=False, timeout_graceful_shutdown=1
    )
    return Page(config)
