"""kill -9 at random instants while five hundred terminals vote: a worker, the whole server, the ballot store.

Whatever is killed: no acknowledged ballot is lost, none counts twice, what was unacknowledged is sent again and counted while the vote is open.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from hemicycle.serve import ServerProcess
from tests.faults.crowd import Crowd
from tests.faults.journal import Journal, breaches
from tests.support.chamber import LiveChamber, live_chamber
from voting_server.ballot_box.launcher import EmbeddedStore, StoreError

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEED = int(os.environ.get("HEMICYCLE_SEED") or random.SystemRandom().randrange(10**6))
TERMINALS = 500
PACE_S = 0.8
DIVISIONS = 4
KILLS = 20


@dataclass(slots=True)
class Siege:
    """A chamber whose processes are killed, the crowd that votes in it, and when each kill struck (ns)."""

    live: LiveChamber
    crowd: Crowd
    rng: random.Random
    kills: list[int] = field(default_factory=list)

    def strike(self, *pids: int) -> None:
        """Kill processes now; without any, only note that the server is being killed now."""
        self.kills.append(time.monotonic_ns())
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def some_moment(self, most_s: float) -> None:
        """Any moment within so many seconds."""
        await asyncio.sleep(self.rng.uniform(0, most_s))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chamber(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[LiveChamber, Crowd]]:
    async with AsyncExitStack() as running:
        live = await running.enter_async_context(live_chamber(tmp_path_factory.mktemp("server"), TERMINALS, present=0))
        crowd = await running.enter_async_context(Crowd(live, tmp_path_factory.mktemp("crowd"), SEED, PACE_S))
        await crowd.checked_in()
        yield live, crowd


@pytest.fixture
def siege(chamber: tuple[LiveChamber, Crowd], request: pytest.FixtureRequest) -> Siege:
    print(f"HEMICYCLE_SEED={SEED}")
    return Siege(*chamber, random.Random(f"{SEED} {request.node.name}"))


async def besiege(siege: Siege, name: str, blows: Callable[[], Awaitable[None]]) -> None:
    """Hold divisions in which `blows` kills, and check each against its bundle and all kills together."""
    for n in range(DIVISIONS):
        division = f"{name}-{n}"
        opening = await siege.live.open(division)
        await siege.crowd.progress(TERMINALS // 4)
        await blows()
        await siege.crowd.answered(before_ns=siege.kills[-1])
        tallied = await siege.live.close(opening)
        bundle = await siege.live.declare(opening, tallied)
        await siege.crowd.settled(division)
        assert list(breaches(siege.crowd.journal(), bundle)) == []
    report(siege, siege.crowd.journal(), name)


def report(siege: Siege, journal: Journal, name: str) -> None:
    """Print what the kills hit; at least half of them must have hit ballots in flight, which were then counted."""
    hit = [journal.in_flight(at_ns) for at_ns in siege.kills]
    ballots = [press for presses in hit for press in presses]
    print(f"{name}: {len(hit)} kills, {sum(map(bool, hit))} of them with ballots in flight ({len(ballots)})")
    assert len(hit) >= KILLS
    assert sum(map(bool, hit)) * 2 >= len(hit)
    assert not any(press.code for press in ballots)


async def working(server: ServerProcess) -> list[int]:
    """The workers' process ids, as soon as one is there: both may be down when a blow falls while the other is being started again."""
    async with asyncio.timeout(60):
        while not (pids := server.worker_pids()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # there is no event to wait for: another process starts it
    return pids


async def test_a_worker_is_killed(siege: Siege) -> None:
    async def blows() -> None:
        for _ in range(KILLS // DIVISIONS):
            await siege.some_moment(0.5)
            siege.strike(siege.rng.choice(await working(siege.live.server)))
            await siege.crowd.progress(TERMINALS // 4)

    await besiege(siege, "worker", blows)


async def test_the_server_is_killed(siege: Siege) -> None:
    """The supervisor and all workers; some blows fall while it starts again."""
    server = siege.live.server

    async def struck_while_starting() -> None:
        starting = asyncio.create_task(asyncio.to_thread(server.start))
        await siege.some_moment(2.0)
        siege.strike(server.pid, *server.worker_pids())
        try:
            await starting
        except RuntimeError:
            return
        server.kill()  # it was ready just before: take leave of it

    async def blows() -> None:
        for struck_again in (False, True, False, False):
            siege.strike()
            server.kill()
            if struck_again:
                await struck_while_starting()
            await asyncio.to_thread(server.start)
            await siege.crowd.progress(TERMINALS // 4)
            await siege.some_moment(0.3)

    await besiege(siege, "server", blows)


async def answering(store: EmbeddedStore) -> int:
    """The store's process id, as soon as it has come back from the blow before."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await asyncio.to_thread(store.pid)
            except StoreError:
                await asyncio.sleep(0.02)  # there is no event to wait for: another process starts it


async def test_the_store_is_killed(siege: Siege) -> None:
    store = EmbeddedStore(Path(siege.live.server.data_dir) / "store")

    async def blows() -> None:
        for _ in range(KILLS // DIVISIONS):
            await siege.some_moment(0.5)
            siege.strike(await answering(store))
            await siege.crowd.progress(TERMINALS // 4)

    await besiege(siege, "store", blows)
