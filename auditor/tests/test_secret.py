"""Honest secret votes of every kind verify, and what is told of them is what happened."""

import json

import pytest
from crook import has
from secret_world import SecretWorld, pressed, ready, stand_down
from world import b64, pub

from hemicycle_audit.bundle import verify_bundle
from hemicycle_audit.report import as_object, as_text, counts


def check(audit, world, name="d1"):
    verdict = audit(world.bundle(name))
    assert verdict.findings.failures == []
    return verdict


def figures(verdict):
    return [counts(verdict)[name] for name in ("for", "against", "abstain", "not_pressed")]


def short(world, name="d1", voters=4, **opened):
    """A whole vote, all for."""
    world.announce(name, number=len(world.drafts) + 1, **opened)
    world.open_vote(name)
    for i in range(voters):
        world.press(i, "for")
    world.finish()


def voided(world, reason="网络故障"):
    void = world.act("chair", "division-void", division=world.name, reason=reason)
    world.act("secretariat", "division-void-confirm", division=world.name, void=b64(void))


# -- whole votes


def test_a_declared_vote(audit, secret):
    verdict = check(audit, secret)
    assert verdict.state == "declared"
    assert figures(verdict) == [4, 1, 1, 1]
    assert counts(verdict)["carried"] is True
    assert (counts(verdict)["entries"], counts(verdict)["ballots"]) == (9, 6)


def test_what_json_says_of_it(audit, secret):
    seen = as_object(audit(secret.bundle()), "x")
    assert seen["secrecy"] == "secret"
    assert "votes" not in seen
    assert {name: seen["ceremony"][name] for name in ("attempt", "k", "n")} == {"attempt": 1, "k": 2, "n": 3}
    assert seen["ceremony"]["seal"] == b64(secret.held.seal)
    assert seen["ceremony"]["public"] == b64(secret.held.public)
    rows = seen["scrutineers"]
    assert [row["key"] for row in rows] == [b64(pub(key)) for key in secret.devices()]
    assert [row["holder"] for row in rows] == ["w1", "w2", "w3"]
    assert [row["certified"] and row["rooted"] for row in rows] == [True] * 3
    assert [row["released"] and row["valid"] for row in rows] == [True, True, False]
    assert len(seen["anchors"]["pin"]["fingerprint"].split("-")) == 4


def test_nothing_tells_who_chose_what(audit):
    """Two votes that differ in choices only: all that is told of one by seat is told of the other."""
    told = []
    for turned in (False, True):
        world = ready()
        world.open_vote()
        for i in range(6):
            world.press(i, "for" if (i < 3) != turned else "against")
        world.finish()
        seen = as_object(check(audit, world), "x")
        told.append(json.dumps({name: seen[name] for name in ("counts", "failures", "warnings", "void")}))
    assert told[0] == told[1]
    assert "seat" not in told[0]


@pytest.mark.parametrize("choice", ["for", "against", "abstain"])
def test_all_of_one_mind(audit, choice):
    world = ready()
    world.open_vote()
    for i in range(7):
        world.press(i, choice)
    world.finish()
    seen = counts(check(audit, world))
    assert [seen[name] for name in ("for", "against", "abstain")] == [7 * (choice == n) for n in ("for", "against", "abstain")]


def test_nobody_presses(audit):
    """Nothing is decrypted; devices release nothing, and all counts are 0."""
    world = ready()
    world.open_vote()
    world.spoil(1)
    world.finish()
    verdict = check(audit, world)
    assert figures(verdict) == [0, 0, 0, 7]
    assert counts(verdict)["carried"] is False


def test_three_ballots_are_enough(audit):
    world = ready()
    world.open_vote()
    for i in range(3):
        world.press(i, "abstain")
    world.finish(releasing=(2, 3))
    assert figures(check(audit, world)) == [0, 0, 3, 4]


@pytest.mark.parametrize(("n", "k"), [(2, 2), (3, 3), (5, 3), (4, 2), (15, 8)])
def test_other_numbers_of_scrutineers(audit, n, k):
    world = ready(n=n, k=k)
    world.open_vote()
    for i in range(4):
        world.press(i, "for")
    world.finish(releasing=range(n - k + 1, n + 1))
    assert figures(check(audit, world)) == [4, 0, 0, 3]


