"""Two screens of the hall and the operator who chooses what they show: at once, through reloads, in pictures of what is really shown."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.chamber import LiveChamber, live_chamber
from tests.support.pages import Look, Window, open_window, told_figures, wear
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
MISPLACED = (ROOT / "tests" / "browser" / "misplaced.js").read_text()
PICTURES = os.environ.get("SCREENS_PICTURES", "")
"""A folder for pictures, to be looked at; none unless asked for."""
SIZES = ((1280, 720), (1920, 1080), (3840, 2160), (1024, 768), (800, 1280))
SHOWS = ("attendance", "seats", "agenda", "item", "turnout", "result", "clock", "blank", "identify", "auto")
LEAST = 44
"""Units of the stage: what can be read at 40 m."""
SMALL = """() => {
  const stage = document.querySelector('main.hall').getBoundingClientRect();
  const unit = stage.width / 1920;
  const outside = [], small = [];
  for (const element of document.querySelectorAll('main.hall *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!own || !element.checkVisibility() || element.closest('.visually-hidden')) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0) continue;
    const name = `${element.tagName} ${element.textContent.trim().slice(0, 20)}`;
    const svg = element.closest('svg');
    const scale = svg ? svg.getScreenCTM().a : 1;
    const size = scale * Number.parseFloat(getComputedStyle(element).fontSize) / unit;
    if (size < LEAST - 0.6) small.push(`${name} ${size.toFixed(1)}`);
    if (box.left < stage.left - 1 || box.right > stage.right + 1 || box.top < stage.top - 1 || box.bottom > stage.bottom + 1)
      outside.push(name);
  }
  const root = document.documentElement;
  const scrolls = root.scrollWidth > innerWidth || root.scrollHeight > innerHeight;
  const centred = Math.abs(stage.left - (innerWidth - stage.right)) < 2 && Math.abs(stage.top - (innerHeight - stage.bottom)) < 2;
  const wide = Math.abs(stage.width / stage.height - 16 / 9) < 0.01;
  return { small, outside, scrolls, centred, wide };
}""".replace("LEAST", str(LEAST))


@dataclass
class Hall:
    live: LiveChamber
    desk: Window
    main: Window
    left: Window


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    async with live_chamber(tmp_path_factory.mktemp("screens"), 24, present=21) as live:
        issue = live.chamber.secretariat.issue_codes
        codes = [(await issue([(role, "", holder)]))[0].text for role, holder in PEOPLE]
        main, left = [await open_window(browser, live.server.url, "hall", code) for code in codes[1:]]
        for screen in (main, left):
            await expect(screen.page.locator("main.hall")).to_have_attribute("data-scene", "present")
        desk = await open_window(browser, live.server.url, "operator", codes[0])
        await desk.page.get_by_role("link", name="大屏").click()
        yield Hall(live, desk, main, left)


PEOPLE = (("operator", "王工"), ("observer", "主屏"), ("observer", "左侧屏"))


async def choose(page: Page, number: int, value: str) -> None:
    await page.locator(f'[data-screen="{number}"] button').click()
    await page.locator(f'.choices [data-choice="{value}"]').click()


async def shows(page: Page, scene: str, within: int = 5000) -> None:
    await expect(page.locator("main.hall")).to_have_attribute("data-scene", scene, timeout=within)


async def test_each_screen_shows_what_was_chosen_for_it(hall: Hall) -> None:
    page = hall.desk.page
    await expect(page.locator(".screen")).to_have_count(2)
    await choose(page, 2, "agenda")
    await shows(hall.left.page, "agenda")
    await shows(hall.main.page, "present")
    await expect(page.locator('[data-screen="2"] .hall')).to_have_attribute("data-scene", "agenda")
    await expect(page.locator('[data-screen="1"] .hall')).to_have_attribute("data-scene", "present")
    await choose(page, 2, "en")
    await expect(hall.left.page.locator("html")).to_have_attribute("lang", "en")
    await choose(page, 2, "light")
    await expect(hall.left.page.locator("html")).to_have_attribute("data-theme", "light")
    await expect(hall.main.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(page.locator('[data-screen="2"] .hall')).to_have_attribute("lang", "en")
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


async def test_a_choice_survives_reloads_of_both_pages(hall: Hall) -> None:
    await hall.left.page.reload()
    await shows(hall.left.page, "agenda")
    await expect(hall.left.page.locator("html")).to_have_attribute("lang", "en")
    await hall.desk.page.reload()
    await hall.desk.page.locator('[data-screen="2"] button').click()
    await expect(hall.desk.page.locator('.choices [data-choice="agenda"]')).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("show", SHOWS)
async def test_every_content_fits_every_screen(hall: Hall, show: str) -> None:
    """Whole, centred, nothing scrolls, nothing smaller than 44 units; nothing that axe finds."""
    desk, page, found = hall.desk.page, hall.left.page, []
    await choose(desk, 2, show)
    await shows(page, {"auto": "present", "item": "no-item", "turnout": "attendance", "result": "no-result"}.get(show, show))
    for language in ("zh", "en"):
        for width, height in SIZES:
            await wear(page, Look(width, height, language, "dark"))
            await page.wait_for_timeout(150)
            seen = await page.evaluate(SMALL)
            if seen["small"] or seen["outside"] or seen["scrolls"] or not seen["centred"] or not seen["wide"]:
                found.append(f"{show} {width}x{height} {language}: {seen}")
            if PICTURES:
                await page.screenshot(path=Path(PICTURES) / f"{show}-{width}-{language}.png")
    await page.evaluate(AXE)
    for theme in ("dark", "light"):
        await wear(page, Look(1280, 720, "zh", theme))
        found += [f"{show} {theme}: {each}" for each in await page.evaluate(RUN_AXE)]
    assert not found, "\n".join(found)


RUN_AXE = """axe.run().then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`)))"""


async def test_the_desk_is_sound(hall: Hall) -> None:
    page, found = hall.desk.page, []
    for width, height in ((1280, 800), (1920, 1080), (800, 1280)):
        for language in ("zh", "en"):
            await wear(page, Look(width, height, language, "light"))
            found += [f"{width} {language}: {each}" for each in await page.evaluate(MISPLACED)]
            if PICTURES:
                await page.wait_for_timeout(600)
                await page.screenshot(path=Path(PICTURES) / f"desk-{width}-{language}.png")
    await page.evaluate(AXE)
    for theme in ("dark", "light"):
        await wear(page, Look(1280, 800, "zh", theme))
        found += [f"{theme}: {each}" for each in await page.evaluate(RUN_AXE)]
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"desk-{theme}.png")
    assert not found, "\n".join(found)
    assert not hall.desk.troubles


async def test_screens_change_in_the_middle_of_a_vote_and_tell_no_figures(hall: Hall) -> None:
    live, desk, left = hall.live, hall.desk.page, hall.left
    left.frames.clear()
    await choose(desk, 1, "auto")
    async with live.terminal("m1") as terminal:
        opening = await live.open("report")
        await shows(hall.main.page, "open")
        await terminal.until(lambda session: session.ready and session.voting.opening == opening)
        await terminal.press(Choice.AGAINST)
        for show, scene in (("turnout", "turnout"), ("item", "item"), ("result", "no-result"), ("seats", "seats")):
            await choose(desk, 2, show)
            await shows(left.page, scene)
            await expect(left.page.locator(".groups")).to_have_count(0)
            assert not await left.page.locator("main.hall .against, main.hall .g-against").count()
        await shows(hall.main.page, "open")
        assert not told_figures(left.frames)
        tallied = await live.close(opening)
        await choose(desk, 2, "result")
        await shows(left.page, "no-result")
        await live.declare(opening, tallied)
        await shows(left.page, "declared")
        await shows(hall.main.page, "declared")
        await expect(desk.locator('[data-screen="2"] .hall')).to_have_attribute("data-scene", "declared")
    if PICTURES:
        await desk.wait_for_timeout(1000)
        await desk.screenshot(path=Path(PICTURES) / "desk-declared.png")


async def test_a_screen_that_goes_dark_is_told(hall: Hall) -> None:
    page = hall.desk.page
    await hall.left.clear()
    card = page.locator('[data-screen="2"]')
    await expect(card.locator(".off")).to_be_visible(timeout=15_000)
    await expect(page.get_by_role("link", name="大屏")).to_contain_text("1")
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / "desk-off.png")
    await page.evaluate(AXE)
    assert not await page.evaluate(RUN_AXE)
