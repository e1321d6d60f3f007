"""What comes before what (docs/sequences.md): honest sittings are verified, everything else is caught and named."""

import pytest
from house_world import only, sitting, without_profile, wrong
from world import b64, on_ballot

from hemicycle_audit.report import as_object, as_text

APPOINT = on_ballot(1, "王芳 赵刚")
TWO_LINES = "甲任科长\n\n乙任科长"


@pytest.fixture
def world():
    return without_profile()


def refused(audit, made, place, reason, code="act-rule"):
    return only(audit(made.record()), place, reason, code)


def verified(audit, made):
    verdict = audit(made.record())
    assert wrong(verdict) == []
    return verdict


def bill(made, *followers, **how):
    """A bill that stands on the agenda, with approved followers (name, kind, number)."""
    made.draft("bill", "law-bill", number=9, **how).approve("bill")
    templates = {"amends": "amendment", "clause": "clause-separate"}
    for name, kind, number in followers:
        made.draft(name, templates[kind], number=number, of=[(kind, "bill")]).approve(name)
    return made


# -- amendments and clauses (V5, V6)


def test_an_amendment_that_fails_leaves_the_bill_as_it_is(audit, world):
    bill(world, ("a", "amends", 1)).vote("a", 3, 4).vote("bill")
    verified(audit, world)


def test_a_bill_before_its_amendment(audit, world):
    bill(world, ("a", "amends", 1)).put("bill")
    assert refused(audit, world, "division-announce", "amendments of bill are not settled: a")


def test_an_amendment_that_is_void_is_not_settled_until_it_is_held_again(audit, world):
    bill(world, ("a", "amends", 1)).put("a").open_vote("a")
    void = world.act("chair", "division-void", division="a", reason="断网")
    world.act("secretariat", "division-void-confirm", division="a", void=b64(void))
    world.draft("a2", "amendment", number=1, again="a").approve("a2")
    world.put("bill")
    assert refused(audit, world, "division-announce", "amendments of bill are not settled: a, a2")


def test_the_text_that_an_amendment_changed_is_voted_on_no_more(audit, world):
    bill(world, ("a", "amends", 1)).vote("a").put("bill")
    assert refused(audit, world, "division-announce", "amendments of bill are carried (a)")


def test_what_an_amendment_came_to_is_recomputed(audit, world):
    """The declaration says that it was not carried; 4 of 7 are enough."""
    bill(world, ("a", "amends", 1)).put("a").open_vote("a")
    for i in range(4):
        world.cast(i, 1)
    world.close()
    world.motion_result(4, 0, 0)
    world.result["carried"] = False
    world.end()
    world.put("bill")
    found = wrong(audit(world.record()))
    assert ("act-rule", "division-announce") in [row[:2] for row in found]
    assert {row[0] for row in found} == {"act-rule", "tally"}


def test_a_revised_bill_takes_the_bills_place(audit, world):
    bill(world, ("a", "amends", 1)).vote("a")
    world.whole("revised", template="law-bill", of=[("revises", "bill")])
    world.act("chair", "division-withdraw", division="bill", reason="已有修改稿")
    seen = as_object(verified(audit, world), "x")
    assert seen["links"] == [{"kind": "revises", "division": "bill", "name": None}]


def test_a_bill_that_was_revised_is_voted_on_no_more(audit, world):
    bill(world, ("a", "amends", 1)).vote("a").draft("revised", "law-bill", of=[("revises", "bill")]).put("bill")
    assert refused(audit, world, "division-announce", "a revised draft took its place: revised")


@pytest.mark.parametrize("votes", [None, (3, 4)])
def test_nothing_is_revised_without_a_change(audit, world, votes):
    bill(world, ("a", "amends", 1))
    if votes:
        world.vote("a", *votes)
    world.draft("revised", "law-bill", of=[("revises", "bill")])
    assert refused(audit, world, "division-draft member=of[0]", "no amendment was carried")


def test_a_bill_is_revised_once(audit, world):
    bill(world, ("a", "amends", 1)).vote("a").draft("r1", "law-bill", of=[("revises", "bill")])
    world.draft("r2", "law-bill", of=[("revises", "bill")])
    assert refused(audit, world, "division-draft member=of[0]", "took its place: r1")


def test_amendments_are_voted_in_their_order(audit, world):
    bill(world, ("a", "amends", 2), ("b", "amends", 1)).put("a")
    assert refused(audit, world, "division-announce", "what comes before a is not settled: b")


