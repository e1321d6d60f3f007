"""The exact shape of every act (protocol §3–5): its members, their types and their bounds.

An act arrives as the dict of its decoded body. `shaped` gives the typed act or refuses with `bad-act` and the path of
the member that is wrong. Nothing here looks at a log's state.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from voting_protocol.forms import MOTION, FormItem
from voting_server.domain.bodies import Level, SessionKind
from voting_server.domain.codes import RuleError
from voting_server.domain.links import Consent, Links, check_links
from voting_server.domain.profile import Profile
from voting_server.domain.shapes import (
    MAX_LIST,
    Bodies,
    BodyKind,
    Channel,
    Count,
    Definition,
    Digest,
    Electorate,
    ExpectedPages,
    Form,
    Id,
    IdOrNone,
    Key,
    Labels,
    LowerId,
    Member,
    Ms,
    Name,
    NameOrNone,
    Names,
    NewCard,
    NewCode,
    Nonce,
    Office,
    Pages,
    Plan,
    QuorumId,
    Reason,
    Ref,
    Result,
    RuleId,
    Seat,
    Seconds,
    Secrecy,
    SittingKind,
)

Ordinal = Annotated[int, Meta(ge=1, le=999)]


class Act(Struct, forbid_unknown_fields=True, tag_field="type"):
    """The members that every act has; `type` is the tag."""

    v: Literal[1]
    log: Annotated[str, Meta(pattern=r"^(body|ledger|sitting)\.[a-z0-9][a-z0-9._-]{0,63}\Z")]
    actor: Key
    after: Ref
    nonce: Nonce
    time: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z")]

    def __post_init__(self) -> None:
        datetime.fromisoformat(self.time)


ActT = TypeVar("ActT", bound=Act)


def shaped(body: Mapping[str, Any], shape: type[ActT]) -> ActT:
    """The typed act of a decoded body; `RuleError("bad-act")` with the path of the wrong member."""
    try:
        return msgspec.convert(body, shape, strict=True)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at ")
        raise RuleError("bad-act", {"field": path.strip("`") or "$", "why": what}) from None


class BodyCreate(Act, tag="body-create"):
    """A body and its first administrator."""

    id: LowerId
    kind: BodyKind
    name: Names
    code: Key
    holder: Name
    level: Level | UnsetType = UNSET


class AdminEnrol(Act, tag="admin-enrol"):
    """Another administrator, by an installation code."""

    code: Key
    holder: Name


class RosterSet(Act, tag="roster-set"):
    """The whole roster, replacing the one before."""

    members: Annotated[list[Member], Meta(max_length=MAX_LIST)]


class SeatsSet(Act, tag="seats-set"):
    """The whole seat plan, replacing the one before."""

    plan: Plan
    seats: Annotated[list[Seat], Meta(max_length=MAX_LIST)]


class CodesIssue(Act, tag="codes-issue"):
    """One-time codes for terminals and staff."""

    codes: Annotated[list[NewCode], Meta(min_length=1, max_length=MAX_LIST)]


class CodeCancel(Act, tag="code-cancel"):
    """A code that is not to be used any more."""

    code: Key


class Enrol(Act, tag="enrol"):
    """A new key, proved by a code."""

    code: Key
    device: NameOrNone
    pages: Pages | UnsetType = UNSET


class PagesTell(Act, tag="pages-tell"):
    """A terminal runs other pages than it told last, or loaded them otherwise."""

    pages: Pages


class KeyRevoke(Act, tag="key-revoke"):
    """A key that is not to be trusted any more."""

    key: Key
    reason: Reason


class KeyReplace(Act, tag="key-replace"):
    """A key revoked and a code for the device that takes its place."""

    key: Key
    reason: Reason
    code: NewCode


class CardsIssue(Act, tag="cards-issue"):
    """Attendance cards, each ending its member's earlier one (docs/check-in.md §3)."""

    cards: Annotated[list[NewCard], Meta(min_length=1, max_length=MAX_LIST)]


class CardCancel(Act, tag="card-cancel"):
    """An attendance card that is not valid any more."""

    card: Key
    reason: Reason


class SittingCreate(Act, tag="sitting-create"):
    """A sitting with its quorum rule, and the profile that it is held under (docs/profiles.md §2)."""

    id: LowerId
    body: LowerId
    title: Names
    kind: SittingKind
    quorum: QuorumId
    register: Ref
    server: Key
    profile: Profile | UnsetType = UNSET
    term: Ordinal | UnsetType = UNSET
    session: Ordinal | UnsetType = UNSET
    session_kind: SessionKind | UnsetType = UNSET
    pages: ExpectedPages | UnsetType = UNSET


class SittingOpen(Act, tag="sitting-open"):
    """The sitting is opened."""

    register: Ref


class SittingClose(Act, tag="sitting-close"):
    """The sitting is closed."""


