"""Profiles, recusals, candidates (docs/profiles.md): honest sittings are verified, everything else is caught and named."""

import pytest
from house_world import HouseWorld, document, only, sitting, without_profile, wrong
from world import b64, on_ballot, pub

from hemicycle_audit.report import as_object, as_text


def refused(audit, made, place, reason, code="act-rule"):
    return only(audit(made.record()), place, reason, code)


def verified(audit, made):
    verdict = audit(made.record())
    assert wrong(verdict) == []
    return verdict


# -- what is said of an honest sitting


def test_a_vote_by_a_profile(audit):
    made = sitting(level="town", term=19, session=6, session_kind="annual").whole("d", 4, 3)
    verdict = verified(audit, made)
    seen = as_object(verdict, "x")["profile"]
    assert seen["id"] == "town-rules"
    told = [(own["choice"], own["value"], own["source"]["verified"]) for own in seen["choices"]]
    assert told == [
        ("quorum", "Q2 two-thirds", True),
        ("rule", "M1", True),
        ("channel", "terminal", False),
        ("press", "last", False),
    ]
    text = as_text(verdict, "x", "en")
    assert "rule  M1: Some Law, art. 1\n" in text
    assert "held by  terminals: unverified default (not verified)" in text
    assert "未核实的默认值（未核实）" in as_text(verdict, "x", "zh")


def test_grades_say_their_base(audit):
    result = [(7, 0, 0, 0, "satisfied")]
    form = on_ballot(3, "教育", high=3)
    made = sitting().whole("d", template="satisfaction-3", rule="grades-present", **form, marks=[(1,)] * 7, result=result)
    told = {own["choice"]: own["value"] for own in as_object(verified(audit, made), "x")["profile"]["choices"]}
    assert (told["rule"], told["grades"]) == ("grades-present", "present")


def test_a_vote_without_a_profile_has_no_choices_to_tell(audit):
    assert as_object(verified(audit, without_profile().whole("d")), "x")["profile"] is None


# -- body and sitting (§1, §2)


@pytest.mark.parametrize(("kind", "level"), [("street", "town"), ("standing-committee", "town")])
def test_a_level_that_the_kind_has_not(audit, kind, level):
    made = HouseWorld(kind=kind, level=level)
    made.draft("d", rule="M4" if kind == "standing-committee" else "M1")
    assert ("act-rule", "body-create") in [row[:2] for row in wrong(audit(made.record()))]


@pytest.mark.parametrize(
    ("how", "place", "reason"),
    [
        ({"level": "city"}, "sitting-create member=profile.levels", "the body is of the level city"),
        ({"kind": "presidium"}, "sitting-create member=kind", "has no plenary sittings"),
        ({"quorum": "Q7"}, "sitting-create member=quorum", "the quorum is Q7, the profile's is Q2"),
        ({"kind": "presidium", "session_kind": "annual"}, "sitting-create member=session_kind", "has no such sessions"),
    ],
)
def test_sittings_that_may_not_be(audit, how, place, reason):
    made = HouseWorld(document(), **how)
    made.draft("d", rule="M5" if how.get("kind") else "M1")
    assert any(row[:2] == ("act-rule", place) and reason in row[2] for row in wrong(audit(made.record())))


@pytest.mark.parametrize(
    "more", [{"term": 0}, {"session": 1000}, {"session_kind": "daily"}, {"profile": []}, {"profile": "x"}], ids=str
)
def test_the_form_of_a_sitting(audit, more):
    made = HouseWorld(**more)
    made.draft("d")
    assert ("act-form", f"sitting-create member={next(iter(more))}") in [row[:2] for row in wrong(audit(made.record()))]


