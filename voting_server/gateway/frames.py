"""WebSocket frames (docs/protocol.md §12): strict parsing of what clients send, one place that writes what the server sends."""

from typing import Annotated, Any, Literal

import msgspec

from voting_protocol.ballots import SIGNATURE_BYTES
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_server.gateway.words import told
from voting_server.services.casting import BALLOT_ENTRY, Reply

MAX_FRAME = 32 * 1024

Number = Annotated[int, msgspec.Meta(ge=-(2**53) + 1, le=2**53 - 1)]
"""A client's number, given back in the answer: an integer of our JSON (docs/protocol.md §2)."""


class AuthFrame(msgspec.Struct, tag_field="t", tag="auth", forbid_unknown_fields=True):
    """Answer to the challenge."""

    b: str
    s: str


class CastFrame(msgspec.Struct, tag_field="t", tag="cast", forbid_unknown_fields=True):
    """A ballot: body and signature."""

    b: str
    s: str
    r: Number


class SpoilFrame(msgspec.Struct, tag_field="t", tag="spoil", forbid_unknown_fields=True):
    """A spoil entry: body and signature (docs/sealed.md §4)."""

    b: str
    s: str
    r: Number


class ProgressFrame(msgspec.Struct, tag_field="t", tag="progress", forbid_unknown_fields=True):
    """How much of a board a scrutineer has verified."""

    open: str
    size: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    r: Number


class ActFrame(msgspec.Struct, tag_field="t", tag="act", forbid_unknown_fields=True):
    """A terminal's act: check-in or departure."""

    b: str
    s: str
    r: Number


class MineFrame(msgspec.Struct, tag_field="t", tag="mine", forbid_unknown_fields=True):
    """Asks for the terminal's last entry."""

    r: Number


class PingFrame(msgspec.Struct, tag_field="t", tag="ping", forbid_unknown_fields=True):
    """Asks for the server's time."""

    r: Number


Key = Literal["for", "against", "abstain"]


class DeviceFrame(msgspec.Struct, tag_field="t", tag="device", forbid_unknown_fields=True):
    """What a terminal tells of itself; what its browser hides it leaves out."""

    r: Number
    version: Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[\w.+-]*$")] = ""
    battery: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    charging: bool | None = None
    link: Literal["", "ethernet", "wifi", "cellular", "other"] = ""
    quality: Literal["", "slow-2g", "2g", "3g", "4g"] = ""
    offset_ms: Number | None = None
    test: Annotated[str, msgspec.Meta(max_length=32)] = ""
    keys: Annotated[list[Key], msgspec.Meta(max_length=3)] = []


Frame = AuthFrame | CastFrame | SpoilFrame | ActFrame | MineFrame | ProgressFrame | DeviceFrame | PingFrame
_decoder = msgspec.json.Decoder(Frame)
_encode = msgspec.json.Encoder().encode


def parse(text: str | bytes) -> Frame:
    """A client's frame; `bad-frame` if it is none, `too-large` over the limit."""
    if len(text) > MAX_FRAME or (isinstance(text, str) and not text.isascii() and len(text.encode()) > MAX_FRAME):
        raise ProtocolError("too-large")
    try:
        frame: Frame = _decoder.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ProtocolError("bad-frame") from error
    return frame


def write(frame: dict[str, Any]) -> str:
    """A server's frame as text."""
    return _encode(frame).decode()


def error(problem: ProtocolError, r: int | None) -> str:
    """An `error` frame in both languages."""
    words = told(problem.code, problem.detail)
    return write({"t": "error", "r": r, "code": problem.code, "zh": words.zh, "en": words.en, "detail": problem.detail})


def reply(answer: Reply, r: int) -> str:
    """An `ack`, `refused` or `received` frame."""
    cast, told = answer.cast, answer.answer
    common = {"r": r, "open": b64u(cast.opening), "seq": cast.seq, "id": b64u(cast.ballot), "s": b64u(answer.signature)}
    if told.code:
        return write({"t": "refused", "code": told.code, **common})
    if told.position:
        return write({"t": "ack", "epoch": told.epoch, "pos": told.position, **common})
    return write({"t": "received", "epoch": told.epoch, "arrival": told.arrival, **common})


def entry(data: bytes) -> dict[str, str]:
    """`b` and `s` of a board's entry as its terminal sent them: a ballot's body, or a whole spoil entry."""
    body = data[:-SIGNATURE_BYTES]
    return {"b": b64u(body.removeprefix(bytes((BALLOT_ENTRY,)))), "s": b64u(data[-SIGNATURE_BYTES:])}
