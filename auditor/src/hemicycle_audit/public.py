"""The public edition of a secret vote's bundle: leaf hashes and what counts, in place of the ballots (docs/sealed.md §11)."""

from collections.abc import Mapping, Sequence
from typing import Any

from hemicycle_audit.acts import raw
from hemicycle_audit.crypto import to_b64u
from hemicycle_audit.division import Box, Counted
from hemicycle_audit.findings import Findings
from hemicycle_audit.opening import Elector, elector_place
from hemicycle_audit.state import Division

FORMAT = "hemicycle-public/1"
LEAF_BYTES = 32
COUNTED_BYTES = 32 + 4 + 32


def is_public(document: object) -> bool:
    """Tell whether a document says that it is a public edition."""
    return isinstance(document, dict) and document.get("format") == FORMAT


def read_public(document: Mapping[str, Any], division: Division, electors: list[Elector], findings: Findings) -> Box:
    """Return the box as far as leaf hashes tell of it; say what rests on the scrutineers alone."""
    findings.warn("bundle-form", "member=format", "public-edition")
    findings.require(division.secret, "bundle-form", "member=format", "public-named")
    leaves = _parts(document["leaves"], LEAF_BYTES)
    box = Box(electors, [b""] * len(leaves), leaves, bare=True)
    rows = _parts(document["counted"], COUNTED_BYTES)
    fewer = len(rows) <= len(leaves)
    findings.require(fewer, "ballot-form", "member=counted", "counted-many", found=len(rows), entries=len(leaves))
    _read_counted(rows, box, division, findings)
    return box


def _parts(text: str, size: int) -> list[bytes]:
    data = raw(text)
    return [data[at : at + size] for at in range(0, len(data), size)]


def _read_counted(rows: Sequence[bytes], box: Box, division: Division, findings: Findings) -> None:
    """Judge what is said to count; a row of nobody's is left out, so that what was signed differs."""
    by_key = {elector.key: elector for elector in box.electors}
    limit, before = division.opening.doc["max_seq"] if division.opening else 0, b""
    for number, row in enumerate(rows):
        key, counted = row[:32], Counted(int.from_bytes(row[32:36], "big"), row[36:])
        elector = by_key.get(key)
        place = f"member=counted row={number}{elector_place(elector)}"
        findings.require(key > before, "ballot-form", place, "counted-order")
        findings.require(1 <= counted.seq <= limit, "ballot-sequence", place, "ballot-limit", found=counted.seq, limit=limit)
        before = key
        if findings.require(elector is not None, "ballot-electorate", place, "ballot-electorate", key=to_b64u(key)):
            box.last[key] = counted
