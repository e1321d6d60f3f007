"""What docs/channels.md says of who may do what and when: each rule broken, with its code, place and reason."""

import json

import pytest
from channel_world import (
    ELECTION,
    ON_PAPER,
    RAISED,
    ChannelWorld,
    at_the_count,
    found,
    hands,
    meeting,
    of_paper,
    only,
    paper,
)
from world import ZERO, b64, lp, mth, on_ballot, pub, unb64, written
from world import leaf as leaf_of

# -- drafts (§1)


@pytest.mark.parametrize(
    ("channel", "draft", "reason"),
    [
        ("paper", {"secrecy": "named"}, "can't be named"),
        ("hands", {"secrecy": "secret"}, "can't be secret"),
        ("hands", {"template": "appoint-each", **on_ballot(1, "王芳 赵刚")}, "does not take this form"),
        ("mixed", {"template": "constitution", "rule": "M2"}, "is held on paper"),
        ("hands", {"template": "election-single"}, "is held on paper"),
        ("hands", {"template": "roll-call"}, "not held by hands"),
        ("mixed", {"template": "trial"}, "not held by mixed"),
        ("mixed", {"template": "show-of-hands"}, "not held by mixed"),
        ("terminal", {"template": "show-of-hands"}, "not held by terminal"),
        ("paper", {"template": "constitution"}, "does not take rule M1"),
        ("paper", {"template": "recall", "rule": "M2"}, "does not take rule M2"),
        ("paper", {"template": "decide-appointment", "rule": "M5", **on_ballot(1, "王芳")}, "it takes M1"),
        ("paper", {"template": "decide-appointment", **on_ballot(2, "王芳 赵刚", high=1)}, "does not take this form"),
        ("paper", {"template": "recall", **on_ballot(1, "王芳")}, "does not take this form"),
        ("paper", {"template": "election-single"}, "does not take this form"),
        (
            "paper",
            {"template": "election-multi", "rule": "E6", **on_ballot(4, "王芳 赵刚", high=1, w=3)},
            "not those of a ballot",
        ),
        ("hands", {"template": "recall", "secrecy": "named"}, "is held on paper"),
        ("terminal", {"template": "decide-appointment", **on_ballot(2, "王芳 赵刚", high=1)}, "does not take this form"),
    ],
)
def test_a_draft(audit, channel, draft, reason):
    made = ChannelWorld().by(channel)
    made.start()
    made.announce(**{"rule": "M1", **draft})
    assert only(audit(made.bundle()), "act-rule", "division-draft", reason)


@pytest.mark.parametrize(
    ("channel", "rule", "draft"),
    [
        ("paper", "points", {"template": "livelihood-rank", **on_ballot(5, "路灯 公园")}),
        ("mixed", "points", {"template": "livelihood-rank", **on_ballot(5, "路灯 公园")}),
    ],
)
def test_no_orders_are_counted_by_hand(audit, channel, rule, draft):
    made = ChannelWorld().by(channel)
    made.start()
    made.announce(rule=rule, **draft)
    assert only(audit(made.bundle()), "act-rule", "division-draft", "does not take this form")


def test_a_channel_that_is_none(audit):
    made = ChannelWorld()
    made.start()
    made.announce(channel="fax")
    assert ("act-form", "division-draft member=channel") in [failure[:2] for failure in found(audit(made.bundle()))]


def test_what_belongs_on_paper_does_not_open_on_terminals(audit):
    made = meeting("terminal", template="constitution", rule="M2")
    assert only(audit(made.bundle()), "act-rule", "division-open", "is held on paper")
    made = meeting("terminal", template="recall", form={"basis": "地方规定"})
    assert only(audit(made.bundle()), "act-rule", "division-open", "is held on paper")


def test_the_channel_opened_is_the_one_drafted(audit):
    made = meeting("hands", open_vote=False)
    made.by("terminal").open_vote()
    assert only(audit(made.bundle()), "opening", "division-open member=definition.channel", "says terminal, recomputed hands")


# -- members by video (docs/profiles.md §5) and electorates (§2)


