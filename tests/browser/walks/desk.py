"""The counting desk of a walk: two tellers and a scrutineer at `/teller/`, figures typed by keys alone."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, expect

from hemicycle.days.cast import TELLERS
from terminal_client.headless.counters import Figures
from tests.browser.walks.room import Room
from voting_protocol.errors import ProtocolError

Cell = tuple[Sequence[str | int], str]
"""Where a figure or name stands in the form, and what is typed there."""


def cells(figures: Figures) -> Iterator[Cell]:
    """Every field of the form in its order; names written in come after their rows were added."""
    if "sections" in figures:
        for at, section in enumerate(figures["sections"]):
            yield ("sections", at, "name"), section["name"]
            yield ("sections", at, "voted"), str(section["voted"])
            yield from _rows(("sections", at), section["counts"])
        return
    yield ("valid",), str(figures["valid"])
    for reason, number in figures["invalid"].items():
        yield ("invalid", reason), str(number)
    yield from _rows((), figures["counts"])
    for at, written in enumerate(figures.get("written", ())):
        yield ("written", at, "name"), written["name"]
        yield ("written", at, "votes"), str(written["votes"])


def _rows(at: Sequence[str | int], counts: Sequence[Sequence[int]]) -> Iterator[Cell]:
    for row, numbers in enumerate(counts):
        for column, number in enumerate(numbers):
            yield (*at, "counts", row, column), str(number)


@dataclass(slots=True)
class DeskAtPages:
    """`reloaded` are divisions at which the second teller's page is loaded anew with half of the figures typed."""

    room: Room
    reloaded: frozenset[str] = field(default_factory=frozenset)

    def _page(self, name: str) -> Page:
        return self.room.page(name)

    async def issue(self, division: str, issued: int) -> None:
        """The first teller says it, the second sees it, the chair may close."""
        first = self._page("first")
        await stands_at(first, "issue")
        await _say(first, issued)
        await expect(self._page("second").locator(".steps .current small")).to_have_text(f"发出 {issued} 张")
        await self.room.moment("issued", division)

    async def returned(self, division: str, returned: int) -> None:
        """The second teller says it; if more came back than went out, the first is asked too."""
        first, second = self._page("first"), self._page("second")
        await stands_at(second, "return")
        issued = await self._issued(division)
        await _say(second, returned, held=returned > issued)
        if returned > issued:
            await stands_at(second, "overfull")
            await expect(first.locator(".say")).to_contain_text("须由另一名计票人核对")
            await _say(first, returned, held=True)
            await asyncio.gather(*(stands_at(page, "overfull") for page in (first, second)))
            await expect(self._page("scrutineer").locator(".say")).to_contain_text("此次投票无效")

    async def _issued(self, division: str) -> int:
        found = await self.room.division(division)
        return int(found["hand_count"]["issued"])

    async def count(self, division: str, figures: Figures) -> None:
        """Each types by itself and hands in; neither is told the other's figures before. `more-returned` where nothing can be counted."""
        pages = [self._page("first"), self._page("second")]
        if await pages[0].locator('.work[data-screen="overfull"]').count():
            for page in pages:
                await expect(page.locator("figure-entry, hold-control")).to_have_count(0)
            raise ProtocolError("more-returned")
        await asyncio.gather(*(stands_at(page, "entry") for page in pages))
        await asyncio.gather(self._type(pages[0], figures), self._type(pages[1], figures, anew=division in self.reloaded))
        await _hold(pages[0], "hand-in")
        await stands_at(pages[0], "waiting")
        for page in (*pages, self._page("scrutineer")):
            await expect(page.locator(".figures-shown, .shown")).to_have_count(0)
        assert not any(told_figures(self.room, name) for name in ("second", "scrutineer", "chair"))
        await _hold(pages[1], "hand-in")

    async def sign(self, division: str) -> None:
        """The scrutineer holds the control under the figures that both found."""
        page = self._page("scrutineer")
        await stands_at(page, "sign")
        for teller in TELLERS:
            await expect(page.locator(".quiet-say").first).to_contain_text(teller)
        await _hold(page, "sign")
        await expect(page.locator(".signers")).to_contain_text("已签名")

    async def _type(self, page: Page, figures: Figures, *, anew: bool = False) -> None:
        await expect(page.locator("figure-entry")).to_be_visible()
        for _ in figures.get("written", ()):
            await page.get_by_role("button", name="加一个姓名").click()
        known = [cell for cell in cells(figures) if await field_at(page, cell[0]).count()]
        # a reason for which no ballot of this vote can be invalid is not asked for
        assert all(place[0] == "invalid" and typed == "0" for place, typed in cells(figures) if (place, typed) not in known)
        for at, cell in enumerate(known):
            await field_at(page, cell[0]).fill(cell[1])
            if anew and at == len(known) // 2:
                await expect(page.locator('[data-keeping="kept"]')).to_be_visible()
                await page.reload()
                await stands_at(page, "entry")
                for typed in known[: at + 1]:
                    await expect(field_at(page, typed[0])).to_have_value(typed[1])
        await expect(page.locator(".entry .wrong")).to_have_count(0)


def field_at(page: Page, at: Sequence[str | int]) -> Locator:
    """The field of a place in the form."""
    place = json.dumps(list(at), separators=(",", ":"), ensure_ascii=False)
    return page.locator(f"[data-cell='{place}']")


def told_figures(room: Room, name: str) -> bool:
    """Whether frames told this window what a teller counted."""
    counts = [
        item["hand_count"]
        for frame in room.windows[name].frames
        if frame["t"] == "state"
        for item in frame["state"]["divisions"]
        if item.get("hand_count") and item["state"] in ("open", "closed")
    ]
    return any(count["figures"] or count["revealed"] for count in counts)


async def stands_at(page: Page, screen: str) -> None:
    """Wait until a desk shows this."""
    await expect(page.locator(f'.work[data-screen="{screen}"]')).to_be_visible()


async def _say(page: Page, number: int, *, held: bool = False) -> None:
    """A number of ballots, typed and confirmed; one that can't be is held."""
    await page.locator("#ballots").fill(str(number))
    if held:
        await _hold(page, "return")
        return
    await page.locator("#ballots").press("Enter")
    await expect(page.locator('hold-control button[aria-disabled="false"]')).to_be_visible()
    async with page.expect_response(lambda response: response.url.endswith("/acts")):
        await page.keyboard.press("Enter")


async def _hold(page: Page, step: str) -> None:
    """The dominant control, held with space until it is sent."""
    control = page.locator(f'hold-control[data-step="{step}"] button')
    await expect(page.locator(f'hold-control[data-step="{step}"] button[aria-disabled="false"]')).to_be_visible()
    await control.focus()
    async with page.expect_response(lambda response: response.url.endswith("/acts")):
        await page.keyboard.down("Space")
    await page.keyboard.up("Space")
