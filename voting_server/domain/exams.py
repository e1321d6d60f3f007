"""The exam in law (docs/ledger.md §4): a paper drawn so that anybody can draw it again, and its score."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from voting_server.domain.ledger_acts import PAPER_ITEMS, POINTS, BankItem

T = TypeVar("T")
_TAG = b"hemicycle/1/exam-draw"


def draw(items: Sequence[T], seed: bytes, size: int = PAPER_ITEMS) -> list[T]:
    """`size` of the items in the order that the seed gives (32 bytes); docs/ledger.md §4. Raises `ValueError` for too few items."""
    if len(items) < size:
        raise ValueError("too few items")
    drawn = list(items)
    for i in range(size):
        other = i + _below(len(drawn) - i, seed, i)
        drawn[i], drawn[other] = drawn[other], drawn[i]
    return drawn[:size]


def _below(limit: int, seed: bytes, i: int) -> int:
    """A number below the limit, each as likely as the others."""
    whole, k = 2**64 // limit * limit, 0
    while True:
        block = hashlib.sha256(_TAG + seed + i.to_bytes(4, "big") + k.to_bytes(4, "big")).digest()
        if (x := int.from_bytes(block[:8], "big")) < whole:
            return x % limit
        k += 1


def score(paper: Sequence[BankItem], answers: Sequence[str]) -> int:
    """Points for the answers that equal the items'."""
    return POINTS * sum(item.answer == given for item, given in zip(paper, answers, strict=True))
