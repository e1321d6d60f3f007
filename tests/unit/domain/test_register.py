"""The register: who may change it, what each act asks, and what it leaves."""

from typing import Any

import pytest

from tests.unit.domain.chamber import STAFF, Chamber, member, name32
from voting_server.domain import register as registers
from voting_server.domain.codes import RuleError
from voting_server.domain.register import REGISTER_ACTS, Register


@pytest.fixture
def chamber() -> Chamber:
    return Chamber(3, terminals=2)


def refused(chamber: Chamber, refusal: str, actor: str, kind: str, /, **members: Any) -> dict[str, Any]:
    before = chamber.register.chain.length
    with pytest.raises(RuleError) as caught:
        chamber.reg(actor, kind, **members)
    assert caught.value.code == refusal, caught.value.detail
    assert chamber.register.chain.length == before
    return caught.value.detail


def test_founding_makes_the_first_secretariat(chamber: Chamber) -> None:
    register = chamber.register
    assert (register.id, register.kind, register.name["zh"]) == ("district", "congress", "区人民代表大会")
    assert register.actor(chamber.key("secretariat")).role == "secretariat"
    assert register.in_office == 3
    assert register.terminal("1-1") == register.keys[chamber.key("t1")]
    assert register.terminal("1-3") is None
    assert {key.role for key in register.keys.values()} == {*STAFF, "deputy"}


def test_a_log_begins_once(chamber: Chamber) -> None:
    text = {"zh": "", "en": "x"}
    again = {"id": "district", "kind": "congress", "name": text, "code": name32("install 2"), "holder": "x"}
    refused(chamber, "not-first", "new", "body-create", **again)
    empty = Chamber.__new__(Chamber)
    empty.now, empty.nonce, empty.register, empty.server = chamber.now, 0, Register.empty("other"), chamber.server
    refused(empty, "not-created", "secretariat", "roster-set", members=[])
    refused(empty, "bad-log", "new", "body-create", **again)
    refused(empty, "unknown-code", "new", "body-create", **(again | {"id": "other", "code": name32("guess")}))
    empty.reg("new", "body-create", **(again | {"id": "other"}))


def test_an_installation_code_works_once(chamber: Chamber) -> None:
    refused(chamber, "unknown-code", "admin 2", "admin-enrol", code=name32("install"), holder="秘书处")
    chamber.reg("admin 2", "admin-enrol", code=name32("install 2"), holder="秘书处")
    refused(chamber, "unknown-code", "admin 3", "admin-enrol", code=name32("install 2"), holder="秘书处")
    assert chamber.register.secretariat == 2


def acts_of_staff(chamber: Chamber) -> dict[str, dict[str, Any]]:
    spare = chamber.code("spare", "deputy", "1-3", "")
    return {
        "roster-set": {"members": []},
        "seats-set": {"plan": {"kind": "grid", "name": ""}, "seats": []},
        "codes-issue": {"codes": [spare]},
        "pages-tell": {"pages": {"hash": name32("bundle"), "loaded": "installed"}},
        "code-cancel": {"code": name32("code", "open")},
        "key-revoke": {"key": chamber.key("t1"), "reason": "遗失"},
        "key-replace": {"key": chamber.key("t1"), "reason": "遗失", "code": chamber.code("spare", "deputy", "1-1", "")},
        "cards-issue": {"cards": [{"key": name32("card", "m2"), "member": "m2"}]},
        "card-cancel": {"card": name32("card", "m1"), "reason": "遗失"},
    }


def test_only_the_roles_of_the_table(chamber: Chamber) -> None:
    chamber.reg("secretariat", "codes-issue", codes=[chamber.code("open", "deputy", "1-3", "")])
    chamber.reg("secretariat", "roster-set", members=[member(1, seat=""), member(2, seat="")])
    chamber.reg("secretariat", "cards-issue", cards=[{"key": name32("card", "m1"), "member": "m1"}])
    examples = acts_of_staff(chamber)
    assert examples.keys() == {kind for kind, spec in REGISTER_ACTS.items() if not spec.by_code}
    for kind, members in examples.items():
        for role in (*STAFF, "t2"):
            body = chamber.body(chamber.register.chain, role, kind, members)
            allowed = ("deputy" if role == "t2" else role) in REGISTER_ACTS[kind].roles
            if allowed:
                registers.decide(chamber.register, body, chamber.reg_context())
            else:
                refused(chamber, "not-allowed", role, kind, **members)


