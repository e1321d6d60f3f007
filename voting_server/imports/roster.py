"""A roster file → what would be imported, and what stands against it: docs/protocol.md §11 `roster-preview`."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec
from msgspec import UNSET

from voting_server.domain.shapes import Member
from voting_server.imports.cells import Checked, check_cell
from voting_server.imports.columns import FIELDS, PERSON, ROLE_WORDS, STATUS_WORDS, known_columns, place_columns
from voting_server.imports.findings import LABELS, Finding, ImportProblem, finding
from voting_server.imports.fonts import Coverage
from voting_server.imports.tables import read_table

Edits = Mapping[int, Mapping[str, str]]
"""Corrections made in the preview's table: line → field → new text, checked like the file's own."""

MAX_EDIT = 1000
SETTLED = 3  # rows that make a delegation's name a settled one
MAX_SLIP = 30  # characters; longer names are not compared, so that a hostile file costs no time
_NOTHING = Checked("")
SHOWN_TEXTS = ("name", "latin", "delegation")
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zs", "Mn"})
ORDINAL = re.compile(r"[0-9０-９A-Za-z一二三四五六七八九十百零〇]")


class Row(msgspec.Struct, frozen=True):
    """A line of the file: its texts by field as the file (or an edit) has them, and the findings."""

    line: int
    values: dict[str, str]
    errors: list[Finding]
    warnings: list[Finding]


class Preview(msgspec.Struct, frozen=True):
    """The answer of `roster-preview`: `members` are those of error-free rows; import only if `errors` is 0."""

    file: str
    encoding: str
    rows: list[Row]
    members: list[Member]
    errors: int
    warnings: int


def preview_roster(data: bytes, filename: str, edits: Edits | None = None, fonts: Coverage | None = None) -> Preview:
    """Judge every line of a CSV or XLSX roster. Writes nothing; raises only ImportProblem, whatever the bytes.

    `fonts` are the characters that the pages can show; where that is not known, rare ones are doubted by their place in Unicode.
    """
    table = read_table(data, known_columns)
    places = place_columns(table.header)
    edits = edits or {}
    if not edits.keys() <= {number for number, _ in table.lines}:
        raise ImportProblem("import-bad-edit")
    fields = (*FIELDS, PERSON) if PERSON in places else FIELDS
    widths = len(table.header)
    drafts = [_draft(number, cells, places, edits.get(number, {}), widths, fields) for number, cells in table.lines]
    _refuse_taken(drafts, "number")
    _refuse_taken(drafts, "seat")
    if PERSON in places:
        _refuse_taken(drafts, PERSON)
    _doubt_delegations(drafts, edits)
    _note_missing(drafts, "delegation" in places)
    if fonts is not None:
        _doubt_fonts(drafts, fonts)
    rows = [Row(draft.line, draft.values, draft.errors(), draft.warnings()) for draft in drafts]
    return Preview(
        file=_basename(filename),
        encoding=table.encoding,
        rows=rows,
        members=[draft.member() for draft in drafts if not draft.errors()],
        errors=sum(len(row.errors) for row in rows),
        warnings=sum(len(row.warnings) for row in rows),
    )


def parse_edits(text: bytes) -> dict[int, dict[str, str]]:
    """Edits from JSON `{"<line>": {"<field>": "<text>"}}`; ImportProblem `import-bad-edit` for others."""
    try:
        edits = msgspec.json.decode(text, type=dict[int, dict[str, str]])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ImportProblem("import-bad-edit") from None
    for changes in edits.values():
        if not changes.keys() <= {*FIELDS, PERSON} or any(len(value) > MAX_EDIT for value in changes.values()):
            raise ImportProblem("import-bad-edit")
    return edits


def roster_csv(members: Iterable[Member]) -> str:
    """The members as a CSV roster with a Chinese header; reading it again gives the same members."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    people = list(members)
    fields = (*FIELDS, PERSON) if any(member.person is not UNSET for member in people) else FIELDS
    writer.writerow(LABELS[name][0] for name in fields)
    for member in people:
        words = {"role": ROLE_WORDS[member.role], "status": STATUS_WORDS[member.status]}
        told = msgspec.structs.astuple(msgspec.structs.replace(member, **words))[: len(fields)]
        writer.writerow("" if value is UNSET else value for value in told)
    return text.getvalue()


@dataclass(slots=True)
class _Draft:
    """A row in the making: findings are kept by cell, so that they come out in the order of the columns."""

    line: int
    values: dict[str, str]
    cells: dict[str, Checked]
    whole: list[Finding] = field(default_factory=list)

    def value(self, name: str) -> str:
        return self.cells[name].value

    def add_error(self, name: str, found: Finding) -> None:
        cell = self.cells[name]
        self.cells[name] = replace(cell, errors=(*cell.errors, found))

    def add_warning(self, name: str, found: Finding) -> None:
        cell = self.cells[name]
        self.cells[name] = replace(cell, warnings=(*cell.warnings, found))

    def errors(self) -> list[Finding]:
        return [found for cell in self.cells.values() for found in cell.errors]

    def warnings(self) -> list[Finding]:
        return [found for cell in self.cells.values() for found in cell.warnings] + self.whole

    def member(self) -> Member:
        told = dict(zip(Member.__struct_fields__, map(self.value, FIELDS), strict=False))
        person = {PERSON: self.value(PERSON)} if self.cells.get(PERSON, _NOTHING).value else {}
        return msgspec.convert(told | person, Member)


