"""Whoever owns the server's keys and touches opening, result, register or heads is caught, and the place is named."""

import pytest
from crook import has
from nacl.signing import SigningKey
from world import World, b64, declared, pub, seal, unb64, voted

from hemicycle_audit.bundle import Anchors

# -- opening, close, result


def test_n_changed_in_the_opening(audit, crook):
    n = crook.find("division-open")
    crook.edit(n, lambda body: body.update(n=6))
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", f"act={n}")
    assert has(verdict, "opening", f"act={n}", "member=n")
    assert has(verdict, "ballot-open", "position=1", "seat=s0")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"n": 8}, "member=n"),
        ({"p": 6}, "member=p"),
        ({"round": 2}, "member=round"),
        ({"kind": "trial"}, "member=kind"),
        ({"electorate": {"size": 6, "root": b64(bytes(32))}}, "member=electorate.size"),
        ({"electorate": {"size": 7, "root": b64(bytes(32))}}, "member=electorate.root"),
        ({"server": b64(pub(SigningKey(b"1" * 32)))}, "member=server"),
        ({"opened_ms": 1}, "member=opened_ms"),
        ({"register": {"n": 4, "d": b64(bytes(32))}}, "member=register"),
    ],
)
def test_an_opening_that_the_chair_was_tricked_to_sign(audit, change, place):
    world = World()
    world.start()
    world.announce()
    world.open_vote(**change)
    assert has(audit(world.bundle()), "opening", "type=division-open", place)


def test_another_text_than_the_draft(audit):
    world = World()
    world.start()
    world.announce()
    world.drafts["d1"] = {**world.drafts["d1"], "text": {"zh": "别的", "en": "other"}}
    world.open_vote()
    assert has(audit(world.bundle()), "opening", "type=division-open", "member=definition.text")


def test_figures_changed_in_the_tally_only(audit, crook):
    crook.fixed_result = {**crook.result(), "for": 3, "not_pressed": 2, "carried": False}
    verdict = audit(crook.reseal())
    n = crook.find("division-tally")
    assert has(verdict, "tally", f"act={n}", "member=result.for")
    assert has(verdict, "tally", f"act={n}", "member=result.carried")
    assert has(verdict, "tally", "type=division-declare", "member=result.for")


def test_figures_changed_in_tally_and_declaration(audit, crook):
    crook.fixed_result = {**crook.result(), "for": 3, "against": 2, "carried": False}
    n = crook.find("division-declare")
    crook.edit(n, lambda body: body.update(result=crook.fixed_result))
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", f"act={n}")
    assert has(verdict, "tally", f"act={n}", "member=result.against")


@pytest.mark.parametrize("name", ["root", "counted_root", "size", "entries", "counted"])
def test_what_the_tally_says_of_the_board(audit, crook, name):
    true = crook.result()
    false = {
        "root": b64(bytes(32)),
        "counted_root": b64(bytes(32)),
        "size": 7,
        "entries": b64(unb64(true["entries"])[:-4] + bytes(4)),
        "counted": b64(bytes(4) + unb64(true["counted"])[4:]),
    }
    crook.fixed_result = {**true, name: false[name]}
    assert has(audit(crook.reseal()), "board", "type=division-tally", f"member=result.{name}")


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_needed_and_rule(audit, crook, missing):
    name, value = [("needed", 3), ("rule", "M7"), ("members", 8)][missing]
    crook.fixed_result = {**crook.result(), name: value}
    assert has(audit(crook.reseal()), "tally", "type=division-tally", f"member=result.{name}")


def test_a_close_forged_by_the_server(audit):
    world = voted()
    world.acts.items.pop()
    world.acts.chain.pop()
    world.close("chair", who="server")
    world.tally()
    world.declare()
    assert has(audit(world.bundle()), "close", "type=division-close")


def test_a_close_by_the_secretariat(audit):
    world = voted()
    world.acts.items.pop()
    world.acts.chain.pop()
    world.close("chair", who="secretariat")
    assert has(audit(world.bundle()), "close", "type=division-close")


@pytest.mark.parametrize("seconds", [0, 60])
def test_a_deadline_that_has_not_come(audit, seconds):
    world = World()
    world.start()
    world.announce()
    world.open_vote(auto_close_s=seconds)
    world.close("deadline")
    world.tally()
    world.declare()
    verdict = audit(world.bundle())
    assert has(verdict, "close", "type=division-close")
    assert {f.code for f in verdict.findings.failures} == {"close"}


def test_the_deadline_extended_by_the_server(audit):
    world = World()
    world.start()
    world.announce()
    world.open_vote(auto_close_s=10)
    fields = {"division": "d1", "open": b64(world.open), "deadline_ms": world.deadline + 5000}
    world.act("server", "division-extend", **fields)
    assert has(audit(world.bundle()), "act-rule", "type=division-extend")


