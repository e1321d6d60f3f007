"""Ballots with many names as the chair and the hall see them: what is asked, nothing of the votes before the declaration, then every name."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.house import SITTING, House, house, motion
from tests.support.pages import Window, at_step, open_window, take_step
from tests.support.witness import members
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, FormItem
from voting_protocol.marks import Choice, Marks

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
PEOPLE = [(f"候选人{n}", f"Candidate {n}") for n in "甲乙丙丁"]
PROJECTS = [(f"民生实事项目第 {n} 号", f"Project number {n}") for n in range(1, 13)]
OFFICES = [(f"第 {n} 工作部门", f"Department {n}") for n in range(1, 9)]


@dataclass(frozen=True)
class Vote:
    """A ballot, what thirteen deputies mark on it, and how it comes out in words."""

    name: str
    item: FormItem
    names: Sequence[tuple[str, str]]
    template: str
    rule: str
    marks: Mapping[str, Marks]
    task: str
    outcome: str
    whole: str
    first: str
    """What the chair's table says of the first name."""
    by_name: str
    """Who marked the first name how, beginning with the first group."""
    basis: str = ""


def marked(*groups: tuple[int, Marks]) -> dict[str, Marks]:
    """So many deputies with these marks, then so many with those."""
    one_by_one = [marks for count, marks in groups for _ in range(count)]
    return {f"m{n}": marks for n, marks in enumerate(one_by_one, start=1)}


def _ticks(*chosen: int) -> tuple[int, ...]:
    return tuple(int(n in chosen) for n in range(1, 13))


VOTES = (
    Vote(
        "election",
        FormItem(ELECTION, 4, 0, 3, 2),
        PEOPLE,
        "by-election",
        "E6",
        marked(
            (8, (FOR, FOR, FOR, AGAINST, "", "")),
            (4, (FOR, AGAINST, FOR, FOR, "", "")),
            (1, (FOR, AGAINST, ABSTAIN, ABSTAIN, "买买提·艾力", "")),
        ),
        "应选 3 名，候选 4 名",
        "3 人当选",
        "应选 3 名，当选 3 名",
        "13 0 0 当选",
        "赞成 13",
        basis="本会议选举办法",
    ),
    Vote(
        "tie",
        FormItem(ELECTION, 4, 0, 2, 0),
        PEOPLE,
        "by-election",
        "E6",
        marked(
            (4, (FOR, FOR, AGAINST, AGAINST)),
            (4, (FOR, AGAINST, FOR, AGAINST)),
            (4, (AGAINST, FOR, FOR, AGAINST)),
            (1, (FOR, AGAINST, AGAINST, ABSTAIN)),
        ),
        "应选 2 名，候选 4 名",
        "1 人当选，1 席待定",
        "应选 2 名，当选 1 名，2 名票数相等，须再次投票",
        "9 4 0 当选",
        "赞成 9",
        basis="本会议选举办法",
    ),
    Vote(
        "projects",
        FormItem(CHOOSE, 12, 1, 10, 0),
        PROJECTS,
        "livelihood-pick",
        "projects",
        marked((9, _ticks(*range(1, 11))), (4, _ticks(1, 11, 12))),
        "12 选 10",
        "10 项入选",
        "应选 10 项，入选 10 项",
        "13 入选",
        "选择 13",
    ),
    Vote(
        "grades",
        FormItem(GRADES, 8, 0, 3, 0),
        OFFICES,
        "satisfaction-3",
        "grades-all",
        marked((11, (1,) * 8), (2, (3, *(0,) * 7))),
        "8 项，逐项测评",
        "8 项满意",
        "共 8 项：满意 8 项",
        "11 0 2 0 满意",
        "满意 11",
    ),
    Vote(
        "ranking",
        FormItem(RANKING, 12, 0, 0, 0),
        PROJECTS,
        "livelihood-rank",
        "points",
        marked((7, (1, 2, 3)), (6, (3, 1))),
        "12 项排序",
        "12 项已排序",
        "共 12 项，按得分排列",
        "150 7 第 1 位",
        "第 1 位 7",
    ),
)


