"""The page of past sittings, over a real server: search by keys, files, a deputy's own record. How it looks: gallery/history.py."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.chamber import LiveChamber, live_chamber
from tests.support.pages import watched
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")
STAFF = (("chair", "执行主席"),)
MEETINGS = ((18, 5), (19, 1), (19, 2))


@asynccontextmanager
async def past_hall(folder: Path) -> AsyncIterator[LiveChamber]:
    """A closed sitting of six: one vote carried, one failed; somebody left before the end. Three more of two terms, to which fewer came."""
    async with live_chamber(folder, 6, present=5, staff=STAFF) as hall:
        for division, choice in (("d1", Choice.FOR), ("d2", Choice.AGAINST)):
            opening = await hall.open(division)
            for n in range(4):
                async with hall.terminal(f"m{n}") as terminal:
                    await terminal.until(lambda session: session.voting.ready)
                    await terminal.press(choice)
            await hall.declare(opening, await hall.close(opening))
        await hall.chamber.secretariat.depart(hall.sitting, "m4")
        await hall.chamber.chair.close_sitting(hall.sitting)
        for present, (term, session) in enumerate(MEETINGS, start=2):
            await hold(hall, term, session, present)
        yield hall


async def hold(hall: LiveChamber, term: int, session: int, present: int) -> None:
    """A sitting of this term and session to which so many came, and in which nothing was decided."""
    secretariat, chair, sitting = hall.chamber.secretariat, hall.chamber.chair, f"of-{term}-{session}"
    title = {"zh": f"第{term}届第{session}次会议·预备会", "en": f"Preparatory sitting, term {term}, session {session}"}
    await secretariat.create_sitting(sitting, title, more={"term": term, "session": session})
    await chair.open_sitting(sitting)
    for n in range(present):
        await secretariat.check_in(sitting, f"m{n}", hall.identity(f"m{n}").seat)
    await chair.close_sitting(sitting)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    async with past_hall(tmp_path_factory.mktemp("history")) as hall:
        yield hall


async def enrolled(browser: Browser, hall: LiveChamber, role: str, theme: str, locale: str) -> Page:
    """The page on a device of its own, enrolled with a fresh code of this role."""
    (issued,) = await hall.chamber.secretariat.issue_codes([(role, "", "值班员")])
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale=locale, reduced_motion="reduce")
    page = (await watched(await context.new_page())).page
    await page.goto(f"{hall.server.url}/history/?theme={theme}#code={issued.text}")
    await page.locator("nav.tabs").wait_for()
    return page


async def test_a_search_by_words_and_outcome(browser: Browser, hall: LiveChamber) -> None:
    page = await enrolled(browser, hall, "observer", "light", "zh-CN")
    rows = page.locator("table.votes tbody tr")
    await expect(rows).to_have_count(2)
    # members' records are not for observers
    await expect(page.get_by_role("link", name="出席")).to_have_count(0)
    await page.get_by_role("combobox", name="结果").select_option("not-carried")
    await expect(rows).to_have_count(1)
    await expect(rows.first).to_contain_text("0 · 4 · 0")
    await page.get_by_role("searchbox").fill("没有这样的议题")
    await expect(page.get_by_text("没有符合条件的表决")).to_be_visible()
    await page.get_by_role("button", name="清除条件").press("Enter")
    await expect(rows).to_have_count(2)
    await page.context.close()


async def test_a_period_is_kept_in_the_address_and_in_all_lists(browser: Browser, hall: LiveChamber) -> None:
    page = await enrolled(browser, hall, "secretariat", "light", "zh-CN")
    await page.get_by_role("link", name="会议", exact=True).click()
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(4)
    period = page.get_by_role("combobox", name="届次")
    await period.select_option("第 19 届全部")
    await expect(rows).to_have_count(2)
    await page.reload()
    await expect(rows).to_have_count(2)
    await expect(period).to_have_value("19.")
    await period.select_option("第 19 届第 1 次会议")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("3")
    assert page.url.endswith("#/sittings?term=19&session=1")
    await page.get_by_role("link", name="出席", exact=True).click()
    await expect(page.locator("main")).to_contain_text("按 1 次已闭会的会议统计")
    await page.get_by_role("link", name="代表5").click()
    await expect(page.locator("dl.figures")).to_have_text("应到1出席0请假0缺席1", use_inner_text=False)
    await expect(page.locator("main")).to_contain_text("还没有已公布的记名表决")
    await page.get_by_role("link", name="返回").click()
    await expect(period).to_have_value("19.1")
    await page.get_by_role("link", name="表决", exact=True).click()
    await expect(page.get_by_text("没有符合条件的表决")).to_be_visible()
    await page.get_by_role("button", name="清除条件").click()
    await expect(page.locator("table.votes tbody tr")).to_have_count(2)
    await page.get_by_role("combobox", name="年份").select_option(index=1)
    await expect(page.locator("table.votes tbody tr")).to_have_count(2)
    await page.locator("table.votes tbody a").first.click()
    await expect(page.locator(".verdict")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("combobox", name="年份")).not_to_have_value("")
    await page.context.close()


async def test_a_record_and_its_files(browser: Browser, hall: LiveChamber) -> None:
    page = await enrolled(browser, hall, "secretariat", "light", "zh-CN")
    await page.get_by_role("link", name="出席").click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="履职记录 XLSX").click()
    assert (await download.value).suggested_filename == "congress.duty.zh.xlsx"
    await page.get_by_role("link", name="代表1").click()
    await expect(page.locator("tbody").last).to_contain_text("反对")
    await page.get_by_role("link", name="返回").click()
    await page.get_by_role("searchbox").fill("二组")
    await expect(page.locator("tbody tr")).to_have_count(3)
    await page.context.close()


async def test_a_deputy_sees_his_own_record_on_his_terminal(browser: Browser, hall: LiveChamber) -> None:
    issued = await hall.chamber.secretariat.replace(hall.identity("m0"), "换机")
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN", reduced_motion="reduce")
    page = (await watched(await context.new_page())).page
    await page.goto(f"{hall.server.url}/seat/?theme=light#code={issued.text}")
    await page.get_by_role("button", name="我的履职").click()
    record = page.get_by_role("dialog", name="我的履职")
    await expect(record).to_contain_text("已闭会 4 次：出席 4，请假 0，缺席 0")
    await expect(record).to_contain_text("反对")
    await page.keyboard.press("Escape")
    await expect(record).to_have_count(0)
    await expect(page.get_by_role("button", name="我的履职")).to_be_focused()
    await page.context.close()