def test_not_declared(audit, crook):
    n = crook.find("division-declare")
    del crook.doc["acts"][n]
    verdict = audit(crook.reseal())
    assert has(verdict, "not-declared", "division=d1")
    assert [f.code for f in verdict.findings.failures] == ["not-declared"]


def test_declared_by_the_server(audit, crook):
    n = crook.find("division-declare")
    body = crook.read(n)
    del crook.doc["acts"][n]
    members = {name: body[name] for name in ("type", "division", "open", "tally", "result")}
    crook.insert(n, crook.own, **members)
    assert has(audit(crook.reseal()), "act-rule", f"act={n}", "type=division-declare")


def test_void_by_one_person(audit):
    world = voted()
    void = world.act("chair", "division-void", division="d1", reason="网络故障")
    world.act("chair", "division-void-confirm", division="d1", void=b64(void))
    verdict = audit(world.bundle())
    assert has(verdict, "act-rule", "type=division-void-confirm")
    assert has(verdict, "not-declared", "division=d1")


def test_void_confirmed_by_the_server(audit):
    world = voted()
    void = world.act("chair", "division-void", division="d1", reason="网络故障")
    world.act("server", "division-void-confirm", division="d1", void=b64(void))
    assert has(audit(world.bundle()), "act-rule", "type=division-void-confirm")


def test_void_after_the_declaration(audit, honest):
    void = honest.act("chair", "division-void", division="d1", reason="反悔")
    honest.act("scrutineer", "division-void-confirm", division="d1", void=b64(void))
    verdict = audit(honest.bundle())
    assert has(verdict, "act-rule", "type=division-void")
    assert verdict.state == "declared"


# -- the register


def test_an_administrator_slipped_in(audit, crook):
    code = SigningKey(b"\x07" * 32)
    crook.insert(3, crook.own, "register", code, type="admin-enrol", code=b64(pub(code)), holder="某人")
    verdict = audit(crook.reseal())
    assert has(verdict, "act-after", "body.town", "acts=3..3")
    assert has(verdict, "act-after", "type=sitting-create", "member=register")
    assert has(verdict, "opening", "type=division-open", "member=register")


def test_the_roster_altered(audit, crook):
    n = crook.find("roster-set", log="register")
    crook.edit(n, lambda body: body["members"].pop(), "register")
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", "body.town", f"act={n}")
    assert has(verdict, "act-after", "body.town", f"acts={n}..{n}")


def test_an_enrolment_with_another_key(audit, crook):
    """The crook takes the place of a terminal, but does not know its code."""
    n = crook.find("enrol", 4, log="register")
    crook.edit(n, lambda body: body.update(actor=b64(pub(crook.own))), "register", crook.own)
    verdict = audit(crook.reseal())
    assert has(verdict, "act-cosignature", "body.town", f"act={n}")
    assert has(verdict, "opening", "member=electorate.root")


def test_an_enrolment_without_co_signature(audit, crook):
    n = crook.find("enrol", 4, log="register")
    del crook.doc["register"][n]["c"]
    assert has(audit(crook.reseal()), "act-cosignature", "body.town", f"act={n}")


# -- heads, seal and anchors


def test_heads(audit, honest):
    document = honest.bundle()
    bad = [dict(head) for head in document["heads"]]
    bad[2]["s"] = bad[3]["s"]
    assert has(audit(seal({**document, "heads": bad}, honest.server)), "head-signature", "head=2")
    swapped = [document["heads"][1], document["heads"][0]]
    assert has(audit(seal({**document, "heads": swapped}, honest.server)), "head-order", "head=1")
    honest.ballots[0], honest.ballots[1] = honest.ballots[1], honest.ballots[0]
    honest.head()
    later = [*document["heads"][:-1], honest.heads[-1]]
    assert has(audit(seal({**document, "heads": later}, honest.server)), "head-root", f"head={len(later) - 1}")


def test_the_seal_of_another_server(audit, honest):
    assert has(audit(seal(honest.bundle(), SigningKey(b"2" * 32))), "seal", "member=seal")


def test_a_whole_congress_invented(audit):
    """A bundle made up from nothing is consistent: only the anchors tell."""
    true, false = declared(seed=1), declared(seed=2)
    assert audit(false.bundle()).ok
    verdict = audit(false.bundle(), Anchors(admin=pub(true.people["secretariat"])))
    assert has(verdict, "anchor", "admin-key")
    assert has(audit(false.bundle(), Anchors(server=pub(true.server))), "anchor", "server-key")
    roll = {f"s{i}": pub(key) for i, key in true.terminals.items()}
    assert has(audit(false.bundle(), Anchors(keys=roll)), "anchor", "seat=s3", "member=m3")
    assert has(audit(true.bundle(), Anchors(keys={"s0": roll["s0"]})), "anchor", "seat=s1")
    assert audit(true.bundle(), Anchors(pub(true.people["secretariat"]), pub(true.server), roll)).ok
