"""What a dishonest or a hasty teller can't do, and what nobody is shown before the declaration (docs/channels.md §3, §7)."""

from typing import Any

import pytest

from tests.unit.domain.hands import CountChamber, ballot, ballots
from tests.unit.domain.test_paper import DIFFERENT, ELECTION, FIGURES, refusal
from voting_protocol.written import same_person
from voting_server.domain.hand_count import ATTEMPTS
from voting_server.domain.shapes import b64u


@pytest.fixture
def counting() -> CountChamber:
    chamber = CountChamber(6)
    chamber.put(**ELECTION)
    chamber.boxes(issued=6, returned=6)
    return chamber


def to_the_first_reveal(chamber: CountChamber) -> None:
    chamber.commits("teller2", DIFFERENT)
    chamber.commits("teller", FIGURES)
    chamber.reveals("teller", FIGURES)


# Who read the other's figures does not count again.


@pytest.mark.parametrize("way", ["count-again", "paper-return"])
def test_a_teller_who_gave_no_figures_can_not_copy_the_others(counting: CountChamber, way: str) -> None:
    to_the_first_reveal(counting)
    again: dict[str, Any] = {"attempt": 1, "reason": "x"} if way == "count-again" else {"returned": 6}
    counting.says_count("teller2", way, **again)
    counting.enrol("teller2-b", "teller", "", "teller  two")
    for actor in ("teller2", "teller2-b"):
        assert refusal(counting.commits, actor, FIGURES)[0] == "teller-silent"
    counting.commits("teller", FIGURES)
    counting.says_count("teller", "count-again", attempt=2, reason="x")
    assert refusal(counting.commits, "teller2", FIGURES)[0] == "teller-silent"
    counting.enrol("teller3", "teller", "", "teller three")
    for work in (counting.commits, counting.reveals):
        for actor in ("teller", "teller3"):
            work(actor, FIGURES)
    assert counting.count_of().stands


def test_an_attempt_in_which_nobody_told_figures_excludes_nobody(counting: CountChamber) -> None:
    counting.commits("teller", FIGURES)
    counting.commits("teller2", FIGURES)
    counting.says_count("teller2", "count-again", attempt=1, reason="x")
    counting.counts(FIGURES)
    assert counting.count_of().stands


def test_tellers_whose_figures_differed_count_again(counting: CountChamber) -> None:
    counting.counts(FIGURES, DIFFERENT)
    counting.counts(FIGURES)
    assert counting.count_of().stands


# One slip of the pen.


@pytest.mark.rule("E4")
def test_another_teller_corrects_the_number_returned() -> None:
    chamber = CountChamber(6)
    chamber.put(**ELECTION)
    chamber.boxes(issued=6, returned=60)
    seen = chamber.seen()["hand_count"]
    assert (seen["stage"], [person["holder"] for person in seen["overfull"]]) == ("overfull", ["teller one"])
    assert [step["act"] for step in seen["next"]] == ["paper-return", "division-void", "division-void-confirm"]
    for actor in ("teller", "teller-b"):
        assert refusal(chamber.says_count, actor, "paper-return", returned=6)[0] == "returned-by-another"
    chamber.says_count("teller2", "paper-return", returned=6)
    seen = chamber.seen()["hand_count"]
    assert (seen["stage"], seen["overfull"], seen["returned"]) == ("counting", [], 6)
    chamber.counts(FIGURES)
    assert chamber.count_of().stands


@pytest.mark.rule("E4")
def test_a_number_that_was_corrected_needs_two_again_to_be_too_great() -> None:
    chamber = CountChamber(6)
    chamber.put(**ELECTION)
    chamber.boxes(issued=6, returned=60)
    chamber.says_count("teller2", "paper-return", returned=6)
    chamber.says_count("teller", "paper-return", returned=7)
    assert not chamber.count_of().overfull_for_good
    chamber.void()
    assert chamber.sitting.divisions["d1"].state == "void"


# What is shown before the declaration.


