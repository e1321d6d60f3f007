"""The record in SQL: SQLite by default, PostgreSQL by URL. Blocking work runs in threads: several readers, one writer."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from voting_protocol.acts import SignedAct
from voting_protocol.ballots import SIGNATURE_BYTES, Header
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import parse_spoil
from voting_server.records import schema
from voting_server.records.engine import READERS, make_engine, writing
from voting_server.records.migrate import is_current
from voting_server.records.port import (
    Decide,
    DivisionRecord,
    Extension,
    InstallationCode,
    LogConflict,
    Records,
    RecordsUnavailable,
    StoredAct,
)

T = TypeVar("T")
_SQLITE_UNIQUE = {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE}
_POSTGRES_UNIQUE = "23505"
_CAST = b"\x01"


class SqlRecords(Records):
    """`Records` over an engine whose schema `migrate.upgrade` has brought up to date.

    A caller that is cancelled, or told `RecordsUnavailable` because the connection broke in the commit, can't know whether its
    append was done; it reads the log again. Appending the same acts twice is impossible: the second time is a `LogConflict`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._readers = ThreadPoolExecutor(READERS, "records-read")
        self._writer = ThreadPoolExecutor(1, "records-write")

    @classmethod
    def open(cls, url: str) -> "SqlRecords":
        """The record at `sqlite:///file` or `postgresql://…`; it connects at first use. Raises ValueError for another URL."""
        return cls(make_engine(url))

    async def heads(self) -> dict[str, int]:
        """Every log's name with the number of its last act."""
        return await self._read(_heads)

    async def acts(self, log: str, start: int = 0, limit: int | None = None) -> list[StoredAct]:
        """The acts of a log from number `start` on, in order, at most `limit`; empty for an unknown log."""
        return await self._read(lambda connection: _acts(connection, log, start, limit))

    async def transact(self, log: str, start: int, decide: Decide, held: Sequence[str] = ()) -> None:
        """Read the acts of `log` from `start` on and append what `decide` makes of them, alone on this log, in one transaction.

        Nobody appends to the logs `held` meanwhile either. `decide` runs in the writer's thread and must be quick: while it runs, nobody else appends to this log (on SQLite: to any).
        If it raises, nothing is written and its exception goes to the caller; otherwise errors are those of `append`.
        """
        await self._write(lambda connection: _transact(connection, log, start, decide, held))

    async def append(self, log: str, acts: Sequence[StoredAct], division: DivisionRecord | None = None) -> None:
        """Add acts, numbered from the log's head on, and a division's record with them: all of it or nothing.

        Raises `LogConflict` if the log's head is another one or holds one of the acts, ValueError for acts that are not
        consecutive or a division's record that contradicts itself (a malformed entry, a terminal's number twice, recorded before).
        """
        await self._write(lambda connection: _append(connection, log, Extension(acts, division)))

    async def division(self, sitting: str, division: str) -> DivisionRecord | None:
        """What `append` wrote for a division."""
        return await self._read(lambda connection: _division(connection, sitting, division))

    async def add_installation_code(self, key: bytes, now_ms: int) -> None:
        """Keep the public key (32 bytes) of a new installation code; one that is known stays as it is."""
        await self._write(lambda connection: _add_code(connection, key, now_ms))

    async def installation_code(self, key: bytes) -> InstallationCode | None:
        """Look up an installation code."""
        return await self._read(lambda connection: _code(connection, key))

    async def use_installation_code(self, key: bytes, now_ms: int) -> bool:
        """Mark it used; False if it was used already or is unknown."""
        return await self._write(lambda connection: _use_code(connection, key, now_ms))

    async def release_installation_code(self, key: bytes) -> None:
        """Mark it unused again: the act that named it was refused."""
        await self._write(lambda connection: _release_code(connection, key))

    async def ping(self) -> None:
        """Returns if the store answers and its schema is current; `RecordsUnavailable` otherwise."""
        if not await self._read(is_current):
            raise RecordsUnavailable("the record's schema is not the one of this version")

    async def aclose(self) -> None:
        """Finish what is under way and give back all connections."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._readers.shutdown()
        self._writer.shutdown()
        self._engine.dispose()

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, _transaction, self._engine, work)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, _transaction, writing(self._engine), work)


def _transaction(engine: Engine, work: Callable[[Connection], T]) -> T:
    try:
        with engine.begin() as connection:
            return work(connection)
    except (IntegrityError, DataError):
        # The database's own message quotes the row, ballots included: it goes no further.
        raise ValueError("the database refused a row that breaks the record's rules") from None
    except (DBAPIError, PoolTimeout) as error:
        raise RecordsUnavailable(f"the record can't be reached: {type(error).__name__}") from error


def _heads(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(schema.acts.c.log, func.max(schema.acts.c.n)).group_by(schema.acts.c.log))
    return {log: n for log, n in rows}


def _acts(connection: Connection, log: str, start: int, limit: int | None = None) -> list[StoredAct]:
    table = schema.acts.c
    rows = connection.execute(select(schema.acts).where(table.log == log, table.n >= start).order_by(table.n).limit(limit))
    return [_stored_act(row) for row in rows]


def _stored_act(row: Row[Any]) -> StoredAct:
    return StoredAct(row.n, SignedAct(row.body, row.signature, row.cosignature), row.received_ms, row.chain)


def _transact(connection: Connection, log: str, start: int, decide: Decide, held: Sequence[str]) -> None:
    _lock(connection, log)
    for other in held:
        _hold(connection, other)
    _extend(connection, log, decide(_acts(connection, log, start)))


def _append(connection: Connection, log: str, extension: Extension) -> None:
    _lock(connection, log)
    _extend(connection, log, extension)


def _lock(connection: Connection, log: str) -> None:
    """Be alone on this log until the transaction ends. On SQLite it has been since its BEGIN IMMEDIATE."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(log, 0))))


