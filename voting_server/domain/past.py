"""What happened in a body's sittings, for readers long after: who came, what was decided. Pure; nothing undeclared is in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from voting_server.domain.division import DECLARED, Division
from voting_server.domain.house_views import shown_result
from voting_server.domain.log import Committed
from voting_server.domain.sitting import Sitting, apply
from voting_server.domain.templates import TEMPLATES, TRIAL
from voting_server.domain.views import result_view

Members = Mapping[str, Mapping[str, Any]]
"""A roster as `roster-set` wrote it, by id."""
OUTCOMES = ("carried", "not-carried", "names", "void", "withdrawn", "deferred")
"""What became of a division: a motion's verdict, `names` where each name has its own, or how it ended without a declaration."""
PRESENCE = ("present", "left", "leave", "absent")
FIGURES = ("for", "against", "abstain", "not_pressed", "absent", "present", "members", "needed", "rule")
_ENDS = {"division-void-confirm", "division-withdraw", "division-defer", "division-object"}


@dataclass(slots=True)
class Visit:
    """When a member checked in and left (lists of ms), and whether the last time by video."""

    came: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    by: str = "hall"


@dataclass(slots=True)
class Course:
    """A sitting as its acts left it, with what the folded state forgets: visits, and when divisions ended."""

    sitting: Sitting
    opened_ms: int = 0
    closed_ms: int = 0
    visits: dict[str, Visit] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        """Whether it was opened at all."""
        return bool(self.opened_ms)

    def add(self, act: Committed) -> None:
        """Fold one more act in."""
        apply(self.sitting, act)
        body, kind = act.body, act.body["type"]
        if kind == "sitting-open":
            self.opened_ms = act.received_ms
        elif kind == "sitting-close":
            self.closed_ms = act.received_ms
        elif kind == "check-in":
            visit = self.visits.setdefault(body["member"], Visit())
            visit.came.append(act.received_ms)
            visit.by = body.get("by", "hall")
        elif kind == "depart" and body["member"] in self.visits:
            self.visits[body["member"]].left.append(act.received_ms)
        elif kind in _ENDS:
            self.ended[body["division"]] = act.received_ms


@dataclass(slots=True)
class Rosters:
    """A body's rosters by the time of their act, oldest first."""

    _all: list[tuple[int, Members]] = field(default_factory=list)

    def add(self, act: Committed) -> None:
        """Keep the roster of a `roster-set`; other acts change none."""
        if act.body["type"] == "roster-set":
            self._all.append((act.received_ms, {member["id"]: member for member in act.body["members"]}))

    def at(self, ms: int) -> Members:
        """The roster in force at `ms`, the latest with 0; empty before the first."""
        return next((members for since, members in reversed(self._all) if not ms or since <= ms), {})

    def all(self) -> Iterator[Members]:
        """All of them, latest first."""
        return (members for _, members in reversed(self._all))


def due_members(course: Course, rosters: Rosters) -> Members:
    """Members in office when the sitting was closed, or now while it goes on, in the roster's order."""
    roster = rosters.at(course.closed_ms)
    return {name: each for name, each in roster.items() if (each["role"], each["status"]) == ("deputy", "in-office")}


def presence_of(course: Course, member: str) -> Literal["present", "left", "leave", "absent"]:
    """What a member's attendance came to."""
    if member in course.sitting.present:
        return "present"
    if member in course.visits:
        return "left"
    return "leave" if member in course.sitting.leave else "absent"


def attendance_row(course: Course, member: str) -> dict[str, Any]:
    """`{"status", "came", "left", "by", "leave"}` of a member in a sitting."""
    visit = course.visits.get(member, Visit(by=""))
    return {
        "status": presence_of(course, member),
        "came": list(visit.came),
        "left": list(visit.left),
        "by": visit.by,
        "leave": course.sitting.leave.get(member, ""),
    }


def sitting_row(course: Course, rosters: Rosters) -> dict[str, Any]:
    """A sitting with its counts: of the members due, how many came, had leave, were absent; its divisions by outcome."""
    sitting = course.sitting
    found = [presence_of(course, member) for member in due_members(course, rosters)]
    outcomes = [division_outcome(division) for division in past_divisions(sitting)]
    return {
        "id": sitting.id,
        "title": sitting.title,
        "kind": sitting.kind,
        "state": sitting.state,
        **sitting.meeting,
        "opened_ms": course.opened_ms,
        "closed_ms": course.closed_ms or None,
        "due": len(found),
        "came": found.count("present") + found.count("left"),
        "leave": found.count("leave"),
        "absent": found.count("absent"),
        "divisions": {name: outcomes.count(name) for name in OUTCOMES},
    }


def past_divisions(sitting: Sitting) -> Iterator[Division]:
    """Divisions that came to an end that may be told; no test votes."""
    for division in sitting.divisions.values():
        ended = division.state in DECLARED or division.state in ("void", "withdrawn", "deferred")
        if ended and division.draft.template != TRIAL:
            yield division


def division_outcome(division: Division) -> str:
    """One of `OUTCOMES`, of a division of `past_divisions`."""
    if division.state not in DECLARED:
        return division.state
    result = division.result
    assert result is not None
    if result.keys is None:
        return "names"
    return "carried" if result.carried is True else "not-carried"


def division_row(division: Division, course: Course, role: str) -> dict[str, Any]:
    """A division in a list of results, as `role` may see it; figures and sentence of declared ones only."""
    draft, sitting = division.draft, course.sitting
    declared = division.state in DECLARED
    result = shown_result(result_view(division, sitting.quorum), division, sitting, role) if declared else None
    return {
        "sitting": sitting.id,
        "sitting_title": sitting.title,
        "id": division.id,
        "number": draft.number,
        "title": msgspec.to_builtins(draft.title),
        "short": msgspec.to_builtins(draft.short),
        "template": draft.template,
        "template_name": TEMPLATES[draft.template].name,
        "secrecy": draft.secrecy,
        "channel": draft.channel,
        "state": division.state,
        "outcome": division_outcome(division),
        "ms": division.declared_ms if declared else course.ended.get(division.id, 0),
        "reason": division.reason,
        "figures": {name: result[name] for name in FIGURES} if result and "for" in result else None,
        "sentence": result["sentence"] if result else None,
    }


def member_totals(courses: list[Course], rosters: Rosters) -> list[dict[str, Any]]:
    """Each member who was due in a closed sitting, with counts over all of them; present members of the body first, in the roster's order."""
    totals: dict[str, dict[str, Any]] = {}
    for course in courses:
        if not course.closed_ms:
            continue
        for name, each in due_members(course, rosters).items():
            row = totals.setdefault(name, dict.fromkeys(("due", "came", "leave", "absent"), 0))
            row["who"] = each
            status = presence_of(course, name)
            row["due"] += 1
            row["came" if status in ("present", "left") else status] += 1
    now = rosters.at(0)
    order = [*(name for name in now if name in totals), *(name for name in totals if name not in now)]
    return [
        {
            **{field: totals[name]["who"][field] for field in ("id", "name", "latin", "delegation")},
            "status": now[name]["status"] if name in now else "ended",
            **{field: totals[name][field] for field in ("due", "came", "leave", "absent")},
        }
        for name in order
    ]
