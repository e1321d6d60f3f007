"""Sealing a ballot: choices, encryption, proofs (docs/sealed.md §4). Runs on the seat's own device only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voting_protocol.ballots import Header
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, SLOT_CIPHERTEXTS, FormItem
from voting_protocol.marks import Choice, Marks, check_marks
from voting_protocol.sealed.ballots import Question, ballot_head
from voting_protocol.sealed.forms import Claim, Form, M, SetClaim
from voting_protocol.sealed.group import Point, Scalar, base
from voting_protocol.sealed.names import name_points, ranking_point
from voting_protocol.sealed.secret.writein import PointSecret, prove_ranking, prove_slot
from voting_protocol.sealed.statements import Branch, Ciphertext, SetProof, set_challenge, value_scalars
from voting_protocol.sealed.writein import RankingClaim, SlotClaim

Draw = Callable[[], Scalar]
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
    secrets: tuple[Secret | PointSecret, ...] = field(repr=False)


def seal(question: Question, header: Header, choices: Sequence[Marks], draw: Draw = Scalar.random) -> SealedBallot:
    """A ballot's body for these choices, one list of marks for each item of the form.

    `bad-choice` if they break a rule of the form, `bad-name`. `draw` is for test vectors alone.
    The body's length and the operations do not depend on the choices.
    """
    form = question.form
    secrets = tuple(_secret(draw(), m) for m in plaintexts(form, choices))
    ciphertexts = [secret.encrypt(question.public) for secret in secrets]
    encoded = b"".join(ct.encode() for ct in ciphertexts)
    head = ballot_head(header, encoded)
    proofs = [_prove(head, idx, claim, secrets, ciphertexts, question.public, draw) for idx, claim in enumerate(form.claims)]
    return SealedBallot(header.encode() + encoded + b"".join(proofs), head, secrets)


def recompute_head(question: Question, header: Header, secrets: Sequence[Secret | PointSecret]) -> bytes:
    """The head of the ballot with these openings: what the checker of a challenged ballot compares; `bad-ballot` if not as many as ciphertexts."""
    if len(secrets) != question.form.ciphertexts:
        raise ProtocolError("bad-ballot")
    return ballot_head(header, b"".join(secret.encrypt(question.public).encode() for secret in secrets))


def plaintexts(form: Form, choices: Sequence[Marks]) -> list[int | Point]:
    """The number, or a name's point, in every ciphertext; `bad-choice` if the marks do not fit the form, `bad-name`."""
    if len(choices) != len(form.items):
        raise ProtocolError("bad-choice")
    return [each for item, marks in zip(form.items, choices, strict=True) for each in _plain(item, marks)]


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


def _secret(r: Scalar, m: int | Point) -> Secret | PointSecret:
    return PointSecret(r, m) if isinstance(m, Point) else Secret(r, m)


def _prove(
    head: bytes,
    idx: int,
    claim: Claim,
    secrets: Sequence[Secret | PointSecret],
    ciphertexts: Sequence[Ciphertext],
    public: Point,
    draw: Draw,
) -> bytes:
    if isinstance(claim, SlotClaim):
        opened = secrets[claim.first : claim.first + SLOT_CIPHERTEXTS]
        known = [secret.r for secret in opened]
        return prove_slot(head, idx, claim.slot(ciphertexts), opened[0].m == 1, known, public, draw).encode()
    if isinstance(claim, RankingClaim):
        return prove_ranking(head, idx, ciphertexts[claim.index], secrets[claim.index].r, draw).encode()
    if not isinstance(claim, SetClaim):
        raise ProtocolError("bad-form")
    whole = Secret(_sum_r(claim, secrets), claim.sum.of_numbers(_numbers([secret.m for secret in secrets])))
    return prove_set(head, idx, claim.sum.of(ciphertexts), claim.values, public, whole, draw).encode()


def _numbers(plain: Sequence[int | Point]) -> list[int]:
    """The numbers among plaintexts in their places; no sum of a form has a name in it."""
    return [0 if isinstance(each, Point) else each for each in plain]


def _sum_r(claim: SetClaim, secrets: Sequence[Secret | PointSecret]) -> Scalar:
    total = _NONE
    for index, factor in claim.sum.terms:
        total += Scalar.of(factor) * secrets[index].r
    return total


def _plain(item: FormItem, marks: Marks) -> list[int | Point]:
    check_marks(item, marks)
    if item.type == RANKING:
        return [ranking_point([int(mark) for mark in marks], item.c)]
    numbers = [mark for mark in marks if isinstance(mark, int)]
    if item.type == CHOOSE:
        return [*numbers]
    if item.type == GRADES:
        return [int(level == mark) for mark in numbers for level in range(1, item.max + 1)]
    packed = [_PACKED[Choice(mark)] for mark in numbers]
    if item.type != ELECTION:
        return [*packed]
    slots = [each for name in marks if isinstance(name, str) for each in _slot(name)]
    return [*packed, sum(number == M for number in packed), *slots]


def _slot(name: str) -> list[int | Point]:
    return [int(name != ""), *name_points(name)]
