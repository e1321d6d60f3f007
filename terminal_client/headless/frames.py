"""The server's WebSocket frames, decoded into structs; members that a terminal does not need are skipped (docs/protocol.md §12)."""

from functools import lru_cache

import msgspec

from voting_protocol.errors import ProtocolError

_SHARED_BYTES = 2048
"""Frames from this size on are states, which the server sends to every terminal alike: a process with a thousand terminals decodes them once."""


class HeadJson(msgspec.Struct, frozen=True):
    """`{"n", "d"}`."""

    n: int
    d: str


class MemberJson(msgspec.Struct, frozen=True):
    """The deputy whose seat this is."""

    id: str
    name: str = ""
    latin: str = ""
    delegation: str = ""


class OpenJson(msgspec.Struct, frozen=True):
    """The running vote: `b`, `s` are the signed `division-open`."""

    division: str
    open: str
    b: str
    s: str
    deadline_ms: int | None = None
    certificate: list[dict[str, str]] = []  # the scrutineers' signed `open-ok`s of a secret vote


class SittingJson(msgspec.Struct, frozen=True):
    """The sitting's own state: `created`, `open` or `closed`."""

    id: str
    state: str


class ResultJson(msgspec.Struct, frozen=True):
    """A declared result as a terminal needs it."""

    counted_root: str


class DivisionJson(msgspec.Struct, frozen=True):
    """A division as a terminal needs it."""

    id: str
    state: str
    secrecy: str = "named"
    result: ResultJson | None = None


class AttendanceJson(msgspec.Struct, frozen=True):
    """Counts of attendance."""

    due: int
    present: int
    absent: int
    leave: int


class StateJson(msgspec.Struct, frozen=True):
    """The part of a sitting's state that every device follows."""

    sitting: SittingJson
    head: HeadJson
    register: HeadJson
    attendance: AttendanceJson
    divisions: list[DivisionJson]
    current: str = ""
    open: OpenJson | None = None

    def division(self, division: str) -> str:
        """The state of a division, "" if there is none of this id."""
        return next((item.state for item in self.divisions if item.id == division), "")

    def declared_root(self, division: str) -> str:
        """The `counted_root` of a division's declared result, "" before the declaration. For terminals, which see no other result."""
        return next((item.result.counted_root for item in self.divisions if item.id == division and item.result), "")


class Frame(msgspec.Struct, tag_field="t", frozen=True):
    """A frame of the server; its tag is the member `t`."""


class Challenge(Frame, tag="challenge", frozen=True):
    """First frame of a connection."""

    nonce: str
    server: str
    time_ms: int


class Welcome(Frame, tag="welcome", frozen=True):
    """The challenge was answered well."""

    role: str
    seat: str
    holder: str
    time_ms: int
    sitting: str
    member: MemberJson | None = None


class State(Frame, tag="state", frozen=True):
    """The whole state, kept as bytes until its version turns out to be news."""

    v: int
    state: msgspec.Raw


class Mine(Frame, tag="mine", frozen=True):
    """The terminal's last entry in the open division."""

    open: str = ""
    seq: int = 0
    id: str = ""
    b: str = ""
    s: str = ""
    pos: int = 0
    checked_in: bool = False
    in_electorate: bool = False
    revoked: bool = False


class Ack(Frame, tag="ack", frozen=True):
    """The ballot is in the box, durably."""

    epoch: int
    pos: int
    id: str
    s: str


class Received(Frame, tag="received", frozen=True):
    """The sealed ballot is durable; its proofs are verified next (docs/sealed.md §5)."""

    epoch: int
    arrival: int
    id: str
    s: str


class Refused(Frame, tag="refused", frozen=True):
    """The ballot is not in the box and will not be counted as it stands."""

    id: str
    code: str
    s: str


class Done(Frame, tag="done", frozen=True):
    """An act was appended."""

    r: int
    n: int
    d: str
    id: str


class Failure(Frame, tag="error", frozen=True):
    """What was asked could not be done."""

    code: str
    r: int | None = None


class Attendance(Frame, tag="attendance", frozen=True):
    """Counts of attendance."""

    v: int
    due: int
    present: int
    absent: int
    leave: int


class Turnout(Frame, tag="turnout", frozen=True):
    """How many pressed so far; never what."""

    open: str
    pressed: int


class SeatTest(Frame, tag="seat-test", frozen=True):
    """A test of all seats' keys begins, or ends (`id` empty); only for terminals that tell of themselves."""

    id: str
    ends_ms: int


class Pong(Frame, tag="pong", frozen=True):
    """Answer to `ping`."""

    time_ms: int
    r: int | None = None


class Bye(Frame, tag="bye", frozen=True):
    """The server is about to close the connection."""

    code: str


AnyFrame = (
    Challenge | Welcome | State | Mine | Ack | Received | Refused | Done | Failure | Attendance | Turnout | SeatTest | Pong | Bye
)
_frames = msgspec.json.Decoder(AnyFrame)
_state = msgspec.json.Decoder(StateJson)


def decode_frame(data: bytes) -> AnyFrame:
    """A frame of the server; `bad-frame` if it is none of §12."""
    return _decode_shared(data) if len(data) >= _SHARED_BYTES else _decode(data)


def decode_state(data: bytes) -> StateJson:
    """The `state` of a state frame; `bad-frame` if malformed."""
    return _decode_state(data)


def _decode(data: bytes) -> AnyFrame:
    try:
        frame: AnyFrame = _frames.decode(data)
    except (msgspec.DecodeError, ValueError) as error:
        raise ProtocolError("bad-frame") from error
    return frame


@lru_cache(maxsize=32)
def _decode_shared(data: bytes) -> AnyFrame:
    return _decode(data)


@lru_cache(maxsize=32)
def _decode_state(data: bytes) -> StateJson:
    try:
        return _state.decode(data)
    except (msgspec.DecodeError, ValueError) as error:
        raise ProtocolError("bad-frame") from error
