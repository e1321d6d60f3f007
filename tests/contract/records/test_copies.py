"""Backups of a record in either store, restored into either: whole, compared, never over something."""

import asyncio
import hashlib
import tarfile
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from hemicycle.backup import BackupError, make_backup, restore_backup
from hemicycle.recordcopy import CopyError, fill_database
from tests.contract.records.making import acts_of, assert_whole, division_record, follow
from tests.support.postgres import Postgres
from voting_protocol.crypto import SigningKey
from voting_server.records.migrate import upgrade
from voting_server.records.port import StoredAct
from voting_server.records.sql import SqlRecords
from voting_server.settings import Settings

LOG = "body.linhu"
NOW = 1_800_000_000_000


def filled(url: str, count: int = 40) -> None:
    """A record with a log, a division with its ballots and heads, and a code."""

    async def fill() -> None:
        records = SqlRecords.open(url)
        try:
            acts = acts_of(LOG, count)
            await records.append(LOG, acts[:-1])
            await records.append(LOG, acts[-1:], division_record(electors=700))
            await records.add_installation_code(b"c" * 32, NOW)
        finally:
            await records.aclose()

    upgrade(url)
    asyncio.run(fill())


def content(url: str) -> tuple[list[StoredAct], object, object]:
    """Everything that the record tells."""

    async def read() -> tuple[list[StoredAct], object, object]:
        records = SqlRecords.open(url)
        try:
            return await records.acts(LOG), await records.division("s1", "d1"), await records.installation_code(b"c" * 32)
        finally:
            await records.aclose()

    return asyncio.run(read())


@pytest.fixture(scope="module")
def kept(cluster: Postgres) -> str:
    """A record in PostgreSQL that tests only read."""
    url = cluster.create_database()
    filled(url)
    return url


def laid_out(folder: Path, url: str) -> Settings:
    """A data folder whose record is in PostgreSQL, with documents, bundles, a box and profiles of the house."""
    data = folder / "data"
    files = {
        "data/server.key": SigningKey.generate().seed,
        "data/records/a.hemicycle.json": b"{}",
        "data/documents/deep/a.pdf": b"%PDF",
        "data/documents/.half": b"half",
        "data/store/appendonly.aof": b"box",
        "data/scrutineers/share": b"secret",
        "data/server.log": b"log",
        "data/record.sqlite3.lock": b"",
        "house/lake.toml": b"extends = 'local'\n",
    }
    for name, written in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(written)
    return Settings(data_dir=data, database_url=url, profiles_dir=folder / "house")


@pytest.fixture
def house(tmp_path: Path, kept: str) -> Settings:
    return laid_out(tmp_path, kept)


@pytest.fixture(scope="module")
def archive(kept: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that tests only read."""
    folder = tmp_path_factory.mktemp("archive")
    make_backup(laid_out(folder, kept), folder / "a.backup", NOW)
    return folder / "a.backup"


def names(file: Path) -> set[str]:
    with tarfile.open(file) as tar:
        return set(tar.getnames())


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_a_record_in_postgresql_comes_back_in_either_store(house: Settings, cluster: Postgres, tmp_path: Path, into: str) -> None:
    file, data = tmp_path / "a.backup", tmp_path / "new"
    note = make_backup(house, file, NOW)
    assert note.acts == 40
    assert names(file) == {
        "manifest.json",
        "record.sqlite3",
        "server.key",
        "records/a.hemicycle.json",
        "documents/deep/a.pdf",
        "profiles/lake.toml",
    }, "no box, no scrutineers' secrets, nothing half written"
    other = cluster.create_database() if into == "postgresql" else ""
    manifest = restore_backup(file, data, other)
    assert manifest.profiles
    assert manifest.logs == {LOG: 39}
    assert (data / "record.sqlite3").exists() == (into == "sqlite")
    assert (data / "documents/deep/a.pdf").read_bytes() == b"%PDF"
    assert (data / "profiles/lake.toml").read_bytes() == (tmp_path / "house/lake.toml").read_bytes()
    restored = content(Settings(data_dir=data, database_url=other).database)
    assert restored == content(house.database)
    assert_whole(restored[0])
    refuses_changes(Settings(data_dir=data, database_url=other).database)


def refuses_changes(url: str) -> None:
    """What was restored is append-only too."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM acts"))
    engine.dispose()


