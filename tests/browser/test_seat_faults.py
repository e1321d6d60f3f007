"""What a deputy sees when something breaks: the seat's page on real lines that are cut, servers that are killed, answers that are forged."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, WebSocketRoute, expect

from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan, prepare_chamber
from terminal_client.headless.console import Motion
from terminal_client.headless.opening import Opening
from tests.support.chamber import WORDS, LiveChamber, roster
from tests.support.pages import open_window, seat_shows
from voting_protocol.encoding import b64u, unb64u

pytestmark = pytest.mark.asyncio(loop_scope="module")

DEPUTIES, FREE = 12, ("m0", "m1", "m2")
KEPT, RECORDED, LATE = "已保存，尚未送达", "已记录", "送达时表决已经结束"
Frame = dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    """An open sitting with nine deputies present, by hand, and three seats that wait for a page."""
    with ServerProcess(tmp_path_factory.mktemp("faults")) as server:
        plan = ChamberPlan(roster(DEPUTIES), free=FREE)
        async with await prepare_chamber(server.url, server.admin_code, plan) as chamber:
            await chamber.check_in(f"m{n}" for n in range(len(FREE), DEPUTIES))
            yield LiveChamber(server, chamber)


async def seated(browser: Browser, hall: LiveChamber, member: str) -> Page:
    """A tablet enrolled at a free seat by its link, its deputy checked in by a touch."""
    window = await open_window(browser, hall.server.url, "seat", hall.chamber.codes[member].text)
    await window.page.get_by_role("button", name="报到").click()
    await expect(window.page.locator(".place .big")).to_have_text("已报到")
    return window.page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tablets(browser: Browser, hall: LiveChamber) -> dict[str, Page]:
    pages = await asyncio.gather(*(seated(browser, hall, member) for member in FREE))
    return dict(zip(FREE, pages, strict=True))


@pytest.fixture(scope="module")
def seat(tablets: dict[str, Page]) -> Page:
    return tablets["m0"]


@dataclass
class Vote:
    """An open vote of the hall; `result` once it is closed."""

    hall: LiveChamber
    opening: Opening
    tallied: dict[str, Any] = field(default_factory=dict)

    @property
    def result(self) -> dict[str, Any]:
        result: dict[str, Any] = self.tallied["result"]
        return result

    async def close(self) -> None:
        if not self.tallied:
            self.tallied = await self.hall.close(self.opening)

    async def declare(self) -> None:
        await self.close()
        await self.hall.declare(self.opening, self.tallied)


@asynccontextmanager
async def held(hall: LiveChamber, division: str) -> AsyncIterator[Vote]:
    """Hold a vote: it is closed and declared at the end."""
    vote = Vote(hall, await hall.open(division))
    try:
        yield vote
    finally:
        await vote.declare()


def as_it_is(frame: Frame) -> Frame:
    """No alteration."""
    return frame


@dataclass
class Line:
    """The tablet's line to the server: it can be cut, and its answers can be altered on the way."""

    cut: bool = False
    alter: Callable[[Frame], Frame | None] = as_it_is
    _ends: tuple[WebSocketRoute, ...] = ()

    async def join(self, tablet: WebSocketRoute) -> None:
        """Join the tablet to the server, or not."""
        if self.cut:
            await tablet.close()
            return
        server = tablet.connect_to_server()
        self._ends = (tablet, server)
        server.on_message(lambda text: self._pass(tablet, str(text)))

    def _pass(self, tablet: WebSocketRoute, text: str) -> None:
        frame = self.alter(json.loads(text))
        if frame is not None:
            tablet.send(json.dumps(frame))

    async def break_(self) -> None:
        """Cut it now; the tablet's attempts to come back fail until `cut` is False."""
        self.cut = True
        for end in self._ends:
            await end.close()


async def line_of(page: Page) -> Line:
    """The line of a page, which is loaded anew on it."""
    line = Line()
    await page.route_web_socket("**/v1/ws", line.join)
    await page.reload()
    return line


async def pressed(page: Page, key: str) -> None:
    """Press a choice and see it recorded."""
    await page.keyboard.press({"for": "1", "against": "2", "abstain": "3"}[key])
    await expect(page.locator(f".choice.{key} .said")).to_have_text(RECORDED)


