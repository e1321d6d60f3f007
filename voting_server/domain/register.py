"""The register of a body (protocol §4): its people, seats, codes and keys, as a fold over the acts of `body.<id>`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any, Literal

from msgspec import UNSET

from voting_server.domain import acts
from voting_server.domain.bodies import BODIES
from voting_server.domain.cards import Cards
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.log import ActSpec, Chain, Committed, check_role, read_act
from voting_server.domain.shapes import BodyKind, ExpectedPages, Member, NewCode, Pages, Plan, Seat
from voting_server.domain.text import Text

_SECRETARIAT = frozenset({"secretariat"})
_ISSUERS = frozenset({"secretariat", "operator"})
_BY_CODE: frozenset[str] = frozenset()

REGISTER_ACTS: dict[str, ActSpec] = {
    spec.type: spec
    for spec in (
        ActSpec(acts.BodyCreate, _BY_CODE),
        ActSpec(acts.AdminEnrol, _BY_CODE),
        ActSpec(acts.RosterSet, _SECRETARIAT),
        ActSpec(acts.SeatsSet, _SECRETARIAT),
        ActSpec(acts.CodesIssue, _ISSUERS),
        ActSpec(acts.CodeCancel, _ISSUERS),
        ActSpec(acts.Enrol, _BY_CODE),
        ActSpec(acts.PagesTell, frozenset({"deputy"})),
        ActSpec(acts.KeyRevoke, _ISSUERS),
        ActSpec(acts.KeyReplace, _ISSUERS),
        ActSpec(acts.CardsIssue, _SECRETARIAT),
        ActSpec(acts.CardCancel, _SECRETARIAT),
    )
}
"""Every act of a register and who may do it; an operator only where the role concerned is `deputy`."""


@dataclass(frozen=True, slots=True)
class RegisterContext:
    """What the register can't know by itself.

    `now_ms` is the receive time. `installation_codes`: public keys of the installation codes that were made at the
    server's command line and have been used in no register yet.
    """

    now_ms: int
    installation_codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A one-time code; `expired` is a matter of the reader's clock (`state_at`)."""

    key: str
    role: str
    seat: str
    holder: str
    expires_ms: int
    state: Literal["open", "used", "cancelled"] = "open"

    def state_at(self, now_ms: int) -> Literal["open", "used", "cancelled", "expired"]:
        """The code's state at a time."""
        return "expired" if self.state == "open" and self.expires_ms <= now_ms else self.state


@dataclass(frozen=True, slots=True)
class EnrolledKey:
    """A device's key: enrolled by the register's act `enrolled_n` (its id: `act_id`), revoked by act `revoked_n`.

    `pages` is what it last told of the pages that it runs; None if it never did.
    """

    key: str
    role: str
    seat: str
    holder: str
    device: str
    act_id: bytes
    enrolled_ms: int
    enrolled_n: int
    revoked_n: int | None = None
    pages: Pages | None = None

    def runs(self, expected: ExpectedPages) -> bool:
        """Whether it told last that it runs exactly this bundle, installed on the device."""
        return self.pages == Pages(expected.hash, "installed")

    @property
    def active(self) -> bool:
        """Whether the key is trusted now."""
        return self.revoked_n is None

    def active_at(self, n: int) -> bool:
        """Whether the key was active after the register's act `n`."""
        return self.enrolled_n <= n and (self.revoked_n is None or n < self.revoked_n)


