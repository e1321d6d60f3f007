"""The page of past sittings."""

from playwright.async_api import expect

from tests.browser.gallery.studio import Shown, Studio
from tests.browser.test_history_page import past_hall

PAGE = Shown(
    "history",
    "历届会议",
    "History",
    {
        "enrol": ("登记本机", "Enrolment"),
        "divisions": ("表决", "Votes"),
        "nothing-found": ("没有符合条件的表决", "Nothing found"),
        "division": ("一次表决", "A vote"),
        "sittings": ("会议", "Sittings"),
        "of-a-term": ("一届之内的会议", "Sittings of a term"),
        "no-sitting": ("没有符合条件的会议", "No sitting fits"),
        "sitting": ("一次会议", "A sitting"),
        "members": ("出席", "Attendance"),
        "member": ("一名代表", "A deputy"),
        "unreadable": ("读不到", "What can't be read"),
    },
)
VIEWS = {
    "divisions": "divisions",
    "division": "divisions/sitting-1/d1",
    "sittings": "sittings",
    "of-a-term": "sittings?term=19",
    "no-sitting": "sittings?term=18&year=2000",
    "sitting": "sittings/sitting-1",
    "members": "members",
    "member": "members/m0",
}


async def history(studio: Studio) -> None:
    """A closed sitting, looked back at by the operator."""
    async with past_hall(studio.folder) as hall:
        (code,) = await hall.chamber.secretariat.issue_codes([("operator", "", "值班员")])
        window = await studio.open(hall.server.url, "history", code.text)
        page = window.page
        await page.locator("nav.tabs").wait_for()
        for state, view in VIEWS.items():
            await page.goto(f"{hall.server.url}/history/#/{view}")
            await page.locator("main h1").wait_for()
            await expect(page.locator("main")).not_to_contain_text("正在读取")
            await studio.show(state, history=window)
        await page.goto(f"{hall.server.url}/history/#/divisions")
        await page.get_by_role("searchbox").fill("没有这样的议题")
        await expect(page.get_by_text("没有符合条件的表决")).to_be_visible()
        await studio.show("nothing-found", history=window)
        await page.goto(f"{hall.server.url}/history/#/divisions/none/d1")
        await expect(page.get_by_role("alert")).to_be_visible()
        studio.expects_trouble(window)
        await studio.show("unreadable", history=window)


TOURS = (history,)
