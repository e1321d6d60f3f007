"""The scrutineers' keys of a sitting: a ceremony in rounds, and who of them is still there (docs/sealed.md §2, §7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Literal

from voting_server.domain import sealed_acts as acts
from voting_server.domain.codes import RuleError
from voting_server.domain.log import Committed
from voting_server.domain.shapes import b64u

Phase = Literal["committing", "revealing", "dealing", "sealing", "ready", "aborted"]

ROUNDS: Mapping[type[acts.OfRound], Phase] = {
    acts.CeremonyCommit: "committing",
    acts.CeremonyReveal: "revealing",
    acts.CeremonyDeal: "dealing",
    acts.CeremonySeal: "sealing",
}
"""In which phase a scrutineer sends which message."""
_NEXT: Mapping[Phase, Phase] = {
    "committing": "revealing",
    "revealing": "dealing",
    "dealing": "sealing",
    "sealing": "ready",
}


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """What an attempt came to: Z, Y, S_1..S_n and S, all b64u."""

    keys: str
    public: str
    shares: tuple[str, ...]
    seal: str

    @staticmethod
    def of(act: acts.CeremonySeal) -> "SealedKeys":
        """The last four members of a `ceremony-seal`."""
        return SealedKeys(act.keys, act.public, tuple(act.shares), act.seal)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an attempt ended: who said so (index, 0 is the secretariat or the chair), whom it names (0 nobody), and the code."""

    by: int
    culprit: int
    code: str


@dataclass(frozen=True, slots=True)
class StandDown:
    """A scrutineer whose absence was proposed by the act `act` (its id) and who of the others has confirmed it."""

    act: str
    index: int
    reason: str
    confirmed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ceremony:
    """The latest attempt. `done` are the indices that have sent the message of the present phase.

    `sealed` is what the scrutineers of the phase `sealing` agree on; it holds from `ready` on. `used` tells that a vote was opened
    under it. `active` are the indices not stood down, `erased` those whose devices have destroyed their shares.
    """

    attempt: int
    k: int
    scrutineers: tuple[str, ...]
    chairs: tuple[str, ...]
    active: frozenset[int]
    phase: Phase = "committing"
    done: frozenset[int] = frozenset()
    sealed: SealedKeys | None = None
    used: bool = False
    fault: Fault | None = None
    stand_down: StandDown | None = None
    erased: frozenset[int] = frozenset()

    @property
    def n(self) -> int:
        """How many scrutineers there are."""
        return len(self.scrutineers)

    @property
    def keys(self) -> SealedKeys:
        """The keys of a sealed sitting; `not-sealed` if it is not."""
        if self.phase != "ready" or self.sealed is None:
            raise RuleError("not-sealed", {"phase": self.phase})
        return self.sealed

    def index_of(self, key: str) -> int:
        """The index of a scrutineer's key, 0 for another key."""
        return self.scrutineers.index(key) + 1 if key in self.scrutineers else 0


def ready_keys(ceremony: Ceremony | None) -> tuple[Ceremony, SealedKeys]:
    """The ceremony of a sealed sitting and its keys; `not-sealed` otherwise."""
    if ceremony is None:
        raise RuleError("not-sealed")
    return ceremony, ceremony.keys


@singledispatch
def _after(act: acts.OfCeremony | acts.OfStandDown, _ceremony: Ceremony, _committed: Committed) -> Ceremony:
    raise NotImplementedError(type(act))


def after(ceremony: Ceremony | None, act: acts.OfCeremony | acts.OfStandDown, committed: Committed) -> Ceremony:
    """The ceremony after a committed act."""
    if isinstance(act, acts.CeremonyStart):
        people = frozenset(range(1, len(act.scrutineers) + 1))
        return Ceremony(act.attempt, act.k, tuple(act.scrutineers), tuple(act.chairs), people)
    assert ceremony is not None
    return _after(act, ceremony, committed)


@_after.register
def _(act: acts.OfRound, ceremony: Ceremony, _committed: Committed) -> Ceremony:
    """A round is over when everybody has sent."""
    done = ceremony.done | {act.index}
    sealed = SealedKeys.of(act) if isinstance(act, acts.CeremonySeal) else None
    if len(done) < ceremony.n:
        return replace(ceremony, done=done, sealed=sealed)
    following = _NEXT[ceremony.phase]
    return replace(ceremony, phase=following, sealed=sealed, done=done if following == "ready" else frozenset())


@_after.register
def _(act: acts.CeremonyAbort, ceremony: Ceremony, _committed: Committed) -> Ceremony:
    fault = Fault(act.index, act.culprit, act.code)
    return replace(ceremony, phase="aborted", done=frozenset(), sealed=None, fault=fault, stand_down=None)


@_after.register
def _(act: acts.Erased, ceremony: Ceremony, _committed: Committed) -> Ceremony:
    return replace(ceremony, erased=ceremony.erased | {act.index})


@_after.register
def _(act: acts.StandDown, ceremony: Ceremony, committed: Committed) -> Ceremony:
    return replace(ceremony, stand_down=StandDown(b64u(committed.act_id), act.index, act.reason))


@_after.register
def _(act: acts.StandDownOk, ceremony: Ceremony, _committed: Committed) -> Ceremony:
    """Nobody is stood down before all others have confirmed it."""
    assert ceremony.stand_down is not None
    proposed = ceremony.stand_down
    confirmed = proposed.confirmed | {ceremony.index_of(act.actor)}
    others = ceremony.active - {proposed.index}
    if confirmed < others:
        return replace(ceremony, stand_down=replace(proposed, confirmed=confirmed))
    return replace(ceremony, active=others, stand_down=None)


@_after.register
def _(_act: acts.StandDownCancel, ceremony: Ceremony, _committed: Committed) -> Ceremony:
    return replace(ceremony, stand_down=None)
