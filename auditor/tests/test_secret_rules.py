"""Each rule of docs/sealed.md §2, §3, §6 and §7, met and broken, with its code, place and reason."""

import pytest
from prover import base
from secret_world import SecretWorld, pressed, ready, stand_down
from test_refusals import refused
from world import b64, pub, voted


def started(**changes):
    world = SecretWorld()
    world.begin_ceremony(**changes)
    return world


def frozen(n=3, k=2):
    world = pressed(n=n, k=k)
    world.close()
    world.freeze()
    return world


def rule(audit, world, kind, reason, name="d1"):
    """Tell whether an act of this type breaks its rule for this reason."""
    return refused(audit(world.bundle(name)), "act-rule", f"type={kind}", reason)


# -- ceremony-start


@pytest.mark.parametrize("who", ["w1", "operator", "scrutineer"])
def test_who_starts_a_ceremony(audit, who):
    assert rule(audit, started(who=who), "ceremony-start", "not an active secretariat / chair")


@pytest.mark.parametrize("attempt", [2, 3])
def test_attempts_are_numbered(audit, attempt):
    assert rule(audit, started(attempt=attempt), "ceremony-start", f"should be 1, is {attempt}")


@pytest.mark.parametrize("k", [0, 1, 4, 2**53 - 1])
def test_k_of_n(audit, k):
    assert rule(audit, started(k=k), "ceremony-start", f"{k} of 3 scrutineers")


def test_at_most_fifteen_scrutineers(audit):
    world = SecretWorld(n=16, k=3)
    world.begin_ceremony()
    assert rule(audit, world, "ceremony-start", "3 of 16 scrutineers")


def test_one_scrutineer_is_none(audit):
    world = SecretWorld(n=1, k=1)
    world.begin_ceremony()
    assert rule(audit, world, "ceremony-start", "1 of 1 scrutineers")


def test_scrutineers_are_active_keys_of_the_role(audit):
    world = SecretWorld()
    for key in (world.people["chair"], world.key()):
        scrutineers = [b64(pub(key)) for key in (*world.devices()[:2], key)]
        assert rule(audit, started(scrutineers=scrutineers), "ceremony-start", f"{b64(pub(key))} is not an active")
    world.reg("secretariat", "key-revoke", key=b64(pub(world.people["w3"])), reason="x")
    world.begin_ceremony()
    assert rule(audit, world, "ceremony-start", "is not an active scrutineer's")


def test_a_scrutineer_is_listed_once(audit):
    world = SecretWorld()
    twice = [b64(pub(key)) for key in (*world.devices(), world.devices()[0])]
    verdict = audit(started(scrutineers=twice).bundle())
    assert refused(verdict, "act-form", "type=ceremony-start member=scrutineers[3]", "malformed")


def test_chairs_are_all_active_chairs_sorted(audit):
    world = SecretWorld()
    code = world.key()
    world.issue(code, "chair", "", "副主持人")
    second = world.use(code)
    true = sorted(b64(pub(key)) for key in (world.people["chair"], second))
    for chairs, allowed in ((true, True), (true[::-1], False), (true[:1], False), ([], False)):
        world.begin_ceremony(chairs=chairs)
        failures = [f for f in audit(world.bundle()).findings.failures if f.code == "act-rule"]
        assert any("chairs" in f.en for f in failures) != allowed
        world.acts.items.pop()
        world.acts.chain.pop()
        world.attempt = 0


@pytest.mark.parametrize("state", ["announced", "open", "closed"])
def test_no_ceremony_while_a_division_is_under_way(audit, state):
    world = ready()
    if state != "announced":
        world.open_vote()
    if state == "closed":
        world.close()
    world.begin_ceremony()
    assert rule(audit, world, "ceremony-start", "under way: d1")


def test_no_ceremony_after_the_sitting(audit):
    world = SecretWorld()
    world.start()
    world.act("chair", "sitting-close")
    world.begin_ceremony()
    assert rule(audit, world, "ceremony-start", "the sitting is closed")


# -- its messages


def test_messages_come_from_their_scrutineer(audit):
    for who, index, reason in (("w2", 1, "not scrutineer 1"), ("chair", 1, "not scrutineer 1"), ("w1", 15, "not scrutineer 15")):
        world = started()
        world.act(who, "ceremony-commit", attempt=1, index=index, message="")
        assert rule(audit, world, "ceremony-commit", reason)


def test_a_scrutineer_whose_key_was_revoked(audit):
    world = started()
    world.reg("secretariat", "key-revoke", key=b64(pub(world.people["w2"])), reason="x")
    world.send("commit", 2, message="")
    assert rule(audit, world, "ceremony-commit", "not scrutineer 2")


