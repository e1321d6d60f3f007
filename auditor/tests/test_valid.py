"""Honest bundles of every kind verify, and the figures are those of the day."""

import pytest
from world import World, b64, declared, pub, voted

from hemicycle_audit.bundle import Anchors
from hemicycle_audit.report import as_object, counts


def check(audit, world, name="d1"):
    verdict = audit(world.bundle(name))
    assert verdict.findings.failures == []
    return verdict


def fails(verdict, code, *parts):
    return any(f.code == code and all(part in f.place.split() for part in parts) for f in verdict.findings.failures)


def finish(world, rule="M1", quorum="Q2"):
    world.close()
    world.tally(rule, quorum)
    world.declare()


def opened(world, present=None, rule="M1"):
    world.start(present)
    world.announce(rule=rule)
    world.open_vote()
    return world


def test_a_declared_vote(audit, honest):
    verdict = check(audit, honest)
    assert verdict.state == "declared"
    figures = counts(verdict)
    assert [figures[k] for k in ("for", "against", "abstain", "not_pressed")] == [4, 1, 1, 1]
    assert figures["carried"] is True
    seen = as_object(verdict, "x")["votes"]
    assert seen[0] == {"position": 2, "seat": "s1", "member": "m1", "name": "某某", "choice": "for"}
    assert [row["position"] for row in seen] == [2, 4, 5, 6, 7, 8]


def test_nobody_present_presses(audit):
    world = opened(World())
    finish(world)
    assert counts(check(audit, world))["not_pressed"] == 7


@pytest.mark.parametrize(("votes_for", "carried"), [(4, False), (5, True)])
def test_exactly_half_is_not_enough(audit, votes_for, carried):
    world = opened(World(8))
    for i in range(votes_for):
        world.cast(i, 1)
    finish(world)
    figures = counts(check(audit, world))
    assert (figures["carried"], figures["needed"]) == (carried, 5)


@pytest.mark.parametrize(("rule", "present", "needed"), [("M2", 9, 6), ("M4", 9, 5), ("M5", 9, 5), ("M7", 6, 4), ("M7", 7, 4)])
def test_other_majorities(audit, rule, present, needed):
    world = opened(World(9), range(present), rule)
    for i in range(needed):
        world.cast(i, 1)
    finish(world, rule)
    figures = counts(check(audit, world))
    assert (figures["carried"], figures["needed"]) == (True, needed)


@pytest.mark.parametrize(
    ("quorum", "size", "enough"),
    [("Q1", 9, 6), ("Q2", 9, 6), ("Q3", 8, 5), ("Q4", 9, 6), ("Q5", 9, 6), ("Q7", 9, 6), ("Q8", 9, 7)],
)
def test_quorums(audit, quorum, size, enough):
    assert audit(opened(World(size, quorum), range(enough)).bundle()).findings.warnings == []
    below = audit(opened(World(size, quorum), range(enough - 1)).bundle())
    assert fails(below, "opening", "type=division-open")


def test_a_joint_group_without_quorum_is_warned_only(audit):
    world = opened(World(8, "Q6"), range(4))
    finish(world, quorum="Q6")
    assert [w.code for w in check(audit, world).findings.warnings] == ["opening"]


def test_guangdong_needs_a_majority_to_take_part(audit):
    world = opened(World(8, "Q7"), rule="M7", present=range(6))
    for i in range(4):
        world.cast(i, 1)
    finish(world, "M7", "Q7")
    assert counts(check(audit, world))["carried"] is False


def test_a_countdown(audit):
    world = World()
    world.start()
    world.announce()
    world.open_vote(auto_close_s=60)
    world.cast(0, 1)
    fields = {"division": "d1", "open": b64(world.open), "deadline_ms": world.deadline + 30_000}
    world.act("chair", "division-extend", **fields)
    world.now = world.deadline + 29_980
    world.close("deadline")
    world.tally()
    world.declare()
    assert fails(audit(world.bundle()), "close", "type=division-close")
    late = World()
    late.start()
    late.announce()
    late.open_vote(auto_close_s=60)
    late.cast(0, 1)
    late.now = late.deadline
    late.close("deadline")
    late.tally()
    late.declare()
    check(audit, late)


