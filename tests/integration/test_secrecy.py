"""While a division is open nobody can learn a figure per option: everything that anybody can receive is collected and looked at."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
import pytest_asyncio

from terminal_client.headless.client import ApiClient
from terminal_client.headless.identity import DeviceIdentity
from tests.support.chamber import LiveChamber, live_chamber
from tests.support.witness import members, witness
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")
DEPUTIES = 8
STAFF = ("chair", "scrutineer", "teller", "operator", "observer")
FIGURES = {
    "for",
    "against",
    "abstain",
    "choice",
    "choices",
    "carried",
    "not_pressed",
    "result",
    "result_full",
    "root",
    "counted",
    "tally",
}
TURNOUT = {"t", "open", "pressed", "time_ms"}
SEES_SEATS = {"chair", "secretariat", "operator"}
SEES_PRESSED = SEES_SEATS | {"scrutineer", "observer"}  # as it grows; the others are told once, on connecting
METRICS = {
    "hemicycle_connections",
    "hemicycle_ballots_received_total",
    "hemicycle_sealed_verified",
    "hemicycle_sealed_waiting",
    "hemicycle_ballots_acknowledged_total",
    "hemicycle_ballots_refused_total",
    "hemicycle_box_batches_total",
    "hemicycle_event_loop_lag_seconds",
    "hemicycle_event_loop_lag_max_seconds",
    "hemicycle_cpu_seconds_total",
    "hemicycle_resident_bytes",
    "hemicycle_process_id",
}
SAME, MIXED = [Choice.FOR] * 7, [Choice.AGAINST] * 4 + [Choice.ABSTAIN] * 2 + [Choice.FOR]
"""Two votes with one turnout; the last deputy does not press."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    staff = [(role, role) for role in STAFF]
    async with live_chamber(tmp_path_factory.mktemp("secrecy"), DEPUTIES, staff=staff) as hall:
        yield hall


def devices(hall: LiveChamber) -> dict[str, DeviceIdentity]:
    """One device of every role; the deputy is the one who does not press, so that nothing of it is its own."""
    return {
        **{role: hall.chamber.staff[role] for role in STAFF},
        "secretariat": hall.chamber.secretariat.identity,
        "deputy": hall.identity(f"m{DEPUTIES - 1}"),
    }


async def everything_over_http(hall: LiveChamber, device: DeviceIdentity, division: str) -> list[Any]:
    """All documents that the interface gives to a device, and its refusals."""
    sitting, got = hall.sitting, list[Any]()
    async with ApiClient(hall.server.url, device) as api:
        about = f"/v1/sittings/{sitting}/divisions/{division}"
        for path in (
            f"/v1/sittings/{sitting}/state",
            f"/v1/sittings/{sitting}/plan",
            f"/v1/bodies/{device.body}/register",
            f"{about}/opening",
            f"{about}/votes",
            f"{about}/counted",
            f"{about}/bundle",
        ):
            try:
                got.append(await api.get(path))
            except ProtocolError as refused:
                got.append({"refused": refused.code, "detail": refused.detail})
        got += [await api.server(), await api.sittings(device.body)]
    return got


def about(value: Any, division: str) -> Any:
    """A document without the other divisions, which may be declared."""
    if isinstance(value, dict):
        return {name: about(item, division) for name, item in value.items()}
    if isinstance(value, list):
        return [
            about(item, division)
            for item in value
            if not (isinstance(item, dict) and "again_of" in item and item["id"] != division)
        ]
    return value


def no_figure(document: Any) -> None:
    """No member named like a figure has a value; a definition lists its options, but no number stands by them."""
    for path, value in members(document):
        if path.rpartition(".")[2] in FIGURES:
            assert value in (None, "", []), path


async def vote(hall: LiveChamber, division: str, choices: list[Choice]) -> Mapping[str, Mapping[str, Any]]:
    """Hold a vote; gives what each role was sent when all had pressed, with what differs from vote to vote by nature left out."""
    opening = await hall.open(division)
    seen: dict[str, dict[str, Any]] = {}
    async with AsyncExitStack() as stack:
        pages = {
            role: await stack.enter_async_context(witness(hall.server.url, device, hall.sitting))
            for role, device in devices(hall).items()
        }
        terminals = [await stack.enter_async_context(hall.terminal(f"m{n}")) for n in range(len(choices))]
        for page in pages.values():
            await page.until_division(division, "open")
        for terminal in terminals:
            await terminal.until(lambda session: session.ready and session.voting.opening == opening)
        await asyncio.gather(*(terminal.press(choice) for terminal, choice in zip(terminals, choices, strict=True)))
        for role, page in pages.items():
            if role in SEES_PRESSED:
                await page.until(lambda page: any(frame["pressed"] == len(choices) for frame in page.of("turnout")))
        for role, page in pages.items():
            documents = about(await everything_over_http(hall, devices(hall)[role], division), division)
            no_figure(about(page.frames, division))
            no_figure(documents)
            for frame in page.of("turnout"):
                assert set(frame) == (TURNOUT | {"bits", "delegations"} if role in SEES_SEATS else TURNOUT)
                assert all(type(number) is int for _, *numbers in frame.get("delegations", []) for number in numbers)
            seen[role] = {
                "turnout": page.of("turnout")[-1:] if role in SEES_PRESSED else [],
                "division": page.division(division),
                "http": documents,
            }
        await check_metrics(hall)
    tallied = await hall.close(opening)
    await hall.declare(opening, tallied)
    return seen


