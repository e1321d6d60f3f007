"""The signed heads of an open vote, from a real server, followed by an observer who reads no ballot (docs/protocol.md §11)."""

import asyncio
from pathlib import Path

import pytest

from terminal_client.headless.client import ApiClient
from terminal_client.headless.heads import BoardHead, follow_head
from terminal_client.headless.opening import Opening
from tests.support.chamber import LiveChamber, live_chamber
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice


async def test_24_each_head_extends_the_one_before(tmp_path: Path) -> None:
    async with live_chamber(tmp_path, 5) as hall:
        chair, server = hall.chamber.chair, hall.chamber.chair.identity.server
        opening = await hall.open("d1")
        body = unb64u((await chair.api.get(f"/v1/sittings/{hall.sitting}/state"))["open"]["b"])
        head = BoardHead.first(body)
        for number in range(4):
            async with hall.terminal(f"m{number}") as terminal:
                await terminal.until(lambda session: session.voting.ready)
                await terminal.press(Choice.FOR)
            head = await until(hall, opening, head, number + 1, server)
        with pytest.raises(ProtocolError, match="not-yet"):
            await chair.api.board_head(hall.sitting, "d1", 5)
        seat = ApiClient(hall.chamber.url, hall.identity("m0"))
        with pytest.raises(ProtocolError, match="not-allowed"):
            await seat.board_head(hall.sitting, "d1", 0)
        await seat.aclose()


async def until(hall: LiveChamber, opening: Opening, head: BoardHead, size: int, server: bytes) -> BoardHead:
    """Heads come about once a second."""
    async with asyncio.timeout(60):
        while head.size < size:
            await asyncio.sleep(0.1)
            try:
                answer = await hall.chamber.chair.api.board_head(hall.sitting, opening.division, head.size)
            except ProtocolError as problem:
                assert problem.code == "not-yet"
                continue
            head = follow_head(head, answer, opening, server)
    return head
