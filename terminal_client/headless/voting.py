"""A terminal's ballots: pressed, signed, kept until the server's signed answer (docs/protocol.md §6). No I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from terminal_client.headless import frames
from terminal_client.headless.opening import Opening
from terminal_client.headless.sealing import SealedKeys, sealed_ballot
from voting_protocol.ballots import (
    Ballot,
    Header,
    ack_fields,
    ballot_id,
    receipt_fields,
    refusal_fields,
    sign_ballot,
    verify_ballot,
)
from voting_protocol.crypto import SigningKey, require
from voting_protocol.encoding import b64u, receipt_code, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice, Marks, check_marks, check_names
from voting_protocol.tree import counted_leaf, verify_inclusion

_RECOVERABLE = frozenset({"sequence-gap", "sequence-conflict"})
_MAX_RECOVERIES = 3
_encode = msgspec.json.Encoder().encode


def text(frame: dict[str, Any]) -> str:
    """A frame as it is sent."""
    return _encode(frame).decode()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's signed word that a ballot is in the box as number `position`. The choice stays with the deputy."""

    division: str
    opening: bytes
    epoch: int
    position: int
    seq: int
    ballot: bytes

    @property
    def code(self) -> str:
        """What the deputy reads on the tablet."""
        return receipt_code(self.ballot)


@dataclass(slots=True, eq=False)
class Press:
    """A ballot cast by the deputy: answered by a receipt, or by the code of a refusal.

    A sealed ballot is `received` when it is durable, and answered once its proofs are verified.
    """

    opening: Opening
    marks: Marks
    seq: int = 0
    ballot: bytes = b""
    r: int = 0
    frame: str = ""
    receipt: Receipt | None = None
    code: str = ""
    received: bool = False
    recovering: bool = False
    recoveries: int = 0

    @property
    def choice(self) -> Choice:
        """The key that was pressed, of a motion."""
        return Choice(int(self.marks[0]))

    @property
    def answered(self) -> bool:
        """Whether the outcome is known."""
        return self.receipt is not None or bool(self.code)


