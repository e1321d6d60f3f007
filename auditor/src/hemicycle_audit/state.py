"""What the acts of a sitting made: its divisions, who is present, its scrutineers (protocol §5, docs/sealed.md)."""

from dataclasses import dataclass, field
from itertools import takewhile

from hemicycle_audit.acts import Act, Log, raw
from hemicycle_audit.crypto import digest, listed
from hemicycle_audit.group import Point
from hemicycle_audit.register import Key, Register

ROUNDS = ("ceremony-commit", "ceremony-reveal", "ceremony-deal", "ceremony-seal")
READY = "ready"


@dataclass(frozen=True)
class Keys:
    """The sitting's public keys: Y, and S_1..S_n (index 1 first)."""

    public: Point
    shares: list[Point]


@dataclass
class Attempt:
    """An attempt at the key ceremony (docs/sealed.md §2), made by its ``ceremony-start``; indices count from 1."""

    start: Act
    messages: dict[str, dict[int, Act]] = field(default_factory=lambda: {kind: {} for kind in ROUNDS})
    aborted: Act | None = None
    opened: bool = False
    stood_down: dict[int, Act] = field(default_factory=dict)
    proposal: Act | None = None
    confirmations: set[int] = field(default_factory=set)
    keys: Keys | None = None

    def __post_init__(self) -> None:
        self.number: int = self.start.doc["attempt"]
        self.k: int = self.start.doc["k"]
        self.scrutineers = [raw(key) for key in self.start.doc["scrutineers"]]
        self.chairs = [raw(key) for key in self.start.doc["chairs"]]

    @property
    def n(self) -> int:
        """Return how many scrutineers there are."""
        return len(self.scrutineers)

    @property
    def phase(self) -> str:
        """Return the type of message that is due; ``ready`` when there are all."""
        return next((kind for kind in ROUNDS if len(self.messages[kind]) < self.n), READY)

    @property
    def sealed(self) -> bool:
        """Tell whether all have sealed, and the attempt was not ended."""
        return len(self.messages["ceremony-seal"]) == self.n and self.aborted is None

    @property
    def seals(self) -> list[Act]:
        """Return the seals, by index."""
        return [act for _, act in sorted(self.messages["ceremony-seal"].items())]

    @property
    def digest(self) -> bytes:
        """Return S as the first seal has it; nothing before there is one."""
        return raw(self.seals[0].doc["seal"]) if self.seals else b""

    @property
    def active(self) -> list[int]:
        """Return the indices of the scrutineers not stood down, ascending."""
        return [index for index in range(1, self.n + 1) if index not in self.stood_down]

    @property
    def pin(self) -> bytes:
        """Return D("scrutineers"; list of the keys, sorted)."""
        return digest("scrutineers", listed(sorted(self.scrutineers)))

    def index_of(self, key: bytes) -> int:
        """Return a scrutineer's index; 0 if the key is none's."""
        return self.scrutineers.index(key) + 1 if key in self.scrutineers else 0

    def quorum(self, active: int) -> int:
        """Return q = ⌈(|active| + k)/2⌉ (docs/sealed.md §3)."""
        return (active + self.k + 1) // 2


@dataclass
class Sealed:
    """What the scrutineers did in a secret division that was opened, by index."""

    attempt: Attempt | None
    certified: dict[int, Act] = field(default_factory=dict)
    refused_open: dict[int, Act] = field(default_factory=dict)
    freeze: Act | None = None
    rooted: dict[int, Act] = field(default_factory=dict)
    refused_root: dict[int, Act] = field(default_factory=dict)
    was_certified: bool = False
    released: dict[int, Act] = field(default_factory=dict)
    valid: frozenset[int] = frozenset()
    void_ok: dict[int, Act] = field(default_factory=dict)
    known_before: list["Division"] = field(default_factory=list)

    @property
    def frz(self) -> bytes:
        """Return D("freeze"; body of the freeze), or nothing before it (docs/sealed.md §6)."""
        return digest("freeze", self.freeze.body) if self.freeze else b""

    @property
    def certificate_holds(self) -> bool:
        """Tell whether the scrutineers who are active now have signed enough ``root-ok``."""
        if self.attempt is None:
            return False
        active = self.attempt.active
        return sum(index in self.rooted for index in active) >= self.attempt.quorum(len(active))

    def reckon(self) -> None:
        """Note that the freeze is certified, once it is."""
        self.was_certified = self.was_certified or self.certificate_holds


@dataclass
class Division:
    """A division as its acts made it; ``sealed`` is there once a secret one was opened."""

    id: str
    draft: Act
    state: str = "draft"
    opening: Act | None = None
    deadline_ms: int | None = None
    close: Act | None = None
    tally: Act | None = None
    declaration: Act | None = None
    proposed: Act | None = None
    void: Act | None = None
    confirmation: Act | None = None
    sealed: Sealed | None = None

    @property
    def open_digest(self) -> bytes:
        """Return D("open"; body of the opening), or nothing before the opening (§5)."""
        return digest("open", self.opening.body) if self.opening else b""

    @property
    def secret(self) -> bool:
        """Tell whether the vote is secret: as it was opened, or else as it was drafted."""
        if self.opening is None:
            return bool(self.draft.doc.get("secrecy") == "secret")
        return self.sealed is not None

    @property
    def form(self) -> list[dict[str, int]]:
        """Return the form that the opening gives ballots; nothing before it."""
        return list(self.opening.doc["definition"]["form"]) if self.opening else []

    @property
    def count(self) -> str:
        """Return what the record says of a void secret division's count (docs/sealed.md §7); "" for others.

        With k releases in the record everybody can count, whoever else promised never to release.
        """
        if self.sealed is None or self.state != "void":
            return ""
        if self.tally is not None:
            return "known"
        attempt, promised = self.sealed.attempt, self.sealed.void_ok
        silent = attempt is not None and len(self.sealed.released) < attempt.k
        return "unknown" if attempt and silent and all(i in promised for i in attempt.active) else "may-be-known"


@dataclass(frozen=True)
class Presence:
    """A member's check-in (with its seat) or departure, by act ``n``."""

    n: int
    member: str
    seat: str | None
    act: bytes = b""


@dataclass
class Sitting:
    """All that the sitting's acts say."""

    log: Log
    register: Register
    created: Act | None = None
    state: str = "none"
    quorum: str = ""
    server: bytes = b""
    presences: list[Presence] = field(default_factory=list)
    present: dict[str, Presence] = field(default_factory=dict)
    divisions: dict[str, Division] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    referred: int = 0

    def present_after(self, n: int) -> dict[str, Presence]:
        """Return the members present after act ``n``, by member id."""
        present: dict[str, Presence] = {}
        for change in takewhile(lambda change: change.n <= n, self.presences):
            if change.seat is None:
                present.pop(change.member, None)
            else:
                present[change.member] = change
        return present

    def person(self, act: Act) -> Key | None:
        """Return the register's entry of an act's actor, if it ever was enrolled."""
        return self.register.keys.get(act.actor)

    def earlier(self, division: Division) -> list[Division]:
        """Return the earlier votes of the same matter, latest first (``again_of``)."""
        found: dict[str, Division] = {}
        name = division.draft.doc["again_of"]
        while name not in found and (before := self.divisions.get(name)) is not None:
            found[name] = before
            name = before.draft.doc["again_of"]
        return list(found.values())
