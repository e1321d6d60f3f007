"""The secretariat prepares a sitting from nothing and helps while it runs, at its own page, with keys and files as a person would."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from hemicycle.demo.congress import demo_members
from hemicycle.serve import ServerProcess, make_admin_code
from terminal_client.headless.console import Motion
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.pages import Window, open_window, seat_shows
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.templates import TEMPLATES
from voting_server.imports.roster import roster_csv
from voting_server.settings import Settings

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEMBERS = demo_members()[:24]
"""All of one delegation."""
TITLE = "关于政府工作报告的决议（草案）"


def broken_roster(folder: Path) -> Path:
    """A file as an office sends it: GB18030, a name missing, a number and a seat given twice, a slip in a delegation, a spaced name."""
    lines = [line.split(",") for line in roster_csv(MEMBERS).splitlines()]
    lines[3][1] = ""
    lines[5][0] = lines[4][0]
    lines[6][4] = lines[7][4] = "1-2"
    lines[8][3] = "东域街道"
    lines[9][1] = "欧阳 明"
    file = folder / "代表名册.csv"
    file.write_bytes("\r\n".join(",".join(cells) for cells in lines).encode("gb18030"))
    return file


async def press_twice(page: Page, name: str, question: str) -> None:
    """A button that asks before it does what can't be undone; what is pressed too fast counts once."""
    await page.get_by_role("button", name=name, exact=True).click()
    asked = page.get_by_role("button", name=question, exact=True)
    await expect(asked).to_be_visible()
    await page.wait_for_function("since => performance.now() - since > 400", arg=await page.evaluate("performance.now()"))
    await asked.click()


async def step(page: Page, name: str) -> None:
    """Go to a step of the preparation by its link at the left."""
    await page.get_by_role("navigation").get_by_role("link", name=re.compile(f"^{name}")).click()
    await expect(page.locator("main")).to_have_attribute("aria-label", name)


async def found_body(page: Page) -> None:
    """Fill in the form that an installation code opens on an empty server."""
    await page.get_by_label("名称（中文）").fill("临湖区人民代表大会")
    await page.get_by_label("名称（英文）").fill("People's Congress of Linhu District")
    await expect(page.get_by_label("机构代号")).to_have_value("people-congress-of-linhu-district")
    await page.get_by_label("机构代号").fill("linhu")
    await page.get_by_label("您的姓名").fill("何静")
    await press_twice(page, "建立机构", "再按一次，建立机构")
    await expect(page.get_by_role("heading", name="还没有名册")).to_be_visible()


async def import_roster(page: Page, file: Path) -> None:
    """Choose a file with errors, correct every one in the table, import it whole."""
    await page.locator("input[type=file]").set_input_files(file)
    errors = page.locator("preview-table tr.err")
    await expect(errors).to_have_count(4)
    await expect(page.get_by_text("GB18030 · 24 行")).to_be_visible()
    await expect(page.get_by_text("还没有写入任何内容")).to_be_visible()
    primary = page.get_by_role("button", name="改正 4 处错误后导入")
    await expect(primary).to_have_attribute("aria-disabled", "true")
    await primary.click(force=True)
    await expect(page.get_by_label("第 4 行 姓名")).to_be_focused()
    await page.get_by_role("button", name="只看错误").click()
    await expect(page.locator("preview-table tbody tr")).to_have_count(4)
    async with page.expect_download() as download:
        await page.get_by_role("button", name="下载错误清单").click()
    listed = read_lines(Path(await (await download.value).path()))
    assert [line.split(",")[0] for line in listed] == ["行", "4", "6", "8", "9"]
    await page.get_by_role("button", name="改为“东城街道”").click()
    await expect(errors).to_have_count(3)
    await correct(page, "第 4 行 姓名", "程素云")
    await correct(page, "第 6 行 代表证号", "0099")
    await correct(page, "第 8 行 席位", "")
    await expect(errors).to_have_count(0)
    await page.get_by_role("button", name="导入 24 人").click()
    await expect(page.get_by_role("heading", name="名册", exact=True)).to_be_focused()
    row = page.locator("member-table tr", has_text="程素云")
    await expect(row).to_contain_text("0003")
    await expect(page.locator("member-table tr", has_text="欧阳明")).to_be_visible()


