"""Ballots, acknowledgements and refusals: fixed binary (docs/protocol.md §6)."""

import struct
from dataclasses import dataclass

from voting_protocol.crypto import SigningKey, digest, verify
from voting_protocol.encoding import u32, u64
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import HEADER_BYTES, MOTION, FormItem
from voting_protocol.marks import Marks, decode_marks, encode_marks

_HEADER = struct.Struct(">3s32s32sI32s")
SIGNATURE_BYTES = 64
_MAGIC = b"HB1"
_CAST = b"\x01"
assert _HEADER.size == HEADER_BYTES


@dataclass(frozen=True, slots=True)
class Header:
    """What every ballot's body begins with, named or sealed: the opening's digest, the terminal's key, its place in the terminal's chain."""

    opening: bytes
    key: bytes
    seq: int
    prev: bytes

    @classmethod
    def decode(cls, body: bytes) -> "Header":
        """The header of a ballot's body, whatever follows; `bad-ballot` if it is none."""
        if len(body) < HEADER_BYTES:
            raise ProtocolError("bad-ballot")
        magic, opening, key, seq, prev = _HEADER.unpack_from(body)
        if magic != _MAGIC or seq < 1:
            raise ProtocolError("bad-ballot")
        return cls(opening, key, seq, prev)

    def encode(self) -> bytes:
        """The 103 bytes."""
        return _HEADER.pack(_MAGIC, self.opening, self.key, self.seq, self.prev)


@dataclass(frozen=True, slots=True)
class Ballot:
    """A named ballot's body: header and marks in clear. `opening` is the digest of the division-open act, 32 bytes."""

    opening: bytes
    key: bytes
    seq: int
    prev: bytes
    marks: Marks
    item: FormItem = MOTION

    def encode(self) -> bytes:
        """The body's bytes, 104 of a motion; `bad-choice`, `bad-name` for marks that the item does not take."""
        return Header(self.opening, self.key, self.seq, self.prev).encode() + encode_marks(self.item, self.marks)

    @classmethod
    def decode(cls, body: bytes, item: FormItem = MOTION) -> "Ballot":
        """Strict inverse of `encode`; `bad-ballot` otherwise."""
        header = Header.decode(body)
        return cls(header.opening, header.key, header.seq, header.prev, decode_marks(item, body[HEADER_BYTES:]), item)


def ballot_id(body: bytes) -> bytes:
    """`id = D("ballot"; body)`."""
    return digest("ballot", body)


def opening_digest(act_body: bytes) -> bytes:
    """`open = D("open"; body of the division-open act)`."""
    return digest("open", act_body)


def sign_ballot(key: SigningKey, body: bytes) -> bytes:
    """`Sig(K, "ballot"; body)`."""
    return key.sign("ballot", body)


def verify_ballot(key: bytes, body: bytes, signature: bytes) -> bool:
    """Whether the terminal's signature over its ballot holds."""
    return verify(key, signature, "ballot", body)


def encode_entry(body: bytes, signature: bytes) -> bytes:
    """`01 ‖ body ‖ sig`, a leaf of the board."""
    return _CAST + body + signature


def decode_entry(entry: bytes) -> tuple[bytes, bytes]:
    """Body and signature of a board entry; `bad-ballot` otherwise."""
    if len(entry) <= 1 + HEADER_BYTES + SIGNATURE_BYTES or entry[:1] != _CAST:
        raise ProtocolError("bad-ballot")
    return entry[1:-SIGNATURE_BYTES], entry[-SIGNATURE_BYTES:]


def ack_fields(opening: bytes, epoch: int, position: int, key: bytes, seq: int, ballot: bytes) -> tuple[bytes, ...]:
    """The fields under `Sig(server, "ack"; …)`."""
    return opening, u32(epoch), u64(position), key, u32(seq), ballot


def receipt_fields(opening: bytes, epoch: int, arrival: int, key: bytes, seq: int, ballot: bytes) -> tuple[bytes, ...]:
    """The fields under `Sig(server, "receipt"; …)` of a sealed ballot (docs/sealed.md §5)."""
    return opening, u32(epoch), u64(arrival), key, u32(seq), ballot


def refusal_fields(opening: bytes, key: bytes, seq: int, ballot: bytes, code: str) -> tuple[bytes, ...]:
    """The fields under `Sig(server, "refuse"; …)`."""
    return opening, key, u32(seq), ballot, code.encode()