# -- the document (§3)


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"grades": None}, "grades"),
        ({"extra": 1}, "extra"),
        ({"levels": ["town", "town"]}, "levels[1]"),
        ({"levels": ["village"]}, "levels[0]"),
        ({"sources__default__verified": True}, "sources.default"),
        ({"sources__default": None}, "sources.default"),
        ({"sources__law__verified": 1}, "sources.law.verified"),
        ({"quorum__plenary__rule": "Q3"}, "quorum.plenary.rule"),
        ({"quorum__plenary__share": "majority"}, "quorum.plenary.share"),
        ({"quorum__plenary__source": "hearsay"}, "quorum.plenary.source"),
        ({"quorum__street": None}, "quorum.street"),
        ({"majority__presidium": "hearsay"}, "majority.presidium"),
        ({"templates__resolution__rule": "E6"}, "templates.resolution.rule"),
        ({"templates__resolution__rule": "M7"}, "templates.resolution.source"),
        ({"templates__resolution__source": "law"}, "templates.resolution.source"),
        ({"templates__resolution__channels": []}, "templates.resolution.channels"),
        ({"templates__resolution__channel_source": "hearsay"}, "templates.resolution.channel_source"),
        ({"templates__decide-appointment__channels": ["paper", "terminal"]}, "templates.decide-appointment.channels"),
        (
            {"templates__decide-appointment__rule": "M2", "templates__decide-appointment__source": "law"},
            "templates.decide-appointment.rule",
        ),
        ({"templates__by-election__channels": ["hands"]}, "templates.by-election.channels"),
        ({"templates__by-election__channel_source": "default"}, "templates.by-election.channel_source"),
        (
            {"templates__constitution": {"rule": "majority", "channels": ["paper"], "channel_source": "law"}},
            "templates.constitution.rule",
        ),
        (
            {"templates__show-of-hands": {"rule": "majority", "channels": ["mixed"], "channel_source": "law"}},
            "templates.show-of-hands.channels",
        ),
        ({"press__counts": "best"}, "press.counts"),
        ({"expected__sittings": ["weekly"]}, "expected.sittings[0]"),
        ({"grades__base": "some"}, "grades.base"),
    ],
    ids=str,
)
def test_a_profile_that_is_none(audit, change, member):
    made = sitting(document(**change)).draft("d")
    assert refused(audit, made, f"sitting-create member=profile.{member}", "this member of the profile")


@pytest.mark.parametrize(
    "change",
    [
        {"quorum__presidium__share": "majority"},
        {"templates__resolution__rule": "M2", "templates__resolution__source": "law"},
        {"templates__by-election__channels": ["paper"], "templates__by-election__channel_source": "default"},
        {"templates__constitution": {"rule": "M2", "source": "law", "channels": ["paper"], "channel_source": "law"}},
    ],
    ids=str,
)
def test_profiles_that_choose_otherwise(audit, change):
    assert wrong(audit(sitting(document(**change)).draft("d", rule=_rule(change)).record())) == []


def _rule(change):
    return change.get("templates__resolution__rule", "M1")


# -- what it binds (§4)


@pytest.mark.parametrize(
    ("kind", "sitting_kind", "quorum", "share", "present", "fine"),
    [
        ("presidium", "presidium", "Q4", "two-thirds", 4, False),
        ("presidium", "presidium", "Q4", "majority", 4, True),
        ("standing-committee", "joint-group", "Q6", "over-two-thirds", 4, True),
        ("congress", "preparatory", "Q5", "over-two-thirds", 5, True),
        ("congress", "preparatory", "Q5", "over-two-thirds", 4, False),
    ],
)
def test_the_quorum_has_the_profiles_share(audit, kind, sitting_kind, quorum, share, present, fine):
    rule = {"presidium": "M5", "standing-committee": "M4", "congress": "M1"}[kind]
    profile = document(**{f"quorum__{sitting_kind}__share": share})
    made = _in(profile, kind, sitting_kind, quorum, present).whole("d", 4, 0, rule=rule)
    verdict = audit(made.record())
    if fine:
        assert wrong(verdict) == []
        assert bool(verdict.findings.warnings) == (quorum == "Q6")
    else:
        assert only(verdict, "division-open", "no quorum", "opening")


