"""Whoever owns the server's keys, or a terminal of their own, and touches a secret vote is caught, and the place named."""

import pytest
from crook import has
from prover import L, M, base, scalar
from secret_world import SecretWorld, pressed, ready, stand_down
from world import b64, pub, seal, sign, u

from hemicycle_audit.bundle import Anchors
from hemicycle_audit.crypto import crockford
from hemicycle_audit.group import Point
from hemicycle_audit.release import three_keys

ALPHA, BETA, PROOF = slice(104, 136), slice(136, 168), slice(168, 552)


def places(verdict, code):
    return [f.place for f in verdict.findings.failures if f.code == code]


def signed_again(world, seat, entry):
    """An entry whose terminal conspires and signs what was changed in it."""
    body = bytes(entry[1:552])
    return b"\1" + body + sign(world.terminals[seat], "ballot", body)


def test_doing_nothing_but_sealing_again_is_no_attack(audit, secret_crook):
    assert audit(secret_crook.reseal()).findings.failures == []


# -- ballots


@pytest.mark.parametrize("offset", [104, 136, 168, 200, 232, 264, 296, 420, 551, 552, 600])
def test_an_altered_ballot(audit, secret_crook, offset):
    entry = secret_crook.entry(4)
    entry[offset] ^= 8
    secret_crook.put(4, entry)
    verdict = audit(secret_crook.reseal())
    assert has(verdict, "ballot-signature", "position=4", "seat=s2", "member=m2")
    assert has(verdict, "board", "type=division-declare", "member=result.entries", "position=4", "seat=s2")
    assert has(verdict, "act-rule", "type=root-ok")


def test_a_dropped_ballot(audit, secret_crook):
    del secret_crook.doc["ballots"][3]
    verdict = audit(secret_crook.reseal())
    assert has(verdict, "board", "type=division-declare", "member=result.entries", "position=4")
    assert has(verdict, "board", "type=division-declare", "member=result.counted", "seat=s2")
    assert has(verdict, "ballot-sequence", "position=8", "seat=s2")
    assert has(verdict, "act-rule", "type=root-ok")
    assert has(verdict, "act-rule", "type=release")


def test_a_dropped_ballot_under_the_freeze_that_was_certified(audit, secret_crook):
    """The server keeps the freeze that the scrutineers signed: then it is not the board's."""
    secret_crook.keeps_freeze = True
    del secret_crook.doc["ballots"][1]
    verdict = audit(secret_crook.reseal())
    for name in ("size", "root", "counted_root", "n"):
        assert has(verdict, "freeze", "type=division-freeze", f"member={name}")
    assert has(verdict, "freeze", "type=division-freeze", "member=cells", "cell=0")


def test_a_dropped_spoil_entry(audit, secret_crook):
    del secret_crook.doc["ballots"][8]
    verdict = audit(secret_crook.reseal())
    assert has(verdict, "board", "type=division-declare", "member=result.entries", "position=9")


def test_reordered_ballots(audit, secret_crook):
    ballots = secret_crook.doc["ballots"]
    ballots[3], ballots[4] = ballots[4], ballots[3]
    verdict = audit(secret_crook.reseal())
    assert has(verdict, "board", "type=division-declare", "member=result.root")
    assert not places(verdict, "ballot-sequence")


def test_a_replayed_older_ballot(audit, secret_crook):
    """19: an older vote can't be brought back."""
    secret_crook.doc["ballots"].append(secret_crook.doc["ballots"][0])
    verdict = audit(secret_crook.reseal())
    assert has(verdict, "ballot-sequence", "position=10", "seat=s0", "member=m0")
    assert verdict.box.last[pub(secret_crook.world.terminals[0])].position == 6


def test_a_ballot_of_a_key_that_nobody_enrolled(audit, secret_crook):
    world, own = secret_crook.world, secret_crook.own
    body = world.encrypted(own, "for")
    secret_crook.doc["ballots"].append(b64(b"\1" + body + sign(own, "ballot", body)))
    verdict = audit(secret_crook.reseal())
    assert places(verdict, "ballot-electorate") == ["position=10"]
    assert not places(verdict, "ballot-proof")


def test_swapped_ciphertexts(audit, secret_crook):
    """Two conspiring seats exchange what they encrypted and sign it, each with the proof it had."""
    one, two = secret_crook.entry(4), secret_crook.entry(7)
    one[ALPHA], two[ALPHA] = two[ALPHA], one[ALPHA]
    one[BETA], two[BETA] = two[BETA], one[BETA]
    for position, seat, entry in ((4, 2, one), (7, 4, two)):
        secret_crook.put(position, signed_again(secret_crook.world, seat, entry))
    verdict = audit(secret_crook.reseal())
    assert places(verdict, "ballot-proof") == [f"position={p} proof=0 seat=s{s} member=m{s}" for p, s in ((4, 2), (7, 4))]
    assert not places(verdict, "ballot-signature")


