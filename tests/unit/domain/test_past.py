"""The past of a body: who came, what became of each division, search; nothing undeclared."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from tests.unit.sheets.sitting import TITLE, Sitting, names
from voting_server.domain.items import ItemCounts
from voting_server.domain.past import (
    Course,
    Rosters,
    attendance_row,
    division_row,
    member_totals,
    past_divisions,
    sitting_row,
)
from voting_server.domain.past_search import Query, Scope, found, kinds
from voting_server.domain.shapes import b64u
from voting_server.domain.sitting import Sitting as State
from voting_server.sheets.duty import duty_csv, duty_page, duty_workbook


@pytest.fixture
def day() -> Sitting:
    """Eight in office: six come, one leaves early, one has leave, one stays away. Carried, failed, void, put off; one is tallied only."""
    sitting = Sitting(8)
    sitting.open_sitting(6)
    sitting.act("secretariat", "leave-grant", member="m7", reason="因病")
    sitting.vote("d1", 5, 1, 0, title=TITLE)
    sitting.vote("d2", 2, 3, 1, number=2)
    sitting.announce("d3", number=3)
    sitting.open("d3")
    void = sitting.act("chair", "division-void", division="d3", reason="会场网络故障")
    sitting.act("secretariat", "division-void-confirm", division="d3", void=b64u(void.act_id))
    sitting.draft("d4", number=4)
    sitting.act("chair", "division-defer", division="d4", reason="需要进一步审议")
    sitting.vote("trial", 6, 0, 0, number=5, template="trial")
    sitting.draft("d6", number=6)
    sitting.act("secretariat", "depart", member="m6")
    return sitting


def course_of(sitting: Sitting) -> tuple[Course, Rosters]:
    course, rosters = Course(State.empty("s1")), Rosters()
    for act in sitting.acts:
        course.add(act)
    for act in sitting.people_acts:
        rosters.add(act)
    return course, rosters


def rows_of(course: Course, role: str = "observer") -> list[dict[str, Any]]:
    return [division_row(division, course, role) for division in past_divisions(course.sitting)]


def test_who_came_is_counted_over_the_members_due(day: Sitting) -> None:
    course, rosters = course_of(day)
    row = sitting_row(course, rosters)
    assert {name: row[name] for name in ("due", "came", "leave", "absent")} == {"due": 8, "came": 6, "leave": 1, "absent": 1}
    assert row["closed_ms"] is None
    assert [attendance_row(course, f"m{n}")["status"] for n in range(5, 9)] == ["present", "left", "leave", "absent"]
    assert attendance_row(course, "m7")["leave"] == "因病"
    assert attendance_row(course, "m6")["left"] > attendance_row(course, "m6")["came"]


def test_a_package_that_an_objection_split_ended_then() -> None:
    sitting = Sitting(8)
    sitting.open_sitting(6)
    sitting.draft("d1", template="package-merged", text={"zh": "一\n二", "en": ""}, of=[])
    objection = sitting.act("secretariat", "division-object", division="d1", member="m1", reason="逐项表决")
    (row,) = rows_of(course_of(sitting)[0])
    assert (row["outcome"], row["ms"]) == ("withdrawn", objection.received_ms)


def test_only_what_ended_is_past_and_test_votes_are_not(day: Sitting) -> None:
    course, rosters = course_of(day)
    assert [(row["id"], row["outcome"]) for row in rows_of(course)] == [
        *[("d1", "carried"), ("d2", "not-carried"), ("d3", "void"), ("d4", "deferred")],
    ]
    counts = {"carried": 1, "not-carried": 1, "names": 0, "void": 1, "withdrawn": 0, "deferred": 1}
    assert sitting_row(course, rosters)["divisions"] == counts


def test_figures_come_with_the_declaration() -> None:
    sitting = Sitting(8)
    sitting.open_sitting(6)
    sitting.announce("d1")
    sitting.open("d1")
    sitting.close("d1")
    sitting.tally("d1", 5, 1, 0)
    course, _ = course_of(sitting)
    assert rows_of(course) == []
    assert rows_of(course, "chair") == [], "not even for the chair, who is told in the hall"
    sitting.declare("d1")
    course, _ = course_of(sitting)
    (row,) = rows_of(course)
    assert {name: row["figures"][name] for name in ("for", "against", "members")} == {"for": 5, "against": 1, "members": 8}
    assert "通过" in row["sentence"]["zh"]


def test_a_void_vote_has_no_figures(day: Sitting) -> None:
    course, _ = course_of(day)
    void = next(row for row in rows_of(course) if row["id"] == "d3")
    assert (void["figures"], void["sentence"], void["reason"]) == (None, None, "会场网络故障")
    assert void["ms"] > course.opened_ms


def test_names_have_their_own_outcomes() -> None:
    sitting = Sitting(8)
    sitting.open_sitting(7)
    form = [{"type": 2, "c": 3, "min": 0, "max": 2, "w": 0}]
    labels = names("公园", "学校", "食堂")
    counts = ItemCounts([[5], [6], [1]])
    sitting.hold("pick", counts, 6, template="livelihood-pick", rule="projects", form=form, names=labels)
    (row,) = rows_of(course_of(sitting)[0])
    assert (row["outcome"], row["figures"]) == ("names", None)
    assert row["sentence"]["zh"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (Query(), ["d4", "d3", "d2", "d1"]),
        (Query(words="临湖区 工作报告"), ["d1"]),
        (Query(words="ＷＯＲＫ"), ["d1"]),
        (Query(words="没有这样的"), []),
        (Query(outcome="void"), ["d3"]),
        (Query(secrecy="secret"), []),
        (Query(channel="terminal", template="resolution", outcome="carried"), ["d1"]),
        (Query(sitting="s1", outcome="not-carried"), ["d2"]),
        (Query(sitting="s2"), []),
    ],
)
def test_search(day: Sitting, query: Query, ids: list[str]) -> None:
    assert [row["id"] for row in found(rows_of(course_of(day)[0]), query)] == ids


@pytest.mark.parametrize(
    ("scope", "within"),
    [
        (Scope(), True),
        (Scope(term=19, session=6, year=2026), True),
        (Scope(term=18), False),
        (Scope(term=19, session=5), False),
        (Scope(year=2025), False),
        (Scope(sitting="s2"), False),
        (Scope(days=Query(since=date(2026, 1, 2))), False),
    ],
)
def test_a_term_a_session_and_a_year(scope: Scope, within: bool) -> None:
    course = Course(
        State.empty("s1"), opened_ms=int(datetime(2025, 12, 31, 16, tzinfo=UTC).timestamp() * 1000)
    )  # New Year in Beijing
    course.sitting.meeting = {"term": 19, "session": 6}
    assert (scope.of([course]) == [course]) is within


def test_days_are_days_in_beijing() -> None:
    evening = int(datetime(2026, 3, 1, 16, 30, tzinfo=UTC).timestamp() * 1000)  # half past midnight on the 2nd in Beijing
    assert Query(since=date(2026, 3, 2), until=date(2026, 3, 2)).on(evening)
    assert not Query(until=date(2026, 3, 1)).on(evening)
    assert not Query(since=date(2026, 3, 3)).on(evening)


def test_outcomes_by_kind(day: Sitting) -> None:
    (kind,) = kinds(rows_of(course_of(day)[0]))
    assert (kind["template"], kind["carried"], kind["not-carried"], kind["void"], kind["deferred"]) == ("resolution", 1, 1, 1, 1)


def test_totals_are_of_closed_sittings_with_the_roster_of_their_day(day: Sitting) -> None:
    course, rosters = course_of(day)
    assert member_totals([course], rosters) == [], "who is not there yet may still come"
    day.act("chair", "sitting-close")
    day.reg("secretariat", "roster-set", members=[])
    course, rosters = course_of(day)
    totals = {row["id"]: row for row in member_totals([course], rosters)}
    assert len(totals) == 8
    assert {name: totals["m6"][name] for name in ("due", "came", "absent")} == {"due": 1, "came": 1, "absent": 0}
    assert totals["m7"]["leave"] == totals["m8"]["absent"] == 1
    assert totals["m1"]["status"] == "ended", "is not in the roster any more"
    assert sitting_row(course, rosters)["due"] == 8


def duty_facts(day: Sitting) -> dict[str, Any]:
    """A duty record of one sitting in which m1 pressed in a named vote and m2 did not."""
    day.act("chair", "sitting-close")
    course, rosters = course_of(day)
    row = sitting_row(course, rosters) | {"head": course.sitting.chain.head}
    votes = {"m1": "for", "m2": None}
    matter = {"sitting": "s1", "number": 3, "title": {"zh": "工作报告", "en": "Work report"}}
    members = [
        each
        | {
            "visits": {"s1": attendance_row(course, each["id"])},
            "votes": [{**matter, "vote": votes[each["id"]]}] if each["id"] in votes else [],
        }
        for each in member_totals([course], rosters)
    ]
    return {"body": {"zh": "区人大", "en": "Congress"}, "as_of_ms": day.now, "sittings": [row], "members": members}


def test_the_duty_record_as_a_workbook(day: Sitting) -> None:
    facts = duty_facts(day)
    book = openpyxl.load_workbook(io.BytesIO(duty_workbook(facts, "zh")))
    assert book.sheetnames == ["履职记录", "代表团", "报到与离席", "记名表决", "会议"]
    lines = [[cell.value for cell in line] for line in book["履职记录"].iter_rows()]
    assert lines[3][4:11] == ["应出席", "出席", "请假", "缺席", "出席率（%）", "应投记名表决", "已投"]
    by_number = {line[0]: line for line in lines[4:]}
    assert by_number["m1"][1] == "张\u3000伟"
    assert by_number["m1"][4:] == [1, 1, 0, 0, 100, 1, 1, "出席"]
    assert by_number["m2"][9:11] == [1, 0]
    assert [line[11] for line in lines[9:12]] == ["出席（提前离席）", "请假", "缺席"]
    votes = [[cell.value for cell in line] for line in book["记名表决"].iter_rows()][1:]
    assert [(vote[0], vote[-1]) for vote in votes] == [("m1", "赞成"), ("m2", "未按")]
    groups = [[cell.value for cell in line] for line in book["代表团"].iter_rows()][1:]
    assert sum(int(str(group[1])) for group in groups) == sum(int(str(group[2])) for group in groups) == 8
    english = openpyxl.load_workbook(io.BytesIO(duty_workbook(facts, "en")))
    assert english.sheetnames == ["Duty record", "Delegations", "Check-in and departure", "Named votes", "Sittings"]


def test_the_duty_record_as_csv_has_no_formulas(day: Sitting) -> None:
    facts = duty_facts(day)
    facts["members"][0] |= {"delegation": "=HYPERLINK(1)"}
    data = duty_csv(facts, "zh")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data[3:].decode())))
    assert rows[0][-2:] == ["应投记名表决", "已投"]
    assert len(rows) == 9
    assert rows[1][3] == "'=HYPERLINK(1)"


def test_the_duty_record_as_a_page_in_both_languages(day: Sitting) -> None:
    page = duty_page(duty_facts(day), "en").decode()
    assert page.startswith('<!doctype html>\n<html lang="en">')
    for words in ("Named votes", "记名表决", "Check-in and departure", "代表团", "工作报告", "Work report"):
        assert words in page
