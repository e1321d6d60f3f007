"""A profile: the choices that the law leaves open, each with its source (docs/profiles.md §3)."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from voting_server.domain.bodies import Level
from voting_server.domain.shapes import Channel, Id, LowerId, Names, Part, QuorumId, SittingKind
from voting_server.domain.share import MAJORITY, OVER_TWO_THIRDS, TWO_THIRDS, Share
from voting_server.domain.text import Text, text

ShareName = Literal["two-thirds", "majority", "over-two-thirds"]
TemplateRule = Literal["majority", "M2", "M7", "E6", "projects", "top", "plurality", "grades", "points"]
Words = Annotated[str, Meta(min_length=1, max_length=300)]

SHARES: dict[ShareName, Share] = {"two-thirds": TWO_THIRDS, "majority": MAJORITY, "over-two-thirds": OVER_TWO_THIRDS}
DEFAULT = "default"
"""The source of what no source known to the project says."""


class Source(Part):
    """Where a choice comes from; `verified` only where the text of the rule was read."""

    zh: Words
    en: Words
    verified: bool

    @property
    def text(self) -> Text:
        """Its words."""
        return text(self.zh, self.en)


class QuorumChoice(Part):
    """The quorum rule of a kind of sitting, and the share of the members that it asks."""

    rule: QuorumId
    share: ShareName
    source: Id


class TemplateChoice(Part):
    """How a kind of vote passes, and how it may be held; of a `majority` the source is that of the kind of sitting."""

    rule: TemplateRule
    channels: Annotated[list[Channel], Meta(min_length=1, max_length=4)]
    channel_source: Id
    source: Id | UnsetType = UNSET


class Press(Part):
    """Which press of a terminal counts."""

    counts: Literal["last", "first"]
    source: Id


class NotPressed(Part):
    """Whether "not pressed" is shown to deputies and on public displays."""

    shown: bool
    source: Id


class WhoPressed(Part):
    """Whether public displays show who has pressed."""

    public: bool
    source: Id


class Expected(Part):
    """In which sittings members present are expected to press (M11)."""

    sittings: Annotated[list[SittingKind], Meta(max_length=6)]
    source: Id


class Grades(Part):
    """What grades are measured against: all members, those present, or the valid marks."""

    base: Literal["all", "present", "valid"]
    source: Id


class Profile(Part):
    """The document as it stands in `sitting-create`."""

    id: LowerId
    name: Names
    levels: Annotated[list[Level], Meta(min_length=1, max_length=5)]
    sources: Annotated[dict[Id, Source], Meta(min_length=1, max_length=100)]
    quorum: dict[SittingKind, QuorumChoice]
    majority: dict[SittingKind, Id]
    templates: Annotated[dict[Id, TemplateChoice], Meta(max_length=100)]
    press: Press
    not_pressed: NotPressed
    who_pressed: WhoPressed
    expected: Expected
    grades: Grades
