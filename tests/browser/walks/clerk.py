"""The secretariat of a walk, at its page while the sitting runs."""

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.browser.walks.room import Room


@dataclass(slots=True)
class ClerkAtPage:
    """The second device of the secretariat, on its page of the hall."""

    room: Room

    @property
    def page(self) -> Page:
        """The secretariat's page."""
        return self.room.page("secretariat")

    async def sit_down(self) -> None:
        """Turn to the hall."""
        await self.page.get_by_role("navigation").get_by_role("link", name=re.compile("^会场")).click()
        await expect(self.page.locator(".sum.hall")).to_be_visible()

    async def check_in_by_video(self, member: str) -> None:
        """Sought by number, pressed twice."""
        await self.page.get_by_role("searchbox").fill(member)
        row = self.page.locator("roll-list tbody tr", has=self.page.locator("th", has_text=re.compile(f"^{member}$")))
        await press_twice(row, "视频报到", "再按一次，以视频报到")
        await expect(row).to_contain_text("实到")
        await self.page.get_by_role("searchbox").fill("")

    async def confirm_void(self, division: str) -> None:
        """Under the words of the chair's reason, pressed twice; then all pages say so."""
        panel = self.page.locator("section.voiding")
        await expect(panel).to_be_visible()
        button = panel.locator("two-press button")
        await button.click()
        await self.page.wait_for_timeout(450)  # what is pressed too fast counts once
        await button.click()
        await expect(panel).to_have_count(0)
        await self.room.moment("void", division)


async def press_twice(within: Locator, name: str, question: str) -> None:
    """A button that asks before it does what can't be undone."""
    await within.get_by_role("button", name=name, exact=True).click()
    asked = within.get_by_role("button", name=question, exact=True)
    await expect(asked).to_be_visible()
    await within.page.wait_for_timeout(450)  # what is pressed too fast counts once
    await asked.click()
