"""The seat on a tablet whose pages are installed, and on one whose page is kept: what it shows, tells, and survives (docs/protocol.md §14)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import Chamber, ChamberPlan, prepare_chamber
from terminal_client.headless.console import Motion
from tests.support.chamber import WORDS, roster
from tests.support.kiosk import kiosk, until_kept
from tests.support.pages import open_window, seat_shows

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEMBER = "m0"


@asynccontextmanager
async def hall(folder: Path, pages: dict[str, Any]) -> AsyncIterator[tuple[ServerProcess, Chamber]]:
    """An open sitting of one deputy, whose seat waits for a page."""
    with ServerProcess(folder, workers=1) as server:
        plan = ChamberPlan(roster(1), free=(MEMBER,), pages=pages)
        async with await prepare_chamber(server.url, server.admin_code, plan) as chamber:
            yield server, chamber


async def told_pages(chamber: Chamber) -> dict[str, str] | None:
    register = await chamber.secretariat.api.register(chamber.secretariat.body)
    told: dict[str, str] | None = next(key for key in register["keys"] if key["role"] == "deputy").get("pages")
    return told


async def check_in(page: Page) -> None:
    await page.get_by_role("button", name="报到").click()
    await expect(page.locator(".place .big")).to_have_text("已报到")


async def press_while_away(server: ServerProcess, chamber: Chamber, page: Page) -> int:
    """Press while the server is gone, load the page anew, bring the server back; gives how many voted for.

    The page that is loaded anew says what waits on it, and doesn't call it recorded.
    """
    await chamber.prepare_division(Motion("d1", 1, WORDS, WORDS, WORDS))
    await chamber.chair.announce(chamber.sitting, "d1")
    opening = await chamber.chair.open_division(chamber.sitting, "d1")
    await seat_shows(page, "keys")
    await asyncio.to_thread(server.kill)
    await expect(page.locator(".strip")).to_be_visible()
    await page.locator(".key.for").click()
    await seat_shows(page, "kept")
    code = await page.locator(".receipt .code").inner_text()
    await page.reload()
    await seat_shows(page, "stored")
    await expect(page.locator(".kept .said")).to_have_text("已保存，尚未送达")
    await expect(page.locator(".kept .what")).to_have_text("赞成")
    await expect(page.locator(".kept .may").first).to_contain_text("这张票保存在本机，连上会场服务器后自动送出")
    await expect(page.locator(".strip")).to_contain_text("恢复后自动送出")
    assert await page.locator(".receipt .code").inner_text() == code
    assert await page.locator(".choice").count() == 0
    await asyncio.to_thread(server.start)
    await seat_shows(page, "recorded")
    await chamber.chair.close_division(chamber.sitting, opening)
    async with chamber.chair.live(chamber.sitting) as live:
        tallied = await live.until_division("d1", "tallied")
    return int(tallied["result"]["for"])


async def test_49_a_vote_is_cast_on_installed_pages_through_a_reload_without_the_server(browser: Browser, tmp_path: Path) -> None:
    async with kiosk("http://127.0.0.1:1") as looked_at:
        expected = {"hash": looked_at.hash, "required": True}
    async with hall(tmp_path / "data", expected) as (server, chamber), kiosk(server.url) as tablet:
        window = await open_window(browser, tablet.origin, "seat", chamber.codes[MEMBER].text)
        await expect(window.page.locator(".foot")).to_contain_text("页面由本机安装，指纹")
        await check_in(window.page)
        assert await told_pages(chamber) == {"hash": tablet.hash, "loaded": "installed"}
        assert not await window.page.evaluate("navigator.serviceWorker.getRegistration('/seat/').then(Boolean)")
        assert await press_while_away(server, chamber, window.page) == 1
        assert [trouble for trouble in window.troubles if "Content Security Policy" in trouble] == []


async def test_a_served_page_says_so_is_kept_and_opens_without_the_server(browser: Browser, tmp_path: Path) -> None:
    async with hall(tmp_path / "data", {}) as (server, chamber):
        window = await open_window(browser, server.url, "seat", chamber.codes[MEMBER].text)
        page = window.page
        await expect(page.locator(".foot")).to_contain_text("页面由服务器临时提供，指纹")
        await check_in(page)
        told = await told_pages(chamber)
        assert told is not None
        assert told["loaded"] == "served"
        await until_kept(page)
        kept = await page.evaluate(
            "caches.keys().then(async names => (await (await caches.open(names[0])).keys()).map(each => new URL(each.url).pathname))"
        )
        assert {"/seat/index.html", "/seat/bundle.json"} <= set(kept)
        assert not [path for path in kept if path.startswith("/v1") or ("assets" not in path and not path.startswith("/seat/"))]
        assert await press_while_away(server, chamber, page) == 1


async def test_49_a_served_page_does_not_check_in_where_installed_ones_are_required(browser: Browser, tmp_path: Path) -> None:
    async with kiosk("http://127.0.0.1:1") as looked_at:
        expected = {"hash": looked_at.hash, "required": True}
    async with hall(tmp_path / "data", expected) as (server, chamber):
        window = await open_window(browser, server.url, "seat", chamber.codes[MEMBER].text)
        await window.page.get_by_role("button", name="报到").click()
        await expect(window.page.get_by_text("没有使用会议指定的已安装页面")).to_be_visible()
