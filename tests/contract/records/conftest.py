"""Every test here runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from tests.support.postgres import Postgres, postgres
from voting_server.records.migrate import upgrade
from voting_server.records.sql import SqlRecords


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'record of 100%.db'}"
    cluster: Postgres = request.getfixturevalue("cluster")
    return cluster.create_database()


@pytest.fixture
def url(empty_url: str) -> str:
    upgrade(empty_url)
    return empty_url


@pytest.fixture
async def open_records(url: str) -> AsyncIterator[Callable[[], SqlRecords]]:
    """Opens the same record again, with an engine of its own."""
    opened: list[SqlRecords] = []

    def open_one() -> SqlRecords:
        opened.append(SqlRecords.open(url))
        return opened[-1]

    yield open_one
    for records in opened:
        await records.aclose()


@pytest.fixture
def records(open_records: Callable[[], SqlRecords]) -> SqlRecords:
    return open_records()