class CheckIn(Act, tag="check-in"):
    """A member is present: in the hall, or by video, where nobody presses (docs/profiles.md §5); at the door by a `way` (docs/check-in.md §4)."""

    member: Id
    seat: Id
    by: Literal["hall", "video"] = "hall"
    way: Literal["card", "number", "hand"] | UnsetType = UNSET
    card: Key | UnsetType = UNSET
    reason: Reason | UnsetType = UNSET

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.way == "card") != (self.card is not UNSET) or (self.way == "hand") != (self.reason is not UNSET):
            raise ValueError("a card goes with the way card, a reason with the way hand")


class Depart(Act, tag="depart"):
    """A member has left, or was checked in by mistake."""

    member: Id
    reason: Reason | UnsetType = UNSET


class LeaveGrant(Act, tag="leave-grant"):
    """A member is excused."""

    member: Id
    reason: Reason


class OfDivision(Act):
    """An act about one division."""

    division: Id


class DivisionDraft(OfDivision, tag="division-draft"):
    """A division on the agenda."""

    number: Annotated[int, Meta(ge=1, le=9999)]
    title: Names
    short: Names
    text: Bodies
    template: Id
    rule: RuleId
    countdown_s: Seconds
    again_of: IdOrNone
    secrecy: Secrecy = "named"
    form: Form | UnsetType = UNSET
    names: Labels | UnsetType = UNSET
    basis: Reason | UnsetType = UNSET
    channel: Channel = "terminal"
    office: Office | UnsetType = UNSET
    of: Links | UnsetType = UNSET

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.form is UNSET) != (self.names is UNSET):
            raise ValueError("form and names come together")
        if self.of is not UNSET:
            check_links(self.of)

    @property
    def motion(self) -> bool:
        """Whether the title says what is voted on, and no names do."""
        return self.form is UNSET

    @property
    def item(self) -> FormItem:
        """What a ballot holds (docs/forms.md §1)."""
        return MOTION if self.form is UNSET else self.form[0].item

    @property
    def labels(self) -> Sequence[Names]:
        """The names on the ballot in its order; none of a motion."""
        return () if self.names is UNSET else self.names[0]

    @property
    def secret(self) -> bool:
        """Whether ballots are sealed (docs/sealed.md §3); paper ballots are secret as they are."""
        return self.secrecy == "secret" and self.channel != "paper"

    @property
    def votes_named(self) -> bool:
        """Whether it is recorded how each member voted."""
        return self.secrecy == "named" and self.pressed

    @property
    def pressed(self) -> bool:
        """Whether there is a ballot box that terminals cast into (docs/channels.md §1)."""
        return self.channel in {"terminal", "mixed"}


class DivisionApprove(OfDivision, tag="division-approve"):
    """A draft is fit for the vote."""


class DivisionAnnounce(OfDivision, tag="division-announce"):
    """A division is put to the vote."""


class DivisionOpen(OfDivision, tag="division-open"):
    """The vote is open; electorate, N and P are fixed. A secret vote names the scrutineers' seal and those of them who are active."""

    round: Literal[1]
    previous: Literal["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
    kind: Literal["real", "trial"]
    definition: Definition
    n: Count
    p: Count
    electorate: Electorate
    max_seq: Annotated[int, Meta(ge=1, le=1_000_000)]
    opened_ms: Ms
    auto_close_s: Seconds
    register: Ref
    server: Key
    seal: Digest | UnsetType = UNSET
    active: Annotated[list[Annotated[int, Meta(ge=1, le=255)]], Meta(max_length=255)] | UnsetType = UNSET

    def __post_init__(self) -> None:
        super().__post_init__()
        if {self.seal is not UNSET, self.active is not UNSET} != {self.definition.sealed}:
            raise ValueError("a secret vote, and no other, names seal and active")


class DivisionExtend(OfDivision, tag="division-extend"):
    """A later deadline."""

    open: Digest
    deadline_ms: Ms


class DivisionClose(OfDivision, tag="division-close"):
    """The vote is closed."""

    open: Digest
    reason: Literal["chair", "deadline"]


class DivisionTally(OfDivision, tag="division-tally"):
    """The server's count; of a secret vote it names the freeze whose sums were opened."""

    open: Digest
    close: Digest
    result: Result
    freeze: Digest | UnsetType = UNSET


class DivisionDeclare(OfDivision, tag="division-declare"):
    """The result is announced by the chair."""

    open: Digest
    tally: Digest
    result: Result


class DivisionPublish(OfDivision, tag="division-publish"):
    """The result is published."""


class DivisionArchive(OfDivision, tag="division-archive"):
    """The record bundle is laid down."""

    bundle: Digest


class DivisionVoid(OfDivision, tag="division-void"):
    """The first person asks to void the vote."""

    reason: Reason


class DivisionVoidConfirm(OfDivision, tag="division-void-confirm"):
    """The second person agrees: the vote is void."""

    void: Digest


class DivisionVoidCancel(OfDivision, tag="division-void-cancel"):
    """The void is not asked for any more."""

    void: Digest


class DivisionWithdraw(OfDivision, tag="division-withdraw"):
    """A division taken off the agenda."""

    reason: Reason
    consent: Consent | UnsetType = UNSET


class DivisionDefer(OfDivision, tag="division-defer"):
    """A division put off."""

    reason: Reason
    consent: Consent | UnsetType = UNSET
