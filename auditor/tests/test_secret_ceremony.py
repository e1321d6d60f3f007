"""The key ceremony recomputed: what is altered in it is named, and so is a seal that is missing."""

import pytest
from crook import has
from prover import add, base, mul, scalar
from secret_crook import SecretCrook
from secret_world import SecretWorld, secretly_declared
from world import b64, pub, unb64

from hemicycle_audit.crypto import ORDER


def voted(change=None):
    """A whole vote under a ceremony in which ``change`` alters messages."""
    world = SecretWorld()
    world.ceremony(change)
    world.start()
    world.announce()
    world.open_vote()
    for i in range(4):
        world.press(i, "for")
    world.finish()
    return world


def at(kind, index, alter):
    """Alter the message of one scrutineer in one round."""
    return lambda k, i, data: alter(data) if (k, i) == (kind, index) else data


def put(start, data):
    return lambda message: message[:start] + data + message[start + len(data) :]


def test_an_honest_one(audit):
    assert audit(voted().bundle()).ok


@pytest.mark.parametrize(
    ("kind", "alter", "words"),
    [
        ("commit", lambda m: m[:-1], "length of 31 bytes"),
        ("reveal", put(0, bytes(32)), "saw other commits"),
        ("reveal", put(32, base(77)), "not what this scrutineer committed to"),
        ("reveal", put(32, bytes(32)), "not acceptable points"),
        ("reveal", put(96, b"\xff" * 32), "not acceptable points"),
        ("reveal", put(128, base(3)), "proof of knowing the secret"),
        ("reveal", put(160, scalar(5)), "proof of knowing the secret"),
        ("reveal", put(160, ORDER.to_bytes(32, "little")), "proof of knowing the secret"),
        ("reveal", lambda m: m[:-1], "length of 319 bytes"),
        ("reveal", lambda m: m + b"\0", "length of 321 bytes"),
        ("deal", put(0, bytes(32)), "not acceptable points"),
        ("deal", put(31, b"\xff"), "not acceptable points"),
        ("deal", lambda m: m[:-80], "length of 160 bytes"),
        ("deal", lambda _: b"", "length of 0 bytes"),
    ],
)
def test_an_altered_message(audit, kind, alter, words):
    """The scrutineer signs it, and all go on as if nothing were."""
    failures = audit(voted(at(kind, 2, alter)).bundle()).findings.failures
    found = [f for f in failures if f.code == "ceremony" and f"type=ceremony-{kind} index=2" in f.place]
    assert any(words in f.en for f in found)
    assert {f.code for f in failures} == {"ceremony"}


def test_another_commitment_than_what_is_revealed(audit):
    failures = audit(voted(at("commit", 2, put(0, bytes(32)))).bundle()).findings.failures
    assert [(f.code, f.place.split()[-2:]) for f in failures] == [("ceremony", ["type=ceremony-reveal", "index=2"])]


@pytest.mark.parametrize("at_byte", [0, 40, 79, 130])
def test_a_deal_changed_by_the_server(audit, at_byte):
    """What is encrypted nobody can judge, but every seal covers it: Z differs."""
    crook = SecretCrook(secretly_declared())
    n = crook.find("ceremony-deal", 1)
    message = bytearray(unb64(crook.read(n)["message"]))
    message[at_byte] ^= 1
    crook.edit(n, lambda body: body.update(message=b64(bytes(message))))
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", f"act={n}")
    for i in (1, 2, 3):
        assert has(verdict, "ceremony", "type=ceremony-seal", f"index={i}", "member=keys")
        assert has(verdict, "ceremony", "type=ceremony-seal", f"index={i}", "member=seal")


def test_a_rogue_key(audit):
    """Scrutineer 3 answers with what takes the others' keys away; it can't prove that it knows its secret."""
    world = SecretWorld()
    first = {}

    def change(kind, index, message):
        if kind == "reveal":
            first[index] = message
        if kind == "reveal" and index == 3:
            others = add(first[1][32:64], first[2][32:64])
            return put(32, add(base(5), mul(-1, others)))(message)
        return message

    world.ceremony(change)
    world.start()
    world.announce()
    world.open_vote()
    found = [f for f in audit(world.bundle()).findings.failures if f.code == "ceremony"]
    reasons = {f.en.split(":")[0] for f in found if "index=3" in f.place and "ceremony-reveal" in f.place}
    assert reasons == {"not what this scrutineer committed to", "the proof of knowing the secret does not hold"}


