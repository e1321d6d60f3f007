"""The sitting and its divisions: the ordinary day, and every way in which an act is refused."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.unit.domain.chamber import Chamber, electorate_root, member, name32
from voting_server.domain.codes import RuleError
from voting_server.domain.opening import electors, max_seq, opened_electors
from voting_server.domain.shapes import MAX_LIST, Result, b64u
from voting_server.domain.sitting import attendance


@pytest.fixture
def chamber() -> Chamber:
    chamber = Chamber(6)
    chamber.open_sitting(4)
    return chamber


def refused(chamber: Chamber, refusal: str, actor: str, kind: str, /, **members: Any) -> dict[str, Any]:
    before = chamber.sitting.chain.length
    with pytest.raises(RuleError) as caught:
        chamber.act(actor, kind, **members)
    assert caught.value.code == refusal, caught.value.detail
    assert chamber.sitting.chain.length == before
    return caught.value.detail


def state(chamber: Chamber, division: str = "d1") -> str:
    return chamber.sitting.divisions[division].state


def test_a_division_from_draft_to_archive(chamber: Chamber) -> None:
    chamber.announce()
    assert chamber.sitting.current == "d1"
    chamber.open()
    chamber.close()
    chamber.tally("d1", 3, 1, 0)
    chamber.declare()
    chamber.act("secretariat", "division-publish", division="d1")
    chamber.act("chair", "sitting-close")
    chamber.act("server", "division-archive", division="d1", bundle=name32("bundle"))
    division = chamber.sitting.divisions["d1"]
    assert (division.state, division.result and division.result.carried) == ("archived", False)
    assert chamber.sitting.state == "closed"


# The sitting.


def test_a_sitting_is_created_once_for_this_body_and_server() -> None:
    chamber = Chamber(2)
    text = {"zh": "", "en": "x"}
    again: dict[str, Any] = {"id": "s1", "body": "district", "title": text, "kind": "plenary", "quorum": "Q2"}
    again |= {"register": chamber.register.chain.head, "server": chamber.server}
    refused(chamber, "not-first", "secretariat", "sitting-create", **again)
    fresh = Chamber(2)
    fresh.sitting = type(fresh.sitting).empty("s1")
    refused(fresh, "not-created", "chair", "sitting-open", register=fresh.register.chain.head)
    refused(fresh, "bad-log", "secretariat", "sitting-create", **(again | {"id": "s2"}))
    refused(fresh, "wrong-body", "secretariat", "sitting-create", **(again | {"body": "other"}))
    refused(fresh, "wrong-server", "secretariat", "sitting-create", **(again | {"server": name32("other")}))
    refused(fresh, "bad-reference", "secretariat", "sitting-create", **(again | {"register": {"n": 0, "d": name32("x")}}))
    refused(fresh, "not-allowed", "chair", "sitting-create", **again)
    fresh.act("secretariat", "sitting-create", **(again | {"register": fresh.register.chain.head}))


def test_opening_names_a_true_register(chamber: Chamber) -> None:
    fresh = Chamber(2)
    refused(fresh, "bad-reference", "chair", "sitting-open", register={"n": -1, "d": "A" * 43})
    refused(fresh, "wrong-sitting-state", "secretariat", "check-in", member="m1", seat="1-1")
    refused(chamber, "wrong-sitting-state", "chair", "sitting-open", register=chamber.register.chain.head)


def test_a_sitting_ends_when_everything_is_declared(chamber: Chamber) -> None:
    chamber.announce()
    assert refused(chamber, "division-live", "chair", "sitting-close") == {"divisions": ["d1"]}
    chamber.open()
    chamber.close()
    chamber.tally("d1", 4)
    refused(chamber, "division-live", "chair", "sitting-close")
    chamber.declare()
    chamber.draft("d2")
    chamber.act("chair", "sitting-close")
    refused(chamber, "wrong-sitting-state", "secretariat", "division-approve", division="d2")
    refused(chamber, "wrong-sitting-state", "secretariat", "depart", member="m1")
    chamber.act("chair", "division-publish", division="d1")


# Presence.


def test_a_terminal_checks_in_its_own_member_only(chamber: Chamber) -> None:
    refused(chamber, "not-seated-here", "t6", "check-in", member="m5", seat="1-5")
    refused(chamber, "not-seated-here", "t5", "check-in", member="m5", seat="1-6")
    refused(chamber, "not-allowed", "chair", "check-in", member="m5", seat="1-5")
    refused(chamber, "not-allowed", "server", "check-in", member="m5", seat="1-5")
    chamber.check_in(5, "t5")
    refused(chamber, "already-present", "t5", "check-in", member="m5", seat="1-5")
    refused(chamber, "not-seated-here", "t6", "depart", member="m5")
    chamber.act("t5", "depart", member="m5")
    refused(chamber, "not-present", "t5", "depart", member="m5")
    chamber.check_in(5, "t5")


@pytest.mark.rule("V14")
def test_only_deputies_in_office_check_in(chamber: Chamber) -> None:
    people = [member(1), member(5, status="suspended"), member(6, role="attendee")]
    chamber.reg("secretariat", "roster-set", members=people)
    refused(chamber, "not-a-deputy", "secretariat", "check-in", member="m5", seat="1-5")
    refused(chamber, "not-a-deputy", "secretariat", "check-in", member="m6", seat="1-6")
    refused(chamber, "unknown-member", "secretariat", "check-in", member="m7", seat="1-7")


def test_a_revoked_terminal_does_nothing_and_the_spare_carries_on(chamber: Chamber) -> None:
    spare = chamber.code("spare", "deputy", "1-5", "")
    chamber.reg("operator", "key-replace", key=chamber.key("t5"), reason="损坏", code=spare)
    refused(chamber, "key-revoked", "t5", "check-in", member="m5", seat="1-5")
    chamber.reg("spare", "enrol", code=spare["key"], device="备用机")
    chamber.check_in(5, "spare")


def test_counts_of_attendance(chamber: Chamber) -> None:
    chamber.act("secretariat", "leave-grant", member="m5", reason="因公出差")
    refused(chamber, "already-present", "secretariat", "leave-grant", member="m1", reason="x")
    refused(chamber, "unknown-member", "secretariat", "leave-grant", member="m9", reason="x")
    counts = attendance(chamber.sitting, chamber.register)
    assert (counts.due, counts.present, counts.leave, counts.absent) == (6, 4, 1, 1)
    chamber.check_in(5)
    counts = attendance(chamber.sitting, chamber.register)
    assert (counts.due, counts.present, counts.leave, counts.absent) == (6, 5, 0, 1)
    chamber.act("secretariat", "depart", member="m5")
    assert attendance(chamber.sitting, chamber.register).leave == 1


# Drafting and putting to the vote.


def test_drafts(chamber: Chamber) -> None:
    chamber.draft("d1")
    for refusal, changes in (
        ("division-known", {"division": "d1"}),
        ("unknown-template", {"division": "d2", "template": "made-up"}),
        ("unknown-division", {"division": "d2", "again_of": "d0"}),
        ("not-finished", {"division": "d2", "again_of": "d1"}),
    ):
        with pytest.raises(RuleError) as caught:
            chamber.draft("d1", **changes)
        assert caught.value.code == refusal
    chamber.act("chair", "division-withdraw", division="d1", reason="提案人撤回")
    chamber.draft("d2", again_of="d1")


def test_one_division_at_a_time(chamber: Chamber) -> None:
    chamber.announce("d1")
    chamber.draft("d2")
    chamber.act("chair", "division-approve", division="d2")
    for step in (chamber.open, chamber.close):
        assert refused(chamber, "another-division", "chair", "division-announce", division="d2") == {"divisions": ["d1"]}
        step("d1")
    refused(chamber, "another-division", "chair", "division-announce", division="d2")
    chamber.tally("d1", 4)
    chamber.act("chair", "division-announce", division="d2")
    refused(chamber, "unknown-division", "chair", "division-announce", division="d9")


@pytest.mark.parametrize(("kind", "end"), [("division-withdraw", "withdrawn"), ("division-defer", "deferred")])
def test_taken_off_or_put_off_with_a_reason(chamber: Chamber, kind: str, end: str) -> None:
    chamber.announce()
    chamber.act("chair", "division-void", division="d1", reason="误操作")
    chamber.act("chair", kind, division="d1", reason="审议未成熟")
    division = chamber.sitting.divisions["d1"]
    assert (division.state, division.reason, division.void, chamber.sitting.current) == (end, "审议未成熟", None, "")


# Opening.


@pytest.mark.rule("Q2")
def test_no_opening_without_a_quorum() -> None:
    chamber = Chamber(6)
    chamber.open_sitting(3)
    chamber.announce()
    with pytest.raises(RuleError) as caught:
        chamber.proposal()
    assert (caught.value.code, caught.value.detail) == ("no-quorum", {"needed": 4, "present": 3})
    chamber.check_in(4)
    ready = chamber.proposal()
    chamber.act("secretariat", "depart", member="m4")
    refused(chamber, "no-quorum", "chair", "division-open", **(ready | {"after": chamber.sitting.chain.head}))
    chamber.check_in(4)
    chamber.open()


@pytest.mark.rule("Q6")
def test_a_joint_group_meeting_is_only_warned() -> None:
    chamber = Chamber(6, quorum="Q6")
    chamber.open_sitting(1)
    chamber.announce()
    chamber.open()
    assert state(chamber) == "open"


def test_paper_is_not_pressed(chamber: Chamber) -> None:
    chamber.announce("d1", template="removal-office", rule="M4")
    with pytest.raises(RuleError) as caught:
        chamber.proposal()
    assert caught.value.code == "paper-only"


def test_an_opening_fixes_the_electorate() -> None:
    chamber = Chamber(5, terminals=3)
    chamber.open_sitting(4)
    chamber.announce()
    proposal = chamber.proposal()
    chamber.open()
    opening = chamber.sitting.divisions["d1"].opened
    assert (opening.n, opening.p, opening.size) == (5, 4, 3)
    electorate = opened_electors(opening, chamber.register)
    assert proposal["electorate"] == {"size": 3, "root": electorate_root(electorate)}
    assert [each.seat for each in sorted(electorate, key=lambda each: each.seat)] == ["1-1", "1-2", "1-3"]
    checked_in = {each.member: each.check_in for each in chamber.sitting.present.values()}
    assert all(each.check_in == checked_in[each.member] for each in electorate)
    chamber.check_in(5)
    chamber.act("secretariat", "depart", member="m1")
    spare = chamber.code("spare", "deputy", "1-2", "")
    chamber.reg("operator", "key-replace", key=chamber.key("t2"), reason="损坏", code=spare)
    chamber.reg("spare", "enrol", code=spare["key"], device="")
    assert opened_electors(chamber.sitting.divisions["d1"].opened, chamber.register) == electorate
    now = electors(chamber.sitting.present, chamber.register, chamber.register.chain.length - 1)
    assert {each.key for each in now} == {chamber.key("spare"), chamber.key("t3")}


def test_electors_are_sorted_by_their_key_bytes() -> None:
    from base64 import urlsafe_b64decode

    chamber = Chamber(40)
    chamber.open_sitting(40)
    found = electors(chamber.sitting.present, chamber.register, chamber.register.chain.length - 1)
    raw = [urlsafe_b64decode(each.key + "=") for each in found]
    assert len(raw) == 40
    assert raw == sorted(raw)
    assert [each.key for each in found] != sorted(each.key for each in found)


def test_openings_go_stale_with_attendance_and_the_register(chamber: Chamber) -> None:
    chamber.announce()
    before = chamber.proposal()
    chamber.draft("d2")
    chamber.act("secretariat", "leave-grant", member="m6", reason="x")
    chamber.reg("secretariat", "codes-issue", codes=[chamber.code("later", "observer", "", "x")])
    changes: list[Any] = [
        lambda: chamber.check_in(5),
        lambda: chamber.act("secretariat", "depart", member="m5"),
        lambda: chamber.reg("secretariat", "roster-set", members=[member(n) for n in range(1, 7)]),
        lambda: chamber.reg("operator", "key-revoke", key=chamber.key("t4"), reason="x"),
        lambda: chamber.enrol("spare", "deputy", "1-4", ""),
    ]
    for change in changes:
        ready = chamber.proposal()
        change()
        refused(chamber, "stale-opening", "chair", "division-open", **ready)
    refused(chamber, "stale-opening", "chair", "division-open", **before)
    ready = chamber.proposal()
    chamber.draft("d3")
    chamber.act("secretariat", "leave-grant", member="m5", reason="x")
    chamber.act("chair", "division-open", **ready)


def test_nobody_votes_from_a_seat_that_is_not_theirs_any_more(chamber: Chamber) -> None:
    chamber.announce()
    people = [member(1, seat="1-8"), member(2, status="ended"), *(member(n) for n in range(3, 7))]
    chamber.reg("secretariat", "roster-set", members=people)
    with pytest.raises(RuleError) as caught:
        chamber.proposal()
    assert (caught.value.code, caught.value.detail) == ("presence-outdated", {"members": ["m1", "m2"]})
    chamber.act("secretariat", "depart", member="m1")
    chamber.act("secretariat", "depart", member="m2")
    chamber.act("secretariat", "check-in", member="m1", seat="1-8")
    chamber.check_in(5)
    assert (chamber.proposal()["n"], chamber.proposal()["p"]) == (5, 4)


def test_an_opening_is_the_one_proposed(chamber: Chamber) -> None:
    chamber.announce()
    ready = chamber.proposal()
    other = {"zh": "别的", "en": "other"}
    for refusal, changes in (
        ("definition-differs", {"definition": ready["definition"] | {"title": other}}),
        ("definition-differs", {"definition": ready["definition"] | {"rule": "M7"}}),
        ("definition-differs", {"definition": ready["definition"] | {"quorum": "Q3"}}),
        ("counts-differ", {"n": 5}),
        ("counts-differ", {"p": 5}),
        ("electorate-differs", {"electorate": ready["electorate"] | {"size": 3}}),
        ("electorate-differs", {"electorate": ready["electorate"] | {"root": name32("x")}}),
        ("wrong-server", {"server": name32("x")}),
        ("bad-reference", {"register": {"n": ready["register"]["n"], "d": name32("x")}}),
        ("bad-act", {"max_seq": 1001}),
        ("bad-clock", {"opened_ms": chamber.now - 10_001}),
        ("bad-clock", {"opened_ms": chamber.now + 10_001}),
    ):
        refused(chamber, refusal, "chair", "division-open", **(ready | changes))
    chamber.open("d1", opened_ms=chamber.now - 10_000)


def test_a_result_has_room_for_every_entry_however_often_all_press(chamber: Chamber) -> None:
    chamber.announce()
    assert chamber.proposal()["max_seq"] == max_seq(4) == 1000
    chamber.open()
    chamber.close()
    result = chamber.result("d1", 1, 0, 0)
    for electorate in (0, 1, 168, 169, 674, 2980, MAX_LIST):
        assert max_seq(electorate) >= 16
        size = max_seq(electorate) * electorate
        entries = b64u(bytes(4 * size))
        assert msgspec.convert(result | {"size": size, "entries": entries}, Result).size == size


# Closing.


def test_deadlines(chamber: Chamber) -> None:
    chamber.announce("d1", countdown_s=60)
    chamber.open()
    deadline = chamber.sitting.divisions["d1"].opened.deadline_ms
    assert deadline == chamber.sitting.divisions["d1"].opened.opened_ms + 60_000
    end = {"division": "d1", "open": chamber.opening(), "reason": "deadline"}
    longer = {"division": "d1", "open": chamber.opening(), "deadline_ms": deadline + 30_000}
    refused(chamber, "before-deadline", "server", "division-close", **end)
    refused(chamber, "close-reason", "chair", "division-close", **end)
    refused(chamber, "deadline-not-later", "chair", "division-extend", **(longer | {"deadline_ms": deadline}))
    refused(chamber, "wrong-reference", "chair", "division-extend", **(longer | {"open": name32("x")}))
    chamber.now = deadline - 299
    refused(chamber, "deadline-passed", "chair", "division-extend", **longer)
    chamber.now = deadline - 300
    chamber.act("chair", "division-extend", **longer)
    chamber.now = deadline + 29_999
    refused(chamber, "before-deadline", "server", "division-close", **end)
    chamber.now = deadline + 30_000
    refused(chamber, "deadline-passed", "chair", "division-extend", **(longer | {"deadline_ms": deadline + 90_000}))
    refused(chamber, "close-reason", "server", "division-close", **(end | {"reason": "chair"}))
    chamber.act("server", "division-close", **end)
    assert state(chamber) == "closed"


def test_without_a_deadline_only_the_chair_closes(chamber: Chamber) -> None:
    chamber.announce()
    chamber.open()
    end = {"division": "d1", "open": chamber.opening()}
    refused(chamber, "no-deadline", "server", "division-close", **end, reason="deadline")
    refused(chamber, "no-deadline", "chair", "division-extend", **end, deadline_ms=chamber.now + 1)
    refused(chamber, "wrong-reference", "chair", "division-close", division="d1", open=name32("x"), reason="chair")
    chamber.close()


# The result.


def test_a_tally_follows_from_the_opening_and_the_rules(chamber: Chamber) -> None:
    chamber.announce()
    chamber.open()
    chamber.close()
    for name, value in (
        ("members", 7),
        ("present", 5),
        ("not_pressed", 0),
        ("carried", True),
        ("needed", 3),
        ("rule", "M7"),
        ("counted", "AAAAAA"),
    ):
        with pytest.raises(RuleError) as caught:
            chamber.tally("d1", 2, 1, 0, **{name: value})
        assert (caught.value.code, caught.value.detail) == ("result-differs", {"members": [name]})
    with pytest.raises(RuleError) as caught:
        chamber.tally("d1", 2, 1, 0, **{"for": 5})
    assert caught.value.code == "result-differs"
    true = chamber.result("d1", 2, 1, 0)
    division = chamber.sitting.divisions["d1"]
    ids = {"division": "d1", "open": chamber.opening(), "close": division.close, "result": true}
    refused(chamber, "not-allowed", "chair", "division-tally", **ids)
    refused(chamber, "wrong-reference", "server", "division-tally", **(ids | {"close": name32("x")}))
    chamber.act("server", "division-tally", **ids)


def test_the_chair_declares_the_tally_member_for_member(chamber: Chamber) -> None:
    chamber.announce()
    chamber.open()
    chamber.close()
    chamber.tally("d1", 4)
    for name, value in (("for", 3), ("carried", False), ("root", name32("x")), ("entries", "AAAAAAAAAAAAAAAAAAAAAQ")):
        with pytest.raises(RuleError) as caught:
            chamber.declare("d1", **{name: value})
        assert caught.value.code == "result-differs"
    chamber.declare()
    refused(chamber, "wrong-division-state", "chair", "division-void", division="d1", reason="x")


def test_a_declaration_is_signed_after_the_tally(chamber: Chamber) -> None:
    chamber.announce()
    chamber.open()
    chamber.close()
    before = chamber.sitting.chain.head
    chamber.tally("d1", 4)
    division = chamber.sitting.divisions["d1"]
    members = {"open": chamber.opening(), "tally": division.tally, "result": msgspec.to_builtins(division.result)}
    refused(chamber, "bad-after", "chair", "division-declare", division="d1", after=before, **members)
    after = chamber.sitting.chain.head
    chamber.check_in(5)
    chamber.act("chair", "division-declare", division="d1", after=after, **members)


# Voids.


def put_to(chamber: Chamber, at: str) -> None:
    chamber.announce()
    steps: dict[str, Callable[[], object]] = {
        "open": chamber.open,
        "closed": chamber.close,
        "tallied": lambda: chamber.tally("d1", 4),
    }
    for name, step in steps.items():
        if state(chamber) != at:
            step()
            assert state(chamber) == name


@pytest.mark.parametrize("at", ["announced", "open", "closed", "tallied"])
@pytest.mark.parametrize("second", ["secretariat", "scrutineer"])
@pytest.mark.rule("M12")
def test_two_persons_void(chamber: Chamber, at: str, second: str) -> None:
    put_to(chamber, at)
    refused(chamber, "no-void-proposed", second, "division-void-confirm", division="d1", void=name32("x"))
    chamber.act("chair", "division-void", division="d1", reason="网络故障")
    assert state(chamber) == at
    void = chamber.sitting.divisions["d1"].void
    assert void is not None
    refused(chamber, "void-proposed", "chair", "division-void", division="d1", reason="again")
    refused(chamber, "not-allowed", "chair", "division-void-confirm", division="d1", void=void.act)
    refused(chamber, "wrong-reference", second, "division-void-confirm", division="d1", void=name32("x"))
    chamber.act(second, "division-void-confirm", division="d1", void=void.act)
    division = chamber.sitting.divisions["d1"]
    assert (division.state, division.reason, division.void) == ("void", "网络故障", None)
    assert (division.result is not None) == (at == "tallied")
    chamber.announce("d2", again_of="d1")


def test_one_person_with_two_keys_is_one_person(chamber: Chamber) -> None:
    chamber.enrol("chair again", "scrutineer", "", "chair one")
    chamber.announce()
    void = chamber.act("chair", "division-void", division="d1", reason="误操作")
    proposed = chamber.sitting.divisions["d1"].void
    assert proposed is not None
    confirm = {"division": "d1", "void": proposed.act}
    refused(chamber, "same-person", "chair again", "division-void-confirm", **confirm)
    chamber.act("scrutineer", "division-void-confirm", **confirm)
    assert void.n < chamber.sitting.chain.length


@pytest.mark.rule("M12")
def test_a_void_is_taken_back_or_overtaken_by_the_declaration(chamber: Chamber) -> None:
    put_to(chamber, "open")
    chamber.act("chair", "division-void", division="d1", reason="误操作")
    void = chamber.sitting.divisions["d1"].void
    assert void is not None
    chamber.act("chair", "division-void-cancel", division="d1", void=void.act)
    assert chamber.sitting.divisions["d1"].void is None
    chamber.act("chair", "division-void", division="d1", reason="误操作")
    chamber.close()
    chamber.tally("d1", 4)
    assert chamber.sitting.divisions["d1"].void is not None
    chamber.declare()
    assert chamber.sitting.divisions["d1"].void is None
    refused(chamber, "wrong-division-state", "scrutineer", "division-void-confirm", division="d1", void=void.act)


def test_a_copy_changes_on_its_own(chamber: Chamber) -> None:
    copy = chamber.sitting.copy()
    chamber.check_in(5)
    chamber.draft("d1")
    assert (len(copy.present), copy.divisions, copy.chain.length) == (4, {}, chamber.sitting.chain.length - 2)
