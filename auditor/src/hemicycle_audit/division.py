"""Steps 5 to 7 of §10: named ballots, heads and the board of a division (protocol §6, §7)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from hemicycle_audit.acts import Act, raw
from hemicycle_audit.counts import Count
from hemicycle_audit.crypto import ZERO32, digest, from_b64u, to_b64u, u32, u64, verify
from hemicycle_audit.findings import Findings
from hemicycle_audit.items import Item
from hemicycle_audit.layout import HEADER_BYTES
from hemicycle_audit.marks import Marks, count_marks, read_marks
from hemicycle_audit.opening import Elector, elector_place
from hemicycle_audit.sealed_ballot import Entry
from hemicycle_audit.state import Division
from hemicycle_audit.tree import PREFIX_BYTES, Tree, leaf_hash, prefixes, root_of

SIGNATURE_BYTES = 64
# A head does not name its epoch, so each is tried; this bounds what a made-up bundle can cost.
MAX_EPOCHS = 16


@dataclass(frozen=True)
class Ballot:
    """An entry of the box whose length and marks are right; ``position`` counts from 1."""

    position: int
    body: bytes
    signature: bytes
    marks: Marks

    open = property(lambda self: self.body[3:35])
    key = property(lambda self: self.body[35:67])
    seq = property(lambda self: int.from_bytes(self.body[67:71], "big"))
    prev = property(lambda self: self.body[71:103])

    @property
    def id(self) -> bytes:
        """Return D("ballot"; body)."""
        return digest("ballot", self.body)


@dataclass(frozen=True)
class Counted:
    """What a public edition tells of a counted ballot (docs/sealed.md §11)."""

    seq: int
    id: bytes


@dataclass
class Box:
    """The ballots of a division: its electors, all entries, and each elector's counted ballot.

    Of a ``bare`` one only the leaves are known, and what counts: its entries are empty.
    """

    electors: list[Elector]
    entries: list[bytes]
    leaves: list[bytes]
    last: dict[bytes, Ballot | Entry | Counted] = field(default_factory=dict)
    bare: bool = False

    @classmethod
    def of(cls, entries: Sequence[bytes], electors: list[Elector]) -> "Box":
        """Return a box whose counted ballots are yet to be found."""
        return cls(electors, list(entries), [leaf_hash(entry) for entry in entries])

    def counted_leaves(self) -> Iterator[bytes]:
        """Yield the hash of each elector's counted leaf (§7)."""
        for elector in self.electors:
            ballot = self.last.get(elector.key)
            mark = u32(ballot.seq) + ballot.id if ballot else u32(0) + ZERO32
            yield leaf_hash(elector.key + mark)

    def counts(self, item: Item) -> Count:
        """Return what the counted ballots come to, of a named vote."""
        return count_marks(item, [ballot.marks for ballot in self.last.values() if isinstance(ballot, Ballot)])


def read_ballots(
    entries: Sequence[bytes],
    division: Division,
    item: Item,
    electors: list[Elector],
    findings: Findings,
    progress: Callable[[int], None],
) -> Box:
    """Judge every entry (step 5); return the box. ``progress(position)`` is called after each."""
    box = Box.of(entries, electors)
    by_key = {elector.key: elector for elector in electors}
    limit = division.opening.doc["max_seq"] if division.opening else 0
    for position, entry in enumerate(entries, 1):
        ballot = _read_entry(position, entry, item, by_key, findings)
        if ballot is not None and _is_valid(ballot, division, by_key, findings):
            _check_sequence(ballot, box, limit, by_key[ballot.key], findings)
        progress(position)
    return box


def _read_entry(position: int, entry: bytes, item: Item, by_key: Mapping[bytes, Elector], findings: Findings) -> Ballot | None:
    if len(entry) != 1 + HEADER_BYTES + item.marks_bytes + SIGNATURE_BYTES or not entry.startswith(b"\x01HB1"):
        findings.fail("ballot-form", f"position={position}", "ballot-form", length=len(entry))
        return None
    body = entry[1:-SIGNATURE_BYTES]
    ballot = Ballot(position, body, entry[-SIGNATURE_BYTES:], read_marks(body[HEADER_BYTES:], item))
    place = f"position={position}{elector_place(by_key.get(ballot.key))}"
    valid = findings.require(ballot.marks is not None, "ballot-form", place, "ballot-marks", marks=body[HEADER_BYTES:].hex())
    return ballot if valid else None


def _is_valid(ballot: Ballot, division: Division, by_key: Mapping[bytes, Elector], findings: Findings) -> bool:
    elector = by_key.get(ballot.key)
    place = f"position={ballot.position}{elector_place(elector)}"
    signed = verify(ballot.key, ballot.signature, "ballot", ballot.body)
    return all(
        (
            findings.require(signed, "ballot-signature", place, "ballot-signature"),
            findings.require(elector is not None, "ballot-electorate", place, "ballot-electorate", key=to_b64u(ballot.key)),
            findings.require(ballot.open == division.open_digest, "ballot-open", place, "ballot-open"),
        )
    )


def _check_sequence(ballot: Ballot, box: Box, limit: int, elector: Elector, findings: Findings) -> None:
    """Check seq and prev; a gap does not stop the count, but an older ballot never replaces a newer one."""
    before = box.last.get(ballot.key)
    seq, prev = (before.seq, before.id) if before else (0, ballot.open)
    place = f"position={ballot.position}{elector_place(elector)}"
    findings.require(
        (ballot.seq, ballot.prev) == (seq + 1, prev),
        "ballot-sequence",
        place,
        "ballot-sequence",
        found=ballot.seq,
        wanted=seq + 1,
    )
    findings.require(ballot.seq <= limit, "ballot-sequence", place, "ballot-limit", found=ballot.seq, limit=limit)
    if ballot.seq > seq:
        box.last[ballot.key] = ballot


