"""Many clients at once."""

import asyncio
import random

import pytest

from tests.contract.box.making import opened, terminals
from tests.support.store import Connect, admin, until_blocked
from voting_protocol.marks import Choice
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import BallotBox, Counters, Turnout
from voting_server.ballot_box.redis_box import RedisBallotBox

CROWD = terminals(60)
ANN = CROWD[0]


@pytest.fixture
async def workers(connect: Connect, store: EmbeddedStore) -> list[RedisBallotBox]:
    """Several server processes' boxes on one store."""
    return [connect(store.url) for _ in range(4)]


async def test_of_two_ballots_with_one_number_exactly_one_wins(workers: list[RedisBallotBox]):
    opening = await opened(workers[0], [ANN], max_seq=50)
    prev, winners = opening, []
    for seq in range(1, 26):
        rivals = [ANN.ballot(opening, seq, prev, choice) for choice in Choice]
        answers = await asyncio.gather(*(box.cast([rival]) for box, rival in zip(workers, rivals, strict=False)))
        assert sorted(answer.code for (answer,) in answers) == ["", "sequence-conflict", "sequence-conflict"]
        winner = next(rival for rival, (answer,) in zip(rivals, answers, strict=True) if not answer.code)
        winners.append(winner.entry)
        prev = winner.ballot
    assert await workers[1].entries(opening) == winners


async def test_the_same_ballot_from_many_workers_is_in_once(workers: list[RedisBallotBox]):
    opening = await opened(workers[0], CROWD)
    batch = [terminal.ballot(opening) for terminal in CROWD]
    orders = [random.Random(seed).sample(batch, len(batch)) for seed in range(4)]
    answers = await asyncio.gather(*(box.cast(order) for box, order in zip(workers, orders, strict=True)))
    positions = [
        {ballot.ballot: answer.position for ballot, answer in zip(o, a, strict=True)}
        for o, a in zip(orders, answers, strict=True)
    ]
    assert all(told == positions[0] for told in positions)
    assert await workers[0].counters(opening) == Counters(0, 60, 60)


@pytest.mark.parametrize("seed", range(5))
async def test_a_close_racing_casts_agrees_with_every_answer(workers: list[RedisBallotBox], seed: int):
    dice = random.Random(seed)
    opening = await opened(workers[0], CROWD)
    calls = []
    counters = None

    async def close_it() -> None:
        nonlocal counters
        counters = await workers[3].close(opening)

    for index, terminal in enumerate(CROWD):
        chain = terminal.changes(opening, 2)
        calls += [workers[index % 3].cast([chain[0]]), workers[index % 3].cast(chain)]
    calls.insert(dice.randrange(len(calls)), close_it())
    told = [answer for answers in await asyncio.gather(*calls) if answers for answer in answers]
    accepted = {answer.position for answer in told if not answer.code}
    assert {answer.code for answer in told} <= {"", "vote-closed"}
    assert accepted == set(range(1, len(accepted) + 1))
    assert counters == await workers[0].counters(opening)
    entries, turnout = await workers[1].entries(opening), await workers[2].turnout(opening)
    assert (counters.size, counters.turnout) == (len(entries), len(turnout.keys)) == (len(accepted), len(set(turnout.keys)))


async def test_listeners_never_keep_a_ballot_waiting(connect: Connect, store: EmbeddedStore):
    box = connect(store.url, connections=1)
    listeners = [asyncio.create_task(box.listen(f"topic-{n}", "$", 60_000)) for n in range(20)]
    await until_blocked(store, 20)
    opening = await opened(box, [ANN])
    assert [answer.code for answer in await box.cast([ANN.ballot(opening)])] == [""]
    for listener in listeners:
        listener.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    assert await box.turnout(opening) == Turnout(0, (ANN.key,))


async def test_more_callers_than_connections_wait_their_turn(connect: Connect, store: EmbeddedStore):
    box = connect(store.url, connections=2)
    opening = await opened(box, CROWD)
    answers = await asyncio.gather(*(box.cast([terminal.ballot(opening)]) for terminal in CROWD))
    assert {answer.position for (answer,) in answers} == set(range(1, 61))


async def test_connections_that_all_broke_meanwhile_are_noticed_by_the_first_of_them(connect: Connect, store: EmbeddedStore):
    box = connect(store.url, connections=4)
    opening = await opened(box, CROWD)
    for _ in range(3):
        await asyncio.gather(*(box.cast([terminal.ballot(opening)]) for terminal in CROWD))
        with admin(store) as client:
            assert client.client_kill_filter(_type="normal", skipme=True) >= 4
        answers = await asyncio.gather(*(box.counters(opening) for _ in range(8)))
        assert answers == [Counters(0, 60, 60)] * 8


async def test_turnout_never_misses_anybody(workers: list[BallotBox]):
    opening = await opened(workers[0], CROWD)
    seen: list[bytes] = []

    async def watch() -> None:
        while len(seen) < len(CROWD):
            news = await workers[3].turnout(opening, len(seen))
            seen.extend(news.keys)

    await asyncio.gather(watch(), *(workers[n % 3].cast([t.ballot(opening)]) for n, t in enumerate(CROWD)))
    assert sorted(seen) == sorted(terminal.key for terminal in CROWD)