def test_an_extension_comes_before_the_deadline_and_is_later_than_it(audit):
    for now, more in ((-9000, 0), (0, 10_000)):
        world = World()
        world.start()
        world.announce()
        world.open_vote(auto_close_s=60)
        world.now = max(world.now, world.deadline + now)
        fields = {"division": "d1", "open": b64(world.open), "deadline_ms": world.deadline + more}
        world.act("chair", "division-extend", **fields)
        assert fails(audit(world.bundle()), "act-rule", "type=division-extend")


def test_replaced_and_revoked_terminals(audit):
    world = World()
    old = world.terminals[2]
    world.replace(2)
    world.start()
    world.announce()
    world.revoke(3)
    world.open_vote()
    world.cast(2, 1)
    finish(world)
    verdict = check(audit, world)
    assert (counts(verdict)["present"], counts(verdict)["electorate"]) == (7, 6)
    world.cast(2, 1, key=old)
    assert fails(audit(world.bundle()), "ballot-electorate", "position=2")


def test_a_terminal_replaced_during_the_vote(audit):
    world = opened(World())
    world.cast(2, 0)
    old = world.terminals[2]
    world.replace(2)
    world.cast(1, 1)
    finish(world)
    check(audit, world)
    world.acts.add(old, "depart", member="m2")
    assert fails(audit(world.bundle()), "act-rule", "type=depart")


def test_a_revoked_key_does_not_come_back(audit):
    world = World()
    code = world.key()
    world.issue(code, "deputy", "s0")
    fields = {"code": b64(pub(code)), "device": "x"}
    world.register.add(world.key(), "enrol", cosigner=code, **fields)
    verdict = audit(world.bundle())
    assert fails(verdict, "act-rule", "body.town", "type=enrol")
    assert any("has an active key" in f.en for f in verdict.findings.failures)
    old = world.terminals[0]
    world.revoke(0)
    world.register.add(old, "enrol", cosigner=code, **fields)
    assert any("enrolled before" in f.en for f in audit(world.bundle()).findings.failures)


def test_codes(audit):
    world = World()
    used, cancelled, late = world.key(), world.key(), world.key()
    world.issue(used, "observer", "", "大屏幕")
    world.use(used)
    world.issue(cancelled, "observer", "", "大屏幕")
    world.reg("secretariat", "code-cancel", code=b64(pub(cancelled)))
    world.issue(late, "observer", "", "大屏幕")
    for code, wait in ((used, 0), (cancelled, 0), (late, 10**9)):
        world.now += wait
        world.use(code)
    wrong = [f for f in audit(world.bundle()).findings.failures if f.code == "act-rule"]
    assert ["type=enrol" in f.place for f in wrong] == [True] * 3
    assert "expired" in wrong[2].en


def test_powers_in_the_register(audit):
    world = World()
    world.reg("operator", "codes-issue", codes=[world.code(world.key(), "chair", "", "x")])
    staff, spare = world.key(), world.key()
    world.reg("secretariat", "codes-issue", codes=[world.code(staff, "chair", "", "x"), world.code(spare, "deputy", "s0")])
    world.reg("operator", "code-cancel", code=b64(pub(staff)))
    world.reg("operator", "code-cancel", code=b64(pub(spare)))
    world.reg("operator", "key-revoke", key=b64(pub(world.people["chair"])), reason="x")
    world.reg("chair", "roster-set", members=world.roster())
    world.reg("secretariat", "key-revoke", key=b64(pub(world.people["secretariat"])), reason="x")
    wrong = [f.place.split()[-1] for f in audit(world.bundle()).findings.failures if f.code == "act-rule"]
    assert wrong == ["type=codes-issue", "type=code-cancel", "type=key-revoke", "type=roster-set", "type=key-revoke"]