def read_lines(file: Path) -> list[str]:
    return file.read_text("utf-8-sig").splitlines()


async def correct(page: Page, label: str, text: str) -> None:
    await page.get_by_label(label).fill(text)
    await page.get_by_label(label).press("Tab")


async def arrange_seats(page: Page) -> None:
    """Make a plan, place one deputy by typing, move her by keyboard, fill the rest, take back and fill again, save."""
    await page.get_by_label("席数").fill("30")
    await page.get_by_label("排数").fill("3")
    await page.get_by_label("会场名称").fill("大会堂")
    await expect(page.locator("seat-plan circle")).to_have_count(30)
    await page.get_by_role("button", name="采用此席位图").click()
    await expect(page.get_by_text("大会堂 · 30 席 · 已安排 1")).to_be_visible()
    await page.locator("seat-pool").get_by_role("button", name="程素云").click()
    await page.get_by_label("席位号").fill("1 排 1 座")
    await page.get_by_role("button", name="安排", exact=True).click()
    seat = page.locator('[data-seat="1-1"]')
    await expect(seat).to_have_accessible_name("1 排 1 座 · 程素云 东城街道")
    await seat.focus()
    for key in ("Enter", "ArrowLeft", "Enter"):
        await page.keyboard.press(key)
    await expect(seat).to_have_accessible_name("1 排 1 座 · 空席")
    await page.get_by_role("button", name="填入 22 人").click()
    await expect(page.get_by_text("代表都已安排席位")).to_be_visible()
    await page.get_by_role("button", name="撤销").click()
    await page.get_by_role("button", name="填入 22 人").click()
    await page.get_by_role("button", name="保存席位（23 处更改）").click()
    await expect(page.get_by_role("link", name="下一步：会议")).to_be_visible()


async def issue_codes(page: Page) -> list[str]:
    """Codes for all seats in one act, and one for the chair; gives the texts of the cards."""
    await page.get_by_role("button", name="为 30 席发放登记码").click()
    cards = page.locator(".card")
    await expect(cards).to_have_count(30)
    await expect(cards.locator("svg.qr")).to_have_count(30)
    await expect(page.get_by_text("登记单上还没有监票人标识")).to_be_visible()
    await page.get_by_role("button", name="工作人员").click()
    await page.get_by_label("姓名或地点").fill("许建国")
    await page.get_by_role("button", name="发登记码").click()
    await expect(page.locator("staff-list tr", has_text="许建国")).to_contain_text("已发登记码")
    await page.get_by_role("button", name="登记单 31").click()
    await expect(cards).to_have_count(31)
    return [re.sub(r"\s", "", text) for text in await page.locator(".card .code").all_text_contents()]


