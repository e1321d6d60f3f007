"""The manifest of the seat page's bundle and its hash (docs/protocol.md §14)."""

import hashlib

import pytest

from voting_protocol import canonical
from voting_protocol.crypto import digest
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.pages import manifest_of, pages_fingerprint, pages_hash, read_manifest

FILES = {"seat/index.html": hashlib.sha256(b"a").digest(), "assets/seat-1_x.js": hashlib.sha256(b"b").digest()}


def test_a_manifest_is_read_as_it_was_made() -> None:
    assert read_manifest(manifest_of(FILES)) == FILES


def test_the_hash_is_that_of_the_manifests_bytes_and_of_nothing_else() -> None:
    manifest = manifest_of(FILES)
    assert pages_hash(manifest) == digest("pages", manifest)
    others = {**FILES, "seat/index.html": hashlib.sha256(b"c").digest()}
    assert pages_hash(manifest_of(others)) != pages_hash(manifest)
    assert len(pages_fingerprint(pages_hash(manifest))) == 23


@pytest.mark.parametrize(
    "path",
    ["", "/seat/index.html", "../x", "seat/../x", "seat//x", "seat/.hidden", "seat/", "a b", "座", "seat/bundle.json", "a\\b"],
)
def test_49_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    name = b64u(hashlib.sha256(b"a").digest())
    with pytest.raises(ProtocolError):
        read_manifest(
            canonical.encode({"v": 1, "files": {path: name}})
            if path.isascii()
            else f'{{"files":{{"{path}":"{name}"}},"v":1}}'.encode()
        )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"v": 2, "files": {}}, "bad-pages"),
        ({"v": 1, "files": []}, "bad-pages"),
        ({"v": 1, "files": {}, "more": 1}, "bad-pages"),
        ({"v": 1, "files": {"a.js": 1}}, "bad-pages"),
        ({"v": 1, "files": {"a.js": "AAAA"}}, "bad-encoding"),
        ([], "not-canonical"),
    ],
)
def test_a_manifest_has_one_form(content: object, code: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_manifest(canonical.encode(content))
    assert caught.value.code == code


def test_another_spelling_is_no_manifest() -> None:
    with pytest.raises(ProtocolError):
        read_manifest(manifest_of(FILES) + b"\n")
