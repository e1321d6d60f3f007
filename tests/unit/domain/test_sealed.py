"""A secret division: its opening, certificates, freeze, releases, tally and voids (docs/sealed.md §3, §6, §7)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import member, name32
from tests.unit.domain.secret import CELLS, SHARES, SecretChamber
from voting_server.domain.codes import RuleError
from voting_server.domain.shapes import b64u

REFUSAL = {"code": "electorate-differs", "detail": "座位 1-3"}


@pytest.fixture
def chamber() -> SecretChamber:
    chamber = SecretChamber(6)
    chamber.open_sitting(6)
    chamber.hold_ceremony()
    return chamber


def refused(chamber: SecretChamber, refusal: str, actor: str, kind: str, /, **members: Any) -> dict[str, Any]:
    before = chamber.sitting.chain.length
    with pytest.raises(RuleError) as caught:
        chamber.act(actor, kind, **members)
    assert caught.value.code == refusal, caught.value.detail
    assert chamber.sitting.chain.length == before
    return caught.value.detail


def about(chamber: SecretChamber, **members: Any) -> dict[str, Any]:
    return {"division": "d1", "open": chamber.opening(), **members}


def not_proposed(chamber: SecretChamber, division: str = "d1", actor: str = "chair") -> tuple[str, dict[str, Any]]:
    with pytest.raises(RuleError) as caught:
        chamber.proposal(division, actor)
    return caught.value.code, caught.value.detail


# The draft and the opening.


def test_a_draft_is_named_unless_it_says_secret(chamber: SecretChamber) -> None:
    chamber.announce("d0")
    assert "seal" not in chamber.proposal("d0")
    assert chamber.proposal("d0")["definition"]["secrecy"] == "named"
    chamber.act("chair", "division-withdraw", division="d0", reason="x")
    chamber.announce("d1", secrecy="secret")
    proposal = chamber.proposal()
    assert (proposal["seal"], proposal["active"]) == (name32("seal", 1), [1, 2, 3])
    assert proposal["definition"]["secrecy"] == "secret"
    assert proposal["definition"]["form"] == [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}]
    with pytest.raises(RuleError, match="bad-act"):
        chamber.draft("d2", secrecy="open")
    chamber.draft("d3", secrecy="named")
    assert not chamber.sitting.divisions["d3"].draft.secret


def test_an_opening_names_the_seal_if_it_is_secret_and_only_then(chamber: SecretChamber) -> None:
    chamber.announce("d1", secrecy="secret")
    ready = chamber.proposal()
    named = {name: value for name, value in ready.items() if name not in ("seal", "active")}
    form = {"form": [{"type": 129, "c": 1, "min": 0, "max": 0, "w": 0}]}
    for refusal, members in (
        ("bad-act", named),
        ("bad-act", named | {"seal": ready["seal"]}),
        ("bad-act", named | {"active": ready["active"]}),
        ("definition-differs", ready | {"definition": ready["definition"] | form}),
        ("bad-act", ready | {"definition": ready["definition"] | {"form": []}}),
        ("definition-differs", named | {"definition": ready["definition"] | form | {"secrecy": "named"}}),
        ("seal-differs", ready | {"seal": name32("other")}),
        ("stale-opening", ready | {"active": [1, 2]}),
        ("stale-opening", ready | {"active": [1, 3, 2]}),
        ("bad-act", ready | {"active": [0]}),
    ):
        refused(chamber, refusal, "chair", "division-open", **members)
    chamber.act("chair", "division-open", **ready)
    sealed = chamber.sealed()
    assert (sealed.k, sealed.q, sealed.active, sealed.keys.seal) == (2, 3, {1, 2, 3}, ready["seal"])


def test_a_named_opening_has_no_seal(chamber: SecretChamber) -> None:
    chamber.announce()
    seal = {"seal": name32("seal", 1), "active": [1, 2, 3]}
    refused(chamber, "bad-act", "chair", "division-open", **(chamber.proposal() | seal))
    chamber.open()
    with pytest.raises(RuleError, match="not-secret"):
        _ = chamber.sealed()


def test_no_secret_vote_without_sealed_keys() -> None:
    chamber = SecretChamber(5)
    chamber.open_sitting(5)
    chamber.draft("d1", secrecy="secret")
    chamber.act("chair", "division-approve", division="d1")
    chamber.start()
    chamber.rounds("commit", "reveal", "deal")
    chamber.act("chair", "division-announce", division="d1")
    assert not_proposed(chamber)[0] == "not-sealed"
    chamber.rounds("seal")
    chamber.open()


def test_the_chair_that_opens_is_one_of_the_seal(chamber: SecretChamber) -> None:
    chamber.enrol("chair 2", "chair", "", "副主席")
    chamber.announce("d1", secrecy="secret")
    assert not_proposed(chamber, actor="chair 2") == ("chair-not-sealed", {})
    ready = chamber.proposal()
    refused(chamber, "chair-not-sealed", "chair 2", "division-open", **ready)
    chamber.act("chair", "division-withdraw", division="d1", reason="x")
    chamber.act("secretariat", "ceremony-start", **start_of(chamber))
    chamber.rounds("commit", "reveal", "deal", "seal")
    chamber.announce("d2", secrecy="secret")
    chamber.act("chair 2", "division-open", **chamber.proposal("d2", "chair 2"))


def start_of(chamber: SecretChamber) -> dict[str, Any]:
    chairs = sorted([chamber.key("chair"), chamber.key("chair 2")])
    return {"attempt": chamber.attempt + 1, "k": 2, "scrutineers": chamber.people, "chairs": chairs}


def test_a_vote_needs_k_scrutineers_who_are_there(chamber: SecretChamber) -> None:
    chamber.announce("d1", secrecy="secret")
    chamber.reg("secretariat", "key-revoke", key=chamber.key("sc1"), reason="遗失")
    chamber.proposal()
    chamber.reg("secretariat", "key-revoke", key=chamber.key("sc3"), reason="遗失")
    assert not_proposed(chamber) == ("too-few-scrutineers", {"k": 2, "active": [2]})


def test_an_opening_goes_stale_when_a_scrutineer_is_stood_down(chamber: SecretChamber) -> None:
    chamber.announce("d1", secrecy="secret")
    ready = chamber.proposal()
    act = b64u(chamber.act("chair", "stand-down", index=1, reason="x").act_id)
    for index in (2, 3):
        chamber.act(f"sc{index}", "stand-down-ok", stand_down=act)
    refused(chamber, "stale-opening", "chair", "division-open", **ready)
    assert chamber.proposal()["active"] == [2, 3]
    chamber.open()
    assert chamber.sealed().q == 2


# Certificates of the opening.


def test_26_every_active_scrutineer_certifies_or_refuses_an_opening_once(chamber: SecretChamber) -> None:
    chamber.announce("d1", secrecy="secret")
    chamber.open()
    refused(chamber, "wrong-reference", "sc1", "open-ok", division="d1", open=name32("other"))
    refused(chamber, "scrutineer-not-active", "scrutineer", "open-ok", **about(chamber))
    refused(chamber, "not-allowed", "chair", "open-ok", **about(chamber))
    refused(chamber, "unknown-division", "sc1", "open-ok", **(about(chamber) | {"division": "d9"}))
    chamber.says(1, "open-ok")
    chamber.says(2, "open-refuse", **REFUSAL)
    for index in (1, 2):
        refused(chamber, "already-sent", f"sc{index}", "open-ok", **about(chamber))
        refused(chamber, "already-sent", f"sc{index}", "open-refuse", **about(chamber, **REFUSAL))
    refused(chamber, "bad-act", "sc3", "open-refuse", **about(chamber, code="x", detail="x" * 201))
    refused(chamber, "bad-act", "sc3", "open-refuse", **about(chamber, code="x", detail="a\nb"))
    sealed = chamber.sealed()
    assert (sealed.certified, sealed.is_certified) == ({1}, False)
    assert [(each.index, each.act, each.code) for each in sealed.refusals] == [(2, "open", "electorate-differs")]
    chamber.close()
    refused(chamber, "wrong-division-state", "sc3", "open-ok", **about(chamber))


def test_a_revoked_scrutineer_certifies_nothing(chamber: SecretChamber) -> None:
    chamber.announce("d1", secrecy="secret")
    chamber.open()
    chamber.reg("secretariat", "key-revoke", key=chamber.key("sc1"), reason="遗失")
    refused(chamber, "key-revoked", "sc1", "open-ok", **about(chamber))


# The freeze and its certificates.


def test_a_board_is_frozen_once_after_the_close(chamber: SecretChamber) -> None:
    chamber.open_secret()
    with pytest.raises(RuleError, match="wrong-division-state"):
        chamber.freeze(close=name32("none"))
    chamber.close()
    refused(chamber, "not-frozen", "sc1", "root-ok", **about(chamber, freeze=name32("none")))
    for refusal, changes in (
        ("wrong-reference", {"open": name32("other")}),
        ("wrong-reference", {"close": name32("other")}),
        ("bad-act", {"n": 7, "size": 7}),
        ("bad-act", {"n": 4, "size": 3}),
        ("bad-act", {"cells": b64u(bytes(63))}),
        ("bad-act", {"cells": b64u(bytes(128))}),
        ("bad-act", {"cells": ""}),
    ):
        with pytest.raises(RuleError, match=refusal):
            chamber.freeze("d1", **changes)
    committed = chamber.freeze("d1", 6, size=9)
    frozen = chamber.sealed().freeze
    assert frozen is not None
    assert (frozen.digest, frozen.n, frozen.size, frozen.cells) == (name32("freeze", committed.body), 6, 9, CELLS)
    with pytest.raises(RuleError, match="already-frozen"):
        chamber.freeze("d1", 6, size=9)


def test_26_every_active_scrutineer_certifies_or_refuses_a_freeze_once(chamber: SecretChamber) -> None:
    chamber.closed_secret()
    frz = chamber.frz()
    refused(chamber, "wrong-reference", "sc1", "root-ok", **about(chamber, freeze=name32("other")))
    refused(chamber, "scrutineer-not-active", "scrutineer", "root-ok", **about(chamber, freeze=frz))
    chamber.root(1)
    chamber.says(2, "root-refuse", freeze=frz, **REFUSAL)
    for index in (1, 2):
        refused(chamber, "already-sent", f"sc{index}", "root-ok", **about(chamber, freeze=frz))
        refused(chamber, "already-sent", f"sc{index}", "root-refuse", **about(chamber, freeze=frz, **REFUSAL))
    assert chamber.sealed().rooted == {1}
    assert [(each.index, each.act) for each in chamber.sealed().refusals] == [(2, "root")]


def test_a_refused_opening_does_not_hinder_the_word_on_the_freeze(chamber: SecretChamber) -> None:
    chamber.announce("d1", secrecy="secret")
    chamber.open()
    chamber.says(1, "open-refuse", **REFUSAL)
    chamber.close()
    chamber.freeze()
    chamber.root(1)
    assert chamber.sealed().rooted == {1}


# Releases.


def test_26_nothing_is_released_before_q_have_certified_the_freeze(chamber: SecretChamber) -> None:
    chamber.closed_secret()
    share = about(chamber, freeze=chamber.frz(), shares=SHARES)
    chamber.root(1, 2)
    assert refused(chamber, "too-few-certificates", "sc1", "release", **share) == {"needed": 3, "rooted": [1, 2]}
    chamber.root(3)
    refused(chamber, "wrong-reference", "sc1", "release", **(share | {"freeze": name32("other")}))
    refused(chamber, "scrutineer-not-active", "scrutineer", "release", **share)
    for shares in ("", b64u(bytes(127)), b64u(bytes(129))):
        refused(chamber, "bad-act", "sc1", "release", **(share | {"shares": shares}))
    chamber.release(1)
    refused(chamber, "already-sent", "sc1", "release", **share)
    refused(chamber, "already-sent", "sc1", "release", **(share | {"shares": b64u(bytes(127) + b"\1")}))
    assert dict(chamber.sealed().releases) == {1: SHARES}


@pytest.mark.parametrize("n", [1, 2])
def test_37_one_or_two_ballots_are_never_opened(chamber: SecretChamber, n: int) -> None:
    chamber.closed_secret("d1", n)
    chamber.root(1, 2, 3)
    assert refused(chamber, "too-few-ballots", "sc1", "release", **about(chamber, freeze=chamber.frz(), shares=SHARES)) == {
        "n": n
    }
    refused(chamber, "too-few-ballots", "sc1", "release", **about(chamber, freeze=chamber.frz(), shares=""))


def test_7_a_vote_without_ballots_is_released_empty(chamber: SecretChamber) -> None:
    chamber.closed_secret("d1", 0)
    chamber.root(1, 2, 3)
    refused(chamber, "bad-act", "sc1", "release", **about(chamber, freeze=chamber.frz(), shares=SHARES))
    chamber.release(1, 2, shares="")
    chamber.tally_secret("d1", 0)
    chamber.declare()


@pytest.mark.parametrize(
    ("n", "electorate", "by_hand"), [(0, 6, False), (2, 6, False), (3, 6, True), (4, 6, True), (5, 6, False), (5, 10, True)]
)
def test_37_few_ballots_are_opened_by_hand(n: int, electorate: int, by_hand: bool) -> None:
    chamber = SecretChamber(10)
    chamber.open_sitting(10)
    chamber.hold_ceremony()
    chamber.closed_secret("d1", n)
    assert chamber.sealed().by_hand(electorate) == by_hand


# The tally.


def test_27_a_tally_follows_its_freeze(chamber: SecretChamber) -> None:
    chamber.open_secret()
    chamber.close()
    with pytest.raises(RuleError, match="not-frozen"):
        chamber.tally_secret()
    chamber.freeze("d1", 3, size=3)
    chamber.root(1, 2, 3)
    chamber.release(3)
    with pytest.raises(RuleError) as caught:
        chamber.tally_secret()
    assert (caught.value.code, caught.value.detail) == ("too-few-releases", {"k": 2, "released": [3]})
    chamber.release(1)
    result = chamber.result("d1", 2, 1, 0)
    for name, value in (("epoch", 1), ("size", 4), ("root", name32("x")), ("counted_root", name32("x"))):
        changed = result | {name: value} | ({"entries": b64u(bytes(16))} if name == "size" else {})
        with pytest.raises(RuleError) as caught:
            chamber.tally_secret(result=changed)
        assert (caught.value.code, caught.value.detail) == ("result-differs", {"members": [name]})
    for wrong in (chamber.result("d1", 2, 0, 0), chamber.result("d1", 2, 1, 1)):
        spread = wrong | {"size": 3, "entries": b64u(bytes(12))}
        with pytest.raises(RuleError, match="result-differs"):
            chamber.tally_secret(result=spread)
    for freeze in (name32("other"), None):
        with pytest.raises(RuleError, match=r"wrong-reference|bad-act"):
            chamber.tally_secret(freeze=freeze)
    chamber.tally_secret("d1", 2, 1, 0)
    assert chamber.sitting.divisions["d1"].state == "tallied"
    refused(chamber, "wrong-division-state", "sc2", "release", **about(chamber, freeze=chamber.frz(), shares=SHARES))


def test_a_named_tally_has_no_freeze_and_a_secret_one_has(chamber: SecretChamber) -> None:
    chamber.announce()
    chamber.open()
    chamber.close()
    subject = chamber.sitting.divisions["d1"]
    members = {"open": chamber.opening(), "close": subject.close, "result": chamber.result("d1", 3, 0, 0)}
    refused(chamber, "bad-act", "server", "division-tally", division="d1", freeze=name32("x"), **members)
    chamber.tally("d1", 3)
    chamber.closed_secret("d2")
    chamber.root(1, 2, 3, division="d2")
    chamber.release(1, 2, division="d2")
    with pytest.raises(RuleError, match="wrong-reference"):
        chamber.tally("d2", 3)


# Voids.


def test_58_the_count_of_a_void_vote_is_unknown_when_too_few_are_left_to_open_it(chamber: SecretChamber) -> None:
    chamber.open_secret()
    refused(chamber, "wrong-division-state", "sc1", "void-ok", **about(chamber))
    chamber.void()
    division = chamber.sitting.divisions
    assert division["d1"].count == "may-be-known"
    refused(chamber, "wrong-reference", "sc1", "void-ok", division="d1", open=name32("x"))
    refused(chamber, "scrutineer-not-active", "scrutineer", "void-ok", **about(chamber))
    chamber.says(1, "void-ok")
    refused(chamber, "already-sent", "sc1", "void-ok", **about(chamber))
    assert division["d1"].count == "may-be-known"
    chamber.act("chair", "sitting-close")
    chamber.says(2, "void-ok")
    assert division["d1"].count == "unknown", "one of three opens nothing"
    chamber.says(3, "void-ok")
    assert division["d1"].count == "unknown"


def test_58_who_has_released_can_not_swear_it(chamber: SecretChamber) -> None:
    chamber.closed_secret()
    chamber.root(1, 2, 3)
    chamber.release(1)
    chamber.now += 60_000
    chamber.void()
    refused(chamber, "already-released", "sc1", "void-ok", **about(chamber))
    chamber.says(2, "void-ok")
    assert chamber.sitting.divisions["d1"].count == "may-be-known"
    chamber.says(3, "void-ok")
    assert chamber.sitting.divisions["d1"].count == "unknown"


def test_58_a_tallied_vote_is_known(chamber: SecretChamber) -> None:
    chamber.closed_secret()
    chamber.root(1, 2, 3)
    chamber.release(1, 2)
    chamber.tally_secret()
    chamber.void()
    chamber.says(3, "void-ok")
    assert chamber.sitting.divisions["d1"].count == "known"


def test_58_the_tally_has_the_way_for_a_minute(chamber: SecretChamber) -> None:
    chamber.closed_secret()
    chamber.root(1, 2, 3)
    chamber.act("chair", "division-void", division="d1", reason="x")
    proposed = chamber.sitting.divisions["d1"].void
    assert proposed is not None
    first = chamber.now + 1
    chamber.release(1)
    confirm = {"division": "d1", "void": proposed.act}
    assert refused(chamber, "release-under-way", "secretariat", "division-void-confirm", **confirm) == {
        "until_ms": first + 60_000
    }
    chamber.now = first + 59_999
    refused(chamber, "release-under-way", "secretariat", "division-void-confirm", **confirm)
    chamber.now = first + 60_000
    chamber.act("secretariat", "division-void-confirm", **confirm)


def test_a_division_that_was_never_open_has_no_count(chamber: SecretChamber) -> None:
    chamber.announce("d1", secrecy="secret")
    chamber.void()
    assert chamber.sitting.divisions["d1"].count == ""
    refused(chamber, "not-secret", "sc1", "void-ok", division="d1", open=name32("x"))


# Held again.


def void_with(chamber: SecretChamber, count: str) -> None:
    """Vote d1 of the first four, void with its count in that state; then the fifth comes."""
    for number in (5, 6):
        chamber.act("secretariat", "depart", member=f"m{number}")
    if count == "known":
        chamber.closed_secret()
        chamber.root(1, 2, 3)
        chamber.release(1, 2)
        chamber.tally_secret()
    else:
        chamber.open_secret()
    chamber.void()
    if count == "unknown":
        for index in (1, 2, 3):
            chamber.says(index, "void-ok")
    assert chamber.sitting.divisions["d1"].count == count
    chamber.check_in(5)


@pytest.mark.parametrize("count", ["known", "may-be-known"])
def test_58_nobody_joins_a_vote_held_again_whose_count_may_be_known(chamber: SecretChamber, count: str) -> None:
    void_with(chamber, count)
    chamber.announce("d2", secrecy="secret", again_of="d1")
    assert not_proposed(chamber, "d2") == ("electorate-grew", {"division": "d1", "members": ["m5"]})
    chamber.act("chair", "division-withdraw", division="d2", reason="x")
    chamber.announce("d3", secrecy="secret", again_of="d2")
    assert not_proposed(chamber, "d3")[0] == "electorate-grew"
    chamber.act("secretariat", "depart", member="m5")
    chamber.open("d3")


def test_58_whoever_moved_to_another_seat_is_the_same_elector(chamber: SecretChamber) -> None:
    void_with(chamber, "may-be-known")
    chamber.act("secretariat", "depart", member="m5")
    chamber.act("secretariat", "depart", member="m1")
    chamber.reg("secretariat", "roster-set", members=[member(1, seat="1-7"), *(member(number) for number in range(2, 7))])
    chamber.enrol("spare", "deputy", "1-7", "")
    chamber.act("secretariat", "check-in", member="m1", seat="1-7")
    chamber.announce("d2", secrecy="secret", again_of="d1")
    chamber.open("d2")


def test_58_who_comes_may_vote_when_the_count_is_unknown_or_the_matter_is_another(chamber: SecretChamber) -> None:
    void_with(chamber, "unknown")
    chamber.announce("d2", secrecy="secret", again_of="d1")
    chamber.open("d2")


def test_58_another_matter_is_open_to_all(chamber: SecretChamber) -> None:
    void_with(chamber, "may-be-known")
    chamber.announce("d2", secrecy="secret")
    chamber.open("d2")


def test_a_division_keeps_the_keys_it_was_opened_under(chamber: SecretChamber) -> None:
    chamber.open_secret()
    first = chamber.sealed().keys
    chamber.void()
    chamber.hold_ceremony()
    chamber.says(1, "void-ok")
    assert (chamber.sealed().keys, chamber.sealed().void_ok) == (first, {1})
    chamber.open_secret("d2")
    assert chamber.sealed("d2").keys != first


def test_58_whoever_is_stood_down_swears_nothing_any_more(chamber: SecretChamber) -> None:
    chamber.open_secret()
    chamber.void()
    act = b64u(chamber.act("chair", "stand-down", index=3, reason="x").act_id)
    for index in (1, 2):
        chamber.act(f"sc{index}", "stand-down-ok", stand_down=act)
        chamber.says(index, "void-ok")
    refused(chamber, "scrutineer-not-active", "sc3", "void-ok", **about(chamber))
    assert chamber.sitting.divisions["d1"].count == "unknown", "the one who left opens nothing alone"


def test_26_an_opening_is_certified_by_q_of_those_it_names(chamber: SecretChamber) -> None:
    chamber.open_secret()
    chamber.says(1, "open-ok")
    chamber.says(2, "open-ok")
    chamber.close()
    act = b64u(chamber.act("chair", "stand-down", index=3, reason="x").act_id)
    for index in (1, 2):
        chamber.act(f"sc{index}", "stand-down-ok", stand_down=act)
    assert (chamber.sealed().q, chamber.sealed().is_certified) == (2, False)


def test_26_two_of_two_certify_after_a_stand_down(chamber: SecretChamber) -> None:
    act = b64u(chamber.act("chair", "stand-down", index=3, reason="x").act_id)
    for index in (1, 2):
        chamber.act(f"sc{index}", "stand-down-ok", stand_down=act)
    chamber.open_secret()
    chamber.says(1, "open-ok")
    assert not chamber.sealed().is_certified
    chamber.says(2, "open-ok")
    assert chamber.sealed().is_certified