def test_a_transplanted_proof(audit, secret_crook):
    entry = secret_crook.entry(4)
    entry[PROOF] = secret_crook.entry(7)[PROOF]
    secret_crook.put(4, signed_again(secret_crook.world, 2, entry))
    assert has(audit(secret_crook.reseal()), "ballot-proof", "position=4", "proof=0", "seat=s2")


def test_a_ballot_copied_to_another_seat(audit, secret_crook):
    """Ciphertext and proof of s2 under the name of s6, which signs: the proof is bound to the key."""
    copied, world = secret_crook.entry(4), secret_crook.world
    body = b"HB1" + world.open + pub(world.terminals[6]) + u(32, 1) + world.open + bytes(copied[104:552])
    secret_crook.doc["ballots"].append(b64(b"\1" + body + sign(world.terminals[6], "ballot", body)))
    verdict = audit(secret_crook.reseal())
    assert has(verdict, "ballot-proof", "position=10", "seat=s6", "member=m6")
    assert has(verdict, "alpha-repeated", "position=10", "repeats=4", "ciphertext=0", "seat=s6")


def test_a_ballot_of_another_vote(audit, secret):
    old = secret.ballots[1]
    secret.announce("d2", number=2)
    secret.open_vote("d2")
    for i in range(3):
        secret.press(i, "for")
    secret.ballots[1] = old
    secret.finish()
    verdict = audit(secret.bundle("d2"))
    assert has(verdict, "ballot-open", "position=2", "seat=s1", "member=m1")


@pytest.mark.parametrize("plain", [2, M + 1, M - 1, L - 1, 2 * M])
def test_a_plaintext_out_of_range(audit, plain):
    """A modified client proves what is not so."""
    world = ready()
    world.open_vote()
    for i in range(5):
        world.press(i, "for" if i else plain)
    world.finish()
    verdict = audit(world.bundle())
    assert has(verdict, "ballot-proof", "position=1", "proof=0", "seat=s0", "member=m0")


def test_a_proof_of_more_values(audit):
    """A proof over {0, 1, 2} where the form has {0, 1, M}."""
    world = ready()
    world.open_vote()
    for i in range(4):
        world.press(i, "for" if i else 2, values=(0, 1, 2))
    world.finish()
    verdict = audit(world.bundle())
    assert len(places(verdict, "ballot-proof")) == 4


def test_commitments_that_are_zero(audit):
    """Their equations hold, and they are refused."""
    world = ready()
    world.open_vote()
    for i in range(4):
        world.press(i, "for", least=min(i, 1))
    world.finish()
    verdict = audit(world.bundle())
    assert [(f.code, f.place) for f in verdict.findings.failures] == [("ballot-form", "position=1 proof=0 seat=s0 member=m0")]
    assert "commitment" in verdict.findings.failures[0].en


def test_a_limit_of_changes(audit):
    """Spoil entries use it up, too."""
    world = ready()
    world.open_vote(max_seq=2)
    for i in range(3):
        world.press(i, "for")
    world.spoil(0)
    world.press(0, "for")
    world.finish()
    verdict = audit(world.bundle())
    assert [(f.code, f.place) for f in verdict.findings.failures] == [("ballot-sequence", "position=5 seat=s0 member=m0")]
    assert "over the limit 2" in verdict.findings.failures[0].en


def test_another_public_key_than_the_sealed_one(audit):
    """A tablet handed a key of the server's own encrypts to it: its proof does not hold under Y."""
    world = ready()
    world.open_vote()
    for i in range(4):
        world.press(i, "for", public=None if i else base(12345))
    world.finish()
    verdict = audit(world.bundle())
    assert places(verdict, "ballot-proof") == ["position=1 proof=0 seat=s0 member=m0"]


