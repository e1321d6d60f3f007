"""What goes wrong on the way, and what must be seen of it: at the deputy's seat while it votes, and at other pages at a moment of a vote."""

import asyncio

from playwright.async_api import expect

from tests.browser.walks.room import Room
from tests.browser.walks.seat import DeputyAtPage, Press
from tests.support.pages import at_step, seat_shows

KEPT = "已保存，尚未送达"
_DEAFENED = """{
  const Line = WebSocket;
  window.WebSocket = class extends Line {
    constructor(...of) {
      super(...of);
      this.addEventListener('message', event => { if (window.deaf) event.stopImmediatePropagation(); });
    }
  };
}"""
"""The page hears nothing while `deaf`; what it says goes out."""


# --- at the seat ---


async def cut_off(deputy: DeputyAtPage, _division: str, press: Press) -> None:
    """The line is cut in the middle of the press: the ballot is kept and said to be, and delivered when the line is back."""
    page = deputy.page
    await page.context.set_offline(True)
    await press()
    await seat_shows(page, "kept")
    await expect(page.locator(".kept .said")).to_have_text(KEPT)
    await expect(page.locator(".strip")).to_contain_text("连接中断")
    await page.context.set_offline(False)
    await seat_shows(page, "recorded")
    await expect(page.locator(".strip")).to_be_hidden()


async def reloaded_before_the_answer(deputy: DeputyAtPage, _division: str, press: Press) -> None:
    """The page is loaded anew between press and acknowledgement: the ballot that went out is found again, not asked for once more."""
    page = deputy.page
    await page.context.add_init_script(_DEAFENED)
    await page.reload()
    await seat_shows(page, "keys", "paper")
    await page.evaluate("window.deaf = true")
    await press()
    await seat_shows(page, "kept")
    await expect(page.locator(".kept .said")).to_have_text(KEPT)
    await page.reload()
    await seat_shows(page, "recorded")
    await expect(page.locator(".choice.sealed")).to_contain_text("本机不保存您的选择")


async def second_tab(deputy: DeputyAtPage, _division: str, press: Press) -> None:
    """The same seat in another tab: it says that it votes elsewhere and has no keys; the first one votes."""
    first = deputy.page
    other = await first.context.new_page()
    await other.goto(first.url.partition("#")[0])
    await expect(other.locator(".said")).to_have_text("表决页面已在另一窗口打开")
    await other.keyboard.press("2")
    await expect(other.locator(".key, .rows")).to_have_count(0)
    await first.bring_to_front()
    await press()
    await seat_shows(first, "recorded")
    await expect(other.locator(".said")).to_have_text("表决页面已在另一窗口打开")
    await other.close()


async def server_killed(deputy: DeputyAtPage, _division: str, press: Press) -> None:
    """All of the server is killed while the deputy votes, and started again: nothing acknowledged is lost, the vote goes on."""
    room, page = deputy.room, deputy.page
    server = room.backstage.server
    await asyncio.to_thread(server.kill)
    await expect(page.locator(".strip")).to_contain_text("连接中断")
    await press()
    await seat_shows(page, "kept")
    await asyncio.to_thread(server.start)
    await seat_shows(page, "recorded")
    await at_step(room.page("chair"), "close")


# --- at other pages ---


async def chair_reloaded(room: Room, _division: str) -> None:
    """The chair's page is loaded anew while a vote is open: it offers the same step again."""
    chair = room.page("chair")
    await chair.reload()
    await at_step(chair, "close")


async def chair_duplicated(room: Room, division: str) -> None:
    """Another tab takes over the chair's device; the first one says so, can do nothing, and takes it back."""
    first = room.page("chair")
    other = await first.context.new_page()
    await other.goto(first.url.partition("#")[0])
    await at_step(other, "close")
    await expect(first.locator(".tray")).to_contain_text("本控制台已在另一窗口打开")
    await other.close()
    await first.bring_to_front()
    await first.get_by_role("button", name="在此窗口继续").click()
    await expect(first.locator(".tray")).to_contain_text("没有待处理的问题")
    await at_step(first, "close")
    await expect(first.locator(f'.day li[data-division="{division}"]')).to_have_attribute("aria-current", "step")


async def hall_reloaded(room: Room, _division: str) -> None:
    """The hall's screen is loaded anew; what it has to show is compared again after this."""
    await room.page("hall").reload()


async def device_reopened(room: Room, _division: str) -> None:
    """The page of the scrutineer's device is closed and opened; the device itself went on."""
    await room.windows["device"].clear()
    room.windows["device"] = await room.at_device()
    await expect(room.page("device").locator('main[data-screen="vote"]')).to_be_visible()


async def operator_sees_all_gone(room: Room, _division: str) -> None:
    """No deputy's terminal is connected any more; the attendee's is."""
    await expect(room.page("operator").locator(".figure b")).to_have_text("1")


async def nobody_is_missed(room: Room, _division: str) -> None:
    """Who is there by video has no terminal that could be lost."""
    await expect(room.page("chair").locator(".tray")).to_contain_text("没有待处理的问题")
    await expect(room.page("chair").locator(".quorum dd").nth(1)).to_have_text("31")
