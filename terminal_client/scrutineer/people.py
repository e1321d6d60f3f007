"""The register as the device folds it itself: keys, codes and the roster at every act (docs/protocol.md §4)."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from terminal_client.scrutineer.ledger import Ledger, Logged
from terminal_client.scrutineer.shapes import REGISTER
from voting_protocol.acts import Head, body_log

Roster = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Key:
    """An enrolled key: active from act `enrolled` of the register until before act `revoked`. `enrolment` is its enrolment's act id."""

    key: str
    role: str
    seat: str
    holder: str
    enrolled: int
    enrolment: bytes
    revoked: int | None = None

    def active(self, n: int) -> bool:
        """Whether it is active after act `n`."""
        return self.enrolled <= n and (self.revoked is None or n < self.revoked)


@dataclass(frozen=True, slots=True)
class Code:
    """An issued code; `open` until it is used or cancelled."""

    role: str
    seat: str
    holder: str
    expires_ms: int
    open: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """The acts of the register, by number, one of which was the latest at some moment (docs/protocol.md §5)."""

    first: int
    last: int


def in_office(member: Mapping[str, Any]) -> bool:
    """Whether a member counts for N."""
    return bool(member["role"] == "deputy" and member["status"] == "in-office")


def seated(roster: Roster, member: str, seat: str) -> bool:
    """Whether `member` is a deputy in office at `seat`."""
    record = roster.get(member)
    return record is not None and in_office(record) and bool(record["seat"] == seat)


@dataclass(frozen=True, slots=True)
class Card:
    """A member's attendance card: valid from act `issued` of the register until before act `ended` (docs/check-in.md §3)."""

    member: str
    issued: int
    ended: int | None = None


