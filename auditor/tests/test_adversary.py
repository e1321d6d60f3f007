"""Whoever owns the server's keys and touches ballots or acts of the sitting is caught, and the place is named."""

from crook import Crook, has
from world import b64, declared, pub, seal, sign, u, unb64

# -- ballots


def test_doing_nothing_but_sealing_again_is_no_attack(audit, crook):
    assert audit(crook.reseal()).findings.failures == []


def test_an_altered_choice(audit, crook):
    entry = bytearray(unb64(crook.doc["ballots"][1]))
    entry[104] = 0
    crook.doc["ballots"][1] = b64(bytes(entry))
    verdict = audit(crook.reseal())
    assert has(verdict, "ballot-signature", "position=2", "seat=s1", "member=m1")
    assert has(verdict, "board", "type=division-declare", "member=result.entries", "position=2", "seat=s1")
    assert has(verdict, "board", "type=division-declare", "member=result.counted", "seat=s1")
    assert has(verdict, "board", "type=division-declare", "member=result.root")
    assert has(verdict, "tally", "type=division-declare", "member=result.for")
    named = {f.place for f in verdict.findings.failures if "result.entries position" in f.place}
    assert all("position=2 " in place for place in named)


def test_an_unknown_choice_byte(audit, crook):
    entry = bytearray(unb64(crook.doc["ballots"][1]))
    entry[104] = 3
    crook.doc["ballots"][1] = b64(bytes(entry))
    assert has(audit(crook.reseal()), "ballot-form", "position=2", "seat=s1")


def test_the_last_ballot_of_a_seat_dropped(audit, crook):
    del crook.doc["ballots"][5]
    verdict = audit(crook.reseal())
    assert has(verdict, "board", "type=division-declare", "member=result.entries", "position=6")
    assert has(verdict, "board", "type=division-declare", "member=result.counted", "seat=s0", "member=m0")
    others = [f for f in verdict.findings.failures if "counted" in f.place and "seat=" in f.place]
    assert all("seat=s0" in f.place for f in others)


def test_the_very_last_ballot_dropped_shows_in_the_heads_kept(audit, crook):
    heads = crook.doc["heads"]
    del crook.doc["ballots"][-1]
    crook.reseal()
    document = seal({**crook.doc, "heads": heads}, crook.server)
    assert has(audit(document), "head-root", f"head={len(heads) - 1}")


def test_an_intermediate_ballot_dropped(audit, crook):
    del crook.doc["ballots"][2]
    verdict = audit(crook.reseal())
    assert has(verdict, "ballot-sequence", "position=5", "seat=s0", "member=m0")
    assert has(verdict, "board", "member=result.entries", "position=3")


def test_a_ballot_of_a_key_that_nobody_enrolled(audit, crook):
    body = b"HB1" + crook.world.open + pub(crook.own) + u(32, 1) + crook.world.open + b"\x01"
    crook.doc["ballots"].append(b64(b"\x01" + body + sign(crook.own, "ballot", body)))
    verdict = audit(crook.reseal())
    assert has(verdict, "ballot-electorate", "position=9")
    assert has(verdict, "board", "type=division-declare", "member=result.entries", "position=9")


def test_two_ballots_of_different_seats_reordered(audit, crook):
    ballots = crook.doc["ballots"]
    ballots[3], ballots[4] = ballots[4], ballots[3]
    verdict = audit(crook.reseal())
    places = [f.place for f in verdict.findings.failures if "result.entries position" in f.place]
    assert places
    assert all("position=4" in place or "position=5" in place for place in places)


def test_two_ballots_of_one_seat_reordered(audit, crook):
    ballots = crook.doc["ballots"]
    ballots[0], ballots[2] = ballots[2], ballots[0]
    assert has(audit(crook.reseal()), "ballot-sequence", "position=1", "seat=s0")


def test_a_ballot_twice(audit, crook):
    crook.doc["ballots"].insert(2, crook.doc["ballots"][0])
    verdict = audit(crook.reseal())
    assert has(verdict, "ballot-sequence", "position=3", "seat=s0")
    assert has(verdict, "board", "member=result.entries", "position=3")


def test_a_ballot_of_another_opening(audit):
    world = declared()
    old = world.ballots[1]
    world.announce("d2", number=2)
    world.open_vote("d2")
    for i in (0, 1, 2):
        world.cast(i, 1)
    world.close()
    world.tally()
    world.declare()
    crook = Crook(world, "d2")
    crook.doc["ballots"][1] = b64(old)
    crook.doc["heads"] = []
    document = seal(crook.doc, crook.server)
    assert has(audit(document), "ballot-open", "position=2", "seat=s1", "member=m1")


def test_a_torn_entry(audit, crook):
    crook.doc["ballots"][3] = b64(unb64(crook.doc["ballots"][3])[:-1])
    assert has(audit(crook.reseal()), "ballot-form", "position=4")


# -- acts of the sitting


def test_two_check_ins_swapped(audit, crook):
    acts, n = crook.doc["acts"], crook.find("check-in", 2)
    acts[n], acts[n + 1] = acts[n + 1], acts[n]
    verdict = audit(crook.reseal())
    assert has(verdict, "act-after", "sitting.s1", f"acts={n}..{n}")


def test_a_check_in_dropped(audit, crook):
    n = crook.find("check-in", 3)
    del crook.doc["acts"][n]
    verdict = audit(crook.reseal())
    assert has(verdict, "act-after", "sitting.s1", f"acts={n - 1}..{n}")
    assert has(verdict, "opening", "type=division-open", "member=p")
    assert has(verdict, "opening", "type=division-open", "member=electorate.root")


def test_the_announcement_dropped(audit, crook):
    n = crook.find("division-announce")
    del crook.doc["acts"][n]
    verdict = audit(crook.reseal())
    assert has(verdict, "act-after", "sitting.s1", f"acts={n - 1}..{n}")
    assert has(verdict, "act-rule", "type=division-open")


def test_a_check_in_altered(audit, crook):
    n = crook.find("check-in", 3)
    crook.edit(n, lambda body: body.update(member="m9"))
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", f"act={n}")
    assert has(verdict, "act-rule", f"act={n}")
    assert has(verdict, "act-after", "sitting.s1", f"acts={n}..{n}")


def test_a_check_in_by_a_stranger(audit, crook):
    n = crook.find("division-draft")
    crook.insert(n, crook.own, type="check-in", member="m0", seat="s0")
    verdict = audit(crook.reseal())
    assert has(verdict, "act-rule", f"act={n}", "type=check-in")
    assert has(verdict, "act-after", "sitting.s1")


def test_a_receive_time_altered_is_seen_by_every_later_signer(audit, honest):
    for log in ("register", "acts"):
        for n in range(len(honest.bundle()[log]) - 1):
            crook = Crook(honest)
            crook.doc[log][n]["received_ms"] += 1
            assert has(audit(crook.reseal()), "act-after"), (log, n)


def test_time_going_back(audit, crook):
    n = crook.find("check-in", 3)
    crook.doc["acts"][n]["received_ms"] -= 100
    assert has(audit(crook.reseal()), "act-time", f"act={n}")


def test_an_act_twice(audit, crook):
    n = crook.find("check-in", 3)
    crook.doc["acts"].insert(n + 1, dict(crook.doc["acts"][n]))
    assert has(audit(crook.reseal()), "act-form", f"act={n + 1}")


def test_a_number_out_of_sequence(audit, crook):
    document = crook.reseal()
    document["acts"][4]["n"] = 5
    assert has(audit(seal(document, crook.server)), "act-form", "act=4")
