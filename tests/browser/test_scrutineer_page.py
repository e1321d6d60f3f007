"""A scrutineer at the device's own page, from the passphrase to the release by hand: real daemons, a real server, a real browser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from terminal_client.headless.console import IssuedCode, Live, Motion
from terminal_client.headless.sealing import SealedKeys
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.device import PASSPHRASE, DeviceProcess
from tests.support.pages import Look, Window, watched, wear
from voting_protocol.ballots import Choice
from voting_protocol.encoding import unb64u
from voting_protocol.sealed.keyset import pin_text, scrutineers_pin, seal_fingerprint

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]
AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
MISPLACED = (Path(__file__).parent / "misplaced.js").read_text()
LOOKS = [
    Look(width, height, lang, theme)
    for (width, height), lang, theme in product(((1280, 800), (800, 1280)), ("zh", "en"), ("light", "dark"))
]
MEMBERS = 10


@dataclass
class Room:
    """A chamber; the first scrutineer's device stands at its page, the other two go by themselves."""

    live: LiveChamber
    console: Live
    codes: list[IssuedCode]
    own: DeviceProcess
    others: list[DeviceProcess]
    window: Window

    @property
    def page(self) -> Page:
        return self.window.page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    async with AsyncExitStack() as stack:
        live = await stack.enter_async_context(live_chamber(folder / "server", MEMBERS, staff=(("chair", "执行主席"),)))
        secretariat = live.chamber.secretariat
        codes = await secretariat.issue_codes([("scrutineer", "", f"监票人{name}") for name in ("甲", "乙", "丙")])
        url, sitting = live.server.url, live.sitting
        own = DeviceProcess(folder / "own", url, "", sitting)
        own.start(unlocked=False)
        stack.callback(own.stop)
        others = [
            stack.enter_context(DeviceProcess(folder / f"other-{n}", url, code.text, sitting, "--automatic"))
            for n, code in enumerate(codes[1:])
        ]
        console = await stack.enter_async_context(live.chamber.chair.live(sitting))
        page = await (await browser.new_context(locale="zh-CN", reduced_motion="reduce")).new_page()
        window = await watched(page)
        await page.goto(f"{own.page}/#token={own.token}")
        yield Room(live, console, codes, own, others, window)


async def is_sound(room: Room, name: str) -> None:
    """Nothing cut off in any size, language or theme, nothing axe calls serious, no trouble in the console."""
    faults: list[str] = []
    for look in LOOKS:
        await wear(room.page, look)
        faults += [f"{look}: {what}" for what in await room.page.evaluate(MISPLACED)]
    if not await room.page.evaluate("'axe' in window"):
        await room.page.evaluate(AXE)
    for theme in ("light", "dark"):
        await wear(room.page, Look(1280, 800, "zh", theme))
        violations = await room.page.evaluate("axe.run().then(({ violations }) => violations)")
        faults += [
            f"{theme}: {violation['id']} {node['target']} {node['failureSummary']}"
            for violation in violations
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]
    await wear(room.page, LOOKS[0])
    faults += room.window.troubles
    assert not faults, f"{name}\n" + "\n".join(faults)


async def hold(page: Page, label: str) -> None:
    """Hold the dominant control by the space key until it is gone."""
    control = page.locator("held-act", has_text=label)
    await expect(control).to_be_visible()
    await page.evaluate("document.activeElement?.blur()")  # space on another button presses that one
    await page.keyboard.down("Space")
    await control.wait_for(state="detached")
    await page.keyboard.up("Space")


async def at_screen(page: Page, name: str) -> None:
    await expect(page.locator(f'main[data-screen="{name}"]')).to_be_visible()


async def test_a_passphrase_and_a_code_make_a_device(room: Room) -> None:
    page = room.page
    await is_sound(room, "fresh")
    assert "token" not in page.url
    await page.locator("input[name=passphrase]").first.fill(PASSPHRASE)
    await page.locator("input[name=again]").fill("something else")
    await page.get_by_role("button", name="设置").click()
    await expect(page.locator(".problem")).to_contain_text("两次输入不同")
    await page.locator("input[name=again]").fill(PASSPHRASE)
    await page.get_by_role("button", name="设置").click()
    await expect(page.locator("input[name=url]")).to_have_value(room.live.server.url)
    await is_sound(room, "enrol")
    await page.locator("input[name=code]").fill(room.codes[0].text)
    await page.get_by_role("button", name="登记").click()
    await at_screen(page, "waiting")
    await expect(page.locator(".holder b")).to_have_text("监票人甲")
    await is_sound(room, "waiting")


async def test_taking_part_and_comparing_the_fingerprint(room: Room) -> None:
    page, chair = room.page, room.live.chamber.chair
    own = await asyncio.to_thread(lambda: room.own.view()["device"]["key"])
    keys = [unb64u(key) for key in (own, *(device.key for device in room.others))]
    await chair.start_ceremony(room.live.sitting, 2, keys, [chair.identity.key.public])
    await at_screen(page, "ceremony")
    await expect(page.locator(".sheet.pin .code")).to_have_text(pin_text(scrutineers_pin(keys)))
    await is_sound(room, "take part")
    await hold(page, "参加密钥仪式")
    seal = await room.console.until_sealed()
    await at_screen(page, "compare")
    groups = await page.locator(".groups b").all_inner_texts()
    assert "-".join(groups) == seal_fingerprint(unb64u(seal["digest"]))
    await is_sound(room, "compare")
    await hold(page, "三组相同")
    await at_screen(page, "ready")
    await is_sound(room, "ready")


async def test_a_vote_of_few_is_released_by_a_hand(room: Room) -> None:
    page, live = room.page, room.live
    chair = live.chamber.chair
    keys = [unb64u(item["key"]) for item in room.console.state["seal"]["scrutineers"]]
    sealed = SealedKeys(live.sitting, chair.identity.server, scrutineers_pin(keys))
    sealed.learn(await chair.api.seal(live.sitting))
    await live.chamber.prepare_division(Motion("few", 1, WORDS, WORDS, WORDS, secrecy="secret"))
    await chair.announce(live.sitting, "few")
    opening = await chair.open_division(live.sitting, "few")
    await at_screen(page, "vote")
    for member in ("m0", "m1", "m2", "m3"):
        async with live.terminal(member, sealed=sealed) as bench:
            await bench.until(lambda session: session.voting.ready)
            await bench.press(Choice.FOR)
    await expect(page.locator(".cards .me .gauge b")).to_have_text("4")
    await is_sound(room, "open")
    await chair.close_division(live.sitting, opening)
    await expect(page.locator(".cards .me .state")).to_have_text("已签名 · 待释放")
    await is_sound(room, "by hand")
    answer = await asyncio.to_thread(room.others[0].wish, "release", division="few")
    assert answer.status_code == 200
    await hold(page, "释放计票份额")
    await room.console.until_division("few", "tallied")
    await at_screen(page, "ready")
    await expect(page.locator(".history li")).to_contain_text("释放份额")
    await is_sound(room, "after the vote")


async def test_the_page_comes_back_after_a_restart_and_asks_for_the_passphrase(room: Room) -> None:
    await asyncio.to_thread(room.own.kill)
    await expect(room.page.locator("main.cover")).to_contain_text("监票程序没有回应")
    await asyncio.to_thread(lambda: room.own.start(unlocked=False))
    page = room.page
    await page.goto(f"{room.own.page}/#token={room.own.token}")
    await page.locator("input[name=passphrase]").fill("not the passphrase")
    await page.get_by_role("button", name="解锁").click()
    await expect(page.locator(".problem")).to_contain_text("口令不正确")
    await page.locator("input[name=passphrase]").fill(PASSPHRASE)
    await page.get_by_role("button", name="解锁").click()
    await at_screen(page, "ready")
    await expect(page.locator(".history li")).to_have_count(1)