@dataclass(slots=True)
class Register:
    """The state of `body.<id>`. Entries are never changed in place, so `copy` is shallow.

    `level` is empty where the body's founding does not say it. `electorate_n` is the number of the last act that changed who may
    vote or how many members are in office.
    """

    chain: Chain
    id: str = ""
    kind: BodyKind = "congress"
    level: str = ""
    name: Text = field(default_factory=lambda: Text(zh="", en=""))
    members: dict[str, Member] = field(default_factory=dict)
    seated: dict[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    seats: dict[str, Seat] = field(default_factory=dict)
    codes: dict[str, IssuedCode] = field(default_factory=dict)
    keys: dict[str, EnrolledKey] = field(default_factory=dict)
    terminals: dict[str, str] = field(default_factory=dict)
    in_office: int = 0
    secretariat: int = 0
    electorate_n: int = -1
    cards: Cards = field(default_factory=Cards)

    @staticmethod
    def empty(body: str) -> "Register":
        """The register of body `body` before its first act."""
        return Register(Chain(f"body.{body}"))

    def copy(self) -> "Register":
        """A register that changes on its own."""
        tables = ("members", "seated", "seats", "codes", "keys", "terminals", "cards")
        return replace(self, chain=self.chain.copy(), **{name: getattr(self, name).copy() for name in tables})

    def actor(self, key: str) -> EnrolledKey:
        """The active key of that name; `unknown-key`, `key-revoked` otherwise."""
        found = self.keys.get(key)
        if found is None:
            raise RuleError("unknown-key")
        refuse_unless(found.active, "key-revoked")
        return found

    def terminal(self, seat: str) -> EnrolledKey | None:
        """The active key at a seat."""
        key = self.terminals.get(seat)
        return None if key is None else self.keys[key]

    def member_at(self, seat: str) -> Member | None:
        """Who is seated at a seat."""
        member = self.seated.get(seat)
        return None if member is None else self.members[member]


def decide(register: Register, body: Mapping[str, Any], context: RegisterContext) -> None:
    """Accept the act or raise `RuleError`; signatures and the code's co-signature have been verified."""
    spec, act = read_act(REGISTER_ACTS, body)
    register.chain.check(act)
    first = isinstance(act, acts.BodyCreate)
    if first != (register.chain.length == 0):
        raise RuleError("not-first" if first else "not-created")
    if spec.by_code:
        refuse_unless(act.actor not in register.keys and act.actor not in register.codes, "key-known")
        role = ""
    else:
        role = register.actor(act.actor).role
        check_role(spec, role)
    _decide(register, act, role, context)


def _decide(register: Register, act: acts.Act, role: str, context: RegisterContext) -> None:
    match act:
        case acts.BodyCreate() | acts.AdminEnrol():
            if isinstance(act, acts.BodyCreate):
                refuse_unless(register.chain.log == f"body.{act.id}", "bad-log", log=f"body.{act.id}")
                level = "" if act.level is UNSET else act.level
                refuse_unless(BODIES[act.kind].has_level(level), "level-differs", level=level)
            refuse_unless(act.actor != act.code, "key-known")
            refuse_unless(act.code in context.installation_codes and act.code not in register.codes, "unknown-code")
        case acts.RosterSet():
            _decide_roster(register, act)
        case acts.SeatsSet():
            _decide_seats(register, act)
        case acts.CodesIssue():
            _decide_codes(register, act.codes, role, context)
        case acts.CodeCancel():
            code = _open_code(register, act.code, context.now_ms, expired_too=True)
            refuse_unless(role == "secretariat" or code.role == "deputy", "not-allowed", role=role)
        case acts.Enrol():
            code = _open_code(register, act.code, context.now_ms)
            refuse_unless(code.seat not in register.terminals, "seat-has-key", seat=code.seat)
        case acts.PagesTell():
            refuse_unless(register.keys[act.actor].pages != act.pages, "already-told")
        case acts.KeyRevoke() | acts.KeyReplace():
            _decide_revocation(register, act, role, context)
        case acts.CardsIssue():
            register.cards.check_issue(act, register.members, register.codes.keys() | register.keys.keys())
        case acts.CardCancel():
            register.cards.holder(act.card)


def _decide_roster(register: Register, act: acts.RosterSet) -> None:
    ids, seats, persons = set[str](), set[str](), set[str]()
    for member in act.members:
        refuse_unless(member.id not in ids and member.person not in persons, "duplicate-member", member=member.id)
        ids.add(member.id)
        if member.person is not UNSET:
            persons.add(member.person)
        if member.seat:
            refuse_unless(member.seat not in seats, "duplicate-seat", seat=member.seat, member=member.id)
            refuse_unless(
                register.plan is None or member.seat in register.seats,
                "unknown-seat",
                seat=member.seat,
                member=member.id,
            )
            seats.add(member.seat)


def _decide_seats(register: Register, act: acts.SeatsSet) -> None:
    ids = set[str]()
    for seat in act.seats:
        refuse_unless(seat.id not in ids, "duplicate-seat", seat=seat.id)
        ids.add(seat.id)
    missing = sorted(register.seated.keys() - ids)
    refuse_unless(not missing, "seat-occupied", seats=missing[:20])


def _decide_codes(register: Register, codes: list[NewCode], role: str, context: RegisterContext) -> None:
    fresh = set[str]()
    for code in codes:
        refuse_unless(role == "secretariat" or code.role == "deputy", "not-allowed", role=role)
        known = code.key in register.codes or code.key in register.keys or code.key in fresh
        refuse_unless(not known, "code-known")
        refuse_unless(code.expires_ms > context.now_ms, "code-expired")
        refuse_unless(not code.seat or code.seat in register.seats, "unknown-seat", seat=code.seat)
        fresh.add(code.key)


def _open_code(register: Register, key: str, now_ms: int, *, expired_too: bool = False) -> IssuedCode:
    code = register.codes.get(key)
    if code is None:
        raise RuleError("unknown-code")
    state = code.state if expired_too else code.state_at(now_ms)
    if state != "open":
        raise RuleError(f"code-{state}")
    return code


def _decide_revocation(register: Register, act: acts.KeyRevoke | acts.KeyReplace, role: str, context: RegisterContext) -> None:
    key = register.keys.get(act.key)
    if key is None or not key.active:
        raise RuleError("key-not-active")
    refuse_unless(role == "secretariat" or key.role == "deputy", "not-allowed", role=role)
    if isinstance(act, acts.KeyReplace):
        refuse_unless((act.code.role, act.code.seat) == (key.role, key.seat), "code-differs")
        _decide_codes(register, [act.code], role, context)
    else:
        refuse_unless(key.role != "secretariat" or register.secretariat > 1, "last-secretariat")


def apply(register: Register, committed: Committed) -> None:
    """Fold a committed act into the register: the work is that of the act's own size."""
    _, act = read_act(REGISTER_ACTS, committed.body)
    register.chain.extend(committed)
    _fold(act, register, committed)


@singledispatch
def _fold(act: acts.Act, register: Register, committed: Committed) -> None:
    raise NotImplementedError(type(act))


@_fold.register
def _(act: acts.BodyCreate, register: Register, committed: Committed) -> None:
    register.id, register.kind = act.id, act.kind
    register.level = "" if act.level is UNSET else act.level
    register.name = Text(zh=act.name.zh, en=act.name.en)
    _enrol_admin(register, act, committed)


@_fold.register
def _(act: acts.AdminEnrol, register: Register, committed: Committed) -> None:
    _enrol_admin(register, act, committed)


@_fold.register
def _(act: acts.RosterSet, register: Register, committed: Committed) -> None:
    before, register.members = register.members, {member.id: member for member in act.members}
    register.cards.follow(before, register.members)
    register.seated = {member.seat: member.id for member in act.members if member.seat}
    register.in_office = sum(member.votes for member in act.members)
    register.electorate_n = committed.n


@_fold.register
def _(act: acts.SeatsSet, register: Register, _committed: Committed) -> None:
    register.plan = act.plan
    register.seats = {seat.id: seat for seat in act.seats}


@_fold.register
def _(act: acts.CodesIssue, register: Register, _committed: Committed) -> None:
    for code in act.codes:
        _add_code(register, code)


@_fold.register
def _(act: acts.CodeCancel, register: Register, _committed: Committed) -> None:
    _set_code(register, act.code, "cancelled")


@_fold.register
def _(act: acts.Enrol, register: Register, committed: Committed) -> None:
    _set_code(register, act.code, "used")
    _add_key(register, act.actor, register.codes[act.code], act.device, committed)
    if act.pages is not UNSET:
        _set_pages(register, act.actor, act.pages)


@_fold.register
def _(act: acts.PagesTell, register: Register, _committed: Committed) -> None:
    _set_pages(register, act.actor, act.pages)


@_fold.register
def _(act: acts.KeyRevoke, register: Register, committed: Committed) -> None:
    _revoke(register, act.key, committed.n)


@_fold.register
def _(act: acts.KeyReplace, register: Register, committed: Committed) -> None:
    _revoke(register, act.key, committed.n)
    _add_code(register, act.code)


@_fold.register
def _(act: acts.CardsIssue, register: Register, _committed: Committed) -> None:
    register.cards.issue(act)


@_fold.register
def _(act: acts.CardCancel, register: Register, _committed: Committed) -> None:
    register.cards.cancel(act.card)


def _enrol_admin(register: Register, act: acts.BodyCreate | acts.AdminEnrol, committed: Committed) -> None:
    code = IssuedCode(act.code, "secretariat", "", act.holder, committed.received_ms, "used")
    register.codes[code.key] = code
    _add_key(register, act.actor, code, "", committed)


def _add_code(register: Register, code: NewCode) -> None:
    register.codes[code.key] = IssuedCode(code.key, code.role, code.seat, code.holder, code.expires_ms)


def _set_code(register: Register, key: str, state: Literal["used", "cancelled"]) -> None:
    register.codes[key] = replace(register.codes[key], state=state)


def _add_key(register: Register, key: str, code: IssuedCode, device: str, committed: Committed) -> None:
    register.keys[key] = EnrolledKey(
        key,
        code.role,
        code.seat,
        code.holder,
        device,
        act_id=committed.act_id,
        enrolled_ms=committed.received_ms,
        enrolled_n=committed.n,
    )
    register.secretariat += code.role == "secretariat"
    if code.seat:
        register.terminals[code.seat] = key
        register.electorate_n = committed.n


def _set_pages(register: Register, key: str, pages: Pages) -> None:
    register.keys[key] = replace(register.keys[key], pages=pages)


def _revoke(register: Register, key: str, n: int) -> None:
    revoked = register.keys[key]
    register.keys[key] = replace(revoked, revoked_n=n)
    register.secretariat -= revoked.role == "secretariat"
    if revoked.seat:
        del register.terminals[revoked.seat]
        register.electorate_n = n
