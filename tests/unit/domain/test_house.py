"""Members by video, recusals, the chief scrutineer (docs/profiles.md §5–7)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import Chamber
from voting_server.domain.codes import RuleError
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.opening import opened_electors
from voting_server.domain.outcome import outcome
from voting_server.domain.sitting import attendance
from voting_server.domain.views import attendance_view, state_view


def refused(chamber: Chamber, actor: str, kind: str, /, **members: Any) -> str:
    with pytest.raises(RuleError) as caught:
        chamber.act(actor, kind, **members)
    return caught.value.code


def recuse(chamber: Chamber, number: int, actor: str = "secretariat", division: str = "d1") -> None:
    chamber.act(actor, "recuse", division=division, member=f"m{number}", reason="利害关系")


def division_view(chamber: Chamber, role: str) -> dict[str, Any]:
    return dict(state_view(chamber.sitting, chamber.register, role)["divisions"][0])


def committee() -> Chamber:
    """Acceptance day B: 35 members, 29 of the hall and two by video."""
    chamber = Chamber(35, quorum="Q3")
    chamber.open_sitting(29)
    for number in (30, 31):
        chamber.act("secretariat", "check-in", member=f"m{number}", seat=f"1-{number}", by="video")
    return chamber


def test_a_member_by_video_is_present_and_does_not_press() -> None:
    chamber = committee()
    counts = attendance(chamber.sitting, chamber.register)
    assert (counts.due, counts.present, counts.absent, counts.video) == (35, 31, 4, 2)
    assert attendance_view(counts)["video"] == 2
    chamber.announce(rule="M4")
    proposal = chamber.proposal()
    assert (proposal["n"], proposal["p"], proposal["electorate"]["size"]) == (35, 31, 29)
    chamber.open()
    opening = chamber.sitting.divisions["d1"].opened
    voters = {elector.member for elector in opened_electors(opening, chamber.register)}
    assert voters == {f"m{number}" for number in range(1, 30)}


def test_only_the_secretariat_says_that_somebody_attends_by_video() -> None:
    chamber = Chamber(5)
    chamber.open_sitting(0)
    video = {"member": "m1", "seat": "1-1", "by": "video"}
    assert refused(chamber, "t1", "check-in", **video) == "not-allowed"
    chamber.act("t1", "check-in", member="m1", seat="1-1", by="hall")
    assert refused(chamber, "secretariat", "check-in", **video) == "already-present"
    chamber.act("secretariat", "depart", member="m1")
    chamber.act("secretariat", "check-in", **video)
    assert chamber.sitting.present["m1"].video
    assert refused(chamber, "secretariat", "check-in", member="m2", seat="1-2", by="phone") == "bad-act"


def test_an_attendance_without_video_is_told_as_before() -> None:
    chamber = Chamber(5)
    chamber.open_sitting(3)
    view = attendance_view(attendance(chamber.sitting, chamber.register))
    assert view == {"due": 5, "present": 3, "absent": 2, "leave": 0}


@pytest.mark.rule("V15")
def test_v15_a_recused_member_leaves_p_and_stays_in_n() -> None:
    chamber = Chamber(6)
    chamber.open_sitting(6)
    chamber.draft()
    recuse(chamber, 2)
    chamber.act("secretariat", "division-approve", division="d1")
    recuse(chamber, 3, "t3")
    chamber.act("chair", "division-announce", division="d1")
    chamber.open()
    opening = chamber.sitting.divisions["d1"].opened
    assert (opening.n, opening.p, opening.size, opening.recused) == (6, 4, 4, 2)
    assert {elector.member for elector in opened_electors(opening, chamber.register)} == {"m1", "m4", "m5", "m6"}
    chamber.close()
    chamber.tally("d1", 4)
    chamber.declare()
    result = division_view(chamber, "observer")["result"]
    assert (result["carried"], result["absent"], result["recused"]) == (True, 0, 2)
    assert result["checks"][1]["zh"] == "实到 4 + 回避 2 + 缺席 0 = 应到 6"
    chamber.announce("d2", number=2)
    assert chamber.proposal("d2")["p"] == 6


@pytest.mark.rule("V15")
def test_v15_the_quorum_of_a_division_is_judged_with_its_own_p() -> None:
    chamber = Chamber(5)
    chamber.open_sitting(4)
    chamber.announce()
    recuse(chamber, 1)
    with pytest.raises(RuleError) as caught:
        chamber.open()
    assert (caught.value.code, caught.value.detail) == ("no-quorum", {"needed": 4, "present": 3})
    chamber.act("secretariat", "recuse-cancel", division="d1", member="m1")
    chamber.open()
    assert chamber.sitting.divisions["d1"].opened.p == 4


def test_v15_recused_are_counted_only_where_they_are_present() -> None:
    chamber = Chamber(5)
    chamber.open_sitting(4)
    chamber.announce()
    recuse(chamber, 5)
    chamber.open()
    assert (chamber.sitting.divisions["d1"].opened.p, chamber.sitting.divisions["d1"].opened.recused) == (4, 0)


def test_recusals_that_are_refused() -> None:
    chamber = Chamber(5)
    chamber.open_sitting(4)
    chamber.announce()
    again = {"division": "d1", "member": "m1"}
    assert refused(chamber, "t2", "recuse", **again, reason="x") == "not-seated-here"
    assert refused(chamber, "secretariat", "recuse-cancel", **again) == "not-recused"
    assert refused(chamber, "secretariat", "recuse", division="d1", member="m9", reason="x") == "unknown-member"
    recuse(chamber, 1, "t1")
    assert refused(chamber, "secretariat", "recuse", **again, reason="x") == "already-recused"
    assert refused(chamber, "t2", "recuse-cancel", **again) == "not-seated-here"
    chamber.act("t1", "recuse-cancel", **again)
    chamber.open()
    assert refused(chamber, "secretariat", "recuse", **again, reason="x") == "wrong-division-state"


def test_an_opening_asked_for_before_a_recusal_is_stale() -> None:
    chamber = Chamber(5)
    chamber.open_sitting(5)
    chamber.announce()
    earlier = chamber.proposal()
    recuse(chamber, 1)
    assert refused(chamber, "chair", "division-open", **earlier) == "stale-opening"


def test_staff_see_who_is_recused_others_how_many() -> None:
    chamber = Chamber(5)
    chamber.open_sitting(5)
    chamber.announce()
    assert "recusals" not in division_view(chamber, "chair")
    recuse(chamber, 2)
    assert division_view(chamber, "chair")["recused"] == ["m2"]
    for role in ("deputy", "observer"):
        view = division_view(chamber, role)
        assert view["recusals"] == 1
        assert "recused" not in view


def test_recused_members_are_never_counted_twice() -> None:
    chamber = Chamber(5)
    subject = chamber.sitting.quorum
    judged = outcome(3, 1, 0, 9, 5, MAJORITIES["M1"], subject, 2)
    assert (judged.not_pressed, judged.absent) == (1, 2)
    with pytest.raises(ValueError):
        outcome(3, 1, 0, 9, 8, MAJORITIES["M1"], subject, 2)


@pytest.mark.rule("E14")
def test_e14_the_chief_scrutineer_is_one_of_the_scrutineers() -> None:
    chamber = Chamber(5)
    assert refused(chamber, "chair", "chief-designate", key=chamber.key("teller")) == "not-a-scrutineer"
    assert refused(chamber, "scrutineer", "chief-designate", key=chamber.key("scrutineer")) == "not-allowed"
    chamber.act("chair", "chief-designate", key=chamber.key("scrutineer"))
    assert chamber.sitting.chief == chamber.key("scrutineer")
