"""The European Parliament's roll-call votes of one day, read strictly from the official XML.

`Intentions` (corrections and intentions of vote) are, in the document's own words, "published for information purposes
only and do not alter the result of the vote as announced in plenary": they are skipped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from voting_server.domain.shapes import Member

Choice = Literal["for", "against", "abstain"]

RESULTS: dict[str, Choice] = {"Result.For": "for", "Result.Against": "against", "Result.Abstention": "abstain"}
LEFT_TO_RIGHT = ("The Left", "S&D", "Verts/ALE", "Renew", "PPE", "ECR", "PfE", "ESN", "NI")
"""A seating to look at, usual in pictures of the 2024 chamber (unverified default); it has no bearing on any figure."""


class RollCallError(ValueError):
    """The document is not a consistent list of roll calls; the message names the vote and what is wrong."""


@dataclass(frozen=True, slots=True)
class Voter:
    """A member of parliament as the lists have it: PersId, name, political group."""

    id: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class RollCall:
    """One vote: official figures, and each listed member's choice by PersId. `subject` is the file's title.

    `time` is as printed, `YYYY-MM-DD hh:mm:ss`, local time of the sitting.
    """

    id: str
    time: str
    title: str
    subject: str
    figures: dict[Choice, int]
    choices: dict[str, Choice]


@dataclass(frozen=True, slots=True)
class VotingTime:
    """The roll calls of one sitting in the order of the document, and all voters that any of them lists, by PersId."""

    id: str
    date: str
    reference: str
    voters: dict[str, Voter]
    votes: tuple[RollCall, ...]


def parse_roll_calls(xml: bytes) -> VotingTime:
    """Parse the whole document. RollCallError unless every official figure equals the length of its list, nobody is
    listed twice in a vote, and each voter has one name and one group throughout.
    """
    root = _parse(xml)
    if root.tag != "PV.RollCallVoteResults":
        raise RollCallError(f"not a list of roll-call votes: <{root.tag}>")
    subjects = {_attribute(title, "DlvId"): _text(title) for title in root.iterfind("VoteTitles/VoteTitle")}
    voters: dict[str, Voter] = {}
    votes = tuple(_vote(element, subjects, voters) for element in root.iterfind("RollCallVote.Result"))
    if not votes:
        raise RollCallError("the document holds no vote")
    if len({vote.id for vote in votes}) < len(votes):
        raise RollCallError("two votes have the same identifier")
    return VotingTime(
        _attribute(root, "Sitting.Identifier"), _attribute(root, "Sitting.Date"), _attribute(root, "EP.Reference"), voters, votes
    )


def roster(sitting: VotingTime) -> list[Member]:
    """All voters as members without seats, groups as delegations, in the order in which they are to be seated:
    by group from left to right (unknown groups last), then by name.
    """
    rank = {group: place for place, group in enumerate(LEFT_TO_RIGHT)}

    def place(voter: Voter) -> tuple[int, str, str, str]:
        return rank.get(voter.group, len(rank)), voter.group, voter.name.casefold(), voter.id

    return [
        Member(id=voter.id, name=voter.name, latin="", delegation=voter.group, seat="", role="deputy", status="in-office")
        for voter in sorted(sitting.voters.values(), key=place)
    ]


def _parse(xml: bytes) -> Element:
    try:
        return fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise RollCallError(f"not acceptable XML: {error}") from None


def _vote(element: Element, subjects: dict[str, str], voters: dict[str, Voter]) -> RollCall:
    """One vote; adds the members it lists to `voters`."""
    vote_id = _attribute(element, "Identifier")
    title = ""
    figures: dict[Choice, int] = {}
    choices: dict[str, Choice] = {}
    for part in element:
        if part.tag == "RollCallVote.Description.Text":
            title = _text(part)
        elif part.tag in RESULTS:
            choice = RESULTS[part.tag]
            if choice in figures:
                raise RollCallError(f"vote {vote_id}: <{part.tag}> occurs twice")
            listed = list(_voters(part))
            figures[choice] = _figure(part, vote_id)
            if figures[choice] != len(listed):
                raise RollCallError(f"vote {vote_id}: {choice} is {figures[choice]}, but {len(listed)} are listed")
            for voter in listed:
                _enter(voter, choice, vote_id, voters, choices)
        elif part.tag != "Intentions":
            raise RollCallError(f"vote {vote_id}: unknown element <{part.tag}>")
    if missing := set(RESULTS.values()) - figures.keys():
        raise RollCallError(f"vote {vote_id}: no figure for {', '.join(sorted(missing))}")
    if not title:
        raise RollCallError(f"vote {vote_id}: no description")
    subject = subjects.get(element.get("DlvId", ""), "")
    return RollCall(vote_id, _attribute(element, "Date"), title, subject, figures, choices)


def _enter(voter: Voter, choice: Choice, vote_id: str, voters: dict[str, Voter], choices: dict[str, Choice]) -> None:
    if voter.id in choices:
        raise RollCallError(f"vote {vote_id}: member {voter.id} is listed twice")
    if voters.setdefault(voter.id, voter) != voter:
        raise RollCallError(f"vote {vote_id}: member {voter.id} has another name or group than before")
    choices[voter.id] = choice


def _voters(result: Element) -> Iterator[Voter]:
    for group in result:
        if group.tag != "Result.PoliticalGroup.List":
            raise RollCallError(f"unknown element <{group.tag}> in <{result.tag}>")
        for member in group:
            if member.tag != "PoliticalGroup.Member.Name":
                raise RollCallError(f"unknown element <{member.tag}> in <{group.tag}>")
            yield Voter(_attribute(member, "PersId"), _text(member), _attribute(group, "Identifier"))


def _figure(result: Element, vote_id: str) -> int:
    number = _attribute(result, "Number")
    if not (number.isascii() and number.isdigit()):
        raise RollCallError(f"vote {vote_id}: the number “{number}” is not a figure")
    return int(number)


def _attribute(element: Element, name: str) -> str:
    value = element.get(name, "")
    if not value:
        raise RollCallError(f"<{element.tag}> has no {name}")
    return value


def _text(element: Element) -> str:
    text = " ".join("".join(element.itertext()).split())
    if not text:
        raise RollCallError(f"<{element.tag}> is empty")
    return text
