"""Day C: a quarterly meeting of a town congress, N = 66, with its ledger; and a street conference (domain notes §11)."""

import asyncio
from collections.abc import Sequence

from hemicycle.days.figures import Ballots, graded, grades
from hemicycle.days.people import people
from hemicycle.days.stage import Stage, Words, titles, words
from hemicycle.serve import make_admin_code
from terminal_client.headless.chamber import ChamberPlan, prepare_chamber
from terminal_client.headless.console import Motion
from terminal_client.headless.counters import paper_figures
from terminal_client.headless.ledgers import LedgerDesk
from voting_protocol.forms import CHOOSE, GRADES, FormItem
from voting_server.settings import Settings

MEMBERS = [f"{number:02d}" for number in range(1, 67)]
PRESENT = MEMBERS[:58]
OTHERS = 21
YEAR = 2026
PROJECTS = tuple(f"民生项目{number}" for number in range(1, 13))
FROM_ABOVE, NO_TARGET = "上级布置的项目", "跨年度项目"
SEATS = 10
PICKED = (55, 54, 52, 51, 49, 48, 46, 44, 41, 36, 36, 33)
TIE = (31, 25)
LAST_YEAR = 8
GRADES_SEED = 11_03
REPORTING = PRESENT[:3]
DUTY_BEFORE = ((40, 10, 5, 3), (30, 20, 5, 3), (5, 8, 8, 37))
DUTY_NOW = ((45, 8, 3, 2), (28, 22, 6, 2), (4, 6, 10, 38))
"""Levels of the three deputies' duty reports, the year before and this year: the third is dissatisfied twice. Figures of this play."""
STREET = [f"{number:02d}" for number in range(1, 61)]


def plan() -> ChamberPlan:
    """The town's deputies; attendees without a vote."""
    return ChamberPlan(
        members=[
            *people(MEMBERS, "青田镇", seed=66),
            *people([f"L{number:02d}" for number in range(1, OTHERS + 1)], "列席", seed=21, role="attendee"),
        ],
        body="qingtian",
        name=words("青田镇人民代表大会", "People's Congress of Qingtian Town"),
        sitting="qingtian-19-q4",
        title=words("青田镇第十九届人民代表大会季度会议", "19th People's Congress of Qingtian Town, quarterly meeting"),
        quorum="Q2",
        profile="local",
        shape={"kind": "grid", "rows": 6, "cols": 11},
    )


def ballots() -> dict[str, Ballots]:
    """Who marks what on terminals: the satisfaction votes, from a seed."""
    return {"last-year": grades(PRESENT, LAST_YEAR, 3, GRADES_SEED)}


async def play(stage: Stage) -> None:
    """The meeting, then the street conference in the same installation."""
    await stage.arrive(PRESENT)
    stage.expect_due(66, 44)
    await stage.expect_present(58)
    desk = LedgerDesk(stage.secretariat)
    await _candidates(stage, desk)
    await _projects(stage, desk)
    await _last_year(stage)
    await _duty_reports(stage, desk)
    await _street(stage)


async def _candidates(stage: Stage, desk: LedgerDesk) -> None:
    """Twelve of fourteen collected projects become candidates."""
    titles_of = {f"p{number}": title for number, title in enumerate((*PROJECTS, FROM_ABOVE, NO_TARGET), 1)}
    for project, name in titles_of.items():
        await desk.act("project-collect", project=project, year=YEAR, title=words(name, ""), text="", proposer="代表小组")
        await desk.screen(project, assigned=name == FROM_ABOVE, cross_year=name == NO_TARGET)
    good = list(titles_of)[:12]
    for project, code in (("p13", "project-assigned-from-above"), ("p14", "project-no-target")):
        listed = desk.act("project-list", year=YEAR, seats=SEATS, projects=[*good, project])
        await stage.refused(f"{titles_of[project]} / a project that is barred", code, listed)
    await desk.act("project-list", year=YEAR, seats=SEATS, projects=good)
    stage.sheet.expect("候选项目 / candidates", 12, len((await desk.view())["years"][0]["projects"]))


