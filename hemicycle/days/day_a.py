"""Day A: the closing plenary of a district congress, N = 256 (domain notes §11)."""

import os
import signal
from collections.abc import Mapping

from hemicycle.days.figures import Ballots, choices, graded, grades, keys
from hemicycle.days.stage import During, Stage, Words, titles, words
from hemicycle.demo import congress
from terminal_client.headless.chamber import ChamberPlan
from terminal_client.headless.console import Motion
from terminal_client.headless.counters import paper_figures
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, FormItem

LATE = "0256"
DEPUTIES = [f"{number:04d}" for number in range(1, congress.SEATS + 1)]
PRESENT = DEPUTIES[:241]
CUT_OFF = 118
"""How many had pressed when the hall's network failed."""
FAILURE = "会场网络中断"

RESOLUTIONS: Mapping[str, tuple[Words, tuple[int, int, int, int], bool]] = {
    "scrutineers": (words("监票人名单", "List of scrutineers"), (239, 0, 1, 1), True),
    "amendment": (words("修正案", "Amendment"), (118, 97, 25, 1), False),
    "government": (words("政府工作报告", "Government report"), (236, 2, 2, 1), True),
    "plan": (words("计划报告", "Development plan"), (234, 3, 3, 1), True),
    "budget": (words("预算报告", "Budget"), (228, 8, 4, 1), True),
    "committee": (words("常委会工作报告", "Report of the standing committee"), (238, 1, 1, 1), True),
    "court-again": (words("法院工作报告（再次表决）", "Report of the court (held again)"), (201, 28, 11, 1), True),
    "procuratorate": (words("检察院工作报告", "Report of the procuratorate"), (214, 18, 8, 1), True),
}
"""For, against, abstain, not pressed; and whether it is carried."""
SEATS_TO_FILL = 3
CANDIDATES = (
    words("任远航", "Ren Yuanhang"),
    words("卢 静", "Lu Jing"),
    words("范明诚", "Fan Mingcheng"),
    words("贺兰山", "Helan Shan"),
)
BY_ELECTION = ((221, 9, 8), (208, 20, 10), (131, 70, 37), (131, 72, 35))
WRITTEN = {"宋清和": 3, "孟岚": 1}
TIE = (140, 98)
PROJECTS = (230, 226, 221, 215, 209, 203, 198, 190, 181, 166, 142, 121)
CHOSEN = 10
LAST_YEAR = 10
GRADES_SEED = 11_01


def plan() -> ChamberPlan:
    """The district's deputies at their seats."""
    return congress.plan(profile="local")


def ballots() -> dict[str, Ballots]:
    """Who marks what in every vote on terminals."""
    everybody = [*PRESENT, LATE]
    return {
        "trial": keys(PRESENT, 200, 20, 21),
        **{division: keys(PRESENT, *figures[:3]) for division, (_, figures, _) in RESOLUTIONS.items()},
        "court": keys(PRESENT[:CUT_OFF], 100, 12, 6),
        "projects": choices(everybody, PROJECTS, CHOSEN),
        "last-year": grades(everybody, LAST_YEAR, 3, GRADES_SEED),
    }


async def play(stage: Stage) -> None:
    """The day from check-in to the last vote."""
    await stage.arrive(PRESENT)
    stage.expect_due(256, 171)
    await stage.expect_present(241)
    await _trial(stage)
    await _resolution(stage, "scrutineers", template="scrutineer-list")
    await _by_election(stage)
    await _resolution(stage, "amendment", template="amendment")
    await _resolution(stage, "government")
    await _resolution(stage, "plan")
    await _resolution(stage, "budget", during=_kill_a_worker)
    await _resolution(stage, "committee")
    await _court(stage)
    await _resolution(stage, "procuratorate")
    await stage.arrive([LATE])
    await stage.expect_present(242)
    await _projects(stage)
    await _last_year(stage)


