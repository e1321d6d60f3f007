"""A named sitting of a congress, from the enrolment of its devices to its end, with what goes wrong on the way."""

import asyncio

from playwright.async_api import expect

from tests.browser.gallery.people import GUEST_SEAT, people
from tests.browser.gallery.studio import Studio
from tests.support.house import House, house
from tests.support.kiosk import until_kept
from tests.support.pages import Window, at_step, give_reason, seat_shows, take_step, take_steps, turn_to
from voting_protocol.encoding import unb64u
from voting_protocol.marks import Choice

SIZE = 40
OWN, CUT, ABSENT = "m0", "m1", "m2"
"""At pages: the deputy whom the tour follows, one whose line is cut, one who has not checked in."""
PRESSED = (
    {f"m{n}": Choice.FOR for n in range(3, 31)}
    | {f"m{n}": Choice.AGAINST for n in range(31, 35)}
    | {f"m{n}": Choice.ABSTAIN for n in range(35, 38)}
)
STRIP = ".strip:visible"


async def plenary(studio: Studio) -> None:
    """One sitting; every page of the room."""
    async with house(studio.folder, members=people(SIZE), free=(OWN, CUT, ABSENT)) as home:
        await _enrolment(studio, home)
        chair = await studio.open(home.url, "chair", home.code("chair"))
        seat = await studio.open(home.url, "seat", home.code(OWN))
        hall = await studio.open(home.url, "hall", home.code("observer"))
        secretariat = await studio.open(home.url, "secretariat", home.code("secretariat"))
        cut = await studio.open(home.url, "seat", home.code(CUT))
        room = {"chair": chair, "seat": seat, "hall": hall, "secretariat": secretariat}
        await _check_in(studio, home, room, cut)
        await _vote(studio, home, room, cut)
        await _ends(studio, home, room)
        await _windows(studio, home, room, cut)
        await _server_gone(studio, home, room)
        await _close(studio, room)


async def _enrolment(studio: Studio, home: House) -> None:
    names = ("seat", "chair", "hall", "secretariat", "teller", "operator", "history")
    windows = dict(zip(names, [await studio.open(home.url, name) for name in names], strict=True))
    for window in windows.values():
        await window.page.locator("input").first.wait_for()
    await studio.show("enrol", **windows)
    seat = windows["seat"]
    await seat.page.locator("#code").fill("0123456789ABCDEF")
    await seat.page.keyboard.press("Enter")
    await expect(seat.page.locator("#code-failure")).to_be_visible()
    studio.expects_trouble(seat)
    await studio.show("enrol-refused", seat=seat)
    for window in windows.values():
        await studio.close(window)


async def _check_in(studio: Studio, home: House, room: dict[str, Window], cut: Window) -> None:
    chair, seat, hall, secretariat = (room[name] for name in ("chair", "seat", "hall", "secretariat"))
    await home.draft("report", "政府工作报告", "the Work Report of the Government")
    await home.draft("budget", "预算执行情况和预算", "the Budget")
    await home.draft("plan", "国民经济和社会发展计划执行情况与计划草案", "the Plan for National Economic and Social Development")
    await home.draft("court", "法院工作报告", "the Work Report of the Court")
    await secretariat.page.locator('nav.prep a[href="#/hall"]').click()
    await expect(secretariat.page.locator("roll-list")).to_be_visible()
    await expect(seat.page.locator(".agenda li, .row").first).to_be_visible()
    await at_step(chair.page, "open-sitting")
    await studio.show("before", **room)
    await take_step(chair.page, "open-sitting")
    await expect(seat.page.locator('[data-focus="check-in"]')).to_be_visible()
    await studio.show("check-in", seat=seat)
    await expect(hall.page.locator("main")).to_have_attribute("data-scene", "present")
    await studio.show("no-quorum", chair=chair, hall=hall)
    for window in (seat, cut):
        await window.page.locator('[data-focus="check-in"]').click()
        await expect(window.page.locator(".place .big")).to_have_text("已报到")
    await home.check_in()
    await expect(chair.page.locator("chair-chamber")).to_contain_text(str(SIZE - 1))
    await studio.show("check-in", chair=chair, hall=hall, secretariat=secretariat)
    await studio.show("waiting", seat=seat)
    await seat.page.get_by_role("button", name="试一试按键").click()
    await studio.show("practice", seat=seat)
    await seat.page.get_by_role("button", name="结束练习").click()