def test_messages_come_once(audit):
    world = started()
    world.send("commit", 1, message="")
    world.send("commit", 1, message="")
    assert rule(audit, world, "ceremony-commit", "scrutineer 1 has done this")


def test_messages_come_in_their_phase(audit):
    world = started()
    world.send("commit", 1, message="")
    world.send("reveal", 1, message="")
    assert rule(audit, world, "ceremony-reveal", "ceremony-commit is due")
    world = SecretWorld()
    world.ceremony()
    world.attempt = 1
    world.send("seal", 1, **world.sealed)
    assert rule(audit, world, "ceremony-seal", "scrutineer 1 has done this")


def test_messages_are_for_the_attempt_under_way(audit):
    world = SecretWorld()
    world.attempt = 1
    world.send("commit", 1, message="")
    assert rule(audit, world, "ceremony-commit", "no attempt 1 is under way")
    world = started()
    world.begin_ceremony()
    world.attempt = 1
    world.send("commit", 1, message="")
    assert rule(audit, world, "ceremony-commit", "no attempt 1 is under way")
    world = started()
    world.act("chair", "ceremony-abort", attempt=1, index=0, culprit=0, code="x", message="")
    world.send("commit", 1, message="")
    assert rule(audit, world, "ceremony-commit", "no attempt 1 is under way")


def test_who_ends_a_ceremony(audit):
    for who, index, reason in (("operator", 0, "not an active secretariat / chair"), ("w1", 2, "not scrutineer 2")):
        world = started()
        world.act(who, "ceremony-abort", attempt=1, index=index, culprit=0, code="x", message="")
        assert rule(audit, world, "ceremony-abort", reason)
    world = started()
    world.act("chair", "ceremony-abort", attempt=1, index=0, culprit=4, code="x", message="")
    assert rule(audit, world, "ceremony-abort", "no active scrutineer 4")


def test_a_ceremony_that_is_over_ends_no_more(audit):
    world = SecretWorld()
    world.ceremony()
    world.act("chair", "ceremony-abort", attempt=1, index=0, culprit=0, code="x", message="")
    assert rule(audit, world, "ceremony-abort", "the ceremony is over")
    world = ready()
    world.open_vote()
    world.send("abort", 1, culprit=0, code="x", message="")
    assert rule(audit, world, "ceremony-abort", "the ceremony is over")


# -- the opening


def test_an_opening_without_a_ceremony(audit):
    world = SecretWorld()
    world.sealed, world.active, world.held = {"seal": b64(bytes(32))}, [1, 2, 3], None
    world.start()
    world.announce()
    world.open_vote()
    place = "type=division-open member=active"
    assert refused(audit(world.bundle()), "opening", place, "no sealed keys")
    assert rule(audit, world, "open-ok", "not an active scrutineer")


def test_an_opening_under_another_seal(audit):
    world = ready()
    world.open_vote(seal=b64(bytes(32)))
    assert refused(audit(world.bundle()), "opening", "type=division-open member=seal", "not the one in force")


def test_an_opening_under_too_few(audit):
    """No more are stood down than may be, so that it is not what the log says."""
    world = ready()
    stand_down(world, 3)
    stand_down(world, 2)
    world.active = [1]
    world.open_vote()
    assert rule(audit, world, "stand-down", "2 active scrutineers; 2 are needed")
    verdict = audit(world.bundle())
    assert refused(verdict, "opening", "type=division-open member=active", "says [1], recomputed [1, 2]")


@pytest.mark.parametrize("members", [{"seal": None}, {"active": None}, {"active": [1, 1]}, {"active": [0]}, {"active": [16]}])
def test_members_of_a_secret_opening(audit, members):
    world = ready()
    world.open_vote(**members)
    name = next(iter(members))
    assert any(f"member={name}" in f.place for f in audit(world.bundle()).findings.failures if f.code == "act-form")


def test_a_named_opening_has_no_seal(audit):
    world = ready()
    world.secrecy, world.form_type = "named", 129
    world.open_vote(seal=b64(bytes(32)))
    verdict = audit(world.bundle())
    assert refused(verdict, "act-form", "type=division-open member=seal", "malformed")


@pytest.mark.parametrize("drafted", ["named", "secret"])
def test_secrecy_is_that_of_the_draft(audit, drafted):
    world = ready(secrecy=drafted)
    if drafted == "secret":
        world.secrecy, world.form_type = "named", 129
    world.open_vote()
    verdict = audit(world.bundle())
    for name in ("secrecy", "form"):
        assert refused(verdict, "opening", f"type=division-open member=definition.{name}", "recomputed")


def test_a_form_that_is_none(audit):
    world = ready()
    world.form_type = 9
    world.open_vote()
    world.press(0, "for")
    verdict = audit(world.bundle())
    assert refused(verdict, "opening", "member=definition.form", "recomputed")


