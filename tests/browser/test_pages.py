"""Every page in every size, language and theme, in the main states: nothing cut off, nothing beside its place, nothing that axe objects to."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.house import House, house
from tests.support.pages import Look, Window, at_step, open_window, seat_shows, take_step, take_steps, wear
from voting_protocol.ballots import Choice

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
LOOKS = [
    Look(width, height, lang, theme)
    for (width, height), lang, theme in product(((1280, 800), (1920, 1080), (800, 1280)), ("zh", "en"), ("light", "dark"))
]
ROLES = {"chair": "chair", "seat": "m0", "hall": "observer", "secretariat": "secretariat"}
PRIMARY = {
    "chair": "hold-control button.hold",
    "seat": ".key, .btn.primary, .foot .btn",
    "secretariat": "main button, main a, main input",
}
MISPLACED = (Path(__file__).parent / "misplaced.js").read_text()


@dataclass(slots=True)
class Chamber:
    """The four pages of a house."""

    house: House
    windows: Mapping[str, Window]

    def page(self, name: str) -> Page:
        return self.windows[name].page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chamber(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chamber]:
    async with house(tmp_path_factory.mktemp("pages")) as home:
        windows = await asyncio.gather(*(open_window(browser, home.url, page, home.code(of)) for page, of in ROLES.items()))
        await home.draft(
            "report", "政府工作报告和国民经济社会发展计划", "the Work Report of the Government and the Development Plan"
        )
        await home.draft("budget", "预算", "the Budget")
        yield Chamber(home, dict(zip(ROLES, windows, strict=True)))


async def misplaced(page: Page, name: str) -> list[str]:
    """What is cut off, beside its place or over something else, in each look."""
    found: list[str] = []
    for look in LOOKS:
        await wear(page, look)
        found += [f"{name} {look}: {what}" for what in await page.evaluate(MISPLACED)]
    return found


async def objections(page: Page, name: str) -> list[str]:
    """What axe calls serious or critical, in both themes, with every rule."""
    found: list[str] = []
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    for theme in ("light", "dark"):
        await wear(page, Look(1280, 800, "zh", theme))
        violations = await page.evaluate("axe.run().then(({ violations }) => violations)")
        found += [
            f"{name} {theme}: {violation['id']} {node['target']} {node['failureSummary']}"
            for violation in violations
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]
    return found


async def reachable(page: Page, selector: str) -> bool:
    """Whether the tab key comes to the primary control."""
    await page.evaluate("document.activeElement?.blur()")
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return True
    return False


async def is_sound(chamber: Chamber, *names: str) -> None:
    """All that is asked of each page, in the state that it is in."""
    faults: list[str] = []

    async def look_at(name: str) -> None:
        page = chamber.page(name)
        faults.extend(await misplaced(page, name))
        faults.extend(await objections(page, name))
        if name in PRIMARY and not await reachable(page, PRIMARY[name]):
            faults.append(f"{name}: {PRIMARY[name]} can't be reached by the tab key")
        faults.extend(f"{name}: {trouble}" for trouble in chamber.windows[name].troubles)

    await asyncio.gather(*map(look_at, names or ROLES))
    assert not faults, "\n".join(faults)


async def test_before_the_sitting(chamber: Chamber) -> None:
    await at_step(chamber.page("chair"), "open-sitting")
    await expect(chamber.page("seat").locator(".place")).to_be_visible()
    await expect(chamber.page("hall").locator("main")).to_have_attribute("data-scene", "before")
    await is_sound(chamber)


async def test_before_an_item(chamber: Chamber) -> None:
    await take_step(chamber.page("chair"), "open-sitting")
    await wear(chamber.page("seat"), Look(1280, 800, "zh", "light"))
    await chamber.page("seat").locator('[data-focus="check-in"]').click()
    await expect(chamber.page("seat").locator(".place .big")).to_have_text("已报到")
    await chamber.house.check_in()
    await chamber.page("secretariat").locator('nav.prep a[href="#/hall"]').click()
    await expect(chamber.page("secretariat").locator("roll-list")).to_be_visible()
    await is_sound(chamber)


async def test_announced(chamber: Chamber) -> None:
    await take_step(chamber.page("chair"), "announce")
    await seat_shows(chamber.page("seat"), "announced")
    await is_sound(chamber, "chair", "seat", "hall")


async def test_open_and_recorded(chamber: Chamber) -> None:
    seat = chamber.page("seat")
    await take_step(chamber.page("chair"), "open")
    await seat_shows(seat, "keys")
    await expect(chamber.page("hall").locator("main")).to_have_attribute("data-scene", "open")
    await is_sound(chamber)
    await seat.keyboard.press("2")
    await seat_shows(seat, "recorded")
    await is_sound(chamber, "seat")


async def test_closed_and_declared(chamber: Chamber) -> None:
    await chamber.house.vote({f"m{n}": Choice.FOR for n in range(1, 10)} | {"m10": Choice.ABSTAIN})
    await take_step(chamber.page("chair"), "close")
    await at_step(chamber.page("chair"), "declare")
    await seat_shows(chamber.page("seat"), "ended")
    await is_sound(chamber, "chair", "seat", "hall")
    await take_step(chamber.page("chair"), "declare")
    await seat_shows(chamber.page("seat"), "result")
    await expect(chamber.page("hall").locator("main")).to_have_attribute("data-scene", "declared")
    await is_sound(chamber)


async def test_steps_of_the_secretariat(chamber: Chamber) -> None:
    page = chamber.page("secretariat")
    for step in ("roster", "seats", "sitting", "agenda", "scrutineers", "terminals"):
        await page.locator(f'nav.prep a[href="#/{step}"]').click()
        await expect(page.locator(f"main.step-{step} .sheet").first).to_be_visible()
        await is_sound(chamber, "secretariat")


async def test_nobody_pressed(chamber: Chamber) -> None:
    """The next item, in which the deputy at the page doesn't press."""
    await take_steps(chamber.page("chair"), "next", "announce", "open", "close")
    await at_step(chamber.page("chair"), "declare")
    await seat_shows(chamber.page("seat"), "ended")
    await is_sound(chamber, "seat", "hall")
