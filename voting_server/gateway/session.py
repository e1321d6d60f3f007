"""One WebSocket: challenge, then frames in and out (docs/protocol.md §12). A thin ASGI endpoint, because every ballot passes here."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any, Protocol

import structlog

from voting_protocol.acts import SignedAct, sitting_log
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_server.ballot_box.port import BoxLost, BoxUnavailable
from voting_server.domain.doors import USHER
from voting_server.gateway import frames
from voting_server.gateway.auth import Authenticator, Caller
from voting_server.gateway.outbox import Outbox, Send
from voting_server.records.port import RecordsUnavailable
from voting_server.services.casting import Casting, Reply
from voting_server.services.logs import Receipt

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
log = structlog.get_logger(__name__)

AUTH_SECONDS = 5.0
FAREWELL_SECONDS = 2.0
FRAMES_A_TURN = 16
BAD_FRAMES_A_MINUTE = 3
CASTS_A_SECOND = 5.0
QUESTIONS_A_SECOND = 10.0
REPORTS_A_SECOND = 1.0
RATE_LIMITED_UNTIL_CLOSE = 100

BYE_CODES = {
    "bad-frame": 4400,
    "not-authenticated": 4401,
    "bad-signature": 4401,
    "key-revoked": 4403,
    "slow-client": 4408,
    "replaced": 4409,
    "rate-limited": 4429,
    "too-large": 1009,
    "restarting": 1012,
    "record-unavailable": 1012,
    "store-unavailable": 1012,
}


class Telling(Protocol):
    """Who hears what terminals tell of themselves."""

    def told(self, session: "Session", frame: frames.DeviceFrame) -> None:
        """A terminal tells of itself."""


class Hall(Protocol):
    """What a session needs of its sitting's hub."""

    @property
    def devices(self) -> Telling:
        """Who hears what terminals tell of themselves."""

    async def join(self, session: "Session") -> None:
        """Start sending the sitting to the session."""

    def leave(self, session: "Session") -> None:
        """Stop."""

    async def mine(self, session: "Session", r: int) -> None:
        """Send the terminal's last entry."""

    async def progress(self, session: "Session", opening: str, size: int) -> None:
        """Note how much of a board a scrutineer has verified."""


class Halls(Protocol):
    """Finds the hub of a sitting."""

    async def hall(self, sitting: str, caller: Caller) -> Hall:
        """The hub of a sitting of the caller's body; `unknown-log` otherwise."""

    async def submit(self, log: str, act: SignedAct) -> Receipt:
        """Append an act."""


