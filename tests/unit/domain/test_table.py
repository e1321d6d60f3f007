"""The table of a sitting's acts is the whole truth: whatever it does not list is refused, whatever it lists can happen."""

from collections.abc import Callable
from typing import Any, get_args

import pytest

from tests.unit.domain.chamber import STAFF, Chamber, name32
from tests.unit.domain.secret import CELLS, SHARES, SecretChamber
from voting_server.domain import sitting_rules
from voting_server.domain.codes import RuleError
from voting_server.domain.count_acts import OfCount
from voting_server.domain.division import DivisionState
from voting_server.domain.sealed_acts import OfSeal
from voting_server.domain.sitting_acts import SITTING_ACTS

STATES: tuple[str, ...] = get_args(DivisionState)
ACTORS = {**{role: role for role in STAFF}, "deputy": "t1", "server": "server"}
PATH = ("draft", "approved", "announced", "open", "closed", "tallied", "declared", "published", "archived")


def count_secret(chamber: SecretChamber) -> None:
    frozen(chamber, released=True)
    chamber.tally_secret("d1", 4)


def frozen(chamber: SecretChamber, *, rooted: bool = True, released: bool = False) -> None:
    chamber.freeze("d1", 4)
    if rooted:
        chamber.root(1, 2, 3)
    if released:
        chamber.release(2, 3)


def advance(chamber: Chamber) -> list[Callable[[], object]]:
    """The steps after the draft, one for each later state of `PATH`."""
    secret = chamber if isinstance(chamber, SecretChamber) else None
    return [
        lambda: chamber.act("secretariat", "division-approve", division="d1"),
        lambda: chamber.act("chair", "division-announce", division="d1"),
        chamber.open,
        chamber.close,
        lambda: count_secret(secret) if secret else chamber.tally("d1", 4),
        chamber.declare,
        lambda: chamber.act("secretariat", "division-publish", division="d1"),
        lambda: chamber.act("server", "division-archive", division="d1", bundle=name32("bundle")),
    ]


def chamber_at(state: str, *, secret: bool = False) -> Chamber:
    """A chamber whose division d1 is in that state, with a countdown that has passed and a void proposed if it may be."""
    chamber = SecretChamber(5) if secret else Chamber(5)
    chamber.open_sitting(4)
    if isinstance(chamber, SecretChamber):
        chamber.hold_ceremony()
    chamber.draft("d1", countdown_s=60, **({"secrecy": "secret"} if secret else {}))
    steps = advance(chamber)
    if state in PATH:
        for step in steps[: PATH.index(state)]:
            step()
    elif state == "void":
        for step in steps[: 3 if secret else 2]:
            step()
        propose_void(chamber)
        void = chamber.sitting.divisions["d1"].void
        assert void is not None
        chamber.act("scrutineer", "division-void-confirm", division="d1", void=void.act)
    else:
        chamber.act("chair", {"withdrawn": "division-withdraw", "deferred": "division-defer"}[state], division="d1", reason="x")
    assert chamber.sitting.divisions["d1"].state == state
    return chamber


def propose_void(chamber: Chamber) -> None:
    chamber.act("chair", "division-void", division="d1", reason="误操作")


SAID: dict[str, dict[str, Any]] = {"division-object": {"member": "m1"}, "division-proceed": {"clauses": ["d2"]}}


