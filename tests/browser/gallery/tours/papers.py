"""What is before the house, as a file: attached by the secretariat, read at the seat and at the rostrum, before a vote and in it."""

from collections.abc import Mapping
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.browser.gallery.people import people
from tests.browser.gallery.studio import Studio
from tests.support import papers as files
from tests.support.house import SITTING, House, house
from tests.support.pages import Window, at_step, seat_shows, take_step, take_steps

OWN = "m0"
REPORT = {"zh": "政府工作报告", "en": "Work Report of the Government"}
NOTE = {"zh": "起草说明", "en": "Explanation of the draft"}
PARAGRAPH = (
    "一年来，全区上下坚持稳中求进，教育、医疗、养老等公共服务继续改善，民生实事项目按期完成，代表提出的建议逐件办理并答复。"
    "受财力所限，老旧小区改造的进度慢于计划，停车难的问题仍较突出，须在今年着力解决。"
)
TABLE = "#table(columns: 3, [项目], [去年], [今年], [新增学位], [1200], [1800], [公共停车位], [900], [2000])"
PAGES = [
    f"= 政府工作报告\n\n各位代表：现在，我代表区人民政府，向大会报告工作，请予审议。\n\n== 一、过去一年的工作\n\n{(PARAGRAPH + chr(10) * 2) * 4}",
    f"== 二、今年的目标\n\n{TABLE}\n\n{(PARAGRAPH + chr(10) * 2) * 3}",
    f"== 三、重点任务\n\n{(PARAGRAPH + chr(10) * 2) * 5}",
]
SHORT = f"{PARAGRAPH}\n\n（本文及其中的人名、地名、数字均为虚构。）"


def draft_report() -> bytes:
    """A report of three pages."""
    return files.sound(*PAGES)


async def attach(home: House, division: str, document: str, data: bytes, title: Mapping[str, str]) -> None:
    """What the secretariat's page does with a file."""
    secretariat = home.ready.secretariat
    kept = await secretariat.api.send(f"/v1/bodies/{secretariat.body}/documents", data, {})
    fields: dict[str, Any] = {"division": division, "document": document, "title": dict(title), "language": "zh", **kept}
    await secretariat.act(f"sitting.{SITTING}", "document-attach", fields)


async def papers(studio: Studio) -> None:
    """Three items: one with two files, one whose file is another than the record's, one that gets its files at the page."""
    async with house(studio.folder, members=people(24), free=(OWN,)) as home:
        await home.draft("report", "政府工作报告", "the Work Report of the Government")
        await home.draft("budget", "预算", "the Budget")
        await home.draft("court", "法院工作报告", "the Work Report of the Court")
        await attach(home, "report", "a", draft_report(), REPORT)
        await attach(home, "report", "b", files.sound(f"= 起草说明\n\n{SHORT}"), NOTE)
        await attach(home, "budget", "c", files.sound(f"= 预算\n\n{SHORT}"), {"zh": "预算草案", "en": "Draft Budget"})
        await _desk(studio, home)
        chair = await studio.open(home.url, "chair", home.code("chair"))
        seat = await studio.open(home.url, "seat", home.code(OWN))
        await _before(studio, home, chair, seat)
        await _in_the_vote(studio, home, chair, seat)
        await _altered(studio, chair, seat)


def _file(name: str, data: bytes) -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


