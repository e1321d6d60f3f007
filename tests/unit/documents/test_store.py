"""How a file is looked at before it is kept (docs/documents.md §1)."""

import os
import sys
from pathlib import Path

import pytest

from tests.support import papers
from voting_server.documents.store import INHERITED, DocumentStore


async def test_a_file_is_kept_under_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMICYCLE_DATABASE_URL", "postgresql://secret")
    store = DocumentStore(tmp_path / "documents")
    kept = await store.keep(papers.sound("a", "b"))
    assert kept.pages == 2
    assert store.path(kept.sha256, 2) is not None


async def test_what_a_killed_process_left_is_removed_at_the_start(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    store.tidy()
    kept = await store.keep(papers.sound())
    old, other = tmp_path / f".{'a' * 32}", tmp_path / f".{'b' * 32}"
    for path in (old, other):
        path.write_bytes(b"%PDF-1.7")
    os.utime(old, (0, 0))
    lasting = store.path(kept.sha256, 1)
    assert lasting is not None
    os.utime(lasting, (0, 0))
    store.tidy()
    assert not old.exists()
    assert other.exists(), "somebody may be at it"
    assert store.path(kept.sha256, 1) == lasting
    DocumentStore(tmp_path / "none").tidy()


async def test_the_inspecting_process_inherits_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spy, heard = tmp_path / "spy", tmp_path / "heard"
    spy.write_text(f"#!/bin/sh\n/usr/bin/env >'{heard}'\necho '{{\"pages\": 3}}'\n")
    spy.chmod(0o700)
    monkeypatch.setenv("HEMICYCLE_DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(sys, "executable", str(spy))
    assert (await DocumentStore(tmp_path / "documents").keep(b"x")).pages == 3
    names = {line.partition("=")[0] for line in heard.read_text().splitlines()}
    assert names <= {*INHERITED, "PWD", "OLDPWD", "SHLVL", "_"}
