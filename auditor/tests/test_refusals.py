"""Each refusal of §3 to §5 that the larger tests do not meet, with its code, place and reason."""

import pytest
from world import World, b64, canon, declared, dig, pub, seal, sign, two, unb64, voted

from hemicycle_audit import bundle
from hemicycle_audit.bundle import verify_bundle


def refused(verdict, code, place, reason):
    """Tell whether a failure has the code, the end of the place, and the words in its English reason."""
    return any(f.code == code and f.place.endswith(place) and reason in f.en for f in verdict.findings.failures)


def meeting():
    world = World()
    world.start()
    world.announce()
    return world


def test_a_file_too_large(monkeypatch, honest):
    monkeypatch.setattr(bundle, "MAX_BYTES", 1000)
    verdict = verify_bundle(canon(honest.bundle()))
    assert refused(verdict, "bundle-form", "offset=1000", "more than 1000 bytes")


def test_an_unknown_type(audit):
    world = World()
    world.act("chair", "division-annul", division="d1")
    assert refused(audit(world.bundle()), "act-form", "act=1 member=type", "no such type")


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"seat": "s1", "member": "m1", "extra": 1}, "member=extra"),
        ({"seat": "s1"}, "member=member"),
        ({"seat": "s/1", "member": "m1"}, "member=seat"),
        ({"seat": "s1", "member": "m1", "time": "2026-02-30T00:00:00.000Z"}, "member=time"),
        ({"seat": "s1", "member": "m1", "time": "2026-02-03T00:00:00Z"}, "member=time"),
        ({"seat": "s1", "member": "m1", "nonce": "AAAA"}, "member=nonce"),
        ({"seat": "s1", "member": "m1", "v": True}, "member=v"),
        ({"seat": "s1", "member": "m1", "after": {"n": 1}}, "member=after.d"),
    ],
)
def test_members_of_an_act(audit, members, place):
    world = World()
    world.acts.add(world.terminals[1], "check-in", **members)
    assert refused(audit(world.bundle()), "act-form", f"type=check-in {place}", "malformed")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda m: m.append(dict(m[0])), "members[9]"),
        (lambda m: m[1].update(seat="s0"), "members[1]"),
        (lambda m: m[2].update(role="chair"), "members[2].role"),
        (lambda m: m[2].update(latin=None), "members[2].latin"),
    ],
)
def test_members_of_a_roster(audit, change, place):
    world, members = World(), World().roster()
    change(members)
    world.reg("secretariat", "roster-set", members=members)
    assert refused(audit(world.bundle()), "act-form", f"member={place}", "malformed")


def test_an_act_of_another_log(audit):
    world = World()
    world.act("chair", "sitting-open", log="sitting.s2", register=world.register.point())
    assert refused(audit(world.bundle()), "act-form", "member=log", "another log: sitting.s2")


def test_a_weak_key(audit):
    world = World()
    world.acts.add(world.terminals[1], "check-in", actor=b64(b"\1" + bytes(31)), member="m1", seat="s1")
    assert refused(audit(world.bundle()), "act-signature", "member=actor", "not an acceptable")


def test_a_co_signature_where_none_is_asked(audit):
    world = World()
    world.act("chair", "sitting-open", cosigner=world.key(), register=world.register.point())
    assert refused(audit(world.bundle()), "act-cosignature", "type=sitting-open", "has no co-signature")


def test_references_to_the_register_never_go_back(audit):
    world = World()
    world.start()
    world.announce()
    world.open_vote(register=world.register.point(len(world.register.items) - 2))
    assert refused(audit(world.bundle()), "opening", "member=register", "older than")


def test_logs_begin_with_their_creation(audit):
    world = World()
    world.acts.items, world.acts.chain = [], []
    world.act("chair", "sitting-open", register=world.register.point())
    verdict = audit(world.bundle())
    assert refused(verdict, "act-rule", "sitting.s1 act=0", "must be sitting-create")
    document = {**world.bundle(), "register": []}
    verdict = audit(seal(document, world.server))
    assert refused(verdict, "act-rule", "body.town act=0", "must be body-create")


def test_creation_only_at_the_beginning(audit):
    world, code = World(), World(seed=9).key()
    fields = {"id": "town", "kind": "street", "name": two("x"), "holder": "x", "code": b64(pub(code))}
    world.register.add(world.key(), "body-create", cosigner=code, **fields)
    create = {"id": "s1", "body": "town", "title": two("x"), "kind": "plenary", "quorum": "Q2"}
    point = world.register.point()
    world.act("secretariat", "sitting-create", **create, register=point, server=b64(pub(world.server)))
    verdict = audit(world.bundle())
    for kind in ("body-create", "sitting-create"):
        assert refused(verdict, "act-rule", f"type={kind}", "only be the first")


def test_the_bundle_names_the_sitting_the_body_and_the_server(audit, honest):
    world = World()
    world.acts.items, world.acts.chain = [], []
    create = {"id": "s2", "body": "city", "title": two("x"), "kind": "plenary", "quorum": "Q2"}
    point = world.register.point()
    world.act("secretariat", "sitting-create", **create, register=point, server=b64(pub(world.key())))
    verdict = audit(world.bundle())
    assert refused(verdict, "act-rule", "type=sitting-create", "not the body or sitting")
    assert refused(verdict, "act-rule", "type=sitting-create", "the server's key is not")
    document = seal({**honest.bundle(), "division": "d9"}, honest.server)
    assert refused(audit(document), "not-declared", "division=d9", "no such division")