def test_only_the_secretariat_checks_in_by_video(audit):
    made = ChannelWorld()
    made.start(range(5))
    made.acts.add(made.terminals[5], "check-in", member="m5", seat="s5", by="video")
    made.announce()
    assert only(audit(made.bundle()), "act-rule", "check-in", "checked in by the secretariat")
    made = ChannelWorld()
    made.start(range(5))
    made.check_in_by_video(5, by="radio")
    assert audit(made.bundle()).findings.failures[0].place.endswith("type=check-in member=by")


def test_who_is_by_video_changes_over_by_departing(audit):
    made = ChannelWorld().by("terminal")
    made.start(range(5))
    made.check_in_by_video(5)
    made.depart(5)
    made.video.clear()
    made.check_in(5)
    made.announce()
    made.open_vote()
    assert [failure[0] for failure in found(audit(made.bundle()))] == ["not-declared"]


@pytest.mark.parametrize("channel", ["terminal", "paper", "mixed"])
def test_nobody_by_video_is_in_an_electorate_of_the_hall(audit, channel):
    made = meeting(channel, present=range(5), video=[5], open_vote=False)
    made.video.clear()
    made.open_vote()
    failures = found(audit(made.bundle()))
    places = [place for code, place, _ in failures if code == "opening"]
    assert places == ["division-open member=electorate.size", "division-open member=electorate.root"]


def test_who_is_by_video_raises_a_hand(audit):
    made = meeting("hands", present=range(5), video=[5], open_vote=False)
    electors = made.electors
    made.electors = lambda: [voter for voter in electors() if voter[2] != "m5"]
    made.open_vote()
    places = [place for code, place, _ in found(audit(made.bundle())) if code == "opening"]
    assert places == ["division-open member=electorate.size", "division-open member=electorate.root"]


def test_a_terminal_is_not_needed_on_paper(audit):
    made = meeting("paper", present=range(5), open_vote=False)
    made.revoke(0)
    made.open_vote()
    made.issue_ballots(5)
    assert [failure[0] for failure in found(audit(made.bundle()))] == ["not-declared"]


def test_the_order_and_leaves_of_an_electorate_without_terminals(audit):
    made = meeting("paper", open_vote=False)
    voters = list(reversed(made.electors()))
    root = mth([leaf_of(k + lp(s.encode()) + lp(m.encode()) + e + c) for k, s, m, e, c in voters])
    made.open_vote(electorate={"size": 6, "root": b64(root)})
    assert only(audit(made.bundle()), "opening", "division-open member=electorate.root", "recomputed")
    assert all(voter[0] == voter[3] == ZERO for voter in voters)


@pytest.mark.parametrize("channel", ["paper", "hands"])
@pytest.mark.parametrize(("member", "value"), [("max_seq", 2), ("auto_close_s", 60)])
def test_what_an_opening_without_a_box_has(audit, channel, member, value):
    made = meeting(channel, open_vote=False)
    made.open_vote(**{member: value})
    assert only(audit(made.bundle()), "opening", f"division-open member={member}", f"says {value}")


@pytest.mark.parametrize("channel", ["paper", "hands", "mixed"])
def test_two_tellers_of_different_holders_are_there(audit, channel):
    made = meeting(channel, tellers=("t1",), open_vote=False)
    made.hire("t2", "甲 ")
    made.open_vote()
    assert only(audit(made.bundle()), "opening", "division-open", "two different persons are needed")


def test_a_scrutineer_is_there(audit):
    made = meeting("hands", n=0, open_vote=False)
    made.reg("secretariat", "key-revoke", key=b64(pub(made.people["scrutineer"])), reason="遗失")
    made.open_vote()
    assert only(audit(made.bundle()), "opening", "division-open", "no active scrutineer")


def test_a_sealed_opening_belongs_to_sealed_votes_only(audit):
    made = meeting("paper", open_vote=False)
    made.open_vote(seal=b64(bytes(32)), active=[1, 2, 3])
    assert any(failure.place.endswith("type=division-open member=active") for failure in audit(made.bundle()).findings.failures)


