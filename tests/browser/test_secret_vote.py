"""A secret vote as deputies see it at their seats, with three scrutineers' devices: from the pin on the wall to the check of the count, and a challenge."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, WebSocket, expect

from tests.support.device import DeviceProcess
from tests.support.house import SITTING, House, house
from tests.support.kiosk import until_kept
from tests.support.pages import CHOICES, Window, open_window, seat_shows, take_step, take_steps
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.marks import Choice
from voting_protocol.sealed.keyset import pin_text, scrutineers_pin

pytestmark = pytest.mark.asyncio(loop_scope="module")

FREE = ("m0", "m1", "m2")
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
VOTES = {"m3": FOR, "m4": FOR, "m5": FOR, "m6": FOR, "m7": AGAINST, "m8": ABSTAIN}
TRACKING = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4} ){5}[0-9A-HJKMNP-TV-Z]{4}")
JSQR = (Path(__file__).parents[2] / "node_modules" / "jsqr" / "dist" / "jsQR.js").read_text()
READ_QR = """async (svg) => {
  const image = new Image();
  image.src = 'data:image/svg+xml,' + encodeURIComponent(new XMLSerializer().serializeToString(svg));
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: 800, height: 800 });
  const context = canvas.getContext('2d');
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, 800, 800);
  return jsQR(context.getImageData(0, 0, 800, 800).data, 800, 800)?.data ?? '';
}"""
FOLLOW = """() => {
  const screen = document.querySelector('.screen');
  window.seen = [];
  const note = () => { if (window.seen.at(-1) !== screen.dataset.screen) window.seen.push(screen.dataset.screen); };
  new MutationObserver(note).observe(screen, { attributes: true, attributeFilter: ['data-screen'] });
}"""


@dataclass
class Seat:
    """A deputy's page, with every frame that it sent."""

    window: Window
    sent: list[dict[str, object]] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.window.page

    def hear(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda data: self.sent.append(json.loads(data)))

    async def tracking(self) -> str:
        """The tracking code in the foot."""
        return (await self.page.locator(".receipt .code").inner_text()).strip()

    async def read_qr(self) -> str:
        """What a scanner reads from the code on the page."""
        await self.page.evaluate(JSQR)
        return await self.page.locator("svg.qr").evaluate(READ_QR)


@dataclass(slots=True)
class Room:
    """The chair at work, three seats at their pages and six others; the devices answer by themselves."""

    home: House
    chair: Page
    seats: Sequence[Seat]
    devices: Sequence[DeviceProcess]
    pin: bytes

    @property
    def seat(self) -> Seat:
        """The one that the first tests are about; its card carried the pin."""
        return self.seats[0]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """Keys are made, the sitting is open. One card carries the scrutineers' pin, one none, one that of other people."""
    folder = tmp_path_factory.mktemp("secret-vote")
    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(house(folder / "house", seats=9, free=FREE))
        devices = []
        for n in (1, 2, 3):
            code = await home.another_code("scrutineer", f"监票人{n}")
            device = DeviceProcess(folder / f"device-{n}", home.url, code, SITTING, "--automatic")
            stack.callback(device.__exit__, None, None, None)
            devices.append(device)
        await asyncio.gather(*(asyncio.to_thread(device.start) for device in devices))
        pin = scrutineers_pin([unb64u(device.key, 32) for device in devices])
        cards = (f"&scrutineers={b64u(pin)}", "", f"&scrutineers={b64u(bytes(32))}")
        chair, *windows = await asyncio.gather(
            open_window(browser, home.url, "chair", home.code("chair")),
            *(open_window(browser, home.url, "seat", home.code(of) + card) for of, card in zip(FREE, cards, strict=True)),
        )
        seats = [Seat(window) for window in windows]
        for seat in seats:
            seat.page.on("websocket", seat.hear)
            await seat.page.locator(".place").wait_for()
            await seat.page.reload()  # the socket from its first frame
        await take_step(chair.page, "open-sitting")
        for seat in seats:
            await seat.page.get_by_role("button", name="报到").click()
        await home.check_in()
        await home.draft("report", "工作报告", "the Work Report", secrecy="secret")
        await home.draft("budget", "预算", "the Budget", secrecy="secret")
        await take_step(chair.page, "ceremony")
        yield Room(home, chair.page, seats, devices, pin)