def test_a_challenge_leaves_the_counted_ballot_as_it_was(audit):
    world = ready()
    world.open_vote()
    for i in range(3):
        world.press(i, "for")
        world.spoil(i)
    world.press(0, "against")
    world.spoil(0)
    world.finish()
    verdict = check(audit, world)
    assert figures(verdict) == [2, 1, 0, 4]
    assert verdict.box.last[pub(world.terminals[0])].seq == 3


def test_a_countdown(audit):
    world = ready()
    world.open_vote(auto_close_s=60)
    for i in range(3):
        world.press(i, "for")
    world.now = world.deadline
    world.close("deadline")
    world.freeze()
    world.root()
    world.release()
    world.tally()
    world.declare()
    assert figures(check(audit, world)) == [3, 0, 0, 4]


def test_hundreds_of_ballots_in_several_processes(secret):
    """More than one chunk a process, and one that is not full."""
    world = ready(150)
    world.open_vote()
    for i in range(150):
        world.press(i, ("for", "against", "abstain")[i % 3])
    world.finish()
    document, seen = world.bundle(), []
    from world import canon

    for jobs in (1, 2):
        steps = []
        verdict = verify_bundle(canon(document), progress=lambda *step, steps=steps: steps.append(step), jobs=jobs)
        assert verdict.findings.failures == []
        assert ("ballots", 150, 150) in steps
        seen.append(as_object(verdict, "x"))
    assert seen[0] == seen[1]


def test_secret_and_named_votes_in_one_sitting(audit, secret):
    secret.secrecy, secret.form_type = "named", 129
    secret.announce("d2", number=2)
    secret.open_vote("d2")
    for i in range(5):
        secret.cast(i, 1)
    secret.close()
    secret.tally()
    secret.declare()
    verdict = check(audit, secret, "d2")
    assert as_object(verdict, "x")["secrecy"] == "named"
    assert len(as_object(verdict, "x")["votes"]) == 5
    text = as_text(verdict, "x", "en")
    assert "key ceremony recomputed" in text  # of the other vote
    assert "released" not in text
    world = SecretWorld()
    world.secrecy, world.form_type = "named", 129
    world.start()
    world.announce(secrecy="named")
    world.open_vote()
    world.cast(0, 1)
    world.close()
    world.tally()
    world.declare()
    assert "ceremony" not in as_text(check(audit, world), "x", "en")


def test_the_figures_of_other_secret_votes_are_recomputed(audit):
    """Their ballots are elsewhere, but what the scrutineers opened is in the acts."""
    for change in ({}, {"for": 3, "against": 1, "carried": False}):
        world = ready()
        world.open_vote()
        for i in range(4):
            world.press(i, "for")
        world.close()
        world.freeze()
        world.root()
        world.release()
        world.tally(**change)
        world.declare()
        short(world, "d2")
        verdict = audit(world.bundle("d2"))
        assert verdict.ok == (not change)
    assert has(verdict, "tally", "type=division-tally", "member=result.for")


# -- the ceremony


def test_a_ceremony_held_again(audit):
    """The first is ended by the chair, the second by a scrutineer, the third by the fourth; the last one counts."""
    world = SecretWorld()
    world.begin_ceremony()
    world.send("commit", 1, message=b64(bytes(32)))
    world.act("chair", "ceremony-abort", attempt=1, index=0, culprit=2, code="ceremony-timeout", message="")
    world.begin_ceremony("chair")
    world.send("commit", 2, message=b64(bytes(32)))
    world.send("abort", 2, culprit=1, code="ceremony-share", message=b64(b"complaint"))
    world.begin_ceremony()
    world.send("commit", 3, message=b64(b"of any length: the server does not judge it"))
    world.ceremony()
    world.start()
    short(world)
    verdict = check(audit, world)
    assert verdict.attempt.number == 4


def test_a_ceremony_given_up_when_it_was_ready(audit):
    world = SecretWorld()
    world.ceremony()
    world.send("abort", 3, culprit=0, code="share-unreadable", message="")
    world.start()
    world.announce()
    world.open_vote()
    verdict = audit(world.bundle())
    assert any("no sealed keys" in f.en for f in verdict.findings.failures if f.code == "opening")
    world = SecretWorld()
    world.ceremony()
    world.send("abort", 3, culprit=0, code="share-unreadable", message="")
    world.ceremony()
    world.start()
    short(world)
    check(audit, world)