class Voting:
    """One terminal's ballots in one division after another.

    `opening` is the open division, checked. `receipts` holds the last receipt of each division. `send` queues a frame, or drops it while
    offline: what is unanswered is sent again by `unanswered`. `number` gives the next frame's number. `sealed` are the keys that secret
    ballots are encrypted under; without them the terminal takes part in named votes only.
    """

    def __init__(
        self,
        key: SigningKey,
        server: bytes,
        send: Callable[[str], None],
        number: Callable[[], int],
        sealed: SealedKeys | None = None,
    ) -> None:
        self.opening: Opening | None = None
        self.receipts: dict[str, Receipt] = {}
        self._key = key
        self._server = server
        self._send = send
        self._number = number
        self._sealed = sealed
        self._certificate: Sequence[dict[str, str]] = ()
        self._seq = 0
        self._prev = b""
        self._press: Press | None = None
        self._next: Press | None = None

    def opened(self, opening: Opening | None, certificate: Sequence[dict[str, str]] = ()) -> None:
        """The open division is now this one, or none; the same again changes nothing but its certificate."""
        self._certificate = certificate
        if opening != self.opening:
            self.opening = opening
            self._seq, self._prev = 0, opening.digest if opening else b""

    @property
    def ready(self) -> bool:
        """Whether a key may be pressed: a vote is open and, if it is secret, certified under keys that this device believes."""
        opening = self.opening
        if opening is None:
            return False
        if not opening.secret:
            return self._sealed is None or self._sealed.led_by(opening.actor)
        return self._sealed is not None and self._sealed.certified(opening, self._certificate)

    def press(self, marks: Choice | Marks) -> Press:
        """Vote in the open division, with a key on a motion or with marks; the last press counts. `vote-unknown` if none is open, `not-certified` or `bad-seal` for a secret one
        under which this device does not encrypt, `bad-choice`, `bad-name`.

        While an earlier press is unanswered the newest waits for it, and one that waited already takes on the new choice.
        """
        if self.opening is None:
            raise ProtocolError("vote-unknown")
        if not self.ready:
            raise ProtocolError("not-certified")
        given = (marks,) if isinstance(marks, Choice) else marks
        check_marks(self.opening.item, given)
        check_names(self.opening.item, given, self.opening.labels)
        press = Press(self.opening, given)
        if self._awaited() is None:
            self._cast(press)
        elif self._next is None:
            self._next = press
        else:
            self._next.marks = given
            press = self._next
        return press

    def unanswered(self) -> list[str]:
        """The frame to send again, byte for byte, if a ballot waits for its answer."""
        press = self._awaited()
        return [] if press is None or press.recovering else [press.frame]

    def waits_for(self, number: int | None) -> bool:
        """Whether the ballot that waits for its answer went out under this number."""
        press = self._awaited()
        return press is not None and press.r == number

    def acknowledged(self, frame: frames.Ack) -> None:
        """Take the server's acknowledgement; `bad-signature` if it does not hold."""
        press = self._awaited(frame.id)
        if press is None:
            return
        digest = press.opening.digest
        signed = ack_fields(digest, frame.epoch, frame.pos, self._key.public, press.seq, press.ballot)
        require(self._server, unb64u(frame.s, 64), "ack", *signed)
        press.receipt = Receipt(press.opening.division, digest, frame.epoch, frame.pos, press.seq, press.ballot)
        self.receipts[press.opening.division] = press.receipt
        if press.opening == self.opening:
            self._seq, self._prev = press.seq, press.ballot
        self._advance()

    def received(self, frame: frames.Received) -> None:
        """Take the server's receipt of a sealed ballot; `bad-signature` if it does not hold. The answer is still to come."""
        press = self._awaited(frame.id)
        if press is None:
            return
        signed = receipt_fields(press.opening.digest, frame.epoch, frame.arrival, self._key.public, press.seq, press.ballot)
        require(self._server, unb64u(frame.s, 64), "receipt", *signed)
        press.received = True

    def refused(self, frame: frames.Refused) -> None:
        """Take the server's refusal; `bad-signature` if it does not hold. After a broken sequence the last entry is asked for."""
        press = self._awaited(frame.id)
        if press is None:
            return
        signed = refusal_fields(press.opening.digest, self._key.public, press.seq, press.ballot, frame.code)
        require(self._server, unb64u(frame.s, 64), "refuse", *signed)
        if frame.code in _RECOVERABLE and press.recoveries < _MAX_RECOVERIES:
            press.recovering = True
            press.recoveries += 1
            self._send(text({"t": "mine", "r": self._number()}))
        else:
            self.give_up(frame.code)

    def mine(self, frame: frames.Mine) -> None:
        """Continue from this terminal's last entry, once its own signature on it is checked; `bad-signature`, `bad-ballot` if it is not its own."""
        opening, press = self.opening, self._awaited()
        recovering = press is not None and press.recovering
        same = opening is not None and frame.open == b64u(opening.digest)
        if opening is not None and same:
            seq, prev = self._own_entry(opening, frame) if frame.seq else (0, opening.digest)
            # Unasked for, it may have been overtaken by an acknowledgement.
            if recovering or seq > self._seq:
                self._seq, self._prev = seq, prev
        if press is None or not recovering:
            return
        press.recovering = False
        if same and press.opening == opening:
            self._cast(press)
        else:
            self.give_up("vote-closed")

    def give_up(self, code: str) -> None:
        """The waiting ballot is refused with `code`."""
        press = self._awaited()
        if press is not None:
            press.code = code
            self._advance()

    def check_counted(self, division: str, proof: Mapping[str, Any], root: str) -> None:
        """Compare the server's word on what it counts (docs/protocol.md §11) with the receipt; `root` is the declared one, "" before.

        Raises `box-mismatch` if it counts another ballot or none, `bad-signature` if it did not sign that, `not-found` without a receipt.
        """
        receipt = self.receipts.get(division)
        if receipt is None:
            raise ProtocolError("not-found")
        leaf = counted_leaf(self._key.public, receipt.seq, receipt.ballot)
        if unb64u(proof["leaf"]) != leaf:
            raise ProtocolError("box-mismatch")
        require(self._server, unb64u(proof["s"], 64), "counted", receipt.opening, leaf)
        if root and not (proof["counted_root"] == root and _under(leaf, proof, root)):
            raise ProtocolError("box-mismatch")

    def _own_entry(self, opening: Opening, frame: frames.Mine) -> tuple[int, bytes]:
        body = unb64u(frame.b)
        if not verify_ballot(self._key.public, body, unb64u(frame.s, 64)):
            raise ProtocolError("bad-signature")
        ballot = Header.decode(body) if opening.secret else Ballot.decode(body, opening.item)
        if ballot.key != self._key.public or ballot.opening != opening.digest:
            raise ProtocolError("bad-ballot")
        return ballot.seq, ballot_id(body)

    def _cast(self, press: Press) -> None:
        body = self._body(press)
        press.seq, press.ballot, press.r = self._seq + 1, ballot_id(body), self._number()
        press.frame = text({"t": "cast", "b": b64u(body), "s": b64u(sign_ballot(self._key, body)), "r": press.r})
        self._press = press
        self._send(press.frame)

    def _body(self, press: Press) -> bytes:
        opening, key, seq = press.opening, self._key.public, self._seq + 1
        if not opening.secret:
            return Ballot(opening.digest, key, seq, self._prev, press.marks, opening.item).encode()
        keys = self._sealed.of(opening) if self._sealed else None
        if keys is None:
            raise ProtocolError("not-certified")
        return sealed_ballot(opening, keys, key, seq, self._prev, press.marks).body

    def _awaited(self, ballot: str | None = None) -> Press | None:
        press = self._press
        if press is None or press.answered or ballot not in {None, b64u(press.ballot)}:
            return None
        return press

    def _advance(self) -> None:
        press, self._next = self._next, None
        if press is not None and press.opening == self.opening:
            self._cast(press)
        elif press is not None:
            press.code = "vote-closed"


def _under(leaf: bytes, proof: Mapping[str, Any], root: str) -> bool:
    path = proof["path"]
    if path is None:
        return False
    return verify_inclusion(leaf, proof["index"], proof["size"], [unb64u(step, 32) for step in path], unb64u(root, 32))
