"""The parts that acts are made of (protocol §1–7): their members, types and bounds."""

import base64
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from voting_protocol.forms import IN_CLEAR
from voting_protocol.forms import FormItem as Item

# `\Z` because `$` also matches before a final newline. The last character of unpadded base64url carries no stray bits.
Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]\Z")]
Digest = Key
Nonce = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{21}[AQgw]\Z")]
Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")]
LowerId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\Z")]
IdOrNone = Annotated[str, Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?\Z")]
Count = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Ms = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Coordinate = Annotated[int, Meta(ge=0, le=10_000)]
Seconds = Annotated[int, Meta(ge=0, le=3600)]
# One line of text: no control characters, and none that turn the direction of what follows.
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z"
_LINES = r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z"
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
NameOrNone = Annotated[str, Meta(max_length=200, pattern=_LINE)]
Reason = Annotated[str, Meta(min_length=1, max_length=500, pattern=_LINES)]
Body = Annotated[str, Meta(max_length=4000, pattern=_LINES)]

ZERO32 = "A" * 43
MAX_LIST = 10_000

Role = Literal["deputy", "chair", "secretariat", "scrutineer", "teller", "operator", "observer", "usher"]
BodyKind = Literal["congress", "standing-committee", "presidium", "street"]
SittingKind = Literal["plenary", "preparatory", "presidium", "standing-committee", "joint-group", "street"]
PlanKind = Literal["arc", "grid"]
Secrecy = Literal["named", "secret"]
Office = Literal["head", "deputy", "committee"]
Channel = Literal["terminal", "paper", "hands", "mixed"]
RuleId = Literal[
    "M1", "M2", "M4", "M5", "M7", "E6", "projects", "top", "plurality", "grades-all", "grades-present", "grades-valid", "points"
]
QuorumId = Literal["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8"]


class Part(Struct, forbid_unknown_fields=True):
    """A nested object; unknown members are refused."""


class Names(Part):
    """A name in two languages; one of them may be empty, not both."""

    zh: NameOrNone
    en: NameOrNone

    def __post_init__(self) -> None:
        if not (self.zh or self.en):
            raise ValueError("a name is needed")


class Bodies(Part):
    """A longer text in two languages, lines allowed; may be empty."""

    zh: Body
    en: Body


class Ref(Part):
    """An act of a log: its number (-1 before the first) and chain digest."""

    n: Annotated[int, Meta(ge=-1, le=2**53 - 1)]
    d: Digest


class Member(Part):
    """A person of the roster; `seat` is a seat id or empty; `person` is the same in the rosters of all bodies (docs/profiles.md §1)."""

    id: Id
    name: Name
    latin: NameOrNone
    delegation: NameOrNone
    seat: IdOrNone
    role: Literal["deputy", "attendee", "observer"]
    status: Literal["in-office", "suspended", "ended"]
    person: Id | UnsetType = UNSET

    @property
    def votes(self) -> bool:
        """Whether this member is one of the N members in office."""
        return self.role == "deputy" and self.status == "in-office"


class Plan(Part):
    """What kind of seat plan, and its hall's name."""

    kind: PlanKind
    name: NameOrNone


class Seat(Part):
    """A place in the hall; x and y in ten-thousandths of the plan's width, y downwards."""

    id: Id
    row: Count
    col: Count
    x: Coordinate
    y: Coordinate


class NewCode(Part):
    """A one-time code's public key and what it enrols for."""

    key: Key
    role: Role
    seat: IdOrNone
    holder: NameOrNone
    expires_ms: Ms

    def __post_init__(self) -> None:
        named, seated = bool(self.holder), bool(self.seat)
        if (named, seated) != ((False, True) if self.role == "deputy" else (True, False)):
            raise ValueError("a deputy has a seat and no holder, other roles a holder and no seat")


class NewCard(Part):
    """An attendance card's public key, and whose it is (docs/check-in.md §3)."""

    key: Key
    member: Id


Byte = Annotated[int, Meta(ge=0, le=255)]


class FormItem(Part):
    """One item of a ballot form (docs/forms.md §1); in a named vote's definition 128 is added to the type."""

    type: Byte
    c: Byte
    min: Byte
    max: Byte
    w: Byte

    @property
    def item(self) -> Item:
        """The item, in clear or sealed."""
        return Item(self.type & ~IN_CLEAR, self.c, self.min, self.max, self.w)


Form = Annotated[list[FormItem], Meta(min_length=1, max_length=1)]
Labels = Annotated[list[Annotated[list[Names], Meta(max_length=255)]], Meta(min_length=1, max_length=1)]
"""For the form's item, the names on the ballot in its order; of a motion none."""


class Definition(Part):
    """What is voted on, by what rule and on what form."""

    title: Names
    short: Names
    text: Bodies
    template: Id
    rule: RuleId
    quorum: QuorumId
    channel: Channel
    secrecy: Secrecy
    form: Form
    names: Labels
    basis: Reason | UnsetType = UNSET

    @property
    def sealed(self) -> bool:
        """Whether terminals seal ballots; a paper ballot is secret as it is."""
        return self.secrecy == "secret" and self.channel != "paper"


class Pages(Part):
    """What a terminal says that it runs (docs/protocol.md §14): the hash of the bundle of pages, and how it was loaded."""

    hash: Digest
    loaded: Literal["installed", "served"]


class ExpectedPages(Part):
    """The bundle that a sitting expects of its terminals; `required` of all who check in where there is one."""

    hash: Digest
    required: bool


class Electorate(Part):
    """The size of the electorate and the root of its tree."""

    size: Annotated[int, Meta(ge=0, le=MAX_LIST)]
    root: Digest


MAX_ENTRIES = 168_750
"""How many entries a result has room for: 900 000 characters of base64url, four bytes each."""


Words = Literal[
    "carried", "not-carried", "chosen", "tied", "not-chosen", "elected", "not-elected", "ranked",
    "excellent", "satisfied", "basically-satisfied", "dissatisfied", "no-conclusion",
]  # fmt: skip


class NameResult(Part):
    """What a name on the ballot came to; what is counted depends on the form (docs/forms.md §5)."""

    counts: Annotated[list[Count], Meta(min_length=1, max_length=5)]
    verdict: Words


class WrittenName(Part):
    """A name that was on no list."""

    name: Name
    votes: Count
    verdict: Words


class WrittenResult(Part):
    """All written names, and the slots that count nothing."""

    names: Annotated[list[WrittenName], Meta(max_length=MAX_LIST)]
    listed: Count
    repeated: Count
    invalid: Count
    empty: Count


class Orders(Part):
    """How many opened rows held an order of preference, and how many none."""

    valid: Count
    invalid: Count


class ItemResult(Part):
    """The names of an item in the ballot's order."""

    names: Annotated[list[NameResult], Meta(min_length=1, max_length=255)]
    written: WrittenResult | UnsetType = UNSET
    orders: Orders | UnsetType = UNSET


Rows = Annotated[list[Annotated[list[Count], Meta(min_length=1, max_length=5)]], Meta(min_length=1, max_length=255)]
"""For each name on the ballot its numbers (docs/forms.md §5); of a motion one list of for, against, abstain."""


class Portion(Part):
    """What one channel gives to a result: how many took part, and the numbers of each name."""

    voted: Count
    counts: Rows


class Section(Portion):
    """The hands of one section of the hall, or of members by video (docs/channels.md §4)."""

    name: Name


class Invalid(Part, rename="kebab"):
    """Invalid paper ballots by reason: too many names, more written in than against, unreadable, not the one issued, other."""

    too_many: Count
    written: Count
    unreadable: Count
    foreign: Count
    other: Count

    @property
    def total(self) -> int:
        """All invalid ballots."""
        return self.too_many + self.written + self.unreadable + self.foreign + self.other


class Parts(Part):
    """A mixed total by channel."""

    terminal: Portion
    hands: Portion


class Result(Part):
    """The result of a tally (protocol §7, docs/forms.md §5); `entries` and `counted` hold four bytes a leaf.

    A motion has `for`, `against`, `abstain` and `carried`, another form `voted` and `items`; the last members are of single channels
    (docs/channels.md §6).
    """

    epoch: Count
    size: Count
    root: Digest
    counted_root: Digest
    entries: Annotated[str, Meta(max_length=900_000, pattern=r"^[A-Za-z0-9_-]*\Z")]
    counted: Annotated[str, Meta(max_length=60_000, pattern=r"^[A-Za-z0-9_-]*\Z")]
    members: Count
    present: Count
    not_pressed: Count
    rule: RuleId
    needed: Count
    for_: Count | UnsetType = msgspec.field(name="for", default=UNSET)
    against: Count | UnsetType = UNSET
    abstain: Count | UnsetType = UNSET
    carried: bool | UnsetType = UNSET
    voted: Count | UnsetType = UNSET
    items: Annotated[list[ItemResult], Meta(min_length=1, max_length=1)] | UnsetType = UNSET
    issued: Count | UnsetType = UNSET
    returned: Count | UnsetType = UNSET
    invalid: Invalid | UnsetType = UNSET
    sections: Annotated[list[Section], Meta(min_length=1, max_length=255)] | UnsetType = UNSET
    parts: Parts | UnsetType = UNSET

    def __post_init__(self) -> None:
        if octets(self.entries) != 4 * self.size:
            raise ValueError("entries hold four bytes a ballot")
        octets(self.counted)
        motion = [self.for_, self.against, self.abstain, self.carried]
        names = [self.voted, self.items]
        if {member is UNSET for member in motion} != {self.items is not UNSET} or {member is UNSET for member in names} != {
            self.items is UNSET
        }:
            raise ValueError("a motion has for, against, abstain and carried, another form voted and items")

    @property
    def keys(self) -> tuple[int, int, int] | None:
        """For, against, abstain of a motion; None of another form."""
        if self.for_ is UNSET or self.against is UNSET or self.abstain is UNSET:
            return None
        return self.for_, self.against, self.abstain

    @property
    def ballots(self) -> int:
        """How many ballots count."""
        return sum(self.keys) if self.keys is not None else self.voted if self.voted is not UNSET else 0

    @property
    def pressed(self) -> int:
        """How many of them came from terminals."""
        return self.ballots if self.parts is UNSET else self.parts.terminal.voted


def octets(text: str) -> int:
    """The number of bytes in strict unpadded base64url; `ValueError` when it is not."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64u(data) != text:
        raise ValueError("not strict base64url")
    return len(data)


def b64u(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