def test_names_written_in_are_not_shown_before_the_declaration(counting: CountChamber) -> None:
    other = ballots(5, [[4, 1, 0], [3, 1, 1], [0, 5, 0]], {"钱八": 2, "陈七": 1}, too_many=1)
    counting.counts(FIGURES, other)
    faulty = ballots(5, [[4, 1, 0], [3, 1, 1], [0, 5, 0]], {"张三": 1, "李四": 1}, too_many=1)
    counting.counts(faulty)
    for role in ("deputy", "observer", "operator"):
        (attempt,) = counting.seen(role)["hand_count"]["attempts"]
        assert [fault["path"] for fault in attempt["faults"]] == [["written"]]
    first, second = counting.seen("teller")["hand_count"]["attempts"]
    assert [each["path"] for each in first["differences"]] == [["written", "赵六"], ["written", "钱八"]]
    assert [fault["path"] for fault in second["faults"]] == [["written", "张三"], ["written", "李四"]]


def test_places_that_differ_are_shown_to_everybody_without_names(counting: CountChamber) -> None:
    other = ballots(5, [[3, 2, 0], [3, 1, 1], [0, 5, 0]], {"钱八": 2, "陈七": 1}, too_many=1)
    counting.counts(FIGURES, other)
    (attempt,) = counting.seen("observer")["hand_count"]["attempts"]
    assert attempt["differences"] == [
        {"path": ["counts", 0, 0], "values": None},
        {"path": ["counts", 0, 1], "values": None},
        {"path": ["written"], "values": None},
    ]


# Who counts.


def test_one_person_is_one_teller_however_the_name_is_spaced(counting: CountChamber) -> None:
    counting.enrol("teller-c", "teller", "", "teller\u3000 one")
    counting.commits("teller", FIGURES)
    assert refusal(counting.commits, "teller-c", FIGURES)[0] == "teller-twice"
    assert same_person("Jose\u0301 García") == same_person("José\u3000García")


def test_two_tellers_are_there_by_person_not_by_spelling() -> None:
    chamber = CountChamber(6)
    chamber.enrol("spaced", "teller", "", "teller  one")
    chamber.reg("secretariat", "key-revoke", key=chamber.key("teller2"), reason="x")
    chamber.announce(channel="paper", secrecy="secret")
    assert refusal(chamber.proposal)[0] == "too-few-tellers"


def test_a_void_is_confirmed_by_another_person_however_the_name_is_spaced() -> None:
    chamber = CountChamber(6)
    chamber.enrol("also-chair", "scrutineer", "", chamber.register.keys[chamber.key("chair")].holder + " ")
    chamber.put()
    void = chamber.act("chair", "division-void", division="d1", reason="x")
    confirm = {"division": "d1", "void": b64u(void.act_id)}
    assert refusal(chamber.act, "also-chair", "division-void-confirm", **confirm)[0] == "same-person"


@pytest.mark.rule("E13")
def test_a_candidate_does_not_count(counting: CountChamber) -> None:
    counting.enrol("candidate", "teller", "", "王 芳")
    assert refusal(counting.commits, "candidate", FIGURES) == ("scrutineer-candidate", {"names": ["王芳"]})
    chamber = CountChamber(6)
    chamber.put(template="livelihood-pick", rule="projects", **ballot(2, "teller one", "乙", "丙", most=2))
    chamber.boxes()
    chamber.commits("teller", ballots(6, [[6], [4], [0]]))


# How often.


def test_a_division_is_counted_fifty_times_at_most(counting: CountChamber) -> None:
    for attempt in range(1, ATTEMPTS):
        counting.commits("teller", FIGURES)
        counting.says_count("chair", "count-again", attempt=attempt, reason="字" * 500)
    counting.commits("teller", FIGURES)
    last = {"attempt": ATTEMPTS, "reason": "x"}
    assert refusal(counting.says_count, "chair", "count-again", **last) == ("too-many-attempts", {"limit": ATTEMPTS})
    assert refusal(counting.says_count, "teller", "paper-return", returned=5)[0] == "too-many-attempts"
    assert len(counting.seen("teller")["hand_count"]["attempts"]) == ATTEMPTS - 1
    (shown,) = counting.seen("deputy")["hand_count"]["attempts"]
    assert (shown["attempt"], shown["reason"]) == (ATTEMPTS - 1, "字" * 200)
    counting.commits("teller2", DIFFERENT)
    counting.reveals("teller", FIGURES)
    counting.reveals("teller2", DIFFERENT)
    assert refusal(counting.commits, "teller", FIGURES)[0] == "too-many-attempts"
    assert counting.seen()["hand_count"]["next"][0] == {"act": "division-void", "role": "chair"}