def _in(profile, kind, sitting_kind, quorum, present):
    made = _Kind(profile, kind=kind, sitting_kind=sitting_kind, quorum=quorum)
    made.start(range(present))
    return made


class _Kind(HouseWorld):
    """A sitting of another kind."""

    def __init__(self, *args, sitting_kind, **how):
        self.sitting_kind = sitting_kind
        super().__init__(*args, **how)

    def act(self, who, kind, /, **members):
        return super().act(who, kind, **(members | ({"kind": self.sitting_kind} if kind == "sitting-create" else {})))


def test_a_template_that_the_profile_has_not(audit):
    made = sitting().draft("d", "resignation")
    assert refused(audit, made, "division-draft member=template", "the profile has no template resignation")


@pytest.mark.parametrize(
    ("template", "rule", "wanted", "form"),
    [
        ("resolution", "M2", "M1", {}),
        ("resolution", "M4", "M1", {}),
        ("procedural-present", "M1", "M7", {}),
        ("satisfaction-3", "grades-all", "grades-present", on_ballot(3, "教育", high=3)),
    ],
)
def test_a_rule_other_than_the_profiles(audit, template, rule, wanted, form):
    made = sitting().draft("d", template, rule, **form)
    assert refused(audit, made, "division-draft member=rule", f"takes the rule {wanted}, not {rule}")


def test_elections_on_the_agenda_take_the_majority(audit):
    made = sitting(document(**{"templates__election-multi__channels": ["paper"]})).draft("d", "election-multi", "M1")
    assert wrong(audit(made.record())) == []


def test_a_channel_that_the_profile_has_not(audit):
    made = sitting().by("paper").draft("d")
    assert refused(audit, made, "division-draft member=channel", "is held by terminal / hands / mixed, not paper")


ELECTION = {"template": "election-multi", "rule": "E6", **on_ballot(4, "王芳 赵刚", high=1)}


def test_an_election_on_terminals_by_the_profile_alone(audit):
    result = [(7, 0, 0, "elected"), (0, 7, 0, "not-elected")]
    made = sitting().whole("d", **ELECTION, marks=[(1, 0)] * 7, result=result)
    told = {own["choice"]: own["source"] for own in as_object(verified(audit, made), "x")["profile"]["choices"]}
    assert told["channel"]["key"] == "law"


def test_a_basis_opens_nothing_where_there_is_a_profile(audit):
    profile = document(**{"templates__election-multi__channels": ["paper"]})
    made = sitting(profile).draft("d", **ELECTION, basis="某省规定").approve("d").put("d")
    made.open_vote("d")
    places = [row[:2] for row in wrong(audit(made.record()))]
    assert places == [("act-rule", "division-open"), ("opening", "division-open member=definition.channel")]


FIRST = {"press__counts": "first"}


def test_the_first_press_counts(audit):
    made = sitting(document(**FIRST)).draft("d").approve("d").put("d")
    made.open_vote("d", max_seq=1)
    made.cast(0, 1)
    made.close()
    made.motion_result(1, 0, 0)
    made.end()
    told = {own["choice"]: own["value"] for own in as_object(verified(audit, made), "x")["profile"]["choices"]}
    assert told["press"] == "first"


def test_more_presses_than_the_first(audit):
    made = sitting(document(**FIRST)).draft("d").approve("d").put("d")
    made.open_vote("d")
    assert refused(audit, made, "division-open member=max_seq", "the first press counts", "opening")


def test_a_second_press_taken(audit):
    made = sitting(document(**FIRST)).draft("d").approve("d").put("d")
    made.open_vote("d", max_seq=1)
    for choice in (1, 0):
        made.cast(0, choice)
    made.close()
    made.motion_result(0, 1, 0)
    made.end()
    assert any(row[0] == "ballot-sequence" and "over the limit 1" in row[2] for row in wrong(audit(made.record())))


# -- members by video and recusals (§5, §6)


