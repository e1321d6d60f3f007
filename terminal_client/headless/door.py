"""A device at the door without a page: cards, check-ins and departures (docs/check-in.md)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terminal_client.headless.client import Appended
from terminal_client.headless.console import Console
from terminal_client.headless.identity import now_ms
from voting_protocol.acts import body_log, make_act, sitting_log
from voting_protocol.crypto import SigningKey, card_key, new_code
from voting_protocol.encoding import normalise_code

CARD_PREFIX = "HEMICARD"


@dataclass(frozen=True, slots=True)
class Card:
    """A member's attendance card: its 16 characters never reach the server."""

    member: str
    text: str

    @property
    def key(self) -> SigningKey:
        """The key that signs a check-in."""
        return card_key(self.text)

    @property
    def qr(self) -> str:
        """What the QR code holds."""
        return CARD_PREFIX + normalise_code(self.text)


async def issue_cards(secretariat: Console, members: Sequence[str]) -> list[Card]:
    """Fresh cards, each ending its member's earlier one."""
    cards = [Card(member, new_code()) for member in members]
    fields = {"cards": [{"key": card.key.name, "member": card.member} for card in cards]}
    await secretariat.act(body_log(secretariat.body), "cards-issue", fields)
    return cards


class Usher(Console):
    """What the page of the door does."""

    async def find(self, sitting: str, **asked: str) -> dict[str, Any]:
        """Who is asked for: `card` (b64u), `number` or `words`; gives `{"people", "more"}`."""
        return await self.api.send(f"/v1/sittings/{sitting}/door/find", json.dumps(asked).encode(), {})

    async def by_card(self, sitting: str, card: Card) -> Appended:
        """Check in whoever shows a card; the errors of `find` and of the act."""
        (person,) = (await self.find(sitting, card=card.key.name))["people"]
        return await self._come(sitting, person, {"way": "card", "card": card.key.name}, card.key)

    async def by_number(self, sitting: str, number: str) -> Appended:
        """Check in the member with this number."""
        (person,) = (await self.find(sitting, number=number))["people"]
        return await self._come(sitting, person, {"way": "number"})

    async def by_hand(self, sitting: str, person: Mapping[str, Any], reason: str) -> Appended:
        """Check in somebody who was found by name."""
        return await self._come(sitting, person, {"way": "hand", "reason": reason})

    async def undo(self, sitting: str, member: str, reason: str) -> Appended:
        """Record that a member left, or was never there."""
        return await self.act(sitting_log(sitting), "depart", {"member": member, "reason": reason})

    async def _come(
        self, sitting: str, person: Mapping[str, Any], way: Mapping[str, Any], card: SigningKey | None = None
    ) -> Appended:
        log = sitting_log(sitting)
        fields = {"member": person["id"], "seat": person["seat"], **way}
        key = self.identity.key
        return await self.api.submit(log, make_act(key, log, "check-in", await self.head(log), now_ms(), fields, card))
