"""What a machine needs to run a server: looks that ask no store, for `hemicycle doctor` and for the operator's page (docs/operations.md)."""

import os
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from voting_server.settings import Settings

LEAST_FREE_BYTES = 1 << 30
LEAST_FILES = 4096
SLOW_SYNC_MS = 20.0


BACKUP_NOTE = "backup.json"


class BackupNote(msgspec.Struct, frozen=True):
    """The last backup: when, the file's name, its size, and how many acts of all logs it holds."""

    time_ms: int
    file: str
    bytes: int
    acts: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `zh` and `en` say what was found and, if it is wrong, what to do."""

    name: str
    ok: bool
    zh: str
    en: str

    def to_json(self) -> dict[str, Any]:
        """As `hemicycle doctor --json` prints it."""
        return {"name": self.name, "ok": self.ok, "zh": self.zh, "en": self.en}


def _python(_settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), f"Python {version}（需 3.11 以上）", f"Python {version} (3.11 or newer)")


def _pages(_settings: Settings) -> Iterator[Finding]:
    pages = Path(__file__).parent / "pages"
    missing = [
        name
        for name in ("seat", "check", "chair", "hall", "secretariat", "operator")
        if not (pages / name / "index.html").is_file()
    ]
    if missing:
        yield Finding("pages", False, f"缺少页面 {missing}，请运行 make pages", f"pages missing: {missing}; run `make pages`")
    else:
        yield Finding("pages", True, "页面已生成", "pages are built")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir if settings.data_dir.exists() else Path.cwd()
    free = shutil.disk_usage(folder).free
    yield Finding(
        "disk", free >= LEAST_FREE_BYTES, f"可用 {free >> 20} MiB（至少 1024）", f"{free >> 20} MiB free (1024 at least)"
    )
    if not os.access(folder, os.W_OK):
        yield Finding("data", False, f"不能写入 {folder}", f"{folder} is not writable")
        return
    ms = _sync_ms(folder)
    yield Finding(
        "fsync",
        ms <= SLOW_SYNC_MS,
        f"落盘一次约 {ms:.1f} 毫秒（建议不超过 {SLOW_SYNC_MS:.0f}；每次回执都要等它）",
        f"one fsync takes about {ms:.1f} ms ({SLOW_SYNC_MS:.0f} or less is good; every acknowledgement waits for it)",
    )


def _sync_ms(folder: Path) -> float:
    probe = folder / f".fsync-{os.getpid()}"
    try:
        with probe.open("wb", buffering=0) as file:
            start = time.perf_counter()
            for _ in range(20):
                file.write(b"\0" * 256)
                os.fsync(file.fileno())
            return (time.perf_counter() - start) / 20 * 1000
    finally:
        probe.unlink(missing_ok=True)


def _files(_settings: Settings) -> Iterator[Finding]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield Finding(
        "files", hard >= LEAST_FILES, f"可打开文件数 {hard}（每台表决器一个）", f"{hard} open files allowed (one a terminal)"
    )


def _clock(_settings: Settings) -> Iterator[Finding]:
    year = time.gmtime().tm_year
    yield Finding("clock", year >= 2025, f"系统时间 {year} 年", f"the clock says {year}")


def _key(settings: Settings) -> Iterator[Finding]:
    if not settings.key_file.exists():
        yield Finding("key", True, "服务器密钥将在首次启动时生成", "the server's key will be made at the first start")
        return
    mode = settings.key_file.stat().st_mode & 0o777
    ok = mode == 0o600
    yield Finding("key", ok, f"服务器密钥权限 {mode:o}（应为 600）", f"the server's key has mode {mode:o} (600 it should be)")


def disk(settings: Settings) -> dict[str, int]:
    """Bytes free and in all where the data lie."""
    usage = shutil.disk_usage(settings.data_dir)
    return {"free_bytes": usage.free, "total_bytes": usage.total}


def last_backup(settings: Settings) -> dict[str, Any] | None:
    """What `hemicycle backup` noted of the last backup of this data folder (`time_ms`, `file`, `bytes`, `acts`); None before the first."""
    try:
        return msgspec.to_builtins(msgspec.json.decode((settings.data_dir / BACKUP_NOTE).read_bytes(), type=BackupNote))  # type: ignore[no-any-return]
    except (OSError, msgspec.MsgspecError):
        return None


MACHINE: tuple[Callable[[Settings], Iterator[Finding]], ...] = (_python, _pages, _disk, _files, _clock, _key)
"""The looks, in the order in which they are told."""


def examine_machine(settings: Settings) -> list[Finding]:
    """Look at the machine; writes and syncs a small file, so not for every request. Never raises for a fault it can name."""
    return [finding for look in MACHINE for finding in look(settings)]
