"""What a server process takes up at its start and lets go when nobody needs it."""

import asyncio
from pathlib import Path

import pytest

from tests.support.chamber import live_chamber
from tests.support.store import running_store
from voting_server.app import build
from voting_server.gateway import hub, hubs
from voting_server.gateway.auth import Caller
from voting_server.settings import Settings


async def test_a_closed_sitting_is_neither_taken_up_nor_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "IDLE_SECONDS", 0.5)
    monkeypatch.setattr(hubs, "TIDY_SECONDS", 0.05)
    async with live_chamber(tmp_path / "server", 1, workers=1) as hall:
        sitting, key = hall.sitting, hall.chamber.chair.identity.key.name
        await hall.chamber.chair.close_sitting(sitting)
        hall.server.kill()
    with running_store(tmp_path) as store:
        server = await build(Settings(data_dir=tmp_path / "server", store_url=store.url))
        try:
            assert server.hubs._hubs == {}
            caller = Caller(key, "congress", "chair", "", "执行主席")
            taken_up = await server.hubs.hall(sitting, caller)
            async with asyncio.timeout(60):
                while server.hubs._hubs:  # noqa: ASYNC110 - what lets it go is no event
                    await asyncio.sleep(0.05)
            assert await server.hubs.hall(sitting, caller) is not taken_up
        finally:
            await server.aclose()
