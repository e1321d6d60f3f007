"""Ballots with many names at a deputy's seat: every form is marked, cast, changed and found again in the declared result."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.house import SITTING, House, house, motion
from tests.support.pages import Window, at_step, open_window, seat_shows, take_step, take_steps
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS, FormItem

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = [(f"候选人{n}", f"Candidate {n}") for n in "甲乙丙丁戊己庚辛"]
PROJECTS = [(f"民生实事项目第 {n} 号", f"Project number {n}") for n in range(1, 11)]
Fill = Callable[[Page], Awaitable[None]]


async def press(page: Page, row: int, key: int = 0) -> None:
    """A key of a row, both from 0."""
    await page.locator(f'[data-focus="row-{row}-{key}"]').click()


async def keys(page: Page) -> None:
    """Three keys for eight names, by the keyboard alone."""
    await page.locator('[data-focus="row-0-0"]').focus()
    for figure in "12311111":
        await page.keyboard.press(figure)
        await page.keyboard.press("ArrowDown")


async def choose(page: Page) -> None:
    for row in (0, 3, 9):
        await press(page, row)
    await page.locator('[data-focus="row-5-0"]').click(
        force=True
    )  # one too many: refused in words, and none of the three is dropped
    await expect(page.locator(".answer")).to_be_visible()
    await expect(page.locator('.row[aria-pressed="true"]')).to_have_count(3)


async def grade(page: Page) -> None:
    await press(page, 0, 0)
    await press(page, 1, 2)
    await press(page, 2, 1)
    await press(page, 2, 1)  # taken back: it stays blank


async def elect(page: Page) -> None:
    await press(page, 0, 0)
    await press(page, 2, 2)
    await page.locator("#slot-0").fill("候选人 甲")
    await expect(page.locator("#slot-0-fault")).to_be_visible()
    await page.locator("#slot-0").fill("买买提•艾力")
    await expect(page.locator("#slot-0-fault")).to_be_visible()
    await press(page, 1, 1)
    await expect(page.locator("#slot-0-fault")).to_be_hidden()


async def rank(page: Page) -> None:
    for row in (4, 2, 7):
        await press(page, row)
    await press(page, 7, 1)  # one up
    await press(page, 0)
    await page.locator('[data-focus="undo"]').click()


@dataclass(frozen=True)
class Form:
    """A ballot, how it is filled in, what stands in the summary then, and the own marks in the result."""

    name: str
    item: FormItem
    names: Sequence[tuple[str, str]]
    template: str
    rule: str
    fill: Fill
    groups: Sequence[str]
    own: Sequence[str]


FORMS = (
    Form(
        "keys",
        FormItem(THREE_KEYS, 8, 0, 0, 0),
        PEOPLE,
        "appoint-each",
        "M1",
        keys,
        ("赞成6", "反对1", "弃权1"),
        ("赞成", "反对", "弃权", *["赞成"] * 5),
    ),
    Form(
        "choose",
        FormItem(CHOOSE, 10, 0, 3, 0),
        PROJECTS,
        "street-pick",
        "top",
        choose,
        ("已选3",),
        ("已选", "–", "–", "已选", *["–"] * 5, "已选"),
    ),
    Form(
        "grades",
        FormItem(GRADES, 8, 0, 3, 0),
        PEOPLE,
        "satisfaction-3",
        "grades-valid",
        grade,
        ("满意1", "不满意1", "未评6"),
        ("满意", "不满意", *["–"] * 6),
    ),
    Form(
        "election",
        FormItem(ELECTION, 3, 0, 2, 1),
        PEOPLE[:3],
        "by-election",
        "E6",
        elect,
        ("赞成1", "反对1", "弃权1", "另选他人1"),
        ("赞成", "反对", "弃权", "另选他人"),
    ),
    Form(
        "ranking",
        FormItem(RANKING, 10, 0, 0, 0),
        PROJECTS,
        "livelihood-rank",
        "points",
        rank,
        ("排序3", "未排7"),
        ("第 1 位", "第 2 位", "第 3 位", *["–"] * 7),
    ),
)


@dataclass(slots=True)
class Room:
    """The chair at work and a deputy's page."""

    home: House
    chair: Page
    window: Window

    @property
    def seat(self) -> Page:
        return self.window.page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    async with house(tmp_path_factory.mktemp("forms"), seats=9) as home:
        chair = await open_window(browser, home.url, "chair", home.code("chair"))
        seat = await open_window(browser, home.url, "seat", home.code("m0"))
        await take_step(chair.page, "open-sitting")
        await seat.page.get_by_role("button", name="报到").click()
        await home.check_in()
        for number, form in enumerate(FORMS, start=1):
            draft = replace(
                motion(form.name, number, form.name, form.name, rule=form.rule),
                template=form.template,
                item=form.item,
                names=[{"zh": zh, "en": en} for zh, en in form.names],
                basis="本会议选举办法" if form.item.type == ELECTION else "",
            )
            await home.ready.secretariat.draft(SITTING, draft)
            await home.ready.secretariat.approve(SITTING, form.name)
        yield Room(home, chair.page, seat)


