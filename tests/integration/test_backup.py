"""Backup and restore of a real server: what was voted before the backup is there after it; no backup in the middle of a vote."""

import asyncio
import gzip
import json
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from hemicycle.serve import ServerProcess
from terminal_client.headless.client import ApiClient
from tests.support.chamber import LiveChamber, live_chamber
from voting_protocol.marks import Choice

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(900)]


async def hemicycle(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "hemicycle", *words]
    return await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False, timeout=200)


async def vote(hall: LiveChamber, division: str, file: Path | None = None) -> None:
    """A vote of one press; `file` names a backup that is tried while it is open, and again when it is closed."""
    opening = await hall.open(division)
    async with hall.terminal("m0") as terminal:
        await terminal.until(lambda session: session.ready and session.voting.opening == opening)
        await terminal.press(Choice.FOR)
    if file is not None:
        refused = await hemicycle("backup", "--data", str(hall.server.data_dir), "-o", str(file))
        assert refused.returncode == 1
        assert "正在表决" in refused.stderr
        assert "a vote is open" in refused.stderr
        assert not list(file.parent.glob(f"*{file.name}*"))
    await hall.declare(opening, await hall.close(opening))


async def test_a_vote_before_the_backup_is_there_after_the_restore(tmp_path: Path) -> None:
    file, restored = tmp_path / "day1.backup", tmp_path / "restored"
    async with live_chamber(tmp_path / "data", 3) as hall:
        await vote(hall, "before", file)
        bundle = hall.bundle_file("before").read_bytes()
        done = await hemicycle("backup", "--data", str(hall.server.data_dir), "-o", str(file))
        assert done.returncode == 0, done.stderr
        assert file.stat().st_mode & 0o777 == 0o600
        assert "Traceback" not in done.stderr
        note = json.loads((hall.server.data_dir / "backup.json").read_bytes())
        assert (note["file"], note["bytes"]) == ("day1.backup", file.stat().st_size)
        again = await hemicycle("backup", "--data", str(hall.server.data_dir), "-o", str(file))
        assert again.returncode == 1, "a backup is never written over"
        await vote(hall, "after")
        hall.server.stop()

        back = await hemicycle("restore", str(file), "--data", str(restored))
        assert back.returncode == 0, back.stderr
        with ServerProcess(restored) as server:
            assert server.admin_code == "", "the body is there: nobody founds another"
            async with ApiClient(server.url, hall.chamber.secretariat.identity) as api:
                state = await api.state(hall.sitting)
                assert [division["id"] for division in state["divisions"]] == ["before"]
                assert state["divisions"][0]["result"]["for"] == 1
                assert await api.bundle(hall.sitting, "before") == bundle
        # a bundle that was lost with the disk is written again from the record
        (restored / "records" / hall.bundle_file("before").name).unlink()
        with ServerProcess(restored) as server:
            async with ApiClient(server.url, hall.chamber.secretariat.identity) as api:
                assert await api.bundle(hall.sitting, "before") == bundle
        audited = await asyncio.to_thread(
            subprocess.run,
            [
                str(Path(sys.executable).with_name("hemicycle-audit")),
                "verify",
                str(restored / "records" / hall.bundle_file("before").name),
            ],
            capture_output=True,
            check=False,
            timeout=200,
        )
        assert audited.returncode == 0, audited.stdout


async def test_the_restored_server_goes_on_voting(tmp_path: Path) -> None:
    """The same devices, the same chair: the next vote is held on the restored server at the old address."""
    file, restored = tmp_path / "b.backup", tmp_path / "restored"
    async with live_chamber(tmp_path / "data", 3) as hall:
        await vote(hall, "first")
        assert (await hemicycle("backup", "--data", str(hall.server.data_dir), "-o", str(file))).returncode == 0
        hall.server.stop()
        assert (await hemicycle("restore", str(file), "--data", str(restored))).returncode == 0
        hall.server.data_dir = restored
        hall.server.start()
        await vote(hall, "second")
        assert (restored / "records" / hall.bundle_file("second").name).is_file()


async def made(tmp_path: Path) -> Path:
    """A small backup: of a server that was prepared and never served."""
    data, file = tmp_path / "data", tmp_path / "small.backup"
    assert (await hemicycle("admin-code", "--data", str(data))).returncode == 0
    done = await hemicycle("backup", "--data", str(data), "-o", str(file))
    assert done.returncode == 0, done.stderr
    return file


async def test_a_backup_is_restored_whole_or_not_at_all(tmp_path: Path) -> None:
    file = await made(tmp_path)
    content = gzip.decompress(file.read_bytes())
    with tarfile.open(fileobj=BytesIO(content)) as tar:
        entries = {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]
    assert set(entries) == {"server.key", "record.sqlite3", "manifest.json"}
    flipped = bytearray(entries["record.sqlite3"])
    flipped[len(flipped) // 2] ^= 1
    broken = {
        "cut": (file.read_bytes()[: file.stat().st_size // 2], None),
        "flipped": (None, entries | {"record.sqlite3": bytes(flipped)}),
        "no key": (None, {name: data for name, data in entries.items() if name != "server.key"}),
        "no manifest": (None, {name: data for name, data in entries.items() if name != "manifest.json"}),
        "way out": (None, entries | {"../evil": b"x"}),
        "deep": (None, entries | {"records/../../evil": b"x"}),
        "more": (None, entries | {"records/extra": b"x"}),
        "no archive": (b"hello", None),
    }
    for what, (raw, changed) in broken.items():
        bad = tmp_path / f"{what}.backup"
        bad.write_bytes(raw if raw is not None else packed(changed or {}))
        refused = await hemicycle("restore", str(bad), "--data", str(tmp_path / "new"))
        assert refused.returncode == 1, what
        assert "Traceback" not in refused.stderr, refused.stderr
        assert not (tmp_path / "new").exists(), what
        assert not left_of(tmp_path), what
        assert not (tmp_path / "evil").exists(), what


def left_of(folder: Path, pattern: str = ".new.*") -> list[Path]:
    """What a restore (or a backup) that failed left behind."""
    return list(folder.glob(pattern))


def packed(entries: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, data in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, BytesIO(data))
    return buffer.getvalue()


async def test_nothing_is_restored_over_something(tmp_path: Path) -> None:
    file = await made(tmp_path)
    refused = await hemicycle("restore", str(file), "--data", str(tmp_path / "data"))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    (tmp_path / "empty").mkdir()
    assert (await hemicycle("restore", str(file), "--data", str(tmp_path / "empty"))).returncode == 0
    assert (tmp_path / "empty" / "server.key").read_bytes() == (tmp_path / "data" / "server.key").read_bytes()
    assert (tmp_path / "empty" / "server.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "empty").stat().st_mode & 0o777 == 0o700


async def test_what_can_not_be_backed_up_is_told(tmp_path: Path) -> None:
    file = str(tmp_path / "x.backup")
    nothing = await hemicycle("backup", "--data", str(tmp_path / "nowhere"), "-o", file)
    (tmp_path / "server.key").write_bytes(b"k" * 32)
    away = "postgresql://nobody@127.0.0.1:1/none"
    other = await hemicycle("backup", "--data", str(tmp_path), "-o", file, "--database-url", away)
    assert (nothing.returncode, other.returncode) == (1, 1)
    assert "holds no record" in nothing.stderr
    assert "the database did not do it" in other.stderr
    assert not left_of(tmp_path, "*x.backup*")
    assert "Traceback" not in nothing.stderr + other.stderr
