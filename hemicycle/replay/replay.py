"""Real roll calls held again: a private server, one terminal a member, every member's real vote signed at its own seat."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import msgspec
from rich.console import Console as Screen

from hemicycle.behaviour import Script
from hemicycle.replay.rollcall import RollCall, VotingTime, parse_roll_calls, roster
from hemicycle.replay.table import Row, compare, show
from hemicycle.scrutineers import Scrutineers
from hemicycle.serve import ServerProcess
from hemicycle.simulate import Options, Simulators
from terminal_client.headless.chamber import Chamber, ChamberPlan, prepare_chamber
from terminal_client.headless.console import Live, Motion
from terminal_client.headless.identity import save_identities, write_private
from voting_server.records.bundle import bundle_name

_PACE_S = 0.0
_THRESHOLD = 2
_OTHER = {"for": "against", "against": "for", "abstain": "for"}


def run_replay(
    xml: Path,
    out: Path,
    *,
    processes: int = 2,
    votes: int | None = None,
    tamper: str | None = None,
    seed: int = 1,
    secret: bool = False,
    screen: Screen | None = None,
) -> int:
    """Hold the roll calls of `xml` through a real server, write one record bundle a vote into `out`, compare, print the table.

    `votes` holds only the first so many. `tamper` names a member whose terminal presses another key in the first vote that lists it: the
    comparison must find it. With `secret` the votes are sealed and opened by two of three scrutineers' devices: then the totals are compared, for nobody
    can tell a member's vote. Gives 0 only if every figure and every member's recorded vote equals the official one, else 1. Raises
    `RollCallError` for a file that is not such a list, `ProtocolError` and RuntimeError when a vote can't be held.
    """
    screen = screen or Screen()
    official = parse_roll_calls(xml.read_bytes())
    held = official.votes[:votes]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hemicycle-") as folder:
        private = Path(folder)
        scripts = _script(held, tamper)
        with ServerProcess(private / "server") as server:
            asyncio.run(_hold(server, official, held, scripts, out, private, processes, seed, secret))
    rows = _compare_all(official, held, out)
    show(rows, screen)
    return 0 if rows and all(row.equal for row in rows) else 1


def _script(votes: Sequence[RollCall], tamper: str | None) -> dict[str, dict[str, str]]:
    script = {vote.id: {member: str(choice) for member, choice in vote.choices.items()} for vote in votes}
    if tamper is not None:
        listed = next((choices for choices in script.values() if tamper in choices), None)
        if listed is None:
            raise ValueError(f"no vote lists member {tamper}")
        listed[tamper] = _OTHER[listed[tamper]]
    return script


def _sitting_id(official: VotingTime) -> str:
    return f"ep-{official.date}"


async def _hold(
    server: ServerProcess,
    official: VotingTime,
    votes: Sequence[RollCall],
    script: Script,
    out: Path,
    private: Path,
    processes: int,
    seed: int,
    secret: bool,
) -> None:
    members = [msgspec.to_builtins(member) for member in roster(official)]
    plan = ChamberPlan(
        members,
        body="european-parliament",
        name={"zh": "欧洲议会", "en": "European Parliament"},
        sitting=_sitting_id(official),
        title={"zh": f"{official.date} 会议记名表决", "en": f"Roll-call votes of {official.date}, {official.reference}"},
    )
    async with AsyncExitStack() as stack:
        chamber = await stack.enter_async_context(await prepare_chamber(server.url, server.admin_code, plan))
        live = await stack.enter_async_context(chamber.chair.live(chamber.sitting))
        pin = await stack.enter_async_context(_sealed(chamber, live, private)) if secret else None
        options = _processes(chamber, script, private, processes, seed, pin)
        simulators = await stack.enter_async_context(Simulators(options))
        await simulators.until("checked-in", len(members))
        for number, vote in enumerate(votes, 1):
            await chamber.prepare_division(_motion(vote, number, "secret" if secret else "named"))
        for vote in votes:
            await _hold_vote(chamber, simulators, live, vote.id, len(script[vote.id]))
            (out / bundle_name(chamber.sitting, vote.id)).write_bytes(await chamber.chair.api.bundle(chamber.sitting, vote.id))


@asynccontextmanager
async def _sealed(chamber: Chamber, live: Live, private: Path) -> AsyncIterator[bytes]:
    """Three scrutineers' devices hold the key ceremony; gives their pin. The devices stop at the end."""
    codes = await chamber.secretariat.issue_codes([("scrutineer", "", f"监票人{number}") for number in "一二三"])
    async with Scrutineers(chamber.url, chamber.sitting, codes, private / "scrutineers") as scrutineers:
        await chamber.chair.start_ceremony(chamber.sitting, _THRESHOLD, scrutineers.keys, [chamber.chair.identity.key.public])
        await live.until_sealed()
        yield scrutineers.pin


async def _hold_vote(chamber: Chamber, simulators: Simulators, live: Live, division: str, voters: int) -> None:
    chair, sitting = chamber.chair, chamber.sitting
    await chair.announce(sitting, division)
    opening = await chair.open_division(sitting, division)
    await simulators.until("acknowledged", voters, division)
    await chair.close_division(sitting, opening)
    tallied = await live.until_division(division, "tallied")
    await chair.declare(sitting, opening, tallied)
    await chair.publish(sitting, division)


def _processes(chamber: Chamber, script: Script, private: Path, processes: int, seed: int, pin: bytes | None) -> list[Options]:
    plan = private / "script.json"
    write_private(plan, json.dumps(script).encode())
    devices, options = list(chamber.deputies.values()), []
    for number in range(processes):
        file = private / f"terminals-{number}.json"
        save_identities(file, devices[number::processes])
        options.append(Options(chamber.url, chamber.sitting, file, plan, seed + number, _PACE_S, pin))
    return options


def _motion(vote: RollCall, number: int, secrecy: str) -> Motion:
    document, *_, what = vote.title.split(" – ")
    title, short, text = (
        dict.fromkeys(("zh", "en"), words) for words in (vote.title[:200], f"{document} – {what}"[:200], vote.subject)
    )
    return Motion(vote.id, number, title, short, text, rule="M1", template="roll-call", secrecy=secrecy)


def _compare_all(official: VotingTime, votes: Sequence[RollCall], out: Path) -> list[Row]:
    sitting = _sitting_id(official)
    return [compare((out / bundle_name(sitting, vote.id)).read_bytes(), vote) for vote in votes]
