"""Named votes of every form through a real server, from the draft to the bundle that the auditor verifies (docs/forms.md)."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import pytest_asyncio

from terminal_client.headless.console import Motion
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS, FormItem
from voting_protocol.marks import Choice, Marks

pytestmark = pytest.mark.asyncio(loop_scope="module")
SIZE = 6
MEMBERS = [f"m{n}" for n in range(SIZE)]
YES, NO, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
NAMES = [{"zh": name, "en": ""} for name in ("张三", "李四", "买买提·艾力", "欧阳 修")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path_factory.mktemp("hall"), SIZE) as hall:
        yield hall


async def hold(
    hall: LiveChamber, division: str, template: str, rule: str, item: FormItem, votes: Mapping[str, Marks], basis: str = ""
) -> dict[str, Any]:
    """Hold a named vote; the declared result as a deputy's state shows it."""
    hall.drafted += 1
    names = NAMES[: item.c]
    motion = Motion(
        division, hall.drafted, WORDS, WORDS, WORDS, rule=rule, template=template, item=item, names=names, basis=basis
    )
    await hall.chamber.prepare_division(motion)
    await hall.chamber.chair.announce(hall.sitting, division)
    opening = await hall.chamber.chair.open_division(hall.sitting, division)

    async def vote(member: str, marks: Marks) -> None:
        async with hall.terminal(member) as terminal:
            await terminal.until(lambda session: session.voting.ready)
            await terminal.press(marks)

    await asyncio.gather(*(vote(member, marks) for member, marks in votes.items()))
    await hall.declare(opening, await hall.close(opening))
    state = await hall.chamber.chair.api.get(f"/v1/sittings/{hall.sitting}/state")
    found: dict[str, Any] = next(each for each in state["divisions"] if each["id"] == division)
    return found["result"]


async def audit(hall: LiveChamber, division: str) -> dict[str, Any]:
    """What the auditor says of the bundle; it must find nothing."""
    command = [sys.executable, "-m", "hemicycle_audit", "verify", str(hall.bundle_file(division)), "--json"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    report: dict[str, Any] = json.loads(out)
    assert process.returncode == 0, report
    return report


def verdicts(result: Mapping[str, Any]) -> list[tuple[list[int], str]]:
    return [(name["counts"], name["verdict"]) for name in result["items"][0]["names"]]


async def marks_of(hall: LiveChamber, division: str) -> dict[str, Any]:
    votes: dict[str, Any] = await hall.chamber.chair.api.get(f"/v1/sittings/{hall.sitting}/divisions/{division}/votes")
    seats = {identity.seat: member for member, identity in hall.chamber.deputies.items()}
    return {seats[seat]: marks for seat, marks in votes["marks"].items()}


async def test_one_by_one(hall: LiveChamber) -> None:
    votes = dict(zip(MEMBERS, [(YES, NO), (YES, NO), (YES, ABSTAIN), (YES, YES), (NO, YES)], strict=False))
    result = await hold(hall, "each", "appoint-each", "M4", FormItem(THREE_KEYS, 2), votes)
    assert (result["voted"], result["not_pressed"]) == (5, 1)
    assert verdicts(result) == [([4, 1, 0], "carried"), ([2, 2, 1], "not-carried")]
    assert (await marks_of(hall, "each"))["m2"] == ["for", "abstain"]
    await audit(hall, "each")


async def test_choose_projects(hall: LiveChamber) -> None:
    votes = dict(zip(MEMBERS, [(1, 1, 0, 0), (1, 1, 0, 0), (1, 0, 0, 1), (1, 1, 0, 0), (0, 1, 0, 1), (0, 0, 0, 0)], strict=True))
    result = await hold(hall, "pick", "livelihood-pick", "projects", FormItem(CHOOSE, 4, 0, 2), votes)
    assert verdicts(result) == [([4], "chosen"), ([4], "chosen"), ([0], "not-chosen"), ([2], "not-chosen")]
    assert result["sentence"]["zh"] == "应选 2 项，入选 2 项"
    await audit(hall, "pick")


async def test_grades(hall: LiveChamber) -> None:
    votes = dict(zip(MEMBERS, [(1, 3), (1, 3), (1, 3), (1, 3), (2, 0), (0, 0)], strict=True))
    result = await hold(hall, "grades", "satisfaction-3", "grades-all", FormItem(GRADES, 2, 0, 3), votes)
    assert verdicts(result) == [([4, 1, 0, 1], "satisfied"), ([0, 0, 4, 2], "dissatisfied")]
    assert (await marks_of(hall, "grades"))["m4"] == [2, 0]
    await audit(hall, "grades")


async def test_an_election_with_names_written_in(hall: LiveChamber) -> None:
    item = FormItem(ELECTION, 2, 0, 1, 1)
    votes: dict[str, Marks] = dict(
        zip(
            MEMBERS,
            [(NO, NO, "王芳"), (NO, NO, "王 芳"), (NO, NO, "王芳"), (NO, ABSTAIN, "王芳"), (YES, NO, ""), (NO, NO, "")],
            strict=True,
        )
    )
    result = await hold(hall, "elect", "by-election", "E6", item, votes, basis="某市选举办法（测试）")
    assert verdicts(result) == [([1, 5, 0], "not-elected"), ([0, 5, 1], "not-elected")]
    written = result["items"][0]["written"]
    assert [(each["name"], each["votes"], each["verdict"]) for each in written["names"]] == [("王芳", 4, "elected")]
    assert (await marks_of(hall, "elect"))["m3"] == {"names": ["against", "abstain"], "written": ["王芳"]}
    await audit(hall, "elect")


async def test_an_order_of_preference(hall: LiveChamber) -> None:
    votes: dict[str, Marks] = dict(zip(MEMBERS, [(1, 2, 3), (2, 1), (2,), ()], strict=False))
    result = await hold(hall, "rank", "livelihood-rank", "points", FormItem(RANKING, 3), votes)
    assert verdicts(result) == [([3 + 2, 1], "ranked"), ([2 + 3 + 3, 2], "ranked"), ([1, 0], "ranked")]
    assert result["items"][0]["orders"] == {"valid": 4, "invalid": 0}
    await audit(hall, "rank")


@pytest.mark.parametrize("marks", [(1, 1, 1, 0), (2, 0, 0, 0), (1, 0, 0)])
async def test_a_terminal_marks_no_more_than_the_ballot_has(hall: LiveChamber, marks: Sequence[int]) -> None:
    hall.drafted += 1
    division = f"over-{'-'.join(map(str, marks))}"
    motion = Motion(
        division,
        hall.drafted,
        WORDS,
        WORDS,
        WORDS,
        rule="projects",
        template="livelihood-pick",
        item=FormItem(CHOOSE, 4, 0, 2),
        names=NAMES,
    )
    await hall.chamber.prepare_division(motion)
    await hall.chamber.chair.announce(hall.sitting, division)
    opening = await hall.chamber.chair.open_division(hall.sitting, division)
    async with hall.terminal("m0") as terminal:
        await terminal.until(lambda session: session.voting.ready)
        with pytest.raises(ProtocolError, match="bad-choice"):
            await terminal.press(tuple(marks))
        await terminal.press((1, 0, 0, 0))
    await hall.declare(opening, await hall.close(opening))
