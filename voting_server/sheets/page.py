"""A result as one page that needs nothing else: no scripts, no fonts, no requests; both languages, light and dark, fit to print."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from voting_server.sheets.document import Arc, Block, Document, Figures, Heading, Lines, Mark, Names, Outcome, Rows, Seal, Table
from voting_server.sheets.drawings import arc_svg, qr_svg
from voting_server.sheets.wording import Words

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_MARKS: Mapping[Mark, str] = {
    "for": '<circle cx="8" cy="8" r="6.2"/>',
    "against": '<path d="M2.5 2.5l11 11m0-11l-11 11"/>',
    "abstain": '<path stroke-width="4.4" d="M1.5 8h13"/>',
    "none": '<circle cx="8" cy="8" r="6.4" stroke-width="1.6" stroke-dasharray="2.6 2.6"/>',
}


_HATCHES = (
    '<svg width="0" height="0" aria-hidden="true"><defs>'
    '<pattern id="against-lines" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="hatch" width="2.5" height="9"/></pattern>'
    '<pattern id="abstain-lines" width="9" height="9" patternUnits="userSpaceOnUse"><rect class="hatch" width="9" height="2.2"/></pattern>'
    "</defs></svg>"
)
"""Textures, so that bands are told apart without colour (pages.md §2)."""


def to_page(documents: Sequence[Document]) -> bytes:
    """The same sheet in each language, the first shown at first."""
    first = documents[0]
    articles = "".join(_article(document, documents) for document in documents)
    html = (
        f'<!doctype html>\n<html lang="{_lang(first)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escape(first.title)} · {escape(first.kind)}</title><style>{_style()}</style></head>"
        f"<body>{_HATCHES}<main>{articles}</main></body></html>\n"
    )
    return html.encode()


def _lang(document: Document) -> str:
    return "zh-CN" if document.lang == "zh" else "en"


def _bar(document: Document, documents: Sequence[Document]) -> str:
    """Whose sheet it is, and the way to the other language."""
    links = "".join(
        f'<a href="#{other.lang}" lang="{_lang(other)}" hreflang="{_lang(other)}">{Words(document.lang)("other-language")}</a>'
        for other in documents
        if other is not document
    )
    return f'<div class="bar">{_mark()}<p>{escape(document.body)}</p>{links}</div>'


def _article(document: Document, documents: Sequence[Document]) -> str:
    warning = f'<p class="warning">▲ {escape(document.warning)}</p>' if document.warning else ""
    head = f'<p class="kind">{escape(document.kind)}</p><h1>{escape(document.title)}</h1><p class="soft">{escape(document.subtitle)}</p>'
    content = f"<header>{warning}{head}</header>{_blocks(document)}"
    return f'<article id="{document.lang}" lang="{_lang(document)}">{_bar(document, documents)}<div class="sheet">{content}</div></article>'


def _blocks(document: Document) -> str:
    """The outcome with its arc and figures on one sheet, the rest below."""
    top = [block for block in document.blocks if isinstance(block, Outcome | Arc | Figures)]
    rest = [block for block in document.blocks if not isinstance(block, Outcome | Arc | Figures)]
    return f'<section class="result">{_all(top)}</section>{_all(rest)}'


def _all(blocks: Sequence[Block]) -> str:
    return "".join(_DRAW[type(block)](block) for block in blocks)


def _outcome(block: Outcome) -> str:
    if not block.verdict:
        return f'<p class="alone">{escape(block.sentence)}</p>'
    return f'<p class="verdict">{escape(block.verdict)}</p><p class="sentence">{escape(block.sentence)}</p>'


def _figures(block: Figures) -> str:
    items = "".join(
        f"<div><dt>{_figure_mark(figure.mark)}{escape(figure.label)}</dt><dd>{escape(str(figure.value))}</dd></div>"
        for figure in block.items
    )
    return f'<dl class="figures{" small" if block.small else ""}">{items}</dl>'


def _figure_mark(mark: Mark) -> str:
    return f'<svg class="mark {mark}" viewBox="0 0 16 16" aria-hidden="true">{_MARKS[mark]}</svg>' if mark else ""


def _heading(block: Heading) -> str:
    note = f"<small>{escape(block.note)}</small>" if block.note else ""
    return f"<h2>{escape(block.text)}{note}</h2>"


def _rows(block: Rows) -> str:
    return f'<dl class="rows">{"".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in block.rows)}</dl>'


def _names(block: Names) -> str:
    names = "".join(f"<li>{escape(name)}</li>" for name in block.names)
    return f'<section class="names"><h3>{escape(block.label)}</h3><ul>{names}</ul></section>'


def _lines(block: Lines) -> str:
    return f'<div class="lines">{"".join(f"<p>{escape(line)}</p>" for line in block.lines)}</div>'


def _table(block: Table) -> str:
    kinds = [" ".join(name for name in ("number", "grow") if getattr(column, name)) for column in block.columns]
    head = "".join(
        f'<th scope="col" class="{kind}">{escape(column.head)}</th>' for column, kind in zip(block.columns, kinds, strict=True)
    )
    rows = "".join(
        f"<tr{' class=strong' if place in block.strong else ''}>"
        + "".join(f'<td class="{kind}">{escape(str(cell))}</td>' for cell, kind in zip(row, kinds, strict=True))
        + "</tr>"
        for place, row in enumerate(block.rows)
    )
    label = f'tabindex="0" role="region" aria-label="{escape(block.name)}"'
    return f'<div class="scroll" {label}><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _seal(block: Seal) -> str:
    groups = " ".join(block.sha256[at : at + 8] for at in range(0, len(block.sha256), 8))
    lines = "".join(f'<p class="soft">{escape(line)}</p>' for line in block.lines)
    qr = qr_svg(block.sha256).replace("<svg ", f'<svg role="img" aria-label="sha256:{block.sha256}" ', 1)
    told = f'<p><b>{escape(block.title)}</b> {escape(block.file)}</p><p class="hex">SHA-256 {groups}</p>{lines}'
    return f'<section class="seal" aria-label="{escape(block.title)}">{qr}<div>{told}</div></section>'


_DRAW: Mapping[type[Block], Callable[[Any], str]] = {
    Outcome: _outcome,
    Arc: arc_svg,
    Figures: _figures,
    Heading: _heading,
    Rows: _rows,
    Lines: _lines,
    Names: _names,
    Table: _table,
    Seal: _seal,
}


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text("utf-8")


def _mark() -> str:
    """Three arcs of dots over a rostrum: the mark of the house (pages.md §4)."""
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="2"/>' for x, y in _DOTS)
    return f'<svg viewBox="0 0 48 29" aria-hidden="true">{dots}<rect x="21" y="25" width="6" height="2.6"/></svg>'


_DOTS = (
    *((15.9, 22.5), (18.9, 18.2), (24.0, 16.5), (29.1, 18.2), (32.1, 22.5), (9.2, 22.5), (11.4, 16.9), (15.5, 12.6)),
    *((21.0, 10.3), (27.0, 10.3), (32.5, 12.6), (36.6, 16.9), (38.8, 22.5), (2.6, 22.5), (4.3, 16.5), (7.5, 11.2)),
    *((12.2, 7.0), (17.8, 4.4), (24.0, 3.5), (30.2, 4.4), (35.8, 7.0), (40.5, 11.2), (43.7, 16.5), (45.4, 22.5)),
)
