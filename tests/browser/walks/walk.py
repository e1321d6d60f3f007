"""A walk through a day: the day's own script on the stage, with people at real pages in the place of the headless ones."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from types import ModuleType

from playwright.async_api import Browser
from rich.console import Console

from hemicycle.days.cast import Backstage, Cast
from hemicycle.days.headless import SimulatedBenches
from hemicycle.days.sheet import Sheet
from hemicycle.days.stage import staged
from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan
from tests.browser.walks.chair import ChairAtPage
from tests.browser.walks.clerk import ClerkAtPage
from tests.browser.walks.desk import DeskAtPages
from tests.browser.walks.room import Incidents, Room
from tests.browser.walks.seat import BenchesWithPage, DeputyAtPage, Trouble
from voting_server.domain.seatplan import arc_plan, grid_plan

LEAST_RECORDS = 5


@dataclass(frozen=True, slots=True)
class Walk:
    """A day, the deputy at the page, an attendee who sits beside the deputies, and what happens on the way.

    `troubles` are at the deputy's seat while it votes, `incidents` at a moment of a vote, `reloaded` are counts in whose middle a
    teller's page is loaded anew.
    """

    day: ModuleType
    deputy: str
    attendee: str = "L01"
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    incidents: Incidents = field(default_factory=dict)
    reloaded: frozenset[str] = frozenset()

    def plan(self) -> ChamberPlan:
        """The day's, with the deputy's seat free and one seat more, for the attendee."""
        plan: ChamberPlan = self.day.plan()
        shape, seat = _one_more(plan)
        members = [{**member, "seat": seat} if member["id"] == self.attendee else member for member in plan.members]
        return replace(plan, members=members, shape=shape, staff=(), free={self.deputy})

    @asynccontextmanager
    async def cast(self, browser: Browser, backstage: Backstage, rooms: list[Room]) -> AsyncIterator[Cast]:
        """Everybody at a page; the room is added to `rooms`."""
        async with AsyncExitStack() as running:
            room = Room(browser, backstage, self.deputy, self.attendee, self.incidents)
            rooms.append(room)
            await room.enter()
            chair, clerk = ChairAtPage(room), ClerkAtPage(room)
            await clerk.sit_down()
            await chair.sit_down()
            benches = BenchesWithPage(SimulatedBenches(backstage, running), DeputyAtPage(room, self.troubles))
            yield Cast(chair, DeskAtPages(room, self.reloaded), benches, clerk)

    async def held(self, browser: Browser, folder: Path) -> None:
        """Hold the day; every line of its sheet holds, every incident came to pass, no page had trouble."""
        told = StringIO()
        sheet, out, rooms = Sheet(Console(file=told, width=200)), folder / "records", list[Room]()
        out.mkdir()
        with ServerProcess(folder / "server") as server:
            casting = lambda backstage: self.cast(browser, backstage, rooms)  # noqa: E731
            async with staged(server, self.plan(), self.day.ballots(), sheet, out, folder, casting) as stage:
                (room,) = rooms
                try:
                    await self.day.play(stage)
                except BaseException:
                    await room.pictures(folder)
                    raise
                assert sheet.holds, told.getvalue()
                assert room.happened == set(self.incidents), room.happened
                await asyncio.to_thread(audit, sorted(out.glob("*.json")))
                troubles = room.troubles()
                assert not any(troubles.values()), troubles


def audit(bundles: Sequence[Path]) -> None:
    """The auditor, which shares no code with the server, finds every record whole."""
    assert len(bundles) >= LEAST_RECORDS
    command = [str(Path(sys.executable).parent / "hemicycle-audit"), "verify", *map(str, bundles)]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _one_more(plan: ChamberPlan) -> tuple[dict[str, object], str]:
    """A shape that has the plan's seats and more, and a seat that only it has."""
    shape = dict(plan.shape)
    if shape["kind"] == "arc":
        more = shape | {"seats": shape["seats"] + 1}
        before, after = (arc_plan(one["seats"], one["rows"]) for one in (shape, more))
    else:
        more = shape | {"rows": shape["rows"] + 1}
        before, after = (grid_plan(one["rows"], one["cols"]) for one in (shape, more))
    (seat, *_) = sorted({seat.id for seat in after} - {seat.id for seat in before})
    return more, seat