async def print_cards(page: Page, a_page: int) -> None:
    """On paper every card is whole, as large as the others, and so many are on a page of A4."""
    await page.emulate_media(media="print")
    cards = await page.locator(".cut-card").evaluate_all(
        "cards => cards.map(card => [card.scrollHeight - card.clientHeight, card.scrollWidth - card.clientWidth, card.offsetHeight])"
    )
    assert max(max(high, wide) for high, wide, _ in cards) <= 0
    assert len({height for *_, height in cards}) == 1
    pdf = await page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == -(-len(cards) // a_page)
    await page.emulate_media(media="screen")


async def issue_attendance_cards(page: Page) -> None:
    await page.get_by_role("button", name="报到证").click()
    await page.get_by_role("button", name="给 24 人发证").click()
    await expect(page.locator(".attendance-card")).to_have_count(24)
    await print_cards(page, 10)


async def create_sitting(page: Page) -> None:
    await page.get_by_label("会议名称（中文）").fill("第六次会议·闭幕会")
    await expect(page.get_by_role("radio", name=re.compile("^Q2"))).to_be_checked()
    await expect(page.locator(".rule-choice", has_text="未核实的默认值")).to_have_count(4)
    await page.get_by_label("会议代号").fill("linhu-6-closing")
    await press_twice(page, "建立会议", "再按一次，建立会议")
    await expect(page.locator(".list li.chosen")).to_contain_text("第六次会议·闭幕会")


async def choose_template(page: Page, template: str) -> None:
    """Choose the kind of vote in its list."""
    await page.locator("#template").click()
    await page.locator(f'template-picker [data-template="{template}"]').click()
    await expect(page.locator("#template")).to_be_focused()


async def make_agenda(page: Page) -> None:
    await page.get_by_label("题目（中文）").fill(TITLE)
    await page.get_by_label("简称（中文）").fill("政府工作报告")
    await choose_template(page, "procedural-present")
    await expect(page.get_by_label("通过规则")).to_have_value("M7")
    await choose_template(page, "resolution")
    await expect(page.get_by_label("通过规则")).to_have_value("M1")
    await expect(page.get_by_label("表决方式")).to_have_value("secret")
    await choose_template(page, "roll-call")
    await expect(page.get_by_label("表决方式")).to_have_value("named")
    await choose_template(page, "resolution")
    await page.get_by_role("button", name="列入议程").click()
    item = page.locator(".list li", has_text=TITLE)
    await expect(item).to_contain_text("无记名")
    await expect(item).to_contain_text("待批准")
    await press_twice(page, "批准全部 1 项", "再按一次，批准 1 项")
    await expect(item).to_contain_text("已批准")


async def test_from_an_empty_server_to_an_agenda(browser: Browser, tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        window = await open_window(browser, server.url, "secretariat", server.admin_code)
        page, sent = window.page, listen(window.page)
        await found_body(page)
        await import_roster(page, broken_roster(tmp_path))
        await page.get_by_role("link", name="下一步：席位").click()
        await arrange_seats(page)
        await page.get_by_role("link", name="下一步：会议").click()
        await create_sitting(page)
        await page.get_by_role("link", name="下一步：议程").click()
        await make_agenda(page)
        await page.get_by_role("link", name="下一步：监票人").click()
        await expect(page.get_by_text("至少 2 名监票人登记后才有标识")).to_be_visible()
        await page.get_by_role("link", name="下一步：终端登记").click()
        codes = await issue_codes(page)
        assert len(set(codes)) == 31
        await print_cards(page, 8)
        await issue_attendance_cards(page)
        assert not [code for code in codes if any(code in body for body in sent)]

        seat = await open_window(browser, server.url, "seat", codes[0])
        await seat_shows(seat.page, "agenda")
        await step(page, "终端登记")
        await expect(page.get_by_text("已登记 1 / 30 席")).to_be_visible()
        assert await same_after_reload(page)
        await expect(page.get_by_text("本页没有登记码")).to_have_count(0)
        assert window.troubles == []
        await seat.clear()
        await window.clear()


def listen(page: Page) -> list[str]:
    """Bodies of everything that the page sends."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data_buffer or b''!r}"))
    return sent


async def same_after_reload(page: Page) -> bool:
    """The page asks before its unprinted codes are lost; then it comes back as the same device."""
    asked: list[str] = []

    async def accept(dialog: Any) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    page.on("dialog", accept)
    await page.reload()
    await expect(page.get_by_text("已登记 1 / 30 席")).to_be_visible()
    return asked == ["beforeunload"]


async def test_rules_and_kinds_are_those_of_the_server(browser: Browser, tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        window = await open_window(browser, server.url, "secretariat", server.admin_code)
        page = window.page
        await found_body(page)
        await step(page, "会议")
        await expect(page.locator(".rule-choice")).not_to_have_count(0)
        shown = {
            await row.locator("input").input_value(): await row.inner_text() for row in await page.locator(".rule-choice").all()
        }
        assert set(shown) == set(QUORUMS)
        for rule in QUORUMS.values():
            assert rule.formula in shown[rule.id]
            assert ("未核实的默认值" in shown[rule.id]) == (not rule.verified)
        await create_sitting(page)
        await step(page, "议程")
        rules = await options(page.get_by_label("通过规则"))
        assert sorted(rules) == sorted(MAJORITIES)
        for rule in rules:
            await page.get_by_label("通过规则").select_option(rule)
            await expect(page.locator("#rule-note")).to_contain_text(MAJORITIES[rule].formula)
            await expect(page.locator("#rule-note")).to_contain_text(MAJORITIES[rule].source["zh"])
        await page.locator("#template").click()
        entries = page.locator("template-picker [data-template]")
        await expect(entries).not_to_have_count(0)
        assert {await entry.get_attribute("data-template") for entry in await entries.all()} == set(TEMPLATES)
        for template in TEMPLATES.values():
            entry = page.locator(f'template-picker [data-template="{template.id}"]')
            await expect(entry).to_contain_text(template.name["zh"])
        for template in TEMPLATES.values():
            await page.locator(f'template-picker [data-template="{template.id}"]').click()
            if template.rule:
                assert (await options(page.get_by_label("通过规则")))[0] in {template.rule, "M1"}
            await expect(page.get_by_label("表决的途径")).to_have_value(
                "terminal" if template.channel == "terminal" else template.channel
            )
            await page.locator("#template").click()
        await window.clear()


async def options(select: Locator) -> list[str]:
    """What can be chosen, once it is drawn."""
    await expect(select.locator("option")).not_to_have_count(0)
    found = await select.locator("option").all()
    return [str(await option.get_attribute("value")) for option in found]


async def test_another_administrator_joins_by_an_installation_code(browser: Browser, tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        first = await open_window(browser, server.url, "secretariat", server.admin_code)
        await found_body(first.page)
        code = await asyncio.to_thread(make_admin_code, Settings(data_dir=tmp_path / "data"))
        second = await open_window(browser, server.url, "secretariat")
        await second.page.get_by_label("登记码").fill(code.lower())
        await second.page.get_by_role("button", name="继续").click()
        await expect(second.page.get_by_label("登记到")).to_have_value("linhu")
        await second.page.get_by_label("您的姓名").fill("任远")
        await press_twice(second.page, "登记为管理员", "再按一次，登记")
        await step(second.page, "终端登记")
        await expect(second.page.locator("staff-list tr", has_text="何静")).to_contain_text("已登记")
        await expect(second.page.locator("staff-list tr", has_text="任远")).to_contain_text("本设备")
        await second.page.goto(f"{server.url}/secretariat/#code={code}")
        await expect(second.page.get_by_role("alert")).to_contain_text("已使用")
        await second.page.get_by_role("button", name="继续使用本设备原有的登记").click()
        await expect(second.page.get_by_role("navigation")).to_be_visible()
        await first.clear()
        await second.clear()


@dataclass(slots=True)
class Help:
    """A running chamber of six, four of them present, and the secretariat's page at its hall."""

    live: LiveChamber
    window: Window

    @property
    def page(self) -> Page:
        return self.window.page

    def row(self, name: str) -> Locator:
        """A deputy's line of the attendance list."""
        return self.page.locator("roll-list tr", has=self.page.get_by_text(name, exact=True))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def help_(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Help]:
    async with live_chamber(tmp_path_factory.mktemp("hall"), 6, present=4) as live:
        (code,) = await live.chamber.secretariat.issue_codes([("secretariat", "", "何静")])
        window = await open_window(browser, live.server.url, "secretariat", code.text)
        await step(window.page, "会场")
        yield Help(live, window)
        assert window.troubles == []


async def test_attendance_is_kept_by_hand(help_: Help) -> None:
    page = help_.page
    counts = page.locator(".sum.hall dd")
    await expect(counts.nth(1)).to_have_text("4")
    await expect(help_.row("代表0")).to_contain_text("实到")
    await help_.row("代表4").get_by_role("button", name="报到", exact=True).click()
    await expect(counts.nth(1)).to_have_text("5")
    await expect(help_.row("代表4")).to_contain_text("实到")
    await expect(page.locator(".shares li", has_text="二组")).to_contain_text("3/3")
    await help_.row("代表5").get_by_role("button", name="请假").click()
    await page.get_by_label("事由").fill("因病")
    await press_twice(page, "登记请假", "再按一次，登记请假")
    await expect(counts.nth(2)).to_have_text("1")
    await expect(help_.row("代表5")).to_contain_text("请假")
    departing = help_.row("代表4").get_by_role("button", name="离席")
    await departing.click()
    await page.keyboard.press("Escape")
    await expect(departing).to_have_text("离席")
    await expect(counts.nth(1)).to_have_text("5")
    await page.get_by_label("查找姓名、证号、代表团、席位").fill("Deputy 4")
    await expect(page.locator("roll-list tbody tr")).to_have_count(1)
    await press_twice(page, "离席", "再按一次，离席")
    await expect(counts.nth(1)).to_have_text("4")
    await page.get_by_label("查找姓名、证号、代表团、席位").fill("")


async def test_a_member_by_video_and_one_who_is_recused(help_: Help) -> None:
    page, live = help_.page, help_.live
    counts = page.locator(".sum.hall dd")
    await press_twice_in(help_.row("代表4"), "视频报到", "再按一次，以视频报到")
    await expect(counts.nth(1)).to_have_text("5 视频 1 人")
    await press_twice_in(help_.row("代表4"), "离席", "再按一次，离席")
    await expect(counts.nth(1)).to_have_text("4")
    live.drafted += 1
    motion = Motion("conflict", live.drafted, WORDS, WORDS, WORDS)
    await live.chamber.secretariat.draft(live.sitting, motion)
    item = page.locator(".items li", has=page.locator("item-recusals summary"))
    await item.locator("summary", has_text="回避").click()
    await item.get_by_label(re.compile("^谁回避")).fill("Deputy 2")
    await item.get_by_label("事由").fill("与本人有利害关系")
    await press_twice_in(item, "登记回避", "再按一次，代表2回避本项")
    await expect(item.locator("summary", has_text="回避 1 人")).to_be_visible()
    state = await live.chamber.secretariat.api.get(f"/v1/sittings/{live.sitting}/state")
    assert [division["recused"] for division in state["divisions"] if division["id"] == "conflict"] == [["m2"]]
    await press_twice_in(item, "取消回避", "再按一次，取消")
    await expect(item.locator("summary")).to_have_text("回避")
    await live.chamber.secretariat.approve(live.sitting, "conflict")
    await live.chamber.chair.withdraw(live.sitting, "conflict", "试登记回避")


async def test_the_chief_scrutineer_is_named(help_: Help) -> None:
    page = help_.page
    await step(page, "监票人")
    row = page.locator("scrutineer-list li").first
    await press_twice_in(row, "设为总监票人", "再按一次，设为总监票人")
    await expect(row.locator(".tag", has_text="总监票人")).to_be_visible()
    await step(page, "会场")


async def press_twice_in(place: Locator, name: str, question: str) -> None:
    """As `press_twice`, for a button of one row."""
    await place.get_by_role("button", name=name, exact=True).click()
    asked = place.get_by_role("button", name=question, exact=True)
    await expect(asked).to_be_visible()
    await place.page.wait_for_timeout(450)
    await asked.click()


async def test_a_terminal_is_replaced_while_the_sitting_runs(browser: Browser, help_: Help) -> None:
    page = help_.page
    await help_.row("代表1").get_by_role("button", name="更换终端").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("原因").select_option("lost")
    await press_twice(page, "停用原终端并发新码", "再按一次，更换")
    await expect(dialog.locator("svg.qr")).to_be_visible()
    code = re.sub(r"\s", "", await dialog.locator(".code").inner_text())
    seat = await open_window(browser, help_.live.server.url, "seat", code)
    await seat_shows(seat.page, "agenda", "watch")
    await expect(dialog.get_by_text("新终端已登记")).to_be_visible()
    await dialog.get_by_role("button", name="关闭").click()
    await expect(help_.row("代表2")).to_contain_text("终端离线")
    await expect(help_.row("代表1")).not_to_contain_text("终端离线")
    await seat.clear()
    await expect(help_.row("代表1")).to_contain_text("终端离线")
    register = await help_.live.chamber.secretariat.api.register("congress")
    place = help_.live.identity("m1").seat
    assert [key["state"] for key in register["keys"] if key["seat"] == place] == ["revoked", "active"]


async def test_a_void_waits_for_the_second_person(help_: Help) -> None:
    page, live = help_.page, help_.live
    opening = await live.open("mistaken")
    await expect(page.locator(".now")).to_contain_text("正在表决")
    await live.chamber.chair.void(live.sitting, "mistaken", "表决稿有误")
    asked = page.locator("section.voiding")
    await expect(asked).to_contain_text("表决稿有误")
    async with live.chamber.chair.live(live.sitting) as chair:
        assert chair.division("mistaken")["state"] == "open"
        await press_twice(page, "我核对过理由，确认作废", "再按一次，作废这次表决")
        await chair.until_division("mistaken", "void")
    await expect(asked).to_have_count(0)
    assert opening.division == "mistaken"


async def test_a_declared_result_is_published_and_its_record_kept(help_: Help, tmp_path: Path) -> None:
    page, live = help_.page, help_.live
    opening = await live.open("adopted")
    item = page.locator(".items li", has_text="表决中")
    await expect(item).to_be_visible()
    tallied = await live.close(opening)
    await expect(page.locator(".items li", has_text="待宣布")).to_be_visible()
    await expect(page.locator(".items")).not_to_contain_text("赞成")
    await live.declare(opening, tallied)
    await expect(page.locator(".items li", has_text="已宣布")).to_contain_text("赞成 0 票")
    await press_twice(page, "公布结果", "再按一次，公布")
    await expect(page.locator(".items li").last).to_contain_text(re.compile("已公布|已归档"))
    async with page.expect_download() as download:
        await page.locator(".items li").last.get_by_role("button", name="下载记录文件").click()
    saved = await download.value
    assert saved.suggested_filename == f"{live.sitting}@adopted.hemicycle.json"
    await saved.save_as(tmp_path / "record.json")
    assert json.loads((tmp_path / "record.json").read_bytes())["division"] == "adopted"
    last = page.locator(".items li").last
    await last.locator("summary", has_text="结果单").click()
    for button, name in (("结果单 PDF", "adopted.zh.pdf"), ("结果单 网页", "adopted.zh.html")):
        async with page.expect_download() as download:
            await last.get_by_role("button", name=button).click()
        assert (await download.value).suggested_filename == f"{live.sitting}@{name}"
    await page.locator("summary", has_text="会议记录").click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="会议记录 XLSX").click()
    assert (await download.value).suggested_filename == f"{live.sitting}.minutes.zh.xlsx"


async def test_an_operator_sees_terminals_and_hall_only(browser: Browser, help_: Help) -> None:
    (code,) = await help_.live.chamber.secretariat.issue_codes([("operator", "", "技术员一")])
    window = await open_window(browser, help_.live.server.url, "secretariat", code.text)
    page = window.page
    await expect(page.get_by_role("navigation").get_by_role("link")).to_have_text([re.compile("终端登记"), re.compile("会场")])
    await expect(page.get_by_role("button", name="工作人员")).to_have_count(0)
    await step(page, "会场")
    await expect(page.get_by_role("button", name="更换终端").first).to_be_visible()
    await expect(page.get_by_role("button", name="报到")).to_have_count(0)
    assert window.troubles == []
    await window.clear()


async def test_english_says_the_same(help_: Help) -> None:
    page = help_.page
    await page.get_by_role("button", name="Switch to English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    for name in ("Checklist", "Roster", "Seats", "Sitting", "Agenda", "Scrutineers", "Terminals", "In the hall"):
        await step(page, name)
        own = re.sub(
            r"代表\d|[一二]组|何静|秘书处|执行主席|监票人|第一次全体会议|表决稿有误|试登记回避|代|中文",
            "",
            await page.locator("secretariat-app").inner_text(),
        )
        assert re.findall(r"[一-鿿]+", own) == [], name
    await page.get_by_role("button", name="切换为中文").click()
