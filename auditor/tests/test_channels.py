"""Votes on paper, by show of hands and mixed: honest ones verify, and the report tells who counted and signed."""

import copy

import pytest
from channel_world import (
    BY_VIDEO,
    ELECTION,
    HONEST,
    ON_PAPER,
    RAISED,
    at_the_count,
    hands,
    meeting,
    motion_on_paper,
    of_paper,
    paper,
    parts,
    show_of_hands,
)
from test_public import public
from world import b64, on_ballot, pub, seal, unb64

from hemicycle_audit.report import as_object, as_text


def count_of(verdict):
    return as_object(verdict, "x")["hand_count"]


def holders(people):
    return [person["holder"] for person in people]


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_vote(audit, name):
    made = HONEST[name]()
    verdict = audit(made.bundle())
    assert verdict.findings.failures == []
    told = as_object(verdict, "x")
    assert told["channel"] == made.channel
    assert told["secrecy"] == made.secrecy
    assert ("votes" in told) == (name in ("mixed", "mixed choice"))
    assert ("scrutineers" in told) == (name == "mixed secret")
    for member in ("issued", "returned", "invalid", "sections", "parts"):
        assert told["counts"].get(member) == made.result.get(member)
    assert holders(told["hand_count"]["tellers"]) == ["甲", "乙"]


def test_the_report_of_paper(audit):
    made = motion_on_paper()
    verdict = audit(made.bundle())
    count = count_of(verdict)
    assert (count["entitled"], count["issued"], count["returned"], count["unreturned"]) == (6, 6, 5, 1)
    assert count["figures"] == ON_PAPER
    assert count["count"] == b64(made.count_id)
    assert holders(count["signed"]) == ["w1", "w3"]
    assert holders(count["asked"]) == ["scrutineer", "w1", "w2", "w3"]
    assert holders(count["not_signed"]) == ["scrutineer", "w2"]
    text = as_text(verdict, "x", "zh")
    assert "选票  可领票 6 人，发出 6，收回 5，未收回 1；有效 4，无效 1（空白或无法辨认 1）" in text
    assert "计票  第 1 次成立，计票人 甲、乙" in text
    assert "监票签名  w1、w3；请签而未签：scrutineer、w2" in text
    assert "✓ 人工计票" in text
    assert "每一张表决票" not in text
    text = as_text(verdict, "x", "en")
    assert "6 entitled, issued 6, returned 5, not returned 1; valid 4, invalid 1 (blank or unreadable 1)" in text
    assert "asked and did not sign: scrutineer, w2" in text
    assert "for 4, against 0, abstain 0, without a valid ballot 2\n" in text


def test_who_has_signed_with_another_device_is_not_told_as_missing(audit):
    made = at_the_count()
    made.hire("w4", "w1", "scrutineer")
    made.count(ON_PAPER)
    made.sign("w1")
    made.motion_result(4, 0, 0, **of_paper())
    verdict = audit(made.end().bundle())
    assert "asked and did not sign: scrutineer, w2, w3\n" in as_text(verdict, "x", "en")
    assert holders(count_of(verdict)["not_signed"]) == ["scrutineer", "w2", "w3", "w1"]


def test_the_report_of_hands(audit):
    text = as_text(audit(show_of_hands().bundle()), "x", "en")
    assert "Held by  show of hands" in text
    assert "一区  hands 4: for 3, against 1, abstain 0" in text
    assert "for 4, against 1, abstain 0, not raised 1" in text


def test_the_report_of_a_mixed_vote(audit):
    verdict = audit(HONEST["mixed secret"]().bundle())
    text = as_text(verdict, "x", "en")
    assert "terminals  4: for 3, against 1, abstain 0" in text
    assert "hands by video  2: for 1, against 1, abstain 0" in text
    assert "2 of 3, key ceremony 1" in text


def test_names_written_in_are_not_told_of_a_vote_void_before_its_tally(audit):
    template, rule, form = ELECTION
    made = at_the_count(6, 6, template=template, rule=rule, form=form)
    counts = [(5, 0, 0), (1, 4, 0)]
    made.failed(paper(5, counts, [("张三", 4)], too_many=1), paper(5, counts, [("李四", 4)], too_many=1))
    made.failed(paper(5, counts, [("王芳", 2), ("赵刚", 2)], too_many=1))
    void = made.act("chair", "division-void", division="d1", reason="选票不符")
    made.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    verdict = audit(made.bundle())
    first, second, *_ = count_of(verdict)["attempts"]
    assert first["differences"] == [{"path": ["written"], "values": None}]
    assert second["faults"] == [{"code": "listed", "path": ["written"]}]
    text = as_text(verdict, "x", "zh")
    assert '第 1 次  甲、乙：1 处不同：["written"]' in text
    assert not any(name in text for name in ("张三", "李四"))