def test_amendments_come_before_clauses(audit, world):
    bill(world, ("c", "clause", 1), ("a", "amends", 5)).put("c")
    assert refused(audit, world, "division-announce", "what comes before c is not settled: a")


def test_a_bill_before_its_clause(audit, world):
    bill(world, ("c", "clause", 1)).put("bill")
    assert refused(audit, world, "division-announce", "clauses of bill are not settled: c")


def test_a_bill_after_a_failed_clause_waits_for_the_chairs_choice(audit, world):
    bill(world, ("c", "clause", 1)).vote("c", 2, 5).put("bill")
    assert refused(audit, world, "division-announce", "clauses of bill failed (c)")


def test_the_chair_may_vote_on_the_whole(audit, world):
    bill(world, ("c", "clause", 1)).vote("c", 2, 5)
    world.act("chair", "division-proceed", division="bill", clauses=["c"], reason="不影响全案")
    world.vote("bill")
    verdict = verified(audit, world)
    assert as_object(verdict, "x")["proceed"] == {"clauses": ["c"], "reason": "不影响全案"}
    assert "不影响全案" in as_text(verdict, "x", "en")


def test_the_choice_names_the_clauses_that_failed(audit, world):
    bill(world, ("c", "clause", 1), ("d", "clause", 2)).vote("c", 2, 5).vote("d", 1, 6)
    world.act("chair", "division-proceed", division="bill", clauses=["d", "c"], reason="x")
    assert refused(audit, world, "division-proceed", "names the clauses d, c; those that failed are c, d")


@pytest.mark.parametrize("votes", [None, (7, 0)])
def test_no_choice_where_none_is_due(audit, world, votes):
    bill(world, ("c", "clause", 1))
    if votes:
        world.vote("c", *votes)
    world.act("chair", "division-proceed", division="bill", clauses=[], reason="x")
    assert refused(audit, world, "division-proceed", "there is nothing to choose")


def test_the_choice_is_the_chairs(audit, world):
    bill(world, ("c", "clause", 1)).vote("c", 2, 5)
    world.act("secretariat", "division-proceed", division="bill", clauses=["c"], reason="x")
    assert refused(audit, world, "division-proceed", "not an active chair")


def test_a_clause_with_names_fails_if_one_name_does(audit, world):
    world.draft("bill", "law-bill", number=9, of=[]).approve("bill")
    form = on_ballot(1, "第一条 第二条")
    result = [(7, 0, 0, "carried"), (3, 4, 0, "not-carried")]
    marks = [(1, int(i < 3)) for i in range(7)]
    world.whole("c", template="clause-by-clause", of=[("clause", "bill")], **form, marks=marks, result=result)
    world.put("bill")
    assert refused(audit, world, "division-announce", "clauses of bill failed (c)")


# -- packages (V8, V9)


def package(made, text=TWO_LINES):
    return made.draft("p", "package-merged", text=text, of=[]).approve("p")


def objected(made, **changes):
    made.act("secretariat", "division-object", **{"division": "p", "member": "m1", "reason": "应分别表决", **changes})
    return made


def test_a_package_is_split_and_voted_by_parts(audit, world):
    objected(package(world))
    world.whole("p1", of=[("part", "p", 1)]).whole("p2", of=[("part", "p", 2)])
    verified(audit, world)


def test_a_split_package_is_announced_and_opened(audit, world):
    objected(package(world))
    world.put("p").open_vote("p")
    found = wrong(audit(world.record()))
    for place in ("division-announce", "division-open"):
        assert any(row[0] == "act-rule" and row[1] == place and "split by an objection" in row[2] for row in found)


def test_a_split_package_is_opened_after_its_announcement(audit, world):
    objected(package(world).put("p"))
    world.open_vote("p")
    assert any("split by an objection" in row[2] for row in wrong(audit(world.record())) if row[1] == "division-open")


def test_a_split_package_is_held_again(audit, world):
    objected(package(world)).draft("p-again", "package-merged", text=TWO_LINES, again="p")
    assert refused(audit, world, "division-draft member=again_of", "p was split by an objection")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"member": "old"}, "old is not a deputy in office"), ({"member": "nobody"}, "nobody is not a deputy in office")],
)
def test_who_may_object(audit, world, changes, reason):
    objected(package(world), **changes)
    assert refused(audit, world, "division-object", reason)


def test_only_packages_are_split(audit, world):
    world.draft("p", of=[])
    objected(world)
    assert refused(audit, world, "division-object", "p is no package")


