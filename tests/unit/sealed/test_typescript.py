"""The tablet's TypeScript against this library, both ways (docs/sealed.md §2–§4): what one seals the other verifies, and both refuse the same."""

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.seals import SITTING, Sealed
from voting_protocol.ballots import Header
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS, FormItem
from voting_protocol.marks import Choice, Marks, decode_marks, encode_marks, marks_json
from voting_protocol.sealed.ballots import Question, check_envelope, parse_ballot, parse_spoil, tracking_code, verify
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import ORDER, Point, Scalar, base
from voting_protocol.sealed.secret.encrypt import plaintexts, recompute_head, seal
from voting_protocol.sealed.secret.opening import decode_opening, encode_opening
from voting_protocol.written import clean, name_bytes

ROOT = Path(__file__).parents[3]
SCRIPT = "terminal_client/kit/tools/seal.ts"
SERVER = SigningKey.generate().public
SEAT = SigningKey.generate()
NAMES = ("张三", "李四", "买买提·艾力", "Jean Paul", "汉" * 20, "A" * 31, "é")
LETTERS = "张三 \u3000\u00a0\t\n•・·Aé́\u200b\ufeff\ue000\u2800\U00020000"

FORMS = (
    (FormItem(THREE_KEYS, 1),),
    (FormItem(THREE_KEYS, 4),),
    (FormItem(CHOOSE, 5, 1, 3),),
    (FormItem(CHOOSE, 3, 0, 3),),
    (FormItem(CHOOSE, 12, 0, 5),),
    (FormItem(GRADES, 2, 0, 4),),
    (FormItem(ELECTION, 4, 0, 2),),
    (FormItem(ELECTION, 3, 0, 4, 2),),
    (FormItem(ELECTION, 1, 0, 1, 1),),
    (FormItem(RANKING, 5),),
    (FormItem(RANKING, 30),),
    (FormItem(ELECTION, 2, 0, 2, 1), FormItem(RANKING, 3)),
    (FormItem(THREE_KEYS, 2), FormItem(CHOOSE, 3, 1, 1), FormItem(GRADES, 1, 0, 2)),
)


def tablet(**tasks: Any) -> dict[str, list[Any]]:
    """What the tablet's code answers to these tasks."""
    environment = os.environ | {"PATH": f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"}
    command = ["node", "--experimental-transform-types", "--no-warnings", SCRIPT]
    ran = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, input=json.dumps(tasks), capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, list[Any]] = json.loads(ran.stdout)
    return answer


def json_form(form: Form) -> list[dict[str, int]]:
    return [{"type": item.type, "c": item.c, "min": item.min, "max": item.max, "w": item.w} for item in form.items]


def some_marks(item: FormItem) -> list[Any]:
    """Random marks that the item allows."""
    if item.type == CHOOSE:
        chosen = random.sample(range(item.c), random.randint(item.min, item.max))
        return [int(index in chosen) for index in range(item.c)]
    if item.type == GRADES:
        return [random.randint(0, item.max) for _ in range(item.c)]
    if item.type == RANKING:
        return random.sample(range(1, item.c + 1), random.randint(0, item.c))
    marks = random.choices(list(Choice), k=item.c)
    most = item.max or item.c
    marks = [Choice.AGAINST if mark is Choice.FOR and index >= most else mark for index, mark in enumerate(marks)]
    return [*marks, *some_names(item, marks)]


def some_names(item: FormItem, marks: list[Choice]) -> list[str]:
    """Names in the slots of an election, as many as the choices leave room for, then blanks."""
    room = min(item.w, marks.count(Choice.AGAINST), item.max - marks.count(Choice.FOR)) if item.w else 0
    names = random.sample(NAMES, random.randint(0, room))
    return [*names, *[""] * (item.w - len(names))]


def in_words(items: tuple[FormItem, ...], choices: list[list[Any]]) -> list[Any]:
    return [marks_json(item, marks) for item, marks in zip(items, choices, strict=True)]


class Case:
    """A question of its own with a place in it and choices."""

    def __init__(self, items: tuple[FormItem, ...]) -> None:
        self.form = Form.of(items)
        self.question = Question(random.randbytes(32), self.form, base(Scalar.random()), 1000)
        self.header = Header(self.question.opening, SEAT.public, random.randint(1, 1000), random.randbytes(32))
        self.choices = [some_marks(item) for item in items]

    @property
    def common(self) -> dict[str, Any]:
        return {
            "form": json_form(self.form),
            "public": b64u(self.question.public.data),
            "open": b64u(self.question.opening),
            "seq": self.header.seq,
            "prev": b64u(self.header.prev),
        }


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [Case(items) for items in FORMS for _ in range(2)]


