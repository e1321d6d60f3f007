"""What a server's people are told while its record or its ballot box is away."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager

import pytest
import pytest_asyncio

from tests.faults.wire import auth, terminal, wire
from tests.support.chamber import LiveChamber, live_chamber
from tests.support.store import admin, kept
from tests.support.witness import witness
from voting_protocol.encoding import b64u
from voting_server.ballot_box.launcher import EmbeddedStore

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path_factory.mktemp("away"), 4) as hall:
        yield hall


@contextmanager
def record_away(hall: LiveChamber) -> Iterator[None]:
    """The record answers nothing but errors."""
    (file,) = hall.server.data_dir.glob("*.sqlite3")
    with closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as record:
        record.execute("ALTER TABLE acts RENAME TO acts_away")
        try:
            yield
        finally:
            record.execute("ALTER TABLE acts_away RENAME TO acts")


async def test_a_session_outlives_a_record_that_is_away(hall: LiveChamber) -> None:
    me = hall.identity("m0")
    async with terminal(hall.server.url, me, hall.sitting) as one:
        with record_away(hall):
            answer = await one.ask({"t": "mine"})
            assert (answer["t"], answer["code"]) == ("error", "record-unavailable")
            assert (await one.ask({"t": "ping"}))["t"] == "pong"
        assert (await one.ask({"t": "mine"}))["t"] == "mine"


async def test_who_joins_meanwhile_is_to_come_back(hall: LiveChamber) -> None:
    with record_away(hall):
        async with wire(hall.server.url) as one:
            await one.send(auth(one, hall.identity("m1"), "never-heard-of"))
            assert ((await one.next("error"))["code"], await one.closed()) == ("record-unavailable", 1012)


async def test_questions_are_limited(hall: LiveChamber) -> None:
    async with terminal(hall.server.url, hall.identity("m2"), hall.sitting) as one:
        answers = [await one.ask({"t": "ping"}) for _ in range(20)]
        assert {answer["t"] for answer in answers} == {"pong"}
        for n in range(200):
            await one.send({"t": "ping", "r": n})
        assert await one.closed() == 4429


async def test_a_hub_goes_on_after_what_nobody_foresaw(hall: LiveChamber) -> None:
    """What is no event at all ends neither worker's listening: it is met again and again."""

    def failures() -> int:
        return (hall.server.data_dir / "server.log").read_text(encoding="utf-8").count('"hub-failed"')

    async with asyncio.timeout(60):
        with admin(EmbeddedStore(hall.server.data_dir / "store")) as client:
            while failures() < 5:  # two workers
                client.xadd(f"hc:topic:sitting.{hall.sitting}", {"e": "no event"})
                await asyncio.sleep(0.1)


async def test_every_worker_tells_the_chair_that_the_box_is_lost(hall: LiveChamber) -> None:
    """Ten connections land on both of the two workers."""
    opening, store = await hall.open("lost"), EmbeddedStore(hall.server.data_dir / "store")
    assert kept(store, opening.digest)
    with admin(store) as client:
        client.delete(*client.keys(f"hc:{{{b64u(opening.digest)}}}:*"))
    for _ in range(10):
        async with witness(hall.server.url, hall.chamber.chair.identity, hall.sitting) as page:
            await page.until(
                lambda page: (
                    bool(page.of("state"))
                    and [(each["code"], each["division"]) for each in page.state["problems"]] == [("box-lost", "lost")]
                )
            )
