"""An election on paper at the counting desk: two tellers who don't see each other's figures, a difference, a signature, the result."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.gallery.studio import Studio
from tests.support.house import SITTING, House, house, motion
from tests.support.pages import Window, at_step, give_reason, take_step
from tests.support.witness import members
from voting_protocol.forms import ELECTION, FormItem

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMES = [("王芳", "Wang Fang"), ("李强", "Li Qiang"), ("张敏", "Zhang Min")]
TITLES = {
    "elect": {"zh": "补选区人大常委会委员", "en": "By-Election of Members of the Standing Committee"},
    "over": {"zh": "补选市人大代表", "en": "By-Election of Deputies to the City Congress"},
}
RIGHT = {"valid": 12, "unreadable": 1, "counts": [(12, 0, 0), (8, 3, 1), (2, 10, 0)]}
"""Thirteen ballots came back; two seats."""


@dataclass(slots=True)
class Desks:
    """The pages of two tellers, a scrutineer, the chair and the hall."""

    home: House
    windows: Mapping[str, Window]
    studio: Studio

    def page(self, name: str) -> Page:
        return self.windows[name].page


@asynccontextmanager
async def open_desks(studio: Studio) -> AsyncIterator[Desks]:
    async with house(studio.folder) as home:
        people = {"first": ("teller", "计票人甲"), "second": ("teller", "计票人乙"), "scrutineer": ("scrutineer", "监票人甲")}
        windows = {name: await studio.open(home.url, "teller", await home.another_code(*who)) for name, who in people.items()}
        windows["chair"] = await studio.open(home.url, "chair", home.code("chair"))
        windows["hall"] = await studio.open(home.url, "hall", home.code("observer"))
        windows["seat"] = await studio.open(home.url, "seat", home.code("m0"))
        await take_step(windows["chair"].page, "open-sitting")
        await home.check_in()
        await windows["seat"].page.locator('[data-focus="check-in"]').click()
        await expect(windows["seat"].page.locator(".place .big")).to_have_text("已报到")
        await on_paper(home, "elect", 1)
        await on_paper(home, "over", 2)
        yield Desks(home, windows, studio)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desks(studio: Studio) -> AsyncIterator[Desks]:
    async with open_desks(studio) as desks:
        yield desks


async def on_paper(home: House, division: str, number: int) -> None:
    """An election of two of three on the agenda, on paper."""
    draft = replace(
        motion(division, number, division, division, rule="E6", secrecy="secret"),
        title=TITLES[division],
        short=TITLES[division],
        template="by-election",
        item=FormItem(ELECTION, 3, 0, 2, 2),
        names=[{"zh": zh, "en": en} for zh, en in NAMES],
        channel="paper",
    )
    await home.ready.secretariat.draft(SITTING, draft)
    await home.ready.secretariat.approve(SITTING, division)


async def stands_at(page: Page, screen: str) -> None:
    """Wait until a desk shows this."""
    await expect(page.locator(f'.work[data-screen="{screen}"]')).to_be_visible()


async def is_sound(desks: Desks, state: str, *names: str) -> None:
    """These windows stand in a state; the tellers' and the scrutineer's are of one page."""
    pages = {"chair": "chair", "hall": "hall", "seat": "seat"}
    await desks.studio.show(state, **{pages.get(name, "teller"): desks.windows[name] for name in names})


async def say(page: Page, number: int) -> None:
    """A number of ballots, typed with the number keys and confirmed by Enter."""
    await page.locator("#ballots").fill("")
    await page.keyboard.type(str(number))
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")


async def type_in(page: Page, figures: Mapping[str, object], written: tuple[str, int]) -> None:
    """All figures by keys alone, from cell to cell with Enter; then a name written in."""
    await page.locator("[data-cell='[\"valid\"]']").focus()
    invalid = [0, 0, figures["unreadable"], 0, 0]
    rows = figures["counts"]
    assert isinstance(rows, list)
    for number in [figures["valid"], *invalid, *(number for row in rows for number in row)]:
        await page.keyboard.type(str(number))
        await page.keyboard.press("Enter")
    if await page.locator('[data-column="written-name"]').count() == 0:
        await page.get_by_role("button", name="加一个姓名").click()
        await expect(page.locator('[data-column="written-name"]')).to_be_focused()
    name, votes = written
    await page.locator('[data-column="written-name"]').fill(name)
    await page.locator('[data-column="written-votes"]').fill(str(votes))


async def hold(page: Page, step: str) -> None:
    """The dominant control, held with space."""
    await expect(page.locator(f'hold-control[data-step="{step}"] button[aria-disabled="false"]')).to_be_visible()
    await page.locator(f'hold-control[data-step="{step}"] button').focus()
    async with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/acts")):
        await page.keyboard.down("Space")
    await page.keyboard.up("Space")


def figures_told(window: Window) -> set[int]:
    """Every number of valid ballots that frames told."""
    return {value for frame in window.frames for path, value in members(frame) if path.endswith("figures.valid")}


async def test_ballots_go_out_and_come_back(desks: Desks) -> None:
    first, second, scrutineer, chair = (desks.page(name) for name in ("first", "second", "scrutineer", "chair"))
    await expect(first.locator(".idle .agenda li")).to_have_count(2)
    await is_sound(desks, "idle", "first")
    await take_step(chair, "announce")
    await expect(desks.page("seat").locator(".draft .lead").first).to_contain_text("纸质选票")
    await is_sound(desks, "paper-announced", "seat")
    await take_step(chair, "open")
    await expect(chair.locator('hold-control[data-step="close"] small')).to_have_text("等待计票人报发出张数")
    await expect(desks.page("hall").locator("main")).to_have_attribute("data-scene", "counted")
    await expect(desks.page("seat").locator(".screen")).to_contain_text("请填写纸质选票")
    await stands_at(scrutineer, "watch")
    await expect(first.locator("#ballots")).to_be_focused()
    await is_sound(desks, "issue", "first")
    await is_sound(desks, "watch", "scrutineer")
    await is_sound(desks, "paper-open", "chair", "hall", "seat")
    await say(first, 13)
    await expect(second.locator(".steps .current small")).to_have_text("发出 13 张")
    await take_step(chair, "close")
    await stands_at(second, "return")
    await is_sound(desks, "return", "second")
    await is_sound(desks, "paper-closed", "chair", "hall", "seat")
    await say(second, 13)
    await stands_at(first, "entry")


async def test_what_does_not_add_up_is_said_at_its_place(desks: Desks) -> None:
    page = desks.page("first")
    await type_in(page, {**RIGHT, "valid": 11}, ("王芳", 1))
    await expect(page.locator(".ballots .wrong")).to_have_text("有效与废票合计 12，收回 13，少 1")
    await expect(page.locator("tr.said").first).to_contain_text("合计 12，有效票 11，多 1")
    await expect(page.locator(".written .wrong")).to_have_text("是候选人、重复，或写法不规范")
    await expect(page.locator('hold-control button[aria-disabled="true"]')).to_be_visible()
    await is_sound(desks, "wrong", "first")
    await expect(page.locator('[data-keeping="kept"]')).to_have_text("已存在本机")
    await page.reload()
    await expect(page.locator("[data-cell='[\"valid\"]']")).to_have_value("11")


async def test_neither_teller_sees_the_others_figures_before_their_own(desks: Desks) -> None:
    first, second = desks.page("first"), desks.page("second")
    wrong = {**RIGHT, "counts": [(12, 0, 0), (7, 4, 1), (2, 10, 0)]}
    await type_in(first, RIGHT, ("赵六", 1))
    await hold(first, "hand-in")
    await stands_at(first, "waiting")
    await is_sound(desks, "waiting", "first")
    await first.reload()
    await stands_at(first, "waiting")
    await expect(second.locator(".steps .current small")).to_have_text("已提交 1/2")
    assert [figures_told(window) for window in desks.windows.values()] == [set()] * len(desks.windows)

    await type_in(second, wrong, ("赵六", 1))
    await hold(second, "hand-in")
    for page in (first, second):
        await expect(page.locator(".say")).to_contain_text("第 1 次没有成立：两名计票人的数字不同")
        await expect(page.locator(".differences li")).to_have_text(
            ["李强 · 赞成：计票人甲 8、计票人乙 7", "李强 · 反对：计票人甲 3、计票人乙 4"]
        )
        await expect(page.locator("input.differs")).to_have_count(2)
    await expect(desks.page("chair").locator(".counting .trouble")).to_contain_text("李强 · 赞成 8 / 7")
    await is_sound(desks, "differs", "second")
    await is_sound(desks, "paper-differs", "chair")


async def test_equal_figures_stand_are_signed_and_declared(desks: Desks) -> None:
    first, second, scrutineer, chair = (desks.page(name) for name in ("first", "second", "scrutineer", "chair"))
    await type_in(second, RIGHT, ("赵六", 1))
    await asyncio.gather(hold(first, "hand-in"), hold(second, "hand-in"))
    await stands_at(scrutineer, "sign")
    await expect(scrutineer.locator(".shown tbody tr").nth(1)).to_contain_text("李强831")
    await expect(scrutineer.locator(".written-shown")).to_contain_text("赵六1")
    await is_sound(desks, "equal", "first")
    await is_sound(desks, "sign", "scrutineer")
    await hold(scrutineer, "sign")
    await at_step(chair, "declare")
    await expect(chair.locator(".result .totals")).to_contain_text("废票1")
    await is_sound(desks, "signed", "scrutineer")
    await is_sound(desks, "paper-tallied", "chair")
    await take_step(chair, "declare")
    await expect(desks.page("hall").locator("main")).to_have_attribute("data-scene", "declared")
    await expect(desks.page("hall").locator(".foot")).to_contain_text("发出 13 · 收回 13 · 有效 12 · 废票 1")
    await is_sound(desks, "paper-declared", "hall")
    await expect(first.locator(".idle")).to_be_visible()


async def test_more_ballots_than_were_issued_make_the_vote_void(desks: Desks) -> None:
    first, second, chair = desks.page("first"), desks.page("second"), desks.page("chair")
    await take_step(chair, "next")
    await take_step(chair, "announce")
    await take_step(chair, "open")
    await stands_at(first, "issue")
    await say(first, 12)
    await expect(second.locator(".steps .current small")).to_have_text("发出 12 张")
    await take_step(chair, "close")
    await stands_at(second, "return")
    await second.locator("#ballots").fill("13")
    await expect(second.locator("#ballots-word")).to_contain_text("比发出的多 1 张")
    await hold(second, "return")
    await stands_at(second, "overfull")
    await stands_at(first, "return")
    for page in (first, second):
        await expect(page.locator(".say")).to_contain_text("收回 13 张，多于发出的 12 张，须由另一名计票人核对")
    await expect(first.locator("#ballots")).to_have_value("")
    await is_sound(desks, "check", "first")
    await is_sound(desks, "check-own", "second")
    await first.locator("#ballots").fill("13")
    await hold(first, "return")
    for page in (first, second):
        await stands_at(page, "overfull")
        await expect(page.locator(".say")).to_contain_text("收回 13 张，多于发出的 12 张，此次投票无效")
    await expect(chair.locator(".tray")).to_contain_text("收回 13 张，多于发出的 12 张，此次投票无效")
    await is_sound(desks, "overfull", "second")
    await is_sound(desks, "paper-overfull", "chair")
    await give_reason(chair, "void", "收回票多于发出票")
    await expect(chair.locator(".motion .trouble")).to_contain_text("等待第二人确认")