@pytest.fixture(scope="module")
def sealed_at_the_tablet(cases: list[Case]) -> list[tuple[Case, dict[str, Any]]]:
    tasks = [case.common | {"seed": b64u(SEAT.seed), "choices": in_words(case.form.items, case.choices)} for case in cases]
    return list(zip(cases, tablet(seal=tasks)["seal"], strict=True))


def test_5_what_the_tablet_seals_verifies_here(sealed_at_the_tablet: list[tuple[Case, dict[str, Any]]]) -> None:
    for case, sealed in sealed_at_the_tablet:
        ballot = parse_ballot(unb64u(sealed["ballot"]["b"]), unb64u(sealed["ballot"]["s"]), case.form)
        checked = verify(ballot, case.question)
        assert ballot.header == case.header
        assert b64u(ballot.id) == sealed["ballot"]["id"]
        assert (b64u(checked.head), tracking_code(checked.head)) == (sealed["head"], sealed["code"])


def test_48_what_the_tablet_opens_for_a_checker_opens_here(sealed_at_the_tablet: list[tuple[Case, dict[str, Any]]]) -> None:
    for case, sealed in sealed_at_the_tablet:
        spoil = parse_spoil(unb64u(sealed["spoil"]["b"]), unb64u(sealed["spoil"]["s"]))
        check_envelope(spoil, case.question)
        assert (spoil.header, b64u(spoil.id)) == (case.header, sealed["spoil"]["id"])
        assert b64u(spoil.head) == sealed["challenged"] != sealed["head"]
        secrets = decode_opening(unb64u(sealed["revealed"]), case.form)
        assert recompute_head(case.question, case.header, secrets) == spoil.head
        assert [secret.m for secret in secrets] == plaintexts(case.form, case.choices)


def test_5_what_is_sealed_here_verifies_and_opens_at_the_tablet(cases: list[Case]) -> None:
    ballots = [seal(case.question, case.header, case.choices) for case in cases]
    verify_tasks = [case.common | {"body": b64u(ballot.body)} for case, ballot in zip(cases, ballots, strict=True)]
    check_tasks = [
        case.common | {"key": b64u(SEAT.public), "revealed": b64u(encode_opening(ballot.secrets))}
        for case, ballot in zip(cases, ballots, strict=True)
    ]
    answer = tablet(verify=verify_tasks, check=check_tasks)
    assert answer["verify"] == [""] * len(cases)
    for case, ballot, checked in zip(cases, ballots, answer["check"], strict=True):
        assert checked == {"head": b64u(ballot.head), "choices": in_words(case.form.items, case.choices)}


def test_21_what_is_altered_gets_the_same_verdict_at_both(cases: list[Case]) -> None:
    altered = [(case, body) for case in cases[::2] for body in alterations(case)]
    told = tablet(verify=[case.common | {"body": b64u(body)} for case, body in altered])["verify"]
    assert told == [verdict(case, body) for case, body in altered]
    assert {"bad-ballot", "bad-point", "bad-scalar", "bad-proof"} <= set(told)
    assert "" not in told


def alterations(case: Case) -> list[bytes]:
    """A ballot changed in ways that reach every check."""
    good = seal(case.question, case.header, case.choices).body
    proofs = 103 + 64 * case.form.ciphertexts
    flipped = random.randrange(103, len(good))
    scalar = proofs + 64
    beyond = (int.from_bytes(good[scalar : scalar + 32], "little") + ORDER).to_bytes(32, "little")
    other = seal(case.question, case.header, case.choices).body
    changes = [
        (0, b"HB2"),
        (71, random.randbytes(32)),
        (103, bytes(32)),
        (103, other[103:167]),
        (134, bytes([good[134] | 0x80])),
        (proofs, other[proofs:]),
        (scalar, beyond),
        (flipped, bytes([good[flipped] ^ 1 << random.randrange(8)])),
    ]
    bodies = [good[:at] + data + good[at + len(data) :] for at, data in changes]
    return [*bodies, good[:-1], good + b"\0"]


def verdict(case: Case, body: bytes) -> str:
    """The code of this library's refusal, "" if there is none."""
    try:
        header_opening = body[3:35]
        question = Question(header_opening, case.form, case.question.public, 2**32 - 1)
        ballot = parse_ballot(body, SEAT.sign("ballot", body), case.form)
        verify(ballot, question)
    except ProtocolError as refused:
        return refused.code
    return ""


@pytest.fixture(scope="module")
def papers() -> list[tuple[FormItem, Marks]]:
    return [(items[0], some_marks(items[0])) for items in FORMS if len(items) == 1 for _ in range(8)]


