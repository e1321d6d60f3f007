"""One installation for many: bodies and sittings side by side, on PostgreSQL and a Redis server given by URL."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from terminal_client.headless.chamber import Chamber, ChamberPlan, prepare_chamber
from terminal_client.headless.client import ApiClient
from terminal_client.headless.console import Motion, Secretariat
from terminal_client.headless.opening import Opening
from terminal_client.headless.terminal import Terminal
from tests.support.chamber import WORDS, LiveChamber, live_chamber, roster
from tests.support.postgres import postgres
from tests.support.store import BINARIES, admin, listen_on_loopback, running_store
from tests.support.witness import witness
from voting_protocol.ballots import Ballot, sign_ballot
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_server.ballot_box.launcher import EmbeddedStore

pytestmark = pytest.mark.asyncio(loop_scope="module")
SITTINGS = ("sitting-1", "sitting-2")


@dataclass
class Backing:
    """What the server is given by URL."""

    store: EmbeddedStore
    store_url: str
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        return {"HEMICYCLE_STORE_URL": self.store_url, "HEMICYCLE_DATABASE_URL": self.database_url}


@pytest.fixture(scope="module")
def backing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backing]:
    """PostgreSQL, and a Redis (or Valkey) server on a TCP port of this machine, with `appendfsync always`."""
    binary = next((path for path in BINARIES if path.name == "redis-server"), BINARIES[-1])
    with postgres() as cluster, running_store(tmp_path_factory.mktemp("box"), binary) as store:
        yield Backing(store, f"redis://127.0.0.1:{listen_on_loopback(store)}/0", cluster.create_database())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(backing: Backing, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    """A congress with two sittings at once."""
    async with live_chamber(tmp_path_factory.mktemp("installation"), 5, environment=backing.environment) as hall:
        secretariat, chair = hall.chamber.secretariat, hall.chamber.chair
        await secretariat.create_sitting("sitting-2", {"zh": "分会", "en": "Section"})
        await chair.open_sitting("sitting-2")
        for member in hall.chamber.members:
            await secretariat.check_in("sitting-2", member["id"], member["seat"])
        yield hall


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(hall: LiveChamber, backing: Backing) -> AsyncIterator[Chamber]:
    """A second body in the same installation."""
    code = await asyncio.to_thread(_hemicycle, hall, "admin-code", "--database-url", backing.database_url)
    plan = ChamberPlan(roster(4), body="street", sitting="street-1", quorum="Q8")
    async with await prepare_chamber(hall.server.url, code.stdout.strip(), plan) as street:
        await street.check_in(f"m{n}" for n in range(4))
        yield street


def _hemicycle(hall: LiveChamber, command: str, *options: str) -> "subprocess.CompletedProcess[str]":
    whole = [sys.executable, "-m", "hemicycle", command, "--data", str(hall.server.data_dir), *options]
    return subprocess.run(whole, capture_output=True, text=True, check=False)


async def announce(chamber: Chamber, sitting: str, division: str) -> None:
    await chamber.secretariat.draft(sitting, Motion(division, 1, WORDS, WORDS, WORDS))
    await chamber.chair.approve(sitting, division)
    await chamber.chair.announce(sitting, division)


async def finish(chamber: Chamber, sitting: str, opening: Opening) -> tuple[int, int, int]:
    """Close and declare; the counts for, against and abstaining."""
    async with chamber.chair.live(sitting) as live:
        await chamber.chair.close_division(sitting, opening)
        tallied = await live.until_division(opening.division, "tallied")
        await chamber.chair.declare(sitting, opening, tallied)
        result = (await live.until_division(opening.division, "declared"))["result"]
    return result["for"], result["against"], result["abstain"]


async def test_divisions_of_one_name_at_once_in_three_halls(hall: LiveChamber, street: Chamber) -> None:
    """The same terminals vote otherwise in the other sitting, the street in its own; nothing mixes."""
    plans = [
        (hall.chamber, "sitting-1", Choice.FOR),
        (hall.chamber, "sitting-2", Choice.AGAINST),
        (street, "street-1", Choice.ABSTAIN),
    ]
    for chamber, sitting, _ in plans:
        await announce(chamber, sitting, "d")
    openings = [await chamber.chair.open_division(sitting, "d") for chamber, sitting, _ in plans]
    async with AsyncExitStack() as stack:
        terminals: list[tuple[Terminal, Choice]] = []
        for (chamber, sitting, choice), opening in zip(plans, openings, strict=True):
            for n in range(3):
                terminal = Terminal(hall.server.url, chamber.deputies[f"m{n}"], sitting)
                await stack.enter_async_context(terminal)
                await terminal.until(lambda session, opening=opening: session.ready and session.voting.opening == opening)  # type: ignore[misc]
                terminals.append((terminal, choice))
        await asyncio.gather(*(terminal.press(choice) for terminal, choice in terminals))
        stranger = street.deputies["m3"]
        ballot = Ballot(openings[0].digest, stranger.key.public, 1, openings[0].digest, (Choice.FOR,)).encode()
        async with witness(hall.server.url, stranger, "street-1") as seen:
            await seen.until(lambda seen: bool(seen.of("mine")))
            await seen.send({"t": "cast", "b": b64u(ballot), "s": b64u(sign_ballot(stranger.key, ballot)), "r": 9})
            assert (await seen.answer(9))["code"] == "not-in-electorate"
    counts = [await finish(chamber, sitting, opening) for (chamber, sitting, _), opening in zip(plans, openings, strict=True)]
    assert counts == [(3, 0, 0), (0, 3, 0), (0, 0, 3)]
    for chamber, sitting, choice in plans:
        votes = await chamber.chair.api.votes(sitting, "d")
        assert set(votes.values()) == {choice.word}
        assert len(votes) == 3


async def test_a_key_of_one_body_neither_acts_nor_reads_in_another(hall: LiveChamber, street: Chamber) -> None:
    chair, secretariat = street.chair, street.secretariat
    for path, code in (
        ("/v1/sittings/sitting-1/state", "unknown-log"),
        ("/v1/sittings/sitting-1/plan", "unknown-log"),
        ("/v1/sittings/sitting-1/divisions/d/votes", "unknown-log"),
        ("/v1/sittings/sitting-1/divisions/d/bundle", "unknown-log"),
        ("/v1/sittings/sitting-1/divisions/d/opening", "unknown-log"),
        ("/v1/bodies/congress/register", "not-allowed"),
    ):
        with pytest.raises(ProtocolError, match=code):
            await chair.api.get(path)
    there = hall.chamber.chair
    for console, log, kind, fields in (
        (chair, "sitting.sitting-1", "sitting-close", {}),
        (chair, "sitting.sitting-1", "division-approve", {"division": "d"}),
        (secretariat, "sitting.sitting-1", "leave-grant", {"member": "m0", "reason": "r"}),
        (secretariat, "body.congress", "key-revoke", {"key": there.identity.key.name, "reason": "r"}),
    ):
        console._heads[log] = await (hall.chamber.secretariat if log.startswith("body") else there).head(log)
        with pytest.raises(ProtocolError, match="unknown-key"):
            await console.act(log, kind, fields)
    async with witness(hall.server.url, street.deputies["m0"], "sitting-1") as seen:
        assert await seen.until_closed() == 4401
        assert seen.of("error")[0]["code"] == "unknown-log"
        assert not seen.of("state")
    async with ApiClient(hall.server.url) as anybody:
        assert {body["id"] for body in (await anybody.server())["bodies"]} == {"congress", "street"}
        assert [sitting["id"] for sitting in await anybody.sittings("congress")] == ["sitting-2", "sitting-1"]
        assert [sitting["id"] for sitting in await anybody.sittings("street")] == ["street-1"]


async def test_a_restart_keeps_all(hall: LiveChamber, street: Chamber) -> None:
    """An open vote too: what was pressed before counts, and the vote goes on."""
    opening = await hall.open("restart")
    before: dict[str, Any] = {}
    async with hall.terminal("m0") as terminal, hall.terminal("m1") as other:
        for each in (terminal, other):
            await each.until(lambda session: session.ready and session.voting.opening == opening)
        await terminal.press(Choice.FOR)
        before = await hall.chamber.chair.api.state("sitting-1")
        bundle = hall.bundle_file("d").read_bytes()
        await asyncio.to_thread(hall.server.stop)
        hall.bundle_file("d").unlink()
        await asyncio.to_thread(hall.server.start)
        assert (await other.press(Choice.AGAINST)).seq == 1
        assert (await terminal.press(Choice.ABSTAIN)).seq == 2
    async with Secretariat(hall.server.url, hall.chamber.secretariat.identity, patience_s=10) as secretariat:
        after = await secretariat.api.state("sitting-1")
        assert after["divisions"] == before["divisions"]
        assert after["attendance"] == before["attendance"]
        assert await secretariat.api.bundle("sitting-1", "d") == bundle  # written again from the record, the same to the byte
        assert await finish(hall.chamber, "sitting-1", opening) == (0, 1, 1)
        assert await secretariat.api.votes("sitting-2", "d") == {hall.identity(f"m{n}").seat: "against" for n in range(3)}
    assert (await street.chair.api.state("street-1"))["divisions"][0]["state"] == "declared"


async def test_a_store_that_may_forget_is_refused(hall: LiveChamber, backing: Backing) -> None:
    await announce(hall.chamber, "sitting-2", "unfit")
    options = ("--store-url", backing.store_url, "--database-url", backing.database_url, "--json")
    with admin(backing.store) as client:
        client.config_set("appendfsync", "everysec")
        async with httpx.AsyncClient(base_url=hall.server.url, trust_env=False) as web:
            answer = await web.get("/readyz")
            assert answer.status_code == 503
            assert "`appendfsync` is `everysec` and must be `always`" in answer.json()["why"]["store-unavailable"]
            with pytest.raises(ProtocolError, match="store-unavailable") as refused:
                await hall.chamber.chair.open_division("sitting-2", "unfit")
            assert "everysec" in refused.value.detail["why"]
            examined = await asyncio.to_thread(_hemicycle, hall, "doctor", *options)
            assert examined.returncode == 1
            wrong = [finding for finding in json.loads(examined.stdout) if not finding["ok"]]
            assert [finding["name"] for finding in wrong] == ["store-durable"]
            assert "everysec" in wrong[0]["en"]
            client.config_set("appendfsync", "always")
            assert (await web.get("/readyz")).status_code == 200
    opening = await hall.chamber.chair.open_division("sitting-2", "unfit")
    assert await finish(hall.chamber, "sitting-2", opening) == (0, 0, 0)
    examined = await asyncio.to_thread(_hemicycle, hall, "doctor", *options)
    assert examined.returncode == 0, examined.stdout


async def test_the_server_tells_when_its_store_is_away_and_comes_back(hall: LiveChamber, backing: Backing) -> None:
    """An open vote outlives it: the press waits at the tablet and is counted."""
    opening = await hall.open("away")
    port = backing.store_url.rpartition(":")[2].partition("/")[0]
    async with httpx.AsyncClient(base_url=hall.server.url, trust_env=False) as web, hall.terminal("m0") as terminal:
        await terminal.until(lambda session: session.ready and session.voting.opening == opening)
        backing.store.stop()
        answer = await web.get("/readyz")
        assert (answer.status_code, answer.json()["problems"]) == (503, ["store-unavailable"])
        assert (await web.get("/healthz")).status_code == 200
        assert (await web.get("/v1/server")).status_code == 200
        press = terminal.session.voting.press(Choice.FOR)
        await terminal.flush()
        await terminal.until(lambda session: session.retry)
        assert not press.answered
        await asyncio.to_thread(backing.store.ensure)
        with admin(backing.store) as client:
            client.config_set("bind", "127.0.0.1")
            client.config_set("port", port)
        await terminal.answered(press)
        assert (await web.get("/readyz")).status_code == 200
    assert await finish(hall.chamber, "sitting-1", opening) == (1, 0, 0)


async def test_the_record_is_really_in_postgresql(hall: LiveChamber) -> None:
    assert not (hall.server.data_dir / "record.sqlite3").exists()
    assert not (hall.server.data_dir / "store").exists()
