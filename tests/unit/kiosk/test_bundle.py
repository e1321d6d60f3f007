"""The installed bundle: nothing is served before every file agrees with the manifest."""

import hashlib
from pathlib import Path

import pytest

from terminal_client.kiosk.bundle import BundleError, load_bundle
from voting_protocol.pages import MANIFEST, manifest_of

FILES = {"seat/index.html": b"<!doctype html>", "seat/keeper.js": b"1", "assets/seat-a.js": b"2"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, data in {**FILES, MANIFEST: manifest_of({p: hashlib.sha256(d).digest() for p, d in FILES.items()})}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def refused(folder: Path) -> str:
    with pytest.raises(BundleError) as caught:
        load_bundle(folder)
    return caught.value.path


def test_a_sound_bundle_is_held_in_memory(folder: Path) -> None:
    bundle = load_bundle(folder)
    (folder / "assets/seat-a.js").write_bytes(b"changed later")
    assert bundle.files == FILES
    assert len(bundle.hash) == 43


@pytest.mark.parametrize("path", FILES)
def test_49_one_changed_byte_stops_the_kiosk(folder: Path, path: str) -> None:
    (folder / path).write_bytes(FILES[path] + b" ")
    assert refused(folder) == path


def test_49_a_lacking_file_stops_the_kiosk(folder: Path) -> None:
    (folder / "seat/keeper.js").unlink()
    assert refused(folder) == "seat/keeper.js"


def test_49_a_file_that_nobody_names_is_not_of_the_bundle(folder: Path) -> None:
    (folder / "assets/evil.js").write_bytes(b"3")
    assert load_bundle(folder).files == FILES


def test_no_bundle_and_a_malformed_manifest_are_told(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert refused(tmp_path_factory.mktemp("empty")) == MANIFEST
    (folder / MANIFEST).write_bytes(b"{}")
    assert refused(folder) == MANIFEST
