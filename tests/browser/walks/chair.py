"""The chair of a walk: every act of a day at the chair's page, by its dominant control and its keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Locator, Page, Response, expect

from hemicycle.days.cast import THRESHOLD
from tests.browser.walks.room import Room
from tests.support.pages import give_reason, take_step
from voting_protocol.errors import ProtocolError

_UNDERSTOOD = "button:text-is('知道了')"
_OVER = """step => !document.querySelector(`hold-control[data-step='${step}']`)
  || [...document.querySelectorAll('.tray .issues button')].some(button => button.textContent.trim() === '知道了')"""


@dataclass
class ChairAtPage:
    """What the server refuses is told by the page, and raised here as everywhere."""

    room: Room
    _refusals: list[Response] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The chair's page, which a reload leaves and another tab may replace."""
        return self.room.page("chair")

    async def sit_down(self) -> None:
        """Open the sitting."""
        self.page.on("response", self._hear)
        await take_step(self.page, "open-sitting")

    def _hear(self, response: Response) -> None:
        if response.status >= 400:
            self._refusals.append(response)

    async def approve(self, division: str) -> None:
        """The dominant control."""
        await self._turn_to(division)
        await take_step(self.page, "approve")

    async def announce(self, division: str) -> None:
        """The dominant control; before the first secret vote it has the scrutineers make their keys."""
        await self._turn_to(division)
        await self._is_kept_back(division)
        self.room.forget_frames()
        if await self._offers("ceremony"):
            await expect(self.page.locator("select[name=k]")).to_have_value(str(THRESHOLD))
            await take_step(self.page, "ceremony")
            await self.page.locator('hold-control[data-step="announce"]').wait_for()
        await self._take("announce")
        await self.room.moment("announced", division)

    async def open(self, division: str) -> None:
        """The dominant control."""
        await self._take("open")
        await self.room.moment("opened", division)

    async def close(self, division: str) -> None:
        """The dominant control, held."""
        await self._take("close")
        await self.room.moment("closed", division)

    async def declare(self, division: str) -> None:
        """The dominant control, held; nobody else has learned the result before."""
        await self.page.locator('hold-control[data-step="declare"]').wait_for()
        await self.room.moment("tallied", division)
        await self._take("declare")
        await self.room.moment("declared", division)

    async def publish(self, division: str) -> None:
        """Beside the dominant control; a test vote has no such act."""
        button = self.page.locator('[data-act="publish"]')
        await expect(self._item(division)).to_have_attribute("aria-current", "step")
        if (await self.room.division(division))["template"] == "trial":
            await expect(button).to_have_count(0)
            raise ProtocolError("trial-vote")
        await self._do(button.click())
        await expect(button).to_have_count(0)

    async def take_step(self, division: str, step: Mapping[str, Any]) -> None:
        """A next lawful step, as the panel proposes it in the server's words."""
        await self._turn_to(division)
        button = self.page.locator(f'[data-lawful="{step["kind"]}"]').first
        await expect(self.page.locator(".lawful")).to_contain_text(step["zh"])
        await self._do(button.click())
        await self._item(str(step["fields"]["division"])).wait_for()

    async def withdraw(self, division: str, reason: str) -> None:
        """With its reason."""
        await self._turn_to(division)
        await self._do(give_reason(self.page, "withdraw", reason))
        await expect(self._item(division).locator(".st")).to_have_text("撤回")

    async def void(self, division: str, reason: str) -> None:
        """With its reason; the page then waits for a second person."""
        await self._do(give_reason(self.page, "void", reason))
        await expect(self.page.locator(".motion .trouble", has_text="等待第二人确认")).to_be_visible()

    async def object(self, division: str, member: str, reason: str) -> None:
        """Who objects is chosen from those present, with the reason."""
        await self._turn_to(division)
        await self.page.locator('[data-act="object"]').click()
        await self.page.locator("select[name=member]").select_option(member)
        await self.page.locator("textarea[name=reason]").fill(reason)
        await self._do(self.page.locator("form.inline button[type=submit]").click())

    # --- how ---

    def _item(self, division: str) -> Locator:
        return self.page.locator(f'.day li[data-division="{division}"]')

    async def _turn_to(self, division: str) -> None:
        item = self._item(division)
        await item.wait_for()
        if await item.get_attribute("aria-current") == "step":
            return
        following = self.page.locator('hold-control[data-step="next"]')
        if await following.count() and await following.evaluate("control => control.step") == f"next {division}":
            await take_step(self.page, "next")
        else:
            await item.locator("button").click()
        await expect(item).to_have_attribute("aria-current", "step")

    async def _offers(self, step: str) -> bool:
        return await self.page.locator(f'hold-control[data-step="{step}"]').count() > 0

    async def _is_kept_back(self, division: str) -> None:
        """Raises the code for which the page keeps its control shut, in the words that stand beside it."""
        view = next(item for item in self.room.backstage.live.state["divisions"] if item["id"] == division)
        if view["state"] == "withdrawn":
            await expect(self.page.locator('hold-control[data-step="announce"], hold-control[data-step="open"]')).to_have_count(0)
            raise ProtocolError("package-split" if view.get("objection") else "wrong-division-state")
        for wait in view.get("waits", []):
            await expect(self.page.locator(".lawful")).to_contain_text(wait["zh"])
            await expect(self.page.locator("hold-control button.hold")).to_have_attribute("aria-disabled", "true")
            raise ProtocolError(wait["code"])

    async def _take(self, step: str) -> None:
        """Press or hold by the space key until the page shows what follows; the code of a refusal that it tells is raised."""
        control = self.page.locator(f'hold-control[data-step="{step}"]')
        await expect(control.locator('button.hold[aria-disabled="false"]')).to_be_visible()
        await self.page.keyboard.down("Space")
        if await control.count() and await control.evaluate("control => control.holdMs") == 0:
            await self.page.keyboard.up("Space")
        await self._told(step)
        await self.page.keyboard.up("Space")

    async def _told(self, step: str) -> None:
        await self.page.wait_for_function(_OVER, arg=step)
        if await self._offers(step):
            await self._refused()

    async def _refused(self) -> None:
        response, self._refusals = self._refusals[-1], []
        answer = await response.json()
        problem = answer.get("error", answer)
        told = self.page.locator(".tray .issues li", has=self.page.locator(_UNDERSTOOD))
        await expect(told.locator("b").first).to_have_text(problem["zh"])
        await told.locator(_UNDERSTOOD).click()
        window, status = self.room.windows["chair"], f"status of {response.status}"
        window.troubles = [said for said in window.troubles if response.url not in said and status not in said]
        raise ProtocolError(problem["code"])

    async def _do(self, act: Any) -> None:
        async with self.page.expect_response(lambda response: response.url.endswith("/acts")):
            await act
