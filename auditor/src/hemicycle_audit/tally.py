"""Step 8 of §10: the figures of a result (protocol §7, §8)."""

from collections.abc import Mapping

from hemicycle_audit import rules
from hemicycle_audit.acts import raw
from hemicycle_audit.findings import Findings
from hemicycle_audit.state import Division
from hemicycle_audit.tree import prefixes


def expected(division: Division, quorum: str, counts: Mapping[str, int] | None) -> dict[str, object]:
    """Return the figures that follow from the opening and the counted ballots; without counts, from the opening."""
    if division.opening is None:
        return {}
    doc = division.opening.doc
    rule, members, present = division.draft.doc["rule"], doc["n"], doc["p"]
    if counts is None:
        return {"members": members, "present": present, "rule": rule, "needed": rules.needed(rule, members, present)}
    votes_for, pressed = counts["for"], sum(counts.values())
    return {
        "members": members,
        "present": present,
        **counts,
        "not_pressed": present - pressed,
        "carried": rules.carried(rule, quorum, members, present, pressed, votes_for),
        "rule": rule,
        "needed": rules.needed(rule, members, present),
    }


def check_tally(division: Division, quorum: str, counts: Mapping[str, int] | None, findings: Findings) -> None:
    """Recompute both results. Without ``counts`` (a named division whose ballots are not in the bundle, a
    secret one whose sums could not be opened) the signed counts are taken, and only what follows is judged.
    """
    tally, declaration = division.tally, division.declaration
    for act in (tally, declaration):
        if act is None:
            continue
        result = act.doc["result"]
        wanted = expected(division, quorum, counts or {key: result[key] for key in ("for", "against", "abstain")})
        for name, value in wanted.items():
            found = result[name]
            place = f"{act.place} member=result.{name}"
            findings.require(found == value, "tally", place, "member-differs", found=found, wanted=value)
        sizes = {"entries": result["size"]}
        if division.opening is not None:
            sizes["counted"] = division.opening.doc["electorate"]["size"]
        for name, size in sizes.items():
            place = f"{act.place} member=result.{name}"
            found = len(prefixes(raw(result[name])))
            findings.require(found == size, "tally", place, "member-differs", found=found, wanted=size)
    if tally is not None and declaration is not None:
        mine, theirs = tally.doc["result"], declaration.doc["result"]
        for name in sorted(mine):
            place = f"{declaration.place} member=result.{name}"
            findings.require(mine[name] == theirs[name], "tally", place, "declaration-differs")
