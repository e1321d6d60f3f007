"""A backup of a server's data, and its way back (docs/operations.md): record, keys, certificates, bundles, documents, profiles in one file.

The ballot box is not in it. While a vote is open, or closed and not counted, the box is the truth, and a copy of it would be older than the
acknowledgements given since: restored, it would lose ballots that tablets hold receipts for. So a backup is refused then. At any other time the
record has everything, and a restored server begins with an empty box.
"""

import asyncio
import hashlib
import io
import os
import secrets
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from hemicycle.recordcopy import CopyError, copy_database, copy_sqlite, fill_database, is_sound
from voting_protocol import __version__
from voting_protocol.crypto import SigningKey
from voting_server.app import load_server_key
from voting_server.health import BACKUP_NOTE, BackupNote
from voting_server.records.files import write_atomically
from voting_server.records.sql import SqlRecords
from voting_server.services.logs import LogBook
from voting_server.settings import Settings

FORMAT, MANIFEST, RECORD, KEY, PROFILES = "hemicycle-backup", "manifest.json", "record.sqlite3", "server.key", "profiles"
BUNDLES = "records"
LEFT_OUT = frozenset({"store", "scrutineers", BACKUP_NOTE, MANIFEST, "server.log"})
"""The box (see above), the demonstration's scrutineers (no backup of a server holds their secrets), what is made anew."""
COUNTING = ("open", "closed")
_PIECE = 1 << 20


class BackupError(CopyError):
    """A backup can't be made or restored; `zh` and `en` say why."""


class Manifest(msgspec.Struct, forbid_unknown_fields=True):
    """What a backup holds: SHA-256 (hex) by file name, the number of the last act by log; whether profiles of the house are in it."""

    format: str
    v: int
    version: str
    time_ms: int
    logs: dict[str, int]
    files: dict[str, str]
    profiles: bool = False

    @property
    def acts(self) -> int:
        """How many acts all logs have."""
        return sum(last + 1 for last in self.logs.values())


def make_backup(settings: Settings, output: Path, now_ms: int) -> BackupNote:
    """Write a backup of a server that may be running, and read it again; raises `CopyError`, OSError.

    Bundles are read before the record is copied: so none is ahead of it, and one that is missing is written again at the start. Everything
    else is read after it: a document is on the disk before the act that attaches it.
    """
    record = None if settings.database_url else settings.data_dir / RECORD
    if not settings.key_file.is_file() or (record is not None and not record.is_file()):
        raise BackupError(f"{settings.data_dir} 不是数据文件夹", f"{settings.data_dir} holds no record")
    if output.exists():
        raise BackupError(f"{output} 已经存在", f"{output} exists already")
    working = output.with_name(f".{output.name}.{secrets.token_hex(8)}")
    working.mkdir(mode=0o700)
    try:
        manifest = _pack(settings, record, working, now_ms)
        _verify(working / "tar", manifest)
        note = BackupNote(now_ms, output.name, (working / "tar").stat().st_size, manifest.acts)
        (working / "tar").replace(output)
    finally:
        shutil.rmtree(working)
    _sync(output.parent)
    write_atomically(settings.data_dir / BACKUP_NOTE, msgspec.json.encode(note))
    return note


