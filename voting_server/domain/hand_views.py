"""What is shown of a count by hand: where it stands, what is due, and figures for whoever may see them (docs/channels.md §7)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from voting_server.domain.count_acts import Figures
from voting_server.domain.division import DECLARED, Division
from voting_server.domain.figures import FAULTS, Difference, Path, differences
from voting_server.domain.hand_count import ATTEMPTS, TELLERS, Attempt, HandCount, faults_of
from voting_server.domain.register import Register
from voting_server.domain.shapes import Result
from voting_server.domain.text import Text, text

COUNTERS = frozenset({"chair", "secretariat", "teller", "scrutineer"})
"""Who sees the figures of a count before the declaration."""
LONGEST_REASON = 200
"""Characters of a reason that goes to everybody."""
_STAGES = {"return": "returning", "overfull": "overfull", "count": "counting", "sign": "signing", "signed": "signed"}


def hand_parts(division: Division, register: Register, role: str) -> dict[str, Any]:
    """The members of a division's view that tell its channel, and of a count by hand where it stands."""
    return {"channel": division.draft.channel, "hand_count": _hand_view(division, register, role)}


def _hand_view(division: Division, register: Register, role: str) -> dict[str, Any] | None:
    count = division.hand_count
    if count is None:
        return None
    sees = _sees(division, role)
    figures = count.figures
    return {
        "stage": "voting" if not division.close else _STAGES[count.step],
        "entitled": count.ground.entitled,
        "issued": count.issued,
        "returned": count.ground.returned,
        "overfull": _people(count.overfull_by, register),
        "attempt": count.attempt.number,
        "committed": _people(count.attempt.commits, register),
        "revealed": _people(count.attempt.figures, register),
        "attempts": [_attempt_view(attempt, count, register, sees=sees) for attempt in _told(count, role)],
        "count": count.stands,
        "figures": msgspec.to_builtins(figures) if figures is not None and sees else None,
        "asked": _people((key.key for key in register.keys.values() if key.active and key.role == "scrutineer"), register),
        "signed": _people(count.signed, register),
        "next": [{"act": act, "role": whose} for act, whose in _next(division, count)],
    }


def all_attempts(division: Division, register: Register, role: str) -> list[dict[str, Any]]:
    """The attempts of a count that came to nothing, for a record that is read once: all of them, whatever the role."""
    count, sees = division.counted_by_hand, _sees(division, role)
    return [_attempt_view(attempt, count, register, sees=sees) for attempt in count.over]


def _sees(division: Division, role: str) -> bool:
    """Whether a role sees the figures of a count."""
    return role in COUNTERS or division.state in DECLARED or (division.state == "void" and bool(division.tally))


def _told(count: HandCount, role: str) -> Sequence[Attempt]:
    """The attempts in a state that goes to many, many times: to whoever does not count only the last, with a short reason."""
    if role in COUNTERS:
        return count.over
    return [replace(attempt, reason=attempt.reason[:LONGEST_REASON]) for attempt in count.over[-1:]]


def seen_tallied(division: Division, role: str) -> bool:
    """Whether a role sees the result of a tallied division that no terminal had a part in."""
    return not division.draft.pressed and role in COUNTERS


def channel_result(result: Result) -> dict[str, Any]:
    """The members that a RESULT has of its channel."""
    shown = {
        name: msgspec.to_builtins(getattr(result, name)) for name in ("sections", "parts") if getattr(result, name) is not UNSET
    }
    if isinstance(result.issued, UnsetType) or isinstance(result.returned, UnsetType):
        return shown
    figures = {"issued": result.issued, "returned": result.returned, "unreturned": result.issued - result.returned}
    return {**shown, **figures, "invalid": msgspec.to_builtins(result.invalid)}


