"""Who is calling: signed challenges for WebSockets, signed session requests and stateless tokens for HTTP reads."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from voting_protocol import canonical
from voting_protocol.crypto import SigningKey, check_public_key, digest, equal, require
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_server.services.logs import LogBook, LogView

TOKEN_MS = 12 * 3600 * 1000
CLOCK_SKEW_MS = 60_000
CHALLENGE_BYTES = 32
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Caller:
    """An enrolled device: its key (b64u), body and role; `seat` for terminals, `holder` for staff."""

    key: str
    body: str
    role: str
    seat: str
    holder: str

    def require(self, *roles: str) -> "Caller":
        """Itself, if its role is one of `roles`; `not-allowed` otherwise."""
        if self.role not in roles:
            raise ProtocolError("not-allowed")
        return self


class Remembered:
    """What was seen in the last `span_ms`, at most `MOST_REMEMBERED` things: beyond them the oldest are forgotten sooner."""

    def __init__(self, span_ms: int) -> None:
        self._span_ms = span_ms
        self._seen: dict[bytes, int] = {}

    def first(self, thing: bytes, now_ms: int) -> bool:
        """Whether the thing is new; from now on it is not."""
        while self._seen and (len(self._seen) >= MOST_REMEMBERED or next(iter(self._seen.values())) < now_ms - self._span_ms):
            del self._seen[next(iter(self._seen))]
        if thing in self._seen:
            return False
        self._seen[thing] = now_ms
        return True


class Authenticator:
    """Judges signatures against the register as it is now."""

    def __init__(self, logs: LogBook, now_ms: Callable[[], int]) -> None:
        self._logs = logs
        self._now_ms = now_ms
        self._token_key = digest("token-key", logs.server.seed)
        self._requests = Remembered(2 * CLOCK_SKEW_MS)

    @property
    def server(self) -> SigningKey:
        """The server's key."""
        return self._logs.server

    @staticmethod
    def challenge() -> str:
        """A fresh nonce for a WebSocket."""
        return b64u(secrets.token_bytes(CHALLENGE_BYTES))

    async def answer(self, b: str, s: str, nonce: str, host: str) -> tuple[Caller, str]:
        """The caller behind an `auth` frame and the sitting it asks for; `bad-signature` or `not-authenticated` otherwise."""
        body = self._signed(b, s, "auth", {"v", "type", "actor", "server", "nonce", "body", "sitting", "host"})
        if not equal(body["nonce"].encode(), nonce.encode()) or body["host"] != host or body["server"] != self.server.name:
            raise ProtocolError("not-authenticated")
        return await self.caller(body["body"], body["actor"]), body["sitting"]

    async def session(self, b: str, s: str) -> tuple[str, int, Caller]:
        """A token, its end in ms and the caller, for a signed session request that this process has not answered yet."""
        body = self._signed(b, s, "session", {"v", "type", "actor", "server", "body", "nonce", "time_ms"}, numbers={"time_ms"})
        if abs(body["time_ms"] - self._now_ms()) > CLOCK_SKEW_MS or body["server"] != self.server.name:
            raise ProtocolError("not-authenticated")
        caller = await self.caller(body["body"], body["actor"])
        if not self._requests.first(unb64u(s), self._now_ms()):
            raise ProtocolError("not-authenticated")
        expires = self._now_ms() + TOKEN_MS
        payload = canonical.encode({"k": caller.key, "b": caller.body, "e": expires})
        return f"{b64u(payload)}.{b64u(self._mac(payload))}", expires, caller

    async def bearer(self, header: str) -> Caller:
        """The caller behind `Authorization: Bearer …`, if its key is still active."""
        scheme, _, token = header.partition(" ")
        payload, _, mac = token.partition(".")
        if scheme.lower() != "bearer" or len(token) > 1024:
            raise ProtocolError("not-authenticated")
        try:
            content = unb64u(payload)
            if not hmac.compare_digest(unb64u(mac), self._mac(content)):
                raise ProtocolError("not-authenticated")
        except ProtocolError as problem:
            raise ProtocolError("not-authenticated") from problem
        claims = msgspec.json.decode(content)
        if claims["e"] < self._now_ms():
            raise ProtocolError("not-authenticated")
        return await self.caller(claims["b"], claims["k"], fresh=True)

    async def caller(self, body: str, key: str, *, fresh: bool = False) -> Caller:
        """The device with this key in a body's register; `key-revoked` or `not-authenticated`.

        Unless `fresh`, the register is not read again if this process knows the key: a hub that follows the register ends the session of a
        key revoked meanwhile.
        """
        name = f"body.{body}"
        found = None
        if not fresh and (view := self._logs.peek(name)) is not None:
            found = _find(view, key)
        if found is None:
            try:
                found = await self._logs.inspect(name, lambda view: _find(view, key))
            except ProtocolError as problem:
                raise ProtocolError("not-authenticated") from problem
        if found is None:
            raise ProtocolError("not-authenticated")
        caller, active = found
        if not active:
            raise ProtocolError("key-revoked")
        return caller

    def _signed(
        self, b: str, s: str, kind: str, members: set[str], numbers: frozenset[str] | set[str] = frozenset()
    ) -> Mapping[str, Any]:
        raw = unb64u(b)
        body = canonical.decode_object(raw)
        if set(body) != members or body["v"] != 1 or body["type"] != kind:
            raise ProtocolError("bad-frame")
        for name in members - {"v"}:
            if not isinstance(body[name], int if name in numbers else str):
                raise ProtocolError("bad-frame")
        require(self._key(body["body"], body["actor"]), unb64u(s, 64), kind, raw)
        return body

    def _key(self, body: str, actor: str) -> bytes:
        """The key's bytes. One in the register was checked when it was enrolled; to check it again costs as much as the signature."""
        key = unb64u(actor, 32)
        view = self._logs.peek(f"body.{body}")
        return key if view is not None and actor in view.register.keys else check_public_key(key)

    def _mac(self, payload: bytes) -> bytes:
        return hmac.digest(self._token_key, payload, "sha256")


def _find(view: LogView, key: str) -> tuple[Caller, bool] | None:
    register = view.register
    device = register.keys.get(key)
    if device is None:
        return None
    return Caller(key, register.id, device.role, device.seat, device.holder), device.active
