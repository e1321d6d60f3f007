"""What a ballot holds, in numbers: items of a form and their lengths (docs/forms.md §1, docs/sealed.md §4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError

THREE_KEYS, CHOOSE, GRADES, ELECTION, RANKING = 1, 2, 3, 4, 5
IN_CLEAR = 128
"""Added to the type in the definition of a named vote."""

HEADER_BYTES = 103
CIPHERTEXT_BYTES = 64
BRANCH_BYTES = 128
SLOT_CIPHERTEXTS = 3
SLOT_PROOF_BYTES = 576
RANKING_PROOF_BYTES = 64
MAX_BODY_BYTES = 20_480
MAX_RANKED = 30
NAME_BYTES = 60
_ITEM_BYTES = 5
_COUNT_BYTES = 4


@dataclass(frozen=True, slots=True)
class FormItem:
    """One item: type 1 to 5, C names or options, min, max, W write-in slots; each below 256."""

    type: int
    c: int
    min: int = 0
    max: int = 0
    w: int = 0

    @classmethod
    def of(cls, value: Mapping[str, int]) -> "FormItem":
        """The item of its JSON object; `bad-form` for other members or values."""
        if set(value) != {"type", "c", "min", "max", "w"} or any(type(number) is not int for number in value.values()):
            raise ProtocolError("bad-form")
        return cls(**value)

    def encode(self) -> bytes:
        """`type‖C‖min‖max‖W`, 5 bytes."""
        return bytes((self.type, self.c, self.min, self.max, self.w))

    def check(self) -> None:
        """`bad-form` unless the numbers make sense for the type."""
        numbers = (self.c, self.min, self.max, self.w)
        possible = {
            THREE_KEYS: self.min == self.max == self.w == 0,
            CHOOSE: self.min <= self.max <= self.c and self.max > 0 and self.w == 0,
            GRADES: self.min == self.w == 0 and self.max > 0,
            ELECTION: self.min == 0 < self.max <= self.c + self.w and (self.w > 0 or self.max < self.c),
            RANKING: self.min == self.max == self.w == 0 and 2 <= self.c <= MAX_RANKED,
        }
        if not all(0 <= number <= 255 for number in numbers) or self.c == 0 or not possible.get(self.type, False):
            raise ProtocolError("bad-form")

    @property
    def ciphertexts(self) -> int:
        """How many ciphertexts a sealed ballot has."""
        if self.type == GRADES:
            return self.c * self.max
        if self.type == RANKING:
            return 1
        return self.c + (1 + SLOT_CIPHERTEXTS * self.w if self.type == ELECTION else 0)

    @property
    def cells(self) -> int:
        """How many sums are opened: a name each, a level of a thing each; one for the flags of all write-in slots."""
        if self.type == RANKING:
            return 0
        return self.c * self.max if self.type == GRADES else self.c + (self.w > 0)

    @property
    def sealed_bytes(self) -> int:
        """The length of a sealed ballot's body (docs/sealed.md §4); what is above `MAX_BODY_BYTES` is no form."""
        return HEADER_BYTES + CIPHERTEXT_BYTES * self.ciphertexts + self._proof_bytes

    @property
    def _proof_bytes(self) -> int:
        """A branch for each value of each set proof; the slots' and a ranking's own proofs."""
        c, most = self.c, self.max
        if self.type == RANKING:
            return RANKING_PROOF_BYTES
        if self.type == ELECTION:
            branches = 3 * c + (c + 1) + (most + 1) + (c + 1)
            return BRANCH_BYTES * branches + SLOT_PROOF_BYTES * self.w
        if self.type == GRADES:
            return BRANCH_BYTES * (2 * c * most + 2 * c)
        if self.type == CHOOSE:
            limited = (self.min, most) != (0, c)
            return BRANCH_BYTES * (2 * c + (most - self.min + 1) * limited)
        return BRANCH_BYTES * 3 * c

    @property
    def named_bytes(self) -> int:
        """The length of a named ballot's body (docs/forms.md §3)."""
        if self.type == RANKING:
            return HEADER_BYTES + MAX_RANKED
        return HEADER_BYTES + self.c + NAME_BYTES * self.w

    @property
    def row_cells(self) -> int:
        """How many ciphertexts of a ballot are mixed and opened: two a slot, a ranking's one (docs/sealed-names.md §4)."""
        return 1 if self.type == RANKING else 2 * self.w


MOTION = FormItem(THREE_KEYS, 1)
"""For, against or abstain on one thing, whose title says what it is."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is asked in one vote: the item, and whether marks are in clear."""

    item: FormItem
    named: bool

    @classmethod
    def decode(cls, data: bytes) -> "Paper":
        """The paper of `list(type‖C‖min‖max‖W)` with one item, the type as a definition has it; `bad-form`."""
        if len(data) != _COUNT_BYTES + _ITEM_BYTES or data[:_COUNT_BYTES] != u32(1):
            raise ProtocolError("bad-form")
        kind, *numbers = data[_COUNT_BYTES:]
        return cls(FormItem(kind & ~IN_CLEAR, *numbers), kind >= IN_CLEAR)

    @classmethod
    def of(cls, form: object) -> "Paper":
        """The paper of a definition's `form`; `bad-form` unless it is one item whose numbers make sense."""
        if not isinstance(form, list) or len(form) != 1 or not isinstance(form[0], dict):
            raise ProtocolError("bad-form")
        written = FormItem.of(form[0])
        named = written.type >= IN_CLEAR
        paper = cls(replace(written, type=written.type - IN_CLEAR * named), named)
        paper.item.check()
        return paper

    def encode(self) -> bytes:
        """Strict inverse of `decode`."""
        first, *rest = self.item.encode()
        return u32(1) + bytes((first + IN_CLEAR * self.named, *rest))

    @property
    def body_bytes(self) -> int:
        """The exact length of a ballot's body."""
        return self.item.named_bytes if self.named else self.item.sealed_bytes


NAMED_MOTION = Paper(MOTION, named=True)
