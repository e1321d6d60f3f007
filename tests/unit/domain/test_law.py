"""The law is whole: every rule has code and a test, docs/rules.md says so, and figures obey whatever they are."""

import importlib
import random
from fractions import Fraction
from functools import reduce
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.rules_md import PAGE, marked_tests, page
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, FormItem
from voting_server.domain.candidates import list_range
from voting_server.domain.codes import RuleError
from voting_server.domain.grading import GRADINGS
from voting_server.domain.law import LAW
from voting_server.domain.ledger_rules import candidates_needed
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.outcome import outcome
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.rules import check_rule
from voting_server.domain.shapes import Office
from voting_server.domain.templates import TEMPLATES
from voting_server.domain.verdicts import House, judge

RULES = [
    "Q1",
    "Q2",
    "Q3",
    "Q4",
    "Q5",
    "Q6",
    "Q7",
    "Q8",
    "M1",
    "M2",
    "M4",
    "M5",
    "M7",
    "M9",
    "M11",
    "M12",
    "V1",
    "V5",
    "V6",
    "V7",
    "V8",
    "V9",
    "V10",
    "V11",
    "V14",
    "V15",
    "E1",
    "E2",
    "E4",
    "E5",
    "E6",
    "E7",
    "E8",
    "E9",
    "E10",
    "E12",
    "E13",
    "E14",
    "E17",
    "P1",
    "P2",
    "P3",
    "P4",
    "P5",
    "P6",
    "P7",
    "P8",
    "G1",
    "G2",
    "D1",
    "D2",
    "A1",
    "A2",
    "A3",
]
ALL_TEMPLATES = [
    "trial",
    "prep-presidium",
    "prep-agenda",
    "presidium-decision",
    "scrutineer-list",
    "resolution",
    "law-bill",
    "constitution",
    "amendment",
    "clause-separate",
    "clause-by-clause",
    "package-merged",
    "procedural-present",
    "appoint-each",
    "appoint-merged",
    "removal-office",
    "recall",
    "resignation",
    "decide-appointment",
    "election-single",
    "election-multi",
    "by-election",
    "primary",
    "tie-revote",
    "livelihood-pick",
    "livelihood-rank",
    "street-pick",
    "satisfaction-3",
    "satisfaction-project",
    "suggestion-satisfaction",
    "performance-4",
    "appointee-review",
    "roll-call",
    "show-of-hands",
]
TESTS = marked_tests()


def test_the_list_is_that_of_the_law() -> None:
    assert list(LAW) == RULES
    assert TEMPLATES.keys() == set(ALL_TEMPLATES)
    assert TESTS.keys() <= {*RULES, *ALL_TEMPLATES}, "a test is marked with an id that there is not"


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_words_a_source_code_and_a_test(name: str) -> None:
    law = LAW[name]
    assert law.name["zh"]
    assert law.name["en"]
    assert ("未核实" in law.source["zh"]) == (not law.verified)
    assert law.code
    for place in law.code:
        module, _, attribute = place.partition(":")
        assert reduce(getattr, attribute.split("."), importlib.import_module(module)) is not None, place
    assert TESTS.get(name), f"no test is marked with {name}"