async def _vote(studio: Studio, home: House, room: dict[str, Window], cut: Window) -> None:
    chair, seat, hall = (room[name] for name in ("chair", "seat", "hall"))
    await take_step(chair.page, "announce")
    await seat_shows(seat.page, "announced")
    await expect(hall.page.locator("main")).to_have_attribute("data-scene", "announced")
    await studio.show("announced", chair=chair, seat=seat, hall=hall)
    await take_step(chair.page, "open")
    await seat_shows(seat.page, "keys")
    await seat_shows(cut.page, "keys")
    await home.vote(dict(list(PRESSED.items())[:20]))
    await expect(hall.page.locator(".crowd")).to_have_attribute("aria-label", "已按 20 人，实到 39 人")
    await studio.show("open", **room)
    await seat.page.locator('[data-focus="document"]').click()
    await expect(seat.page.locator(".papers .prose")).to_be_visible()
    await studio.show("reading", seat=seat)
    await seat.page.get_by_role("button", name="返回表决").click()
    await seat.page.locator(".key.for").click()
    await seat.page.locator(".choice.for").wait_for()
    await studio.show("recorded", seat=seat)
    await seat.page.locator('[data-focus="cover"]').click()
    await studio.show("covered", seat=seat)
    await until_kept(cut.page)
    with studio.in_trouble(cut):
        await cut.page.context.set_offline(True)
        await cut.page.locator(".key.against").click()
        await seat_shows(cut.page, "kept")
        await expect(cut.page.locator(STRIP)).to_be_visible()
        await studio.show("kept", seat=cut)
        await cut.page.reload()
        await seat_shows(cut.page, "stored")
        await expect(cut.page.locator(STRIP)).to_be_visible()
        await studio.show("stored", seat=cut)
        await _others(studio, home)
        await home.vote(dict(list(PRESSED.items())[20:]))
        await _result(studio, room, cut)


async def _result(studio: Studio, room: dict[str, Window], cut: Window) -> None:
    chair, seat, hall, secretariat = (room[name] for name in ("chair", "seat", "hall", "secretariat"))
    await take_step(chair.page, "close")
    await at_step(chair.page, "declare")
    await seat_shows(seat.page, "ended")
    await expect(hall.page.locator("main")).to_have_attribute("data-scene", "waiting")
    await studio.show("tallied", chair=chair)
    await studio.show("ended", seat=seat)
    await studio.show("waiting", hall=hall)
    await cut.page.context.set_offline(False)
    await seat_shows(cut.page, "refused")
    await studio.show("refused", seat=cut)
    await take_step(chair.page, "declare")
    await seat_shows(seat.page, "result")
    await hall.page.locator(".figs dd").first.wait_for()
    await studio.show("declared", hall=hall)
    await studio.show("declared", chair=chair, secretariat=secretariat)
    await studio.show("result", seat=seat)
    await hall.page.locator(".stage.seats").wait_for()
    await studio.show("declared-seats", hall=hall)


async def _others(studio: Studio, home: House) -> None:
    """Who can't vote: a deputy who has not checked in, a guest."""
    absent = await studio.open(home.url, "seat", home.code(ABSENT))
    await expect(absent.page.locator('[data-focus="check-in"]')).to_be_visible()
    await studio.show("absent", seat=absent)
    (code,) = await home.ready.secretariat.issue_codes([("deputy", GUEST_SEAT, "")])
    guest = await studio.open(home.url, "seat", code.text)
    await expect(guest.page.get_by_text("没有表决权")).to_be_visible()
    await studio.show("attendee", seat=guest)
    for window in (absent, guest):
        await studio.close(window)


