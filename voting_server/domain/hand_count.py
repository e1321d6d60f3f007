"""Where the count of ballots or hands stands, as a fold over the tellers' and scrutineers' acts (docs/channels.md §3, §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Literal

from voting_server.domain import count_acts as acts
from voting_server.domain.acts import DivisionDraft
from voting_server.domain.count_acts import Figures
from voting_server.domain.figures import Fault, Ground, faults
from voting_server.domain.log import Committed
from voting_server.domain.shapes import Channel, b64u

TELLERS = 2
ATTEMPTS = 50
"""How often one division is counted at most: all attempts stay, in the log and on the desks."""
BY_RETURN, DIFFER, FAULTY = "returned", "differ", "faults"
"""Why an attempt came to nothing, where nobody gave a reason."""
Step = Literal["return", "overfull", "count", "sign", "signed"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of two tellers: commitments and figures by their keys; `reason` why it came to nothing."""

    number: int = 1
    commits: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Figures] = field(default_factory=dict)
    reason: str = ""

    @property
    def both(self) -> Sequence[Figures]:
        """The figures of both tellers in the order of their commitments, nothing before both have given theirs."""
        return tuple(self.figures[key] for key in self.commits) if len(self.figures) == TELLERS else ()


@dataclass(frozen=True, slots=True)
class HandCount:
    """A division of the channel `paper`, `hands` or `mixed` from its opening on.

    `ground` says what is counted; `overfull_by` are the keys, of different persons, that said one after the other that more ballots
    were returned than issued; `stands` is the act id of the reveal with which the count stands, `""` before; `over` are the attempts
    that came to nothing; `signed` the keys of scrutineers.
    """

    channel: Channel
    ground: Ground
    issued: int | None = None
    overfull_by: tuple[str, ...] = ()
    attempt: Attempt = field(default_factory=Attempt)
    over: tuple[Attempt, ...] = ()
    stands: str = ""
    signed: tuple[str, ...] = ()

    @staticmethod
    def at(draft: DivisionDraft, entitled: int) -> "HandCount":
        """A count that begins with an opening; `entitled` may get a ballot, or raise a hand."""
        labels = [name for label in draft.labels for name in (label.zh, label.en) if name]
        return HandCount(draft.channel, Ground(draft.item, labels, entitled))

    @property
    def overfull(self) -> bool:
        """More ballots returned than issued: no tally is possible (E4)."""
        return (self.ground.returned or 0) > (self.issued or 0)

    @property
    def overfull_for_good(self) -> bool:
        """Two persons said so: one may have mistyped."""
        return len(self.overfull_by) >= TELLERS

    @property
    def silent(self) -> frozenset[str]:
        """Who could read the other's figures in an attempt that is over, and gave none: a copy would not be a count."""
        given = (attempt for attempt in self.over if len(attempt.figures) == 1)
        return frozenset(key for attempt in given for key in attempt.commits if key not in attempt.figures)

    @property
    def step(self) -> Step:
        """What is to be done after the close."""
        if self.channel == "paper" and self.ground.returned is None:
            return "return"
        if self.overfull:
            return "overfull"
        if not self.stands:
            return "count"
        return "signed" if self.signed else "sign"

    @property
    def figures(self) -> Figures | None:
        """The figures of the count that stands."""
        return self.attempt.both[0] if self.stands else None

    @property
    def revealed(self) -> bool:
        """Whether any teller has told figures, in whichever attempt."""
        return any(attempt.figures for attempt in (*self.over, self.attempt))

    def failed(self, reason: str) -> "HandCount":
        """Another attempt begins."""
        gone = replace(self.attempt, reason=reason)
        return replace(self, over=(*self.over, gone), attempt=Attempt(gone.number + 1))


@singledispatch
def after(act: acts.OfCount, _count: HandCount, _committed: Committed) -> HandCount:
    """The count after a committed act."""
    raise NotImplementedError(type(act))


@after.register
def _(act: acts.PaperIssue, count: HandCount, _committed: Committed) -> HandCount:
    return replace(count, issued=act.issued)


@after.register
def _(act: acts.PaperReturn, count: HandCount, _committed: Committed) -> HandCount:
    count = count.failed(BY_RETURN) if count.attempt.commits else count
    count = replace(count, ground=replace(count.ground, returned=act.returned))
    return replace(count, overfull_by=(*count.overfull_by, act.actor) if count.overfull else ())


@after.register
def _(act: acts.CountCommit, count: HandCount, _committed: Committed) -> HandCount:
    commits = {**count.attempt.commits, act.actor: act.digest}
    return replace(count, attempt=replace(count.attempt, commits=commits))


@after.register
def _(act: acts.CountReveal, count: HandCount, committed: Committed) -> HandCount:
    count = replace(count, attempt=replace(count.attempt, figures={**count.attempt.figures, act.actor: act.figures}))
    if not count.attempt.both:
        return count
    one, other = count.attempt.both
    if one != other:
        return count.failed(DIFFER)
    if faults_of(count, act.figures):
        return count.failed(FAULTY)
    return replace(count, stands=b64u(committed.act_id))


@after.register
def _(act: acts.CountAgain, count: HandCount, _committed: Committed) -> HandCount:
    return count.failed(act.reason)


@after.register
def _(act: acts.CountSign, count: HandCount, _committed: Committed) -> HandCount:
    return replace(count, signed=(*count.signed, act.actor))


def faults_of(count: HandCount, figures: Figures) -> list[Fault]:
    """Why figures can't be those of this count."""
    return faults(figures, count.ground)
