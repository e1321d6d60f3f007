"""The ballots of a secret division: every entry, what is counted, and the freeze (docs/sealed.md §4 to §6)."""

from collections.abc import Mapping, Sequence
from functools import partial

from hemicycle_audit.acts import raw
from hemicycle_audit.crypto import to_b64u
from hemicycle_audit.division import Box, board_of, caster
from hemicycle_audit.findings import Findings
from hemicycle_audit.group import Point, total
from hemicycle_audit.layout import CIPHERTEXT_BYTES, Layout
from hemicycle_audit.mixing import Row
from hemicycle_audit.opening import Elector, elector_place
from hemicycle_audit.parallel import Effort
from hemicycle_audit.proofs import Ciphertext, Fault, sum_of
from hemicycle_audit.sealed_ballot import Entry, judge, read_entry
from hemicycle_audit.state import Division


def read_sealed(
    entries: Sequence[bytes],
    division: Division,
    electors: list[Elector],
    layout: Layout,
    public: Point | None,
    findings: Findings,
    effort: Effort,
) -> Box:
    """Judge every entry, with what it is by itself in several processes; return the box."""
    if public is None:
        findings.fail("ballot-proof", "member=ballots", "no-keys")
    faults = effort.each("ballots", partial(judge, layout=layout, public=public), entries)
    board = _Board(Box.of(entries, electors), division, layout, findings)
    for position, (entry, own) in enumerate(zip(entries, faults, strict=True), 1):
        board.add(position, entry, own)
    return board.box


class _Board:
    """Follows every key from entry to entry."""

    def __init__(self, box: Box, division: Division, layout: Layout, findings: Findings) -> None:
        self.box, self.division, self.layout, self.findings = box, division, layout, findings
        self.by_key = {elector.key: elector for elector in box.electors}
        self.limit = division.opening.doc["max_seq"] if division.opening else 0
        self.before: dict[bytes, Entry] = {}
        self.alphas: dict[bytes, tuple[Entry, int]] = {}

    def add(self, position: int, entry: bytes, faults: Sequence[Fault]) -> None:
        """Judge an entry after those before it. One that is not its key's, or has nothing to sum, is not followed."""
        elector = self.by_key.get(caster(entry))
        seat = elector_place(elector)
        place = f"position={position}{seat}"
        for fault in faults:
            self.findings.fail(fault.code, f"position={position}{fault.part}{seat}", fault.reason, length=len(entry))
        read = read_entry(position, entry, self.layout)
        if read is None:
            return
        conditions = (
            "ballot-signature" not in {fault.code for fault in faults} and None not in read.ciphertexts,
            self.findings.require(elector is not None, "ballot-electorate", place, "ballot-electorate", key=to_b64u(read.key)),
            self.findings.require(read.open == self.division.open_digest, "ballot-open", place, "ballot-open"),
        )
        if all(conditions):
            self._follow(read, place)

    def _follow(self, entry: Entry, place: str) -> None:
        """Check seq and prev; a gap does not stop the count, but an older entry never replaces a newer one."""
        before = self.before.get(entry.key)
        seq, prev = (before.seq, before.id) if before else (0, entry.open)
        in_order = (entry.seq, entry.prev) == (seq + 1, prev)
        self.findings.require(in_order, "ballot-sequence", place, "ballot-sequence", found=entry.seq, wanted=seq + 1)
        within = entry.seq <= self.limit
        self.findings.require(within, "ballot-sequence", place, "ballot-limit", found=entry.seq, limit=self.limit)
        self._compare_alphas(entry, place)
        if entry.seq > seq:
            self.before[entry.key] = entry
            if not entry.spoils:
                self.box.last[entry.key] = entry

    def _compare_alphas(self, entry: Entry, place: str) -> None:
        """Look for an α that was there before: of another seat it is a failure, of the same seat an alarm.

        A name's is an alarm, too: who colludes can make equal rows, and nobody is to be kept from counting by that.
        """
        for number, ciphertext in enumerate(entry.ciphertexts):
            own = (entry, number)
            first, _ = found = self.alphas.setdefault(ciphertext.alpha if ciphertext else b"", own)
            if found is not own:
                other = elector_place(self.by_key.get(first.key)).strip()
                harmless = first.key == entry.key or number in self.layout.row
                note = self.findings.warn if harmless else self.findings.fail
                where = place.replace(" ", f" ciphertext={number} repeats={first.position} ", 1)
                note("alpha-repeated", where, "alpha-repeated", position=first.position, other=other)


def input_rows(box: Box, layout: Layout, place: str, findings: Findings) -> list[Row]:
    """Return the names of every counted ballot, in the electorate's order (docs/sealed-names.md §4).

    A row that equals an earlier one's is left out, and its seat named.
    """
    rows: dict[Row, Elector] = {}
    for elector in box.electors:
        ballot = box.last.get(elector.key)
        if not isinstance(ballot, Entry):
            continue
        pairs = [ballot.ciphertexts[number] for number in layout.row]
        row = tuple(point for pair in pairs if pair is not None for point in pair)
        first = rows.setdefault(row, elector)
        if first is not elector:
            findings.warn("names-call", f"{place}{elector_place(elector)}", "row-left-out", seat=first.seat)
    return list(rows)


def sums(box: Box, layout: Layout) -> list[Ciphertext]:
    """Return A_c = Σα and B_c = Σβ of every cell over the counted ballots."""
    ballots = [ballot.ciphertexts for ballot in box.last.values() if isinstance(ballot, Entry)]
    rows = [[ciphertext for ciphertext in row if ciphertext is not None] for row in ballots]
    cells = [[sum_of(row, cell.terms) for row in rows] for cell in layout.cells]
    return [Ciphertext(total(c.alpha for c in cell), total(c.beta for c in cell)) for cell in cells]


def check_freeze(division: Division, box: Box, layout: Layout, findings: Findings) -> None:
    """Recompute what the freeze says."""
    sealed = division.sealed
    if sealed is None or sealed.freeze is None or division.opening is None or division.close is None:
        return
    place, doc = sealed.freeze.place, sealed.freeze.doc
    wanted: Mapping[str, object] = {**board_of(division.opening, division.close, box), "n": len(box.last)}
    for name, value in wanted.items():
        findings.require(doc[name] == value, "freeze", f"{place} member={name}", "member-differs", found=doc[name], wanted=value)
    if box.bare:
        return
    said, cells = raw(doc["cells"]), sums(box, layout)
    whole = len(said) == CIPHERTEXT_BYTES * len(cells)
    findings.require(
        whole, "freeze", f"{place} member=cells", "cells-length", found=len(said), wanted=CIPHERTEXT_BYTES * len(cells)
    )
    for number, cell in enumerate(cells if whole else []):
        own = said[CIPHERTEXT_BYTES * number : CIPHERTEXT_BYTES * (number + 1)]
        findings.require(own == cell.alpha + cell.beta, "freeze", f"{place} member=cells cell={number}", "cell-differs")
