"""A secret election at a seat: a ballot with a name on no list is challenged, its checker finds all that is on it; another one is cast."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.test_secret_vote import JSQR, READ_QR, Seat, spoilt
from tests.support.device import DeviceProcess
from tests.support.house import SITTING, House, house, motion
from tests.support.pages import open_window, take_step, take_steps
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.forms import ELECTION, FormItem
from voting_protocol.sealed.keyset import pin_text, scrutineers_pin

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEAT = "m0"
NAMES = ({"zh": "王芳", "en": "Wang Fang"}, {"zh": "赵刚", "en": "Zhao Gang"})
BALLOT = ["王芳赞成", "赵刚反对", "买买提·艾力另选他人"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def voting(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[House, Page, Seat, bytes]]:
    """The house, the chair, a seat whose card carried the scrutineers' pin, and the pin; the election is open."""
    folder = tmp_path_factory.mktemp("challenged-names")
    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(house(folder / "house", seats=9, free=(SEAT,)))
        devices = []
        for n in (1, 2, 3):
            code = await home.another_code("scrutineer", f"监票人{n}")
            device = DeviceProcess(folder / f"device-{n}", home.url, code, SITTING, "--automatic")
            stack.callback(device.__exit__, None, None, None)
            devices.append(device)
        await asyncio.gather(*(asyncio.to_thread(device.start) for device in devices))
        pin = scrutineers_pin([unb64u(device.key, 32) for device in devices])
        chair = await open_window(browser, home.url, "chair", home.code("chair"))
        seat = Seat(await open_window(browser, home.url, "seat", f"{home.code(SEAT)}&scrutineers={b64u(pin)}"))
        await take_step(chair.page, "open-sitting")
        await seat.page.get_by_role("button", name="报到").click()
        await home.check_in()
        election = replace(
            motion("chairs", 1, "选举副主任", "the election of deputy chairs", rule="E6", secrecy="secret"),
            template="election-multi",
            item=FormItem(ELECTION, 2, 0, 2, 2),
            names=NAMES,
            basis="本会议选举办法",
        )
        await home.ready.secretariat.draft(SITTING, election)
        await home.ready.secretariat.approve(SITTING, election.division)
        await take_steps(chair.page, "ceremony", "announce", "open")
        yield home, chair.page, seat, pin


async def read_large(page: Page) -> str:
    """What a scanner reads from a code of many modules, eight pixels each."""
    await page.evaluate(JSQR)
    code = page.locator("svg.qr")
    side = 8 * int((await code.get_attribute("viewBox") or "").split()[2])
    return str(await code.evaluate(READ_QR.replace("800", str(side))))


async def fill_in(page: Page) -> None:
    """One approved, one voted against, one written in; looked at together, then sealed."""
    await page.locator('[data-focus="row-0-0"]').click()
    await page.locator('[data-focus="row-1-1"]').click()
    await page.locator("#slot-0").fill(" 买买提•艾力 ")
    await page.locator('[data-focus="submit"]').click()
    await expect(page.locator(".review")).to_contain_text("买买提·艾力")
    await page.wait_for_timeout(1000)
    await page.locator('[data-focus="submit"]').click()


async def test_48_a_challenged_ballot_with_a_written_name_is_opened_to_its_checker(
    voting: tuple[House, Page, Seat, bytes], browser: Browser
) -> None:
    home, _, seat, pin = voting
    page = seat.page
    await page.get_by_role("button", name="抽查模式").click()
    await fill_in(page)
    await page.locator('[data-focus="decide-challenge"]').click()
    await expect(page.locator(".choice.sealed, .listed")).to_contain_text("已作废，请扫码检查")
    link = await read_large(page)
    assert link.startswith(f"{home.url}/check/#")

    phone = await (await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")).new_page()
    await phone.goto(link)
    await expect(phone.locator(".held-list li")).to_have_text(BALLOT)
    await expect(phone.locator(".origin .code")).to_have_text(pin_text(pin))
    await expect(phone.locator("main")).not_to_contain_text("次序")
    await phone.goto("about:blank")
    await phone.goto(spoilt(link, "opening"))
    await expect(phone.locator(".verdict.wrong")).to_contain_text("不符")
    await phone.context.close()

    await page.locator('[data-focus="decide-back"]').click()
    await page.locator('[data-focus="submit"]').click()
    await page.wait_for_timeout(1000)
    await page.locator('[data-focus="submit"]').click()
    await page.locator('[data-focus="decide-cast"]').click()
    await expect(page.locator(".recorded")).to_contain_text("已记录")
    assert seat.window.troubles == []
