"""Forms: what a ballot holds, proves and counts (docs/sealed.md §4)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from voting_protocol.ballots import HEADER_BYTES
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.names import MAX_RANKED
from voting_protocol.sealed.statements import (
    BRANCH_BYTES,
    CIPHERTEXT_BYTES,
    Ciphertext,
    Equation,
    ReadPoint,
    SetProof,
    counted,
    set_equations,
)
from voting_protocol.sealed.writein import SLOT_CIPHERTEXTS, RankingClaim

M = 2**20
MAX_BODY_BYTES = 20_480
THREE_KEYS, CHOOSE, GRADES, ELECTION, RANKING = 1, 2, 3, 4, 5
_PACKED = (0, 1, M)
_BIT = (0, 1)


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


@dataclass(frozen=True, slots=True)
class Sum:
    """`Σ factor·ct_index` over a ballot's ciphertexts; the factors are public."""

    terms: tuple[tuple[int, int], ...]

    def of(self, ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
        """The derived ciphertext."""
        (first, factor), *rest = self.terms
        total = ciphertexts[first] if factor == 1 else ciphertexts[first].scale(factor)
        for index, factor in rest:
            total += ciphertexts[index] if factor == 1 else ciphertexts[index].scale(factor)
        return total

    def of_numbers(self, numbers: Sequence[int]) -> int:
        """The same sum over plaintexts."""
        return sum(factor * numbers[index] for index, factor in self.terms)


class Proof(Protocol):
    """A proof of a ballot whose points and scalars are in order, and nothing more."""

    def equations(self, head: bytes, idx: int, ciphertexts: Sequence[Ciphertext], public: Point) -> list[Equation]:
        """What must hold; `bad-proof` if the challenge does not fit."""
        ...


class Claim(Protocol):
    """What a form demands a proof for."""

    @property
    def length(self) -> int:
        """Bytes of the proof."""
        ...

    def decode(self, data: bytes, point: ReadPoint = Point.decode) -> Proof:
        """The proof of `length` bytes; `bad-point`, `bad-scalar`. Points that its equations are sure to be reckoned with are read by `point`."""
        ...


@dataclass(frozen=True, slots=True)
class SetClaim:
    """That the plaintext of `sum` is one of `values`."""

    sum: Sum
    values: tuple[int, ...]

    @property
    def length(self) -> int:
        """128 bytes a value."""
        return BRANCH_BYTES * len(self.values)

    def decode(self, data: bytes, point: ReadPoint = Point.decode) -> "SetClaimProof":
        """The proof of `length` bytes; `bad-proof`, `bad-point`, `bad-scalar`."""
        return SetClaimProof(self, SetProof.decode(data, point))


@dataclass(frozen=True, slots=True)
class SetClaimProof:
    """A set proof beside the claim it is for."""

    claim: SetClaim
    proof: SetProof

    def equations(self, head: bytes, idx: int, ciphertexts: Sequence[Ciphertext], public: Point) -> list[Equation]:
        """`set_equations` of the derived ciphertext."""
        ct = self.claim.sum.of(ciphertexts)
        return set_equations(head, idx, ct, self.claim.values, public, self.proof)


@dataclass(frozen=True, slots=True)
class Cell:
    """A sum that is decrypted: `packed` cells hold `f + M·b`, others a number 0..n. Shares count cells from 0."""

    sum: Sum
    packed: bool


SlotClaims = Callable[[int, int], Sequence[Claim]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form laid out: items and the ciphertexts, claims and cells they make, each in the ballot's order."""

    items: tuple[FormItem, ...]
    ciphertexts: int
    claims: tuple[Claim, ...]
    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, items: Iterable[FormItem], slots: SlotClaims | None = None) -> "Form":
        """The layout of these items; `bad-form` for an impossible item or a body above 20 480 bytes.

        A slot of type 4 has three ciphertexts, `w_s‖ν_s1‖ν_s2`; slots lie after `e`. `slots(first, W)` gives the claims of
        the W slots whose ciphertexts begin at index `first`; they lie after the claim on `e`, before the two on sums.
        Without `slots` a form with W > 0 is `bad-form`.
        """
        return _lay_out(tuple(items), slots)

    @classmethod
    def of_json(cls, items: Sequence[Mapping[str, int]], slots: SlotClaims | None = None) -> "Form":
        """The layout of a definition's `form`; `bad-form`."""
        return cls.of(map(FormItem.of, items), slots)

    @property
    def body_bytes(self) -> int:
        """The exact length of a ballot's body."""
        return HEADER_BYTES + CIPHERTEXT_BYTES * self.ciphertexts + sum(claim.length for claim in self.claims)

    def encode(self) -> bytes:
        """`list(type‖C‖min‖max‖W)`."""
        return counted(item.encode() for item in self.items)


@lru_cache(maxsize=64)
def _lay_out(items: tuple[FormItem, ...], slots: SlotClaims | None) -> Form:
    claims: list[Claim] = []
    cells: list[Cell] = []
    first = 0
    for item in items:
        item.check()
        if item.w and slots is None:
            raise ProtocolError("bad-form")
        claims += _CLAIMS[item.type](item, first, slots(first + item.c + 1, item.w) if slots and item.w else ())
        cells += _cells(item, first)
        first += item_ciphertexts(item)
    form = Form(items, first, tuple(claims), tuple(cells))
    if not items or form.body_bytes > MAX_BODY_BYTES:
        raise ProtocolError("bad-form")
    return form


def item_ciphertexts(item: FormItem) -> int:
    """How many ciphertexts an item has."""
    if item.type == GRADES:
        return item.c * item.max
    if item.type == RANKING:
        return 1
    return item.c + (1 + SLOT_CIPHERTEXTS * item.w if item.type == ELECTION else 0)


def _one(index: int) -> Sum:
    return Sum(((index, 1),))


def _all(indices: Iterable[int]) -> tuple[tuple[int, int], ...]:
    return tuple((index, 1) for index in indices)


def _three_keys(item: FormItem, first: int, _slots: Sequence[Claim]) -> Iterator[Claim]:
    for index in range(first, first + item.c):
        yield SetClaim(_one(index), _PACKED)


def _choose(item: FormItem, first: int, _slots: Sequence[Claim]) -> Iterator[Claim]:
    options = range(first, first + item.c)
    for index in options:
        yield SetClaim(_one(index), _BIT)
    if (item.min, item.max) != (0, item.c):
        yield SetClaim(Sum(_all(options)), tuple(range(item.min, item.max + 1)))


def _grades(item: FormItem, first: int, _slots: Sequence[Claim]) -> Iterator[Claim]:
    for index in range(first, first + item.c * item.max):
        yield SetClaim(_one(index), _BIT)
    for start in range(first, first + item.c * item.max, item.max):
        yield SetClaim(Sum(_all(range(start, start + item.max))), _BIT)


def _election(item: FormItem, first: int, slots: Sequence[Claim]) -> Iterator[Claim]:
    names, abstentions = range(first, first + item.c), first + item.c
    flags = _flags(item, first)
    for index in names:
        yield SetClaim(_one(index), _PACKED)
    up_to_c = tuple(range(item.c + 1))
    yield SetClaim(_one(abstentions), up_to_c)
    yield from slots
    yield SetClaim(Sum((*_all(names), (abstentions, -M), *_all(flags))), tuple(range(item.max + 1)))
    yield SetClaim(Sum((*_all(names), (abstentions, 1 - M), *_all(flags))), up_to_c)


def _ranking(_item: FormItem, first: int, _slots: Sequence[Claim]) -> Iterator[Claim]:
    yield RankingClaim(first)


def _flags(item: FormItem, first: int) -> range:
    start = first + item.c + 1
    return range(start, start + SLOT_CIPHERTEXTS * item.w, SLOT_CIPHERTEXTS)


def _cells(item: FormItem, first: int) -> Iterator[Cell]:
    packed = item.type in {THREE_KEYS, ELECTION}
    count = {GRADES: item.c * item.max, RANKING: 0}.get(item.type, item.c)
    for index in range(first, first + count):
        yield Cell(_one(index), packed)
    if item.w:
        yield Cell(Sum(_all(_flags(item, first))), packed=False)


_CLAIMS: dict[int, Callable[[FormItem, int, Sequence[Claim]], Iterator[Claim]]] = {
    THREE_KEYS: _three_keys,
    CHOOSE: _choose,
    GRADES: _grades,
    ELECTION: _election,
    RANKING: _ranking,
}
