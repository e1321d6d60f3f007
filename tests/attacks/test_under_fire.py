"""kill -9 at random instants of secret votes: a worker, the verifier, the store, the whole server, a scrutineer's device started again on its folder.

Whatever is killed: no acknowledged ballot is lost, none counts twice, nothing is opened twice, and the result is that of the last acknowledged ballots.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from hemicycle_audit.bundle import Anchors, verify_bundle

from tests.attacks.insider import store_of
from tests.faults.crowd import Crowd
from tests.faults.journal import breaches
from tests.support.secret import SecretChamber, secret_chamber
from voting_protocol.encoding import b64u
from voting_server.ballot_box.launcher import StoreError

pytestmark = pytest.mark.asyncio(loop_scope="module")
SEED = int(os.environ.get("HEMICYCLE_SEED") or random.SystemRandom().randrange(10**6))
TERMINALS = 120
PACE_S = 1.5


@dataclass
class Fire:
    """A chamber whose processes are killed, the crowd that votes in it, and when each kill struck (ns)."""

    chamber: SecretChamber
    crowd: Crowd
    rng: random.Random
    kills: list[int] = field(default_factory=list)

    async def worker(self) -> None:
        """One worker; the supervisor starts another."""
        self._strike(self.rng.choice(await self._pids(self.chamber.live.server.worker_pids)))

    async def verifier(self) -> None:
        """The verifier, likewise."""
        self._strike(self.rng.choice(await self._pids(self.chamber.live.server.verifier_pids)))

    async def store(self) -> None:
        """The store, likewise."""
        async with asyncio.timeout(60):
            while True:
                with suppress(StoreError):
                    self._strike(await asyncio.to_thread(store_of(self.chamber).pid))
                    return
                await asyncio.sleep(0.02)  # it is being started again: another process's state gives no event

    async def server(self) -> None:
        """Supervisor, workers and verifier; the store goes on. Started again by hand."""
        self._strike()
        self.chamber.live.server.kill()
        await asyncio.to_thread(self.chamber.live.server.start)

    async def device(self) -> None:
        """A scrutineer's device, in the middle of whatever it does; started again by hand."""
        device = self.rng.choice(self.chamber.devices)
        self._strike()
        await asyncio.to_thread(device.kill)
        await asyncio.to_thread(device.start)

    async def some_moment(self, most_s: float) -> None:
        """Any moment within so many seconds."""
        await asyncio.sleep(self.rng.uniform(0, most_s))

    async def _pids(self, running: Callable[[], list[int]]) -> list[int]:
        async with asyncio.timeout(60):
            while not (pids := running()):  # noqa: ASYNC110 - another process starts it
                await asyncio.sleep(0.02)
        return pids

    def _strike(self, *pids: int) -> None:
        self.kills.append(time.monotonic_ns())
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fire(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Fire]:
    async with AsyncExitStack() as stack:
        chamber = await stack.enter_async_context(secret_chamber(tmp_path_factory.mktemp("fire"), TERMINALS, present=0))
        crowd = Crowd(chamber.live, tmp_path_factory.mktemp("crowd"), SEED, PACE_S, chamber.pin)
        await stack.enter_async_context(crowd)
        await crowd.checked_in()
        print(f"HEMICYCLE_SEED={SEED}")
        yield Fire(chamber, crowd, random.Random(SEED))


async def check(fire: Fire, division: str) -> None:
    """Everybody's answers against the record, which the auditor believes; the devices are well."""
    data, bundle = await fire.chamber.bundle(division)
    await fire.crowd.settled(division)
    assert list(breaches(fire.crowd.journal(), bundle)) == []
    releases = [act["actor"] for act in bundle.acts if act["type"] == "release" and act["division"] == division]
    assert len(releases) == len(set(releases)) >= 2
    verdict = await asyncio.to_thread(verify_bundle, data, Anchors(pin=b64u(fire.chamber.pin)), jobs=1)
    assert verdict.findings.failures == []
    for device in fire.chamber.devices:
        view = await asyncio.to_thread(device.until, lambda view: view["connected"] and not view["stopped"])
        assert view["fault"] is None


async def test_35_killed_while_everybody_votes(fire: Fire) -> None:
    opening = await fire.chamber.open("voting")
    blows: list[Callable[[], Awaitable[None]]] = [fire.worker, fire.verifier, fire.store, fire.device, fire.server, fire.verifier]
    fire.rng.shuffle(blows)
    for blow in blows:
        await fire.crowd.progress(TERMINALS // 4)
        await fire.some_moment(0.5)
        await blow()
    await fire.crowd.progress(TERMINALS // 4)
    await fire.crowd.answered(before_ns=fire.kills[-1])
    await fire.chamber.result(opening)
    await check(fire, "voting")
    hit = [fire.crowd.journal().in_flight(at_ns) for at_ns in fire.kills]
    print(f"{len(hit)} kills, {sum(map(bool, hit))} of them with ballots in flight ({sum(map(len, hit))})")
    assert sum(map(bool, hit)) * 2 >= len(hit)


async def test_35_60_killed_between_the_close_and_the_count(fire: Fire) -> None:
    opening = await fire.chamber.open("closing")
    await fire.crowd.progress(TERMINALS)
    chair = fire.chamber.live.chamber.chair
    before = len(fire.kills)
    await fire.verifier()
    await chair.close_division(fire.chamber.sitting, opening)
    for blow in (fire.device, fire.worker, fire.store, fire.device):
        await fire.some_moment(0.3)
        await blow()
    assert len(fire.kills) - before == 5
    async with asyncio.timeout(90):
        tallied = await fire.chamber.console.until_division("closing", "tallied")
    await chair.declare(fire.chamber.sitting, opening, tallied)
    await check(fire, "closing")
