"""A chamber votes, as the people in it see it: chair, deputy, hall and secretariat at their pages, thirteen simulated deputies beside them."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from tests.support import pdf
from tests.support.house import SITTING, House, house
from tests.support.pages import (
    Window,
    at_step,
    give_reason,
    open_window,
    seat_shows,
    states,
    take_step,
    take_steps,
    told_figures,
    turn_to,
)
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).parents[2]
A_FIGURE = re.compile(r"(赞成|反对|弃权)\s*\d")
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
VOTES = {f"m{n}": FOR for n in range(1, 9)} | {"m9": AGAINST, "m10": AGAINST, "m11": ABSTAIN}
"""With the seat at the page: 9 for, 2 against, 1 abstaining of 14; two don't press."""


@dataclass(slots=True)
class People:
    """The pages of a house, each on its own device."""

    house: House
    chair: Window
    seat: Window
    hall: Window
    secretariat: Window

    @property
    def windows(self) -> tuple[Window, ...]:
        return self.chair, self.seat, self.hall, self.secretariat


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def people(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[People]:
    """Everybody enrols by a link; the chair opens the sitting with the space key; the deputies check in."""
    async with house(tmp_path_factory.mktemp("house")) as home:
        roles = {"chair": "chair", "seat": "m0", "hall": "observer", "secretariat": "secretariat"}
        windows = [open_window(browser, home.url, page, home.code(code)) for page, code in roles.items()]
        everybody = People(home, *await asyncio.gather(*windows))
        chair, seat = everybody.chair.page, everybody.seat.page
        await expect(everybody.hall.page.locator("main")).to_have_attribute("data-scene", "before")
        await expect(seat.locator(".place")).to_contain_text("会议尚未开始")
        await take_step(chair, "open-sitting")
        await seat.get_by_role("button", name="报到").click()
        await expect(seat.locator(".place .big")).to_have_text("已报到")
        await home.check_in()
        await everybody.secretariat.page.get_by_role("navigation").get_by_role("link", name="会场").click()
        yield everybody


async def say_nothing(people: People) -> None:
    """No page shows and no frame held a figure per option."""
    for window in people.windows:
        assert not A_FIGURE.search(await text_of(window.page))


async def text_of(page: Page) -> str:
    """All that a page holds for eyes and ears: its text and its labels."""
    return await page.evaluate(
        "() => document.body.innerText + [...document.querySelectorAll('[aria-label], title')]"
        ".map((one) => ' ' + (one.getAttribute('aria-label') ?? one.textContent)).join('')"
    )


async def test_a_vote_from_the_announcement_to_its_record(people: People, tmp_path: Path) -> None:
    home, chair, seat, hall = people.house, people.chair.page, people.seat.page, people.hall.page
    division = await home.draft("report")
    scene = hall.locator("main")

    await take_step(chair, "announce")
    await expect(scene).to_have_attribute("data-scene", "announced")
    await seat_shows(seat, "announced")
    await expect(seat.locator(".key")).to_have_count(0)

    await take_step(chair, "open")
    await expect(scene).to_have_attribute("data-scene", "open")
    await seat.locator(".key.against").click()
    await expect(seat.locator(".choice.against")).to_contain_text("已记录")
    await seat.keyboard.press("1")
    await expect(seat.locator(".choice.for")).to_contain_text("已记录")
    await home.vote(VOTES)
    await expect(chair.locator("chair-chamber")).to_contain_text("12")
    await expect(hall.locator(".crowd")).to_have_attribute("aria-label", "已按 12 人，实到 14 人")
    await say_nothing(people)
    for window in people.windows:
        assert window.frames
        assert told_figures(window.frames) == []

    await take_step(chair, "close")
    await at_step(chair, "declare")
    panel = chair.locator("section.right")
    await expect(panel).to_contain_text("尚未公开")
    await expect(panel).to_contain_text("赞成 9 票，超过全体代表 14 人的半数（至少 8 票），通过")
    await expect(panel.locator(".figs dd")).to_have_text(["9", "2", "1", "2", "0"])
    await expect(scene).to_have_attribute("data-scene", "waiting")
    await seat_shows(seat, "ended")
    for window in (people.seat, people.hall, people.secretariat):
        assert not A_FIGURE.search(await text_of(window.page))
        assert told_figures(window.frames) == []
    assert A_FIGURE.search(await text_of(chair))
    assert told_figures(people.chair.frames)

    await take_step(chair, "declare")
    await expect(scene).to_have_attribute("data-scene", "declared")
    await expect(hall.locator(".figs dd")).to_have_text(["9", "2", "1", "2"])
    await expect(hall.locator(".line")).to_contain_text("赞成 9 票")
    await expect(seat.locator(".verdict")).to_have_text("通过")
    await expect(seat.get_by_text("您的票：赞成")).to_be_visible()
    await expect(seat.get_by_text("已核对：计票中的您的票与回执一致")).to_be_visible()

    await chair.locator('[data-act="record"]').click()
    async with chair.expect_download() as download:
        await chair.get_by_role("button", name="下载").click()
    bundle = tmp_path / (await download.value).suggested_filename
    await (await download.value).save_as(bundle)
    assert bundle.name == f"{SITTING}@{division}.hemicycle.json"
    assert bundle.read_bytes() == (home.server.records_dir / bundle.name).read_bytes()
    assert await audit(bundle) == (0, [])
    async with chair.expect_download() as download:
        await chair.get_by_role("button", name="结果单 PDF").click()
    sheet = tmp_path / (await download.value).suggested_filename
    await (await download.value).save_as(sheet)
    assert "赞成9票" in pdf.squeezed(sheet.read_bytes())
    content = bundle.read_bytes()
    at = content.index(b'"ballots"') + 60
    bundle.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    code, findings = await audit(bundle)
    assert code == 1
    assert findings
    for window in people.windows:
        assert window.troubles == []


async def audit(bundle: Path) -> tuple[int, list[object]]:
    """Exit code and findings of the independent auditor."""
    environment = {"PYTHONPATH": str(ROOT / "auditor" / "src"), "PATH": os.environ["PATH"]}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hemicycle_audit", "verify", "--json", str(bundle), env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return process.returncode or 0, json.loads(said)["failures"]


async def test_a_void_takes_a_second_person_and_the_vote_is_held_again(people: People) -> None:
    home, chair, seat, hall, secretariat = people.house, *(window.page for window in people.windows)
    await home.draft("void-me", "计划报告", "the Plan")
    await turn_to(chair, "计划报告")
    await take_steps(chair, "announce", "open")
    await seat_shows(seat, "keys")
    await seat.keyboard.press("2")
    await expect(seat.locator(".choice.against")).to_contain_text("已记录")
    await give_reason(chair, "void", "误报议题")
    await expect(chair.get_by_text("已提出作废，等待第二人确认")).to_be_visible()
    await expect(hall.locator("main")).to_have_attribute("data-scene", "open")
    await expect(seat.locator(".kicker")).to_contain_text("主持人提出本次表决作废")
    asked = secretariat.locator("section.voiding")
    await expect(asked).to_contain_text("误报议题")
    confirm = asked.locator("two-press button")
    await confirm.click()
    await expect(confirm).to_contain_text("再按一次")
    await confirm.click(delay=450)  # a double click is one press
    await expect(hall.locator("main")).to_have_attribute("data-scene", "ended")
    await expect(hall.locator("main")).to_contain_text("误报议题")
    await expect(chair.locator(".motion .trouble")).to_contain_text("误报议题")
    await seat_shows(seat, "agenda")
    await chair.locator('[data-act="again"]').click()
    await take_steps(chair, "approve", "announce", "open")
    await home.vote({"m1": FOR})
    await take_steps(chair, "close", "declare")
    await expect(hall.locator("main")).to_have_attribute("data-scene", "declared")
    await expect(hall.locator("main")).to_contain_text("再次表决")
    await expect(hall.locator("main")).to_contain_text("未通过")


@pytest.mark.parametrize(("act", "state"), [("withdraw", "撤回"), ("defer", "暂缓")])
async def test_an_item_is_put_off_with_a_reason(people: People, act: str, state: str) -> None:
    chair, hall = people.chair.page, people.hall.page
    await people.house.draft(f"{act}-me", f"预算-{act}", "the Budget")
    await turn_to(chair, f"预算-{act}")
    await take_step(chair, "announce")
    await give_reason(chair, act, "  ")
    await expect(chair.get_by_text("请填写理由")).to_be_visible()
    await chair.locator("textarea[name=reason]").fill("提案人要求")
    await chair.locator("form.inline button[type=submit]").click()
    await expect(chair.locator(".motion .trouble")).to_have_text(f"{state}：提案人要求")
    await expect(hall.locator("main")).to_have_attribute("data-scene", "ended")
    await expect(hall.locator("main")).to_contain_text("提案人要求")


async def test_two_consoles_of_the_chair_at_once(people: People, browser: Browser) -> None:
    """Both show the same; of two acts at the same time one counts, and the console that came second says so."""
    home, first = people.house, people.chair.page
    division = await home.draft("both", "法院报告", "the Court's Report")
    window = await open_window(browser, home.url, "chair", await home.another_code("chair", "副主席"))
    second = window.page
    for console in (first, second):
        await turn_to(console, "法院报告")
    await take_step(second, "announce")
    await take_step(first, "open")
    await at_step(second, "close")

    sent, overtaken = asyncio.Event(), asyncio.Event()

    async def slow_line(route: Route) -> None:
        sent.set()
        await overtaken.wait()
        await route.continue_()

    await first.route("**/acts", slow_line)
    async with asyncio.TaskGroup() as both:
        both.create_task(take_step(first, "close"))
        await sent.wait()
        await take_step(second, "close")
        overtaken.set()
    await expect(first.get_by_text("另一台主持台已操作")).to_be_visible()
    await first.unroute("**/acts")
    await first.get_by_role("button", name="知道了").click()
    await take_step(first, "declare")
    await at_step(second, "close-sitting")
    await expect(second.get_by_text("没有待处理的问题")).to_be_visible()
    assert states(window.frames, division)[-1] == "declared"
    await window.clear()
    people.chair.troubles.clear()


async def test_one_device_works_in_one_window(people: People) -> None:
    chair = people.chair.page
    other = await chair.context.new_page()
    await other.goto(chair.url)
    await other.locator("hold-control").wait_for()
    await expect(chair.get_by_text("本控制台已在另一窗口打开")).to_be_visible()
    await other.close()
    await chair.get_by_role("button", name="在此窗口继续").click()
    await expect(chair.get_by_text("没有待处理的问题")).to_be_visible()


async def test_a_locked_console_does_nothing(people: People) -> None:
    chair = people.chair.page
    await people.house.draft("locked", "检察院报告", "the Procuratorate's Report")
    await turn_to(chair, "检察院报告")
    await at_step(chair, "announce")
    await chair.get_by_role("button", name="锁定").click()
    await expect(chair.get_by_text("控制台已锁定")).to_be_visible()
    await chair.keyboard.press("Space")
    await chair.keyboard.press("Escape")
    await chair.reload()
    await expect(chair.get_by_text("控制台已锁定")).to_be_visible()
    await expect(people.hall.page.locator("main")).not_to_have_attribute("data-scene", "announced")
    await chair.keyboard.down("Space")
    await at_step(chair, "announce")
    await chair.keyboard.up("Space")
    await expect(people.hall.page.locator("main")).not_to_have_attribute("data-scene", "announced")
