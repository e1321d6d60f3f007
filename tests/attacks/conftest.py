"""One chamber for all attacks that need one."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.attacks.hall import Hall, attacked


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def whole_hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    async with attacked(tmp_path_factory.mktemp("attacked")) as hall:
        yield hall


@pytest_asyncio.fixture(loop_scope="package")
async def hall(whole_hall: Hall) -> AsyncIterator[Hall]:
    """The chamber, with nothing left of the attack before."""
    yield whole_hall
    await whole_hall.clear()