async def _desk(studio: Studio, home: House) -> None:
    desk = await studio.open(home.url, "secretariat", home.code("secretariat"))
    page = desk.page
    await page.get_by_role("navigation").get_by_role("link", name="议程").click()
    await page.get_by_role("button", name="材料 · 关于法院工作报告的决议（草案）").click()
    box = page.locator("item-papers")
    await expect(box.get_by_text("还没有材料")).to_be_visible()
    await studio.show("papers-empty", secretariat=desk)
    sent = [
        _file("法院工作报告.pdf", draft_report()),
        _file("带脚本.pdf", files.with_script()),
        _file("Explanation of the draft.pdf", files.sound("Why")),
        _file("不是.pdf", b"<html>"),
    ]
    await box.locator(".drop input[type=file]").set_input_files(sent)
    await expect(box.get_by_text("不是 PDF 文件")).to_be_visible()
    await expect(box.get_by_role("button", name="附上 2 份")).to_be_enabled()
    studio.expects_trouble(desk)
    await studio.show("papers-coming", secretariat=desk)
    await box.get_by_role("button", name="附上 2 份").click()
    await expect(box.locator(".papers-list li")).to_have_count(2)
    await studio.show("papers", secretariat=desk)
    await box.locator(".papers-list li").first.get_by_role("button", name="查看").click()
    await _read(page, "法院工作报告")
    await studio.show("papers-page", secretariat=desk)
    await studio.close(desk)


async def _read(page: Page, title: str) -> None:
    """Open the paper with this title in a list, and wait until its text is there."""
    await page.locator(".paper-line", has_text=title).first.click()
    await expect(page.locator(".pdf-page .textLayer").first).not_to_be_empty()
    await expect(page.locator(".pdf-page canvas").first).to_be_visible()


async def _before(studio: Studio, home: House, chair: Window, seat: Window) -> None:
    """The chair looks at the day's papers before the sitting; the deputy reads from the agenda."""
    await at_step(chair.page, "open-sitting")
    await chair.page.locator('.day [data-division="report"] button').click()
    await expect(chair.page.locator(".paper-line")).to_have_count(3)
    await studio.show("papers-list", chair=chair)
    await _read(chair.page, "政府工作报告")
    await studio.show("papers-page", chair=chair)
    await chair.page.keyboard.press("Escape")
    await expect(chair.page.locator("chair-papers")).to_have_count(0)
    await take_step(chair.page, "open-sitting")
    await seat.page.locator('[data-focus="check-in"]').click()
    await home.check_in()
    await expect(seat.page.locator(".papers-of")).to_have_count(3)
    await studio.show("papers-agenda", seat=seat)
    await seat.page.locator(".papers-of").first.click()
    await expect(seat.page.locator(".paper-line")).to_have_count(3)
    await studio.show("papers-list", seat=seat)
    await _read(seat.page, "政府工作报告")
    await studio.show("papers-page", seat=seat)


async def _in_the_vote(studio: Studio, home: House, chair: Window, seat: Window) -> None:
    """A vote opens under the deputy's papers; the chair looks into them while it is open, and the control stays what it is."""
    await take_steps(chair.page, "announce", "open")
    await expect(seat.page.locator(".keys .key.for")).to_be_visible()
    await studio.show("papers-open", seat=seat)
    await chair.page.locator('[data-act="papers"]').click()
    await _read(chair.page, "政府工作报告")
    await expect(chair.page.locator('hold-control[data-step="close"]')).to_be_visible()
    await studio.show("papers-open", chair=chair)
    await seat.page.locator(".keys .key.for").click()
    await seat_shows(seat.page, "recorded")
    await take_step(chair.page, "close")
    await expect(chair.page.locator("chair-papers")).to_have_count(0)
    await at_step(chair.page, "declare")
    await take_steps(chair.page, "declare", "next", "announce")


async def _altered(studio: Studio, chair: Window, seat: Window) -> None:
    """What comes is not the file that the record names."""

    async def forge(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.body()).replace(b"%%EOF", b"%%EOG"))

    for window, opener in ((chair, '[data-act="papers"]'), (seat, '[data-focus="document"]')):
        await window.page.route("**/documents/c", forge)
        await window.page.locator(opener).click()
        await window.page.locator(".paper-line", has_text="预算草案").click()
        await expect(window.page.get_by_role("alert")).to_contain_text("与会议记录所载的不符")
    await studio.show("papers-altered", chair=chair, seat=seat)


TOURS = (papers,)
