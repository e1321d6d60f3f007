"""Whole days through the acts: the closing day of a district congress, and a chamber of 674."""

import base64

import pytest

from tests.unit.domain.chamber import Chamber
from voting_server.domain.codes import RuleError
from voting_server.domain.sitting import attendance
from voting_server.domain.views import state_view


def result(chamber: Chamber, division: str) -> dict[str, object]:
    views = state_view(chamber.sitting, chamber.register, "observer")["divisions"]
    return dict(next(view["result"] for view in views if view["id"] == division))


def test_the_closing_day_of_a_district_congress() -> None:
    chamber = Chamber(256)
    chamber.open_sitting(170)
    chamber.announce("d1", template="scrutineer-list")
    with pytest.raises(RuleError) as caught:
        chamber.open("d1")
    assert (caught.value.code, caught.value.detail) == ("no-quorum", {"needed": 171, "present": 170})
    for number in range(171, 242):
        chamber.check_in(number, f"t{number}")
    counts = attendance(chamber.sitting, chamber.register)
    assert (counts.due, counts.present, counts.absent) == (256, 241, 15)
    chamber.open("d1")
    chamber.close("d1")
    chamber.tally("d1", 239, 0, 1)
    chamber.declare("d1")
    assert result(chamber, "d1")["carried"]

    chamber.draft("d2", number=2, template="by-election")
    chamber.act("secretariat", "division-approve", division="d2")
    chamber.act("chair", "division-announce", division="d2")
    with pytest.raises(RuleError) as caught:
        chamber.open("d2")
    assert caught.value.code == "paper-only"
    chamber.act("chair", "division-defer", division="d2", reason="用纸质选票")

    chamber.vote("d3", 118, 97, 25, number=3, template="amendment")
    amendment = result(chamber, "d3")
    assert (amendment["carried"], amendment["not_pressed"]) == (False, 1)
    for number, figures in enumerate([(236, 2, 2), (234, 3, 3), (228, 8, 4), (238, 1, 1)], 4):
        chamber.vote(f"d{number}", *figures, number=number)
        assert result(chamber, f"d{number}")["carried"]
        assert result(chamber, f"d{number}")["not_pressed"] == 1
    assert result(chamber, "d4")["checks"][0]["zh"] == "236 + 2 + 2 + 1 = 实到 241"  # type: ignore[index]

    chamber.announce("d8", number=8)
    chamber.open("d8")
    chamber.act("chair", "division-void", division="d8", reason="会场网络中断")
    void = chamber.sitting.divisions["d8"].void
    assert void is not None
    chamber.act("scrutineer", "division-void-confirm", division="d8", void=void.act)
    chamber.vote("d8-2", 201, 28, 11, number=8, again_of="d8")

    chamber.announce("d9", number=9)
    chamber.open("d9")
    chamber.check_in(242, "t242")
    chamber.close("d9")
    chamber.tally("d9", 214, 18, 8)
    chamber.declare("d9")
    assert (result(chamber, "d9")["present"], result(chamber, "d9")["not_pressed"]) == (241, 1)
    chamber.vote("d10", 230, 8, 4, number=10)
    assert (result(chamber, "d10")["present"], result(chamber, "d10")["not_pressed"]) == (242, 0)
    chamber.act("chair", "sitting-close")


def test_a_chamber_of_674() -> None:
    chamber = Chamber(674, quorum="Q1")
    chamber.open_sitting(674)
    chamber.vote("d1", 499, 92, 60, template="roll-call")
    shown = result(chamber, "d1")
    assert shown["sentence"] == {
        "zh": "赞成 499 票，超过全体代表 674 人的半数（至少 338 票），通过",
        "en": "499 votes for, more than half of all 674 deputies (at least 338): carried",
    }
    assert shown["not_pressed"] == 23
    tally = chamber.sitting.divisions["d1"].result
    assert tally is not None
    assert len(base64.urlsafe_b64decode(tally.counted + "=" * (-len(tally.counted) % 4))) == 4 * 674
    chamber.vote("d2", 337, 337, 0, template="roll-call")
    assert not result(chamber, "d2")["carried"]
    chamber.vote("d3", 338, 336, 0, template="roll-call")
    assert result(chamber, "d3")["carried"]
