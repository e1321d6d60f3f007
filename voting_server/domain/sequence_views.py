"""What a reader sees of how divisions hang together (docs/sequences.md §7)."""

from typing import Any

from msgspec import to_builtins

from voting_server.domain.division import PENDING, Division
from voting_server.domain.next_steps import House, next_steps
from voting_server.domain.register import Register
from voting_server.domain.sequence import Agenda, own_links
from voting_server.domain.sequence_rules import obstacles
from voting_server.domain.sitting import Sitting

_LEADS = frozenset({"chair", "secretariat"})


def sequence_parts(sitting: Sitting, register: Register, role: str) -> dict[str, dict[str, Any]]:
    """By division the members that its view has of docs/sequences.md §7, for a reader's role."""
    house = House(Agenda(sitting.divisions), sitting.kind)
    return {
        division.id: _said(division, register) | (_leading(house, division) if role in _LEADS else {})
        for division in sitting.divisions.values()
    }


def _said(division: Division, register: Register) -> dict[str, Any]:
    course = division.course
    objector = register.members.get(course.objection.member) if course.objection else None
    return {
        "of": to_builtins(list(own_links(division))),
        "objection": course.objection
        and {
            "member": course.objection.member,
            "name": objector.name if objector else "",
            "reason": course.objection.reason,
        },
        "consent": to_builtins(course.consent),
        "proceed": course.choice and {"clauses": list(course.choice.clauses), "reason": course.choice.reason},
    }


def _leading(house: House, division: Division) -> dict[str, Any]:
    waits = obstacles(house.agenda, division.id) if division.state in PENDING else []
    return {
        "waits": [{"code": each.code, "divisions": list(each.divisions), **each.words(house.agenda.divisions)} for each in waits],
        "next": [step.view() for step in next_steps(house, division)],
    }
