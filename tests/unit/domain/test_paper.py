"""Paper: issue, return, two tellers who don't see each other's figures, signatures, result (docs/channels.md)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import name32
from tests.unit.domain.hands import CountChamber, ballot, ballots, verdicts
from voting_server.domain.codes import RuleError
from voting_server.domain.views import state_view

ELECTION = {"template": "by-election", "rule": "E6", **ballot(4, "张三", "李四", "王芳", most=2, w=2)}
FIGURES = ballots(5, [[4, 1, 0], [3, 1, 1], [0, 5, 0]], {"赵六": 2, "陈七": 1}, too_many=1)
DIFFERENT = ballots(5, [[3, 2, 0], [3, 1, 1], [0, 5, 0]], {"赵六": 2, "陈七": 1}, too_many=1)


@pytest.fixture
def chamber() -> CountChamber:
    return CountChamber(6)


@pytest.fixture
def counting(chamber: CountChamber) -> CountChamber:
    chamber.put(**ELECTION)
    chamber.boxes(issued=6, returned=6)
    return chamber


def refusal(work: Any, *args: Any, **members: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(RuleError) as caught:
        work(*args, **members)
    return caught.value.code, caught.value.detail


def test_an_election_on_paper_from_the_draft_to_the_declaration(chamber: CountChamber) -> None:
    chamber.put(**ELECTION)
    definition = chamber.sitting.divisions["d1"]
    assert definition.opened.size == 6
    assert chamber.seen()["hand_count"]["next"] == [
        {"act": "paper-issue", "role": "teller"},
        {"act": "division-close", "role": "chair"},
    ]
    assert refusal(chamber.close) == ("not-issued", {})
    assert refusal(chamber.says_count, "teller", "paper-issue", issued=7) == ("too-many-issued", {"limit": 6})
    chamber.says_count("teller", "paper-issue", issued=6)
    chamber.close()
    assert chamber.seen()["hand_count"]["stage"] == "returning"
    assert refusal(chamber.commits, "teller", FIGURES)[0] == "not-returned"
    chamber.says_count("teller2", "paper-return", returned=6)
    chamber.counts(FIGURES)
    assert refusal(chamber.tally_hand)[0] == "not-signed"
    chamber.signs("scrutineer")
    chamber.tally_hand()
    chamber.signs("sc1")
    chamber.declare()
    view = chamber.seen("observer")
    result = view["result"]
    assert (result["issued"], result["returned"], result["unreturned"], result["voted"], result["not_pressed"]) == (6, 6, 0, 5, 1)
    assert result["invalid"] == {"too-many": 1, "written": 0, "unreadable": 0, "foreign": 0, "other": 0}
    assert verdicts(result) == ["elected", "not-elected", "not-elected"]
    assert [each["votes"] for each in result["items"][0]["written"]["names"]] == [2, 1]
    assert [check["zh"] for check in result["checks"][:2]] == ["收回 6 + 未收回 0 = 发出 6", "有效 5 + 废票 1 = 收回 6"]
    assert [person["holder"] for person in view["hand_count"]["signed"]] == ["scrutineer one", "监票人1"]
    assert view["hand_count"]["figures"] == FIGURES


def test_a_paper_opening_needs_no_terminal_and_no_seal(chamber: CountChamber) -> None:
    chamber.reg("secretariat", "key-revoke", key=chamber.key("t1"), reason="丢失")
    chamber.announce(channel="paper", secrecy="secret", **ELECTION)
    proposal = chamber.proposal()
    assert proposal["electorate"]["size"] == 6
    assert (proposal["max_seq"], proposal["auto_close_s"], "seal" in proposal) == (1, 0, False)
    assert proposal["definition"]["channel"] == "paper"
    assert proposal["definition"]["form"][0]["type"] == 4
    code, detail = refusal(chamber.open, auto_close_s=60)
    assert (code, detail["field"]) == ("bad-act", "$.auto_close_s")
    chamber.open()
    assert state_view(chamber.sitting, chamber.register, "deputy")["open"] is None


def test_members_by_video_get_no_ballot() -> None:
    chamber = CountChamber(6, video=2)
    chamber.put(**ELECTION)
    opened = chamber.sitting.divisions["d1"].opened
    assert (opened.p, opened.size) == (6, 4)
    assert refusal(chamber.says_count, "teller", "paper-issue", issued=5)[0] == "too-many-issued"


def test_nothing_opens_without_two_tellers_and_a_scrutineer(chamber: CountChamber) -> None:
    chamber.announce(channel="paper", secrecy="secret", **ELECTION)
    chamber.reg("secretariat", "key-revoke", key=chamber.key("teller2"), reason="x")
    code, detail = refusal(chamber.proposal)
    assert (code, detail["tellers"]) == ("too-few-tellers", ["teller one"])
    chamber.enrol("teller3", "teller", "", "teller three")
    for scrutineer in ("scrutineer", "sc1", "sc2", "sc3"):
        chamber.reg("secretariat", "key-revoke", key=chamber.key(scrutineer), reason="x")
    assert refusal(chamber.proposal)[0] == "too-few-scrutineers"


@pytest.mark.parametrize(
    ("code", "draft"),
    [
        ("secrecy-differs", ELECTION | {"secrecy": "named"}),
        ("form-differs", {"template": "by-election", "rule": "M1"}),
        ("channel-form", {"template": "livelihood-rank", "rule": "points", **ballot(5, "甲", "乙", "丙")}),
        ("channel-differs", {"template": "roll-call"}),
        ("channel-differs", {"template": "trial"}),
        ("channel-differs", {"template": "show-of-hands"}),
        ("rule-differs", {"template": "constitution", "rule": "M1"}),
        ("rule-differs", {"template": "recall", "rule": "M7"}),
        ("form-differs", ELECTION | {"template": "decide-appointment", "rule": "M1"}),
    ],
)
def test_what_can_not_be_voted_on_paper_is_not_drafted(chamber: CountChamber, code: str, draft: dict[str, Any]) -> None:
    assert refusal(chamber.draft, "d1", channel="paper", **({"secrecy": "secret"} | draft))[0] == code


@pytest.mark.parametrize("template", ["constitution", "removal-office", "recall", "decide-appointment", "by-election"])
def test_what_the_law_wants_on_paper_is_held_in_no_other_way(chamber: CountChamber, template: str) -> None:
    rule = "M2" if template == "constitution" else "M1"
    for channel in ("hands", "mixed"):
        assert refusal(chamber.draft, "d1", template=template, rule=rule, channel=channel)[0] == "paper-only"
    chamber.announce("d1", template=template, rule=rule)
    assert refusal(chamber.proposal)[0] == "paper-only"


def test_a_paper_ballot_is_as_long_as_it_has_to_be(chamber: CountChamber) -> None:
    people = [f"候选人{number}" for number in range(1, 101)]
    chamber.draft(
        "d1", channel="paper", secrecy="secret", template="election-multi", rule="E6", **ballot(4, *people, most=80, w=80)
    )
    assert (
        refusal(chamber.draft, "d2", template="election-multi", rule="E6", basis="x", **ballot(4, *people, most=80, w=5))[0]
        == "ballot-too-long"
    )


@pytest.mark.parametrize(
    ("template", "rule", "figures", "carried"),
    [
        ("constitution", "M2", [4, 1, 0], True),
        ("constitution", "M2", [3, 1, 1], False),
        ("removal-office", "M4", [4, 1, 0], True),
        ("recall", "M1", [3, 2, 0], False),
    ],
)
@pytest.mark.rule("M2")
def test_motions_on_paper(chamber: CountChamber, template: str, rule: str, figures: list[int], carried: bool) -> None:
    result = chamber.held(ballots(5, [figures], unreadable=1), issued=6, returned=6, template=template, rule=rule)
    assert (result["for"], result["carried"], result["not_pressed"]) == (figures[0], carried, 1)


def test_decisions_on_appointments_name_by_name(chamber: CountChamber) -> None:
    figures = ballots(6, [[5, 1, 0], [3, 3, 0]])
    draft = {"template": "decide-appointment", "rule": "M1", **ballot(1, "张三", "李四")}
    result = chamber.held(figures, issued=6, returned=6, **draft)
    assert verdicts(result) == ["carried", "not-carried"]


@pytest.mark.rule("G2")
def test_grades_on_paper(chamber: CountChamber) -> None:
    figures = ballots(5, [[4, 0, 0, 1], [0, 1, 4, 0]], unreadable=1)
    draft = {"template": "satisfaction-3", "rule": "grades-all", **ballot(3, "财政局", "教育局", most=3)}
    result = chamber.held(figures, issued=6, returned=6, **draft)
    assert verdicts(result) == ["satisfied", "dissatisfied"]


# The tellers.


def test_two_tellers_are_two_persons(counting: CountChamber) -> None:
    counting.commits("teller", FIGURES)
    assert refusal(counting.commits, "teller", FIGURES)[0] == "already-committed"
    assert refusal(counting.commits, "teller-b", FIGURES)[0] == "teller-twice"
    assert refusal(counting.reveals, "teller", FIGURES)[0] == "not-committed"
    counting.commits("teller2", FIGURES)
    counting.enrol("teller3", "teller", "", "teller three")
    assert refusal(counting.commits, "teller3", FIGURES)[0] == "count-full"
    assert refusal(counting.reveals, "teller3", FIGURES)[0] == "not-committed"


def test_figures_are_those_committed_to(counting: CountChamber) -> None:
    counting.commits("teller", FIGURES)
    counting.commits("teller2", FIGURES)
    assert refusal(counting.reveals, "teller", DIFFERENT)[0] == "commitment-differs"
    assert refusal(counting.reveals, "teller", FIGURES, salt="A" * 43)[0] == "commitment-differs"
    assert refusal(counting.reveals, "teller", FIGURES, attempt=2) == ("wrong-count", {"attempt": 1})
    counting.reveals("teller", FIGURES)
    assert refusal(counting.reveals, "teller", FIGURES)[0] == "already-committed"


def test_a_commitment_can_not_be_another_tellers(counting: CountChamber) -> None:
    taken = counting.commits("teller", FIGURES).body["digest"]
    counting.commits("teller2", FIGURES, digest=taken)
    counting.reveals("teller", FIGURES)
    assert refusal(counting.reveals, "teller2", FIGURES, salt=name32("salt", "teller"))[0] == "commitment-differs"


def test_nobody_sees_figures_before_both_have_given_theirs(counting: CountChamber) -> None:
    counting.commits("teller", FIGURES)
    counting.commits("teller2", DIFFERENT)
    counting.reveals("teller", FIGURES)
    for role in ("chair", "secretariat", "teller", "scrutineer", "deputy", "observer", "operator"):
        count = counting.seen(role)["hand_count"]
        assert (count["figures"], count["attempts"], counting.seen(role)["result"]) == (None, [], None)
        assert [person["holder"] for person in count["revealed"]] == ["teller one"]
    counting.reveals("teller2", DIFFERENT)
    shown = {role: counting.seen(role)["hand_count"]["attempts"][0] for role in ("teller", "deputy")}
    assert shown["teller"]["differences"] == [
        {"path": ["counts", 0, 0], "values": [4, 3]},
        {"path": ["counts", 0, 1], "values": [1, 2]},
    ]
    assert [teller["figures"] for teller in shown["teller"]["tellers"]] == [FIGURES, DIFFERENT]
    assert [each["values"] for each in shown["deputy"]["differences"]] == [None, None]
    assert [teller["figures"] for teller in shown["deputy"]["tellers"]] == [None, None]


def test_different_counts_are_counted_again(counting: CountChamber) -> None:
    counting.counts(FIGURES, DIFFERENT)
    count = counting.count_of()
    assert (count.attempt.number, count.over[0].reason, count.stands) == (2, "differ", "")
    assert refusal(counting.signs, count="A" * 43)[0] == "no-count"
    counting.counts(FIGURES)
    assert counting.count_of().step == "sign"
    assert refusal(counting.commits, "teller", FIGURES, attempt=3)[0] == "count-stands"


def test_equal_counts_that_can_not_be_do_not_stand(counting: CountChamber) -> None:
    wrong = ballots(4, [[4, 0, 0], [4, 0, 0], [0, 4, 0]], {"张 三": 5}, too_many=1)
    counting.counts(wrong)
    attempt = counting.seen("teller")["hand_count"]["attempts"][0]
    assert attempt["reason"] == "faults"
    assert [(fault["code"], fault["path"]) for fault in attempt["faults"]] == [
        ("returned", ["valid"]),
        ("chosen", ["counts"]),
        ("against", ["written"]),
        ("above", ["written", "张 三"]),
        ("listed", ["written", "张 三"]),
    ]
    assert counting.count_of().step == "count"


def test_a_lost_device_does_not_stop_the_count(counting: CountChamber) -> None:
    assert refusal(counting.says_count, "teller", "count-again", attempt=1, reason="x")[0] == "not-committed"
    counting.commits("teller", FIGURES)
    counting.says_count("chair", "count-again", attempt=1, reason="设备损坏")
    assert counting.seen()["hand_count"]["attempts"][0]["reason"] == "设备损坏"
    counting.counts(FIGURES)
    assert counting.count_of().stands
    assert refusal(counting.says_count, "teller", "count-again", attempt=2, reason="x")[0] == "count-stands"


def test_ballots_returned_are_counted_anew_before_the_count_stands(counting: CountChamber) -> None:
    counting.commits("teller", FIGURES)
    counting.says_count("teller", "paper-return", returned=5)
    count = counting.count_of()
    assert (count.ground.returned, count.attempt.number, count.over[0].reason) == (5, 2, "returned")
    counting.counts(ballots(5, [[4, 1, 0], [3, 1, 1], [0, 5, 0]], {}))
    assert refusal(counting.says_count, "teller", "paper-return", returned=6)[0] == "count-stands"


@pytest.mark.rule("E4")
def test_more_returned_than_issued_can_only_be_voided(chamber: CountChamber) -> None:
    chamber.put(**ELECTION)
    chamber.boxes(issued=5, returned=6)
    assert chamber.seen()["hand_count"]["stage"] == "overfull"
    code, detail = refusal(chamber.commits, "teller", FIGURES)
    assert (code, detail) == ("more-returned", {"issued": 5, "returned": 6})
    chamber.says_count("teller2", "paper-return", returned=7)
    for actor in ("teller", "teller2"):
        assert refusal(chamber.says_count, actor, "paper-return", returned=5)[0] == "more-returned"
    assert [step["act"] for step in chamber.seen()["hand_count"]["next"]] == ["division-void", "division-void-confirm"]
    with pytest.raises(RuleError, match="wrong-division-state"):
        chamber.says_count("teller", "paper-issue", issued=6)
    chamber.void()
    assert chamber.sitting.divisions["d1"].state == "void"
    result = chamber.held(
        ballots(5, [[4, 1, 0], [3, 1, 1], [0, 5, 0]], {}), "d2", issued=5, returned=5, again_of="d1", **ELECTION
    )
    assert result["issued"] == 5


def test_nobody_gets_a_ballot_who_could_not_vote_when_the_count_became_known() -> None:
    chamber = CountChamber(6, present=5)
    chamber.hold_ceremony()
    chamber.closed_secret("d1", 5)
    chamber.root(1, 2, 3)
    chamber.release(1, 2)
    chamber.tally_secret("d1", 3, 1, 1, result=chamber.result("d1", 3, 1, 1))
    chamber.void()
    chamber.act("secretariat", "check-in", member="m6", seat="1-6")
    chamber.announce("d2", channel="paper", secrecy="secret", again_of="d1")
    assert refusal(chamber.proposal, "d2") == ("electorate-grew", {"division": "d1", "members": ["m6"]})
    chamber.act("secretariat", "depart", member="m6")
    chamber.open("d2")


@pytest.mark.parametrize(("revealed", "may"), [(0, True), (1, False), (2, False)])
def test_figures_told_before_a_void_keep_the_electorate_from_growing(revealed: int, may: bool) -> None:
    """Unequal figures of a count that was void are known all the same; before anybody told any, nothing is."""
    chamber = CountChamber(6, present=5)
    chamber.put(**ELECTION)
    chamber.boxes(issued=5, returned=5)
    figures = ballots(5, [[4, 1, 0], [3, 1, 1], [0, 5, 0]], {})
    for actor, each in (("teller", figures), ("teller2", ballots(5, [[3, 2, 0], [3, 1, 1], [0, 5, 0]], {}))):
        chamber.commits(actor, each)
    if revealed:
        chamber.reveals("teller", figures)
    if revealed == 2:
        chamber.reveals("teller2", ballots(5, [[3, 2, 0], [3, 1, 1], [0, 5, 0]], {}))
    chamber.void()
    chamber.act("secretariat", "check-in", member="m6", seat="1-6")
    chamber.announce("d2", channel="paper", secrecy="secret", again_of="d1", **ELECTION)
    if may:
        chamber.open("d2")
    else:
        assert refusal(chamber.proposal, "d2") == ("electorate-grew", {"division": "d1", "members": ["m6"]})


# Signatures and the tally.


@pytest.mark.rule("E13")
def test_who_counted_does_not_sign_nor_does_a_candidate(counting: CountChamber) -> None:
    counting.enrol("double", "scrutineer", "", "teller two")
    counting.enrol("candidate", "scrutineer", "", "王 芳")
    assert refusal(counting.signs, count="A" * 43)[0] == "no-count"
    counting.counts(FIGURES)
    assert refusal(counting.signs, "double")[0] == "teller-signs"
    assert refusal(counting.signs, "candidate") == ("scrutineer-candidate", {"names": ["王芳"]})
    assert refusal(counting.signs, count="A" * 43)[0] == "wrong-reference"
    counting.signs()
    assert refusal(counting.signs)[0] == "already-sent"
    asked = [person["holder"] for person in counting.seen()["hand_count"]["asked"]]
    assert asked == ["scrutineer one", "监票人1", "监票人2", "监票人3", "teller two", "王 芳"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"issued": 5}, ["issued"]),
        ({"not_pressed": 0}, ["not_pressed"]),
        ({"voted": 6}, ["voted"]),
        ({"size": 1, "entries": "AAAAAA"}, ["entries", "size"]),
        ({"needed": 3}, ["needed"]),
    ],
)
def test_a_tally_says_what_was_counted(counting: CountChamber, changes: dict[str, Any], wrong: list[str]) -> None:
    counting.counts(FIGURES)
    counting.signs()
    assert refusal(counting.tally_hand, **changes) == ("result-differs", {"members": wrong})
    result = counting.hand_result()
    del result["invalid"]
    assert refusal(counting.tally_hand, result=result) == ("result-differs", {"members": ["invalid"]})
    counting.tally_hand()


def test_a_tallied_paper_vote_is_shown_to_those_who_counted(counting: CountChamber) -> None:
    counting.counts(FIGURES)
    counting.signs()
    counting.tally_hand()
    for role in ("chair", "secretariat", "teller", "scrutineer"):
        assert counting.seen(role)["result"]["issued"] == 6
    for role in ("deputy", "observer", "operator"):
        view = counting.seen(role)
        assert (view["result"], view["hand_count"]["figures"]) == (None, None)
    counting.declare()
    assert counting.seen("deputy")["hand_count"]["figures"] == FIGURES


def test_terminals_have_no_count_by_hand(chamber: CountChamber) -> None:
    chamber.announce()
    chamber.open()
    assert refusal(chamber.says_count, "teller", "paper-issue", issued=3)[0] == "channel-differs"
    assert chamber.sitting.divisions["d1"].hand_count is None


def test_nobody_else_counts(counting: CountChamber) -> None:
    for actor in ("chair", "secretariat", "scrutineer", "t1", "operator"):
        assert refusal(counting.says_count, actor, "paper-return", returned=6)[0] == "not-allowed"
        assert refusal(counting.commits, actor, FIGURES)[0] == "not-allowed"
    counting.counts(FIGURES)
    for actor in ("chair", "secretariat", "teller", "t1"):
        assert refusal(counting.signs, actor)[0] == "not-allowed"


@pytest.mark.rule("M12")
def test_after_the_declaration_nothing_is_said(counting: CountChamber) -> None:
    counting.counts(FIGURES)
    counting.signs()
    counting.tally_hand()
    counting.declare()
    assert refusal(counting.signs, "sc1")[0] == "wrong-division-state"
    assert refusal(counting.says_count, "teller", "paper-return", returned=6)[0] == "wrong-division-state"
