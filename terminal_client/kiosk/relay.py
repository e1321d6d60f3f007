"""What goes between the page and the one voting server: calls under /v1 and one kind of socket, within strict bounds (docs/protocol.md §14)."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import unquote, urlsplit

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from voting_protocol.errors import CODES, ProtocolError

SOCKET_PATH = "/v1/ws"
METHODS = ("GET", "HEAD", "POST")
MAX_REQUEST = 64 * 1024
MAX_ANSWER = 32 * 2**20
MAX_PAGE_FRAME = 32 * 1024
MAX_SERVER_FRAME = 16 * 2**20
PATIENCE_S = 10.0
ASKED = ("accept", "authorization", "content-type", "x-filename", "x-edits")
ANSWERED = ("content-disposition", "content-type", "retry-after")
OCTETS = "application/octet-stream"
SHOWN = frozenset(
    {"application/json", "application/pdf", "text/plain", "image/png", "image/jpeg", "image/webp", OCTETS},
)
INERT = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer has: nothing under /v1 can be shown as a page or run."""

_PATH = re.compile(r"/v1/[A-Za-z0-9._~@:!$&'()*+,;=%/-]*")
_GATEWAY = 504
_UNSUPPORTED, _TRY_LATER = 1003, 1013
_CLOSE_CODES = range(1000, 5000)
_UNSENDABLE = frozenset({1004, 1005, 1006, 1015})


@dataclass(frozen=True, slots=True)
class Upstream:
    """The one server: its origin as a page writes it (`https://hall.example:8080`), and whose certificates are believed."""

    origin: str
    tls: ssl.SSLContext | None

    @classmethod
    def of(cls, url: str, authority: str | None = None) -> Self:
        """The server at `url`; `authority` is a PEM file in place of the system's. ValueError says what is wrong with it."""
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        if parts.scheme not in ("http", "https") or not host or parts.username or parts.path.strip("/") or parts.query:
            raise ValueError("服务器地址应为 https://主机:端口 / the server's address is https://host:port")
        if not secure and not _is_loopback(host):
            raise ValueError("服务器须用 TLS（https） / the server must be reached by TLS (https)")
        port = "" if parts.port in (None, 443 if secure else 80) else f":{parts.port}"
        shown = f"[{host}]" if ":" in host else host
        tls = ssl.create_default_context(cafile=authority) if secure else None
        return cls(f"{parts.scheme}://{shown}{port}", tls)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def relayed_path(raw: str) -> str | None:
    """The path as it is sent on; None if it is not one of the interface: outside /v1, with steps up, or spelt in a way that hides one."""
    parts = unquote(raw).split("/")
    sound = _PATH.fullmatch(raw) and not {".", ".."} & set(parts) and raw.count("/") == unquote(raw).count("/")
    return raw if sound and "\\" not in unquote(raw) else None


def shown_type(said: str) -> str:
    """The content type that an answer gets: one that a browser neither shows as a page nor runs."""
    kind = said.partition(";")[0].strip().lower()
    if kind not in SHOWN:
        return OCTETS
    return f"{kind}; charset=utf-8" if kind == "text/plain" else kind


def _kept(headers: Iterable[tuple[str, str]], names: tuple[str, ...]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers if name.lower() in names}


def refusal(code: str, status: int | None = None) -> Response:
    """An error as the server writes them, made here."""
    words = CODES[code]
    error = {"code": code, "zh": words.zh, "en": words.en, "detail": {}}
    return JSONResponse({"error": error}, status or words.status, headers=INERT)


class _Straight(connect):
    """A connection to the one server: where it sends us on to, we don't go."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """A redirect is an answer like any other that opens no socket."""
        return exc


class Relay:
    """Carries calls and sockets to the server. Close it with `aclose`."""

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self._http = httpx.AsyncClient(
            base_url=upstream.origin,
            verify=upstream.tls if upstream.tls is not None else True,
            timeout=PATIENCE_S,
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=8),
        )

    async def aclose(self) -> None:
        """Give back the connections."""
        await self._http.aclose()

    async def call(self, request: Request) -> Response:
        """Relay one call; what can't be relayed is refused here."""
        path = relayed_path(request.scope["raw_path"].decode("latin-1").partition("?")[0])
        if path is None or request.method not in METHODS:
            return refusal("not-found")
        try:
            body = await _body(request)
        except ProtocolError as problem:
            return refusal(problem.code)
        query = request.scope["query_string"].decode("latin-1")
        sent = self._http.build_request(
            request.method,
            f"{path}?{query}" if query else path,
            headers=_kept(request.headers.items(), ASKED),
            content=body or None,
        )
        try:
            answer = await self._http.send(sent, stream=True)
        except httpx.HTTPError:
            return refusal("unreachable", _GATEWAY)
        if answer.is_redirect:
            await answer.aclose()
            return refusal("bad-answer")
        headers = _kept(answer.headers.items(), ANSWERED) | INERT
        headers["content-type"] = shown_type(headers.get("content-type", ""))
        return StreamingResponse(_bounded(answer), answer.status_code, headers)

    async def socket(self, page: WebSocket) -> None:
        """Relay a socket until either side ends it; the other side hears the same code."""
        address = "ws" + self.upstream.origin.removeprefix("http") + SOCKET_PATH
        try:
            server = await _Straight(
                address,
                ssl=self.upstream.tls,
                origin=None,
                proxy=None,
                open_timeout=PATIENCE_S,
                close_timeout=1,
                max_size=MAX_SERVER_FRAME,
            )
        except (OSError, TimeoutError, WebSocketException):
            await page.accept()
            await page.close(_TRY_LATER)
            return
        await page.accept()
        ways = {asyncio.create_task(_to_server(page, server)), asyncio.create_task(_to_page(server, page))}
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            await server.close()


async def _body(request: Request) -> bytes:
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > MAX_REQUEST:
            raise ProtocolError("too-large")
    return data


async def _bounded(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The answer's bytes; too many of them break it off, so that nobody takes a part for the whole."""
    length = 0
    try:
        async for piece in answer.aiter_bytes():
            length += len(piece)
            if length > MAX_ANSWER:
                raise ProtocolError("too-large")
            yield piece
    finally:
        await answer.aclose()


async def _to_server(page: WebSocket, server: ClientConnection) -> None:
    try:
        while True:
            message = await page.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                await page.close(_UNSUPPORTED)
                return
            await server.send(text)
    except (ConnectionClosed, WebSocketDisconnect, RuntimeError):
        return


async def _to_page(server: ClientConnection, page: WebSocket) -> None:
    try:
        async for frame in server:
            if isinstance(frame, bytes):
                await page.close(_UNSUPPORTED)
                return
            await page.send_text(frame)
    except ConnectionClosed:
        pass  # its code is told below
    except (WebSocketDisconnect, RuntimeError):
        return
    code = server.close_code or _TRY_LATER
    await page.close(code if code in _CLOSE_CODES and code not in _UNSENDABLE else _TRY_LATER)
