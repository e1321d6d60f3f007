import json

import pytest

from scripts.sealed_vectors import FILE, vectors
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Header, Question, check_envelope, parse_ballot, parse_entry, tracking_code, verify
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Point, Scalar
from voting_protocol.sealed.secret.encrypt import Secret, plaintexts, recompute_head
from voting_protocol.sealed.secret.opening import decode_opening, encode_opening

VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
PUBLIC = Point.decode(unb64u(VECTORS["key"]["public"]))
SECRET = Scalar.decode(unb64u(VECTORS["key"]["secret"]))
SEAT = unb64u(VECTORS["seat"]["key"])
OPENING = unb64u(VECTORS["open"])


def asked(vector) -> Question:
    return Question(OPENING, Form.of_json(vector["form"]), PUBLIC, VECTORS["max_seq"])


@pytest.fixture(params=VECTORS["ballots"], ids=lambda vector: vector["name"])
def vector(request):
    return request.param


def test_the_committed_vectors_are_what_the_library_makes():
    assert json.loads(json.dumps(vectors())) == VECTORS


def test_a_vector_verifies_and_its_cells_hold_its_plaintexts(vector):
    question = asked(vector)
    ballot = parse_entry(unb64u(vector["entry"]), question.form)
    checked = verify(ballot, question)
    assert ballot.id == unb64u(vector["id"])
    assert tracking_code(checked.head) == vector["tracking"]
    opened = [cell.beta - SECRET * cell.alpha for cell in checked.cells]
    assert opened == [Scalar.of(cell.sum.of_numbers(vector["plaintexts"])) * PUBLIC for cell in question.form.cells]


def test_a_vectors_opening_gives_its_head_and_plaintexts(vector):
    question, data = asked(vector), unb64u(vector["opening_of_a_challenge"])
    header = Header(OPENING, SEAT, vector["seq"], unb64u(vector["prev"]))
    secrets = decode_opening(data, question.form)
    assert recompute_head(question, header, secrets) == unb64u(vector["head"])
    assert [secret.m for secret in secrets] == vector["plaintexts"]
    assert encode_opening(secrets) == data
    for wrong in (data[:-1], data + b"\0", b"\xff" * len(data)):
        with pytest.raises(ProtocolError):
            decode_opening(wrong, question.form)


def test_a_vectors_choices_give_its_plaintexts(vector):
    words = {choice.word: choice for choice in Choice}
    choices = [[words.get(mark, mark) for mark in marks] for marks in vector["choices"]]
    assert plaintexts(asked(vector).form, choices) == vector["plaintexts"]


def test_the_spoil_vector_is_signed():
    spoil = VECTORS["spoil"]
    question = asked(VECTORS["ballots"][0])
    entry = parse_entry(unb64u(spoil["entry"]), question.form)
    assert check_envelope(entry, question).entry.id == unb64u(spoil["id"])
    assert entry.head == unb64u(spoil["head"])


@pytest.mark.parametrize("refused", VECTORS["refused"], ids=lambda refused: refused["name"])
def test_a_refused_vector_is_refused_for_its_reason(refused):
    question = asked(VECTORS["ballots"][1])
    with pytest.raises(ProtocolError) as caught:
        verify(parse_ballot(unb64u(refused["body"]), unb64u(refused["signature"]), question.form), question)
    assert caught.value.code == refused["code"]


def test_an_opening_shows_nothing_by_accident():
    assert "1" not in repr(Secret(Scalar.of(1), 1))