def test_another_administrator_is_shown_among_the_anchors(audit):
    world = World()
    code, second = world.key(), world.key()
    world.register.add(second, "admin-enrol", cosigner=code, code=b64(pub(code)), holder="李四")
    world.people["secretariat"] = second
    finish(opened(world))
    verdict = check(audit, world)
    assert [a["key"] for a in as_object(verdict, "x")["anchors"]["later_admins"]] == [b64(pub(second))]


def test_check_in_by_the_secretariat_without_a_terminal(audit):
    """A member without a terminal counts as present, but is no elector."""
    world = World()
    world.revoke(5)
    world.start(range(5))
    world.check_in(5, by_secretariat=True)
    world.announce()
    world.open_vote()
    world.cast(0, 1)
    finish(world)
    figures = counts(check(audit, world))
    assert (figures["present"], figures["electorate"], figures["not_pressed"]) == (6, 5, 5)


def test_departures_and_late_arrivals_change_later_votes_only(audit):
    world = World()
    world.start(range(6))
    world.depart(0)
    world.check_in(0)
    world.announce()
    world.open_vote()
    world.depart(1)
    world.check_in(6)
    world.cast(1, 1)
    finish(world)
    assert counts(check(audit, world))["present"] == 6
    world.announce("d2", number=2)
    world.open_vote("d2")
    finish(world)
    assert counts(check(audit, world, "d2"))["present"] == 6
    assert fails(audit({**world.bundle("d2"), "division": "d1"}), "board")


def test_who_checks_in_between_the_proposal_and_the_opening_is_no_elector(audit):
    world = World()
    world.start(range(6))
    world.announce()
    after, present = world.acts.point(), dict(world.present)
    world.check_in(6)
    world.present = present
    world.open_vote(after=after)
    finish(world)
    assert counts(check(audit, world))["electorate"] == 6


def test_attendance_rules(audit):
    world = World()
    world.start([0, 1])
    world.check_in(1)
    world.acts.add(world.terminals[2], "check-in", member="m3", seat="s3")
    world.act("secretariat", "check-in", member="m4", seat="s5")
    world.act("secretariat", "check-in", member="guest", seat="s5")
    world.acts.add(world.terminals[2], "depart", member="m3")
    world.act("secretariat", "leave-grant", member="m0", reason="病假")
    wrong = [f.place.split()[-1] for f in audit(world.bundle()).findings.failures if f.code == "act-rule"]
    assert wrong == ["type=check-in"] * 4 + ["type=depart", "type=leave-grant"]


@pytest.mark.parametrize("stage", ["announced", "open", "closed", "tallied"])
def test_void_at_every_stage(audit, stage):
    world = World() if stage in ("announced", "open") else voted()
    if stage in ("announced", "open"):
        world.start()
        world.announce()
    if stage == "open":
        world.open_vote()
        world.cast(0, 1)
        world.head()
    if stage == "tallied":
        world.tally()
    first = world.act("chair", "division-void", division="d1", reason="误提")
    world.act("chair", "division-void-cancel", division="d1", void=b64(first))
    void = world.act("chair", "division-void", division="d1", reason="网络故障")
    world.act("scrutineer", "division-void-confirm", division="d1", void=b64(void))
    verdict = check(audit, world)
    seen = as_object(verdict, "x")
    assert seen["state"] == "void"
    assert seen["void"]["reason"] == "网络故障"
    assert [p["holder"] for p in seen["void"]["persons"]] == ["chair", "scrutineer"]
    cancelled = b64(first)
    world.act("scrutineer", "division-void-confirm", division="d1", void=cancelled)
    assert fails(audit(world.bundle()), "act-rule", "type=division-void-confirm")


def test_a_division_void_before_its_opening_has_no_ballots(audit):
    donor, world = voted(), World()
    world.start()
    world.announce()
    void = world.act("chair", "division-void", division="d1", reason="x")
    world.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    world.ballots, world.heads = donor.ballots, donor.heads
    verdict = audit(world.bundle())
    assert fails(verdict, "ballot-open", "member=ballots")
    assert fails(verdict, "ballot-open", "member=heads")


def test_held_again_after_a_void(audit):
    world = voted()
    void = world.act("chair", "division-void", division="d1", reason="网络故障")
    world.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    world.announce("d2", number=2, again="d1")
    world.open_vote("d2")
    finish(world)
    check(audit, world, "d2")