def test_a_recused_member_is_neither_in_p_nor_in_the_electorate(audit):
    made = sitting().draft("d").approve("d").recuse(1, "d", "secretariat")
    made.acts.add(made.terminals[2], "recuse", division="d", member="m2", reason="亲属")
    made.recused["d"].add(2)
    made.vote("d", 4, 1)
    verdict = verified(audit, made)
    seen = as_object(verdict, "x")
    assert seen["recused"] == ["m1", "m2"]
    assert (seen["counts"]["members"], seen["counts"]["present"], seen["counts"]["electorate"]) == (7, 5, 5)
    assert "Recused  某某, 某某" in as_text(verdict, "x", "en")


def test_recusals_may_end(audit):
    made = sitting().draft("d").recuse(1, "d").approve("d").come_back(1, "d").vote("d")
    assert as_object(verified(audit, made), "x")["recused"] == []


def test_a_recusal_is_from_one_vote(audit):
    made = sitting().draft("d").approve("d").recuse(1, "d").draft("e").approve("e").vote("e")
    assert as_object(verified(audit, made), "x")["counts"]["present"] == 7


def opened_with(made, name="d", **hidden):
    """Open as if a recusal had not been made."""
    made.recused[name] = set()
    made.open_vote(name, **hidden)
    return made


def test_a_recused_member_in_the_electorate(audit):
    made = opened_with(sitting().draft("d").approve("d").recuse(1, "d").put("d"))
    places = [row[:2] for row in wrong(audit(made.record()))]
    assert places == [("opening", f"division-open member={name}") for name in ("p", "electorate.size", "electorate.root")]


def test_recusals_that_break_the_quorum(audit):
    made = sitting().draft("d").approve("d")
    for i in range(3):
        made.recuse(i, "d")
    made.put("d").open_vote("d")
    assert refused(audit, made, "division-open", "no quorum", "opening")


def test_an_opening_that_did_not_know_of_a_recusal(audit):
    made = sitting().draft("d").approve("d").put("d")
    after = made.acts.point()
    made.recuse(1, "d")
    opened_with(made, after=after)
    assert refused(audit, made, "division-open member=after", "signed after act")


def test_an_opening_that_did_not_know_who_came(audit):
    made = sitting(present=range(6)).draft("d").approve("d").put("d")
    after, present = made.acts.point(), dict(made.present)
    made.check_in(6)
    made.present = present
    made.open_vote("d", after=after)
    assert refused(audit, made, "division-open member=after", "signed after act")


def test_a_recused_member_by_video_is_not_among_the_hands(audit):
    made = sitting(present=range(5)).by("mixed")
    made.hire("t9", "丁")
    for i in (5, 6):
        made.check_in_by_video(i)
    made.draft("d").approve("d").recuse(6, "d").put("d")
    made.open_vote("d")
    for i in range(5):
        made.cast(i, 1)
    made.close()
    figures = {"sections": [{"name": "视频", "voted": 2, "counts": [[2, 0, 0]]}]}
    made.count(figures)
    found = wrong(audit(made.record()))
    assert found == []
    made.sign()
    places = [row[:2] for row in wrong(audit(made.record()))]
    assert ("act-rule", "count-sign") in places


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"member": "guest"}, "guest is not a deputy in office"),
        ({"member": "old"}, "old is not a deputy in office"),
        ({"who": "chair"}, "neither the terminal of seat s1 nor the secretariat"),
    ],
)
def test_who_may_be_recused_by_whom(audit, members, reason):
    made = sitting().draft("d").recuse(1, "d", **members)
    assert refused(audit, made, "recuse", reason)


def test_another_seats_terminal_recuses_nobody(audit):
    made = sitting().draft("d")
    made.acts.add(made.terminals[2], "recuse", division="d", member="m1", reason="亲属")
    assert refused(audit, made, "recuse", "neither the terminal of seat s1")


