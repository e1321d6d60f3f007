"""A sheet as blocks, in one language: what the page, the PDF and the workbook are all set from."""

from collections.abc import Sequence
from typing import Literal

import msgspec

Lang = Literal["zh", "en"]
Mark = Literal["", "for", "against", "abstain", "none"]
Cell = str | int


class Block(msgspec.Struct, frozen=True, tag_field="block", tag=str.lower):
    """A part of a sheet."""


class Heading(Block, frozen=True):
    """What the following blocks are about; `note` stands beside it."""

    text: str
    note: str = ""


class Outcome(Block, frozen=True):
    """The outcome: `verdict` in a word or two (may be empty), and the sentence with its reason; `small` among others."""

    verdict: str
    sentence: str
    small: bool = False


class Figure(msgspec.Struct, frozen=True):
    """A number with its name, and the mark of the ballot that belongs to it."""

    label: str
    value: Cell
    mark: Mark = ""


class Figures(Block, frozen=True):
    """The numbers of a vote, side by side; `small` for those that are the base of the others."""

    items: Sequence[Figure]
    small: bool = False


class Rows(Block, frozen=True):
    """Labels with what there is to say."""

    rows: Sequence[tuple[str, str]]


class Names(Block, frozen=True):
    """People under a label, in columns."""

    label: str
    names: Sequence[str]


class Column(msgspec.Struct, frozen=True):
    """A column's head; a `number` is set to the right, the column that may `grow` takes what room there is."""

    head: str
    number: bool = False
    grow: bool = False


class Table(Block, frozen=True):
    """A table whose head is repeated on every page; `strong` are the rows to stand out; `name` is for the workbook's tab."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    strong: Sequence[int] = ()
    name: str = ""


class Lines(Block, frozen=True):
    """Plain lines; `soft` ones in small type."""

    lines: Sequence[str]
    soft: bool = False


class Arc(Block, frozen=True):
    """The figures of a motion on the half circle over all members in office; `tick` is the threshold's share of N, in thousandths."""

    in_favour: int
    against: int
    abstain: int
    members: int
    tick: int
    label: str
    caption: str


class Signature(msgspec.Struct, frozen=True):
    """A line to sign on: the office, and the name if it is known."""

    office: str
    name: str = ""


class Signatures(Block, frozen=True):
    """The lines at the end."""

    items: Sequence[Signature]
    date: str


class Seal(Block, frozen=True):
    """The digest that ties the sheet to its record: the file's name, SHA-256 in hexadecimal, how to check it."""

    title: str
    file: str
    sha256: str
    lines: Sequence[str]


class Document(msgspec.Struct, frozen=True):
    """A sheet: its kind (表决结果单), whose it is, what about, when; `foot` stands on every page, `pages` tells which: `{}` and `{}`."""

    lang: Lang
    kind: str
    body: str
    title: str
    subtitle: str
    blocks: Sequence[Block]
    foot: str
    pages: str
    warning: str = ""


def of_type(document: Document, kind: type[Block]) -> list[Block]:
    """The blocks of a type."""
    return [block for block in document.blocks if isinstance(block, kind)]
