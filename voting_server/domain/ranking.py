"""Who of many succeeds: the rules E6 to E9 of elections, project votes, further votes among the tied (docs/forms.md §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from voting_server.domain.share import MAJORITY, Share
from voting_server.domain.text import Text, text

Standing = Literal["in", "tied", "out"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The S with most votes, of those who have the `share` of N members in office; `share` None asks for one vote."""

    id: str
    source: Text
    share: Share | None = None
    verified: bool = True

    @property
    def formula(self) -> str:
        """The rule in symbols, e.g. `2F > N; F₁ ≥ … ≥ F_S`."""
        highest = "F₁ ≥ … ≥ F_S"
        return f"{self.share.formula('F', 'N')}; {highest}" if self.share else highest

    def needed(self, n: int, _p: int) -> int:
        """The least number of votes to be considered at all, 0 where any will do."""
        return self.share.least(n) if self.share else 0

    def reached(self, votes: int, n: int) -> bool:
        """Whether so many votes of `n` members are enough to be considered."""
        return self.share.holds(votes, n) if self.share else votes > 0

    def standings(self, votes: Sequence[int], seats: int, n: int) -> list[Standing]:
        """How each stands with its votes: the `seats` highest are in; equal votes at the boundary are tied (E7, E8)."""
        ranked = sorted((count for count in votes if self.reached(count, n)), reverse=True)
        if len(ranked) <= seats:
            return ["in" if self.reached(count, n) else "out" for count in votes]
        last, next_ = ranked[seats - 1], ranked[seats]
        return [_standing(count, last, tied=last == next_) if self.reached(count, n) else "out" for count in votes]


def _standing(count: int, last: int, *, tied: bool) -> Standing:
    """Against the votes of the one who takes the last seat."""
    if count == last:
        return "tied" if tied else "in"
    return "in" if count > last else "out"


_LOCAL_29 = text("地方组织法第二十九条", "Local Organic Law, art. 29")

RANKINGS: dict[str, Ranking] = {
    rule.id: rule
    for rule in (
        Ranking(
            "E6",
            text(
                "全国人大议事规则第四十条；地方组织法第二十九条",
                "NPC Rules of Procedure, art. 40; Local Organic Law, art. 29",
            ),
            MAJORITY,
        ),
        Ranking(
            "projects",
            text("未核实的默认值（民生实事项目票决）", "unverified default (votes on livelihood projects)"),
            MAJORITY,
            verified=False,
        ),
        Ranking("top", text("地方规定，未核实的默认值", "local rule, unverified default"), verified=False),
        Ranking("plurality", _LOCAL_29),
    )
}
"""By id; sources: domain notes §6, §7."""