def _hold(connection: Connection, log: str) -> None:
    """Keep everybody from appending to a log until the transaction ends, together with others who only hold it."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock_shared(func.hashtextextended(log, 0))))


def _extend(connection: Connection, log: str, extension: Extension) -> None:
    if extension.acts:
        _add_acts(connection, log, extension.acts)
    if extension.division is not None:
        _add_division(connection, extension.division)


def _add_acts(connection: Connection, log: str, acts: Sequence[StoredAct]) -> None:
    if any(act.n != acts[0].n + i for i, act in enumerate(acts)):
        raise ValueError("the acts to append are not consecutive")
    head = connection.scalar(select(func.max(schema.acts.c.n)).where(schema.acts.c.log == log))
    if acts[0].n != (-1 if head is None else head) + 1:
        raise LogConflict(log)
    try:
        connection.execute(insert(schema.acts), [_act_row(log, act) for act in acts])
    except IntegrityError as error:
        if _is_unique_violation(error):
            raise LogConflict(log) from None
        raise


def _is_unique_violation(error: IntegrityError) -> bool:
    cause = error.orig
    return getattr(cause, "sqlite_errorcode", None) in _SQLITE_UNIQUE or getattr(cause, "sqlstate", None) == _POSTGRES_UNIQUE


def _act_row(log: str, stored: StoredAct) -> dict[str, Any]:
    return {
        "log": log,
        "n": stored.n,
        "act_id": stored.act.id,
        "body": stored.act.body,
        "signature": stored.act.signature,
        "cosignature": stored.act.cosignature,
        "received_ms": stored.received_ms,
        "chain": stored.chain,
    }


def _add_division(connection: Connection, record: DivisionRecord) -> None:
    place = {"sitting": record.sitting, "division": record.division}
    connection.execute(insert(schema.divisions), {**place, "opening": record.opening, "result": record.result})
    if record.entries:
        connection.execute(insert(schema.ballots), _ballot_rows(record))
    if record.heads:
        rows = [{**place, "position": position, "head": head} for position, head in enumerate(record.heads)]
        connection.execute(insert(schema.heads), rows)


def _ballot_rows(record: DivisionRecord) -> list[dict[str, Any]]:
    if len({len(entry) for entry in record.entries if entry[:1] == _CAST}) > 1:
        raise ProtocolError("bad-ballot")  # a vote's ballots are all of one length
    rows = []
    for position, entry in enumerate(record.entries, start=1):
        header = _header(entry)
        rows.append(
            {
                "sitting": record.sitting,
                "division": record.division,
                "position": position,
                "key": header.key,
                "seq": header.seq,
                "entry": entry,
            }
        )
    return rows


def _header(entry: bytes) -> Header:
    """Whose entry it is, and its number; `bad-ballot` for what is neither a ballot nor a spoil entry."""
    body, signature = entry[:-SIGNATURE_BYTES], entry[-SIGNATURE_BYTES:]
    return Header.decode(body[1:]) if body[:1] == _CAST else parse_spoil(body, signature).header


def _division(connection: Connection, sitting: str, division: str) -> DivisionRecord | None:
    table = schema.divisions.c
    row = connection.execute(select(schema.divisions).where(table.sitting == sitting, table.division == division)).one_or_none()
    if row is None:
        return None
    ballots, heads = schema.ballots.c, schema.heads.c
    entries = connection.scalars(
        select(ballots.entry).where(ballots.sitting == sitting, ballots.division == division).order_by(ballots.position)
    )
    signed_heads = connection.scalars(
        select(heads.head).where(heads.sitting == sitting, heads.division == division).order_by(heads.position)
    )
    return DivisionRecord(sitting, division, row.opening, entries.all(), signed_heads.all(), row.result)


def _add_code(connection: Connection, key: bytes, now_ms: int) -> None:
    insert_once = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"key": key, "created_ms": now_ms}
    connection.execute(insert_once(schema.installation_codes).on_conflict_do_nothing(), row)


def _code(connection: Connection, key: bytes) -> InstallationCode | None:
    row = connection.execute(select(schema.installation_codes).where(schema.installation_codes.c.key == key)).one_or_none()
    return None if row is None else InstallationCode(row.key, row.created_ms, row.used_ms is not None)


def _use_code(connection: Connection, key: bytes, now_ms: int) -> bool:
    table = schema.installation_codes
    unused = update(table).where(table.c.key == key, table.c.used_ms.is_(None))
    return connection.execute(unused.values(used_ms=now_ms)).rowcount == 1


def _release_code(connection: Connection, key: bytes) -> None:
    table = schema.installation_codes
    connection.execute(update(table).where(table.c.key == key).values(used_ms=None))
