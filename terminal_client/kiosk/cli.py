"""`hemicycle kiosk` and `hemicycle-kiosk`: a tablet's own pages, and its browser on the whole screen."""

import asyncio
import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from terminal_client.ownpage import listen, told_to_stop, web_server

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from terminal_client.kiosk.relay import Relay

PORT = 8470
"""Always the same one: a browser keeps a terminal's key by host and port."""


def kiosk(  # one option a setting
    server: Annotated[str, typer.Option(envvar="HEMICYCLE_SERVER", help="The voting server's address (https).")] = "",
    ca: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Certificate authority of the server (PEM).")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1. Another port is another terminal.")] = PORT,
    browser: Annotated[bool, typer.Option("--browser", help="Start Chromium on the whole screen, again when it ends.")] = False,
    browser_path: Annotated[str, typer.Option(help="The browser, if it is not on PATH.")] = "",
    browser_arg: Annotated[list[str] | None, typer.Option(help="A further option for the browser; may be repeated.")] = None,
    profile: Annotated[Path, typer.Option(help="The browser's folder: it holds the terminal's key.")] = Path("kiosk-profile"),
    link: Annotated[str, typer.Option(help="The link of the enrolment card, to enrol at the first start.")] = "",
    pages: Annotated[Path | None, typer.Option(exists=True, file_okay=False, hidden=True, help="Another bundle.")] = None,
    print_hash: Annotated[
        bool, typer.Option("--print-hash", help="Check the installed pages, print their hash, and end.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line when ready.")] = False,
    until_eof: Annotated[bool, typer.Option("--until-eof", help="Also stop when stdin is closed.", hidden=True)] = False,
) -> None:
    """A tablet's kiosk: serves the installed pages of a seat on this machine and relays to the voting server."""
    from terminal_client.kiosk.browser import command, find_browser
    from terminal_client.kiosk.bundle import PAGES, BundleError, load_bundle
    from terminal_client.kiosk.relay import Relay, Upstream
    from terminal_client.kiosk.web import make_app

    try:
        bundle = load_bundle(pages or PAGES)
        if print_hash:
            told = {"hash": bundle.hash, "fingerprint": bundle.fingerprint, "files": len(bundle.files)}
            typer.echo(json.dumps(told) if as_json else f"{bundle.hash}\n{bundle.fingerprint}")
            return
        relay = Relay(Upstream.of(server, str(ca) if ca else None))
        started = find_browser(browser_path) if browser else ""
        listener = listen(port)
    except (BundleError, ValueError, OSError) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
    port = int(listener.getsockname()[1])
    page = f"http://127.0.0.1:{port}/seat/{_fragment(link)}"
    words = command(started, page, profile.absolute(), browser_arg or ()) if browser else []
    told = {"page": page, "hash": bundle.hash}
    ready = json.dumps(told) if as_json else f"表决器 / seat:  {page}\n页面 / pages:  {bundle.fingerprint}"
    asyncio.run(_run(make_app(bundle, relay, port), relay, listener, ready, words, until_eof=until_eof))


def _fragment(link: str) -> str:
    said = urlsplit(link).fragment
    return f"#{said}" if said else ""


async def _run(
    app: "ASGIApp", relay: "Relay", listener: socket.socket, ready: str, browser: list[str], *, until_eof: bool
) -> None:
    from terminal_client.kiosk.browser import keep_open
    from terminal_client.kiosk.relay import MAX_PAGE_FRAME

    stop = told_to_stop(until_eof=until_eof)
    web = web_server(app, ws_max_size=MAX_PAGE_FRAME, ws_per_message_deflate=False, limit_concurrency=64)
    serving = asyncio.create_task(web.serve([listener]))
    watching = asyncio.create_task(keep_open(browser)) if browser else None
    typer.echo(ready)
    try:
        await asyncio.wait({asyncio.create_task(stop.wait()), serving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if watching is not None:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        web.should_exit = True
        await serving
        await relay.aclose()
        listener.close()
