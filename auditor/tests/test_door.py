"""Cards and check-ins at the door (docs/check-in.md): honest ones are verified, all else is caught and named."""

import pytest
from world import World, b64, pub


def wrong(verdict):
    return [(failure.code, failure.place, failure.en) for failure in verdict.findings.failures]


def only(verdict, code, place, reason):
    rows = wrong(verdict)
    assert any(row[0] == code and place in row[1] and reason in row[2] for row in rows), rows


@pytest.fixture
def world():
    world = World()
    world.people["usher"] = world.key()
    code = world.key()
    issued = {"key": b64(pub(code)), "role": "usher", "seat": "", "holder": "东门", "expires_ms": world.now + 10**7}
    world.register.add(world.people["secretariat"], "codes-issue", codes=[issued])
    world.register.add(world.people["usher"], "enrol", cosigner=code, code=b64(pub(code)), device="")
    world.cards = {}
    return world


def issue(world, *members):
    for member in members:
        world.cards[member] = world.key()
    cards = [{"key": b64(pub(world.cards[member])), "member": member} for member in members]
    world.register.add(world.people["secretariat"], "cards-issue", cards=cards)


def open_sitting(world):
    world.act("chair", "sitting-open", register=world.register.point())


def come(world, number, cosigner=None, actor="usher", **more):
    """A check-in; `cosigner` signs as a card does."""
    key = world.people.get(actor) or world.terminals[int(actor[1:])]
    seated = {"member": f"m{number}", "seat": f"s{number}"}
    world.present[number] = world.acts.add(key, "check-in", cosigner=cosigner, **seated, **more)


def by_card(world, number):
    card = world.cards[f"m{number}"]
    come(world, number, card, way="card", card=b64(pub(card)))


def test_a_vote_of_members_who_came_by_the_door(audit, world):
    issue(world, *(f"m{number}" for number in range(7)))
    open_sitting(world)
    for number in range(5):
        by_card(world, number)
    come(world, 5, way="number")
    come(world, 6, way="hand", reason="忘带报到证")
    world.acts.add(world.people["usher"], "depart", member="m6", reason="误报到")
    del world.present[6]
    world.announce()
    world.open_vote()
    for number in range(6):
        world.cast(number, 1)
    world.close()
    world.tally()
    world.declare()
    assert wrong(audit(world.bundle())) == []


def test_a_card_that_did_not_sign(audit, world):
    issue(world, "m0", "m1")
    open_sitting(world)
    come(world, 0, way="card", card=b64(pub(world.cards["m0"])))
    only(audit(world.bundle()), "act-cosignature", "check-in", "attendance card's co-signature")


def test_a_card_signs_with_its_own_key_only(audit, world):
    issue(world, "m0", "m1")
    open_sitting(world)
    come(world, 0, world.cards["m1"], way="card", card=b64(pub(world.cards["m0"])))
    only(audit(world.bundle()), "act-cosignature", "check-in", "attendance card's co-signature")


def test_another_members_card(audit, world):
    issue(world, "m0", "m1")
    open_sitting(world)
    come(world, 0, world.cards["m1"], way="card", card=b64(pub(world.cards["m1"])))
    only(audit(world.bundle()), "act-rule", "check-in", "no valid card of m0")


def test_an_old_card(audit, world):
    issue(world, "m0")
    old = world.cards["m0"]
    issue(world, "m0")
    world.now += 1000
    open_sitting(world)
    come(world, 0, old, way="card", card=b64(pub(old)))
    only(audit(world.bundle()), "act-rule", "check-in", "no valid card of m0")


def test_a_cancelled_card(audit, world):
    issue(world, "m0")
    world.register.add(world.people["secretariat"], "card-cancel", card=b64(pub(world.cards["m0"])), reason="遗失")
    world.now += 1000
    open_sitting(world)
    by_card(world, 0)
    only(audit(world.bundle()), "act-rule", "check-in", "no valid card of m0")


@pytest.mark.parametrize(
    ("actor", "more", "reason"),
    [
        ("usher", {}, "an usher says by what way"),
        ("secretariat", {"way": "number"}, "nobody else does"),
        ("t1", {"way": "number"}, "nobody else does"),
        ("usher", {"way": "hand"}, "not those of the way hand"),
        ("usher", {"way": "number", "reason": "x"}, "not those of the way number"),
        ("usher", {"way": "card"}, "not those of the way card"),
    ],
)
def test_members_of_a_check_in(audit, world, actor, more, reason):
    open_sitting(world)
    come(world, 1, actor=actor, **more)
    only(audit(world.bundle()), "act-rule", "check-in", reason)


def test_a_departure_without_a_reason(audit, world):
    open_sitting(world)
    come(world, 1, way="number")
    world.acts.add(world.people["usher"], "depart", member="m1")
    only(audit(world.bundle()), "act-rule", "depart", "gives a reason")


def test_an_usher_announces_nothing(audit, world):
    open_sitting(world)
    world.announce()
    world.act("usher", "division-withdraw", division="d1", reason="x")
    only(audit(world.bundle()), "act-rule", "division-withdraw", "not an active chair")


def test_who_issues_cards_and_for_whom(audit, world):
    key = b64(pub(world.key()))
    world.register.add(world.people["usher"], "cards-issue", cards=[{"key": key, "member": "m0"}])
    world.register.add(world.people["secretariat"], "cards-issue", cards=[{"key": key, "member": "nobody"}])
    terminal = b64(pub(world.terminals[0]))
    world.register.add(world.people["secretariat"], "cards-issue", cards=[{"key": terminal, "member": "m0"}])
    world.register.add(world.people["secretariat"], "card-cancel", card=key, reason="x")
    open_sitting(world)
    world.now += 1000
    world.act("chair", "sitting-close")
    verdict = audit(world.bundle())
    for reason in (
        "not an active secretariat",
        "there is no nobody",
        "was issued before, or is a code or a key",
        "was not issued",
    ):
        only(verdict, "act-rule", "", reason)
