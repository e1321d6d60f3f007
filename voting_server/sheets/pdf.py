"""A sheet as PDF, set by Typst with the fonts that come with the product; no network, no fonts of the system."""

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typst

from voting_server.sheets.document import Document, Seal
from voting_server.sheets.drawings import qr_svg

FONT_PACKAGE = "manimgx_fonts_cjk"
"""Noto Sans CJK, all weights in one file, under the SIL Open Font License 1.1."""
_TEMPLATE = Path(__file__).with_name("sheet.typ")


def to_pdf(document: Document, made_ms: int) -> bytes:
    """The sheet as PDF (A4, tagged, fonts embedded). The same document and time give the same bytes; blocks, so call it in a thread."""
    data = typst.compile(
        _source(),
        font_paths=_fonts(),
        sys_inputs={"sheet": msgspec.json.encode(_content(document)).decode()},
        timestamp=made_ms // 1000,
    )
    assert isinstance(data, bytes)
    return data


def _content(document: Document) -> dict[str, Any]:
    content: dict[str, Any] = msgspec.to_builtins(document)
    for block, given in zip(content["blocks"], document.blocks, strict=True):
        if isinstance(given, Seal):
            block["qr"] = qr_svg(given.sha256)
    return content


@cache
def _source() -> bytes:
    return _TEMPLATE.read_bytes()


@cache
def _fonts() -> typst.Fonts:
    spec = importlib.util.find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the font package {FONT_PACKAGE} is not installed")
    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(spec.origin).parent)])
