"""A secret vote with three scrutineers' devices: the pin, the ceremony, a ballot that is changed, one that is challenged, the count."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import expect

from hemicycle.demo.congress import SCRUTINEERS
from tests.browser.gallery.people import people
from tests.browser.gallery.studio import Studio
from tests.browser.test_secret_vote import JSQR, READ_QR, spoilt
from tests.support.device import DeviceProcess
from tests.support.house import SITTING, House, house
from tests.support.pages import Window, at_step, seat_shows, take_step, take_steps
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.marks import Choice
from voting_protocol.sealed.keyset import scrutineers_pin

SIZE = 12
OWN, ASKED, FOREIGN = "m0", "m1", "m2"
"""At pages: whose card carried the scrutineers' pin, whose carried none, whose carried that of other people."""
VOTES = {f"m{n}": Choice.FOR for n in range(3, 9)} | {"m9": Choice.AGAINST, "m10": Choice.ABSTAIN}


async def secret(studio: Studio) -> None:
    """One sitting with two secret votes."""
    async with house(studio.folder / "house", members=people(SIZE), free=(OWN, ASKED, FOREIGN)) as home:
        chair = await studio.open(home.url, "chair", home.code("chair"))
        hall = await studio.open(home.url, "hall", home.code("observer"))
        secretariat = await studio.open(home.url, "secretariat", home.code("secretariat"))
        await home.draft("report", "政府工作报告", "the Work Report of the Government", secrecy="secret")
        await home.draft("budget", "预算", "the Budget", secrecy="secret")
        await take_step(chair.page, "open-sitting")
        await secretariat.page.locator('nav.prep a[href="#/scrutineers"]').click()
        await expect(secretariat.page.locator(".sheet.pin")).to_contain_text("至少 2 名")
        await expect(chair.page.locator('hold-control[data-step="ceremony"]')).to_contain_text("已登记的监票人不足")
        await studio.show("no-scrutineers", chair=chair, secretariat=secretariat)
        async with _devices(studio.folder, home) as devices:
            seats = await _seats(studio, home, devices)
            await expect(secretariat.page.locator("scrutineer-list li")).to_have_count(len(devices))
            await at_step(chair.page, "ceremony")
            await studio.show("ceremony", chair=chair)
            await take_step(chair.page, "ceremony")
            await at_step(chair.page, "announce")
            await expect(secretariat.page.locator("key-ceremony .people .tick")).to_have_count(len(devices))
            await studio.show("sealed", chair=chair, secretariat=secretariat)
            await _pins(studio, seats)
            await home.learn_keys()
            await _vote(studio, home, chair, hall, seats)
            await take_step(chair.page, "next")
            await _challenge(studio, home, chair, seats[0])


@asynccontextmanager
async def _devices(folder: Path, home: House) -> AsyncIterator[Sequence[DeviceProcess]]:
    devices = [
        DeviceProcess(folder / f"device-{n}", home.url, await home.another_code("scrutineer", name), SITTING, "--automatic")
        for n, name in enumerate(SCRUTINEERS)
    ]
    try:
        for device in devices:
            await asyncio.to_thread(device.start)
        yield devices
    finally:
        for device in devices:
            device.__exit__(None, None, None)


async def _seats(studio: Studio, home: House, devices: Sequence[DeviceProcess]) -> list[Window]:
    pin = scrutineers_pin([unb64u(device.key, 32) for device in devices])
    cards = (f"&scrutineers={b64u(pin)}", "", f"&scrutineers={b64u(bytes(32))}")
    seats = [
        await studio.open(home.url, "seat", home.code(of) + card) for of, card in zip((OWN, ASKED, FOREIGN), cards, strict=True)
    ]
    for seat in seats:
        await seat.page.get_by_role("button", name="报到").click()
    await home.check_in()
    return seats


async def _pins(studio: Studio, seats: Sequence[Window]) -> None:
    _, asked, foreign = seats
    await expect(asked.page.locator(".pin .code")).to_be_visible()
    await studio.show("pin", seat=asked)
    await asked.page.get_by_role("button", name="完全一致").click()
    await expect(foreign.page.locator(".place .trouble")).to_be_visible()
    await studio.show("pin-foreign", seat=foreign)


async def _vote(studio: Studio, home: House, chair: Window, hall: Window, seats: Sequence[Window]) -> None:
    seat, asked, foreign = seats
    await take_step(chair.page, "announce")
    await seat_shows(seat.page, "announced")
    await studio.show("secret-announced", seat=seat)
    await take_step(chair.page, "open")
    await expect(chair.page.locator(".verifying")).to_contain_text("监票人确认 3/3")
    await seat.page.locator(".key.for").click()
    await expect(seat.page.locator(".choice.for")).to_contain_text("已记录")
    await studio.show("keys-false", seat=foreign)
    await expect(seat.page.locator(".choice.covered.sealed")).to_contain_text("已记录")
    await studio.show("secret-recorded", seat=seat)
    await home.vote(VOTES)
    await expect(chair.page.locator(".verifying")).to_contain_text("已全部核验")
    await studio.show("secret-open", chair=chair, hall=hall, seat=asked)
    await take_step(chair.page, "close")
    await at_step(chair.page, "declare")
    await studio.show("secret-tallied", chair=chair)
    await take_step(chair.page, "declare")
    await expect(seat.page.get_by_text("已核对")).to_be_visible()
    await hall.page.locator(".figs dd").first.wait_for()
    await studio.show("secret-declared", hall=hall, seat=seat)


async def _challenge(studio: Studio, home: House, chair: Window, seat: Window) -> None:
    page = seat.page
    await take_steps(chair.page, "announce", "open")
    await page.get_by_role("button", name="抽查模式").click()
    await page.locator(".key.abstain").click()
    await expect(page.locator(".choice.sealed")).to_contain_text("已加密，尚未投出")
    await studio.show("undecided", seat=seat)
    await page.locator('[data-focus="decide-challenge"]').click()
    await expect(page.locator(".choice.sealed")).to_contain_text("已作废，请扫码检查")
    await studio.show("challenged", seat=seat)
    await page.evaluate(JSQR)
    link = str(await page.locator("svg.qr").evaluate(READ_QR))
    checker = await studio.open(home.url, "check")
    for state, address in (("holds", link), ("differs", spoilt(link, "opening"))):
        await checker.page.goto("about:blank")
        await checker.page.goto(address)
        await expect(checker.page.locator(".verdict")).to_be_visible()
        await studio.show(state, check=checker)
    await checker.page.goto("about:blank")
    await checker.page.goto(f"{home.url}/check/")
    await expect(checker.page.locator("main h2")).to_be_visible()
    await studio.show("nothing", check=checker)


TOURS = (secret,)
