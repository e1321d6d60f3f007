"""A sitting as the device folds it itself: who is present, what became of each division, what the scrutineers said (docs/protocol.md §5)."""

from collections.abc import Callable, Mapping
from typing import Any

from terminal_client.scrutineer.attempts import Attempts
from terminal_client.scrutineer.drafts import draft_problem
from terminal_client.scrutineer.ledger import Ledger, Logged
from terminal_client.scrutineer.people import People, Span, in_office, seated
from terminal_client.scrutineer.rules import CEREMONY, ENDED, LIVE, RULES, SERVER, UNSETTLED, WORDS, Rule
from terminal_client.scrutineer.shapes import SITTING
from terminal_client.scrutineer.votes import Division, Presence, Recusal, Vote, call, certify
from voting_protocol.acts import Head, sitting_log
from voting_protocol.ballots import opening_digest
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.written import same_person


class Sitting:
    """The state of one sitting's log. An act that breaks a rule is blamed in `ledger`, and still moves its division on."""

    def __init__(self, sitting: str, people: People, server: bytes, known: Head | None = None) -> None:
        self.ledger = Ledger(sitting_log(sitting), SITTING, known)
        self.id = sitting
        self.people = people
        self.state = ""
        self.created: Mapping[str, Any] = {}
        self.divisions: dict[str, Division] = {}
        self.attempts = Attempts(sitting)
        self._server = b64u(server)
        self._presences: list[Presence] = []
        self._present: dict[str, str] = {}
        self._referred = 0
        self._folds: dict[str, Callable[[Logged, Span], str]] = {
            "sitting-create": self._create,
            "sitting-open": self._open,
            "sitting-close": self._close,
            "check-in": self._check_in,
            "depart": self._depart,
            "leave-grant": lambda _logged, _span: "",
            "recuse": self._recuse,
            "recuse-cancel": self._recuse,
            "chief-designate": self._chief,
            "division-draft": self._draft,
            "ceremony-start": self._ceremony_start,
            **dict.fromkeys(CEREMONY, self._ceremony),
        }
        self._division_folds: dict[str, Callable[[Logged, Division], str]] = {
            "division-announce": self._announce,
            "division-open": self._division_open,
            "division-extend": self._extend,
            "division-close": self._division_close,
            "division-freeze": self._freeze,
            "division-tally": self._tally,
            "names-call": lambda logged, division: call(division.vote, logged),
            "division-void": self._void,
            "division-void-confirm": self._void_settled,
            "division-void-cancel": self._void_settled,
            "division-withdraw": self._dropped,
            "division-defer": self._dropped,
            "division-object": self._dropped,
            **dict.fromkeys(WORDS, lambda logged, division: certify(division.vote, logged)),
        }

    def read(self, entry: Mapping[str, Any]) -> Logged:
        """Fold the next act as the server gives it; `bad-frame` if it is not the next."""
        logged = self.ledger.append(entry)
        if logged.type and (problem := self._judge(logged)):
            self.ledger.blame(logged.n, problem)
        return logged

    @property
    def open_division(self) -> Division | None:
        """The division that is announced, open or closed."""
        return next((division for division in self.divisions.values() if division.state in LIVE), None)

    def present_after(self, n: int) -> dict[str, Presence]:
        """The members present after act `n`, by member id."""
        present: dict[str, Presence] = {}
        for change in self._presences:
            if change.n > n:
                break
            if change.seat:
                present[change.member] = change
            else:
                del present[change.member]
        return present

    def taking_part_after(self, division: str, n: int) -> dict[str, Presence]:
        """Of the members present after act `n`, those not recused from the division then (docs/profiles.md §6)."""
        recused = self.divisions[division].recused_after(n)
        return {member: here for member, here in self.present_after(n).items() if member not in recused}

    def _judge(self, logged: Logged) -> str:
        problem = self._refer(logged)
        span = self.people.span(logged.received_ms, self._referred)
        rule = RULES[logged.type]
        problem = problem or self._allowed(logged, rule, span)
        try:
            if logged.type in self._folds:
                return problem or self._folds[logged.type](logged, span)
            return self._fold_division(logged, rule) or problem
        except ProtocolError as fault:
            return fault.code

    def _refer(self, logged: Logged) -> str:
        """No act of a sitting is judged by an older state of the register than the sitting referred to."""
        ref = logged.body.get("register")
        if ref is None:
            return ""
        if not self.people.ledger.names(ref):
            return "bad-reference"
        behind = ref["n"] < self._referred
        self._referred = max(self._referred, ref["n"])
        return "bad-reference" if behind else ""

    def _allowed(self, logged: Logged, rule: Rule, span: Span) -> str:
        if logged.actor == self._server:
            role = SERVER
        else:
            key = self.people.actor(logged.actor, span)
            role = key.role if key else ""
        if role not in rule.roles:
            return "not-allowed"
        first = logged.type == "sitting-create"
        if first != (logged.n == 0) or (not first and self.state not in rule.sitting):
            return "wrong-sitting-state"
        return ""

    def _create(self, logged: Logged, _span: Span) -> str:
        body = logged.body
        self.created, self.state = body, "created"
        same = body["id"] == self.id and body["server"] == self._server and self.people.ledger.log == f"body.{body['body']}"
        return "" if same else "wrong-server"

    def _open(self, _logged: Logged, _span: Span) -> str:
        self.state = "open"
        return ""

    def _close(self, _logged: Logged, _span: Span) -> str:
        self.state = "closed"
        return "division-live" if any(division.state in UNSETTLED for division in self.divisions.values()) else ""

    def _speaks_for(self, logged: Logged, seat: str, span: Span) -> bool:
        key = self.people.actor(logged.actor, span)
        return key is not None and (key.role in ("secretariat", "usher") or key.seat == seat)

    def _check_in(self, logged: Logged, span: Span) -> str:
        member, seat = logged.body["member"], logged.body["seat"]
        if not self._speaks_for(logged, seat, span) or not any(
            seated(roster, member, seat) for roster in self.people.rosters(span)
        ):
            return "not-seated-here"
        if member in self._present:
            return "already-present"
        if problem := self._at_the_door(logged, span):
            return problem
        self._present[member] = seat
        video = logged.body.get("by") == "video"
        self._presences.append(Presence(logged.n, member, seat, logged.id, video))
        key = self.people.actor(logged.actor, span)
        if logged.body.get("by", "hall") not in {"hall", "video"} or (video and (key is None or key.role != "secretariat")):
            return "not-allowed"
        return ""

    def _at_the_door(self, logged: Logged, span: Span) -> str:
        """Why a check-in is none of docs/check-in.md §4; empty if it is, or was made elsewhere."""
        body, key = logged.body, self.people.actor(logged.actor, span)
        way = body.get("way")
        if (key is not None and key.role == "usher") != (way is not None) or way not in (None, "card", "number", "hand"):
            return "bad-act"
        if (way == "card") != ("card" in body) or (way == "hand") != ("reason" in body):
            return "bad-act"
        return "" if way != "card" or self.people.owns(body["member"], body["card"], span) else "card-differs"

    def _depart(self, logged: Logged, span: Span) -> str:
        member = logged.body["member"]
        seat = self._present.get(member)
        if seat is None:
            return "not-present"
        if not self._speaks_for(logged, seat, span):
            return "not-seated-here"
        key = self.people.actor(logged.actor, span)
        if key is not None and key.role == "usher" and "reason" not in logged.body:
            return "bad-act"
        del self._present[member]
        self._presences.append(Presence(logged.n, member, ""))
        return ""

    def _recuse(self, logged: Logged, span: Span) -> str:
        division, member = self.divisions.get(logged.body["division"]), logged.body["member"]
        if division is None:
            return "unknown-division"
        seats = {record["seat"] for roster in self.people.rosters(span) if (record := roster.get(member)) and in_office(record)}
        if not any(self._speaks_for(logged, seat, span) for seat in seats):
            return "not-seated-here"
        ends = logged.type == "recuse-cancel"
        known = member in division.recused_after(logged.n)
        division.recusals.append(Recusal(logged.n, member, ends))
        if division.state not in RULES[logged.type].states:
            return "wrong-division-state"
        return "" if known == ends else "not-recused" if ends else "already-recused"

    def _chief(self, logged: Logged, span: Span) -> str:
        key = self.people.actor(logged.body["key"], span)
        return "" if key is not None and key.role == "scrutineer" else "not-a-scrutineer"

    def _draft(self, logged: Logged, _span: Span) -> str:
        body = logged.body
        if body["division"] in self.divisions:
            return "division-known"
        again = self.divisions.get(body["again_of"])
        self.divisions[body["division"]] = Division(body["division"], body)
        unfinished = body["again_of"] and (again is None or again.state not in ENDED)
        return "not-finished" if unfinished else draft_problem(body)

    def _ceremony_start(self, logged: Logged, span: Span) -> str:
        if self.open_division is not None:
            return "another-division"
        moments = range(span.first, span.last + 1)
        chairs = {tuple(sorted(key.key for key in self.people.active("chair", n))) for n in moments}
        scrutineers = {key.key for n in (span.first, span.last) for key in self.people.active("scrutineer", n)}
        return self.attempts.begin(logged, chairs, scrutineers)

    def _ceremony(self, logged: Logged, _span: Span) -> str:
        attempt = self.attempts.current
        before = set(attempt.stood_down) if attempt else set()
        voting = any(division.state == "open" for division in self.divisions.values())
        problem = self.attempts.apply(logged, voting=voting)
        for index in (attempt.stood_down if attempt else set()) - before:
            self._stand_down(index)
        return problem

    def _stand_down(self, index: int) -> None:
        """A vote that is closed and not tallied goes on without the absent scrutineer."""
        for division in self.divisions.values():
            if division.state == "closed" and division.vote:
                division.vote.active.discard(index)

    def _fold_division(self, logged: Logged, rule: Rule) -> str:
        division = self.divisions.get(logged.body["division"])
        if division is None:
            return "unknown-division"
        problem = "" if division.state in rule.states else "wrong-division-state"
        fold = self._division_folds.get(logged.type)
        problem = (fold(logged, division) if fold else "") or problem
        division.state = rule.to or division.state
        if division.state != "closed" and division.vote is not None and division.vote.naming is not None:
            division.vote.naming.forget()
        return problem

    def _announce(self, _logged: Logged, division: Division) -> str:
        live = self.open_division
        return "another-division" if live not in {None, division} else ""

    def _division_open(self, logged: Logged, division: Division) -> str:
        body = logged.body
        secret = "seal" in body
        attempt = self.attempts.current if secret else None
        deadline = body["opened_ms"] + 1000 * body["auto_close_s"] if body["auto_close_s"] else None
        due = attempt.active if attempt else ()
        division.vote = Vote(logged, opening_digest(logged.signed.body), deadline, attempt, due, set(body.get("active", ())))
        if attempt is not None:
            attempt.used = True
        return ""

    def _extend(self, logged: Logged, division: Division) -> str:
        vote, deadline = division.vote, logged.body["deadline_ms"]
        if vote is None or logged.body["open"] != vote.name or vote.deadline_ms is None:
            return "wrong-reference"
        if logged.received_ms >= vote.deadline_ms or deadline <= vote.deadline_ms:
            return "deadline-passed"
        vote.deadline_ms = deadline
        return ""

    def _division_close(self, logged: Logged, division: Division) -> str:
        vote = division.vote
        if vote is None or logged.body["open"] != vote.name:
            return "wrong-reference"
        vote.close = vote.close or logged
        by_server = logged.actor == self._server
        if logged.body["reason"] != ("deadline" if by_server else "chair"):
            return "close-reason"
        if by_server and (vote.deadline_ms is None or logged.received_ms < vote.deadline_ms):
            return "before-deadline"
        return ""

    def _freeze(self, logged: Logged, division: Division) -> str:
        vote = division.vote
        if vote is None or logged.body["open"] != vote.name or not vote.close or logged.body["close"] != vote.close.name:
            return "wrong-reference"
        if vote.freeze is not None or vote.attempt is None:
            return "wrong-division-state"
        vote.freeze = logged
        return ""

    def _tally(self, logged: Logged, division: Division) -> str:
        vote = division.vote
        if vote is None or logged.body["open"] != vote.name or not vote.close or logged.body["close"] != vote.close.name:
            return "wrong-reference"
        vote.tallied = True
        return "" if logged.body.get("freeze", "") == vote.frozen else "wrong-reference"

    def _void(self, logged: Logged, division: Division) -> str:
        if division.void is not None:
            return "void-proposed"
        division.void = logged
        return ""

    def _void_settled(self, logged: Logged, division: Division) -> str:
        proposed, division.void = division.void, None
        if proposed is None or logged.body["void"] != proposed.name:
            return "no-void-proposed"
        if logged.type == "division-void-confirm":
            division.reason = proposed.body["reason"]
            first, second = self.people.keys.get(proposed.actor), self.people.keys.get(logged.actor)
            if first is None or second is None or same_person(first.holder) == same_person(second.holder):
                return "same-person"
        return ""

    def _dropped(self, logged: Logged, division: Division) -> str:
        division.reason = logged.body["reason"]
        return ""
