"""Appointments in the ledger: gates, exams, votes, and the bar after two failures (docs/ledger.md §3, §4)."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.domain.ledger_house import LedgerHouse, answers, bank, zh
from tests.unit.domain.test_ledger_projects import offered, refused, take
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, THREE_KEYS, FormItem
from voting_server.domain.division import Opening
from voting_server.domain.exams import draw
from voting_server.domain.ledger import Case

DAY = "2026-03-20"
NAMES = ["法院副院长 张 伟", "李娜", "王芳"]


@pytest.fixture
def house() -> LedgerHouse:
    house = LedgerHouse(35, 31)
    house.act("bank-set", bank="law", name="宪法", items=bank(40))
    house.act("bank-set", bank="house", name="人大制度", items=bank(30, label="制度"))
    return house


def propose(house: LedgerHouse, case: str = "c1", person: str = "张伟", **changes: Any) -> Case:
    post = {"zh": "区人民法院副院长", "en": ""}
    house.act("appointment-propose", **({"case": case, "term": "第十八届", "person": person, "post": post} | changes))
    return house.ledger.cases[case]


def review(house: LedgerHouse, case: str = "c1", *, passed: bool = True) -> None:
    house.act("appointment-review", case=case, passed=passed, date=DAY, note="")


def sit(house: LedgerHouse, right: int, case: str = "c1") -> int:
    house.act("exam-draw", case=case, banks=["law", "house"])
    paper = house.ledger.cases[case].exams[-1].paper
    house.act("exam-answers", case=case, answers=answers(paper, right))
    score = house.ledger.cases[case].exams[-1].score
    assert score is not None
    return score


def ready(house: LedgerHouse, case: str = "c1", person: str = "张伟") -> None:
    propose(house, case, person)
    review(house, case)
    sit(house, 30, case)


def submit(house: LedgerHouse, division: str, place: int = 1, case: str = "c1") -> None:
    house.act("appointment-submit", case=case, sitting="s1", division=division, place=place)


def statement(house: LedgerHouse, case: str = "c1") -> None:
    house.act("appointment-statement", case=case, date=DAY, text="任前发言")


def ballot(house: LedgerHouse, division: str = "d1") -> None:
    house.draft(division, "appoint-each", "M4", FormItem(THREE_KEYS, 3), NAMES)


def state(house: LedgerHouse, case: str = "c1") -> str:
    return house.ledger.cases[case].state


@pytest.mark.rule("A1")
def test_an_appointment_from_the_review_to_the_account(house: LedgerHouse) -> None:
    ready(house)
    ballot(house)
    submit(house, "d1")
    statement(house)
    house.declare("d1", [[29, 1, 1], [18, 9, 4], [17, 10, 4]])
    take(house, "d1")
    assert state(house) == "appointed"
    house.act("appointment-oath", case="c1", date=DAY, text="会议大厅")
    assert state(house) == "sworn"
    house.draft("work", "appointee-review", "grades-all", FormItem(GRADES, 1, 0, 4), ["张伟"])
    house.declare("work", [[28, 2, 1, 0, 0]])
    take(house, "work")
    ((taken, grade),) = house.ledger.graded("appointees", "c1")
    assert (taken.year, grade.verdict) == (2025, "excellent")


@pytest.mark.rule("A1")
def test_the_gates_bind(house: LedgerHouse) -> None:
    propose(house)
    ballot(house)
    link = {"case": "c1", "sitting": "s1", "division": "d1", "place": 1}
    refused(house, "gate-review", "appointment-submit", **link)
    refused(house, "wrong-ledger-state", "exam-draw", case="c1", banks=["law", "house"])
    review(house, passed=False)
    refused(house, "gate-review", "appointment-submit", **link)
    review(house)
    refused(house, "gate-exam", "appointment-submit", **link)
    assert sit(house, 29) == 58
    refused(house, "gate-exam", "appointment-submit", **link)
    assert sit(house, 30) == 60
    refused(house, "exam-passed", "exam-draw", case="c1", banks=["law", "house"])
    house.state("d1", "open")
    refused(house, "wrong-division-state", "appointment-submit", **link)
    house.state("d1", "announced")
    submit(house, "d1")
    house.declare("d1", [[29, 1, 1], [18, 9, 4], [17, 10, 4]])
    outcome = {"counts": [29, 1, 1], "verdict": "carried"}
    refused(house, "gate-statement", "appointment-vote", case="c1", outcome=outcome)
    assert offered(house, "d1") == []
    statement(house)
    refused(house, "outcome-differs", "appointment-vote", case="c1", outcome={"counts": [18, 9, 4], "verdict": "carried"})
    take(house, "d1")


@pytest.mark.rule("A2")
def test_failing_the_exam_twice_blocks_the_submission(house: LedgerHouse) -> None:
    propose(house)
    review(house)
    refused(house, "no-draw", "exam-answers", case="c1", answers=["A"] * 50)
    sit(house, 10)
    house.act("exam-draw", case="c1", banks=["house", "law"])
    refused(house, "draw-open", "exam-draw", case="c1", banks=["law", "house"])
    house.act("exam-answers", case="c1", answers=[""] * 50)
    assert state(house) == "blocked"
    assert [exam.score for exam in house.ledger.cases["c1"].exams] == [20, 0]
    ballot(house)
    refused(house, "exam-failed-twice", "exam-draw", case="c1", banks=["law", "house"])
    refused(house, "exam-failed-twice", "appointment-submit", case="c1", sitting="s1", division="d1", place=1)
    refused(
        house,
        "case-open",
        "appointment-propose",
        case="c2",
        term="第十八届",
        person="张 伟",
        post={"zh": "区人民法院副院长", "en": ""},
    )


@pytest.mark.rule("A2")
def test_a_paper_needs_fifty_items_and_known_banks(house: LedgerHouse) -> None:
    propose(house)
    review(house)
    assert refused(house, "too-few-items", "exam-draw", case="c1", banks=["law"]) == {"items": 40, "needed": 50}
    refused(house, "ledger-unknown", "exam-draw", case="c1", banks=["law", "nowhere"])
    refused(house, "ledger-known", "exam-draw", case="c1", banks=["law", "law"])


def test_a_paper_stays_as_it_was_drawn_and_can_be_drawn_again(house: LedgerHouse) -> None:
    propose(house)
    review(house)
    act = house.act("exam-draw", case="c1", banks=["law", "house"])
    items = [(name, place, item) for name in ("law", "house") for place, item in enumerate(house.ledger.banks[name][1].items)]
    exam = house.ledger.cases["c1"].exams[0]
    assert exam.seed == act.digest
    assert list(exam.paper) == draw(items, act.digest)
    house.act("bank-set", bank="law", name="宪法", items=bank(60, label="新题"))
    assert house.ledger.cases["c1"].exams[0].paper == exam.paper


def test_a_draw_as_docs_ledger_says() -> None:
    assert draw(range(60), bytes(32), 5) == [41, 9, 16, 25, 51]
    places = Counter(draw(range(4), n.to_bytes(32, "big"), 1)[0] for n in range(4000))
    assert all(900 < count < 1100 for count in places.values())


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(50, 200))
def test_a_draw_takes_items_once(seed: bytes, size: int) -> None:
    drawn = draw(range(size), seed)
    assert len(set(drawn)) == 50
    assert set(drawn) <= set(range(size))


def fail(house: LedgerHouse, division: str) -> None:
    ballot(house, division)
    submit(house, division)
    statement(house)
    house.declare(division, [[17, 10, 4], [18, 9, 4], [17, 10, 4]])
    take(house, division)


@pytest.mark.rule("A3")
def test_failing_twice_in_a_row_bars_for_the_term(house: LedgerHouse) -> None:
    ready(house)
    fail(house, "d1")
    assert state(house) == "failed"
    fail(house, "d2")
    assert state(house) == "barred"
    assert [vote.outcome.counts for vote in house.ledger.cases["c1"].votes] == [[17, 10, 4]] * 2
    ballot(house, "d3")
    refused(house, "barred-for-term", "appointment-submit", case="c1", sitting="s1", division="d3", place=1)
    again: dict[str, Any] = {"case": "c2", "term": "第十八届", "person": "张伟", "post": {"zh": "区人民法院副院长", "en": ""}}
    refused(house, "barred-for-term", "appointment-propose", **again)
    house.act("appointment-propose", **(again | {"term": "第十九届"}))
    house.act("appointment-propose", **(again | {"case": "c3", "post": zh("区检察院副检察长")}))


def test_a_case_is_submitted_anew_after_a_void_only(house: LedgerHouse) -> None:
    ready(house)
    ballot(house)
    submit(house, "d1")
    statement(house)
    ballot(house, "d2")
    again = {"case": "c1", "sitting": "s1", "division": "d2", "place": 1}
    refused(house, "outcome-waits", "appointment-submit", **again)
    house.declare("d1", [[17, 10, 4], [18, 9, 4], [17, 10, 4]])
    refused(house, "outcome-waits", "appointment-submit", **again)
    house.state("d1", "void")
    submit(house, "d2")
    assert house.ledger.cases["c1"].statement is not None


def test_a_place_is_the_persons_and_taken_once(house: LedgerHouse) -> None:
    ready(house)
    ready(house, "c2", "李娜")
    ballot(house)
    link: dict[str, Any] = {"case": "c1", "sitting": "s1", "division": "d1", "place": 1}
    for place in (0, 2, 4):
        refused(house, "name-differs", "appointment-submit", **(link | {"place": place}))
    submit(house, "d1")
    submit(house, "d1", 2, "c2")
    propose(house, "c3", "张伟", term="第十九届")
    review(house, "c3")
    sit(house, 50, "c3")
    refused(house, "link-used", "appointment-submit", **(link | {"case": "c3"}))
    house.draft("d2", "resolution", "M4", None, ["决议"])
    refused(house, "wrong-template", "appointment-submit", **(link | {"case": "c3", "division": "d2", "place": 0}))


def test_together_all_succeed_or_fail(house: LedgerHouse) -> None:
    ready(house)
    ready(house, "c2", "李娜")
    house.draft("d1", "appoint-merged", "M4", None, ["关于张伟、李娜任职的议案"])
    refused(house, "name-differs", "appointment-submit", case="c1", sitting="s1", division="d1", place=1)
    ready(house, "c3", "王芳")
    refused(house, "name-differs", "appointment-submit", case="c3", sitting="s1", division="d1", place=0)
    for case in ("c1", "c2"):
        submit(house, "d1", 0, case)
        statement(house, case)
    house.declare("d1", [[31, 0, 0]])
    for act in offered(house, "d1"):
        house.act(act["type"], **act["members"])
    assert (state(house), state(house, "c2")) == ("appointed", "appointed")


def opened_on(house: LedgerHouse, division: str, day: str) -> None:
    """The division's vote began on this day."""
    ms = int(datetime.fromisoformat(f"{day}T09:00:00+08:00").timestamp() * 1000)
    opening = Opening(open="", n=35, p=31, size=31, register_n=0, present={}, opened_ms=ms, deadline_ms=None)
    house.sitting.divisions[division] = replace(house.sitting.divisions[division], opening=opening)


