"""What is shown of secret votes: the sitting's keys and each division's certificates (docs/sealed.md §8)."""

from collections.abc import Collection
from typing import Any

from voting_server.domain.ceremony import Ceremony
from voting_server.domain.division import LIVE, Division
from voting_server.domain.register import Register
from voting_server.domain.sealed import Refusal, Sealed

FEW_PRESENT = 10
SHARE_INVALID = "share-invalid"


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


def division_parts(division: Division, present: int, invalid: Collection[int], *, seen: bool) -> dict[str, Any]:
    """The members that a division's view has of docs/sealed.md §8.

    `present` is P, `invalid` are the scrutineers whose shares don't hold, `seen` tells whether the reader sees the result.
    """
    return {
        "secrecy": division.draft.secrecy,
        "reveals": _reveals(division, present, seen=seen),
        "count": division.count,
        "sealed": _sealed_view(division.sealed, division.opened.size, invalid) if division.sealed else None,
    }


def _reveals(division: Division, present: int, *, seen: bool) -> list[str]:
    """What the result of a secret vote would reveal of single votes, or does."""
    if not division.draft.secret:
        return []
    if division.state in LIVE:
        return ["few-present"] if present < FEW_PRESENT else []
    result = division.result
    if result is None or not seen:
        return []
    counts = [count for count in (result.for_, result.against, result.abstain) if count]
    return ["unanimous"] if len(counts) == 1 else []


def _sealed_view(sealed: Sealed, electorate: int, invalid: Collection[int]) -> dict[str, Any]:
    freeze = sealed.freeze
    refusals = [*sealed.refusals, *(Refusal(index, "release", SHARE_INVALID, "") for index in sorted(invalid))]
    return {
        "k": sealed.k,
        "q": sealed.q,
        "active": sorted(sealed.active),
        "certified": sorted(sealed.certified),
        "frozen": freeze.digest if freeze else "",
        "rooted": sorted(sealed.rooted),
        "released": sorted(index for index in sealed.releases if index not in invalid),
        "n": freeze.n if freeze else None,
        "by_hand": sealed.by_hand(electorate),
        "refusals": [
            {"index": refusal.index, "act": refusal.act, "code": refusal.code, "detail": refusal.detail} for refusal in refusals
        ],
        "void_ok": sorted(sealed.void_ok),
    }