# -- certificates


@pytest.mark.parametrize("kind", ["open-ok", "open-refuse"])
def test_who_judges_an_opening(audit, kind):
    more = {} if kind == "open-ok" else {"code": "x", "detail": ""}
    world = ready()
    world.open_vote(certify=False)
    world.act("scrutineer", kind, **world.of(**more))  # in the role, but not of the ceremony
    assert rule(audit, world, kind, "not an active scrutineer")
    world = ready()
    world.open_vote()
    world.act("w1", kind, **world.of(**more))
    assert rule(audit, world, kind, "has done this, or the contrary")
    world = ready()
    world.open_vote(certify=False)
    world.act("w1", kind, division="d1", open=b64(bytes(32)), **more)
    assert rule(audit, world, kind, "not this division's")
    world = ready()
    world.open_vote()
    world.close()
    world.act("w1", kind, **world.of(**more))
    assert rule(audit, world, kind, "is closed, must be open")
    world = voted()
    world.acts.add(world.people["scrutineer"], kind, division="d1", open=b64(world.open), **more)
    assert rule(audit, world, kind, "not a secret vote")


def test_a_detail_has_at_most_200_characters(audit):
    world = ready()
    world.open_vote(certify=False)
    world.act("w1", "open-refuse", **world.of(code="x", detail="字" * 201))
    assert refused(audit(world.bundle()), "act-form", "type=open-refuse member=detail", "malformed")


def test_who_refuses_does_not_certify(audit):
    world = ready()
    world.open_vote(certify=False)
    world.act("w1", "open-refuse", **world.of(code="x", detail=""))
    world.certify()
    assert rule(audit, world, "open-ok", "scrutineer 1 has done this, or the contrary")


@pytest.mark.parametrize("kind", ["root-ok", "root-refuse"])
def test_who_judges_a_freeze(audit, kind):
    more = {} if kind == "root-ok" else {"code": "x", "detail": ""}
    world = pressed()
    world.close()
    world.act("w1", kind, **world.of(freeze=b64(bytes(32)), **more))
    assert rule(audit, world, kind, "the freeze referred to")
    world = frozen()
    world.act("w1", kind, **world.of(freeze=b64(bytes(32)), **more))
    assert rule(audit, world, kind, "the freeze referred to")
    world = frozen()
    world.act("scrutineer", kind, **world.of(freeze=b64(world.frozen), **more))
    assert rule(audit, world, kind, "not an active scrutineer")
    world = frozen()
    world.root()
    world.act("w2", kind, **world.of(freeze=b64(world.frozen), **more))
    assert rule(audit, world, kind, "scrutineer 2 has done this")


def test_who_freezes_what(audit):
    world = pressed()
    world.close()
    world.people["w0"], world.server = world.server, world.people["chair"]
    world.freeze()
    world.server = world.people["w0"]
    assert rule(audit, world, "division-freeze", "not the server")
    world = pressed()
    world.close()
    world.freeze(close=b64(bytes(32)))
    assert rule(audit, world, "division-freeze", "the act referred to (close)")
    world = voted()
    fields = {"epoch": 0, "size": 0, "root": b64(bytes(32)), "counted_root": b64(bytes(32)), "n": 0, "cells": ""}
    world.act("server", "division-freeze", division="d1", open=b64(world.open), close=b64(world.close_id), **fields)
    assert rule(audit, world, "division-freeze", "not a secret vote")


def test_no_freeze_of_an_open_division(audit):
    world = pressed()
    fields = {"epoch": 0, "size": 0, "root": b64(bytes(32)), "counted_root": b64(bytes(32)), "n": 0, "cells": b64(base(1) * 2)}
    world.act("server", "division-freeze", **world.of(close=b64(bytes(32)), **fields))
    assert rule(audit, world, "division-freeze", "is open, must be closed")


def test_a_tally_names_the_freeze(audit):
    world = frozen()
    world.root()
    world.release()
    world.frozen = bytes(32)
    world.tally()
    assert rule(audit, world, "division-tally", "the freeze referred to")
    world = frozen()
    world.tally()
    verdict = audit(world.bundle())
    assert refused(verdict, "release", "type=division-tally", "0 valid releases; 2 are needed")
    assert any(f.code == "freeze" for f in verdict.findings.failures)


def test_a_named_tally_names_none(audit):
    world = voted()
    world.tally()
    world.acts.items.pop()
    world.acts.chain.pop()
    fields = {"division": "d1", "open": b64(world.open), "close": b64(world.close_id), "result": world.result}
    world.act("server", "division-tally", **fields, freeze=b64(bytes(32)))
    assert rule(audit, world, "division-tally", "the freeze referred to")


