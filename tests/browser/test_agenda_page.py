"""The secretariat drafts an agenda at its page through the real server: names, links, paper; sound in every size and language."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from hemicycle.serve import ServerProcess
from tests.browser.gallery.studio import Studio
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.pages import Window

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROJECTS = ("道路照明", "小学食堂", "老旧电梯", "社区诊所", "河岸步道", "公交候车亭")


@dataclass
class Desk:
    """The agenda's page of a sitting in a running chamber."""

    live: LiveChamber
    window: Window
    studio: Studio

    @property
    def page(self) -> Page:
        return self.window.page

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("form", name="起草一项")

    async def division(self, division: str) -> dict[str, Any]:
        """An item as the server has it."""
        secretariat = self.live.chamber.secretariat
        state = await secretariat.api.get(f"/v1/sittings/{self.live.sitting}/state")
        return next(item for item in state["divisions"] if item["id"] == division)

    async def choose(self, template: str) -> None:
        """Choose the kind of vote in its list."""
        await self.form.locator("#template").click()
        await self.form.locator(f'[data-template="{template}"]').click()

    async def title(self, title: str, short: str) -> None:
        """Say what is voted on."""
        await self.form.get_by_label("题目（中文）").fill(title)
        await self.form.get_by_label("简称（中文）").fill(short)

    async def paste(self, names: tuple[str, ...]) -> None:
        """Names from a list, one a line."""
        await self.form.get_by_role("button", name="粘贴名单").click()
        await self.form.get_by_role("textbox", name=re.compile("^名单")).fill("\n".join(names))
        await self.form.get_by_role("button", name=f"加入 {len(names)} 个").click()

    async def draft(self, number: int) -> None:
        """Put it on the agenda."""
        await self.form.get_by_role("button", name="列入议程").click()
        await expect(self.page.locator(".agenda .list li .no", has_text=re.compile(f"^{number}$"))).to_be_visible()


@asynccontextmanager
async def open_desk(studio: Studio) -> AsyncIterator[Desk]:
    async with live_chamber(studio.folder / "agenda", 4) as live:
        (code,) = await live.chamber.secretariat.issue_codes([("secretariat", "", "何静")])
        window = await studio.open(live.server.url, "secretariat", code.text)
        await window.page.get_by_role("navigation").get_by_role("link", name=re.compile("^议程")).click()
        await expect(window.page.get_by_role("heading", name="议程还没有表决项目")).to_be_visible()
        yield Desk(live, window, studio)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(studio: Studio) -> AsyncIterator[Desk]:
    async with open_desk(studio) as desk:
        yield desk


async def press_twice(page: Page, name: str, question: str) -> None:
    """A button that asks before it does what can't be undone; what is pressed too fast counts once."""
    await page.get_by_role("button", name=name, exact=True).click()
    asked = page.get_by_role("button", name=question, exact=True)
    await expect(asked).to_be_visible()
    await page.wait_for_function("since => performance.now() - since > 400", arg=await page.evaluate("performance.now()"))
    await asked.click()


async def is_sound(desk: Desk, name: str) -> None:
    await desk.studio.show(f"agenda-{name}", secretariat=desk.window)


async def test_an_amendment_hangs_together_with_its_motion(desk: Desk) -> None:
    await is_sound(desk, "empty")
    await desk.title("关于政府工作报告的决议（草案）", "政府工作报告")
    await desk.draft(1)
    await desk.form.locator("#template").click()
    await desk.page.get_by_label("查找表决类型").fill("修正")
    await expect(desk.form.locator("[data-template]")).to_have_count(2)
    await is_sound(desk, "templates")
    await desk.form.locator('[data-template="amendment"]').click()
    await expect(desk.form.locator("#template")).to_be_focused()
    await desk.title("对决议草案第三段的修正案", "第三段修正案")
    await desk.form.get_by_label("与其他项目的关系", exact=True).select_option(label="修正 第 1 项 政府工作报告")
    await desk.draft(2)
    assert (await desk.division("item-2"))["of"] == [{"kind": "amends", "division": "item-1"}]
    row = desk.page.locator(".agenda .list li", has_text="对决议草案第三段的修正案")
    await expect(row).to_contain_text("修正案 ·")
    await expect(desk.page.locator(".agenda .list li", has_text="政府工作报告的决议").first).to_contain_text("第三段修正案")


