"""What is asked of every page in every state: nothing cut off, nothing beside its place, nothing that axe finds, no trouble in the console."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page

from tests.browser.gallery.studio import looks_of
from tests.support.pages import Window, wear

_AXE = (Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js").read_text()
_MISPLACED = (Path(__file__).parents[1] / "misplaced.js").read_text()
_RUN = "axe.run({ rules: { 'target-size': { enabled: true } } }).then(({ violations }) => violations)"
"""Every rule that axe has on by itself, of every severity, on the whole page; and that of WCAG 2.2 for targets, which it has off."""


async def axe_finds(page: Page) -> list[str]:
    """Everything that axe objects to on the page as it stands."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE)
    violations = await page.evaluate(_RUN)
    return [
        f"{violation['id']} {node['target']} {node['failureSummary']}" for violation in violations for node in violation["nodes"]
    ]


_PRIMARY = {
    "chair": "hold-control button.hold",
    "seat": ".key, .btn.primary, .foot .btn",
    "secretariat": "main button, main a, main input",
    "teller": "hold-control button, #ballots",
}


async def out_of_reach(page: Page, name: str) -> list[str]:
    """The primary control of a page, if it is there and the tab key does not come to it."""
    wanted = _PRIMARY.get(name, "")
    if not wanted or not await page.locator(wanted).locator("visible=true").count():
        return []
    if await page.locator("dialog:modal").count():
        return []
    await page.evaluate("document.activeElement?.blur()")
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("wanted => document.activeElement?.matches(wanted) ?? false", wanted):
            return []
    return [f"{wanted} can't be reached by the tab key"]


@dataclass(slots=True)
class Inspection:
    """A visitor that goes on when it finds something; `faults` is everything it found."""

    faults: list[str] = field(default_factory=list)

    async def visit(self, page: str, state: str, window: Window) -> None:
        """Put the questions in the state's looks: layouts depend on size and language, colours on the theme."""
        found = dict.fromkeys(window.troubles, "console")
        for look in looks_of(page, state):
            await wear(window.page, look)
            for what in await window.page.evaluate(_MISPLACED) + await axe_finds(window.page):
                found.setdefault(what, str(look))
        found |= dict.fromkeys(await out_of_reach(window.page, page), "keyboard")
        found |= dict.fromkeys(set(window.troubles) - set(found), "console, in another look")
        window.troubles.clear()
        self.faults += [f"{page} {state} ({where}): {what}" for what, where in found.items()]

    async def demand(self, page: str, state: str, window: Window) -> None:
        """As `visit`, and fail at once."""
        await self.visit(page, state, window)
        assert not self.faults, "\n".join(self.faults)
