"""The first visible sheet of an XLSX file, read after its archive and its cells' places were found harmless.

The reader allocates the whole rectangle that the cells span, so one cell at XFD1048576 would cost gigabytes.
We therefore unpack within limits, walk the XML, and hand the reader a fresh archive of the parts we have seen.
"""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from voting_server.imports.findings import ImportProblem

MAX_UNPACKED = 32 * 2**20
MAX_PARTS = 500
MAX_COLUMNS = 100
PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

Cell = str | float | bool | date | time | datetime | object


def workbook_lines(data: bytes, *, max_row: int) -> list[tuple[int, list[str]]]:
    """(row number, stripped cells) of the first visible sheet's non-blank rows; ImportProblem for anything unfit."""
    parts = _unpack(data)
    if "xl/workbook.xml" not in parts:
        raise ImportProblem("import-bad-workbook")
    safe = {name: part for name, part in parts.items() if _is_xml_within(part, max_row)}
    try:
        book = CalamineWorkbook.from_filelike(_pack(safe))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        rows = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError):
        raise ImportProblem("import-bad-workbook") from None
    lines = ((number, [cell_text(cell) for cell in row]) for number, row in enumerate(rows, 1))
    return [(number, cells) for number, cells in lines if any(cells)]


def cell_text(cell: Cell) -> str:
    """A cell as a person reads it: 12.0 → `12`; a date → `7月12日`, which a seat 7-12 may have become."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return f"{cell.month}月{cell.day}日"
    return str(cell).strip()


def _unpack(data: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    room = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_PARTS:
                raise ImportProblem("import-workbook-bomb")
            for entry in entries:
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise ImportProblem("import-bad-workbook")
                with archive.open(entry) as stream:
                    part = stream.read(room + 1)  # the size in the directory may lie
                room -= len(part)
                if room < 0:
                    raise ImportProblem("import-workbook-bomb")
                parts[entry.filename] = part
    except ImportProblem:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        raise ImportProblem("import-bad-workbook") from None
    return parts


def _pack(parts: dict[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    packed.seek(0)
    return packed


def _is_xml_within(part: bytes, max_row: int) -> bool:
    """Whether the part is well-formed XML; ImportProblem if it declares entities or has a cell out of range."""
    row = column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        local = tag.rpartition(":")[2]
        if local == "row":
            row, column = _number(attributes.get("r"), row + 1), 0
        elif local == "c":
            row, column = _place(attributes.get("r"), row, column + 1)
        elif local in ("v", "is", "f"):
            if row > max_row:
                raise ImportProblem("import-too-many-rows", limit=max_row)
            if column > MAX_COLUMNS:
                raise ImportProblem("import-too-many-columns", limit=MAX_COLUMNS)

    def refuse(*_: object) -> None:
        raise ImportProblem("import-bad-workbook")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except ImportProblem:
        raise
    except (expat.ExpatError, ValueError):
        return False
    return True


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        raise ImportProblem("import-bad-workbook")
    return int(text)


def _place(text: str | None, row: int, column: int) -> tuple[int, int]:
    if text is None:
        return row, column
    match = PLACE.fullmatch(text)
    if match is None:
        raise ImportProblem("import-bad-workbook")
    letters = 0
    for letter in match[1]:
        letters = letters * 26 + ord(letter) - 64
    return int(match[2]), letters