def test_what_only_the_server_does(audit, honest):
    world = voted()
    world.server, server = world.people["chair"], world.server
    world.tally()
    world.server = server
    assert refused(audit(world.bundle()), "act-rule", "type=division-tally", "not the server")
    world = voted()
    world.acts.items.pop()
    world.acts.chain.pop()
    world.close("deadline", who="chair")
    assert refused(audit(world.bundle()), "close", "type=division-close", "only the server")


def test_codes_and_keys_of_the_register(audit):
    world = World()
    code = world.key()
    world.issue(code, "observer", "", "屏幕")
    world.issue(code, "observer", "", "屏幕")
    assert refused(audit(world.bundle()), "act-rule", "type=codes-issue", "issued before")
    world = World()
    world.reg("secretariat", "key-revoke", key=b64(pub(world.key())), reason="x")
    assert refused(audit(world.bundle()), "act-rule", "type=key-revoke", "is not active")
    world = World()
    fields = {"key": b64(pub(world.terminals[0])), "reason": "x"}
    other = world.code(world.key(), "deputy", "s1")
    world.reg("secretariat", "key-replace", **fields, code=other)
    assert refused(audit(world.bundle()), "act-rule", "type=key-replace", "not the role and seat")


def test_states_of_the_sitting(audit):
    world = World()
    world.check_in(0)
    assert refused(audit(world.bundle()), "act-rule", "type=check-in", "not open (created)")
    world = World()
    world.start()
    world.act("chair", "sitting-open", register=world.register.point())
    assert refused(audit(world.bundle()), "act-rule", "type=sitting-open", "the sitting is open")


def test_ids_of_divisions(audit):
    world = World()
    world.act("chair", "division-announce", division="d7")
    assert refused(audit(world.bundle()), "act-rule", "type=division-announce", "no division d7")
    world = meeting()
    world.announce()
    assert refused(audit(world.bundle()), "act-rule", "type=division-draft", "is used")


def test_references_between_acts_of_a_division(audit):
    other = b64(bytes(32))
    world = voted()
    world.acts.items.pop()
    world.acts.chain.pop()
    world.act("chair", "division-close", division="d1", open=other, reason="chair")
    assert refused(audit(world.bundle()), "act-rule", "type=division-close", "opening referred to")
    for name in ("close_id", "tally_id"):
        world = voted()
        if name == "tally_id":
            world.tally()
        setattr(world, name, bytes(32))
        world.tally() if name == "close_id" else world.declare()
        kind = {"close_id": "tally", "tally_id": "declare"}[name]
        assert refused(audit(world.bundle()), "act-rule", f"type=division-{kind}", "the act referred to")


def test_a_declaration_covers_the_tally(audit):
    world = voted()
    world.tally()
    tally = len(world.acts.items) - 1
    world.declare(after=world.acts.point(tally - 1))
    place = f"act={tally + 1} type=division-declare"
    assert refused(audit(world.bundle()), "act-rule", place, f"the tally is act {tally}")


def test_void_is_proposed_by_one_and_confirmed_by_another(audit):
    world = voted()
    world.act("scrutineer", "division-void-confirm", division="d1", void=b64(bytes(32)))
    assert refused(audit(world.bundle()), "act-rule", "type=division-void-confirm", "no such void")
    world = voted()
    void = world.act("secretariat", "division-void", division="d1", reason="x")
    world.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    verdict = audit(world.bundle())
    assert refused(verdict, "act-rule", "type=division-void-confirm", "same key")
    assert verdict.state == "closed"


def test_a_limit_of_changes(audit):
    world = meeting()
    world.open_vote(max_seq=2)
    for choice in (0, 1, 2):
        world.cast(0, choice)
    place = "position=3 seat=s0 member=m0"
    assert refused(audit(world.bundle()), "ballot-sequence", place, "over the limit 2")


def test_the_first_ballot_follows_the_opening(audit):
    world = meeting()
    world.open_vote()
    world.cast(0, 1, change=lambda seq, prev: (seq, bytes(32)))
    place = "position=1 seat=s0 member=m0"
    assert refused(audit(world.bundle()), "ballot-sequence", place, "broken sequence")


def test_lists_of_the_result_have_the_length_of_the_box(audit):
    world = voted()
    world.tally()
    world.result["counted"] = b64(unb64(world.result["counted"])[:-4])
    world.declare()
    place = "type=division-declare member=result.counted"
    assert refused(audit(world.bundle()), "board", place, "6 seats are signed")
    assert refused(audit(world.bundle()), "tally", place, "says 6, recomputed 7")


def test_the_figures_of_other_divisions_are_recomputed_from_what_is_signed(audit):
    world = voted()
    world.tally(carried=False)
    world.declare()
    world.announce("d2", number=2)
    world.open_vote("d2")
    world.close()
    world.tally()
    world.declare()
    place = "type=division-tally member=result.carried"
    assert refused(audit(world.bundle("d2")), "tally", place, "says False")


def test_a_ballot_signed_for_another_purpose(audit, honest):
    entry = honest.ballots[1]
    wrong = sign(honest.terminals[1], "act", entry[1:105])
    honest.ballots[1] = entry[:105] + wrong
    assert refused(audit(honest.bundle()), "ballot-signature", "seat=s1 member=m1", "does not hold")
    assert dig("ballot", entry[1:105]) != dig("act", entry[1:105])


def test_a_bundle_of_two_failures_names_both(audit):
    document = declared().bundle()
    document["heads"][0]["ms"] += 1
    verdict = audit(document)
    assert {f.code for f in verdict.findings.failures} == {"seal", "head-signature"}
