import json

from tests.vectors.generate import FILE, vectors


def test_the_committed_vectors_are_what_the_library_makes():
    assert json.loads(FILE.read_text(encoding="utf-8")) == vectors()