@pytest.mark.parametrize("revealed", [True, False])
def test_nobody_joins_a_paper_vote_whose_count_may_be_known(audit, revealed):
    made = at_the_count()
    if revealed:
        made.count(ON_PAPER)
    void = made.act("chair", "division-void", division="d1", reason="选票不符")
    made.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    made.check_in(6)
    made.announce("d2", again="d1", number=2)
    made.open_vote("d2")
    verdict = audit(made.bundle("d2"))
    if revealed:
        assert only(verdict, "opening", "division-open", "may not vote again on it: m6")
    else:
        assert [failure[0] for failure in found(verdict)] == ["not-declared"]


# -- acts (§3)


def vote(channel):
    """A vote just opened."""
    return meeting(channel, None, range(5), [5, 6] if channel == "mixed" else [])


def counted():
    made = at_the_count()
    made.count(ON_PAPER)
    return made


def committed(*who):
    made = at_the_count()
    for name in who:
        made.commit(name, ON_PAPER)
    return made


def closed(channel):
    made = vote(channel)
    made.close()
    return made


def on_paper(issued=5):
    made = vote("paper")
    made.issue_ballots(issued)
    return made


def twins():
    """A second key of the first teller is there, and the first has committed."""
    made = at_the_count()
    made.hire("t4", "\u3000甲 ")
    made.commit("t1", ON_PAPER)
    return made


def overfull(*others):
    """More ballots came back than went out, says t1, and the others say so too."""
    made = at_the_count(5, 6)
    for who in others:
        made.take_back(60, who)
    return made


def silent(one, other, again=True):
    """Both committed and only one revealed before the count began again."""
    made = committed(one, other)
    made.reveal(one)
    if again:
        made.again(other)
    else:
        made.take_back(5, other)
        made.attempt_at_count += 1
    return made


def attempts(number):
    """The running attempt is this one; up to the fiftieth somebody has committed in it."""
    made = at_the_count()
    for _ in range(1, min(number, 50)):
        made.commit("t1", ON_PAPER)
        made.again("chair")
    if number == 50:
        made.commit("t1", ON_PAPER)
    else:
        made.failed(ON_PAPER, paper(4, [(3, 1, 0)], unreadable=1))
    return made


def declared():
    made = counted()
    made.sign()
    made.motion_result(4, 0, 0, **of_paper())
    return made.end()


def teller_scrutineer():
    made = counted()
    made.hire("w9", "乙 ", "scrutineer")
    return made


