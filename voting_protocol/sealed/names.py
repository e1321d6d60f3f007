"""Write-in names and rankings as group elements, and what counts in a decrypted row (docs/sealed-names.md §2, §7)."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from voting_protocol.encoding import lp, u32
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import Point

BLOCK_BYTES = 30
NAME_BLOCKS = 2
NAME_BYTES = NAME_BLOCKS * BLOCK_BYTES
MAX_RANKED = BLOCK_BYTES

# Fixed ranges instead of Unicode's tables: verifiers of different age must agree on whatever a modified client writes.
_SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_REFUSED = (
    (0x0000, 0x001F), (0x007F, 0x00A0), (0x00AD, 0x00AD), (0x061C, 0x061C), (0x115F, 0x1160), (0x1680, 0x1680), (0x180B, 0x180F),
    (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0x2800, 0x2800), (0x3000, 0x3000), (0x3164, 0x3164), (0xD800, 0xDFFF),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFF), (0xE0000, 0x10FFFF),
)  # fmt: skip
_TO_SPACE = str.maketrans(dict.fromkeys(_SPACES, " "))
_WITHOUT_SPACES = str.maketrans(dict.fromkeys(_SPACES))
_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･", "·"))


def clean(text: str) -> str:
    """A name as typed in the form in which it is written: NFC, single spaces, `·` for every middle dot. For whoever types."""
    parts = unicodedata.normalize("NFC", text).translate(_TO_SPACE).translate(_DOTS).split(" ")
    return " ".join(part for part in parts if part)


def name_bytes(name: str) -> bytes:
    """The 60 bytes of a name (`""`: blank); `bad-name` if it is too long or not in the written form (§2)."""
    if name != name.strip(" ") or "  " in name or any(low <= ord(letter) <= high for letter in name for low, high in _REFUSED):
        raise ProtocolError("bad-name")
    data = name.encode()
    if len(data) > NAME_BYTES:
        raise ProtocolError("bad-name")
    return data.ljust(NAME_BYTES, b"\0")


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


def names_to_open(flags: int) -> bool:
    """Whether names are mixed and opened at all: `flags` is the opened sum of the write-in flags (§4)."""
    return flags > 0


def check_written(names: Iterable[str], labels: Iterable[str]) -> None:
    """What a device checks before it seals a ballot's slots: `bad-choice` for a listed candidate, or one name twice."""
    listed, seen = {_same(label) for label in labels}, set[str]()
    for name in names:
        if name and _fault(name, listed, seen):
            raise ProtocolError("bad-choice")
        seen.add(_same(name))


@dataclass(frozen=True, slots=True)
class WrittenNames:
    """What the write-ins of a vote come to: names with their votes; all numbers together are the sum of the flags."""

    names: tuple[tuple[str, int], ...]
    listed: int
    repeated: int
    invalid: int
    empty: int

    def encode(self) -> bytes:
        """`list(LP name‖u32 votes)‖u32 listed‖u32 repeated‖u32 invalid‖u32 empty`."""
        items = b"".join(lp(name.encode()) + u32(votes) for name, votes in self.names)
        return u32(len(self.names)) + items + b"".join(map(u32, (self.listed, self.repeated, self.invalid, self.empty)))


def count_names(rows: Iterable[Sequence[str | None]], labels: Collection[str], flags: int) -> WrittenNames:
    """Votes of the names in decrypted rows (slots as `read_name` gives them) by the rules of §7.

    Names are the same if they are equal without spaces; the spelling with the fewest is shown. One name counts once a row; a listed candidate's (`labels`) not at
    all; `None` is invalid; a flag without a name is empty. More names than flags come from no valid ballots: `names-mismatch`.
    """
    listed = {_same(label) for label in labels}
    votes: Counter[str] = Counter()
    written: dict[str, str] = {}
    faults: Counter[str] = Counter()
    for row in rows:
        seen: set[str] = set()
        for name in row:
            if name == "":
                continue
            fault = _fault(name, listed, seen)
            if name is None or fault:
                faults[fault] += 1
                continue
            key = _same(name)
            seen.add(key)
            votes[key] += 1
            written[key] = min(written.get(key, name), name, key=lambda spelling: (len(spelling), spelling))
    empty = flags - votes.total() - faults.total()
    if empty < 0:
        raise ProtocolError("names-mismatch")
    names = tuple(sorted((written[key], count) for key, count in votes.items()))
    return WrittenNames(names, faults["listed"], faults["repeated"], faults["invalid"], empty)


def _fault(name: str | None, listed: Collection[str], seen: Collection[str]) -> str:
    """Why a slot that is not blank counts nothing, `""` if it counts."""
    if name is None:
        return "invalid"
    if _same(name) in listed:
        return "listed"
    return "repeated" if _same(name) in seen else ""


def _same(name: str) -> str:
    return name.translate(_WITHOUT_SPACES)
