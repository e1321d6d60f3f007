"""News for thousands of terminals: what is urgent at once, the rest together, nothing superseded, nothing twice."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from voting_protocol.encoding import b64u
from voting_server.gateway import spread
from voting_server.gateway.auth import Caller
from voting_server.gateway.session import Session
from voting_server.gateway.spread import SLICE, Spread


class Terminal:
    """A terminal that reads; `got` are the frames it was sent."""

    def __init__(self, number: int = 1) -> None:
        self.got: list[str] = []
        self.session = Session(Caller(b64u(number.to_bytes(32, "big")), "congress", "deputy", f"1-{number}", ""), "s1", self.send)

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.got.append(message["text"])


@asynccontextmanager
async def running() -> AsyncIterator[Spread]:
    news = Spread()
    task = asyncio.create_task(news.run())
    try:
        yield news
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def view(state: str = "open", rooted: int = 0, present: int = 1) -> dict[str, Any]:
    divisions = [{"id": "d1", "state": state, "sealed": {"rooted": list(range(rooted))}}]
    return {"head": {"n": rooted}, "attendance": {"present": present}, "open": None, "divisions": divisions}


async def turns(number: int = 5) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_what_terminals_act_on_is_told_at_once():
    async with running() as news:
        terminal = Terminal()
        news.join(terminal.session)
        news.tell(view(), "state", "attendance")
        await turns()
        assert terminal.got == ["state", "attendance"]


async def test_how_far_the_scrutineers_are_is_gathered(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spread, "LATER_SECONDS", 0.02)
    async with running() as news:
        terminal = Terminal()
        news.tell(view("closed"), "s0", "a0")
        await turns()
        news.join(terminal.session)
        for rooted in (1, 2, 3):
            news.tell(view("closed", rooted), f"s{rooted}", f"a{rooted}")
        await turns()
        assert terminal.got == []
        await asyncio.sleep(0.05)
        assert terminal.got == ["s3", "a3"]


async def test_what_is_urgent_takes_the_rest_along(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spread, "LATER_SECONDS", 0.02)
    async with running() as news:
        terminal = Terminal()
        news.tell(view("closed"), "s0", "a0")
        await turns()
        news.join(terminal.session)
        news.tell(view("closed", 1), "s1", "a1")
        news.tell(view("tallied", 1), "s2", "a2")
        await turns()
        assert terminal.got == ["s2", "a2"]
        await asyncio.sleep(0.05)
        assert terminal.got == ["s2", "a2"]


async def test_who_comes_and_goes_is_told_without_the_state(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spread, "LATER_SECONDS", 0.02)
    async with running() as news:
        terminal = Terminal()
        news.tell(view(), "s0", "a0")
        await turns()
        news.join(terminal.session)
        news.tell(view(present=2), "s1", "a1")
        news.tell(view(present=3), "s2", "a2")
        await asyncio.sleep(0.05)
        assert terminal.got == ["a2"]


async def test_whoever_joined_is_not_told_again_what_it_was_sent():
    async with running() as news:
        news.tell(view(), "s0", "a0")
        terminal = Terminal()
        news.join(terminal.session)
        await turns()
        assert terminal.got == []


async def test_what_is_superseded_on_its_way_is_not_sent():
    async with running() as news:
        terminals = [Terminal(number) for number in range(1, 4 * SLICE)]
        for terminal in terminals:
            news.join(terminal.session)
        news.tell(view("open"), "s1", "a1")
        await asyncio.sleep(0)
        news.tell(view("closed"), "s2", "a2")
        await turns(20)
        told = [terminal.got for terminal in terminals]
        assert all(got[-2:] == ["s2", "a2"] for got in told)
        assert 0 < sum(len(got) == 4 for got in told) <= 2 * SLICE
        assert all(got in (["s2", "a2"], ["s1", "a1", "s2", "a2"]) for got in told)


async def test_whoever_left_is_told_nothing():
    async with running() as news:
        terminal = Terminal()
        news.join(terminal.session)
        news.leave(terminal.session)
        news.tell(view(), "s1", "a1")
        await turns()
        assert terminal.got == []