def test_one_division_at_a_time(audit):
    world = opened(World())
    world.announce("d2", number=2)
    assert fails(audit(world.bundle()), "act-rule", "type=division-announce")


def test_published_archived_withdrawn_deferred_and_closed(audit, honest):
    honest.act("secretariat", "division-publish", division="d1")
    honest.act("server", "division-archive", division="d1", bundle=b64(bytes(32)))
    honest.announce("d2", number=2)
    honest.act("chair", "sitting-close")
    verdict = audit(honest.bundle())
    assert verdict.state == "archived"
    assert [f.place.split()[-1] for f in verdict.findings.failures] == ["type=sitting-close"]
    world = declared()
    for name, kind in (("d2", "division-withdraw"), ("d3", "division-defer")):
        world.announce(name, number=2)
        world.act("chair", kind, division=name, reason="x")
    world.act("chair", "sitting-close")
    check(audit, world)
    world.ballots, world.heads = [], []
    assert audit(world.bundle("d2")).findings.failures[0].code == "not-declared"


def test_links_objections_choices_and_consent(audit):
    world = declared()
    for name in ("d2", "d3"):
        world.announce(name, number=2, template="package-merged", of=[{"kind": "fills", "division": "d1"}])
        if name == "d2":
            world.act("secretariat", "division-object", division=name, member="m1", reason="x")
        else:
            consent = {"by": "statement", "who": "主席团"}
            world.act("chair", "division-withdraw", division=name, reason="x", consent=consent)
    check(audit, world)


@pytest.mark.parametrize("of", [[{"kind": "else", "division": "d1"}], [{"kind": "fills"}], {}])
def test_links_have_a_form(audit, of):
    world = declared()
    world.announce("d2", number=2, of=of)
    failures = audit(world.bundle()).findings.failures
    assert any(f.code == "act-form" and "type=division-draft member=of" in f.place for f in failures)


def test_nothing_is_done_with_a_split_package(audit):
    world = declared()
    world.announce("d2", number=2, template="package-merged", of=[])
    world.act("chair", "division-object", division="d2", member="m1", reason="x")
    world.act("chair", "division-withdraw", division="d2", reason="x")
    assert fails(audit(world.bundle()), "act-rule", "type=division-withdraw")


def test_actors_that_had_not_yet_seen_the_latest_acts(audit):
    world = World()
    world.act("chair", "sitting-open", register=world.register.point())
    seen = world.acts.point()
    for i in range(7):
        world.present[i] = world.acts.add(world.terminals[i], "check-in", after=seen, tick=0, member=f"m{i}", seat=f"s{i}")
    world.announce()
    world.open_vote()
    finish(world)
    check(audit, world)


def test_an_act_may_not_refer_to_itself_or_later(audit, honest):
    for n in (-1, 99):
        world = voted()
        world.act("chair", "division-void", after={"n": n, "d": b64(bytes(32))}, division="d1", reason="x")
        assert fails(audit(world.bundle()), "act-after", "sitting.s1")


def test_a_box_that_was_moved_after_a_failover(audit):
    world = voted()
    world.head(epoch=1)
    world.tally(epoch=1)
    world.declare()
    check(audit, world)
    world.head(epoch=0)
    assert fails(audit(world.bundle()), "head-signature", f"head={len(world.heads) - 1}")


def test_the_roll_and_the_keys_given(audit, honest):
    roll = {f"s{i}": pub(key) for i, key in honest.terminals.items()}
    verdict = audit(honest.bundle(), Anchors(pub(honest.people["secretariat"]), pub(honest.server), roll))
    assert verdict.findings.failures == []


def test_hundreds_of_deputies(audit):
    """674 deputies, 499 for: the sentence of protocol §8."""
    world = World(674)
    world.start(range(640))
    world.announce()
    world.open_vote()
    for i in range(499):
        world.cast(i, 1)
    finish(world)
    verdict = check(audit, world)
    assert (counts(verdict)["needed"], counts(verdict)["carried"]) == (338, True)