def test_marks_in_clear_are_the_same_bytes_at_both(papers: list[tuple[FormItem, Marks]]) -> None:
    bodies = [encode_marks(item, marks) for item, marks in papers]
    tasks = [paper(item) | {"marks": marks_json(item, marks)} for item, marks in papers]
    assert tablet(write=tasks)["write"] == [b64u(body) for body in bodies]


def test_marks_in_clear_are_read_and_refused_alike(papers: list[tuple[FormItem, Marks]]) -> None:
    bodies = [(item, altered) for item, marks in papers for altered in changed(encode_marks(item, marks))]
    told = tablet(read=[paper(item) | {"bytes": b64u(body)} for item, body in bodies])["read"]
    assert told == [read_here(item, body) for item, body in bodies]
    assert None in told
    assert len([marks for marks in told if marks is not None]) > len(papers)


def paper(item: FormItem) -> dict[str, Any]:
    names = [[{"zh": f"候选人{number}", "en": ""} for number in range(item.c)]]
    return {"form": [{"type": item.type, "c": item.c, "min": item.min, "max": item.max, "w": item.w}], "names": names}


def changed(data: bytes) -> list[bytes]:
    """Bytes as they are, and changed a little, so that some are still marks."""
    at = random.randrange(len(data))
    flips = [data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :] for bit in (1, 2, 3, 64, 128)]
    return [data, *flips, data[:-1], data + b"\0", data[::-1]]


def read_here(item: FormItem, data: bytes) -> Any:
    """The marks as JSON, None if they are refused."""
    try:
        return marks_json(item, decode_marks(item, data))
    except ProtocolError:
        return None


def test_names_are_typed_and_refused_alike() -> None:
    typed = ["".join(random.choices(LETTERS, k=random.randint(0, 9))) for _ in range(400)] + ["汉" * 20, "汉" * 21, "A" * 61]
    told = tablet(typed=typed)["typed"]
    assert told == [typed_here(text) for text in typed]
    assert {True, False} == {fits for _, fits in told}


def typed_here(text: str) -> list[Any]:
    name = clean(text)
    try:
        return [name, bool(name and name_bytes(name))]
    except ProtocolError:
        return [name, False]


def test_1_points_get_the_same_verdict_at_both() -> None:
    vectors = json.loads((ROOT / "tests/vectors/rfc9496.json").read_text(encoding="utf-8"))
    encodings = [bytes.fromhex(text) for text in (*vectors["multiples_of_the_generator"], *vectors["bad_encodings"])]
    encodings += [random.randbytes(32) for _ in range(200)]
    encodings += [base(Scalar.random()).data[:31] + bytes([random.randrange(256)]) for _ in range(200)]
    here = []
    for encoding in encodings:
        try:
            Point.decode(encoding, allow_zero=True)
            here.append("")
        except ProtocolError as refused:
            here.append(refused.code)
    assert tablet(points=[b64u(encoding) for encoding in encodings])["points"] == here
    assert {"", "bad-point"} == set(here)


def test_54_the_tablet_believes_the_keys_that_this_library_believes() -> None:
    sealed = Sealed(SERVER)
    fake = sealed.but(scrutineers=tuple(SigningKey.generate() for _ in range(3)))
    trust = {"sitting": SITTING, "server": b64u(SERVER), "pin": b64u(sealed.pin)}
    good = sealed.document()
    documents = [
        (good, trust),
        (fake.document(), trust | {"pin": None}),
        (fake.document(), trust),
        (good, trust | {"sitting": "another"}),
        (good, trust | {"server": b64u(SEAT.public)}),
        ({**good, "seals": good["seals"][:2]}, trust),
        (sealed.document(seal2={"public": b64u(base(Scalar.of(5)).data)}), trust),
        (sealed.document(start={"k": 3}), trust),
    ]
    told = tablet(keysets=[{"document": document, "trust": trusted} for document, trusted in documents])["keysets"]
    assert told == ["", ""] + ["bad-seal"] * 6


def test_26_the_tablet_encrypts_only_under_a_certified_opening() -> None:
    sealed = Sealed(SERVER)
    trust = {"sitting": SITTING, "server": b64u(SERVER), "pin": b64u(sealed.pin)}
    members = sealed.opening(division="d1", max_seq=9, server=b64u(SERVER))

    def task(signer: SigningKey, *indices: int) -> dict[str, Any]:
        act = sealed.act(signer, "division-open", members)
        opening = digest("open", unb64u(act["b"]))
        certificate = sealed.certificate(opening, *indices)
        told = {"division": "d1", "open": b64u(opening), **act}
        return {"document": sealed.document(), "trust": trust, "opening": told, "certificate": certificate}

    tasks = [task(sealed.chair, 1, 2, 3), task(sealed.chair, 1, 2), task(SEAT, 1, 2, 3)]
    assert tablet(openings=tasks)["openings"] == ["", "not-certified", "bad-opening"]
