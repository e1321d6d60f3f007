"""What befalls the store: killed, hung, loading, forgetful. An acknowledged ballot is there, exactly once."""

import asyncio
import os
import random
import secrets
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.contract.box.making import codes, opened, terminals
from tests.support.store import Connect, admin, frozen, kill, running_store, until_blocked
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import Answer, BallotBox, BoxUnavailable, Cast, Counters

CROWD = terminals(240)
ANN, BO = CROWD[:2]


@dataclass
class Gateways:
    """Casters that send their ballots until answered, as terminals do."""

    box: BallotBox
    acknowledged: dict[bytes, int] = field(default_factory=dict)
    broken: int = 0
    store_is_up: asyncio.Event = field(default_factory=asyncio.Event)
    progress: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def cast_all(self, batches: Sequence[Sequence[Cast]]) -> None:
        for batch in batches:
            for ballot, answer in zip(batch, await self._until_answered(batch), strict=True):
                assert answer.code == ""
                assert self.acknowledged.setdefault(ballot.ballot, answer.position) == answer.position
            async with self.progress:
                self.progress.notify_all()

    async def _until_answered(self, batch: Sequence[Cast]) -> list[Answer]:
        while True:
            await self.store_is_up.wait()
            try:
                return await self.box.cast(batch)
            except BoxUnavailable:
                self.broken += 1

    async def kill_at(self, store: EmbeddedStore, numbers: Sequence[int]) -> None:
        """kill -9 when so many are acknowledged, while others are on their way; then start again."""
        self.store_is_up.set()
        for number in numbers:
            pid = store.pid()
            async with self.progress:
                await self.progress.wait_for(lambda number=number: len(self.acknowledged) >= number)
            self.store_is_up.clear()
            os.kill(pid, signal.SIGKILL)
            await asyncio.to_thread(store.ensure)
            self.store_is_up.set()


async def test_every_acknowledged_ballot_survives_five_kills(connect: Connect, binary: Path, tmp_path: Path):
    dice = random.Random(1990)
    with running_store(tmp_path, binary) as store:
        box = connect(store.url)
        opening = await opened(box, CROWD)
        chains = [terminal.changes(opening, 3) for terminal in CROWD]
        shares = [[chain[at : at + 1] for chain in chains[n::6] for at in range(3)] for n in range(6)]
        gateways = Gateways(box)
        kills = gateways.kill_at(store, sorted(dice.sample(range(20, 600), 5)))
        await asyncio.gather(kills, *(gateways.cast_all(share) for share in shares))
        entries = await box.entries(opening)
        assert gateways.broken >= 5, "the kills met casts on their way"
        assert sorted(entries) == sorted(ballot.entry for chain in chains for ballot in chain)
        assert all(entries[gateways.acknowledged[b.ballot] - 1] == b.entry for chain in chains for b in chain)
        assert await box.close(opening) == Counters(0, 720, 240)


async def test_a_torn_tail_of_the_file_loads(connect: Connect, binary: Path, tmp_path: Path):
    with running_store(tmp_path, binary) as store:
        box = connect(store.url)
        opening = await opened(box, CROWD)
        ballots = [terminal.ballot(opening) for terminal in CROWD[:50]]
        await box.cast(ballots)
        kill(store)
        (tail,) = store.data_dir.glob("appendonlydir/*.incr.aof")
        with tail.open("ab") as file:
            file.write(b"*1\r\n$5\r\nMULTI\r\n*3\r\n$5\r\nRPUSH\r\n$9")
        store.ensure()
        assert await box.entries(opening) == [ballot.entry for ballot in ballots]


async def test_scripts_forgotten_by_the_store(box: BallotBox, store: EmbeddedStore):
    opening = await opened(box, [ANN])
    with admin(store) as client:
        client.script_flush()
    assert await box.cast([ANN.ballot(opening)]) == [Answer("", 1, 0)]


async def test_idle_connections_outlive_a_restart(connect: Connect, binary: Path, tmp_path: Path):
    with running_store(tmp_path, binary) as store:
        box = connect(store.url)
        opening = await opened(box, CROWD)
        await asyncio.gather(*(box.cast([terminal.ballot(opening)]) for terminal in CROWD[:30]))
        kill(store)
        store.ensure()
        answers = await asyncio.gather(*(box.cast([terminal.ballot(opening)]) for terminal in CROWD[:60]))
        assert {answer.position for (answer,) in answers} == set(range(1, 61))


