"""What each reader sees, and what nobody sees too early."""

from typing import Any

import pytest

from tests.unit.domain.chamber import STAFF, Chamber, member, name32
from voting_server.domain.views import (
    SignedOpening,
    code_view,
    member_view,
    plan_view,
    present_bits,
    register_view,
    seat_bits,
    sitting_view,
    state_view,
    votes_visible,
)

READERS = (*STAFF, "deputy")
SIGNED = SignedOpening("body", "signature")


@pytest.fixture
def chamber() -> Chamber:
    chamber = Chamber(6)
    chamber.open_sitting(4)
    chamber.announce("d1", countdown_s=60)
    return chamber


def division(chamber: Chamber, role: str) -> dict[str, Any]:
    (view,) = state_view(chamber.sitting, chamber.register, role, signed=SIGNED)["divisions"]
    return dict(view)


def test_the_state_of_an_announced_division(chamber: Chamber) -> None:
    text = {"zh": "区人民代表大会", "en": "District Congress"}
    assert state_view(chamber.sitting, chamber.register, "observer", demo=True) == {
        "sitting": {
            "id": "s1",
            "title": text,
            "kind": "plenary",
            "state": "open",
            "body": {"id": "district", "name": text, "kind": "congress"},
            "quorum": {
                "id": "Q2",
                "formula": "3P ≥ 2N",
                "source": {"zh": "地方组织法第十四条", "en": "Local Organic Law, art. 14"},
                "verified": True,
                "needed": 4,
                "met": True,
            },
            "demo": True,
        },
        "head": chamber.sitting.chain.head,
        "register": chamber.register.chain.head,
        "attendance": {"due": 6, "present": 4, "absent": 2, "leave": 0},
        "seal": None,
        "divisions": [
            {
                "id": "d1",
                "number": 1,
                "title": {"zh": "关于政府工作报告的决议（草案）", "en": "Resolution on the government's report (draft)"},
                "short": {"zh": "政府工作报告", "en": "Government report"},
                "text": {"zh": "", "en": ""},
                "template": "resolution",
                "form": [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}],
                "names": [[]],
                "basis": "",
                "state": "announced",
                "secrecy": "named",
                "reveals": [],
                "count": "",
                "sealed": None,
                "countdown_s": 60,
                "again_of": "",
                "rule": {
                    "id": "M1",
                    "formula": "2F > N",
                    "source": {
                        "zh": "全国人大议事规则第五十九条；地方组织法第二十五条",
                        "en": "NPC Rules of Procedure, art. 59; Local Organic Law, art. 25",
                    },
                    "verified": True,
                    "needed": 4,
                },
                "reason": "",
                "open": "",
                "void": None,
                "result": None,
                "channel": "terminal",
                "hand_count": None,
                "of": [],
                "objection": None,
                "consent": None,
                "proceed": None,
            }
        ],
        "current": "d1",
        "open": None,
    }


def test_the_open_division_comes_with_its_signed_opening(chamber: Chamber) -> None:
    chamber.open()
    opened = chamber.sitting.divisions["d1"].opened
    with pytest.raises(ValueError):
        state_view(chamber.sitting, chamber.register, "deputy")
    for role in READERS:
        assert state_view(chamber.sitting, chamber.register, role, signed=SIGNED)["open"] == {
            "division": "d1",
            "open": opened.open,
            "b": "body",
            "s": "signature",
            "certificate": [],
            "deadline_ms": opened.opened_ms + 60_000,
            "p": 4,
            "n": 6,
            "opened_ms": opened.opened_ms,
        }


def test_figures_are_seen_by_few_after_the_tally_and_by_all_after_the_declaration(chamber: Chamber) -> None:
    chamber.open()
    for _ in ("open", "closed"):
        assert all(division(chamber, role)["result"] is None for role in READERS)
        if chamber.sitting.divisions["d1"].state == "open":
            chamber.close()
    chamber.tally("d1", 4)
    assert {role for role in READERS if division(chamber, role)["result"]} == {"chair", "scrutineer"}
    assert {role for role in READERS if "result_full" in division(chamber, role)} == {"chair"}
    assert not votes_visible(chamber.sitting.divisions["d1"])
    to_sign = division(chamber, "chair")["result_full"]
    assert to_sign == chamber.result("d1", 4, 0, 0)
    before = division(chamber, "chair")["result"]
    assert before["declared_ms"] is None
    chamber.act("chair", "division-declare", division="d1", open=chamber.opening(), tally=before["tally"], result=to_sign)
    assert votes_visible(chamber.sitting.divisions["d1"])
    for role in READERS:
        assert division(chamber, role)["result"] == before | {"declared_ms": chamber.now}
        assert "result_full" not in division(chamber, role)
    assert before["sentence"]["zh"] == "赞成 4 票，超过全体代表 6 人的半数（至少 4 票），通过"
    assert before["checks"][0] == {"zh": "4 + 0 + 0 + 0 = 实到 4", "en": "4 + 0 + 0 + 0 = 4 present"}
    assert {
        name: before[name] for name in ("for", "not_pressed", "present", "members", "absent", "needed", "rule", "carried")
    } == {
        "for": 4,
        "not_pressed": 0,
        "present": 4,
        "members": 6,
        "absent": 2,
        "needed": 4,
        "rule": "M1",
        "carried": True,
    }