@pytest.mark.parametrize(
    ("make", "act", "place", "reason"),
    [
        (lambda: vote("paper"), lambda m: m.issue_ballots(6), "paper-issue", "6 ballots issued to 5"),
        (lambda: vote("paper"), lambda m: m.issue_ballots(5, "chair"), "paper-issue", "not an active teller"),
        (lambda: vote("paper"), lambda m: m.issue_ballots(5, open=b64(ZERO)), "paper-issue", "not this division's"),
        (lambda: vote("hands"), lambda m: m.issue_ballots(5), "paper-issue", "held by hands has no such act"),
        (lambda: vote("terminal"), lambda m: m.issue_ballots(5), "paper-issue", "held by terminal has no such act"),
        (lambda: vote("paper"), lambda m: m.close(), "division-close", "not told before"),
        (at_the_count, lambda m: m.issue_ballots(5), "paper-issue", "is closed, must be open"),
        (on_paper, lambda m: m.take_back(5), "paper-return", "is open, must be closed"),
        (at_the_count, lambda m: m.take_back(5, "w1"), "paper-return", "not an active teller"),
        (counted, lambda m: m.take_back(5), "paper-return", "a count stands already"),
        (lambda: at_the_count(5, 60), lambda m: m.take_back(5), "paper-return", "another teller has to tell the number, not 甲"),
        (lambda: overfull("t2"), lambda m: m.take_back(5, "t3"), "paper-return", "more than the 5 issued"),
        (lambda: silent("t1", "t2"), lambda m: m.commit("t2", ON_PAPER), "count-commit", "乙 gave no figures"),
        (lambda: silent("t1", "t2", again=False), lambda m: m.commit("t2", ON_PAPER), "count-commit", "乙 gave no figures"),
        (lambda: attempts(50), lambda m: m.again(), "count-again", "50 times at most"),
        (lambda: attempts(50), lambda m: m.take_back(5), "paper-return", "50 times at most"),
        (lambda: attempts(51), lambda m: m.commit("t1", ON_PAPER), "count-commit", "50 times at most"),
        (lambda: closed("mixed"), lambda m: m.take_back(5), "paper-return", "held by mixed has no such act"),
        (lambda: vote("hands"), lambda m: m.commit("t1", RAISED), "count-commit", "is open, must be closed"),
        (at_the_count, lambda m: m.commit("w1", ON_PAPER), "count-commit", "not an active teller"),
        (at_the_count, lambda m: m.commit("t1", ON_PAPER, attempt=2), "count-commit", "attempt 1 is under way, not 2"),
        (lambda: at_the_count(5, 6), lambda m: m.commit("t1", ON_PAPER), "count-commit", "no tally is possible"),
        (counted, lambda m: m.commit("t3", ON_PAPER), "count-commit", "a count stands already"),
        (lambda: committed("t1"), lambda m: m.commit("t1", ON_PAPER), "count-commit", "has committed in this attempt before"),
        (twins, lambda m: m.commit("t4", ON_PAPER), "count-commit", "has committed in this attempt with another key"),
        (lambda: committed("t1", "t2"), lambda m: m.commit("t3", ON_PAPER), "count-commit", "two tellers have committed"),
        (lambda: committed("t1"), lambda m: m.reveal("t1"), "count-reveal", "has not committed"),
        (
            lambda: committed("t1", "t2"),
            lambda m: (m.told.update(t3=m.told["t1"]), m.reveal("t3")),
            "count-reveal",
            "not committed",
        ),
        (lambda: committed("t1", "t2"), lambda m: (m.reveal("t1"), m.reveal("t1")), "count-reveal", "has revealed"),
        (lambda: committed("t1", "t2"), lambda m: m.reveal("t1", attempt=2), "count-reveal", "attempt 1 is under way, not 2"),
        (at_the_count, lambda m: m.again(), "count-again", "nobody has committed"),
        (lambda: committed("t1"), lambda m: m.again("secretariat"), "count-again", "not an active teller / chair"),
        (lambda: committed("t1"), lambda m: m.again(attempt=3), "count-again", "attempt 1 is under way, not 3"),
        (counted, lambda m: m.again("chair"), "count-again", "a count stands already"),
        (counted, lambda m: m.sign("t3"), "count-sign", "not an active scrutineer"),
        (counted, lambda m: m.sign("w1", "w1"), "count-sign", "has signed before"),
        (counted, lambda m: m.sign("w1", count=b64(ZERO)), "count-sign", "does not stand"),
        (teller_scrutineer, lambda m: m.sign("w9"), "count-sign", "counted as a teller"),
        (declared, lambda m: m.sign("w2"), "count-sign", "is declared, must be closed / tallied"),
    ],
)
def test_an_act(audit, make, act, place, reason):
    made = make()
    act(made)
    assert only(audit(made.bundle()), "act-rule", place, reason)


def end_on_paper(made):
    made.sign()
    made.motion_result(4, 0, 0, **of_paper())
    return made.end()


def test_another_teller_may_correct_the_number_returned(audit):
    made = at_the_count(6, 60)
    made.take_back(5, "t2")
    made.count(ON_PAPER)
    assert audit(end_on_paper(made).bundle()).ok


def test_a_third_teller_takes_the_place_of_one_who_gave_no_figures(audit):
    made = silent("t1", "t2")
    made.count(ON_PAPER, who=("t3", "t1"))
    assert audit(end_on_paper(made).bundle()).ok


def test_an_attempt_without_figures_excludes_nobody(audit):
    made = committed("t1", "t2")
    made.again("t2")
    made.count(ON_PAPER)
    assert audit(end_on_paper(made).bundle()).ok


@pytest.mark.parametrize("holder", ["王 芳", "赵刚"])
def test_no_teller_counts_who_is_on_the_ballot(audit, holder):
    template, rule, form = ELECTION
    made = at_the_count(6, 6, template=template, rule=rule, form=form)
    made.hire("t9", holder)
    made.commit("t9", paper(5, [(5, 0, 0), (1, 4, 0)], [("张三", 4)], too_many=1))
    assert only(audit(made.bundle()), "act-rule", "count-commit", "is a name on the ballot")