async def test_no_store_at_all(connect: Connect, tmp_path: Path):
    box = connect(f"unix://{tmp_path}/nobody.sock")
    opening = secrets.token_bytes(32)
    for call in (
        box.cast([ANN.ballot(opening)]),
        box.close(opening),
        box.entries(opening),
        box.claim("lease", "me", 1000),
        box.publish("topic", b"event"),
        box.listen("topic", "$", 1000),
        box.now_ms(),
        box.ping(),
    ):
        with pytest.raises(BoxUnavailable):
            await call


async def test_a_listener_is_told_when_the_store_dies(connect: Connect, binary: Path, tmp_path: Path):
    with running_store(tmp_path, binary) as store:
        box = connect(store.url)
        listener = asyncio.create_task(box.listen("topic", "$", 60_000))
        await until_blocked(store, 1)
        kill(store)
        with pytest.raises(BoxUnavailable):
            await listener


async def test_a_hung_store_is_unavailable_and_the_ballot_in_once(connect: Connect, store: EmbeddedStore):
    box, hasty = connect(store.url), connect(store.url, timeout_s=0.2)
    opening = await opened(box, [ANN])
    ballot = ANN.ballot(opening)
    with frozen(store):
        with pytest.raises(BoxUnavailable):
            await hasty.cast([ballot])
        with pytest.raises(BoxUnavailable):
            await hasty.ping()
    assert await box.cast([ballot]) == [Answer("", 1, 0)]
    assert await box.entries(opening) == [ballot.entry]


async def test_a_cancelled_cast_leaves_no_reply_to_the_next_caller(connect: Connect, store: EmbeddedStore):
    box = connect(store.url, connections=1)
    opening = await opened(box, [ANN, BO])
    with frozen(store):
        cast = asyncio.create_task(box.cast([ANN.ballot(opening)]))
        await asyncio.wait([cast], timeout=0.05)
        cast.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cast
    assert await box.cast([BO.ballot(opening, 2)]) == [Answer("sequence-gap", 0, 0)]


async def test_a_loading_store_is_unavailable_until_it_has_loaded(connect: Connect, binary: Path, tmp_path: Path):
    with running_store(tmp_path, binary) as store:
        box = connect(store.url)
        opening = await opened(box, CROWD)
        ballots = [ballot for terminal in CROWD for ballot in terminal.changes(opening, 3)]
        await box.cast(ballots)
        fill(store, 5_000)
        store.stop()
        slowly = ["--daemonize", "no", "--key-load-delay", "100"]
        server = await asyncio.create_subprocess_exec(binary, store.data_dir / "store.conf", *slowly, stdout=subprocess.DEVNULL)
        try:
            told = await until_loaded(box)
            assert any("BusyLoadingError" in reason for reason in told)
            assert await codes(box, *ballots) == [""] * len(ballots)
        finally:
            server.terminate()
            await server.wait()


def fill(store: EmbeddedStore, commands: int) -> None:
    """Give the store so many commands to load: while loading it answers others between every thousand of them."""
    with admin(store) as client, client.pipeline(transaction=False) as pipe:
        for number in range(commands):
            pipe.set("filler", number)
        pipe.execute()


async def until_loaded(box: BallotBox) -> list[str]:
    """Wait for the store; gives the reasons it gave meanwhile."""
    reasons: list[str] = []
    while True:
        try:
            await box.ping()
        except BoxUnavailable as error:
            reasons.append(str(error))
            await asyncio.sleep(0.01)
        else:
            return reasons


async def test_errors_tell_nothing_of_a_ballot(box: BallotBox, store: EmbeddedStore):
    opening = await opened(box, [ANN])
    ballot = ANN.ballot(opening)
    with admin(store) as client:
        client.execute_command("ACL", "SETUSER", "default", "-evalsha", "-eval")
        try:
            with pytest.raises(BoxUnavailable) as caught:
                await box.cast([ballot])
        finally:
            client.execute_command("ACL", "SETUSER", "default", "+@all")
    assert str(caught.value) == "the store did not answer: NoPermissionError"
    assert caught.value.__cause__ is None
