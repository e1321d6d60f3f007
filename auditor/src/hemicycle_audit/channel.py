"""How a vote is held: on terminals, on paper, by show of hands, or mixed (docs/channels.md §1)."""

from collections.abc import Mapping
from typing import Any

from hemicycle_audit.items import CHOICE, ELECTION, GRADES, PAPER_TEMPLATES, THREE_KEYS, TRIAL, Item, rules_of

TERMINAL, PAPER, HANDS, MIXED = "terminal", "paper", "hands", "mixed"
CHANNELS = (TERMINAL, PAPER, HANDS, MIXED)
WITHOUT_BOX = frozenset({PAPER, HANDS})

SECRECIES = {
    TERMINAL: frozenset({"named", "secret"}),
    PAPER: frozenset({"secret"}),
    HANDS: frozenset({"named"}),
    MIXED: frozenset({"named", "secret"}),
}
ALWAYS_ON_PAPER = frozenset({"constitution", "removal-office", "recall", "decide-appointment"})
_ONLY_BY = {"show-of-hands": frozenset({HANDS}), "roll-call": frozenset({TERMINAL}), TRIAL: frozenset({TERMINAL})}
_MAJORITIES_OF_ALL = frozenset({"M1", "M4"})
_MAJORITY_OF_ALL = {"congress": "M1", "street": "M1", "standing-committee": "M4"}

OF_PERSONS = PAPER_TEMPLATES | {"tie-revote", "decide-appointment"}
"""Templates of elections, further votes and decisions about persons: nobody on the ballot signs its count (E13)."""


def channel_of(doc: Mapping[str, Any]) -> str:
    """Return the channel of a draft or a definition; one that is none is judged with the opening."""
    channel = doc.get("channel", TERMINAL)
    return str(channel) if channel in CHANNELS else TERMINAL


def takes(channel: str, item: Item) -> bool:
    """Tell whether a channel takes a form."""
    if channel == HANDS:
        return item.motion
    if channel == PAPER:
        return item.kind in (THREE_KEYS, CHOICE, GRADES, ELECTION)
    return channel == TERMINAL or item.kind in (THREE_KEYS, CHOICE, GRADES) or (item.kind == ELECTION and not item.slots)


def only_on_paper(channel: str, template: str) -> bool:
    """Tell whether a draft of a channel is refused because its template belongs on paper.

    For terminals that is judged at the opening: a local rule may allow some.
    """
    return channel in (HANDS, MIXED) and template in ALWAYS_ON_PAPER | PAPER_TEMPLATES


def holds(channel: str, template: str) -> bool:
    """Tell whether a template, as far as it is not bound to paper, may be held on a channel."""
    return channel in _ONLY_BY.get(template, CHANNELS)


def rules_on(channel: str, template: str, item: Item, *, cited: bool) -> frozenset[str]:
    """Return the rules that a template takes with a form on a channel; none if it does not take the form.

    On paper an election has its own form. Appointments may stand on the agenda with their names for terminals, too,
    where they are never opened.
    """
    if template == "decide-appointment" and not item.motion:
        return _MAJORITIES_OF_ALL if item.kind == THREE_KEYS and channel in (TERMINAL, PAPER) else frozenset()
    if channel != PAPER:
        return rules_of(template, item, cited=cited)
    if template not in ALWAYS_ON_PAPER:
        return rules_of(template, item, cited=True)
    if not item.motion:
        return frozenset()
    return frozenset({"M2"}) if template == "constitution" else _MAJORITIES_OF_ALL


def majority_of_another(channel: str, template: str, rule: str, kind: str) -> bool:
    """Tell whether what is decided on paper cites the majority of another kind of body (both are more than half of all)."""
    on_paper = channel == PAPER and template in ALWAYS_ON_PAPER and rule in _MAJORITIES_OF_ALL
    return on_paper and rule != _MAJORITY_OF_ALL.get(kind, rule)
