"""A secret vote as the chair, the hall and the secretariat see it: three scrutineers' devices of their own, from the key ceremony to the declaration."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.support.device import DeviceProcess
from tests.support.house import SITTING, House, house
from tests.support.pages import Window, at_step, give_reason, open_window, take_step, take_steps, told_figures, turn_to
from voting_protocol.encoding import unb64u
from voting_protocol.marks import Choice
from voting_protocol.sealed.keyset import pin_text, scrutineers_pin, seal_fingerprint

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMES = ("韩秀英", "马志远", "陈立群")
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
VOTES = {f"m{n}": FOR for n in range(8)} | {"m8": AGAINST, "m9": ABSTAIN}
"""10 of 12 press: 8 for, 1 against, 1 abstaining."""
A_FIGURE = re.compile(r"(赞成|反对|弃权)\s*\d")


@dataclass(slots=True)
class Room:
    """The pages of a house whose sitting is open, and the scrutineers' devices, which answer by themselves."""

    home: House
    chair: Window
    hall: Window
    secretariat: Window
    devices: Sequence[DeviceProcess]

    @property
    def windows(self) -> tuple[Window, ...]:
        return self.chair, self.hall, self.secretariat

    @property
    def pin(self) -> str:
        """What people compare, as pages show it."""
        return pin_text(scrutineers_pin([unb64u(device.key, 32) for device in self.devices])).replace("-", " ")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    folder = tmp_path_factory.mktemp("secret")
    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(house(folder / "house", seats=12, free=()))
        roles = {"chair": "chair", "hall": "observer", "secretariat": "secretariat"}
        windows = [open_window(browser, home.url, page, home.code(code)) for page, code in roles.items()]
        chair, hall, secretariat = await asyncio.gather(*windows)
        await take_step(chair.page, "open-sitting")
        await home.check_in()
        devices = [
            DeviceProcess(folder / f"device-{n}", home.url, await home.another_code("scrutineer", name), SITTING, "--automatic")
            for n, name in enumerate(NAMES)
        ]
        for device in devices:
            stack.callback(device.__exit__, None, None, None)
        yield Room(home, chair, hall, secretariat, devices)


def right(room: Room) -> Locator:
    """The chair's right-hand panel."""
    return room.chair.page.locator("section.right")


async def go(page: Page, step: str) -> None:
    """A step of the secretariat's preparation."""
    await page.locator(f'nav.prep a[href="#/{step}"]').click()


async def test_nothing_is_announced_before_there_are_keys(room: Room) -> None:
    chair, secretariat = room.chair.page, room.secretariat.page
    await room.home.draft("report", "工作报告", "the Work Report", secrecy="secret")
    await turn_to(chair, "工作报告")
    await expect(chair.locator(".motion .kicker")).to_contain_text("无记名")
    control = chair.locator('hold-control[data-step="ceremony"]')
    await expect(control).to_contain_text("已登记的监票人不足 2 名")
    await go(secretariat, "scrutineers")
    await expect(secretariat.locator(".sheet.pin")).to_contain_text("至少 2 名监票人登记后才有标识")
    await expect(secretariat.get_by_role("button", name="打印墙上告示")).to_be_disabled()


async def test_the_scrutineers_make_keys_that_the_chair_starts(room: Room) -> None:
    chair, secretariat = room.chair.page, room.secretariat.page
    for device in room.devices:  # one after the other: they are numbered as they enrol
        await asyncio.to_thread(device.start)
    await expect(secretariat.locator(".sheet.pin")).to_contain_text(room.pin)
    await expect(secretariat.locator("scrutineer-list li")).to_have_count(3)
    await expect(right(room).locator(".people li")).to_have_text(list(NAMES))
    await expect(chair.locator("select[name=k]")).to_have_value("2")
    await take_step(chair, "ceremony")
    await at_step(chair, "announce")
    state = await room.home.ready.secretariat.api.state(SITTING)
    fingerprint = seal_fingerprint(unb64u(state["seal"]["digest"], 32)).replace("-", " ")
    for page in (right(room), secretariat.locator("key-ceremony")):
        await expect(page.locator(".fingerprint")).to_contain_text(fingerprint)
        await expect(page.locator(".people .tick")).to_have_count(3)
    await room.home.learn_keys()


