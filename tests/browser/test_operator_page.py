"""The operator's desk in a browser: who is connected, what is wrong, a spare, the seat test, the server's health."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from terminal_client.headless.console import Motion
from tests.browser.gallery.studio import Studio
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.pages import Window, open_window
from tests.support.witness import Witness, witness

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).parents[2]
MEMBERS, CONNECTED = 64, 58
ODD = {
    3: {"battery": 12, "charging": False},
    7: {"quality": "2g"},
    11: {"version": "seat-old"},
    12: {"battery": 9, "charging": False, "quality": "3g"},
}


@dataclass
class Desk:
    live: LiveChamber
    window: Window
    seats: list[Witness]
    studio: Studio

    @property
    def page(self) -> Page:
        return self.window.page


def seat_version(page: Path = ROOT / "voting_server" / "pages" / "seat" / "index.html") -> str:
    found = re.search(r"/assets/([^\"]+)\.js", page.read_text())
    assert found
    return found[1]


@asynccontextmanager
async def open_desk(studio: Studio) -> AsyncIterator[Desk]:
    async with live_chamber(studio.folder, MEMBERS) as live, AsyncExitStack() as connected:
        seats = []
        for n in range(CONNECTED):
            seat = await connected.enter_async_context(witness(live.server.url, live.identity(f"m{n}"), live.sitting))
            await seat.until(lambda seat: bool(seat.of("welcome")))
            report = {"version": seat_version(), "battery": 60 + n % 40, "charging": n % 3 == 0, "link": "wifi", "quality": "4g"}
            await seat.send({"t": "device", "r": 1, **report, **ODD.get(n, {})})
            seats.append(seat)
        (code,) = await live.chamber.secretariat.issue_codes([("operator", "", "王工")])
        window = await studio.open(live.server.url, "operator", code.text)
        yield Desk(live, window, seats, studio)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(studio: Studio) -> AsyncIterator[Desk]:
    async with open_desk(studio) as desk:
        yield desk


async def is_sound(desk: Desk, name: str) -> None:
    await desk.studio.show(name, operator=desk.window)


async def test_the_map_and_the_list_tell_what_is_wrong(desk: Desk) -> None:
    page = desk.page
    await expect(page.locator(".figure b")).to_have_text(str(CONNECTED))
    await expect(page.locator(".seatmap .fault").locator("visible=true")).to_have_count(
        MEMBERS - CONNECTED + 1
    )  # one in the legend
    rows = page.locator("operator-list .row")
    await expect(rows.first).to_contain_text("离线")
    await page.get_by_role("button", name="有问题").click()
    await expect(rows).to_have_count(MEMBERS - CONNECTED + len(ODD))
    await expect(page.locator(".rows")).to_contain_text("电量低、信号弱")
    await page.get_by_role("searchbox").fill("代表11")
    await expect(rows).to_have_count(1)
    await rows.get_by_role("button").press("Enter")
    await expect(page.locator(".facts")).to_contain_text("不是最新")
    await is_sound(desk, "details")
    await page.get_by_role("searchbox").fill("")
    await page.get_by_role("button", name="全部").click()
    await is_sound(desk, "terminals")


async def test_who_comes_and_goes_is_seen(desk: Desk) -> None:
    async with witness(desk.live.server.url, desk.live.identity(f"m{MEMBERS - 1}"), desk.live.sitting) as seat:
        await seat.until(lambda seat: bool(seat.of("welcome")))
        await expect(desk.page.locator(".figure b")).to_have_text(str(CONNECTED + 1))
    await expect(desk.page.locator(".figure b")).to_have_text(str(CONNECTED))


async def test_the_seat_test_fills_the_map(desk: Desk) -> None:
    page = desk.page
    await page.get_by_role("button", name="开始按键测试").click()
    await expect(page.locator(".progress b")).to_have_text(f"已测完 0 / 在线 {CONNECTED}")
    for n, seat in enumerate(desk.seats[:20]):
        await seat.until(lambda seat: bool(seat.of("seat-test")) and seat.of("seat-test")[-1]["id"] != "")
        test = seat.of("seat-test")[-1]["id"]
        keys = ["for", "against", "abstain"][: 3 if n < 15 else 1]
        await seat.send({"t": "device", "r": 2, "version": seat_version(), "battery": 70, "test": test, "keys": keys})
    await expect(page.locator(".progress b")).to_have_text(f"已测完 15 / 在线 {CONNECTED}")
    await page.get_by_role("button", name="未测完").click()
    await expect(page.locator("operator-list .row")).to_have_count(CONNECTED - 15)
    await is_sound(desk, "test")
    # a vote comes: the test gives way, and none begins
    await desk.live.chamber.prepare_division(Motion("first", 1, WORDS, WORDS, WORDS))
    await desk.live.chamber.chair.announce(desk.live.sitting, "first")
    start = page.get_by_role("button", name="开始按键测试")
    await expect(start).to_be_disabled()
    await expect(page.locator("#test-blocked")).to_contain_text("现在不能测试")
    await is_sound(desk, "blocked")
    await desk.live.chamber.chair.withdraw(desk.live.sitting, "first", "另行安排")
    await expect(start).to_be_enabled()


async def test_a_spare_is_given_in_one_action(desk: Desk, browser: Browser) -> None:
    page = desk.page
    await page.get_by_role("button", name="全部").click()
    row = page.locator("operator-list .row", has_text=re.compile(r"代表63\b")).first
    await row.get_by_role("button").first.click()
    await row.get_by_role("button", name="换备用终端").click()
    dialog = page.get_by_role("dialog")
    await is_sound(desk, "spare")
    confirm = dialog.locator("two-press button")
    await confirm.click()
    await page.wait_for_timeout(500)
    await confirm.click()
    code = dialog.locator(".code")
    await expect(code).to_be_visible()
    await is_sound(desk, "spare-code")
    spare = await open_window(browser, desk.live.server.url, "seat", (await code.inner_text()).replace(" ", ""))
    await expect(dialog.get_by_role("status")).to_contain_text("已")
    await dialog.get_by_role("button", name="关闭").click()
    # the real page tells of itself: its version is the server's
    facts = page.locator(".facts")
    await expect(facts).to_contain_text("最新", timeout=15_000)
    await tries_its_keys(desk, spare)
    await spare.clear()


async def tries_its_keys(desk: Desk, spare: Window) -> None:
    """The seat shows the test, takes its keys by touch and by keyboard, tells which, and gives way to a vote."""
    page, live = desk.page, desk.live
    begin = page.get_by_role("button", name="开始按键测试")
    if await begin.count():
        await begin.click()
    seat = spare.page
    test = seat.locator("dialog.seat-test")
    await expect(test).to_be_visible()
    await desk.studio.show("seat-test", seat=spare)
    await test.get_by_role("button", name="赞成").click()
    await seat.keyboard.press("2")
    await seat.keyboard.press("3")
    await expect(test.get_by_role("status")).to_have_text("三个键都正常，谢谢")
    row = page.locator("operator-list .row.open")
    await expect(row).to_contain_text("三键已测")
    await live.chamber.prepare_division(Motion("second", 2, WORDS, WORDS, WORDS))
    await live.chamber.chair.announce(live.sitting, "second")
    await expect(test).to_have_count(0)
    await live.chamber.chair.withdraw(live.sitting, "second", "另行安排")
    assert not [frame for frame in spare.frames if frame["t"] in ("ack", "received")], "no ballot was cast"


async def test_health_is_told_with_what_to_do(desk: Desk) -> None:
    page = desk.page
    await page.get_by_role("link", name="系统健康").press("Enter")
    await expect(page.get_by_role("heading", name="系统健康")).to_be_visible()
    await expect(page.locator('[data-check="store"]')).to_contain_text("写入即落盘")
    await expect(page.locator('[data-check="connections"]')).to_contain_text(re.compile(r"[5-7]\d"))
    await expect(page.locator('.backup[data-due="yes"]')).to_contain_text("还没有备份")
    await is_sound(desk, "health")
