"""Whoever waits for the outcome of an entry is told it once, whatever comes first and whatever the store does meanwhile."""

import asyncio
from collections.abc import Sequence
from typing import cast

import pytest

from voting_server.ballot_box.port import BallotBox, BoxLost, BoxUnavailable, Settled
from voting_server.services import following
from voting_server.services.following import Following

OPENING = b"o" * 32


def outcome(arrival: int) -> Settled:
    return Settled(arrival, b"k" * 32, arrival, b"b" * 32, "", arrival)


class Box:
    """Outcomes as a test lets them come; every reading is kept."""

    def __init__(self, *outcomes: Settled) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[int] = []
        self.troubles: list[Exception] = []
        self.news = asyncio.Event()

    async def settled(self, _opening: bytes, after: int, _block_ms: int = 0) -> Sequence[Settled]:
        self.asked.append(after)
        if self.troubles:
            raise self.troubles.pop(0)
        if found := [each for each in self.outcomes if each.arrival > after]:
            return found
        self.news.clear()
        await self.news.wait()
        return []

    def settle(self, arrival: int) -> None:
        self.outcomes.append(outcome(arrival))
        self.news.set()


def make(*outcomes: Settled) -> tuple[Box, Following, list[int]]:
    box = Box(*outcomes)
    return box, Following(cast(BallotBox, box)), []


async def settle_down() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_each_is_told_its_own_outcome_once_and_then_nobody_follows() -> None:
    box, follower, told = make()
    for arrival in (4, 5, 5):
        follower.await_outcome(OPENING, arrival, lambda settled: told.append(settled.arrival))
    await settle_down()
    assert box.asked == [3], "nothing earlier is read"
    for arrival in (4, 5, 6):
        box.settle(arrival)
    await settle_down()
    assert told == [4, 5, 5]
    asked = len(box.asked)
    box.settle(7)
    await settle_down()
    assert len(box.asked) == asked


async def test_an_outcome_that_passed_by_before_its_receipt_came_is_read_again() -> None:
    box, follower, told = make(outcome(1), outcome(2), outcome(3))
    follower.await_outcome(OPENING, 3, lambda settled: told.append(settled.arrival))
    follower.await_outcome(OPENING, 9, lambda settled: told.append(settled.arrival))
    await settle_down()
    follower.await_outcome(OPENING, 1, lambda settled: told.append(settled.arrival))
    box.news.set()
    await settle_down()
    assert told == [3, 1]
    box.settle(9)
    await settle_down()
    assert told == [3, 1, 9]


async def test_a_store_that_is_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "RETRY_SECONDS", 0)
    box, follower, told = make(outcome(1))
    box.troubles = [BoxUnavailable("away"), BoxUnavailable("away")]
    follower.await_outcome(OPENING, 1, lambda settled: told.append(settled.arrival))
    await settle_down()
    assert (told, box.asked) == ([1], [0, 0, 0])


async def test_a_lost_box_ends_the_waiting_and_another_can_begin() -> None:
    box, follower, told = make(outcome(1))
    box.troubles = [BoxLost("gone")]
    follower.await_outcome(OPENING, 1, lambda settled: told.append(settled.arrival))
    await settle_down()
    assert told == []
    follower.await_outcome(OPENING, 1, lambda settled: told.append(settled.arrival))
    await settle_down()
    assert told == [1]


async def test_an_answer_that_can_not_be_delivered_holds_up_nobody() -> None:
    _, follower, told = make(outcome(1))

    def broken(_: Settled) -> None:
        raise RuntimeError("the connection is in no good state")

    follower.await_outcome(OPENING, 1, broken)
    follower.await_outcome(OPENING, 1, lambda settled: told.append(settled.arrival))
    await settle_down()
    assert told == [1]


async def test_closing_ends_all_waiting() -> None:
    box, follower, told = make()
    follower.await_outcome(OPENING, 1, lambda settled: told.append(settled.arrival))
    await settle_down()
    async with asyncio.timeout(60):
        await follower.aclose()
    box.settle(1)
    await settle_down()
    assert told == []
