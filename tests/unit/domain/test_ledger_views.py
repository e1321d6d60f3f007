"""What readers see of a ledger, and the workbook made of it (docs/ledger.md §6, §7)."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from tests.unit.domain.ledger_house import LedgerHouse, bank, zh
from tests.unit.domain.test_ledger_cases import ballot, propose, ready, review, sit, statement, submit
from tests.unit.domain.test_ledger_grades import BAD, grade
from tests.unit.domain.test_ledger_projects import chosen, collect, hand_over, screen, take
from voting_protocol import canonical
from voting_server.domain.ledger_acts import (
    CASE_STEPS,
    LEDGER_ACTS,
    PROJECT_STEPS,
    CaseState,
    GradeKind,
    ProjectState,
    ReportKind,
)
from voting_server.domain.ledger_views import ledger_view, paper_view
from voting_server.sheets.ledger import CASE_WORDS, KIND_WORDS, PROJECT_WORDS, REPORT_WORDS, ledger_workbook

DAY = date(2026, 3, 20)


@pytest.fixture
def house() -> LedgerHouse:
    return LedgerHouse()


def view(house: LedgerHouse, day: date = DAY) -> dict[str, Any]:
    return ledger_view(house.ledger, day)


def project(house: LedgerHouse, name: str, day: date = DAY) -> dict[str, Any]:
    return next(each for each in view(house, day)["projects"] if each["id"] == name)


def case(house: LedgerHouse) -> dict[str, Any]:
    return next(iter(view(house)["cases"]))


def test_an_excluded_project_says_why_in_words(house: LedgerHouse) -> None:
    collect(house, "p1")
    assert project(house, "p1")["next"] == ["project-screen"]
    screen(house, "p1", assigned=True, cross_year=True)
    reasons = project(house, "p1")["screening"]["reasons"]
    assert [reason["code"] for reason in reasons] == ["project-assigned-from-above", "project-no-target"]
    assert reasons[0]["zh"] == "属上级布置的任务，不列入票决"


def test_what_is_due_and_overdue(house: LedgerHouse) -> None:
    chosen(house)
    assert project(house, "p1")["next"] == ["project-hand-over"]
    hand_over(house)
    due = date(2026, 4, 20)
    assert project(house, "p1")["handed"]["plan_due"] == due.isoformat()
    assert not project(house, "p1", due)["plan_overdue"]
    assert project(house, "p1", due + timedelta(days=1))["plan_overdue"]
    late = view(house, date(2026, 7, 1))["due"]
    assert [(each["what"], each["overdue"]) for each in late[:6]] == [
        ("plan", True), ("monthly", True), ("monthly", True), ("monthly", True), ("quarterly", True), ("mid-term", True),
    ]  # fmt: skip
    assert [each["overdue"] for each in late[6:]] == [False] * (len(late) - 6)
    report = {"kind": "mid-term", "due": "2026-06-30", "date": "2026-03-20", "percent": 50, "text": "过半"}
    house.act("project-report", project="p1", **report)
    assert "mid-term" not in [each["what"] for each in view(house)["due"]]
    term = next(each for each in project(house, "p1", date(2026, 7, 1))["schedule"] if each["kind"] == "mid-term")
    assert (term["overdue"], term["report"]["percent"]) == (False, 50)


def test_the_next_step_of_a_case(house: LedgerHouse) -> None:
    house.act("bank-set", bank="law", name="宪法", items=bank(60))
    house.act("bank-set", bank="house", name="制度", items=bank(1, label="制度"))
    propose(house)
    steps = [case(house)["next"]]
    review(house)
    steps.append(case(house)["next"])
    house.act("exam-draw", case="c1", banks=["law"])
    steps.append(case(house)["next"])
    house.act("exam-answers", case="c1", answers=[""] * 50)
    sit(house, 50)
    steps.append(case(house)["next"])
    ballot(house)
    submit(house, "d1")
    statement(house)
    steps.append(case(house)["next"])
    house.declare("d1", [[40, 10, 8], [30, 20, 8], [58, 0, 0]])
    take(house, "d1")
    steps.append(case(house)["next"])
    assert steps == [
        ["appointment-review"],
        ["exam-draw"],
        ["exam-answers"],
        ["appointment-submit"],
        ["appointment-submit", "appointment-vote"],
        ["appointment-oath"],
    ]
    assert [exam["passed"] for exam in case(house)["exams"]] == [False, True]
    paper = paper_view(house.ledger.cases["c1"])
    assert paper is not None
    assert len(paper["items"]) == 50
    assert all(set(item) == {"bank", "index", "text", "options"} for item in paper["items"])


def test_a_view_is_canonical_and_has_words_for_everything(house: LedgerHouse) -> None:
    chosen(house)
    hand_over(house)
    house.act("bank-set", bank="law", name="宪法", items=bank(60))
    house.act("bank-set", bank="house", name="制度", items=bank(60))
    ready(house)
    grade(house, "g1", 2024, m1=BAD)
    grade(house, "g2", 2025, m1=BAD)
    seen = view(house)
    assert canonical.decode_object(canonical.encode(seen)) == seen
    (task,) = seen["tasks"]
    assert (task["years"], task["state"]) == ([2024, 2025], "open")
    assert "由本人决定" in task["zh"]
    book = openpyxl.load_workbook(io.BytesIO(ledger_workbook(seen, "district")))
    assert book["待办"]["A2"].value == "duty-m1-2025"
    assert book["测评"]["I2"].value == BAD[3]
    assert book["民生实事项目"]["E2"].value == "已交办"


def test_words_and_steps_name_what_there_is() -> None:
    assert PROJECT_WORDS.keys() == set(ProjectState.__args__)
    assert CASE_WORDS.keys() == set(CaseState.__args__)
    assert REPORT_WORDS.keys() == {"plan", *ReportKind.__args__}
    assert KIND_WORDS.keys() == set(GradeKind.__args__)
    assert {*PROJECT_STEPS, *CASE_STEPS} <= LEDGER_ACTS.keys()


def test_a_formula_stays_text(house: LedgerHouse) -> None:
    house.act("project-collect", project="p1", year=2026, title=zh("=1+1"), text="", proposer="=HYPERLINK()")
    book = openpyxl.load_workbook(io.BytesIO(ledger_workbook(view(house), "district")))
    assert (book["民生实事项目"]["C2"].value, book["民生实事项目"]["C2"].data_type) == ("=1+1", "s")