def test_an_objection_comes_before_the_vote(audit, world):
    objected(package(world).vote("p"))
    assert refused(audit, world, "division-object", "the division is declared")


@pytest.mark.parametrize(
    ("of", "reason"),
    [([("part", "p", 3)], "no name or line 3 (of 2)"), ([("part", "p", 1)], "another vote follows it already: p1")],
)
def test_a_part_is_one_line_that_has_none(audit, world, of, reason):
    objected(package(world)).draft("p1", of=[("part", "p", 1)]).draft("p2", of=of)
    assert refused(audit, world, "division-draft member=of[0]", reason)


def test_a_part_of_what_was_not_split(audit, world):
    package(world).draft("p1", of=[("part", "p", 1)])
    assert refused(audit, world, "division-draft member=of[0]", "p was not split")


# -- posts (V10)


def test_an_appointment_after_the_dismissal(audit, world):
    world.whole("out", of=[]).whole("in", of=[("fills", "out")])
    verified(audit, world)


def test_an_appointment_before_the_dismissal(audit, world):
    world.draft("out", of=[]).draft("in", of=[("fills", "out")]).approve("in").put("in")
    assert refused(audit, world, "division-announce", "in fills posts not vacated yet: out")


def test_an_appointment_after_a_dismissal_that_failed(audit, world):
    world.whole("out", 3, 4, of=[]).draft("in", of=[("fills", "out")]).approve("in").put("in")
    assert refused(audit, world, "division-announce", "in fills posts that stay filled: out")


def test_an_appointment_after_a_dismissal_that_was_withdrawn(audit, world):
    world.draft("out", of=[]).draft("in", of=[("fills", "out")]).approve("in")
    world.act("chair", "division-withdraw", division="out", reason="x")
    world.put("in")
    assert refused(audit, world, "division-announce", "in fills posts that stay filled: out")


@pytest.mark.parametrize(("name", "fine"), [(1, True), (2, False)])
def test_an_appointment_to_the_post_of_one_line(audit, world, name, fine):
    objected(package(world)).whole("p1", of=[("part", "p", 1)]).whole("p2", 2, 5, of=[("part", "p", 2)])
    world.draft("in", of=[("fills", "p", name)]).approve("in").put("in")
    if fine:
        assert wrong(audit(world.record())) == []
    else:
        assert refused(audit, world, "division-announce", "stay filled: p")


def test_a_part_that_fills_a_post_waits_as_the_package_did(audit, world):
    world.draft("out", of=[]).draft("p", "package-merged", text=TWO_LINES, of=[("fills", "out")]).approve("p")
    objected(world).draft("p1", of=[("part", "p", 1)]).approve("p1").put("p1")
    assert refused(audit, world, "division-announce", "p1 fills posts not vacated yet: out")


# -- ties and further elections (E8, E9)

ELECTION = {"template": "election-multi", "rule": "E6", "basis": "某省规定", **on_ballot(4, "甲 乙 丙", high=2)}


def election(made, *votes, **how):
    """An election of two among three; ``votes`` are (for, verdict) of 7 for each."""
    marks = _spread([number for number, _ in votes])
    result = [(number, 7 - number, 0, verdict) for number, verdict in votes]
    return made.whole("e", **{**ELECTION, **how}, marks=marks, result=result)


def _spread(votes, ballots=7, most=2):
    """Seven ballots with at most two fors each that add up to ``votes``."""
    rows = [[0] * len(votes) for _ in range(ballots)]
    for name, number in enumerate(votes):
        free = sorted(range(ballots), key=lambda i: sum(rows[i]))[:number]
        for i in free:
            rows[i][name] = 1
    assert all(sum(row) <= most for row in rows)
    return rows


TIED = ((6, "elected"), (4, "tied"), (4, "tied"))
AGAIN = {"template": "tie-revote", "rule": "plurality", "of": [("tie", "e")]}


def tie(made, names="乙 丙", high=1, **changes):
    return made.draft("t", **{**AGAIN, **on_ballot(2, names, high=high), **changes})


def test_a_further_vote_among_the_tied(audit, world):
    election(world, *TIED)
    tie(world).approve("t").vote("t", marks=[(1, 0)] * 5 + [(0, 1)] * 2, result=[(5, "chosen"), (2, "not-chosen")])
    verified(audit, world)


