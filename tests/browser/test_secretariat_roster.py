"""A secretary mends the roster at its page while the sitting runs: one person corrected, replaced, added, taken out, without a file."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests.browser.test_secretariat import press_twice, step
from tests.support.chamber import LiveChamber, live_chamber
from tests.support.pages import Window, open_window

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Desk:
    """The secretariat's page beside a sitting with six deputies, four of them present."""

    live: LiveChamber
    window: Window

    @property
    def page(self) -> Page:
        return self.window.page

    async def members(self) -> dict[str, dict[str, Any]]:
        """The roster as the server has it, by number."""
        register = await self.live.chamber.secretariat.api.register("congress")
        return {member["id"]: member for member in register["members"]}

    def row(self, number: str) -> Locator:
        return self.page.locator("member-table tr", has=self.page.locator(f'[data-member="{number}"]'))

    async def change(self, number: str) -> None:
        """Open somebody's form from the table."""
        await self.row(number).get_by_role("button").click()
        await expect(self.page.locator("member-form form")).to_be_visible()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with live_chamber(tmp_path_factory.mktemp("roster"), 6, present=4) as live:
        (code,) = await live.chamber.secretariat.issue_codes([("secretariat", "", "何静")])
        window = await open_window(browser, live.server.url, "secretariat", code.text)
        await step(window.page, "名册")
        yield Desk(live, window)
        assert window.troubles == []


async def test_a_name_is_corrected_by_keyboard_alone(desk: Desk) -> None:
    page = desk.page
    button = desk.row("m1").get_by_role("button", name="更改：代表1 m1")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("姓名")).to_be_focused()
    await expect(page.get_by_label("代表证号")).to_have_attribute("readonly", "")
    await expect(page.get_by_text("还没有更改")).to_be_visible()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("欧阳 明")
    await page.keyboard.press("Tab")
    await expect(page.locator("#member-name-note")).to_contain_text("将按“欧阳明”导入")
    await page.locator("#member-name").press("Enter")
    await expect(desk.row("m1")).to_contain_text("欧阳明")
    await expect(page.locator('[data-member="m1"]')).to_be_focused()
    await expect(page.locator("[aria-live=polite]").last).to_have_text("名册已更改：欧阳明")
    members = await desk.members()
    assert (members["m1"]["name"], members["m1"]["seat"]) == ("欧阳明", desk.live.identity("m1").seat)
    assert len(members) == 6


async def test_while_the_check_is_under_way_nothing_else_can_be_chosen_or_slipped_in(desk: Desk) -> None:
    """What is typed meanwhile is not what was checked: nothing is written."""
    page, before = desk.page, await desk.members()
    await desk.change("m3")
    name, answer = page.get_by_label("姓名"), asyncio.Event()

    async def late(route: Route) -> None:
        await answer.wait()
        await route.continue_()

    await page.route("**/roster-preview*", late)
    await name.fill("王一")
    await name.press("Enter")
    await expect(page.get_by_role("button", name="移出名册")).to_have_attribute("aria-disabled", "true")
    await page.get_by_role("button", name="移出名册").click(force=True)
    await expect(name).to_be_visible()
    await name.fill("王二")
    await name.press("Tab")
    answer.set()
    await expect(page.get_by_role("button", name="写入更正")).to_have_attribute("aria-disabled", "false")
    await page.unroute("**/roster-preview*")
    assert await desk.members() == before
    await page.get_by_role("button", name="返回名册").click()


async def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(desk: Desk) -> None:
    page, before = desk.page, await desk.members()
    await page.get_by_role("button", name="增加一人").click()
    await expect(page.get_by_label("代表证号")).to_be_focused()
    await page.get_by_label("代表证号").fill("m2")
    await page.get_by_role("button", name="写入名册").click()
    asked = page.get_by_role("button", name="再按一次，在任代表变为 7 人")
    await page.wait_for_timeout(450)
    await asked.click()
    await expect(page.locator("#member-number-note")).to_contain_text("此号已是代表2的")
    await expect(page.locator("#member-name-note")).to_contain_text("姓名为空")
    await expect(page.get_by_label("代表证号")).to_be_focused()
    await expect(page.get_by_role("alert")).to_contain_text("请先改正标出的各处")
    assert await desk.members() == before
    await page.get_by_role("button", name="返回名册").click()


