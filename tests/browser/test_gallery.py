"""Every page in every state, in both languages and themes, by night in every size too: nothing cut off, nothing that axe finds, no trouble told to the console."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.gallery.inspection import Inspection
from tests.browser.gallery.studio import all_tours, walk

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(3000)]


TOURS = all_tours(("TOURS",))


@pytest.mark.parametrize("tour", TOURS)
async def test_every_state_is_sound(browser: Browser, tmp_path: Path, tour: str) -> None:
    inspection = Inspection()
    await walk(TOURS[tour], browser, tmp_path, inspection.visit)
    assert not inspection.faults, "\n".join(inspection.faults)
