"""The room of a walk: everybody's page on a device of its own, and what all of them must show at each moment of a vote."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, Page, ViewportSize, expect

from hemicycle.days.cast import Backstage
from tests.support.pages import CHOICES, SIZES, Window, seat_shows, watched
from tests.support.witness import Frame, members
from voting_protocol.encoding import b64u

_CUT = re.compile("net::ERR_|WebSocket connection to")
Moment = Literal["announced", "opened", "issued", "closed", "tallied", "declared", "void"]
Incident = Callable[["Room", str], Awaitable[None]]
Incidents = Mapping[tuple[Moment, str], Incident]
"""What happens on the way, by moment and division."""

STAFF = {
    "chair": ("chair", "chair", "许建国"),
    "hall": ("hall", "observer", "大屏幕"),
    "secretariat": ("secretariat", "secretariat", "秘书处二号机"),
    "operator": ("operator", "operator", "技术保障"),
    "first": ("teller", "teller", "甄诚"),
    "second": ("teller", "teller", "单惟实"),
    "scrutineer": ("teller", "scrutineer", "贺知秋"),
}
"""Window → page, role, holder."""
PATIENCE_MS = 120_000
"""All the house is on this machine, and it may be busy with other things."""
KEPT_FROM = ("hall", "seat", "attendee", "operator")
"""Windows that learn no figure of a vote before its declaration, in whatever way it is counted."""


@dataclass(slots=True)
class Room:
    """All windows of a walk. The chair tells each `moment`; `tracking` has the own ballot's code by division, `happened` the incidents."""

    browser: Browser
    backstage: Backstage
    member: str
    attendee: str
    incidents: Incidents
    windows: dict[str, Window] = field(default_factory=dict)
    tracking: dict[str, str] = field(default_factory=dict)
    happened: set[tuple[Moment, str]] = field(default_factory=set)

    async def enter(self) -> None:
        """Everybody enrols by a link; the first scrutineer looks at the page of the own device too."""
        backstage, secretariat = self.backstage, self.backstage.ready.secretariat
        url = backstage.server.url
        places = [(role, "", holder) for _, role, holder in STAFF.values()]
        codes = await secretariat.issue_codes([*places, ("deputy", backstage.seat_of(self.attendee), "")])
        pin = f"&scrutineers={b64u(backstage.devices.pin)}"
        links = {name: (page, code.text) for (name, (page, *_)), code in zip(STAFF.items(), codes, strict=False)}
        links["seat"] = ("seat", backstage.ready.codes[self.member].text + pin)
        links["attendee"] = ("seat", codes[-1].text + pin)
        self.windows = {name: await self._open(page, f"{url}/{page}/#code={code}") for name, (page, code) in links.items()}
        self.windows["device"] = await self.at_device()

    async def at_device(self) -> Window:
        """The page of the first scrutineer's own device."""
        window = await self._open("teller", self.backstage.devices.devices[0].page)
        await expect(window.page.locator("main[data-screen]")).to_be_visible()
        return window

    async def _open(self, name: str, address: str) -> Window:
        """A page on a device of its own, in its usual size."""
        width, height = SIZES[name]
        size: ViewportSize = {"width": width, "height": height}
        context = await self.browser.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce")
        window = await watched(await context.new_page())
        window.page.set_default_timeout(PATIENCE_MS)
        await window.page.goto(address)
        return window

    def page(self, name: str) -> Page:
        """A window's page."""
        return self.windows[name].page

    async def moment(self, moment: Moment, division: str) -> None:
        """Every page shows this moment of a vote; then happens what is to happen."""
        found = await self.division(division)
        await _SHOWN[moment](self, found)
        if incident := self.incidents.get((moment, division)):
            await incident(self, division)
            await _SHOWN[moment](self, found)
            self.happened.add((moment, division))

    async def division(self, division: str) -> dict[str, Any]:
        """A division as the server has it."""
        state = await self.backstage.ready.secretariat.api.state(self.backstage.sitting)
        return next(item for item in state["divisions"] if item["id"] == division)

    def troubles(self) -> dict[str, list[str]]:
        """What pages told their consoles, but for the lines that a walk cuts."""
        return {name: [told for told in window.troubles if not _CUT.search(told)] for name, window in self.windows.items()}

    async def pictures(self, folder: Path) -> None:
        """What every page shows, to be looked at after a failure."""
        for name, window in self.windows.items():
            await window.page.screenshot(path=folder / f"{name}.png")

    def forget_frames(self) -> None:
        """What was told of earlier votes is no secret any more."""
        for window in self.windows.values():
            window.frames.clear()


# --- what pages show ---


