"""Which characters the pages' own fonts have: computed from the font packages when the pages are built, never guessed."""

from bisect import bisect_right
from pathlib import Path

import msgspec

Ranges = list[tuple[int, int]]


class Coverage:
    """The characters in ranges of code points, both ends included, sorted and apart."""

    def __init__(self, ranges: Ranges) -> None:
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]

    def __contains__(self, character: str) -> bool:
        at = bisect_right(self._starts, ord(character)) - 1
        return at >= 0 and ord(character) <= self._ends[at]


def read_coverage(file: Path) -> Coverage | None:
    """What the build wrote (`assets/fonts.json`); None where the pages are not built."""
    try:
        return Coverage(msgspec.json.decode(file.read_bytes(), type=Ranges))
    except OSError:
        return None