async def submit(page: Page) -> None:
    """Cast what lies there, after its review if there is one."""
    await page.locator('[data-focus="submit"]').click()
    await expect(page.locator('.review, [data-screen="recorded"]').first).to_be_visible()
    if await page.locator(".review").count():
        await page.wait_for_timeout(500)  # a second press at once is taken for one of a double press
        await page.locator('[data-focus="submit"]').click()
    await seat_shows(page, "recorded")


async def groups(page: Page) -> list[str]:
    """The heads of the summary: a mark and how many names have it."""
    return [text.strip() for text in await page.locator(".summary h2").all_inner_texts()]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
async def test_a_form_from_the_announcement_to_the_result(room: Room, form: Form) -> None:
    seat, chair = room.seat, room.chair
    await take_step(chair, "announce")
    await seat_shows(seat, "announced")
    await expect(seat.locator(".labels li")).to_have_text([zh for zh, _ in form.names])
    await take_step(chair, "open")
    await seat_shows(seat, "paper")
    await expect(seat.locator('.rows [aria-pressed="true"]')).to_have_count(0)
    await form.fill(seat)
    await submit(seat)
    assert [text.replace("\n", "") for text in await groups(seat)] == list(form.groups)

    await seat.locator('[data-focus="change"]').click()  # what was cast lies on the paper again
    await seat_shows(seat, "paper")
    await submit(seat)
    assert [text.replace("\n", "") for text in await groups(seat)] == list(form.groups)

    await take_step(chair, "close")
    await at_step(chair, "declare")
    await seat_shows(seat, "ended")
    await take_step(chair, "declare")
    await seat_shows(seat, "result")
    await expect(seat.locator(".outcome .mark-word")).to_have_text(list(form.own))
    await expect(seat.locator(".words")).to_contain_text("已核对")
    assert room.window.troubles == []
    if form is not FORMS[-1]:
        await take_step(chair, "next")


async def test_marks_outlast_a_lost_connection_and_a_cast_ballot_waits_for_it(room: Room) -> None:
    """Nothing that was marked is lost with the line; what is cast without one is kept, and never called recorded."""
    seat = room.seat
    again = replace(
        motion("again", len(FORMS) + 1, "再次", "again", rule="M1"),
        template="appoint-each",
        item=FormItem(THREE_KEYS, 8, 0, 0, 0),
        names=[{"zh": zh, "en": en} for zh, en in PEOPLE],
    )
    await room.home.ready.secretariat.draft(SITTING, again)
    await room.home.ready.secretariat.approve(SITTING, "again")
    await take_steps(room.chair, "next", "announce", "open")
    await seat_shows(seat, "paper")
    await press(seat, 0, 1)
    await seat.context.set_offline(True)
    for row in range(1, 8):
        await press(seat, row, 0)
    await seat.locator('[data-focus="submit"]').click()
    await seat.wait_for_timeout(500)
    await seat.locator('[data-focus="submit"]').click()
    await seat_shows(seat, "kept")
    await expect(seat.locator(".strip")).to_contain_text("连接中断")
    assert [text.replace("\n", "") for text in await groups(seat)] == ["赞成7", "反对1"]
    await seat.locator('[data-focus="change"]').click()
    await press(seat, 1, 2)
    await seat.context.set_offline(False)
    await expect(seat.locator(".strip")).to_be_hidden()
    await expect(seat.locator('.rows [aria-pressed="true"]')).to_have_count(8)
    await submit(seat)
    assert [text.replace("\n", "") for text in await groups(seat)] == ["赞成6", "反对1", "弃权1"]
