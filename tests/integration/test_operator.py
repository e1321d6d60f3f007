"""What the operator watches: terminals over several processes, the seat test, the server's health; and what none of it may tell."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from terminal_client.headless.client import ApiClient
from terminal_client.headless.console import Motion
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.witness import witness
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")

STAFF = (("chair", "执行主席"), ("operator", "王工"))
REPORT = {"version": "seat-abc", "battery": 87, "charging": True, "link": "wifi", "quality": "4g"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path_factory.mktemp("operator"), 6, staff=STAFF) as chamber:
        yield chamber


def seat_of(hall: LiveChamber, member: str) -> str:
    return hall.identity(member).seat


async def read(hall: LiveChamber, path: str, who: str = "operator") -> dict[str, Any]:
    """A read by a connection of its own, so that it may reach either process."""
    async with ApiClient(hall.server.url, hall.chamber.staff[who]) as api:
        answer: dict[str, Any] = await api.get(path)
        return answer


async def devices(hall: LiveChamber) -> dict[str, Any]:
    return await read(hall, f"/v1/sittings/{hall.sitting}/devices")


async def noted(hall: LiveChamber, member: str, **expected: Any) -> dict[str, Any]:
    """Wait until a seat's note holds what is expected."""
    seat = seat_of(hall, member)
    async with asyncio.timeout(60):
        while True:
            told = {device["seat"]: device for device in (await devices(hall))["devices"]}.get(seat, {})
            if told and all(told.get(name) == value for name, value in expected.items()):
                return told
            await asyncio.sleep(0.1)


async def switch(hall: LiveChamber, on: bool, who: str = "operator") -> dict[str, Any]:
    async with ApiClient(hall.server.url, hall.chamber.staff[who]) as api:
        return await api._call("POST", f"/v1/sittings/{hall.sitting}/seat-test", signed_in=True, json={"on": on})


async def test_every_process_tells_of_every_terminal(hall: LiveChamber) -> None:
    """Six terminals spread over two processes; whoever answers knows them all."""
    async with asyncio.TaskGroup() as group:
        for n in range(6):
            group.create_task(report_once(hall, f"m{n}", 80 + n))
    for n in range(6):
        told = await noted(hall, f"m{n}", battery=80 + n, offset_ms=-80 - n)
        assert told["key"] == b64u(hall.identity(f"m{n}").key.public)
        assert (told["version"], told["charging"], told["link"], told["quality"]) == ("seat-abc", True, "wifi", "4g")
    answers = [await devices(hall) for _ in range(6)]  # a connection each: by chance to either process
    assert all(answer["devices"] == answers[0]["devices"] for answer in answers)
    assert len(answers[0]["devices"]) == 6


async def report_once(hall: LiveChamber, member: str, battery: int) -> None:
    async with witness(hall.server.url, hall.identity(member), hall.sitting) as page:
        await page.until(lambda page: bool(page.of("welcome")))
        await page.send({"t": "device", "r": 7, **REPORT, "battery": battery, "offset_ms": -battery})
        assert (await page.answer(7))["t"] == "pong"


@pytest.mark.parametrize(
    "wrong",
    [
        {"battery": 101},
        {"battery": -1},
        {"battery": 50.5},
        {"offset_ms": 2**53},
        {"offset_ms": "0"},
        {"link": "carrier pigeon"},
        {"version": "<script>"},
        {"version": "v" * 65},
        {"keys": ["for", "for", "for", "for"]},
        {"keys": ["yes"]},
        {"seat": "r1c1"},
    ],
)
async def test_a_report_is_strict(hall: LiveChamber, wrong: dict[str, Any]) -> None:
    async with witness(hall.server.url, hall.identity("m0"), hall.sitting) as page:
        await page.until(lambda page: bool(page.of("welcome")))
        await page.send({"t": "device", "r": 1, **REPORT, **wrong})
        await page.until(lambda page: bool(page.of("error")))
        assert page.of("error")[0]["code"] == "bad-frame"


async def test_reports_are_few_and_a_terminals_own(hall: LiveChamber) -> None:
    async with witness(hall.server.url, hall.identity("m0"), hall.sitting) as page:
        await page.until(lambda page: bool(page.of("welcome")))
        for r in range(1, 6):
            await page.send({"t": "device", "r": r, **REPORT})
        assert [(await page.answer(r)).get("code") for r in range(1, 6)] == [None, None, *["rate-limited"] * 3]
    async with witness(hall.server.url, hall.chamber.staff["chair"], hall.sitting) as page:
        await page.until(lambda page: bool(page.of("welcome")))
        await page.send({"t": "device", "r": 1, **REPORT})
        assert (await page.answer(1))["code"] == "not-allowed"


