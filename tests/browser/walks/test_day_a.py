"""Day A at real pages: the closing plenary of a district congress (domain notes §11)."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from hemicycle.days import day_a
from tests.browser.walks import troubles
from tests.browser.walks.walk import Walk

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(3000)]

DEPUTY = "0229"
"""For in most votes, against in the budget's, abstaining in the amendment's."""


WALK = Walk(
    day_a,
    DEPUTY,
    "L001",
    troubles={
        "scrutineers": troubles.cut_off,
        "government": troubles.reloaded_before_the_answer,
        "plan": troubles.second_tab,
        "projects": troubles.cut_off,
    },
    incidents={
        ("opened", "government"): troubles.chair_duplicated,
        ("opened", "plan"): troubles.chair_reloaded,
        ("opened", "committee"): troubles.hall_reloaded,
        ("declared", "committee"): troubles.hall_reloaded,
        ("opened", "procuratorate"): troubles.device_reopened,
        ("void", "court"): troubles.operator_sees_all_gone,
    },
    reloaded=frozenset({"by-election"}),
)


async def test_day_a(browser: Browser, tmp_path: Path) -> None:
    await WALK.held(browser, tmp_path)
