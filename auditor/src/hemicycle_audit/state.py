"""What the acts of a sitting made: its divisions, who is present, its scrutineers (protocol §5, docs/sealed.md)."""

from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from hemicycle_audit.acts import Act, Log, raw
from hemicycle_audit.channel import PAPER, WITHOUT_BOX, channel_of
from hemicycle_audit.crypto import ZERO32, digest, listed, u32
from hemicycle_audit.group import Point
from hemicycle_audit.hand_count import HandCount
from hemicycle_audit.items import Item, item_of
from hemicycle_audit.layout import Layout
from hemicycle_audit.links import Link, inherited, own_links
from hemicycle_audit.profile import Profile
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
    erased: set[int] = field(default_factory=set)
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


def _mix_digest(act: Act) -> bytes:
    return digest("mix-message", raw(act.doc["message"]))


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
    call: Act | None = None
    mixes: dict[int, Act] = field(default_factory=dict)
    opened_rows: dict[int, Act] = field(default_factory=dict)
    valid_rows: frozenset[int] = frozenset()
    void_ok: dict[int, Act] = field(default_factory=dict)

    @property
    def frz(self) -> bytes:
        """Return D("freeze"; body of the freeze), or nothing before it (docs/sealed.md §6)."""
        return digest("freeze", self.freeze.body) if self.freeze else b""

    @property
    def last_mix(self) -> bytes:
        """Return D("mix-message"; message) of the last mix; 32 zero bytes before the first (docs/sealed-names.md §10)."""
        return _mix_digest([*self.mixes.values()][-1]) if self.mixes else ZERO32

    @property
    def chain(self) -> bytes:
        """Return the digest of the chain of mixes, in the order of their acts (docs/sealed-names.md §5)."""
        return digest("mixes", self.frz, listed([u32(index) + _mix_digest(act) for index, act in self.mixes.items()]))

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
class Attached:
    """A document that an act attached; it ``stands`` until it is replaced or withdrawn."""

    act: Act
    stands: bool = True

    @property
    def candidate(self) -> int | None:
        """Return the place of the name on the ballot that it is about; None of the item itself."""
        found: int | None = self.act.doc.get("candidate")
        return found


@dataclass
class Division:
    """A division as its acts made it.

    Once it was opened, ``sealed`` is there if its ballots are encrypted, ``hand`` if paper or hands are counted, and
    ``known_before`` are secret votes of the same matter whose count is or may be known. ``links`` are its own and
    those of what it stands for, ``replaced`` is what it is held again of (docs/sequences.md §2).
    """

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
    hand: HandCount | None = None
    known_before: list["Division"] = field(default_factory=list)
    own: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    replaced: tuple["Division", ...] = ()
    objection: Act | None = None
    proceed: Act | None = None
    consent: dict[str, str] | None = None
    documents: dict[str, Attached] = field(default_factory=dict)

    @property
    def open_digest(self) -> bytes:
        """Return D("open"; body of the opening), or nothing before the opening (§5)."""
        return digest("open", self.opening.body) if self.opening else b""

    @property
    def secret(self) -> bool:
        """Tell whether the vote is secret: as it was opened, or else as it was drafted."""
        asked = self.opening.doc["definition"] if self.opening else self.draft.doc
        return bool(asked.get("secrecy") == "secret")

    @property
    def channel(self) -> str:
        """Return how the vote is held: as it was opened, or else as it was drafted."""
        return channel_of(self.opening.doc["definition"] if self.opening else self.draft.doc)

    @property
    def encrypted(self) -> bool:
        """Tell whether the scrutineers' key ceremony is needed."""
        return self.secret and self.channel not in WITHOUT_BOX

    @property
    def item(self) -> Item | None:
        """Return what the opening puts on the ballot; None before it, or if that is no form of a ballot."""
        definition = self.opening.doc["definition"] if self.opening else {"form": [], "names": []}
        return item_of(definition["form"], definition["names"], named=not self.secret, paper=self.channel == PAPER)

    @property
    def layout(self) -> Layout | None:
        """Return the layout of the sealed ballots, or None if there are none."""
        item = self.item if self.sealed else None
        return item.layout if item else None

    @property
    def frozen(self) -> "Frozen | None":
        """Return all that a secret vote is counted by, once it was frozen; None where some of it is missing."""
        sealed, item, layout = self.sealed, self.item, self.layout
        if sealed is None or sealed.attempt is None or sealed.attempt.keys is None or sealed.freeze is None:
            return None
        if item is None or layout is None:
            return None
        return Frozen(sealed, sealed.attempt, sealed.attempt.keys, sealed.freeze, item, layout)

    @property
    def count(self) -> str:
        """Return what the record says of a void secret division's count (docs/sealed.md §7); "" for others.

        Whoever was active at the opening and has not promised never to release may have released. With k releases
        in the record everybody can count. Of paper it is known to some once figures were revealed.
        """
        if self.state != "void" or self.opening is None or not self.secret:
            return ""
        if self.tally is not None:
            return "known"
        if self.sealed is None:
            return "may-be-known" if self.hand is not None and self.hand.told else "unknown"
        attempt = self.sealed.attempt
        if attempt is None:
            return "may-be-known"
        able = set(self.opening.doc["active"]) - set(self.sealed.void_ok)
        return "unknown" if max(len(able), len(self.sealed.released)) < attempt.k else "may-be-known"


