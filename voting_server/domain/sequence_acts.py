"""The shapes of the acts that sequences add to a sitting (docs/sequences.md §5)."""

from typing import Annotated

from msgspec import Meta

from voting_server.domain.acts import OfDivision
from voting_server.domain.shapes import Id, Reason


class DivisionObject(OfDivision, tag="division-object"):
    """A deputy objects to a package being voted on together: it is split."""

    member: Id
    reason: Reason


class DivisionProceed(OfDivision, tag="division-proceed"):
    """The whole is put to the vote although clauses of it failed."""

    clauses: Annotated[list[Id], Meta(min_length=1, max_length=255)]
    reason: Reason