@dataclass(slots=True)
class Rostrum:
    """The pages of the chair and the hall."""

    home: House
    chair: Window
    hall: Window

    @property
    def windows(self) -> Mapping[str, Window]:
        return {"chair": self.chair, "hall": self.hall}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rostrum(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rostrum]:
    async with house(tmp_path_factory.mktemp("rostrum"), free=()) as home:
        chair = await open_window(browser, home.url, "chair", home.code("chair"))
        hall = await open_window(browser, home.url, "hall", home.code("observer"), theme="dark")
        await take_step(chair.page, "open-sitting")
        await home.check_in()
        for number, vote in enumerate(VOTES, start=1):
            draft = replace(
                motion(vote.name, number, vote.name, vote.name, rule=vote.rule),
                template=vote.template,
                item=vote.item,
                names=[{"zh": zh, "en": en} for zh, en in vote.names],
                basis=vote.basis,
            )
            await home.ready.secretariat.draft(SITTING, draft)
            await home.ready.secretariat.approve(SITTING, vote.name)
        yield Rostrum(home, chair, hall)


async def cast(home: House, vote: Vote) -> None:
    """The deputies hand in their ballots."""

    async def one(member: str, marks: Marks) -> None:
        bench = home.benches[member]
        await bench.until(lambda session: session.voting.opening is not None and session.voting.ready)
        await bench.press(marks)

    await asyncio.gather(*(one(member, marks) for member, marks in vote.marks.items()))


def results(window: Window, division: str) -> list[Any]:
    """What frames told of a division's votes: its result in states, a name's figures in any other frame."""
    told = [item for frame in window.frames if frame["t"] == "state" for item in frame["state"]["divisions"]]
    others = [members(frame) for frame in window.frames if frame["t"] != "state"]
    figures = [value for frame in others for path, value in frame if path.split(".")[-1] in ("counts", "votes")]
    return [item["result"] for item in told if item["id"] == division and item["result"]] + figures


async def row(page: Page) -> str:
    """The first row of the chair's table, without its number and name."""
    cells = page.locator(".results tbody tr").first.locator("td")
    return " ".join(" ".join((await cells.all_inner_texts())[1:]).split())


@pytest.mark.parametrize("vote", VOTES, ids=lambda vote: vote.name)
async def test_a_form_from_the_announcement_to_the_result(rostrum: Rostrum, vote: Vote) -> None:
    chair, hall, home = rostrum.chair.page, rostrum.hall.page, rostrum.home
    names = [zh for zh, _ in vote.names]
    for window in rostrum.windows.values():
        window.frames.clear()

    await take_step(chair, "announce")
    await expect(chair.locator(".ballot h2")).to_contain_text(vote.task)
    await expect(chair.locator(".ballot .onballot li")).to_have_text(names)
    if vote.basis:
        await expect(chair.locator(".ballot .trouble")).to_contain_text(f"{vote.basis}")
    await expect(hall.locator("header p")).to_contain_text(vote.task)
    await expect(hall.locator(".onballot b")).to_have_text(names)

    await take_step(chair, "open")
    await cast(home, vote)
    await expect(hall.locator(".crowd")).to_have_attribute("aria-label", "已提交 13 人，实到 14 人")
    await expect(chair.locator(".beneath .onballot li")).to_have_text(names)
    assert [results(window, vote.name) for window in rostrum.windows.values()] == [[], []]

    await take_step(chair, "close")
    await at_step(chair, "declare")
    await expect(chair.locator(".result .verdict")).to_have_text(vote.outcome)
    await expect(chair.locator(".result .why")).to_contain_text(vote.whole)
    assert await row(chair) == vote.first
    assert results(rostrum.chair, vote.name)
    assert results(rostrum.hall, vote.name) == []
    await expect(hall.locator("main")).to_have_attribute("data-scene", "waiting")

    await take_step(chair, "declare")
    await expect(hall.locator("main")).to_have_attribute("data-scene", "declared")
    await expect(hall.locator(".line")).to_contain_text(vote.whole)
    await expect(hall.locator(".outcome li:not(.head)")).to_have_count(len(names))
    await expect(chair.locator(".day .cur .st")).to_have_text(vote.outcome)

    await chair.get_by_role("button", name="按姓名").click()
    await expect(chair.locator(".names h3").first).to_have_text(vote.by_name)
    if vote is not VOTES[-1]:
        await take_step(chair, "next")
    for window in rostrum.windows.values():
        assert window.troubles == []
