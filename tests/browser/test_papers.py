"""A deputy reads what is before the house, at the seat, before a vote and in it; what is read is what the record names."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan, prepare_chamber
from terminal_client.headless.console import Motion
from terminal_client.headless.opening import Opening
from tests.browser.gallery.inspection import axe_finds
from tests.support import papers
from tests.support.chamber import WORDS, LiveChamber, roster
from tests.support.pages import Window, open_window, seat_shows

pytestmark = pytest.mark.asyncio(loop_scope="module")

REPORT = {"zh": "政府工作报告", "en": "Report on the work"}
PAGES = [f"第 {n} 页\n\n临湖区第十九届人民代表大会第六次会议听取和审议了工作报告。\n\n附表 {n}" for n in range(1, 13)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    with ServerProcess(tmp_path_factory.mktemp("papers")) as server:
        plan = ChamberPlan(roster(6), free=("m0", "m1"))
        async with await prepare_chamber(server.url, server.admin_code, plan) as chamber:
            await chamber.check_in(f"m{n}" for n in range(2, 6))
            yield LiveChamber(server, chamber)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def window(browser: Browser, hall: LiveChamber) -> Window:
    """A tablet whose deputy has checked in."""
    window = await open_window(browser, hall.server.url, "seat", hall.chamber.codes["m0"].text)
    await window.page.get_by_role("button", name="报到").click()
    await expect(window.page.locator(".place .big")).to_have_text("已报到")
    return window


async def attach(hall: LiveChamber, division: str, document: str, data: bytes, **more: Any) -> None:
    api = hall.chamber.secretariat.api
    kept = await api.send(f"/v1/bodies/{api.identity.body}/documents", data, {})
    fields = {"division": division, "document": document, "title": REPORT, "language": "zh", **kept, **more}
    await hall.chamber.secretariat.act(f"sitting.{hall.sitting}", "document-attach", fields)


async def draft(hall: LiveChamber, division: str, zh: str, countdown_s: int = 0) -> None:
    hall.drafted += 1
    title = {"zh": zh, "en": "Resolution"}
    await hall.chamber.secretariat.draft(
        hall.sitting, Motion(division, hall.drafted, title, title, WORDS, countdown_s=countdown_s)
    )


async def shot(page: Page, name: str) -> None:
    """Keep a picture for whoever looks."""
    if folder := os.environ.get("HEMICYCLE_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def sound(page: Page) -> None:
    assert await axe_finds(page) == []


async def test_papers_are_read_before_the_vote(hall: LiveChamber, window: Window) -> None:
    page = window.page
    await draft(hall, "report", "关于政府工作报告的决议（草案）")
    await attach(hall, "report", "a", papers.sound(*PAGES))
    await attach(hall, "report", "b", papers.sound("附件"), title={"zh": "说明", "en": "Explanation"})
    await hall.chamber.secretariat.approve(hall.sitting, "report")
    await page.get_by_role("button", name="关于政府工作报告的决议（草案）：材料 2 份").click()
    lines = page.locator(".paper-line")
    await expect(lines).to_have_count(3)
    await sound(page)
    await shot(page, "papers-list")
    await lines.filter(has_text="政府工作报告").nth(0).click()
    await expect(page.locator(".papers-tools .num")).to_have_text("1 / 12")
    await expect(page.locator(".pdf-page .textLayer").first).to_contain_text("听取和审议了工作报告")
    await sound(page)
    await shot(page, "papers-page")
    await page.get_by_role("button", name="下一页").click()
    await expect(page.locator(".papers-tools .num")).to_have_text("2 / 12")
    for _ in range(3):
        await page.get_by_role("button", name="放大").click()
    await expect(page.locator(".papers-tools .num")).to_have_text("2 / 12")
    await page.locator(".pdf-pages").evaluate("box => { box.scrollTop = box.scrollHeight }")
    await expect(page.locator(".papers-tools .num")).to_have_text("12 / 12")
    await expect(page.locator(".pdf-page").last.locator("canvas")).to_be_visible()
    drawn = await page.locator(".pdf-page canvas").count()
    assert drawn <= 4, "pages out of sight are given back"


async def test_a_vote_opens_under_the_papers_and_the_keys_are_there(hall: LiveChamber, window: Window) -> None:
    page = window.page
    await hall.chamber.chair.announce(hall.sitting, "report")
    await expect(page.locator(".meanwhile")).to_contain_text("即将表决")
    opening = await hall.chamber.chair.open_division(hall.sitting, "report")
    await expect(page.locator(".keys .key.for")).to_be_visible()
    await expect(page.locator(".meanwhile")).to_contain_text("表决中")
    below = await page.locator(".keys .key.for").bounding_box()
    assert below
    assert below["height"] >= 56
    await sound(page)
    await shot(page, "papers-open")
    await page.get_by_role("button", name="返回表决").click()
    above = await page.locator(".keys .key.for").bounding_box()
    assert above
    assert (above["x"], above["width"]) == (below["x"], below["width"])
    assert above["y"] <= below["y"]
    assert abs(above["y"] + above["height"] - below["y"] - below["height"]) <= 24, "each key stays where it is"
    await page.get_by_role("button", name="表决材料").click()
    await page.locator(".keys .key.for").click()
    await seat_shows(page, "recorded")
    await expect(page.locator(".papers")).to_be_hidden()
    await close(hall, opening)


async def close(hall: LiveChamber, opening: Opening) -> None:
    await hall.declare(opening, await hall.close(opening))


async def test_a_file_that_is_not_the_one_of_the_record_is_not_shown(hall: LiveChamber, window: Window) -> None:
    page = window.page
    await draft(hall, "altered", "关于条例的决议")
    await attach(hall, "altered", "a", papers.sound("true"))
    await hall.chamber.secretariat.approve(hall.sitting, "altered")
    await hall.chamber.chair.announce(hall.sitting, "altered")

    async def forge(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.body()).replace(b"%%EOF", b"%%EOG"))

    await page.route("**/documents/a", forge)
    await page.get_by_role("button", name="表决材料").click()
    await page.locator(".paper-line", has_text="政府工作报告").click()
    await expect(page.get_by_role("alert")).to_contain_text("与会议记录所载的不符")
    await sound(page)
    await shot(page, "papers-altered")
    await page.unroute("**/documents/a")
    await page.get_by_role("button", name="重试").click()
    await expect(page.locator(".pdf-page .textLayer").first).to_contain_text("true")
    await page.keyboard.press("Escape")
    await expect(page.locator(".papers")).to_be_hidden()


async def test_upright_dark_and_english(hall: LiveChamber, window: Window) -> None:
    page = window.page
    opening = await hall.chamber.chair.open_division(hall.sitting, "altered")
    await page.set_viewport_size({"width": 800, "height": 1280})
    await page.evaluate("document.documentElement.dataset.theme = 'dark'")
    await page.locator('button[lang="en"]').click()
    await page.get_by_role("button", name="Papers").click()
    await page.locator(".paper-line").last.click()
    await expect(page.locator(".pdf-page .textLayer").first).to_contain_text("true")
    await expect(page.locator(".keys .key.for")).to_be_visible()
    await sound(page)
    await shot(page, "papers-upright")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Back to the vote").click()
    await close(hall, opening)
    assert [each for each in window.troubles if "documents/a" not in each] == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(browser: Browser, hall: LiveChamber) -> Page:
    """The agenda on a second device of the secretariat."""
    await draft(hall, "plain", "关于条例的决定（草案）")
    (code,) = await hall.chamber.secretariat.issue_codes([("secretariat", "", "二号机")])
    window = await open_window(browser, hall.server.url, "secretariat", code.text)
    await window.page.get_by_role("navigation").get_by_role("link", name="议程").click()
    return window.page


def file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


async def test_the_secretariat_attaches_replaces_and_withdraws(desk: Page) -> None:
    await desk.get_by_role("button", name="材料 · 关于条例的决定（草案）").click()
    box = desk.locator("item-papers")
    await expect(box.get_by_text("还没有材料")).to_be_visible()
    await sound(desk)
    pick = box.locator(".drop input[type=file]")
    await pick.set_input_files(
        [
            file("条例草案.pdf", papers.sound(*PAGES)),
            file("带脚本.pdf", papers.with_script()),
            file("Explanation.pdf", papers.sound("why")),
            file("不是.pdf", b"<html>"),
        ]
    )
    await expect(box.locator(".coming")).to_have_count(4)
    await expect(box.get_by_text("PDF 文件含有脚本或动作，不能使用")).to_be_visible()
    await expect(box.get_by_text("不是 PDF 文件")).to_be_visible()
    await expect(box.get_by_role("button", name="附上 2 份")).to_be_enabled()
    await sound(desk)
    await shot(desk, "desk-coming")
    await box.get_by_role("button", name="附上 2 份").click()
    standing = box.locator(".papers-list li")
    await expect(standing).to_have_count(2)
    await expect(standing.first).to_contain_text("12 页")
    await standing.first.locator("input[type=file]").set_input_files(file("新.pdf", papers.sound("corrected")))
    await expect(box.get_by_text("替换“条例草案”")).to_be_visible()
    await box.get_by_role("button", name="附上 1 份").click()
    await expect(standing.filter(has_text="条例草案")).to_contain_text("1 页")
    await standing.filter(has_text="Explanation").get_by_role("button", name="撤下").click()
    await desk.wait_for_timeout(500)
    await box.get_by_role("button", name="再按一次撤下").click()
    await expect(standing).to_have_count(1)
    await sound(desk)
    await shot(desk, "desk-standing")
    await standing.get_by_role("button", name="查看").click()
    await desk.locator(".paper-line").last.click()
    await expect(desk.locator(".pdf-page .textLayer").first).to_contain_text("corrected")
    await shot(desk, "desk-reading")
    await desk.get_by_role("button", name="返回议程").first.click()
    await expect(desk.get_by_role("button", name="材料 1 · 关于条例的决定（草案）")).to_be_visible()
