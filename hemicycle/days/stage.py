"""The stage of a day: a private server, a chamber, three scrutineers' devices, a cast; votes are held on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemicycle.days.cast import SCRUTINEERS, Backstage, Cast, Casting
from hemicycle.days.figures import Ballots
from hemicycle.days.headless import headless_cast
from hemicycle.days.sheet import Sheet
from hemicycle.scrutineers import Scrutineers
from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan, Preparation, prepare_body
from terminal_client.headless.console import Live, Motion, Secretariat
from terminal_client.headless.counters import Figures
from terminal_client.headless.sequences import division_view
from voting_protocol.errors import ProtocolError
from voting_server.records.bundle import bundle_name

_PATIENCE_S = 10.0

Words = Mapping[str, str]
During = Callable[["Stage", str], Awaitable[None]]


@dataclass(slots=True)
class Stage:
    """What a day is played on. `ballots` says who marks what in every vote on terminals, `out` takes the record bundles."""

    server: ServerProcess
    sitting: str
    ready: Preparation
    live: Live
    cast: Cast
    sheet: Sheet
    out: Path
    ballots: Mapping[str, Ballots]
    _drafts: int = 0

    @property
    def secretariat(self) -> Secretariat:
        """The secretariat's console, which prepares what is voted on."""
        return self.ready.secretariat

    def number(self) -> int:
        """The next item's number on the agenda."""
        self._drafts += 1
        return self._drafts

    async def arrive(self, members: Sequence[str]) -> None:
        """Deputies come to their seats and check in there."""
        await self.cast.benches.arrive(members)

    async def lose_the_network(self) -> None:
        """All seats are cut off at once."""
        await self.cast.benches.lose_the_network()

    async def prepare(self, matter: Motion | str) -> str:
        """Draft it, unless it is the id of a division on the agenda, and approve it if nobody has; gives its id."""
        division = matter if isinstance(matter, str) else matter.division
        if isinstance(matter, Motion):
            await self.secretariat.draft(self.sitting, matter)
        if (await self.division(division))["state"] == "draft":
            await self.cast.chair.approve(division)
        return division

    async def take_step(self, division: str, kind: str) -> str:
        """The chair signs a next lawful step that the server proposes, a draft as a rule; gives the draft's id."""
        step = next(step for step in (await self.division(division))["next"] if step["kind"] == kind)
        self.sheet.tell(f"{step['zh']}（{step['source']['zh']}）")
        await self.cast.chair.take_step(division, step)
        return str(step["fields"]["division"])

    async def open(self, division: str) -> None:
        """Announce and open."""
        await self.cast.chair.announce(division)
        await self.cast.chair.open(division)

    async def acknowledged(self, division: str, voters: int) -> None:
        """Wait until so many seats have their ballot acknowledged."""
        await self.cast.benches.acknowledged(division, voters)

    async def hold(self, matter: Motion | str, *, during: During | None = None) -> dict[str, Any]:
        """A vote on terminals from the draft to the declaration; gives the declared division as the secretariat sees it."""
        division = await self.prepare(matter)
        await self.open(division)
        if during is not None:
            await during(self, division)
        await self.acknowledged(division, len(self.ballots[division]))
        await self.cast.chair.close(division)
        return await self.declared(division)

    async def by_paper(self, matter: Motion | str, issued: int, returned: int, figures: Figures) -> dict[str, Any]:
        """A vote on paper from the draft to the declaration: issue, return, two tellers' counts, a scrutineer's signature."""
        division = await self.prepare(matter)
        await self.open(division)
        await self.issue_and_return(division, issued, returned)
        return await self.counted(division, figures)

    async def issue_and_return(self, division: str, issued: int, returned: int) -> None:
        """So many paper ballots are handed out, the boxes are closed, so many are in them."""
        await self.cast.desk.issue(division, issued)
        await self.cast.chair.close(division)
        await self.cast.desk.returned(division, returned)

    async def mixed(self, matter: Motion | str, figures: Figures) -> dict[str, Any]:
        """A vote on terminals in the hall and by the hands of members by video."""
        division = await self.prepare(matter)
        await self.open(division)
        await self.acknowledged(division, len(self.ballots[division]))
        await self.cast.chair.close(division)
        return await self.counted(division, figures)

    async def counted(self, division: str, figures: Figures) -> dict[str, Any]:
        """Two tellers count the same, a scrutineer signs, the chair declares."""
        await self.cast.desk.count(division, figures)
        await self.cast.desk.sign(division)
        return await self.declared(division)

    async def declared(self, division: str) -> dict[str, Any]:
        """Wait for the result of a closed vote, declare it, publish it and lay its bundle down."""
        await self.live.until_division(division, "tallied")
        await self.cast.chair.declare(division)
        found = await self.live.until_division(division, "declared")
        if found["template"] != "trial":
            await self.publish(division)
            (self.out / bundle_name(self.sitting, division)).write_bytes(
                await self.secretariat.api.bundle(self.sitting, division)
            )
        return found

    async def publish(self, division: str) -> None:
        """`division-publish`."""
        await self.cast.chair.publish(division)

    async def division(self, division: str) -> dict[str, Any]:
        """A division as the secretariat sees it now."""
        return await division_view(self.secretariat, self.sitting, division)

    async def void(self, division: str, reason: str) -> None:
        """The chair asks to void, the secretariat agrees."""
        await self.cast.chair.void(division, reason)
        await self.cast.clerk.confirm_void(division)
        await self.live.until_division(division, "void")

    async def refused(self, what: str, code: str, act: Awaitable[Any]) -> None:
        """Something that the house does not allow: the code with which it is refused."""
        try:
            await act
        except ProtocolError as problem:
            self.sheet.expect(what, code, problem.code)
        else:
            self.sheet.expect(what, code, "allowed")

    def expect_keys(self, division: Mapping[str, Any], figures: Sequence[int], *, carried: bool) -> None:
        """A motion's for, against, abstain, not pressed, and whether it is carried."""
        result = division["result"]
        found = (*(result[key] for key in ("for", "against", "abstain", "not_pressed")), _word(result["carried"]))
        self.sheet.expect(title(division), _line((*figures, _word(carried))), _line(found))
        self.sheet.tell(result["sentence"]["zh"])

    def expect_names(self, division: Mapping[str, Any], counts: Sequence[Sequence[int]], verdicts: Sequence[str] = ()) -> None:
        """Each name's figures and, where the day tells them, verdicts."""
        names = division["result"]["items"][0]["names"]
        for number, (name, figures) in enumerate(zip(names, counts, strict=True)):
            what = f"{title(division)} · {division['names'][0][number]['zh']}"
            words = (verdicts[number], name["verdict"]) if verdicts else ("", "")
            self.sheet.expect(what, _line((*figures, words[0])), _line((*name["counts"], words[1])))
        self.sheet.tell(division["result"]["sentence"]["zh"])

    def expect_due(self, due: int, quorum: int) -> None:
        """N, and how many of them are a quorum."""
        state = self.live.state
        found = f"{state['attendance']['due']} {state['sitting']['quorum']['needed']}"
        self.sheet.expect("应到、法定人数 / due, quorum", f"{due} {quorum}", found)

    def expect_paper(self, division: Mapping[str, Any], issued: int, returned: int, invalid: int) -> None:
        """Issued, returned and invalid ballots, and those not returned."""
        result = division["result"]
        found = (result["issued"], result["returned"], sum(result["invalid"].values()), result["unreturned"])
        what = f"{title(division)} · 发出、收回、废票、未收回 / issued, returned, invalid, not returned"
        self.sheet.expect(what, _line((issued, returned, invalid, issued - returned)), _line(found))

    async def expect_present(self, present: int) -> None:
        """How many are checked in, as soon as the chair's console says so."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                await self.live.until_present(present)
        self.sheet.expect("实到 / present", present, self.live.terminal.session.present)


@asynccontextmanager
async def staged(
    server: ServerProcess,
    plan: ChamberPlan,
    ballots: Mapping[str, Ballots],
    sheet: Sheet,
    out: Path,
    private: Path,
    casting: Casting = headless_cast,
) -> AsyncIterator[Stage]:
    """A body on an empty server, its sitting opened by a cast, nobody checked in. Leaving ends all but the server."""
    async with AsyncExitStack() as stack:
        ready = await prepare_body(server.url, server.admin_code, plan)
        stack.push_async_callback(ready.secretariat.aclose)
        live = await stack.enter_async_context(ready.secretariat.live(plan.sitting))
        codes = await ready.secretariat.issue_codes([("scrutineer", "", name) for name in SCRUTINEERS])
        devices = await stack.enter_async_context(Scrutineers(server.url, plan.sitting, codes, private / "scrutineers"))
        cast = await stack.enter_async_context(casting(Backstage(server, plan, ready, live, devices, ballots, private)))
        yield Stage(server, plan.sitting, ready, live, cast, sheet, out, ballots)


def words(zh: str, en: str) -> Words:
    """The same in both languages."""
    return {"zh": zh, "en": en}


def titles(short: Words) -> tuple[Words, Words, Words]:
    """Title, short title and text of a matter of the play."""
    return short, short, words(f"{short['zh']}（虚构）", f"{short['en']} (fictional)")


def title(division: Mapping[str, Any]) -> str:
    """What a line of the sheet calls a division."""
    return f"{division['short']['zh']} / {division['short']['en']}"


def _word(carried: bool) -> str:
    return "通过" if carried else "未通过"


def _line(values: Iterable[object]) -> str:
    return " ".join(str(value) for value in values if value != "")
