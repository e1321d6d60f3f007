"""Livelihood projects in the ledger: from the proposal to the publication, after the acceptance day of a town (domain notes §11 C)."""

from datetime import date
from typing import Any

import pytest

from tests.unit.domain.ledger_house import NOW, LedgerHouse, zh
from voting_protocol.forms import CHOOSE, GRADES, FormItem
from voting_server.domain.codes import RuleError
from voting_server.domain.ledger_dates import month_end, plan_due, schedule, today
from voting_server.domain.ledger_rules import candidates_needed
from voting_server.domain.ledger_votes import proposals

FIRST = [55, 54, 52, 51, 49, 48, 46, 44, 41, 36, 36, 33]
NOTHING = {"major": False, "routine": False, "assigned": False, "cross_year": False, "target": "", "note": ""}
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def house() -> LedgerHouse:
    return LedgerHouse()


def collect(house: LedgerHouse, project: str, title: str = "", year: int = 2026) -> None:
    house.act("project-collect", project=project, year=year, title=zh(title or project), text="", proposer="第一代表小组")


def screen(house: LedgerHouse, project: str, /, **answers: Any) -> None:
    house.act("project-screen", project=project, **(NOTHING | answers))


def refused(house: LedgerHouse, code: str, kind: str, /, **members: Any) -> dict[str, Any]:
    before = house.ledger.chain.length
    with pytest.raises(RuleError) as caught:
        house.act(kind, **members)
    assert caught.value.code == code, caught.value.detail
    assert house.ledger.chain.length == before
    return caught.value.detail


def states(house: LedgerHouse) -> dict[str, str]:
    return {project.id: project.state for project in house.ledger.projects.values()}


def listed(house: LedgerHouse, size: int = 12, seats: int = 10) -> list[str]:
    projects = [f"p{n}" for n in range(1, size + 1)]
    for project in projects:
        collect(house, project)
        screen(house, project)
    house.act("project-list", year=2026, seats=seats, projects=projects)
    return projects


def offered(house: LedgerHouse, division: str) -> list[dict[str, Any]]:
    return proposals(house.ledger, house.context(), "s1", division)


def take(house: LedgerHouse, division: str) -> None:
    (act,) = offered(house, division)
    house.act(act["type"], **act["members"])


def voted(house: LedgerHouse) -> None:
    projects = listed(house)
    house.draft("d1", "livelihood-pick", "projects", FormItem(CHOOSE, 12, 0, 10), projects)
    house.declare("d1", [[votes] for votes in FIRST])
    take(house, "d1")


def chosen(house: LedgerHouse) -> None:
    voted(house)
    house.draft("d2", "tie-revote", "plurality", FormItem(CHOOSE, 2, 0, 1), ["p10", "p11"])
    house.declare("d2", [[31], [25]])
    take(house, "d2")


@pytest.mark.rule("P5")
def test_day_c_the_thirteenth_project_and_the_one_without_a_target_are_refused(house: LedgerHouse) -> None:
    projects = listed(house)
    collect(house, "p13", "上级布置的工程")
    screen(house, "p13", assigned=True)
    collect(house, "p14", "跨年度的改造")
    screen(house, "p14", cross_year=True)
    assert states(house)["p13"] == states(house)["p14"] == "excluded"
    for project, code in (("p13", "project-assigned-from-above"), ("p14", "project-no-target")):
        detail = refused(house, code, "project-list", year=2026, seats=10, projects=[*projects[:11], project])
        assert detail == {"project": project, "reasons": [code]}
    screen(house, "p14", cross_year=True, target="完成主体工程")
    house.act("project-list", year=2026, seats=10, projects=[*projects, "p14"])
    assert states(house)["p14"] == "candidate"


@pytest.mark.rule("P5")
def test_each_answer_excludes(house: LedgerHouse) -> None:
    collect(house, "p1")
    screen(house, "p1", major=True, routine=True)
    assert house.ledger.projects["p1"].reasons == ("project-major-investment", "project-routine-work")
    screen(house, "p1", routine=True)
    assert house.ledger.projects["p1"].reasons == ("project-routine-work",)
    screen(house, "p1", target="本年")
    assert states(house) == {"p1": "screened"}