async def test_54_keys_are_believed_under_the_pin_from_outside_the_server(room: Room) -> None:
    given, without, other = (seat.page for seat in room.seats)
    await expect(without.locator(".pin .code")).to_have_text(pin_text(room.pin))
    await without.get_by_role("button", name="完全一致").click()
    await expect(without.locator(".place .big")).to_have_text("已报到")
    await without.reload()
    await expect(without.locator(".place .big")).to_have_text("已报到")
    await expect(without.locator(".pin")).to_have_count(0)
    await expect(other.locator(".place .trouble")).to_contain_text(pin_text(room.pin))
    await expect(given.locator(".place .trouble, .pin")).to_have_count(0)
    await room.home.learn_keys()


async def test_a_vote_is_received_then_recorded_changed_counted_and_checked(room: Room) -> None:
    seat, (_, without, other) = room.seat, room.seats
    page = seat.page
    await take_step(room.chair, "announce")
    await seat_shows(page, "announced")
    await expect(page.locator(".kicker")).to_contain_text("无记名表决")
    await expect(page.locator(".lead").last).to_contain_text("您的选择在本机加密")
    await page.evaluate(FOLLOW)
    await take_step(room.chair, "open")

    await page.locator(".key.for").click()
    await expect(page.locator(".choice.for")).to_contain_text("已记录")
    first = await seat.tracking()
    assert TRACKING.fullmatch(first)
    answers = [frame["t"] for frame in seat.window.frames if frame["t"] in ("received", "ack")]
    assert answers == ["received", "ack"]
    seen = await page.evaluate("seen")
    # answers that come within one frame are drawn together
    assert seen[-3:] == ["keys", "received", "recorded"] or seen[-2:] == ["keys", "recorded"], seen
    await page.locator(".key.against").click()
    await expect(page.locator(".choice.against")).to_contain_text("已记录")
    tracking = await seat.tracking()
    assert TRACKING.fullmatch(tracking)
    assert tracking != first

    covered = page.locator(".choice.covered.sealed")
    await expect(covered).to_contain_text("已记录")
    await expect(covered.locator(".tracking")).to_contain_text(tracking[:14])
    assert b64u(unb64u(await seat.read_qr(), 32))
    box = await covered.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 300, box["y"] + 40)
    await page.mouse.down()
    await expect(page.locator(".choice.against")).to_be_visible()
    await page.mouse.up()
    await expect(covered).to_be_visible()

    await page.reload()
    await expect(covered).to_contain_text("本机不保存您的选择")
    assert await seat.tracking() == tracking
    await expect(other.page.locator(".screen")).to_contain_text("不能加密您的选择")
    await expect(other.page.locator(".key")).to_have_count(0)
    await until_kept(without.page)
    await without.page.context.set_offline(True)
    await without.page.locator(".key.for").click()
    await expect(without.page.locator(".kept")).to_contain_text("已保存，尚未送达")
    code = await without.tracking()
    await without.page.reload()
    await seat_shows(without.page, "stored")
    await expect(without.page.locator(".kept")).to_contain_text("本机不保存您的选择")
    await expect(without.page.locator(".screen")).not_to_contain_text("赞成")
    assert await without.tracking() == code
    await without.page.context.set_offline(False)
    await expect(without.page.locator(".choice")).to_contain_text("已记录")
    assert await without.tracking() == code
    without.window.troubles.clear()  # of the line that was cut on purpose
    await room.home.vote(VOTES)

    await take_steps(room.chair, "close", "declare")
    await expect(page.locator(".verdict")).to_have_text("通过")
    await expect(page.locator(".figures dd")).to_have_text(["5", "2", "1", "1"])
    await expect(page.get_by_text(f"已核对：追踪码 {tracking} 的票在计票记录中")).to_be_visible()
    await expect(page.get_by_text("您的票")).to_have_count(0)
    await expect(other.page.get_by_text("已核对：计票记录中没有您的票")).to_be_visible()


