"""The ceremony of the scrutineers' keys and the stand-down of an absent one: who may do what, when (docs/sealed.md §2, §7)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import name32
from tests.unit.domain.secret import ROUNDS, SecretChamber
from voting_server.domain.ceremony import Ceremony, Fault
from voting_server.domain.codes import RuleError
from voting_server.domain.shapes import b64u

PHASES = ("committing", "revealing", "dealing", "sealing")


@pytest.fixture
def chamber() -> SecretChamber:
    return SecretChamber(5)


def refused(chamber: SecretChamber, refusal: str, actor: str, kind: str, /, **members: Any) -> dict[str, Any]:
    before = chamber.sitting.chain.length
    with pytest.raises(RuleError) as caught:
        chamber.act(actor, kind, **members)
    assert caught.value.code == refusal, caught.value.detail
    assert chamber.sitting.chain.length == before
    return caught.value.detail


def ceremony(chamber: SecretChamber) -> Ceremony:
    found = chamber.sitting.ceremony
    assert found is not None
    return found


def test_a_ceremony_goes_from_round_to_round(chamber: SecretChamber) -> None:
    chamber.start()
    for phase, kind in zip(PHASES, ROUNDS, strict=True):
        for index in (2, 3, 1):
            assert (ceremony(chamber).phase, index in ceremony(chamber).done) == (phase, False)
            chamber.send(kind, index)
    ready = ceremony(chamber)
    assert (ready.phase, ready.keys.seal, ready.active) == ("ready", name32("seal", 1), {1, 2, 3})
    assert ready.done == {1, 2, 3}


@pytest.mark.parametrize("at", range(4))
def test_every_message_has_its_round_and_is_sent_once_by_its_author(chamber: SecretChamber, at: int) -> None:
    chamber.start()
    chamber.rounds(*ROUNDS[:at])
    chamber.send(ROUNDS[at], 2)
    refused(chamber, "already-sent", "sc2", f"ceremony-{ROUNDS[at]}", **chamber.message(ROUNDS[at], 2))
    for kind in set(ROUNDS) - {ROUNDS[at]}:
        assert refused(chamber, "wrong-phase", "sc1", f"ceremony-{kind}", **chamber.message(kind, 1)) == {"phase": PHASES[at]}
    message = chamber.message(ROUNDS[at], 1)
    assert refused(chamber, "wrong-index", "sc3", f"ceremony-{ROUNDS[at]}", **message) == {"index": 3}
    assert refused(chamber, "wrong-index", "scrutineer", f"ceremony-{ROUNDS[at]}", **message) == {"index": 0}
    refused(chamber, "not-allowed", "chair", f"ceremony-{ROUNDS[at]}", **message)
    assert refused(chamber, "wrong-attempt", "sc1", f"ceremony-{ROUNDS[at]}", **(message | {"attempt": 2})) == {"attempt": 1}
    chamber.act("sc1", f"ceremony-{ROUNDS[at]}", **message)


@pytest.mark.parametrize("kind", ["commit", "reveal", "deal"])
def test_6_a_message_has_its_exact_length(chamber: SecretChamber, kind: str) -> None:
    chamber.start()
    chamber.rounds(*ROUNDS[: ROUNDS.index(kind)])
    length = {"commit": 32, "reveal": 32 + 32 * 3 + 64 * 3, "deal": 240}[kind]
    for wrong in (0, length - 1, length + 1):
        detail = refused(chamber, "bad-act", "sc1", f"ceremony-{kind}", attempt=1, index=1, message=b64u(bytes(wrong)))
        assert detail == {"field": "$.message", "why": f"{length} bytes are needed"}
    refused(chamber, "bad-act", "sc1", f"ceremony-{kind}", attempt=1, index=1, message="A")
    chamber.act("sc1", f"ceremony-{kind}", attempt=1, index=1, message=b64u(bytes(length)))


def test_31_all_sign_one_outcome(chamber: SecretChamber) -> None:
    chamber.start()
    chamber.rounds("commit", "reveal", "deal")
    chamber.send("seal", 3)
    outcome = chamber.message("seal", 1)
    for name in ("keys", "public", "seal"):
        refused(chamber, "seal-differs", "sc1", "ceremony-seal", **(outcome | {name: name32("other")}))
    swapped = [outcome["shares"][place] for place in (1, 0, 2)]
    refused(chamber, "seal-differs", "sc1", "ceremony-seal", **(outcome | {"shares": swapped}))
    for shares in (outcome["shares"][:2], [*outcome["shares"], name32("S", 4)]):
        refused(chamber, "bad-act", "sc1", "ceremony-seal", **(outcome | {"shares": shares}))
    chamber.send("seal", 1)
    chamber.send("seal", 2)
    assert ceremony(chamber).phase == "ready"


@pytest.mark.parametrize("actor", ["secretariat", "chair"])
def test_who_takes_part_is_named_at_the_start(chamber: SecretChamber, actor: str) -> None:
    people, chairs = chamber.people, [chamber.key("chair")]
    start = {"attempt": 1, "k": 2, "scrutineers": people, "chairs": chairs}
    refused(chamber, "not-allowed", "sc1", "ceremony-start", **start)
    assert refused(chamber, "wrong-attempt", actor, "ceremony-start", **(start | {"attempt": 2})) == {"attempt": 1}
    for others in (name32("nobody"), chamber.key("chair"), chamber.key("t1")):
        assert refused(chamber, "not-a-scrutineer", actor, "ceremony-start", **(start | {"scrutineers": [*people, others]})) == {
            "keys": [others]
        }
    for k, keys in ((1, people), (4, people), (2, people[:1]), (2, [*people, people[0]]), (2, [])):
        refused(chamber, "bad-act", actor, "ceremony-start", **(start | {"k": k, "scrutineers": keys}))
    refused(chamber, "bad-act", actor, "ceremony-start", **(start | {"k": 2, "scrutineers": [name32(n) for n in range(16)]}))
    chamber.enrol("chair 2", "chair", "", "副主席")
    both = sorted([*chairs, chamber.key("chair 2")])
    for wrong in (chairs, both[::-1], [*both, chamber.key("secretariat")]):
        assert refused(chamber, "chairs-differ", actor, "ceremony-start", **(start | {"chairs": wrong})) == {"chairs": both}
    chamber.reg("secretariat", "key-revoke", key=people[1], reason="遗失")
    refused(chamber, "not-a-scrutineer", actor, "ceremony-start", **(start | {"chairs": both}))
    chamber.act(actor, "ceremony-start", **(start | {"chairs": both, "scrutineers": [people[2], people[0]]}))
    assert ceremony(chamber).scrutineers == (people[2], people[0])


def test_a_new_attempt_replaces_what_was(chamber: SecretChamber) -> None:
    chamber.hold_ceremony()
    chamber.open_sitting(4)
    first = ceremony(chamber).keys
    chamber.start("chair")
    assert (ceremony(chamber).attempt, ceremony(chamber).phase, ceremony(chamber).sealed) == (2, "committing", None)
    with pytest.raises(RuleError, match="not-sealed"):
        _ = ceremony(chamber).keys
    chamber.send("commit", 1)
    chamber.start()
    assert (ceremony(chamber).attempt, ceremony(chamber).done) == (3, frozenset())
    chamber.rounds(*ROUNDS)
    assert ceremony(chamber).keys != first


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_no_ceremony_while_a_vote_is_under_way(chamber: SecretChamber, steps: int) -> None:
    chamber.open_sitting(4)
    chamber.announce()
    for step in (chamber.open, chamber.close)[:steps]:
        step()
    members = {"attempt": 1, "k": 2, "scrutineers": chamber.people, "chairs": [chamber.key("chair")]}
    assert refused(chamber, "another-division", "secretariat", "ceremony-start", **members) == {"divisions": ["d1"]}


@pytest.mark.parametrize("at", range(4))
def test_an_attempt_ends_at_any_step(chamber: SecretChamber, at: int) -> None:
    chamber.start()
    chamber.rounds(*ROUNDS[:at])
    abort = {"attempt": 1, "index": 2, "culprit": 3, "code": "ceremony-share", "message": b64u(bytes(132))}
    refused(chamber, "wrong-index", "sc1", "ceremony-abort", **abort)
    refused(chamber, "wrong-index", "sc1", "ceremony-abort", **(abort | {"index": 0}))
    refused(chamber, "wrong-index", "scrutineer", "ceremony-abort", **(abort | {"index": 0}))
    refused(chamber, "wrong-index", "chair", "ceremony-abort", **abort)
    refused(chamber, "bad-act", "sc2", "ceremony-abort", **(abort | {"culprit": 4}))
    refused(chamber, "bad-act", "sc2", "ceremony-abort", **(abort | {"message": b64u(bytes(131))}))
    refused(chamber, "bad-act", "sc2", "ceremony-abort", **(abort | {"code": "Bad Code"}))
    refused(chamber, "wrong-attempt", "sc2", "ceremony-abort", **(abort | {"attempt": 2}))
    chamber.act("sc2", "ceremony-abort", **abort)
    assert (ceremony(chamber).phase, ceremony(chamber).fault) == ("aborted", Fault(2, 3, "ceremony-share"))
    refused(chamber, "wrong-phase", "sc3", "ceremony-abort", **(abort | {"index": 3}))
    refused(chamber, "wrong-phase", "sc1", f"ceremony-{ROUNDS[at]}", **chamber.message(ROUNDS[at], 1))
    chamber.start()
    assert ceremony(chamber).fault is None


@pytest.mark.parametrize("actor", ["secretariat", "chair"])
def test_whoever_leads_ends_an_attempt_without_blame(chamber: SecretChamber, actor: str) -> None:
    chamber.start()
    chamber.act(actor, "ceremony-abort", attempt=1, index=0, culprit=0, code="late", message="")
    assert ceremony(chamber).fault == Fault(0, 0, "late")


def test_a_sealed_sitting_is_unsealed_by_a_scrutineer_before_the_first_vote_only(chamber: SecretChamber) -> None:
    abort = {"culprit": 0, "code": "disk-lost", "message": ""}
    chamber.hold_ceremony()
    refused(chamber, "wrong-phase", "chair", "ceremony-abort", attempt=1, index=0, **abort)
    chamber.act("sc1", "ceremony-abort", attempt=1, index=1, **abort)
    assert ceremony(chamber).phase == "aborted"
    chamber.hold_ceremony()
    chamber.open_sitting(4)
    chamber.open_secret()
    refused(chamber, "wrong-phase", "sc1", "ceremony-abort", attempt=2, index=1, **abort)


# An absent scrutineer.


def stand_down(chamber: SecretChamber, index: int) -> str:
    return b64u(chamber.act("chair", "stand-down", index=index, reason="突发疾病").act_id)


def test_an_absent_scrutineer_is_stood_down_by_all_others(chamber: SecretChamber) -> None:
    refused(chamber, "not-sealed", "chair", "stand-down", index=2, reason="x")
    chamber.hold_ceremony()
    refused(chamber, "no-stand-down-proposed", "sc1", "stand-down-ok", stand_down=name32("x"))
    refused(chamber, "not-allowed", "secretariat", "stand-down", index=2, reason="x")
    act = stand_down(chamber, 2)
    refused(chamber, "stand-down-proposed", "chair", "stand-down", index=3, reason="x")
    refused(chamber, "wrong-reference", "sc1", "stand-down-ok", stand_down=name32("x"))
    for outsider in ("sc2", "scrutineer"):
        assert refused(chamber, "scrutineer-not-active", outsider, "stand-down-ok", stand_down=act) == {"active": [1, 3]}
    refused(chamber, "not-allowed", "chair", "stand-down-ok", stand_down=act)
    chamber.act("sc3", "stand-down-ok", stand_down=act)
    refused(chamber, "already-sent", "sc3", "stand-down-ok", stand_down=act)
    assert ceremony(chamber).active == {1, 2, 3}
    chamber.act("sc1", "stand-down-ok", stand_down=act)
    assert (ceremony(chamber).active, ceremony(chamber).stand_down) == ({1, 3}, None)
    refused(chamber, "too-few-scrutineers", "chair", "stand-down", index=1, reason="x")
    refused(chamber, "scrutineer-not-active", "chair", "stand-down", index=2, reason="x")


def test_a_stand_down_is_taken_back(chamber: SecretChamber) -> None:
    chamber.hold_ceremony()
    act = stand_down(chamber, 2)
    refused(chamber, "wrong-reference", "chair", "stand-down-cancel", stand_down=name32("x"))
    chamber.act("chair", "stand-down-cancel", stand_down=act)
    refused(chamber, "no-stand-down-proposed", "sc1", "stand-down-ok", stand_down=act)
    refused(chamber, "no-stand-down-proposed", "chair", "stand-down-cancel", stand_down=act)
    assert ceremony(chamber).active == {1, 2, 3}


def test_nobody_is_stood_down_while_a_vote_is_open(chamber: SecretChamber) -> None:
    chamber.hold_ceremony()
    chamber.open_sitting(4)
    act = stand_down(chamber, 2)
    chamber.open_secret()
    assert refused(chamber, "another-division", "sc1", "stand-down-ok", stand_down=act) == {"divisions": ["d1"]}
    chamber.act("chair", "stand-down-cancel", stand_down=act)
    refused(chamber, "another-division", "chair", "stand-down", index=2, reason="x")


def test_a_stand_down_counts_for_the_vote_that_is_closed(chamber: SecretChamber) -> None:
    chamber.hold_ceremony()
    chamber.open_sitting(4)
    chamber.open_secret("d0")
    chamber.void("d0")
    chamber.closed_secret()
    chamber.root(1, 2)
    assert (chamber.sealed().q, chamber.sealed().is_rooted) == (3, False)
    act = stand_down(chamber, 3)
    for index in (1, 2):
        chamber.act(f"sc{index}", "stand-down-ok", stand_down=act)
    assert (chamber.sealed().active, chamber.sealed().q, chamber.sealed().is_rooted) == ({1, 2}, 2, True)
    assert chamber.sealed("d0").active == {1, 2, 3}
    with pytest.raises(RuleError, match="scrutineer-not-active"):
        chamber.release(3)
    chamber.release(1, 2)
    chamber.tally_secret()
    chamber.declare()
    chamber.open_secret("d2")
    assert chamber.sealed("d2").active == {1, 2}


def test_after_the_sitting_each_scrutineer_says_once_that_its_shares_are_erased(chamber: SecretChamber) -> None:
    chamber.hold_ceremony()
    chamber.open_sitting(4)
    refused(chamber, "wrong-sitting-state", "sc2", "erased", attempt=1, index=2)
    chamber.act("chair", "sitting-close")
    assert refused(chamber, "wrong-index", "sc3", "erased", attempt=1, index=2) == {"index": 3}
    refused(chamber, "wrong-index", "scrutineer", "erased", attempt=1, index=1)
    refused(chamber, "wrong-attempt", "sc2", "erased", attempt=2, index=2)
    refused(chamber, "not-allowed", "chair", "erased", attempt=1, index=2)
    chamber.act("sc2", "erased", attempt=1, index=2)
    refused(chamber, "already-sent", "sc2", "erased", attempt=1, index=2)
    chamber.act("sc1", "erased", attempt=1, index=1)
    assert ceremony(chamber).erased == {1, 2}
