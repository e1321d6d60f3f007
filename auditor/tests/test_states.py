"""What §4, §5 and §9 say of states: each rule met, and broken with its code, place and reason."""

import pytest
from test_refusals import meeting, refused
from world import T0, World, b64, declared, pub, voted


def clean(verdict, state):
    """Tell whether nothing is wrong with a division in ``state``, but that it is not over."""
    return verdict.state == state and {f.code for f in verdict.findings.failures} <= {"not-declared"}


def moved(world, i, **changes):
    """Return the roster with other particulars of member i."""
    rows = world.roster()
    rows[i] |= changes
    return rows


# -- the register


class Planless(World):
    """A body that has no plan of seats yet."""

    def reg(self, who, kind, /, **members):
        """Append an act, but for the plan."""
        return None if kind == "seats-set" else super().reg(who, kind, **members)


def plan(world, size):
    seats = [{"id": f"s{i}", "row": 1, "col": i, "x": i, "y": 100} for i in range(size)]
    fields = {"plan": {"kind": "grid", "name": "礼堂"}, "seats": seats}
    World.reg(world, "secretariat", "seats-set", **fields)


def test_every_seat_is_in_the_plan_once_there_is_one(audit):
    world = World()
    world.reg("secretariat", "roster-set", members=moved(world, 2, seat="s77"))
    assert refused(audit(world.bundle()), "act-rule", "type=roster-set", "seat s77 is not in the plan")
    world = World()
    world.issue(world.key(), "deputy", "s78")
    assert refused(audit(world.bundle()), "act-rule", "type=codes-issue", "seat s78 is not in the plan")


def test_a_plan_holds_the_seats_that_are_taken(audit):
    world = Planless()
    plan(world, 7)
    world.start()
    world.announce()
    assert clean(audit(world.bundle()), "announced")
    world = Planless()
    plan(world, 5)
    assert refused(audit(world.bundle()), "act-rule", "type=seats-set", "that are taken: s5, s6")


def test_the_name_of_a_plan_is_a_string(audit):
    world = World()
    fields = {"plan": {"kind": "arc", "name": {"zh": "x", "en": "x"}}, "seats": []}
    world.reg("secretariat", "seats-set", **fields)
    assert refused(audit(world.bundle()), "act-form", "member=plan.name", "malformed")


@pytest.mark.parametrize(("early", "in_time"), [(1, True), (0, False)])
def test_a_code_ends_with_its_last_millisecond(audit, early, in_time):
    world = World()
    code = world.key()
    world.issue(code, "observer", "", "大屏幕")
    world.now = T0 + 10**9 - 7 - early
    world.use(code)
    world.now = T0 + 10**9
    world.start()
    world.announce()
    assert clean(audit(world.bundle()), "announced") == in_time
    assert refused(audit(world.bundle()), "act-rule", "type=enrol", "has expired") != in_time


def test_the_register_of_a_bundle_ends_with_the_sitting(audit, honest):
    honest.reg("secretariat", "roster-set", members=honest.roster(), tick=0)
    assert audit(honest.bundle()).ok
    honest.reg("secretariat", "roster-set", members=honest.roster(), tick=1)
    place = f"body.town act={len(honest.register.items) - 1}"
    assert refused(audit(honest.bundle()), "act-time", place, "does not belong in the bundle")


@pytest.mark.parametrize(("later", "allowed"), [(0, True), (1, False)])
def test_acts_of_the_same_millisecond_may_have_come_either_way(audit, later, allowed):
    world = World()
    world.start(range(6))
    world.reg("secretariat", "key-revoke", key=b64(pub(world.terminals[6])), reason="遗失")
    world.acts.add(world.terminals[6], "check-in", tick=later, member="m6", seat="s6")
    del world.terminals[6]
    world.announce()
    assert clean(audit(world.bundle()), "announced") == allowed
    assert refused(audit(world.bundle()), "act-rule", "type=check-in", "neither the terminal") != allowed


# -- who is present


@pytest.mark.parametrize(
    "changes", [{"seat": ""}, {"status": "suspended"}, {"role": "attendee"}, {"id": "m99"}], ids=lambda c: next(iter(c))
)
def test_nobody_is_counted_who_has_lost_the_seat(audit, changes):
    world = meeting()
    world.reg("secretariat", "roster-set", members=moved(world, 0, **changes))
    world.open_vote(members=sum(r["role"] == "deputy" and r["status"] == "in-office" for r in moved(world, 0, **changes)))
    verdict = audit(world.bundle())
    assert refused(verdict, "opening", "type=division-open", "at the seats they checked in to: m0")


