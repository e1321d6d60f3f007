"""What readers see of bodies, profiles and members' part in a division (docs/profiles.md §8), where there is something to say."""

from collections import Counter
from typing import Any

import msgspec

from voting_server.domain.division import Division
from voting_server.domain.profile_rules import rule_source
from voting_server.domain.register import Register
from voting_server.domain.sitting import Sitting

STAFF = frozenset({"chair", "secretariat", "scrutineer", "teller", "operator"})
_WARNED = frozenset({"chair", "secretariat"})
_PUBLIC = frozenset({"public", "deputy", "observer"})
"""Who is shown no "not pressed" where the profile hides it; `public` is the state that a hub sends to all who have none of their own."""


def body_view(register: Register) -> dict[str, Any]:
    """A body: `{"id", "name", "kind"}` and its level where it has one."""
    level = {"level": register.level} if register.level else {}
    return {"id": register.id, "name": register.name, "kind": register.kind, **level}


def sitting_parts(sitting: Sitting, register: Register) -> dict[str, Any]:
    """Term, session, profile, who attends without a vote, the chief scrutineer."""
    parts: dict[str, Any] = dict(sitting.meeting)
    roles = Counter(member.role for member in register.members.values())
    if roles["attendee"] or roles["observer"]:
        parts["people"] = {"attendees": roles["attendee"], "observers": roles["observer"]}
    if sitting.chief:
        parts["chief"] = register.keys[sitting.chief].holder
    if sitting.pages is not None:
        parts["pages"] = msgspec.to_builtins(sitting.pages)
    if (profile := sitting.profile) is not None:
        parts["profile"] = {
            "id": profile.id,
            "name": msgspec.to_builtins(profile.name),
            "press": profile.press.counts,
            "not_pressed": profile.not_pressed.shown,
            "who_pressed": profile.who_pressed.public,
        }
    return parts


def rule_parts(division: Division, sitting: Sitting) -> dict[str, Any]:
    """By a profile, where the rule of a division comes from, in place of the rule's own source."""
    if sitting.profile is None:
        return {}
    source = rule_source(division.draft, sitting.profile, sitting.kind)
    return {"source": source.text, "verified": source.verified}


def recusal_parts(division: Division, role: str) -> dict[str, Any]:
    """How many members take no part in a division; to staff, who."""
    if not division.recused:
        return {}
    named = {"recused": sorted(division.recused)} if role in STAFF else {}
    return {"recusals": len(division.recused), **named}


def warning_parts(division: Division, sitting: Sitting, role: str) -> dict[str, Any]:
    """M11 (全国人大常委会议事规则 45): chair and secretariat are told that members present did not press, never who."""
    profile, result = sitting.profile, division.result
    if profile is None or result is None or role not in _WARNED or sitting.kind not in profile.expected.sittings:
        return {}
    count = result.not_pressed
    if not division.draft.pressed or not count:
        return {}
    zh, en = f"有 {count} 名到会人员未按表决器", f"{count} of those present did not press"
    return {"warnings": [{"code": "not-pressed", "count": count, "zh": zh, "en": en}]}


def shown_result(result: dict[str, Any] | None, division: Division, sitting: Sitting, role: str) -> dict[str, Any] | None:
    """The RESULT as the profile shows it to deputies and on public displays: perhaps without "not pressed"."""
    hides = sitting.profile is not None and not sitting.profile.not_pressed.shown and role in _PUBLIC
    if result is None or not hides or not division.draft.pressed:
        return result
    return {**result, "not_pressed": None, "checks": result["checks"][1:]}
