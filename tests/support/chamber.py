"""A whole chamber for tests: a real server in processes of its own, its people enrolled, a sitting open, deputies present."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import Chamber, ChamberPlan, prepare_chamber
from terminal_client.headless.console import Motion
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.opening import Opening
from terminal_client.headless.terminal import Terminal
from voting_server.records.bundle import Bundle, bundle_name, read_bundle

WORDS = {"zh": "关于议案的决议", "en": "Resolution on the motion"}
STAFF = (("chair", "执行主席"), ("scrutineer", "监票人"))


def roster(size: int) -> list[dict[str, str]]:
    """`size` deputies in office, `m0` to `m<size - 1>`, in two delegations, to be seated in the plan's order."""
    return [
        {
            "id": f"m{n}",
            "name": f"代表{n}",
            "latin": f"Deputy {n}",
            "delegation": "一组" if n % 2 else "二组",
            "seat": "",
            "role": "deputy",
            "status": "in-office",
        }
        for n in range(size)
    ]


@dataclass(slots=True)
class LiveChamber:
    """A running server with its prepared chamber, and the chair's work in one call each."""

    server: ServerProcess
    chamber: Chamber
    drafted: int = 0

    @property
    def sitting(self) -> str:
        """The sitting's id."""
        return self.chamber.sitting

    def identity(self, member: str) -> DeviceIdentity:
        """The device of a member's seat."""
        return self.chamber.deputies[member]

    def terminal(self, member: str, **options: Any) -> Terminal:
        """A terminal of a member's seat, not yet connected; `options` as for `Terminal`."""
        return self.chamber.terminal(member, **options)

    async def open(self, division: str, *, rule: str = "M1", countdown_s: int = 0) -> Opening:
        """Draft, approve, announce and open a division; `countdown_s` 0 means no deadline."""
        self.drafted += 1
        await self.chamber.prepare_division(
            Motion(division, self.drafted, WORDS, WORDS, WORDS, rule=rule, countdown_s=countdown_s)
        )
        await self.chamber.chair.announce(self.sitting, division)
        return await self.chamber.chair.open_division(self.sitting, division)

    async def tallied(self, opening: Opening) -> dict[str, Any]:
        """Wait for the tally of a division that is closed or about to close; gives it as the chair's state shows it."""
        async with self.chamber.chair.live(self.sitting) as live:
            return await live.until_division(opening.division, "tallied")

    async def close(self, opening: Opening) -> dict[str, Any]:
        """Close an open division by the chair and wait for its tally."""
        await self.chamber.chair.close_division(self.sitting, opening)
        return await self.tallied(opening)

    async def declare(self, opening: Opening, tallied: Mapping[str, Any]) -> Bundle:
        """Declare a tallied division; gives its record bundle."""
        await self.chamber.chair.declare(self.sitting, opening, tallied)
        return await self.bundle(opening.division)

    async def bundle(self, division: str) -> Bundle:
        """The content of a declared or void division's bundle, fetched from the server and checked for its seal."""
        return read_bundle(await self.chamber.secretariat.api.bundle(self.sitting, division))

    def bundle_file(self, division: str) -> Path:
        """Where the server writes a division's bundle."""
        return self.server.records_dir / bundle_name(self.sitting, division)


@asynccontextmanager
async def live_chamber(
    folder: Path,
    members: int,
    *,
    present: int | None = None,
    workers: int = 2,
    staff: Sequence[tuple[str, str]] = STAFF,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[LiveChamber]:
    """Run a server with its data in `folder` and a chamber of so many `members`; the first `present` of them (all by default) are checked in.

    A test may kill and start `server` again; whatever runs at the end is stopped.
    """
    with ServerProcess(folder, workers=workers, extra_env=environment) as server:
        plan = ChamberPlan(roster(members), staff=staff)
        async with await prepare_chamber(server.url, server.admin_code, plan) as chamber:
            await chamber.check_in(f"m{n}" for n in range(members if present is None else present))
            yield LiveChamber(server, chamber)
