"""Bytes of a CSV or XLSX file → lines of text cells, numbered as in the file. Generic: knows no roster."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import from_bytes

from voting_server.imports.findings import ImportProblem
from voting_server.imports.workbook import workbook_lines

MAX_BYTES = 8 * 2**20
MAX_ROWS = 10_000
MAX_LINES = 100_000  # blank ones count too: eight million of them would take seconds
HEADER_WITHIN = 10  # a title and a date often stand above the header
DELIMITERS = ",;\t"

Line = tuple[int, list[str]]
"""A line's number in the file (from 1; the first if a quoted cell spans several) and its stripped cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """`encoding` is `UTF-8`, `GB18030`, another charset's name, or `XLSX`; `lines` hold no blank ones."""

    encoding: str
    header: list[str]
    lines: list[Line]


def read_table(data: bytes, score: Callable[[Sequence[str]], int]) -> Table:
    """Read a whole file. `score` counts the columns of a line that are known; the best line is the header.

    Raises ImportProblem, whatever the bytes.
    """
    if len(data) > MAX_BYTES:
        raise ImportProblem("import-too-large", limit=MAX_BYTES // 2**20)
    if not data.strip():
        raise ImportProblem("import-empty")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportProblem("import-unsupported")
    if data.startswith(b"PK\x03\x04"):
        encoding, lines = "XLSX", workbook_lines(data, max_row=MAX_ROWS + HEADER_WITHIN)
    else:
        text, encoding = decode(data)
        lines = _csv_lines(text, _best_delimiter(text, score))
    head = _header(lines, score)
    if head is None:
        raise ImportProblem("import-no-header", limit=HEADER_WITHIN, encoding=encoding)
    body = lines[head + 1 :]
    if len(body) > MAX_ROWS:
        raise ImportProblem("import-too-many-rows", limit=MAX_ROWS)
    if not body:
        raise ImportProblem("import-no-rows")
    return Table(encoding, lines[head][1], body)


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding's name: UTF-8 if it is strictly that, else GB18030, else the best guess."""
    for name, codec in (("UTF-8", "utf-8-sig"), ("GB18030", "gb18030")):
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    guess = from_bytes(data).best()
    if guess is None:
        raise ImportProblem("import-unknown-encoding")
    return str(guess).removeprefix("\ufeff"), guess.encoding.upper().replace("_", "-")


def _best_delimiter(text: str, score: Callable[[Sequence[str]], int]) -> str:
    def known(delimiter: str) -> int:
        most = 0
        try:
            for _, cells in islice(_rows(text, delimiter), HEADER_WITHIN):
                most = max(most, score(cells))
        except csv.Error:
            pass  # not this delimiter, or damage that the full reading will name
        return most

    return max(DELIMITERS, key=known)


def _csv_lines(text: str, delimiter: str) -> list[Line]:
    lines: list[Line] = []
    start = 0
    try:
        for line in _rows(text, delimiter):
            start = line[0]
            lines.append(line)
            if len(lines) > MAX_ROWS + HEADER_WITHIN:
                raise ImportProblem("import-too-many-rows", limit=MAX_ROWS)
    except csv.Error:
        raise ImportProblem("import-bad-csv", line=start + 1) from None
    return lines


def _rows(text: str, delimiter: str) -> Iterator[Line]:
    # newline="" keeps line ends inside quoted cells; strict refuses an unclosed quote, which would swallow the
    # rest of the file
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    end = 0
    for row in reader:
        start, end = end + 1, reader.line_num
        if end > MAX_LINES:
            raise ImportProblem("import-too-many-rows", limit=MAX_LINES)
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield start, cells


def _header(lines: list[Line], score: Callable[[Sequence[str]], int]) -> int | None:
    scores = [score(cells) for _, cells in lines[:HEADER_WITHIN]]
    best = max(scores, default=0)
    return scores.index(best) if best > 0 else None
