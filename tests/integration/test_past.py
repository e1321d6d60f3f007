"""The past of a body over the server's interface (docs/protocol.md §11): who may read what, and what it says."""

import asyncio
import io
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from terminal_client.headless.client import ApiClient
from tests.support.chamber import LiveChamber, live_chamber
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

STAFF = (("chair", "执行主席"), ("observer", "大屏幕"))


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path, 4, staff=STAFF) as hall:
        yield hall


class Readers:
    """Calls of `/v1/bodies/congress/history` by role or member."""

    def __init__(self, hall: LiveChamber, stack: AsyncExitStack) -> None:
        self.hall, self.stack = hall, stack
        self.clients: dict[str, ApiClient] = {"secretariat": hall.chamber.secretariat.api}

    async def read(self, who: str, place: str) -> Any:
        if who not in self.clients:
            device = self.hall.chamber.staff.get(who) or self.hall.identity(who)
            self.clients[who] = await self.stack.enter_async_context(ApiClient(self.hall.server.url, device))
        return await self.clients[who].get(f"/v1/bodies/congress/history/{place}")

    async def refused(self, who: str, place: str, code: str) -> None:
        with pytest.raises(ProtocolError, match=code):
            await self.read(who, place)


async def test_what_happened_is_told_once_it_is_declared(hall: LiveChamber) -> None:
    async with AsyncExitStack() as stack:
        readers = Readers(hall, stack)
        opening = await hall.open("d1")
        for n, choice in enumerate((Choice.FOR, Choice.FOR, Choice.FOR)):
            async with hall.terminal(f"m{n}") as terminal:
                await terminal.until(lambda session: session.voting.ready)
                await terminal.press(choice)
        tallied = await hall.close(opening)
        for who in ("secretariat", "chair", "observer"):
            assert (await readers.read(who, "divisions"))["total"] == 0, "nothing before the declaration"
            await readers.refused(who, f"sittings/{hall.sitting}/divisions/d1", "not-yet")
        assert (await readers.read("m0", "members/m0"))["votes_total"] == 0
        await hall.declare(opening, tallied)

        found = await readers.read("observer", "divisions?q=决议&outcome=carried&limit=10")
        assert [(row["id"], row["figures"]["for"], row["figures"]["not_pressed"]) for row in found["divisions"]] == [("d1", 3, 1)]
        assert found["kinds"][0]["carried"] == 1
        assert (await readers.read("observer", "divisions?outcome=void"))["total"] == 0
        assert (await readers.read("observer", "divisions?term=3"))["total"] == 0, "the sitting is of no term"
        assert (await readers.read("observer", "divisions?term=0&session=0&year=0"))["total"] == 1
        told = await readers.read("observer", f"sittings/{hall.sitting}/divisions/d1")
        assert told["division"]["result"]["carried"] is True

        mine = await readers.read("m0", "members/m0")
        assert [(vote["id"], vote["vote"]) for vote in mine["votes"]] == [("d1", "for")]
        assert (await readers.read("m3", "members/m3"))["votes"][0]["vote"] is None
        assert (mine["totals"], mine["sittings"][0]["status"]) == (None, "present")

        await hall.chamber.secretariat.depart(hall.sitting, "m3")
        await hall.chamber.chair.close_sitting(hall.sitting)
        assert (await readers.read("m3", "members/m3"))["totals"] == {"due": 1, "came": 1, "leave": 0, "absent": 0}
        members = (await readers.read("secretariat", f"sittings/{hall.sitting}/attendance"))["members"]
        assert [member["status"] for member in members] == ["present"] * 3 + ["left"]
        assert (await readers.read("secretariat", "members?year=2000"))["members"] == []
        assert (await readers.read("m3", "members/m3?year=2000"))["totals"] is None
        (row,) = (await readers.read("observer", "sittings"))["sittings"]
        assert (row["due"], row["came"], row["divisions"]["carried"], row["state"]) == (4, 4, 1, "closed")

        book = await hall.chamber.secretariat.api.read("/v1/bodies/congress/history/duty?lang=en")
        tabs = ["Duty record", "Delegations", "Check-in and departure", "Named votes", "Sittings"]
        workbook = openpyxl.load_workbook(io.BytesIO(book))
        assert workbook.sheetnames == tabs
        assert {line[-1].value for line in workbook["Named votes"].iter_rows(min_row=2)} <= {
            "For",
            "Against",
            "Abstain",
            "Not pressed",
        }
        one = await hall.chamber.secretariat.api.read(f"/v1/bodies/congress/history/duty?format=csv&sitting={hall.sitting}")
        assert len(one.decode().splitlines()) == 1 + 4
        assert b"<!doctype html>" in await hall.chamber.secretariat.api.read("/v1/bodies/congress/history/duty?format=html")
        await readers.refused("secretariat", "duty?sitting=none", "not-yet")
        command = [sys.executable, "-m", "hemicycle", "duty", "congress", "--data", str(hall.server.data_dir), "--format", "csv"]
        output = hall.server.data_dir / "duty.csv"
        process = await asyncio.create_subprocess_exec(*command, "--sitting", hall.sitting, "-o", str(output))
        assert await process.wait() == 0
        assert output.read_bytes() == one


async def test_each_reads_his_own(hall: LiveChamber) -> None:
    async with AsyncExitStack() as stack:
        readers = Readers(hall, stack)
        assert (await readers.read("m1", "members/m1"))["member"]["id"] == "m1"
        await readers.refused("m1", "members/m0", "not-allowed")
        for place in ("sittings", "divisions", "members", f"sittings/{hall.sitting}/attendance", "duty"):
            await readers.refused("m1", place, "not-allowed")
        for place in ("members", "members/m0", f"sittings/{hall.sitting}/attendance", "duty"):
            await readers.refused("observer", place, "not-allowed")
        assert (await readers.read("chair", "members/m0"))["member"]["name"] == "代表0"
        await readers.refused("chair", "members/nobody", "not-found")
        await readers.refused("chair", "divisions?outcome=elsewise", "bad-frame")
        await readers.refused("chair", "sittings/none/divisions/d1", "unknown-log")
        with pytest.raises(ProtocolError, match="not-allowed"):
            await hall.chamber.chair.api.read("/v1/bodies/other/history/sittings")
