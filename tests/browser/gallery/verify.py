"""The page that verifies records on the reader's own machine."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.gallery.studio import Shown, Studio
from tests.support.house import house

PAGE = Shown(
    "verify",
    "核验",
    "Verification",
    {
        "empty": ("没有打开文件", "No file open"),
        "holds": ("与记录一致", "A record that holds"),
        "differs": ("与记录不符", "A record that was changed"),
    },
)
DATA = Path(__file__).parents[2] / "data" / "verify"


async def verify(studio: Studio) -> None:
    """A record as it is, then the same with another character in a ballot."""
    async with house(studio.folder) as home:
        window = await studio.open(home.url, "verify")
        page = window.page
        await page.locator("main[data-ready]").wait_for()
        await studio.show("empty", verify=window)
        record = (DATA / "named.hemicycle.json").read_text()
        at = record.index('"ballots":["') + 300
        changed = studio.folder / "changed.hemicycle.json"
        changed.write_text(f"{record[:at]}{'B' if record[at] == 'A' else 'A'}{record[at + 1 :]}")
        for state, file in (("holds", DATA / "secret-grades.hemicycle.json"), ("differs", changed)):
            await page.locator("label.chooser input").set_input_files(file)
            await expect(page.locator(f".verdict.{'right' if state == 'holds' else 'wrong'}")).to_be_visible()
            await studio.show(state, verify=window)


TOURS = (verify,)
