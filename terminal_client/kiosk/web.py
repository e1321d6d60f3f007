"""The kiosk on 127.0.0.1: the installed pages from memory, what lies under /v1 from the server, nothing else (docs/protocol.md §14)."""

import mimetypes

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from terminal_client.kiosk.bundle import Bundle
from terminal_client.kiosk.relay import INERT, SOCKET_PATH, Relay, refusal
from voting_protocol.pages import KIOSK_HEADER, MANIFEST

INDEX = "seat/index.html"
_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


def _policy(origin: str) -> str:
    """Scripts come from the bundle's own folders: what the relay passes on is under neither."""
    own = f"{origin}/assets/"
    return (
        f"default-src 'none'; script-src {own}; worker-src {own}; style-src {own}; font-src {own}; img-src 'self' data:; "
        f"connect-src 'self' {origin.replace('http', 'ws', 1)}; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def _page_headers(origin: str) -> dict[str, str]:
    return {
        "content-security-policy": _policy(origin),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "cache-control": "no-cache",
    }


def media_type(path: str) -> str:
    """The content type of a file of the bundle."""
    suffix = path[path.rfind(".") :]
    kind = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


class Guard:
    """Only who speaks to this address from its own page, or from none, is answered: no other site's page, no other name (DNS rebinding)."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app = app
        self._origin = origin
        self._host = origin.partition("//")[2]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] not in ("http", "websocket"):
            return
        said = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        wrong = 421 if said.get("host", "") != self._host else 403 if said.get("origin", self._origin) != self._origin else 0
        if wrong and scope["type"] == "websocket":
            await _refuse_socket(receive, send)
        elif wrong:
            await PlainTextResponse("wrong host" if wrong == 421 else "wrong origin", wrong, INERT)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _refuse_socket(receive: Receive, send: Send) -> None:
    await receive()
    closed: Message = {"type": "websocket.close", "code": 1008}
    await send(closed)


def make_app(bundle: Bundle, relay: Relay, port: int) -> ASGIApp:
    """The kiosk's application for a port of 127.0.0.1."""
    origin = f"http://127.0.0.1:{port}"
    headers = _page_headers(origin)

    async def start(_request: Request) -> Response:
        return RedirectResponse("/seat/", headers=headers)

    async def manifest(_request: Request) -> Response:
        told = {**headers, "cache-control": "no-store", KIOSK_HEADER: relay.upstream.origin}
        return Response(bundle.manifest, media_type="application/json", headers=told)

    async def file(request: Request) -> Response:
        path = request.path_params["path"]
        path = INDEX if path == "seat/" else path
        data = bundle.files.get(path)
        if data is None:
            return refusal("not-found")
        return Response(data, headers={**headers, "content-type": media_type(path)})

    routes = [
        Route("/", start),
        Route(f"/{MANIFEST}", manifest),
        WebSocketRoute(SOCKET_PATH, relay.socket),
        Route("/v1/{rest:path}", relay.call, methods=["GET", "HEAD", "POST"]),
        Route("/{path:path}", file),
    ]
    return Guard(Starlette(routes=routes), origin)