class People:
    """The register's state at every act. Acts that break a rule are blamed in `ledger` and change nothing."""

    def __init__(self, body: str, known: Head | None = None) -> None:
        self.ledger = Ledger(body_log(body), REGISTER, known)
        self.keys: dict[str, Key] = {}
        self.name: Mapping[str, str] = {"zh": "", "en": ""}
        self._codes: dict[str, Code] = {}
        self._cards: dict[str, Card] = {}
        self._taken: set[str] = set()
        self._rosters: list[tuple[int, Roster]] = [(-1, {})]
        self._seats: frozenset[str] | None = None
        self._clock: list[int] = []
        self._folds: dict[str, Callable[[Logged], str]] = {
            "body-create": self._found,
            "admin-enrol": self._administrator,
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

    def read(self, entry: Mapping[str, Any]) -> None:
        """Fold the next act as the server gives it; `bad-frame` if it is not the next."""
        logged = self.ledger.append(entry)
        self._clock.append(max(logged.received_ms, self._clock[-1] if self._clock else 0))
        if (logged.type == "body-create") != (logged.n == 0):
            self.ledger.blame(logged.n, "not-first")
        elif logged.type and (problem := self._folds[logged.type](logged)):
            self.ledger.blame(logged.n, problem)

    def span(self, received_ms: int, referred: int) -> Span:
        """Which acts may have been the latest when another log's act came, act `referred` being there already."""
        first = max(bisect_left(self._clock, received_ms) - 1, referred)
        return Span(first, max(bisect_right(self._clock, received_ms) - 1, first))

    def roster(self, n: int) -> Roster:
        """The members by id after act `n`."""
        return self._rosters[bisect_right(self._rosters, n, key=lambda item: item[0]) - 1][1]

    def rosters(self, span: Span) -> Iterator[Roster]:
        """The rosters that may have been in force."""
        yield self.roster(span.first)
        yield from (roster for n, roster in self._rosters if span.first < n <= span.last)

    def actor(self, key: str, span: Span) -> Key | None:
        """An enrolled key that may have been active."""
        found = self.keys.get(key)
        if found is None or found.enrolled > span.last or (found.revoked is not None and found.revoked <= span.first):
            return None
        return found

    def active(self, role: str, n: int | None = None) -> list[Key]:
        """The active keys of a role after act `n`, now by default."""
        at = self.ledger.length - 1 if n is None else n
        return [key for key in self.keys.values() if key.role == role and key.active(at)]

    def terminals(self, n: int) -> dict[str, Key]:
        """The active terminal of each seat that has one, after act `n`."""
        return {key.seat: key for key in self.active("deputy", n)}

    def owns(self, member: str, card: str, span: Span) -> bool:
        """Whether a card may have been valid, and the member's."""
        found = self._cards.get(card)
        if found is None or found.member != member or found.issued > span.last:
            return False
        return found.ended is None or found.ended > span.first

    def in_office(self, n: int) -> int:
        """N after act `n`."""
        return sum(map(in_office, self.roster(n).values()))

    def _role(self, logged: Logged) -> str:
        key = self.keys.get(logged.actor)
        return key.role if key and key.active(logged.n) else ""

    def _governs(self, logged: Logged, *roles: str) -> bool:
        """The secretariat governs all, an operator what is about terminals only."""
        role = self._role(logged)
        return role == "secretariat" or (role == "operator" and set(roles) == {"deputy"})

    def _found(self, logged: Logged) -> str:
        if self.ledger.log != body_log(logged.body["id"]):
            return "bad-log"
        self.name = logged.body["name"]
        return self._administrator(logged)

    def _administrator(self, logged: Logged) -> str:
        if logged.body["code"] in self._codes:
            return "code-used"
        self._codes[logged.body["code"]] = Code("secretariat", "", logged.body["holder"], logged.received_ms, open=False)
        return self._add_key(logged, "secretariat", "", logged.body["holder"])

    def _add_key(self, logged: Logged, role: str, seat: str, holder: str) -> str:
        if logged.actor in self.keys or logged.actor in self._codes:
            return "key-known"
        self.keys[logged.actor] = Key(logged.actor, role, seat, holder, logged.n, logged.id)
        if seat:
            self._taken.add(seat)
        return ""

    def _end(self, key: Key, n: int) -> None:
        self.keys[key.key] = replace(key, revoked=n)
        self._taken.discard(key.seat)

    def _roster_set(self, logged: Logged) -> str:
        members = logged.body["members"]
        roster = {member["id"]: member for member in members}
        taken = [member["seat"] for member in members if member["seat"]]
        if not self._governs(logged):
            return "not-allowed"
        if len(roster) < len(members) or len(set(taken)) < len(taken):
            return "duplicate-member"
        if self._seats is not None and not self._seats.issuperset(taken):
            return "unknown-seat"
        before = self._rosters[-1][1]
        self._end_cards(logged.n, {name for name in before if name not in roster or roster[name]["name"] != before[name]["name"]})
        self._rosters.append((logged.n, roster))
        return ""

    def _end_cards(self, n: int, members: Collection[str]) -> None:
        for key, card in self._cards.items():
            if card.ended is None and card.member in members:
                self._cards[key] = replace(card, ended=n)

    def _cards_issue(self, logged: Logged) -> str:
        cards = logged.body["cards"]
        keys, members = {card["key"] for card in cards}, {card["member"] for card in cards}
        if not cards or not self._governs(logged):
            return "not-allowed"
        if not members <= self._rosters[-1][1].keys():
            return "unknown-member"
        if len(members) < len(cards):
            return "duplicate-member"
        if len(keys) < len(cards) or any(key in known for key in keys for known in (self._cards, self._codes, self.keys)):
            return "card-known"
        self._end_cards(logged.n, members)
        self._cards |= {card["key"]: Card(card["member"], logged.n) for card in cards}
        return ""

    def _card_cancel(self, logged: Logged) -> str:
        card = self._cards.get(logged.body["card"])
        if card is None or card.ended is not None:
            return "card-cancelled"
        if not self._governs(logged):
            return "not-allowed"
        self._cards[logged.body["card"]] = replace(card, ended=logged.n)
        return ""

    def _seats_set(self, logged: Logged) -> str:
        seats = frozenset(seat["id"] for seat in logged.body["seats"])
        taken = {member["seat"] for member in self._rosters[-1][1].values() if member["seat"]}
        if not self._governs(logged):
            return "not-allowed"
        if not seats >= taken:
            return "seat-occupied"
        self._seats = seats
        return ""

    def _codes_issue(self, logged: Logged) -> str:
        codes = logged.body["codes"]
        if not codes or not self._governs(logged, *(code["role"] for code in codes)):
            return "not-allowed"
        return next(filter(None, map(self._add_code, codes)), "")

    def _add_code(self, code: Mapping[str, Any]) -> str:
        if code["key"] in self._codes or code["key"] in self.keys:
            return "code-known"
        if (code["role"] == "deputy") != bool(code["seat"]) or (code["seat"] and code["seat"] not in (self._seats or ())):
            return "unknown-seat"
        self._codes[code["key"]] = Code(code["role"], code["seat"], code["holder"], code["expires_ms"])
        return ""

    def _code_cancel(self, logged: Logged) -> str:
        code = self._codes.get(logged.body["code"])
        if code is None or not code.open:
            return "unknown-code"
        if not self._governs(logged, code.role):
            return "not-allowed"
        self._codes[logged.body["code"]] = replace(code, open=False)
        return ""

    def _enrol(self, logged: Logged) -> str:
        code = self._codes.get(logged.body["code"])
        if code is None or not code.open:
            return "unknown-code"
        if logged.received_ms >= code.expires_ms:
            return "code-expired"
        if code.seat in self._taken:
            return "seat-has-key"
        self._codes[logged.body["code"]] = replace(code, open=False)
        return self._add_key(logged, code.role, code.seat, code.holder)

    def _pages_tell(self, logged: Logged) -> str:
        """What a terminal says of its pages decides nothing here: it is read in the record (docs/protocol.md §14)."""
        return "" if self._role(logged) == "deputy" else "not-allowed"

    def _revoked(self, logged: Logged) -> Key | str:
        key = self.keys.get(logged.body["key"])
        if key is None or not key.active(logged.n):
            return "key-not-active"
        return key if self._governs(logged, key.role) else "not-allowed"

    def _key_revoke(self, logged: Logged) -> str:
        key = self._revoked(logged)
        if isinstance(key, str):
            return key
        if key.role == "secretariat" and len(self.active("secretariat", logged.n)) == 1:
            return "last-secretariat"
        self._end(key, logged.n)
        return ""

    def _key_replace(self, logged: Logged) -> str:
        key, code = self._revoked(logged), logged.body["code"]
        if isinstance(key, str):
            return key
        if (code["role"], code["seat"]) != (key.role, key.seat):
            return "code-differs"
        self._end(key, logged.n)
        return self._add_code(code)
