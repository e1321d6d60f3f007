"""What comes before what: amendments, clauses, packages, dismissals, ties, consent (docs/sequences.md §3–6)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import Chamber
from voting_protocol.forms import CHOOSE, ELECTION, THREE_KEYS, FormItem
from voting_server.domain.codes import RuleError
from voting_server.domain.items import ItemCounts, Written, item_result
from voting_server.domain.verdicts import House

PRESENT = 7
"""Of nine members: five votes carry."""
CARRIED, FAILED = (5, 1, 1), (3, 3, 1)


class Agenda(Chamber):
    """Nine members, seven present; drafts are under the orders of sequences."""

    def __init__(self) -> None:
        super().__init__(9)
        self.open_sitting(PRESENT)

    def put(self, division: str, number: int, *links: dict[str, Any], approve: bool = True, **changes: Any) -> None:
        """Draft and approve a division with these links."""
        short = {"zh": division, "en": division}
        title = changes.pop("title", {"zh": f"关于{division}", "en": f"On {division}"})
        self.draft(division, **{"number": number, "short": short, "title": title, "of": list(links), **changes})
        if approve:
            self.act("secretariat", "division-approve", division=division)

    def hold(self, division: str, for_: int, against: int, abstain: int) -> None:
        """Announce an approved division and vote on it up to the declaration."""
        self.act("chair", "division-announce", division=division)
        self.open(division)
        self.close(division)
        self.tally(division, for_, against, abstain)
        self.declare(division)

    def elect(self, division: str, *votes: int, written: tuple[tuple[str, int], ...] = ()) -> None:
        """Hold a ballot with names: so many for each, the others against; a choice's are how many chose each."""
        self.act("chair", "division-announce", division=division)
        self.open(division)
        self.close(division)
        draft = self.sitting.divisions[division].draft
        names = [[count] if draft.item.type == CHOOSE else [count, PRESENT - count, 0] for count in votes]
        slots = Written(written) if draft.item.w else None
        house = House(9, PRESENT, PRESENT, self.sitting.quorum)
        item = item_result(draft.item, draft.rule, ItemCounts(names, slots), house)
        rest = {"voted": PRESENT, "items": [item], "needed": 0 if draft.rule in {"plurality", "top"} else 5}
        result = self.result(division, PRESENT, 0, 0) | rest
        for member in ("for", "against", "abstain", "carried"):
            del result[member]
        subject = self.sitting.divisions[division]
        opened = {"open": subject.opened.open, "close": subject.close}
        self.act("server", "division-tally", division=division, result=result, **opened)
        self.declare(division)

    def void(self, division: str) -> None:
        self.act("chair", "division-void", division=division, reason="会场网络中断")
        void = self.sitting.divisions[division].void
        assert void is not None
        self.act("scrutineer", "division-void-confirm", division=division, void=void.act)

    def announced(self, division: str) -> bool:
        return self.sitting.divisions[division].state == "announced"

    def announces(self, division: str) -> None:
        self.act("chair", "division-announce", division=division)


def link(kind: str, division: str, name: int = 0) -> dict[str, Any]:
    return {"kind": kind, "division": division, **({"name": name} if name else {})}


def election(*names: str, seats: int = 1, slots: int = 0, **changes: Any) -> dict[str, Any]:
    kind = ELECTION if slots or seats < len(names) else THREE_KEYS
    return {
        "form": [{"type": kind, "c": len(names), "min": 0, "max": seats if kind == ELECTION else 0, "w": slots}],
        "names": [[{"zh": name, "en": ""} for name in names]],
        "template": "election-multi",
        "rule": "E6" if kind == ELECTION else "M1",
        "basis": "选举办法",
        **changes,
    }


def further_vote(*names: str, seats: int = 1, **changes: Any) -> dict[str, Any]:
    item = FormItem(CHOOSE, len(names), 0, seats, 0)
    return {
        "form": [{"type": item.type, "c": item.c, "min": item.min, "max": item.max, "w": item.w}],
        "names": [[{"zh": name, "en": ""} for name in names]],
        "template": "tie-revote",
        "rule": "plurality",
        **changes,
    }


