"""The acceptance days' figures on paper, by hands and as mixed totals (domain notes §11)."""

import pytest

from tests.unit.domain.hands import CountChamber, ballot, ballots, sections, verdicts
from tests.unit.domain.test_hands import mixed_result
from voting_server.domain.codes import RuleError


@pytest.mark.rule("E6", "E7", "E8")
def test_day_a_a_by_election_on_paper_its_tie_and_a_vote_by_hands() -> None:
    chamber = CountChamber(256, present=241)
    people = ("张三", "李四", "王芳", "赵刚")
    election = {"template": "by-election", "rule": "E6", **ballot(4, *people, most=3, w=3)}
    figures = ballots(
        238,
        [[221, 9, 8], [208, 20, 10], [131, 70, 37], [131, 72, 35]],
        {"欧阳修": 3, "周洋": 1},
        too_many=1,
        unreadable=1,
    )
    result = chamber.held(figures, "d1", issued=241, returned=240, **election)
    assert (result["needed"], result["voted"], result["unreturned"]) == (129, 238, 1)
    assert verdicts(result) == ["elected", "elected", "tied", "tied"]
    assert result["sentence"]["zh"] == "应选 3 名，当选 2 名，2 名票数相等，须再次投票"
    assert [each["verdict"] for each in result["items"][0]["written"]["names"]] == ["not-elected", "not-elected"]

    tied = {"template": "tie-revote", "rule": "plurality", **ballot(2, *people[2:], most=1)}
    result = chamber.held(ballots(241, [[140], [98]]), "d2", issued=241, returned=241, **tied)
    assert verdicts(result) == ["chosen", "not-chosen"]

    chamber.announce("d3")
    chamber.open("d3")
    chamber.void("d3")
    hands = sections(一区=(101, 14, 6), 二区=(100, 14, 5))
    result = chamber.held(hands, "d4", channel="hands", again_of="d3")
    assert (result["for"], result["against"], result["abstain"], result["not_pressed"]) == (201, 28, 11, 1)
    assert result["carried"]


@pytest.mark.parametrize(
    ("terminals", "hands", "carried"),
    [
        ((29, 0, 0), (2, 0, 0), True),
        ((27, 1, 1), (2, 0, 0), True),
        ((17, 8, 4), (1, 1, 0), True),
        ((16, 9, 4), (1, 1, 0), False),
    ],
)
def test_day_b_pressed_in_the_hall_and_by_hand_by_video(
    terminals: tuple[int, int, int], hands: tuple[int, int, int], carried: bool
) -> None:
    chamber = CountChamber(35, present=31, video=2, quorum="Q3")
    chamber.put(channel="mixed", rule="M4")
    assert (chamber.sitting.divisions["d1"].opened.p, chamber.sitting.divisions["d1"].opened.size) == (31, 29)
    chamber.close()
    chamber.counts(sections(视频=hands))
    chamber.signs()
    chamber.tally_hand(result=mixed_result(chamber, terminals, hands))
    chamber.declare()
    result = chamber.seen("observer")["result"]
    assert (result["present"], result["not_pressed"], result["needed"], result["carried"]) == (31, 0, 18, carried)
    assert (result["parts"]["terminal"]["voted"], result["parts"]["hands"]["voted"]) == (29, 2)


def test_day_b_a_removal_is_held_on_paper() -> None:
    chamber = CountChamber(35, present=31, quorum="Q3")
    chamber.announce("d1", template="removal-office", rule="M4")
    with pytest.raises(RuleError, match="paper-only"):
        chamber.proposal("d1")
    chamber.act("chair", "division-withdraw", division="d1", reason="改用表决票")
    figures = ballots(31, [[20, 9, 2]])
    result = chamber.held(figures, "d2", issued=31, returned=31, template="removal-office", rule="M4")
    assert result["carried"]


PROJECTS = tuple(f"项目{number}" for number in range(1, 13))
TICKS = [55, 54, 52, 51, 49, 48, 46, 44, 41, 36, 36, 33]


@pytest.mark.rule("P3", "P4", "E4")
def test_day_c_projects_on_paper_their_tie_and_a_void() -> None:
    chamber = CountChamber(66, present=58)
    pick = {"template": "livelihood-pick", "rule": "projects", **ballot(2, *PROJECTS, most=10)}
    chamber.put("d1", **pick)
    chamber.boxes("d1", issued=58, returned=59)
    with pytest.raises(RuleError, match="more-returned"):
        chamber.commits("teller", ballots(59, [[tick] for tick in TICKS]), "d1")
    chamber.void("d1")
    figures = ballots(56, [[tick] for tick in TICKS], too_many=1)
    result = chamber.held(figures, "d2", issued=58, returned=57, again_of="d1", **pick)
    assert (result["needed"], result["voted"], result["invalid"]["too-many"]) == (34, 56, 1)
    assert verdicts(result) == ["chosen"] * 9 + ["tied"] * 2 + ["not-chosen"]

    tied = {"template": "tie-revote", "rule": "plurality", **ballot(2, *PROJECTS[9:11], most=1)}
    result = chamber.held(ballots(58, [[31], [25]]), "d3", issued=58, returned=58, **tied)
    assert verdicts(result) == ["chosen", "not-chosen"]
    assert result["voted"] == 58


@pytest.mark.rule("P2")
def test_day_c_eleven_ticks_are_an_invalid_ballot() -> None:
    chamber = CountChamber(66, present=58)
    chamber.put("d1", template="livelihood-pick", rule="projects", **ballot(2, *PROJECTS, most=10))
    chamber.boxes("d1", issued=58, returned=57)
    chamber.counts(ballots(57, [[57]] * 10 + [[1], [0]]), division="d1")
    assert chamber.seen("chair")["hand_count"]["attempts"][0]["faults"][0]["code"] == "chosen"
