"""The server is started with other pages while tablets keep the ones they have: when newer ones take their place, and when not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan, prepare_chamber
from tests.browser.test_kiosk import check_in, told_pages
from tests.support.chamber import LiveChamber, roster
from tests.support.kiosk import until_kept
from tests.support.pages import PATIENCE_MS, open_window, seat_shows
from tests.support.releases import Release
from tests.support.tablet import tablet
from voting_protocol.encoding import b64u
from voting_protocol.pages import pages_fingerprint, pages_hash

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEMBER = "m0"
NEWER = "换用新版页面"
TOLD_WITHIN_S = 60


@asynccontextmanager
async def hall(folder: Path) -> AsyncIterator[tuple[LiveChamber, Release]]:
    """An open sitting of one deputy, whose seat waits for a page; the server runs from a copy."""
    release = Release.copy(folder / "release")
    with ServerProcess(folder / "data", workers=1, extra_env=release.environment) as server:
        async with await prepare_chamber(server.url, server.admin_code, ChamberPlan(roster(1), free=(MEMBER,))) as chamber:
            yield LiveChamber(server, chamber), release


async def renew(live: LiveChamber, release: Release, name: str) -> None:
    """The server is stopped, gets other pages, and is started again."""
    await asyncio.to_thread(live.server.stop)
    release.renew(name)
    await asyncio.to_thread(live.server.start)


async def is_of(page: Page, name: str) -> None:
    """The page's document is of this release; "" is the one that the tablet came with."""
    await expect(page.locator(f'meta[name="release"][content="{name}"]')).to_have_count(1 if name else 0)
    if not name:
        await expect(page.locator('meta[name="release"]')).to_have_count(0)


async def says(page: Page, release: Release) -> None:
    """The page's foot has the fingerprint of the pages that the server has now."""
    await expect(page.locator(".foot")).to_contain_text(pages_fingerprint(pages_hash(release.manifest)))


async def is_told(live: LiveChamber, release: Release) -> None:
    """The terminal tells under its key that it runs these pages."""
    expected = {"hash": b64u(pages_hash(release.manifest)), "loaded": "served"}
    async with asyncio.timeout(TOLD_WITHIN_S):
        while await told_pages(live.chamber) != expected:  # noqa: ASYNC110 - another process's record gives no event
            await asyncio.sleep(0.5)


async def test_newer_pages_wait_while_a_sitting_is_open_and_change_by_themselves_after_it(
    browser: Browser, tmp_path: Path
) -> None:
    async with hall(tmp_path) as (live, release):
        window = await open_window(browser, live.server.url, "seat", live.chamber.codes[MEMBER].text)
        page = window.page
        await check_in(page)
        await until_kept(page)
        await renew(live, release, "second")
        await expect(page.get_by_role("button", name=NEWER)).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("button", name=NEWER)).to_be_visible()
        await is_of(page, "")

        opening = await live.open("on-the-old-pages")
        await seat_shows(page, "keys")
        await expect(page.get_by_role("button", name=NEWER)).to_have_count(0)
        await page.locator(".key.for").click()
        await expect(page.locator(".choice.for .said")).to_have_text("已记录")
        await is_of(page, "")
        await live.declare(opening, await live.close(opening))
        await page.get_by_role("button", name="返回议程").click()

        await page.get_by_role("button", name=NEWER).click()
        await is_of(page, "second")
        await page.get_by_role("button", name="返回议程").click()
        await expect(page.locator(".place .big")).to_have_text("已报到")
        await says(page, release)
        await is_told(live, release)

        await renew(live, release, "third")
        await expect(page.get_by_role("button", name=NEWER)).to_be_visible()
        await is_of(page, "second")
        await live.chamber.chair.close_sitting(live.sitting)
        await is_of(page, "third")
        await says(page, release)
        await expect(page.get_by_role("button", name=NEWER)).to_have_count(0)


async def test_a_browser_started_anew_in_a_sitting_has_the_newer_pages_and_tells_so(tmp_path: Path) -> None:
    """No page of the older release is left then: the browser makes the change, and the terminal says it under its key."""
    expect.set_options(timeout=PATIENCE_MS)
    async with (
        hall(tmp_path) as (live, release),
        async_playwright() as playwright,
        tablet(playwright, tmp_path / "tablet") as device,
    ):
        page = await device.open(f"{live.server.url}/seat/#code={live.chamber.codes[MEMBER].text}")
        await check_in(page)
        await until_kept(page)
        await is_told(live, release)
        await renew(live, release, "second")
        await expect(page.get_by_role("button", name=NEWER)).to_be_visible()
        await device.switch_off()

        page = await device.open(f"{live.server.url}/seat/")
        await expect(page.locator(".place .big")).to_have_text("已报到")
        await is_of(page, "second")
        await says(page, release)
        await is_told(live, release)
        opening = await live.open("on-the-new-pages")
        await seat_shows(page, "keys")
        await page.locator(".key.for").click()
        await expect(page.locator(".choice.for .said")).to_have_text("已记录")
        tallied = await live.close(opening)
        assert tallied["result"]["for"] == 1
