"""The cast of a day without pages: signing consoles, tellers and simulated deputies in processes of their own."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from hemicycle.days.cast import SCRUTINEERS, TELLERS, THRESHOLD, Backstage, Cast
from hemicycle.simulate import Options, Simulators
from terminal_client.headless.chamber import enrol_all
from terminal_client.headless.console import Chair, Secretariat
from terminal_client.headless.counters import Figures, Signatory, Teller, count_by_two
from terminal_client.headless.identity import save_identities, write_private
from terminal_client.headless.opening import Opening
from terminal_client.headless.sequences import division_view, object_to, take_step
from voting_protocol.encoding import unb64u

_PACE_S = 0.5
_PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class HeadlessChair:
    """A chair whose device signs without a page."""

    console: Chair
    sitting: str
    _openings: dict[str, Opening] = field(default_factory=dict)

    async def approve(self, division: str) -> None:
        """`division-approve`."""
        await self.console.approve(self.sitting, division)

    async def announce(self, division: str) -> None:
        """`division-announce`."""
        await self.console.announce(self.sitting, division)

    async def open(self, division: str) -> None:
        """`division-open` of what the server proposes, once it is checked."""
        self._openings[division] = await self.console.open_division(self.sitting, division)

    async def close(self, division: str) -> None:
        """`division-close`."""
        await self.console.close_division(self.sitting, self._openings[division])

    async def declare(self, division: str) -> None:
        """`division-declare` of the result as the chair sees it."""
        tallied = await division_view(self.console, self.sitting, division)
        await self.console.declare(self.sitting, self._openings[division], tallied)

    async def publish(self, division: str) -> None:
        """`division-publish`."""
        await self.console.publish(self.sitting, division)

    async def take_step(self, division: str, step: Mapping[str, Any]) -> None:
        """Sign the step."""
        await take_step(self.console, self.sitting, step)

    async def withdraw(self, division: str, reason: str) -> None:
        """`division-withdraw`."""
        await self.console.withdraw(self.sitting, division, reason)

    async def void(self, division: str, reason: str) -> None:
        """`division-void`."""
        await self.console.void(self.sitting, division, reason)

    async def object(self, division: str, member: str, reason: str) -> None:
        """`division-object`."""
        await object_to(self.console, self.sitting, division, member, reason)


@dataclass(frozen=True, slots=True)
class HeadlessDesk:
    """Two tellers and the first scrutineer at consoles."""

    sitting: str
    tellers: Sequence[Teller]
    scrutineer: Signatory

    async def issue(self, division: str, issued: int) -> None:
        """`paper-issue`."""
        await self.tellers[0].issue(self.sitting, division, issued)

    async def returned(self, division: str, returned: int) -> None:
        """`paper-return`."""
        await self.tellers[0].returned(self.sitting, division, returned)

    async def count(self, division: str, figures: Figures) -> None:
        """Both commit, then both reveal."""
        await count_by_two(self.sitting, division, self.tellers, figures)

    async def sign(self, division: str) -> None:
        """`count-sign`."""
        await self.scrutineer.sign(self.sitting, division)


@dataclass(slots=True)
class SimulatedBenches:
    """Deputies in processes of their own, a process for each arrival."""

    backstage: Backstage
    running: AsyncExitStack
    _crowd: Simulators | None = None

    async def arrive(self, members: Sequence[str]) -> None:
        """In a process of their own."""
        backstage = self.backstage
        file = backstage.private / f"terminals-{members[0]}.json"
        save_identities(file, [backstage.ready.deputies[member] for member in members])
        script = backstage.private / "script.json"
        write_private(script, json.dumps(backstage.ballots).encode())
        url, pin = backstage.server.url, backstage.devices.pin
        options = Options(url, backstage.sitting, file, script, len(members), _PACE_S, pin)
        here = self._crowd.total("checked-in") if self._crowd else 0
        if self._crowd is None:
            self._crowd = await self.running.enter_async_context(Simulators([options]))
        else:
            await self._crowd.add(options)
        await self._crowd.until("checked-in", here + len(members))

    async def acknowledged(self, division: str, voters: int) -> None:
        """Wait for the processes."""
        if self._crowd is None:
            raise RuntimeError("no seat is connected")
        await self._crowd.until("acknowledged", voters, division)

    async def lose_the_network(self) -> None:
        """The processes end."""
        if self._crowd is not None:
            await self._crowd.stop()
        self._crowd = None


@dataclass(frozen=True, slots=True)
class HeadlessClerk:
    """The secretariat's first device."""

    console: Secretariat
    sitting: str
    seat_of: Callable[[str], str]

    async def check_in_by_video(self, member: str) -> None:
        """`check-in`."""
        await self.console.check_in(self.sitting, member, self.seat_of(member), video=True)

    async def confirm_void(self, division: str) -> None:
        """`division-void-confirm`."""
        state = await division_view(self.console, self.sitting, division)
        await self.console.confirm_void(self.sitting, division, unb64u(state["void"]["act"], 32))


@asynccontextmanager
async def headless_cast(backstage: Backstage) -> AsyncIterator[Cast]:
    """Everybody at consoles; the sitting is open and sealed by the scrutineers' devices, nobody checked in."""
    ready, sitting = backstage.ready, backstage.sitting
    async with AsyncExitStack() as stack:
        chair = await stack.enter_async_context(Chair(backstage.server.url, ready.staff["chair"], patience_s=_PATIENCE_S))
        await chair.open_sitting(sitting)
        await chair.start_ceremony(sitting, THRESHOLD, backstage.devices.keys, [chair.identity.key.public])
        await backstage.live.until_sealed()
        desk = await _counters(backstage, stack)
        benches = SimulatedBenches(backstage, stack)
        yield Cast(HeadlessChair(chair, sitting), desk, benches, HeadlessClerk(ready.secretariat, sitting, backstage.seat_of))


async def _counters(backstage: Backstage, stack: AsyncExitStack) -> HeadlessDesk:
    """Two tellers and the first scrutineer at their desks."""
    secretariat = backstage.ready.secretariat
    places = [*(("teller", "", name) for name in TELLERS), ("scrutineer", "", SCRUTINEERS[0])]
    identities = await enrol_all(secretariat, await secretariat.issue_codes(places))
    tellers = [Teller(backstage.server.url, identity) for identity in identities if identity.role == "teller"]
    scrutineer = next(Signatory(backstage.server.url, one) for one in identities if one.role == "scrutineer")
    for console in (*tellers, scrutineer):
        await stack.enter_async_context(console)
    return HeadlessDesk(backstage.sitting, tellers, scrutineer)
