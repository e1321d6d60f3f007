"""Ballots that an honest client never makes."""

from voting_protocol.ballots import Header
from voting_protocol.sealed.ballots import Question, ballot_head
from voting_protocol.sealed.forms import SetClaim
from voting_protocol.sealed.group import ORDER, Scalar, base
from voting_protocol.sealed.secret.encrypt import Secret, prove_set
from voting_protocol.sealed.statements import Ciphertext

HEADER, ALPHA, BETA, PROOF = slice(0, 103), slice(103, 135), slice(135, 167), slice(167, None)
"""The parts of a three-key body."""


def beyond(question: Question, header: Header, plain: int, claimed: int) -> bytes:
    """A body that encrypts `plain`, with the proof that the honest prover makes for `claimed`."""
    r = Scalar.random()
    ct = Ciphertext(base(r), (r + Scalar.of(plain % ORDER)) * question.public)
    head = ballot_head(header, ct.encode())
    (claim,) = question.form.claims
    assert isinstance(claim, SetClaim)
    proof = prove_set(head, 0, ct, claim.values, question.public, Secret(r, claimed))
    return header.encode() + ct.encode() + proof.encode()


def with_nonce(question: Question, header: Header, r: Scalar, plain: int) -> bytes:
    """A good body whose randomness is chosen."""
    secret = Secret(r, plain)
    ct = secret.encrypt(question.public)
    head = ballot_head(header, ct.encode())
    (claim,) = question.form.claims
    assert isinstance(claim, SetClaim)
    return header.encode() + ct.encode() + prove_set(head, 0, ct, claim.values, question.public, secret).encode()


def spliced(body: bytes, other: bytes, part: slice) -> bytes:
    """A body with a part of another."""
    start, stop, _ = part.indices(len(body))
    return body[:start] + other[start:stop] + body[stop:]
