"""tests/vectors/sealed-keys.json: made once, read by every implementation."""

import json

from scripts.sealed_vectors_keys import FILE, vectors


def test_the_committed_vectors_are_what_the_library_makes():
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(vectors()))


def test_the_vectors_name_each_liar():
    told = [(case["code"], case["culprits"]) for case in vectors()["ceremony"]["complaints"]]
    assert told == [("ceremony-share", [2]), ("ceremony-complaint", [1]), ("ceremony-complaint", [1])]