def told_early(frames: Sequence[Frame], division: str) -> list[str]:
    """Where frames told a figure of a division that is not declared: its result, its count by hand, or a figure in any other frame."""
    told = []
    for frame in frames:
        if frame["t"] != "state":
            told += [path for path, value in members(frame) if path.split(".")[-1] in (*CHOICES, "counts") and value]
            continue
        for item in frame["state"]["divisions"]:
            if item["id"] == division:
                count = item.get("hand_count") or {}
                told += [name for name in ("result", "result_full") if item.get(name)]
                told += [name for name in ("figures",) if count.get(name)]
    return told


def nothing_told(room: Room, division: str) -> None:
    """Neither a hall, a seat nor the operator was told a figure of the vote that is under way."""
    told = {name: told_early(room.windows[name].frames, division) for name in KEPT_FROM}
    assert not any(told.values()), f"{division}: {told}"


async def _scene(room: Room, scene: str) -> None:
    main = room.page("hall").locator("main")
    await expect(main).to_have_attribute("data-scene", scene)


def is_pressed(found: Mapping[str, Any]) -> bool:
    """Whether deputies in the hall press keys."""
    return found["channel"] in ("terminal", "mixed")


async def _announced(room: Room, found: Mapping[str, Any]) -> None:
    await _scene(room, "announced")
    await expect(room.page("hall").locator("main")).to_contain_text(found["title"]["zh"])
    await seat_shows(room.page("seat"), "announced")
    await expect(room.page("attendee").locator(".key, .rows")).to_have_count(0)


async def _opened(room: Room, found: Mapping[str, Any]) -> None:
    await _scene(room, "open" if is_pressed(found) else "counted")
    await expect(room.page("attendee").locator(".key, .rows")).to_have_count(0)
    nothing_told(room, found["id"])


async def _closed(room: Room, found: Mapping[str, Any]) -> None:
    await _scene(room, "waiting" if is_pressed(found) else "counted")
    nothing_told(room, found["id"])


async def _declared(room: Room, found: Mapping[str, Any]) -> None:
    await _scene(room, "declared")
    result = found["result"]
    sentence = result["sentence"]["zh"]
    hall, chair, seat = (room.page(name) for name in ("hall", "chair", "seat"))
    await expect(hall.locator(".line").first).to_contain_text(sentence)
    await expect(chair.locator("section.right")).to_contain_text(sentence)
    for name in ("seat", "attendee"):
        await seat_shows(room.page(name), "result")
        await expect(room.page(name).locator(".sentence")).to_have_text(sentence)
    if "items" in result:
        await _names_shown(room, found)
    else:
        await _figures_shown(room, result)
    tracking = room.tracking.get(found["id"])
    if tracking:
        await expect(seat.locator(".words")).to_contain_text(f"已核对：追踪码 {tracking} 的票在计票记录中")
    await expect(seat.get_by_text("您的票：")).to_have_count(0)


async def _figures_shown(room: Room, result: Mapping[str, Any]) -> None:
    figures = [str(result[key]) for key in CHOICES]
    for name, where in (
        ("hall", ".figs dd"),
        ("chair", "section.right .figs dd"),
        ("seat", ".figures dd"),
        ("attendee", ".figures dd"),
    ):
        for at, figure in enumerate(figures):
            await expect(room.page(name).locator(where).nth(at)).to_have_text(figure)


async def _names_shown(room: Room, found: Mapping[str, Any]) -> None:
    names = found["result"]["items"][0]["names"]
    for at, name in enumerate(names):
        first = str(name["counts"][0])
        word = found["names"][0][at]["zh"]
        hall = room.page("hall")
        row = hall.locator(".outcome li:not(.head)", has=hall.locator("b", has_text=re.compile(f"^{re.escape(word)}$")))
        await expect(row.locator(".main")).to_have_text(first)
        row = room.page("chair").locator(".results tbody tr:not(.under)").nth(at)
        await expect(row.locator("td.n").first).to_have_text(first)
        for page in ("seat", "attendee"):
            row = room.page(page).locator(".outcome tbody tr").nth(at)
            for column, figure in enumerate(name["counts"]):
                await expect(row.locator(".count b").nth(column)).to_have_text(str(figure))


async def _void(room: Room, found: Mapping[str, Any]) -> None:
    await _scene(room, "ended")
    await expect(room.page("chair").locator(".day .cur .st")).to_have_text("作废")
    nothing_told(room, found["id"])


_SHOWN: Mapping[Moment, Callable[[Room, Mapping[str, Any]], Awaitable[None]]] = {
    "announced": _announced,
    "opened": _opened,
    "issued": _opened,
    "closed": _closed,
    "tallied": _closed,
    "declared": _declared,
    "void": _void,
}
