"""Links between divisions: what comes before what (docs/sequences.md §1, §2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hemicycle_audit.shape import ID, Check, either, integer, list_of, one_of, record, string

AMENDS, CLAUSE, REVISES, PART, FILLS, TIE, FURTHER, RESUBMITS = (
    "amends",
    "clause",
    "revises",
    "part",
    "fills",
    "tie",
    "further",
    "resubmits",
)
CONSENTS = {"division-withdraw": "consent-withdraw", "division-defer": "consent-defer"}
"""The kind of link that a vote on the consent to an act has."""

KINDS = (AMENDS, CLAUSE, REVISES, PART, FILLS, TIE, FURTHER, RESUBMITS, *CONSENTS.values())
INHERITED = frozenset({AMENDS, CLAUSE, FILLS})
"""What a revised draft, or a part of a package, has of the links of what it stands for."""

JUDGED_AGAIN = frozenset({TIE, FURTHER, RESUBMITS})
"""The links that are judged of a vote held again as of the vote before."""

MOST_LINKS = 20


@dataclass(frozen=True)
class Link:
    """A link to another division; ``name`` counts from 1, 0 if the whole is meant."""

    kind: str
    division: str
    name: int = 0


def own_links(draft: Mapping[str, Any]) -> tuple[Link, ...]:
    """Return the links that a draft says."""
    return tuple(Link(link["kind"], link["division"], link.get("name", 0)) for link in draft.get("of", []))


def inherited(links: Iterable[Link]) -> list[Link]:
    """Return those links that go over to a revised draft or to a part."""
    return [link for link in links if link.kind in INHERITED]


# -- shapes (§1, §6)

_NAMED = {"name": integer(1, 255)}
_OTHERS = tuple(kind for kind in KINDS if kind not in (PART, FILLS, RESUBMITS))
_LINK = either(
    record({"kind": one_of(PART), "division": ID, **_NAMED}),
    record({"kind": one_of(FILLS, RESUBMITS), "division": ID, **_NAMED}, ("name",)),
    record({"kind": one_of(*_OTHERS), "division": ID}),
)


def _marks(link: Mapping[str, Any]) -> list[object]:
    """What is distinct: of kinds other than ``fills`` there is at most one link in all."""
    if link["kind"] != FILLS:
        return ["one"]
    return [(link["division"], link.get("name", 0))]


_LINKS = list_of(_LINK, _marks)


def of_shape(value: object) -> str | None:
    """Check the member ``of`` of a draft."""
    if isinstance(value, list) and len(value) > MOST_LINKS:
        return f"[{MOST_LINKS}]"
    return _LINKS(value)


_WHO = string(200)
CONSENT: Check = either(
    record({"by": one_of("vote"), "division": ID}),
    record({"by": one_of("statement"), "who": lambda value: _WHO(value) if value else ""}),
)
