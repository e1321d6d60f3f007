"""Writes tests/vectors/sealed-names.json: `python -m scripts.sealed_vectors_names`. Names, slots, rankings, mixes and their opening.

Nothing in it is random; scalars come from streams as in `scripts.sealed_vectors`. A ballot draws the r or ρ of its ciphertexts
in order, then for each proof in order: for a slot branch 0's u, u_1, u_2, c and branch 1's; for a ranking u. A mix draws every
ρ_ic row by row, then all r_i, all r̂_i, ω1..ω3, all ω4_c, all ω̂_i, all ω'_i; a share one u for each cell.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.sealed_vectors import AGAINST, FOR, MAX_SEQ, OPENING, stream
from voting_protocol.ballots import Header, sign_ballot
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import ELECTION, RANKING, FormItem
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Question, VerifiedBallot, parse_ballot, verify
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import ORDER, ZERO, Point, Scalar, base, hash_to_scalar
from voting_protocol.sealed.names import block_point, name_points, ranking_point
from voting_protocol.sealed.rows import input_rows, open_rows, read_rankings, read_rows, row_cells
from voting_protocol.sealed.secret.dealing import SecretShare
from voting_protocol.sealed.secret.encrypt import Secret, seal
from voting_protocol.sealed.secret.mix import Witness, prove, release_rows, shuffled
from voting_protocol.sealed.secret.writein import PointSecret, prove_slot
from voting_protocol.sealed.shares import verify_share
from voting_protocol.sealed.shuffle import (
    Mix,
    Row,
    generators,
    mix_challenge,
    mix_digest,
    mix_seed,
    row_bytes,
    verify_chain,
    verify_mix,
)
from voting_protocol.sealed.statements import hold_together
from voting_protocol.sealed.writein import Slot, slot_equations
from voting_protocol.written import clean, count_names

FILE = Path(__file__).parent.parent / "tests" / "vectors" / "sealed-names.json"
FREEZE = digest("vector", b"freeze")
SLOPE = hash_to_scalar("vector", b"names, slope")
SECRET = hash_to_scalar("vector", b"names, secret key")
PUBLIC = base(SECRET)
FLAGGED, RANKED = FormItem(ELECTION, 2, 0, 2, 2), FormItem(RANKING, 4)
LABELS = ("王芳", "赵 刚")
NAMES = (("张三", ""), ("", ""), ("张 三", "王芳"), ("买买提·艾力", "张三"))
ORDERS = ((2, 1, 4), (), (4, 3, 2, 1), (2, 1, 4))
MIXES = ((3, (2, 0, 3, 1)), (1, (1, 3, 2, 0)))

_WRITTEN = ("", "张三", "买买提·艾力", "Jean Paul", "汉" * 20, "A" * 31)
_TYPED = ("  张\u3000三 ", "买买提•艾力", "e\u0301", "张三\n")
_REFUSED = (
    ("61 bytes", "A" * 61),
    ("a space in front", " 张三"),
    ("a space behind", "张三 "),
    ("two spaces", "张  三"),
    ("another space than U+0020", "张\u3000三"),
    ("zero", "张\0三"),
    ("a line break", "张\n三"),
    ("zero-width space", "张\u200b三"),
    ("right-to-left override", "\u202e张三"),
    ("variation selector", "张\U000e0100三"),
)


@dataclass(frozen=True, slots=True)
class _Keys:
    """2 of 3: `s_j = secret + slope·j`."""

    k: int
    shares: tuple[Point, ...]


SHARES = tuple(SecretShare(bytes(32), index, SECRET + SLOPE * Scalar.of(index)) for index in (1, 2, 3))
KEYS = _Keys(2, tuple(base(share.value) for share in SHARES))


def vectors() -> dict[str, Any]:
    """The content of the file, the same at every call."""
    return {
        "clean": [{"typed": typed, "name": clean(typed)} for typed in _TYPED],
        "names": [{"name": name, "points": _hex(name_points(name))} for name in _WRITTEN],
        "refused_names": [{"why": why, "utf8": name.encode().hex()} for why, name in _REFUSED],
        "undecodable": [{"why": why, "points": _hex(points)} for why, points in _undecodable()],
        "rankings": [
            {"order": order, "choices": 5, "point": ranking_point(order, 5).data.hex()} for order in ((), (5,), (3, 1, 2))
        ],
        "undecodable_rankings": [
            {"why": why, "choices": 5, "point": block_point(bytes(order).ljust(30, b"\0")).data.hex()}
            for why, order in (("a choice twice", (1, 1)), ("no such choice", (6,)), ("a gap", (1, 0, 2)))
        ],
        "generators": _hex(generators(6)),
        "key": {
            "secret": b64u(SECRET.data),
            "public": b64u(PUBLIC.data),
            "k": KEYS.k,
            "secret_shares": [b64u(share.value.data) for share in SHARES],
            "public_shares": [b64u(point.data) for point in KEYS.shares],
        },
        "open": b64u(OPENING),
        "freeze": b64u(FREEZE),
        "slots": _slots(),
        "election": _vote("election", FLAGGED, [[[FOR if not any(names) else AGAINST, AGAINST, *names]] for names in NAMES]),
        "ranking": _vote("ranking", RANKED, [[order] for order in ORDERS]),
    }


def _undecodable() -> Iterable[tuple[str, Sequence[Point]]]:
    def raw(data: bytes) -> tuple[Point, Point]:
        return block_point(data[:30].ljust(30, b"\0")), block_point(data[30:].ljust(30, b"\0"))

    points = name_points("张三")
    yield "another point of the same block", (_next_point(points[0]), ZERO)
    yield "no block at all", (base(Scalar.of(5)), ZERO)
    yield "first block empty", (ZERO, points[0])
    yield "not UTF-8", raw(b"\xff")
    yield "a zero inside", raw(b"a\0b")
    yield "a space in front", raw(b" a")
    yield "an unseen character", raw("张\u200b三".encode())


def _next_point(point: Point) -> Point:
    for first in range(point.data[0] + 2, 256, 2):
        try:
            return Point.decode(bytes((first,)) + point.data[1:])
        except ProtocolError:
            continue
    raise AssertionError


def _slots() -> list[dict[str, Any]]:
    """Slots with a proof made for them; those that lie are proved as well as a modified client can."""
    blank, name, long = (ZERO, ZERO), name_points("张三"), name_points("A" * 31)
    cases = (
        ("blank", 0, blank, False),
        ("a name", 1, name, True),
        ("a name of two blocks", 1, long, True),
        ("flag without a name", 1, blank, True),
        ("a name with flag 0, proved as blank", 0, name, False),
        ("a name with flag 0, proved as written", 0, name, True),
        ("half a name with flag 0", 0, (ZERO, name[0]), False),
        ("flag 1, proved as blank", 1, blank, False),
        ("flag 2", 2, name, True),
    )
    head = digest("vector", b"head")
    return [_slot(f"slot, {why}", why, head, 4, flag, points, written) for why, flag, points, written in cases]


def _slot(name: str, why: str, head: bytes, idx: int, flag: int, points: Sequence[Point], written: bool) -> dict[str, Any]:
    draw = stream(name)
    secrets: list[Secret | PointSecret] = [Secret(draw(), flag), *(PointSecret(draw(), point) for point in points)]
    slot = Slot.of([secret.encrypt(PUBLIC) for secret in secrets])
    proof = prove_slot(head, idx, slot, written, [secret.r for secret in secrets], PUBLIC, draw)
    return {
        "name": why,
        "stream": name,
        "head": b64u(head),
        "idx": idx,
        "flag": flag,
        "written": written,
        "points": _hex(points),
        "slot": b64u(slot.flag.encode() + b"".join(ct.encode() for ct in slot.name)),
        "proof": b64u(proof.encode()),
        "holds": hold_together(slot_equations(head, idx, slot, PUBLIC, proof)),
    }


def _vote(name: str, item: FormItem, choices: Sequence[Sequence[Sequence[int | str | None]]]) -> dict[str, Any]:
    """Four ballots, their rows, two mixes, three shares, the opened rows and what they come to."""
    question = Question(OPENING, Form.of([item]), PUBLIC, MAX_SEQ)
    ballots = [_ballot(f"{name}, ballot {number}", question, marks) for number, marks in enumerate(choices, 1)]
    inputs = input_rows(question.form, 0, [verified for verified, _ in ballots]).rows
    mixes, told = _mix(name, inputs)
    mixed = verify_chain(PUBLIC, FREEZE, inputs, mixes, KEYS.k)
    released = [(share.index, release_rows(share, KEYS, mixed, stream(f"{name}, share {share.index}"))) for share in SHARES]
    shares = [verify_share(row_cells(mixed, KEYS), index, message) for index, message in released]
    opened = open_rows(mixed, KEYS, shares[:2])
    return {
        "form": [{"type": item.type, "c": item.c, "min": item.min, "max": item.max, "w": item.w}],
        "encoded_form": b64u(question.form.encode()),
        "body_bytes": question.form.body_bytes,
        "ballots": [ballot for _, ballot in ballots],
        "inputs": [b64u(row_bytes(row)) for row in inputs],
        "mixes": told,
        "refused_mixes": _refused(inputs, Mix.decode(mixes[0][1], len(inputs), len(inputs[0]))),
        "chain": b64u(mixed.digest),
        "shares": [{"index": index, "message": b64u(message)} for index, message in released],
        "opened": [_hex(row) for row in opened],
        **(_names(opened) if item.type == ELECTION else {"orders": read_rankings(opened, item.c)}),
    }


def _names(opened: Sequence[Sequence[Point]]) -> dict[str, Any]:
    rows, flags = read_rows(opened), sum(name != "" for names in NAMES for name in names)
    counted = count_names(rows, LABELS, flags)
    return {
        "names": rows,
        "labels": LABELS,
        "flags": flags,
        "counts": {
            "names": counted.names,
            "listed": counted.listed,
            "repeated": counted.repeated,
            "invalid": counted.invalid,
            "empty": counted.empty,
        },
        "encoded_counts": counted.encode().hex(),
    }


def _ballot(
    name: str, question: Question, choices: Sequence[Sequence[int | str | None]]
) -> tuple[VerifiedBallot, dict[str, Any]]:
    seat = SigningKey.from_seed(digest("vector", name.encode()))
    sealed = seal(question, Header(OPENING, seat.public, 1, OPENING), choices, stream(name))
    signature = sign_ballot(seat, sealed.body)
    verified = verify(parse_ballot(sealed.body, signature, question.form), question)
    return verified, {
        "stream": name,
        "seat": b64u(seat.seed),
        "choices": [[mark.word if isinstance(mark, Choice) else mark for mark in marks] for marks in choices],
        "body": b64u(sealed.body),
        "signature": b64u(signature),
        "head": b64u(sealed.head),
    }


def _mix(name: str, inputs: Sequence[Row]) -> tuple[list[tuple[int, bytes]], list[dict[str, Any]]]:
    messages, told, rows = [], [], inputs
    for step, (mixer, order) in enumerate(MIXES, 1):
        draw = stream(f"{name}, mix {step}")
        mixed = _shuffle(step, rows, order, draw)
        seed = mix_seed(FREEZE, step, rows, mixed.rows, mixed.permutation)
        message = mixed.encode()
        messages.append((mixer, message))
        told.append(
            {
                "step": step,
                "mixer": mixer,
                "stream": f"{name}, mix {step}",
                "order": order,
                "message": b64u(message),
                "digest": b64u(mix_digest(message)),
                "seed": b64u(seed),
                "x": b64u(mix_challenge(seed, mixed.commitments).data),
            }
        )
        rows = mixed.rows
    return messages, told


def _shuffle(step: int, inputs: Sequence[Row], order: tuple[int, ...], draw: Callable[[], Scalar]) -> Mix:
    witness = Witness(order, tuple(tuple(draw() for _ in row) for row in inputs))
    return prove(PUBLIC, FREEZE, step, inputs, shuffled(PUBLIC, inputs, witness), witness, generators(len(inputs)), draw)


def _refused(inputs: Sequence[Row], good: Mix) -> list[dict[str, Any]]:
    """Messages of the first mix, and the code of the first check that fails."""
    count, width, data = len(inputs), len(inputs[0]), good.encode()
    row, scalars = 64 * width, 32 * (2 * width * count + 3 * count + 3 + 2 * width)
    other = _shuffle(1, inputs, tuple(range(count)), stream("another mix")).encode()
    changed = (
        ("two rows exchanged", data[row : 2 * row] + data[:row] + data[2 * row :]),
        ("a row doubled", data[:row] * 2 + data[2 * row :]),
        ("a row of another mix", other[:row] + data[row:]),
        ("the proof of another mix", data[: row * count] + other[row * count :]),
        ("the commitments of another mix", data[: row * count] + other[row * count : scalars] + data[scalars:]),
        ("the mix of another step", _shuffle(2, inputs, tuple(range(count)), stream("another step")).encode()),
        ("a point zero", bytes(32) + data[32:]),
        ("a scalar beyond the order", data[:scalars] + ORDER.to_bytes(32, "little") + data[scalars + 32 :]),
        ("one byte short", data[:-1]),
        ("a row too many", data[:row] + data),
    )
    return [{"name": name, "message": b64u(message), "code": _code(inputs, message)} for name, message in changed]


def _code(inputs: Sequence[Row], message: bytes) -> str:
    try:
        verify_mix(PUBLIC, FREEZE, 1, inputs, Mix.decode(message, len(inputs), len(inputs[0])))
    except ProtocolError as problem:
        return problem.code
    raise AssertionError


def _hex(points: Iterable[Point]) -> list[str]:
    return [point.data.hex() for point in points]


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
