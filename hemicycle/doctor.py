"""`hemicycle doctor`: what is wrong with a set-up, in words that say what to do."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator

from voting_server.ballot_box.launcher import EmbeddedStore, server_binaries
from voting_server.ballot_box.port import BoxUnavailable
from voting_server.ballot_box.redis_box import RedisBallotBox
from voting_server.health import MACHINE, Finding
from voting_server.records.port import RecordsUnavailable
from voting_server.records.sql import SqlRecords
from voting_server.settings import Settings


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; never raises for a fault it can name."""
    return [finding for look in _LOOKS for finding in look(settings)]


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


_LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (*MACHINE, _store, _record)
