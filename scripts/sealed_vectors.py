"""Writes tests/vectors/sealed.json: `python -m scripts.sealed_vectors`. Made once; Python, TypeScript and the auditor read it.

Nothing in it is random: scalar number i of the stream s is `Hs("vector-draw"; s, u32 i)`, i from 0. A ballot draws the r of its
ciphertexts in order, then for each proof all u, then all c. Every ballot has its own stream, given as `stream`.
"""

import json
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from voting_protocol.ballots import Header, encode_entry, sign_ballot
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.encoding import b64u, u32, unb64u
from voting_protocol.forms import FormItem
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Question, ballot_head, make_spoil, parse_ballot, tracking_code, verify
from voting_protocol.sealed.forms import Form, M, SetClaim
from voting_protocol.sealed.group import ORDER, Scalar, base, hash_to_scalar
from voting_protocol.sealed.secret.encrypt import Secret, prove_set, seal
from voting_protocol.sealed.secret.opening import encode_opening
from voting_protocol.sealed.statements import Branch, SetProof, set_challenge

FILE = Path(__file__).parent.parent / "tests" / "vectors" / "sealed.json"
SECRET = hash_to_scalar("vector", b"secret key of the question")
PUBLIC = base(SECRET)
OPENING = digest("vector", b"opening")
SEAT = SigningKey.from_seed(digest("vector", b"seat"))
MAX_SEQ = 9
AGAINST, FOR, ABSTAIN = Choice.AGAINST, Choice.FOR, Choice.ABSTAIN
KEYS = (FormItem(1, 1),)
PACKED = (0, 1, M)

_CASES: tuple[tuple[str, tuple[FormItem, ...], Sequence[Sequence[int | str | None]]], ...] = (
    ("three keys, against", KEYS, [[AGAINST]]),
    ("three keys, for", KEYS, [[FOR]]),
    ("three keys, abstain", KEYS, [[ABSTAIN]]),
    ("three keys, three names", (FormItem(1, 3),), [[FOR, ABSTAIN, AGAINST]]),
    ("choose 1 to 2 of 3", (FormItem(2, 3, 1, 2),), [[1, 0, 1]]),
    ("choose any of 2", (FormItem(2, 2, 0, 2),), [[0, 0]]),
    ("choose exactly 1 of 3", (FormItem(2, 3, 1, 1),), [[0, 0, 1]]),
    ("grades, one item blank", (FormItem(3, 2, 0, 3),), [[3, 0]]),
    ("election, at most 1 of 3", (FormItem(4, 3, 0, 1),), [[ABSTAIN, FOR, AGAINST]]),
    ("three items", (*KEYS, FormItem(2, 2, 1, 1), FormItem(3, 1, 0, 2)), [[ABSTAIN], [0, 1], [1]]),
)


def stream(name: str) -> Callable[[], Scalar]:
    """The scalars of a stream, one a call."""
    numbers = count()
    return lambda: hash_to_scalar("vector-draw", name.encode(), u32(next(numbers)))


def _json_form(form: Form) -> list[dict[str, int]]:
    return [{"type": item.type, "c": item.c, "min": item.min, "max": item.max, "w": item.w} for item in form.items]


def _layout(form: Form) -> dict[str, Any]:
    claims = [claim for claim in form.claims if isinstance(claim, SetClaim)]
    return {
        "encoded": b64u(form.encode()),
        "ciphertexts": form.ciphertexts,
        "body_bytes": form.body_bytes,
        "claims": [{"terms": claim.sum.terms, "values": claim.values} for claim in claims],
        "cells": [{"terms": cell.sum.terms, "packed": cell.packed} for cell in form.cells],
    }


def _ballot(name: str, items: tuple[FormItem, ...], choices: Sequence[Sequence[int | str | None]]) -> dict[str, Any]:
    question = Question(OPENING, Form.of(items), PUBLIC, MAX_SEQ)
    seq, prev = (1, OPENING) if items == KEYS else (3, digest("vector", b"earlier entry"))
    sealed = seal(question, Header(OPENING, SEAT.public, seq, prev), choices, stream(name))
    signature = sign_ballot(SEAT, sealed.body)
    ballot = parse_ballot(sealed.body, signature, question.form)
    cells = verify(ballot, question).cells
    return {
        "name": name,
        "stream": name,
        "form": _json_form(question.form),
        "layout": _layout(question.form),
        "choices": [[mark.word if isinstance(mark, Choice) else mark for mark in marks] for marks in choices],
        "plaintexts": [secret.m for secret in sealed.secrets],
        "seq": seq,
        "prev": b64u(prev),
        "body": b64u(sealed.body),
        "signature": b64u(signature),
        "entry": b64u(encode_entry(sealed.body, signature)),
        "id": b64u(ballot.id),
        "head": b64u(sealed.head),
        "tracking": tracking_code(sealed.head),
        "opening_of_a_challenge": b64u(encode_opening(sealed.secrets)),
        "cells": b64u(b"".join(cell.encode() for cell in cells)),
    }


