"""Copies of a record from one store to another, of one moment and compared row by row: for backups (docs/operations.md).

Whatever the server keeps its record in, a backup holds an SQLite file. So it needs no tool of the database's own version, is read and checked
by the same code, and can be restored into either store.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from voting_server.records import schema
from voting_server.records.engine import make_engine, writing
from voting_server.records.migrate import is_current, upgrade
from voting_server.records.port import RecordsUnavailable

_ROWS = 500
_WHOLE = 1 << 256


class CopyError(Exception):
    """A record can't be copied; `zh` and `en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def copy_sqlite(record: Path, copy: Path) -> None:
    """A copy of one moment, by SQLite's own backup: writers go on meanwhile."""
    with closing(sqlite3.connect(record, timeout=30)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")


def copy_database(url: str, copy: Path) -> None:
    """A copy of a record in another database, as one snapshot (REPEATABLE READ, read only): writers go on meanwhile.

    Raises `CopyError` if it can't be reached, has another schema, or the copy differs from what was read.
    """
    upgrade(_sqlite(copy))
    with _engine(url) as source, _engine(_sqlite(copy)) as target:
        with source.connect().execution_options(isolation_level="REPEATABLE READ") as reading, reading.begin():
            reading.execute(text("SET TRANSACTION READ ONLY"))
            if not is_current(reading):
                raise CopyError("记录库的结构不是本版本的", "the record's schema is not the one of this version")
            with writing(target).begin() as filling:
                read = {table.name: _transfer(table, reading, filling) for table in schema.metadata.sorted_tables}
        with target.connect() as written:
            _compare(read, written)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def fill_database(url: str, record: Path) -> None:
    """Put a record into an empty database, whole or not at all. Raises `CopyError` if there is one already, or it can't be reached."""
    with _engine(url) as target, _engine(_sqlite(record)) as source:
        for needed in (url, _sqlite(record)):
            upgrade(needed)
        with writing(target).begin() as filling:
            if target.dialect.name == "postgresql":
                filling.execute(text("LOCK TABLE acts IN ACCESS EXCLUSIVE MODE"))
            if any(filling.scalar(select(func.count()).select_from(table)) for table in schema.metadata.sorted_tables):
                raise CopyError(
                    "该数据库中已有记录，请另建一个空数据库", "that database holds a record already: make an empty one"
                )
            with source.connect() as reading:
                read = {table.name: _transfer(table, reading, filling) for table in schema.metadata.sorted_tables}
            _compare(read, filling)


def is_sound(record: Path) -> bool:
    """Whether an SQLite file is whole; False for what is none."""
    try:
        with closing(sqlite3.connect(record)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _sqlite(path: Path) -> str:
    return f"sqlite:///{path.absolute()}"


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    """An engine for a while; what the database says is not passed on, since it may quote rows."""
    try:
        engine = make_engine(url)
    except ValueError as problem:
        raise CopyError("数据库地址不正确", str(problem)) from None
    try:
        yield engine
    except (SQLAlchemyError, RecordsUnavailable) as problem:
        name = type(problem).__name__
        raise CopyError(f"数据库没有照办（{name}）", f"the database did not do it ({name})") from None
    finally:
        engine.dispose()


def _transfer(table: Table, reading: Connection, filling: Connection) -> tuple[int, int]:
    """Copy a table's rows; their number and digest as they were read."""
    count = digest = 0
    rows = reading.execution_options(stream_results=True, yield_per=_ROWS).execute(select(table))
    for part in rows.mappings().partitions(_ROWS):
        filling.execute(insert(table), [dict(row) for row in part])
        count, digest = _more(count, digest, (list(row.values()) for row in part))
    return count, digest


def _more(count: int, digest: int, rows: Iterable[Sequence[Any]]) -> tuple[int, int]:
    """A digest that doesn't depend on the rows' order: databases sort text each in its own way."""
    for row in rows:
        count += 1
        digest = (digest + int.from_bytes(hashlib.sha256(repr(list(row)).encode()).digest())) % _WHOLE
    return count, digest


def _compare(read: dict[str, tuple[int, int]], connection: Connection) -> None:
    """Refuse what was written if it is not what was read."""
    for table in schema.metadata.sorted_tables:
        rows = connection.execution_options(yield_per=_ROWS).execute(select(table))
        if _more(0, 0, rows) != read[table.name]:
            raise CopyError("写入的记录与读出的不符", "the record that was written differs from the one that was read")