@pytest.fixture
def agenda() -> Agenda:
    return Agenda()


def refused(code: str, step: Any, *args: Any, **members: Any) -> dict[str, Any]:
    with pytest.raises(RuleError) as caught:
        step(*args, **members)
    assert caught.value.code == code
    return caught.value.detail


# V5: amendments


@pytest.mark.rule("V5")
def test_amendments_are_voted_before_their_motion_and_in_order(agenda: Agenda) -> None:
    agenda.put("plan", 3)
    agenda.put("second", 2, link("amends", "plan"), template="amendment")
    agenda.put("first", 1, link("amends", "plan"), template="amendment")
    detail = refused("amendment-pending", agenda.announces, "plan")
    assert detail["divisions"] == ["first", "second"]
    assert detail["zh"] == "第 1 项“first”、第 2 项“second”"
    assert refused("earlier-pending", agenda.announces, "second")["divisions"] == ["first"]
    agenda.hold("first", *FAILED)
    assert refused("amendment-pending", agenda.announces, "plan")["divisions"] == ["second"]
    agenda.hold("second", *FAILED)
    agenda.hold("plan", *CARRIED)


@pytest.mark.rule("V5")
def test_a_motion_whose_amendment_is_carried_is_drafted_anew(agenda: Agenda) -> None:
    agenda.put("plan", 2)
    agenda.put("change", 1, link("amends", "plan"), template="amendment")
    refused("nothing-to-revise", agenda.put, "plan-2", 2, link("revises", "plan"))
    agenda.hold("change", *CARRIED)
    assert refused("text-changed", agenda.announces, "plan")["divisions"] == ["change"]
    agenda.put("plan-2", 2, link("revises", "plan"), text={"zh": "修改后的文本", "en": ""})
    assert refused("already-revised", agenda.announces, "plan")["divisions"] == ["plan-2"]
    refused("already-revised", agenda.put, "plan-3", 2, link("revises", "plan"))
    refused("already-revised", agenda.put, "late", 4, link("amends", "plan"), template="amendment")
    agenda.act("chair", "division-withdraw", division="plan", reason="已由修改稿代替")
    agenda.hold("plan-2", *CARRIED)


def test_a_revised_draft_may_be_amended_again(agenda: Agenda) -> None:
    agenda.put("plan", 2)
    agenda.put("change", 1, link("amends", "plan"), template="amendment")
    agenda.hold("change", *CARRIED)
    agenda.put("plan-2", 2, link("revises", "plan"))
    agenda.put("more", 1, link("amends", "plan-2"), template="amendment")
    assert refused("amendment-pending", agenda.announces, "plan-2")["divisions"] == ["more"]
    agenda.hold("more", *CARRIED)
    agenda.put("plan-3", 2, link("revises", "plan-2"))
    agenda.hold("plan-3", *CARRIED)


def test_an_amendment_of_an_amendment_comes_first(agenda: Agenda) -> None:
    agenda.put("plan", 3)
    agenda.put("change", 2, link("amends", "plan"), template="amendment")
    agenda.put("to-change", 1, link("amends", "change"), template="amendment")
    refused("amendment-pending", agenda.announces, "change")
    agenda.hold("to-change", *CARRIED)
    refused("text-changed", agenda.announces, "change")
    agenda.put("change-2", 2, link("revises", "change"), template="amendment")
    assert refused("amendment-pending", agenda.announces, "plan")["divisions"] == ["change-2"]
    agenda.hold("change-2", *FAILED)
    agenda.hold("plan", *CARRIED)


def test_a_void_or_deferred_amendment_still_comes_first(agenda: Agenda) -> None:
    agenda.put("plan", 2)
    agenda.put("change", 1, link("amends", "plan"), template="amendment")
    agenda.announces("change")
    agenda.void("change")
    assert refused("amendment-pending", agenda.announces, "plan")["divisions"] == ["change"]
    agenda.draft("change-2", number=1, template="amendment", again_of="change")
    assert refused("amendment-pending", agenda.announces, "plan")["divisions"] == ["change-2"]
    agenda.act("chair", "division-defer", division="change-2", reason="改期")
    assert refused("amendment-pending", agenda.announces, "plan")["divisions"] == ["change-2"]
    agenda.put("change-3", 1, template="amendment", again_of="change-2")
    agenda.hold("change-3", *FAILED)
    agenda.hold("plan", *CARRIED)


