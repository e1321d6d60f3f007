"""Attendance cards of a register (docs/check-in.md §3), and check-ins at the door (§4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hemicycle_audit.acts import Act, raw

if TYPE_CHECKING:
    from hemicycle_audit.judge import Judge

USHER = "usher"


@dataclass
class Card:
    """A member's card: valid from act ``issued`` of the register until before act ``ended``."""

    member: str
    issued: int
    ended: int | None = None


@dataclass
class Cards:
    """All cards that a register ever had, by their keys, and each member's valid one."""

    issued: dict[bytes, Card] = field(default_factory=dict)
    valid: dict[str, Card] = field(default_factory=dict)

    def issue(self, n: int, key: bytes, member: str) -> None:
        """Add a card, which ends the member's earlier one."""
        self.end(n, member)
        self.issued[key] = self.valid[member] = Card(member, n)

    def end(self, n: int, member: str) -> None:
        """End the valid card of a member, if there is one."""
        card = self.valid.pop(member, None)
        if card is not None:
            card.ended = n

    def follow(self, n: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """End the cards of members who are gone or bear another name by a new roster."""
        for member in list(self.valid):
            if member not in after or after[member]["name"] != before[member]["name"]:
                self.end(n, member)

    def is_valid(self, key: bytes, member: str, first: int, last: int) -> bool:
        """Tell whether a card may have been valid, and the member's, after one of the acts from first to last."""
        card = self.issued.get(key)
        return card is not None and card.member == member and card.issued <= last and (card.ended is None or card.ended > first)


def is_door_check_in(judge: "Judge", act: Act) -> bool:
    """Judge what an usher says with a check-in, and that nobody else says it; tell whether all is right."""
    doc, usher = act.doc, judge.role(act) == USHER
    if not judge.allow(act, usher == ("way" in doc), "door-way"):
        return False
    fits = (doc.get("way") == "card") == ("card" in doc) and (doc.get("way") == "hand") == ("reason" in doc)
    if not judge.allow(act, fits, "door-members", way=doc.get("way", "")):
        return False
    if "card" not in doc:
        return True
    span, cards = judge.span, judge.sitting.register.cards
    valid = cards.is_valid(raw(doc["card"]), doc["member"], span.first, span.last)
    return judge.allow(act, valid, "card-not-valid", card=doc["card"], member=doc["member"])


def is_door_departure(judge: "Judge", act: Act) -> bool:
    """Judge that an usher gives a reason for a departure."""
    return judge.allow(act, judge.role(act) != USHER or "reason" in act.doc, "door-reason")
