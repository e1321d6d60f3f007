"""With replicas an answer says that they have the ballot too."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.box.making import codes, opened, opened_sealed, terminals
from tests.support.store import Connect, follow, frozen, listen_on_loopback, running_store
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import Answer, BoxSpec, BoxUnavailable, Counters
from voting_server.ballot_box.redis_box import RedisBallotBox

ANN, BO, CHEN = terminals(3)
PATIENT = {"wait_replicas": 1, "wait_ms": 30_000, "timeout_s": 60.0}
SHORT = {"wait_replicas": 1, "wait_ms": 100}
"""For refusals only: whatever must succeed waits as long as a slow machine needs."""


@dataclass
class Pair:
    """A primary and its replica."""

    primary: EmbeddedStore
    replica: EmbeddedStore
    port: int

    def rejoin(self) -> None:
        self.replica.ensure()
        follow(self.replica, self.primary, self.port)


@pytest.fixture
def pair(binary: Path, tmp_path: Path) -> Iterator[Pair]:
    with running_store(tmp_path / "primary", binary) as primary, running_store(tmp_path / "replica", binary) as replica:
        two = Pair(primary, replica, listen_on_loopback(primary))
        two.rejoin()
        yield two


@pytest.fixture
async def box(connect: Connect, pair: Pair) -> RedisBallotBox:
    return connect(pair.primary.url, **PATIENT)


@pytest.fixture
async def hasty(connect: Connect, pair: Pair) -> RedisBallotBox:
    return connect(pair.primary.url, **SHORT)


async def test_an_answer_means_that_the_replica_has_it(connect: Connect, pair: Pair, box: RedisBallotBox):
    opening = await opened(box, [ANN])
    assert await codes(box, ANN.ballot(opening)) == [""]
    beside = connect(pair.replica.url)
    assert await beside.entries(opening) == [ANN.ballot(opening).entry]
    with pytest.raises(BoxUnavailable, match="replica"):
        await beside.ping()
    with pytest.raises(BoxUnavailable, match="ReadOnlyError"):
        await beside.close(opening)


async def test_without_the_replica_nothing_is_acknowledged(
    connect: Connect, pair: Pair, box: RedisBallotBox, hasty: RedisBallotBox
):
    """Not even a first answer given again, on whatever connection; refusals need no replica."""
    opening = await opened(box, [ANN, BO])
    ballot = ANN.ballot(opening)
    pair.replica.stop()
    for _ in range(2):
        with pytest.raises(BoxUnavailable, match="0 of 1 replicas"):
            await hasty.cast([ballot])
    another = connect(pair.primary.url, **SHORT)
    with pytest.raises(BoxUnavailable):
        await another.cast([ballot])
    assert await codes(another, CHEN.ballot(opening)) == ["not-in-electorate"]
    for call in (
        another.close(opening),
        another.bar(opening, BO.key),
        another.prepare(BoxSpec(opening, [ANN.key, BO.key], 5, None)),
    ):
        with pytest.raises(BoxUnavailable):
            await call
    pair.rejoin()
    assert await box.cast([ballot]) == [Answer("", 1, 0)]
    assert await box.close(opening) == Counters(0, 1, 1)


async def test_a_lagging_replica_confirms_nothing_to_anybody(
    connect: Connect, pair: Pair, box: RedisBallotBox, hasty: RedisBallotBox
):
    """Also not on a connection that never wrote, for which WAIT by itself would have nothing to wait for."""
    opening = await opened(box, [ANN])
    ballot = ANN.ballot(opening)
    with frozen(pair.replica):
        with pytest.raises(BoxUnavailable, match="0 of 1 replicas"):
            await hasty.cast([ballot])
        another = connect(pair.primary.url, **SHORT)
        for call in (
            another.cast([ballot]),
            another.bar(opening, ANN.key),
            another.prepare(BoxSpec(opening, [ANN.key], 5, None)),
        ):
            with pytest.raises(BoxUnavailable, match="0 of 1 replicas"):
                await call
    assert await box.cast([ballot]) == [Answer("", 1, 0)]


async def test_of_a_sealed_entry_nothing_is_told_that_no_replica_has(
    connect: Connect, pair: Pair, box: RedisBallotBox, hasty: RedisBallotBox
):
    """Neither its receipt nor what became of it, though another has written that."""
    opening = await opened_sealed(box, [ANN, BO])
    ann, bo = ANN.sealed(opening), BO.sealed(opening)
    assert await box.receive([ann]) == [Answer("", 0, 0, 1)]
    careless = connect(pair.primary.url)
    with frozen(pair.replica):
        for call in (hasty.receive([bo]), hasty.receive([ann]), hasty.settle(opening, 0, [""], 1, b"")):
            with pytest.raises(BoxUnavailable, match="0 of 1 replicas"):
                await call
        assert len(await careless.settled(opening, 0)) == 1
        for call in (hasty.settled(opening, 0), hasty.settled(opening, 0, 50), hasty.receive([ann])):
            with pytest.raises(BoxUnavailable, match="0 of 1 replicas"):
                await call
    assert await box.receive([ann, bo]) == [Answer("", 1, 0, 1), Answer("", 0, 0, 2)]
    assert [outcome.position for outcome in await box.settled(opening, 0)] == [1]