def test_a_void_is_shown_with_its_reason_and_its_figures(chamber: Chamber) -> None:
    chamber.open()
    chamber.close()
    chamber.tally("d1", 3)
    chamber.act("chair", "division-void", division="d1", reason="网络故障")
    proposed = division(chamber, "deputy")
    assert proposed["void"]["reason"] == "网络故障"
    assert (proposed["state"], proposed["result"]) == ("tallied", None)
    chamber.act("secretariat", "division-void-confirm", division="d1", void=proposed["void"]["act"])
    void = division(chamber, "deputy")
    assert (void["state"], void["reason"], void["void"], void["result"]["for"]) == ("void", "网络故障", None, 3)


def test_the_figures_of_an_opening_outlive_its_attendance(chamber: Chamber) -> None:
    chamber.open()
    chamber.check_in(5)
    chamber.check_in(6)
    chamber.reg("secretariat", "roster-set", members=[member(n) for n in range(1, 8)])
    assert division(chamber, "chair")["rule"]["needed"] == 4
    view = state_view(chamber.sitting, chamber.register, "chair", signed=SIGNED)
    assert view["attendance"] == {"due": 7, "present": 6, "absent": 1, "leave": 0}
    assert view["open"]["n"] == 6


@pytest.mark.parametrize(
    ("seats", "marked", "expected"),
    [
        ([], set(), b""),
        (["a"], {"a"}, b"\x80"),
        (["a"], set(), b"\x00"),
        (list("abcdefgh"), {"a", "h"}, b"\x81"),
        (list("abcdefghi"), {"b", "i", "z"}, b"\x40\x80"),
        (list("abcdefghi"), set(), b"\x00\x00"),
    ],
)
def test_bits(seats: list[str], marked: set[str], expected: bytes) -> None:
    assert seat_bits(seats, marked) == expected


def test_the_plan_shows_its_people_in_its_order(chamber: Chamber) -> None:
    plan = plan_view(chamber.register)
    assert plan["v"] == chamber.register.chain.head["n"]
    assert plan["plan"] == {"kind": "grid", "name": "大会堂"}
    assert [seat["id"] for seat in plan["seats"]] == [f"1-{n}" for n in range(1, 9)]
    seat = {"id": "1-1", "row": 1, "col": 1, "x": 1, "y": 0}
    assert plan["seats"][0] == seat | {
        "member": "m1",
        "name": "代表1",
        "latin": "",
        "delegation": "代表团1",
        "role": "deputy",
    }
    assert plan["seats"][7]["member"] == plan["seats"][7]["role"] == ""
    assert present_bits(chamber.sitting, chamber.register) == b"\xf0"


def test_the_register_for_staff_and_a_code_for_its_finder(chamber: Chamber) -> None:
    code = chamber.code("late", "deputy", "1-8", "")
    chamber.reg("operator", "codes-issue", codes=[code])
    chamber.reg("operator", "key-revoke", key=chamber.key("t1"), reason="x")
    view = register_view(chamber.register, code["expires_ms"])
    assert view["codes"][-1] == code | {"state": "expired"}
    states = {key["seat"] or key["role"]: key["state"] for key in view["keys"]}
    assert (states["1-1"], states["1-2"], states["chair"]) == ("revoked", "active", "active")
    assert view["members"][0]["status"] == "in-office"
    assert code_view(chamber.register, name32("guess"), chamber.server, chamber.now) is None
    assert code_view(chamber.register, code["key"], chamber.server, chamber.now) == {
        "body": "district",
        "name": chamber.register.name,
        "role": "deputy",
        "seat": "1-8",
        "holder": "",
        "expires_ms": code["expires_ms"],
        "state": "open",
        "head": chamber.register.chain.head,
        "server": chamber.server,
    }


def test_small_views(chamber: Chamber) -> None:
    assert member_view(chamber.register, "1-2") == {"id": "m2", "name": "代表2", "latin": "", "delegation": "代表团2"}
    assert member_view(chamber.register, "1-8") is None
    assert sitting_view(chamber.sitting)["state"] == "open"