@pytest.mark.rule("P1")
def test_a_list_is_long_enough(house: LedgerHouse) -> None:
    assert [candidates_needed(seats) for seats in (1, 4, 5, 6, 9, 10, 11)] == [2, 5, 6, 8, 11, 12, 14]
    projects = listed(house)
    detail = refused(house, "list-too-short", "project-list", year=2026, seats=10, projects=projects[:11])
    assert detail == {"candidates": 11, "seats": 10, "needed": 12}
    house.act("project-list", year=2026, seats=9, projects=projects[:11])
    assert states(house)["p12"] == "screened"


def test_a_list_names_screened_projects_of_its_year_once(house: LedgerHouse) -> None:
    projects = listed(house)
    collect(house, "late")
    collect(house, "next", year=2027)
    for code, named in (
        ("project-not-screened", [*projects, "late"]),
        ("ledger-unknown", [*projects, "nowhere"]),
        ("ledger-unknown", [*projects, "next"]),
        ("ledger-known", [*projects, "p1"]),
    ):
        refused(house, code, "project-list", year=2026, seats=10, projects=named)


def test_titles_and_ids_are_distinct(house: LedgerHouse) -> None:
    collect(house, "p1", "道路 照明")
    refused(house, "ledger-known", "project-collect", project="p1", year=2027, title=zh("别的"), text="", proposer="组")
    refused(house, "title-known", "project-collect", project="p2", year=2026, title=zh("道路照明"), text="", proposer="组")
    collect(house, "p2", "道路照明", year=2027)


def test_day_c_nine_are_chosen_and_the_tied_are_voted_on_again(house: LedgerHouse) -> None:
    voted(house)
    assert list(states(house).values()) == ["chosen"] * 9 + ["tied"] * 2 + ["not-chosen"]
    assert house.ledger.projects["p10"].votes == 36
    house.draft("d2", "tie-revote", "plurality", FormItem(CHOOSE, 2, 0, 1), ["p11", "p10"])
    house.declare("d2", [[25], [31]])
    take(house, "d2")
    assert states(house) == {f"p{n}": "chosen" if n <= 10 else "not-chosen" for n in range(1, 13)}
    assert offered(house, "d2") == []


@pytest.mark.rule("P7")
def test_a_street_chooses_by_its_own_template(house: LedgerHouse) -> None:
    projects = listed(house, 3, 2)
    house.draft("d1", "street-pick", "top", FormItem(CHOOSE, 3, 0, 2), projects)
    house.declare("d1", [[20], [12], [8]])
    take(house, "d1")
    assert list(states(house).values()) == ["chosen", "chosen", "not-chosen"]


def test_what_was_declared_is_what_is_taken(house: LedgerHouse) -> None:
    projects = listed(house, 3, 2)
    outcome = [{"project": name, "counts": [20], "verdict": "chosen"} for name in projects]
    vote = {"year": 2026, "sitting": "s1", "division": "d1", "outcome": outcome}
    refused(house, "unknown-division", "project-vote", **vote)
    house.draft("d1", "livelihood-pick", "projects", FormItem(CHOOSE, 3, 0, 2), projects)
    refused(house, "not-declared", "project-vote", **vote)
    house.state("d1", "tallied")
    refused(house, "not-declared", "project-vote", **vote)
    house.declare("d1", [[40], [41], [12]])
    refused(house, "outcome-differs", "project-vote", **vote)
    refused(house, "unknown-division", "project-vote", **(vote | {"sitting": "s2"}))
    house.sitting.body = "another"
    refused(house, "unknown-division", "project-vote", **vote)
    house.sitting.body = "district"
    take(house, "d1")
    refused(house, "link-used", "project-vote", **vote)
    refused(house, "list-voted", "project-list", year=2026, seats=2, projects=projects)
    refused(house, "list-voted", "project-collect", project="x", year=2026, title=zh("x"), text="", proposer="组")