@pytest.mark.parametrize("names", ["丙 乙", "甲 乙", "乙 丙 甲", "乙 丁"])
def test_wrong_tied_names(audit, world, names):
    tie(election(world, *TIED), names)
    assert refused(audit, world, "division-draft member=names", "tied in e are 乙、丙")


def test_a_further_vote_for_too_many_seats(audit, world):
    tie(election(world, *TIED), high=2)
    assert refused(audit, world, "division-draft member=form", "e left 1 seats")


def test_a_further_vote_where_nobody_is_tied(audit, world):
    tie(election(world, (6, "elected"), (5, "elected"), (3, "not-elected")))
    assert ("act-rule", "division-draft member=names") in [row[:2] for row in wrong(audit(world.record()))]


def test_two_further_votes_among_the_same(audit, world):
    tie(election(world, *TIED))
    world.draft("t2", **AGAIN, **on_ballot(2, "乙 丙", high=1))
    assert refused(audit, world, "division-draft member=of[0]", "another vote follows it already: t")


def test_a_further_vote_has_the_secrecy_of_the_first(audit, world):
    tie(election(world, *TIED), secrecy="secret")
    assert refused(audit, world, "division-draft member=of[0]", "e is named, this vote secret")


def test_a_further_vote_before_the_first_is_declared(audit, world):
    world.draft("e", **ELECTION)
    tie(world)
    assert refused(audit, world, "division-draft member=of[0]", "not declared yet")


SHORT = ((6, "elected"), (3, "not-elected"), (2, "not-elected"))
FURTHER = {"template": "election-multi", "rule": "E6", "basis": "某省规定", "of": [("further", "e")]}


def test_a_further_election_for_the_seats_left(audit, world):
    election(world, *SHORT)
    world.draft("f", **FURTHER, **on_ballot(4, "乙 丙", high=1))
    assert wrong(audit(world.record())) == []


@pytest.mark.parametrize(
    ("votes", "form", "member", "reason"),
    [
        (SHORT, on_ballot(4, "乙 丙 丁", high=2), "form", "e left 1 seats"),
        (TIED, on_ballot(4, "乙 丙", high=1), "of[0]", "names are tied in e"),
        (((5, "elected"), (5, "elected"), (4, "not-elected")), on_ballot(4, "丙 丁", high=1), "of[0]", "e left no seats"),
    ],
)
def test_further_elections_that_may_not_be(audit, world, votes, form, member, reason):
    election(world, *votes)
    world.draft("f", **FURTHER, **form)
    assert refused(audit, world, f"division-draft member={member}", reason)


def test_one_further_election_at_a_time(audit, world):
    election(world, *SHORT)
    for name in ("f", "g"):
        world.draft(name, **FURTHER, **on_ballot(4, "乙 丙", high=1))
    assert refused(audit, world, "division-draft member=of[0]", "another vote follows it already: f")


# -- appointments brought again (§7 of the law)


def test_an_appointment_that_failed_once_may_be_brought_again(audit, world):
    world.whole("x", 3, 4, template="appoint-merged", of=[])
    world.whole("y", 3, 4, template="appoint-merged", of=[("resubmits", "x")])
    verified(audit, world)


def test_an_appointment_that_failed_twice_is_barred(audit, world):
    world.whole("x", 3, 4, template="appoint-merged", of=[], title="任命王芳")
    world.whole("y", 3, 4, template="appoint-merged", of=[("resubmits", "x")], title="再次任命王芳")
    world.draft("z", "appoint-merged", of=[], title="任命 王芳")
    assert refused(audit, world, "division-draft member=title", "failed twice in a row in this sitting")


def test_a_name_on_a_ballot_that_failed_twice_is_barred(audit, world):
    result = [(7, 0, 0, "carried"), (0, 7, 0, "not-carried")]
    for name in ("x", "y"):
        world.whole(name, template="appoint-each", of=[], **APPOINT, marks=[(1, 0)] * 7, result=result)
    world.draft("z", "appoint-each", of=[], **on_ballot(1, "李强 赵刚"))
    assert refused(audit, world, "division-draft member=names", "赵刚")


def test_what_was_carried_in_between_is_not_barred(audit, world):
    for name, votes in (("x", (3, 4)), ("y", (7, 0)), ("z", (3, 4))):
        world.whole(name, *votes, template="appoint-merged", of=[], title="任命王芳")
    world.draft("w", "appoint-merged", of=[], title="任命王芳")
    assert wrong(audit(world.record())) == []