def test_attempts_that_came_to_nothing_stay_and_are_told(audit):
    """They differ; one device is lost; the ballots are found to be fewer; a fault; then other tellers agree."""
    made = at_the_count()
    made.failed(ON_PAPER, paper(5, [(4, 1, 0)]))
    made.commit("t1", ON_PAPER)
    made.again("chair")
    made.commit("t2", ON_PAPER)
    made.take_back(4)
    made.attempt_at_count += 1
    made.failed(ON_PAPER)
    figures = paper(4, [(4, 0, 0)])
    made.count(figures, who=("t3", "t1"))
    made.sign()
    made.motion_result(4, 0, 0, **of_paper(figures, 6, 4))
    verdict = audit(made.end().bundle())
    assert verdict.findings.failures == []
    attempts = count_of(verdict)["attempts"]
    assert [attempt["reason"] for attempt in attempts] == ["differ", "设备故障", "returned", "faults", None]
    assert [[*map(len, (attempt["tellers"], attempt["differences"], attempt["faults"]))] for attempt in attempts] == [
        [2, 3, 0],
        [1, 0, 0],
        [1, 0, 0],
        [2, 0, 1],
        [2, 0, 0],
    ]
    assert attempts[0]["differences"] == [
        {"path": ["valid"], "values": [4, 5]},
        {"path": ["invalid", "unreadable"], "values": [1, 0]},
        {"path": ["counts", 0, 1], "values": [0, 1]},
    ]
    assert attempts[3]["faults"] == [{"code": "returned", "path": ["valid"]}]
    text = as_text(verdict, "x", "zh")
    assert '第 1 次  甲、乙：3 处不同：["valid"]、["invalid","unreadable"]、["counts",0,1]' in text
    assert "第 2 次  甲：重新计票（设备故障）" in text
    assert "第 3 次  乙：收回票数重新登记" in text
    assert '第 4 次  甲、乙：一致而有误：有效与无效之和不等于收回 ["valid"]' in text
    assert "第 5 次成立，计票人 丙、甲" in text


def test_places_that_only_one_has_are_told(audit):
    made = meeting("hands")
    made.close()
    made.failed(hands(("一区", 1, 0, 0)), hands(("二区", 1, 0, 0)))
    made.count(RAISED)
    made.sign()
    made.motion_result(4, 1, 0, sections=RAISED["sections"])
    differences = count_of(audit(made.end().bundle()))["attempts"][0]["differences"]
    assert differences[0] == {"path": ["sections", "一区", "voted"], "values": [1, None]}
    assert differences[-1] == {"path": ["sections", "二区", "counts", 0, 2], "values": [None, 0]}


def test_a_later_number_replaces_the_one_before(audit):
    made = meeting("paper")
    made.issue_ballots(3)
    made.issue_ballots(6, "t2")
    made.close()
    made.take_back(4)
    made.take_back(5, "t3")
    made.count(ON_PAPER)
    made.sign()
    made.motion_result(4, 0, 0, **of_paper())
    assert audit(made.end().bundle()).ok


def test_scrutineers_may_sign_until_the_declaration(audit):
    made = at_the_count()
    made.count(ON_PAPER)
    made.sign()
    made.motion_result(4, 0, 0, **of_paper())
    made.sign_tally()
    made.sign("w2")
    made.declare()
    verdict = audit(made.bundle())
    assert verdict.ok
    assert holders(count_of(verdict)["signed"]) == ["w1", "w2"]


def test_more_returned_than_issued_can_only_be_void(audit):
    """E4: no tally; voided by two persons, and held again."""
    made = at_the_count(5, 6)
    void = made.act("chair", "division-void", division="d1", reason="收回多于发出")
    made.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    first = made.bundle()
    verdict = audit(first)
    assert verdict.ok
    assert as_object(verdict, "x")["void"]["count"] == "unknown"
    assert "no figures were revealed" in as_text(verdict, "x", "en")
    made.announce("d2", again="d1", number=2)
    made.open_vote("d2")
    made.issue_ballots(6)
    made.close()
    made.take_back(5)
    made.count(ON_PAPER)
    made.sign()
    made.motion_result(4, 0, 0, **of_paper())
    assert audit(made.end().bundle("d2")).ok


def test_figures_of_a_void_count_are_not_told(audit):
    made = at_the_count()
    made.count(ON_PAPER)
    void = made.act("chair", "division-void", division="d1", reason="选票不符")
    made.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    verdict = audit(made.bundle())
    assert verdict.ok
    told = as_object(verdict, "x")
    assert told["void"]["count"] == "may-be-known"
    assert told["hand_count"]["figures"] is None
    assert told["hand_count"]["attempts"][0]["tellers"][0]["figures"] is None
    assert "for" not in told["counts"]
    assert "not opened" in as_text(verdict, "x", "en")


def test_a_round_that_failed_is_held_again_by_hands(audit):
    made = meeting("terminal")
    made.cast(0, 1)
    made.close()
    void = made.act("chair", "division-void", division="d1", reason="表决器故障")
    made.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    made.by("hands").announce("d2", again="d1", number=2)
    made.open_vote("d2")
    made.close()
    made.count(RAISED)
    made.sign()
    made.motion_result(4, 1, 0, sections=RAISED["sections"])
    assert audit(made.end().bundle("d2")).ok


