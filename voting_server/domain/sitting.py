"""A sitting (protocol §5): who is present and what became of each division, as a fold over the acts of `sitting.<id>`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any

from msgspec import UNSET

from voting_server.domain import acts, ceremony, house_acts
from voting_server.domain.ceremony import Ceremony
from voting_server.domain.division import Division, Presence, changed
from voting_server.domain.log import Chain, Committed, read_act
from voting_server.domain.profile import Profile
from voting_server.domain.profile_rules import quorum_of
from voting_server.domain.quorum import QUORUMS, Quorum
from voting_server.domain.register import Register
from voting_server.domain.sealed import Sealed
from voting_server.domain.sealed_acts import OfCeremony, OfStandDown
from voting_server.domain.shapes import ExpectedPages, SittingKind
from voting_server.domain.sitting_acts import SITTING_ACTS, SittingState
from voting_server.domain.text import Text


@dataclass(slots=True)
class Sitting:
    """The state of `sitting.<id>`. Entries are never changed in place, so `copy` is shallow.

    `meeting` are the members `term`, `session`, `session_kind` that there are (docs/profiles.md §2).
    `current` is the division put to the vote last, unless it was withdrawn or deferred. `presence_n` is the number of
    the last act that changed who is present in a division. `ceremony` is the latest attempt to make the keys for secret votes,
    `chief` the key of the chief scrutineer. `pages` is the bundle that it expects of its terminals (docs/protocol.md §14).
    """

    chain: Chain
    id: str = ""
    body: str = ""
    title: Text = field(default_factory=lambda: Text(zh="", en=""))
    kind: SittingKind = "plenary"
    quorum: Quorum = QUORUMS["Q1"]
    profile: Profile | None = None
    meeting: Mapping[str, Any] = field(default_factory=dict)
    server: str = ""
    state: SittingState = "created"
    present: dict[str, Presence] = field(default_factory=dict)
    leave: dict[str, str] = field(default_factory=dict)
    divisions: dict[str, Division] = field(default_factory=dict)
    current: str = ""
    presence_n: int = -1
    ceremony: Ceremony | None = None
    chief: str = ""
    pages: ExpectedPages | None = None

    @staticmethod
    def empty(sitting: str) -> "Sitting":
        """The sitting `sitting` before its first act."""
        return Sitting(Chain(f"sitting.{sitting}"))

    def copy(self) -> "Sitting":
        """A sitting that changes on its own."""
        tables: Mapping[str, object] = {
            "present": self.present.copy(),
            "leave": self.leave.copy(),
            "divisions": self.divisions.copy(),
        }
        return replace(self, chain=self.chain.copy(), **tables)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Members due (N), present, on leave and absent; `video` of those present attend by video."""

    due: int
    present: int
    leave: int
    video: int = 0

    @property
    def absent(self) -> int:
        """Due, neither present nor on leave; 0 while the roster lacks somebody who is present still."""
        return max(0, self.due - self.present - self.leave)


def attendance(sitting: Sitting, register: Register) -> Attendance:
    """The counts of protocol §5; leave counts members in office who are not present."""
    leave = sum(
        1
        for member in sitting.leave
        if member not in sitting.present and member in register.members and register.members[member].votes
    )
    video = sum(presence.video for presence in sitting.present.values())
    return Attendance(register.in_office, len(sitting.present), leave, video)


def apply(sitting: Sitting, committed: Committed) -> None:
    """Fold a committed act into the sitting, in constant time but for an opening, which keeps who is present."""
    _, act = read_act(SITTING_ACTS, committed.body)
    sitting.chain.extend(committed)
    _fold(act, sitting, committed)


@singledispatch
def _fold(act: acts.Act, sitting: Sitting, committed: Committed) -> None:
    raise NotImplementedError(type(act))


@_fold.register
def _(act: acts.SittingCreate, sitting: Sitting, _committed: Committed) -> None:
    sitting.id, sitting.body, sitting.kind, sitting.server = act.id, act.body, act.kind, act.server
    sitting.title = Text(zh=act.title.zh, en=act.title.en)
    sitting.quorum = QUORUMS[act.quorum]
    if act.profile is not UNSET:
        sitting.profile, sitting.quorum = act.profile, quorum_of(act.profile, act.kind)
    meeting = {name: getattr(act, name) for name in ("term", "session", "session_kind")}
    sitting.meeting = {name: value for name, value in meeting.items() if value is not UNSET}
    sitting.pages = None if act.pages is UNSET else act.pages


@_fold.register
def _(_act: acts.SittingOpen, sitting: Sitting, _committed: Committed) -> None:
    sitting.state = "open"


@_fold.register
def _(_act: acts.SittingClose, sitting: Sitting, _committed: Committed) -> None:
    sitting.state = "closed"


@_fold.register
def _(act: acts.CheckIn, sitting: Sitting, committed: Committed) -> None:
    way = "" if act.way is UNSET else act.way
    video, ms = act.by == "video", committed.received_ms
    sitting.present[act.member] = Presence(act.member, act.seat, committed.act_id, video, ms, way, act.actor)
    sitting.presence_n = committed.n


@_fold.register
def _(act: acts.Depart, sitting: Sitting, committed: Committed) -> None:
    del sitting.present[act.member]
    sitting.presence_n = committed.n


@_fold.register
def _(act: acts.LeaveGrant, sitting: Sitting, _committed: Committed) -> None:
    sitting.leave[act.member] = act.reason


@_fold.register
def _(act: house_acts.ChiefDesignate, sitting: Sitting, _committed: Committed) -> None:
    sitting.chief = act.key


@_fold.register
def _(act: acts.DivisionDraft, sitting: Sitting, _committed: Committed) -> None:
    sitting.divisions[act.division] = Division(act.division, act)


@_fold.register(OfCeremony)
@_fold.register(OfStandDown)
def _(act: OfCeremony | OfStandDown, sitting: Sitting, committed: Committed) -> None:
    before = sitting.ceremony
    sitting.ceremony = ceremony.after(before, act, committed)
    if isinstance(act, OfStandDown) and before is not None:
        for gone in before.active - sitting.ceremony.active:
            _stand_down(sitting, gone)


def _stand_down(sitting: Sitting, index: int) -> None:
    """A vote that is closed and not tallied goes on without the absent scrutineer."""
    for division in sitting.divisions.values():
        if division.state == "closed" and division.sealed is not None:
            sitting.divisions[division.id] = replace(division, sealed=division.sealed.without(index))


@_fold.register
def _(act: acts.OfDivision, sitting: Sitting, committed: Committed) -> None:
    to = SITTING_ACTS[committed.body["type"]].to
    division = changed(sitting.divisions[act.division], act, to, committed, sitting.present)
    if isinstance(act, acts.DivisionOpen) and act.active is not UNSET and sitting.ceremony is not None:
        division = replace(division, sealed=Sealed.at(sitting.ceremony, frozenset(act.active)))
        sitting.ceremony = replace(sitting.ceremony, used=True)
    sitting.divisions[division.id] = division
    if isinstance(act, house_acts.OfRecusal):
        sitting.presence_n = committed.n
    if to == "announced":
        sitting.current = division.id
    elif to in {"withdrawn", "deferred"} and sitting.current == division.id:
        sitting.current = ""