def test_what_was_carried_is_not_brought_again(audit, world):
    world.whole("x", template="appoint-merged", of=[]).draft("y", "appoint-merged", of=[("resubmits", "x")])
    assert refused(audit, world, "division-draft member=of[0]", "x was carried")


def test_an_appointment_that_failed_twice_is_not_held_again(audit, world):
    world.whole("x", 3, 4, template="appoint-merged", of=[], title="任命王芳")
    world.whole("y", 3, 4, template="appoint-merged", of=[("resubmits", "x")], title="再次任命王芳")
    world.draft("z", "appoint-merged", again="y", title="第三次任命王芳")
    assert refused(audit, world, "division-draft member=title", "failed twice in a row in this sitting")


def test_without_links_an_appointment_is_asked_nothing(audit, world):
    world.whole("x", 3, 4, template="appoint-merged").whole("y", 3, 4, template="appoint-merged", again="x")
    world.draft("z", "appoint-merged", again="y")
    verified(audit, world)


# -- votes held again


def void(made, name):
    """Put a vote that is approved, and make it void."""
    made.put(name).open_vote(name)
    proposal = made.act("chair", "division-void", division=name, reason="断网")
    made.act("secretariat", "division-void-confirm", division=name, void=b64(proposal))
    return made


HELD_AGAIN = {"template": "tie-revote", "rule": "plurality", "again": "t"}


def test_a_tie_held_again(audit, world):
    void(tie(election(world, *TIED)).approve("t"), "t")
    world.draft("t2", **HELD_AGAIN, **on_ballot(2, "乙 丙", high=1)).approve("t2")
    world.vote("t2", marks=[(1, 0)] * 5 + [(0, 1)] * 2, result=[(5, "chosen"), (2, "not-chosen")])
    verified(audit, world)


@pytest.mark.parametrize(
    ("names", "high", "changes", "member", "reason"),
    [
        ("丁 戊", 1, {}, "names", "tied in e are 乙、丙"),
        ("乙 丙", 2, {"of": []}, "form", "e left 1 seats"),
        ("乙 丙", 1, {"secrecy": "secret"}, "again_of", "e is named, this vote secret"),
    ],
)
def test_a_tie_held_again_is_the_same(audit, world, names, high, changes, member, reason):
    void(tie(election(world, *TIED)).approve("t"), "t")
    world.draft("t2", **{**HELD_AGAIN, **on_ballot(2, names, high=high), **changes})
    found = [(place, why) for _, place, why in wrong(audit(world.record()))]
    assert any(place == f"division-draft member={member}" and reason in why for place, why in found)
    same = [why for place, why in found if place == "division-draft member=again_of"]
    assert ("secrecy" in changes) != any("are not those of t" in why for why in same)


def test_a_tie_held_again_once(audit, world):
    void(tie(election(world, *TIED)).approve("t"), "t")
    for name in ("t2", "t3"):
        world.draft(name, **HELD_AGAIN, **on_ballot(2, "乙 丙", high=1))
    assert refused(audit, world, "division-draft member=again_of", "another vote follows it already: t2")


def test_a_void_further_election_is_no_obstacle_to_another(audit, world):
    void(election(world, *SHORT).draft("f", **FURTHER, **on_ballot(4, "乙 丙", high=1)).approve("f"), "f")
    world.draft("g", **FURTHER, **on_ballot(4, "乙 丁", high=1))
    verified(audit, world)


def test_a_further_election_held_again_is_the_same(audit, world):
    void(election(world, *SHORT).draft("f", **FURTHER, **on_ballot(4, "乙 丙", high=1)).approve("f"), "f")
    again = {name: value for name, value in FURTHER.items() if name != "of"} | {"again": "f"}
    world.draft("g", **again, **on_ballot(4, "乙 丁", high=1))
    assert refused(audit, world, "division-draft member=again_of", "are not those of f")


def test_no_link_names_what_is_held_again(audit, world):
    bill(world, ("a", "amends", 1)).vote("a")
    world.act("chair", "division-defer", division="bill", reason="x")
    world.draft("revised", "law-bill", of=[("revises", "bill")], again="bill")
    assert refused(audit, world, "division-draft member=of[0]", "of which it is held again")


def test_a_package_of_more_lines_than_can_be_named(audit, world):
    lines = [f"事项{i}" for i in range(256)]
    world.draft("most", "package-merged", text="\n".join(lines[1:]))
    world.draft("p", "package-merged", text="\n".join(lines))
    assert refused(audit, world, "division-draft member=text", "a package of 256 lines")


