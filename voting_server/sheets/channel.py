"""What a sheet says of a vote that was counted by hand, wholly or in part (docs/channels.md §6, §7)."""

from collections.abc import Iterator, Mapping
from typing import Any

from voting_server.sheets.document import Block, Cell, Column, Figure, Figures, Heading, Lines, Table
from voting_server.sheets.wording import Words

Facts = Mapping[str, Any]
KEYS = ("for", "against", "abstain")


def paper_figures(result: Facts, w: Words) -> Iterator[Block]:
    """Ballots issued, returned, valid, invalid, and why."""
    if "issued" not in result:
        return
    invalid = result["invalid"]
    valid = voted(result)
    spoilt = sum(invalid.values())
    figures = {"issued": result["issued"], "returned": result["returned"], "valid": valid, "invalid": spoilt}
    yield Figures([Figure(w(name), number) for name, number in figures.items()], small=True)
    if spoilt:
        reasons = [f"{w(f'invalid-{reason}')} {number}" for reason, number in invalid.items() if number]
        yield Lines([w.colon(w("invalid"), w.comma.join(reasons))])


def void_figures(division: Facts, w: Words) -> Iterator[Block]:
    """Of a vote on paper that came to nothing, the ballots issued and returned: more returned than issued is why (E4)."""
    count = division["hand_count"]
    if count and count["issued"] is not None:
        known = [(name, count[name]) for name in ("issued", "returned") if count[name] is not None]
        yield Figures([Figure(w(name), number) for name, number in known], small=True)


def channel_tables(result: Facts, w: Words) -> Iterator[Block]:
    """Hands by sections; the two parts of a mixed vote and their sum."""
    if "parts" in result:
        yield Heading(w("by-channel"))
        parts = [(w(name), part["voted"], part["counts"]) for name, part in (_part(result, "terminal"), _part(result, "hands"))]
        total: tuple[str, int, Any] = (w("total"), sum(part[1] for part in parts), [])
        yield _by_part(w("channel"), [*parts, total], result, w)
    if "sections" in result:
        yield Heading(w("by-section"))
        yield _by_part(w("section"), [(each["name"], each["voted"], each["counts"]) for each in result["sections"]], result, w)


def _part(result: Facts, name: str) -> tuple[str, Facts]:
    return name, result["parts"][name]


def _by_part(head: str, parts: list[tuple[str, int, Any]], result: Facts, w: Words) -> Table:
    """Who voted in each part; of a motion for, against, abstain too."""
    motion = "for" in result
    keys = [Column(w(key), number=True) for key in KEYS] if motion else []
    rows: list[list[Cell]] = []
    for name, number, counts in parts:
        figures = (counts[0] if counts else [result[key] for key in KEYS]) if motion else []
        rows.append([name, *figures, number])
    return Table([Column(head, grow=True), *keys, Column(w("voted"), number=True)], rows, name=head)


def voted(result: Facts) -> int:
    """Counted ballots, or hands raised."""
    found: int = result["voted"] if "voted" in result else sum(result[key] for key in KEYS)
    return found


def left_word(division: Facts, w: Words) -> str:
    """What those present who are not counted are called: 未按, on other channels otherwise."""
    return w({"terminal": "not-pressed", "hands": "not-raised"}.get(division["channel"], "not-voting"))


def count_blocks(division: Facts, w: Words) -> Iterator[Block]:
    """Who counted, how often, who signed the count."""
    count = division["hand_count"]
    if count is None or not count["count"]:
        return
    lines = [w.colon(w("tellers"), w.join(tellers(division, w))), *(_attempt(each, w) for each in count["attempts"])]
    signed = [w.person(each["holder"]) for each in count["signed"]]
    lines.append(w.colon(w("count-signed"), w.join(signed)))
    holders = {each["holder"] for each in count["signed"]}
    missing = list(dict.fromkeys(w.person(each["holder"]) for each in count["asked"] if each["holder"] not in holders))
    if missing:
        lines.append(w.colon(w("count-not-signed"), w.join(missing)))
    yield Heading(w("count"))
    yield Lines(lines)


def _attempt(attempt: Facts, w: Words) -> str:
    """Why an attempt of the count came to nothing."""
    reason = attempt["reason"]
    if reason == "differ":
        return w("attempt-differ", attempt["attempt"], len(attempt["differences"]))
    if reason == "faults":
        faults = dict.fromkeys(fault[w.lang] for fault in attempt["faults"])
        return w("attempt-faults", attempt["attempt"], w.comma.join(faults))
    return w("attempt-again", attempt["attempt"], w("attempt-returned") if reason == "returned" else reason)


def tellers(division: Facts, w: Words) -> list[str]:
    """The two tellers whose count stands; none of a vote on terminals."""
    count = division["hand_count"]
    return [w.person(each["holder"]) for each in count["revealed"]] if count and count["count"] else []


def count_keepers(division: Facts, w: Words) -> list[str]:
    """The scrutineers who signed a count by hand."""
    count = division["hand_count"]
    return [w.person(each["holder"]) for each in count["signed"]] if count else []
