"""A division (a vote held): its states and what each act leaves in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any, Literal

from msgspec import UNSET

from voting_server.domain import acts, documents, hand_count, house_acts, sealed
from voting_server.domain.codes import RuleError
from voting_server.domain.count_acts import OfCount
from voting_server.domain.document_acts import OfDocument
from voting_server.domain.documents import Documents
from voting_server.domain.hand_count import HandCount
from voting_server.domain.links import NOTHING_SAID, Choice, Course, Objection
from voting_server.domain.log import Committed
from voting_server.domain.sealed import Sealed
from voting_server.domain.sealed_acts import OfSeal
from voting_server.domain.sequence_acts import DivisionObject, DivisionProceed
from voting_server.domain.shapes import Result, b64u

Count = Literal["", "unknown", "known", "may-be-known"]
DivisionState = Literal[
    "draft",
    "approved",
    "announced",
    "open",
    "closed",
    "tallied",
    "declared",
    "published",
    "archived",
    "void",
    "withdrawn",
    "deferred",
]
LIVE: frozenset[DivisionState] = frozenset({"announced", "open", "closed"})
"""Only one division of a sitting at a time is in one of these."""
UNSETTLED: frozenset[DivisionState] = LIVE | {"tallied"}
"""Put to the vote and not declared yet; only here may a division be voided (declared is final, M12)."""
PENDING: frozenset[DivisionState] = frozenset({"draft", "approved"})
DECLARED: frozenset[DivisionState] = frozenset({"declared", "published", "archived"})


@dataclass(frozen=True, slots=True)
class Presence:
    """A member who is present: where, by which check-in act (its id), and whether by video, where nobody presses.

    Since `ms`; `way` is that of the door (docs/check-in.md §4), empty elsewhere; `actor` the key that checked the member in.
    """

    member: str
    seat: str
    check_in: bytes
    video: bool = False
    ms: int = 0
    way: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a `division-open` fixed: its digest, N, P, who was present, the register's act number; the deadline moves.

    `present` lacks the members recused from this division; so many of them, `recused`, were there.
    """

    open: str
    n: int
    p: int
    size: int
    register_n: int
    present: Mapping[str, Presence]
    opened_ms: int
    deadline_ms: int | None
    recused: int = 0


@dataclass(frozen=True, slots=True)
class VoidProposal:
    """The first person's `division-void`: its act id, actor and reason."""

    act: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Division:
    """The state of a division; `close` and `tally` are act ids (b64u), empty until there is one, `tally_n` the tally's number.

    `sealed` is what a secret vote has from its opening on, `hand_count` what is not, or not only, held on terminals. `recused` are the
    members who take no part in it (V15). `documents` are never changed in place.
    """

    id: str
    draft: acts.DivisionDraft
    state: DivisionState = "draft"
    reason: str = ""
    void: VoidProposal | None = None
    opening: Opening | None = None
    close: str = ""
    tally: str = ""
    tally_n: int = -1
    result: Result | None = None
    declared_ms: int | None = None
    sealed: Sealed | None = None
    hand_count: HandCount | None = None
    recused: frozenset[str] = frozenset()
    course: Course = NOTHING_SAID
    documents: Documents = field(default_factory=dict)

    @property
    def opened(self) -> Opening:
        """What the opening fixed; `wrong-division-state` for a division that was never open."""
        if self.opening is None:
            raise RuleError("wrong-division-state", {"state": self.state})
        return self.opening

    @property
    def secret(self) -> Sealed:
        """What a secret vote has from its opening on; `not-secret` for another division."""
        if self.sealed is None:
            raise RuleError("not-secret", {"division": self.id})
        return self.sealed

    @property
    def takes_ballots(self) -> bool:
        """Whether terminals may cast now."""
        return self.state == "open" and self.draft.pressed

    @property
    def is_counted(self) -> bool:
        """Whether whatever is counted by hand is counted, and signed."""
        return self.hand_count is None or self.hand_count.step == "signed"

    @property
    def counted_by_hand(self) -> HandCount:
        """What is counted by hand, from the opening on; `channel-differs` for another division."""
        if self.hand_count is None:
            raise RuleError("channel-differs", {"channel": self.draft.channel})
        return self.hand_count

    def taking_part(self, present: Mapping[str, Presence]) -> dict[str, Presence]:
        """Of those present, whoever is not recused from this division."""
        return {member: presence for member, presence in present.items() if member not in self.recused}

    @property
    def count(self) -> Count:
        """What is known of a void secret vote's count (docs/sealed.md §7, docs/channels.md §2); empty for every other division."""
        if self.state != "void" or self.draft.secrecy != "secret" or self.opening is None:
            return ""
        if self.tally:
            return "known"
        if self.sealed is None:
            return "may-be-known" if self.hand_count is not None and self.hand_count.revealed else "unknown"
        return "unknown" if len(self.sealed.opened_by - self.sealed.void_ok) < self.sealed.k else "may-be-known"


