"""What may lawfully follow: every step offered is an act that the rules take (docs/sequences.md §7, §8)."""

from typing import Any

import pytest

from tests.unit.domain.test_sequence import (
    CARRIED,
    FAILED,
    TEXT,
    Agenda,
    election,
    further_vote,
    link,
    objects,
    package,
    refused,
)
from voting_server.domain.views import SignedOpening, state_view

SIGNED = SignedOpening("body", "signature")
ASKED = {"reason": "主任会议决定", "text": {"zh": "修改后的文本", "en": ""}}


@pytest.fixture
def agenda() -> Agenda:
    return Agenda()


def view(agenda: Agenda, division: str, role: str = "chair") -> dict[str, Any]:
    views = state_view(agenda.sitting, agenda.register, role, signed=SIGNED)["divisions"]
    return dict(next(each for each in views if each["id"] == division))


def steps(agenda: Agenda, division: str) -> dict[str, dict[str, Any]]:
    return {step["kind"]: step for step in view(agenda, division)["next"]}


def take(agenda: Agenda, step: dict[str, Any], **more: Any) -> str:
    """Sign a step as the chair; gives the division it is about."""
    asked = {name: ASKED[name] for name in step["asks"] if name in ASKED}
    agenda.act("chair", step["type"], **(step["fields"] | asked | more))
    return str(step["fields"]["division"])


def approve(agenda: Agenda, division: str) -> str:
    agenda.act("secretariat", "division-approve", division=division)
    return division


