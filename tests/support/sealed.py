"""A question with a key in one hand, and seats that cast sealed ballots: for tests of the pure library."""

from collections.abc import Sequence
from functools import cache

from voting_protocol.ballots import Header, sign_ballot
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.forms import FormItem
from voting_protocol.marks import Marks
from voting_protocol.sealed.ballots import Ballot, Question, parse_ballot
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Scalar, base
from voting_protocol.sealed.secret.encrypt import seal

SECRET = Scalar.of(20_260_101)
PUBLIC = base(SECRET)
OPENING = digest("vector", b"opening")
MAX_SEQ = 5


@cache
def seat(number: int = 1) -> SigningKey:
    """The key of a seat."""
    return SigningKey.from_seed(digest("vector", b"seat", bytes([number])))


def question(*items: FormItem) -> Question:
    """A question of these items; one three-key item by default."""
    return Question(OPENING, Form.of(items or (FormItem(1, 1),)), PUBLIC, MAX_SEQ)


def header(number: int = 1, seq: int = 1, prev: bytes = OPENING) -> Header:
    """Where a seat's entry belongs."""
    return Header(OPENING, seat(number).public, seq, prev)


def cast(asked: Question, choices: Sequence[Marks], number: int = 1, seq: int = 1, prev: bytes = OPENING) -> Ballot:
    """A seat's signed ballot for these choices."""
    return resign(asked, seal(asked, header(number, seq, prev), choices).body, number)


def resign(asked: Question, body: bytes, number: int = 1) -> Ballot:
    """A body signed by a seat, whatever it says."""
    return parse_ballot(body, sign_ballot(seat(number), body), asked.form)


def altered(asked: Question, ballot: Ballot, start: int, data: bytes, number: int = 1) -> Ballot:
    """The ballot with other bytes from `start` on, signed anew."""
    return resign(asked, ballot.body[:start] + data + ballot.body[start + len(data) :], number)


def unsigned(asked: Question, ballot: Ballot, start: int, data: bytes) -> Ballot:
    """The ballot with other bytes from `start` on, under its old signature."""
    return parse_ballot(ballot.body[:start] + data + ballot.body[start + len(data) :], ballot.signature, asked.form)