def test_a_new_ceremony_between_two_votes(audit, secret):
    """After the chair's device was replaced; the earlier vote is still judged by its own keys."""
    code = secret.key()
    secret.reg("secretariat", "key-revoke", key=b64(pub(secret.people["chair"])), reason="更换")
    secret.issue(code, "chair", "", "chair")
    secret.people["chair"] = secret.use(code)
    first = secret.held
    secret.ceremony()
    assert secret.held.seal != first.seal
    short(secret, "d2")
    verdict = check(audit, secret, "d2")
    assert (verdict.attempt.number, len(verdict.sitting.attempts)) == (2, 2)


def test_a_chair_whose_device_was_replaced_after_the_ceremony(audit):
    world = ready()
    code = world.key()
    world.issue(code, "chair", "", "chair")
    world.people["chair"] = world.use(code)
    world.open_vote()
    assert has(audit(world.bundle()), "opening", "type=division-open", "member=actor")


# -- stand-down


@pytest.mark.parametrize("when", ["announced", "closed", "frozen"])
def test_an_absent_scrutineer_is_stood_down(audit, when):
    world = ready()
    if when == "announced":
        stand_down(world, 3)
    world.open_vote()
    for i in range(5):
        world.press(i, "for")
    world.close()
    if when == "closed":
        stand_down(world, 3)
    world.freeze()
    if when == "frozen":
        world.root([1, 2])
        stand_down(world, 3)
    else:
        world.root([1, 2])
    world.release()
    world.tally()
    world.declare()
    verdict = check(audit, world)
    assert [row["active"] for row in as_object(verdict, "x")["scrutineers"]] == [True, True, False]
    assert "已停用" in as_text(verdict, "x", "zh")


def test_a_stand_down_that_was_taken_back(audit):
    world = ready()
    proposed = world.act("chair", "stand-down", index=2, reason="缺席")
    world.act("w1", "stand-down-ok", stand_down=b64(proposed))
    world.act("chair", "stand-down-cancel", stand_down=b64(proposed))
    world.open_vote()
    for i in range(4):
        world.press(i, "for")
    world.finish()
    check(audit, world)


def test_more_devices_than_are_needed(audit):
    """q is 4 of 5: the fifth may certify, and all five release, as long as there is no tally."""
    world = ready(n=5, k=3)
    world.open_vote()
    for i in range(4):
        world.press(i, "for")
    world.close()
    world.freeze()
    world.root([1, 2, 3, 4])
    world.release((1, 2))
    world.root([5])
    world.release((3, 4, 5))
    world.tally()
    world.declare()
    verdict = check(audit, world)
    assert sorted(verdict.division.sealed.valid) == [1, 2, 3, 4, 5]


# -- refusals and voids


def test_refusals_are_told(audit):
    world = ready(n=5, k=2)
    world.open_vote(certify=False)
    world.certify([1, 2, 3, 4])
    world.act("w5", "open-refuse", **world.of(code="electorate", detail="少一人"))
    for i in range(4):
        world.press(i, "for")
    world.close()
    world.freeze()
    world.root([1, 2, 3, 5])
    world.act("w4", "root-refuse", **world.of(freeze=b64(world.frozen), code="root", detail=""))
    world.release()
    world.tally()
    world.declare()
    rows = as_object(check(audit, world), "x")["scrutineers"]
    assert [row["refused"] for row in rows] == [[], [], [], ["root"], ["electorate"]]


def test_void_while_open_without_a_certificate(audit):
    world = ready()
    world.open_vote(certify=False)
    world.act("w1", "open-refuse", **world.of(code="electorate", detail=""))
    voided(world)
    for name in world.names:
        world.act(name, "void-ok", **world.of())
    verdict = check(audit, world)
    assert verdict.division.count == "unknown"
    assert [w.code for w in verdict.findings.warnings] == ["opening"]
    seen = as_object(verdict, "x")
    assert seen["void"]["count"] == "unknown"
    assert [row["void_ok"] for row in seen["scrutineers"]] == [True] * 3
    assert "for" not in seen["counts"]


def test_promises_after_the_sitting_is_closed(audit):
    world = pressed()
    voided(world)
    world.act("chair", "sitting-close")
    for name in world.names:
        world.act(name, "void-ok", **world.of())
    assert check(audit, world).division.count == "unknown"