async def test_projects_are_chosen_on_terminals(desk: Desk) -> None:
    page, form = desk.page, desk.form
    await desk.choose("livelihood-pick")
    await desk.title("2026 年民生实事项目票决", "民生实事")
    await desk.paste(PROJECTS)
    await form.get_by_label("最多选").fill("6")
    await expect(form.get_by_role("status").last).to_have_text("候选太少，至少 8 个")
    await form.get_by_label("最多选").fill("5")
    await form.get_by_role("button", name="上移 公交候车亭").focus()
    await page.keyboard.press("Enter")
    await expect(form.get_by_role("button", name="上移 公交候车亭")).to_be_focused()
    await page.keyboard.press("Enter")
    await form.locator('[data-name="0"] .grip').drag_to(form.locator('[data-name="2"]'))
    await expect(form.locator('[data-name="2"] input').first).to_have_value("道路照明")
    await form.get_by_text("票样", exact=True).click()
    await expect(form.get_by_text("从 6 个中选不超过 5 个")).to_be_visible()
    await is_sound(desk, "projects")
    await desk.draft(3)
    item = await desk.division("item-3")
    assert item["form"] == [{"type": 2, "c": 6, "min": 0, "max": 5, "w": 0}]
    assert [name["zh"] for name in item["names"][0]] == ["小学食堂", "老旧电梯", "道路照明", "公交候车亭", "社区诊所", "河岸步道"]
    assert (item["channel"], item["secrecy"], item["rule"]["id"]) == ("terminal", "secret", "projects")


async def test_an_election_is_held_on_paper(desk: Desk) -> None:
    form = desk.form
    await desk.choose("election-multi")
    await desk.title("选举区人民代表大会常务委员会副主任", "选举副主任")
    await desk.paste(("魏东", "丁一", "王芳", "丁 一"))
    await form.get_by_label("应选人数").fill("2")
    await form.get_by_label("可另选他人").fill("1")
    await expect(form.get_by_role("status").last).to_have_text("第 2 个名字与前面的相同")
    await form.get_by_role("button", name="删去 丁 一").click()
    await form.get_by_role("button", name="按姓氏笔画排序").click()
    await form.get_by_label("职务类别").select_option("deputy")
    await expect(form.get_by_text("候选人应为 3 至 5 人")).to_be_visible()
    await expect(form.get_by_label("表决的途径")).to_have_value("paper")
    await expect(form.locator("#channel-note")).to_contain_text("地方组织法第二十八条")
    await form.get_by_label("表决的途径").select_option("terminal")
    await expect(form.get_by_role("status").last).to_contain_text("须写明允许的本地规定")
    await form.get_by_label("表决的途径").select_option("paper")
    await is_sound(desk, "election")
    await desk.draft(4)
    item = await desk.division("item-4")
    assert item["form"] == [{"type": 4, "c": 3, "min": 0, "max": 2, "w": 1}]
    assert [name["zh"] for name in item["names"][0]] == ["丁一", "王芳", "魏东"]
    assert (item["channel"], item["rule"]["id"]) == ("paper", "E6")
    await is_sound(desk, "agenda")


async def test_a_list_that_is_too_long_says_how_many_fit(desk: Desk) -> None:
    await desk.choose("scrutineer-list")
    await desk.form.get_by_label("逐个名字").check()
    await desk.title("监票人名单", "监票人名单")
    await desk.paste(tuple(f"监票人{n}" for n in range(46)))
    await expect(desk.form.get_by_text("46 个；这样的票最多容纳 45 个")).to_be_visible()
    await expect(desk.form.get_by_role("status").last).to_contain_text("最多 45 个")
    await is_sound(desk, "too-long")
    await desk.form.get_by_role("button", name="清空").click()


