"""Forms of ballots: what may be drafted, opened, counted, and what is shown of it (docs/forms.md)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import Chamber
from voting_protocol.forms import FormItem
from voting_server.domain.codes import RuleError
from voting_server.domain.items import ItemCounts, Written, item_result
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.verdicts import House
from voting_server.domain.views import state_view

PICK = {"template": "livelihood-pick", "rule": "projects"}
CHOOSE_2_OF_4 = {"type": 2, "c": 4, "min": 0, "max": 2, "w": 0}


def names(*zh: str) -> list[list[dict[str, str]]]:
    return [[{"zh": name, "en": ""} for name in zh]]


def form(kind: int, c: int, least: int = 0, most: int = 0, w: int = 0) -> dict[str, Any]:
    labels = names(*(f"项目{n}" for n in range(1, c + 1)))
    return {"form": [{"type": kind, "c": c, "min": least, "max": most, "w": w}], "names": labels}


@pytest.fixture
def chamber() -> Chamber:
    chamber = Chamber(6)
    chamber.open_sitting(5)
    return chamber


def refusal(chamber: Chamber, **members: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(RuleError) as caught:
        chamber.draft("d1", **members)
    return caught.value.code, caught.value.detail


@pytest.mark.parametrize(
    ("code", "members"),
    [
        ("bad-act", {"form": [CHOOSE_2_OF_4]}),
        ("bad-act", {"names": names("甲")}),
        ("bad-act", form(2, 4, 3, 2)),
        ("bad-act", form(2, 4, 0, 5)),
        ("bad-act", form(3, 2, 0, 2)),
        ("bad-act", form(4, 3, 0, 3)),
        ("bad-act", form(4, 3, 0, 2, 6)),
        ("bad-act", form(130, 4, 0, 2)),
        ("bad-act", form(6, 4)),
        ("bad-act", {**form(2, 4, 0, 2), "names": names("甲", "乙", "丙")}),
        ("bad-act", {**form(2, 4, 0, 2), "names": names("甲", "乙", "丙", "甲 ")}),
        ("ballot-too-long", form(1, 46)),
        ("form-differs", form(1, 2)),
        ("form-differs", form(3, 2, 0, 3)),
        ("too-few-candidates", form(2, 11, 0, 10)),
    ],
)
@pytest.mark.rule("P1")
def test_what_can_not_be_voted_on_is_not_drafted(chamber: Chamber, code: str, members: dict[str, Any]) -> None:
    assert refusal(chamber, **(PICK | members))[0] == code


def test_a_ballot_that_is_too_long_says_how_many_names_fit(chamber: Chamber) -> None:
    grades = {"template": "satisfaction-3", "rule": "grades-all"}
    code, detail = refusal(chamber, **grades, **form(3, 60, 0, 3))
    assert (code, detail["fits"], detail["limit"]) == ("ballot-too-long", 16, 20_480)
    chamber.draft("d1", **grades, **form(3, 16, 0, 3))


def test_two_may_share_a_name_in_latin_letters(chamber: Chamber) -> None:
    people = [[{"zh": "李伟", "en": "Li Wei"}, {"zh": "李薇", "en": "Li Wei"}, *names("王芳", "赵刚")[0]]]
    chamber.draft("d1", **PICK, **form(2, 4, 0, 2) | {"names": people})


def test_rules_go_with_their_forms(chamber: Chamber) -> None:
    assert refusal(chamber, template="livelihood-pick", rule="M1", **form(2, 12, 0, 10))[0] == "rule-differs"
    assert refusal(chamber, template="livelihood-pick", rule="projects")[0] == "form-differs"
    assert refusal(chamber, template="performance-4", rule="grades-all", **form(3, 2, 0, 3))[0] == "form-differs"
    chamber.draft("d1", template="performance-4", rule="grades-valid", **form(3, 2, 0, 4))


def test_a_definition_says_form_and_names(chamber: Chamber) -> None:
    chamber.announce("d1", **PICK, **form(2, 4, 0, 2))
    asked = chamber.proposal()["definition"]
    assert asked["form"] == [CHOOSE_2_OF_4 | {"type": 130}]
    assert asked["names"] == form(2, 4)["names"]
    assert "basis" not in asked
    other = asked | {"names": names("项目2", "项目1", "项目3", "项目4")}
    with pytest.raises(RuleError, match="definition-differs"):
        chamber.open("d1", definition=other)
    chamber.open("d1")


def test_an_election_needs_the_rule_that_allows_terminals(chamber: Chamber) -> None:
    election = {"template": "by-election", "rule": "E6", **form(4, 3, 0, 2, 1)}
    chamber.announce("d1", **election)
    with pytest.raises(RuleError, match="paper-only"):
        chamber.proposal("d1")
    chamber.act("chair", "division-withdraw", division="d1", reason="改用表决器")
    chamber.announce("d2", basis="某市选举办法第十条", **election)
    assert chamber.proposal("d2")["definition"]["basis"] == "某市选举办法第十条"
    assert chamber.open("d2")


def tally(chamber: Chamber, voted: int, item: dict[str, Any], **changes: Any) -> None:
    subject = chamber.sitting.divisions["d1"]
    base = chamber.result("d1", voted, 0, 0)
    common = {name: value for name, value in base.items() if name not in ("for", "against", "abstain", "carried")}
    needed = {"needed": 4} if subject.draft.rule in ("projects", "E6") else {"needed": 0}
    result = common | needed | {"voted": voted, "items": [item]} | changes
    chamber.act("server", "division-tally", division="d1", open=subject.opened.open, close=subject.close, result=result)


def closed(chamber: Chamber, **members: Any) -> FormItem:
    chamber.announce("d1", **members)
    chamber.open()
    chamber.close()
    return chamber.sitting.divisions["d1"].draft.item


def test_a_tally_holds_what_follows_from_its_figures(chamber: Chamber) -> None:
    item = closed(chamber, **PICK, **form(2, 4, 0, 2))
    house = House(6, 5, 5, QUORUMS["Q2"])
    true = item_result(item, "projects", ItemCounts([[5], [4], [1], [0]]), house)
    assert [name["verdict"] for name in true["names"]] == ["chosen", "chosen", "not-chosen", "not-chosen"]
    wrong_verdict = {"names": [*true["names"][:2], {"counts": [1], "verdict": "chosen"}, true["names"][3]]}
    more_than_ballots = {"names": [{"counts": [6], "verdict": "chosen"}, *true["names"][1:]]}
    more_than_seats = {"names": [{"counts": [5], "verdict": "tied"} for _ in range(4)]}
    for item_ in (wrong_verdict, more_than_ballots, more_than_seats, {"names": true["names"][:3]}):
        with pytest.raises(RuleError, match="result-differs"):
            tally(chamber, 5, item_)
    with pytest.raises(RuleError, match="result-differs"):
        tally(chamber, 5, true, not_pressed=1)
    with pytest.raises(RuleError, match="bad-act"):
        tally(chamber, 5, true, carried=True)
    tally(chamber, 5, true)


@pytest.mark.rule("E17")
def test_readers_see_names_figures_and_sentences(chamber: Chamber) -> None:
    item = closed(chamber, **PICK, **form(2, 4, 0, 2))
    house = House(6, 5, 5, QUORUMS["Q2"])
    tally(chamber, 5, item_result(item, "projects", ItemCounts([[5], [4], [1], [0]]), house))
    view = state_view(chamber.sitting, chamber.register, "chair")["divisions"][0]
    assert (view["form"], view["names"], view["basis"]) == ([CHOOSE_2_OF_4], form(2, 4)["names"], "")
    assert view["rule"] | {"source": ""} == {
        "id": "projects",
        "formula": "2F > N; F₁ ≥ … ≥ F_S",
        "source": "",
        "verified": False,
        "needed": 4,
    }
    result = view["result"]
    assert (result["voted"], result["not_pressed"], result["sentence"]["zh"]) == (5, 0, "应选 2 项，入选 2 项")
    assert result["items"][0]["names"][2]["sentence"]["zh"] == "得 1 票，未超过全体代表 6 人的半数（至少 4 票），未入选"
    assert state_view(chamber.sitting, chamber.register, "observer")["divisions"][0]["result"] is None


@pytest.mark.rule("E6", "E1")
def test_written_names_stand_in_the_same_ranking(chamber: Chamber) -> None:
    item = closed(chamber, template="by-election", rule="E6", basis="某市选举办法", **form(4, 2, 0, 1, 1))
    house = House(6, 5, 5, QUORUMS["Q2"])
    counts = ItemCounts([[1, 4, 0], [0, 5, 0]], Written((("王芳", 4),)))
    true = item_result(item, "E6", counts, house)
    assert [name["verdict"] for name in true["names"]] == ["not-elected", "not-elected"]
    assert true["written"]["names"] == [{"name": "王芳", "votes": 4, "verdict": "elected"}]
    with pytest.raises(RuleError, match="result-differs"):
        tally(chamber, 5, {"names": true["names"]})
    tally(chamber, 5, true)


def test_a_trial_vote_is_held_and_neither_published_nor_voted_as_another(chamber: Chamber) -> None:
    chamber.announce("d1", template="trial")
    assert chamber.proposal("d1")["kind"] == "trial"
    with pytest.raises(RuleError, match="definition-differs"):
        chamber.open("d1", kind="real")
    chamber.open("d1")
    chamber.close()
    chamber.tally("d1", 5)
    chamber.declare()
    with pytest.raises(RuleError, match="trial-vote"):
        chamber.act("secretariat", "division-publish", division="d1")
    chamber.announce("d2", number=2)
    with pytest.raises(RuleError, match="definition-differs"):
        chamber.open("d2", kind="trial")