def test_who_lost_the_seat_and_departed_is_no_obstacle(audit):
    world = meeting()
    world.reg("secretariat", "roster-set", members=moved(world, 0, seat=""))
    world.depart(0)
    world.open_vote()
    assert clean(audit(world.bundle()), "open")


def test_a_roster_set_while_the_chair_signs_is_too_early_for_the_opening(audit):
    """The opening refers to the roster before; the server judged it by the roster after."""
    for tick, allowed in ((7, False), (0, True)):
        world = meeting()
        point = world.register.point()
        if allowed:
            world.now += 7
        world.reg("secretariat", "roster-set", members=moved(world, 0, seat=""), tick=tick)
        world.now -= 7 if allowed else 0
        world.open_vote(register=point)
        verdict = audit(world.bundle())
        assert clean(verdict, "open") == allowed
        assert refused(verdict, "opening", "type=division-open", "checked in to: m0") != allowed


def test_leave_is_for_deputies_in_office(audit):
    world = World()
    world.start(range(6))
    world.act("secretariat", "leave-grant", member="m6", reason="病假")
    world.announce()
    assert clean(audit(world.bundle()), "announced")
    for member in ("guest", "old", "nobody"):
        world = World()
        world.act("secretariat", "leave-grant", member=member, reason="病假")
        assert refused(audit(world.bundle()), "act-rule", "type=leave-grant", f"{member} is not a deputy in office")


# -- divisions


def test_one_void_at_a_time(audit):
    world = voted()
    world.act("chair", "division-void", division="d1", reason="网络故障")
    world.act("chair", "division-void", division="d1", reason="网络故障")
    assert refused(audit(world.bundle()), "act-rule", "type=division-void", "proposed already")


def test_a_void_that_is_confirmed_is_not_proposed_any_more(audit):
    world = voted()
    void = world.act("chair", "division-void", division="d1", reason="网络故障")
    world.act("scrutineer", "division-void-confirm", division="d1", void=b64(void))
    assert audit(world.bundle()).ok
    world.act("chair", "division-void-cancel", division="d1", void=b64(void))
    assert refused(audit(world.bundle()), "act-rule", "type=division-void-cancel", "no such void")


def test_two_keys_of_one_holder_are_one_person(audit):
    world = World()
    code = world.key()
    world.issue(code, "scrutineer", "", "chair")
    second = world.use(code)
    world.start()
    world.announce()
    void = world.act("chair", "division-void", division="d1", reason="x")
    world.acts.add(second, "division-void-confirm", division="d1", void=b64(void))
    verdict = audit(world.bundle())
    assert refused(verdict, "act-rule", "type=division-void-confirm", "the same holder")
    assert verdict.state == "announced"


@pytest.mark.parametrize("kind", ["division-withdraw", "division-defer"])
def test_a_vote_held_again_repeats_one_that_has_ended(audit, kind):
    world = meeting()
    world.act("chair", kind, division="d1", reason="x")
    world.announce("d2", number=2, again="d1")
    assert clean(audit(world.bundle("d2")), "announced")
    for again in ("d1", "d7"):
        world = voted()
        world.tally()
        world.announce("d2", number=2, again=again)
        assert refused(audit(world.bundle()), "act-rule", "type=division-draft", f"repeats {again}")


def test_after_the_sitting_closes_only_publishing_and_archiving_remain(audit):
    world = declared()
    world.act("chair", "sitting-close")
    world.act("secretariat", "division-publish", division="d1")
    world.act("server", "division-archive", division="d1", bundle=b64(bytes(32)))
    assert audit(world.bundle()).ok
    for who, kind, members in (
        ("secretariat", "check-in", {"member": "m0", "seat": "s0"}),
        ("secretariat", "leave-grant", {"member": "m0", "reason": "x"}),
        ("secretariat", "division-approve", {"division": "d1"}),
        ("chair", "sitting-close", {}),
    ):
        world.act(who, kind, **members)
        assert refused(audit(world.bundle()), "act-rule", f"type={kind}", "only publishing and archiving")
