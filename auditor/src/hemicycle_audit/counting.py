"""The count of a secret vote, from what the scrutineers opened (docs/sealed.md §6, docs/sealed-names.md §7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from hemicycle_audit.acts import Act
from hemicycle_audit.counts import Count, count_cells, count_orders, count_written, signed_count
from hemicycle_audit.findings import Findings
from hemicycle_audit.group import Point
from hemicycle_audit.hand_result import terminal_part
from hemicycle_audit.items import ELECTION, THREE_KEYS, Item
from hemicycle_audit.layout import NAME_PARTS
from hemicycle_audit.mixing import Row
from hemicycle_audit.names import name_of, order_of
from hemicycle_audit.naming import Naming
from hemicycle_audit.parallel import Effort
from hemicycle_audit.release import Opened, check_certificate, check_releases, count_sums
from hemicycle_audit.state import Division, Frozen


def counted(division: Division, electors: int, rows: Sequence[Row] | None, findings: Findings, effort: Effort) -> Count | None:
    """Judge what was released, mixed and opened, and count it; None if nothing counts.

    ``electors`` bounds the search. ``rows`` are the names of the counted ballots, None where those are elsewhere.
    A vote that was not tallied is not counted, whatever was released.
    """
    check_certificate(division, findings)
    frozen = division.frozen
    opened = check_releases(division, frozen, findings, effort) if frozen else None
    if frozen is None or opened is None:
        return None
    cells = _sums(division, frozen, opened, electors, findings)
    flags = _flags(frozen, cells)
    points = Naming(division, frozen, findings).open(flags, rows, effort)
    if division.tally is None or cells is None:
        return None
    if flags and points is None:
        if frozen.sealed.call is not None:
            found = len(frozen.sealed.valid_rows)
            findings.fail("row-release", division.tally.place, "few-shares", found=found, wanted=frozen.k)
        return None
    return _count(frozen, cells, points or [], division.tally, findings)


def _sums(division: Division, frozen: Frozen, opened: Opened, electors: int, findings: Findings) -> list[tuple[int, ...]] | None:
    """Return what the sums count, where a call or a tally says what was opened; None if they can't be opened."""
    tally, found, wanted = division.tally, len(opened.shares), frozen.k
    if tally is not None:
        findings.require(found >= wanted, "release", tally.place, "few-shares", found=found, wanted=wanted)
    said = tally or frozen.sealed.call
    if said is None or found < wanted:
        return None
    likely = _likely(frozen.item, tally.doc["result"]) if tally else []
    cells = count_sums(opened, frozen, min(frozen.voted, electors), likely)
    findings.require(cells is not None, "tally", said.place, "tally-out-of-range")
    return cells


def _flags(frozen: Frozen, cells: Sequence[tuple[int, ...]] | None) -> int | None:
    """Return x of docs/sealed-names.md §4, or how many rankings there are; None if it is not known."""
    if cells is None or frozen.item.ranks:
        return None if cells is None else frozen.voted
    return cells[-1][0] if frozen.item.slots else 0


def _likely(item: Item, result: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Return what the sums of three keys count if the result is true."""
    if item.kind not in (THREE_KEYS, ELECTION) or item.motion == ("items" in result):
        return []
    count = terminal_part(item, result) if "parts" in result else signed_count(item, result)
    return [(counts[0], counts[2]) for counts in count.names] if count else []


def _count(
    frozen: Frozen, cells: Sequence[tuple[int, ...]], rows: Sequence[Sequence[Point]], tally: Act, findings: Findings
) -> Count | None:
    item, voted = frozen.item, frozen.voted
    if item.ranks:
        return count_orders([order_of(point, item.c) for (point,) in rows], voted, item.c)
    if not item.slots:
        return count_cells(item, voted, cells)
    names = [[name_of(row[at : at + NAME_PARTS]) for at in range(0, len(row), NAME_PARTS)] for row in rows]
    written = count_written(names, item.labels, cells[-1][0])
    findings.require(written is not None, "tally", tally.place, "names-mismatch")
    return count_cells(item, voted, cells, written) if written else None
