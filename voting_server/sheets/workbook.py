"""A sheet as XLSX: what the PDF says on the first tab, then every table and the votes of a named division, numbers as numbers."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from voting_server.sheets.document import (
    Block,
    Cell,
    Document,
    Figures,
    Heading,
    Lines,
    Names,
    Outcome,
    Rows,
    Seal,
    Signatures,
    Table,
)
from voting_server.sheets.wording import LEVEL_WORDS, Words, local, spaced

Facts = Mapping[str, Any]
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


class Book:
    """A workbook in memory; text is always written as text, never as a formula."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self._formats = {
            "": self._book.add_format({"valign": "top"}),
            "bold": self._book.add_format({"bold": True, "valign": "top"}),
            "title": self._book.add_format({"bold": True, "font_size": 16}),
            "head": self._book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            "soft": self._book.add_format({"font_color": "#45515C", "valign": "top"}),
        }
        self._names: set[str] = set()

    def tab(self, name: str) -> "Tab":
        """A new tab; its name is made to fit and to be unique."""
        base = (name.translate(_FORBIDDEN) or "-")[:28]
        unique = next(each for each in (base, *(f"{base} {n}" for n in range(2, 1000))) if each.lower() not in self._names)
        self._names.add(unique.lower())
        return Tab(self._book.add_worksheet(unique), self._formats)

    def done(self) -> bytes:
        """The file."""
        self._book.close()
        return self._file.getvalue()


class Tab:
    """A tab written from the top."""

    def __init__(self, sheet: Any, formats: Mapping[str, Any]) -> None:
        self._sheet = sheet
        self._formats = formats
        self._row = 0

    def widths(self, *widths: int) -> None:
        """The columns' widths in characters."""
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def write(self, *cells: Cell, style: str = "", first: str | None = None) -> None:
        """A row; `first` is the style of its first cell."""
        for column, cell in enumerate(cells):
            form = self._formats[first if first is not None and column == 0 else style]
            if isinstance(cell, int):
                self._sheet.write_number(self._row, column, cell, form)
            else:
                self._sheet.write_string(self._row, column, cell, form)
        self._row += 1

    def gap(self) -> None:
        """An empty row."""
        self._row += 1

    def freeze(self) -> None:
        """What was written so far stays in sight."""
        self._sheet.freeze_panes(self._row, 0)


def division_workbook(sheet: Document, facts: Facts) -> bytes:
    """The result sheet, and of a named division a tab with every elector's vote."""
    book = Book()
    _sheet(book, sheet)
    _votes(book, facts["division"], Words(sheet.lang), "")
    return book.done()


def sitting_workbook(sheet: Document, facts: Facts) -> bytes:
    """The minutes, a tab of attendance, and for each named division a tab of votes."""
    book, w = Book(), Words(sheet.lang)
    _sheet(book, sheet)
    _attendance(book, facts["attendance"]["members"], w)
    for division in facts["divisions"]:
        _votes(book, division, w, f"{division['number']} ")
    return book.done()


def _sheet(book: Book, sheet: Document) -> None:
    tab = book.tab(sheet.kind)
    tab.widths(22, 44, 26, 14, 14, 14)
    tab.write(sheet.title, style="title")
    tab.write(f"{sheet.body} · {sheet.subtitle}", style="soft")
    if sheet.warning:
        tab.write(sheet.warning, style="soft")
    for block in sheet.blocks:
        if isinstance(block, Heading | Outcome | Signatures | Seal):
            tab.gap()
        for cells, style, first in _LINES.get(type(block), _nothing)(block):
            tab.write(*cells, style=style, first=first)


Line = tuple[Sequence[Cell], str, str | None]
"""The cells of a row, their style, that of the first one if it is another."""


def _nothing(_block: Block) -> list[Line]:
    return []


def _table(table: Table) -> list[Line]:
    head: Line = ([column.head for column in table.columns], "head", None)
    return [head, *((row, "bold" if place in table.strong else "", None) for place, row in enumerate(table.rows))]


def _pairs(pairs: Iterable[tuple[str, Cell]]) -> list[Line]:
    return [(pair, "", "soft") for pair in pairs]


_LINES: Mapping[type[Block], Callable[[Any], list[Line]]] = {
    Heading: lambda block: [([block.text], "bold", None)],
    Outcome: lambda block: [([part for part in (block.verdict, block.sentence) if part], "bold", None)],
    Figures: lambda block: _pairs((figure.label, figure.value) for figure in block.items),
    Rows: lambda block: _pairs(block.rows),
    Table: _table,
    Names: lambda block: [
        ([block.label, name] if place == 0 else ["", name], "", "soft") for place, name in enumerate(block.names)
    ],
    Lines: lambda block: [([line], "", None) for line in block.lines],
    Signatures: lambda block: _pairs((item.office, item.name) for item in block.items),
    Seal: lambda block: _pairs([(block.title, block.file), ("SHA-256", block.sha256)]),
}


def _attendance(book: Book, members: Sequence[Facts], w: Words) -> None:
    tab = book.tab(w("attendance"))
    tab.widths(10, 14, 22, 18, 10, 10, 24, 24, 30)
    heads = ("no", "person", "latin", "delegation", "seat", "status", "came", "left", "reason")
    tab.write(*(w(head) for head in heads), style="head")
    tab.freeze()
    for member in members:
        tab.write(
            *(member["id"], spaced(member["name"]), member["latin"], member["delegation"], member["seat"], w(member["status"])),
            *(", ".join(local(ms) for ms in member[what]) for what in ("came", "left")),
            member["leave"],
        )


def _votes(book: Book, division: Facts, w: Words, prefix: str) -> None:
    votes = division["votes"]
    if votes is None:
        return
    tab = book.tab(prefix + w("votes"))
    tab.widths(10, 14, 22, 18, 10, *([14] * 40))
    tab.write(*(w(head) for head in ("no", "person", "latin", "delegation", "seat")), *_vote_heads(division, w), style="head")
    tab.freeze()
    for each in votes:
        who = (each["id"], spaced(each["name"]), each["latin"], each["delegation"], each["seat"])
        tab.write(*who, *_vote_cells(division, each["vote"], w))


def _vote_heads(division: Facts, w: Words) -> list[str]:
    names = [w.of(name) for name in division["names"][0]]
    if not names:
        return [w("vote")]
    return [*names, *[w("written")] * division["form"][0]["w"]]


def _vote_cells(division: Facts, vote: Any, w: Words) -> list[Cell]:
    """One cell of a motion; of many names one each (docs/forms.md §2): a word, chosen or not, a level, a place, names written in."""
    if vote is None:
        return [w("not-pressed")]
    if isinstance(vote, str):
        return [w(vote)]
    if isinstance(vote, dict):
        return [*(w(word) for word in vote["names"]), *vote["written"]]
    form = division["form"][0]
    if form["type"] == 5:
        return [vote.index(n) + 1 if n in vote else "" for n in range(1, form["c"] + 1)]
    if form["type"] == 3:
        return [LEVEL_WORDS[form["max"]][level - 1][w.lang] if level else w("blank") for level in vote]
    return [w(mark) if isinstance(mark, str) else mark for mark in vote]
