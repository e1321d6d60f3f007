"""What the grades given to many things come to: satisfaction votes and duty reports; orders of preference (docs/forms.md §4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from voting_server.domain.text import Text, text

Grade = Literal["excellent", "satisfied", "basically-satisfied", "dissatisfied", "no-conclusion"]
LEVELS: dict[int, tuple[Grade, ...]] = {
    3: ("satisfied", "basically-satisfied", "dissatisfied"),
    4: ("excellent", "satisfied", "basically-satisfied", "dissatisfied"),
}
"""By how many there are, from level 1."""


_NO_RULE = text("未核实的默认值（无全国性规定）", "unverified default (no national rule)")
_LOCAL = text("地方规定，未核实的默认值", "local rule, unverified default")


@dataclass(frozen=True, slots=True)
class Grading:
    """Thresholds over a base: all members N, those present P, or the valid marks of a thing."""

    id: str
    base: Literal["N", "P", "valid"]
    source: Text = field(default_factory=lambda: _NO_RULE)
    verified: bool = False
    formula: str = "2·bad > B; 3·good ≥ 2B; 2·(good + basic) > B"

    def needed(self, _n: int, _p: int) -> int:
        """No number of votes carries a grade by itself."""
        return 0

    def of(self, n: int, p: int, valid: int) -> int:
        """The base B."""
        return {"N": n, "P": p, "valid": valid}[self.base]

    def grade(self, levels: Sequence[int], base: int) -> Grade:
        """The conclusion from the counts of 3 or 4 levels, the best first."""
        *good, basic, bad = levels
        if 2 * bad > base:
            return "dissatisfied"
        if len(good) > 1 and 0 < 2 * base <= 3 * good[0]:
            return "excellent"
        if 0 < 2 * base <= 3 * sum(good):
            return "satisfied"
        return "basically-satisfied" if 2 * (sum(good) + basic) > base else "no-conclusion"


GRADINGS: dict[str, Grading] = {
    rule.id: rule for rule in (Grading("grades-all", "N"), Grading("grades-present", "P"), Grading("grades-valid", "valid"))
}


@dataclass(frozen=True, slots=True)
class Points:
    """Orders of preference of C things: C points for a first place, one less for each further place."""

    id: str = "points"
    source: Text = field(default_factory=lambda: _LOCAL)
    verified: bool = False
    formula: str = "Σ (C + 1 − r)"

    def needed(self, _n: int, _p: int) -> int:
        """Everything is ranked."""
        return 0

    def counts(self, orders: Sequence[Sequence[int]], choices: int) -> list[list[int]]:
        """For each of the things 1..choices its points and how often it came first."""
        counts = [[0, 0] for _ in range(choices)]
        for order in orders:
            for place, thing in enumerate(order):
                counts[thing - 1][0] += choices - place
                counts[thing - 1][1] += place == 0
        return counts


POINTS: dict[str, Points] = {"points": Points()}
