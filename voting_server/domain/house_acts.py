"""The shapes of the acts about who takes part and who watches over a vote (docs/profiles.md §6, §7)."""

from voting_server.domain.acts import Act, OfDivision
from voting_server.domain.shapes import Id, Key, Reason


class OfRecusal(OfDivision):
    """An act about one member's part in one division."""

    member: Id


class Recuse(OfRecusal, tag="recuse"):
    """A member takes no part in a division and is not counted among those present in it."""

    reason: Reason


class RecuseCancel(OfRecusal, tag="recuse-cancel"):
    """A member takes part after all."""


class ChiefDesignate(Act, tag="chief-designate"):
    """One of the scrutineers is the chief scrutineer."""

    key: Key
