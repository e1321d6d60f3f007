"""The door, where members are checked in (docs/check-in.md)."""

from playwright.async_api import Page, expect

from terminal_client.headless.client import enrol
from terminal_client.headless.console import Chair
from terminal_client.headless.door import Usher, issue_cards
from tests.browser.gallery.studio import Shown, Studio
from tests.support.house import SITTING, house

PAGE = Shown(
    "door",
    "报到",
    "Check-in at the door",
    {
        "enrol": ("登记本机", "Enrolment"),
        "not-open": ("会议尚未开始", "The sitting is not open"),
        "idle": ("等待下一位", "Waiting for the next"),
        "came": ("已报到", "Checked in"),
        "again": ("此前已报到", "Checked in before"),
        "undo": ("撤销前的确认", "Before a check-in is undone"),
        "left": ("已登记离席", "Departure recorded"),
        "hits": ("按姓名查找", "Found by name"),
        "confirm": ("无证报到前的确认", "Before a check-in without a card"),
        "none": ("没有找到", "Nobody found"),
        "guest": ("列席人员", "A non-voting attendee"),
        "old-card": ("作废的报到证", "A card that was replaced"),
        "no-card": ("不是报到证", "Not an attendance card"),
        "unsent": ("没有送达", "Not arrived"),
        "closed": ("已闭会", "The sitting is closed"),
    },
)
GUEST = {"id": "l0", "name": "列席甲", "latin": "Guest", "delegation": "", "seat": "", "role": "attendee", "status": "in-office"}
_SCAN = (
    """text => { for (const key of [...text, "Enter"]) dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); }"""
)


async def scan(page: Page, text: str) -> None:
    """What a scanner that acts as a keyboard does."""
    await page.evaluate(_SCAN, text)


async def at(page: Page, kind: str) -> None:
    """The page shows this; what may be pressed has the focus, so that it stays."""
    await page.locator(f'main[data-shown="{kind}"]').wait_for()
    if await page.locator(".stage .btn").count():
        await page.locator(".stage .btn").first.focus()


async def at_the_door(studio: Studio) -> None:
    """One door before, during and after a sitting."""
    async with house(studio.folder) as home:
        secretariat = home.ready.secretariat
        members = (await secretariat.api.register(secretariat.body))["members"]
        await secretariat.set_roster([*members, GUEST])
        cards = {card.member: card for card in await issue_cards(secretariat, ["m1", "m2", "l0"])}
        bare = await studio.open(home.url, "door")
        await bare.page.locator("form.enrol").wait_for()
        await studio.show("enrol", door=bare)
        await studio.close(bare)
        window = await studio.open(home.url, "door", await home.another_code("usher", "东门"))
        page = window.page
        await expect(page.locator(".told")).to_contain_text("尚未开始")
        await studio.show("not-open", door=window)
        chair = Chair(home.url, await enrol(secretariat.api, home.code("chair"), "chair"))
        await chair.open_sitting(SITTING)
        async with Usher(home.url, await enrol(secretariat.api, await home.another_code("usher", "西门"), "door")) as other:
            for number in range(3, 13):
                await other.by_number(SITTING, f"m{number}")
        await at(page, "idle")
        await expect(page.locator(".counts .large dd")).to_have_text("10")
        await studio.show("idle", door=window)
        await scan(page, cards["m1"].qr)
        await at(page, "came")
        await studio.show("came", door=window)
        await scan(page, cards["m1"].qr)
        await at(page, "person")
        await studio.show("again", door=window)
        await page.locator(".stage .row .btn:not(.primary)").click()
        await at(page, "leaving")
        await studio.show("undo", door=window)
        await page.locator(".stage .btn.primary").click()
        await at(page, "left")
        await studio.show("left", door=window)
        await page.locator("#words").fill("m1")
        await page.locator("#words").press("Enter")
        await at(page, "found")
        await studio.show("hits", door=window)
        await page.locator(".hit").first.click()
        await at(page, "confirm")
        await studio.show("confirm", door=window)
        await page.locator(".stage .row .btn:not(.primary)").click()
        await at(page, "idle")
        await page.locator("#words").fill("xyz")
        await page.locator("#words").press("Enter")
        await at(page, "found")
        await studio.show("none", door=window)
        await scan(page, cards["l0"].qr)
        await at(page, "person")
        await studio.show("guest", door=window)
        await issue_cards(secretariat, ["m2"])
        await scan(page, cards["m2"].qr)
        await at(page, "refused")
        studio.expects_trouble(window)
        await studio.show("old-card", door=window)
        await scan(page, "HTTPS://EXAMPLE.ORG")
        await at(page, "not-a-card")
        await studio.show("no-card", door=window)
        await page.locator("#number").fill("m2")
        await page.locator("#number").press("Enter")
        await at(page, "confirm")
        with studio.in_trouble(window):
            await page.route("**/acts", lambda route: route.abort())
            await page.locator(".stage .btn.primary").click()
            await at(page, "unsent")
            await studio.show("unsent", door=window)
            await page.unroute("**/acts")
            await at(page, "came")
        await chair.close_sitting(SITTING)
        await at(page, "closed")
        await studio.show("closed", door=window)
        await chair.aclose()


TOURS = (at_the_door,)
