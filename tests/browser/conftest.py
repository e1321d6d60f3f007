"""One browser for each module; every page in it is a device of its own, and what it shows is inspected."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.gallery.inspection import Inspection
from tests.browser.gallery.studio import Studio, all_pages
from tests.support.pages import chromium


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Where tests that are a tour of the gallery themselves show their pages: what is found fails at once."""
    return Studio(browser, tmp_path_factory.mktemp("studio"), Inspection().demand, all_pages())
