"""A rehearsal: the secretariat prepares a test vote with one press, and sees which seats have not pressed."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan, prepare_chamber
from tests.browser.gallery.inspection import axe_finds
from tests.support.chamber import roster
from tests.support.pages import open_window
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_rehearsal(browser: Browser, tmp_path: Path) -> None:
    with ServerProcess(tmp_path) as server:
        async with await prepare_chamber(server.url, server.admin_code, ChamberPlan(roster(4))) as chamber:
            await chamber.check_in(f"m{n}" for n in range(4))
            (code,) = await chamber.secretariat.issue_codes([("secretariat", "", "二号机")])
            window = await open_window(browser, server.url, "secretariat", code.text)
            page = window.page
            await page.get_by_role("navigation").get_by_role("link", name="会场").click()
            box = page.locator(".rehearsal")
            await box.get_by_role("button", name="准备试表决").click()
            await expect(box).to_contain_text("请主持人开会、提请")
            assert await axe_finds(page) == []
            state = await chamber.chair.api.state(chamber.sitting)
            (trial,) = [each["id"] for each in state["divisions"] if each["template"] == "trial"]
            await chamber.chair.announce(chamber.sitting, trial)
            opening = await chamber.chair.open_division(chamber.sitting, trial)
            async with chamber.terminal("m0") as first, chamber.terminal("m1") as second:
                for terminal in (first, second):
                    await terminal.until(lambda session: session.voting.opening is not None and session.voting.ready)
                    await terminal.press(Choice.FOR)
            await expect(box.locator(".chips li")).to_have_count(2)
            await expect(box).to_contain_text("正在试按：2 / 4")
            await expect(box).to_contain_text("代表3")
            assert await axe_finds(page) == []
            await chamber.chair.close_division(chamber.sitting, opening)
            await expect(box).to_contain_text("试表决已结束，请主持人宣布")
            assert window.troubles == []
