"""Roster files made by code: CSV in any encoding, XLSX by openpyxl, and hand-made archives."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl

HEADER = ["代表证号", "姓名", "性别", "代表团", "席位"]


def csv_file(
    rows: Sequence[Sequence[str]], *, header: Sequence[str] = HEADER, encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    return "\r\n".join(delimiter.join(row) for row in [header, *rows]).encode(encoding)


def xlsx_file(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive_of(parts: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_part(workbook: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    return archive_of(parts | {name: part})