def members_for(chamber: Chamber, kind: str, role: str) -> dict[str, Any]:
    """Members with which the act would be right, as far as the division has them."""
    division = chamber.sitting.divisions["d1"]
    opened = division.opening
    open_ = opened.open if opened else name32("none")
    void = {"division": "d1", "void": division.void.act if division.void else name32("none")}
    reason = {"division": "d1", "reason": "x"}
    match kind:
        case "division-open":
            if division.state == "announced":
                return chamber.proposal()
            later = chamber_at("announced", secret=isinstance(chamber, SecretChamber)).proposal()
            heads = {"after": chamber.sitting.chain.head, "register": chamber.register.chain.head}
            return later | heads
        case "division-extend":
            later_ms = (opened.deadline_ms or 0) + 1 if opened else 1
            return {"division": "d1", "open": open_, "deadline_ms": later_ms}
        case "division-close":
            return {"division": "d1", "open": open_, "reason": "deadline" if role == "server" else "chair"}
        case "division-tally" | "division-declare":
            result = chamber_result(chamber)
            earlier = {"close": division.close} if kind == "division-tally" else {"tally": division.tally}
            ids = {name: value or name32("none") for name, value in earlier.items()}
            if kind == "division-tally" and division.sealed:
                ids["freeze"] = division.sealed.freeze.digest if division.sealed.freeze else name32("none")
            return {"division": "d1", "open": open_, "result": result, **ids}
        case "division-archive":
            return {"division": "d1", "bundle": name32("bundle")}
        case "division-void" | "division-withdraw" | "division-defer" | "division-object" | "division-proceed":
            return reason | SAID.get(kind, {})
        case "recuse" | "recuse-cancel" | "document-attach" | "document-withdraw":
            return {"division": "d1"} | ABOUT[kind]
        case "division-void-confirm" | "division-void-cancel":
            return void
        case _ if issubclass(SITTING_ACTS[kind].shape, OfSeal):
            return {"division": "d1", "open": open_} | sealed_members(chamber, kind)
        case _:
            return {"division": "d1"}


def sealed_members(chamber: Chamber, kind: str) -> dict[str, Any]:
    division = chamber.sitting.divisions["d1"]
    frz = division.sealed.freeze.digest if division.sealed and division.sealed.freeze else name32("none")
    refusal = {"code": "board-differs", "detail": "position 3"}
    match kind:
        case "open-refuse":
            return refusal
        case "division-freeze":
            roots = {"root": name32("board", "d1"), "counted_root": name32("counted", "d1")}
            return {"close": division.close or name32("none"), "epoch": 0, "size": 4, "n": 4, "cells": CELLS} | roots
        case "root-ok":
            return {"freeze": frz}
        case "root-refuse":
            return {"freeze": frz} | refusal
        case "release":
            return {"freeze": frz, "shares": SHARES}
        case "names-call":
            return {"freeze": frz, "item": 0, "flags": 1, "rows": 4}
        case "mix":
            return {"freeze": frz, "previous": name32("none"), "message": ""}
        case "row-release":
            return {"freeze": frz, "chain": name32("none"), "shares": ""}
        case _:
            return {}


def chamber_result(chamber: Chamber) -> dict[str, Any]:
    if chamber.sitting.divisions["d1"].opening:
        return chamber.result("d1", 4, 0, 0)
    return chamber_at("tallied").result("d1", 4, 0, 0)


ABOUT: dict[str, dict[str, Any]] = {
    "recuse": {"member": "m1", "reason": "x"},
    "recuse-cancel": {"member": "m1"},
    "document-attach": {
        "document": "b",
        "title": {"zh": "报告", "en": ""},
        "language": "zh",
        "sha256": name32("file"),
        "bytes": 1,
        "pages": 1,
    },
    "document-withdraw": {"document": "a", "reason": "x"},
}
OF_SEQUENCES = {"division-object", "division-proceed"}
"""They need packages and clauses: test_sequence.py."""
OF_NAMES = {"names-call", "mix", "row-release"} | OF_SEQUENCES
"""They need ballots with names: test_naming.py."""
OF_COUNT = {kind for kind, spec in SITTING_ACTS.items() if issubclass(spec.shape, OfCount)}
"""They are of other channels than terminals: test_paper.py."""
DIVISION_ACTS = [kind for kind, spec in SITTING_ACTS.items() if spec.states and kind not in OF_NAMES | OF_COUNT]
SEALED_ACTS = [kind for kind in DIVISION_ACTS if issubclass(SITTING_ACTS[kind].shape, OfSeal)]