def test_an_operator_handles_terminals_only(chamber: Chamber) -> None:
    staff = chamber.code("spare", "chair", "", "许建国")
    refused(chamber, "not-allowed", "operator", "codes-issue", codes=[staff])
    refused(chamber, "not-allowed", "operator", "key-revoke", key=chamber.key("chair"), reason="x")
    refused(chamber, "not-allowed", "operator", "key-replace", key=chamber.key("chair"), reason="x", code=staff)
    chamber.reg("secretariat", "codes-issue", codes=[chamber.code("open", "chair", "", "许建国")])
    refused(chamber, "not-allowed", "operator", "code-cancel", code=name32("code", "open"))
    spare = chamber.code("spare 1", "deputy", "1-1", "")
    chamber.reg("operator", "key-replace", key=chamber.key("t1"), reason="屏幕损坏", code=spare)
    chamber.reg("spare 1", "enrol", code=spare["key"], device="")
    assert chamber.register.terminals["1-1"] == chamber.key("spare 1")


def test_strangers_and_revoked_keys_do_nothing(chamber: Chamber) -> None:
    refused(chamber, "unknown-key", "nobody", "roster-set", members=[])
    chamber.reg("secretariat", "key-revoke", key=chamber.key("operator"), reason="遗失")
    refused(chamber, "key-revoked", "operator", "codes-issue", codes=[chamber.code("x", "deputy", "1-3", "")])
    refused(chamber, "key-not-active", "secretariat", "key-revoke", key=chamber.key("operator"), reason="again")
    refused(chamber, "key-not-active", "secretariat", "key-revoke", key=name32("nobody"), reason="again")


def test_the_last_secretariat_stays(chamber: Chamber) -> None:
    mine = {"key": chamber.key("secretariat"), "reason": "遗失"}
    refused(chamber, "last-secretariat", "secretariat", "key-revoke", **mine)
    chamber.enrol("second", "secretariat", "", "第二人")
    chamber.reg("second", "key-revoke", **mine)
    assert chamber.register.secretariat == 1


def test_a_code_enrols_one_key_once(chamber: Chamber) -> None:
    code = chamber.code("c", "deputy", "1-3", "")
    chamber.reg("secretariat", "codes-issue", codes=[code])
    refused(chamber, "code-known", "secretariat", "codes-issue", codes=[code])
    refused(chamber, "key-known", "t1", "enrol", code=code["key"], device="")
    chamber.reg("t3", "enrol", code=code["key"], device="平板 3")
    refused(chamber, "code-used", "t4", "enrol", code=code["key"], device="")
    refused(chamber, "code-used", "secretariat", "code-cancel", code=code["key"])
    refused(chamber, "unknown-code", "t4", "enrol", code=name32("guess"), device="")
    assert chamber.register.actor(chamber.key("t3")).device == "平板 3"


def test_the_key_of_a_code_is_no_device(chamber: Chamber) -> None:
    twice = [chamber.code("c", "deputy", "1-3", ""), chamber.code("c", "deputy", "1-3", "")]
    refused(chamber, "code-known", "secretariat", "codes-issue", codes=twice)
    as_code = chamber.code("c", "deputy", "1-3", "") | {"key": chamber.key("t1")}
    refused(chamber, "code-known", "secretariat", "codes-issue", codes=[as_code])
    issued = chamber.code("c", "deputy", "1-3", "") | {"key": chamber.key("t9")}
    chamber.reg("secretariat", "codes-issue", codes=[issued])
    refused(chamber, "key-known", "t9", "enrol", code=issued["key"], device="")


def test_cancelled_and_expired_codes_are_dead(chamber: Chamber) -> None:
    codes = [chamber.code("a", "deputy", "1-3", ""), chamber.code("b", "deputy", "1-3", "")]
    chamber.reg("secretariat", "codes-issue", codes=codes)
    chamber.reg("operator", "code-cancel", code=codes[0]["key"])
    refused(chamber, "code-cancelled", "t3", "enrol", code=codes[0]["key"], device="")
    chamber.now = codes[1]["expires_ms"] - 1
    assert chamber.register.codes[codes[1]["key"]].state_at(chamber.now) == "open"
    chamber.now += 1
    refused(chamber, "code-expired", "t3", "enrol", code=codes[1]["key"], device="")
    refused(chamber, "code-expired", "secretariat", "codes-issue", codes=[codes[1] | {"key": name32("late")}])


