"""The key ceremony as the log tells it: attempts, their messages, and who was stood down (docs/sealed.md §2, §7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from terminal_client.scrutineer.ledger import Logged
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.sealed.ceremony import Commits, Deals, Reveals
from voting_protocol.sealed.ceremony_messages import Parameters

COMMITTING, REVEALING, DEALING, SEALING, READY, ABORTED = "committing", "revealing", "dealing", "sealing", "ready", "aborted"
ROUNDS = {"ceremony-commit": COMMITTING, "ceremony-reveal": REVEALING, "ceremony-deal": DEALING, "ceremony-seal": SEALING}
SEALED = ("keys", "public", "shares", "seal")
"""The members in which all seals of an attempt are equal."""


@dataclass(slots=True)
class Absence:
    """A scrutineer whom the chair would stand down, by an act's id (b64u), and who confirmed it."""

    act: str
    index: int
    reason: str
    confirmed: set[int] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Attempt:
    """One `ceremony-start` and what followed. `used`: a division was opened under its seal; `start` is the act's number.

    `erased` are the indices whose devices have destroyed their shares.
    """

    parameters: Parameters
    chairs: tuple[str, ...]
    start: int
    started_ms: int
    messages: dict[str, dict[int, bytes]] = field(default_factory=lambda: {kind: {} for kind in ROUNDS})
    seals: dict[int, Logged] = field(default_factory=dict)
    abort: Logged | None = None
    stood_down: set[int] = field(default_factory=set)
    absence: Absence | None = None
    erased: set[int] = field(default_factory=set)
    used: bool = False

    @property
    def number(self) -> int:
        """The attempt's number, from 1."""
        return self.parameters.attempt

    @property
    def phase(self) -> str:
        """What everybody does now."""
        if self.abort is not None:
            return ABORTED
        for kind, phase in ROUNDS.items():
            if len(self._of(kind)) < self.parameters.n:
                return phase
        return READY

    def sent(self, kind: str) -> frozenset[int]:
        """Who sent the message of a round."""
        return frozenset(self._of(kind))

    @property
    def done(self) -> frozenset[int]:
        """Who has done what the present phase asks."""
        kind = next((kind for kind, phase in ROUNDS.items() if phase == self.phase), "")
        return self.sent(kind) if kind else frozenset(self.parameters.indices) if self.phase == READY else frozenset()

    @property
    def seal(self) -> str:
        """S (b64u) of a sealed sitting, else ""."""
        return str(self.seals[1].body["seal"]) if self.phase == READY else ""

    @property
    def active(self) -> tuple[int, ...]:
        """The indices not stood down, ascending."""
        return tuple(index for index in self.parameters.indices if index not in self.stood_down)

    def index_of(self, key: str) -> int:
        """The index of a scrutineer's key (b64u), 0 for another key."""
        keys = [b64u(identity) for identity in self.parameters.identities]
        return keys.index(key) + 1 if key in keys else 0

    def commits(self) -> Commits:
        """Round 1, complete; CeremonyFault."""
        return Commits.collect(self.parameters, self.messages["ceremony-commit"])

    def reveals(self) -> Reveals:
        """Round 2, complete and verified; CeremonyFault."""
        return Reveals.collect(self.commits(), self.messages["ceremony-reveal"])

    def deals(self) -> Deals:
        """Round 3, complete; CeremonyFault."""
        return Deals.collect(self.reveals(), self.messages["ceremony-deal"])

    def _of(self, kind: str) -> Mapping[int, object]:
        return self.seals if kind == "ceremony-seal" else self.messages[kind]


