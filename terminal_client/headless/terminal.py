"""A device on the WebSocket: connects, reconnects, and carries what its `Session` says (docs/protocol.md §12)."""

import asyncio
import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from terminal_client.headless.client import ApiClient
from terminal_client.headless.identity import DeviceIdentity, now_ms
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.session import Request, Session
from terminal_client.headless.voting import Press, Receipt
from voting_protocol.acts import Head
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice, Marks

_REVOKED, _REPLACED = 4403, 4409
_MAX_FRAME = 16 * 2**20
_STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses before reconnecting: random up to `first_s`, doubling up to `cap_s`, so that a whole chamber does not come back at once."""

    first_s: float = 0.5
    cap_s: float = 2.0

    def pause(self, attempt: int, rng: random.Random) -> float:
        """Seconds before the attempt after `attempt` failures (from 0)."""
        return rng.uniform(0, min(self.cap_s, self.first_s * 2 ** min(attempt, 16)))


class Terminal:
    """A connected device of any role. Use as `async with Terminal(url, identity, sitting) as terminal`.

    `on_change` is called after every frame and every change of the connection. `ended` is "" while it runs, else why it stopped for good:
    `key-revoked`, `replaced` (the same key connected elsewhere) or `stopped`. `reconnects` counts further attempts to connect, `distrusted` the frames
    that did not hold.
    """

    def __init__(
        self,
        url: str,
        identity: DeviceIdentity,
        sitting: str,
        *,
        on_change: Callable[["Terminal"], None] | None = None,
        keep_state: bool = False,
        backoff: Backoff | None = None,
        keepalive_s: float | None = 20,
        tls: ssl.SSLContext | None = None,
        sealed: SealedKeys | None = None,
    ) -> None:
        self.session = Session(identity, sitting, keep_state=keep_state, sealed=sealed)
        self.ended = ""
        self.reconnects = 0
        self.distrusted = 0
        parts = urlsplit(url)
        self._host = parts.netloc
        self._url = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/v1/ws"
        self._on_change = on_change
        self._backoff = backoff or Backoff()
        self._keepalive_s = keepalive_s
        self._tls = tls
        self._rng = random.Random()  # noqa: S311 - jitter
        self._socket: ClientConnection | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._resend: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        await self.stop()

    def start(self) -> None:
        """Connect in the background and stay connected."""
        self._task = asyncio.get_running_loop().create_task(self.run())

    async def stop(self) -> None:
        """Disconnect for good."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def drop(self) -> None:
        """Cut the connection without a word, as a broken cable does; the terminal reconnects by itself."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def run(self) -> None:
        """Stay connected until the key is revoked or taken over elsewhere, or the task is cancelled."""
        attempt = 0
        try:
            while not self.ended:
                code = None
                try:
                    code = await self._connection()
                except (OSError, TimeoutError, WebSocketException):
                    pass
                except ProtocolError:
                    self.distrusted += 1
                attempt = 0 if self.session.online else attempt + 1
                self._disconnected(code)
                if not self.ended:
                    self.reconnects += 1
                    await asyncio.sleep(self._backoff.pause(attempt, self._rng))
        finally:
            self.ended = self.ended or _STOPPED
            self._disconnected(None)

    async def until(self, condition: Callable[[Session], bool]) -> None:
        """Wait until the session fulfils `condition`; raises `ProtocolError` with `ended` if the terminal stops for good before."""
        while not condition(self.session):
            if self.ended:
                raise ProtocolError(self.ended)
            await self._changed.wait()

    async def ready(self) -> None:
        """Wait until connected, welcomed and up to date."""
        await self.until(lambda session: session.ready)

    async def press(self, marks: Choice | Marks) -> Receipt:
        """Vote in the open division, with a key on a motion or with marks, and wait for the server's signed acknowledgement, across reconnects.

        Raises `ProtocolError` with the code of the refusal.
        """
        press = self.session.voting.press(marks)
        await self.flush()
        return await self.answered(press)

    async def answered(self, press: Press) -> Receipt:
        """The receipt of a press; raises the code of its refusal."""
        await self.until(lambda _: press.answered)
        if press.receipt is None:
            raise ProtocolError(press.code)
        return press.receipt

    async def check_in(self) -> Head:
        """Check in the deputy of this seat and wait for the server's answer."""
        return await self._attend("check-in", seat=self.session.identity.seat)

    async def depart(self) -> Head:
        """Leave the sitting."""
        return await self._attend("depart")

    async def flush(self) -> None:
        """Send what the session has to say. While offline it stays unsent and is sent again after reconnecting."""
        socket = self._socket
        if socket is None:
            return
        try:
            for frame in self.session.take():
                await socket.send(frame)
        except ConnectionClosed:
            return

    async def _attend(self, kind: str, **fields: str) -> Head:
        await self.ready()
        member = self.session.member
        if member is None:
            raise ProtocolError("not-allowed")
        return await self._done(self.session.act(kind, {"member": member.id, **fields}, now_ms()))

    async def _done(self, request: Request) -> Head:
        await self.flush()
        await self.until(lambda _: request.answered)
        if request.head is None:
            raise ProtocolError(request.code)
        return request.head

    async def _connection(self) -> int | None:
        """One connection from the handshake to its end; gives the close code."""
        async with connect(
            self._url,
            ssl=self._tls,
            compression=None,
            proxy=None,
            user_agent_header=None,
            ping_interval=self._keepalive_s,
            close_timeout=2,
            max_size=_MAX_FRAME,
        ) as socket:
            self.session.begin(self._host)
            self._socket = socket
            try:
                while True:
                    data = await socket.recv(decode=False)
                    self.session.receive(data, now_ms())
                    await self.flush()
                    self._after_frame()
            except ConnectionClosed:
                return socket.close_code

    def _after_frame(self) -> None:
        if self.session.retry and self._resend is None:
            self._resend = asyncio.get_running_loop().create_task(self._resend_later())
        self._notify()

    async def _resend_later(self) -> None:
        try:
            await asyncio.sleep(self._rng.uniform(0.1, 0.3))
            self.session.resend()
            await self.flush()
        finally:
            self._resend = None

    def _disconnected(self, code: int | None) -> None:
        self._socket = None
        if self._resend is not None:
            self._resend.cancel()
        if code == _REVOKED:
            self.ended = "key-revoked"
        elif code == _REPLACED:
            self.ended = "replaced"
        self.session.lost()
        self._notify()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        if self._on_change is not None:
            self._on_change(self)


async def check_counted(api: ApiClient, session: Session, division: str) -> None:
    """Whether the server counted this terminal's last acknowledged ballot, and once declared, under the declared root.

    Raises as `Voting.check_counted`.
    """
    root = session.state.declared_root(division) if session.state else ""
    session.voting.check_counted(division, await api.counted(session.sitting, division), root)