def _draft(
    number: int, cells: list[str], places: Mapping[str, int], changes: Mapping[str, str], width: int, fields: Sequence[str]
) -> _Draft:
    values = {name: "" for name in fields}
    values |= {name: cells[place] for name, place in places.items() if place < len(cells)}
    values |= {name: text.strip() for name, text in changes.items() if name in fields}
    draft = _Draft(number, values, {name: check_cell(name, values[name]) for name in fields})
    if any(cells[width:]):
        draft.whole.append(finding("extra-cells", ""))
    return draft


def _refuse_taken(drafts: list[_Draft], name: str) -> None:
    """The first line keeps a number or seat; each later one that repeats it has an error naming the first."""
    first: dict[str, _Draft] = {}
    for draft in drafts:
        value = draft.value(name)
        if not value or draft.cells[name].errors:
            continue
        holder = first.setdefault(value, draft)
        if holder is not draft:
            known_as = holder.value("name") or holder.value("number")
            draft.add_error(name, finding(f"{name}-taken", name, value=value, line=holder.line, holder=known_as))


def _doubt_delegations(drafts: list[_Draft], edits: Edits) -> None:
    """A delegation named once, one character away from one named three times or more, is likely a slip.

    Who typed it in the preview's table meant it; names that differ in a number (第一, 第二) are two.
    """
    counts = Counter(draft.value("delegation") for draft in drafts)
    settled: dict[str, list[str]] = {}
    for name in (name for name, count in counts.items() if count >= SETTLED):
        for key in _slip_keys(name):
            settled.setdefault(key, []).append(name)
    for draft in drafts:
        value = draft.value("delegation")
        if counts[value] > 1 or "delegation" in edits.get(draft.line, {}):
            continue
        candidates = (name for key in sorted(_slip_keys(value)) for name in settled.get(key, ()))
        near = next((name for name in candidates if _is_slip(value, name)), None)
        if near is not None:
            found = finding("unlike-delegation", "delegation", remedy=near, value=value, near=near)
            draft.add_error("delegation", found)


def _slip_keys(name: str) -> set[str]:
    """Two names one slip apart share a key: the name itself or the name less one character. None for a long or empty name."""
    if not 0 < len(name) <= MAX_SLIP:
        return set()
    return {name} | {name[:i] + name[i + 1 :] for i in range(len(name))}


def _is_slip(written: str, meant: str) -> bool:
    """Whether one character was changed, added or left out, and it is no number or letter."""
    if abs(len(written) - len(meant)) > 1:
        return False
    head = next(
        (i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b),
        min(len(written), len(meant)),
    )
    rest_written, rest_meant = written[head:], meant[head:]
    if len(written) == len(meant):
        same = rest_written[1:] == rest_meant[1:]
    elif len(written) > len(meant):
        same = rest_written[1:] == rest_meant
    else:
        same = rest_written == rest_meant[1:]
    return same and not ORDINAL.match(rest_written) and not ORDINAL.match(rest_meant)


def _doubt_fonts(drafts: list[_Draft], fonts: Coverage) -> None:
    """Warn of characters that no font of the pages has, in place of those that are only rare; of the private ones there is a word already."""
    for draft in drafts:
        for name in SHOWN_TEXTS:
            cell = draft.cells[name]
            kept = tuple(found for found in cell.warnings if found.code != "rare-character")
            lacking = "".join(dict.fromkeys(c for c in cell.value if c not in fonts and unicodedata.category(c) not in UNSEEN))
            doubt = (finding("no-font", name, value=lacking),) if lacking else ()
            draft.cells[name] = replace(cell, warnings=kept + doubt)


def _note_missing(drafts: list[_Draft], has_delegations: bool) -> None:
    """Warn of a deputy in office without a seat, or without a delegation where the file has that column."""
    for draft in drafts:
        if (draft.value("role"), draft.value("status")) != ("deputy", "in-office"):
            continue
        if not draft.value("seat") and not draft.cells["seat"].errors:
            draft.add_warning("seat", finding("no-seat", "seat"))
        if has_delegations and not draft.value("delegation"):
            draft.add_warning("delegation", finding("no-delegation", "delegation"))


def _basename(filename: str) -> str:
    """The name to show: no folders, no control characters, 200 characters at most."""
    last = re.split(r"[/\\]", filename)[-1]
    return "".join(c for c in last if c.isprintable())[-200:]