def _pack(settings: Settings, record: Path | None, working: Path, now_ms: int) -> Manifest:
    data, copy = settings.data_dir, working / RECORD
    files: dict[str, str] = {}
    descriptor = os.open(working / "tar", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as tar:
            for path in _files(data / BUNDLES):
                files |= _put(tar, path, f"{BUNDLES}/{path.relative_to(data / BUNDLES).as_posix()}")
            if record is not None:
                copy_sqlite(record, copy)
            else:
                copy_database(settings.database_url, copy)
            logs = asyncio.run(_look(f"sqlite:///{copy.absolute()}", load_server_key(settings.key_file)))
            files |= _put(tar, copy, RECORD)
            for name, path in _beside(data):
                files |= _put(tar, path, name)
            profiles = _profiles(settings)
            if profiles is not None:
                for path in _files(profiles):
                    files |= _put(tar, path, f"{PROFILES}/{path.relative_to(profiles).as_posix()}")
            manifest = Manifest(FORMAT, 2, __version__, now_ms, logs, files, profiles is not None)
            content = msgspec.json.encode(manifest)
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, in order; nothing hidden (it is being written), no links, nothing but files."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.is_file():
            yield path


def _beside(data: Path) -> Iterator[tuple[str, Path]]:
    """Whatever lies in the data folder beside record and bundles, and can't be made anew, with its name."""
    for path in _files(data):
        name = path.relative_to(data).as_posix()
        if _allowed(name) and name.split("/")[0] != BUNDLES and name != RECORD:
            yield name, path


def _profiles(settings: Settings) -> Path | None:
    """The folder of the house's own profiles, unless it lies in the data folder anyway."""
    folder = settings.profiles_dir
    if folder is None or folder.resolve().is_relative_to(settings.data_dir.resolve()):
        return None
    if (settings.data_dir / PROFILES).exists():
        raise BackupError(
            f"{settings.data_dir / PROFILES} 占用了规则文件夹的名称，请改名",
            f"{settings.data_dir / PROFILES} has the name under which profiles are kept: give it another",
        )
    return folder


def _put(tar: tarfile.TarFile, path: Path, name: str) -> dict[str, str]:
    """Add a file as it is now; its SHA-256 by name."""
    content = path.read_bytes()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(content), 0o600, int(path.stat().st_mtime)
    tar.addfile(entry, io.BytesIO(content))
    return {name: hashlib.sha256(content).hexdigest()}


def _verify(file: Path, manifest: Manifest) -> None:
    """Read an archive again from the disk: everything is in it, whole."""
    found: dict[str, str] = {}
    with tarfile.open(file, "r:gz") as tar:
        for entry in tar:
            source = tar.extractfile(entry)
            assert source is not None
            found[entry.name] = _digest(source)
    found.pop(MANIFEST, None)
    if found != manifest.files:
        raise BackupError(
            "写出的备份读回来不一样，请检查磁盘", "the backup reads differently from what was written: look at the disk"
        )


def _digest(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


async def _look(url: str, key: SigningKey) -> dict[str, int]:
    """The logs of a copied record; refuses one of a moment at which a vote went on."""
    records = SqlRecords.open(url)
    try:
        logs = LogBook(records, key, lambda: 0)
        heads = await records.heads()
        for name in sorted(heads):
            if not name.startswith("sitting."):
                continue
            sitting = (await logs.read(name)).sitting
            going = [division.draft.title.zh for division in sitting.divisions.values() if division.state in COUNTING]
            if going:
                raise BackupError(
                    f"正在表决或计票：{'、'.join(going)}。请等结果算出后再备份",
                    f"a vote is open or being counted ({', '.join(going)}): wait for its result",
                )
        return heads
    finally:
        await records.aclose()


def restore_backup(file: Path, data: Path, database_url: str = "") -> Manifest:
    """Lay a backup out as a new data folder, whole or not at all; with `database_url` its record in that empty database.

    Raises `CopyError`, OSError.
    """
    if data.exists() and any(data.iterdir()):
        raise BackupError(f"{data} 不是空文件夹，请另选", f"{data} is not empty: choose another folder")
    data = data.absolute()
    data.parent.mkdir(parents=True, exist_ok=True)
    working = data.with_name(f".{data.name}.{secrets.token_hex(8)}")
    working.mkdir(mode=0o700)
    try:
        manifest = _unpack(file, working)
        _check_record(working / RECORD, manifest)
        note = BackupNote(manifest.time_ms, file.name, file.stat().st_size, manifest.acts)
        write_atomically(working / BACKUP_NOTE, msgspec.json.encode(note))
        if database_url:
            fill_database(database_url, working / RECORD)
            for path in working.glob(f"{RECORD}*"):
                path.unlink()
        if data.exists():
            data.rmdir()
        working.rename(data)
    except BaseException:
        shutil.rmtree(working, ignore_errors=True)
        raise
    _sync(data.parent)
    return manifest


def _unpack(file: Path, working: Path) -> Manifest:
    found: dict[str, str] = {}
    content = b""
    try:
        with tarfile.open(file, "r:gz") as tar:
            for entry in tar:
                source = tar.extractfile(entry) if entry.isreg() else None
                if source is None or entry.name in found or not (entry.name == MANIFEST or _allowed(entry.name)):
                    raise BackupError(f"备份中有不该有的文件 {entry.name}", f"the backup holds an unexpected file {entry.name}")
                if entry.name == MANIFEST:
                    content = source.read(_PIECE)
                else:
                    found[entry.name] = _lay(source, working / entry.name)
        manifest = msgspec.json.decode(content, type=Manifest)
    except (tarfile.TarError, EOFError, zlib.error, msgspec.MsgspecError, OSError) as problem:
        if isinstance(problem, OSError) and not isinstance(problem, EOFError) and problem.errno is not None:
            raise
        raise BackupError(f"{file} 不是完整的备份", f"{file} is not a whole backup") from problem
    if manifest.format != FORMAT or manifest.v not in (1, 2) or manifest.files != found or not {RECORD, KEY} <= set(found):
        raise BackupError("备份的内容与其清单不符", "the backup differs from its manifest")
    return manifest


def _allowed(name: str) -> bool:
    """The files of a data folder, and no way out of it."""
    parts = PurePosixPath(name).parts
    plain = all(not part.startswith(".") and "\\" not in part and "\0" not in part for part in parts)
    if not plain or not parts or "/".join(parts) != name or len(name) > 500:
        return False
    return name == RECORD or (parts[0] not in LEFT_OUT and not parts[0].startswith(RECORD))


def _lay(source: IO[bytes], place: Path) -> str:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while piece := source.read(_PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _check_record(record: Path, manifest: Manifest) -> None:
    async def heads() -> dict[str, int]:
        records = SqlRecords.open(f"sqlite:///{record}")
        try:
            return await records.heads()
        finally:
            await records.aclose()

    if not is_sound(record) or asyncio.run(heads()) != manifest.logs:
        raise BackupError("备份中的记录不完整", "the record in the backup is damaged")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