@dataclass(frozen=True)
class Frozen:
    """What a frozen secret vote is counted by: its scrutineers and keys, the freeze, and what is on its ballots."""

    sealed: Sealed
    attempt: Attempt
    keys: Keys
    freeze: Act
    item: Item
    layout: Layout

    @property
    def k(self) -> int:
        """Return how many scrutineers open a sum."""
        return self.attempt.k

    @property
    def voted(self) -> int:
        """Return the number of counted ballots as the freeze says it."""
        return int(self.freeze.doc["n"])


@dataclass(frozen=True)
class Presence:
    """A member's check-in (with its seat) or departure, by act ``n``; by ``video`` nobody presses or gets a ballot."""

    n: int
    member: str
    seat: str | None
    act: bytes = b""
    video: bool = False


@dataclass(frozen=True)
class Recusal:
    """A member's recusal from a division, or the ``end`` of one, by act ``n`` (docs/profiles.md §6)."""

    n: int
    division: str
    member: str
    end: bool = False


@dataclass
class Sitting:
    """All that the sitting's acts say; ``profile`` is the one it is held by, if its document is right."""

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
    profile: Profile | None = None
    recusals: list[Recusal] = field(default_factory=list)

    @property
    def expected_pages(self) -> dict[str, Any] | None:
        """Return the ``hash`` of the pages that the sitting expects, and whether they are ``required`` (§14)."""
        return self.created.doc.get("pages") if self.created else None

    def recused_after(self, n: int, division: str) -> set[str]:
        """Return the members recused from a division after act ``n``."""
        recused: set[str] = set()
        for change in self.recusals:
            if change.n <= n and change.division == division:
                (recused.discard if change.end else recused.add)(change.member)
        return recused

    def taking_part(self, opening: Act) -> list[Presence]:
        """Return who makes up the P of an opening: present after its ``after``, and not recused from it (V15)."""
        n = opening.doc["after"]["n"]
        recused = self.recused_after(n, opening.doc["division"])
        return [presence for member, presence in self.present_after(n).items() if member not in recused]

    def add(self, draft: Act) -> Division:
        """Add what a draft makes, with its links to what was drafted before."""
        before = self.divisions
        own = tuple(link for link in own_links(draft.doc) if link.division in before)
        links, again = [*own], before.get(draft.doc["again_of"])
        links += again.links if again else ()
        for link in own:
            if link.kind in ("revises", "part"):
                links += inherited(before[link.division].links)
        replaced = (again, *again.replaced) if again else ()
        made = Division(draft.doc["division"], draft, own=own, links=tuple(dict.fromkeys(links)), replaced=replaced)
        before[made.id] = made
        return made

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