def check_heads(heads: Sequence[Mapping[str, Any]], division: Division, box: Box, server: bytes, findings: Findings) -> None:
    """Judge every head (step 6): signature, root over the entries it covers, and order."""
    roots = _roots(division, box, {head["size"] for head in heads})
    last_epoch = division.tally.doc["result"]["epoch"] if division.tally else MAX_EPOCHS
    epoch, size, ms = 0, 0, 0
    for index, head in enumerate(heads):
        place = f"head={index}"
        found = _epoch_of(head, division, server, range(epoch, min(last_epoch, MAX_EPOCHS) + 1))
        findings.require(found is not None, "head-signature", place, "head-signature")
        epoch = epoch if found is None else found
        root = roots.get(head["size"])
        if root is None:
            findings.fail("head-root", place, "head-beyond", size=head["size"], entries=len(box.entries))
        else:
            findings.require(from_b64u(head["root"]) == root, "head-root", place, "head-root", size=head["size"])
        ordered = head["size"] >= size and head["ms"] >= ms
        findings.require(ordered, "head-order", place, "head-order", size=head["size"], ms=head["ms"])
        size, ms = head["size"], head["ms"]


def _roots(division: Division, box: Box, sizes: set[int]) -> dict[int, bytes]:
    """Return the board's root before the close for each of ``sizes`` that the box reaches."""
    if division.opening is None:
        return {}
    tree = Tree()
    tree.append(leaf_hash(division.opening.body))
    roots = {0: tree.root()}
    for size, leaf in enumerate(box.leaves, 1):
        tree.append(leaf)
        if size in sizes:
            roots[size] = tree.root()
    return roots


def _epoch_of(head: Mapping[str, Any], division: Division, server: bytes, epochs: range) -> int | None:
    """Return the epoch that the head was signed in; a head does not name it, so each one left is tried."""
    root, signature = raw(head["root"]), raw(head["s"])
    for epoch in epochs:
        fields = (division.open_digest, u32(epoch), u64(head["size"]), root, u64(head["ms"]))
        if verify(server, signature, "head", *fields):
            return epoch
    return None


def caster(entry: bytes) -> bytes:
    """Return the key of an entry: a spoil entry has no ``HB1`` before its opening (docs/sealed.md §4)."""
    return entry[33:65] if entry[:1] == b"\x02" else entry[36:68]


def board_of(opening: Act, close: Act, box: Box) -> dict[str, object]:
    """Return size, root and counted root of the board with the close (§7)."""
    return {
        "size": len(box.entries),
        "root": to_b64u(root_of([leaf_hash(opening.body), *box.leaves, leaf_hash(close.body)])),
        "counted_root": to_b64u(root_of(box.counted_leaves())),
    }


def check_board(division: Division, box: Box, findings: Findings) -> None:
    """Compare the box with what the tally and the declaration sign (step 7)."""
    if division.opening is None or division.close is None:
        return
    counted, wanted = list(box.counted_leaves()), board_of(division.opening, division.close, box)
    seats = [elector_place(elector) for elector in box.electors]
    by_key = {elector.key: elector for elector in box.electors}
    cast_by = [elector_place(by_key.get(caster(entry))) for entry in box.entries]
    for act in (division.tally, division.declaration):
        if act is None:
            continue
        result = act.doc["result"]
        for name, value in wanted.items():
            place = f"{act.place} member=result.{name}"
            findings.require(result[name] == value, "board", place, "member-differs", found=result[name], wanted=value)
        _compare_entries(act, box.leaves, cast_by, findings)
        _compare_counted(act, counted, seats, findings)


def _compare_entries(act: Act, leaves: Sequence[bytes], cast_by: Sequence[str], findings: Findings) -> None:
    """Name every position that differs from what was signed: altered, missing or added.

    Leaving out what occurs too often (``autojunk``) keeps the comparison fast for prefixes made up to be equal.
    """
    signed, found = prefixes(raw(act.doc["result"]["entries"])), [leaf[:PREFIX_BYTES] for leaf in leaves]
    if signed == found:
        return
    for _, start, end, new_start, new_end in SequenceMatcher(None, signed, found).get_opcodes():
        if signed[start:end] == found[new_start:new_end]:
            continue
        width = max(end - start, new_end - new_start)
        for offset in range(width):
            old, new = start + offset, new_start + offset
            reason = "entry-added" if old >= end else "entry-missing" if new >= new_end else "entry-differs"
            position, caster = (old, "") if new >= new_end else (new, cast_by[new])
            place = f"{act.place} member=result.entries position={position + 1}{caster}"
            findings.fail("board", place, reason, position=position + 1)


def _compare_counted(act: Act, counted: Sequence[bytes], seats: Sequence[str], findings: Findings) -> None:
    signed = prefixes(raw(act.doc["result"]["counted"]))
    place = f"{act.place} member=result.counted"
    same_length = findings.require(
        len(signed) == len(counted), "board", place, "counted-length", found=len(signed), wanted=len(counted)
    )
    if same_length:
        for index, leaf in enumerate(counted):
            findings.require(signed[index] == leaf[:PREFIX_BYTES], "board", f"{place}{seats[index]}", "counted-differs")
