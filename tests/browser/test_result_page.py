"""The page of a published result: both languages and themes, every size, on paper; nothing that axe objects to, nothing cut off."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.unit.sheets.sitting import TITLE, Sitting, names
from voting_server.domain.items import ItemCounts
from voting_server.sheets.page import to_page
from voting_server.sheets.result import result_sheet

pytestmark = pytest.mark.asyncio(loop_scope="module")
AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
SIZES = ((1280, 800), (420, 800), (320, 640))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A motion's page and one of many names, as files."""
    sitting = Sitting(8)
    sitting.open_sitting(7)
    sitting.vote("motion", 5, 1, 0, title=TITLE)
    form = [{"type": 2, "c": 4, "min": 0, "max": 2, "w": 0}]
    labels = names("公园", "关于临湖小学校舍改扩建及周边道路整治工程的项目", "学校", "食堂")
    sitting.hold(
        "pick", ItemCounts([[5], [6], [1], [0]]), 6, template="livelihood-pick", rule="projects", form=form, names=labels
    )
    folder, found = tmp_path_factory.mktemp("pages"), []
    for division in ("motion", "pick"):
        found.append(folder / f"{division}.html")
        facts = sitting.facts(division)
        found[-1].write_bytes(to_page([result_sheet(facts, "zh", public=True), result_sheet(facts, "en", public=True)]))
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_page_is_accessible_in_every_size(browser: Browser, pages: list[Path], theme: str) -> None:
    context = await browser.new_context(color_scheme=theme)  # type: ignore[arg-type]
    page = await context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for file in pages:
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            await page.goto(file.as_uri())
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, "only tables scroll sideways"
            for _language in ("zh", "en"):
                violations = await page.evaluate(f"{AXE};axe.run().then(({{ violations }}) => violations)")
                assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
                await page.locator(".bar a:visible").click()
    assert {url.split("#")[0] for url in requests} == {file.as_uri() for file in pages}, "the page asks for nothing"
    await context.close()


async def test_the_other_language_is_one_link_away_without_scripts(browser: Browser, pages: list[Path]) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(pages[0].as_uri())
    await expect(page.locator(".verdict:visible")).to_have_text("通过")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator(".verdict:visible")).to_have_text("Carried")
    await page.get_by_role("link", name="中文").click()
    await expect(page.locator(".verdict:visible")).to_have_text("通过")
    await context.close()
