"""The sitting's state machine (protocol §5): who may do what, when, and what it leads to."""

from collections.abc import Callable, Mapping

from hemicycle_audit.acts import Act, Log, raw
from hemicycle_audit.cards import USHER, is_door_check_in, is_door_departure
from hemicycle_audit.crypto import to_b64u
from hemicycle_audit.documents import Documents
from hemicycle_audit.drafts import check_draft, check_opened
from hemicycle_audit.findings import Findings
from hemicycle_audit.hands import Hands
from hemicycle_audit.house import House
from hemicycle_audit.items import TRIAL
from hemicycle_audit.judge import Judge
from hemicycle_audit.register import Register, Roster, in_office, is_seated
from hemicycle_audit.scrutiny import Scrutiny
from hemicycle_audit.sequence import Sequence
from hemicycle_audit.state import Division, Presence, Sitting

VOIDABLE = frozenset({"announced", "open", "closed", "tallied"})
ENDED = frozenset({"declared", "published", "archived", "void", "withdrawn", "deferred"})
AFTER_CLOSE = frozenset({"division-publish", "division-archive", "void-ok", "erased"})
RELEASE_MS = 60_000


def _unseated(roster: Roster, present: Mapping[str, Presence]) -> list[str]:
    return [member for member, presence in present.items() if not is_seated(roster, member, presence.seat or "")]


def read_sitting(log: Log, register: Register, body: str, server: bytes, findings: Findings) -> Sitting:
    """Return the sitting of ``body`` on ``server``, with every act that breaks §5 in ``findings``."""
    machine = _Machine(Sitting(log, register), body, server, findings)
    for act in log.acts:
        machine.apply(act)
    if machine.sitting.created is None:
        findings.fail("act-rule", f"{log.name} act=0", "first-act", wanted="sitting-create")
    return machine.sitting


