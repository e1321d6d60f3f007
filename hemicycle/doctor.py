"""`hemicycle doctor`: what is wrong with a set-up, in words that say what to do."""

import asyncio
import os
import resource
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voting_server.ballot_box.launcher import EmbeddedStore, server_binaries
from voting_server.ballot_box.port import BoxUnavailable
from voting_server.ballot_box.redis_box import RedisBallotBox
from voting_server.records.port import RecordsUnavailable
from voting_server.records.sql import SqlRecords
from voting_server.settings import Settings

LEAST_FREE_BYTES = 1 << 30
LEAST_FILES = 4096
SLOW_SYNC_MS = 20.0


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


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; never raises for a fault it can name."""
    return [finding for look in _LOOKS for finding in look(settings)]


def _python(_settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), f"Python {version}（需 3.11 以上）", f"Python {version} (3.11 or newer)")


def _pages(_settings: Settings) -> Iterator[Finding]:
    pages = Path(__file__).parent.parent / "voting_server" / "pages"
    missing = [name for name in ("seat", "check", "chair", "hall", "secretariat") if not (pages / name / "index.html").is_file()]
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


def _store(settings: Settings) -> Iterator[Finding]:
    if not settings.store_url:
        found = next(iter(server_binaries()), None)
        yield Finding(
            "store",
            found is not None,
            f"内置票箱 {found}" if found else "没有找到 valkey-server 或 redis-server",
            f"embedded store {found}" if found else "neither valkey-server nor redis-server was found",
        )
        store = EmbeddedStore(settings.data_dir / "store")
        if not store.running():
            return
        url = store.url
    else:
        url = settings.store_url
    problem = asyncio.run(_ask_store(url, settings.trust_durability))
    yield Finding(
        "store-durable", not problem, problem or "票箱可用，写入即落盘", problem or "the box answers and writes through to disk"
    )


async def _ask_store(url: str, trust: bool) -> str:
    box = RedisBallotBox(url, trust_durability=trust)
    try:
        await box.ping()
    except BoxUnavailable as problem:
        return str(problem) or "the store can't be reached"
    finally:
        await box.aclose()
    return ""


def _record(settings: Settings) -> Iterator[Finding]:
    if not settings.database_url and not (settings.data_dir / "record.sqlite3").exists():
        yield Finding(
            "record", True, f"SQLite {sqlite3.sqlite_version}，首次启动时建库", f"SQLite {sqlite3.sqlite_version}, to be made"
        )
        return
    problem = asyncio.run(_ask_record(settings.database))
    yield Finding(
        "record", not problem, problem or "记录库可用，版本一致", problem or "the record answers; its schema is current"
    )


async def _ask_record(url: str) -> str:
    records = SqlRecords.open(url)
    try:
        await records.ping()
    except RecordsUnavailable as problem:
        return str(problem)
    finally:
        await records.aclose()
    return ""


_LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (_python, _pages, _disk, _files, _clock, _key, _store, _record)