class Bucket:
    """So many a second, and twice as many at once."""

    __slots__ = ("_at", "_rate", "_tokens")

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._tokens, self._at = 2 * rate, time.monotonic()

    def take(self) -> bool:
        """Take a token, if there is one."""
        now = time.monotonic()
        self._tokens = min(2 * self._rate, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True


class Session:
    """An authenticated connection."""

    __slots__ = (
        "_bad",
        "_limited",
        "_outbox",
        "_stop",
        "caller",
        "casts",
        "joined_ms",
        "key",
        "questions",
        "reports",
        "sitting",
        "told",
    )

    def __init__(self, caller: Caller, sitting: str, send: Send) -> None:
        self.caller = caller
        self.key = unb64u(caller.key, 32)
        self.sitting = sitting
        self.joined_ms = 0
        self.told = 0, 0
        self._outbox = Outbox(send, lambda: self.stop("slow-client"))
        self._stop: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._bad: list[float] = []
        self.casts, self.questions = Bucket(CASTS_A_SECOND), Bucket(QUESTIONS_A_SECOND)
        self.reports = Bucket(REPORTS_A_SECOND)
        self._limited = 0

    def put(self, frame: str) -> None:
        """Queue a frame for the client."""
        self._outbox.put(frame)

    def stop(self, code: str) -> None:
        """End the session with a reason."""
        if not self._stop.done():
            self._stop.set_result(code)

    @property
    def stopped(self) -> asyncio.Future[str]:
        """Done when the server wants to end the session; holds the reason."""
        return self._stop

    async def flush(self) -> None:
        """Wait until everything queued is sent."""
        await self._outbox.flush()

    def close(self) -> None:
        """Drop what still waits."""
        self._outbox.close()
        self._stop.cancel()

    def bad_frame(self, problem: ProtocolError, r: int | None = None) -> None:
        """Answer a malformed frame; the third within a minute ends the session, one that is too large does at once."""
        if problem.code == "too-large":
            self.put(frames.error(problem, r))
            self.stop(problem.code)
            return
        now = time.monotonic()
        self._bad = [at for at in self._bad if now - at < 60.0] + [now]
        self.put(frames.error(problem, r))
        if len(self._bad) >= BAD_FRAMES_A_MINUTE:
            self.stop("bad-frame")

    def limit(self, bucket: Bucket) -> None:
        """Take a token; without one the frame is refused (`rate-limited`), and after too many refusals the session ends."""
        if bucket.take():
            return
        self._limited += 1
        if self._limited >= RATE_LIMITED_UNTIL_CLOSE:
            self.stop("rate-limited")
        raise ProtocolError("rate-limited")


class SocketEndpoint:
    """The ASGI application behind `/v1/ws`."""

    def __init__(
        self,
        auth: Authenticator,
        halls: Halls,
        casting: Casting,
        allowed_origin: Callable[[str, str], bool],
        now_ms: Callable[[], int],
    ) -> None:
        self._auth = auth
        self._halls = halls
        self._casting = casting
        self._allowed_origin = allowed_origin
        self._now_ms = now_ms
        self._sessions: dict[tuple[str, str], Session] = {}

    @property
    def connected(self) -> int:
        """Sessions of this process."""
        return len(self._sessions)

    def stop_all(self) -> None:
        """Ask every client to come back to another process."""
        for session in list(self._sessions.values()):
            session.stop("restarting")

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Run one connection from its upgrade to its end."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"] if name in (b"host", b"origin")}
        host, origin = headers.get(b"host", ""), headers.get(b"origin", "")
        await receive()
        if origin and not self._allowed_origin(origin, host):
            await send({"type": "websocket.close", "code": 4403})
            return
        await send({"type": "websocket.accept"})
        try:
            with _told():
                session = await self._authenticate(receive, send, host)
                if session is not None:
                    await self._run(session, receive, send)
        except ProtocolError as problem:
            await send({"type": "websocket.send", "text": frames.error(problem, None)})
            await _bye(send, problem.code)

    async def _authenticate(self, receive: Receive, send: Send, host: str) -> Session | None:
        nonce = self._auth.challenge()
        challenge = {"t": "challenge", "nonce": nonce, "server": self._auth.server.name, "time_ms": self._now_ms()}
        await send({"type": "websocket.send", "text": frames.write(challenge)})
        try:
            async with asyncio.timeout(AUTH_SECONDS):
                message = await receive()
        except TimeoutError:
            raise ProtocolError("not-authenticated") from None
        if message["type"] != "websocket.receive":
            return None
        frame = frames.parse(_text(message))
        if not isinstance(frame, frames.AuthFrame):
            raise ProtocolError("not-authenticated")
        caller, sitting = await self._auth.answer(frame.b, frame.s, nonce, host)
        return Session(caller, sitting, send)

    async def _run(self, session: Session, receive: Receive, send: Send) -> None:
        name = (session.caller.key, session.sitting)
        if (older := self._sessions.get(name)) is not None:
            older.stop("replaced")
        self._sessions[name] = session
        reader = None
        hall: Hall | None = None
        try:
            hall = await self._halls.hall(session.sitting, session.caller)
            await hall.join(session)
            reader = asyncio.ensure_future(self._read(session, hall, receive))
            ends: list[asyncio.Future[Any]] = [reader, session.stopped]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if reader.done():
                reader.result()
            else:
                await self._dismiss(session, send)
        finally:
            if reader is not None and not reader.done():
                reader.cancel()
            if hall is not None:
                hall.leave(session)
            if self._sessions.get(name) is session:
                del self._sessions[name]
            session.close()

    @staticmethod
    async def _dismiss(session: Session, send: Send) -> None:
        """Close with the reason that stopped the session; a client that does not read is not waited for."""
        code = session.stopped.result()
        if code != "restarting":
            log.info("session-cut", code=code, role=session.caller.role, seat=session.caller.seat)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await session.flush()
                await send(_bye_frame(code))
        await send(_close(code))

    async def _read(self, session: Session, hall: Hall, receive: Receive) -> None:
        for number in itertools.count(1):
            if number % FRAMES_A_TURN == 0:
                await asyncio.sleep(0)  # thousands may have come in one piece: the others' turn
            message = await receive()
            if message["type"] != "websocket.receive":
                return
            try:
                frame = frames.parse(_text(message))
            except ProtocolError as problem:
                session.bad_frame(problem)
                continue
            if isinstance(frame, frames.CastFrame | frames.SpoilFrame):
                self._cast(session, frame)
            else:
                await self._other(session, hall, frame)

    def _cast(self, session: Session, frame: frames.CastFrame | frames.SpoilFrame) -> None:
        def deliver(outcome: Reply | ProtocolError) -> None:
            session.put(frames.error(outcome, frame.r) if isinstance(outcome, ProtocolError) else frames.reply(outcome, frame.r))

        try:
            session.limit(session.casts)
            if session.caller.role != "deputy":
                raise ProtocolError("not-allowed")
            put = self._casting.submit if isinstance(frame, frames.CastFrame) else self._casting.spoil
            put(session.key, unb64u(frame.b), unb64u(frame.s, 64), deliver)
        except ProtocolError as problem:
            session.put(frames.error(problem, frame.r))

    async def _other(self, session: Session, hall: Hall, frame: frames.Frame) -> None:
        if isinstance(frame, frames.AuthFrame | frames.CastFrame | frames.SpoilFrame):
            session.bad_frame(ProtocolError("bad-frame"))
            return
        try:
            if session.caller.role == USHER and not isinstance(frame, frames.ActFrame | frames.PingFrame):
                raise ProtocolError("not-allowed")
            with _told():
                if isinstance(frame, frames.ActFrame):
                    await self._act(session, frame)
                else:
                    await self._question(session, hall, frame)
        except ProtocolError as problem:
            session.put(frames.error(problem, frame.r))

    async def _question(
        self,
        session: Session,
        hall: Hall,
        frame: frames.MineFrame | frames.ProgressFrame | frames.DeviceFrame | frames.PingFrame,
    ) -> None:
        session.limit(session.reports if isinstance(frame, frames.DeviceFrame) else session.questions)
        if isinstance(frame, frames.MineFrame):
            await hall.mine(session, frame.r)
        else:
            if isinstance(frame, frames.ProgressFrame):
                await hall.progress(session, frame.open, frame.size)
            elif isinstance(frame, frames.DeviceFrame):
                session.caller.require("deputy")
                hall.devices.told(session, frame)
            session.put(frames.write({"t": "pong", "r": frame.r, "time_ms": self._now_ms()}))

    async def _act(self, session: Session, frame: frames.ActFrame) -> None:
        session.limit(session.casts)
        act = SignedAct.from_json({"b": frame.b, "s": frame.s})
        receipt = await self._halls.submit(sitting_log(session.sitting), act)
        session.put(frames.write({"t": "done", "r": frame.r, **receipt.head.to_json(), "id": b64u(receipt.act_id)}))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What can't be reached for a moment is an error that the client is told."""
    try:
        yield
    except RecordsUnavailable as problem:
        raise ProtocolError("record-unavailable") from problem
    except (BoxUnavailable, BoxLost) as problem:
        raise ProtocolError("store-unavailable") from problem


def _text(message: MutableMapping[str, Any]) -> str:
    text = message.get("text")
    if not isinstance(text, str):
        raise ProtocolError("bad-frame")
    return text


async def _bye(send: Send, code: str) -> None:
    await send(_bye_frame(code))
    await send(_close(code))


def _bye_frame(code: str) -> dict[str, Any]:
    return {"type": "websocket.send", "text": frames.write({"t": "bye", "code": code})}


def _close(code: str) -> dict[str, Any]:
    return {"type": "websocket.close", "code": BYE_CODES.get(code, 4401)}
