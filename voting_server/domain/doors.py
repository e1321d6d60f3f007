"""What a device at the door is told (docs/check-in.md §5, §6): counts, and the one person who is asked for. Pure."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from voting_server.domain.register import Register
from voting_server.domain.shapes import Member
from voting_server.domain.sitting import Sitting

USHER = "usher"
MOST_FOUND = 8


def door_state(state: Mapping[str, Any]) -> dict[str, Any]:
    """A state without anything about votes."""
    kept = {name: part for name, part in state.items() if name not in ("seal", "problems")}
    return kept | {"divisions": [], "current": "", "open": None}


def door_plan(register: Register) -> dict[str, Any]:
    """The seat plan without its people."""
    return {"plan": msgspec.to_builtins(register.plan), "seats": msgspec.to_builtins(list(register.seats.values()))}


def person_view(member: Member, sitting: Sitting, register: Register) -> dict[str, Any]:
    """PERSON of docs/check-in.md §6."""
    here = sitting.present.get(member.id)
    return {
        **{name: getattr(member, name) for name in ("id", "name", "latin", "delegation")},
        "seat": here.seat if here else member.seat,
        "standing": _standing(member, sitting),
        "leave": member.id in sitting.leave,
        "came_ms": here.ms if here else None,
        "way": _way(member.id, sitting, register),
    }


def _standing(member: Member, sitting: Sitting) -> str:
    if member.id in sitting.present:
        return "present"
    if member.role != "deputy":
        return member.role
    if not member.votes:
        return "not-in-office"
    return "due" if member.seat else "unseated"


def _way(member: str, sitting: Sitting, register: Register) -> str:
    here = sitting.present.get(member)
    if here is None:
        return ""
    if here.video:
        return "video"
    actor = register.keys.get(here.actor)
    return here.way or ("seat" if actor is not None and actor.role == "deputy" else "secretariat")


def found(words: str, register: Register) -> tuple[list[Member], int]:
    """The members whom words name, at most `MOST_FOUND` in the order of how well they fit and of the roster; and how many more."""
    asked = _folded(words)
    if not asked:
        return [], 0
    hits = [(rank, member) for member in register.members.values() if (rank := _rank(asked, member)) is not None]
    hits.sort(key=lambda hit: hit[0])
    return [member for _, member in hits[:MOST_FOUND]], max(0, len(hits) - MOST_FOUND)


def _rank(asked: str, member: Member) -> int | None:
    """0 for the number itself, 1 for what begins with the words, 2 for what holds them, 3 for a Latin name with letters left out."""
    texts = [_folded(text) for text in (member.id, member.name, member.latin)]
    tests: tuple[Callable[[str], bool], ...] = (
        lambda text: text == asked,
        lambda text: text.startswith(asked),
        lambda text: asked in text,
    )
    for rank, test in enumerate(tests):
        if any(map(test, texts)):
            return rank
    return 3 if asked.isascii() and asked.isalpha() and _abbreviates(asked, texts[2]) else None


def _abbreviates(asked: str, text: str) -> bool:
    """Whether the first letters agree and the others follow in order: `wjg` for `wangjianguo`."""
    if not text or asked[0] != text[0]:
        return False
    rest = iter(text)
    return all(letter in rest for letter in asked)


def _folded(text: str) -> str:
    """Without case, marks, spaces and points."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if each.isalnum())