def changed(
    division: Division, act: acts.OfDivision, to: DivisionState | None, committed: Committed, present: Mapping[str, Presence]
) -> Division:
    """The division after a committed act that moves it to `to` (`None`: it stays); `present` is kept by an opening."""
    after = replace(division, state=to or division.state, **_changes(act, division, committed))
    if isinstance(act, acts.DivisionOpen):
        taking_part = division.taking_part(present)
        opening = _opening(act, committed, taking_part, len(present) - len(taking_part))
        after = replace(after, opening=opening, hand_count=_hand_count(division.draft, opening))
    return after if after.state in UNSETTLED else replace(after, void=None)


def _opening(act: acts.DivisionOpen, committed: Committed, present: Mapping[str, Presence], recused: int) -> Opening:
    return Opening(
        open=committed.open,
        n=act.n,
        p=act.p,
        size=act.electorate.size,
        register_n=act.register.n,
        present=present,
        recused=recused,
        opened_ms=act.opened_ms,
        deadline_ms=act.opened_ms + 1000 * act.auto_close_s if act.auto_close_s else None,
    )


def _hand_count(draft: acts.DivisionDraft, opening: Opening) -> HandCount | None:
    """Ballots and hands there may be: of a mixed vote the hands of members by video."""
    if draft.channel == "terminal":
        return None
    by_video = sum(presence.video for presence in opening.present.values())
    return HandCount.at(draft, by_video if draft.channel == "mixed" else opening.size)


@singledispatch
def _changes(act: acts.OfDivision, _division: Division, _committed: Committed) -> dict[str, Any]:
    """The fields that an act sets beside the state."""
    return {}


@_changes.register
def _(act: acts.DivisionExtend, division: Division, _committed: Committed) -> dict[str, Any]:
    return {"opening": replace(division.opened, deadline_ms=act.deadline_ms)}


@_changes.register
def _(act: OfSeal, division: Division, committed: Committed) -> dict[str, Any]:
    return {"sealed": sealed.after(act, division.secret, committed)}


@_changes.register
def _(act: OfCount, division: Division, committed: Committed) -> dict[str, Any]:
    return {"hand_count": hand_count.after(act, division.counted_by_hand, committed)}


@_changes.register
def _(_act: acts.DivisionClose, _division: Division, committed: Committed) -> dict[str, Any]:
    return {"close": b64u(committed.act_id)}


@_changes.register
def _(act: acts.DivisionTally, _division: Division, committed: Committed) -> dict[str, Any]:
    return {"tally": b64u(committed.act_id), "tally_n": committed.n, "result": act.result}


@_changes.register
def _(_act: acts.DivisionDeclare, _division: Division, committed: Committed) -> dict[str, Any]:
    return {"declared_ms": committed.received_ms}


@_changes.register
def _(act: acts.DivisionVoid, _division: Division, committed: Committed) -> dict[str, Any]:
    return {"void": VoidProposal(b64u(committed.act_id), act.actor, act.reason)}


@_changes.register
def _(_act: acts.DivisionVoidConfirm, division: Division, _committed: Committed) -> dict[str, Any]:
    return {"reason": division.void.reason if division.void else ""}


@_changes.register
def _(_act: acts.DivisionVoidCancel, _division: Division, _committed: Committed) -> dict[str, Any]:
    return {"void": None}


@_changes.register
def _(act: house_acts.Recuse, division: Division, _committed: Committed) -> dict[str, Any]:
    return {"recused": division.recused | {act.member}}


@_changes.register
def _(act: house_acts.RecuseCancel, division: Division, _committed: Committed) -> dict[str, Any]:
    return {"recused": division.recused - {act.member}}


@_changes.register
def _(act: OfDocument, division: Division, _committed: Committed) -> dict[str, Any]:
    return {"documents": documents.after(act, division.documents)}


@_changes.register(acts.DivisionWithdraw)
@_changes.register(acts.DivisionDefer)
def _(act: acts.DivisionWithdraw | acts.DivisionDefer, division: Division, _committed: Committed) -> dict[str, Any]:
    consent = None if act.consent is UNSET else act.consent
    return {"reason": act.reason, "course": replace(division.course, consent=consent)}


@_changes.register
def _(act: DivisionObject, division: Division, _committed: Committed) -> dict[str, Any]:
    return {"reason": act.reason, "course": replace(division.course, objection=Objection(act.member, act.reason))}


@_changes.register
def _(act: DivisionProceed, division: Division, _committed: Committed) -> dict[str, Any]:
    return {"course": replace(division.course, choice=Choice(tuple(act.clauses), act.reason))}