async def check_metrics(hall: LiveChamber) -> None:
    """Metrics name no option; a label could hide one, so there is none."""
    for _ in range(6):  # each time by a new connection, which may be to the other worker
        async with httpx.AsyncClient(trust_env=False) as client:
            text = (await client.get(f"{hall.server.url}/metrics")).text
            assert {line.partition(" ")[0] for line in text.splitlines() if not line.startswith("#")} == METRICS


def alike(seen: Mapping[str, Any], division: str) -> str:
    """What was seen as text, without ids, digests, times and versions."""
    text = json.dumps(seen, sort_keys=True, ensure_ascii=False).replace(division, "DIVISION")
    text = re.sub(r'"[A-Za-z0-9_-]{40,}"', '"BYTES"', text)
    return re.sub(r'"(time_ms|opened_ms|deadline_ms|enrolled_ms|n|v|number)": -?\d+', r'"\1": 0', text)


async def test_two_votes_that_differ_in_their_choices_only_look_alike(hall: LiveChamber) -> None:
    first = await vote(hall, "same", SAME)
    second = await vote(hall, "mixed", MIXED)
    for role in first:
        assert alike(first[role], "same") == alike(second[role], "mixed"), role
    refusals = {role: [item.get("refused") for item in seen["http"] if isinstance(item, dict)] for role, seen in second.items()}
    for role, (*_, votes, counted, bundle, _server) in ((role, codes[:8]) for role, codes in refusals.items()):
        assert (votes, bundle) == ("not-yet", "not-yet"), role
        assert counted == ("not-yet" if role == "deputy" else "not-allowed"), role
    log = (hall.server.data_dir / "server.log").read_text()
    assert not re.search(r'"(for|against|abstain|choice)', log)


async def test_figures_of_a_tallied_division_are_the_chairs_and_the_scrutineers(hall: LiveChamber) -> None:
    opening = await hall.open("tallied")
    async with hall.terminal("m0") as terminal:
        await terminal.until(lambda session: session.ready and session.voting.opening == opening)
        await terminal.press(Choice.AGAINST)
    tallied = await hall.close(opening)
    for role, device in devices(hall).items():
        async with witness(hall.server.url, device, hall.sitting) as page, ApiClient(hall.server.url, device) as api:
            await page.until_division("tallied", "tallied")
            shown = [
                page.division("tallied"),
                next(item for item in (await api.state(hall.sitting))["divisions"] if item["id"] == "tallied"),
            ]
            for division in shown:
                assert (division["result"] is not None) == (role in ("chair", "scrutineer")), role
                assert ("result_full" in division) == (role == "chair"), role
            with pytest.raises(ProtocolError, match="not-yet"):
                await api.votes(hall.sitting, "tallied")
    await hall.declare(opening, tallied)
    for device in devices(hall).values():
        async with ApiClient(hall.server.url, device) as api:
            assert await api.votes(hall.sitting, "tallied") == {hall.identity("m0").seat: "against"}


async def test_only_a_terminal_is_told_its_own_ballot(hall: LiveChamber) -> None:
    opening = await hall.open("own")
    async with AsyncExitStack() as stack:
        pages = {
            role: await stack.enter_async_context(witness(hall.server.url, device, hall.sitting))
            for role, device in devices(hall).items()
        }
        terminal = await stack.enter_async_context(hall.terminal("m0"))
        await terminal.until(lambda session: session.ready and session.voting.opening == opening)
        receipt = await terminal.press(Choice.FOR)
        for role, page in pages.items():
            await page.until_division("own", "open")
            await page.send({"t": "mine", "r": 7})
            mine = await page.answer(7)
            assert (mine["seq"], mine["b"], mine["s"]) == (0, "", ""), role
            assert b64u(receipt.ballot) not in json.dumps(page.frames)
            assert not page.of("ack")
    await hall.declare(opening, await hall.close(opening))
