"""Day C at real pages: a quarterly meeting of a town congress, mostly on paper (domain notes §11)."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from hemicycle.days import day_c
from tests.browser.walks import troubles
from tests.browser.walks.walk import Walk

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(3000)]

DEPUTY = "05"

WALK = Walk(
    day_c,
    DEPUTY,
    troubles={"last-year": troubles.server_killed},
    incidents={
        ("issued", "projects"): troubles.chair_reloaded,
        ("opened", "last-year"): troubles.device_reopened,
        ("opened", "duty-2024"): troubles.hall_reloaded,
        ("declared", "duty-2025"): troubles.hall_reloaded,
    },
    reloaded=frozenset({"duty-2024"}),
)


async def test_day_c(browser: Browser, tmp_path: Path) -> None:
    await WALK.held(browser, tmp_path)
