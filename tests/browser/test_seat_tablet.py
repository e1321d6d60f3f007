"""A real tablet at a seat: it falls asleep while the sitting goes on, and its battery is taken out in the middle of a vote."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan, prepare_chamber
from tests.support.chamber import LiveChamber, roster
from tests.support.kiosk import until_kept
from tests.support.pages import PATIENCE_MS, seat_shows
from tests.support.tablet import Tablet, tablet

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEMBER, DEPUTIES = "m0", 4
LONGER_THAN_ITS_TIMERS_S = 6.0
LATE = "送达时表决已经结束"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    """An open sitting, three deputies present by hand, one seat that waits for its tablet."""
    with ServerProcess(tmp_path_factory.mktemp("hall"), workers=1) as server:
        plan = ChamberPlan(roster(DEPUTIES), free=(MEMBER,))
        async with await prepare_chamber(server.url, server.admin_code, plan) as chamber:
            await chamber.check_in(f"m{n}" for n in range(1, DEPUTIES))
            yield LiveChamber(server, chamber)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def device(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tablet]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright, tablet(playwright, tmp_path_factory.mktemp("tablet")) as device:
        yield device


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def first(device: Tablet, hall: LiveChamber) -> Page:
    """The tablet enrolled by its link, its deputy checked in, its page kept."""
    page = await device.open(f"{hall.server.url}/seat/#code={hall.chamber.codes[MEMBER].text}")
    await page.get_by_role("button", name="报到").click()
    await expect(page.locator(".place .big")).to_have_text("已报到")
    await until_kept(page)
    return page


async def recorded(page: Page, choice: str) -> None:
    await seat_shows(page, "recorded")
    await expect(page.locator(f".choice.{choice} .said")).to_have_text("已记录")
    await expect(page.locator(".strip")).to_be_hidden()


async def press(page: Page, choice: str) -> None:
    """Press a choice and see it recorded."""
    await page.locator(f".key.{choice}").click()
    await recorded(page, choice)


async def press_without_server(hall: LiveChamber, page: Page, choice: str) -> None:
    await asyncio.to_thread(hall.server.kill)
    await expect(page.locator(".strip")).to_be_visible()
    await page.locator(f".key.{choice}").click()
    await seat_shows(page, "kept")


def drop_connections(hall: LiveChamber) -> None:
    """The server ends every connection; its workers start anew."""
    for pid in hall.server.worker_pids():
        os.kill(pid, signal.SIGKILL)


async def device_keys(hall: LiveChamber) -> list[dict[str, Any]]:
    """The keys of the seat, whatever became of them."""
    register = await hall.chamber.secretariat.api.register(hall.chamber.secretariat.body)
    place = hall.chamber.codes[MEMBER].seat
    return [key for key in register["keys"] if key["seat"] == place]


async def test_a_vote_opened_while_it_slept_can_be_voted_in(hall: LiveChamber, device: Tablet, first: Page) -> None:
    async with device.asleep():
        drop_connections(hall)
        opening = await hall.open("opened-asleep")
        await asyncio.sleep(LONGER_THAN_ITS_TIMERS_S)
    await seat_shows(first, "keys")
    await press(first, "for")
    tallied = await hall.close(opening)
    assert tallied["result"]["for"] == 1
    await hall.declare(opening, tallied)


async def test_a_vote_closed_while_it_slept_is_seen_with_the_own_ballot(hall: LiveChamber, device: Tablet, first: Page) -> None:
    opening = await hall.open("closed-asleep")
    await seat_shows(first, "keys")
    await press(first, "against")
    async with device.asleep():
        drop_connections(hall)
        tallied = await hall.close(opening)
        await hall.declare(opening, tallied)
        await asyncio.sleep(LONGER_THAN_ITS_TIMERS_S)
    await seat_shows(first, "result")
    await expect(first.get_by_text("您的票：反对")).to_be_visible()
    await expect(first.get_by_text("已核对")).to_be_visible()
    assert tallied["result"]["against"] == 1


async def test_a_press_kept_before_sleep_is_delivered_once_after_it(hall: LiveChamber, device: Tablet, first: Page) -> None:
    opening = await hall.open("kept-asleep")
    await seat_shows(first, "keys")
    await press_without_server(hall, first, "abstain")
    async with device.asleep():
        await asyncio.to_thread(hall.server.start)
        await asyncio.sleep(LONGER_THAN_ITS_TIMERS_S)
    await recorded(first, "abstain")
    tallied = await hall.close(opening)
    bundle = await hall.declare(opening, tallied)
    assert tallied["result"]["abstain"] == 1
    assert len(bundle.ballots) == 1


async def test_a_press_kept_before_sleep_is_refused_after_the_close(hall: LiveChamber, device: Tablet, first: Page) -> None:
    opening = await hall.open("too-late")
    await seat_shows(first, "keys")
    await press_without_server(hall, first, "for")
    async with device.asleep():
        await asyncio.to_thread(hall.server.start)
        tallied = await hall.close(opening)
    await seat_shows(first, "refused")
    await expect(first.locator(".kept .said")).to_have_text("未计入")
    await expect(first.locator(".kept .reason")).to_have_text(LATE)
    bundle = await hall.declare(opening, tallied)
    assert bundle.ballots == []


async def test_an_acknowledged_and_a_waiting_ballot_outlast_a_battery_change(
    hall: LiveChamber, device: Tablet, first: Page
) -> None:
    """The browser is killed twice in one vote: after a press that was acknowledged, and after one that was not."""
    keys = await device_keys(hall)
    opening = await hall.open("battery")
    await seat_shows(first, "keys")
    await press(first, "for")
    await device.lose_power()

    page = await device.open(f"{hall.server.url}/seat/")
    await recorded(page, "for")
    await press_without_server(hall, page, "against")
    code = await page.locator(".receipt .code").inner_text()
    await device.lose_power()

    # no server: the page comes from the tablet's disk
    page = await device.open(f"{hall.server.url}/seat/")
    await seat_shows(page, "stored")
    await expect(page.locator(".kept .said")).to_have_text("已保存，尚未送达")
    await expect(page.locator(".kept .what")).to_have_text("反对")
    await expect(page.locator(".kept")).to_contain_text("此前已记录：赞成")
    assert await page.locator(".choice").count() == 0
    assert await page.locator(".receipt .code").inner_text() == code

    await asyncio.to_thread(hall.server.start)
    await recorded(page, "against")
    assert await page.locator(".receipt .code").inner_text() == code
    tallied = await hall.close(opening)
    bundle = await hall.declare(opening, tallied)
    assert (tallied["result"]["for"], tallied["result"]["against"]) == (0, 1)
    assert sorted(ballot.seq for ballot in bundle.ballots) == [1, 2]
    assert await device_keys(hall) == keys
