"""Hubs that nobody needs are let go; whoever comes meanwhile keeps the one it came to."""

import asyncio
from typing import Any, cast

import pytest

from voting_server.gateway import hubs
from voting_server.gateway.hubs import Hubs


class Hall:
    """A hub that is idle until somebody comes; `closing` is set when it is being closed, and it closes when `close` is."""

    def __init__(self) -> None:
        self.idle = True
        self.closing = asyncio.Event()
        self.close = asyncio.Event()

    async def aclose(self) -> None:
        self.closing.set()
        await self.close.wait()


async def test_a_hub_that_is_joined_while_another_is_let_go_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "TIDY_SECONDS", 0.0)
    every = Hubs(cast(Any, None), cast(Any, None))
    halls = {name: Hall() for name in ("first", "joined", "last")}
    every._hubs.update(cast(Any, halls))
    tidying = asyncio.create_task(every._tidy())
    async with asyncio.timeout(60):
        await halls["first"].closing.wait()
        halls["joined"].idle = False
        halls["first"].close.set()
        halls["joined"].close.set()
        await halls["last"].closing.wait()
    tidying.cancel()
    await asyncio.gather(tidying, return_exceptions=True)
    assert list(every._hubs) == ["joined"]
    assert not halls["joined"].closing.is_set()
