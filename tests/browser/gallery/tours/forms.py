"""Ballots with many names in a named sitting, at the seat, the rostrum and in the hall."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from playwright.async_api import Page, expect

from hemicycle.demo.congress import AGENDA, Item
from terminal_client.headless.console import Motion
from tests.browser.gallery.people import people
from tests.browser.gallery.studio import Studio
from tests.support.house import SITTING, House, house
from tests.support.pages import Window, at_step, seat_shows, take_step
from voting_protocol.forms import RANKING, THREE_KEYS, FormItem
from voting_protocol.marks import Choice, Marks

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
SIZE, OWN = 14, "m0"
ITEMS = {item.division: item for item in AGENDA}


async def _press(page: Page, row: int, key: int = 0) -> None:
    await page.locator(f'[data-focus="row-{row}-{key}"]').click()


async def _keys(page: Page) -> None:
    for row, key in ((0, 0), (1, 1), (2, 2), (3, 0)):
        await _press(page, row, key)


async def _choose(page: Page) -> None:
    for row in (0, 2, 3, 7, 9, 11):
        await _press(page, row)


async def _grade(page: Page) -> None:
    for row, key in ((0, 0), (1, 2), (2, 1)):
        await _press(page, row, key)


async def _elect(page: Page) -> None:
    for row, key in ((0, 0), (1, 1), (2, 2), (3, 0)):
        await _press(page, row, key)
    await page.locator("#slot-0").fill("买买提·艾力")


async def _rank(page: Page) -> None:
    for row in (4, 2, 7):
        await _press(page, row)


@dataclass(frozen=True)
class Ballot:
    """A form: what is voted on, how the deputy at the page fills it in, what two thirds and the rest of the others mark."""

    name: str
    item: Item
    fill: Callable[[Page], Awaitable[None]]
    most: Marks
    rest: Marks


_PROJECTS, _ELECTION = ITEMS["livelihood-projects"], ITEMS["by-election"]
BALLOTS = (
    Ballot(
        "keys",
        replace(_ELECTION, template="appoint-each", rule="M1", item=FormItem(THREE_KEYS, 4), basis=""),
        _keys,
        (FOR, FOR, AGAINST, FOR),
        (FOR, AGAINST, AGAINST, ABSTAIN),
    ),
    Ballot("choose", _PROJECTS, _choose, (1,) * 10 + (0, 0), (0, 0, 1) + (1,) * 5 + (0,) * 4),
    Ballot("grades", ITEMS["last-years-projects"], _grade, (1, 1, 2, 1, 2, 1), (3, 0, 2, 1, 3, 1)),
    Ballot("election", _ELECTION, _elect, (FOR, FOR, FOR, AGAINST, ""), (FOR, FOR, AGAINST, ABSTAIN, "赵 六".replace(" ", ""))),
    Ballot(
        "ranking",
        replace(_PROJECTS, template="livelihood-rank", rule="points", item=FormItem(RANKING, 12)),
        _rank,
        (1, 2, 3),
        (3, 1),
    ),
)


async def forms(studio: Studio) -> None:
    """One sitting, a ballot after the other."""
    async with house(studio.folder, members=people(SIZE), free=(OWN,)) as home:
        chair = await studio.open(home.url, "chair", home.code("chair"))
        seat = await studio.open(home.url, "seat", home.code(OWN))
        hall = await studio.open(home.url, "hall", home.code("observer"))
        for number, ballot in enumerate(BALLOTS, start=1):
            await _draft(home, replace(ballot.item, division=ballot.name, number=number, secrecy="named"))
        await take_step(chair.page, "open-sitting")
        await seat.page.locator('[data-focus="check-in"]').click()
        await home.check_in()
        for ballot in BALLOTS:
            await _hold(studio, home, ballot, chair, seat, hall)
            if ballot is not BALLOTS[-1]:
                await take_step(chair.page, "next")


async def _draft(home: House, item: Item) -> None:
    await home.ready.secretariat.draft(SITTING, Motion(**item.draft()))
    await home.ready.secretariat.approve(SITTING, item.division)


async def _hold(studio: Studio, home: House, ballot: Ballot, chair: Window, seat: Window, hall: Window) -> None:
    name = ballot.name
    await take_step(chair.page, "announce")
    await seat_shows(seat.page, "announced")
    await expect(hall.page.locator("main")).to_have_attribute("data-scene", "announced")
    await studio.show(f"{name}-announced", chair=chair, hall=hall, seat=seat)
    await take_step(chair.page, "open")
    await seat_shows(seat.page, "paper")
    await ballot.fill(seat.page)
    await studio.show(f"{name}-marked", seat=seat)
    await _submit(studio, seat.page, name, seat)
    await studio.show(f"{name}-recorded", seat=seat)
    await _cast(home, ballot)
    await take_step(chair.page, "close")
    await at_step(chair.page, "declare")
    await studio.show(f"{name}-tallied", chair=chair)
    await take_step(chair.page, "declare")
    await expect(hall.page.locator("main")).to_have_attribute("data-scene", "declared")
    await seat_shows(seat.page, "result")
    await studio.show(f"{name}-declared", hall=hall, seat=seat)


async def _submit(studio: Studio, page: Page, name: str, seat: Window) -> None:
    """Cast what lies there, after its review if there is one."""
    await page.locator('[data-focus="submit"]').click()
    await expect(page.locator('.review, [data-screen="recorded"]').first).to_be_visible()
    if await page.locator(".review").count():
        if name == "election":
            await studio.show("election-review", seat=seat)
        await page.wait_for_timeout(500)  # a second press at once is taken for one of a double press
        await page.locator('[data-focus="submit"]').click()
    await seat_shows(page, "recorded")


async def _cast(home: House, ballot: Ballot) -> None:
    async def one(member: str, marks: Marks) -> None:
        bench = home.benches[member]
        await bench.until(lambda session: session.voting.opening is not None and session.voting.ready)
        await bench.press(marks)

    others = [f"m{n}" for n in range(1, SIZE)]
    await asyncio.gather(*(one(member, ballot.rest if n % 3 == 0 else ballot.most) for n, member in enumerate(others)))


TOURS = (forms,)
