"""Seats that cast real sealed ballots into a box: encrypted, proven and signed, or tampered with."""

import secrets
from dataclasses import dataclass, field

from voting_protocol.ballots import Header, ballot_id, encode_entry, sign_ballot
from voting_protocol.crypto import SigningKey
from voting_protocol.forms import MOTION, FormItem, Paper
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Question, make_spoil
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Scalar, base
from voting_protocol.sealed.secret.encrypt import seal
from voting_server.ballot_box.port import BoxSpec, Cast

SECRET = Scalar.of(20_260_101)
FORM = Form.of([FormItem(1, 1)])
SEALED = base(SECRET).data + FORM.encode()
PAPER = Paper(MOTION, named=False).encode()


def fresh_question(max_seq: int = 5) -> Question:
    """Three keys under the test's key, for an opening of its own."""
    return Question(secrets.token_bytes(32), FORM, base(SECRET), max_seq)


def spec(question: Question, seats: "list[Seat]", deadline_ms: int | None = None) -> BoxSpec:
    """The box of a question for these seats."""
    return BoxSpec(question.opening, [seat.key for seat in seats], question.max_seq, deadline_ms, 0, SEALED, PAPER)


@dataclass
class Seat:
    """A seat's device. It goes on from its last entry; what was refused has to be taken back by the test."""

    question: Question
    signing: SigningKey
    sent: list[Cast] = field(default_factory=list)

    @property
    def key(self) -> bytes:
        return self.signing.public

    @property
    def header(self) -> Header:
        """Of its next entry."""
        last = self.sent[-1] if self.sent else None
        return Header(
            self.question.opening, self.key, last.seq + 1 if last else 1, last.ballot if last else self.question.opening
        )

    def cast(self, choice: Choice = Choice.FOR) -> Cast:
        """A sound ballot."""
        return self.signed(seal(self.question, self.header, [[choice]]).body)

    def forged(self, at: int = 240, byte: int | None = None) -> Cast:
        """A ballot whose byte at `at` is another, under a good signature: its proof does not hold, or less."""
        body = bytearray(seal(self.question, self.header, [[Choice.FOR]]).body)
        body[at] = body[at] ^ 2 if byte is None else byte
        return self.signed(bytes(body))

    def transplanted(self, other: Cast) -> Cast:
        """Another seat's ciphertext and proof under this seat's header and signature."""
        return self.signed(self.header.encode() + other.entry[1:-64][len(self.header.encode()) :])

    def spoil(self) -> Cast:
        """A spoil entry for some encryption that was challenged."""
        header = self.header
        entry = make_spoil(self.signing, header, secrets.token_bytes(32))
        return self._keep(Cast(header.opening, self.key, header.seq, header.prev, entry.id, entry.encode()))

    def take_back(self, cast: Cast) -> None:
        """Forget an entry that was refused, and what followed it."""
        del self.sent[self.sent.index(cast) :]

    def signed(self, body: bytes) -> Cast:
        """A body under its signature, whatever it says."""
        header = Header.decode(body)
        entry = encode_entry(body, sign_ballot(self.signing, body))
        return self._keep(Cast(header.opening, self.key, header.seq, header.prev, ballot_id(body), entry))

    def _keep(self, cast: Cast) -> Cast:
        self.sent.append(cast)
        return cast


def seats(question: Question, number: int) -> list[Seat]:
    """So many seats, the same every time."""
    return [Seat(question, SigningKey.from_seed(index.to_bytes(32, "big"))) for index in range(1, number + 1)]
