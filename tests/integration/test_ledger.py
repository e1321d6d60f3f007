"""A ledger over a real server: acts, links to declared divisions, exports; two processes see the same (docs/ledger.md)."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import pytest_asyncio

from terminal_client.headless.client import ApiClient
from terminal_client.headless.console import Motion
from terminal_client.headless.ledgers import LedgerDesk
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, GRADES, THREE_KEYS, FormItem
from voting_protocol.marks import Choice, Marks
from voting_server.domain.exams import draw

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEMBERS = [f"m{n}" for n in range(6)]
TODAY = datetime.now(UTC) + timedelta(hours=8)
DAY, YEAR = TODAY.date().isoformat(), TODAY.year
YES, NO = Choice.FOR, Choice.AGAINST


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    staff = (("chair", "执行主席"), ("scrutineer", "监票人"), ("operator", "技术保障"))
    async with live_chamber(tmp_path_factory.mktemp("hall"), len(MEMBERS), staff=staff) as hall:
        yield hall


@pytest.fixture
def desk(hall: LiveChamber) -> LedgerDesk:
    return LedgerDesk(hall.chamber.secretariat)


async def prepare(hall: LiveChamber, division: str, template: str, rule: str, item: FormItem, names: Sequence[str]) -> None:
    hall.drafted += 1
    labels = [{"zh": name, "en": ""} for name in names]
    motion = Motion(division, hall.drafted, WORDS, WORDS, WORDS, rule=rule, template=template, item=item, names=labels)
    await hall.chamber.prepare_division(motion)


async def vote(hall: LiveChamber, division: str, marks: Mapping[str, Marks]) -> None:
    await hall.chamber.chair.announce(hall.sitting, division)
    opening = await hall.chamber.chair.open_division(hall.sitting, division)

    async def press(member: str, own: Marks) -> None:
        async with hall.terminal(member) as terminal:
            await terminal.until(lambda session: session.voting.ready)
            await terminal.press(own)

    await asyncio.gather(*(press(member, own) for member, own in marks.items()))
    await hall.declare(opening, await hall.close(opening))


async def refused(work: Any, code: str) -> dict[str, Any]:
    with pytest.raises(ProtocolError) as caught:
        await work
    assert caught.value.code == code, caught.value.detail
    return dict(caught.value.detail)


async def test_an_empty_ledger(hall: LiveChamber, desk: LedgerDesk) -> None:
    view = await desk.view()
    assert view["head"]["n"] == -1
    assert (view["projects"], view["today"]) == ([], DAY)
    await refused(desk.proposals(hall.sitting, "nothing"), "unknown-division")
    await refused(desk.proposals("nowhere", "nothing"), "unknown-division")


async def test_projects_from_the_proposal_to_the_hand_over(hall: LiveChamber, desk: LedgerDesk) -> None:
    projects = {"p1": "道路照明", "p2": "小学食堂", "p3": "老旧电梯", "p4": "上级布置的工程", "p5": "跨年度改造"}
    for project, title in projects.items():
        named = {"zh": title, "en": ""}
        await desk.act("project-collect", project=project, year=YEAR, title=named, text="", proposer="第一小组")
    for project in ("p1", "p2", "p3"):
        await desk.screen(project)
    await desk.screen("p4", assigned=True)
    await desk.screen("p5", cross_year=True)
    reasons = (await desk.project("p4"))["screening"]["reasons"]
    assert reasons[0]["code"] == "project-assigned-from-above"
    assert "上级" in reasons[0]["zh"]
    wrong = desk.act("project-list", year=YEAR, seats=2, projects=["p1", "p2", "p5"])
    assert await refused(wrong, "project-no-target") == {"project": "p5", "reasons": ["project-no-target"]}
    short = await refused(desk.act("project-list", year=YEAR, seats=3, projects=["p1", "p2", "p3"]), "list-too-short")
    assert short == {"candidates": 3, "seats": 3, "needed": 4}
    await desk.act("project-list", year=YEAR, seats=2, projects=["p1", "p2", "p3"])

    await prepare(hall, "pick", "livelihood-pick", "projects", FormItem(CHOOSE, 3, 0, 2), list(projects.values())[:3])
    await refused(desk.proposals(hall.sitting, "pick"), "not-declared")
    ballots = [(1, 1, 0), (1, 1, 0), (1, 0, 1), (1, 1, 0), (0, 1, 1), (0, 0, 1)]
    await vote(hall, "pick", dict(zip(MEMBERS, ballots, strict=True)))
    (act,) = await desk.proposals(hall.sitting, "pick")
    assert [one["verdict"] for one in act["members"]["outcome"]] == ["chosen", "chosen", "not-chosen"]
    lie = [one | {"verdict": "chosen"} for one in act["members"]["outcome"]]
    await refused(desk.act("project-vote", **(act["members"] | {"outcome": lie})), "outcome-differs")
    assert await desk.take(hall.sitting, "pick") == 1
    assert await desk.take(hall.sitting, "pick") == 0

    await desk.act("project-hand-over", project="p1", date=DAY, department="区城管局")
    project = await desk.project("p1")
    assert (project["state"], project["votes"], project["handed"]["date"]) == ("handed-over", 4, DAY)
    assert next(each["what"] for each in (await desk.view())["due"]) == "plan"


async def test_an_appointment_with_its_exam(hall: LiveChamber, desk: LedgerDesk) -> None:
    csv = "题目,A,B,C,答案\n" + "".join(f"第 {n} 题,甲,乙,丙,{'ABC'[n % 3]}\n" for n in range(60)) + "坏题,甲,,,A\n"
    preview = await desk.bank_preview("题库.csv", csv.encode("gb18030"))
    assert (len(preview["items"]), preview["encoding"]) == (60, "GB18030")
    assert [(each["line"], each["code"]) for each in preview["errors"]] == [(62, "option-gap")]
    await desk.act("bank-set", bank="law", name="宪法", items=preview["items"])
    post = {"zh": "区人民法院副院长", "en": ""}
    await desk.act("appointment-propose", case="c1", term="第十八届", person="张伟", post=post)
    await prepare(hall, "appoint", "appoint-each", "M4", FormItem(THREE_KEYS, 2), ["张 伟", "李娜"])
    link = {"case": "c1", "sitting": hall.sitting, "division": "appoint", "place": 1}
    await refused(desk.act("appointment-submit", **link), "gate-review")
    await desk.act("appointment-review", case="c1", passed=True, date=DAY, note="")
    await refused(desk.act("appointment-submit", **link), "gate-exam")

    drawn = await desk.act("exam-draw", case="c1", banks=["law"])
    paper = await desk.paper("c1")
    assert unb64u(paper["seed"]) == drawn.head.digest
    again = draw(preview["items"], drawn.head.digest)
    assert [item["text"] for item in paper["items"]] == [item["text"] for item in again]
    assert "answer" not in paper["items"][0]
    await desk.act("exam-answers", case="c1", answers=[item["answer"] for item in again[:30]] + [""] * 20)
    assert [exam["score"] for exam in (await desk.case("c1"))["exams"]] == [60]

    await desk.act("appointment-submit", **link)
    await desk.act("appointment-statement", case="c1", date=DAY, text="任前发言")
    await vote(hall, "appoint", {member: (YES, NO) for member in MEMBERS[:5]})
    assert await desk.take(hall.sitting, "appoint") == 1
    assert (await desk.case("c1"))["state"] == "appointed"
    await desk.act("appointment-oath", case="c1", date=DAY, text="会议大厅")


@pytest.mark.rule("D1")
async def test_two_bad_years_raise_a_task(hall: LiveChamber, desk: LedgerDesk) -> None:
    for division, year in (("duty-1", YEAR - 2), ("duty-2", YEAR - 1)):
        await prepare(hall, division, "performance-4", "grades-present", FormItem(GRADES, 2, 0, 4), ["代表1", "代表2"])
        await vote(hall, division, {member: (1, 4) for member in MEMBERS})
        assert await desk.take(hall.sitting, division, year=year) == 1
    view = await desk.view()
    (task,) = view["tasks"]
    assert (task["id"], task["state"]) == (f"duty-m2-{YEAR - 1}", "open")
    assert [one["recommended"] for one in view["grades"][-1]["outcome"]] == [True, False]
    await desk.act("task-done", task=task["id"], text="已谈话")
    assert (await desk.view())["tasks"][0]["state"] == "done"


async def test_who_may_read_and_write(hall: LiveChamber, desk: LedgerDesk) -> None:
    chair = hall.chamber.chair
    assert (await LedgerDesk(chair).view())["head"]["n"] >= 0
    await refused(LedgerDesk(chair).act("task-done", task="x", text="x"), "not-allowed")
    await refused(LedgerDesk(chair).paper("c1"), "not-allowed")
    await refused(chair.api.get(f"/v1/logs/ledger.{chair.body}/acts"), "not-allowed")
    acts = await hall.chamber.secretariat.api.get(f"/v1/logs/ledger.{chair.body}/acts")
    assert acts["head"]["n"] == len(acts["acts"]) - 1
    async with ApiClient(hall.server.url, hall.identity("m0")) as deputy:
        await refused(deputy.get(f"/v1/bodies/{chair.body}/ledger"), "not-allowed")


async def test_exports(hall: LiveChamber, desk: LedgerDesk) -> None:
    view = await desk.view()
    exported = json.loads(await desk.export("json"))
    assert exported == {"format": "hemicycle-ledger/1", "body": hall.chamber.secretariat.body, "exported": DAY, **view}
    book = openpyxl.load_workbook(io.BytesIO(await desk.export()))
    assert book.sheetnames == ["民生实事项目", "项目报告", "任免", "测评", "待办", "出处"]
    assert [cell.value for cell in book["民生实事项目"]["C"]][1:4] == ["道路照明", "小学食堂", "老旧电梯"]
    assert book["任免"]["I2"].value == DAY
    assert view["head"]["d"] in [cell.value for cell in book["出处"]["B"]]


async def test_a_killed_server_has_the_same_ledger(hall: LiveChamber, desk: LedgerDesk) -> None:
    before = await desk.view()
    await asyncio.to_thread(hall.server.kill)
    await asyncio.to_thread(hall.server.start)
    assert await desk.view() == before
    named = {"zh": "明年的项目", "en": ""}
    await desk.act("project-collect", project="n1", year=YEAR + 1, title=named, text="", proposer="第一小组")
    assert (await desk.view())["head"]["n"] == before["head"]["n"] + 1


async def test_two_devices_write_at_once(hall: LiveChamber, desk: LedgerDesk) -> None:
    """Each act stands on a state that it was judged by: of two projects with one title one is refused."""
    named = {"zh": "同名项目", "en": ""}
    acts = [
        desk.act("project-collect", project=f"same-{n}", year=YEAR + 2, title=named, text="", proposer="第一小组")
        for n in range(6)
    ]
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    refusals = [outcome.code for outcome in outcomes if isinstance(outcome, ProtocolError)]
    assert refusals == ["title-known"] * 5
