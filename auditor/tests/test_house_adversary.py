"""Whoever owns the server's key changes profiles, recusals, links or objections, alone or with the chair, and is caught."""

import pytest
from crook import has
from house_world import Owner, document, only, sitting, without_profile, wrong
from world import on_ballot

TWO_LINES = "甲任科长\n乙任科长"


def by_profile():
    """m1 is recused; 4 of the 6 others are for."""
    made = sitting().draft("d").approve("d").recuse(1, "d")
    return made.vote("d", 4, 1)


def amended():
    """An amendment fails, then the bill is carried."""
    made = without_profile().draft("bill", "law-bill", number=9).approve("bill")
    made.draft("a", "amendment", number=1, of=[("amends", "bill")]).approve("a").vote("a", 2, 5)
    return made.vote("bill")


def by_parts():
    """A package is split, and its lines are voted one by one."""
    made = without_profile().draft("p", "package-merged", text=TWO_LINES, of=[]).approve("p")
    made.act("secretariat", "division-object", division="p", member="m1", reason="应分别表决")
    return made.whole("p1", of=[("part", "p", 1)]).whole("p2", 2, 5, of=[("part", "p", 2)])


def tied():
    """乙 and 丙 are tied at the second seat, and a further vote decides."""
    made = without_profile()
    marks = [(1, 1, 0)] * 3 + [(1, 0, 1)] * 3 + [(0, 1, 1)]
    result = [(6, 1, 0, "elected"), (4, 3, 0, "tied"), (4, 3, 0, "tied")]
    form = on_ballot(4, "甲 乙 丙", high=2)
    made.whole("e", template="election-multi", rule="E6", basis="某省规定", **form, marks=marks, result=result)
    again = {"template": "tie-revote", "rule": "plurality", "of": [("tie", "e")], **on_ballot(2, "乙 丙", high=1)}
    return made.whole("t", **again, marks=[(1, 0)] * 4 + [(0, 1)] * 3, result=[(4, "chosen"), (3, "not-chosen")])


HONEST = {"profile": by_profile, "amended": amended, "parts": by_parts, "tied": tied}


@pytest.mark.parametrize("name", HONEST)
def test_doing_nothing_but_sealing_again_is_no_attack(audit, name):
    assert wrong(audit(Owner(HONEST[name]()).reseal())) == []


# -- the server alone


@pytest.mark.parametrize(
    "change",
    [
        {"press__counts": "first"},
        {"quorum__plenary__share": "two-thirds", "quorum__plenary__source": "default"},
        {"templates__resolution__rule": "M7", "templates__resolution__source": "law"},
        {"templates__resolution__channel_source": "law"},
    ],
    ids=str,
)
def test_a_profile_altered(audit, change):
    crook = Owner(by_profile())
    crook.edit(0, lambda body: body.update(profile=document(**change)))
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", "act=0", "type=sitting-create")
    assert has(verdict, "act-after", "acts=0..0")


def test_a_profile_altered_with_the_secretariat(audit):
    """The secretariat signs another profile afterwards: everybody later had seen the first."""
    made = by_profile()
    crook = Owner(made)
    crook.edit(0, lambda body: body["profile"]["press"].update(counts="first"), key=made.people["secretariat"])
    verdict = audit(crook.reseal())
    assert has(verdict, "act-after", "acts=0..0")
    assert has(verdict, "opening", "type=division-open", "member=max_seq")


def test_a_profile_taken_away(audit):
    crook = Owner(by_profile())
    crook.edit(0, lambda body: body.pop("profile"))
    assert has(audit(crook.reseal()), "act-signature", "act=0", "type=sitting-create")


def test_a_recusal_dropped(audit):
    crook = Owner(by_profile())
    n = crook.find("recuse")
    del crook.doc["acts"][n]
    verdict = audit(crook.reseal())
    assert has(verdict, "act-after")
    for member in ("p", "electorate.size", "electorate.root"):
        assert has(verdict, "opening", "type=division-open", f"member={member}")


def test_a_recusal_made_up(audit):
    made = sitting().whole("d", 4, 1)
    crook = Owner(made)
    n = crook.find("division-approve")
    crook.insert(n, made.server, type="recuse", division="d", member="m2", reason="亲属")
    verdict = audit(crook.reseal())
    assert has(verdict, "act-rule", f"act={n}", "type=recuse")
    assert has(verdict, "act-after")


def test_a_recusal_of_somebody_else(audit):
    crook = Owner(by_profile())
    n = crook.find("recuse")
    crook.edit(n, lambda body: body.update(member="m2"))
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", f"act={n}", "type=recuse")
    assert has(verdict, "opening", "type=division-open", "member=electorate.root")


def test_a_link_taken_away(audit):
    crook = Owner(amended())
    n = crook.find("division-draft", 1)
    crook.edit(n, lambda body: body.pop("of"))
    assert has(audit(crook.reseal()), "act-signature", f"act={n}", "type=division-draft")


def test_the_amendments_vote_moved_behind_the_bill(audit):
    """The amendment's acts from its announcement on are moved behind the bill's announcement."""
    crook = Owner(amended())
    first, last = crook.find("division-announce"), crook.find("division-declare")
    bill = crook.find("division-announce", 1)
    acts = crook.doc["acts"]
    acts[first : bill + 1] = [acts[bill], *acts[first : last + 1]]
    verdict = audit(crook.reseal())
    assert has(verdict, "act-rule", f"act={first}", "type=division-announce")
    assert has(verdict, "act-after")


