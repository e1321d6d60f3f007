"""Grades in the ledger, and the task that two bad years raise (docs/ledger.md §5)."""

from typing import Any

import pytest

from tests.unit.domain.ledger_house import LedgerHouse
from tests.unit.domain.test_ledger_projects import collect, offered, refused, take
from voting_protocol.forms import GRADES, FormItem

GOOD, BASIC, BAD, BEST = [2, 40, 8, 8, 0], [0, 10, 40, 8, 0], [0, 8, 10, 40, 0], [50, 5, 2, 1, 0]


@pytest.fixture
def house() -> LedgerHouse:
    return LedgerHouse()


def grade(house: LedgerHouse, division: str, year: int, **counts: list[int]) -> None:
    names = [f"代表{name.removeprefix('m')}" for name in counts]
    house.draft(division, "performance-4", "grades-present", FormItem(GRADES, len(names), 0, 4), names)
    house.declare(division, list(counts.values()))
    (act,) = offered(house, division)
    assert [one["subject"] for one in act["members"]["outcome"]] == list(counts)
    house.act("grades-take", **(act["members"] | {"year": year}))


@pytest.mark.rule("D2")
def test_two_bad_years_running_raise_a_task_and_nothing_else(house: LedgerHouse) -> None:
    register = house.chamber.register.copy()
    grade(house, "d1", 2024, m1=BAD, m2=BEST, m3=BAD)
    assert house.ledger.tasks == {}
    grade(house, "d2", 2025, m1=BAD, m2=GOOD, m3=BASIC)
    assert list(house.ledger.tasks) == ["duty-m1-2025"]
    task = house.ledger.tasks["duty-m1-2025"]
    assert (task.member, task.year, task.state) == ("m1", 2025, "open")
    assert house.chamber.register == register
    house.act("task-done", task=task.id, text="已与本人谈话")
    assert (house.ledger.tasks[task.id].state, house.ledger.tasks[task.id].note) == ("done", "已与本人谈话")
    refused(house, "wrong-ledger-state", "task-done", task=task.id, text="再来")
    refused(house, "ledger-unknown", "task-done", task="duty-m2-2025", text="再来")


@pytest.mark.rule("D2")
def test_a_year_between_ends_the_row(house: LedgerHouse) -> None:
    grade(house, "d1", 2023, m1=BAD)
    grade(house, "d2", 2025, m1=BAD)
    assert house.ledger.tasks == {}
    grade(house, "d3", 2024, m1=GOOD)
    assert house.ledger.tasks == {}


def test_years_taken_in_another_order_raise_the_same_tasks(house: LedgerHouse) -> None:
    grade(house, "d1", 2025, m1=BAD)
    grade(house, "d2", 2023, m1=BAD)
    grade(house, "d3", 2024, m1=BAD)
    assert sorted(house.ledger.tasks) == ["duty-m1-2024", "duty-m1-2025"]


def test_grades_are_those_declared_and_taken_once(house: LedgerHouse) -> None:
    house.draft("d1", "performance-4", "grades-present", FormItem(GRADES, 1, 0, 4), ["代表1"])
    house.declare("d1", [BAD])
    (act,) = offered(house, "d1")
    members: dict[str, Any] = act["members"]
    one = members["outcome"][0]
    for code, change in (
        ("outcome-differs", {"outcome": [one | {"verdict": "satisfied"}]}),
        ("outcome-differs", {"outcome": [one | {"counts": [0, 8, 11, 39, 0]}]}),
        ("outcome-differs", {"outcome": [one | {"name": {"zh": "代表2", "en": ""}, "subject": "m2"}]}),
        ("subject-differs", {"outcome": [one | {"subject": "m2"}]}),
        ("wrong-template", {"kind": "departments"}),
        ("unknown-division", {"division": "d9"}),
    ):
        refused(house, code, "grades-take", **(members | change))
    take(house, "d1")
    refused(house, "link-used", "grades-take", **members)
    house.draft("d2", "performance-4", "grades-present", FormItem(GRADES, 1, 0, 4), ["代表1"])
    house.declare("d2", [GOOD])
    refused(house, "already-graded", "grades-take", **(offered(house, "d2")[0]["members"]))


def test_departments_and_suggestions_are_kept_by_name(house: LedgerHouse) -> None:
    for division, template, kind in (
        ("d1", "satisfaction-3", "departments"),
        ("d2", "suggestion-satisfaction", "suggestions"),
    ):
        house.draft(division, template, "grades-valid", FormItem(GRADES, 2, 0, 3), ["区教育局", "区卫健局"])
        house.declare(division, [[50, 4, 4, 0], [10, 10, 38, 0]])
        take(house, division)
        assert [(take_.year, one.verdict) for take_, one in house.ledger.graded(kind, "区卫健局")] == [(2025, "dissatisfied")]


def test_what_is_older_than_the_ledger_is_kept_by_name(house: LedgerHouse) -> None:
    collect(house, "p1", "道路照明", year=2025)
    for division, template, kind, name in (
        ("d1", "satisfaction-project", "projects", "老旧电梯"),
        ("d2", "appointee-review", "appointees", "王芳"),
    ):
        house.draft(division, template, "grades-valid", FormItem(GRADES, 1, 0, 3), [name])
        house.declare(division, [[50, 4, 4, 0]])
        take(house, division)
        assert [one.verdict for _, one in house.ledger.graded(kind, name)] == ["satisfied"]
    house.draft("d3", "satisfaction-project", "grades-valid", FormItem(GRADES, 2, 0, 3), ["道路照明", "p1"])
    house.declare("d3", [[50, 4, 4, 0], [50, 4, 4, 0]])
    (act,) = offered(house, "d3")
    assert [one["subject"] for one in act["members"]["outcome"]] == ["", ""]  # not handed over; another project's id
    refused(house, "subject-differs", "grades-take", **(act["members"] | {"outcome": lying(act["members"]["outcome"])}))


def lying(outcome: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one | {"subject": subject} for one, subject in zip(outcome, ("道路照明", "p1"), strict=True)]