class Attempts:
    """All attempts of a sitting; the last one is the one that counts. `apply` gives the code of a rule that an act breaks, or ""."""

    def __init__(self, sitting: str) -> None:
        self._sitting = sitting
        self.all: list[Attempt] = []

    @property
    def current(self) -> Attempt | None:
        """The last attempt."""
        return self.all[-1] if self.all else None

    def begin(self, logged: Logged, chairs: Collection[tuple[str, ...]], scrutineers: Collection[str]) -> str:
        """A `ceremony-start`; `chairs` are all the active chairs' keys sorted, as they may have been then, `scrutineers` the active ones'.

        Raises `ceremony-parameters`, `bad-key`.
        """
        body = logged.body
        previous = self.current.number if self.current else 0
        fits = tuple(body["chairs"]) in chairs and all(key in scrutineers for key in body["scrutineers"])
        if body["attempt"] != previous + 1 or not fits:
            return "ceremony-parameters"
        identities = tuple(unb64u(key, 32) for key in body["scrutineers"])
        parameters = Parameters(self._sitting, body["k"], identities, body["attempt"])
        self.all.append(Attempt(parameters, tuple(body["chairs"]), logged.n, logged.received_ms))
        return ""

    def apply(self, logged: Logged, *, voting: bool) -> str:
        """Any other act of the ceremony or about an absence; `voting`: a division is open."""
        attempt = self.current
        if attempt is None:
            return "no-ceremony"
        if logged.type in ROUNDS:
            return self._message(logged, attempt)
        if logged.type == "ceremony-abort":
            return self._abort(logged, attempt)
        if logged.type == "erased":
            return self._erased(logged, attempt)
        return self._absence(logged, attempt, voting)

    @staticmethod
    def _by(logged: Logged, attempt: Attempt) -> int:
        """The index in whose name the act speaks; −1 if its actor is somebody else."""
        body = logged.body
        same = body["attempt"] == attempt.number and attempt.index_of(logged.actor) == body["index"]
        return int(body["index"]) if same else -1

    def _message(self, logged: Logged, attempt: Attempt) -> str:
        index = self._by(logged, attempt)
        if index < 1:
            return "not-allowed"
        if ROUNDS[logged.type] != attempt.phase or index in attempt.sent(logged.type):
            return "ceremony-over"
        if logged.type == "ceremony-seal":
            if any(other.body[name] != logged.body[name] for other in attempt.seals.values() for name in SEALED):
                return "bad-seal"
            attempt.seals[index] = logged
        else:
            attempt.messages[logged.type][index] = unb64u(logged.body["message"])
        return ""

    def _abort(self, logged: Logged, attempt: Attempt) -> str:
        index = self._by(logged, attempt)
        if index < 0 or logged.body["culprit"] > attempt.parameters.n:
            return "not-allowed"
        late = attempt.phase == READY and (index == 0 or attempt.used)
        if late or attempt.abort is not None:
            return "ceremony-over"
        attempt.abort = logged
        attempt.absence = None
        return ""

    def _erased(self, logged: Logged, attempt: Attempt) -> str:
        index = self._by(logged, attempt)
        if index < 1 or index in attempt.erased:
            return "not-allowed"
        attempt.erased.add(index)
        return ""

    def _absence(self, logged: Logged, attempt: Attempt, voting: bool) -> str:
        body, pending = logged.body, attempt.absence
        if attempt.phase != READY:
            return "not-sealed"
        if logged.type == "stand-down":
            if voting or pending or body["index"] not in attempt.active or len(attempt.active) <= attempt.parameters.k:
                return "not-allowed"
            attempt.absence = Absence(logged.name, body["index"], body["reason"])
            return ""
        if pending is None or body["stand_down"] != pending.act:
            return "wrong-reference"
        if logged.type == "stand-down-cancel":
            attempt.absence = None
            return ""
        index = attempt.index_of(logged.actor)
        if index not in attempt.active or index == pending.index or index in pending.confirmed:
            return "not-allowed"
        pending.confirmed.add(index)
        if pending.confirmed >= set(attempt.active) - {pending.index}:
            attempt.stood_down.add(pending.index)
            attempt.absence = None
        return ""
