"""Ballots signed (secret ones sealed) before the clock starts, and the proof afterwards that every one was acknowledged (docs/protocol.md §6,
docs/sealed.md §5).
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from hemicycle.behaviour import plausible_marks
from terminal_client.headless import frames
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.opening import Opening
from terminal_client.headless.sealing import sealed_ballot
from voting_protocol.ballots import Ballot, ack_fields, ballot_id, encode_entry, receipt_fields, sign_ballot
from voting_protocol.crypto import verify
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import MOTION, FormItem
from voting_protocol.marks import Choice, Marks
from voting_protocol.sealed.keyset import KeySet

_CHOICES = tuple(Choice)
_LEAST_LIKED, _MOST_LIKED = 0.35, 0.95
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True, eq=False)
class Shot:
    """One ballot of a terminal: `frame` as it is sent, `answer` as it came back; times are of the monotonic clock, in seconds.

    A secret one is answered twice: `receipt` came back at `receipted`.
    """

    frame: bytes
    body: bytes
    marks: Marks
    seq: int
    ballot: bytes
    entry: bytes
    sent: float = 0.0
    received: float = 0.0
    answer: bytes = b""
    receipted: float = 0.0
    receipt: bytes = b""

    @property
    def latency(self) -> float:
        """From the frame's first send to its answer's receipt, in seconds."""
        return self.received - self.sent


def make_shots(identity: DeviceIdentity, opening: Opening, count: int, keys: KeySet | None = None) -> list[Shot]:
    """The next `count` ballots of a terminal that has none in this division yet, each one's `prev` the one before.

    Those of a secret division are sealed under `keys`.
    """
    shots: list[Shot] = []
    key, prev = identity.key.public, opening.digest
    for seq in range(1, count + 1):
        marks = _marks(opening.item, key, seq)
        if keys is None:
            body = Ballot(opening.digest, key, seq, prev, marks, opening.item).encode()
        else:
            body = sealed_ballot(opening, keys, key, seq, prev, marks).body
        signature = sign_ballot(identity.key, body)
        frame = _encode({"t": "cast", "b": b64u(body), "s": b64u(signature), "r": seq})
        prev = ballot_id(body)
        shots.append(Shot(frame, body, marks, seq, prev, encode_entry(body, signature)))
    return shots


def _marks(item: FormItem, key: bytes, seq: int) -> Marks:
    """A motion's three keys in equal parts; of a ballot with names what a chamber might mark."""
    if item == MOTION:
        return (_CHOICES[(seq + key[0]) % len(_CHOICES)],)
    step = (_MOST_LIKED - _LEAST_LIKED) / item.c
    return plausible_marks(item, [_MOST_LIKED - step * name for name in range(item.c)], random.Random(b"%b%d" % (key, seq)))


def counts_of(ballots: Sequence[Marks]) -> list[list[int]]:
    """How many of some ballots of one item, one at least, give each name mark 0, 1 and 2 (of three keys a mark is the `Choice`)."""
    return [[column.count(mark) for mark in range(len(_CHOICES))] for column in zip(*ballots, strict=True)]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the answers to some ballots are worth. `positions` maps the proven places in the box to their entries."""

    sent: int
    faults: Sequence[str]
    positions: dict[int, bytes]


def prove(server: bytes, opening: Opening, fired: Iterable[tuple[DeviceIdentity, Shot]]) -> Proof:
    """Check every answer: it is an acknowledgement of this very ballot, the server's signature holds, and the places are 1 to their number.

    Of secret ballots the receipts are checked in the same way.
    """
    faults: list[str] = []
    positions: dict[int, bytes] = {}
    arrivals: list[int] = []
    sent = 0
    for identity, shot in fired:
        sent += 1
        try:
            if opening.secret:
                arrivals.append(_arrival(server, opening.digest, identity, shot))
            position = _position(server, opening.digest, identity, shot)
        except ProtocolError as problem:
            faults.append(problem.code)
            continue
        if position in positions:
            faults.append("position-twice")
        positions[position] = shot.entry
    if sorted(positions) != list(range(1, len(positions) + 1)):
        faults.append("positions are not 1 to their number")
    if sorted(arrivals) != list(range(1, len(arrivals) + 1)):
        faults.append("arrivals are not 1 to their number")
    return Proof(sent, faults, positions)


def _arrival(server: bytes, opening: bytes, identity: DeviceIdentity, shot: Shot) -> int:
    frame = _decode(shot.receipt)
    if not isinstance(frame, frames.Received) or frame.id != b64u(shot.ballot):
        raise ProtocolError("bad-frame")
    fields = receipt_fields(opening, frame.epoch, frame.arrival, identity.key.public, shot.seq, shot.ballot)
    if not verify(server, unb64u(frame.s, 64), "receipt", *fields):
        raise ProtocolError("bad-signature")
    return frame.arrival


def _position(server: bytes, opening: bytes, identity: DeviceIdentity, shot: Shot) -> int:
    frame = _decode(shot.answer)
    if not isinstance(frame, frames.Ack) or frame.id != b64u(shot.ballot):
        raise ProtocolError("bad-frame")
    fields = ack_fields(opening, frame.epoch, frame.pos, identity.key.public, shot.seq, shot.ballot)
    if not verify(server, unb64u(frame.s, 64), "ack", *fields):
        raise ProtocolError("bad-signature")
    return frame.pos


def _decode(answer: bytes) -> frames.AnyFrame:
    """The frame of an answer; raises the code it is refused with, `store-unavailable` if there is none."""
    if not answer:
        raise ProtocolError("store-unavailable", why="no answer")
    frame = frames.decode_frame(answer)
    if isinstance(frame, frames.Refused | frames.Failure):
        raise ProtocolError(frame.code)
    return frame


def compare_with_record(bundle: bytes, positions: dict[int, bytes]) -> list[str]:
    """Whether the record bundle holds exactly the acknowledged ballots, each at its acknowledged place; gives what differs."""
    recorded = [unb64u(entry) for entry in msgspec.json.decode(bundle)["ballots"]]
    faults = [f"position {place} differs" for place, entry in positions.items() if recorded[place - 1 : place] != [entry]]
    if len(recorded) != len(positions):
        faults.append(f"the record holds {len(recorded)} ballots, {len(positions)} were acknowledged")
    return faults
