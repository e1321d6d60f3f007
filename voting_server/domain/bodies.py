"""Kinds of bodies: their levels, the sittings they hold, the majority and quorum rules of each (docs/profiles.md §1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from voting_server.domain.shapes import BodyKind, QuorumId, SittingKind

Level = Literal["national", "provincial", "city", "county", "town"]
SessionKind = Literal["annual", "mid-year", "quarterly"]
_ALL: frozenset[Level] = frozenset(get_args(Level))


@dataclass(frozen=True, slots=True)
class BodyLaw:
    """What a kind of body may be and hold. `majority` is the rule for a majority of all its members; `sessions`: whether it meets in sessions."""

    levels: frozenset[Level]
    sittings: Mapping[SittingKind, frozenset[QuorumId]]
    majority: str
    sessions: bool = False

    def has_level(self, level: str) -> bool:
        """Whether a body of this kind may be of this level; `""` leaves it open."""
        return level == "" or level in self.levels


BODIES: Mapping[BodyKind, BodyLaw] = {
    "congress": BodyLaw(_ALL, {"plenary": frozenset({"Q1", "Q2", "Q7"}), "preparatory": frozenset({"Q5"})}, "M1", sessions=True),
    "standing-committee": BodyLaw(
        _ALL - {"town"}, {"standing-committee": frozenset({"Q3"}), "joint-group": frozenset({"Q6"})}, "M4"
    ),
    "presidium": BodyLaw(_ALL, {"presidium": frozenset({"Q4"})}, "M5"),
    "street": BodyLaw(frozenset(), {"street": frozenset({"Q8"})}, "M1", sessions=True),
}

MAJORITY_IN: Mapping[SittingKind, str] = {kind: law.majority for law in BODIES.values() for kind in law.sittings}
"""The rule for a majority of all members, by kind of sitting: M1 of a congress, M4 of a standing committee, M5 of a presidium."""

QUORUMS_IN: Mapping[SittingKind, frozenset[QuorumId]] = {
    kind: rules for law in BODIES.values() for kind, rules in law.sittings.items()
}
"""The quorum rules that a kind of sitting may have; of a plenary Q1 at the national level, else Q2 or Q7."""
