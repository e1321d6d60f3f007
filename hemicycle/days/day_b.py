"""Day B: a sitting of a district standing committee, N = 35, two members by video (domain notes §11)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hemicycle.days.figures import Ballots, graded, grades, keys, keys_by_name
from hemicycle.days.people import people
from hemicycle.days.stage import Stage, Words, titles, words
from terminal_client.headless.chamber import ChamberPlan
from terminal_client.headless.console import Motion
from terminal_client.headless.counters import hand_counts, hand_figures, paper_figures
from voting_protocol.forms import GRADES, THREE_KEYS, FormItem

MEMBERS = [f"{number:02d}" for number in range(1, 36)]
HALL, VIDEO = MEMBERS[:29], MEMBERS[29:31]
ATTENDEES, OBSERVERS = 22, 6
SECTION = "视频会场"
DEPARTMENTS = 8
GRADES_SEED = 11_02

MOTIONS: Mapping[str, tuple[Words, tuple[int, int, int], tuple[int, int, int], bool]] = {
    "agenda": (words("会议议程", "Agenda"), (31, 0, 0), (2, 0, 0), True),
    "clause": (words("第十二条", "Clause 12"), (16, 12, 3), (1, 1, 0), False),
    "revised": (words("条例草案（修改稿）", "Bill (revised draft)"), (27, 2, 2), (2, 0, 0), True),
    "dismissals": (words("免职三人", "Three dismissals"), (31, 0, 0), (2, 0, 0), True),
}
"""For, against, abstain in all; those of the hands among them; and whether it is carried."""
PERSONS = (words("张远", "Zhang Yuan"), words("李衡", "Li Heng"), words("王策", "Wang Ce"))
APPOINTED = ((29, 1, 1), (18, 9, 4), (17, 10, 4))
APPOINTED_BY_HAND = ((2, 0, 0), (1, 1, 0), (1, 1, 0))


def plan() -> ChamberPlan:
    """The committee's members with terminals in the hall, attendees and observers without a vote."""
    return ChamberPlan(
        members=[
            *people(MEMBERS, "委员", seed=35),
            *people([f"L{number:02d}" for number in range(1, ATTENDEES + 1)], "列席", seed=22, role="attendee"),
            *people([f"P{number:02d}" for number in range(1, OBSERVERS + 1)], "旁听", seed=6, role="observer"),
        ],
        body="linhu-committee",
        name=words("临湖区人民代表大会常务委员会", "Standing Committee of the People's Congress of Linhu District"),
        sitting="linhu-committee-19-31",
        title=words("临湖区第十九届人大常委会第三十一次会议", "19th Standing Committee of Linhu District, 31st sitting"),
        kind="standing-committee",
        sitting_kind="standing-committee",
        quorum="Q3",
        profile="local",
        shape={"kind": "grid", "rows": 5, "cols": 7},
    )


def ballots() -> dict[str, Ballots]:
    """Who marks what in every vote on terminals: of a mixed vote those in the hall only."""
    return {
        **{name: keys(HALL, *_less(figures, hands)) for name, (_, figures, hands, _) in MOTIONS.items()},
        "departments": grades(HALL, DEPARTMENTS, 3, GRADES_SEED),
        "appointments": keys_by_name(HALL, [_less(*both) for both in zip(APPOINTED, APPOINTED_BY_HAND, strict=True)]),
    }


async def play(stage: Stage) -> None:
    """The day from check-in to the last vote."""
    await _arrivals(stage)
    await stage.prepare(_motion(stage, "agenda"))
    warned = "hands-visible" in (await stage.division("agenda"))["reveals"]
    stage.sheet.expect("无记名表决中视频举手可见，已提示 / warned that hands are seen in a secret vote", True, warned)
    await _carried_or_not(stage, "agenda")
    await _departments(stage)
    await _clause(stage)
    await _appointments(stage)
    await _removal(stage)
    await _objection(stage)


async def _arrivals(stage: Stage) -> None:
    secretariat = stage.secretariat
    await stage.arrive(HALL)
    for member in VIDEO:
        await stage.cast.clerk.check_in_by_video(member)
    stage.expect_due(35, 18)
    await stage.expect_present(31)
    seat = stage.ready.deputies[MEMBERS[-1]].seat
    for who, member in (("列席人员 / an attendee", "L01"), ("旁听人员 / an observer", "P01")):
        await stage.refused(who, "not-a-deputy", secretariat.check_in(stage.sitting, member, seat))


def _motion(stage: Stage, division: str, **more: object) -> Motion:
    short = MOTIONS[division][0]
    given = {"rule": "M4", "template": "resolution", "secrecy": "secret", "channel": "mixed"} | more
    return replace(Motion(division, stage.number(), *titles(short)), **given)  # type: ignore[arg-type]