async def _projects(stage: Stage, desk: LedgerDesk) -> None:
    """On paper: more ballots come back than were issued, the vote is void and held again; two projects tie for the last place."""
    names = [words(name, "") for name in PROJECTS]
    first = _paper("projects", stage, words("民生实事票决", "Livelihood projects"), "projects", "livelihood-pick", names, SEATS)
    await stage.open(await stage.prepare(first))
    await stage.issue_and_return("projects", 58, 59)
    counted = stage.cast.desk.count("projects", paper_figures(58, [[votes] for votes in PICKED], other=1))
    await stage.refused("收回 59 张多于发出 58 张，不得计票 / more came back than were issued", "more-returned", counted)
    await stage.void("projects", "收回的票多于发出的票")
    again = await stage.take_step("projects", "again")
    declared = await stage.by_paper(again, 58, 57, paper_figures(56, [[votes] for votes in PICKED], too_many=1))
    stage.expect_paper(declared, 58, 57, 1)
    stage.expect_names(declared, [[votes] for votes in PICKED], [*["chosen"] * 9, "tied", "tied", "not-chosen"])
    tie = await stage.take_step(again, "tie")
    decided = await stage.by_paper(tie, 58, 58, paper_figures(58, [[votes] for votes in TIE]))
    stage.expect_names(decided, [[votes] for votes in TIE], ["chosen", "not-chosen"])
    stage.sheet.expect("再次投票：弃权 / abstentions", 2, 58 - sum(TIE))
    for division in (again, tie):
        await desk.take(stage.sitting, division, year=YEAR)
    chosen = sum(project["state"] == "chosen" for project in (await desk.view())["projects"])
    stage.sheet.expect("台账：入选项目 / chosen in the ledger", SEATS, chosen)


def _paper(division: str, stage: Stage, short: Words, rule: str, template: str, names: Sequence[Words], most: int) -> Motion:
    return Motion(
        division,
        stage.number(),
        *titles(short),
        rule=rule,
        template=template,
        secrecy="secret",
        channel="paper",
        item=FormItem(CHOOSE, len(names), 0, most),
        names=names,
    )


async def _last_year(stage: Stage) -> None:
    motion = Motion(
        "last-year",
        stage.number(),
        *titles(words("上年实事测评", "Satisfaction with last year's projects")),
        rule="grades-all",
        template="satisfaction-project",
        secrecy="secret",
        item=FormItem(GRADES, LAST_YEAR, 0, 3),
        names=[words(f"上年项目{number}", f"Last year's project {number}") for number in range(1, LAST_YEAR + 1)],
    )
    stage.expect_names(await stage.hold(motion), graded(stage.ballots["last-year"], LAST_YEAR, 3))


async def _duty_reports(stage: Stage, desk: LedgerDesk) -> None:
    """Graded on paper for two years; who is found unsatisfactory twice running becomes a task for people, nothing more."""
    by_id = {member["id"]: member["name"] for member in stage.ready.members}
    for year, levels in ((YEAR - 2, DUTY_BEFORE), (YEAR - 1, DUTY_NOW)):
        motion = Motion(
            f"duty-{year}",
            stage.number(),
            *titles(words(f"{year} 年代表履职测评", f"Deputies' duty reports of {year}")),
            rule="grades-all",
            template="performance-4",
            secrecy="secret",
            channel="paper",
            item=FormItem(GRADES, len(REPORTING), 0, 4),
            names=[words(by_id[member], "") for member in REPORTING],
        )
        counts = [[*level, 0] for level in levels]
        stage.expect_names(await stage.by_paper(motion, 58, 58, paper_figures(58, counts)), counts)
        await desk.take(stage.sitting, motion.division, year=year)
    tasks = [(task["member"], *task["years"], task["state"]) for task in (await desk.view())["tasks"]]
    stage.sheet.expect("连续两年不满意 → 任务 / two years running → a task", [(REPORTING[2], YEAR - 2, YEAR - 1, "open")], tasks)


async def _street(stage: Stage) -> None:
    """Sixty representatives: forty are no quorum (3P > 2N), forty-one are."""
    code = await asyncio.to_thread(make_admin_code, Settings(data_dir=stage.server.data_dir))
    street = ChamberPlan(
        members=people(STREET, "湖滨街道", seed=60),
        body="hubin-street",
        name=words("湖滨街道议事代表会议", "Deliberative Conference of Hubin Street"),
        sitting="hubin-2026-2",
        title=words("湖滨街道议事代表会议第二次会议", "Hubin Street conference, second meeting"),
        kind="street",
        sitting_kind="street",
        quorum="Q8",
        shape={"kind": "grid", "rows": 6, "cols": 10},
        staff=(("chair", "街道召集人"), ("teller", "计票甲"), ("teller", "计票乙"), ("scrutineer", "监票甲")),
    )
    async with await prepare_chamber(stage.server.url, code, street) as chamber:
        names = [words(f"街道项目{number}", f"Street project {number}") for number in range(1, 5)]
        motion = _paper("street", stage, words("街道票选", "Street conference's choice"), "top", "street-pick", names, 2)
        await chamber.prepare_division(motion)
        await chamber.check_in(STREET[:40])
        await chamber.chair.announce(chamber.sitting, "street")
        opening = chamber.chair.open_division(chamber.sitting, "street")
        await stage.refused("街道：实到 40 人不足法定人数 / 40 of 60 are no quorum", "no-quorum", opening)
        await chamber.check_in(STREET[40:41])
        quorum = (await chamber.chair.api.state(chamber.sitting))["sitting"]["quorum"]
        stage.sheet.expect("街道：实到 41 人达到法定人数 / 41 are one", "41 True", f"{quorum['needed']} {quorum['met']}")