def test_the_returned_ballots_are_told_before_the_count(audit):
    made = vote("paper")
    made.issue_ballots(5)
    made.close()
    made.commit("t1", ON_PAPER)
    assert only(audit(made.bundle()), "act-rule", "count-commit", "were not told before")


def test_nobody_opens_a_commitment_to_something_else(audit):
    made = committed("t1", "t2")
    made.reveal("t1", figures=paper(5, [(4, 1, 0)]))
    assert only(audit(made.bundle()), "hand-count", "count-reveal", "not those committed to by act")
    made = committed("t1", "t2")
    made.reveal("t2", salt=b64(ZERO))
    assert only(audit(made.bundle()), "hand-count", "count-reveal", "not those committed to by act")


def test_a_commitment_of_another_teller_can_not_be_copied(audit):
    """The digest holds the teller's key: who copies it can't open it."""
    made = committed("t1")
    copied = json.loads(unb64(made.acts.items[-1]["b"]))["digest"]
    made.act("t2", "count-commit", **made.of(attempt=1, digest=copied))
    made.told["t2"] = made.told["t1"]
    made.reveal("t1")
    made.reveal("t2")
    assert only(audit(made.bundle()), "hand-count", "count-reveal", "not those committed to by act")


@pytest.mark.parametrize(("holder", "refused"), [("王 芳", True), ("赵刚", True), ("张三", False)])
def test_no_scrutineer_signs_who_is_on_the_ballot(audit, holder, refused):
    template, rule, form = ELECTION
    made = at_the_count(6, 6, template=template, rule=rule, form=form)
    made.hire("w9", holder, "scrutineer")
    figures = paper(5, [(5, 0, 0), (1, 4, 0)], [("张三", 4)], too_many=1)
    made.count(figures)
    made.sign("w9")
    if refused:
        assert only(audit(made.bundle()), "act-rule", "count-sign", "is a name on the ballot")
        return
    names = [(5, 0, 0, "elected"), (1, 4, 0, "not-elected")]
    more = written(("张三", 4, "elected"))
    made.form_result(5, *names, rule=rule, written=more, extra=of_paper(figures, 6, 6))
    assert audit(made.end().bundle()).ok


@pytest.mark.parametrize(
    ("kind", "members", "member"),
    [
        ("paper-issue", {"issued": 10001}, "issued"),
        ("paper-return", {"returned": -1}, "returned"),
        ("count-commit", {"attempt": 0, "digest": b64(ZERO)}, "attempt"),
        ("count-commit", {"attempt": 1, "digest": "AAAA"}, "digest"),
        ("count-again", {"attempt": 1}, "reason"),
        ("count-sign", {"count": 1}, "count"),
        ("count-reveal", {"attempt": 1, "salt": b64(ZERO), "figures": {"sections": []}}, "figures"),
        (
            "count-reveal",
            {"attempt": 1, "salt": b64(ZERO), "figures": hands(("二", 1, 0, 0), ("一", 1, 0, 0))["sections"]},
            "figures",
        ),
        ("count-reveal", {"attempt": 1, "salt": b64(ZERO), "figures": hands(("二", 1, 0, 0), ("一", 1, 0, 0))}, "figures"),
        ("count-reveal", {"attempt": 1, "salt": b64(ZERO), "figures": hands(("一", 1, 0, 0), ("一", 1, 0, 0))}, "figures"),
        ("count-reveal", {"attempt": 1, "salt": b64(ZERO), "figures": hands(("", 1, 0, 0))}, "figures"),
        ("count-reveal", {"attempt": 1, "salt": b64(ZERO), "figures": paper(1, [(1, 0, 0)], [("王", 0)])}, "figures"),
        (
            "count-reveal",
            {"attempt": 1, "salt": b64(ZERO), "figures": paper(1, [(1, 0, 0)], [("王", 1), ("张", 1)])},
            "figures",
        ),
        ("count-reveal", {"attempt": 1, "salt": b64(ZERO), "figures": {**ON_PAPER, "invalid": {}}}, "figures"),
    ],
)
def test_the_shape_of_an_act(audit, kind, members, member):
    made = at_the_count()
    made.act("t1", kind, **made.of(**members))
    assert only(audit(made.bundle()), "act-form", f"{kind} member={member}", "malformed")
