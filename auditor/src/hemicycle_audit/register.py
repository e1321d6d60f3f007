"""The register's state machine (protocol §4) and what it says at every act."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from hemicycle_audit.acts import Act, Log, raw
from hemicycle_audit.cards import Cards
from hemicycle_audit.crypto import to_b64u
from hemicycle_audit.findings import Findings
from hemicycle_audit.names import same_person
from hemicycle_audit.profile import LEVELS_OF

Roster = dict[str, dict[str, Any]]
Pages = tuple[str, str]
"""The hash of a bundle of pages (b64u) and how it was loaded."""


@dataclass
class Key:
    """An enrolled key: active from act ``enrolled`` of the register until before act ``revoked``."""

    key: bytes
    role: str
    seat: str
    holder: str
    enrolled: int
    enrolment: bytes
    revoked: int | None = None
    told: list[tuple[int, Pages]] = field(default_factory=list)

    def pages(self, n: int) -> Pages | None:
        """Return what the terminal had told of its pages after act ``n``, last (protocol §14); None if nothing."""
        return next((pages for told, pages in reversed(self.told) if told <= n), None)

    @property
    def person(self) -> str:
        """Return what all spellings of the holder's name share."""
        return same_person(self.holder)

    def active(self, n: int) -> bool:
        """Tell whether the key is active after act ``n``."""
        return self.enrolled <= n and (self.revoked is None or n < self.revoked)


@dataclass
class Code:
    """A code that was issued: what it is for, until when, and whether it can still be used."""

    role: str
    seat: str
    expires_ms: int
    holder: str
    open: bool = True


@dataclass(frozen=True)
class Span:
    """The acts of the register, first to last number, of which the latest one at some moment is one.

    The two logs are ordered by what acts refer to and by the server's clock; acts received in the
    same millisecond may have come in either order.
    """

    first: int
    last: int


@dataclass
class Register:
    """All keys, codes and rosters that the register ever had."""

    log: Log
    keys: dict[bytes, Key] = field(default_factory=dict)
    codes: dict[bytes, Code] = field(default_factory=dict)
    rosters: list[tuple[int, Roster]] = field(default_factory=lambda: [(-1, {})])
    administrators: list[Act] = field(default_factory=list)
    clock: list[int] = field(default_factory=list)
    cards: Cards = field(default_factory=Cards)

    @property
    def kind(self) -> str:
        """Return the body's kind; "" if it was never created."""
        first = self.log.acts[0] if self.log.acts else None
        return str(first.doc["kind"]) if first is not None and first.type == "body-create" else ""

    @property
    def level(self) -> str:
        """Return the body's level; "" if it has none, or none that its kind has (docs/profiles.md §1)."""
        first = self.log.acts[0] if self.log.acts else None
        level = first.doc.get("level", "") if first is not None and first.type == "body-create" else ""
        return level if level in LEVELS_OF.get(self.kind, ()) else ""

    def span(self, received_ms: int, referred: int) -> Span:
        """Return which acts may be the latest at a time, when act ``referred`` is known to be there."""
        first = max(bisect_left(self.clock, received_ms) - 1, referred)
        return Span(first, max(bisect_right(self.clock, received_ms) - 1, first))

    def roster(self, n: int) -> Roster:
        """Return the members by id after act ``n``."""
        return self.rosters[bisect_right(self.rosters, n, key=lambda entry: entry[0]) - 1][1]

    def rosters_in(self, span: Span) -> list[Roster]:
        """Return the rosters that may be in force."""
        later = [roster for n, roster in self.rosters if span.first < n <= span.last]
        return [self.roster(span.first), *later]

    def role_holder(self, key: bytes, span: Span) -> Key | None:
        """Return an enrolled key that may be active, or None."""
        found = self.keys.get(key)
        if found is None or found.enrolled > span.last:
            return None
        return found if found.revoked is None or found.revoked > span.first else None

    def terminals(self, n: int) -> dict[str, Key]:
        """Return the active terminal of every seat that has one, after act ``n``."""
        return {key.seat: key for key in self.keys.values() if key.role == "deputy" and key.active(n)}

    def terminals_of(self, seat: str, span: Span) -> list[tuple[int, Key | None]]:
        """Return by act the terminal that may be active at a seat; None where it may have none."""
        own = [key for key in self.keys.values() if key.role == "deputy" and key.seat == seat]
        return [(n, next((key for key in own if key.active(n)), None)) for n in range(span.first, span.last + 1)]

    def members_in_office(self, n: int) -> int:
        """Return N: deputies in office after act ``n``."""
        return sum(map(in_office, self.roster(n).values()))


