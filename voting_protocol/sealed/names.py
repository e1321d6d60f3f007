"""Write-in names and rankings as group elements (docs/sealed-names.md §2)."""

from collections.abc import Iterable, Sequence

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import MAX_RANKED, NAME_BYTES
from voting_protocol.sealed.group import Point
from voting_protocol.written import name_bytes

BLOCK_BYTES = 30
NAME_BLOCKS = NAME_BYTES // BLOCK_BYTES


def name_points(name: str) -> tuple[Point, ...]:
    """The two points of a name (`""`: blank, both 0); `bad-name` as `name_bytes`."""
    data = name_bytes(name)
    return tuple(block_point(data[start : start + BLOCK_BYTES]) for start in range(0, NAME_BYTES, BLOCK_BYTES))


def read_name(points: Sequence[Point]) -> str | None:
    """The name of two decrypted points: `""` if blank, `None` if `name_points` makes them of no name."""
    try:
        name = _blocks(points).rstrip(b"\0").decode()
        return name if name_points(name) == tuple(points) else None
    except (UnicodeDecodeError, ProtocolError):
        return None


def ranking_point(order: Sequence[int], choices: int) -> Point:
    """The point of an order of preference: distinct numbers from 1..choices ≤ 30, the first preferred; `()` ranks nothing.

    `bad-ranking` otherwise.
    """
    if not 1 <= choices <= MAX_RANKED or len(set(order)) != len(order) or any(not 1 <= item <= choices for item in order):
        raise ProtocolError("bad-ranking")
    return block_point(bytes(order).ljust(BLOCK_BYTES, b"\0"))


def read_ranking(point: Point, choices: int) -> tuple[int, ...] | None:
    """The order of a decrypted point, `None` if `ranking_point` makes it of no order."""
    order = tuple(_blocks([point]).rstrip(b"\0"))
    try:
        return order if ranking_point(order, choices) == point else None
    except ProtocolError:
        return None


def block_point(block: bytes) -> Point:
    """The point of 30 bytes: the first of `x‖block‖00`, x = 0, 2, … 254, that decodes; 30 zero bytes give 0.

    One block in about 10¹⁶ has none: `bad-name`.
    """
    for first in range(0, 256, 2):
        try:
            return Point.decode(bytes((first,)) + block + b"\0", allow_zero=True)
        except ProtocolError:
            continue
    raise ProtocolError("bad-name")


def sort_rows(rows: Iterable[Sequence[Point]]) -> list[tuple[Point, ...]]:
    """Decrypted rows in the order of their plaintext bytes (§6): the blocks of the row, then its points."""
    return sorted(map(tuple, rows), key=lambda row: (_blocks(row), [point.data for point in row]))


def _blocks(points: Iterable[Point]) -> bytes:
    return b"".join(point.data[1:-1] for point in points)