def ready(state: str, kind: str, role: str, *, secret: bool = False) -> Chamber:
    """A chamber in that state where nothing but the table stands against the act."""
    chamber = chamber_at(state, secret=secret)
    if (
        isinstance(chamber, SecretChamber)
        and state == "closed"
        and kind in {*SEALED_ACTS, "division-tally"} - {"division-freeze"}
    ):
        frozen(chamber, rooted=not kind.startswith("root-"), released=kind == "division-tally")
    if state in SITTING_ACTS["division-void"].states and kind.startswith("division-void-"):
        propose_void(chamber)
    if kind == "document-withdraw":
        chamber.act("secretariat", "document-attach", **ABOUT["document-attach"] | {"division": "d1", "document": "a"})
    if kind == "recuse-cancel":
        chamber.act("secretariat", "recuse", division="d1", member="m1", reason="x")
    if kind == "division-close" and role == "server":
        chamber.now += 60_001
    return chamber


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("secret", [False, True])
def test_every_act_in_every_state_by_every_role(state: str, secret: bool) -> None:
    unchanged = chamber_at(state, secret=secret)
    for kind in DIVISION_ACTS:
        spec = SITTING_ACTS[kind]
        for role, by in ACTORS.items():
            actor = "sc1" if secret and role == "scrutineer" else by
            listed = role in spec.roles and state in spec.states
            if listed and kind in SEALED_ACTS and not secret:
                continue
            chamber = ready(state, kind, role, secret=secret) if listed else unchanged
            body = chamber.body(chamber.sitting.chain, actor, kind, members_for(chamber, kind, role))
            if listed:
                chamber.submit(body)
                assert chamber.sitting.divisions["d1"].state == (spec.to or state)
            else:
                expected = "not-allowed" if role not in spec.roles else "wrong-division-state"
                assert refusal(chamber, body) == expected, (kind, role)


def test_a_named_vote_has_no_certificates() -> None:
    assert len(SEALED_ACTS) == 7
    for kind in SEALED_ACTS:
        spec = SITTING_ACTS[kind]
        (role,) = spec.roles
        chamber = chamber_at(next(iter(spec.states)))
        body = chamber.body(chamber.sitting.chain, ACTORS[role], kind, members_for(chamber, kind, role))
        assert refusal(chamber, body) == "not-secret", kind


def refusal(chamber: Chamber, body: dict[str, Any]) -> str:
    with pytest.raises(RuleError) as caught:
        sitting_rules.decide(chamber.sitting, body, chamber.context())
    return caught.value.code


def test_every_act_outside_its_states_of_the_sitting() -> None:
    created, opened, ended = Chamber(5), chamber_at("declared"), chamber_at("declared")
    created.draft("d1")
    ended.act("chair", "sitting-close")
    for chamber in (created, opened, ended):
        for kind, spec in SITTING_ACTS.items():
            if kind == "sitting-create" or chamber.sitting.state in spec.sitting:
                continue
            actor = ACTORS[sorted(spec.roles)[0]]
            body = chamber.body(chamber.sitting.chain, actor, kind, members_outside(chamber, kind))
            assert refusal(chamber, body) == "wrong-sitting-state", kind


def members_outside(chamber: Chamber, kind: str) -> dict[str, Any]:
    """Well-formed members of any act."""
    match kind:
        case "sitting-open":
            return {"register": chamber.register.chain.head}
        case "sitting-close":
            return {}
        case "check-in":
            return {"member": "m1", "seat": "1-1"}
        case "depart":
            return {"member": "m1"}
        case "leave-grant":
            return {"member": "m5", "reason": "x"}
        case "chief-designate":
            return {"key": chamber.key("scrutineer")}
        case "division-draft":
            other = Chamber(1)
            draft = other.draft("d2").body
            return {name: value for name, value in draft.items() if name not in other.body(other.sitting.chain, "chair", "", {})}
        case _ if kind in OF_COUNT:
            return {"division": "d1", "open": name32("open")} | COUNTED[kind]
        case _ if kind.startswith(("ceremony-", "stand-down", "erased")):
            return OF_SCRUTINEERS[kind]
        case _:
            return members_for(chamber, kind, "chair")


