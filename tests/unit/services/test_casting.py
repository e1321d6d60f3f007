"""The way of a ballot through the server, when the box fails in ways nobody foresaw."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from voting_protocol.ballots import Ballot, sign_ballot
from voting_protocol.crypto import SigningKey
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import NAMED_MOTION
from voting_protocol.marks import Choice
from voting_server.ballot_box.port import Answer, BallotBox, BoxUnavailable, Cast
from voting_server.services.casting import Casting, Reply

SERVER, SEAT, OPENING = SigningKey.from_seed(b"s" * 32), SigningKey.from_seed(b"k" * 32), b"o" * 32


class Box:
    """Answers each batch as told: raises, refuses all with a code, or says how many positions it gives."""

    def __init__(self, *tellings: Exception | int | str) -> None:
        self.tellings = list(tellings)

    async def paper(self, opening: bytes) -> bytes:
        if self.tellings and isinstance(self.tellings[0], Exception):
            raise self.tellings.pop(0)  # type: ignore[misc]
        return NAMED_MOTION.encode()

    async def cast(self, batch: Sequence[Cast]) -> list[Answer]:
        told = self.tellings.pop(0)
        if isinstance(told, Exception):
            raise told
        if isinstance(told, str):
            return [Answer(told, 0, 0) for _ in batch]
        return [Answer("", n + 1, 0) for n in range(told)]


async def answers(box: Box, *batches: int, is_open: bool = False) -> list[str]:
    """The codes that so many ballots in each batch are answered with; "" for an acknowledgement."""
    casting, told = Casting(cast(BallotBox, box), SERVER, lambda opening: is_open), list[str]()

    def deliver(outcome: Reply | ProtocolError) -> None:
        told.append(outcome.code if isinstance(outcome, ProtocolError) else outcome.answer.code)

    for batch in batches:
        for _ in range(batch):
            body = Ballot(OPENING, SEAT.public, 1, OPENING, (Choice.FOR,)).encode()
            casting.submit(SEAT.public, body, sign_ballot(SEAT, body), deliver)
        await casting.aclose()
    return told


async def test_every_ballot_is_answered_and_the_next_batch_has_its_turn() -> None:
    box = Box(BoxUnavailable("away"), ValueError("unforeseen"), 1, 2)
    async with asyncio.timeout(60):
        assert await answers(box, 2, 2, 2, 2) == ["store-unavailable"] * 2 + ["internal"] * 4 + [""] * 2


async def test_an_open_vote_whose_box_is_not_there_is_refused_to_nobody() -> None:
    async with asyncio.timeout(60):
        assert await answers(Box("vote-unknown"), 2, is_open=True) == ["store-unavailable"] * 2
        assert await answers(Box("vote-unknown"), 2, is_open=False) == ["vote-unknown"] * 2
        assert await answers(Box("vote-closed"), 1, is_open=True) == ["vote-closed"]


async def test_an_answer_that_can_not_be_delivered_holds_up_nobody() -> None:
    casting, told = Casting(cast(BallotBox, Box(2)), SERVER), list[Any]()

    def broken(_: Reply | ProtocolError) -> None:
        raise RuntimeError("the connection is in no good state")

    body = Ballot(OPENING, SEAT.public, 1, OPENING, (Choice.FOR,)).encode()
    for deliver in (broken, told.append):
        casting.submit(SEAT.public, body, sign_ballot(SEAT, body), deliver)
    await casting.aclose()
    assert [reply.answer.position for reply in told] == [2]


class SlowBox(Box):
    """Takes its time to tell what is asked; keeps the order in which ballots come."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.tell = asyncio.Event(), asyncio.Event()
        self.order: list[int] = []

    async def paper(self, opening: bytes) -> bytes:
        self.asked.set()
        await self.tell.wait()
        return NAMED_MOTION.encode()

    async def cast(self, batch: Sequence[Cast]) -> list[Answer]:
        await asyncio.sleep(0)
        self.order += [entry.seq for entry in batch]
        return [Answer("", entry.seq, 0) for entry in batch]


async def test_later_entries_wait_behind_the_first_ones_of_a_vote() -> None:
    box, told = SlowBox(), list[Any]()
    casting = Casting(cast(BallotBox, box), SERVER)

    def press(seq: int) -> None:
        body = Ballot(OPENING, SEAT.public, seq, OPENING, (Choice.FOR,)).encode()
        casting.submit(SEAT.public, body, sign_ballot(SEAT, body), told.append)

    async with asyncio.timeout(60):
        press(1)
        await box.asked.wait()
        press(2)
        box.tell.set()
        while not told:
            press(3 + len(box.order))
            await asyncio.sleep(0)
        press(1000)
        await casting.aclose()
    assert box.order == sorted(box.order)
    assert len(box.order) == len(told) >= 4