async def _carried_or_not(stage: Stage, matter: Motion | str) -> None:
    division = matter if isinstance(matter, str) else matter.division
    _, figures, hands, carried = MOTIONS[division]
    declared = await stage.mixed(matter, hand_figures({SECTION: hands}))
    stage.expect_keys(declared, (*figures, 0), carried=carried)
    parts = declared["result"]["parts"]
    found = " ".join(str(parts[part]["counts"][0]) for part in ("terminal", "hands"))
    stage.sheet.expect("其中表决器、视频举手 / of these terminals, hands", f"{_less(figures, hands)} {list(hands)}", found)


async def _departments(stage: Stage) -> None:
    names = [words(f"部门{number}", f"Department {number}") for number in range(1, DEPARTMENTS + 1)]
    motion = Motion(
        "departments",
        stage.number(),
        *titles(words("部门工作满意度测评", "Satisfaction with eight departments")),
        rule="grades-all",
        template="satisfaction-3",
        secrecy="secret",
        item=FormItem(GRADES, DEPARTMENTS, 0, 3),
        names=names,
    )
    stage.expect_names(await stage.hold(motion), graded(stage.ballots["departments"], DEPARTMENTS, 3))


async def _clause(stage: Stage) -> None:
    """The disputed clause fails; the bill is held and drafted anew."""
    bill = Motion("bill", stage.number(), *titles(words("条例草案", "Bill")), "M4", "law-bill", secrecy="secret", channel="mixed")
    await stage.prepare(bill)
    link = [{"kind": "clause", "division": "bill"}]
    await _carried_or_not(stage, _motion(stage, "clause", template="clause-separate", of=link))
    await stage.refused("条款未通过，整体表决须由主持人决定 / the chair has to choose first", "clause-failed", stage.open("bill"))
    revised = _motion(stage, "revised", template="law-bill", of=[{"kind": "revises", "division": "bill"}])
    await _carried_or_not(stage, revised)


async def _appointments(stage: Stage) -> None:
    """Dismissals before appointments to the same posts; the last of three is not appointed."""
    dismissals = _motion(stage, "dismissals", template="appoint-merged", text=_lines("免去甲", "免去乙", "免去丙"))
    await stage.prepare(dismissals)
    appointments = Motion(
        "appointments",
        stage.number(),
        *titles(words("人事任命", "Appointments")),
        rule="M4",
        template="appoint-each",
        secrecy="secret",
        channel="mixed",
        item=FormItem(THREE_KEYS, len(PERSONS)),
        names=PERSONS,
        of=[{"kind": "fills", "division": "dismissals"}],
    )
    await stage.prepare(appointments)
    await stage.refused("免职尚未表决，不得先任命 / dismissals come first", "dismissal-pending", stage.open("appointments"))
    await _carried_or_not(stage, "dismissals")
    figures = hand_counts({SECTION: APPOINTED_BY_HAND}, {SECTION: len(VIDEO)})
    stage.expect_names(await stage.mixed("appointments", figures), APPOINTED, ["carried", "carried", "not-carried"])


async def _removal(stage: Stage) -> None:
    """On terminals a removal is refused; on paper it is held."""
    short = words("撤销某某职务", "Removal from office")
    removal = Motion("removal-tablets", stage.number(), *titles(short), "M4", "removal-office", secrecy="secret")
    await stage.prepare(removal)
    await stage.refused("撤职案不得用表决器 / no removal on terminals", "paper-only", stage.open("removal-tablets"))
    await stage.cast.chair.withdraw("removal-tablets", "改用纸质表决票")
    on_paper = Motion("removal", stage.number(), *titles(short), "M4", "removal-office", secrecy="secret", channel="paper")
    figures: Sequence[Sequence[int]] = [(25, 2, 2)]
    declared = await stage.by_paper(on_paper, 29, 29, paper_figures(29, figures))
    stage.expect_paper(declared, 29, 29, 0)


async def _objection(stage: Stage) -> None:
    """Somebody objects to voting on a list together: it is split."""
    package = Motion(
        "package",
        stage.number(),
        words("人事任免名单", "List of appointments"),
        words("人事任免名单", "List of appointments"),
        _lines("任命丁", "任命戊"),
        "M4",
        "appoint-merged",
        secrecy="secret",
    )
    await stage.prepare(package)
    await stage.cast.chair.object("package", HALL[4], "对其中一人有不同意见")
    split = await stage.division("package")
    lines = sum(step["kind"] == "part" for step in split["next"])
    stage.sheet.expect("提出异议，合并表决拆分逐人 / an objection splits the package", "withdrawn 2", f"{split['state']} {lines}")
    await stage.refused("已拆分的不得合并付表决 / what was split stays split", "package-split", stage.open("package"))


def _lines(*lines: str) -> Words:
    return words("\n".join(lines), "")


def _less(figures: Sequence[int], hands: Sequence[int]) -> list[int]:
    return [figure - hand for figure, hand in zip(figures, hands, strict=True)]