COUNTED: dict[str, dict[str, Any]] = {
    "paper-issue": {"issued": 4},
    "paper-return": {"returned": 4},
    "count-commit": {"attempt": 1, "digest": name32("digest")},
    "count-reveal": {
        "attempt": 1,
        "salt": name32("salt"),
        "figures": {"sections": [{"name": "一区", "voted": 4, "counts": [[4, 0, 0]]}]},
    },
    "count-again": {"attempt": 1, "reason": "x"},
    "count-sign": {"count": name32("count")},
}

OF_SCRUTINEERS: dict[str, dict[str, Any]] = {
    "ceremony-start": {"attempt": 1, "k": 2, "scrutineers": [name32(1), name32(2)], "chairs": [name32(3)]},
    **{f"ceremony-{round_}": {"attempt": 1, "index": 1, "message": ""} for round_ in ("commit", "reveal", "deal")},
    "ceremony-seal": {"attempt": 1, "index": 1, "shares": [name32(1), name32(2)]}
    | {name: name32(name) for name in ("keys", "public", "seal")},
    "erased": {"attempt": 1, "index": 1},
    "ceremony-abort": {"attempt": 1, "index": 1, "culprit": 0, "code": "late", "message": ""},
    "stand-down": {"index": 1, "reason": "x"},
    **{f"stand-down-{answer}": {"stand_down": name32("x")} for answer in ("ok", "cancel")},
}


@pytest.mark.rule("M12")
def test_every_state_is_reached_and_final_ones_stay() -> None:
    reached = {spec.to for spec in SITTING_ACTS.values() if spec.to}
    assert reached == set(STATES)
    left = {state for spec in SITTING_ACTS.values() if spec.to for state in spec.states}
    assert set(STATES) - left == {"archived", "void", "withdrawn", "deferred"}
    assert all("declared" not in spec.states for kind, spec in SITTING_ACTS.items() if kind.startswith("division-void"))


def test_observers_do_nothing_in_a_sitting_and_tellers_count() -> None:
    assert not any(spec.roles & {"observer", "operator"} for spec in SITTING_ACTS.values())
    assert {kind for kind, spec in SITTING_ACTS.items() if "teller" in spec.roles} == OF_COUNT - {"count-sign"}
    assert {kind for kind, spec in SITTING_ACTS.items() if "deputy" in spec.roles} == {
        "check-in",
        "depart",
        "recuse",
        "recuse-cancel",
    }


def test_a_table_of_acts_knows_their_types() -> None:
    assert set(SITTING_ACTS) == {
        "sitting-create",
        "division-draft",
        "division-approve",
        "sitting-open",
        "check-in",
        "depart",
        "leave-grant",
        "recuse",
        "recuse-cancel",
        "chief-designate",
        "document-attach",
        "document-withdraw",
        "division-announce",
        "division-open",
        "division-extend",
        "division-close",
        "division-tally",
        "division-declare",
        "division-publish",
        "division-archive",
        "division-void",
        "division-void-confirm",
        "division-void-cancel",
        "division-object",
        "division-proceed",
        "division-withdraw",
        "division-defer",
        "sitting-close",
        "ceremony-start",
        "ceremony-commit",
        "ceremony-reveal",
        "ceremony-deal",
        "ceremony-seal",
        "ceremony-abort",
        "erased",
        "open-ok",
        "open-refuse",
        "division-freeze",
        "root-ok",
        "root-refuse",
        "release",
        "void-ok",
        "names-call",
        "mix",
        "row-release",
        "stand-down",
        "stand-down-ok",
        "stand-down-cancel",
        *COUNTED,
    }
