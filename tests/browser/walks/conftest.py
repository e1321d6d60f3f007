"""A browser for a walk, patient: the whole house is on the same machine."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.walks.room import PATIENCE_MS
from tests.support.pages import chromium


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