def test_other_votes_of_the_sitting_are_judged_by_their_acts(audit):
    """A count by hand is in every bundle of its sitting: an untrue result is named there, too."""
    made = motion_on_paper()
    made.by("terminal").announce("d2", number=2)
    made.open_vote("d2")
    made.close()
    assert audit(made.bundle("d2")).findings.failures[0].code == "not-declared"
    made = at_the_count()
    made.count(ON_PAPER)
    made.sign()
    made.motion_result(5, 0, 0, **of_paper())
    made.end()
    made.by("terminal").announce("d2", number=2)
    places = [failure.place for failure in audit(made.bundle("d2")).findings.failures]
    assert any("type=division-tally member=result.for" in place for place in places)


def test_the_roll_of_keys_is_for_terminals_only(audit):
    from hemicycle_audit.bundle import Anchors

    made = motion_on_paper()
    assert audit(made.bundle(), Anchors(keys={})).ok
    made = HONEST["mixed"]()
    roll = {f"s{i}": pub(made.terminals[i]) for i in range(5)}
    assert audit(made.bundle(), Anchors(keys=roll)).ok
    assert not audit(made.bundle(), Anchors(keys={})).ok


def test_paper_has_up_to_as_many_slots_as_names_and_no_greatest_length(audit):
    names = " ".join(f"候选人{i}" for i in range(200))
    made = at_the_count(6, 6, template="election-multi", rule="E6", form=on_ballot(4, names, high=180, w=200))
    figures = paper(6, [(0, 6, 0)] * 200, [("张三", 5)])
    made.count(figures)
    made.sign()
    rows = {"names": [{"name": "张三", "votes": 5, "verdict": "elected"}]} | dict.fromkeys(
        ("listed", "repeated", "invalid", "empty"), 0
    )
    made.form_result(6, *[(0, 6, 0, "not-elected")] * 200, rule="E6", written=rows, extra=of_paper(figures, 6, 6))
    assert audit(made.end().bundle()).ok


@pytest.mark.parametrize(("kind", "rule"), [("congress", "M1"), ("standing-committee", "M4"), ("street", "M1")])
def test_a_recall_asks_for_the_majority_of_its_body(audit, kind, rule):
    made = at_the_count(kind=kind, template="recall", rule=rule)
    made.count(ON_PAPER)
    made.sign()
    made.motion_result(4, 0, 0, rule, **of_paper())
    verdict = audit(made.end().bundle())
    assert verdict.ok
    assert verdict.findings.warnings == []


def test_a_majority_of_another_body_is_remarked(audit):
    made = at_the_count(template="recall", rule="M4")
    verdict = audit(made.bundle())
    assert [warning.code for warning in verdict.findings.warnings] == ["act-rule"]
    assert "another kind of body" in verdict.findings.warnings[0].en


def test_appointments_may_stand_on_the_agenda_for_terminals(audit):
    made = meeting("terminal", template="decide-appointment", form=on_ballot(1, "王芳 赵刚"), open_vote=False)
    assert [failure.code for failure in audit(made.bundle()).findings.failures] == ["not-declared"]


def test_ballots_of_paper_or_heads_in_the_bundle(audit):
    made = motion_on_paper()
    entry = b64(b"\1" * 169)
    document = seal({**made.bundle(), "ballots": [entry]}, made.server)
    verdict = audit(document)
    assert [(f.code, f.place) for f in verdict.findings.failures] == [("board", "member=ballots")]
    head = {"size": 0, "root": b64(bytes(32)), "ms": 1, "s": b64(bytes(64))}
    verdict = audit(seal({**made.bundle(), "heads": [head]}, made.server))
    assert [(f.code, f.place) for f in verdict.findings.failures] == [("board", "member=heads")]


def test_no_choice_of_anybody_is_in_a_bundle_without_a_box(audit):
    bundle = show_of_hands().bundle()
    assert bundle["ballots"] == bundle["heads"] == []
    assert all(b"HB1" not in unb64(item["b"]) for item in bundle["acts"])


def test_a_mixed_vote_waits_for_both_counts(audit):
    """Of a secret one the scrutineers' release comes first, or after the count by hand."""
    made = meeting("mixed", "secret", range(5), [5, 6])
    for i in range(4):
        made.press(i, "for")
    made.close()
    made.freeze()
    made.root()
    made.release()
    made.count(BY_VIDEO)
    made.sign()
    made.motion_result(5, 1, 0, sections=BY_VIDEO["sections"], **parts((4, 0, 0), (1, 1, 0)))
    before = copy.deepcopy(made)
    assert audit(made.end().bundle()).ok
    made = before
    made.motion_result(6, 0, 0, sections=BY_VIDEO["sections"], **parts((4, 0, 0), (2, 0, 0)))
    assert not audit(made.end().bundle()).ok


def test_the_public_edition_of_a_mixed_vote(audit):
    """Hands are in the acts, and so in every edition."""
    made = HONEST["mixed secret"]()
    verdict = audit(public(made.bundle(), made.server))
    assert verdict.findings.failures == []
    assert as_object(verdict, "x")["counts"]["parts"] == made.result["parts"]
