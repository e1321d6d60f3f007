"""What may follow from votes on paper and by hands, on the figures of the acceptance days (docs/sequences.md §8, domain notes §11)."""

from typing import Any

import pytest

from tests.unit.domain.hands import CountChamber, ballot, ballots
from tests.unit.domain.test_counted_days import PROJECTS, TICKS
from voting_server.domain.codes import RuleError
from voting_server.domain.views import state_view


def steps(chamber: CountChamber, division: str) -> dict[str, dict[str, Any]]:
    views = state_view(chamber.sitting, chamber.register, "chair")["divisions"]
    (found,) = (each["next"] for each in views if each["id"] == division)
    return {step["kind"]: step for step in found}


def announce(chamber: CountChamber, step: dict[str, Any]) -> str:
    """Take a step that drafts, and put the draft to the vote."""
    division = str(step["fields"]["division"])
    chamber.act("chair", step["type"], **step["fields"])
    chamber.act("secretariat", "division-approve", division=division)
    chamber.act("chair", "division-announce", division=division)
    return division


@pytest.mark.rule("E8")
@pytest.mark.parametrize("more", [{}, {"office": "deputy"}])
def test_day_a_a_tie_on_paper_is_voted_again_on_paper(more: dict[str, Any]) -> None:
    chamber = CountChamber(256, present=241)
    election = {"template": "by-election", "rule": "E6", **ballot(4, "张三", "李四", "王芳", "赵刚", most=3, w=3), **more}
    figures = ballots(238, [[221, 9, 8], [208, 20, 10], [131, 70, 37], [131, 72, 35]], {}, too_many=2)
    chamber.held(figures, "d1", issued=241, returned=240, **election)
    offered = steps(chamber, "d1")
    assert set(offered) == {"tie"}
    fields = offered["tie"]["fields"]
    assert (fields["channel"], fields["secrecy"]) == ("paper", "secret")
    assert [name["zh"] for name in fields["names"][0]] == ["王芳", "赵刚"]
    tie = announce(chamber, offered["tie"])
    assert chamber.proposal(tie)["definition"]["channel"] == "paper"


@pytest.mark.rule("E9")
def test_seats_left_on_paper_are_filled_on_paper() -> None:
    chamber = CountChamber(256, present=241)
    election = {"template": "by-election", "rule": "E6", **ballot(4, "张三", "李四", "王芳", "赵刚", most=3, w=3)}
    figures = ballots(240, [[221, 9, 10], [208, 20, 12], [120, 70, 50], [100, 72, 68]], {})
    chamber.held(figures, "d1", issued=241, returned=240, **election)
    offered = steps(chamber, "d1")
    assert set(offered) == {"further"}
    further = announce(chamber, offered["further"])
    assert chamber.proposal(further)["definition"]["form"][0]["max"] == 1


@pytest.mark.rule("E4", "P4")
def test_day_c_more_returned_than_issued_is_voted_again_on_paper_and_then_a_tie() -> None:
    chamber = CountChamber(66, present=58)
    pick = {"template": "livelihood-pick", "rule": "projects", **ballot(2, *PROJECTS, most=10)}
    chamber.put("d1", **pick)
    chamber.boxes("d1", issued=58, returned=59)
    with pytest.raises(RuleError, match="more-returned"):
        chamber.commits("teller", ballots(59, [[tick] for tick in TICKS]), "d1")
    chamber.void("d1")
    offered = steps(chamber, "d1")
    assert set(offered) == {"again"}
    assert offered["again"]["fields"]["channel"] == "paper"
    chamber.act("chair", "division-draft", **offered["again"]["fields"])
    figures = ballots(56, [[tick] for tick in TICKS], too_many=1)
    chamber.held(figures, "d2", issued=58, returned=57, **pick)
    tie = announce(chamber, steps(chamber, "d2")["tie"])
    assert chamber.proposal(tie)["definition"]["form"][0]["max"] == 1


def test_day_a_the_network_fails_and_hands_are_raised() -> None:
    chamber = CountChamber(256, present=241)
    chamber.announce("d3")
    chamber.open("d3")
    chamber.void("d3")
    again = announce(chamber, steps(chamber, "d3")["again-hands"])
    assert chamber.proposal(again)["definition"]["channel"] == "hands"
    assert chamber.sitting.divisions[again].draft.again_of == "d3"
