"""What a profile binds: sittings, quorum, drafts, channels, presses, what is shown (docs/profiles.md §2, §4, §7, §8)."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from tests.unit.domain.chamber import Chamber, member
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, THREE_KEYS
from voting_server.domain.bodies import BODIES, MAJORITY_IN
from voting_server.domain.candidates import list_range
from voting_server.domain.codes import RuleError
from voting_server.domain.profile import Profile
from voting_server.domain.profile_rules import default_rule
from voting_server.domain.templates import TEMPLATES
from voting_server.domain.views import state_view
from voting_server.profiles import load_profiles

PROFILES = load_profiles()
KIND_OF = {"plenary": "congress", "standing-committee": "standing-committee", "presidium": "presidium", "street": "street"}
QUORUM_OF = {"plenary": "Q2", "standing-committee": "Q3", "presidium": "Q4", "street": "Q8"}


def document(name: str = "local") -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(PROFILES[name])
    return found


def altered(name: str, **members: Any) -> Profile:
    """A profile with other members, merged one level deep."""
    base = document(name)
    for key, value in members.items():
        base[key] = {**base[key], **value}
    return msgspec.convert(base, Profile)


def house(
    size: int = 5, profile: str | Profile = "local", kind: str = "plenary", *, level: str = "county", **sitting: Any
) -> Chamber:
    """A chamber whose sitting has the profile; of a body of the kind that holds such sittings."""
    subject = PROFILES[profile] if isinstance(profile, str) else profile
    body = {"kind": KIND_OF.get(kind, "congress")} | ({"level": level} if kind != "street" else {})
    created = {"profile": msgspec.to_builtins(subject), "kind": kind, "quorum": subject.quorum[kind].rule}  # type: ignore[index]
    return Chamber(size, body=body, sitting=created | sitting, profiles=PROFILES | {subject.id: subject})


def refused(work: Any, *args: Any, **members: Any) -> tuple[str, Mapping[str, Any]]:
    with pytest.raises(RuleError) as caught:
        work(*args, **members)
    return caught.value.code, caught.value.detail


def names(count: int) -> list[list[dict[str, str]]]:
    return [[{"zh": f"候选{number}", "en": ""} for number in range(count)]]


def form(kind: int, c: int, most: int = 0, w: int = 0) -> dict[str, Any]:
    return {"form": [{"type": kind, "c": c, "min": 0, "max": most, "w": w}], "names": names(c)}


def view(chamber: Chamber, role: str = "chair") -> dict[str, Any]:
    return state_view(chamber.sitting, chamber.register, role)


# -- bodies and sittings


@pytest.mark.parametrize("kind", BODIES)
def test_bodies_have_the_levels_of_their_kind(kind: str) -> None:
    for level in ("national", "provincial", "city", "county", "town"):
        if level in BODIES[kind].levels:  # type: ignore[index]
            assert Chamber(1, body={"kind": kind, "level": level}).register.level == level
        else:
            assert refused(Chamber, 1, body={"kind": kind, "level": level})[0] == "level-differs"
    assert Chamber(1, body={"kind": kind}).register.level == ""


def test_a_town_has_no_standing_committee_and_a_street_no_level() -> None:
    assert "town" not in BODIES["standing-committee"].levels
    assert not BODIES["street"].levels


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_holds_the_sittings_of_its_kind_only(kind: str) -> None:
    held = set()
    for meeting, choice in PROFILES["local"].quorum.items():
        try:
            sitting = {"kind": meeting, "quorum": choice.rule, "profile": document()}
            Chamber(1, body={"kind": kind}, sitting=sitting, profiles=PROFILES)
        except RuleError as refusal:
            assert refusal.code == "kind-differs"
        else:
            held.add(meeting)
    assert held == BODIES[kind].sittings.keys()  # type: ignore[index]


def test_sittings_of_a_profile_have_its_quorum_rule_level_and_document() -> None:
    assert refused(house, level="national")[0] == "level-differs"
    assert refused(house, quorum="Q3") == ("quorum-differs", {"wanted": "Q2"})
    forged = document() | {"press": {"counts": "first", "source": "default"}}
    created = {"profile": forged, "quorum": "Q2"}
    assert refused(Chamber, 1, sitting=created, profiles=PROFILES) == ("profile-differs", {"profile": "local"})
    assert refused(Chamber, 1, sitting={"profile": document(), "quorum": "Q2"})[0] == "profile-differs"


def test_term_session_and_people_are_shown() -> None:
    chamber = house(term=18, session=3, session_kind="quarterly")
    chamber.reg(
        "secretariat",
        "roster-set",
        members=[*(member(n) for n in range(1, 4)), member(4, role="attendee"), member(5, role="observer", seat="")],
    )
    sitting = view(chamber, "deputy")["sitting"]
    assert (sitting["term"], sitting["session"], sitting["session_kind"]) == (18, 3, "quarterly")
    assert sitting["body"]["level"] == "county"
    assert sitting["people"] == {"attendees": 1, "observers": 1}
    assert sitting["profile"] == {
        "id": "local",
        "name": {"zh": "地方", "en": "Local bodies"},
        "press": "last",
        "not_pressed": True,
        "who_pressed": False,
    }
    chamber.act("chair", "chief-designate", key=chamber.key("scrutineer"))
    assert view(chamber)["sitting"]["chief"] == "scrutineer one"


@pytest.mark.rule("V14")
@pytest.mark.parametrize(
    ("kind", "level", "members", "present", "attendees", "observers", "needed"),
    [
        ("standing-committee", "county", 35, 31, 22, 6, 18),  # acceptance day B
        ("plenary", "town", 66, 58, 21, 0, 44),  # acceptance day C
    ],
)
def test_those_who_can_not_vote_are_never_due(
    kind: str, level: str, members: int, present: int, attendees: int, observers: int, needed: int
) -> None:
    chamber = house(members + attendees + observers, kind=kind, level=level)
    roles = ["deputy"] * members + ["attendee"] * attendees + ["observer"] * observers
    chamber.reg("secretariat", "roster-set", members=[member(number, role=role) for number, role in enumerate(roles, 1)])
    chamber.open_sitting(present)
    state = view(chamber)
    assert state["attendance"] == {"due": members, "present": present, "absent": members - present, "leave": 0}
    assert state["sitting"]["people"] == {"attendees": attendees, "observers": observers}
    assert state["sitting"]["quorum"]["needed"] == needed
    for number in range(members + 1, len(roles) + 1):
        assert refused(chamber.check_in, number)[0] == "not-a-deputy"
    chamber.announce(rule=MAJORITY_IN[kind])  # type: ignore[index]
    assert chamber.proposal()["electorate"]["size"] == present


def test_only_congresses_and_streets_meet_in_sessions_of_a_kind() -> None:
    assert refused(house, kind="standing-committee", session_kind="annual")[0] == "kind-differs"
    assert house(kind="street", session_kind="mid-year").sitting.meeting == {"session_kind": "mid-year"}


@pytest.mark.rule("V14")
def test_v14_attendees_and_observers_never_vote() -> None:
    chamber = house(5)
    roster = [member(1), member(2), member(3), member(4, role="attendee"), member(5, role="observer")]
    chamber.reg("secretariat", "roster-set", members=roster)
    chamber.open_sitting(3)
    for number in (4, 5):
        assert refused(chamber.check_in, number)[0] == "not-a-deputy"
    chamber.announce()
    proposal = chamber.proposal()
    assert (proposal["n"], proposal["p"], proposal["electorate"]["size"]) == (3, 3, 3)


def test_a_person_is_one_member_of_a_roster_at_most() -> None:
    chamber = Chamber(3)
    twice = [member(1, person="p-7"), member(2, person="p-7")]
    assert refused(chamber.reg, "secretariat", "roster-set", members=twice)[0] == "duplicate-member"
    chamber.reg("secretariat", "roster-set", members=[member(1, person="p-7"), member(2), member(3)])
    assert chamber.register.members["m1"].person == "p-7"


# -- quorum


@pytest.mark.rule("Q4")
def test_q4_a_presidium_has_the_share_of_its_profile() -> None:
    for name, needed in (("local", 20), ("chongqing", 16), ("shanghai", 20), ("guangdong", 20)):
        chamber = house(30, name, "presidium")
        assert chamber.sitting.quorum.needed(30) == needed
        quorum = view(chamber)["sitting"]["quorum"]
        assert quorum["formula"] == ("2P > N" if name == "chongqing" else "3P ≥ 2N")
        assert quorum["verified"] == (name != "local")


@pytest.mark.rule("Q7")
def test_q7_a_majority_must_take_part_in_guangdong() -> None:
    chamber = house(9, "guangdong")
    chamber.open_sitting(6)
    chamber.vote("d1", 4, 0, 0)
    result = view(chamber)["divisions"][0]["result"]
    assert not result["carried"]
    assert chamber.sitting.quorum.met_at_close(9, 5)


@pytest.mark.rule("Q8")
def test_q8_forty_of_sixty_are_no_quorum_of_a_street() -> None:
    chamber = house(60, kind="street")
    chamber.open_sitting(40)
    chamber.announce()
    assert refused(chamber.open)[0] == "no-quorum"
    chamber.check_in(41)
    chamber.open()


# -- rules and templates


@pytest.mark.rule("M1", "M4", "M5")
def test_a_majority_is_that_of_the_sitting() -> None:
    assert MAJORITY_IN["plenary"] == "M1"
    for kind, rule in (("plenary", "M1"), ("standing-committee", "M4"), ("presidium", "M5"), ("street", "M1")):
        chamber = house(5, "local", kind)
        wrong = "M4" if rule != "M4" else "M1"
        assert refused(chamber.draft, rule=wrong) == ("rule-differs", {"rule": wrong, "allowed": [rule]})
        chamber.draft(rule=rule)


@pytest.mark.parametrize(
    ("template", "changes", "rule"),
    [
        ("procedural-present", {}, "M7"),
        ("by-election", form(ELECTION, 4, 3, 1), "E6"),
        ("by-election", form(THREE_KEYS, 2), "M1"),
        ("tie-revote", form(CHOOSE, 2, 1), "plurality"),
        ("livelihood-pick", form(CHOOSE, 12, 10), "projects"),
        ("satisfaction-3", form(GRADES, 8, 3), "grades-all"),
    ],
)
@pytest.mark.rule("M7")
def test_a_draft_has_the_rule_of_its_template(template: str, changes: dict[str, Any], rule: str) -> None:
    chamber = house()
    chamber.draft("d1", template=template, rule=rule, **changes)
    others = {"M1", "M7", "M2", "grades-present", "top", "projects"} - {rule}
    for other in others:
        code = refused(chamber.draft, "d2", template=template, rule=other, **changes)[0]
        assert code == "rule-differs"


def test_grades_have_the_base_of_the_profile() -> None:
    chamber = house(5, altered("zibo", grades={"base": "valid"}))
    subject = form(GRADES, 8, 3)
    assert refused(chamber.draft, template="satisfaction-3", rule="grades-all", **subject)[1]["allowed"] == ["grades-valid"]
    chamber.draft(template="satisfaction-3", rule="grades-valid", **subject)


def test_templates_that_a_profile_lacks_are_refused() -> None:
    assert "constitution" not in PROFILES["local"].templates
    detail = {"template": "constitution", "profile": "local"}
    assert refused(house().draft, template="constitution", rule="M2") == ("template-differs", detail)
    national = house(profile="national", level="national")
    national.draft(template="constitution", rule="M2", channel="paper", secrecy="secret")


@pytest.mark.parametrize("name", PROFILES)
def test_every_template_has_a_default_rule_that_its_draft_may_have(name: str) -> None:
    profile = PROFILES[name]
    assert profile.templates.keys() == TEMPLATES.keys() - (
        {"livelihood-pick", "livelihood-rank", "street-pick"} if name == "national" else {"constitution"}
    )
    for template in profile.templates:
        rule = default_rule(template, profile, "standing-committee")
        assert rule not in {"M1", "M5"}


def test_the_source_of_a_rule_is_the_profiles() -> None:
    for name, verified in (("local", False), ("shanghai", True)):
        chamber = house(5, name)
        chamber.draft("d1", template="procedural-present", rule="M7")
        chamber.draft("d2", number=2)
        procedural, motion = (division["rule"] for division in view(chamber)["divisions"])
        assert (procedural["id"], procedural["verified"]) == ("M7", verified)
        assert "上海议事规则第六十八条" in procedural["source"]["zh"]
        assert (motion["verified"], motion["source"]["zh"]) == (True, "地方组织法第二十五条")


# -- channels


def test_an_election_is_on_terminals_only_where_the_profile_names_a_local_rule() -> None:
    election = {"template": "by-election", "rule": "E6", "basis": "某地选举办法", **form(ELECTION, 4, 3)}
    chamber = house()
    chamber.open_sitting(5)
    chamber.announce(**election)
    assert refused(chamber.open)[0] == "paper-only"
    local_rule = {"zh": "某市选举办法第十条", "en": "Rules of election of a city, art. 10", "verified": False}
    choice = document("zibo")["templates"]["by-election"] | {"channels": ["paper", "terminal"], "channel_source": "local-rule"}
    allowed = altered("zibo", sources={"local-rule": local_rule}, templates={"by-election": choice})
    chamber = house(5, allowed)
    chamber.open_sitting(5)
    del election["basis"]
    chamber.announce(**election)
    chamber.open()


def test_a_channel_that_the_profile_does_not_have_is_refused_at_the_draft() -> None:
    choice = document("zibo")["templates"]["resolution"] | {"channels": ["terminal"]}
    chamber = house(5, altered("zibo", templates={"resolution": choice}))
    detail = {"channel": "hands", "allowed": ["terminal"]}
    assert refused(chamber.draft, channel="hands") == ("channel-differs", detail)
    house().draft(channel="hands")


# -- presses and what is shown


def test_with_the_first_press_a_terminal_has_one_number() -> None:
    for profile, most in (("local", 1000), (altered("zibo", press={"counts": "first"}), 1)):
        chamber = house(5, profile)
        chamber.open_sitting(5)
        chamber.announce()
        assert chamber.proposal()["max_seq"] == most
        if most == 1:
            assert refused(chamber.open, max_seq=2)[0] == "bad-act"
        chamber.open()


@pytest.mark.rule("M11")
def test_m11_chair_and_secretariat_are_warned_that_some_did_not_press_never_who() -> None:
    chamber = house(9, kind="standing-committee")
    chamber.open_sitting(8)
    chamber.announce(rule="M4")
    chamber.open()
    chamber.close()
    chamber.tally("d1", 5, 1, 0)
    for role in ("chair", "scrutineer"):
        warnings = view(chamber, role)["divisions"][0].get("warnings", [])
        assert [(each["code"], each["count"]) for each in warnings] == ([("not-pressed", 2)] if role == "chair" else [])
    assert "warnings" not in view(chamber, "secretariat")["divisions"][0]
    chamber.declare()
    assert view(chamber, "secretariat")["divisions"][0]["warnings"][0]["zh"] == "有 2 名到会人员未按表决器"
    assert "warnings" not in view(chamber, "observer")["divisions"][0]
    plenary = house(9)
    plenary.open_sitting(8)
    plenary.vote("d1", 5, 1, 0)
    assert "warnings" not in view(plenary)["divisions"][0]


def test_not_pressed_is_hidden_from_the_public_where_the_profile_says_so() -> None:
    chamber = house(9, altered("zibo", not_pressed={"shown": False}))
    chamber.open_sitting(8)
    chamber.vote("d1", 5, 1, 0)
    for role, shown in (("public", None), ("observer", None), ("deputy", None), ("chair", 2), ("secretariat", 2)):
        result = view(chamber, role)["divisions"][0]["result"]
        assert result["not_pressed"] == shown
        assert any("= 实到 8" in check["zh"] for check in result["checks"]) == (shown is not None)


# -- candidates


@pytest.mark.parametrize(
    ("office", "seats", "least", "most"),
    [
        ("head", 1, 1, 2),
        ("deputy", 4, 5, 7),
        ("committee", 10, 11, 12),
        ("committee", 25, 28, 30),
        ("committee", 35, 39, 42),
        ("committee", 4, 5, 5),
    ],
)
@pytest.mark.rule("E10")
def test_e10_sizes_of_competitive_lists(office: Any, seats: int, least: int, most: int) -> None:
    assert list_range(office, seats) == (least, most)
    chamber = house()
    election = {"template": "election-multi", "rule": "E6", "office": office, "channel": "paper", "secrecy": "secret"}
    for c in {least, most}:
        chamber.draft(f"ok{c}", **election, **form(ELECTION, c, seats, 1))
    for c in (least - 1, most + 1):
        if c > 0:
            code, detail = refused(chamber.draft, "no", **election, **form(ELECTION, c, seats, 1))
            assert (code, detail) == ("list-size", {"least": least, "most": most})


def test_e10_only_elections_with_names_have_an_office() -> None:
    assert refused(house().draft, office="head")[1]["field"] == "$.office"


@pytest.mark.rule("E12")
def test_e12_a_by_election_has_no_fewer_candidates_than_seats() -> None:
    chamber = house()
    by_election = {"template": "by-election", "rule": "E6"}
    assert refused(chamber.draft, **by_election, **form(ELECTION, 2, 3, 2)) == ("too-few-candidates", {"needed": 3})
    chamber.draft(**by_election, **form(ELECTION, 3, 3, 2))


@pytest.mark.rule("E13")
def test_e13_scrutineers_and_tellers_are_no_candidates() -> None:
    chamber = house()
    chamber.enrol("li", "scrutineer", "", "李  伟")
    election = {"template": "election-multi", "rule": "E6", **form(ELECTION, 2, 1, 1)}
    election["names"] = [[{"zh": "张三", "en": ""}, {"zh": "李伟", "en": "Li Wei"}]]
    assert refused(chamber.draft, **election) == ("scrutineer-is-candidate", {"names": ["李伟"]})
    chamber.reg("secretariat", "key-revoke", key=chamber.key("li"), reason="x")
    chamber.draft(**election)
    chamber.open_sitting(5)
    chamber.act("secretariat", "division-approve", division="d1")
    chamber.enrol("li2", "teller", "", "张三")
    assert refused(chamber.act, "chair", "division-announce", division="d1")[0] == "scrutineer-is-candidate"


def test_e13_names_of_projects_are_nobodys() -> None:
    chamber = house()
    chamber.enrol("li", "scrutineer", "", "候选0")
    chamber.draft(template="livelihood-pick", rule="projects", **form(CHOOSE, 12, 10))


def test_a_sitting_without_a_profile_is_as_before() -> None:
    chamber = Chamber(5)
    assert chamber.sitting.profile is None
    chamber.draft(rule="M2")
    assert "profile" not in view(chamber)["sitting"]


@pytest.mark.parametrize("name", PROFILES)
def test_a_further_vote_among_the_tied_may_be_held_as_the_vote_before(name: str) -> None:
    """E8: whatever the channel of a vote whose names may be tied, the proposed tie has the same."""
    choices = PROFILES[name].templates
    tied_by = {"E6", "top", "projects", "plurality"}
    parents = [choice for choice in choices.values() if choice and choice.rule in tied_by]
    allowed = choices["tie-revote"].channels
    assert len(parents) > 1
    assert [each for each in parents if not set(each.channels) <= set(allowed)] == []
