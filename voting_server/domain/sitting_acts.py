"""The one table of a sitting's acts (protocol §5): who may cause each, in which states, and what it leads to."""

from dataclasses import dataclass
from typing import Literal

from voting_server.domain import acts, count_acts, document_acts, house_acts
from voting_server.domain import sealed_acts as sealed
from voting_server.domain import sequence_acts as sequence
from voting_server.domain.division import PENDING, UNSETTLED, DivisionState
from voting_server.domain.log import SERVER, ActSpec

SittingState = Literal["created", "open", "closed"]

_NONE: frozenset[SittingState] = frozenset()
_BEFORE_END: frozenset[SittingState] = frozenset({"created", "open"})
_CREATED: frozenset[SittingState] = frozenset({"created"})
_OPEN: frozenset[SittingState] = frozenset({"open"})
_ANY: frozenset[SittingState] = frozenset({"open", "closed"})


@dataclass(frozen=True, slots=True)
class SittingActSpec(ActSpec):
    """A row: `sitting` are the states of the sitting, `states` those of the division, in which the act is allowed.

    `to` is the division's next state, `None` when it stays. `states` is empty for acts about no division and for the
    draft that makes one.
    """

    sitting: frozenset[SittingState]
    states: frozenset[DivisionState] = frozenset()
    to: DivisionState | None = None


def _spec(
    shape: type[acts.Act],
    roles: str,
    sitting: frozenset[SittingState],
    states: frozenset[DivisionState] | DivisionState = frozenset(),
    to: DivisionState | None = None,
) -> SittingActSpec:
    allowed = frozenset({states}) if isinstance(states, str) else states
    return SittingActSpec(shape, frozenset(roles.split()), sitting, allowed, to)


_PUT_OFF: frozenset[DivisionState] = PENDING | {"announced"}

SITTING_ACTS: dict[str, SittingActSpec] = {
    spec.type: spec
    for spec in (
        _spec(acts.SittingCreate, "secretariat", _NONE),
        _spec(acts.SittingOpen, "chair", _CREATED),
        _spec(acts.SittingClose, "chair", _OPEN),
        _spec(acts.CheckIn, "deputy secretariat usher", _OPEN),
        _spec(acts.Depart, "deputy secretariat usher", _OPEN),
        _spec(acts.LeaveGrant, "secretariat", _BEFORE_END),
        _spec(house_acts.Recuse, "deputy secretariat", _BEFORE_END, _PUT_OFF),
        _spec(house_acts.RecuseCancel, "deputy secretariat", _BEFORE_END, _PUT_OFF),
        _spec(house_acts.ChiefDesignate, "secretariat chair", _BEFORE_END),
        _spec(acts.DivisionDraft, "secretariat chair", _BEFORE_END, to="draft"),
        _spec(document_acts.DocumentAttach, "secretariat chair", _BEFORE_END, _PUT_OFF),
        _spec(document_acts.DocumentWithdraw, "secretariat chair", _BEFORE_END, _PUT_OFF),
        _spec(acts.DivisionApprove, "secretariat chair", _BEFORE_END, "draft", "approved"),
        _spec(acts.DivisionAnnounce, "chair", _OPEN, "approved", "announced"),
        _spec(acts.DivisionOpen, "chair", _OPEN, "announced", "open"),
        _spec(acts.DivisionExtend, "chair", _OPEN, "open"),
        _spec(acts.DivisionClose, f"chair {SERVER}", _OPEN, "open", "closed"),
        _spec(count_acts.PaperIssue, "teller", _OPEN, "open"),
        _spec(count_acts.PaperReturn, "teller", _OPEN, "closed"),
        _spec(count_acts.CountCommit, "teller", _OPEN, "closed"),
        _spec(count_acts.CountReveal, "teller", _OPEN, "closed"),
        _spec(count_acts.CountAgain, "teller chair", _OPEN, "closed"),
        _spec(count_acts.CountSign, "scrutineer", _OPEN, frozenset({"closed", "tallied"})),
        _spec(acts.DivisionTally, SERVER, _OPEN, "closed", "tallied"),
        _spec(acts.DivisionDeclare, "chair", _OPEN, "tallied", "declared"),
        _spec(acts.DivisionPublish, "secretariat chair", _ANY, "declared", "published"),
        _spec(acts.DivisionArchive, SERVER, _ANY, "published", "archived"),
        _spec(acts.DivisionVoid, "chair", _OPEN, UNSETTLED),
        _spec(acts.DivisionVoidConfirm, "secretariat scrutineer", _OPEN, UNSETTLED, "void"),
        _spec(acts.DivisionVoidCancel, "chair", _OPEN, UNSETTLED),
        _spec(acts.DivisionWithdraw, "chair", _BEFORE_END, _PUT_OFF, "withdrawn"),
        _spec(acts.DivisionDefer, "chair", _BEFORE_END, _PUT_OFF, "deferred"),
        _spec(sequence.DivisionObject, "secretariat chair", _BEFORE_END, _PUT_OFF, "withdrawn"),
        _spec(sequence.DivisionProceed, "chair", _BEFORE_END, PENDING),
        _spec(sealed.CeremonyStart, "secretariat chair", _BEFORE_END),
        _spec(sealed.CeremonyCommit, "scrutineer", _BEFORE_END),
        _spec(sealed.CeremonyReveal, "scrutineer", _BEFORE_END),
        _spec(sealed.CeremonyDeal, "scrutineer", _BEFORE_END),
        _spec(sealed.CeremonySeal, "scrutineer", _BEFORE_END),
        _spec(sealed.CeremonyAbort, "scrutineer secretariat chair", _BEFORE_END),
        _spec(sealed.Erased, "scrutineer", frozenset({"closed"})),
        _spec(sealed.StandDown, "chair", _BEFORE_END),
        _spec(sealed.StandDownOk, "scrutineer", _BEFORE_END),
        _spec(sealed.StandDownCancel, "chair", _BEFORE_END),
        _spec(sealed.OpenOk, "scrutineer", _OPEN, "open"),
        _spec(sealed.OpenRefuse, "scrutineer", _OPEN, "open"),
        _spec(sealed.DivisionFreeze, SERVER, _OPEN, "closed"),
        _spec(sealed.RootOk, "scrutineer", _OPEN, "closed"),
        _spec(sealed.RootRefuse, "scrutineer", _OPEN, "closed"),
        _spec(sealed.Release, "scrutineer", _OPEN, "closed"),
        _spec(sealed.NamesCall, SERVER, _OPEN, "closed"),
        _spec(sealed.Mix, "scrutineer", _OPEN, "closed"),
        _spec(sealed.RowRelease, "scrutineer", _OPEN, "closed"),
        _spec(sealed.VoidOk, "scrutineer", _ANY, "void"),
    )
}