# -- consent (V11)


@pytest.mark.parametrize("kind", ["division-withdraw", "division-defer"])
def test_what_is_before_the_house_needs_consent(audit, world, kind):
    world.draft("b", of=[]).approve("b")
    world.act("chair", kind, division="b", reason="x")
    assert refused(audit, world, kind, "b is before the house: consent is needed")


def test_what_is_held_again_needs_it_as_well(audit, world):
    world.draft("b", of=[])
    world.act("chair", "division-withdraw", division="b", reason="x")
    world.draft("c", again="b").approve("c")
    world.act("chair", "division-withdraw", division="c", reason="x")
    assert refused(audit, world, "division-withdraw", "c is before the house")


def test_consent_by_statement(audit, world):
    world.draft("b", of=[]).approve("b")
    consent = {"by": "statement", "who": "主席团"}
    world.act("chair", "division-withdraw", division="b", reason="x", consent=consent)
    assert wrong(audit(world.record())) == []


def by_vote(made, votes=(4, 3), kind="consent-withdraw", of="b"):
    made.draft("b", of=[]).draft("other", of=[]).approve("b")
    made.whole("v", *votes, template="procedural-present", rule="M7", of=[(kind, of)])
    made.act("chair", "division-withdraw", division="b", reason="x", consent={"by": "vote", "division": "v"})
    return made


def test_consent_by_vote(audit, world):
    verified(audit, by_vote(world))


@pytest.mark.parametrize("wrongly", [{"votes": (3, 4)}, {"kind": "consent-defer"}, {"of": "other"}])
def test_a_vote_that_is_no_consent(audit, world, wrongly):
    made = by_vote(world, **wrongly)
    assert refused(audit, made, "division-withdraw member=consent", "v is no vote that was carried")


def test_a_bill_is_held_after_a_failed_clause_without_consent(audit, world):
    bill(world, ("c", "clause", 1), of=[]).vote("c", 2, 5)
    world.act("chair", "division-defer", division="bill", reason="搁置")
    verified(audit, world)


# -- form and kinds of links


@pytest.mark.parametrize(
    ("template", "of", "reason"),
    [
        ("resolution", [("amends", "b")], "does not go with the templates"),
        ("amendment", [("clause", "b")], "does not go with the templates"),
        ("law-bill", [("revises", "b")], "does not go with the templates"),
        ("procedural-present", [("consent-defer", "b")], "does not go with the templates"),
        ("trial", [("fills", "b")], "a test vote has no links"),
        ("resolution", [("fills", "b", 1)], "no name or line 1 (of 0)"),
        ("resolution", [("fills", "nowhere")], "there is no division nowhere"),
    ],
)
def test_links_of_the_wrong_kind(audit, world, template, of, reason):
    world.draft("b", of=[]).draft("c", template, of=of)
    assert any(reason in row[2] and row[1] == "division-draft member=of[0]" for row in wrong(audit(world.record())))


def test_an_amendment_of_what_was_put_to_the_vote(audit, world):
    world.whole("b", of=[]).draft("a", "amendment", of=[("amends", "b")])
    assert refused(audit, world, "division-draft member=of[0]", "b is declared: too late for a link amends")


@pytest.mark.parametrize(
    "of",
    [
        [("part", "b")],
        [("amends", "b", 1)],
        [("fills", "b", 0)],
        [("fills", "b", 256)],
        [("fills", "b"), ("fills", "b")],
        [("amends", "b"), ("revises", "b")],
        [("fills", "b", i + 1) for i in range(21)],
    ],
)
def test_links_have_a_form(audit, world, of):
    world.draft("b", of=[]).draft("c", of=of)
    found = wrong(audit(world.record()))
    assert [row[0] for row in found] == ["act-form"]
    assert found[0][1].startswith("division-draft member=of")


@pytest.mark.parametrize("consent", [{"by": "vote"}, {"by": "statement", "who": ""}, {"by": "statement", "who": "x" * 201}, {}])
def test_consent_has_a_form(audit, world, consent):
    world.draft("b", of=[]).act("chair", "division-withdraw", division="b", reason="x", consent=consent)
    assert [row[:2] for row in wrong(audit(world.record()))] == [("act-form", "division-withdraw member=consent")]


def test_the_days_order_holds_in_a_sitting_with_a_profile_too(audit):
    made = bill(sitting(), ("a", "amends", 1)).put("bill")
    assert refused(audit, made, "division-announce", "amendments of bill are not settled: a")
