"""The rules of passing M1, M2, M4, M5 and M7: how many votes for carry a motion."""

from dataclasses import dataclass
from typing import Literal

from voting_server.domain.share import MAJORITY, TWO_THIRDS, Share
from voting_server.domain.text import Text, text


@dataclass(frozen=True, slots=True)
class Majority:
    """A rule over F votes for, N members in office and P present; `whole` names the base, with `{}` for its number.

    Abstentions and members who did not press count for nobody (M9): only F is compared with the base.
    """

    id: str
    source: Text
    share: Share
    base: Literal["N", "P"]
    whole: Text
    verified: bool = True

    @property
    def formula(self) -> str:
        """The rule in symbols, e.g. `2F > N`."""
        return self.share.formula("F", self.base)

    def of(self, n: int, p: int) -> int:
        """The number the rule measures against: N or P."""
        return n if self.base == "N" else p

    def needed(self, n: int, p: int) -> int:
        """The least number of votes for that carries."""
        return self.share.least(self.of(n, p))

    def carried(self, f: int, n: int, p: int) -> bool:
        """Whether `f` votes for carry."""
        return self.share.holds(f, self.of(n, p))


_ALL_DEPUTIES = text("全体代表 {} 人", "all {} deputies")

MAJORITIES: dict[str, Majority] = {
    rule.id: rule
    for rule in (
        Majority(
            "M1",
            text(
                "全国人大议事规则第五十九条；地方组织法第二十五条",
                "NPC Rules of Procedure, art. 59; Local Organic Law, art. 25",
            ),
            MAJORITY,
            "N",
            _ALL_DEPUTIES,
        ),
        Majority("M2", text("宪法第六十四条", "Constitution, art. 64"), TWO_THIRDS, "N", _ALL_DEPUTIES),
        Majority(
            "M4",
            text("地方组织法第五十一条", "Local Organic Law, art. 51"),
            MAJORITY,
            "N",
            text("常务委员会全体组成人员 {} 人", "all {} members of the standing committee"),
        ),
        Majority(
            "M5",
            text("全国人大议事规则第九条", "NPC Rules of Procedure, art. 9"),
            MAJORITY,
            "N",
            text("主席团全体成员 {} 人", "all {} members of the presidium"),
        ),
        Majority(
            "M7",
            text("上海议事规则第六十八条", "Shanghai rules of procedure, art. 68"),
            MAJORITY,
            "P",
            text("到会代表 {} 人", "the {} deputies present"),
        ),
    )
}
"""By id. Sources: domain notes §4, all read in the statutes' text."""
