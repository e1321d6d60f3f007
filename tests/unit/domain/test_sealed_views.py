"""What is shown of secret votes (docs/sealed.md §8)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import STAFF, name32
from tests.unit.domain.secret import SecretChamber
from voting_server.domain.views import SignedOpening, state_view, votes_visible

READERS = (*STAFF, "deputy")
CERTIFICATE = [{"b": "body 1", "s": "signature 1"}]
SIGNED = SignedOpening("body", "signature", CERTIFICATE)


@pytest.fixture
def chamber() -> SecretChamber:
    chamber = SecretChamber(12)
    chamber.open_sitting(12)
    chamber.hold_ceremony()
    return chamber


def view(chamber: SecretChamber, role: str = "observer", **options: Any) -> dict[str, Any]:
    return state_view(chamber.sitting, chamber.register, role, signed=SIGNED, **options)


def division(chamber: SecretChamber, role: str = "observer", **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = view(chamber, role, **options)["divisions"][-1]
    return found


def test_a_ceremony_is_shown_as_it_goes() -> None:
    chamber = SecretChamber(5)
    assert view(chamber)["seal"] is None
    chamber.start()
    chamber.send("commit", 3)
    chamber.send("commit", 1)
    people = [
        {"index": index, "key": key, "holder": f"监票人{index}", "active": True} for index, key in enumerate(chamber.people, 1)
    ]
    assert view(chamber)["seal"] == {
        "attempt": 1,
        "k": 2,
        "n": 3,
        "phase": "committing",
        "done": [1, 3],
        "scrutineers": people,
        "digest": "",
        "public": "",
        "erased": [],
        "fault": None,
        "stand_down": None,
    }
    chamber.send("commit", 2)
    chamber.rounds("reveal", "deal")
    chamber.send("seal", 1)
    sealing = view(chamber)["seal"]
    assert (sealing["phase"], sealing["done"], sealing["digest"], sealing["public"]) == ("sealing", [1], "", "")
    chamber.send("seal", 2)
    chamber.send("seal", 3)
    ready = view(chamber)["seal"]
    assert (ready["phase"], ready["digest"], ready["public"]) == ("ready", name32("seal", 1), name32("Y"))
    chamber.act("chair", "stand-down", index=2, reason="突发疾病")
    proposed = view(chamber)["seal"]["stand_down"]
    assert proposed | {"act": ""} == {"act": "", "index": 2, "reason": "突发疾病", "confirmed": []}
    chamber.act("sc1", "stand-down-ok", stand_down=proposed["act"])
    assert view(chamber)["seal"]["stand_down"]["confirmed"] == [1]
    chamber.act("sc3", "stand-down-ok", stand_down=proposed["act"])
    assert [each["active"] for each in view(chamber)["seal"]["scrutineers"]] == [True, False, True]
    chamber.start()
    chamber.act("sc1", "ceremony-abort", attempt=2, index=1, culprit=2, code="ceremony-pok", message="")
    aborted = view(chamber)["seal"]
    assert (aborted["phase"], aborted["fault"]) == ("aborted", {"by": 1, "culprit": 2, "code": "ceremony-pok"})


def test_certificates_are_shown_to_everybody(chamber: SecretChamber) -> None:
    chamber.announce("d1", secrecy="secret")
    assert (division(chamber)["secrecy"], division(chamber)["sealed"]) == ("secret", None)
    chamber.open()
    chamber.says(2, "open-ok")
    chamber.says(1, "open-refuse", code="electorate-differs", detail="座位 1-3")
    for role in READERS:
        assert division(chamber, role)["sealed"] == {
            "k": 2,
            "q": 3,
            "active": [1, 2, 3],
            "certified": [2],
            "frozen": "",
            "rooted": [],
            "released": [],
            "n": None,
            "by_hand": False,
            "refusals": [{"index": 1, "act": "open", "code": "electorate-differs", "detail": "座位 1-3"}],
            "void_ok": [],
            "naming": None,
        }
        assert view(chamber, role)["open"]["certificate"] == CERTIFICATE


def test_freeze_and_releases_are_shown_with_who_failed(chamber: SecretChamber) -> None:
    chamber.closed_secret("d1", 4)
    chamber.root(1, 2, 3)
    chamber.release(3, 2)
    found = division(chamber, invalid={"d1": {(2, "release")}})["sealed"]
    assert (found["frozen"], found["rooted"], found["n"], found["by_hand"]) == (chamber.frz(), [1, 2, 3], 4, True)
    assert (found["released"], found["refusals"]) == (
        [3],
        [{"index": 2, "act": "release", "code": "share-invalid", "detail": ""}],
    )
    assert division(chamber)["sealed"]["released"] == [2, 3]
    assert all(division(chamber, role)["result"] is None for role in READERS)


@pytest.mark.parametrize(
    ("counts", "reveals"), [((12, 0, 0), ["unanimous"]), ((0, 5, 0), ["unanimous"]), ((11, 1, 0), []), ((0, 0, 0), [])]
)
def test_42_a_unanimous_result_is_told_to_those_who_see_it(
    chamber: SecretChamber, counts: tuple[int, int, int], reveals: list[str]
) -> None:
    chamber.closed_secret("d1", sum(counts))
    chamber.root(1, 2, 3)
    chamber.release(1, 2, **({} if sum(counts) else {"shares": ""}))
    chamber.tally_secret("d1", *counts)
    for role in READERS:
        assert division(chamber, role)["reveals"] == (reveals if role in {"chair", "scrutineer"} else [])
    chamber.declare()
    assert all(division(chamber, role)["reveals"] == reveals for role in READERS)
    assert not votes_visible(chamber.sitting.divisions["d1"])


def test_42_so_few_present_is_told_before_the_opening() -> None:
    chamber = SecretChamber(12)
    chamber.open_sitting(9)
    chamber.hold_ceremony()
    chamber.draft("d1", secrecy="secret")
    assert division(chamber)["reveals"] == []
    chamber.act("chair", "division-approve", division="d1")
    chamber.act("chair", "division-announce", division="d1")
    assert division(chamber)["reveals"] == ["few-present"]
    chamber.check_in(10)
    assert division(chamber)["reveals"] == []
    chamber.act("secretariat", "depart", member="m10")
    chamber.open()
    chamber.check_in(10)
    assert division(chamber)["reveals"] == ["few-present"]
    chamber.close()
    chamber.freeze("d1", 9)
    chamber.root(1, 2, 3)
    chamber.release(1, 2)
    chamber.tally_secret("d1", 8, 1, 0)
    assert division(chamber, "chair")["reveals"] == []


def test_a_named_vote_reveals_no_more_than_it_should() -> None:
    chamber = SecretChamber(5)
    chamber.open_sitting(5)
    chamber.announce()
    chamber.open()
    chamber.close()
    chamber.tally("d1", 5)
    found = division(chamber, "chair")
    assert (found["secrecy"], found["reveals"], found["count"], found["sealed"]) == ("named", [], "", None)


def test_58_what_is_known_of_a_void_count_is_shown(chamber: SecretChamber) -> None:
    chamber.open_secret()
    chamber.void()
    assert (division(chamber)["count"], division(chamber)["sealed"]["void_ok"]) == ("may-be-known", [])
    for index in (3, 1, 2):
        chamber.says(index, "void-ok")
    assert (division(chamber)["count"], division(chamber)["sealed"]["void_ok"]) == ("unknown", [1, 2, 3])