def test_a_point_that_occurs_twice(audit):
    """Scrutineer 3 uses the P of scrutineer 1, and its secret, so that the proofs hold."""

    def conspire(parties):
        parties[2].p, parties[2].points[-1] = parties[0].p, parties[0].points[-1]

    world = SecretWorld()
    world.ceremony(conspire=conspire)
    world.start()
    world.announce()
    world.open_vote()
    verdict = audit(world.bundle())
    found = [f for f in verdict.findings.failures if f.code == "ceremony"]
    assert [(f.place.split()[-2:], "scrutineer 1" in f.en) for f in found] == [(["index=3", "point=2"], True)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("keys", b64(bytes(32))),
        ("public", b64(base(9))),
        ("shares", [b64(base(9)), b64(base(8)), b64(base(7))]),
        ("seal", b64(bytes(32))),
        ("shares", []),
        ("public", b64(b"\xff" * 32)),
    ],
)
def test_seals_that_all_say_something_else(audit, name, value):
    """All scrutineers conspire: their seals are equal, and not what the ceremony gives."""
    world = SecretWorld()
    world.ceremony(**{name: value})
    world.start()
    world.announce()
    world.open_vote()
    verdict = audit(world.bundle())
    for i in (1, 2, 3):
        assert has(verdict, "ceremony", "type=ceremony-seal", f"index={i}", f"member={name}")


def test_a_seal_that_differs_from_the_others(audit):
    crook = SecretCrook(secretly_declared())
    n = crook.find("ceremony-seal", 1)
    crook.edit(n, lambda body: body.update(public=b64(base(9))), key=crook.world.people["w2"])
    verdict = audit(crook.reseal())
    assert has(verdict, "act-rule", f"act={n}", "type=ceremony-seal")
    assert has(verdict, "ceremony", f"act={n}", "index=2", "member=public")


def test_a_seal_that_is_missing(audit):
    crook = SecretCrook(secretly_declared())
    n = crook.find("ceremony-seal", 1)
    del crook.doc["acts"][n]
    verdict = audit(crook.reseal())
    assert has(verdict, "opening", "type=division-open", "member=active")
    assert any("no sealed keys" in f.en for f in verdict.findings.failures)
    assert has(verdict, "ballot-proof", "member=ballots")


@pytest.mark.parametrize("kind", ["commit", "reveal", "deal"])
def test_a_message_that_is_missing(audit, kind):
    crook = SecretCrook(secretly_declared())
    del crook.doc["acts"][crook.find(f"ceremony-{kind}", 1)]
    verdict = audit(crook.reseal())
    found = [f for f in verdict.findings.failures if f.code == "ceremony"]
    assert [f.en for f in found] == [f"messages of the ceremony are missing: ceremony-{kind} 2"]
    assert has(verdict, "act-rule", "type=ceremony-seal")


def test_another_ceremony_altogether_put_in_by_the_server(audit):
    """The server has keys for three scrutineers of its own; nobody enrolled them, and S is not the opening's."""
    crook = SecretCrook(secretly_declared())
    n = crook.find("ceremony-start")
    mine = [crook.own, *(crook.world.key() for _ in range(2))]
    crook.edit(n, lambda body: body.update(scrutineers=[b64(pub(key)) for key in mine]))
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", f"act={n}")
    assert has(verdict, "act-rule", f"act={n}", "type=ceremony-start")
    assert has(verdict, "act-rule", "type=ceremony-seal")


def test_k_changed(audit):
    crook = SecretCrook(secretly_declared())
    n = crook.find("ceremony-start")
    crook.edit(n, lambda body: body.update(k=3))
    verdict = audit(crook.reseal())
    assert has(verdict, "ceremony", "type=ceremony-reveal", "index=1", "member=message")
    assert has(verdict, "act-signature", f"act={n}")


def test_another_server_than_the_one_sealed(audit):
    world = SecretWorld()
    true, world.server = world.server, world.key()
    world.ceremony()
    world.server = true
    world.start()
    world.announce()
    world.open_vote()
    verdict = audit(world.bundle())
    assert has(verdict, "ceremony", "index=1", "member=seal")
    assert not has(verdict, "ceremony", "index=1", "member=keys")
