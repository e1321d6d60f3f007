"""What a reader may see: pure functions from the state to the documents of protocol §11 and §12."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET

from voting_server.domain.acts import DivisionDraft
from voting_server.domain.division import DECLARED, Division
from voting_server.domain.documents import document_parts
from voting_server.domain.hand_views import channel_checks, channel_result, hand_parts, seen_tallied
from voting_server.domain.house_views import body_view, recusal_parts, rule_parts, shown_result, sitting_parts, warning_parts
from voting_server.domain.items import item_view
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.outcome import outcome
from voting_server.domain.quorum import Quorum
from voting_server.domain.register import EnrolledKey, IssuedCode, Register
from voting_server.domain.rules import RULES, Rule
from voting_server.domain.sealed_views import Fault, division_parts, seal_view
from voting_server.domain.sequence_views import sequence_parts
from voting_server.domain.shapes import Member, Result
from voting_server.domain.sitting import Attendance, Sitting, attendance
from voting_server.domain.text import Text
from voting_server.domain.verdicts import House

_SEES_TALLIED = frozenset({"chair", "scrutineer"})
_ALL_VALID: Mapping[str, Collection[Fault]] = {}


@dataclass(frozen=True, slots=True)
class SignedOpening:
    """The signed `division-open` of the open division, as it lies in the log: body and signature in b64u.

    `certificate` are the `open-ok` acts of the scrutineers, as `{"b", "s"}`; a named vote has none.
    """

    b: str
    s: str
    certificate: Sequence[Mapping[str, str]] = ()


def state_view(
    sitting: Sitting,
    register: Register,
    role: str,
    *,
    demo: bool = False,
    signed: SignedOpening | None = None,
    invalid: Mapping[str, Collection[Fault]] = _ALL_VALID,
) -> dict[str, Any]:
    """The `state` of protocol §12 for a reader's role; `signed` belongs to the open division and is needed for it.

    `invalid` are, by division, the shares released that do not hold.

    Figures per option leave the server only after the close: of a tallied division to chair and scrutineer, of a
    declared one, or one voided after its tally, to everybody.
    """
    counts = attendance(sitting, register)
    hung = sequence_parts(sitting, register, role)
    return {
        "sitting": {
            "id": sitting.id,
            "title": sitting.title,
            "kind": sitting.kind,
            "state": sitting.state,
            "body": body_view(register),
            "quorum": _quorum_view(sitting.quorum, counts),
            "demo": demo,
            **sitting_parts(sitting, register),
        },
        "head": sitting.chain.head,
        "register": register.chain.head,
        "attendance": attendance_view(counts),
        "seal": seal_view(sitting.ceremony, register),
        "divisions": [
            _division_view(division, sitting, counts, role, invalid.get(division.id, ()))
            | hand_parts(division, register, role)
            | hung[division.id]
            for division in sitting.divisions.values()
        ],
        "current": sitting.current,
        "open": _open_view(sitting, signed),
    }


def attendance_view(counts: Attendance) -> dict[str, int]:
    """The counts `{"due", "present", "absent", "leave"}`, and `"video"` where somebody present attends by video."""
    view = {"due": counts.due, "present": counts.present, "absent": counts.absent, "leave": counts.leave}
    return {**view, "video": counts.video} if counts.video else view


def _quorum_view(quorum: Quorum, counts: Attendance) -> dict[str, Any]:
    return {
        **_rule_view(quorum, quorum.needed(counts.due)),
        "met": quorum.met(counts.due, counts.present),
    }


def _rule_view(rule: Quorum | Rule, needed: int) -> dict[str, Any]:
    return {
        "id": rule.id,
        "formula": rule.formula,
        "source": rule.source,
        "verified": rule.verified,
        "needed": needed,
    }


def _division_view(
    division: Division, sitting: Sitting, counts: Attendance, role: str, invalid: Collection[Fault]
) -> dict[str, Any]:
    draft, opening = division.draft, division.opening
    n, p = (opening.n, opening.p) if opening else (counts.due, counts.present)
    rule = RULES[draft.rule]
    seen = division.state != "tallied" or role in _SEES_TALLIED or seen_tallied(division, role)
    view = {
        "id": division.id,
        "number": draft.number,
        **{name: msgspec.to_builtins(getattr(draft, name)) for name in ("title", "short", "text")},
        "template": draft.template,
        "form": [{name: getattr(draft.item, name) for name in ("type", "c", "min", "max", "w")}],
        "names": [msgspec.to_builtins(list(draft.labels))],
        "basis": "" if draft.basis is UNSET else draft.basis,
        "state": division.state,
        **division_parts(division, p, invalid, seen=seen),
        "countdown_s": draft.countdown_s,
        "again_of": draft.again_of,
        "rule": _rule_view(rule, rule.needed(n, p)) | rule_parts(division, sitting),
        "reason": division.reason,
        **recusal_parts(division, role),
        **document_parts(division.documents),
        **(warning_parts(division, sitting, role) if seen else {}),
        "open": division.opening.open if division.opening else "",
        "void": {"act": division.void.act, "reason": division.void.reason} if division.void else None,
        "result": shown_result(result_view(division, sitting.quorum), division, sitting, role) if seen else None,
    }
    if division.state == "tallied" and role == "chair":
        view["result_full"] = msgspec.to_builtins(division.result)
    return view


def result_view(division: Division, quorum: Quorum) -> dict[str, Any] | None:
    """The RESULT of protocol §12 of a tallied division, whoever may see it; None without a tally."""
    result = division.result
    if result is None:
        return None
    recused = division.opened.recused
    parts = (
        _motion_result(division.draft, result, quorum, recused)
        if result.keys is not None
        else _names_result(division.draft, result, quorum, recused)
    )
    return {
        "not_pressed": result.not_pressed,
        "present": result.present,
        "members": result.members,
        "absent": result.members - result.present - recused,
        **({"recused": recused} if recused else {}),
        "needed": result.needed,
        "rule": result.rule,
        "tally": division.tally,
        "root": result.root,
        "counted_root": result.counted_root,
        "declared_ms": division.declared_ms,
        **parts,
        **channel_result(result),
        "checks": channel_checks(result, parts["checks"]),
    }


def _motion_result(draft: DivisionDraft, result: Result, quorum: Quorum, recused: int) -> dict[str, Any]:
    in_favour, against, abstain = result.keys or (0, 0, 0)
    judged = outcome(in_favour, against, abstain, result.members, result.present, MAJORITIES[draft.rule], quorum, recused)
    return {
        "for": in_favour,
        "against": against,
        "abstain": abstain,
        "carried": judged.carried,
        "sentence": judged.sentence,
        "checks": list(judged.checks),
    }


def _names_result(draft: DivisionDraft, result: Result, quorum: Quorum, recused: int) -> dict[str, Any]:
    house = House(result.members, result.present, result.ballots, quorum, recused)
    assert result.items is not UNSET
    view, judged = item_view(draft.item, draft.rule, result.items[0], house)
    return {"voted": result.ballots, "items": [view], "sentence": judged.sentence, "checks": list(judged.checks)}


def _open_view(sitting: Sitting, signed: SignedOpening | None) -> dict[str, Any] | None:
    division = next((each for each in sitting.divisions.values() if each.takes_ballots), None)
    if division is None:
        return None
    if signed is None:
        raise ValueError("the signed opening of the open division is needed")
    opening = division.opened
    return {
        "division": division.id,
        "open": opening.open,
        "b": signed.b,
        "s": signed.s,
        "certificate": list(signed.certificate),
        "deadline_ms": opening.deadline_ms,
        "p": opening.p,
        "n": opening.n,
        "opened_ms": opening.opened_ms,
    }


def votes_visible(division: Division) -> bool:
    """Whether named votes may be read: once declared (protocol §11); of a secret vote there are none, nor where nothing is pressed."""
    return division.state in DECLARED and division.draft.votes_named


def seat_bits(seats: Iterable[str], marked: Container[str]) -> bytes:
    """One bit a seat in the plan's order, set where the seat is marked; first seat = highest bit of the first byte."""
    bits = "".join("1" if seat in marked else "0" for seat in seats)
    padded = bits.ljust(-(-len(bits) // 8) * 8, "0")
    return int(padded, 2).to_bytes(len(padded) // 8, "big") if padded else b""


def present_bits(sitting: Sitting, register: Register) -> bytes:
    """Who is present, seat by seat."""
    return seat_bits(register.seats, {presence.seat for presence in sitting.present.values()})


_NOBODY: Mapping[str, str] = {"member": "", "name": "", "latin": "", "delegation": "", "role": ""}


def plan_view(register: Register) -> dict[str, Any]:
    """The seat plan with its people (`GET …/plan`), in the plan's order; `plan` is null before there is one."""
    return {
        "v": register.chain.length - 1,
        "plan": msgspec.to_builtins(register.plan),
        "seats": [{**msgspec.to_builtins(seat), **_occupant(register.member_at(seat.id))} for seat in register.seats.values()],
    }


def _occupant(member: Member | None) -> Mapping[str, str]:
    if member is None:
        return _NOBODY
    return {
        "member": member.id,
        "name": member.name,
        "latin": member.latin,
        "delegation": member.delegation,
        "role": member.role,
    }


def member_view(register: Register, seat: str) -> dict[str, str] | None:
    """Who is seated at a terminal, for its `welcome`."""
    member = register.member_at(seat)
    if member is None:
        return None
    return {"id": member.id, "name": member.name, "latin": member.latin, "delegation": member.delegation}


def register_view(register: Register, now_ms: int) -> dict[str, Any]:
    """The register for staff (`GET …/register`)."""
    return {
        "head": register.chain.head,
        "body": body_view(register),
        "members": msgspec.to_builtins(list(register.members.values())),
        "plan": msgspec.to_builtins(register.plan),
        "seats": msgspec.to_builtins(list(register.seats.values())),
        "codes": [_code_view(code, now_ms) for code in register.codes.values()],
        "keys": [_key_view(key) for key in register.keys.values()],
        "cards": dict(register.cards.valid),
    }


def _code_view(code: IssuedCode, now_ms: int) -> dict[str, Any]:
    return {
        "key": code.key,
        "role": code.role,
        "seat": code.seat,
        "holder": code.holder,
        "state": code.state_at(now_ms),
        "expires_ms": code.expires_ms,
    }


def _key_view(key: EnrolledKey) -> dict[str, Any]:
    return {
        "key": key.key,
        "role": key.role,
        "seat": key.seat,
        "holder": key.holder,
        "state": "active" if key.active else "revoked",
        "device": key.device,
        "enrolled_ms": key.enrolled_ms,
        **({} if key.pages is None else {"pages": msgspec.to_builtins(key.pages)}),
    }


def code_view(register: Register, code: str, server: str, now_ms: int) -> dict[str, Any] | None:
    """What a code is for (`GET /v1/codes/{C}`); None when this register does not know it."""
    found = register.codes.get(code)
    if found is None:
        return None
    name: Text = register.name
    return {
        **{key: value for key, value in _code_view(found, now_ms).items() if key != "key"},
        "body": register.id,
        "name": name,
        "head": register.chain.head,
        "server": server,
    }


def sitting_view(sitting: Sitting) -> dict[str, Any]:
    """A sitting in a body's list."""
    return {
        "id": sitting.id,
        "title": sitting.title,
        "kind": sitting.kind,
        "state": sitting.state,
        "head": sitting.chain.head,
    }