async def test_50_no_choice_leaves_the_seat_in_clear(room: Room) -> None:
    """Neither on the wire nor on the disk; and 46: frames are as long for every choice."""
    casts = [frame for frame in room.seat.sent if frame["t"] == "cast"]
    assert len(casts) == 2
    assert len({(len(str(frame["b"])), len(str(frame["s"])), tuple(frame)) for frame in casts}) == 1
    kept = await room.seat.page.evaluate(
        """() => new Promise((resolve, reject) => {
          const open = indexedDB.open('hemicycle');
          open.onerror = () => reject(open.error);
          open.onsuccess = () => {
            const all = open.result.transaction('ballots').objectStore('ballots').getAll();
            all.onsuccess = () => resolve(JSON.stringify(all.result));
          };
        })"""
    )
    entries = [record for record in json.loads(kept) if "entry" in record]
    assert len(entries) == 2
    assert len(json.loads(kept)) == 3, "and which vote the terminal came to last"
    for choice in CHOICES:
        assert f'"{choice}"' not in kept
        assert f'"{choice}"' not in json.dumps(room.seat.sent)


async def test_48_67_a_challenged_ballot_is_spoiled_and_opened_to_its_checker(room: Room, browser: Browser) -> None:
    seat = room.seat
    page = seat.page
    await take_steps(room.chair, "next", "announce", "open")
    await page.get_by_role("button", name="抽查模式").click()
    await page.locator(".key.abstain").click()
    await expect(page.locator(".choice.sealed")).to_contain_text("已加密，尚未投出")
    shown = " ".join(await page.locator(".tracking span").all_inner_texts())
    assert TRACKING.fullmatch(shown)
    assert not any(frame["t"] in ("cast", "spoil") for frame in seat.sent[-1:])
    await page.locator('[data-focus="decide-challenge"]').click()
    await expect(page.locator(".choice.sealed")).to_contain_text("已作废，请扫码检查")
    link = await seat.read_qr()
    assert link.startswith(f"{room.home.url}/check/#")

    phone = await (await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")).new_page()
    await phone.goto(link)
    await expect(phone.locator(".held")).to_have_text("弃权")
    await expect(phone.locator(".tracking")).to_contain_text(shown[:14])
    await expect(phone.locator(".origin .code")).to_have_text(pin_text(room.pin))
    for part, wrong in (("opening", "不符"), ("prev", "不符"), ("public", "")):
        await phone.goto("about:blank")
        await phone.goto(spoilt(link, part))
        await expect(phone.locator(".verdict.wrong")).to_contain_text(wrong)
        await expect(phone.locator(".held")).to_have_count(0)
    await phone.context.close()

    await page.get_by_role("button", name="重新投票").click()
    await page.locator(".key.for").click()
    await page.locator('[data-focus="decide-cast"]').click()
    await expect(page.locator(".choice.for")).to_contain_text("已记录")
    tracking = await seat.tracking()
    assert tracking != shown
    await room.home.vote(VOTES)
    await take_steps(room.chair, "close", "declare")
    await expect(page.locator(".figures dd")).to_have_text(["5", "1", "1", "2"])
    await expect(page.get_by_text(f"已核对：追踪码 {tracking} 的票在计票记录中")).to_be_visible()
    for each in room.seats:
        assert each.window.troubles == []


def spoilt(link: str, part: str) -> str:
    """The link with one bit of a part turned."""
    address, _, fragment = link.partition("#")
    members = dict(member.split("=") for member in fragment.split("&"))
    data = bytearray(unb64u(members[part]))
    data[0] ^= 1
    return f"{address}#" + "&".join(f"{name}={value}" for name, value in (members | {part: b64u(bytes(data))}).items())