async def test_only_who_keeps_the_terminals_sees_them(hall: LiveChamber) -> None:
    for path in (f"/v1/sittings/{hall.sitting}/devices", "/v1/health"):
        with pytest.raises(ProtocolError, match="not-allowed"):
            await read(hall, path, "chair")
        async with httpx.AsyncClient(base_url=hall.server.url, trust_env=False) as stranger:
            assert (await stranger.get(path)).status_code == 401
    with pytest.raises(ProtocolError, match="not-allowed"):
        await switch(hall, True, "chair")


async def test_a_ballot_leaves_no_trace_among_the_terminals(hall: LiveChamber) -> None:
    """Who pressed, and when, is not told here: a press changes nothing that the operator reads."""
    async with witness(hall.server.url, hall.identity("m3"), hall.sitting) as page:
        await page.until(lambda page: bool(page.of("welcome")))
        await page.send({"t": "device", "r": 1, **REPORT, "battery": 33})
        before = await noted(hall, "m3", battery=33)
        opening = await hall.open("untraced")
        async with hall.terminal("m4") as terminal:
            await terminal.until(lambda session: session.ready and session.voting.opening == opening)
            await terminal.press(Choice.FOR)
            await asyncio.sleep(2.5)
            seats = {device["seat"] for device in (await devices(hall))["devices"]}
            after = await noted(hall, "m3", battery=33)
        assert after == before
        assert seats <= {seat_of(hall, f"m{n}") for n in range(6)}
        await hall.declare(opening, await hall.close(opening))


async def test_the_seat_test_fills_the_map_and_gives_way_to_a_vote(hall: LiveChamber) -> None:
    async with (
        witness(hall.server.url, hall.identity("m1"), hall.sitting) as page,
        witness(hall.server.url, hall.identity("m2"), hall.sitting) as old,
    ):
        await page.until(lambda page: bool(page.of("welcome")))
        await page.send({"t": "device", "r": 1, **REPORT})
        test = (await switch(hall, True))["test"]
        await page.until(lambda page: bool(page.of("seat-test")))
        assert page.of("seat-test")[-1] == {"t": "seat-test", **test}
        assert (await devices(hall))["test"] == test
        await page.send({"t": "device", "r": 2, **REPORT, "test": test["id"], "keys": ["for", "abstain"]})
        await noted(hall, "m1", test=test["id"], keys=["for", "abstain"])
        # announced, not only open: the hall looks at what is to be voted on
        await hall.chamber.prepare_division(Motion("tested", 90, WORDS, WORDS, WORDS))
        await hall.chamber.chair.announce(hall.sitting, "tested")
        await page.until(lambda page: page.of("seat-test")[-1]["id"] == "")
        with pytest.raises(ProtocolError, match="vote-under-way"):
            await switch(hall, True)
        async with asyncio.timeout(60):
            while (await devices(hall))["test"] is not None:  # noqa: ASYNC110 - another process's state gives no event
                await asyncio.sleep(0.1)
        await hall.chamber.chair.withdraw(hall.sitting, "tested", "测试")
        await asyncio.sleep(2.5)
        assert page.of("seat-test")[-1]["id"] == "", "it does not come back when the vote is over"
        assert not old.of("seat-test"), "a terminal that tells nothing of itself is told nothing new"


async def test_health_tells_of_all_processes(hall: LiveChamber) -> None:
    async with asyncio.timeout(60):
        while True:
            health = await read(hall, "/v1/health")
            if {process["pid"] for process in health["processes"]} == set(hall.server.worker_pids()):
                break
            await asyncio.sleep(0.2)
    assert abs(health["box_ms"] - health["time_ms"]) < 60_000
    assert 0 <= health["time_ms"] - health["record_ms"] < 120_000
    assert health["disk"]["total_bytes"] > health["disk"]["free_bytes"] > 0
    assert health["problems"] == []
    assert 0 <= health["took_ms"]["box"] < 60_000
    assert 0 <= health["took_ms"]["record"] < 60_000
    assert health["backup"] is None
    assert health["sqlite"] is True
    assert {finding["name"] for finding in health["machine"]} >= {"disk", "fsync", "clock", "key", "files"}
    assert str(Path(hall.server.data_dir)) not in str(health), "no paths of the server"
