"""The parts that acts are made of (protocol §1–7): their members, types and bounds."""

import base64
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from voting_server.domain.forms import FORMS, Secrecy

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

Role = Literal["deputy", "chair", "secretariat", "scrutineer", "teller", "operator", "observer"]
BodyKind = Literal["congress", "standing-committee", "presidium", "street"]
SittingKind = Literal["plenary", "preparatory", "presidium", "standing-committee", "joint-group", "street"]
PlanKind = Literal["arc", "grid"]
RuleId = Literal["M1", "M2", "M4", "M5", "M7"]
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
    """A person of the roster; `seat` is a seat id or empty."""

    id: Id
    name: Name
    latin: NameOrNone
    delegation: NameOrNone
    seat: IdOrNone
    role: Literal["deputy", "attendee", "observer"]
    status: Literal["in-office", "suspended", "ended"]

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


Byte = Annotated[int, Meta(ge=0, le=255)]


class FormItem(Part):
    """One item of a ballot form (docs/sealed.md §4)."""

    type: Byte
    c: Byte
    min: Byte
    max: Byte
    w: Byte


class Definition(Part):
    """What is voted on, by what rule and on what form."""

    title: Names
    short: Names
    text: Bodies
    template: Id
    rule: RuleId
    quorum: QuorumId
    channel: Literal["terminal"]
    secrecy: Secrecy
    form: Annotated[list[FormItem], Meta(min_length=1, max_length=1)]
    options: Annotated[list[str], Meta(max_length=3)]

    def __post_init__(self) -> None:
        if tuple(map(msgspec.to_builtins, self.form)) != FORMS[self.secrecy]:
            raise ValueError("the form is not that of the vote's secrecy")
        if self.options != ["for", "against", "abstain"]:
            raise ValueError("the options are for, against, abstain")


class Electorate(Part):
    """The size of the electorate and the root of its tree."""

    size: Annotated[int, Meta(ge=0, le=MAX_LIST)]
    root: Digest


MAX_ENTRIES = 168_750
"""How many entries a result has room for: 900 000 characters of base64url, four bytes each."""


class Result(Part):
    """The result of a tally (protocol §7); `entries` and `counted` hold four bytes a leaf."""

    epoch: Count
    size: Count
    root: Digest
    counted_root: Digest
    entries: Annotated[str, Meta(max_length=900_000, pattern=r"^[A-Za-z0-9_-]*\Z")]
    counted: Annotated[str, Meta(max_length=60_000, pattern=r"^[A-Za-z0-9_-]*\Z")]
    members: Count
    present: Count
    for_: Count = msgspec.field(name="for")
    against: Count
    abstain: Count
    not_pressed: Count
    carried: bool
    rule: RuleId
    needed: Count

    def __post_init__(self) -> None:
        if octets(self.entries) != 4 * self.size:
            raise ValueError("entries hold four bytes a ballot")
        octets(self.counted)


def octets(text: str) -> int:
    """The number of bytes in strict unpadded base64url; `ValueError` when it is not."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64u(data) != text:
        raise ValueError("not strict base64url")
    return len(data)


def b64u(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