@pytest.mark.parametrize(
    ("at", "data", "part", "words"),
    [
        (104, bytes(32), "ciphertext=0", "two acceptable points"),
        (136, bytes(32), "ciphertext=0", "two acceptable points"),
        (135, None, "ciphertext=0", "two acceptable points"),
        (168, bytes(32), "proof=0", "commitment"),
        (199, None, "proof=0", "commitment"),
        (232, scalar(-1), "proof=0", ""),
        (232, L.to_bytes(32, "little"), "proof=0", "scalar"),
        (264, b"\xff" * 32, "proof=0", "scalar"),
    ],
)
def test_points_and_scalars_that_are_none(audit, secret_crook, at, data, part, words):
    """Identity, bit 255, scalars that are not reduced: signed by the seat, refused as form (or as proof)."""
    entry = secret_crook.entry(4)
    entry[at : at + len(data or b"x")] = data or bytes([entry[at] | 128])
    secret_crook.put(4, signed_again(secret_crook.world, 2, entry))
    verdict = audit(secret_crook.reseal())
    code = "ballot-form" if words else "ballot-proof"
    assert has(verdict, code, "position=4", part, "seat=s2", "member=m2")
    assert any(words in f.en for f in verdict.findings.failures if f.code == code)


@pytest.mark.parametrize("change", [lambda e: e[:-1], lambda e: e + b"\0", lambda e: b"\3" + e[1:], lambda e: b""])
def test_what_is_no_entry(audit, secret_crook, change):
    secret_crook.put(4, change(bytes(secret_crook.entry(4))))
    verdict = audit(secret_crook.reseal())
    assert any(place.startswith("position=4") for place in places(verdict, "ballot-form"))


def test_an_alpha_twice_from_one_seat_is_an_alarm(audit, secret):
    world = pressed()
    world.random.seed(99)
    world.press(6, "for")
    world.random.seed(99)
    world.press(6, "abstain")
    world.finish()
    verdict = audit(world.bundle())
    assert verdict.findings.failures == []
    found = [w.place for w in verdict.findings.warnings if w.code == "alpha-repeated"]
    assert found == ["position=11 ciphertext=0 repeats=10 seat=s6 member=m6"]


def test_an_alpha_twice_from_two_seats_is_a_failure(audit):
    world = pressed()
    for i in (6, 1):
        world.random.seed(99)
        world.press(i, "for")
    world.finish()
    verdict = audit(world.bundle())
    assert [f.code for f in verdict.findings.failures] == ["alpha-repeated"]
    assert "seat=s6" in verdict.findings.failures[0].en


# -- the freeze and its sums


@pytest.mark.parametrize(
    ("name", "value"),
    [("size", 8), ("root", b64(bytes(32))), ("counted_root", b64(bytes(32))), ("n", 5), ("cells", b64(base(5) + base(6)))],
)
def test_a_freeze_that_says_something_else(audit, name, value):
    world = pressed()
    world.close()
    world.freeze(**{name: value})
    if name == "cells":
        world.cells = [(base(5), base(6))]
    world.root()
    world.release()
    world.tally()
    world.declare()
    verdict = audit(world.bundle())
    assert has(verdict, "freeze", "type=division-freeze", f"member={name}")
    assert set(places(verdict, "freeze")) == {p for p in places(verdict, "freeze") if f"member={name}" in p}


def test_sums_of_another_length(audit):
    world = pressed()
    world.close()
    world.freeze(cells=b64(bytes(32)))
    world.root()
    verdict = audit(world.bundle())
    assert has(verdict, "freeze", "type=division-freeze", "member=cells")


def test_a_replaced_freeze(audit, secret_crook):
    secret_crook.fixed_freeze = {"n": 4}
    verdict = audit(secret_crook.reseal())
    for kind in ("root-ok", "release"):
        assert has(verdict, "act-rule", f"type={kind}")
    assert has(verdict, "freeze", "member=n")
    assert has(verdict, "release", "type=division-tally")


def test_a_second_freeze(audit, secret):
    world = pressed()
    world.close()
    world.freeze()
    world.root()
    first, world.now = world.frozen, world.now + 1
    world.freeze()
    assert world.frozen != first
    assert has(audit(world.bundle()), "act-rule", "type=division-freeze")


# -- shares


def with_releases(change=lambda data: data, indices=(1, 2)):
    """A vote up to its releases, the second of which is changed."""
    world = pressed()
    world.close()
    world.freeze()
    world.root()
    world.release(indices[:1])
    world.release(indices[1:], change)
    return world


def told(world):
    world.tally()
    world.declare()
    return world.bundle()


@pytest.mark.parametrize("at", [0, 32, 64, 96])
def test_an_altered_share(audit, at):
    flip = lambda data: data[:at] + bytes([data[at] ^ 2]) + data[at + 1 :]  # noqa: E731
    world = with_releases(flip)
    verdict = audit(told(world))
    assert places(verdict, "release") == [f.place for f in verdict.findings.failures]
    assert has(verdict, "release", "type=division-tally")
    assert [w.place.split()[-2:] for w in verdict.findings.warnings] == [["index=2", "cell=0"]]


