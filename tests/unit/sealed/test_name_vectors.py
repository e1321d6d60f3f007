"""tests/vectors/sealed-names.json: made once, read by every implementation."""

import json

import pytest

from scripts.sealed_vectors_names import FILE, vectors
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CIPHERTEXT_BYTES
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.names import name_points, read_name, read_ranking
from voting_protocol.sealed.shuffle import verify_chain
from voting_protocol.sealed.statements import Ciphertext
from voting_protocol.written import clean, name_bytes

VECTORS = json.loads(FILE.read_text(encoding="utf-8"))


def points(texts):
    return [Point.decode(bytes.fromhex(text), allow_zero=True) for text in texts]


def row(text):
    data = unb64u(text)
    return tuple(Ciphertext.decode(data[start : start + CIPHERTEXT_BYTES]) for start in range(0, len(data), CIPHERTEXT_BYTES))


def test_the_committed_vectors_are_what_the_library_makes():
    assert json.loads(json.dumps(vectors())) == VECTORS


def test_names_of_the_vectors_are_written_and_read():
    assert all(clean(each["typed"]) == each["name"] for each in VECTORS["clean"])
    for each in VECTORS["names"]:
        assert list(name_points(each["name"])) == points(each["points"])
        assert read_name(points(each["points"])) == each["name"]
    for each in VECTORS["refused_names"]:
        with pytest.raises(ProtocolError, match="bad-name"):
            name_bytes(bytes.fromhex(each["utf8"]).decode())


@pytest.mark.parametrize("each", VECTORS["undecodable"], ids=lambda each: each["why"])
def test_68_undecodable_vectors_are_no_names(each):
    assert read_name(points(each["points"])) is None


def test_rankings_of_the_vectors_are_read():
    for each in VECTORS["rankings"]:
        assert read_ranking(*points([each["point"]]), each["choices"]) == tuple(each["order"])
    assert {read_ranking(*points([each["point"]]), each["choices"]) for each in VECTORS["undecodable_rankings"]} == {None}


def test_68_slots_of_the_vectors_hold_if_they_tell_the_truth():
    lies = {each["name"] for each in VECTORS["slots"] if not each["holds"]}
    assert lies == {
        "a name with flag 0, proved as blank",
        "a name with flag 0, proved as written",
        "half a name with flag 0",
        "flag 1, proved as blank",
        "flag 2",
    }


@pytest.mark.parametrize("vote", ["election", "ranking"])
def test_a_chain_of_the_vectors_verifies_from_its_bytes(vote):
    told = VECTORS[vote]
    public, freeze = points([unb64u(VECTORS["key"]["public"]).hex()])[0], unb64u(VECTORS["freeze"])
    mixes = [(each["mixer"], unb64u(each["message"])) for each in told["mixes"]]
    mixed = verify_chain(public, freeze, [row(each) for each in told["inputs"]], mixes, VECTORS["key"]["k"])
    assert mixed.digest == unb64u(told["chain"])


@pytest.mark.parametrize("vote", ["election", "ranking"])
def test_69_refused_mixes_of_the_vectors_have_their_codes(vote):
    codes = [each["code"] for each in VECTORS[vote]["refused_mixes"]]
    assert codes == ["mix-proof"] * 6 + ["bad-point", "bad-scalar", "bad-mix", "bad-mix"]
