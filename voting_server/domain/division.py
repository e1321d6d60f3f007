"""A division (a vote held): its states and what each act leaves in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any, Literal

from voting_server.domain import acts, sealed
from voting_server.domain.codes import RuleError
from voting_server.domain.log import Committed
from voting_server.domain.sealed import Sealed
from voting_server.domain.sealed_acts import OfSeal
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
    """A member who is present: where, and by which check-in act (its id)."""

    member: str
    seat: str
    check_in: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """What a `division-open` fixed: its digest, N, P, who was present, the register's act number; the deadline moves."""

    open: str
    n: int
    p: int
    size: int
    register_n: int
    present: Mapping[str, Presence]
    opened_ms: int
    deadline_ms: int | None


@dataclass(frozen=True, slots=True)
class VoidProposal:
    """The first person's `division-void`: its act id, actor and reason."""

    act: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Division:
    """The state of a division; `close` and `tally` are act ids (b64u), empty until there is one, `tally_n` the tally's number.

    `sealed` is what a secret vote has from its opening on.
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
    def count(self) -> Count:
        """What is known of a void secret vote's count (docs/sealed.md §7); empty for every other division."""
        if self.state != "void" or self.sealed is None:
            return ""
        if self.tally:
            return "known"
        silent = len(self.sealed.releases) < self.sealed.k
        return "unknown" if silent and self.sealed.active <= self.sealed.void_ok else "may-be-known"


def changed(
    division: Division, act: acts.OfDivision, to: DivisionState | None, committed: Committed, present: Mapping[str, Presence]
) -> Division:
    """The division after a committed act that moves it to `to` (`None`: it stays); `present` is kept by an opening."""
    after = replace(division, state=to or division.state, **_changes(act, division, committed))
    if isinstance(act, acts.DivisionOpen):
        after = replace(after, opening=_opening(act, committed, present))
    return after if after.state in UNSETTLED else replace(after, void=None)


def _opening(act: acts.DivisionOpen, committed: Committed, present: Mapping[str, Presence]) -> Opening:
    return Opening(
        open=committed.open,
        n=act.n,
        p=act.p,
        size=act.electorate.size,
        register_n=act.register.n,
        present=dict(present),
        opened_ms=act.opened_ms,
        deadline_ms=act.opened_ms + 1000 * act.auto_close_s if act.auto_close_s else None,
    )


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


@_changes.register(acts.DivisionWithdraw)
@_changes.register(acts.DivisionDefer)
def _(act: acts.DivisionWithdraw | acts.DivisionDefer, _division: Division, _committed: Committed) -> dict[str, Any]:
    return {"reason": act.reason}
