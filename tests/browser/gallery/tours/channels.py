"""A vote by show of hands, and one that is pressed in the hall and raised by video, counted by two tellers and signed."""

from dataclasses import dataclass, replace
from typing import Any

from playwright.async_api import Page, expect

from hemicycle.demo.congress import AGENDA
from terminal_client.headless.console import Motion
from terminal_client.headless.counters import hand_figures
from tests.browser.gallery.people import people
from tests.browser.gallery.studio import Studio
from tests.browser.test_counting_desk import hold, stands_at
from tests.browser.walks.desk import cells, field_at
from tests.support.house import SITTING, House, house, motion
from tests.support.pages import Window, at_step, seat_shows, take_step, take_steps
from voting_protocol.marks import Choice

SIZE = 20
OWN, REMOTE = "m0", "m1"
"""At pages: a deputy in the hall, one by video."""
PRESSED = {f"m{n}": Choice.FOR for n in range(3, 15)} | {"m15": Choice.AGAINST, "m16": Choice.ABSTAIN}
HANDS = hand_figures({"一区": (7, 1, 0), "二区": (8, 0, 1), "视频": (2, 0, 0)})
BY_VIDEO = hand_figures({"视频": (2, 0, 0)})
DESKS = {"first": ("teller", "计票人甲"), "second": ("teller", "计票人乙"), "scrutineer": ("scrutineer", "监票人甲")}


@dataclass(frozen=True, slots=True)
class Room:
    """Every window of a count."""

    studio: Studio
    home: House
    windows: dict[str, Window]

    def page(self, name: str) -> Page:
        """Somebody's page."""
        return self.windows[name].page

    async def show(self, state: str, *names: str) -> None:
        """These stand in a state; the desks of tellers and scrutineers are of one page."""
        desks = dict.fromkeys(DESKS, "teller")
        await self.studio.show(state, **{desks.get(name, name): self.windows[name] for name in names})


async def channels(studio: Studio) -> None:
    """One sitting with two such votes."""
    async with house(studio.folder, members=people(SIZE), free=(OWN, REMOTE, "m2")) as home:
        windows = {name: await studio.open(home.url, "teller", await home.another_code(*who)) for name, who in DESKS.items()}
        for page, code in (("chair", "chair"), ("hall", "observer"), ("seat", OWN)):
            windows[page] = await studio.open(home.url, page, home.code(code))
        room = Room(studio, home, windows)
        secretariat = home.ready.secretariat
        adjourn = replace(next(item for item in AGENDA if item.division == "adjourn"), number=1)
        mixed = replace(motion("budget", 2, "预算", "the Budget"), template="resolution", channel="mixed")
        for drafted in (Motion(**adjourn.draft()), mixed):
            await secretariat.draft(SITTING, drafted)
            await secretariat.approve(SITTING, drafted.division)
        await take_step(room.page("chair"), "open-sitting")
        await room.page("seat").locator('[data-focus="check-in"]').click()
        await home.check_in()
        for member in (REMOTE, "m2"):
            await secretariat.check_in(SITTING, member, home.ready.codes[member].seat, video=True)
        await _hands(room)
        await take_step(room.page("chair"), "next")
        await _mixed(room)


async def _hands(room: Room) -> None:
    chair, seat, hall = (room.page(name) for name in ("chair", "seat", "hall"))
    await take_step(chair, "announce")
    await expect(seat.locator(".screen")).to_contain_text("举手")
    await expect(hall.locator("main")).to_have_attribute("data-scene", "announced")
    await room.show("hands-announced", "chair", "hall", "seat")
    await take_step(chair, "open")
    await expect(hall.locator("main")).to_have_attribute("data-scene", "counted")
    await at_step(chair, "close")
    await room.show("hands-open", "chair", "hall", "seat")
    await take_step(chair, "close")
    await stands_at(room.page("first"), "entry")
    await at_step(chair, "counting")
    await room.show("hands-closed", "chair", "hall", "seat")
    await _count(room, "hands", HANDS)
    await _settled(chair, "next")
    await room.show("hands-declared", "chair", "hall", "seat")


async def _mixed(room: Room) -> None:
    chair, seat = room.page("chair"), room.page("seat")
    room.windows["remote"] = remote = await room.studio.open(room.home.url, "seat", room.home.code(REMOTE))
    await take_steps(chair, "announce", "open")
    await seat_shows(seat, "keys")
    await room.home.vote(PRESSED)
    await expect(remote.page.locator(".screen")).to_contain_text("举手")
    await room.show("mixed-open", "chair", "hall", "seat")
    await room.studio.show("mixed-video", seat=remote)
    await seat.locator(".key.for").click()
    await seat_shows(seat, "recorded")
    await take_step(chair, "close")
    await stands_at(room.page("first"), "entry")
    await at_step(chair, "counting")
    await room.show("mixed-closed", "chair", "hall", "seat")
    await _count(room, "mixed", BY_VIDEO)
    await _settled(chair, "close-sitting")
    await room.show("mixed-declared", "chair", "hall", "seat")


async def _settled(page: Page, step: str) -> None:
    """The chair's control has become the next one, and takes presses."""
    await expect(page.locator(f'hold-control[data-step="{step}"] button[aria-disabled="false"]')).to_be_visible()


async def _count(room: Room, state: str, figures: dict[str, Any]) -> None:
    """Both tellers type the same; the scrutineer signs, the chair declares."""
    for teller in ("first", "second"):
        await stands_at(room.page(teller), "entry")
        await _type(room.page(teller), figures)
    await room.show(f"{state}-entry", "first")
    for teller in ("first", "second"):
        await hold(room.page(teller), "hand-in")
    await stands_at(room.page("scrutineer"), "sign")
    await room.show(f"{state}-sign", "scrutineer")
    await hold(room.page("scrutineer"), "sign")
    await at_step(room.page("chair"), "declare")
    await room.show(f"{state}-tallied", "chair")
    await take_step(room.page("chair"), "declare")
    await expect(room.page("hall").locator("main")).to_have_attribute("data-scene", "declared")
    await seat_shows(room.page("seat"), "result")


async def _type(page: Page, figures: dict[str, Any]) -> None:
    names = page.locator('[data-column="section-name"]')
    while await names.count() < len(figures["sections"]):
        await page.get_by_role("button", name="加一个分区").click()
    for place, typed in cells(figures):
        await field_at(page, place).fill(typed)
    await expect(page.locator(".entry .wrong")).to_have_count(0)


TOURS = (channels,)