async def test_a_press_without_a_network_is_kept_and_then_delivered(hall: LiveChamber, seat: Page) -> None:
    async with held(hall, "network") as vote:
        await seat_shows(seat, "keys")
        await seat.context.set_offline(True)
        await seat.locator(".key.for").click()
        await seat_shows(seat, "kept")
        await expect(seat.locator(".kept .said")).to_have_text(KEPT)
        await expect(seat.locator(".kept .what")).to_have_text("赞成")
        await expect(seat.locator(".strip")).to_contain_text("连接中断")
        await expect(seat.locator(".choice")).to_have_count(0)
        await seat.context.set_offline(False)
        await seat_shows(seat, "recorded")
        await expect(seat.locator(".choice.for .said")).to_have_text(RECORDED)
        await expect(seat.locator(".strip")).to_be_hidden()
    assert (vote.result["for"], vote.result["not_pressed"]) == (1, DEPUTIES - 1)


@pytest.mark.parametrize("victim", ["workers", "server"])
async def test_a_press_while_the_server_is_killed_is_delivered(hall: LiveChamber, seat: Page, victim: str) -> None:
    async with held(hall, f"kill-{victim}") as vote:
        await seat_shows(seat, "keys")
        await pressed(seat, "for")
        if victim == "workers":
            for pid in hall.server.worker_pids():
                os.kill(pid, signal.SIGKILL)
        else:
            hall.server.kill()
        await seat.keyboard.press("2")
        if victim == "server":
            await expect(seat.locator(".kept")).to_contain_text("此前已记录：赞成")
            await asyncio.to_thread(hall.server.start)
        await expect(seat.locator(".choice.against .said")).to_have_text(RECORDED)
    assert (vote.result["for"], vote.result["against"]) == (0, 1)


async def test_a_page_loaded_anew_shows_at_once_where_things_stand(hall: LiveChamber, seat: Page) -> None:
    """At every step of a vote the page is loaded anew and has the right state."""

    async def reloaded(*screens: str) -> None:
        await seat_shows(seat, *screens)
        await seat.reload(wait_until="commit")
        await seat_shows(seat, *screens)

    await reloaded("agenda", "result")
    await hall.chamber.prepare_division(motion := next_motion(hall, "reload"))
    await hall.chamber.chair.announce(hall.sitting, motion.division)
    await reloaded("announced")
    opening = await hall.chamber.chair.open_division(hall.sitting, motion.division)
    await reloaded("keys")
    await pressed(seat, "abstain")
    await reloaded("recorded")
    await expect(seat.locator(".choice.abstain")).to_be_visible()
    await pressed(seat, "for")
    tallied = await hall.close(opening)
    await reloaded("ended")
    await expect(seat.locator(".choice.for")).to_be_visible()
    await hall.declare(opening, tallied)
    await reloaded("result")
    await expect(seat.get_by_text("您的票：赞成")).to_be_visible()


def next_motion(hall: LiveChamber, division: str) -> Motion:
    """The next motion of the hall, with its number."""
    hall.drafted += 1
    return Motion(division, hall.drafted, WORDS, WORDS, WORDS)


async def test_a_press_whose_answer_was_lost_survives_a_reload(hall: LiveChamber, seat: Page) -> None:
    async with held(hall, "lost-answer") as vote:
        line = await line_of(seat)
        await seat_shows(seat, "keys")
        line.alter = lambda frame: None if frame["t"] in ("ack", "turnout") else frame
        await seat.keyboard.press("1")
        await expect(seat.locator(".kept .said")).to_have_text(KEPT)
        line.alter = as_it_is
        await seat.reload()
        await expect(seat.locator(".choice.for .said")).to_have_text(RECORDED)
    assert (vote.result["for"], vote.result["against"]) == (1, 0)


async def test_a_second_tab_tells_so_and_cannot_fork(hall: LiveChamber, tablets: dict[str, Page]) -> None:
    first = tablets["m1"]
    async with held(hall, "tabs") as vote:
        await seat_shows(first, "keys")
        await pressed(first, "for")
        second = await first.context.new_page()
        await second.goto(first.url)
        await expect(second.locator(".said")).to_have_text("表决页面已在另一窗口打开")
        await second.keyboard.press("2")
        await expect(second.locator(".key")).to_have_count(0)
        await pressed(first, "abstain")
        await first.close()
        await expect(second.locator(".choice.abstain .said")).to_have_text(RECORDED)
        await pressed(second, "against")
    assert (vote.result["for"], vote.result["against"], vote.result["abstain"]) == (0, 1, 0)


