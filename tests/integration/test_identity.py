"""Devices come and go: enrolment by one-time codes, lost tablets and consoles in the middle of a vote, the installation's own codes."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable

import pytest
import pytest_asyncio
from websockets.exceptions import ConnectionClosed

from terminal_client.headless.client import ApiClient, enrol, look_up
from terminal_client.headless.console import Chair, IssuedCode, Motion, Secretariat, bootstrap
from terminal_client.headless.identity import DeviceIdentity, now_ms
from terminal_client.headless.terminal import Terminal
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.witness import witness
from voting_protocol.acts import Head, make_act
from voting_protocol.ballots import Ballot, sign_ballot
from voting_protocol.crypto import SigningKey, code_key, new_code
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")
DEPUTIES, PRESENT = 9, 6
CHAIR = ("chair", "", "执行主席")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path_factory.mktemp("identity"), DEPUTIES, present=PRESENT) as hall:
        yield hall


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def anybody(hall: LiveChamber) -> AsyncIterator[ApiClient]:
    async with ApiClient(hall.server.url) as api:
        yield api


async def issued(hall: LiveChamber, *place: str, valid_ms: int = 60_000) -> IssuedCode:
    (code,) = await hall.chamber.secretariat.issue_codes([place], valid_ms=valid_ms)  # type: ignore[list-item]
    return code


async def second_chair(hall: LiveChamber, anybody: ApiClient) -> Chair:
    return Chair(hall.server.url, await enrol(anybody, (await issued(hall, *CHAIR)).text, "another console"))


async def voting(terminal: Terminal) -> None:
    await terminal.until(lambda session: session.ready and session.voting.opening is not None)


async def code_of(attempt: Awaitable[object]) -> str:
    """The code with which something is refused, "" if it is done."""
    try:
        await attempt
    except ProtocolError as refused:
        return refused.code
    return ""


async def test_a_code_tells_what_it_is_for_and_works_once(hall: LiveChamber, anybody: ApiClient) -> None:
    code = await issued(hall, "observer", "", "大屏幕")
    told = await anybody.code(code_key(code.text))
    assert (told["role"], told["seat"], told["holder"], told["state"]) == ("observer", "", "大屏幕", "open")
    assert (told["body"], told["server"]) == ("congress", b64u(hall.identity("m0").server))
    spoken = f" {code.text[:4].lower()} {code.text[4:8]}-{code.text[8:]} ".replace("0", "o").replace("1", "l")
    device = await enrol(anybody, spoken, "hall display")
    assert (device.role, device.holder) == ("observer", "大屏幕")
    assert (await anybody.code(code_key(code.text)))["state"] == "used"
    assert await code_of(enrol(anybody, code.text, "another")) == "code-used"
    async with witness(hall.server.url, device, hall.sitting) as page:
        await page.until(lambda seen: bool(seen.of("welcome")))
    register = await hall.chamber.secretariat.api.register("congress")
    assert {"key": device.key.name, "role": "observer", "state": "active", "device": "hall display"}.items() <= next(
        key for key in register["keys"] if key["key"] == device.key.name
    ).items()


async def test_codes_that_do_not_work(hall: LiveChamber, anybody: ApiClient) -> None:
    secretariat = hall.chamber.secretariat
    good = await issued(hall, "teller", "", "计票人")
    place = await look_up(anybody, good.text)
    assert await code_of(enrol(anybody, "0123", "d")) == "bad-code"
    assert await code_of(enrol(anybody, new_code(), "d")) == "code-unknown"
    assert await code_of(enrol(anybody, new_code(), "d", place)) == "unknown-code"
    cancelled = await issued(hall, "teller", "", "计票人")
    await secretariat.act("body.congress", "code-cancel", {"code": code_key(cancelled.text).name})
    assert (await anybody.code(code_key(cancelled.text)))["state"] == "cancelled"
    assert await code_of(enrol(anybody, cancelled.text, "d")) == "code-cancelled"
    assert (
        await code_of(secretariat.act("body.congress", "code-cancel", {"code": code_key(cancelled.text).name}))
        == "code-cancelled"
    )
    short = await issued(hall, "teller", "", "计票人", valid_ms=3000)
    async with asyncio.timeout(60):
        while (await anybody.code(code_key(short.text)))["state"] != "expired":  # noqa: ASYNC110 - the server's clock gives no event
            await asyncio.sleep(0.1)
    assert await code_of(enrol(anybody, short.text, "d")) == "code-expired"
    taken = await issued(hall, "deputy", hall.identity("m0").seat, "")
    assert await code_of(enrol(anybody, taken.text, "d")) == "seat-has-key"
    await enrol(anybody, good.text, "d")


async def test_a_code_of_another_body_and_a_key_that_does_not_know_the_code(hall: LiveChamber, anybody: ApiClient) -> None:
    founding = _admin_code(hall)
    street = Secretariat(
        hall.server.url, await bootstrap(hall.server.url, founding, "street", {"zh": "街道", "en": "Street"}, kind="street")
    )
    (code,) = await street.issue_codes([("observer", "", "大屏幕")])
    here = await look_up(anybody, (await issued(hall, "teller", "", "计票人")).text)
    assert await code_of(enrol(anybody, code.text, "d", here)) == "unknown-code"
    place = await look_up(anybody, code.text)
    assert place.body == "street"
    device, thief = SigningKey.generate(), SigningKey.generate()
    fields = {"code": code_key(code.text).name, "device": "d"}
    guess = make_act(device, "body.street", "enrol", place.after, now_ms(), fields, thief)
    assert await code_of(anybody.submit("body.street", guess)) == "bad-signature"
    unsigned = make_act(device, "body.street", "enrol", place.after, now_ms(), fields)
    assert await code_of(anybody.submit("body.street", unsigned)) in ("bad-signature", "bad-encoding")
    again = make_act(street.identity.key, "body.street", "enrol", place.after, now_ms(), fields, code_key(code.text))
    assert await code_of(anybody.submit("body.street", again)) == "key-known"
    await enrol(anybody, code.text, "d", place)
    await street.aclose()


async def test_a_lost_tablet_is_replaced_by_one_act_in_the_middle_of_a_vote(hall: LiveChamber, anybody: ApiClient) -> None:
    secretariat, lost = hall.chamber.secretariat, hall.identity("m1")
    opening = await hall.open("lost")
    async with hall.terminal("m1") as old, hall.terminal("m2") as silent:
        await asyncio.gather(voting(old), voting(silent))
        await old.press(Choice.FOR)
    async with ApiClient(hall.server.url, lost) as api, witness(hall.server.url, lost, hall.sitting) as seen:
        await api.state(hall.sitting)  # has a token now
        await seen.until(lambda seen: bool(seen.of("mine")))
        spare_code = await secretariat.replace(lost, "表决器遗失")
        assert seen.of("mine")[-1]["seq"] == 1
        assert await seen.until_closed() == 4403
        assert seen.of("bye")[-1]["code"] == "key-revoked"
        for _ in range(4):
            assert await code_of(api.state(hall.sitting)) == "key-revoked"
    async with witness(hall.server.url, lost, hall.sitting) as refused:
        assert await refused.until_closed() == 4403
    spare = await enrol(anybody, spare_code.text, "spare tablet")
    assert (spare.role, spare.seat) == ("deputy", lost.seat)
    async with Terminal(hall.server.url, spare, hall.sitting) as terminal:
        await voting(terminal)
        assert terminal.session.checked_in
        assert not terminal.session.in_electorate
        assert await code_of(terminal.press(Choice.AGAINST)) == "not-in-electorate"
        tallied = await hall.close(opening)
        assert (tallied["result"]["for"], tallied["result"]["against"]) == (1, 0)
        await hall.declare(opening, tallied)
        following = await hall.open("spare")
        await terminal.until(lambda session: session.voting.opening == following)
        await terminal.press(Choice.AGAINST)
        tallied = await hall.close(following)
        assert (tallied["result"]["for"], tallied["result"]["against"]) == (0, 1)
        await hall.declare(following, tallied)


async def test_a_revoked_key_can_not_press_once_the_revocation_is_answered(hall: LiveChamber) -> None:
    opening, lost = await hall.open("barred"), hall.identity("m3")
    ballot = Ballot(opening.digest, lost.key.public, 1, opening.digest, (Choice.FOR,)).encode()
    async with witness(hall.server.url, lost, hall.sitting) as seen:
        await seen.until_division("barred", "open")
        await hall.chamber.secretariat.revoke(lost.key.public, "损坏")
        with contextlib.suppress(ConnectionClosed):  # the end of the connection may be faster
            await seen.send({"t": "cast", "b": b64u(ballot), "s": b64u(sign_ballot(lost.key, ballot)), "r": 5})
        assert await seen.until_closed() == 4403
        assert not seen.of("ack")
        assert {frame["code"] for frame in seen.of("refused")} <= {"key-revoked"}
    tallied = await hall.close(opening)
    assert tallied["result"]["not_pressed"] == PRESENT
    await hall.declare(opening, tallied)


async def test_the_chairs_console_is_lost_in_the_middle_of_a_vote(hall: LiveChamber, anybody: ApiClient) -> None:
    old = hall.chamber.chair
    opening = await hall.open("console")
    async with witness(hall.server.url, old.identity, hall.sitting) as lost:
        await lost.until_division("console", "open")
        code = await hall.chamber.secretariat.replace(old.identity, "主持台故障")
        assert await lost.until_closed() == 4403
    assert await code_of(old.close_division(hall.sitting, opening)) == "key-revoked"
    hall.chamber.chair = Chair(hall.server.url, await enrol(anybody, code.text, "new console"))
    await old.aclose()
    async with hall.terminal("m0") as terminal:
        await voting(terminal)
        await terminal.press(Choice.FOR)
    tallied = await hall.close(opening)
    assert tallied["result"]["for"] == 1
    await hall.declare(opening, tallied)


async def test_two_consoles_at_once(hall: LiveChamber, anybody: ApiClient) -> None:
    """Whoever is second is told so by a stable code, and nothing happens twice."""
    first, second = hall.chamber.chair, await second_chair(hall, anybody)
    sitting = hall.sitting

    async def race(*attempts: Awaitable[object]) -> None:
        codes = sorted(await asyncio.gather(*map(code_of, attempts)))
        assert codes == ["", "wrong-division-state"]

    opening = await hall.open("race-0")
    await race(first.close_division(sitting, opening), second.close_division(sitting, opening))
    tallied = await hall.tallied(opening)
    await race(first.declare(sitting, opening, tallied), second.declare(sitting, opening, tallied))
    await hall.chamber.prepare_division(_motion("race-1"))
    await race(first.announce(sitting, "race-1"), second.announce(sitting, "race-1"))
    await race(first.open_division(sitting, "race-1"), second.open_division(sitting, "race-1"))
    async with second.live(sitting) as live:
        await live.until_division("race-1", "open")
        opening = live.opening
    await second.close_division(sitting, opening)  # either may end what the other began
    await hall.declare(opening, await hall.tallied(opening))
    await second.aclose()


def _motion(division: str) -> Motion:
    return Motion(division, 9, WORDS, WORDS, WORDS)


async def test_an_act_sent_twice_is_done_once(hall: LiveChamber) -> None:
    chair, log = hall.chamber.chair, f"sitting.{hall.sitting}"
    act = make_act(chair.identity.key, log, "division-draft", await chair.head(log), now_ms(), _motion("twice").fields())
    answers = await asyncio.gather(*(chair.api.submit(log, act) for _ in range(6)))
    assert len(set(answers)) == 1


async def test_the_deadline_closes_although_nobody_is_there(hall: LiveChamber) -> None:
    """No device is connected when the time runs out."""
    opening = await hall.open("alone", countdown_s=1)
    async with asyncio.timeout(60):
        while True:
            state = await hall.chamber.secretariat.api.state(hall.sitting)
            if next(item for item in state["divisions"] if item["id"] == "alone")["state"] == "tallied":
                break
            await asyncio.sleep(0.1)
    await hall.declare(opening, await hall.tallied(opening))
    content = await hall.bundle("alone")
    assert content.division == "alone"


def _admin_code(hall: LiveChamber) -> str:
    """`hemicycle admin-code` beside the running server."""
    command = [sys.executable, "-m", "hemicycle", "admin-code", "--data", str(hall.server.data_dir)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


async def _admin(api: ApiClient, code: str, after: Head, server: bytes) -> DeviceIdentity:
    key, cosigner = SigningKey.generate(), code_key(code)
    fields = {"code": cosigner.name, "holder": "秘书处二"}
    await api.submit("body.congress", make_act(key, "body.congress", "admin-enrol", after, now_ms(), fields, cosigner))
    return DeviceIdentity(key, "congress", server, "secretariat", "", "秘书处二")


async def test_the_secretariat_can_not_lock_itself_out(hall: LiveChamber, anybody: ApiClient) -> None:
    first = hall.chamber.secretariat
    assert await code_of(first.revoke(first.identity.key.public, "误操作")) == "last-secretariat"
    after = Head.from_json(next(body for body in (await anybody.server())["bodies"] if body["id"] == "congress")["head"])
    code = await asyncio.to_thread(_admin_code, hall)
    assert await code_of(_admin(anybody, new_code(), after, first.identity.server)) == "code-unknown"
    second = Secretariat(hall.server.url, await _admin(anybody, code, after, first.identity.server))
    assert await code_of(_admin(anybody, code, after, first.identity.server)) == "code-unknown"
    assert await code_of(bootstrap(hall.server.url, code, "third", {"zh": "三", "en": "Three"})) == "code-unknown"
    await second.revoke(first.identity.key.public, "丢失")
    assert await code_of(first.issue_codes([CHAIR])) == "key-revoked"
    assert await code_of(second.revoke(second.identity.key.public, "误操作")) == "last-secretariat"
    await second.aclose()


async def test_nobody_founds_a_body_without_an_installation_code(hall: LiveChamber, anybody: ApiClient) -> None:
    name = {"zh": "甲", "en": "A"}
    ordinary = (await anybody.server())["bodies"]
    assert await code_of(bootstrap(hall.server.url, new_code(), "nobodys", name)) == "code-unknown"
    assert await code_of(bootstrap(hall.server.url, hall.server.admin_code, "nobodys", name)) == "code-unknown"
    code = await asyncio.to_thread(_admin_code, hall)
    assert await code_of(bootstrap(hall.server.url, code, "congress", name)) == "bad-after"
    assert await code_of(bootstrap(hall.server.url, code, "Wrong Id", name)) != ""
    assert (await anybody.server())["bodies"] == ordinary
    device, cosigner = SigningKey.generate(), code_key(code)  # a refused act has not used the code up
    fields = {"id": "late", "kind": "congress", "name": name, "code": cosigner.name, "holder": "秘书处"}
    act = make_act(device, "body.late", "body-create", Head(), now_ms(), fields, cosigner)
    first = await anybody.submit("body.late", act)
    for _ in range(4):  # asked again, each time by a new connection, any worker gives the first answer
        async with ApiClient(hall.server.url) as api:
            assert await api.submit("body.late", act) == first
