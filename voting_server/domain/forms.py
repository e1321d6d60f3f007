"""What is voted on a terminal, named or secret: ballot forms and what they count (docs/sealed.md §4)."""

from collections.abc import Mapping
from typing import Literal

Secrecy = Literal["named", "secret"]
Item = Mapping[str, int]

FORMS: Mapping[Secrecy, tuple[Item, ...]] = {
    "named": ({"type": 129, "c": 1, "min": 0, "max": 0, "w": 0},),
    "secret": ({"type": 1, "c": 1, "min": 0, "max": 0, "w": 0},),
}
"""The form of a division by its secrecy: three keys."""

CIPHERTEXT_BYTES = 64
SHARE_BYTES = 128

_CELLS = {1: lambda item: item["c"]}
"""By type: how many sums are counted. A further form needs its row here and its place in `FORMS`."""


def cells(secrecy: Secrecy) -> int:
    """How many sums a division's scrutineers open."""
    return sum(_CELLS[item["type"]](item) for item in FORMS[secrecy] if item["type"] in _CELLS)