async def test_a_secret_vote_from_its_opening_to_its_declaration(room: Room) -> None:
    home, chair, hall = room.home, room.chair.page, room.hall.page
    scene = hall.locator("main")
    await take_step(chair, "announce")
    await expect(hall.locator("header p")).to_contain_text("无记名表决")
    await take_step(chair, "open")
    await expect(chair.locator(".verifying")).to_contain_text("监票人确认 3/3")
    await expect(hall.locator("header p")).to_contain_text("请按表决器")
    await home.vote(VOTES)
    await expect(chair.locator("chair-chamber")).to_contain_text("10")
    await expect(chair.locator(".verifying")).to_contain_text("收到 10 · 入箱 10")
    await expect(chair.locator(".verifying .marks li")).to_have_text([f"{name} 10" for name in NAMES])
    await expect(chair.locator(".verifying")).to_contain_text("已全部核验")
    await expect(hall.locator(".crowd")).to_have_attribute("aria-label", "已按 10 人，实到 12 人")
    for window in room.windows:
        assert told_figures(window.frames) == []
        assert not A_FIGURE.search(await window.page.locator("body").inner_text())

    await take_step(chair, "close")
    await at_step(chair, "declare")
    await expect(right(room).locator(".figs dd")).to_have_text(["8", "1", "1", "2", "0"])
    await expect(right(room)).to_contain_text(re.compile(r"监票人 3 人中 3 人确认，[23] 人释放"))
    await expect(scene).to_have_attribute("data-scene", "waiting")
    assert told_figures(room.hall.frames) == []
    await take_step(chair, "declare")
    await expect(scene).to_have_attribute("data-scene", "declared")
    await expect(hall.locator("header p")).to_contain_text("无记名表决")
    await expect(hall.locator(".figs dd")).to_have_text(["8", "1", "1", "2"])
    await expect(right(room).locator(".tabs")).to_have_count(0)
    for window in room.windows:
        assert window.troubles == []


async def test_a_scrutineer_who_leaves_before_the_freeze_is_stood_down(room: Room) -> None:
    """The others confirm it on their devices by hand; then the vote that waited is counted."""
    home, chair = room.home, room.chair.page
    await home.draft("plan", "计划报告", "the Plan", secrecy="secret")
    await turn_to(chair, "计划报告")
    await take_steps(chair, "announce", "open")
    await home.vote({f"m{n}": AGAINST for n in range(7)})
    await expect(chair.locator(".verifying")).to_contain_text("已全部核验")
    await asyncio.to_thread(room.devices[2].kill)
    await take_step(chair, "close")
    await expect(right(room).locator("[aria-current=step]")).to_contain_text("2/3 确认")
    await expect(chair.locator(".tray")).to_contain_text("等待监票人 陈立群")
    await chair.get_by_role("button", name="陈立群 缺席").click()
    await chair.locator("textarea[name=reason]").fill("因病离场")
    await chair.locator("form.inline button[type=submit]").click()
    await expect(chair.locator(".tray")).to_contain_text("等待 韩秀英、马志远 在自己的设备上确认")
    for device in room.devices[:2]:
        view = await asyncio.to_thread(device.until, lambda view: view["ceremony"]["absence"])
        assert (await asyncio.to_thread(device.wish, "absence", act=view["ceremony"]["absence"]["act"])).is_success
    await at_step(chair, "declare")
    await expect(right(room).locator(".figs dd")).to_have_text(["0", "7", "0", "5", "0"])
    await expect(right(room)).to_contain_text("监票人 2 人中 2 人确认，2 人释放")
    await expect(chair.locator(".motion .trouble")).to_contain_text("计入的 7 张票完全相同")
    await expect(chair.get_by_text("没有待处理的问题")).to_be_visible()
    await take_step(chair, "declare")


async def test_a_vote_that_too_few_scrutineers_certify_is_void(room: Room) -> None:
    home, chair, hall, secretariat = room.home, *(window.page for window in room.windows)
    await asyncio.to_thread(room.devices[1].kill)
    await home.draft("budget", "预算报告", "the Budget", secrecy="secret")
    await turn_to(chair, "预算报告")
    await take_steps(chair, "announce", "open")
    await expect(chair.locator(".motion .kicker")).to_contain_text("监票人正在确认")
    await expect(chair.locator(".tray")).to_contain_text("等待监票人 马志远")
    await expect(hall.locator(".crowd")).to_have_attribute("aria-label", re.compile("监票人正在确认"))
    await go(secretariat, "hall")
    await expect(secretariat.locator(".now")).to_contain_text("监票人正在确认开始 1/2")
    await give_reason(chair, "void", "监票人缺席")
    confirm = secretariat.locator("section.voiding two-press button")
    await confirm.click()
    await confirm.click(delay=450)
    await expect(chair.locator(".motion .trouble")).to_contain_text("监票人缺席")
    await expect(chair.locator(".motion .trouble")).to_contain_text("票数无人知晓")
    for window in room.windows:
        assert window.troubles == []