def test_a_draft_that_is_dropped_counts_for_nothing(agenda: Agenda) -> None:
    agenda.put("plan", 2)
    agenda.put("change", 1, link("amends", "plan"), template="amendment", approve=False)
    agenda.act("chair", "division-withdraw", division="change", reason="误录")
    agenda.hold("plan", *CARRIED)


def test_a_dropped_draft_does_not_hide_the_void_vote_that_it_would_have_repeated(agenda: Agenda) -> None:
    agenda.put("plan", 2)
    agenda.put("change", 1, link("amends", "plan"), template="amendment")
    agenda.announces("change")
    agenda.void("change")
    agenda.put("typo", 1, template="amendment", again_of="change", approve=False)
    agenda.act("chair", "division-withdraw", division="typo", reason="误录")
    assert refused("amendment-pending", agenda.announces, "plan")["divisions"] == ["change"]


def test_amendments_belong_to_a_motion_not_yet_put_to_the_vote(agenda: Agenda) -> None:
    agenda.put("plan", 2)
    detail = refused("link-template", agenda.put, "wrong", 1, link("amends", "plan"))
    assert detail["divisions"] == ["plan"]
    agenda.announces("plan")
    refused("link-late", agenda.put, "late", 1, link("amends", "plan"), template="amendment")
    refused("unknown-division", agenda.put, "lost", 1, link("amends", "nothing"), template="amendment")
    agenda.put("vote", 3, template="trial", approve=False)
    refused("trial-vote", agenda.put, "odd", 1, link("amends", "vote"), template="amendment")


def test_a_motion_put_off_waits_for_its_amendments_when_it_is_taken_up_again(agenda: Agenda) -> None:
    agenda.put("plan", 2)
    agenda.put("change", 1, link("amends", "plan"), template="amendment")
    agenda.act("chair", "division-defer", division="plan", reason="改期", consent={"by": "statement", "who": "主席团"})
    agenda.put("plan-2", 2, again_of="plan")
    assert refused("amendment-pending", agenda.announces, "plan-2")["divisions"] == ["change"]


# V6: clauses


@pytest.mark.rule("V6")
def test_clauses_come_before_the_whole_and_a_failed_one_leaves_a_choice(agenda: Agenda) -> None:
    agenda.put("law", 2, template="law-bill")
    agenda.put("article-7", 1, link("clause", "law"), template="clause-separate", rule="M4")
    refused("no-choice-due", agenda.act, "chair", "division-proceed", division="law", clauses=["article-7"], reason="x")
    assert refused("clause-pending", agenda.announces, "law")["divisions"] == ["article-7"]
    agenda.hold("article-7", *FAILED)
    assert refused("clause-failed", agenda.announces, "law")["divisions"] == ["article-7"]
    refused("clauses-differ", agenda.act, "chair", "division-proceed", division="law", clauses=["law"], reason="x")
    agenda.act("chair", "division-proceed", division="law", clauses=["article-7"], reason="主任会议决定付表决")
    agenda.hold("law", *CARRIED)


@pytest.mark.rule("V6")
def test_the_whole_is_held_after_a_failed_clause_without_further_consent(agenda: Agenda) -> None:
    agenda.put("law", 2, template="law-bill")
    agenda.put("article-7", 1, link("clause", "law"), template="clause-separate", rule="M4")
    refused("consent-needed", agenda.act, "chair", "division-defer", division="law", reason="x")
    agenda.hold("article-7", *FAILED)
    refused("consent-needed", agenda.act, "chair", "division-withdraw", division="law", reason="x")
    agenda.act("chair", "division-defer", division="law", reason="暂不付表决")
    agenda.put("law-2", 2, link("revises", "law"), template="law-bill")
    agenda.hold("law-2", *CARRIED)


