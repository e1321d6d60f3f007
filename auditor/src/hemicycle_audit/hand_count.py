"""What tellers and scrutineers did in a vote that is counted by hand (docs/channels.md §3, §5)."""

from dataclasses import dataclass, field
from typing import Any

from hemicycle_audit.acts import Act
from hemicycle_audit.channel import PAPER
from hemicycle_audit.counts import Count
from hemicycle_audit.figures import Fault, Figures, Path, count_of, differences, faults
from hemicycle_audit.items import Item
from hemicycle_audit.register import Key

TELLERS = 2
ATTEMPTS = 50
"""How often one division is counted at most (docs/channels.md §3)."""

DIFFER, FAULTS, RETURNED = "differ", "faults", "returned"


@dataclass
class Counting:
    """An attempt at a count: who committed and who revealed, in the order of their acts.

    ``reason`` says how it came to nothing: ``differ``, ``faults``, ``returned``, or the words of a ``count-again``.
    """

    number: int
    commits: dict[bytes, Act] = field(default_factory=dict)
    reveals: dict[bytes, Act] = field(default_factory=dict)
    reason: str | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def figures(self) -> list[Figures]:
        """Return what was revealed so far."""
        return [act.doc["figures"] for act in self.reveals.values()]

    @property
    def differences(self) -> list[tuple[Path, tuple[int | None, int | None]]]:
        """Return the places where the two figures differ; none before there are two."""
        return differences(*self.figures) if len(self.reveals) == TELLERS else []


@dataclass
class HandCount:
    """The hand count of an opened division; ``entitled`` is the electorate's size, of a mixed vote V.

    ``overfull_by`` are the persons who said, one after the other, that more ballots were returned than issued.
    """

    channel: str
    entitled: int
    item: Item | None
    issued: int | None = None
    returned: int | None = None
    overfull_by: list[str] = field(default_factory=list)
    attempts: list[Counting] = field(default_factory=lambda: [Counting(1)])
    standing: Act | None = None
    asked: list[Key] = field(default_factory=list)
    signed: dict[bytes, Act] = field(default_factory=dict)

    @property
    def running(self) -> Counting:
        """Return the latest attempt: the one under way, or the one that stands."""
        return self.attempts[-1]

    @property
    def overfull(self) -> bool:
        """Tell whether more ballots were returned than issued: no tally is possible (E4)."""
        return (self.returned or 0) > (self.issued or 0)

    @property
    def silent(self) -> set[bytes]:
        """Return who could read the other's figures in an attempt that is over, and gave none."""
        given = [attempt for attempt in self.attempts if attempt.reason is not None and len(attempt.reveals) == 1]
        return {key for attempt in given for key in attempt.commits.keys() - attempt.reveals.keys()}

    @property
    def figures(self) -> dict[str, Any] | None:
        """Return the figures that stand."""
        return self.standing.doc["figures"] if self.standing else None

    @property
    def count(self) -> Count | None:
        """Return what the figures that stand come to."""
        figures = self.figures
        return count_of(figures, self.item) if figures is not None and self.item is not None else None

    @property
    def told(self) -> bool:
        """Tell whether figures were revealed in any attempt."""
        return any(attempt.reveals for attempt in self.attempts)

    def take_back(self, returned: int, person: str) -> None:
        """Note the number of ballots returned; what was committed to another number comes to nothing."""
        if self.running.commits:
            self.begin(RETURNED)
        self.returned = returned
        self.overfull_by = [*self.overfull_by, person] if self.overfull else []

    def begin(self, reason: str) -> None:
        """Let the running attempt come to nothing, and begin the next."""
        self.running.reason = reason
        self.attempts.append(Counting(self.running.number + 1))

    def judge(self, act: Act) -> None:
        """End the running attempt with the second reveal: it stands if the figures are equal and have no fault."""
        one, other = self.running.figures
        if one != other:
            self.begin(DIFFER)
            return
        returned = (self.returned or 0) if self.channel == PAPER else None
        self.running.faults = faults(one, self.item, returned, self.entitled)
        if self.running.faults:
            self.begin(FAULTS)
        else:
            self.standing = act
