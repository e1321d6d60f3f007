"""Signing once: an act about something is made, written down, and from then on only sent again."""

from collections.abc import Callable, Mapping
from typing import Any

from terminal_client.scrutineer.keeper import Keeper
from terminal_client.scrutineer.roll import Roll
from voting_protocol import canonical
from voting_protocol.acts import SignedAct, make_act, sitting_log
from voting_protocol.crypto import SigningKey


class Pen:
    """Signs this device's acts of one sitting's log. A slot is what an act is about; it never holds a second act."""

    def __init__(self, roll: Roll, keeper: Keeper, key: SigningKey, now_ms: Callable[[], int]) -> None:
        self.keeper = keeper
        self.now_ms = now_ms
        self._roll = roll
        self._key = key
        self._log = sitting_log(roll.sitting.id)

    def slot(self, *parts: object) -> str:
        """The name of what an act is about; parts hold no slash."""
        return "/".join(map(str, (self._roll.sitting.id, *parts)))

    def sign(self, slot: str, kind: str, fields: Mapping[str, Any]) -> SignedAct:
        """The act of this slot: on disk when this returns, and the same bytes for ever."""
        kept = self.keeper.act(slot)
        if kept is not None:
            return kept
        act = make_act(self._key, self._log, kind, self._roll.sitting.ledger.head, self.now_ms(), fields)
        self.keeper.note_heads(self._roll.heads)
        return self.keeper.put_act(slot, act)

    def unlogged(self, act: SignedAct | None) -> list[SignedAct]:
        """The act, if there is one that the log does not show yet."""
        return [act] if act is not None and not self._roll.has(act.id) else []

    def read(self, slot: str) -> dict[str, Any] | None:
        """The body of what was signed about this, None if nothing was."""
        act = self.keeper.act(slot)
        return canonical.decode_object(act.body) if act else None