def channel_checks(result: Result, checks: Sequence[Text]) -> list[Text]:
    """The sums that anybody can do again; those of the channel in place of the first, which speaks of keys."""
    if not (
        isinstance(result.issued, UnsetType) or isinstance(result.returned, UnsetType) or isinstance(result.invalid, UnsetType)
    ):
        return [*_paper_checks(result.issued, result.returned, result.ballots, result.invalid.total), *checks[1:]]
    if result.sections is UNSET:
        return list(checks)
    return [*_hands_checks(result), *checks[1:]]


def _paper_checks(issued: int, returned: int, valid: int, invalid: int) -> Iterable[Text]:
    yield text(
        f"收回 {returned} + 未收回 {issued - returned} = 发出 {issued}",
        f"{returned} returned + {issued - returned} not = {issued} issued",
    )
    yield text(f"有效 {valid} + 废票 {invalid} = 收回 {returned}", f"{valid} valid + {invalid} invalid = {returned} returned")


def _hands_checks(result: Result) -> Iterable[Text]:
    total, left, present = result.ballots, result.not_pressed, result.present
    yield text(f"计票 {total} + 未表决 {left} = 实到 {present}", f"{total} counted + {left} not voting = {present} present")
    if not isinstance(result.parts, UnsetType):
        pressed, hands = result.parts.terminal.voted, result.parts.hands.voted
        yield text(f"按键 {pressed} + 举手 {hands} = {total}", f"{pressed} pressed + {hands} by hand = {total}")


def _people(keys: Iterable[str], register: Register) -> list[dict[str, str]]:
    return [{"key": key, "holder": register.keys[key].holder} for key in keys]


def _attempt_view(attempt: Attempt, count: HandCount, register: Register, *, sees: bool) -> dict[str, Any]:
    both = attempt.both
    tellers = [
        {**person, "figures": msgspec.to_builtins(attempt.figures[person["key"]]) if both and sees else None}
        for person in _people(attempt.commits, register)
    ]
    found = dict.fromkeys((fault.code, _place(fault.path, sees)) for figures in both for fault in faults_of(count, figures))
    differing = dict.fromkeys((_place(each.path, sees), each.values if sees else None) for each in _differences(both))
    return {
        "attempt": attempt.number,
        "reason": attempt.reason,
        "tellers": tellers,
        "differences": [{"path": list(path), "values": values and list(values)} for path, values in differing],
        "faults": [{"code": code, "path": list(path), **FAULTS[code]} for code, path in found],
    }


def _differences(both: Sequence[Figures]) -> Sequence[Difference]:
    return differences(*both) if both else ()


def _place(path: Path, sees: bool) -> Path:
    """Names that were written in are figures: who doesn't see those sees no name."""
    return path if sees or path[:1] != ("written",) else path[:1]


def _next(division: Division, count: HandCount) -> Sequence[tuple[str, str]]:
    """What is to be done now, in order: acts and who does them."""
    if division.state == "open":
        issue = [("paper-issue", "teller")] if count.channel == "paper" and count.issued is None else []
        return [*issue, ("division-close", "chair")]
    if division.state == "closed":
        return _due(count)
    if division.state == "tallied":
        return [("count-sign", "scrutineer"), ("division-declare", "chair")]
    return []


def _due(count: HandCount) -> Sequence[tuple[str, str]]:
    if count.step == "overfull":
        return _VOID if count.overfull_for_good else [("paper-return", "teller"), *_VOID]
    if count.step != "count":
        return _STEPS[count.step]
    if count.attempt.number > ATTEMPTS:
        return _VOID
    return [("count-reveal" if len(count.attempt.commits) == TELLERS else "count-commit", "teller")]


_VOID = [("division-void", "chair"), ("division-void-confirm", "scrutineer")]

_STEPS: dict[str, Sequence[tuple[str, str]]] = {
    "return": [("paper-return", "teller")],
    "sign": [("count-sign", "scrutineer")],
    "signed": [("count-sign", "scrutineer"), ("division-tally", "server")],
}