def test_another_failed_clause_asks_for_another_choice(agenda: Agenda) -> None:
    agenda.put("law", 4, template="law-bill")
    for number in (1, 2):
        agenda.put(f"article-{number}", number, link("clause", "law"), template="clause-by-clause", rule="M1")
    assert refused("earlier-pending", agenda.announces, "article-2")["divisions"] == ["article-1"]
    agenda.hold("article-1", *FAILED)
    agenda.hold("article-2", *CARRIED)
    agenda.act("chair", "division-proceed", division="law", clauses=["article-1"], reason="x")
    agenda.put("article-3", 3, link("clause", "law"), template="clause-by-clause", rule="M1")
    agenda.hold("article-3", *FAILED)
    assert refused("clause-failed", agenda.announces, "law")["divisions"] == ["article-1", "article-3"]
    agenda.act("chair", "division-proceed", division="law", clauses=["article-1", "article-3"], reason="x")
    agenda.announces("law")


def test_amendments_come_before_clauses(agenda: Agenda) -> None:
    agenda.put("law", 3, template="law-bill")
    agenda.put("article", 1, link("clause", "law"), template="clause-separate")
    agenda.put("change", 2, link("amends", "law"), template="amendment")
    assert refused("earlier-pending", agenda.announces, "article")["divisions"] == ["change"]
    agenda.announces("change")


# V8, V9: packages


TEXT = {"zh": "任命张三为副院长\n\n任命李四为庭长\n", "en": ""}


def package(agenda: Agenda, *links: dict[str, Any], number: int = 5) -> None:
    agenda.put("together", number, *links, template="appoint-merged", text=TEXT)


def objects(agenda: Agenda, division: str = "together", member: str = "m3") -> None:
    agenda.act("chair", "division-object", division=division, member=member, reason="对李四有不同意见")


@pytest.mark.rule("V7", "V8", "V9")
def test_an_objection_splits_a_package_for_good(agenda: Agenda) -> None:
    package(agenda)
    agenda.put("plain", 6)
    refused("not-split", agenda.put, "early", 5, link("part", "together", 1), template="appoint-each")
    refused("not-a-package", objects, agenda, "plain")
    refused("unknown-member", objects, agenda, member="m99")
    agenda.announces("together")
    objects(agenda)
    assert agenda.sitting.divisions["together"].state == "withdrawn"
    assert agenda.sitting.current == ""
    for kind in ("division-announce", "division-withdraw", "division-object"):
        members = {"reason": "x"} if kind != "division-announce" else {}
        members |= {"member": "m1"} if kind == "division-object" else {}
        assert refused("package-split", agenda.act, "chair", kind, division="together", **members)["divisions"] == ["together"]
    refused("package-split", agenda.put, "again", 5, template="appoint-merged", again_of="together")
    agenda.put("part-1", 5, link("part", "together", 1), template="appoint-each")
    refused("already-followed", agenda.put, "twice", 5, link("part", "together", 1), template="appoint-each")
    refused("bad-act", agenda.put, "third", 5, link("part", "together", 3), template="appoint-each")
    refused("link-template", agenda.put, "nested", 5, link("part", "together", 2), template="appoint-merged")
    agenda.hold("part-1", *CARRIED)


@pytest.mark.rule("V9")
def test_objections_come_before_the_vote(agenda: Agenda) -> None:
    package(agenda)
    agenda.announces("together")
    agenda.open("together")
    assert refused("wrong-division-state", objects, agenda)["state"] == "open"


# V10: dismissals first


@pytest.mark.rule("V10")
def test_dismissals_come_before_appointments_to_the_same_post(agenda: Agenda) -> None:
    agenda.put("out", 2, template="appoint-each")
    agenda.put("in", 1, link("fills", "out"), template="appoint-each")
    assert refused("dismissal-pending", agenda.announces, "in")["divisions"] == ["out"]
    agenda.hold("out", *CARRIED)
    agenda.hold("in", *CARRIED)


