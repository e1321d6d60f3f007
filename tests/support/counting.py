"""People who count by hand in a live chamber: two tellers and scrutineers with devices of their own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from terminal_client.headless.client import ApiClient, Place, enrol
from terminal_client.headless.console import Console, Motion
from terminal_client.headless.counters import Figures, Signatory, Teller, count_by_two
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.opening import Opening
from tests.support.chamber import WORDS, LiveChamber
from voting_protocol.acts import body_log

PEOPLE = (("teller", "计票人甲"), ("teller", "计票人乙"), ("scrutineer", "监票人甲"), ("scrutineer", "监票人乙"))


@dataclass(slots=True)
class Counters:
    """Two tellers and two scrutineers of a chamber, and the chair's way through a division that is counted by hand."""

    hall: LiveChamber
    tellers: Sequence[Teller]
    signatories: Sequence[Signatory]

    @property
    def sitting(self) -> str:
        """The sitting's id."""
        return self.hall.sitting

    async def open(self, division: str, **matter: Any) -> Opening:
        """Draft, approve, announce and open a division; `matter` are further members of its `Motion`."""
        self.hall.drafted += 1
        chamber = self.hall.chamber
        await chamber.prepare_division(Motion(division, self.hall.drafted, WORDS, WORDS, WORDS, **matter))
        await chamber.chair.announce(self.sitting, division)
        return await chamber.chair.open_division(self.sitting, division)

    async def boxes(self, opening: Opening, issued: int, returned: int) -> None:
        """Ballots issued, ballot boxes closed, ballots returned."""
        await self.tellers[0].issue(self.sitting, opening.division, issued)
        await self.hall.chamber.chair.close_division(self.sitting, opening)
        await self.tellers[1].returned(self.sitting, opening.division, returned)

    async def count(self, opening: Opening, figures: Figures) -> None:
        """Both tellers count the same and one scrutineer signs."""
        await count_by_two(self.sitting, opening.division, self.tellers, figures)
        await self.signatories[0].sign(self.sitting, opening.division)

    async def seen(self, division: str, by: Console | None = None) -> dict[str, Any]:
        """A division as somebody sees it, the chair unless told."""
        state = await (by or self.hall.chamber.chair).api.state(self.sitting)
        found: dict[str, Any] = next(each for each in state["divisions"] if each["id"] == division)
        return found


@asynccontextmanager
async def counters(hall: LiveChamber) -> AsyncIterator[Counters]:
    """Enrol the people of `PEOPLE` and give them their consoles."""
    secretariat = hall.chamber.secretariat
    codes = await secretariat.issue_codes([(role, "", holder) for role, holder in PEOPLE])
    after, server = await secretariat.head(body_log(secretariat.body)), secretariat.identity.server
    async with AsyncExitStack() as stack:
        devices: list[DeviceIdentity] = []
        async with ApiClient(secretariat.url, patience_s=15) as api:
            for code in codes:
                place = Place(secretariat.body, after, server, code.role, "", code.holder)
                devices.append(await enrol(api, code.text, code.holder, place))
        tellers = [await stack.enter_async_context(Teller(secretariat.url, device, patience_s=15)) for device in devices[:2]]
        signatories = [
            await stack.enter_async_context(Signatory(secretariat.url, device, patience_s=15)) for device in devices[2:]
        ]
        yield Counters(hall, tellers, signatories)
