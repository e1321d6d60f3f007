"""Attendance cards in a register (docs/check-in.md §3): which are valid, and whose they are."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from voting_server.domain.acts import CardsIssue
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.shapes import Member


@dataclass(slots=True)
class Cards:
    """All cards that a register ever had: the member of each, and each member's valid one."""

    member_of: dict[str, str] = field(default_factory=dict)
    valid: dict[str, str] = field(default_factory=dict)

    def copy(self) -> "Cards":
        """Cards that change on their own."""
        return Cards(self.member_of.copy(), self.valid.copy())

    def holder(self, card: str) -> str:
        """The member whose valid card this is; `unknown-card`, `card-cancelled`."""
        member = self.member_of.get(card)
        if member is None:
            raise RuleError("unknown-card")
        refuse_unless(self.valid.get(member) == card, "card-cancelled", member=member)
        return member

    def check_issue(self, act: CardsIssue, members: Container[str], known: Container[str]) -> None:
        """Refuse cards for nobody of the roster, two for one member, and keys that are `known` or a card's."""
        keys, whose = set[str](), set[str]()
        for card in act.cards:
            refuse_unless(card.member in members, "unknown-member", member=card.member)
            refuse_unless(card.member not in whose, "duplicate-member", member=card.member)
            fresh = card.key not in known and card.key not in self.member_of and card.key not in keys
            refuse_unless(fresh, "card-known")
            keys.add(card.key)
            whose.add(card.member)

    def issue(self, act: CardsIssue) -> None:
        """The new cards are valid, their members' earlier ones no more."""
        for card in act.cards:
            self.member_of[card.key] = card.member
            self.valid[card.member] = card.key

    def cancel(self, card: str) -> None:
        """The card is not valid any more."""
        del self.valid[self.member_of[card]]

    def follow(self, before: Mapping[str, Member], after: Mapping[str, Member]) -> None:
        """A card ends with a roster that lacks its member, or has another name under its number."""
        for member in list(self.valid):
            if member not in after or after[member].name != before[member].name:
                del self.valid[member]
