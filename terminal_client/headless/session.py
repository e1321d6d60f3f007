"""A device's side of the WebSocket protocol without any I/O: frames in, frames out (docs/protocol.md §12).

The owner feeds what it receives to `receive` and sends what `take` gives. One `Session` outlives many connections.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from terminal_client.headless import frames
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.opening import read_opening
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.voting import Voting, text
from voting_protocol import canonical
from voting_protocol.acts import Head, make_act, sitting_log
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError

TRANSIENT = frozenset({"store-unavailable", "record-unavailable", "rate-limited", "internal"})
"""Errors after which the same frame is sent again."""


@dataclass(slots=True, eq=False)
class Request:
    """An act on its way: answered by the act's place in the log, or by an error's code."""

    frame: str
    head: Head | None = None
    code: str = ""

    @property
    def answered(self) -> bool:
        """Whether the outcome is known."""
        return self.head is not None or bool(self.code)


class Session:
    """What a device knows about its sitting, and what it has to say.

    `online` from the welcome until the connection is lost; `greeted` once a terminal was told its last entry. `state`
    is the newest state, `version` its number. `voting` holds the ballots.
    `present` counts deputies present, `pressed` terminals that pressed in the open division.
    `retry` says that the server could not answer for now and that `resend` is due after a pause. `keep_state` keeps the state's bytes too
    (`raw_state`), for consoles. `sealed` are the keys for secret ballots.
    """

    def __init__(
        self, identity: DeviceIdentity, sitting: str, *, keep_state: bool = False, sealed: SealedKeys | None = None
    ) -> None:
        self.identity = identity
        self.sitting = sitting
        self.online = False
        self.member: frames.MemberJson | None = None
        self.version = -1
        self.state: frames.StateJson | None = None
        self.raw_state = b""
        self.pressed = 0
        self.present = 0
        self.greeted = False
        self.checked_in = False
        self.in_electorate = False
        self.revoked = False
        self.farewell = ""
        self.retry = False
        self.clock_ahead_ms = 0
        self.voting = Voting(identity.key, identity.server, self._send, self._number, sealed)
        self._keep_state = keep_state
        self._shown_secret: set[str] = set()
        self._host = ""
        self._outbox: list[str] = []
        self._numbers = 0
        self._attended = -1
        self._requests: dict[int, Request] = {}

    def begin(self, host: str) -> None:
        """A connection to `host` (as in the Host header) was made; the server speaks first."""
        self._host = host
        self._outbox.clear()
        self.farewell = ""
        self.retry = False

    def lost(self) -> None:
        """The connection is gone. What is unanswered is kept."""
        self.online = self.greeted = False
        self._outbox.clear()

    @property
    def ready(self) -> bool:
        """Whether the connection is up and everything the server says first has arrived."""
        return self.online and self.state is not None and (self.greeted or self.identity.role != "deputy")

    def take(self) -> list[str]:
        """The frames to send now, in order."""
        outbox, self._outbox = self._outbox, []
        return outbox

    def resend(self) -> None:
        """Queue everything unanswered again, byte for byte."""
        self.retry = False
        for frame in [*(request.frame for request in self._requests.values()), *self.voting.unanswered()]:
            self._send(frame)

    def act(self, kind: str, fields: Mapping[str, Any], now_ms: int) -> Request:
        """Sign an act of the sitting's log (`check-in`, `depart`) and queue it; `not-yet` before the first state."""
        if self.state is None:
            raise ProtocolError("not-yet")
        after = Head.from_json({"n": self.state.head.n, "d": self.state.head.d})
        act = make_act(self.identity.key, sitting_log(self.sitting), kind, after, now_ms, fields)
        number = self._number()
        request = Request(text({"t": "act", **act.to_json(), "r": number}))
        self._requests[number] = request
        self._send(request.frame)
        return request

    def receive(self, data: bytes, now_ms: int) -> None:
        """Take in one frame.

        Raises if the server can't be trusted: `bad-frame`, `bad-key` (another server), `bad-signature`, `bad-act`, `bad-ballot`.
        The owner then drops the connection.
        """
        match frames.decode_frame(data):
            case frames.Ack() as frame:
                self.voting.acknowledged(frame)
            case frames.Refused() as frame:
                self.voting.refused(frame)
            case frames.Received() as frame:
                self.voting.received(frame)
            case frames.State() as frame:
                self._new_state(frame)
            case frames.Mine() as frame:
                self.greeted = True
                self.checked_in, self.in_electorate, self.revoked = frame.checked_in, frame.in_electorate, frame.revoked
                self.voting.mine(frame)
            case frames.Done() as frame:
                self._done(frame)
            case frames.Failure() as frame:
                self._failed(frame)
            case frame:
                self._told(frame, now_ms)

    def _told(self, frame: frames.AnyFrame, now_ms: int) -> None:
        match frame:
            case frames.Challenge():
                self._challenged(frame)
            case frames.Welcome():
                self.online = True
                self.member = frame.member
                self.clock_ahead_ms = frame.time_ms - now_ms
                self.resend()
            case frames.Turnout():
                self.pressed = frame.pressed
            case frames.Attendance():
                self._attendance(frame.v, frame.present)
            case frames.Pong():
                self.clock_ahead_ms = frame.time_ms - now_ms
            case frames.Bye():
                self.farewell = frame.code

    def _challenged(self, frame: frames.Challenge) -> None:
        if frame.server != b64u(self.identity.server):
            raise ProtocolError("bad-key")
        body = canonical.encode(
            {
                "v": 1,
                "type": "auth",
                "actor": self.identity.key.name,
                "server": frame.server,
                "nonce": frame.nonce,
                "body": self.identity.body,
                "sitting": self.sitting,
                "host": self._host,
            }
        )
        signature = self.identity.key.sign("auth", body)
        self._outbox.append(text({"t": "auth", "b": b64u(body), "s": b64u(signature)}))

    def _new_state(self, frame: frames.State) -> None:
        if frame.v < self.version:
            return
        raw = bytes(frame.state)
        state = frames.decode_state(raw)
        opened = state.open
        opening = None if opened is None else read_opening(opened.b, opened.s, self.sitting, self.identity.server)
        self._shown_secret.update(item.id for item in state.divisions if item.secrecy == "secret")
        if opening is not None and not opening.secret and opening.division in self._shown_secret:
            raise ProtocolError("bad-seal", member="secrecy")  # nobody is led to vote in clear on what was announced as secret
        self.version, self.state = frame.v, state
        self._attendance(frame.v, state.attendance.present)
        self.raw_state = raw if self._keep_state else b""
        if opening != self.voting.opening:
            self.pressed = 0
        self.voting.opened(opening, opened.certificate if opened else ())

    def _attendance(self, version: int, present: int) -> None:
        if version >= self._attended:
            self._attended, self.present = version, present

    def _done(self, frame: frames.Done) -> None:
        request = self._requests.pop(frame.r, None)
        if request is not None:
            request.head = Head(frame.n, unb64u(frame.d, 32))

    def _failed(self, frame: frames.Failure) -> None:
        number = -1 if frame.r is None else frame.r
        ballot, request = self.voting.waits_for(number), self._requests.get(number)
        if frame.code in TRANSIENT:
            self.retry = self.retry or ballot or request is not None
        elif ballot:
            self.voting.give_up(frame.code)
        elif request is not None:
            del self._requests[number]
            request.code = frame.code

    def _send(self, frame: str) -> None:
        if self.online:
            self._outbox.append(frame)

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers
