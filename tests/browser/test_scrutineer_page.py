"""A scrutineer at the device's own page, from the passphrase to the release by hand: real daemons, a real server, a real browser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from terminal_client.headless.console import IssuedCode, Live, Motion
from terminal_client.headless.sealing import SealedKeys
from tests.browser.gallery.studio import Studio
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.device import PASSPHRASE, DeviceProcess
from tests.support.pages import Look, Window, watched, wear
from voting_protocol.encoding import unb64u
from voting_protocol.forms import ELECTION, FormItem
from voting_protocol.marks import Choice
from voting_protocol.sealed.keyset import pin_text, scrutineers_pin, seal_fingerprint

pytestmark = pytest.mark.asyncio(loop_scope="module")
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
    studio: Studio

    @property
    def page(self) -> Page:
        return self.window.page


@asynccontextmanager
async def open_room(studio: Studio) -> AsyncIterator[Room]:
    folder = studio.folder
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
        page = await (await studio.browser.new_context(locale="zh-CN", reduced_motion="reduce")).new_page()
        window = await watched(page)
        await page.goto(f"{own.page}/#token={own.token}")
        yield Room(live, console, codes, own, others, window, studio)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(studio: Studio) -> AsyncIterator[Room]:
    async with open_room(studio) as room:
        yield room


async def is_sound(room: Room, name: str) -> None:
    await room.studio.show(name, scrutineer=room.window)


async def hold(page: Page, label: str) -> None:
    """Hold the dominant control by the space key until it is gone."""
    control = page.locator("hold-control", has_text=label)
    await expect(control).to_be_visible()
    await page.evaluate("document.activeElement?.blur()")  # space on another button presses that one
    await page.keyboard.down("Space")
    await control.wait_for(state="detached")
    await page.keyboard.up("Space")


async def at_screen(page: Page, name: str) -> None:
    await expect(page.locator(f'main[data-screen="{name}"]')).to_be_visible()


async def test_a_passphrase_and_a_code_make_a_device(room: Room) -> None:
    page = room.page
    await page.locator("input[name=passphrase]").first.wait_for()
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
    await is_sound(room, "take-part")
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
    await is_sound(room, "by-hand")
    answer = await asyncio.to_thread(room.others[0].wish, "release", division="few")
    assert answer.status_code == 200
    await hold(page, "释放计票份额")
    await room.console.until_division("few", "tallied")
    await at_screen(page, "ready")
    await expect(page.locator(".history li")).to_contain_text("释放份额")
    await is_sound(room, "after")


async def test_names_on_no_list_are_seen_being_mixed_and_opened(room: Room) -> None:
    page, live = room.page, room.live
    chair = live.chamber.chair
    sealed = SealedKeys(
        live.sitting,
        chair.identity.server,
        scrutineers_pin([unb64u(item["key"]) for item in room.console.state["seal"]["scrutineers"]]),
    )
    sealed.learn(await chair.api.seal(live.sitting))
    matter = {"template": "election-multi", "rule": "E6", "item": FormItem(ELECTION, 2, max=2, w=1), "basis": "本市规定"}
    names = [{"zh": "王芳", "en": "Wang Fang"}, {"zh": "赵刚", "en": "Zhao Gang"}]
    await live.chamber.prepare_division(Motion("names", 2, WORDS, WORDS, WORDS, secrecy="secret", names=names, **matter))
    await chair.announce(live.sitting, "names")
    opening = await chair.open_division(live.sitting, "names")
    for member in ("m0", "m1", "m2", "m3"):
        async with live.terminal(member, sealed=sealed) as bench:
            await bench.until(lambda session: session.voting.ready)
            await bench.press((Choice.AGAINST, Choice.FOR, "张三"))
    await chair.close_division(live.sitting, opening)
    await expect(page.locator(".cards .me .state")).to_have_text("已签名 · 待释放")
    answer = await asyncio.to_thread(room.others[1].wish, "release", division="names")
    assert answer.status_code == 200
    await hold(page, "释放计票份额")
    # the second scrutineer has not released, so the third stands in for it after ten seconds
    panel = page.locator(".naming")
    await expect(panel.locator("li").first).to_contain_text("监票人甲")
    await expect(panel.locator("li").nth(1)).to_contain_text("等待")
    await expect(page.locator(".foot")).to_contain_text("第 2 次混合，共 2 次")
    await expect(page.locator(".cards .me .state")).to_have_text("已释放 · 已混合")
    await wear(page, Look(1280, 800, "en", "light"))
    await expect(page.locator(".foot")).to_contain_text("Mix 2 of 2")
    await expect(panel).to_contain_text("4 write-ins in 4 rows")
    await is_sound(room, "mixing")
    tallied = await room.console.until_division("names", "tallied")
    written = tallied["result"]["items"][0]["written"]["names"]
    assert [(name["name"], name["votes"]) for name in written] == [("张三", 4)]
    await at_screen(page, "ready")
    await expect(page.locator(".history li").first).to_contain_text("释放姓名或排序")


async def test_the_page_comes_back_after_a_restart_and_asks_for_the_passphrase(room: Room) -> None:
    with room.studio.in_trouble(room.window):
        await asyncio.to_thread(room.own.kill)
        await expect(room.page.locator("main.cover")).to_contain_text("监票程序没有回应")
        await is_sound(room, "lost")
    await asyncio.to_thread(lambda: room.own.start(unlocked=False))
    page = room.page
    await page.goto(f"{room.own.page}/#token={room.own.token}")
    await page.locator("input[name=passphrase]").fill("not the passphrase")
    await page.get_by_role("button", name="解锁").click()
    await expect(page.locator(".problem")).to_contain_text("口令不正确")
    room.studio.expects_trouble(room.window)
    await is_sound(room, "locked")
    await page.locator("input[name=passphrase]").fill(PASSPHRASE)
    await page.get_by_role("button", name="解锁").click()
    await at_screen(page, "ready")
    await expect(page.locator(".history li")).to_have_count(2)