async def test_a_press_that_arrives_too_late_is_not_counted_and_says_so(hall: LiveChamber, seat: Page) -> None:
    async with held(hall, "late") as vote:
        line = await line_of(seat)
        await seat_shows(seat, "keys")
        await pressed(seat, "for")
        await line.break_()
        await expect(seat.locator(".strip")).to_contain_text("连接中断")
        await seat.keyboard.press("2")
        await expect(seat.locator(".kept .said")).to_have_text(KEPT)
        await vote.close()
        line.cut = False
        await seat_shows(seat, "refused")
        await expect(seat.locator(".kept .said")).to_have_text("未计入")
        await expect(seat.locator(".kept .reason")).to_have_text(LATE)
        await expect(seat.locator(".kept .may")).to_have_text("已记录的仍为：赞成")
        await seat.reload()
        await expect(seat.locator(".kept .reason")).to_have_text(LATE)
    await expect(seat.locator(".words .trouble")).to_contain_text(LATE)
    await expect(seat.get_by_text("您的票：赞成")).to_be_visible()
    await expect(seat.get_by_text("已核对")).to_be_visible()
    assert (vote.result["for"], vote.result["against"]) == (1, 0)


def flipped(text: str) -> str:
    """Bytes with one bit changed."""
    data = unb64u(text)
    return b64u(bytes([data[0] ^ 1]) + data[1:])


FORGERIES: dict[str, Callable[[Frame], Frame]] = {
    "another signature": lambda ack: {**ack, "s": flipped(ack["s"])},
    "another place in the box": lambda ack: {**ack, "pos": ack["pos"] + 1},
    "another ballot": lambda ack: {**ack, "id": flipped(ack["id"])},
    "another number": lambda ack: {**ack, "seq": ack["seq"] + 1},
    "another vote": lambda ack: {**ack, "open": flipped(ack["open"])},
}
WATCH = """choice => {
  window.everShown = false;
  const look = () => { window.everShown ||= document.querySelector(`.choice.${choice}`) !== null };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}"""


async def test_a_forged_answer_never_counts_as_recorded(hall: LiveChamber, seat: Page) -> None:
    async with held(hall, "forged") as vote:
        line = await line_of(seat)
        for number, (name, forge) in enumerate(FORGERIES.items()):
            choice, key = (("for", "1"), ("against", "2"))[number % 2]
            line.alter = lambda frame, forge=forge: forge(frame) if frame["t"] == "ack" else frame
            await seat_shows(seat, "keys" if number == 0 else "recorded")
            await seat.evaluate(WATCH, choice)
            await seat.keyboard.press(key)
            await expect(seat.locator(".kept .said")).to_have_text(KEPT)
            await expect(seat.locator(".kept .may").first).to_contain_text("服务器的回执签名不符")
            assert not await seat.evaluate("window.everShown"), name
            line.alter = as_it_is
            await seat.reload()
            await expect(seat.locator(f".choice.{choice} .said")).to_have_text(RECORDED)
    assert (vote.result["for"], vote.result["against"]) == (1, 0)


async def test_a_forged_refusal_is_not_believed(hall: LiveChamber, seat: Page) -> None:
    async with held(hall, "forged-refusal") as vote:
        await seat_shows(seat, "keys")

        def refuse(frame: Frame) -> Frame:
            if frame["t"] != "ack":
                return frame
            return {name: frame[name] for name in ("r", "open", "seq", "id", "s")} | {"t": "refused", "code": "vote-closed"}

        line = await line_of(seat)
        await seat_shows(seat, "keys")
        line.alter = refuse
        await seat.keyboard.press("3")
        await expect(seat.locator(".kept .may").first).to_contain_text("服务器的回执签名不符")
        await expect(seat.get_by_text("未计入")).to_have_count(0)
        line.alter = as_it_is
        await seat.reload()
        await expect(seat.locator(".choice.abstain .said")).to_have_text(RECORDED)
    assert vote.result["abstain"] == 1


async def test_a_withdrawn_tablet_says_so_and_can_be_enrolled_again(hall: LiveChamber, tablets: dict[str, Page]) -> None:
    page, secretariat = tablets["m2"], hall.chamber.secretariat
    async with held(hall, "revoked") as vote:
        await seat_shows(page, "keys")
        await pressed(page, "for")
        place = hall.chamber.codes["m2"].seat
        keys = (await secretariat.api.register(secretariat.body))["keys"]
        key = next(entry["key"] for entry in keys if entry["seat"] == place and entry["state"] == "active")
        await secretariat.revoke(unb64u(key), "遗失")
        await expect(page.locator(".said")).to_have_text("本表决器已停用")
        await page.keyboard.press("2")
        await page.reload()
        await expect(page.locator(".said")).to_have_text("本表决器已停用")
    assert vote.result["for"] == 1
    (code,) = await secretariat.issue_codes([("deputy", place, "")])
    await page.get_by_role("button", name="重新登记").click()
    await page.get_by_label("登记码").fill(code.text)
    await page.get_by_role("button", name="登记").click()
    await seat_shows(page, "agenda", "result")
