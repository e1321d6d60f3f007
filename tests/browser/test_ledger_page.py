"""The ledger at the secretariat's page: forms, refusals in words, due dates, tasks, an exam; sound in every size and language."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from terminal_client.headless.console import Motion
from terminal_client.headless.ledgers import LedgerDesk
from tests.browser.gallery.studio import Studio
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.pages import Window
from voting_protocol.forms import CHOOSE, GRADES, THREE_KEYS, FormItem
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")

TODAY = datetime.now(UTC) + timedelta(hours=8)
YEAR, DAY = TODAY.year, TODAY.date().isoformat()
PROJECTS = ("道路照明", "小学食堂", "老旧电梯")


@dataclass
class Desk:
    """A ledger page beside the same ledger by program."""

    live: LiveChamber
    window: Window
    ledger: LedgerDesk
    studio: Studio

    @property
    def page(self) -> Page:
        return self.window.page


@asynccontextmanager
async def open_desk(studio: Studio) -> AsyncIterator[Desk]:
    async with live_chamber(studio.folder, 4) as live:
        (code,) = await live.chamber.secretariat.issue_codes([("secretariat", "", "台账专员")])
        window = await studio.open(live.server.url, "secretariat", code.text)
        await window.page.get_by_role("navigation").get_by_role("link", name=re.compile("^台账")).click()
        await expect(window.page.get_by_role("heading", name="台账", exact=True)).to_be_visible()
        yield Desk(live, window, LedgerDesk(live.chamber.secretariat), studio)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(studio: Studio) -> AsyncIterator[Desk]:
    async with open_desk(studio) as desk:
        yield desk


async def tab(page: Page, name: str) -> None:
    await page.get_by_role("group", name="台账分类").get_by_role("button", name=name).click()


async def is_sound(desk: Desk, name: str) -> None:
    await desk.studio.show(f"ledger-{name}", secretariat=desk.window)


async def sign(page: Page, form: str) -> None:
    """Sign the form with this name."""
    await page.get_by_role("form", name=form).get_by_role("button", name="签名并写入台账").click()


async def test_an_empty_ledger_says_what_to_do(desk: Desk) -> None:
    for name, title in (
        ("任免", "还没有任免事项"),
        ("测评", "还没有测评结果"),
        ("到期与待办", "没有到期事项"),
        ("题库", "还没有题库"),
    ):
        await tab(desk.page, name)
        await expect(desk.page.get_by_role("heading", name=title)).to_be_visible()
    await tab(desk.page, "民生实事项目")
    await expect(desk.page.get_by_role("heading", name="还没有项目")).to_be_visible()
    await is_sound(desk, "empty")


async def test_projects_are_collected_screened_and_listed(desk: Desk) -> None:
    page = desk.page
    form = page.get_by_role("form", name="登记项目")
    for title in (*PROJECTS, "上级布置的工程"):
        await form.get_by_label("项目名称（中文）").fill(title)
        await form.get_by_label("提出者").fill("第一代表小组")
        await form.get_by_label("提出者").press("Enter")
        await expect(page.get_by_role("button", name=re.compile(title))).to_be_visible()
    for title in (*PROJECTS, "上级布置的工程"):
        await page.get_by_role("button", name=re.compile(title)).click()
        if title not in PROJECTS:
            await page.get_by_label("属上级布置的任务").check()
        await sign(page, "审查")
        await expect(page.locator(".picks li", has_text=title).locator(".tag")).to_have_text(
            "审查通过" if title in PROJECTS else "审查未通过"
        )
    await expect(page.get_by_text("属上级布置的任务，不列入票决")).to_be_visible()
    await is_sound(desk, "screened")
    await page.get_by_role("button", name="登记项目", exact=True).click()
    candidates = page.get_by_role("form", name=f"{YEAR} 年候选项目名单")
    await expect(candidates.get_by_text("选 10 项，候选项目应不少于 12 项；已选 3 项")).to_be_visible()
    await candidates.get_by_label("应选数").fill("2")
    await candidates.get_by_role("button", name="确定名单").click()
    await expect(page.locator(".picks .tag", has_text="候选")).to_have_count(3)


async def test_what_the_server_refuses_is_told_in_words(desk: Desk) -> None:
    page = desk.page
    form = page.get_by_role("form", name="登记项目")
    await form.get_by_label("项目名称（中文）").fill("道路 照明")
    await form.get_by_label("提出者").fill("第二代表小组")
    await sign(page, "登记项目")
    await expect(form.get_by_role("alert")).to_contain_text("本年度已有同名项目")
    desk.studio.expects_trouble(desk.window)
    await is_sound(desk, "refused")


async def test_an_appointment_and_its_exam(desk: Desk) -> None:
    page = desk.page
    bank = desk.studio.folder / "法律知识题库.csv"
    rows = "".join(f"第 {n} 题,甲,乙,丙,{'ABC'[n % 3]}\n" for n in range(60))
    bank.write_bytes(f"题目,A,B,C,答案\n{rows}坏题,甲,,,A\n".encode("gb18030"))
    await tab(page, "题库")
    await page.locator("input[type=file]").set_input_files(bank)
    await expect(page.get_by_text("GB18030 · 61 行中 60 行可用")).to_be_visible()
    await expect(page.get_by_text("第 62 行")).to_be_visible()
    await is_sound(desk, "bank")
    await page.get_by_role("button", name="导入 60 题").click()
    await expect(page.locator(".picks li")).to_contain_text("60 题")

    await tab(page, "任免")
    form = page.get_by_role("form", name="登记拟任人员")
    await form.get_by_label("姓名").fill("张伟")
    await form.get_by_label("拟任职务（中文）").fill("区人民法院副院长")
    await form.get_by_label("届次").fill("第十八届")
    await sign(page, "登记拟任人员")
    await page.get_by_role("button", name=re.compile("张伟")).click()
    await sign(page, "任前审查")
    await page.get_by_role("button", name="抽取试卷").click()
    await expect(page.get_by_text("等待答案")).to_be_visible()
    items = (await desk.ledger.paper("c-1"))["items"]
    answers = page.get_by_role("form", name="录入答案")
    await answers.get_by_label("答案").fill(" ".join("ABC"[item["index"] % 3] for item in items[:30]))
    await expect(answers.get_by_text("现有 30 个答案，应为 50 个")).to_be_visible()
    await is_sound(desk, "exam")
    await answers.get_by_label("答案").fill(" ".join("ABC"[item["index"] % 3] for item in items[:30]) + " -" * 20)
    await sign(page, "录入答案")
    await expect(page.get_by_text("60 分 · 合格")).to_be_visible()
    await expect(page.get_by_text("没有适合的表决稿")).to_be_visible()


async def test_a_case_goes_through_vote_and_oath(desk: Desk) -> None:
    page, live = desk.page, desk.live
    live.drafted += 1
    item, names = FormItem(THREE_KEYS, 2), [{"zh": "李娜", "en": ""}, {"zh": "张 伟", "en": ""}]
    motion = Motion("appoint", live.drafted, WORDS, WORDS, WORDS, rule="M4", template="appoint-each", item=item, names=names)
    await live.chamber.prepare_division(motion)
    form = page.get_by_role("form", name="提请表决")
    await expect(form.get_by_label("表决票上的位置")).to_have_value(f"{live.sitting}|appoint|2")
    await sign(page, "提请表决")
    statement = page.get_by_role("form", name="任前发言")
    await statement.get_by_label("内容").fill("依法履职，接受监督")
    await sign(page, "任前发言")
    await vote(live, "appoint", (Choice.AGAINST, Choice.FOR))
    await page.get_by_role("button", name="登记拟任人员").click()
    taking = page.get_by_role("region", name="记入已宣布的表决结果").last
    await taking.get_by_label("记入已宣布的表决结果").select_option("appoint")
    await taking.get_by_role("button", name="查看").click()
    await expect(taking.get_by_text("通过（3/0/0）")).to_be_visible()
    await taking.get_by_role("button", name="核对无误，签名记入台账").click()
    await expect(page.locator(".picks .tag")).to_have_text("已任命")
    await page.get_by_role("button", name=re.compile("张伟")).click()
    await page.get_by_role("form", name="宪法宣誓").get_by_label("内容").fill("会议大厅")
    await sign(page, "宪法宣誓")
    await expect(page.locator(".picks .tag")).to_have_text("已宣誓")
    await is_sound(desk, "sworn")


async def declare_grades(live: LiveChamber, division: str) -> None:
    live.drafted += 1
    item, names = FormItem(GRADES, 2, 0, 4), [{"zh": "代表1", "en": ""}, {"zh": "代表2", "en": ""}]
    motion = Motion(
        division, live.drafted, WORDS, WORDS, WORDS, rule="grades-present", template="performance-4", item=item, names=names
    )
    await live.chamber.prepare_division(motion)
    await vote(live, division, (1, 4))


async def vote(live: LiveChamber, division: str, marks: Sequence[int]) -> None:
    """Three of four deputies mark their ballots alike."""
    await live.chamber.chair.announce(live.sitting, division)
    opening = await live.chamber.chair.open_division(live.sitting, division)
    for member in ("m0", "m1", "m2"):
        async with live.terminal(member) as terminal:
            await terminal.until(lambda session: session.voting.ready)
            await terminal.press(tuple(marks))
    await live.declare(opening, await live.close(opening))


async def test_two_bad_years_become_a_task_that_people_close(desk: Desk) -> None:
    page = desk.page
    for division, year in (("duty-1", YEAR - 2), ("duty-2", YEAR - 1)):
        await declare_grades(desk.live, division)
        await tab(page, "测评")
        taking = page.get_by_role("region", name="记入已宣布的表决结果").last
        await taking.get_by_label("记入已宣布的表决结果").select_option(division)
        await taking.get_by_role("button", name="查看").click()
        await taking.get_by_label("评价的年度").fill(str(year))
        if division == "duty-2":
            await is_sound(desk, "taking")
        await taking.get_by_role("button", name="核对无误，签名记入台账").click()
        await expect(page.get_by_role("row", name=re.compile("代表2")).first).to_contain_text("不满意")
    await expect(page.get_by_text("推荐为下届代表人选").first).to_be_visible()
    await is_sound(desk, "grades")
    await tab(page, "到期与待办")
    await expect(page.get_by_text("由本人决定")).to_be_visible()
    await page.get_by_role("button", name="办理").click()
    task = page.get_by_role("form", name="办理情况")
    await task.get_by_label("内容").fill("已与本人谈话")
    await sign(page, "办理情况")
    await expect(page.locator(".tasks .tag", has_text="已办")).to_be_visible()
    await is_sound(desk, "tasks")


async def choose_projects(live: LiveChamber) -> None:
    live.drafted += 1
    item, names = FormItem(CHOOSE, 3, 0, 2), [{"zh": title, "en": ""} for title in PROJECTS]
    motion = Motion(
        "pick", live.drafted, WORDS, WORDS, WORDS, rule="projects", template="livelihood-pick", item=item, names=names
    )
    await live.chamber.prepare_division(motion)
    await vote(live, "pick", (1, 1, 0))


async def test_a_chosen_project_is_tracked(desk: Desk) -> None:
    page = desk.page
    await choose_projects(desk.live)
    await tab(page, "民生实事项目")
    await page.get_by_role("button", name="登记项目", exact=True).click()
    taking = page.get_by_role("region", name="记入已宣布的表决结果").last
    await taking.get_by_label("记入已宣布的表决结果").select_option("pick")
    await taking.get_by_role("button", name="查看").click()
    await taking.get_by_role("button", name="核对无误，签名记入台账").click()
    await expect(page.locator(".picks .tag", has_text="票决当选")).to_have_count(2)
    await page.get_by_role("button", name=re.compile("道路照明")).click()
    form = page.get_by_role("form", name="交办政府")
    await form.get_by_label("承办部门").fill("区城管局")
    await form.get_by_label("日期").fill((TODAY - timedelta(days=70)).date().isoformat())
    await sign(page, "交办政府")
    await expect(page.get_by_text(re.compile("实施计划应于 .* 前报送"))).to_be_visible()
    await expect(page.locator(".picks li", has_text="道路照明").get_by_text("逾期")).to_be_visible()
    await is_sound(desk, "tracked")
    await tab(page, "到期与待办")
    await expect(page.get_by_role("row", name=re.compile("实施计划")).get_by_text("逾期")).to_be_visible()
    await is_sound(desk, "due")


async def test_the_export(desk: Desk) -> None:
    async with desk.page.expect_download() as download:
        await desk.page.get_by_role("button", name="导出 XLSX").click()
    file = await download.value
    assert file.suggested_filename == f"ledger-{desk.live.chamber.secretariat.body}-{DAY}.xlsx"