def test_an_altered_share_where_enough_others_hold(audit):
    world = with_releases(lambda data: data[:-1] + b"\1")
    world.release((3,))
    verdict = audit(told(world))
    assert verdict.ok
    assert verdict.counted.names == ((4, 1, 1),)
    assert [w.code for w in verdict.findings.warnings] == ["release"]
    assert sorted(verdict.division.sealed.valid) == [1, 3]


def test_a_doubled_share(audit):
    """Scrutineer 2 hands in what 1 has handed in."""
    world = pressed()
    world.close()
    world.freeze()
    world.root()
    first = world.shares(1)
    world.release((1,), lambda _: first)
    world.release((2,), lambda _: first)
    verdict = audit(told(world))
    assert has(verdict, "release", "type=division-tally")
    assert verdict.counted is None


@pytest.mark.parametrize("proved", [True, False])
def test_a_share_of_another_secret(audit, proved):
    """Scrutineer 2 takes another secret than that of its ceremony: for all of its share, or for M only."""
    world = pressed()
    world.close()
    world.freeze()
    world.root()
    world.release((1,))
    party, own = world.held.parties[1], world.held.shares[1]
    if proved:
        party.share += 1
    false = party.release(world.frozen, world.cells, own, 0 if proved else 1)
    world.release((2,), lambda _: false)
    verdict = audit(told(world))
    assert has(verdict, "release", "type=division-tally")
    assert [w.place.split()[-2:] for w in verdict.findings.warnings] == [["index=2", "cell=0"]]


def test_one_scrutineer_releases_twice(audit):
    world = with_releases(indices=(1, 1))
    verdict = audit(told(world))
    assert has(verdict, "act-rule", "type=release")
    assert has(verdict, "release", "type=division-tally")


def test_a_foreign_share(audit, secret):
    """The share of an earlier vote: its proof is bound to that freeze."""
    old = secret.shares(2)
    secret.announce("d2", number=2)
    secret.open_vote("d2")
    for i in range(5):
        secret.press(i, "for")
    secret.close()
    secret.freeze()
    secret.root()
    secret.release((1,))
    secret.release((2,), lambda _: old)
    secret.tally()
    secret.declare()
    verdict = audit(secret.bundle("d2"))
    assert has(verdict, "release", "type=division-tally")
    assert verdict.counted is None


@pytest.mark.parametrize("length", [0, 127, 129, 256])
def test_shares_of_another_length(audit, length):
    world = with_releases(lambda data: (data * 2)[:length])
    assert has(audit(told(world)), "release", "type=division-tally")


def test_shares_by_a_stranger(audit):
    world = with_releases(indices=(1,))
    world.act("chair", "release", **world.of(freeze=b64(world.frozen), shares=b64(world.shares(2))))
    verdict = audit(told(world))
    assert has(verdict, "act-rule", "type=release")
    assert has(verdict, "release", "type=division-tally")


def test_a_release_before_the_certificate(audit):
    world = pressed()
    world.close()
    world.freeze()
    world.root([1, 2])
    world.release((1,))
    world.root([3])
    world.release((2,))
    verdict = audit(told(world))
    assert [f.place.split()[-1] for f in verdict.findings.failures] == ["type=release"]
    assert verdict.findings.failures[0].code == "release"


@pytest.mark.parametrize("rooted", [[1], [1, 2]])
def test_a_certificate_below_q(audit, rooted):
    world = pressed()
    world.close()
    world.freeze()
    world.root(rooted)
    world.release()
    verdict = audit(told(world))
    assert has(verdict, "freeze", "type=division-freeze")
    assert has(verdict, "release", "type=release")


@pytest.mark.parametrize("n", [1, 2])
def test_sums_of_one_or_two_ballots(audit, n):
    world = ready()
    world.open_vote()
    for i in range(n):
        world.press(i, "for")
    world.finish()
    verdict = audit(world.bundle())
    assert places(verdict, "release") == [
        f"sitting.s1 act={act.n} type={act.type}" for act in (*verdict.division.sealed.released.values(), verdict.division.tally)
    ]


def test_figures_that_are_not_those_of_the_shares(audit, secret_crook):
    secret_crook.fixed_result = {**secret_crook.result(), "for": 3, "against": 2, "carried": False}
    verdict = audit(secret_crook.reseal())
    for name in ("for", "against", "carried"):
        assert has(verdict, "tally", "type=division-tally", f"member=result.{name}")
    assert verdict.counted.names == ((4, 1, 1),)


