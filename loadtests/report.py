"""The benchmark's tables: target, measured, their ratio, and the nearest peer's published figure beside it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from loadtests.machine import Usage

PEER_VOTES_A_SECOND = 4300.0
"""The upper end of 3,300 to 4,300."""
PEER_P99_S = 0.60
"""The lower end of 0.60 to 0.77, when 3,000 press at once."""


ROLES = ("generator", "workers", "verifier", "store")
"""The groups of processes that every scenario has."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Whose published figures ours stand beside: a short name, and in words what they are."""

    name: str
    words: str


VOTE_SERVICE = Peer(
    "",
    "the nearest open-source vote service (Go, no signatures, Redis without persistence), as published for the same kind of machine: "
    "3,300–4,300 votes/s, p99 0.60–0.77 s",
)
BELENIOS = Peer("Belenios", "Belenios 2.0: 21–25 ms to verify a ballot of one question with three answers")
ELECTIONGUARD = Peer("ElectionGuard", "ElectionGuard-python 1.4: a yes/no ballot, 50 ms to encrypt, 86 ms to verify")
HELIOS = Peer("Helios", "the Helios booth: 0.69 s to encrypt a question with three answers, in JavaScript")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `at_most` says that smaller is better. `peer` is the peer's best published figure, where there is one."""

    name: str
    unit: str
    target: float | None
    measured: float
    at_most: bool = True
    peer: float | None = None
    peer_of: Peer = VOTE_SERVICE

    @property
    def ratio(self) -> float | None:
        """Measured ÷ target."""
        return self.measured / self.target if self.target else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return self.measured <= self.target if self.at_most else self.measured >= self.target

    @property
    def against_peer(self) -> float | None:
        """Measured ÷ peer."""
        return self.measured / self.peer if self.peer else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario gave: its figures, the acknowledgements proven, the processes' use; `invalid` says why it is worth nothing."""

    scenario: str
    figures: Sequence[Figure] = ()
    usage: Usage | None = None
    proven: int = 0
    invalid: str = ""
    load: float = 0.0
    notes: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Everything, ratios included."""
        figures = [
            {**asdict(figure), "ratio": figure.ratio, "met": figure.met, "against_peer": figure.against_peer}
            for figure in self.figures
        ]
        return {**asdict(self), "figures": figures}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all don't exceed; ValueError for none."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


_MET = {None: "", True: "yes", False: "[red]no[/red]"}


def show(outcomes: Sequence[Outcome], machine: str, screen: Console) -> None:
    """Print the tables."""
    screen.print(f"[bold]{machine}[/bold]", soft_wrap=True)
    table = Table("scenario", "figure", "target", "measured", "ratio", "met", "peer", "ratio to peer")
    for outcome in outcomes:
        if outcome.invalid:
            table.add_row(outcome.scenario, f"[red]INVALID[/red]: {outcome.invalid}", *[""] * 6)
        for figure in outcome.figures:
            *told, theirs, against = _cells(figure)
            table.add_row(outcome.scenario, *told, _MET[figure.met], theirs, against)
        table.add_section()
    screen.print(table)
    used = [(outcome, outcome.usage) for outcome in outcomes if outcome.usage is not None]
    if used:
        screen.print(_costs(used))
    figures = [figure for outcome in outcomes for figure in outcome.figures]
    for peer in dict.fromkeys(figure.peer_of for figure in figures if figure.peer is not None):
        screen.print(f"Peer: {peer.words}.", soft_wrap=True)


def show_markdown(outcomes: Sequence[Outcome], machine: str) -> str:
    """The tables as the README has them."""
    rows = []
    for outcome in outcomes:
        rows += [[outcome.scenario, f"INVALID: {outcome.invalid}", *[""] * 5]] if outcome.invalid else []
        rows += [[outcome.scenario, *_cells(figure)] for figure in outcome.figures]
    tables = [_markdown(["scenario", "figure", "target", "measured", "ratio", "peer", "ratio to peer"], rows)]
    used = [(outcome, outcome.usage) for outcome in outcomes if outcome.usage is not None]
    if used:
        tables.append(_markdown(_COSTS, [_cost_cells(outcome, usage) for outcome, usage in used]))
    return "\n\n".join([machine, *tables])


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |".replace("|  ", "| ") for row in (head, ["---"] * len(head), *rows))


_COSTS = ("scenario", "proven", *(f"{group} CPU" for group in ROLES), "scrutineers CPU", "others CPU", "loop lag", "load before")


def _costs(used: Sequence[tuple[Outcome, Usage]]) -> Table:
    table = Table(*_COSTS)
    for outcome, usage in used:
        table.add_row(*_cost_cells(outcome, usage))
    return table


def _cost_cells(outcome: Outcome, usage: Usage) -> list[str]:
    """Processor seconds by role; those of the scrutineers' devices one by one, for each has a machine of its own in a chamber."""
    cpu = (f"{usage.cpu[group]:.2f} s" for group in ROLES)
    devices = " · ".join(f"{seconds:.2f}" for group, seconds in usage.cpu.items() if group not in ROLES)
    lag = f"{usage.lag * 1000:.0f} ms"
    return [outcome.scenario, f"{outcome.proven:,}", *cpu, devices, f"{usage.others:.2f} s", lag, f"{outcome.load:.2f}"]


def _cells(figure: Figure) -> list[str]:
    """Figure, target, measured, ratio, peer, ratio to peer."""
    sign = "≤" if figure.at_most else "≥"
    target = "" if figure.target is None else f"{sign} {_number(figure.target, figure.unit)}"
    peer = "" if figure.peer is None else f"{_number(figure.peer, figure.unit)} {figure.peer_of.name}".rstrip()
    return [figure.name, target, _number(figure.measured, figure.unit), _ratio(figure.ratio), peer, _ratio(figure.against_peer)]


def _number(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value * 1000:,.{1 if value >= 0.01 else 3}f} ms" if value < 1 else f"{value:,.2f} s"
    if unit == "B":
        return f"{value / 1024:,.1f} KiB"
    return f"{value:,.0f} {unit}".rstrip()


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
