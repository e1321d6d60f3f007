"""Step 8 of §10: the figures of a result (protocol §7, §8, docs/forms.md §5, docs/channels.md §6)."""

from collections.abc import Iterator
from typing import Any

from hemicycle_audit import hand_result, rules
from hemicycle_audit.acts import Act, raw
from hemicycle_audit.channel import WITHOUT_BOX
from hemicycle_audit.counts import Count
from hemicycle_audit.findings import Findings
from hemicycle_audit.items import Item
from hemicycle_audit.state import Division
from hemicycle_audit.tree import prefixes
from hemicycle_audit.verdicts import verdicts

KEYS = ("for", "against", "abstain")


def expected(division: Division, quorum: str, count: Count | None) -> dict[str, Any]:
    """Return the figures that follow from the opening, the counted ballots and what was counted by hand.

    Without counts they are those that follow from the opening.
    """
    if division.opening is None:
        return {}
    doc, item = division.opening.doc, division.item
    rule, members, present = division.draft.doc["rule"], doc["n"], doc["p"]
    needed = rules.needed(rule, members, present)
    figures: dict[str, Any] = {"members": members, "present": present, "rule": rule, "needed": needed}
    figures |= hand_result.members(division, count)
    count = hand_result.total(division, count)
    if count is None or item is None:
        return figures
    figures["not_pressed"] = present - count.voted
    if not item.motion:
        return {**figures, "voted": count.voted, "items": [_item(item, rule, quorum, members, present, count)]}
    (keys,) = count.names
    carried = rules.carried(rule, quorum, members, present, count.voted, keys[0])
    return {**figures, **dict(zip(KEYS, keys, strict=True)), "carried": carried}


def _item(item: Item, rule: str, quorum: str, members: int, present: int, count: Count) -> dict[str, Any]:
    """Return the item of a result (docs/forms.md §5)."""
    own, of_written = verdicts(item, rule, quorum, members, present, count)
    names = [{"counts": list(counts), "verdict": verdict} for counts, verdict in zip(count.names, own, strict=True)]
    found: dict[str, Any] = {"names": names}
    if count.written is not None:
        votes = zip(count.written.votes, of_written, strict=True)
        found["written"] = {
            "names": [{"name": name, "votes": number, "verdict": verdict} for (name, number), verdict in votes],
            **{name: getattr(count.written, name) for name in ("listed", "repeated", "invalid", "empty")},
        }
    if count.orders is not None:
        found["orders"] = dict(zip(("valid", "invalid"), count.orders, strict=True))
    return found


def differences(found: object, wanted: object, path: str) -> Iterator[tuple[str, object, object]]:
    """Yield where two documents differ: the path, and what each has there."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in dict.fromkeys((*wanted, *found)):
            yield from differences(found.get(name), wanted.get(name), f"{path}.{name}")
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for number, (left, right) in enumerate(zip(found, wanted, strict=True)):
            yield from differences(left, right, f"{path}[{number}]")
    elif found != wanted:
        yield path, found, wanted


def check_tally(division: Division, quorum: str, count: Count | None, findings: Findings) -> None:
    """Recompute both results. Without ``count`` (a named division whose ballots are not in the bundle, a
    secret one whose sums could not be opened) the signed counts are taken, and only what follows is judged.
    """
    tally, declaration = division.tally, division.declaration
    for act in (tally, declaration):
        if act is not None:
            _check_result(division, act, quorum, count, findings)
    if tally is not None and declaration is not None:
        mine, theirs = tally.doc["result"], declaration.doc["result"]
        for name in sorted({*mine, *theirs}):
            place = f"{declaration.place} member=result.{name}"
            findings.require(mine.get(name) == theirs.get(name), "tally", place, "declaration-differs")


def _check_result(division: Division, act: Act, quorum: str, count: Count | None, findings: Findings) -> None:
    result, item = act.doc["result"], division.item
    if item is not None:
        fits = item.motion != ("items" in result)
        if not findings.require(fits, "tally", f"{act.place} member=result", "result-of-another-form"):
            return
        if count is None:
            count = hand_result.said(division, item, result)
            findings.require(count is not None, "tally", f"{act.place} member=result.items", "counts-impossible")
    for name, value in expected(division, quorum, count).items():
        for path, found, wanted in differences(result.get(name), value, f"result.{name}"):
            findings.fail("tally", f"{act.place} member={path}", "member-differs", found=found, wanted=wanted)
    for name in hand_result.MEMBERS:
        fits = (name in result) == (name in hand_result.allowed(division))
        findings.require(
            fits, "tally", f"{act.place} member=result.{name}", "result-of-another-channel", channel=division.channel
        )
    sizes = {"entries": result["size"]}
    if division.opening is not None:
        sizes["counted"] = 0 if division.channel in WITHOUT_BOX else division.opening.doc["electorate"]["size"]
    for name, size in sizes.items():
        place = f"{act.place} member=result.{name}"
        found = len(prefixes(raw(result[name])))
        findings.require(found == size, "tally", place, "member-differs", found=found, wanted=size)