def test_who_is_late_for_the_tally_is_refused(audit):
    world = frozen(n=5)
    world.root([1, 2, 3, 4])
    world.release()
    world.tally()
    world.root([5])
    assert rule(audit, world, "root-ok", "is tallied, must be closed")
    world.declare()
    world.release((3,))
    assert rule(audit, world, "release", "is declared, must be closed")


def test_no_release_of_a_void_vote(audit):
    world = frozen()
    world.root()
    void = world.act("chair", "division-void", division="d1", reason="x")
    world.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    world.release((1,))
    assert rule(audit, world, "release", "is void, must be")


# -- void-ok


def test_who_promises_never_to_release(audit):
    world = frozen()
    world.root()
    world.act("w1", "void-ok", **world.of())
    assert rule(audit, world, "void-ok", "is closed, must be void")
    world = frozen()
    world.root()
    world.release((1,))
    void = world.act("chair", "division-void", division="d1", reason="x")
    world.now += 60_000
    world.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    world.act("w1", "void-ok", **world.of())
    assert rule(audit, world, "void-ok", "scrutineer 1 has done this, or the contrary")
    world.act("w2", "void-ok", **world.of())
    world.act("w2", "void-ok", **world.of())
    assert rule(audit, world, "void-ok", "scrutineer 2 has done this")
    world.act("chair", "void-ok", **world.of())
    assert rule(audit, world, "void-ok", "not an active scrutineer")


# -- stand-down


def propose(world, index=3, who="chair"):
    return b64(world.act(who, "stand-down", index=index, reason="缺席"))


def test_who_is_stood_down_by_whom_and_when(audit):
    assert rule(audit, _proposed(who="secretariat"), "stand-down", "not an active chair")
    assert rule(audit, _proposed(index=4), "stand-down", "no active scrutineer 4")
    world = SecretWorld()
    world.begin_ceremony()
    propose(world)
    assert rule(audit, world, "stand-down", "no sealed keys")
    world = ready()
    world.open_vote()
    propose(world)
    assert rule(audit, world, "stand-down", "under way: d1")
    world = ready(n=2)
    propose(world, 2)
    assert rule(audit, world, "stand-down", "2 active scrutineers; 2 are needed")
    world = _proposed()
    propose(world, 2)
    assert rule(audit, world, "stand-down", "proposed already")


def _proposed(**how):
    world = ready()
    world.proposal = propose(world, **how)
    return world


def test_who_confirms_a_stand_down(audit):
    for who in ("w3", "chair", "scrutineer"):
        world = _proposed()
        world.act(who, "stand-down-ok", stand_down=world.proposal)
        assert rule(audit, world, "stand-down-ok", "not an active scrutineer")
    world = _proposed()
    world.act("w1", "stand-down-ok", stand_down=b64(bytes(32)))
    assert rule(audit, world, "stand-down-ok", "no such stand-down")
    world = _proposed()
    world.act("w1", "stand-down-ok", stand_down=world.proposal)
    world.act("w1", "stand-down-ok", stand_down=world.proposal)
    assert rule(audit, world, "stand-down-ok", "scrutineer 1 has done this")
    world = _proposed()
    world.act("secretariat", "stand-down-cancel", stand_down=world.proposal)
    assert rule(audit, world, "stand-down-cancel", "not an active chair")
    world = _proposed()
    world.act("chair", "stand-down-cancel", stand_down=b64(bytes(32)))
    assert rule(audit, world, "stand-down-cancel", "no such stand-down")


def test_one_confirmation_is_not_enough(audit):
    world = _proposed()
    world.act("w1", "stand-down-ok", stand_down=world.proposal)
    assert audit(world.bundle()).sitting.attempts[0].active == [1, 2, 3]
    world.act("w2", "stand-down-ok", stand_down=world.proposal)
    assert audit(world.bundle()).sitting.attempts[0].active == [1, 2]


def test_q_is_reckoned_anew_when_a_scrutineer_is_stood_down(audit):
    """It takes 4 of 5 with k = 2, and 3 where 4 are active; who was stood down counts no more."""
    world = frozen(n=5)
    world.root([1, 2, 3])
    world.release((1,))
    assert any(f.code == "release" for f in audit(world.bundle()).findings.failures)
    world = frozen(n=5)
    world.root([1, 2, 3])
    stand_down(world, 5)
    world.release((1, 2))
    world.tally()
    world.declare()
    assert audit(world.bundle()).ok
    world = frozen(n=5)
    world.root([1, 2, 5])
    stand_down(world, 5)
    world.release((1, 2))
    assert any(f.code == "release" for f in audit(world.bundle()).findings.failures)