async def test_who_is_present_departs_before_the_seat_or_office_changes(desk: Desk) -> None:
    page = desk.page
    await desk.change("m2")
    await page.get_by_label("状态").select_option("ended")
    await expect(page.get_by_role("alert")).to_contain_text("代表2已经报到")
    await expect(page.get_by_role("button", name="写入更正")).to_have_attribute("aria-disabled", "true")
    await page.get_by_role("button", name="由他人接替").click()
    await expect(page.get_by_role("button", name="写入接替")).to_have_attribute("aria-disabled", "true")
    await page.get_by_role("link", name="去会场登记离席").click()
    row = page.locator("roll-list tr", has=page.get_by_text("代表2", exact=True))
    await row.get_by_role("button", name="离席", exact=True).click()
    await page.wait_for_timeout(450)
    await row.get_by_role("button", name="再按一次，离席").click()
    await expect(row).not_to_contain_text("实到")
    await step(page, "名册")


async def test_a_member_who_resigned_is_replaced_and_a_vote_still_opens(desk: Desk) -> None:
    page, live = desk.page, desk.live
    seat = live.identity("m2").seat
    await desk.change("m2")
    await page.get_by_role("button", name="由他人接替").click()
    await page.get_by_label("代表证号").fill("0901")
    await page.get_by_label("姓名").fill("阿依古丽·买买提")
    await page.get_by_label("姓名").press("Tab")
    await expect(page.get_by_label("席位")).to_have_value(seat)
    await press_twice(page, "写入接替", "再按一次，代表2终止任职")
    await expect(desk.row("0901")).to_contain_text("阿依古丽·买买提")
    await expect(desk.row("m2")).to_contain_text("终止")
    members = await desk.members()
    assert (members["m2"]["status"], members["m2"]["seat"]) == ("ended", "")
    assert (members["0901"]["status"], members["0901"]["seat"]) == ("in-office", seat)
    await live.chamber.secretariat.check_in(live.sitting, "0901", seat)
    opening = await live.open("after-the-replacement")
    state = await live.chamber.secretariat.api.get(f"/v1/sittings/{live.sitting}/state")
    assert (state["open"]["n"], state["open"]["p"]) == (6, 4)
    await desk.change("m5")
    await page.get_by_label("状态").select_option("suspended")
    await expect(page.get_by_text("正在进行的表决不受影响")).to_be_visible()
    await expect(page.get_by_text("在任代表由 6 人变为 5 人")).to_be_visible()
    await page.get_by_role("button", name="返回名册").click()
    await live.declare(opening, await live.close(opening))


async def test_a_newcomer_is_added_and_one_entered_by_mistake_is_taken_out(desk: Desk) -> None:
    page = desk.page
    await page.get_by_role("button", name="增加一人").click()
    await page.get_by_label("代表证号").fill("0902")
    await page.get_by_label("姓名").fill("周文澜")
    await page.get_by_label("身份").select_option("observer")
    await page.get_by_role("button", name="写入名册").click()
    await expect(desk.row("0902")).to_contain_text("旁听")
    await desk.change("0902")
    await page.get_by_role("button", name="移出名册").click()
    await _take_out(page)
    await expect(page.locator("member-table")).to_be_visible()
    await expect(desk.row("0902")).to_have_count(0)
    assert "0902" not in await desk.members()


async def _take_out(page: Page) -> None:
    """The second of two buttons of that name: the first chooses what to do."""
    await page.locator("two-press").get_by_role("button", name="移出名册").click()
    asked = page.get_by_role("button", name=re.compile("^再按一次，把周文澜移出名册"))
    await page.wait_for_timeout(450)
    await asked.click()


async def test_somebody_elses_change_is_not_overwritten(desk: Desk) -> None:
    page, live = desk.page, desk.live
    await desk.change("m4")
    await page.get_by_label("拉丁名").fill("Deputy the Fourth")
    members = [
        {**member, **({"delegation": "三组"} if member["id"] == "m4" else {})} for member in (await desk.members()).values()
    ]
    await live.chamber.secretariat.act("body.congress", "roster-set", {"members": members})
    await page.get_by_role("button", name="写入更正").click()
    await expect(page.get_by_role("alert")).to_contain_text("名册刚才在别处更改过")
    assert (await desk.members())["m4"]["delegation"] == "三组"
    await page.get_by_role("button", name="返回名册").click()
    await expect(desk.row("m4")).to_contain_text("三组")


async def test_english_says_the_same(desk: Desk) -> None:
    page = desk.page
    await page.get_by_role("button", name="Switch to English").click()
    await desk.change("m3")
    for way in ("Correct", "Replace by another", "Take out"):
        await page.get_by_role("button", name=way, exact=True).first.click()
        own = re.sub(
            r"代表\d|[一二三]组|何静|第一次全体会议|人民代表大会|中文", "", await page.locator("secretariat-app").inner_text()
        )
        assert re.findall(r"[一-鿿]+", own) == [], way
    await page.get_by_role("button", name="切换为中文").click()
