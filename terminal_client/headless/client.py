"""The HTTP interface, as a device uses it (docs/protocol.md §11)."""

import asyncio
import random
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from terminal_client.headless.identity import DeviceIdentity, now_ms
from voting_protocol import canonical
from voting_protocol.acts import Head, SignedAct, body_log, make_act
from voting_protocol.crypto import SigningKey, check_public_key, code_key
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError

_OK = range(200, 300)
_UNAVAILABLE = 503
_UNAUTHENTICATED = 401


@cache
def _usual_trust() -> ssl.SSLContext:
    """The authorities that httpx trusts; read once, since a headless hall makes a client for every seat."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an act stands in its log, and its id."""

    head: Head
    id: bytes


class ApiClient:
    """Calls the server as one device, or as nobody where `identity` is None.

    A server's error is raised as `ProtocolError` with its code. Every call can be repeated without harm, so a server that can't be reached
    or says 503 is asked again, for up to `patience_s` seconds; then `httpx.TransportError` or the 503's code is raised.
    """

    def __init__(
        self, url: str, identity: DeviceIdentity | None = None, *, patience_s: float = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.identity = identity
        self._patience_s = patience_s
        self._token = ""
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
        self._http = httpx.AsyncClient(base_url=url, timeout=30, limits=limits, verify=tls or _usual_trust(), trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Give back the connections."""
        await self._http.aclose()

    async def server(self) -> dict[str, Any]:
        """`GET /v1/server`."""
        return await self.get("/v1/server", signed_in=False)

    async def server_key(self) -> bytes:
        """The server's identity key, to be pinned."""
        return check_public_key(unb64u((await self.server())["key"], 32))

    async def submit(self, log: str, act: SignedAct) -> Appended:
        """Append an act to its log."""
        answer = await self._call("POST", f"/v1/logs/{log}/acts", json=act.to_json())
        return Appended(Head(answer["n"], unb64u(answer["d"], 32)), unb64u(answer["id"], 32))

    async def code(self, code: SigningKey) -> dict[str, Any]:
        """What an enrolment code is for."""
        return await self.get(f"/v1/codes/{code.name}", signed_in=False)

    async def sittings(self, body: str) -> list[dict[str, Any]]:
        """A body's sittings, newest first."""
        response = await self._answer("GET", f"/v1/bodies/{body}/sittings", signed_in=False)
        sittings: list[dict[str, Any]] = response.json()
        return sittings

    async def register(self, body: str) -> dict[str, Any]:
        """A body's register, for staff."""
        return await self.get(f"/v1/bodies/{body}/register")

    async def roster_preview(self, body: str, name: str, data: bytes) -> dict[str, Any]:
        """What the server reads in a roster file; nothing is written."""
        headers = {"X-Filename": quote(name)}
        return await self._call("POST", f"/v1/bodies/{body}/roster-preview", content=data, headers=headers, signed_in=True)

    async def plan_preview(self, body: str, shape: dict[str, Any]) -> dict[str, Any]:
        """A seat plan of this shape: `{"plan", "seats"}`."""
        return await self._call("POST", f"/v1/bodies/{body}/plan-preview", json=shape, signed_in=True)

    async def state(self, sitting: str) -> dict[str, Any]:
        """The sitting's state for this device's role."""
        return await self.get(f"/v1/sittings/{sitting}/state")

    async def plan(self, sitting: str) -> dict[str, Any]:
        """Who sits where."""
        return await self.get(f"/v1/sittings/{sitting}/plan")

    async def opening(self, sitting: str, division: str) -> dict[str, Any]:
        """The proposal of a `division-open`, for the chair."""
        return await self.get(f"/v1/sittings/{sitting}/divisions/{division}/opening")

    async def votes(self, sitting: str, division: str) -> dict[str, str]:
        """A declared division's named votes: seat id → word."""
        choices: dict[str, str] = (await self.get(f"/v1/sittings/{sitting}/divisions/{division}/votes"))["choices"]
        return choices

    async def counted(self, sitting: str, division: str) -> dict[str, Any]:
        """The counted leaf of this terminal, signed by the server; from the declaration on with its inclusion proof."""
        return await self.get(f"/v1/sittings/{sitting}/divisions/{division}/counted")

    async def board_head(self, sitting: str, division: str, start: int = 0) -> dict[str, Any]:
        """The latest signed head of a division's board and the proof that it extends that of `start` entries; `not-yet`."""
        return await self.get(f"/v1/sittings/{sitting}/divisions/{division}/head?from={start}")

    async def seal(self, sitting: str) -> dict[str, Any]:
        """The signed acts that seal the sitting (docs/sealed.md §9); `not-yet` before the scrutineers' key ceremony is over."""
        return await self.get(f"/v1/sittings/{sitting}/seal")

    async def bundle(self, sitting: str, division: str) -> bytes:
        """The record bundle's bytes."""
        response = await self._answer("GET", f"/v1/sittings/{sitting}/divisions/{division}/bundle", signed_in=True)
        return response.content

    async def read(self, path: str) -> bytes:
        """The bytes of a file that a read gives."""
        return (await self._answer("GET", path, signed_in=True)).content

    async def send(self, path: str, data: bytes, headers: dict[str, str]) -> dict[str, Any]:
        """What the server makes of a file's bytes."""
        return await self._call("POST", path, content=data, headers=headers, signed_in=True)

    async def get(self, path: str, *, signed_in: bool = True) -> dict[str, Any]:
        """The JSON object that a read gives."""
        return await self._call("GET", path, signed_in=signed_in)

    async def _call(self, method: str, path: str, *, signed_in: bool = False, **content: Any) -> dict[str, Any]:
        value: dict[str, Any] = (await self._answer(method, path, signed_in=signed_in, **content)).json()
        return value

    async def _answer(self, method: str, path: str, *, signed_in: bool, **content: Any) -> httpx.Response:
        extra = content.pop("headers", {})
        for fresh in (False, True):
            headers = extra | ({"Authorization": f"Bearer {await self._bearer(renew=fresh)}"} if signed_in else {})
            response = await self._patiently(method, path, headers=headers, **content)
            if response.status_code in _OK:
                return response
            if not (signed_in and response.status_code == _UNAUTHENTICATED):
                break
        raise _problem(response)

    async def _patiently(self, method: str, path: str, **content: Any) -> httpx.Response:
        loop = asyncio.get_running_loop()
        end, pause = loop.time() + self._patience_s, 0.05
        while True:
            out_of_time = loop.time() + pause > end
            try:
                response = await self._http.request(method, path, **content)
                if response.status_code != _UNAVAILABLE or out_of_time:
                    return response
            except httpx.TransportError:
                if out_of_time:
                    raise
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - jitter
            pause = min(pause * 2, 1)

    async def _bearer(self, *, renew: bool) -> str:
        if renew or not self._token:
            identity = self.identity
            if identity is None:
                raise ProtocolError("not-authenticated")
            body = canonical.encode(
                {
                    "v": 1,
                    "type": "session",
                    "actor": identity.key.name,
                    "server": b64u(identity.server),
                    "body": identity.body,
                    "nonce": b64u(secrets.token_bytes(16)),
                    "time_ms": now_ms(),
                }
            )
            signed = {"b": b64u(body), "s": b64u(identity.key.sign("session", body))}
            self._token = (await self._call("POST", "/v1/session", json=signed))["token"]
        return self._token


def _problem(response: httpx.Response) -> ProtocolError:
    try:
        error = response.json()["error"]
        problem = ProtocolError(str(error["code"]))
        problem.detail.update(error.get("detail") or {})
    except (ValueError, KeyError, TypeError):
        return ProtocolError("internal", status=response.status_code)
    return problem


@dataclass(frozen=True, slots=True)
class Place:
    """What an enrolment code is for: the register, its newest act known, the server's key, and the code's role, seat and holder."""

    body: str
    after: Head
    server: bytes
    role: str
    seat: str
    holder: str


async def look_up(api: ApiClient, code: str) -> Place:
    """What the server says of a code; `bad-code`, `code-unknown`, `bad-key`."""
    info = await api.code(code_key(code))
    server = check_public_key(unb64u(info["server"], 32))
    return Place(info["body"], Head.from_json(info["head"]), server, info["role"], info["seat"], info["holder"])


async def enrol(
    api: ApiClient, code: str, device: str, place: Place | None = None, pages: Mapping[str, str] | None = None
) -> DeviceIdentity:
    """Make a key on this device, enrol it with a code and pin the server's key.

    `place` is what the code is for, where that is known from its issuer; else the server is asked, and trusted as the first one seen.
    `pages` is what the device runs (docs/protocol.md §14), where it runs any. Raises as `look_up`, and the server's own refusals.
    """
    place = place or await look_up(api, code)
    cosigner, key = code_key(code), SigningKey.generate()
    log, fields = body_log(place.body), {"code": cosigner.name, "device": device, **({"pages": dict(pages)} if pages else {})}
    await api.submit(log, make_act(key, log, "enrol", place.after, now_ms(), fields, cosigner))
    return DeviceIdentity(key, place.body, place.server, place.role, place.seat, place.holder)
