"""Forms: what a ballot holds, proves and counts (docs/sealed.md §4)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import (
    BRANCH_BYTES,
    CHOOSE,
    CIPHERTEXT_BYTES,
    ELECTION,
    GRADES,
    HEADER_BYTES,
    MAX_BODY_BYTES,
    RANKING,
    SLOT_CIPHERTEXTS,
    THREE_KEYS,
    FormItem,
)
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.statements import Ciphertext, Equation, ReadPoint, SetProof, counted, set_equations
from voting_protocol.sealed.writein import RankingClaim, slot_claims

M = 2**20
_PACKED = (0, 1, M)
_BIT = (0, 1)


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


@dataclass(frozen=True, slots=True)
class Form:
    """A form laid out: items and the ciphertexts, claims and cells they make, each in the ballot's order."""

    items: tuple[FormItem, ...]
    ciphertexts: int
    claims: tuple[Claim, ...]
    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, items: Iterable[FormItem]) -> "Form":
        """The layout of these items; `bad-form` for an impossible item or a body above 20 480 bytes.

        A slot of type 4 has three ciphertexts, `w_s‖ν_s1‖ν_s2`; slots lie after `e`, their claims after that on `e`.
        """
        return _lay_out(tuple(items))

    @classmethod
    def of_json(cls, items: Sequence[Mapping[str, int]]) -> "Form":
        """The layout of a definition's `form`; `bad-form`."""
        return cls.of(map(FormItem.of, items))

    @property
    def body_bytes(self) -> int:
        """The exact length of a ballot's body."""
        return HEADER_BYTES + CIPHERTEXT_BYTES * self.ciphertexts + sum(claim.length for claim in self.claims)

    def encode(self) -> bytes:
        """`list(type‖C‖min‖max‖W)`."""
        return counted(item.encode() for item in self.items)


@lru_cache(maxsize=64)
def _lay_out(items: tuple[FormItem, ...]) -> Form:
    claims: list[Claim] = []
    cells: list[Cell] = []
    first = 0
    for item in items:
        item.check()
        claims += _CLAIMS[item.type](item, first)
        cells += _cells(item, first)
        first += item.ciphertexts
    form = Form(items, first, tuple(claims), tuple(cells))
    if not items or form.body_bytes > MAX_BODY_BYTES:
        raise ProtocolError("bad-form")
    return form


def _one(index: int) -> Sum:
    return Sum(((index, 1),))


def _all(indices: Iterable[int]) -> tuple[tuple[int, int], ...]:
    return tuple((index, 1) for index in indices)


def _three_keys(item: FormItem, first: int) -> Iterator[Claim]:
    for index in range(first, first + item.c):
        yield SetClaim(_one(index), _PACKED)


def _choose(item: FormItem, first: int) -> Iterator[Claim]:
    options = range(first, first + item.c)
    for index in options:
        yield SetClaim(_one(index), _BIT)
    if (item.min, item.max) != (0, item.c):
        yield SetClaim(Sum(_all(options)), tuple(range(item.min, item.max + 1)))


def _grades(item: FormItem, first: int) -> Iterator[Claim]:
    for index in range(first, first + item.c * item.max):
        yield SetClaim(_one(index), _BIT)
    for start in range(first, first + item.c * item.max, item.max):
        yield SetClaim(Sum(_all(range(start, start + item.max))), _BIT)


def _election(item: FormItem, first: int) -> Iterator[Claim]:
    names, abstentions = range(first, first + item.c), first + item.c
    flags = _flags(item, first)
    for index in names:
        yield SetClaim(_one(index), _PACKED)
    up_to_c = tuple(range(item.c + 1))
    yield SetClaim(_one(abstentions), up_to_c)
    yield from slot_claims(abstentions + 1, item.w)
    yield SetClaim(Sum((*_all(names), (abstentions, -M), *_all(flags))), tuple(range(item.max + 1)))
    yield SetClaim(Sum((*_all(names), (abstentions, 1 - M), *_all(flags))), up_to_c)


def _ranking(_item: FormItem, first: int) -> Iterator[Claim]:
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


_CLAIMS: dict[int, Callable[[FormItem, int], Iterator[Claim]]] = {
    THREE_KEYS: _three_keys,
    CHOOSE: _choose,
    GRADES: _grades,
    ELECTION: _election,
    RANKING: _ranking,
}
