"""What comes before what, through a real server: consoles take the steps that it offers (docs/sequences.md)."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import pytest_asyncio

from terminal_client.headless.console import Motion
from terminal_client.headless.sequences import (
    defer_with_consent,
    division_view,
    link,
    next_steps,
    object_to,
    take_step,
)
from tests.support.chamber import LiveChamber, live_chamber
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import ELECTION, MOTION, FormItem
from voting_protocol.marks import Choice, Marks

pytestmark = pytest.mark.asyncio(loop_scope="module")
SIZE = 5
MEMBERS = [f"m{n}" for n in range(SIZE)]
YES, NO, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
CARRIED, FAILED = [YES, YES, YES, NO, NO], [YES, YES, NO, NO, NO]
EMPTY = {"zh": "", "en": ""}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path_factory.mktemp("hall"), SIZE) as hall:
        yield hall


async def draft(
    hall: LiveChamber,
    division: str,
    number: int,
    *links: Mapping[str, Any],
    names: Sequence[str] = (),
    item: FormItem = MOTION,
    text: Mapping[str, str] = EMPTY,
    **changes: Any,
) -> None:
    title = {"zh": f"关于{division}", "en": f"On {division}"}
    labels = [{"zh": name, "en": ""} for name in names]
    motion = Motion(division, number, title, {"zh": division, "en": division}, text, item=item, names=labels, of=links, **changes)
    await hall.chamber.prepare_division(motion)


async def vote(hall: LiveChamber, division: str, marks: Sequence[Choice | Marks]) -> dict[str, Any]:
    """Hold an approved division with these votes; gives it as the chair sees it declared."""
    chair = hall.chamber.chair
    await chair.announce(hall.sitting, division)
    opening = await chair.open_division(hall.sitting, division)

    async def press(member: str, mark: Choice | Marks) -> None:
        async with hall.terminal(member) as terminal:
            await terminal.until(lambda session: session.voting.ready)
            await terminal.press(mark)

    await asyncio.gather(*(press(member, mark) for member, mark in zip(MEMBERS, marks, strict=True)))
    await hall.declare(opening, await hall.close(opening))
    return await division_view(chair, hall.sitting, division)


async def refused(hall: LiveChamber, division: str) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        await hall.chamber.chair.announce(hall.sitting, division)
    return caught.value


async def step_of(hall: LiveChamber, division: str, kind: str) -> dict[str, Any]:
    steps = await next_steps(hall.chamber.chair, hall.sitting, division)
    return next(step for step in steps if step["kind"] == kind)


async def take(hall: LiveChamber, division: str, kind: str, **written: Any) -> str:
    """The chair takes a step that is offered; gives the division it drafts or is about."""
    step = await step_of(hall, division, kind)
    await take_step(hall.chamber.chair, hall.sitting, step, **written)
    drafted = str(step["fields"]["division"])
    if step["type"] == "division-draft":
        await hall.chamber.secretariat.approve(hall.sitting, drafted)
    return drafted


async def test_an_amendment_and_then_the_motion_drafted_anew(hall: LiveChamber) -> None:
    await draft(hall, "plan", 2)
    await draft(hall, "change", 1, link("amends", "plan"), template="amendment")
    problem = await refused(hall, "plan")
    assert problem.code == "amendment-pending"
    assert problem.detail["divisions"] == ["change"]
    (wait,) = (await division_view(hall.chamber.secretariat, hall.sitting, "plan"))["waits"]
    assert wait["zh"] == "修正案先于原案表决：第 1 项“change”尚未表决完毕"
    assert (await vote(hall, "change", CARRIED))["result"]["carried"]
    assert (await refused(hall, "plan")).code == "text-changed"
    known = await step_of(hall, "plan", "text-changed")
    with pytest.raises(ProtocolError, match="bad-act"):
        await take_step(hall.chamber.chair, hall.sitting, known)
    revised = await take(hall, "plan", "revise", text={"zh": "修改后的文本", "en": ""})
    assert (await refused(hall, "plan")).code == "already-revised"
    assert (await vote(hall, revised, CARRIED))["text"]["zh"] == "修改后的文本"
    await take(hall, "plan", "withdraw-replaced")


async def test_a_failed_clause_and_the_whole_is_held(hall: LiveChamber) -> None:
    await draft(hall, "law", 6, template="law-bill")
    await draft(hall, "article", 5, link("clause", "law"), template="clause-separate")
    assert not (await vote(hall, "article", FAILED))["result"]["carried"]
    assert (await refused(hall, "law")).code == "clause-failed"
    await take(hall, "law", "hold", reason="主任会议决定暂不付表决")
    assert (await division_view(hall.chamber.chair, hall.sitting, "law"))["state"] == "deferred"
    revised = await take(hall, "law", "revise", text={"zh": "修改稿", "en": ""})
    assert (await vote(hall, revised, CARRIED))["result"]["carried"]


async def test_a_tie_is_voted_again_among_the_tied(hall: LiveChamber) -> None:
    names, item = ["甲", "乙", "丙"], FormItem(ELECTION, 3, 0, 2, 0)
    await draft(hall, "election", 7, item=item, names=names, template="election-multi", rule="E6", basis="选举办法（测试）")
    pairs = [(YES, YES, NO), (YES, YES, NO), (YES, NO, YES), (YES, NO, YES), (NO, YES, YES)]
    declared = await vote(hall, "election", pairs)
    assert [name["verdict"] for name in declared["result"]["items"][0]["names"]] == ["elected", "tied", "tied"]
    assert (await step_of(hall, "election", "tie"))["source"]["zh"] == "地方组织法第二十九条"
    tie = await take(hall, "election", "tie")
    decided = await vote(hall, tie, [(1, 0), (1, 0), (0, 1), (1, 0), (0, 0)])
    assert [(name["counts"], name["verdict"]) for name in decided["result"]["items"][0]["names"]] == [
        ([3], "chosen"),
        ([1], "not-chosen"),
    ]
    assert decided["of"] == [link("tie", "election")]
    assert await next_steps(hall.chamber.chair, hall.sitting, "election") == []


async def test_an_objection_splits_a_package_of_dismissals_and_appointments_wait(hall: LiveChamber) -> None:
    text = {"zh": "免去甲的庭长职务\n免去乙的庭长职务", "en": ""}
    await draft(hall, "out", 9, text=text, template="appoint-merged", rule="M4")
    await draft(hall, "in", 10, link("fills", "out", 2), template="appoint-each", rule="M4")
    chair = hall.chamber.chair
    await chair.announce(hall.sitting, "out")
    await object_to(chair, hall.sitting, "out", "m2", "对乙有不同意见")
    split = await division_view(chair, hall.sitting, "out")
    assert (split["state"], split["objection"]["name"]) == ("withdrawn", "代表2")
    with pytest.raises(ProtocolError, match="package-split"):
        await chair.open_division(hall.sitting, "out")
    parts = [step for step in split["next"] if step["kind"] == "part"]
    for step in parts:
        await take_step(chair, hall.sitting, step)
        part = step["fields"]["division"]
        await hall.chamber.secretariat.approve(hall.sitting, part)
        assert (await refused(hall, "in")).code == "dismissal-pending"
        await vote(hall, part, CARRIED)
    assert (await vote(hall, "in", CARRIED))["result"]["carried"]


async def test_consent_to_put_off_is_voted(hall: LiveChamber) -> None:
    await draft(hall, "parking", 12)
    await draft(hall, "ask", 11, link("consent-defer", "parking"), template="procedural-present", rule="M7")
    chair = hall.chamber.chair
    with pytest.raises(ProtocolError, match="consent-needed"):
        await chair.defer(hall.sitting, "parking", "分歧较大")
    await vote(hall, "ask", CARRIED)
    await defer_with_consent(chair, hall.sitting, "parking", "分歧较大", {"by": "vote", "division": "ask"})
    put_off = await division_view(hall.chamber.secretariat, hall.sitting, "parking")
    assert (put_off["state"], put_off["consent"]) == ("deferred", {"by": "vote", "division": "ask"})


async def test_a_round_that_failed_is_held_again_by_hands(hall: LiveChamber) -> None:
    await draft(hall, "court", 13, template="resolution")
    chair = hall.chamber.chair
    await chair.announce(hall.sitting, "court")
    await chair.open_division(hall.sitting, "court")
    void = await chair.void(hall.sitting, "court", "会场网络中断")
    await hall.chamber.secretariat.confirm_void(hall.sitting, "court", void.id)
    again = await take(hall, "court", "again-hands")
    view = await division_view(chair, hall.sitting, again)
    assert (view["channel"], view["again_of"], view["state"]) == ("hands", "court", "approved")


@pytest.mark.parametrize("division", ["plan-revised", "election-tie", "in", "ask"])
async def test_records_verify(hall: LiveChamber, division: str) -> None:
    """The log up to then holds links, an objection, steps that were taken, and consent."""
    command = [sys.executable, "-m", "hemicycle_audit", "verify", str(hall.bundle_file(division)), "--json"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0, json.loads(out)
