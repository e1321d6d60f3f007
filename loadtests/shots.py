"""Ballots signed before the clock starts, and the proof afterwards that every one was acknowledged (docs/protocol.md §6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from terminal_client.headless import frames
from terminal_client.headless.identity import DeviceIdentity
from voting_protocol.ballots import Ballot, Choice, ack_fields, ballot_id, encode_entry, sign_ballot
from voting_protocol.crypto import verify
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError

_CHOICES = tuple(Choice)
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True, eq=False)
class Shot:
    """One ballot of a terminal: `frame` as it is sent, `answer` as it came back; times are of the monotonic clock, in seconds."""

    frame: bytes
    body: bytes
    seq: int
    ballot: bytes
    entry: bytes
    sent: float = 0.0
    received: float = 0.0
    answer: bytes = b""

    @property
    def latency(self) -> float:
        """From the frame's first send to its answer's receipt, in seconds."""
        return self.received - self.sent


def make_shots(identity: DeviceIdentity, opening: bytes, count: int) -> list[Shot]:
    """The next `count` ballots of a terminal that has none in this division yet, each one's `prev` the one before."""
    shots: list[Shot] = []
    prev = opening
    for seq in range(1, count + 1):
        choice = _CHOICES[(seq + identity.key.public[0]) % len(_CHOICES)]
        body = Ballot(opening, identity.key.public, seq, prev, choice).encode()
        signature = sign_ballot(identity.key, body)
        frame = _encode({"t": "cast", "b": b64u(body), "s": b64u(signature), "r": seq})
        prev = ballot_id(body)
        shots.append(Shot(frame, body, seq, prev, encode_entry(body, signature)))
    return shots


@dataclass(frozen=True, slots=True)
class Proof:
    """What the answers to some ballots are worth. `positions` maps the proven places in the box to their entries."""

    sent: int
    faults: Sequence[str]
    positions: dict[int, bytes]


def prove(server: bytes, opening: bytes, fired: Iterable[tuple[DeviceIdentity, Shot]]) -> Proof:
    """Check every answer: it is an acknowledgement of this very ballot, the server's signature holds, and no place is given twice."""
    faults: list[str] = []
    positions: dict[int, bytes] = {}
    sent = 0
    for identity, shot in fired:
        sent += 1
        try:
            position = _position(server, opening, identity, shot)
        except ProtocolError as problem:
            faults.append(problem.code)
            continue
        if position in positions:
            faults.append("position-twice")
        positions[position] = shot.entry
    return Proof(sent, faults, positions)


def _position(server: bytes, opening: bytes, identity: DeviceIdentity, shot: Shot) -> int:
    if not shot.answer:
        raise ProtocolError("store-unavailable", why="no answer")
    frame = frames.decode_frame(shot.answer)
    if isinstance(frame, frames.Refused | frames.Failure):
        raise ProtocolError(frame.code)
    if not isinstance(frame, frames.Ack) or frame.id != b64u(shot.ballot):
        raise ProtocolError("bad-frame")
    fields = ack_fields(opening, frame.epoch, frame.pos, identity.key.public, shot.seq, shot.ballot)
    if not verify(server, unb64u(frame.s, 64), "ack", *fields):
        raise ProtocolError("bad-signature")
    return frame.pos


def compare_with_record(bundle: bytes, positions: dict[int, bytes]) -> list[str]:
    """Whether the record bundle holds exactly the acknowledged ballots, each at its acknowledged place; gives what differs."""
    recorded = [unb64u(entry) for entry in msgspec.json.decode(bundle)["ballots"]]
    faults = [f"position {place} differs" for place, entry in positions.items() if recorded[place - 1 : place] != [entry]]
    if len(recorded) != len(positions):
        faults.append(f"the record holds {len(recorded)} ballots, {len(positions)} were acknowledged")
    return faults