@pytest.mark.parametrize("counts", [{"for": 2**40}, {"abstain": 2**53 - 1}, {"for": 6, "against": 0, "abstain": 1}])
def test_impossible_figures(audit, secret_crook, counts):
    secret_crook.fixed_result = {**secret_crook.result(), **counts}
    verdict = audit(secret_crook.reseal())
    assert verdict.counted.names == ((4, 1, 1),)
    assert has(verdict, "tally", "type=division-tally", f"member=result.{next(iter(counts))}")


def test_more_votes_than_ballots():
    y = Point(base(11))
    for votes_for, abstain in ((5, 3), (0, 8), (8, 0)):
        total = Point(base(11 * (votes_for + M * abstain)))
        assert three_keys(total, y, 8, (0, 0)) == three_keys(total, y, 8, (votes_for, abstain)) == (votes_for, abstain)
        assert three_keys(total, y, 7, (0, 0)) is three_keys(total, y, 7, (votes_for, abstain)) is None


def test_a_sum_that_is_no_count(audit):
    """All scrutineers conspire and swap the sums of the freeze: what they open is nothing."""
    world = pressed()
    world.close()
    world.freeze(cells=b64(base(5) + base(6)))
    world.cells = [(base(5), base(6))]
    world.root()
    world.release()
    verdict = audit(told(world))
    assert has(verdict, "tally", "type=division-tally")
    assert verdict.counted is None


# -- certificate of the opening, stand-down


@pytest.mark.parametrize("certified", [[1], [1, 2]])
def test_an_opening_without_its_certificate(audit, certified):
    world = ready()
    world.open_vote(certify=False)
    world.certify(certified)
    for i in range(4):
        world.press(i, "for")
    world.finish()
    verdict = audit(world.bundle())
    assert places(verdict, "opening") == [f"sitting.s1 act={verdict.division.opening.n} type=division-open"]


def test_one_scrutineer_certifies_twice(audit):
    world = ready()
    world.open_vote(certify=False)
    world.certify([1, 2, 2])
    world.finish()
    verdict = audit(world.bundle())
    assert has(verdict, "act-rule", "type=open-ok")
    assert has(verdict, "opening", "type=division-open")


def test_a_scrutineer_stood_down_certifies_and_releases_no_more(audit):
    world = ready()
    stand_down(world, 3)
    world.open_vote(certify=False)
    world.certify([1, 2, 3])
    for i in range(4):
        world.press(i, "for")
    world.close()
    world.freeze()
    world.root([1, 2, 3])
    world.release((3, 1, 2))
    verdict = audit(told(world))
    assert [f.place.split()[-1] for f in verdict.findings.failures] == ["type=open-ok", "type=root-ok", "type=release"]
    assert {f.code for f in verdict.findings.failures} == {"act-rule"}


def test_active_in_the_opening(audit):
    world = ready()
    stand_down(world, 3)
    world.active = [1, 2, 3]
    world.open_vote()
    assert has(audit(world.bundle()), "opening", "type=division-open", "member=active")


# -- anchors


def test_the_pin(audit, secret):
    true = audit(secret.bundle()).attempt.pin
    people = crockford(true, 20, 5)
    for given in (b64(true), people, people.lower().replace("-", " ").replace("0", "o")):
        verdict = audit(secret.bundle(), Anchors(pin=given))
        assert verdict.ok
        assert verdict.anchored
    for given in (b64(bytes(32)), people[:-1] + ("Z" if people[-1] != "Z" else "Y"), people[:-1]):
        assert has(audit(secret.bundle(), Anchors(pin=given)), "ceremony", "pin")


def test_a_whole_congress_invented_with_its_scrutineers(audit, secret):
    """A bundle made up from nothing is consistent in itself: only the pin tells."""
    pin = audit(secret.bundle()).attempt.pin
    false = SecretWorld(seed=5)
    false.ceremony()
    false.start()
    false.announce()
    false.open_vote()
    for i in range(4):
        false.press(i, "for")
    false.finish()
    assert audit(false.bundle()).ok
    assert has(audit(false.bundle(), Anchors(pin=b64(pin))), "ceremony", "pin")


def test_seats_from_another_source(audit, secret):
    roll = {f"s{i}": pub(key) for i, key in secret.terminals.items()}
    assert audit(secret.bundle(), Anchors(keys=roll)).ok
    assert has(audit(secret.bundle(), Anchors(keys={**roll, "s2": roll["s3"]})), "anchor", "seat=s2")


def test_a_bundle_sealed_by_another_server(audit, secret):
    assert has(audit(seal(secret.bundle(), secret.key())), "seal", "member=seal")
