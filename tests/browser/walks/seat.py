"""A deputy of a walk at the seat's page, among simulated ones; and what goes wrong there while the deputy votes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, expect

from hemicycle.days.headless import SimulatedBenches
from tests.browser.walks.room import Room
from tests.support.pages import seat_shows

Press = Callable[[], Awaitable[None]]
Trouble = Callable[["DeputyAtPage", str, Press], Awaitable[None]]
"""Presses in a way of its own: given the seat, the division and how the ballot is pressed."""
WORDS = ("for", "against", "abstain")


@dataclass(slots=True)
class DeputyAtPage:
    """One seat. `troubles` says at which divisions something breaks while it votes."""

    room: Room
    troubles: Mapping[str, Trouble]
    voted: set[str] = field(default_factory=set)
    here: bool = False

    @property
    def page(self) -> Page:
        """The seat's page."""
        return self.room.page("seat")

    async def arrive(self) -> None:
        """Check in by a touch; whoever has been there before comes back as present."""
        await self.page.context.set_offline(False)
        await expect(self.page.locator(".strip")).to_be_hidden()
        if not self.here:
            await self.page.locator('[data-focus="check-in"]').click()
            await expect(self.page.locator(".place .big")).to_have_text("已报到")
            self.here = True

    async def vote(self, division: str, marks: Any) -> None:
        """Press what the day tells, and see it recorded, once."""
        if division in self.voted:
            return
        self.voted.add(division)
        await seat_shows(self.page, "keys", "paper")

        async def press() -> None:
            await self._mark(marks)

        trouble = self.troubles.get(division)
        await (trouble(self, division, press) if trouble else press())
        await seat_shows(self.page, "recorded")
        await expect(self.page.locator(".choice")).to_contain_text("已记录")
        self.room.tracking[division] = (await self.page.locator(".receipt .code").inner_text()).strip()

    async def _mark(self, marks: Any) -> None:
        if isinstance(marks, str):
            await self.page.keyboard.press(str(WORDS.index(marks) + 1))
            return
        for row, mark in enumerate(marks):
            column = WORDS.index(mark) if isinstance(mark, str) else mark - 1
            if column >= 0:
                await self.page.locator(f'[data-focus="row-{row}-{column}"]').click()
        await submit(self.page)


async def submit(page: Page) -> None:
    """Cast what lies there, after its review if there is one."""
    await page.locator('[data-focus="submit"]').click()
    cast = page.locator('[data-screen="recorded"], [data-screen="received"], [data-screen="kept"]')
    await expect(page.locator(".review").or_(cast).first).to_be_visible()
    if await page.locator(".review").count():
        await page.wait_for_timeout(500)  # a second press at once is taken for one of a double press
        await page.locator('[data-focus="submit"]').click()


@dataclass(slots=True)
class BenchesWithPage:
    """All seats are simulated but the one at the page."""

    crowd: SimulatedBenches
    deputy: DeputyAtPage

    @property
    def _member(self) -> str:
        return self.deputy.room.member

    async def arrive(self, members: Sequence[str]) -> None:
        """The others in a process of their own, this one by a touch."""
        others = [member for member in members if member != self._member]
        await self.crowd.arrive(others)
        if self._member in members:
            await self.deputy.arrive()

    async def acknowledged(self, division: str, voters: int) -> None:
        """Everybody's ballot; of a part of them those of the simulated ones."""
        ballots = self.crowd.backstage.ballots[division]
        own = self._member in ballots and voters == len(ballots)
        waiting = self.crowd.acknowledged(division, voters - own)
        if own:
            await asyncio.gather(waiting, self.deputy.vote(division, ballots[self._member]))
        else:
            await waiting

    async def lose_the_network(self) -> None:
        """Also the page's; its deputy presses all the same, and is told that nothing was delivered."""
        await self.crowd.lose_the_network()
        page = self.deputy.page
        await seat_shows(page, "keys")
        await page.context.set_offline(True)
        await page.keyboard.press("1")
        await seat_shows(page, "kept")
        await expect(page.locator(".kept .said")).to_have_text("已保存，尚未送达")
