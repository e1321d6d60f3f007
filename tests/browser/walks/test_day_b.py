"""Day B at real pages: a sitting of a district standing committee, with hands by video (domain notes §11)."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from hemicycle.days import day_b
from tests.browser.walks import troubles
from tests.browser.walks.walk import Walk

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(3000)]

DEPUTY = "27"
"""Abstains on the clause and against the revised draft; for one appointment, abstaining on two."""


WALK = Walk(
    day_b,
    DEPUTY,
    troubles={
        "departments": troubles.reloaded_before_the_answer,
        "clause": troubles.cut_off,
        "appointments": troubles.second_tab,
    },
    incidents={
        ("opened", "agenda"): troubles.device_reopened,
        ("opened", "clause"): troubles.chair_reloaded,
        ("declared", "clause"): troubles.hall_reloaded,
        ("declared", "dismissals"): troubles.nobody_is_missed,
        ("issued", "removal"): troubles.chair_duplicated,
    },
    reloaded=frozenset({"appointments"}),
)


async def test_day_b(browser: Browser, tmp_path: Path) -> None:
    await WALK.held(browser, tmp_path)
