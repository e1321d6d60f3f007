"""Bring the record's schema up to date, safely when several processes start at once."""

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from voting_server.records.engine import make_engine, writing
from voting_server.records.port import RecordsUnavailable

_SCRIPTS = "voting_server.records:migrations"
_ADVISORY_LOCK = int.from_bytes(b"hemicycl", "big")


def upgrade(url: str) -> None:
    """Create or migrate the record at `url`, in one transaction; does nothing if it is current.

    Raises ValueError for a URL that is neither SQLite nor PostgreSQL, `RecordsUnavailable` if the store can't be reached
    or was written by a newer version.
    """
    engine = make_engine(url)
    try:
        with _alone(engine) as connection:
            _run(connection)
    except (DBAPIError, CommandError, OSError) as error:
        raise RecordsUnavailable(f"the record's schema can't be brought up to date: {type(error).__name__}") from error
    finally:
        engine.dispose()


def is_current(connection: Connection) -> bool:
    """Whether the schema is the one this version writes."""
    return MigrationContext.configure(connection).get_current_heads() == (_newest(),)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A write transaction that no other migrating process overlaps."""
    if engine.dialect.name == "sqlite":
        with _file_lock(Path(f"{engine.url.database}.lock")):
            _use_wal(engine)
            with writing(engine).begin() as connection:
                yield connection
    else:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '60s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
            yield connection


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _use_wal(engine: Engine) -> None:
    # The mode stays in the file. Changing it needs to be outside a transaction, and SQLite does not wait for locks in it.
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA journal_mode = WAL").close()


def _run(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    return config


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()