@pytest.mark.rule("E8")
def test_a_tie_offers_a_further_vote_among_the_tied(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", "B", "C", "D", seats=3, slots=1, secrecy="named"))
    agenda.elect("election", 7, 6, 5, 5)
    step = steps(agenda, "election")["tie"]
    assert step["id"] == "tie:election"
    assert step["zh"] == "C、D票数相等，尚缺 1 名：对其再次投票，得票多的当选"
    assert step["source"] == {
        "rule": "E8",
        "zh": "地方组织法第二十九条",
        "en": "Local Organic Law, art. 29",
        "verified": True,
    }
    assert step["type"] == "division-draft"
    assert step["fields"]["names"] == [[{"zh": "C", "en": ""}, {"zh": "D", "en": ""}]]
    assert step["fields"]["form"] == [{"type": 2, "c": 2, "min": 0, "max": 1, "w": 0}]
    assert step["fields"]["rule"] == "plurality"
    tie = approve(agenda, take(agenda, step))
    assert "tie" not in steps(agenda, "election")
    agenda.elect(tie, 5, 2)
    assert steps(agenda, "election") == {}
    assert steps(agenda, tie) == {}


def test_nothing_follows_from_a_result_that_is_not_declared(agenda: Agenda) -> None:
    agenda.put("try", 1, template="appoint-each")
    agenda.announces("try")
    agenda.open("try")
    agenda.close("try")
    agenda.tally("try", *FAILED)
    assert view(agenda, "try")["next"] == []
    agenda.declare("try")
    assert set(steps(agenda, "try")) == {"resubmit"}


def test_only_those_who_lead_are_told_what_may_follow(agenda: Agenda) -> None:
    agenda.put("plan", 1)
    for role in ("scrutineer", "observer", "deputy", "teller", "operator"):
        assert not {"waits", "next"} & set(view(agenda, "plan", role))
    for role in ("chair", "secretariat"):
        assert {"waits", "next"} <= set(view(agenda, "plan", role))


@pytest.mark.rule("E9")
def test_seats_left_offer_a_further_election(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", "B", "C", "D", seats=3))
    agenda.elect("election", 5, 4, 4, 2)
    step = steps(agenda, "election")["further"]
    assert (step["asks"], step["zh"]) == (["names"], "尚缺 2 名：另行选举")
    assert step["fields"]["form"] == [{"type": 4, "c": 3, "min": 0, "max": 2, "w": 0}]
    more = approve(agenda, take(agenda, step))
    assert "further" not in steps(agenda, "election")
    agenda.elect(more, 5, 4, 2)
    step = steps(agenda, "election")["further"]
    assert step["fields"]["form"] == [{"type": 4, "c": 3, "min": 0, "max": 1, "w": 0}]
    one = {"names": [[{"zh": "E", "en": ""}]], "form": [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}], "rule": "M1"}
    agenda.elect(approve(agenda, take(agenda, step, **one)), 6)
    assert steps(agenda, "election") == {}


def test_where_only_as_many_are_left_as_seats_each_is_voted_by_itself(agenda: Agenda) -> None:
    agenda.put("single", 2, **election("A", "B", seats=2))
    agenda.elect("single", 6, 3)
    step = steps(agenda, "single")["further"]
    assert (step["fields"]["form"][0]["type"], step["fields"]["rule"]) == (1, "M1")
    take(agenda, step)


@pytest.mark.rule("V1")
def test_where_nobody_of_the_list_is_left_the_house_nominates(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", seats=2, slots=1))
    agenda.elect("election", 6, written=(("某", 1),))
    step = steps(agenda, "election")["further"]
    assert (step["type"], step["zh"]) == ("", "尚缺 1 名：另行选举")
    agenda.put("more", 2, link("further", "election"), **election("某", seats=1, slots=1))


def test_a_void_round_is_held_again_on_terminals_or_by_hands(agenda: Agenda) -> None:
    agenda.put("court", 1)
    agenda.announces("court")
    agenda.open("court")
    agenda.void("court")
    offered = steps(agenda, "court")
    assert set(offered) == {"again", "again-hands"}
    assert offered["again-hands"]["fields"]["channel"] == "hands"
    assert offered["again"]["fields"]["again_of"] == "court"
    take(agenda, offered["again-hands"])
    assert steps(agenda, "court") == {}


def test_a_void_vote_of_old_is_held_again_as_it_was(agenda: Agenda) -> None:
    agenda.announce("old")
    agenda.void("old")
    assert "of" not in steps(agenda, "old")["again"]["fields"]


def test_a_void_election_is_not_held_by_hands(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", "B", seats=1))
    agenda.announces("election")
    agenda.void("election")
    assert set(steps(agenda, "election")) == {"again"}


def test_the_chair_is_told_that_the_text_has_changed_and_drafts_it_anew(agenda: Agenda) -> None:
    agenda.put("plan", 2, text={"zh": "原文本", "en": ""})
    agenda.put("change", 1, link("amends", "plan"), template="amendment")
    assert [(each["code"], each["divisions"]) for each in view(agenda, "plan")["waits"]] == [("amendment-pending", ["change"])]
    agenda.hold("change", *CARRIED)
    (wait,) = view(agenda, "plan")["waits"]
    assert wait["zh"] == "修正案已通过（第 1 项“change”），须按修改后的文本重新提出表决稿"
    offered = steps(agenda, "plan")
    assert set(offered) == {"text-changed", "revise"}
    assert offered["text-changed"]["type"] == ""
    revised = approve(agenda, take(agenda, offered["revise"]))
    assert agenda.sitting.divisions[revised].draft.text.zh == "修改后的文本"
    assert set(steps(agenda, "plan")) == {"withdraw-replaced"}
    take(agenda, steps(agenda, "plan")["withdraw-replaced"])
    assert view(agenda, "plan")["waits"] == []
    agenda.hold(revised, *CARRIED)


@pytest.mark.parametrize("kind", ["proceed", "hold", "revise"])
def test_a_failed_clause_leaves_three_ways(agenda: Agenda, kind: str) -> None:
    agenda.put("law", 2, template="law-bill")
    agenda.put("article", 1, link("clause", "law"), template="clause-separate")
    agenda.hold("article", *FAILED)
    offered = steps(agenda, "law")
    assert set(offered) == {"proceed", "hold", "revise"}
    division = take(agenda, offered[kind])
    if kind == "revise":
        approve(agenda, division)
    if kind == "hold":
        assert agenda.sitting.divisions["law"].state == "deferred"
        assert set(steps(agenda, "law")) == {"revise"}
    else:
        agenda.hold(division, *CARRIED)


def test_a_split_package_offers_its_lines(agenda: Agenda) -> None:
    package(agenda)
    objects(agenda)
    seen = view(agenda, "together", "observer")
    assert seen["objection"] == {"member": "m3", "name": "代表3", "reason": "对李四有不同意见"}
    offered = view(agenda, "together")["next"]
    assert [step["id"] for step in offered] == ["part:together:1", "part:together:2"]
    assert [step["fields"]["title"]["zh"] for step in offered] == TEXT["zh"].split()
    for step in offered:
        agenda.hold(approve(agenda, take(agenda, step)), *CARRIED)
    assert view(agenda, "together")["next"] == []


def test_a_failed_appointment_may_be_brought_again_once(agenda: Agenda) -> None:
    agenda.put("try", 1, template="appoint-each")
    agenda.hold("try", *FAILED)
    again = approve(agenda, take(agenda, steps(agenda, "try")["resubmit"]))
    assert steps(agenda, "try") == {}
    agenda.hold(again, *FAILED)
    assert set(steps(agenda, again)) == {"barred"}
    assert steps(agenda, again)["barred"]["type"] == ""
    assert steps(agenda, "try") == {}


def test_failed_names_of_a_ballot_are_brought_again_one_by_one(agenda: Agenda) -> None:
    agenda.put("try", 1, **election("张三", "李四", "王五", seats=3, template="appoint-each", rule="M4"))
    agenda.elect("try", 6, 2, 1)
    offered = view(agenda, "try")["next"]
    assert [step["id"] for step in offered] == ["resubmit:try:2", "resubmit:try:3"]
    for step in offered:
        again = approve(agenda, take(agenda, step))
        agenda.hold(again, *FAILED)
        refused("appointment-barred", agenda.put, f"{again}-more", 9, link("resubmits", again), template="appoint-each")


def test_ids_of_offered_drafts_are_free_and_short_enough(agenda: Agenda) -> None:
    long = "d" * 64
    agenda.put(long, 1, title={"zh": "长" * 200, "en": "x" * 200}, **election("A", "B", seats=1))
    agenda.elect(long, 5, 5)
    tie = approve(agenda, take(agenda, steps(agenda, long)["tie"]))
    agenda.elect(tie, 3, 3)
    second = take(agenda, steps(agenda, tie)["tie"])
    assert len({long, tie, second}) == 3
    assert max(map(len, (tie, second))) <= 64


def test_consent_and_choice_are_shown_to_everybody(agenda: Agenda) -> None:
    agenda.put("plan", 1)
    agenda.act("chair", "division-withdraw", division="plan", reason="x", consent={"by": "statement", "who": "主席团"})
    assert view(agenda, "plan", "observer")["consent"] == {"by": "statement", "who": "主席团"}
    agenda.put("law", 2)
    agenda.put("article", 1, link("clause", "law"), template="clause-separate")
    agenda.hold("article", *FAILED)
    take(agenda, steps(agenda, "law")["proceed"])
    assert view(agenda, "law", "deputy")["proceed"] == {"clauses": ["article"], "reason": "主任会议决定"}
    assert view(agenda, "article", "deputy")["of"] == [link("clause", "law")]


def test_a_test_vote_has_no_next_step(agenda: Agenda) -> None:
    agenda.put("try", 1, template="trial")
    agenda.announces("try")
    agenda.void("try")
    assert steps(agenda, "try") == {}


def test_projects_with_places_left_have_no_rule_to_go_on(agenda: Agenda) -> None:
    agenda.put("projects", 1, **further_vote("A", "B", "C", seats=2, template="livelihood-pick", rule="projects"))
    agenda.elect("projects", 6, 3, 2)
    assert steps(agenda, "projects") == {}
