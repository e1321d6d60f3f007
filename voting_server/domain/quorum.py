"""The quorum rules Q1–Q8: how many members must be present before anything is put to the vote."""

from dataclasses import dataclass

from voting_server.domain.share import MAJORITY, OVER_TWO_THIRDS, TWO_THIRDS, Share
from voting_server.domain.text import Text, text


@dataclass(frozen=True, slots=True)
class Quorum:
    """A quorum rule over N members in office and P present.

    `verified` is false for a default whose source nobody has read in a statute. `warns_only`: a division may open
    without it. `at_close`: the share of N that must have taken part in the vote (F+A+B), judged at the close.
    """

    id: str
    source: Text
    opening: Share
    verified: bool = True
    warns_only: bool = False
    at_close: Share | None = None

    @property
    def formula(self) -> str:
        """The rule in symbols, e.g. `3P ≥ 2N`."""
        first = self.opening.formula("P", "N")
        return first if self.at_close is None else f"{first}, {self.at_close.formula('(F+A+B)', 'N')}"

    def needed(self, n: int) -> int:
        """The least number of members present, of `n` in office."""
        return self.opening.least(n)

    def met(self, n: int, p: int) -> bool:
        """Whether `p` present of `n` in office are a quorum."""
        return self.opening.holds(p, n)

    def allows_opening(self, n: int, p: int) -> bool:
        """Whether a division may open: met, or a rule that only warns."""
        return self.warns_only or self.met(n, p)

    def met_at_close(self, n: int, voted: int) -> bool:
        """Whether enough of `n` members took part in the vote (always, unless the rule asks at the close)."""
        return self.at_close is None or self.at_close.holds(voted, n)


_LOCAL_14 = text("地方组织法第十四条", "Local Organic Law, art. 14")

QUORUMS: dict[str, Quorum] = {
    rule.id: rule
    for rule in (
        Quorum("Q1", text("全国人大议事规则第四条", "NPC Rules of Procedure, art. 4"), TWO_THIRDS),
        Quorum("Q2", _LOCAL_14, TWO_THIRDS),
        Quorum(
            "Q3",
            text(
                "地方组织法第五十一条；全国人大常委会议事规则第七条",
                "Local Organic Law, art. 51; NPC Standing Committee Rules of Procedure, art. 7",
            ),
            MAJORITY,
        ),
        Quorum(
            "Q4",
            text(
                "未核实的默认值（无全国性规定；上海、广东、浙江三分之二，重庆过半数）",
                "unverified default (no national rule; Shanghai, Guangdong, Zhejiang two thirds, Chongqing a majority)",
            ),
            TWO_THIRDS,
            verified=False,
        ),
        Quorum(
            "Q5",
            text("未核实的默认值（比照 Q2）", "unverified default (as Q2)"),
            TWO_THIRDS,
            verified=False,
        ),
        Quorum(
            "Q6",
            text("未核实的默认值（比照 Q3，只作提示）", "unverified default (as Q3, a warning only)"),
            MAJORITY,
            verified=False,
            warns_only=True,
        ),
        Quorum(
            "Q7",
            text(
                "地方组织法第十四条；广东议事规则第六十条",
                "Local Organic Law, art. 14; Guangdong rules of procedure, art. 60",
            ),
            TWO_THIRDS,
            at_close=MAJORITY,
        ),
        Quorum(
            "Q8",
            text(
                "地方规定（街道议事代表会议），未核实",
                "local rule (street deliberative conference), unverified",
            ),
            OVER_TWO_THIRDS,
            verified=False,
        ),
    )
}
"""By id. Sources: domain notes §3; Q1, Q2, Q3, Q7 were read in the statutes' text."""