async def test_an_agenda_is_imported_when_nothing_is_wrong(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    await page.get_by_role("group", name="起草的方式").get_by_role("button", name="从表格导入").click()
    await is_sound(desk, "import")
    file = tmp_path / "议程.csv"
    header = "序号,题目,简称,表决类型,名单,应选人数,途径\n"
    good = "11,关于预算的决议,预算,决议,,,\n12,街道票选,街道票选,街道票选,照明；食堂；电梯,2,表决器\n"
    file.write_bytes((header + good + "13,选举主任,主任,差额选举,丁一；王芳,1,举手\n,无类型,无,表态,,,\n").encode("gb18030"))
    await page.locator("agenda-import input[type=file]").set_input_files(file)
    await expect(page.get_by_text("GB18030 · 4 项")).to_be_visible()
    rows = page.locator("table.batch tbody tr")
    await expect(rows.nth(0)).to_contain_text("没有问题")
    await expect(rows.nth(2)).to_contain_text("这一项不能用“举手”的途径")
    await expect(rows.nth(3)).to_contain_text("不认识表决类型“表态”")
    blocked = page.get_by_role("button", name="改正 2 行后重新选择文件")
    await expect(blocked).to_have_attribute("aria-disabled", "true")
    await is_sound(desk, "import-wrong")
    file.write_bytes((header + good).encode())
    await page.locator("agenda-import input[type=file]").set_input_files(file)
    await press_twice(page, "导入 2 项", "再按一次，起草 2 项")
    await expect(page.get_by_role("button", name="下载表格样式")).to_be_visible()
    item = await desk.division("item-12")
    assert (item["template"], item["form"][0]["max"], len(item["names"][0])) == ("street-pick", 2, 3)
    async with page.expect_download() as download:
        await page.get_by_role("button", name="下载表格样式").click()
    sample = tmp_path / "agenda.csv"
    await (await download.value).save_as(sample)
    await page.locator("agenda-import input[type=file]").set_input_files(sample)
    await expect(page.locator("table.batch tbody tr.err")).to_have_count(0)
    await expect(page.get_by_role("button", name="导入 3 项")).to_be_visible()


async def test_a_former_agenda_is_drafted_again(desk: Desk) -> None:
    page, live = desk.page, desk.live
    await live.chamber.secretariat.create_sitting("congress-2", WORDS, quorum="Q2")
    await page.reload()
    await page.get_by_role("navigation").get_by_role("link", name=re.compile("^会议")).click()
    await page.locator(".list li", has_text="congress-2").get_by_role("button", name="准备这次会议").click()
    await page.get_by_role("link", name="下一步：议程").click()
    await page.get_by_role("group", name="起草的方式").get_by_role("button", name="沿用以前的议程").click()
    await page.get_by_label("从哪次会议").select_option(live.sitting)
    ticks = page.locator(".ticks input")
    await expect(ticks).to_have_count(6)
    await is_sound(desk, "clone")
    await page.get_by_role("button", name="不选").click()
    await page.get_by_label("沿用 选举区人民代表大会常务委员会副主任").check()
    await page.get_by_label("沿用 街道票选").check()
    await press_twice(page, "起草 2 项", "再按一次，起草 2 项")
    await expect(page.locator(".agenda .tbl .list li")).to_have_count(2)
    state = await live.chamber.secretariat.api.get("/v1/sittings/congress-2/state")
    assert [(each["number"], each["template"], each["of"]) for each in state["divisions"]] == [
        (1, "election-multi", []),
        (2, "street-pick", []),
    ]
    assert state["divisions"][0]["form"] == [{"type": 4, "c": 3, "min": 0, "max": 2, "w": 1}]


async def test_a_sitting_is_created_with_a_profile(studio: Studio, tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        window = await studio.open(server.url, "secretariat", server.admin_code)
        page = window.page
        await page.get_by_label("名称（中文）").fill("临湖区人民代表大会")
        await page.get_by_label("机构代号").fill("linhu")
        await page.get_by_label("您的姓名").fill("何静")
        await page.get_by_label("级别").select_option("county")
        await press_twice(page, "建立机构", "再按一次，建立机构")
        await page.get_by_role("navigation").get_by_role("link", name=re.compile("^会议")).click()
        await expect(page.get_by_label("规则", exact=True)).to_have_value("local")
        await expect(page.get_by_label("规则", exact=True).locator("option")).to_have_count(6)
        await expect(page.get_by_label("会议类型").locator("option")).to_have_text(["全体会议", "预备会议"])
        says = page.get_by_role("region", name="这套规则的规定")
        await expect(says.locator("dl > div").first).to_contain_text("3P ≥ 2N")
        await expect(says.locator("dl > div").first).to_contain_text("地方组织法第十四条")
        await expect(says.locator("dl > div").nth(2)).to_contain_text("未核实的默认值")
        await says.get_by_text("种表决").first.click()
        await studio.show("profile", secretariat=window)
        await page.get_by_label("会议名称（中文）").fill("第六次会议·闭幕会")
        await page.get_by_label("第几届").fill("18")
        await page.get_by_label("第几次会议").fill("6")
        await page.get_by_label("会议的周期").select_option("annual")
        await press_twice(page, "建立会议", "再按一次，建立会议")
        chosen = page.locator(".list li.chosen")
        await expect(chosen).to_contain_text("第18届 · 第6次会议 · 年度例会 · 规则：地方")
        await page.get_by_role("link", name="下一步：议程").click()
        form = page.get_by_role("form", name="起草一项")
        await form.locator("#template").click()
        await expect(form.locator('[data-template="constitution"]')).to_have_count(0)
        await form.locator('[data-template="election-multi"]').click()
        await expect(form.locator("#channel-note")).to_contain_text("地方组织法第二十八条")
        await expect(form.get_by_label("通过规则").locator("option")).to_have_count(1)
        assert window.troubles == []
        await studio.close(window)
