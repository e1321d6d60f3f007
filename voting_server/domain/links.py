"""How divisions hang together (docs/sequences.md §1, §6): the shapes of links and of consent, and what was said of a division's course."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from voting_server.domain.shapes import Id, Name, Part

MAX_LINKS = 20

Kind = Literal[
    "amends", "clause", "revises", "part", "fills", "tie", "further", "resubmits", "consent-withdraw", "consent-defer"
]  # fmt: skip
INHERITED: frozenset[Kind] = frozenset({"amends", "clause", "fills"})
"""What a revised draft and a part of a package have from the other; a vote held again has all."""

ELECTIONS = frozenset({"election-single", "election-multi", "by-election"})
APPOINTMENTS = frozenset({"appoint-each", "appoint-merged", "decide-appointment"})
PACKAGES = frozenset({"package-merged", "appoint-merged"})
TEMPLATES_OF: Mapping[Kind, frozenset[str]] = {
    "amends": frozenset({"amendment"}),
    "clause": frozenset({"clause-separate", "clause-by-clause"}),
    "tie": frozenset({"tie-revote"}),
    "further": ELECTIONS,
    "resubmits": APPOINTMENTS,
    "consent-withdraw": frozenset({"procedural-present"}),
    "consent-defer": frozenset({"procedural-present"}),
}
"""The templates of a draft with such a link; other kinds take any."""
TEMPLATES_TO: Mapping[Kind, frozenset[str]] = {"further": ELECTIONS, "resubmits": APPOINTMENTS}
"""The templates of the division that such a link names."""


class Link(Part):
    """Another division and what this one is to it; `name` is the number of a name on its ballot or of a line of its text."""

    kind: Kind
    division: Id
    name: Annotated[int, Meta(ge=1, le=255)] | UnsetType = UNSET

    @property
    def line(self) -> int:
        """`name`, 0 if there is none."""
        return 0 if self.name is UNSET else self.name


Links = Annotated[list[Link], Meta(max_length=MAX_LINKS)]


class ConsentByVote(Part, tag_field="by", tag="vote"):
    """A procedural vote agreed."""

    division: Id


class ConsentByStatement(Part, tag_field="by", tag="statement"):
    """Somebody who may has agreed, as the chair records it."""

    who: Name


Consent = ConsentByVote | ConsentByStatement


@dataclass(frozen=True, slots=True)
class Objection:
    """A deputy does not want a package voted together, and why (V9)."""

    member: str
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The chair puts the whole to the vote although these clauses failed (V6)."""

    clauses: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Course:
    """What was said of a division's course before its vote."""

    consent: Consent | None = None
    objection: Objection | None = None
    choice: Choice | None = None


NOTHING_SAID = Course()


def check_links(links: Links) -> None:
    """`ValueError` unless the links are distinct and at most one is of a kind other than `fills` (docs/sequences.md §1)."""
    if len({(link.kind, link.division, link.line) for link in links}) < len(links):
        raise ValueError("a link occurs twice")
    if sum(link.kind != "fills" for link in links) > 1:
        raise ValueError("one link at most that is not `fills`")
    if any((link.name is UNSET) == (link.kind == "part") and link.kind not in {"fills", "resubmits"} for link in links):
        raise ValueError("a part has a name, other links but `fills` and `resubmits` have none")