@pytest.mark.rule("V10")
def test_a_post_is_not_vacant_unless_the_dismissal_is_carried(agenda: Agenda) -> None:
    agenda.put("out", 1, template="appoint-each")
    agenda.put("gone", 1, template="appoint-each", approve=False)
    agenda.put("in", 2, link("fills", "out"), link("fills", "gone"), template="appoint-each")
    agenda.act("chair", "division-withdraw", division="gone", reason="误录")
    agenda.hold("out", *FAILED)
    assert refused("post-not-vacant", agenda.announces, "in")["divisions"] == ["out", "gone"]


def test_a_dismissal_by_name_on_a_ballot(agenda: Agenda) -> None:
    agenda.put("out", 1, **election("甲", "乙", seats=2, template="appoint-each", rule="M4"))
    for number in (1, 2):
        agenda.put(f"in-{number}", 2, link("fills", "out", number), template="appoint-each")
    refused("bad-act", agenda.put, "in-3", 2, link("fills", "out", 3), template="appoint-each")
    agenda.elect("out", 6, 2)
    assert refused("post-not-vacant", agenda.announces, "in-2")["divisions"] == ["out"]
    agenda.announces("in-1")


def test_appointments_wait_for_every_part_of_a_split_package_of_dismissals(agenda: Agenda) -> None:
    package(agenda, number=1)
    agenda.put("in", 2, link("fills", "together", 2), template="appoint-each")
    objects(agenda)
    assert refused("dismissal-pending", agenda.announces, "in")["divisions"] == ["together"]
    for number, figures in ((1, FAILED), (2, CARRIED)):
        agenda.put(f"part-{number}", 1, link("part", "together", number), template="appoint-each")
        refused("dismissal-pending", agenda.announces, "in")
        agenda.hold(f"part-{number}", *figures)
    agenda.announces("in")


def test_a_part_waits_for_what_its_package_waited_for(agenda: Agenda) -> None:
    agenda.put("out", 1, template="appoint-each")
    package(agenda, link("fills", "out"))
    objects(agenda)
    agenda.put("part-1", 5, link("part", "together", 1), template="appoint-each")
    assert refused("dismissal-pending", agenda.announces, "part-1")["divisions"] == ["out"]


# E8, E9: elections


