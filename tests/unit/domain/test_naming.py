"""Names and orders that are opened one by one: called for, mixed by k, shared by k, counted (docs/sealed-names.md §10)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import name32
from tests.unit.domain.secret import SecretChamber
from voting_server.domain.codes import RuleError
from voting_server.domain.items import ItemCounts, Written, item_result
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.sealed import Naming
from voting_server.domain.shapes import ZERO32, b64u
from voting_server.domain.verdicts import House
from voting_server.domain.views import state_view

ELECTION = {
    "template": "by-election",
    "rule": "E6",
    "basis": "某市选举办法",
    "form": [{"type": 4, "c": 2, "min": 0, "max": 1, "w": 1}],
    "names": [[{"zh": "甲", "en": ""}, {"zh": "乙", "en": ""}]],
}
CELLS, SHARES = b64u(bytes(64 * 3)), b64u(bytes(128 * 3))
ROW_SHARES = b64u(bytes(128 * 4 * 2))


@pytest.fixture
def chamber() -> SecretChamber:
    chamber = SecretChamber(5)
    chamber.open_sitting(4)
    chamber.hold_ceremony()
    chamber.announce("d1", secrecy="secret", **ELECTION)
    chamber.open()
    chamber.close()
    chamber.freeze("d1", 4, cells=CELLS)
    chamber.root(1, 2, 3)
    return chamber


def released(chamber: SecretChamber) -> SecretChamber:
    chamber.release(2, 3, shares=SHARES)
    return chamber


def call(chamber: SecretChamber, actor: str = "server", **changes: Any) -> None:
    members = {"division": "d1", "open": chamber.opening(), "freeze": chamber.frz(), "item": 0, "flags": 3, "rows": 4}
    chamber.act(actor, "names-call", **(members | changes))


def naming(chamber: SecretChamber) -> Naming:
    return chamber.sealed().called


def mix(chamber: SecretChamber, index: int, **changes: Any) -> None:
    members = {"freeze": chamber.frz(), "previous": naming(chamber).last, "message": "AAAA"}
    chamber.says(index, "mix", **(members | changes))


def share(chamber: SecretChamber, index: int, **changes: Any) -> None:
    members = {"freeze": chamber.frz(), "chain": name32("chain"), "shares": ROW_SHARES}
    chamber.says(index, "row-release", **(members | changes))


def refused(code: str, work: Any, *args: Any, **changes: Any) -> None:
    with pytest.raises(RuleError) as caught:
        work(*args, **changes)
    assert caught.value.code == code


def result(chamber: SecretChamber) -> dict[str, Any]:
    draft = chamber.sitting.divisions["d1"].draft
    counts = ItemCounts([[1, 3, 0], [0, 4, 0]], Written((("王芳", 3),)))
    base = chamber.result("d1", 4, 0, 0)
    common = {name: value for name, value in base.items() if name not in ("for", "against", "abstain", "carried")}
    item = item_result(draft.item, "E6", counts, House(5, 4, 4, QUORUMS["Q2"]))
    return common | {"needed": 3, "voted": 4, "items": [item]}


def test_names_are_called_for_after_k_releases_and_once(chamber: SecretChamber) -> None:
    refused("too-few-releases", call, chamber)
    released(chamber)
    refused("not-allowed", call, chamber, "chair")
    refused("not-allowed", call, chamber, "sc1")
    refused("bad-act", call, chamber, flags=0)
    refused("bad-act", call, chamber, rows=5)
    refused("wrong-reference", call, chamber, freeze=name32("other"))
    call(chamber)
    refused("already-called", call, chamber)


def test_k_different_scrutineers_mix_in_turn(chamber: SecretChamber) -> None:
    refused("not-called", lambda: chamber.says(1, "mix", freeze=chamber.frz(), previous=ZERO32, message=""))
    call(released(chamber))
    refused("mix-stale", mix, chamber, 1, previous=name32("x"))
    mix(chamber, 3)
    refused("already-sent", mix, chamber, 3)
    refused("mix-stale", mix, chamber, 1, previous=ZERO32)
    refused("not-mixed", share, chamber, 1)
    mix(chamber, 1)
    assert naming(chamber).mixed == (3, 1)
    refused("mix-stale", mix, chamber, 2)


def test_shares_of_rows_come_after_the_mixes_and_once(chamber: SecretChamber) -> None:
    call(released(chamber))
    mix(chamber, 1)
    mix(chamber, 2)
    refused("bad-act", share, chamber, 1, shares=b64u(bytes(128)))
    share(chamber, 1)
    refused("already-sent", share, chamber, 1)
    assert state_view(chamber.sitting, chamber.register, "observer")["divisions"][0]["sealed"]["naming"] == {
        "item": 0,
        "flags": 3,
        "rows": 4,
        "mixed": [1, 2],
        "released": [1],
    }


def test_the_tally_waits_for_k_shares_of_rows(chamber: SecretChamber) -> None:
    call(released(chamber))
    mix(chamber, 1)
    mix(chamber, 2)
    share(chamber, 1)
    refused("too-few-releases", lambda: chamber.tally_secret(result=result(chamber)))
    share(chamber, 3)
    chamber.tally_secret(result=result(chamber))


def test_one_who_was_stood_down_mixes_nothing(chamber: SecretChamber) -> None:
    call(released(chamber))
    chamber.act("chair", "stand-down", index=1, reason="离场")
    proposed = chamber.sitting.ceremony
    assert proposed is not None
    assert proposed.stand_down is not None
    for index in (2, 3):
        chamber.act(f"sc{index}", "stand-down-ok", stand_down=proposed.stand_down.act)
    refused("scrutineer-not-active", mix, chamber, 1)
    mix(chamber, 2)
