"""Check-in at the door and attendance cards (docs/check-in.md)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import Chamber, member, name32
from voting_server.domain.codes import RuleError
from voting_server.domain.doors import MOST_FOUND, door_plan, door_state, found, person_view
from voting_server.domain.opening import opened_electors
from voting_server.domain.views import state_view


@pytest.fixture
def chamber() -> Chamber:
    chamber = Chamber(5)
    chamber.enrol("usher", "usher", "", "东门")
    chamber.open_sitting(0)
    return chamber


def card(number: int, label: str = "card") -> dict[str, Any]:
    return {"key": name32(label, number), "member": f"m{number}"}


def issue(chamber: Chamber, *numbers: int, label: str = "card") -> None:
    chamber.reg("secretariat", "cards-issue", cards=[card(number, label) for number in numbers])


def come(chamber: Chamber, number: int, actor: str = "usher", **more: Any) -> None:
    chamber.act(actor, "check-in", member=f"m{number}", seat=f"1-{number}", **more)


def refused(chamber: Chamber, number: int, actor: str = "usher", **more: Any) -> str:
    with pytest.raises(RuleError) as caught:
        come(chamber, number, actor, **more)
    return caught.value.code


def by_card(number: int, label: str = "card") -> dict[str, Any]:
    return {"way": "card", "card": name32(label, number)}


def test_a_member_who_came_by_the_door_votes_on_the_own_terminal(chamber: Chamber) -> None:
    issue(chamber, 1, 2, 3, 4)
    for number in (1, 2, 3):
        come(chamber, number, **by_card(number))
    come(chamber, 4, way="hand", reason="忘带报到证")
    chamber.announce()
    chamber.open()
    electors = opened_electors(chamber.sitting.divisions["d1"].opened, chamber.register)
    assert {(elector.member, elector.seat, elector.key) for elector in electors} == {
        (f"m{number}", f"1-{number}", chamber.key(f"t{number}")) for number in (1, 2, 3, 4)
    }
    assert all(elector.key != chamber.key("usher") for elector in electors)


def test_a_card_ends_when_another_is_issued_and_never_comes_back(chamber: Chamber) -> None:
    issue(chamber, 1)
    issue(chamber, 1, label="new")
    assert refused(chamber, 1, **by_card(1)) == "card-cancelled"
    with pytest.raises(RuleError) as caught:
        issue(chamber, 1)
    assert caught.value.code == "card-known"
    come(chamber, 1, **by_card(1, "new"))


def test_a_cancelled_card(chamber: Chamber) -> None:
    issue(chamber, 1)
    chamber.reg("secretariat", "card-cancel", card=name32("card", 1), reason="遗失")
    assert refused(chamber, 1, **by_card(1)) == "card-cancelled"
    with pytest.raises(RuleError) as caught:
        chamber.reg("secretariat", "card-cancel", card=name32("card", 1), reason="遗失")
    assert caught.value.code == "card-cancelled"


@pytest.mark.parametrize("roster", [[], [member(1, name="另一人")]], ids=["gone", "renamed"])
def test_a_number_that_passes_to_somebody_else_takes_no_card_along(roster: list[dict[str, Any]]) -> None:
    chamber = Chamber(3)
    issue(chamber, 1, 2)
    chamber.reg("secretariat", "roster-set", members=[*roster, member(2)])
    chamber.reg("secretariat", "roster-set", members=[member(1), member(2), member(3)])
    with pytest.raises(RuleError) as caught:
        chamber.register.cards.holder(name32("card", 1))
    assert caught.value.code == "card-cancelled"
    assert chamber.register.cards.holder(name32("card", 2)) == "m2"


def test_cards_are_for_people_of_the_roster_one_each(chamber: Chamber) -> None:
    for cards, code in (
        ([card(1), card(9)], "unknown-member"),
        ([card(1), card(1, "other")], "duplicate-member"),
        ([card(1), {**card(2), "key": card(1)["key"]}], "card-known"),
        ([{"key": chamber.key("t1"), "member": "m1"}], "card-known"),
        ([{"key": name32("code", "t1"), "member": "m1"}], "card-known"),
    ):
        with pytest.raises(RuleError) as caught:
            chamber.reg("secretariat", "cards-issue", cards=cards)
        assert caught.value.code == code
    assert chamber.register.cards.member_of == {}


def test_a_card_enrols_nothing(chamber: Chamber) -> None:
    issue(chamber, 1)
    with pytest.raises(RuleError) as caught:
        chamber.reg("thief", "enrol", code=name32("card", 1), device="")
    assert caught.value.code == "unknown-code"


def test_the_way_belongs_to_ushers_and_only_to_them(chamber: Chamber) -> None:
    issue(chamber, 1, 2)
    assert refused(chamber, 1) == "bad-act"
    for more in (by_card(1), {"way": "number"}, {"way": "hand", "reason": "x"}):
        assert refused(chamber, 1, "t1", **more) == "bad-act"
        assert refused(chamber, 1, "secretariat", **more) == "bad-act"
    for more in (
        {"way": "card"},
        {"way": "hand"},
        {"way": "number", "reason": "x"},
        {"way": "number", "card": name32("card", 1)},
        {"card": name32("card", 1)},
        {"way": "face"},
    ):
        assert refused(chamber, 1, **more) == "bad-act", more
    assert refused(chamber, 1, **by_card(2)) == "card-differs"
    assert refused(chamber, 1, way="card", card=name32("nobody")) == "unknown-card"
    assert refused(chamber, 1, way="number", by="video") == "not-allowed"


def test_a_departure_at_the_door_has_a_reason(chamber: Chamber) -> None:
    come(chamber, 1, way="number")
    with pytest.raises(RuleError) as caught:
        chamber.act("usher", "depart", member="m1")
    assert caught.value.code == "bad-act"
    chamber.act("usher", "depart", member="m1", reason="误报到")
    assert not chamber.sitting.present
    come(chamber, 1, way="number")
    chamber.act("t1", "depart", member="m1")


def test_an_usher_does_nothing_else(chamber: Chamber) -> None:
    chamber.draft()
    for kind, members in (
        ("leave-grant", {"member": "m1", "reason": "x"}),
        ("recuse", {"division": "d1", "member": "m1", "reason": "x"}),
        ("division-approve", {"division": "d1"}),
        ("division-announce", {"division": "d1"}),
        ("sitting-close", {}),
    ):
        with pytest.raises(RuleError) as caught:
            chamber.act("usher", kind, **members)
        assert caught.value.code == "not-allowed"


def test_the_door_is_told_nothing_of_votes(chamber: Chamber) -> None:
    chamber.draft()
    state = door_state({**state_view(chamber.sitting, chamber.register, "usher"), "problems": []})
    assert (state["divisions"], state["current"], state["open"]) == ([], "", None)
    assert {"seal", "problems"} & state.keys() == set()
    assert state["attendance"]["due"] == 5
    assert state["sitting"]["quorum"]["needed"] == 4
    assert "代表1" not in str(state) + str(door_plan(chamber.register))


def standing(chamber: Chamber, name: str) -> tuple[str, bool, str]:
    view = person_view(chamber.register.members[name], chamber.sitting, chamber.register)
    return view["standing"], view["leave"], view["way"]


def test_where_everybody_stands(chamber: Chamber) -> None:
    others = [member(6, seat="", role="attendee"), member(7, seat="", role="observer"), member(8, seat="", status="suspended")]
    chamber.reg("secretariat", "roster-set", members=[*(member(n) for n in range(1, 6)), *others, member(9, seat="")])
    chamber.act("secretariat", "leave-grant", member="m5", reason="因病")
    come(chamber, 1, way="number")
    come(chamber, 2, "t2")
    come(chamber, 3, "secretariat")
    come(chamber, 4, "secretariat", by="video")
    assert [standing(chamber, f"m{n}") for n in range(1, 10)] == [
        ("present", False, "number"),
        ("present", False, "seat"),
        ("present", False, "secretariat"),
        ("present", False, "video"),
        ("due", True, ""),
        ("attendee", False, ""),
        ("observer", False, ""),
        ("not-in-office", False, ""),
        ("unseated", False, ""),
    ]
    assert person_view(chamber.register.members["m1"], chamber.sitting, chamber.register)["came_ms"] > 0
    assert "因病" not in str(person_view(chamber.register.members["m5"], chamber.sitting, chamber.register))


def test_people_are_found_by_number_name_and_latin_letters() -> None:
    chamber = Chamber(3)
    people = [
        member(1, id="0101", name="王建国", latin="Wang Jianguo"),
        member(2, id="0102", name="王刚", latin="Wang Gang"),
        member(3, id="0103", name="古丽娜尔·买买提", latin="Gülnar Memet"),
    ]
    chamber.reg("secretariat", "roster-set", members=people)

    def names(words: str) -> list[str]:
        return [each.id for each in found(words, chamber.register)[0]]

    assert names("0102") == ["0102"]
    assert names("王") == ["0101", "0102"]
    assert names("刚") == ["0102"]
    assert names("wjg") == ["0101"]
    assert names("WANG g") == ["0102", "0101"]
    assert names("gulnar") == ["0103"]
    assert names("买买提") == ["0103"]
    assert names("x") == names("  ") == names("·") == []


def test_a_search_gives_few_and_says_how_many_more() -> None:
    chamber = Chamber(20)
    people, more = found("代表", chamber.register)
    assert (len(people), more) == (MOST_FOUND, 20 - MOST_FOUND)