def test_a_backup_is_of_one_moment(cluster: Postgres, tmp_path: Path) -> None:
    """Acts appended while it is made are in it from the first to some last, or not at all; none is torn."""
    house = laid_out(tmp_path, cluster.create_database())
    filled(house.database)

    async def grow(stop: asyncio.Event) -> None:
        records = SqlRecords.open(house.database)
        last = (await records.acts(LOG, 39))[0]
        while not stop.is_set():
            last = follow(LOG, last)
            await records.append(LOG, [last])
        await records.aclose()

    async def both() -> None:
        stop = asyncio.Event()
        growing = asyncio.create_task(grow(stop))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(make_backup, house, tmp_path / "a.backup", NOW)
        stop.set()
        await growing

    asyncio.run(both())
    manifest = restore_backup(tmp_path / "a.backup", tmp_path / "new")
    acts, _, _ = content(Settings(data_dir=tmp_path / "new").database)
    assert_whole(acts)
    assert len(acts) == manifest.acts > 40


def test_a_database_with_a_record_is_never_filled(archive: Path, kept: str, tmp_path: Path) -> None:
    with pytest.raises(CopyError, match="holds a record already"):
        restore_backup(archive, tmp_path / "new", kept)
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new.*"))
    assert len(content(kept)[0]) == 40
    with pytest.raises(CopyError):
        fill_database("mysql://x/y", tmp_path / "nothing")


def altered(file: Path, bad: Path, name: str, change: bytes) -> Path:
    """The archive with another content of one file."""
    with tarfile.open(file) as old, tarfile.open(bad, "w:gz") as new:
        for entry in old:
            source = old.extractfile(entry)
            assert source is not None
            data = source.read() if entry.name != name else change
            entry.size = len(data)
            new.addfile(entry, BytesIO(data))
    return bad


@pytest.mark.parametrize("name", ["record.sqlite3", "documents/deep/a.pdf", "profiles/lake.toml", "server.key", "manifest.json"])
def test_a_corrupted_archive_leaves_folder_and_database_empty(
    archive: Path, cluster: Postgres, tmp_path: Path, name: str
) -> None:
    other = cluster.create_database()
    bad = altered(archive, tmp_path / "bad", name, b"something else")
    with pytest.raises(BackupError):
        restore_backup(bad, tmp_path / "new", other)
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new.*"))
    with psycopg.connect(other) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_disk_that_lies_is_noticed_when_the_backup_is_made(
    house: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is read again: a byte that changed on its way to the disk fails the backup, and leaves no file."""
    real = hashlib.sha256

    def once(data: bytes = b"") -> "hashlib._Hash":
        return real(b"other" if data == b"%PDF" else data)

    monkeypatch.setattr("hemicycle.backup.hashlib.sha256", once)
    with pytest.raises(BackupError, match="reads differently"):
        make_backup(house, tmp_path / "a.backup", NOW)
    assert not list(tmp_path.glob("*a.backup*"))


def test_profiles_do_not_hide_a_folder_of_the_same_name(house: Settings, tmp_path: Path) -> None:
    (house.data_dir / "profiles").mkdir()
    with pytest.raises(BackupError, match="give it another"):
        make_backup(house, tmp_path / "a.backup", NOW)
    inside = house.model_copy(update={"profiles_dir": house.data_dir / "profiles"})
    make_backup(inside, tmp_path / "a.backup", NOW)


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/x", "a/../../b", "store/x", "record.sqlite3-wal", ".hidden", "a//b", "a\\b", "scrutineers/x"]
)
def test_an_archive_lays_out_nothing_else(archive: Path, tmp_path: Path, name: str) -> None:
    bad = tmp_path / "bad"
    with tarfile.open(archive) as old, tarfile.open(bad, "w:gz") as new:
        for entry in old:
            new.addfile(entry, old.extractfile(entry))
        new.addfile(named(name), BytesIO(b"x"))
    with pytest.raises(BackupError, match="unexpected file"):
        restore_backup(bad, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def named(name: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = 1
    return entry