def test_an_amendment_dropped(audit):
    """All of the amendment is cut out: who signed later had seen it."""
    crook = Owner(amended())
    crook.doc["acts"] = [item for n, item in enumerate(crook.doc["acts"]) if crook.read(n).get("division") != "a"]
    assert has(audit(crook.reseal()), "act-after")


def test_an_objection_dropped(audit):
    crook = Owner(by_parts())
    del crook.doc["acts"][crook.find("division-object")]
    verdict = audit(crook.reseal())
    assert has(verdict, "act-rule", "type=division-draft", "member=of[0]")
    assert has(verdict, "act-after")


def test_an_objection_made_up(audit):
    made = without_profile().whole("p", template="package-merged", text=TWO_LINES, of=[])
    crook = Owner(made)
    n = crook.find("division-announce")
    crook.insert(n, made.server, type="division-object", division="p", member="m1", reason="x")
    verdict = audit(crook.reseal())
    assert has(verdict, "act-rule", f"act={n}", "type=division-object")
    assert has(verdict, "act-after")


def test_the_tied_altered(audit):
    """Other names in draft and opening: neither signature holds, and they are not those who were tied."""
    crook = Owner(tied())
    draft, opening = crook.find("division-draft", 1), crook.find("division-open", 1)
    names = [[{"zh": "甲", "en": ""}, {"zh": "丙", "en": ""}]]
    crook.edit(draft, lambda body: body.update(names=names))
    crook.edit(opening, lambda body: body["definition"].update(names=names))
    verdict = audit(crook.reseal())
    for n, kind in ((draft, "division-draft"), (opening, "division-open")):
        assert has(verdict, "act-signature", f"act={n}", f"type={kind}")
    assert has(verdict, "act-rule", f"act={draft}", "type=division-draft", "member=names")


def test_who_was_elected_before_altered(audit):
    """The first vote's result makes 乙 elected, so that nobody would be tied: the auditor counts for itself."""
    crook = Owner(tied())
    for kind in ("division-tally", "division-declare"):
        n = crook.find(kind)
        crook.edit(n, lambda body: body["result"]["items"][0]["names"][1].update(verdict="elected"))
    verdict = audit(crook.reseal())
    assert has(verdict, "tally", "type=division-declare", "member=result.items[0].names[1].verdict")
    assert not has(verdict, "act-rule", "type=division-draft", "member=names")


# -- the server with the chair and the secretariat: all signatures hold


def test_a_parent_put_to_the_vote_before_its_amendment(audit):
    made = without_profile().draft("bill", "law-bill", number=9).approve("bill")
    made.draft("a", "amendment", number=1, of=[("amends", "bill")]).vote("bill")
    assert only(audit(made.record()), "division-announce", "amendments of bill are not settled: a")


def test_a_split_package_voted_together(audit):
    made = without_profile().draft("p", "package-merged", text=TWO_LINES, of=[]).approve("p")
    made.act("chair", "division-object", division="p", member="m1", reason="x")
    made.vote("p")
    found = wrong(audit(made.record()))
    assert {row[1] for row in found if "split by an objection" in row[2]} == {"division-announce", "division-open"}


def test_a_rule_other_than_the_profiles_carries(audit):
    """3 of 5 present, of 7 members: enough by M7, not by the profile's M1."""
    made = sitting(present=range(5)).whole("d", 3, 2, rule="M7")
    assert only(audit(made.record()), "division-draft member=rule", "takes the rule M1, not M7")


def test_p_that_forgets_a_recusal(audit):
    made = sitting().draft("d").approve("d").recuse(1, "d").put("d")
    made.open_vote("d", p=7)
    assert only(audit(made.record()), "division-open member=p", "says 7, recomputed 6", "opening")


def test_a_barred_appointment_voted(audit):
    made = without_profile()
    for name in ("x", "y"):
        made.whole(name, 3, 4, template="appoint-merged", of=[], title="任命王芳")
    made.whole("z", template="appoint-merged", of=[], title="任命王芳")
    assert only(audit(made.record()), "division-draft member=title", "任命王芳")


def test_everybody_votes_twice_where_the_first_press_counts(audit):
    made = sitting(document(press__counts="first")).draft("d").approve("d").put("d")
    made.open_vote("d", max_seq=2)
    for i in range(7):
        made.cast(i, 0)
        made.cast(i, 1)
    made.close()
    made.motion_result(7, 0, 0)
    made.end()
    assert only(audit(made.record()), "division-open member=max_seq", "every terminal may cast 2", "opening")


def test_an_appointment_to_a_post_that_nobody_left(audit):
    made = without_profile().whole("out", 3, 4, of=[]).whole("in", of=[("fills", "out")])
    assert only(audit(made.record()), "division-announce", "fills posts that stay filled: out")


def test_a_bill_withdrawn_with_a_consent_that_failed(audit):
    made = without_profile().draft("b", of=[]).approve("b")
    made.whole("v", 3, 4, template="procedural-present", rule="M7", of=[("consent-withdraw", "b")])
    made.act("chair", "division-withdraw", division="b", reason="x", consent={"by": "vote", "division": "v"})
    assert only(audit(made.record()), "division-withdraw member=consent", "v is no vote that was carried")
