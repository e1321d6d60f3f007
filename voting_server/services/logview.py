"""A log as this process has read it: its folded state, and where each of its acts stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from voting_protocol.acts import Head, SignedAct
from voting_server.domain import ledger as ledgers
from voting_server.domain import register as registers
from voting_server.domain import sitting as sittings
from voting_server.domain.ledger import Ledger
from voting_server.domain.register import Register
from voting_server.domain.sitting import Sitting
from voting_server.records.folding import committed
from voting_server.records.port import StoredAct


class Job(Protocol):
    """An act that waits for its judgement."""

    @property
    def body(self) -> dict[str, Any]:
        """The first act's body."""
        ...


@dataclass(slots=True)
class LogView:
    """A log as far as this process has read it: its folded state and where each act id stands."""

    name: str
    state: Register | Sitting | Ledger
    numbers: dict[bytes, int] = field(default_factory=dict)
    created_ms: int = 0
    signed: dict[tuple[str, ...], SignedAct] = field(default_factory=dict)
    """Acts as they were signed: openings and closes by division and type, which are leaves of the boards; `open-ok` by division,
    type and actor; `ceremony-start` and `ceremony-seal` of the latest attempt by "", type and actor."""

    @property
    def length(self) -> int:
        """How many acts were read."""
        return self.state.chain.length

    @property
    def head(self) -> Head:
        """The last act read."""
        return self.at(self.length - 1)

    def at(self, n: int) -> Head:
        """The act number `n` with its chain digest."""
        return Head(n, self.state.chain.digests[n]) if n >= 0 else Head()

    def copy(self) -> "LogView":
        """A view that grows on its own."""
        return LogView(self.name, self.state.copy(), self.numbers.copy(), self.created_ms, self.signed.copy())

    @property
    def register(self) -> Register:
        """The state of a body's log."""
        assert isinstance(self.state, Register)
        return self.state

    @property
    def sitting(self) -> Sitting:
        """The state of a sitting's log."""
        assert isinstance(self.state, Sitting)
        return self.state

    @property
    def ledger(self) -> Ledger:
        """The state of a ledger."""
        assert isinstance(self.state, Ledger)
        return self.state


def apply_act(view: LogView, stored: StoredAct, act_id: bytes, body: dict[str, Any]) -> None:
    """Fold an act into the view of its log."""
    act = committed(stored, act_id, body)
    if isinstance(view.state, Register):
        registers.apply(view.state, act)
    elif isinstance(view.state, Ledger):
        ledgers.apply(view.state, act)
    else:
        sittings.apply(view.state, act)
    view.numbers[act_id] = stored.n
    view.created_ms = view.created_ms or stored.received_ms
    _keep_signed(view.signed, stored.act, body)


def _keep_signed(signed: dict[tuple[str, ...], SignedAct], act: SignedAct, body: Mapping[str, Any]) -> None:
    match kind := body["type"]:
        case "division-open" | "division-close":
            signed[body["division"], kind] = act
        case "open-ok" | "mix":
            signed[body["division"], kind, body["actor"]] = act
        case "ceremony-start":
            for name in [name for name in signed if not name[0]]:
                del signed[name]
            signed["", kind] = act
        case "ceremony-seal":
            signed["", kind, body["actor"]] = act


def registers_of(view: LogView, jobs: Sequence[Job]) -> list[str]:
    """The registers that judge these jobs of a log."""
    if isinstance(view.state, Ledger):
        return [f"body.{view.state.body}"]
    if not isinstance(view.state, Sitting):
        return []
    bodies = {str(job.body.get("body")) for job in jobs if job.body["type"] == "sitting-create"} | {view.sitting.body}
    return sorted(f"body.{body}" for body in bodies if body)


def empty_state(name: str) -> Register | Sitting | Ledger:
    """The state of a log before its first act."""
    kind, _, identity = name.partition(".")
    if kind == "ledger":
        return Ledger.empty(identity)
    return Register.empty(identity) if kind == "body" else Sitting.empty(identity)
