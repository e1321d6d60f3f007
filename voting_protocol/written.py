"""Written names (另选他人) as text: their one written form, and what they come to (docs/sealed-names.md §2, §7)."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from voting_protocol.encoding import lp, u32
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import NAME_BYTES

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


def check_written(names: Iterable[str], labels: Iterable[str]) -> None:
    """What a device checks before it seals a ballot's slots: `bad-choice` for a listed candidate, or one name twice."""
    listed, seen = {same_name(label) for label in labels}, set[str]()
    for name in names:
        if name and _fault(name, listed, seen):
            raise ProtocolError("bad-choice")
        seen.add(same_name(name))


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
    listed = {same_name(label) for label in labels}
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
            key = same_name(name)
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
    if same_name(name) in listed:
        return "listed"
    return "repeated" if same_name(name) in seen else ""


def same_name(name: str) -> str:
    """What two spellings of one name share: the name without spaces."""
    return name.translate(_WITHOUT_SPACES)


def same_person(holder: str) -> str:
    """What two spellings of one person's name share: its written form (§2) without spaces. For holders of keys and names on ballots."""
    return same_name(clean(holder))
