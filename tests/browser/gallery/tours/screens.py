"""Several screens of the hall, and the operator who chooses what each shows."""

from playwright.async_api import Page, expect

from tests.browser.gallery.studio import Studio
from tests.support.chamber import live_chamber

CHOSEN = ("chosen-attendance", "chosen-seats", "chosen-clock", "chosen-blank", "chosen-identify")
"""States of contents that need nothing of the sitting, named after them."""


async def choose(desk: Page, screen: Page, show: str, scene: str = "") -> None:
    """The operator chooses; returns when the screen shows it."""
    await desk.locator(f'.choices [data-choice="{show}"]').click()
    await expect(screen.locator("main.hall")).to_have_attribute("data-scene", scene or show)


async def screens(studio: Studio) -> None:
    """A screen stands on every content in turn, before, in and after a vote; another one follows the sitting."""
    async with live_chamber(studio.folder, 24, present=21) as live:

        async def code(role: str, holder: str) -> str:
            (issued,) = await live.chamber.secretariat.issue_codes([(role, "", holder)])
            return issued.text

        desk = await studio.open(live.server.url, "operator", await code("operator", "王工"))
        await desk.page.get_by_role("link", name="大屏").click()
        await expect(desk.page.get_by_role("heading", name="还没有大屏")).to_be_visible()
        await studio.show("no-screens", operator=desk)
        main, left = [await studio.open(live.server.url, "hall", await code("observer", name)) for name in ("主屏", "左侧屏")]
        for screen in (main, left):
            await expect(screen.page.locator("main.hall")).to_be_visible()
        await expect(desk.page.locator(".screen")).to_have_count(2)
        await desk.page.locator('[data-screen="2"] button').click()
        for state in CHOSEN:
            await choose(desk.page, left.page, state.removeprefix("chosen-"))
            await studio.show(state, hall=left)
        await choose(desk.page, left.page, "agenda")
        await studio.show("chosen-no-agenda", hall=left)
        await choose(desk.page, left.page, "item", "no-item")
        await studio.show("chosen-no-item", hall=left)
        await choose(desk.page, left.page, "result", "no-result")
        await studio.show("chosen-no-result", hall=left)
        opening = await live.open("report")
        await choose(desk.page, left.page, "turnout")
        await studio.show("chosen-turnout", hall=left)
        await choose(desk.page, left.page, "item")
        await studio.show("chosen-item", hall=left)
        await choose(desk.page, left.page, "agenda")
        await studio.show("chosen-agenda", hall=left)
        await studio.show("screens", operator=desk)
        await live.declare(opening, await live.close(opening))
        await choose(desk.page, left.page, "result", "declared")
        await studio.close(main)
        await expect(desk.page.locator('[data-screen="1"] .off')).to_be_visible()
        await studio.show("screen-off", operator=desk)


TOURS = (screens,)