def test_a_seat_has_one_active_key(chamber: Chamber) -> None:
    spare = chamber.code("spare", "deputy", "1-1", "")
    chamber.reg("secretariat", "codes-issue", codes=[spare])
    refused(chamber, "seat-has-key", "spare", "enrol", code=spare["key"], device="")
    chamber.reg("operator", "key-revoke", key=chamber.key("t1"), reason="遗失")
    chamber.reg("spare", "enrol", code=spare["key"], device="")
    again = chamber.code("again", "deputy", "1-3", "")
    chamber.reg("secretariat", "codes-issue", codes=[again])
    refused(chamber, "key-known", "t1", "enrol", code=again["key"], device="")


def test_a_replacement_is_for_the_same_seat_and_role(chamber: Chamber) -> None:
    for other in (chamber.code("x", "deputy", "1-2", ""), chamber.code("x", "observer", "", "x")):
        refused(chamber, "code-differs", "secretariat", "key-replace", key=chamber.key("t1"), reason="x", code=other)


def test_rosters_name_everybody_and_every_seat_once(chamber: Chamber) -> None:
    def roster(code: str, *members: dict[str, Any]) -> None:
        refused(chamber, code, "secretariat", "roster-set", members=list(members))

    roster("duplicate-member", member(1), member(1, seat=""))
    roster("duplicate-seat", member(1), member(2, seat="1-1"))
    roster("unknown-seat", member(1, seat="9-9"))
    people = [member(1), member(2, status="suspended"), member(3, status="ended"), member(4, role="attendee")]
    chamber.reg("secretariat", "roster-set", members=[*people, member(5, seat="")])
    assert chamber.register.in_office == 2
    assert "1-5" not in chamber.register.seated


def test_plans_keep_the_seats_in_use(chamber: Chamber) -> None:
    seat = {"id": "1-1", "row": 1, "col": 1, "x": 0, "y": 0}
    plan = {"kind": "grid", "name": ""}
    detail = refused(chamber, "seat-occupied", "secretariat", "seats-set", plan=plan, seats=[seat])
    assert detail["seats"] == ["1-2", "1-3"]
    refused(chamber, "duplicate-seat", "secretariat", "seats-set", plan=plan, seats=[seat, seat])
    refused(chamber, "unknown-seat", "secretariat", "codes-issue", codes=[chamber.code("x", "deputy", "9-9", "")])


def test_acts_name_their_log_and_a_true_earlier_act(chamber: Chamber) -> None:
    refused(chamber, "bad-log", "secretariat", "roster-set", log="body.other", members=[])
    head = chamber.register.chain.head
    for after in (
        {"n": head["n"], "d": name32("false")},
        {"n": head["n"] + 1, "d": head["d"]},
        {"n": head["n"] - 1, "d": head["d"]},
        {"n": -1, "d": "A" * 43},
    ):
        refused(chamber, "bad-after", "secretariat", "roster-set", after=after, members=[])
    chamber.reg("secretariat", "roster-set", members=[])
    chamber.reg("secretariat", "roster-set", after=head, members=[])


def test_a_copy_changes_on_its_own(chamber: Chamber) -> None:
    copy = chamber.register.copy()
    keys, head = dict(copy.keys), copy.chain.head
    chamber.reg("secretariat", "key-revoke", key=chamber.key("t1"), reason="x")
    chamber.reg("secretariat", "roster-set", members=[])
    assert (copy.keys, copy.chain.head, copy.in_office) == (keys, head, 3)
    assert copy.terminals["1-1"] == chamber.key("t1")


def test_who_was_active_at_an_earlier_act(chamber: Chamber) -> None:
    enrolled = chamber.register.keys[chamber.key("t1")].enrolled_n
    revoked = chamber.reg("secretariat", "key-revoke", key=chamber.key("t1"), reason="x").n
    key = chamber.register.keys[chamber.key("t1")]
    assert [key.active_at(n) for n in (enrolled - 1, enrolled, revoked - 1, revoked)] == [False, True, True, False]


def test_an_act_costs_the_same_in_a_large_register() -> None:
    chamber = Chamber(1000)
    register = chamber.register
    tables = [register.members, register.seated, register.seats, register.codes, register.keys, register.terminals]
    chamber.reg("operator", "key-revoke", key=chamber.key("t1"), reason="遗失")
    after = [register.members, register.seated, register.seats, register.codes, register.keys, register.terminals]
    assert all(table is same for table, same in zip(tables, after, strict=True))
    assert len(register.terminals) == 999