def _spoil(head: bytes) -> dict[str, Any]:
    prev = digest("vector", b"earlier entry")
    spoil = make_spoil(SEAT, Header(OPENING, SEAT.public, 2, prev), head)
    return {
        "seq": 2,
        "prev": b64u(prev),
        "head": b64u(head),
        "body": b64u(spoil.body),
        "signature": b64u(spoil.signature),
        "entry": b64u(spoil.encode()),
        "id": b64u(spoil.id),
    }


def _refused(good: bytes) -> list[dict[str, str]]:
    """Three-key bodies, each signed by its seat as it stands, and the code of the first check that fails."""
    ct, proof = 103, 167
    beyond = (int.from_bytes(good[proof + 64 : proof + 96], "little") + ORDER).to_bytes(32, "little")
    other = seal(
        Question(OPENING, Form.of(KEYS), PUBLIC, MAX_SEQ), Header(OPENING, SEAT.public, 2, OPENING), [[FOR]], stream("other")
    ).body
    altered = (
        ("magic", 0, b"HB2", "bad-ballot"),
        ("sequence number 0", 67, bytes(4), "bad-ballot"),
        ("sequence number above the limit", 67, u32(MAX_SEQ + 1), "sequence-limit"),
        ("another opening", 3, digest("vector", b"another opening"), "vote-unknown"),
        ("bit 255 of alpha", ct + 31, bytes([good[ct + 31] | 0x80]), "bad-point"),
        ("alpha zero", ct, bytes(32), "bad-point"),
        ("beta not on the group", ct + 32, b"\x01" + bytes(31), "bad-point"),
        ("commitment zero", proof + 128, bytes(32), "bad-point"),
        ("challenge beyond the order", proof + 64, beyond, "bad-scalar"),
        ("response all ones", proof + 96, b"\xff" * 32, "bad-scalar"),
        ("another sequence number", 67, u32(2), "bad-proof"),
        ("another earlier entry", 71, digest("vector", b"another entry"), "bad-proof"),
        ("a ciphertext of another ballot", ct, other[ct:proof], "bad-proof"),
        ("the proof of another ballot", proof, other[proof:], "bad-proof"),
        ("ciphertext and proof of another ballot", ct, other[ct:], "bad-proof"),
        ("branches in another order", proof, good[proof + 128 : proof + 256] + good[proof : proof + 128], "bad-proof"),
    )
    bodies = [(name, good[:at] + data + good[at + len(data) :], code) for name, at, data, code in altered]
    bodies += [("one byte short", good[:-1], "bad-ballot"), ("one byte long", good + b"\0", "bad-ballot")]
    bodies += [(f"plaintext {m}", _forged(m), "bad-proof") for m in (2, M + 1)]
    return [
        {"name": name, "body": b64u(body), "signature": b64u(sign_ballot(SEAT, body)), "code": code}
        for name, body, code in bodies
    ]


def _forged(m: int) -> bytes:
    """A number that is no key, proved as well as a modified client can: the challenges add up, one equation fails."""
    draw, header = stream(f"forged {m}"), Header(OPENING, SEAT.public, 1, OPENING)
    secret = Secret(draw(), m)
    ct = secret.encrypt(PUBLIC)
    head = ballot_head(header, ct.encode())
    first, *rest = prove_set(head, 0, ct, PACKED, PUBLIC, secret, draw).branches
    short = set_challenge(head, 0, ct, PACKED, (branch.commitments for branch in (first, *rest)))
    for branch in (first, *rest):
        short -= branch.c
    bent = Branch(first.a, first.b, first.c + short, first.z - short * secret.r)
    return header.encode() + ct.encode() + SetProof((bent, *rest)).encode()


def vectors() -> dict[str, Any]:
    """All vectors, the same at every call."""
    ballots = [_ballot(*case) for case in _CASES]
    fields = (b"", b"a", bytes(33))
    return {
        "hash_to_scalar": {
            "tag": "vector",
            "fields": [b64u(field) for field in fields],
            "scalar": b64u(hash_to_scalar("vector", *fields).data),
        },
        "stream": {"name": "three keys, for", "first": b64u(stream("three keys, for")().data)},
        "key": {"secret": b64u(SECRET.data), "public": b64u(PUBLIC.data)},
        "seat": {"seed": b64u(SEAT.seed), "key": SEAT.name},
        "open": b64u(OPENING),
        "max_seq": MAX_SEQ,
        "ballots": ballots,
        "spoil": _spoil(unb64u(ballots[0]["head"])),
        "refused": _refused(unb64u(ballots[1]["body"])),
    }


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