@pytest.mark.rule("E8", "E9")
def test_a_tie_is_decided_among_the_tied_and_then_the_other_seats(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", "B", "C", "D", "E", seats=3, slots=1))
    refused("link-early", agenda.put, "tie", 1, link("tie", "election"), **further_vote("C", "D"))
    agenda.elect("election", 7, 6, 5, 5, 1, written=(("某", 1),))
    refused("tied-differ", agenda.put, "tie", 1, link("tie", "election"), **further_vote("D", "C"))
    refused("seats-differ", agenda.put, "tie", 1, link("tie", "election"), **further_vote("C", "D", seats=2))
    refused("link-secrecy", agenda.put, "tie", 1, link("tie", "election"), **further_vote("C", "D", secrecy="secret"))
    refused("tie-first", agenda.put, "more", 1, link("further", "election"), **election("E", slots=1))
    agenda.put("tie", 1, link("tie", "election"), **further_vote("C", "D"))
    assert refused("already-followed", agenda.put, "tie-2", 1, link("tie", "election"), **further_vote("C", "D"))[
        "divisions"
    ] == ["tie"]
    agenda.elect("tie", 4, 3)
    refused("already-followed", agenda.put, "tie-2", 1, link("tie", "election"), **further_vote("C", "D"))
    refused("no-seats-left", agenda.put, "more", 1, link("further", "election"), **election("E", slots=1))


def test_a_second_tie_is_voted_again_among_those_still_tied(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", "B", "C", seats=1))
    agenda.elect("election", 5, 5, 5)
    agenda.put("tie", 1, link("tie", "election"), **further_vote("A", "B", "C"))
    agenda.elect("tie", 3, 3, 1)
    refused("tie-first", agenda.put, "more", 1, link("further", "election"), **election("D", slots=1))
    refused("tied-differ", agenda.put, "tie-2", 1, link("tie", "tie"), **further_vote("A", "B", "C"))
    agenda.put("tie-2", 1, link("tie", "tie"), **further_vote("A", "B"))
    agenda.elect("tie-2", 4, 3)
    refused("no-seats-left", agenda.put, "more", 1, link("further", "election"), **election("D", slots=1))


def test_a_void_further_vote_is_held_again(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", "B", seats=1))
    agenda.elect("election", 5, 5)
    agenda.put("tie", 1, link("tie", "election"), **further_vote("A", "B"))
    agenda.announces("tie")
    agenda.void("tie")
    agenda.put("tie-2", 1, again_of="tie", **further_vote("A", "B"))
    refused("already-followed", agenda.put, "tie-3", 1, link("tie", "election"), **further_vote("A", "B"))
    agenda.elect("tie-2", 4, 3)
    refused("no-seats-left", agenda.put, "more", 1, link("further", "election"), **election("D", slots=1))


def test_written_names_take_part_in_a_tie(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", seats=1, slots=1))
    agenda.elect("election", 5, written=(("某乙", 5),))
    agenda.put("tie", 1, link("tie", "election"), **further_vote("A", "某乙"))


@pytest.mark.rule("E9")
def test_seats_left_are_filled_by_further_elections(agenda: Agenda) -> None:
    agenda.put("election", 1, **election("A", "B", "C", "D", seats=3))
    agenda.elect("election", 5, 4, 4, 2)
    refused("seats-differ", agenda.put, "more", 1, link("further", "election"), **election("B", "C", "D", seats=1))
    agenda.put("more", 1, link("further", "election"), **election("B", "C", "D", seats=2))
    refused("already-followed", agenda.put, "more-2", 1, link("further", "election"), **election("B", "C", "D", seats=2))
    agenda.elect("more", 5, 4, 2)
    agenda.put("more-2", 1, link("further", "election"), **election("C"))
    agenda.elect("more-2", 6)
    refused("no-seats-left", agenda.put, "more-3", 1, link("further", "election"), **election("D"))


# §7: appointments that fail


@pytest.mark.rule("A3")
def test_an_appointment_that_failed_twice_in_a_row_is_not_brought_again(agenda: Agenda) -> None:
    title = {"zh": "任命王五为庭长", "en": ""}
    for number, spelling in ((1, "任命王五为庭长"), (2, "任命 王五 为庭长")):
        agenda.put(f"try-{number}", number, template="appoint-each", title=title | {"zh": spelling})
        agenda.hold(f"try-{number}", *FAILED)
    detail = refused("appointment-barred", agenda.put, "try-3", 3, template="appoint-each", title=title)
    assert detail["divisions"] == ["try-1", "try-2"]
    other = {"zh": "任命赵六为庭长", "en": ""}
    agenda.put("other", 3, template="appoint-each", title=other)


def test_a_link_tells_that_another_title_is_the_same_appointment(agenda: Agenda) -> None:
    titles = [{"zh": zh, "en": ""} for zh in ("任命王五", "再次提请任命王五", "第三次提请任命王五")]
    agenda.put("try-1", 1, template="appoint-each", title=titles[0])
    refused("link-early", agenda.put, "try-2", 2, link("resubmits", "try-1"), template="appoint-each", title=titles[1])
    agenda.hold("try-1", *FAILED)
    agenda.put("try-2", 2, link("resubmits", "try-1"), template="appoint-each", title=titles[1])
    agenda.hold("try-2", *FAILED)
    refused("appointment-barred", agenda.put, "try-3", 3, link("resubmits", "try-2"), template="appoint-each", title=titles[2])


def test_a_success_between_failures_begins_the_count_anew(agenda: Agenda) -> None:
    title = {"zh": "任命王五为庭长", "en": ""}
    for number, figures in enumerate((FAILED, CARRIED, FAILED), 1):
        agenda.put(f"try-{number}", number, template="appoint-each", title=title)
        agenda.hold(f"try-{number}", *figures)
    refused("link-late", agenda.put, "odd", 4, link("resubmits", "try-2"), template="appoint-each", title=title)
    agenda.put("try-4", 4, template="appoint-each", title=title)


def test_each_name_of_a_ballot_is_counted_by_itself(agenda: Agenda) -> None:
    for number in (1, 2):
        agenda.put(f"try-{number}", number, **election("张 三", "李四", seats=2, template="appoint-each", rule="M4"))
        agenda.elect(f"try-{number}", 3, 6)
    refused("appointment-barred", agenda.put, "both", 3, **election("张三", "王五", seats=2, template="appoint-each", rule="M4"))
    refused("appointment-barred", agenda.put, "link", 3, link("resubmits", "try-2", 1), template="appoint-each")
    agenda.put("others", 3, **election("李四", "王五", seats=2, template="appoint-each", rule="M4"))


# V11: consent


@pytest.mark.rule("V11")
def test_withdrawing_and_putting_off_need_consent(agenda: Agenda) -> None:
    for division in ("first", "second", "third"):
        agenda.put(division, 1)
    detail = refused("consent-needed", agenda.act, "chair", "division-withdraw", division="first", reason="x")
    assert detail["divisions"] == ["first"]
    stated = {"by": "statement", "who": "主席团"}
    agenda.act("chair", "division-withdraw", division="first", reason="提案人撤回", consent=stated)
    consent = agenda.sitting.divisions["first"].course.consent
    assert consent is not None
    agenda.put("ask", 2, link("consent-defer", "second"), template="procedural-present", rule="M7")
    voted = {"by": "vote", "division": "ask"}
    refused("consent-differs", agenda.act, "chair", "division-defer", division="second", reason="x", consent=voted)
    agenda.hold("ask", 4, 3, 0)
    refused("consent-differs", agenda.act, "chair", "division-withdraw", division="second", reason="x", consent=voted)
    refused("consent-differs", agenda.act, "chair", "division-defer", division="third", reason="x", consent=voted)
    agenda.act("chair", "division-defer", division="second", reason="改期", consent=voted)


@pytest.mark.rule("V11")
def test_a_vote_that_refuses_is_no_consent(agenda: Agenda) -> None:
    agenda.put("plan", 1)
    refused("link-template", agenda.put, "ask", 2, link("consent-withdraw", "plan"), template="procedural-present", rule="M1")
    agenda.put("ask", 2, link("consent-withdraw", "plan"), template="procedural-present", rule="M7")
    agenda.hold("ask", 3, 4, 0)
    voted = {"by": "vote", "division": "ask"}
    refused("consent-differs", agenda.act, "chair", "division-withdraw", division="plan", reason="x", consent=voted)


def test_what_was_never_approved_and_old_drafts_need_no_consent(agenda: Agenda) -> None:
    agenda.put("plan", 1, approve=False)
    agenda.act("chair", "division-withdraw", division="plan", reason="x")
    agenda.draft("old")
    agenda.act("secretariat", "division-approve", division="old")
    agenda.act("chair", "division-withdraw", division="old", reason="x")


def test_a_vote_held_again_of_one_under_these_orders_needs_consent(agenda: Agenda) -> None:
    agenda.put("plan", 1)
    agenda.announces("plan")
    agenda.void("plan")
    agenda.draft("plan-2", again_of="plan")
    agenda.act("secretariat", "division-approve", division="plan-2")
    refused("consent-needed", agenda.act, "chair", "division-withdraw", division="plan-2", reason="x")


# Links


@pytest.mark.parametrize(
    "of",
    [
        [link("amends", "plan"), link("clause", "plan")],
        [link("fills", "plan"), link("fills", "plan")],
        [link("part", "plan")],
        [link("amends", "plan", 1)],
        [link("nonsense", "plan")],
        [link("fills", "plan", 256)],
        [{"kind": "fills", "division": "plan", "more": 1}],
        [link("fills", f"d{n}") for n in range(21)],
    ],
)
def test_links_are_well_formed(agenda: Agenda, of: list[dict[str, Any]]) -> None:
    agenda.put("plan", 1)
    refused("bad-act", agenda.put, "other", 2, *of)
