"""The hall's screens over two processes: what the operator chooses reaches them, is kept, and shows nobody more than the law does."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from terminal_client.headless.chamber import enrol_all
from terminal_client.headless.client import ApiClient
from terminal_client.headless.identity import DeviceIdentity
from tests.support.chamber import LiveChamber, live_chamber
from tests.support.witness import witness
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")

STAFF = (("chair", "执行主席"), ("operator", "王工"))
MAIN, LEFT, PERSON = "主屏", "左侧屏", "旁听席"
TOLD = {"version": "hall-abc", "width": 1920, "height": 1080, "scene": "present"}
DEVICES: dict[str, DeviceIdentity] = {}
AGENDA = {"show": "agenda", "lang": "both", "theme": "light"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path_factory.mktemp("screens"), 6, present=5, staff=STAFF) as chamber:
        secretariat, devices = chamber.chamber.secretariat, dict(chamber.chamber.staff)
        for holder in (MAIN, LEFT, PERSON):  # one after the other: in this order they are numbered
            (screen,) = await enrol_all(secretariat, await secretariat.issue_codes([("observer", "", holder)]))
            devices[holder] = screen
        DEVICES.update(devices)
        yield chamber


def device(_hall: LiveChamber, who: str) -> DeviceIdentity:
    return DEVICES[who]


async def ask(hall: LiveChamber, who: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """A call by a connection of its own, so that it may reach either process."""
    async with ApiClient(hall.server.url, device(hall, who)) as api:
        answer: dict[str, Any] = await (api.get(path) if method == "GET" else api._call(method, path, signed_in=True, json=body))
        return answer


async def tell(hall: LiveChamber, who: str = MAIN, **more: Any) -> dict[str, Any]:
    return await ask(hall, who, "POST", "/v1/screen", TOLD | more)


async def screens(hall: LiveChamber) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ask(hall, "operator", "GET", "/v1/screens"))["screens"]
    return found


def key(hall: LiveChamber, who: str) -> str:
    return b64u(device(hall, who).key.public)


async def choose(hall: LiveChamber, who: str, choice: Any, by: str = "operator") -> dict[str, Any]:
    return await ask(hall, by, "POST", f"/v1/screens/{key(hall, who)}", choice)


async def test_a_screen_is_known_when_it_has_told_of_itself(hall: LiveChamber) -> None:
    assert await screens(hall) == [], "an observer may be a person"
    assert await tell(hall, LEFT) == {"number": 1, "name": "左侧屏", "choice": None}
    assert await tell(hall, MAIN) == {"number": 1, "name": "主屏", "choice": None}
    found = await screens(hall)
    assert [(one["number"], one["name"], one["online"], one["choice"]) for one in found] == [
        (1, "主屏", True, None),
        (2, "左侧屏", True, None),
    ]
    assert {name: found[0][name] for name in TOLD} == TOLD
    assert abs(found[0]["seen_ms"] - (await ask(hall, "operator", "GET", "/v1/screens"))["time_ms"]) < 60_000


async def test_each_screen_gets_its_own_content_from_any_process(hall: LiveChamber) -> None:
    await tell(hall, MAIN)
    await tell(hall, LEFT)
    await choose(hall, LEFT, AGENDA)
    for _ in range(6):  # a connection each: by chance to either process
        assert (await tell(hall, LEFT))["choice"] == AGENDA
        assert (await tell(hall, MAIN))["choice"] is None
    await choose(hall, LEFT, AGENDA | {"show": "clock"})
    assert (await tell(hall, LEFT))["choice"]["show"] == "clock"


async def test_a_screen_that_is_gone_is_seen_to_be_gone(hall: LiveChamber) -> None:
    await tell(hall, MAIN)
    await tell(hall, LEFT)
    async with asyncio.timeout(60):
        while {one["name"]: one["online"] for one in await screens(hall)} != {"主屏": False, "左侧屏": True}:
            await asyncio.sleep(0.5)
            await tell(hall, LEFT)
    await tell(hall, MAIN, scene="clock")
    assert next((one["online"], one["scene"]) for one in await screens(hall)) == (True, "clock")


async def test_choices_outlive_a_killed_server(hall: LiveChamber) -> None:
    await tell(hall, MAIN)
    await choose(hall, MAIN, AGENDA)
    await asyncio.to_thread(hall.server.kill)
    await asyncio.to_thread(hall.server.start)
    answer = await tell(hall, MAIN)
    assert (answer["number"], answer["choice"]) == (1, AGENDA)
    assert [one["choice"]["show"] for one in await screens(hall)] == ["agenda", "clock"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"show": "votes"},
        {"show": ""},
        {"lang": "fr"},
        {"theme": "device"},
        {"show": "auto", "text": "秘书处通知"},
        {"show": ["auto"]},
    ],
)
async def test_a_choice_is_one_of_the_contents(hall: LiveChamber, wrong: dict[str, Any]) -> None:
    await tell(hall, MAIN)
    with pytest.raises(ProtocolError, match="bad-frame"):
        await choose(hall, MAIN, AGENDA | wrong)


@pytest.mark.parametrize("wrong", [{"version": "<b>"}, {"width": -1}, {"scene": "../x"}, {"scene": "x" * 33}, {"seat": "1-1"}])
async def test_what_a_screen_tells_is_strict(hall: LiveChamber, wrong: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError, match="bad-frame"):
        await tell(hall, MAIN, **wrong)


async def test_nobody_else_chooses_or_watches(hall: LiveChamber) -> None:
    await tell(hall, MAIN)
    before = await screens(hall)
    for who in (MAIN, LEFT, "chair"):
        with pytest.raises(ProtocolError, match="not-allowed"):
            await choose(hall, MAIN, AGENDA | {"show": "result"}, by=who)
        with pytest.raises(ProtocolError, match="not-allowed"):
            await ask(hall, who, "GET", "/v1/screens")
    for who in ("operator", "chair"):
        with pytest.raises(ProtocolError, match="not-allowed"):
            await tell(hall, who)
    for no_screen in ("m0", "operator", PERSON):
        name = b64u(hall.identity("m0").key.public) if no_screen == "m0" else key(hall, no_screen)
        with pytest.raises(ProtocolError, match="not-found"):
            await ask(hall, "operator", "POST", f"/v1/screens/{name}", AGENDA)
    assert [one["choice"] for one in await screens(hall)] == [one["choice"] for one in before]


async def test_no_choice_shows_what_the_law_hides(hall: LiveChamber) -> None:
    """Whatever a screen was told to show, it hears the same: a count while the vote is open, figures after the declaration."""
    await tell(hall, MAIN)
    async with witness(hall.server.url, device(hall, MAIN), hall.sitting) as screen, hall.terminal("m1") as terminal:
        opening = await hall.open("law")
        await terminal.until(lambda session: session.ready and session.voting.opening == opening)
        await terminal.press(Choice.AGAINST)
        await screen.until(lambda screen: any(frame["pressed"] == 1 for frame in screen.of("turnout")))
        for show in ("turnout", "result", "seats", "attendance", "item"):
            await choose(hall, MAIN, {"show": show, "lang": "zh", "theme": "dark"})
            assert (await tell(hall, MAIN))["choice"]["show"] == show
            await asked_in_vain(
                hall, f"divisions/law/{'votes' if show == 'result' else 'bundle'}", "divisions/law/board", "devices"
            )
        tallied = await hall.close(opening)
        await asked_in_vain(hall, "divisions/law/votes", "divisions/law/bundle", "divisions/law/opening")
        assert all(set(frame) == {"t", "open", "pressed", "time_ms"} for frame in screen.of("turnout"))
        told = [one for frame in screen.of("state") for one in frame["state"]["divisions"]]
        assert told
        assert all(one["result"] is None for one in told)
        await hall.declare(opening, tallied)
        await screen.until_division("law", "declared")
        assert screen.division("law")["result"]["against"] == 1


async def asked_in_vain(hall: LiveChamber, *paths: str) -> None:
    """A screen's device asks for what is not for it."""
    for path in paths:
        with pytest.raises(ProtocolError, match=r"not-allowed|not-yet|not-found"):
            await ask(hall, MAIN, "GET", f"/v1/sittings/{hall.sitting}/{path}")


async def test_who_is_present_is_told_by_seat_and_delegation_and_whose_terminal_is_connected_is_not(hall: LiveChamber) -> None:
    async with (
        witness(hall.server.url, device(hall, MAIN), hall.sitting) as screen,
        witness(hall.server.url, device(hall, "operator"), hall.sitting) as desk,
        witness(hall.server.url, hall.identity("m2"), hall.sitting) as seat,
    ):
        for page in (screen, desk, seat):
            await page.until(lambda page: bool(page.of("attendance")))
        frame = screen.of("attendance")[-1]
        assert frame["delegations"] == [["二组", 3, 3], ["一组", 2, 3]]
        assert set(frame) == {"t", "v", "due", "present", "absent", "leave", "bits", "delegations"}
        assert "online" in desk.of("attendance")[-1]
        assert set(seat.of("attendance")[-1]) == {"t", "v", "due", "present", "absent", "leave"}