def test_recusals_are_made_once_and_end_once(audit):
    made = sitting().draft("d").recuse(1, "d").recuse(1, "d")
    assert refused(audit, made, "recuse", "m1 is recused already")
    made = sitting().draft("d").recuse(1, "d").come_back(1, "d")
    made.recused["d"].add(1)
    made.come_back(1, "d")
    assert refused(audit, made, "recuse-cancel", "m1 is not recused")


def test_a_recusal_comes_before_the_opening(audit):
    made = sitting().draft("d").approve("d").put("d")
    made.open_vote("d")
    made.recuse(1, "d")
    assert refused(audit, made, "recuse", "the division is open")


# -- candidates and scrutineers (§7)


@pytest.mark.parametrize(
    ("office", "seats", "c", "fine"),
    [
        ("head", 1, 2, True),
        ("head", 1, 3, False),
        ("deputy", 2, 3, True),
        ("deputy", 2, 5, True),
        ("deputy", 2, 6, False),
        ("committee", 10, 11, True),
        ("committee", 10, 12, True),
        ("committee", 10, 13, False),
        ("committee", 11, 12, False),
        ("committee", 3, 4, True),
        ("committee", 3, 5, False),
    ],
)
def test_sizes_of_lists(audit, office, seats, c, fine):
    form = on_ballot(4, " ".join(f"甲{i}" for i in range(c)), high=seats)
    made = without_profile().draft("d", "election-multi", "E6", basis="某省规定", office=office, **form)
    if fine:
        assert wrong(audit(made.record())) == []
    else:
        assert refused(audit, made, "division-draft member=names", f"{c} candidates; there must be")


def test_only_elections_have_an_office(audit):
    made = without_profile().draft("d", office="head")
    assert refused(audit, made, "division-draft member=office", "the template resolution has no office")


@pytest.mark.parametrize("profile", [True, False])
def test_by_elections_with_fewer_names_than_seats(audit, profile):
    made = sitting() if profile else without_profile()
    made.draft("d", "by-election", "E6", **on_ballot(4, "王芳", high=2, w=1))
    if profile:
        assert refused(audit, made, "division-draft member=names", "1 candidates, fewer than the 2 seats")
    else:
        assert wrong(audit(made.record())) == []


@pytest.mark.parametrize("role", ["scrutineer", "teller"])
def test_who_counts_is_no_candidate(audit, role):
    made = sitting()
    made.hire("x", "王 芳", role)
    made.draft("d", **{**ELECTION, **on_ballot(4, "王芳 乙", high=1)})
    assert refused(audit, made, "division-draft member=names", "王 芳: on the ballot")


def test_a_candidate_is_made_a_teller_before_the_announcement(audit):
    made = sitting().draft("d", **ELECTION).approve("d")
    made.hire("x", "王芳")
    made.put("d")
    assert ("act-rule", "division-announce member=names") in [row[:2] for row in wrong(audit(made.record()))]


def test_a_candidate_who_no_longer_counts(audit):
    made = sitting()
    made.hire("x", "赵刚", "scrutineer")
    made.reg("secretariat", "key-revoke", key=b64(pub(made.people["x"])), reason="候选人")
    made.now += 10
    assert wrong(audit(made.draft("d", **ELECTION).record())) == []


@pytest.mark.parametrize(("who", "key", "fine"), [("chair", "w2", True), ("w1", "w2", False), ("secretariat", "t1", False)])
def test_the_chief_scrutineer(audit, who, key, fine):
    made = sitting().draft("d")
    made.act(who, "chief-designate", key=b64(pub(made.people[key])))
    places = [row[:2] for row in wrong(audit(made.record()))]
    assert places == ([] if fine else [("act-rule", "chief-designate")])


def test_one_person_is_one_member(audit):
    made = without_profile()
    rows = [{**row, "person": "p1"} if row["id"] in ("m1", "guest") else row for row in made.roster()]
    made.reg("secretariat", "roster-set", members=rows)
    made.now += 10
    made.draft("d")
    places = [row[1].split("[")[0] for row in wrong(audit(made.record()))]
    assert places == ["roster-set member=members"]
