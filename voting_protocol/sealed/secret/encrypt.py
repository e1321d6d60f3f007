"""Sealing a ballot: choices, encryption, proofs (docs/sealed.md §4). Runs on the seat's own device only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voting_protocol.ballots import Choice, Header
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import Question, ballot_head
from voting_protocol.sealed.forms import CHOOSE, ELECTION, GRADES, THREE_KEYS, Form, FormItem, M, SetClaim
from voting_protocol.sealed.group import Point, Scalar, base
from voting_protocol.sealed.statements import Branch, Ciphertext, SetProof, set_challenge, value_scalars

Draw = Callable[[], Scalar]
Marks = Sequence[int | None]
_PACKED = {Choice.AGAINST: 0, Choice.FOR: 1, Choice.ABSTAIN: M}
_NONE, _ONE = Scalar.of(0), Scalar.of(1)


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens one ciphertext: r and m. Never shown by `repr`."""

    r: Scalar = field(repr=False)
    m: int = field(repr=False)

    def encrypt(self, public: Point) -> Ciphertext:
        """`(r·G, (r+m)·Y)`."""
        return Ciphertext(base(self.r), (self.r + Scalar.of(self.m)) * public)


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """A ballot's body and head, and the secrets of its ciphertexts, which leave the device for a challenged ballot only."""

    body: bytes
    head: bytes
    secrets: tuple[Secret, ...] = field(repr=False)


def seal(question: Question, header: Header, choices: Sequence[Marks], draw: Draw = Scalar.random) -> SealedBallot:
    """A ballot's body for these choices, one list of marks for each item of the form.

    Marks: types 1 and 4 a `Choice` for every name; type 2 a 0 or 1 for every option; type 3 a level 1..L for every item, or
    None for blank. `bad-choice` if they break a rule of the form. `draw` is for test vectors alone.
    The body's length and the operations do not depend on the choices.
    """
    form = question.form
    secrets = tuple(Secret(draw(), m) for m in plaintexts(form, choices))
    ciphertexts = [secret.encrypt(question.public) for secret in secrets]
    encoded = b"".join(ct.encode() for ct in ciphertexts)
    head = ballot_head(header, encoded)
    proofs = []
    for idx, claim in enumerate(form.claims):
        if not isinstance(claim, SetClaim):
            raise ProtocolError("bad-form")
        whole = Secret(_sum_r(claim, secrets), claim.sum.of_numbers([secret.m for secret in secrets]))
        ct = claim.sum.of(ciphertexts)
        proofs.append(prove_set(head, idx, ct, claim.values, question.public, whole, draw).encode())
    return SealedBallot(header.encode() + encoded + b"".join(proofs), head, secrets)


def recompute_head(question: Question, header: Header, secrets: Sequence[Secret]) -> bytes:
    """The head of the ballot with these openings: what the checker of a challenged ballot compares; `bad-ballot` if not as many as ciphertexts."""
    if len(secrets) != question.form.ciphertexts:
        raise ProtocolError("bad-ballot")
    return ballot_head(header, b"".join(secret.encrypt(question.public).encode() for secret in secrets))


def plaintexts(form: Form, choices: Sequence[Marks]) -> list[int]:
    """The number in every ciphertext; `bad-choice` if the marks do not fit the form."""
    if len(choices) != len(form.items):
        raise ProtocolError("bad-choice")
    numbers = [number for item, marks in zip(form.items, choices, strict=True) for number in _NUMBERS[item.type](item, marks)]
    for claim in form.claims:
        if isinstance(claim, SetClaim) and claim.sum.of_numbers(numbers) not in claim.values:
            raise ProtocolError("bad-choice")
    return numbers


def prove_set(
    head: bytes, idx: int, ct: Ciphertext, values: tuple[int, ...], public: Point, secret: Secret, draw: Draw = Scalar.random
) -> SetProof:
    """`Π(idx, ct, V)` for `ct` with these secrets; the same operations whichever value is the true one."""
    m = Scalar.of(secret.m)
    blinds = [draw() for _ in values]
    challenges = [draw() for _ in values]
    commitments = [
        (base(u), (u + (m - v) * c) * public) for u, c, v in zip(blinds, challenges, value_scalars(values), strict=True)
    ]
    rest = set_challenge(head, idx, ct, values, (a.data + b.data for a, b in commitments))
    for c in challenges:
        rest -= c
    branches = []
    for value, u, c, (a, b) in zip(values, blinds, challenges, commitments, strict=True):
        # The true branch's challenge takes up the rest; its b does not depend on it, since m − v is 0 there.
        final = c + (_NONE, _ONE)[value == secret.m] * rest
        branches.append(Branch(a, b, final, u - final * secret.r))
    return SetProof(tuple(branches))


def _sum_r(claim: SetClaim, secrets: Sequence[Secret]) -> Scalar:
    total = _NONE
    for index, factor in claim.sum.terms:
        total += Scalar.of(factor) * secrets[index].r
    return total


def _names(item: FormItem, marks: Marks) -> list[int]:
    if len(marks) != item.c or any(mark not in _PACKED for mark in marks):
        raise ProtocolError("bad-choice")
    return [_PACKED[Choice(mark)] for mark in marks if mark is not None]


def _options(item: FormItem, marks: Marks) -> list[int]:
    if len(marks) != item.c:
        raise ProtocolError("bad-choice")
    return [_in_range(mark, 0, 1) for mark in marks]


def _levels(item: FormItem, marks: Marks) -> list[int]:
    if len(marks) != item.c:
        raise ProtocolError("bad-choice")
    chosen = [0 if mark is None else _in_range(mark, 1, item.max) for mark in marks]
    return [int(level == mark) for mark in chosen for level in range(1, item.max + 1)]


def _election(item: FormItem, marks: Marks) -> list[int]:
    if item.w:
        raise ProtocolError("bad-form")
    numbers = _names(item, marks)
    return [*numbers, sum(number == M for number in numbers)]


def _in_range(mark: int | None, least: int, most: int) -> int:
    if mark is None or not least <= mark <= most:
        raise ProtocolError("bad-choice")
    return mark


_NUMBERS: dict[int, Callable[[FormItem, Marks], list[int]]] = {
    THREE_KEYS: _names,
    CHOOSE: _options,
    GRADES: _levels,
    ELECTION: _election,
}
