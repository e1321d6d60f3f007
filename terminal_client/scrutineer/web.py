"""The device's page on 127.0.0.1: files, one state to wait for, a few wishes. Only who has the printed address gets an answer."""

import asyncio
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from terminal_client.scrutineer.daemon import Daemon
from terminal_client.scrutineer.view import told, view
from voting_protocol.encoding import unb64u
from voting_protocol.errors import CODES, ProtocolError

PAGES = Path(__file__).parent / "pages"
TOKEN_HEADER = "x-scrutineer-token"  # noqa: S105 - the header's name
MAX_BODY_BYTES = 8 * 2**20
_WAIT_S = 25.0
_GATHER_S = 0.1  # changes that come together are shown together
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}

Wish = Callable[[Daemon, Mapping[str, Any]], Awaitable[None]]


async def _enrol(daemon: Daemon, body: Mapping[str, Any]) -> None:
    await daemon.enrol(_text(body, "url"), _text(body, "code"))


async def _create(daemon: Daemon, body: Mapping[str, Any]) -> None:
    await daemon.create(_text(body, "passphrase"))


async def _unlock(daemon: Daemon, body: Mapping[str, Any]) -> None:
    await daemon.unlock(_text(body, "passphrase"))


async def _restore(daemon: Daemon, body: Mapping[str, Any]) -> None:
    await daemon.restore(unb64u(_text(body, "backup")), _text(body, "passphrase"))


async def _choose(daemon: Daemon, body: Mapping[str, Any]) -> None:
    daemon.choose(_text(body, "sitting"))


async def _leave(daemon: Daemon, _body: Mapping[str, Any]) -> None:
    await daemon.leave()


async def _resume(daemon: Daemon, _body: Mapping[str, Any]) -> None:
    daemon.resume()


async def _take_part(daemon: Daemon, _body: Mapping[str, Any]) -> None:
    daemon.take_part()


async def _compare(daemon: Daemon, body: Mapping[str, Any]) -> None:
    daemon.compare(same=_flag(body, "same"))


async def _release(daemon: Daemon, body: Mapping[str, Any]) -> None:
    daemon.allow_release(_text(body, "division"))


async def _absence(daemon: Daemon, body: Mapping[str, Any]) -> None:
    daemon.confirm_absence(_text(body, "act"))


async def _by_hand(daemon: Daemon, body: Mapping[str, Any]) -> None:
    daemon.set_by_hand(_flag(body, "value"))


async def _erase(daemon: Daemon, _body: Mapping[str, Any]) -> None:
    daemon.erase_shares()


_WISHES: dict[str, Wish] = {
    "create": _create,
    "unlock": _unlock,
    "restore": _restore,
    "enrol": _enrol,
    "choose": _choose,
    "leave": _leave,
    "resume": _resume,
    "take-part": _take_part,
    "compare": _compare,
    "release": _release,
    "absence": _absence,
    "by-hand": _by_hand,
    "erase": _erase,
}


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise ProtocolError("bad-frame")
    return value


def _flag(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name)
    if not isinstance(value, bool):
        raise ProtocolError("bad-frame")
    return value


class Guard:
    """Only this machine's own page is served: the Host must be ours (DNS rebinding), and what tells or changes anything needs the token."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], token: str) -> None:
        self._app = app
        self._hosts = hosts
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("host", "") not in self._hosts:
            await PlainTextResponse("wrong host", 421)(scope, receive, send)
            return
        if scope["path"].startswith("/api/") and not hmac.compare_digest(
            headers.get(TOKEN_HEADER, "").encode(), self._token.encode()
        ):
            await _refusal("not-authenticated")(scope, receive, _shielded(send))
            return
        await self._app(scope, receive, _shielded(send))


def _shielded(send: Send) -> Send:
    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *((name.encode(), value.encode()) for name, value in _HEADERS.items())]
        await send(message)

    return forward


def _refusal(code: str) -> JSONResponse:
    words = CODES.get(code)
    return JSONResponse({"error": told(code)}, words.status if words else 409)


async def _not_built(_request: Request) -> Response:
    return PlainTextResponse("页面尚未生成，请运行 make pages / The page is not built; run `make pages`", 503)


def make_page(daemon: Daemon, port: int) -> tuple[ASGIApp, str]:
    """The page's application for a port of 127.0.0.1, and the token that its address carries in the fragment."""
    token = secrets.token_urlsafe(24)

    async def state(request: Request) -> Response:
        try:
            await daemon.until_newer(int(request.query_params.get("after", "-1")), _WAIT_S)
            await asyncio.sleep(_GATHER_S)
        except ValueError:
            return _refusal("bad-frame")
        return JSONResponse(view(daemon))

    async def wish(request: Request) -> Response:
        asked = _WISHES.get(request.path_params["wish"])
        try:
            if asked is None:
                raise ProtocolError("not-found")
            await asked(daemon, await _body(request))
        except ProtocolError as problem:
            return _refusal(problem.code)
        return JSONResponse(view(daemon))

    async def backup(_request: Request) -> Response:
        try:
            data = daemon.backup()
        except ProtocolError as problem:
            return _refusal(problem.code)
        return Response(data, media_type="application/octet-stream")

    routes = [
        Route("/api/state", state),
        Route("/api/backup", backup),
        Route("/api/{wish}", wish, methods=["POST"]),
        Mount("/", StaticFiles(directory=PAGES, html=True)) if PAGES.is_dir() else Route("/", _not_built),
    ]
    hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
    return Guard(Starlette(routes=routes), hosts, token), token


async def _body(request: Request) -> Mapping[str, Any]:
    """The wish's JSON object; `bad-frame`, `too-large`."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ProtocolError("bad-frame")
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > MAX_BODY_BYTES:
            raise ProtocolError("too-large")
    try:
        value = json.loads(data or b"{}")
    except ValueError as problem:
        raise ProtocolError("bad-frame") from problem
    if not isinstance(value, dict):
        raise ProtocolError("bad-frame")
    return value