@pytest.mark.rule("A1")
def test_a_statement_is_made_before_the_vote_though_it_may_be_written_down_later(house: LedgerHouse) -> None:
    ready(house)
    ballot(house)
    submit(house, "d1")
    house.declare("d1", [[29, 1, 1], [18, 9, 4], [17, 10, 4]])
    opened_on(house, "d1", "2026-03-19")
    assert refused(house, "statement-late", "appointment-statement", case="c1", date=DAY, text="任前发言") == {"case": "c1"}
    house.act("appointment-statement", case="c1", date="2026-03-19", text="任前发言")
    take(house, "d1")
    assert state(house) == "appointed"


@pytest.mark.rule("E8")
@pytest.mark.parametrize(("votes", "to"), [([[20], [11]], "appointed"), ([[11], [20]], "failed")])
def test_who_is_tied_is_submitted_to_the_further_vote(house: LedgerHouse, votes: list[list[int]], to: str) -> None:
    ready(house)
    house.draft("d1", "by-election", "E6", FormItem(ELECTION, 2, 0, 1), ["张伟", "李娜"])
    submit(house, "d1")
    statement(house)
    house.declare("d1", [[34, 30, 2], [34, 30, 2]])
    take(house, "d1")
    assert (state(house), house.ledger.cases["c1"].failures) == ("failed", 0)
    house.draft("d2", "tie-revote", "plurality", FormItem(CHOOSE, 2, 0, 1), ["张伟", "李娜"])
    submit(house, "d2")
    statement(house)
    house.declare("d2", votes)
    take(house, "d2")
    assert state(house) == to