def test_a_vote_that_was_not_certified_is_not_frozen(audit):
    world = ready()
    world.open_vote(certify=False)
    world.press(0, "for")
    world.close()
    world.freeze()
    voided(world)
    assert has(audit(world.bundle()), "opening", "type=division-open")


@pytest.mark.parametrize(
    ("releasing", "promising", "tallied", "count"),
    [
        ((), (1, 2, 3), False, "unknown"),
        ((), (1, 2), False, "unknown"),
        ((), (3,), False, "may-be-known"),
        ((1,), (2, 3), False, "unknown"),
        ((1,), (2,), False, "may-be-known"),
        ((1, 2), (3,), False, "may-be-known"),
        ((1, 2), (3,), True, "known"),
    ],
)
def test_what_is_known_of_a_void_vote(audit, releasing, promising, tallied, count):
    world = pressed()
    world.close()
    world.freeze()
    world.root()
    world.release(releasing)
    if tallied:
        world.tally()
    void = world.act("chair", "division-void", division="d1", reason="网络故障")
    world.now += 60_000
    world.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    for i in promising:
        world.act(f"w{i}", "void-ok", **world.of())
    verdict = check(audit, world)
    assert verdict.division.count == count
    assert (figures(verdict) == [4, 1, 1, 1]) if tallied else ("for" not in counts(verdict))
    assert {"known": "票数已公开", "unknown": "无人知晓", "may-be-known": "可能有人"}[count] in as_text(verdict, "x", "zh")


def test_with_k_releases_in_the_record_no_promise_helps(audit):
    """Who released is stood down, and all others promise; whoever reads the record can count."""
    world = pressed(n=5, k=2)
    world.close()
    world.freeze()
    world.root()
    world.release((1, 2))
    stand_down(world, 1)
    stand_down(world, 2)
    world.now += 60_000
    voided(world)
    for i in world.active:
        world.act(f"w{i}", "void-ok", **world.of())
    assert world.active == [3, 4, 5]
    assert check(audit, world).division.count == "may-be-known"


@pytest.mark.parametrize(("promising", "count"), [((1,), "may-be-known"), ((1, 2), "unknown")])
def test_who_was_active_at_the_opening_could_have_released(audit, promising, count):
    """Also who was stood down since: two of three were enough."""
    world = pressed()
    world.close()
    stand_down(world, 3)
    voided(world)
    for i in promising:
        world.act(f"w{i}", "void-ok", **world.of())
    assert check(audit, world).division.count == count


@pytest.mark.parametrize(("after", "allowed"), [(59_999, False), (60_000, True)])
def test_no_void_within_a_minute_of_the_first_release(audit, after, allowed):
    world = pressed()
    world.close()
    world.freeze()
    world.root()
    world.release((1,))
    world.now += after - 14  # the void comes first, 7 ms before its confirmation
    voided(world)
    verdict = audit(world.bundle())
    assert (verdict.state == "void") == verdict.ok == allowed
    assert allowed or has(verdict, "act-rule", "type=division-void-confirm")


@pytest.mark.parametrize("count", ["unknown", "may-be-known"])
def test_a_vote_held_again(audit, count):
    """Who was no elector when a vote was held whose count may be known does not vote on it anew."""
    world = SecretWorld()
    world.ceremony()
    world.start(range(6))
    world.announce()
    world.open_vote()
    for i in range(4):
        world.press(i, "for")
    world.close()
    voided(world)
    for i in (1, 2) if count == "unknown" else (1,):
        world.act(f"w{i}", "void-ok", **world.of())
    world.check_in(6)
    world.announce("d2", number=2, again="d1")
    world.open_vote("d2")
    voided(world)
    for name in world.names:
        world.act(name, "void-ok", **world.of())
    short(world, "d3", again="d2")
    verdict = audit(world.bundle("d3"))
    assert verdict.ok == (count == "unknown")
    if count != "unknown":
        grown = [f for f in verdict.findings.failures if f.code == "opening"]
        assert ["m6" in f.en for f in grown] == [True, True]  # of d2, and of d3, whose matter is that of d1


def test_a_vote_held_again_by_the_same_members(audit):
    world = ready()
    world.open_vote()
    world.press(0, "for")
    world.close()
    voided(world)
    world.depart(6)
    world.replace(5)
    world.check_in(6)
    short(world, "d2", again="d1")
    check(audit, world, "d2")
