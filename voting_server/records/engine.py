"""One place that turns a URL into an engine: SQLite by default, PostgreSQL through psycopg; durable and bounded in time."""

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

READERS = 4
_WAIT_S = 5
_POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}
_SQLITE = {"sqlite", "sqlite+pysqlite"}
_POSTGRES_ARGUMENTS: dict[str, Any] = {
    "connect_timeout": _WAIT_S,
    "tcp_user_timeout": 2000 * _WAIT_S,
    # A stopped process must not hold up the others: whoever waits gives up, whoever sleeps in a transaction is rolled back.
    "options": f"-c lock_timeout={_WAIT_S}s -c idle_in_transaction_session_timeout={2 * _WAIT_S}s",
}


def make_engine(url: str) -> Engine:
    """The engine of `sqlite:///file` or `postgresql://…`; nothing is opened yet. Raises ValueError for any other URL.

    Statements of a write transaction belong to `writing(engine)`. Parameters never appear in errors.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("the record's URL can't be read") from None
    if parsed.drivername in _SQLITE:
        return _sqlite(parsed)
    if parsed.drivername in _POSTGRES:
        return _postgres(parsed)
    raise ValueError("the record's URL must begin with sqlite:/// or postgresql://")


def writing(engine: Engine) -> Engine:
    """The same engine, for transactions that write: on SQLite they take the write lock when they begin."""
    return engine.execution_options(immediate=True)


def _postgres(url: URL) -> Engine:
    arguments = {name: value for name, value in _POSTGRES_ARGUMENTS.items() if name not in url.query}
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=arguments,
        isolation_level="READ COMMITTED",  # who waited for a log's lock must see what its last holder wrote
        pool_pre_ping=True,
        pool_size=READERS + 1,
        max_overflow=0,
        hide_parameters=True,
    )


def _sqlite(url: URL) -> Engine:
    if not url.database or ":memory:" in url.database or url.database.startswith("file:"):
        raise ValueError("the record needs an SQLite file: sqlite:///path")
    wait = {} if "timeout" in url.query else {"timeout": _WAIT_S}
    engine = create_engine(url, connect_args=wait, pool_size=READERS + 1, max_overflow=0, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver would begin deferred transactions of its own
    connection.execute("PRAGMA foreign_keys = ON").close()
    connection.execute("PRAGMA synchronous = FULL").close()


def _begin_sqlite(connection: Connection) -> None:
    # Two deferred writers that have both read can't both upgrade; an immediate one waits for its turn.
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
