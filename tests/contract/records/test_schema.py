"""The schema's life: migrations, readiness, absence."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from tests.contract.records.making import LOG, acts_of, division_record
from tests.support.postgres import Postgres
from voting_server.records.engine import make_engine, writing
from voting_server.records.migrate import upgrade
from voting_server.records.port import RecordsUnavailable
from voting_server.records.schema import metadata
from voting_server.records.sql import SqlRecords


def execute(url: str, statement: str) -> None:
    engine = make_engine(url)
    try:
        with writing(engine).begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def checks(connection: Connection) -> dict[str, list[tuple[str | None, str]]]:
    """The check constraints, which Alembic does not compare."""
    found = inspect(connection)
    return {
        name: sorted((check["name"], check["sqltext"]) for check in found.get_check_constraints(name)) for name in metadata.tables
    }


def test_models_and_migrations_agree(empty_url: str) -> None:
    engine = make_engine(empty_url)
    try:
        with engine.connect() as connection:
            metadata.create_all(connection)
            wanted = checks(connection)
            connection.rollback()
        upgrade(empty_url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
            assert compare_metadata(context, metadata) == []
            assert checks(connection) == wanted
    finally:
        engine.dispose()
    assert sum(map(len, wanted.values())) == 5


async def test_migrating_again_changes_nothing(url: str, records: SqlRecords) -> None:
    await records.append(LOG, acts_of(LOG, 2), division_record())
    upgrade(url)
    assert await records.heads() == {LOG: 1}
    assert await records.division("s1", "d1") == division_record()


async def test_a_store_without_tables_is_not_ready(empty_url: str) -> None:
    records = SqlRecords.open(empty_url)
    with pytest.raises(RecordsUnavailable):
        await records.ping()
    with pytest.raises(RecordsUnavailable):
        await records.heads()
    upgrade(empty_url)
    await records.ping()
    await records.aclose()


async def test_a_schema_of_another_version_is_not_ready(url: str, records: SqlRecords) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RecordsUnavailable):
        await records.ping()
    with pytest.raises(RecordsUnavailable):
        upgrade(url)


async def test_without_its_server_the_record_is_unavailable_and_then_back(cluster: Postgres) -> None:
    url = cluster.create_database()
    upgrade(url)
    records = SqlRecords.open(url)
    acts = acts_of(LOG, 2)
    await records.append(LOG, acts[:1])
    cluster.stop()
    try:
        with pytest.raises(RecordsUnavailable):
            await records.append(LOG, acts[1:])
        with pytest.raises(RecordsUnavailable):
            await records.heads()
        with pytest.raises(RecordsUnavailable):
            upgrade(url)
    finally:
        cluster.start()
    await records.append(LOG, acts[1:])
    assert await records.acts(LOG) == acts
    await records.aclose()


async def test_a_file_that_stays_locked_is_unavailable_and_then_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    upgrade(url)
    records, engine = SqlRecords.open(f"{url}?timeout=0.1"), make_engine(url)
    with writing(engine).begin():
        with pytest.raises(RecordsUnavailable):
            await records.append(LOG, acts_of(LOG, 1))
        assert await records.heads() == {}
    await records.append(LOG, acts_of(LOG, 1))
    await records.aclose()
    engine.dispose()


async def test_a_file_in_no_folder_is_unavailable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'record.db'}"
    with pytest.raises(RecordsUnavailable):
        upgrade(url)
    records = SqlRecords.open(url)
    with pytest.raises(RecordsUnavailable):
        await records.ping()
    await records.aclose()


def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    upgrade(url)
    engine = make_engine(url)
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        found = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")]
        cursor.close()
    engine.dispose()
    assert found == ["wal", 2, 1]
