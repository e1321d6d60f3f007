"""Who may count by hand, when, and what it leads to (docs/channels.md §2, §3, §5)."""

from collections.abc import Callable, Iterable

from hemicycle_audit.acts import Act, raw
from hemicycle_audit.canonical import encode
from hemicycle_audit.channel import MIXED, OF_PERSONS, PAPER, TERMINAL
from hemicycle_audit.crypto import digest, u32
from hemicycle_audit.figures import path_text
from hemicycle_audit.hand_count import ATTEMPTS, TELLERS, HandCount
from hemicycle_audit.judge import Judge
from hemicycle_audit.register import Key
from hemicycle_audit.state import Division

CLOSED = frozenset({"closed"})
UNTIL_DECLARED = frozenset({"closed", "tallied"})


def commitment(act: Act, open_digest: bytes) -> bytes:
    """Return the digest that a ``count-reveal`` opens (docs/channels.md §3)."""
    doc = act.doc
    fields = u32(doc["attempt"]), act.actor, raw(doc["salt"]), encode(doc["figures"])
    return digest("count-commit", open_digest, *fields)


class Hands:
    """Applies the acts of counts by hand. One that is refused is as if it were not there."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.division_handlers: dict[str, Callable[[Act, Division], None]] = {
            "paper-issue": self._issue,
            "paper-return": self._return,
            "count-commit": self._commit,
            "count-reveal": self._reveal,
            "count-again": self._again,
            "count-sign": self._sign,
        }

    # -- an opening (§2)

    def open(self, act: Act, division: Division) -> HandCount | None:
        """Judge who is there to count and to sign; return what they will add to, None of a vote on terminals."""
        channel, findings = division.channel, self.judge.findings
        if channel == TERMINAL:
            return None
        tellers = max(len({key.person for key in keys}) for keys in self._active("teller"))
        scrutineers = max(map(len, self._active("scrutineer")))
        findings.require(tellers >= TELLERS, "opening", act.place, "too-few-tellers", found=tellers)
        findings.require(scrutineers > 0, "opening", act.place, "no-scrutineer")
        entitled = act.doc["electorate"]["size"]
        if channel == MIXED:
            entitled = sum(presence.video for presence in self.judge.sitting.taking_part(act))
        return HandCount(channel, entitled, division.item)

    def _active(self, role: str) -> list[list[Key]]:
        """Return the active keys of a role, for every act of the register that may be the latest."""
        span, keys = self.judge.span, self.judge.sitting.register.keys.values()
        return [[key for key in keys if key.role == role and key.active(n)] for n in range(span.first, span.last + 1)]

    # -- the acts (§3)

    def _of_hands(
        self, act: Act, division: Division, states: frozenset[str], *roles: str, paper: bool = False
    ) -> HandCount | None:
        """Return the division's hand count if the act is one for it, in its state, by one of ``roles``; note it if not."""
        judge, hand = self.judge, division.hand
        fits = hand is not None and (hand.channel == PAPER or not paper)
        conditions = (
            judge.actor(act, *roles),
            judge.in_state(act, division, states),
            judge.allow(act, fits, "not-of-channel", channel=division.channel),
            judge.same_open(act, division),
        )
        return hand if all(conditions) else None

    def _issue(self, act: Act, division: Division) -> None:
        hand, issued = self._of_hands(act, division, frozenset({"open"}), "teller", paper=True), act.doc["issued"]
        if hand and self.judge.allow(act, issued <= hand.entitled, "too-many-issued", issued=issued, most=hand.entitled):
            hand.issued = issued

    def closing(self, act: Act, division: Division) -> None:
        """Judge a close: nobody closes ballot boxes before ballots were issued."""
        issued = division.hand is None or division.hand.channel != PAPER or division.hand.issued is not None
        self.judge.allow(act, issued, "not-issued")

    def _uncounted(self, act: Act, division: Division, *roles: str, paper: bool = False) -> HandCount | None:
        """Return the hand count of a closed division in which no count stands."""
        hand = self._of_hands(act, division, CLOSED, *roles, paper=paper)
        return hand if hand and self.judge.allow(act, hand.standing is None, "count-stands") else None

    def _within(self, act: Act, hand: HandCount) -> bool:
        return self.judge.allow(act, not hand.overfull, "more-returned", returned=hand.returned, issued=hand.issued)

    def _return(self, act: Act, division: Division) -> None:
        hand, person = self._uncounted(act, division, "teller", paper=True), self.judge.sitting.person(act)
        if hand is None or person is None:
            return
        if len(hand.overfull_by) == TELLERS and not self._within(act, hand):
            return
        by_another = person.person not in hand.overfull_by
        conditions = (
            self.judge.allow(act, by_another, "returned-by-another", holder=person.holder),
            not hand.running.commits or self._another(act, hand),
        )
        if all(conditions):
            hand.take_back(act.doc["returned"], person.person)

    def _another(self, act: Act, hand: HandCount) -> bool:
        return self.judge.allow(act, hand.running.number < ATTEMPTS, "too-many-attempts", most=ATTEMPTS)

    def _in_attempt(self, act: Act, division: Division, *roles: str) -> HandCount | None:
        """Return the hand count if the act is for its running attempt."""
        hand, found = self._uncounted(act, division, *roles), act.doc["attempt"]
        wanted = hand.running.number if hand else 0
        return hand if hand and self.judge.allow(act, found == wanted, "wrong-count", found=found, wanted=wanted) else None

    def _commit(self, act: Act, division: Division) -> None:
        judge, hand = self.judge, self._in_attempt(act, division, "teller")
        if hand is None:
            return
        commits = hand.running.commits
        person = judge.sitting.person(act)
        twice = person is not None and person.person in self._persons(commits) and act.actor not in commits
        conditions = (
            judge.allow(act, hand.channel != PAPER or hand.returned is not None, "not-returned"),
            self._within(act, hand),
            judge.allow(act, act.actor not in commits, "committed-before"),
            judge.allow(act, not twice, "teller-twice", holder=_holder(person)),
            judge.allow(act, len(commits) < TELLERS, "count-full"),
            judge.allow(act, hand.running.number <= ATTEMPTS, "too-many-attempts", most=ATTEMPTS),
            judge.allow(act, not self._is_silent(person, hand), "teller-silent", holder=_holder(person)),
            judge.allow(act, not _is_candidate(person, division), "scrutineer-candidate", holder=_holder(person)),
        )
        if all(conditions):
            commits[act.actor] = act

    def _persons(self, keys: Iterable[bytes]) -> set[str]:
        people = self.judge.sitting.register.keys
        return {people[key].person for key in keys if key in people}

    def _is_silent(self, person: Key | None, hand: HandCount) -> bool:
        return person is not None and person.person in self._persons(hand.silent)

    def _reveal(self, act: Act, division: Division) -> None:
        judge, hand = self.judge, self._in_attempt(act, division, "teller")
        if hand is None:
            return
        running, own = hand.running, hand.running.commits.get(act.actor)
        if not judge.allow(act, own is not None and len(running.commits) == TELLERS, "not-committed") or own is None:
            return
        opens = commitment(act, division.open_digest) == raw(own.doc["digest"])
        conditions = (
            judge.allow(act, act.actor not in running.reveals, "revealed-before"),
            judge.findings.require(opens, "hand-count", act.place, "commitment-differs", commit=own.n),
        )
        if all(conditions):
            running.reveals[act.actor] = act
            if len(running.reveals) == TELLERS:
                hand.judge(act)
                hand.asked = self._active("scrutineer")[-1] if hand.standing else []

    def _again(self, act: Act, division: Division) -> None:
        hand = self._in_attempt(act, division, "teller", "chair")
        if hand and self.judge.allow(act, bool(hand.running.commits), "nothing-committed") and self._another(act, hand):
            hand.begin(act.doc["reason"])

    def _sign(self, act: Act, division: Division) -> None:
        judge, hand = self.judge, self._of_hands(act, division, UNTIL_DECLARED, "scrutineer")
        if hand is None:
            return
        same = hand.standing is not None and raw(act.doc["count"]) == hand.standing.id
        if not judge.allow(act, same, "no-count"):
            return
        person = judge.sitting.person(act)
        counted_by = self._persons(hand.running.commits)
        conditions = (
            judge.allow(act, act.actor not in hand.signed, "signed-before"),
            judge.allow(act, person is None or person.person not in counted_by, "teller-signs", holder=_holder(person)),
            judge.allow(act, not _is_candidate(person, division), "scrutineer-candidate", holder=_holder(person)),
        )
        if all(conditions):
            hand.signed[act.actor] = act

    def tally(self, act: Act, division: Division) -> None:
        """Judge a tally: of what was counted by hand it needs a count that stands and is signed."""
        hand, require = division.hand, self.judge.findings.require
        if hand is None:
            return
        over = {"returned": hand.returned, "issued": hand.issued}
        if hand.channel == PAPER and not require(not hand.overfull, "hand-count", act.place, "more-returned", **over):
            return
        attempts = len(hand.attempts)
        if require(hand.standing is not None, "hand-count", act.place, "no-standing-count", attempts=attempts):
            require(bool(hand.signed), "hand-count", act.place, "count-unsigned")
        else:
            self._why_none(act, hand)

    def _why_none(self, act: Act, hand: HandCount) -> None:
        """Name the places of the last figures of two tellers that kept them from standing."""
        whole = [attempt for attempt in hand.attempts if len(attempt.reveals) == TELLERS]
        for attempt in whole[-1:]:
            place, fail = f"{act.place} attempt={attempt.number} figures=", self.judge.findings.fail
            for path, (one, other) in attempt.differences:
                fail("hand-count", place + path_text(path), "figures-differ", one=one, other=other)
            for fault in attempt.faults:
                fail("hand-count", place + path_text(fault.path), "figures-fault", fault=fault.code)


def _holder(person: Key | None) -> str:
    return person.holder if person else "?"


def _is_candidate(person: Key | None, division: Division) -> bool:
    """Tell whether the holder's name is on the ballot of a vote about persons (E13)."""
    item = division.item if division.draft.doc["template"] in OF_PERSONS else None
    return item is not None and person is not None and person.person in item.persons