@pytest.mark.parametrize("template", ALL_TEMPLATES)
def test_every_template_has_words_and_a_test(template: str) -> None:
    assert TEMPLATES[template].name["zh"]
    assert TESTS.get(template), f"no test is marked with {template}"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m scripts.rules_md`"


@pytest.mark.rule("M9", "M1", "M2", "M4", "M5", "M7")
@given(
    n=st.integers(1, 3000),
    data=st.data(),
    rule=st.sampled_from(sorted(MAJORITIES)),
    quorum=st.sampled_from(["Q1", "Q2", "Q3", "Q8"]),
)
def test_only_votes_for_decide_whoever_abstains_or_does_not_press(n: int, data: st.DataObject, rule: str, quorum: str) -> None:
    p = data.draw(st.integers(0, n))
    f = data.draw(st.integers(0, p))
    tallies = data.draw(st.lists(st.tuples(st.integers(0, p - f), st.integers(0, p - f)), min_size=2, max_size=4))
    carried = {
        outcome(f, against, min(abstain, p - f - against), n, p, MAJORITIES[rule], QUORUMS[quorum]).carried
        for against, abstain in tallies
    }
    assert len(carried) == 1


@pytest.mark.rule("M1", "M4")
@given(n=st.integers(1, 3000), data=st.data())
def test_one_more_vote_for_never_makes_a_motion_fail(n: int, data: st.DataObject) -> None:
    rule = MAJORITIES[data.draw(st.sampled_from(["M1", "M2", "M4", "M5"]))]
    f = data.draw(st.integers(0, n - 1))
    assert rule.carried(f + 1, n, n) or not rule.carried(f, n, n)


@pytest.mark.rule("E10")
@given(st.sampled_from(get_args(Office)), st.integers(1, 300))
def test_a_competitive_list_has_more_names_than_seats_and_no_more_than_the_law_has(office: Office, seats: int) -> None:
    least, most = list_range(office, seats)
    assert least <= most
    if office == "head":
        assert (least, most) == (1, 2)
        return
    assert least > seats
    if office == "deputy":
        assert most == seats + 3
    else:
        assert Fraction(least, seats) >= Fraction(11, 10)
        assert Fraction(least - 1, seats) < Fraction(11, 10)
        assert most == least or Fraction(most, seats) <= Fraction(12, 10) < Fraction(most + 1, seats)


@pytest.mark.rule("P1")
@given(st.integers(1, 200))
def test_there_are_a_fifth_more_projects_than_are_chosen(seats: int) -> None:
    least = candidates_needed(seats)
    assert Fraction(least, seats) >= Fraction(6, 5)
    assert Fraction(least - 1, seats) < Fraction(6, 5)
    check_rule("livelihood-pick", FormItem(CHOOSE, least, 0, seats), "projects", motion=False)
    with pytest.raises(RuleError, match="too-few-candidates"):
        check_rule("livelihood-pick", FormItem(CHOOSE, least - 1, 0, seats), "projects", motion=False)


@pytest.mark.rule("E6", "E7", "E9", "E17")
@given(n=st.integers(3, 400), data=st.data())
def test_nobody_is_elected_without_a_majority_of_all_and_everybodys_totals_are_told(n: int, data: st.DataObject) -> None:
    p = data.draw(st.integers(1, n))
    c = data.draw(st.integers(2, 6))
    seats = data.draw(st.integers(1, c - 1))
    fors = data.draw(st.lists(st.integers(0, p), min_size=c, max_size=c))
    counts = [[f, p - f, 0] for f in fors]
    judged = judge(FormItem(ELECTION, c, 0, seats), "E6", counts, House(n, p, p, QUORUMS["Q2"]))
    for f, word, sentence in zip(fors, judged.words, judged.sentences, strict=True):
        assert word == "not-elected" or 2 * f > n
        assert f"得 {f} 票" in sentence["zh"]
        assert str(f) in sentence["en"]
    assert judged.words.count("elected") <= seats


@pytest.mark.rule("G1", "G2")
@given(base=st.integers(1, 3000), data=st.data(), best=st.booleans())
def test_a_grade_is_the_first_conclusion_that_its_share_reaches(base: int, data: st.DataObject, best: bool) -> None:
    left, levels = base, []
    for _ in range(4 if best else 3):
        levels.append(data.draw(st.integers(0, left)))
        left -= levels[-1]
    share = [Fraction(level, base) for level in levels]
    good = sum(share[:-2])
    expected = (
        "dissatisfied" if share[-1] > Fraction(1, 2)
        else "excellent" if best and share[0] >= Fraction(2, 3)
        else "satisfied" if good >= Fraction(2, 3)
        else "basically-satisfied" if good + share[-2] > Fraction(1, 2)
        else "no-conclusion"
    )  # fmt: skip
    assert GRADINGS["grades-all"].grade(levels, base) == expected


@pytest.mark.rule("G1", "satisfaction-3", "satisfaction-project")
@pytest.mark.parametrize(("things", "present", "members"), [(8, 31, 35), (10, 242, 256), (8, 58, 66)])
def test_grades_from_a_seed_add_up_to_the_presses_of_the_acceptance_days(things: int, present: int, members: int) -> None:
    seeded = random.Random(members)
    counts = []
    for _ in range(things):
        cuts = sorted(seeded.randint(0, present) for _ in range(3))
        counts.append([cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], present - cuts[2]])
    judged = judge(FormItem(GRADES, things, 0, 3), "grades-all", counts, House(members, present, present, QUORUMS["Q2"]))
    assert all(sum(row) == present for row in counts)
    assert len(judged.words) == things
    for (good, basic, bad, _), word in zip(counts, judged.words, strict=True):
        assert (word == "dissatisfied") == (2 * bad > members)
        assert (word == "satisfied") == (2 * bad <= members and 3 * good >= 2 * members)
        assert word != "basically-satisfied" or 2 * (good + basic) > members