@pytest.mark.parametrize(
    ("template", "rule", "item", "names", "code"),
    [
        ("livelihood-pick", "projects", FormItem(CHOOSE, 3, 0, 2), ["p1", "p2", "other"], "list-differs"),
        ("livelihood-pick", "projects", FormItem(CHOOSE, 3, 0, 2), ["p2", "p1", "p3"], "list-differs"),
        ("livelihood-pick", "projects", FormItem(CHOOSE, 3, 0, 1), ["p1", "p2", "p3"], "list-differs"),
        ("primary", "top", FormItem(CHOOSE, 3, 0, 2), ["p1", "p2", "p3"], "wrong-template"),
        ("tie-revote", "plurality", FormItem(CHOOSE, 3, 0, 2), ["p1", "p2", "p3"], "wrong-template"),
    ],
)
def test_another_ballot_is_not_the_lists(
    house: LedgerHouse, template: str, rule: str, item: FormItem, names: list[str], code: str
) -> None:
    projects = listed(house, 3, 2)
    house.draft("d1", template, rule, item, names)
    house.declare("d1", [[40], [41], [12]])
    outcome = [{"project": name, "counts": [40], "verdict": "chosen"} for name in projects]
    refused(house, code, "project-vote", year=2026, sitting="s1", division="d1", outcome=outcome)
    assert offered(house, "d1") == []


def hand_over(house: LedgerHouse, day: str = "2026-03-20") -> None:
    house.act("project-hand-over", project="p1", date=day, department="区城管局")


@pytest.mark.rule("P6")
def test_due_dates() -> None:
    assert today(NOW) == date(2026, 3, 20)
    assert today(NOW + 12 * 3600 * 1000) == date(2026, 3, 21)
    assert month_end(2028, 2) == date(2028, 2, 29)
    assert plan_due(date(2026, 1, 31)) == date(2026, 2, 28)
    assert plan_due(date(2026, 12, 15)) == date(2027, 1, 15)
    terms = [(term.kind, term.due) for term in schedule(2026, date(2026, 3, 20))]
    assert terms[0] == ("monthly", date(2026, 4, 30))
    assert [kind for kind, _ in terms].count("monthly") == 9
    assert [due for kind, due in terms if kind == "quarterly"] == [date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
    assert [(kind, due) for kind, due in terms if kind in ("mid-term", "year-end")] == [
        ("mid-term", date(2026, 6, 30)),
        ("year-end", date(2026, 12, 31)),
    ]
    assert schedule(2026, date(2026, 12, 10)) == []


@pytest.mark.rule("P6")
def test_a_chosen_project_is_tracked_to_its_publication(house: LedgerHouse) -> None:
    chosen(house)
    refused(house, "wrong-ledger-state", "project-hand-over", project="p12", date="2026-03-20", department="局")
    refused(house, "date-in-future", "project-hand-over", project="p1", date="2026-03-21", department="局")
    hand_over(house)
    refused(house, "wrong-ledger-state", "project-hand-over", project="p1", date="2026-03-20", department="局")
    refused(house, "date-order", "project-plan", project="p1", date="2026-03-19", text="计划")
    house.act("project-plan", project="p1", date="2026-03-20", text="六月完工")
    refused(house, "already-reported", "project-plan", project="p1", date="2026-03-20", text="计划")
    report: dict[str, Any] = {
        "project": "p1",
        "kind": "monthly",
        "due": "2026-04-30",
        "date": "2026-03-20",
        "percent": 20,
        "text": "开工",
    }
    refused(house, "not-scheduled", "project-report", **(report | {"due": "2026-03-31"}))
    refused(house, "not-scheduled", "project-report", **(report | {"kind": "quarterly"}))
    house.act("project-report", **report)
    refused(house, "already-reported", "project-report", **report)
    refused(house, "not-graded", "project-publish", project="p1", date="2026-03-20", text="公报")
    house.draft("sat", "satisfaction-project", "grades-all", FormItem(GRADES, 1, 0, 3), ["p1"])
    house.declare("sat", [[50, 4, 4, 0]])
    (act,) = offered(house, "sat")
    assert act["members"]["year"] == 2026
    refused(house, "subject-differs", act["type"], **(act["members"] | {"year": 2025}))
    house.act(act["type"], **act["members"])
    house.act("project-publish", project="p1", date="2026-03-20", text="向主席团报告，并在公报公布")
    assert states(house)["p1"] == "published"


def test_only_the_secretariat_keeps_the_ledger(house: LedgerHouse) -> None:
    for actor in ("chair", "scrutineer", "teller", "operator", "observer", "t1"):
        refused(
            house, "not-allowed", "project-collect", actor=actor, project="x", year=2026, title=zh("x"), text="", proposer="组"
        )
    refused(house, "unknown-key", "task-done", actor="nobody", task="x", text="x")
