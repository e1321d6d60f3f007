"""`hemicycle scrutineer` and `python -m terminal_client.scrutineer`: a scrutineer's device with its page on this machine."""

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from terminal_client.ownpage import listen, told_to_stop, web_server

if TYPE_CHECKING:
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

    with listen(port) as listener:
        daemon = Daemon(options)
        try:
            port = int(listener.getsockname()[1])
            app, token = make_page(daemon, port)
            page = web_server(app)
            stop = told_to_stop(until_eof=until_eof)
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
