"""Names that are on no list, and orders of preference: what they are, and as points (docs/sealed-names.md §2)."""

import re
import unicodedata
from collections.abc import Sequence

from hemicycle_audit.group import ZERO, Point, read_point

BLOCK_BYTES = 30
NAME_BYTES = 60
_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u1680\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000"
    "\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]"
)
_SPACES = re.compile("[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


_DOTS = re.compile("[•‧∙⋅・･]")
_UNPRINTED = re.compile("[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def in_a_line(text: str) -> str:
    """Return text that was written by others as a report can print it: it makes no line of its own, and turns none."""
    return _UNPRINTED.sub("\ufffd", text)


def without_spaces(text: str) -> str:
    """Return a name as it is compared with others."""
    return _SPACES.sub("", text)


def same_person(holder: str) -> str:
    """Return what two spellings of one person's name share (docs/channels.md §3)."""
    return without_spaces(_DOTS.sub("·", unicodedata.normalize("NFC", holder)))


def is_written(name: str) -> bool:
    """Tell whether a name is in written form: nothing unseen in it, and its spaces are single ones between others."""
    if _UNSEEN.search(name) or name != name.strip(" ") or "  " in name:
        return False
    return 1 <= len(name.encode()) <= NAME_BYTES


def read_name(data: bytes) -> str | None:
    """Return the name that 60 bytes hold, "" for blank ones, or None if it is none in written form."""
    try:
        name = data.rstrip(b"\0").decode("utf-8")
    except UnicodeDecodeError:
        return None
    return name if not name or is_written(name) else None


def read_order(data: bytes, c: int) -> list[int] | None:
    """Return the order that 30 bytes hold, of numbers from 1 to ``c``, or None if they hold none."""
    order = list(data.rstrip(b"\0"))
    return order if len(set(order)) == len(order) and all(1 <= number <= c for number in order) else None


def point_of(block: bytes) -> Point | None:
    """Return the point of a block of 30 bytes, or None in the one case of 10¹⁶ that it has none."""
    points = (read_point(bytes([x]) + block + b"\0", zero=True) for x in range(0, 256, 2))
    return next((point for point in points if point is not None), None)


def _block_of(point: Point) -> bytes | None:
    """Return the block whose point this is, by the rule of §2, or None."""
    block = point[1 : 1 + BLOCK_BYTES]
    return block if point_of(block) == point else None


def name_of(points: Sequence[Point]) -> str | None:
    """Return the name of two points, "" for blank ones; None if they are undecodable."""
    if all(point == ZERO for point in points):
        return ""
    blocks = [_block_of(point) for point in points]
    good = [block for block in blocks if block is not None]
    return read_name(b"".join(good)) if len(good) == len(blocks) else None


def order_of(point: Point, c: int) -> list[int] | None:
    """Return the order of a point, or None if it holds none."""
    block = _block_of(point)
    return read_order(block, c) if block is not None else None
