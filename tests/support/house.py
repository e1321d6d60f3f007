"""A chamber for people at pages: a real server, a prepared body, simulated deputies on the other seats, links for the pages."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from hemicycle.demo.congress import BODY_NAME, SITTING_TITLE
from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan, Preparation, prepare_body
from terminal_client.headless.console import Motion
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.terminal import Terminal
from tests.support.chamber import roster
from voting_protocol.marks import Choice

SITTING = "sitting-1"
PEOPLE = (("chair", "许建国"), ("observer", "大屏幕"), ("secretariat", "秘书处二号机"))
DRAFT = {"zh": "会议听取和审议了工作报告，决定批准这个报告。", "en": "The session approves the report."}


def motion(
    division: str, number: int, zh: str, en: str, *, countdown_s: int = 0, rule: str = "M1", secrecy: str = "named"
) -> Motion:
    """A motion with titles in both languages; no countdown and named unless told."""
    title = {"zh": f"关于{zh}的决议（草案）", "en": f"Resolution on {en} (draft)"}
    short = {"zh": zh, "en": en.removeprefix("the ")}
    return Motion(division, number, title, short, DRAFT, countdown_s=countdown_s, rule=rule, secrecy=secrecy)


@dataclass(slots=True)
class House:
    """A running server with its body. `free` seats wait for pages; `benches` are the others' terminals by member id.

    `keys` are the sealed keys that the benches believe; the house learns them after a ceremony.
    """

    server: ServerProcess
    ready: Preparation
    benches: Mapping[str, Terminal]
    keys: SealedKeys
    drafted: int = 0

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.server.url

    def code(self, of: str) -> str:
        """The enrolment code left for a role or a free member's seat."""
        return self.ready.codes[of].text

    async def another_code(self, role: str, holder: str) -> str:
        """A fresh code for a further device of the staff."""
        (code,) = await self.ready.secretariat.issue_codes([(role, "", holder)])
        return code.text

    async def draft(
        self,
        division: str,
        zh: str = "工作报告",
        en: str = "the Work Report",
        *,
        countdown_s: int = 0,
        secrecy: str = "named",
    ) -> str:
        """Put a motion on the agenda, ready to be put to the vote; gives its id."""
        self.drafted += 1
        drafted = motion(division, self.drafted, zh, en, countdown_s=countdown_s, secrecy=secrecy)
        await self.ready.secretariat.draft(SITTING, drafted)
        await self.ready.secretariat.approve(SITTING, division)
        return division

    async def check_in(self) -> None:
        """Every simulated deputy checks in."""
        await asyncio.gather(*(bench.check_in() for bench in self.benches.values()))

    async def learn_keys(self) -> None:
        """The benches learn the keys that the scrutineers have made."""
        self.keys.learn(await self.ready.secretariat.api.seal(SITTING))

    async def vote(self, choices: Mapping[str, Choice]) -> None:
        """Simulated deputies press, each as told, once the vote is open; returns when all are acknowledged."""

        async def press(member: str, choice: Choice) -> None:
            bench = self.benches[member]
            await bench.until(lambda session: session.voting.opening is not None and session.voting.ready)
            await bench.press(choice)

        await asyncio.gather(*(press(member, choice) for member, choice in choices.items()))


@asynccontextmanager
async def house(
    folder: Path,
    *,
    seats: int = 14,
    free: Collection[str] = ("m0",),
    people: Sequence[tuple[str, str]] = PEOPLE,
    staff: Sequence[tuple[str, str]] = (),
    members: Sequence[Mapping[str, str]] | None = None,
) -> AsyncIterator[House]:
    """Run a server with a body of so many deputies, or these members, and a sitting that nobody has opened yet."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(ServerProcess(folder))
        plan = ChamberPlan(members or roster(seats), name=BODY_NAME, sitting=SITTING, title=SITTING_TITLE, staff=staff, free=free)
        ready = await prepare_body(server.url, server.admin_code, plan, people)
        stack.push_async_callback(ready.secretariat.aclose)
        keys = SealedKeys(SITTING, ready.secretariat.identity.server, None)
        benches = {member: Terminal(server.url, device, SITTING, sealed=keys) for member, device in ready.deputies.items()}
        for bench in benches.values():
            await stack.enter_async_context(bench)
        await asyncio.gather(*(bench.ready() for bench in benches.values()))
        yield House(server, ready, benches, keys)