async def _ends(studio: Studio, home: House, room: dict[str, Window]) -> None:
    """A vote that is made void, an item that is withdrawn."""
    chair, seat, hall, secretariat = (room[name] for name in ("chair", "seat", "hall", "secretariat"))
    await turn_to(chair.page, "预算执行情况和预算")
    await take_steps(chair.page, "announce", "open")
    await seat_shows(seat.page, "keys")
    await chair.page.locator('[data-act="void"]').click()
    await chair.page.locator("textarea[name=reason]").fill("误报议题")
    await studio.show("reason", chair=chair)
    await chair.page.locator("form.inline button[type=submit]").click()
    await expect(chair.page.get_by_text("已提出作废，等待第二人确认")).to_be_visible()
    await expect(secretariat.page.locator("section.voiding")).to_be_visible()
    await expect(seat.page.locator(".kicker")).to_contain_text("作废")
    await studio.show("void-asked", chair=chair, seat=seat, secretariat=secretariat)
    confirm = secretariat.page.locator("section.voiding two-press button")
    await confirm.click()
    await confirm.click(delay=450)
    await expect(hall.page.locator("main")).to_have_attribute("data-scene", "ended")
    await expect(chair.page.locator(".motion .trouble")).to_contain_text("误报议题")
    await seat_shows(seat.page, "agenda")
    await studio.show("void", chair=chair, seat=seat, hall=hall)
    await turn_to(chair.page, "国民经济")
    await take_step(chair.page, "announce")
    await give_reason(chair.page, "withdraw", "提案人要求")
    await expect(chair.page.locator(".motion .trouble")).to_contain_text("提案人要求")
    await expect(hall.page.locator("main")).to_contain_text("提案人要求")
    await studio.show("withdrawn", chair=chair, hall=hall)
    await turn_to(chair.page, "法院工作报告")
    await take_steps(chair.page, "announce", "open", "close")
    await at_step(chair.page, "declare")
    await seat_shows(seat.page, "ended")
    await studio.show("ended-unpressed", seat=seat)
    await take_step(chair.page, "declare")


async def _windows(studio: Studio, home: House, room: dict[str, Window], cut: Window) -> None:
    """The own record, the lock, second windows, a lost terminal."""
    chair, seat = room["chair"], room["seat"]
    await seat.page.locator('[data-focus="dismiss"]').click()
    await seat.page.get_by_role("button", name="我的履职").click()
    await expect(seat.page.get_by_role("dialog", name="我的履职")).to_contain_text("赞成")
    await studio.show("own-record", seat=seat)
    await seat.page.get_by_role("dialog", name="我的履职").get_by_role("button", name="关闭").click()
    await chair.page.get_by_role("button", name="锁定").click()
    await expect(chair.page.get_by_text("控制台已锁定")).to_be_visible()
    await studio.show("locked", chair=chair)
    await chair.page.keyboard.down("Space")
    await chair.page.locator("main.cover").wait_for(state="detached")
    await chair.page.keyboard.up("Space")
    for window, said, name in ((chair, "本控制台已在另一窗口打开", "chair"), (seat, "表决页面已在另一窗口打开", "seat")):
        second = await window.page.context.new_page()
        await second.goto(window.page.url)
        shown = Window(window.page if name == "chair" else second)
        await expect(shown.page.get_by_text(said).first).to_be_visible()
        await studio.show("other-window", **{name: shown})
        await second.close()
    await chair.page.get_by_role("button", name="在此窗口继续").click()
    await _revoke(home, CUT)
    await expect(cut.page.locator(".said")).to_have_text("本表决器已停用")
    studio.expects_trouble(cut)
    await studio.show("revoked", seat=cut)


async def _revoke(home: House, member: str) -> None:
    secretariat, place = home.ready.secretariat, home.ready.codes[member].seat
    keys = (await secretariat.api.register(secretariat.body))["keys"]
    await secretariat.revoke(unb64u(next(entry["key"] for entry in keys if entry["seat"] == place)), "遗失")


async def _server_gone(studio: Studio, home: House, room: dict[str, Window]) -> None:
    with studio.in_trouble(*room.values()):
        home.server.kill()
        await expect(room["seat"].page.locator(STRIP).first).to_be_visible()
        await studio.show("disconnected", **room)
        await asyncio.to_thread(home.server.start)
        await expect(room["seat"].page.locator(STRIP)).to_have_count(0)


async def _close(studio: Studio, room: dict[str, Window]) -> None:
    await take_step(room["chair"].page, "close-sitting")
    await expect(room["hall"].page.locator("main")).to_have_attribute("data-scene", "over")
    await expect(room["seat"].page.get_by_text("会议已结束").first).to_be_visible()
    await studio.show("closed", **room)


TOURS = (plenary,)
