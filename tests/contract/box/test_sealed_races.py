"""Terminals, two verifiers and the close at once on one sealed box; a verifier or the store killed in between."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.contract.box.making import opened_sealed, terminals
from tests.support.store import Connect, running_store
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import BallotBox, BoxUnavailable, Cast
from voting_server.ballot_box.redis_box import RedisBallotBox

CROWD = terminals(60)


def is_bad(entry: bytes) -> bool:
    """The proof of every fifth entry does not hold, as all verifiers agree."""
    return sum(entry) % 5 == 0


@asynccontextmanager
async def working(*verifiers: "Verifier") -> AsyncIterator[None]:
    """Verifiers at work meanwhile; at the end each finishes what it is at."""
    works = [asyncio.create_task(verifier.run(-1)) for verifier in verifiers]
    try:
        yield
    finally:
        for verifier in verifiers:
            verifier.stopped = True
        await asyncio.gather(*works)


class Verifier:
    """Settles what waits in pieces of a random size, and may die between reading and settling."""

    def __init__(self, box: BallotBox, opening: bytes, seed: int, *, dies: float = 0.0) -> None:
        self.box, self.opening, self.dice, self.dies = box, opening, random.Random(seed), dies
        self.overtaken = 0
        self.deaths = 0
        self.stopped = False

    async def run(self, until: int) -> None:
        """Until so many are settled, or stopped."""
        while not self.stopped:
            try:
                if await self._turn(until):
                    return
            except BoxUnavailable:
                await asyncio.sleep(0.01)

    async def _turn(self, until: int) -> bool:
        waiting = await self.box.waiting(self.opening, self.dice.randint(1, 10), 20)
        if waiting.cursor == until:
            return True
        await asyncio.sleep(self.dice.random() * 0.005)
        if self.dice.random() < self.dies:
            self.deaths += 1
        elif waiting.entries:
            verdicts = ["bad-proof" if is_bad(entry) else "" for entry in waiting.entries]
            self.overtaken += await self.box.settle(self.opening, waiting.cursor, verdicts, 0, b"") is None
        return False


async def check(box: BallotBox, opening: bytes, sent: Sequence[Cast]) -> None:
    """Every entry received has one outcome; the board is what they say, and every chain on it whole."""
    outcomes = [outcome for after in range(0, len(sent) + 1, 1000) for outcome in await box.settled(opening, after)]
    by_id = {cast.ballot: cast for cast in sent}
    assert [outcome.arrival for outcome in outcomes] == list(range(1, len(outcomes) + 1))
    assert len({outcome.ballot for outcome in outcomes}) == len(outcomes)
    good = [outcome for outcome in outcomes if not outcome.code]
    assert [outcome.position for outcome in good] == list(range(1, len(good) + 1))
    assert await box.entries(opening) == [by_id[outcome.ballot].entry for outcome in good]
    last: dict[bytes, tuple[int, bytes]] = {}
    for outcome in outcomes:
        cast, (seq, ballot) = by_id[outcome.ballot], last.get(outcome.key, (0, opening))
        linked = (cast.seq, cast.prev) == (seq + 1, ballot)
        assert outcome.code == ("sequence-gap" if not linked else "bad-proof" if is_bad(cast.entry) else "")
        if not outcome.code:
            last[outcome.key] = cast.seq, cast.ballot
    counters = await box.counters(opening)
    assert (counters.size, counters.turnout) == (len(good), len(last))
    assert (counters.received, counters.waiting) == (len(outcomes), 0)


@pytest.fixture
async def workers(connect: Connect, store: EmbeddedStore) -> list[RedisBallotBox]:
    """Several processes' boxes on one store."""
    return [connect(store.url) for _ in range(4)]


@pytest.mark.parametrize("seed", range(4))
async def test_two_verifiers_settle_everything_once(workers: list[RedisBallotBox], seed: int):
    opening = await opened_sealed(workers[0], CROWD)
    chains = [terminal.sealed_chain(opening, 4) for terminal in CROWD]
    verifiers = [Verifier(workers[n], opening, 10 * seed + n, dies=0.3) for n in (2, 3)]
    received = (workers[n % 2].receive(chain[at : at + 2]) for n, chain in enumerate(chains) for at in (0, 2))
    async with working(*verifiers):
        answers = [answer for batch in await asyncio.gather(*received) for answer in batch]
    number = len([answer for answer in answers if answer.arrival])
    assert {answer.code for answer in answers} <= {"", "sequence-gap"}, (
        "a chain's second half may come when its first was refused"
    )
    for verifier in verifiers:
        verifier.stopped = False
    await asyncio.gather(*(verifier.run(number) for verifier in verifiers))
    assert sum(verifier.overtaken for verifier in verifiers) > 0, "they met"
    assert sum(verifier.deaths for verifier in verifiers) > 0
    assert (await workers[0].counters(opening)).received == number
    await check(workers[0], opening, [cast for chain in chains for cast in chain])


@pytest.mark.parametrize("seed", range(4))
async def test_a_close_racing_receipts_and_verifiers(workers: list[RedisBallotBox], seed: int):
    dice = random.Random(seed)
    opening = await opened_sealed(workers[0], CROWD)
    chains = [terminal.sealed_chain(opening, 2) for terminal in CROWD]
    calls = [workers[n % 2].receive([cast]) for n, chain in enumerate(chains) for cast in chain]
    calls.insert(dice.randrange(len(calls)), workers[3].close(opening))
    async with working(Verifier(workers[2], opening, seed)):
        answered = [answer for got in await asyncio.gather(*calls) if isinstance(got, list) for answer in got]
    counters = await workers[0].counters(opening)
    assert counters.received == sum(1 for answer in answered if answer.arrival), "what has a receipt is in, nothing else"
    assert {answer.code for answer in answered} <= {"", "vote-closed", "sequence-gap", "sequence-conflict"}
    await Verifier(workers[3], opening, seed).run(counters.received)
    await check(workers[0], opening, [cast for chain in chains for cast in chain])


async def test_every_receipt_is_kept_and_settled_through_kills_of_the_store(connect: Connect, binary: Path, tmp_path: Path):
    with running_store(tmp_path, binary) as store:
        box = connect(store.url)
        opening = await opened_sealed(box, CROWD)
        chains = [terminal.sealed_chain(opening, 3) for terminal in CROWD]
        receipts: dict[bytes, int] = {}

        async def send(chain: Sequence[Cast]) -> None:
            """Each entry until it has an answer; what stands behind a refused one is not sent."""
            for cast in chain:
                answer = None
                while answer is None:
                    try:
                        (answer,) = await box.receive([cast])
                    except BoxUnavailable:
                        await asyncio.sleep(0.01)
                if not answer.arrival:
                    return
                assert receipts.setdefault(cast.ballot, answer.arrival) == answer.arrival

        async def kill() -> None:
            for number in (20, 60, 100):
                while len(receipts) < number:  # noqa: ASYNC110 - other tasks' state gives no event
                    await asyncio.sleep(0.001)
                os.kill(store.pid(), signal.SIGKILL)
                await asyncio.to_thread(store.ensure)

        async with working(Verifier(box, opening, 1)):
            await asyncio.gather(kill(), *(send(chain) for chain in chains))
        await Verifier(box, opening, 2).run(len(receipts))
        outcomes = await box.settled(opening, 0)
        assert {outcome.ballot: outcome.arrival for outcome in outcomes} == receipts
        await check(box, opening, [cast for chain in chains for cast in chain])
