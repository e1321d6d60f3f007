"""The secretariat prepares: an empty server, a roster with slips; then each step of a body that is ready."""

from playwright.async_api import expect

from hemicycle.serve import ServerProcess
from tests.browser.gallery.people import people
from tests.browser.gallery.studio import Studio
from tests.browser.test_secretariat import broken_roster, found_body
from tests.support.house import house
from tests.support.pages import Window

STEPS = ("overview", "roster", "seats", "sitting", "terminals")


async def founding(studio: Studio) -> None:
    """The first device of an empty server."""
    with ServerProcess(studio.folder) as server:
        window = await studio.open(server.url, "secretariat", server.admin_code)
        page = window.page
        await expect(page.get_by_label("机构代号")).to_be_visible()
        await studio.show("founding", secretariat=window)
        await found_body(page)
        await studio.show("roster-empty", secretariat=window)
        await page.locator("input[type=file]").set_input_files(broken_roster(studio.folder))
        await expect(page.locator("preview-table tr.err")).to_have_count(4)
        await studio.show("import", secretariat=window)
        for step in ("seats", "sitting", "terminals"):
            await page.locator(f'nav.prep a[href="#/{step}"]').click()
            await expect(page.locator(f"main.step-{step}")).to_be_visible()
            await studio.show(f"{step}-empty", secretariat=window)
        await page.locator('nav.prep a[href="#/overview"]').click()
        await expect(page.locator('[data-matter="backup"].is-note')).to_be_visible()
        await studio.show("overview-empty", secretariat=window)


async def change(studio: Studio, window: Window) -> None:
    """One person of the roster: corrected with a doubtful name, replaced by somebody with another's number, taken out."""
    page = window.page
    await page.locator('nav.prep a[href="#/roster"]').click()
    await page.locator('[data-member="m3"]').click()
    await page.get_by_label("姓名").fill("阿布都 热合曼")
    await page.get_by_label("状态").select_option("suspended")
    await expect(page.locator("#member-name-note .remedy")).to_be_visible()
    await expect(page.locator(".follows")).to_be_visible()
    await studio.show("person", secretariat=window)
    await page.get_by_role("button", name="由他人接替").click()
    await page.get_by_label("代表证号").fill("m5")
    await page.get_by_label("代表证号").press("Tab")
    await expect(page.locator("#member-name-note .notice")).to_be_visible()
    await studio.show("person-wrong", secretariat=window)
    await page.get_by_role("button", name="移出名册").first.click()
    await expect(page.locator("member-form two-press")).to_be_visible()
    await studio.show("person-out", secretariat=window)


async def cards(studio: Studio, window: Window) -> None:
    """Cards on their way to the printer: to enrol a teller, and for the door."""
    page = window.page
    await page.locator("#role").select_option("teller")
    await page.get_by_label("姓名或地点").fill("计票人一")
    await page.get_by_role("button", name="发登记码").click()
    await page.get_by_role("button", name="登记单 1").click()
    await expect(page.locator(".card svg.qr")).to_have_count(1)
    await studio.show("slips", secretariat=window)
    await page.get_by_role("button", name="报到证").click()
    await page.get_by_role("button", name="给 41 人发证").click()
    await expect(page.locator(".attendance-card svg.qr")).to_have_count(41)
    await studio.show("attendance-cards", secretariat=window)


async def preparing(studio: Studio) -> None:
    """Each step of a body that is ready, before its first sitting."""
    async with house(studio.folder, members=people(40)) as home:
        window = await studio.open(home.url, "secretariat", home.code("secretariat"))
        page = window.page
        for step in STEPS:
            await page.locator(f'nav.prep a[href="#/{step}"]').click()
            await expect(page.locator(f"main.step-{step} .sheet").first).to_be_visible()
            await studio.show(step, secretariat=window)
        await change(studio, window)
        await page.locator('nav.prep a[href="#/terminals"]').click()
        await page.get_by_role("button", name="工作人员").click()
        await expect(page.locator("staff-list")).to_be_visible()
        await studio.show("terminals-staff", secretariat=window)
        await cards(studio, window)
        await page.locator('nav.prep a[href="#/hall"]').click()
        await page.get_by_role("button", name="更换终端").first.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await studio.show("replacing", secretariat=window)


TOURS = (founding, preparing)