def in_office(member: dict[str, Any]) -> bool:
    """Tell whether a member of the roster counts for N (§4)."""
    return bool(member["role"] == "deputy" and member["status"] == "in-office")


def is_seated(roster: Roster, member: str, seat: str) -> bool:
    """Tell whether ``member`` is a deputy in office at ``seat``."""
    record = roster.get(member)
    return record is not None and in_office(record) and bool(record["seat"] == seat)


def _pages_of(act: Act) -> Pages:
    return act.doc["pages"]["hash"], act.doc["pages"]["loaded"]


def _occupied(roster: Roster) -> list[str]:
    return [member["seat"] for member in roster.values() if member["seat"]]


def read_register(log: Log, body: str, findings: Findings) -> Register:
    """Return the register of ``body``, with every act that breaks §4 in ``findings``."""
    machine = _Machine(Register(log, clock=list(accumulate(log.received, max))), body, findings)
    for act in log.acts:
        machine.apply(act)
    if not log.acts or log.acts[0].n != 0 or log.acts[0].type != "body-create":
        findings.fail("act-rule", f"{log.name} act=0", "first-act", wanted="body-create")
    return machine.register


@dataclass
class _Machine:
    register: Register
    body: str
    findings: Findings
    terminals: dict[str, Key] = field(default_factory=dict)
    plan: set[str] | None = None

    def apply(self, act: Act) -> None:
        """Judge one act by the state before it, and change the state if it may."""
        handlers: dict[str, Callable[[Act], None]] = {
            "body-create": self._body_create,
            "admin-enrol": self._admin_enrol,
            "roster-set": self._roster_set,
            "seats-set": self._seats_set,
            "codes-issue": self._codes_issue,
            "code-cancel": self._code_cancel,
            "enrol": self._enrol,
            "pages-tell": self._pages_tell,
            "key-revoke": self._key_revoke,
            "key-replace": self._key_replace,
            "cards-issue": self._cards_issue,
            "card-cancel": self._card_cancel,
        }
        handlers[act.type](act)

    def _allow(self, act: Act, holds: bool, reason: str, /, **detail: object) -> bool:
        return self.findings.require(holds, "act-rule", act.place, reason, **detail)

    def _role(self, act: Act) -> str:
        key = self.register.keys.get(act.actor)
        return key.role if key and key.active(act.n) else ""

    def _actor(self, act: Act, *roles: str) -> bool:
        return self._allow(act, self._role(act) in roles, "actor-role", roles=" / ".join(roles))

    def _secretariat(self, act: Act) -> bool:
        return self._actor(act, "secretariat")

    def _may_govern(self, act: Act, role: str) -> bool:
        return self._actor(act, *(("secretariat", "operator") if role == "deputy" else ("secretariat",)))

    def _body_create(self, act: Act) -> None:
        self._allow(act, act.n == 0, "only-first")
        self._allow(act, act.doc["id"] == self.body, "other-body", found=act.doc["id"])
        fits = "level" not in act.doc or act.doc["level"] in LEVELS_OF[act.doc["kind"]]
        self._allow(act, fits, "level-differs", kind=act.doc["kind"], level=act.doc.get("level"))
        self._enrol_administrator(act)

    def _admin_enrol(self, act: Act) -> None:
        self._enrol_administrator(act)

    def _enrol_administrator(self, act: Act) -> None:
        code = raw(act.doc["code"])
        fresh = self._allow(act, code not in self.register.codes, "code-not-open")
        if fresh and self._new_key(act, "secretariat", "", act.doc["holder"]):
            self.register.codes[code] = Code("secretariat", "", act.received_ms, act.doc["holder"], open=False)
            self.register.administrators.append(act)

    def _new_key(self, act: Act, role: str, seat: str, holder: str) -> bool:
        fresh = self._allow(act, act.actor not in self.register.keys, "key-enrolled-before")
        if fresh:
            key = Key(act.actor, role, seat, holder, act.n, act.id)
            self.register.keys[act.actor] = key
            if role == "deputy":
                self.terminals[seat] = key
        return fresh

    def _roster_set(self, act: Act) -> None:
        roster = {member["id"]: member for member in act.doc["members"]}
        planned = [self._planned(act, seat) for seat in _occupied(roster)]
        if self._secretariat(act) and all(planned):
            self.register.cards.follow(act.n, self.register.rosters[-1][1], roster)
            self.register.rosters.append((act.n, roster))

    def _seats_set(self, act: Act) -> None:
        plan = {seat["id"] for seat in act.doc["seats"]}
        lacking = [seat for seat in _occupied(self.register.rosters[-1][1]) if seat not in plan]
        complete = self._allow(act, not lacking, "plan-lacks-seats", seats=", ".join(lacking))
        if self._secretariat(act) and complete:
            self.plan = plan

    def _planned(self, act: Act, seat: str) -> bool:
        """Check that a seat is in the plan; before there is a plan every seat will do."""
        return self._allow(act, self.plan is None or seat in self.plan, "seat-not-in-plan", seat=seat)

    def _codes_issue(self, act: Act) -> None:
        codes = act.doc["codes"]
        if self._may_govern(act, "deputy" if all(code["role"] == "deputy" for code in codes) else "other"):
            for code in codes:
                self._new_code(act, code)

    def _new_code(self, act: Act, code: dict[str, Any]) -> None:
        key = raw(code["key"])
        fresh = self._allow(act, key not in self.register.codes, "code-known", code=code["key"])
        if fresh and (not code["seat"] or self._planned(act, code["seat"])):
            self.register.codes[key] = Code(code["role"], code["seat"], code["expires_ms"], code["holder"])

    def _code_cancel(self, act: Act) -> None:
        code = self.register.codes.get(raw(act.doc["code"]))
        may = self._may_govern(act, code.role if code else "deputy")
        if code is None or not code.open:
            self._allow(act, False, "code-not-open")
        elif may:
            code.open = False

    def _cards_issue(self, act: Act) -> None:
        if not self._secretariat(act) or not self._allow(act, bool(act.doc["cards"]), "wrong-member"):
            return
        register = self.register
        for card in act.doc["cards"]:
            key, member = raw(card["key"]), card["member"]
            fresh = key not in register.cards.issued and key not in register.codes and key not in register.keys
            known = self._allow(act, member in register.rosters[-1][1], "card-for-nobody", member=member)
            if self._allow(act, fresh, "card-known", card=card["key"]) and known:
                register.cards.issue(act.n, key, member)

    def _card_cancel(self, act: Act) -> None:
        card = self.register.cards.issued.get(raw(act.doc["card"]))
        valid = card is not None and card.ended is None
        if self._allow(act, valid, "card-ended", card=act.doc["card"]) and self._secretariat(act) and card is not None:
            self.register.cards.end(act.n, card.member)

    def _enrol(self, act: Act) -> None:
        code = self.register.codes.get(raw(act.doc["code"]))
        if code is None or not code.open:
            self._allow(act, False, "code-not-open")
            return
        in_time = self._allow(act, act.received_ms < code.expires_ms, "code-expired")
        free = self._allow(act, code.seat not in self.terminals, "seat-has-key", seat=code.seat)
        if in_time and free and self._new_key(act, code.role, code.seat, code.holder):
            code.open = False
            if "pages" in act.doc:
                self._told(act)

    def _pages_tell(self, act: Act) -> None:
        if self._actor(act, "deputy"):
            told = self.register.keys[act.actor].pages(act.n)
            self._allow(act, told != _pages_of(act), "already-told")
            self._told(act)

    def _told(self, act: Act) -> None:
        self.register.keys[act.actor].told.append((act.n, _pages_of(act)))

    def _revoke(self, act: Act) -> Key | None:
        key = self.register.keys.get(raw(act.doc["key"]))
        if key is None or not key.active(act.n):
            self._allow(act, False, "key-not-active", key=act.doc["key"])
            return None
        return key if self._may_govern(act, key.role) else None

    def _end(self, act: Act, key: Key) -> None:
        key.revoked = act.n
        self.terminals.pop(key.seat, None)

    def _key_revoke(self, act: Act) -> None:
        key = self._revoke(act)
        if key is None:
            return
        others = (k for k in self.register.keys.values() if k.role == "secretariat" and k is not key)
        spared = key.role != "secretariat" or any(k.active(act.n) for k in others)
        if self._allow(act, spared, "last-secretariat"):
            self._end(act, key)

    def _key_replace(self, act: Act) -> None:
        key, code = self._revoke(act), act.doc["code"]
        if key is None:
            return
        same = (code["role"], code["seat"]) == (key.role, key.seat)
        if self._allow(act, same, "replacement-differs", key=to_b64u(key.key)):
            self._end(act, key)
            self._new_code(act, code)
