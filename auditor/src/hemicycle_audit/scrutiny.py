"""The scrutineers' acts: who may do what, when, and what it leads to (docs/sealed.md §2, §3, §6, §7; sealed-names.md §10)."""

from collections.abc import Callable, Mapping

from hemicycle_audit.acts import Act, raw
from hemicycle_audit.crypto import to_b64u
from hemicycle_audit.judge import Judge
from hemicycle_audit.state import READY, Attempt, Division, Sealed

MIN_THRESHOLD = 2
MAX_SCRUTINEERS = 15
SHARED = ("keys", "public", "shares", "seal")


class Scrutiny:
    """Applies the acts of ceremony, certificates, freeze, release and stand-down."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.handlers: dict[str, Callable[[Act], None]] = {
            "ceremony-start": self._start,
            "ceremony-commit": self._message,
            "ceremony-reveal": self._message,
            "ceremony-deal": self._message,
            "ceremony-seal": self._message,
            "ceremony-abort": self._abort,
            "erased": self._erased,
            "stand-down": self._stand_down,
            "stand-down-ok": self._stand_down_ok,
            "stand-down-cancel": self._stand_down_cancel,
        }
        self.division_handlers: dict[str, Callable[[Act, Division], None]] = {
            "open-ok": self._open_ok,
            "open-refuse": self._open_refuse,
            "division-freeze": self._freeze,
            "root-ok": self._root_ok,
            "root-refuse": self._root_refuse,
            "release": self._release,
            "names-call": self._names_call,
            "mix": self._mix,
            "row-release": self._row_release,
            "void-ok": self._void_ok,
        }

    # -- the ceremony (§2)

    @property
    def _current(self) -> Attempt | None:
        return self.judge.sitting.attempts[-1] if self.judge.sitting.attempts else None

    def _start(self, act: Act) -> None:
        """An attempt that is not of the size allowed, or not started by whom it may be, is as if it were not there."""
        judge, attempts = self.judge, self.judge.sitting.attempts
        k, scrutineers = act.doc["k"], [raw(key) for key in act.doc["scrutineers"]]
        may = judge.actor(act, "secretariat", "chair")
        judge.idle(act)
        wanted = attempts[-1].number + 1 if attempts else 1
        judge.allow(act, act.doc["attempt"] == wanted, "attempt-number", found=act.doc["attempt"], wanted=wanted)
        fits = MIN_THRESHOLD <= k <= len(scrutineers) <= MAX_SCRUTINEERS
        judge.allow(act, fits, "ceremony-size", k=k, n=len(scrutineers))
        for key in scrutineers:
            holder = judge.sitting.register.role_holder(key, judge.span)
            judge.allow(act, holder is not None and holder.role == "scrutineer", "not-a-scrutineer", key=to_b64u(key))
        judge.allow(act, act.doc["chairs"] in self._chairs(), "chairs-differ")
        if may and fits:
            attempts.append(Attempt(act))

    def _chairs(self) -> list[list[str]]:
        """Return what the list of all active chairs may be."""
        span, keys = self.judge.span, self.judge.sitting.register.keys.values()
        chairs = [key for key in keys if key.role == "chair"]
        return [sorted(to_b64u(key.key) for key in chairs if key.active(n)) for n in range(span.first, span.last + 1)]

    def _under_way(self, act: Act) -> Attempt | None:
        """Return the latest attempt if the act is for it and it was not ended; note it if not."""
        current = self._current
        found = current if current and current.number == act.doc["attempt"] and current.aborted is None else None
        self.judge.allow(act, found is not None, "no-such-attempt", attempt=act.doc["attempt"])
        return found

    def _is_scrutineer(self, act: Act, attempt: Attempt, index: int) -> bool:
        """Allow the scrutineer of an index, whose key must be active still."""
        own = attempt.index_of(act.actor) == index and self.judge.role(act) == "scrutineer"
        return self.judge.allow(act, own and index > 0, "not-the-scrutineer", index=index)

    def _message(self, act: Act) -> None:
        """What comes in the wrong phase is refused, and kept, so that the rest can be judged."""
        judge, attempt, index = self.judge, self._under_way(act), act.doc["index"]
        if attempt is None or not self._is_scrutineer(act, attempt, index):
            return
        messages = attempt.messages[act.type]
        if not judge.allow(act, index not in messages, "once", index=index):
            return
        judge.allow(act, attempt.phase == act.type, "ceremony-phase", due=attempt.phase)
        for other in [*messages.values()][:1] if act.type == "ceremony-seal" else []:
            same = all(act.doc[name] == other.doc[name] for name in SHARED)
            judge.allow(act, same, "seals-differ", other=other.doc["index"])
        messages[index] = act

    def _abort(self, act: Act) -> None:
        judge, attempt, index = self.judge, self._under_way(act), act.doc["index"]
        if attempt is None:
            return
        may = self._is_scrutineer(act, attempt, index) if index else judge.actor(act, "secretariat", "chair")
        in_time = attempt.phase != READY or (index > 0 and not attempt.opened)
        conditions = (
            may,
            judge.allow(act, in_time, "ceremony-over"),
            judge.allow(act, act.doc["culprit"] <= attempt.n, "no-such-index", index=act.doc["culprit"]),
        )
        if all(conditions):
            attempt.aborted = act

    def _erased(self, act: Act) -> None:
        """A device says once, after the sitting, that its shares are destroyed (§11)."""
        judge, attempt, index = self.judge, self._current, act.doc["index"]
        latest = attempt is not None and attempt.number == act.doc["attempt"]
        judge.allow(act, judge.sitting.state == "closed", "sitting-goes-on")
        judge.allow(act, latest, "no-such-attempt", attempt=act.doc["attempt"])
        if attempt is None or not latest or not self._is_scrutineer(act, attempt, index):
            return
        if judge.allow(act, index not in attempt.erased, "once", index=index):
            attempt.erased.add(index)

    # -- an opening and its certificate (§3)

    def open(self, act: Act, division: Division) -> Sealed:
        """Judge what is special of a secret division's opening; return what the scrutineers will add to.

        That k are active need not be asked: nobody is stood down below that.
        """
        current = self._current
        attempt = current if current is not None and current.sealed else None
        if self._opening(act, attempt is not None, "active", "not-sealed") and attempt is not None:
            active = attempt.active
            self._opening(act, act.doc["seal"] == to_b64u(attempt.digest), "seal", "other-seal", found=act.doc["seal"])
            self._opening(act, act.doc["active"] == active, "active", "member-differs", found=act.doc["active"], wanted=active)
            self._opening(act, act.actor in attempt.chairs, "actor", "chair-not-sealed")
            attempt.opened = True
        return Sealed(attempt)

    def _opening(self, act: Act, holds: bool, member: str, reason: str, /, **detail: object) -> bool:
        return self.judge.findings.require(holds, "opening", f"{act.place} member={member}", reason, **detail)

    def _by_active(self, act: Act, division: Division, *taken: Mapping[int, Act]) -> int:
        """Return the actor's index among the division's active scrutineers; 0 if it may not act, or has acted already."""
        attempt = division.sealed.attempt if division.sealed else None
        index = attempt.index_of(act.actor) if attempt else 0
        active = attempt is not None and index in attempt.active and self.judge.role(act) == "scrutineer"
        if not self.judge.allow(act, active, "not-active"):
            return 0
        fresh = self.judge.allow(act, all(index not in acts for acts in taken), "once", index=index)
        return index if fresh else 0

    def _of_secret(self, act: Act, division: Division, states: frozenset[str]) -> Sealed | None:
        """Return the scrutineers' part of an opened secret division, if the act is for it; note it if not."""
        if not self.judge.allow(act, division.sealed is not None, "not-secret"):
            return None
        self.judge.same_open(act, division)
        return division.sealed if self.judge.in_state(act, division, states) else None

    def _open_ok(self, act: Act, division: Division) -> None:
        sealed = self._of_secret(act, division, frozenset({"open"}))
        index = self._by_active(act, division, sealed.certified, sealed.refused_open) if sealed else 0
        if sealed and index:
            sealed.certified[index] = act

    def _open_refuse(self, act: Act, division: Division) -> None:
        sealed = self._of_secret(act, division, frozenset({"open"}))
        index = self._by_active(act, division, sealed.certified, sealed.refused_open) if sealed else 0
        if sealed and index:
            sealed.refused_open[index] = act

    # -- freeze, certificate, release (§6)

    def _freeze(self, act: Act, division: Division) -> None:
        judge = self.judge
        judge.server(act)
        sealed = self._of_secret(act, division, frozenset({"closed"}))
        closed = division.close is not None and raw(act.doc["close"]) == division.close.id
        judge.allow(act, closed, "other-act", member="close")
        if sealed and judge.allow(act, sealed.freeze is None, "frozen-before"):
            sealed.freeze = act

    def _frozen(self, act: Act, division: Division) -> Sealed | None:
        """Return the scrutineers' part of a division whose freeze the act names; note it if it does not."""
        sealed = self._of_secret(act, division, frozenset({"closed"}))
        if sealed is None:
            return None
        same = sealed.freeze is not None and raw(act.doc["freeze"]) == sealed.frz
        return sealed if self.judge.allow(act, same, "freeze-differs") else None

    def _root_ok(self, act: Act, division: Division) -> None:
        sealed = self._frozen(act, division)
        index = self._by_active(act, division, sealed.rooted, sealed.refused_root) if sealed else 0
        if sealed and index:
            sealed.rooted[index] = act
            sealed.reckon()

    def _root_refuse(self, act: Act, division: Division) -> None:
        sealed = self._frozen(act, division)
        index = self._by_active(act, division, sealed.rooted, sealed.refused_root) if sealed else 0
        if sealed and index:
            sealed.refused_root[index] = act

    def _release(self, act: Act, division: Division) -> None:
        sealed = self._frozen(act, division)
        index = self._by_active(act, division, sealed.released) if sealed else 0
        if sealed and index:
            self.judge.findings.require(sealed.certificate_holds, "release", act.place, "released-too-early")
            sealed.released[index] = act

    # -- written names and rankings (docs/sealed-names.md §10)

    def _names_call(self, act: Act, division: Division) -> None:
        """What it says is judged with what was released."""
        self.judge.server(act)
        sealed = self._frozen(act, division)
        if sealed and self.judge.allow(act, sealed.call is None, "called-before"):
            sealed.call = act

    def _called(self, act: Act, division: Division) -> tuple[Sealed, int] | None:
        """Return the scrutineers' part of a division whose names were called, and k; note it if they were not."""
        sealed = self._frozen(act, division)
        if sealed is None or sealed.attempt is None:
            return None
        return (sealed, sealed.attempt.k) if self.judge.allow(act, sealed.call is not None, "not-called") else None

    def _mix(self, act: Act, division: Division) -> None:
        """Whether a mix holds is judged with its proof."""
        judge, found = self.judge, self._called(act, division)
        index = self._by_active(act, division, found[0].mixes) if found else 0
        if found is None or not index:
            return
        sealed, k = found
        fresh = judge.allow(act, raw(act.doc["previous"]) == sealed.last_mix, "mix-stale")
        if judge.allow(act, len(sealed.mixes) < k, "mixes-enough", k=k) and fresh:
            sealed.mixes[index] = act

    def _row_release(self, act: Act, division: Division) -> None:
        judge, found = self.judge, self._called(act, division)
        index = self._by_active(act, division, found[0].opened_rows) if found else 0
        if found is None or not index:
            return
        sealed, k = found
        whole = judge.allow(act, len(sealed.mixes) == k, "mixes-missing", found=len(sealed.mixes), k=k)
        if judge.allow(act, raw(act.doc["chain"]) == sealed.chain, "chain-differs") and whole:
            sealed.opened_rows[index] = act

    def _void_ok(self, act: Act, division: Division) -> None:
        sealed = self._of_secret(act, division, frozenset({"void"}))
        index = self._by_active(act, division, sealed.void_ok, sealed.released) if sealed else 0
        if sealed and index:
            sealed.void_ok[index] = act

    # -- stand-down (§7)

    def _stand_down(self, act: Act) -> None:
        judge, attempt, index = self.judge, self._current, act.doc["index"]
        judge.actor(act, "chair")
        if not judge.allow(act, attempt is not None and attempt.sealed, "not-sealed") or attempt is None:
            return
        opened = [d.id for d in judge.sitting.divisions.values() if d.state == "open"]
        conditions = (
            judge.allow(act, not opened, "division-busy", divisions=", ".join(opened)),
            judge.allow(act, len(attempt.active) > attempt.k, "too-few-scrutineers", found=len(attempt.active), k=attempt.k),
            judge.allow(act, index in attempt.active, "no-such-index", index=index),
            judge.allow(act, attempt.proposal is None, "stand-down-pending"),
        )
        if all(conditions):
            attempt.proposal, attempt.confirmations = act, set()

    def _proposed(self, act: Act) -> Attempt | None:
        attempt = self._current
        proposal = attempt.proposal if attempt else None
        same = proposal is not None and proposal.id == raw(act.doc["stand_down"])
        return attempt if self.judge.allow(act, same, "stand-down-not-proposed") else None

    def _stand_down_ok(self, act: Act) -> None:
        attempt = self._proposed(act)
        if attempt is None or attempt.proposal is None:
            return
        absent, index = attempt.proposal.doc["index"], attempt.index_of(act.actor)
        other = index in attempt.active and index != absent and self.judge.role(act) == "scrutineer"
        if not self.judge.allow(act, other, "not-active"):
            return
        self.judge.allow(act, index not in attempt.confirmations, "once", index=index)
        attempt.confirmations.add(index)
        if attempt.confirmations >= set(attempt.active) - {absent}:
            attempt.stood_down[absent], attempt.proposal = act, None
            for division in self.judge.sitting.divisions.values():
                if division.sealed and division.sealed.attempt is attempt and division.state == "closed":
                    division.sealed.reckon()

    def _stand_down_cancel(self, act: Act) -> None:
        self.judge.actor(act, "chair")
        attempt = self._proposed(act)
        if attempt is not None:
            attempt.proposal = None