async def _trial(stage: Stage) -> None:
    motion = Motion("trial", stage.number(), *titles(words("试表决", "Test vote")), template="trial", secrecy="secret")
    trial = await stage.hold(motion)
    stage.expect_keys(trial, (200, 20, 21, 0), carried=True)
    await stage.refused("试表决不公布 / a test vote is not published", "trial-vote", stage.publish("trial"))


async def _by_election(stage: Stage) -> None:
    """On paper: two ballots are invalid, one of them names four; C and D have the same votes for the third seat."""
    election = Motion(
        "by-election",
        stage.number(),
        *titles(words("补选区人大常委会组成人员", "By-election to the standing committee")),
        rule="E6",
        template="by-election",
        secrecy="secret",
        channel="paper",
        item=FormItem(ELECTION, len(CANDIDATES), 0, SEATS_TO_FILL, 2),
        names=CANDIDATES,
    )
    declared = await stage.by_paper(election, 241, 240, paper_figures(238, BY_ELECTION, WRITTEN, too_many=1, unreadable=1))
    stage.expect_paper(declared, 241, 240, 2)
    stage.expect_names(declared, BY_ELECTION, ["elected", "elected", "tied", "tied"])
    tie = await stage.take_step("by-election", "tie")
    decided = await stage.by_paper(tie, 241, 241, paper_figures(241, [[votes] for votes in TIE]))
    stage.expect_names(decided, [[votes] for votes in TIE], ["chosen", "not-chosen"])
    stage.sheet.expect("再次投票：弃权 / abstentions", 3, 241 - sum(TIE))


async def _resolution(
    stage: Stage, division: str, *, template: str = "resolution", again_of: str = "", during: During | None = None
) -> None:
    short, figures, carried = RESOLUTIONS[division]
    motion = Motion(division, stage.number(), *titles(short), template=template, again_of=again_of, secrecy="secret")
    stage.expect_keys(await stage.hold(motion, during=during), figures, carried=carried)


async def _kill_a_worker(stage: Stage, division: str) -> None:
    await stage.acknowledged(division, 40)
    os.kill(stage.server.worker_pids()[0], signal.SIGKILL)
    stage.sheet.tell("表决中一个服务器进程被杀死 / a server process was killed during the vote")


async def _court(stage: Stage) -> None:
    short = words("法院工作报告", "Report of the court")
    await stage.prepare(Motion("court", stage.number(), *titles(short), template="resolution", secrecy="secret"))
    await stage.open("court")
    await stage.acknowledged("court", CUT_OFF)
    await stage.lose_the_network()
    await stage.void("court", FAILURE)
    voided = stage.live.division("court")
    what = "法院工作报告：本轮作废并保留 / this round is void and kept"
    stage.sheet.expect(what, f"void {FAILURE}", f"{voided['state']} {voided['reason']}")
    await stage.arrive(PRESENT)
    await _resolution(stage, "court-again", again_of="court")


async def _projects(stage: Stage) -> None:
    names = [words(f"项目{number}", f"Project {number}") for number in range(1, len(PROJECTS) + 1)]
    motion = Motion(
        "projects",
        stage.number(),
        *titles(words("民生实事票决", "Livelihood projects")),
        rule="projects",
        template="livelihood-pick",
        secrecy="secret",
        item=FormItem(CHOOSE, len(PROJECTS), 0, CHOSEN),
        names=names,
    )
    stage.expect_names(await stage.hold(motion), [[votes] for votes in PROJECTS], ["chosen"] * 10 + ["not-chosen"] * 2)


async def _last_year(stage: Stage) -> None:
    names = [words(f"上年项目{number}", f"Last year's project {number}") for number in range(1, LAST_YEAR + 1)]
    motion = Motion(
        "last-year",
        stage.number(),
        *titles(words("上年实事测评", "Satisfaction with last year's projects")),
        rule="grades-all",
        template="satisfaction-project",
        secrecy="secret",
        item=FormItem(GRADES, LAST_YEAR, 0, 3),
        names=names,
    )
    stage.expect_names(await stage.hold(motion), graded(stage.ballots["last-year"], LAST_YEAR, 3))
