"""The shapes of the acts by which ballots and hands are counted: issue, return, two tellers, scrutineers (docs/channels.md §3, §4)."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from voting_server.domain.acts import OfDivision
from voting_server.domain.shapes import Count, Digest, Invalid, Key, Name, Part, Reason, Rows, Section

MOST_BALLOTS = 10_000
Ballots = Annotated[int, Meta(ge=0, le=MOST_BALLOTS)]
Number = Annotated[int, Meta(ge=1, le=2**31)]


class WrittenVotes(Part):
    """A name that was written in, with its votes."""

    name: Name
    votes: Annotated[int, Meta(ge=1, le=MOST_BALLOTS)]


class Figures(Part):
    """What a teller counted: on paper `valid`, `invalid`, `counts` and, where names may be written in, `written`; of hands `sections`."""

    valid: Count | UnsetType = UNSET
    invalid: Invalid | UnsetType = UNSET
    counts: Rows | UnsetType = UNSET
    written: Annotated[list[WrittenVotes], Meta(max_length=MOST_BALLOTS)] | UnsetType = UNSET
    sections: Annotated[list[Section], Meta(min_length=1, max_length=255)] | UnsetType = UNSET

    def __post_init__(self) -> None:
        paper = {self.valid is UNSET, self.invalid is UNSET, self.counts is UNSET}
        if paper != {self.sections is not UNSET} or (self.written is not UNSET and self.valid is UNSET):
            raise ValueError("ballots have valid, invalid and counts, hands have sections")
        for named in (self.sections, self.written):
            names = [] if named is UNSET else [each.name for each in named]
            if names != sorted(set(names)):
                raise ValueError("names are in ascending order and distinct")


class OfCount(OfDivision):
    """An act about a count that no terminal makes."""

    open: Digest


class PaperIssue(OfCount, tag="paper-issue"):
    """So many ballots were issued."""

    issued: Ballots


class PaperReturn(OfCount, tag="paper-return"):
    """So many ballots were in the ballot boxes."""

    returned: Ballots


class OfAttempt(OfCount):
    """A part of one attempt to count."""

    attempt: Number


class CountCommit(OfAttempt, tag="count-commit"):
    """A teller is bound to figures that nobody sees yet."""

    digest: Digest


class CountReveal(OfAttempt, tag="count-reveal"):
    """The teller's figures."""

    salt: Key
    figures: Figures


class CountAgain(OfAttempt, tag="count-again"):
    """The attempt is given up and another one begins."""

    reason: Reason


class CountSign(OfCount, tag="count-sign"):
    """A scrutineer signs the count that stands; `count` is the act id of the reveal with which it does."""

    count: Digest