class _Machine(Judge):
    """Applies acts. An act that is refused still moves its division on, so that the rest can be judged,
    but it checks nobody in and nobody out.
    """

    def __init__(self, sitting: Sitting, body: str, server: bytes, findings: Findings) -> None:
        super().__init__(sitting, findings)
        self.body, self.server_key, self.scrutiny = body, server, Scrutiny(self)
        self.hands, self.house, self.sequence = Hands(self), House(self), Sequence(self)
        self.handlers: dict[str, Callable[[Act], None]] = {
            "sitting-create": self._create,
            "sitting-open": self._open,
            "sitting-close": self._close,
            "check-in": self._check_in,
            "depart": self._depart,
            "leave-grant": self._leave,
            "division-draft": self._draft,
            **self.scrutiny.handlers,
            **self.house.handlers,
        }
        self.division_handlers: dict[str, Callable[[Act, Division], None]] = {
            "division-approve": self._approve,
            "division-announce": self._announce,
            "division-open": self._division_open,
            "division-extend": self._extend,
            "division-close": self._division_close,
            "division-tally": self._tally,
            "division-declare": self._declare,
            "division-publish": self._publish,
            "division-archive": self._archive,
            "division-void": self._void,
            "division-void-confirm": self._void_confirm,
            "division-void-cancel": self._void_cancel,
            "division-withdraw": self._drop,
            "division-defer": self._drop,
            **self.scrutiny.division_handlers,
            **self.hands.division_handlers,
            **self.house.division_handlers,
            **self.sequence.division_handlers,
            **Documents(self).division_handlers,
        }

    def apply(self, act: Act) -> None:
        """Judge one act by the state before it, and change the state."""
        self._refer(act)
        self.span = self.sitting.register.span(act.received_ms, self.sitting.referred)
        over = self.sitting.state == "closed" and act.type not in AFTER_CLOSE
        self.allow(act, not over, "sitting-closed")
        if act.type in self.handlers:
            self.handlers[act.type](act)
            return
        division = self.sitting.divisions.get(act.doc["division"])
        if self.allow(act, division is not None, "division-unknown", division=act.doc["division"]):
            assert division is not None
            self.division_handlers[act.type](act, division)

    def _refer(self, act: Act) -> None:
        """Check an act's reference to the register and let nothing be judged by an older state of it.

        An opening takes N and the electorate from there, so it may not go back behind what the sitting
        already referred to.
        """
        point, known = act.doc.get("register"), self.sitting.referred
        if point is None:
            return
        opening = act.type == "division-open"
        code, place = "opening" if opening else "act-after", f"{act.place} member=register"
        true = self.sitting.register.log.has(point)
        if self.findings.require(true, code, place, "register-differs", n=point["n"]):
            fresh = not opening or point["n"] >= known
            self.findings.require(fresh, code, place, "register-older", n=point["n"], known=known)
            self.sitting.referred = max(known, point["n"])

    # -- the sitting

    def _create(self, act: Act) -> None:
        sitting = self.sitting
        if not self.allow(act, act.n == 0, "only-first"):
            return
        self.actor(act, "secretariat")
        named = f"sitting.{act.doc['id']}" == sitting.log.name and act.doc["body"] == self.body
        self.allow(act, named, "other-body", found=f"{act.doc['body']} / {act.doc['id']}")
        self.allow(act, raw(act.doc["server"]) == self.server_key, "server-differs")
        sitting.created, sitting.state = act, "created"
        sitting.quorum, sitting.server = act.doc["quorum"], raw(act.doc["server"])
        self.house.create(act)

    def _open(self, act: Act) -> None:
        self.actor(act, "chair")
        self.allow(act, self.sitting.state == "created", "sitting-state", state=self.sitting.state)
        self.sitting.state = "open"

    def _close(self, act: Act) -> None:
        self.actor(act, "chair")
        self.sitting_open(act)
        busy = [d.id for d in self.sitting.divisions.values() if d.state in VOIDABLE]
        self.allow(act, not busy, "division-busy", divisions=", ".join(busy))
        self.sitting.state = "closed"

    # -- attendance

    def _for_seat(self, act: Act, seat: str) -> bool:
        """Allow the secretariat, an usher, and the terminal of ``seat``."""
        key = self.sitting.register.role_holder(act.actor, self.span)
        own = key is not None and key.role == "deputy" and key.seat == seat
        every = key is not None and key.role in ("secretariat", USHER)
        return self.allow(act, own or every, "not-the-seat", seat=seat)

    def _check_in(self, act: Act) -> None:
        member, seat = act.doc["member"], act.doc["seat"]
        seated = any(is_seated(roster, member, seat) for roster in self.rosters())
        conditions = (
            self._for_seat(act, seat),
            self.sitting_open(act),
            self.allow(act, seated, "not-seated-there", member=member, seat=seat),
            self.allow(act, member not in self.sitting.present, "already-present", member=member),
            is_door_check_in(self, act),
        )
        video = act.doc.get("by") == "video"
        by_hand = self.allow(act, not video or self.role(act) == "secretariat", "video-by-hand")
        self._pages(act, seat, asked=not video)
        if all(conditions) and by_hand:
            self._move(Presence(act.n, member, seat, act.id, video))

    def _pages(self, act: Act, seat: str, *, asked: bool) -> None:
        """Check that nobody checked in at a terminal without the pages that the sitting requires (§14)."""
        wanted = self.sitting.expected_pages
        if wanted is None or not wanted["required"] or not asked:
            return
        right = (wanted["hash"], "installed")
        terminals = self.sitting.register.terminals_of(seat, self.span)
        self.allow(act, any(key is None or key.pages(n) == right for n, key in terminals), "pages-differ", seat=seat)

    def _depart(self, act: Act) -> None:
        member = act.doc["member"]
        presence = self.sitting.present.get(member)
        if presence is None:
            self.allow(act, False, "not-present", member=member)
        elif self._for_seat(act, presence.seat or "") and is_door_departure(self, act):
            self._move(Presence(act.n, member, None))

    def _move(self, presence: Presence) -> None:
        self.sitting.presences.append(presence)
        if presence.seat is None:
            del self.sitting.present[presence.member]
        else:
            self.sitting.present[presence.member] = presence

    def _leave(self, act: Act) -> None:
        member = act.doc["member"]
        self.actor(act, "secretariat")
        known = any(in_office(roster[member]) for roster in self.rosters() if member in roster)
        self.allow(act, known, "not-in-office", member=member)
        self.allow(act, member not in self.sitting.present, "already-present", member=member)

    # -- divisions

    def _draft(self, act: Act) -> None:
        self.actor(act, "secretariat", "chair")
        name, again = act.doc["division"], self.sitting.divisions.get(act.doc["again_of"])
        ended = not act.doc["again_of"] or (again is not None and again.state in ENDED)
        self.allow(act, ended, "again-of", division=act.doc["again_of"])
        check_draft(self, act)
        self.house.draft(act)
        self.sequence.draft(act)
        if self.allow(act, name not in self.sitting.divisions, "division-known", division=name):
            self.sitting.add(act)

    def _approve(self, act: Act, division: Division) -> None:
        self.actor(act, "secretariat", "chair")
        self.in_state(act, division, ["draft"])
        division.state = "approved"

    def _announce(self, act: Act, division: Division) -> None:
        self.actor(act, "chair")
        self.sitting_open(act)
        self.in_state(act, division, ["approved"])
        self.idle(act, but=division)
        self.house.conflict(act, division.draft.doc)
        self.sequence.announce(act, division)
        division.state = "announced"

    def _division_open(self, act: Act, division: Division) -> None:
        self.actor(act, "chair")
        self.in_state(act, division, ["announced"])
        outdated = self._outdated(act)
        names = ", ".join(outdated)
        self.findings.require(not outdated, "opening", act.place, "presence-outdated", members=names)
        if division.opening is None:
            division.state, division.opening = "open", act
            division.sealed = self.scrutiny.open(act, division) if division.encrypted else None
            division.hand = self.hands.open(act, division)
            earlier = division.replaced if division.secret else ()
            division.known_before = [before for before in earlier if before.count in ("known", "may-be-known")]
            check_opened(self, act, division)
            self.house.opening(act, division)
            self.sequence.opening(act, division)
            seconds = act.doc["auto_close_s"]
            division.deadline_ms = act.doc["opened_ms"] + 1000 * seconds if seconds else None

    def _outdated(self, act: Act) -> list[str]:
        """Return who is counted in an opening, or present when it comes, and no longer has the seat checked in to."""
        register, point = self.sitting.register, act.doc["register"]
        counted = _unseated(register.roster(point["n"]), self.sitting.present_after(act.doc["after"]["n"]))
        return counted or min((_unseated(roster, self.sitting.present) for roster in self.rosters()), key=len)

    def _extend(self, act: Act, division: Division) -> None:
        """Without a deadline there is none to extend: ``auto_close_s`` 0 means none (§5)."""
        conditions = [self.actor(act, "chair"), self.in_state(act, division, ["open"])]
        self.same_open(act, division)
        deadline, wanted = division.deadline_ms, act.doc["deadline_ms"]
        in_time = deadline is not None and act.received_ms < deadline < wanted
        conditions.append(self.allow(act, in_time, "extend-too-late", deadline=deadline, wanted=wanted))
        if all(conditions):
            division.deadline_ms = wanted

    def _division_close(self, act: Act, division: Division) -> None:
        """Who closes and when is step 9 of §10: ``close``."""
        self.in_state(act, division, ["open"])
        self.same_open(act, division)
        self.hands.closing(act, division)
        place = act.place
        if act.doc["reason"] == "chair":
            self.findings.require(self.role(act) == "chair", "close", place, "close-not-by-chair")
        elif self.findings.require(act.actor == self.sitting.server, "close", place, "close-not-by-server"):
            deadline = division.deadline_ms
            due = deadline is not None and act.received_ms >= deadline
            self.findings.require(due, "close", place, "close-too-early", deadline=deadline, found=act.received_ms)
        if division.close is None:
            division.state, division.close = "closed", act

    def _tally(self, act: Act, division: Division) -> None:
        self.server(act)
        self.in_state(act, division, ["closed"])
        self.same_open(act, division)
        closed = division.close is not None and raw(act.doc["close"]) == division.close.id
        self.allow(act, closed, "other-act", member="close")
        frozen = to_b64u(division.sealed.frz) if division.sealed else None
        self.allow(act, frozen == act.doc.get("freeze"), "freeze-differs")
        self.hands.tally(act, division)
        if division.tally is None:
            division.state, division.tally = "tallied", act

    def _declare(self, act: Act, division: Division) -> None:
        self.actor(act, "chair")
        self.in_state(act, division, ["tallied"])
        self.same_open(act, division)
        tallied = division.tally is not None and raw(act.doc["tally"]) == division.tally.id
        self.allow(act, tallied, "other-act", member="tally")
        if division.tally is not None:
            covered = act.doc["after"]["n"] >= division.tally.n
            self.allow(act, covered, "before-the-tally", found=act.doc["after"]["n"], tally=division.tally.n)
        if division.declaration is None:
            division.state, division.declaration = "declared", act

    def _publish(self, act: Act, division: Division) -> None:
        self.actor(act, "secretariat", "chair")
        self.allow(act, division.draft.doc["template"] != TRIAL, "trial-vote")
        if self.in_state(act, division, ["declared"]):
            division.state = "published"

    def _archive(self, act: Act, division: Division) -> None:
        self.server(act)
        if self.in_state(act, division, ["published"]):
            division.state = "archived"

    def _void(self, act: Act, division: Division) -> None:
        self.actor(act, "chair")
        alone = self.allow(act, division.proposed is None, "void-pending")
        if self.in_state(act, division, VOIDABLE) and alone:
            division.proposed = act

    def _proposed(self, act: Act, division: Division) -> Act | None:
        proposal = division.proposed
        if proposal is not None and proposal.id != raw(act.doc["void"]):
            proposal = None
        self.allow(act, proposal is not None, "void-not-proposed")
        return proposal

    def _two_persons(self, first: Act, second: Act) -> bool:
        """Tell whether two acts are of different keys and different holders."""
        one, other = self.sitting.person(first), self.sitting.person(second)
        return first.actor != second.actor and one is not None and other is not None and one.person != other.person

    def _void_confirm(self, act: Act, division: Division) -> None:
        conditions = [self.actor(act, "secretariat", "scrutineer"), self.in_state(act, division, VOIDABLE)]
        proposal = self._proposed(act, division)
        if proposal is not None:
            conditions.append(self.allow(act, self._two_persons(proposal, act), "void-one-person"))
            conditions.append(self.allow(act, not self._releasing(act, division), "release-under-way"))
            if all(conditions):
                division.state, division.void, division.confirmation = "void", proposal, act
                division.proposed = None

    def _releasing(self, act: Act, division: Division) -> bool:
        """Tell whether the first release came within the last minute and there is no tally (docs/sealed.md §7)."""
        releases = division.sealed.released.values() if division.sealed and division.tally is None else ()
        return act.received_ms < min((release.received_ms + RELEASE_MS for release in releases), default=0)

    def _void_cancel(self, act: Act, division: Division) -> None:
        self.actor(act, "chair")
        proposal = self._proposed(act, division)
        if proposal is not None:
            division.proposed = None

    def _drop(self, act: Act, division: Division) -> None:
        self.actor(act, "chair")
        self.sequence.drop(act, division)
        if self.in_state(act, division, ["draft", "approved", "announced"]):
            division.consent = act.doc.get("consent")
            division.state = {"division-withdraw": "withdrawn", "division-defer": "deferred"}[act.type]
