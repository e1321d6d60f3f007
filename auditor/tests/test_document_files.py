"""Files in a folder against the documents of a record (docs/documents.md §4): there, altered, missing, foreign."""

import hashlib
import json
import os

import pytest
from house_world import sitting
from test_documents import attach, withdraw
from world import b64, canon

from hemicycle_audit.bundle import verify_bundle
from hemicycle_audit.cli import main
from hemicycle_audit.document_files import match, read_folder

REPORT, BUDGET, OLD, OTHER = (f"%PDF-1.7 {name} %%EOF".encode() for name in ("report", "budget", "old", "other"))


def digest(data):
    return hashlib.sha256(data).digest()


def put(made, document, data, division="d", **more):
    return attach(made, document, division, **{"sha256": b64(digest(data)), "bytes": len(data), **more})


@pytest.fixture(scope="module")
def record():
    """A vote with two documents that stood, one that was replaced, and one of another vote."""
    made = sitting().draft("d").draft("e")
    made = put(put(made, "a", OLD), "report", REPORT, replaces="a")
    made = put(put(made, "budget", BUDGET), "other", OTHER, division="e")
    return canon(made.approve("d").vote("d").record())


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "files"
    path.mkdir()
    (path / "report.pdf").write_bytes(REPORT)
    (path / f"{digest(BUDGET).hex()}-12.pdf").write_bytes(BUDGET)
    return path


def states(record, folder):
    verdict = verify_bundle(record)
    assert verdict.ok
    matched = match(verdict.sitting, verdict.division, read_folder(folder))
    told = {found.document.act.doc["document"]: (found.state, *found.files) for found in matched.documents}
    return matched.ok, told, matched.elsewhere, matched.foreign


def test_all_that_stood_is_there(record, folder):
    budget = f"{digest(BUDGET).hex()}-12.pdf"
    (folder / "notes.txt").write_text("no document")
    (folder / "sub").mkdir()
    (folder / "sub" / "report.pdf").write_bytes(b"%PDF")
    assert states(record, folder) == (True, {"report": ("there", "report.pdf"), "budget": ("there", budget)}, [], [])


def test_a_name_in_no_alphabet_is_printed(record, folder, capsys, tmp_path):
    (folder / os.fsdecode(b"\xff.pdf")).write_bytes(OTHER + b"?")
    bundle = tmp_path / "d.hemicycle.json"
    bundle.write_bytes(record)
    for how in ([], ["--json"]):
        assert main(["verify", str(bundle), "--documents", str(folder), *how]) == 0
        printed = capsys.readouterr().out
        printed.encode()
        assert "\ufffd.pdf" in printed


def test_names_matter_only_for_what_is_altered(record, folder):
    (folder / "report.pdf").rename(folder / "some report.PDF")
    assert states(record, folder)[1]["report"] == ("there", "some report.PDF")


def test_one_that_is_missing(record, folder):
    (folder / "report.pdf").unlink()
    ok, told, *_ = states(record, folder)
    assert (ok, told["report"]) == (False, ("missing",))


@pytest.mark.parametrize(
    "name", ["report.pdf", "report (2).pdf", f"{digest(REPORT).hex()}-12.pdf", f"{digest(REPORT).hex()}.pdf"]
)
def test_one_that_was_altered(record, folder, name):
    (folder / "report.pdf").unlink()
    (folder / name).write_bytes(REPORT + b"\n")
    ok, told, elsewhere, foreign = states(record, folder)
    assert (ok, told["report"], elsewhere, foreign) == (False, ("altered", name), [], [])


def test_an_altered_copy_beside_the_right_file(record, folder):
    (folder / "report (1).pdf").write_bytes(REPORT + b"\n")
    ok, told, *_ = states(record, folder)
    assert (ok, told["report"]) == (False, ("altered", "report (1).pdf", "report.pdf"))


def test_what_the_record_knows_otherwise_and_what_it_does_not(record, folder):
    (folder / "old.pdf").write_bytes(OLD)
    (folder / "report of e.pdf").write_bytes(OTHER)
    (folder / "leaflet.pdf").write_bytes(b"%PDF leaflet")
    ok, _, elsewhere, foreign = states(record, folder)
    assert (ok, elsewhere, foreign) == (True, ["old.pdf", "report of e.pdf"], ["leaflet.pdf"])


def test_one_that_was_withdrawn_is_not_asked_for(folder):
    made = withdraw(put(sitting().draft("d"), "report", REPORT), "report")
    record = canon(made.approve("d").vote("d").record())
    assert states(record, folder)[:3] == (True, {}, ["report.pdf"])


def test_a_size_that_the_record_says_wrongly(folder):
    made = put(sitting().draft("d"), "report", REPORT, bytes=1)
    ok, told, *_ = states(canon(made.approve("d").vote("d").record()), folder)
    assert (ok, told) == (False, {"report": ("size", "report.pdf")})


def test_the_command(record, folder, tmp_path, capsys):
    bundle = tmp_path / "s1@d.hemicycle.json"
    bundle.write_bytes(record)
    assert main(["verify", str(bundle), "--documents", str(folder), "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert files["ok"]
    assert files["documents"][0] == {"document": "report", "state": "there", "files": ["report.pdf"]}
    (folder / "report.pdf").write_bytes(OTHER + b" ")
    (folder / "x\u202e.pdf").write_bytes(b"%PDF")
    assert main(["verify", str(bundle), "--documents", str(folder), "--lang", "zh"]) == 1
    text = capsys.readouterr().out
    assert "核验通过" in text
    assert "✗ report  工作报告  内容不同  report.pdf" in text
    assert "▲ x\ufffd.pdf  记录中没有的文件" in text
    assert main(["verify", str(bundle), "--documents", str(tmp_path / "none")]) == 2
    assert "can't read" in capsys.readouterr().err
