"""What is shown of secret votes: the sitting's keys and each division's certificates (docs/sealed.md §8)."""

from collections.abc import Collection
from typing import Any

from voting_server.domain.acts import DivisionDraft
from voting_server.domain.ceremony import Ceremony
from voting_server.domain.division import LIVE, Division
from voting_server.domain.register import Register
from voting_server.domain.sealed import Naming, Refusal, Sealed, Step
from voting_server.domain.shapes import NameResult, Result

FEW_PRESENT = 10
SHARE_INVALID = "share-invalid"
Fault = tuple[int, Step]
"""A share that does not hold: whose, and of what (`release` or `rows`)."""


def seal_view(ceremony: Ceremony | None, register: Register) -> dict[str, Any] | None:
    """The `seal` of a state: how far the ceremony is, and what it came to. None before the first."""
    if ceremony is None:
        return None
    keys = ceremony.sealed if ceremony.phase == "ready" else None
    fault, absent = ceremony.fault, ceremony.stand_down
    return {
        "attempt": ceremony.attempt,
        "k": ceremony.k,
        "n": ceremony.n,
        "phase": ceremony.phase,
        "done": sorted(ceremony.done),
        "scrutineers": [
            {"index": index, "key": key, "holder": register.keys[key].holder, "active": index in ceremony.active}
            for index, key in enumerate(ceremony.scrutineers, 1)
        ],
        "digest": keys.seal if keys else "",
        "public": keys.public if keys else "",
        "erased": sorted(ceremony.erased),
        "fault": {"by": fault.by, "culprit": fault.culprit, "code": fault.code} if fault else None,
        "stand_down": {
            "act": absent.act,
            "index": absent.index,
            "reason": absent.reason,
            "confirmed": sorted(absent.confirmed),
        }
        if absent
        else None,
    }


def division_parts(division: Division, present: int, invalid: Collection[Fault], *, seen: bool) -> dict[str, Any]:
    """The members that a division's view has of docs/sealed.md §8.

    `present` is P, `invalid` are the shares that don't hold, `seen` tells whether the reader sees the result.
    """
    return {
        "secrecy": division.draft.secrecy,
        "reveals": [*_by_channel(division.draft), *_reveals(division, present, seen=seen)],
        "count": division.count,
        "sealed": _sealed_view(division.sealed, division.opened.size, invalid) if division.sealed else None,
    }


def _by_channel(draft: DivisionDraft) -> list[str]:
    """What of a secret vote is seen by everybody: the hands of members by video."""
    return ["hands-visible"] if draft.secrecy == "secret" and draft.channel == "mixed" else []


def _reveals(division: Division, present: int, *, seen: bool) -> list[str]:
    """What the result of a secret vote would reveal of single votes, or does."""
    if division.draft.secrecy != "secret":
        return []
    if division.state in LIVE:
        return ["few-present"] if present < FEW_PRESENT else []
    result = division.result
    if result is None or not seen:
        return []
    return ["unanimous"] if _unanimous(result) else []


def _unanimous(result: Result) -> bool:
    """Whether all counted ballots agree on everything."""
    if result.keys is not None:
        return sum(count > 0 for count in result.keys) == 1
    return bool(result.ballots) and all(_agreed(name, result.ballots) for item in result.items or () for name in item.names)


def _agreed(name: NameResult, ballots: int) -> bool:
    """A name that all ballots mark alike: each way of counting it has none or all of them."""
    return name.verdict != "ranked" and all(count in {0, ballots} for count in name.counts)


def _sealed_view(sealed: Sealed, electorate: int, invalid: Collection[Fault]) -> dict[str, Any]:
    freeze = sealed.freeze
    refusals = [*sealed.refusals, *(Refusal(index, step, SHARE_INVALID, "") for index, step in sorted(invalid))]
    return {
        "k": sealed.k,
        "q": sealed.q,
        "active": sorted(sealed.active),
        "certified": sorted(sealed.certified),
        "frozen": freeze.digest if freeze else "",
        "rooted": sorted(sealed.rooted),
        "released": sorted(index for index in sealed.releases if (index, "release") not in invalid),
        "n": freeze.n if freeze else None,
        "by_hand": sealed.by_hand(electorate),
        "refusals": [
            {"index": refusal.index, "act": refusal.act, "code": refusal.code, "detail": refusal.detail} for refusal in refusals
        ],
        "void_ok": sorted(sealed.void_ok),
        "naming": _naming_view(sealed.naming, invalid) if sealed.naming else None,
    }


def _naming_view(naming: Naming, invalid: Collection[Fault]) -> dict[str, Any]:
    return {
        "item": naming.item,
        "flags": naming.flags,
        "rows": naming.rows,
        "mixed": list(naming.mixed),
        "released": sorted(index for index in naming.releases if (index, "rows") not in invalid),
    }
