"""What a reader may see: pure functions from the state to the documents of protocol §11 and §12."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from voting_server.domain.division import DECLARED, Division
from voting_server.domain.majority import MAJORITIES, Majority
from voting_server.domain.outcome import outcome
from voting_server.domain.quorum import Quorum
from voting_server.domain.register import EnrolledKey, IssuedCode, Register
from voting_server.domain.sealed_views import division_parts, seal_view
from voting_server.domain.shapes import Member
from voting_server.domain.sitting import Attendance, Sitting, attendance
from voting_server.domain.text import Text

_SEES_TALLIED = frozenset({"chair", "scrutineer"})
_ALL_VALID: Mapping[str, Collection[int]] = {}


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
    invalid: Mapping[str, Collection[int]] = _ALL_VALID,
) -> dict[str, Any]:
    """The `state` of protocol §12 for a reader's role; `signed` belongs to the open division and is needed for it.

    `invalid` are, by division, the scrutineers who released a share that does not hold.

    Figures per option leave the server only after the close: of a tallied division to chair and scrutineer, of a
    declared one, or one voided after its tally, to everybody.
    """
    counts = attendance(sitting, register)
    return {
        "sitting": {
            "id": sitting.id,
            "title": sitting.title,
            "kind": sitting.kind,
            "state": sitting.state,
            "body": {"id": register.id, "name": register.name, "kind": register.kind},
            "quorum": _quorum_view(sitting.quorum, counts),
            "demo": demo,
        },
        "head": sitting.chain.head,
        "register": register.chain.head,
        "attendance": attendance_view(counts),
        "seal": seal_view(sitting.ceremony, register),
        "divisions": [
            _division_view(division, sitting, counts, role, invalid.get(division.id, ()))
            for division in sitting.divisions.values()
        ],
        "current": sitting.current,
        "open": _open_view(sitting, signed),
    }


def attendance_view(counts: Attendance) -> dict[str, int]:
    """The counts `{"due", "present", "absent", "leave"}`."""
    return {"due": counts.due, "present": counts.present, "absent": counts.absent, "leave": counts.leave}


def _quorum_view(quorum: Quorum, counts: Attendance) -> dict[str, Any]:
    return {
        **_rule_view(quorum, quorum.needed(counts.due)),
        "met": quorum.met(counts.due, counts.present),
    }


def _rule_view(rule: Quorum | Majority, needed: int) -> dict[str, Any]:
    return {
        "id": rule.id,
        "formula": rule.formula,
        "source": rule.source,
        "verified": rule.verified,
        "needed": needed,
    }


def _division_view(
    division: Division, sitting: Sitting, counts: Attendance, role: str, invalid: Collection[int]
) -> dict[str, Any]:
    draft, opening = division.draft, division.opening
    n, p = (opening.n, opening.p) if opening else (counts.due, counts.present)
    rule = MAJORITIES[draft.rule]
    seen = division.state != "tallied" or role in _SEES_TALLIED
    view = {
        "id": division.id,
        "number": draft.number,
        **{name: msgspec.to_builtins(getattr(draft, name)) for name in ("title", "short", "text")},
        "template": draft.template,
        "state": division.state,
        **division_parts(division, p, invalid, seen=seen),
        "countdown_s": draft.countdown_s,
        "again_of": draft.again_of,
        "rule": _rule_view(rule, rule.needed(n, p)),
        "reason": division.reason,
        "open": division.opening.open if division.opening else "",
        "void": {"act": division.void.act, "reason": division.void.reason} if division.void else None,
        "result": result_view(division, sitting.quorum) if seen else None,
    }
    if division.state == "tallied" and role == "chair":
        view["result_full"] = msgspec.to_builtins(division.result)
    return view


def result_view(division: Division, quorum: Quorum) -> dict[str, Any] | None:
    """The RESULT of protocol §12 of a tallied division, whoever may see it; None without a tally."""
    result = division.result
    if result is None:
        return None
    rule = MAJORITIES[division.draft.rule]
    judged = outcome(result.for_, result.against, result.abstain, result.members, result.present, rule, quorum)
    return {
        "for": result.for_,
        "against": result.against,
        "abstain": result.abstain,
        "not_pressed": judged.not_pressed,
        "present": result.present,
        "members": result.members,
        "absent": judged.absent,
        "needed": judged.needed,
        "rule": rule.id,
        "carried": judged.carried,
        "tally": division.tally,
        "root": result.root,
        "counted_root": result.counted_root,
        "sentence": judged.sentence,
        "checks": list(judged.checks),
        "declared_ms": division.declared_ms,
    }


def _open_view(sitting: Sitting, signed: SignedOpening | None) -> dict[str, Any] | None:
    division = next((each for each in sitting.divisions.values() if each.state == "open"), None)
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
    """Whether named votes may be read: once declared (protocol §11); of a secret vote there are none."""
    return division.state in DECLARED and not division.draft.secret


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
        "body": {"id": register.id, "name": register.name, "kind": register.kind},
        "members": msgspec.to_builtins(list(register.members.values())),
        "plan": msgspec.to_builtins(register.plan),
        "seats": msgspec.to_builtins(list(register.seats.values())),
        "codes": [_code_view(code, now_ms) for code in register.codes.values()],
        "keys": [_key_view(key) for key in register.keys.values()],
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
