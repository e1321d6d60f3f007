"""Whether drafts, announcements and withdrawals keep what comes before what (docs/sequences.md §3 to §6)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hemicycle_audit.acts import Act
from hemicycle_audit.agenda import DECIDED, PACKAGES, SUCCESS, Agenda, Outcome, is_motion, lines_of, names_of, stands
from hemicycle_audit.items import CHOICE, ELECTION, MOTION, PAPER_TEMPLATES, THREE_KEYS, TRIAL, Item, drafted_item
from hemicycle_audit.judge import Judge
from hemicycle_audit.links import AMENDS, CLAUSE, CONSENTS, FURTHER, JUDGED_AGAIN, PART, RESUBMITS, REVISES, TIE, Link, own_links
from hemicycle_audit.names import without_spaces
from hemicycle_audit.register import in_office
from hemicycle_audit.state import Division

BEFORE_THE_VOTE = ("draft", "approved")
UNTIL_OPENED = (*BEFORE_THE_VOTE, "announced")
APPOINTMENTS = frozenset({"appoint-each", "appoint-merged", "decide-appointment"})
ELECTIONS = PAPER_TEMPLATES - {"primary"}
MOST_LINES = 255
_CONSENT_RULE = "M7"
_TEMPLATES: dict[str, frozenset[str]] = {
    AMENDS: frozenset({"amendment"}),
    CLAUSE: frozenset({"clause-separate", "clause-by-clause"}),
    TIE: frozenset({"tie-revote"}),
    FURTHER: ELECTIONS,
    RESUBMITS: APPOINTMENTS,
    **dict.fromkeys(CONSENTS.values(), frozenset({"procedural-present"})),
}
_OTHERS_TEMPLATES = {FURTHER: ELECTIONS, RESUBMITS: APPOINTMENTS}
_OF_MOTIONS = frozenset({AMENDS, CLAUSE, REVISES, PART})
_MOTIONS = frozenset({PART, RESUBMITS, *CONSENTS.values()})
_STATES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((AMENDS, CLAUSE, *CONSENTS.values()), BEFORE_THE_VOTE),
    REVISES: (*BEFORE_THE_VOTE, "deferred"),
}


def _listed(divisions: Iterable[Division]) -> str:
    return ", ".join(division.id for division in divisions)


class Sequence:
    """Judges by the links of drafts; what was decided is worked out from the declared counts."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self._outcomes: dict[str, Outcome] = {}
        self.division_handlers: dict[str, Callable[[Act, Division], None]] = {
            "division-object": self._object,
            "division-proceed": self._proceed,
        }

    @property
    def agenda(self) -> Agenda:
        """Return the divisions as they are before the act that is judged."""
        return Agenda(self.judge.sitting, self._outcomes)

    def _allow(self, act: Act, member: str, holds: bool, reason: str, /, **detail: object) -> bool:
        return self.judge.findings.require(holds, "act-rule", f"{act.place} member={member}", reason, **detail)

    # -- drafts (§3)

    def draft(self, act: Act) -> None:
        """Judge the links of a draft, before it is added."""
        divisions, links, lines = self.judge.sitting.divisions, own_links(act.doc), len(lines_of(act.doc))
        self._allow(act, "text", lines <= MOST_LINES, "too-many-lines", lines=lines, most=MOST_LINES)
        again = divisions.get(act.doc["again_of"])
        matter = (again, *again.replaced) if again else ()
        self._allow(act, "again_of", again is None or again.objection is None, "package-split", division=act.doc["again_of"])
        if "of" not in act.doc and not any("of" in before.draft.doc for before in matter):
            return
        agenda = self.agenda
        for number, link in enumerate(links):
            other, member = divisions.get(link.division), f"of[{number}]"
            self._allow(act, member, other is None or other is not again, "link-again", division=link.division)
            if self._allow(act, member, other is not None, "division-unknown", division=link.division) and other is not None:
                self._link(act, member, link, other, agenda)
        if again is not None:
            self._again(act, again, agenda)
        if act.doc["template"] in APPOINTMENTS:
            self._appointment(act, agenda)

    def _again(self, act: Act, again: Division, agenda: Agenda) -> None:
        """A vote held again has the links of the vote before, and is the same vote where it fills seats."""
        links = [link for link in again.links if link.kind in JUDGED_AGAIN]
        for link in links:
            self._link(act, "again_of", link, self.judge.sitting.divisions[link.division], agenda)
        if again.state not in DECIDED and any(link.kind in (TIE, FURTHER) for link in links):
            own, before = ((drafted_item(doc, paper=True), doc["rule"]) for doc in (act.doc, again.draft.doc))
            self._allow(act, "again_of", own == before, "again-differs", division=again.id)

    def _link(self, act: Act, member: str, link: Link, other: Division, agenda: Agenda) -> None:
        template, of = act.doc["template"], other.draft.doc["template"]
        self._allow(act, member, TRIAL not in (template, of), "link-trial", division=other.id)
        fits = template in _TEMPLATES.get(link.kind, {template}) and of in _OTHERS_TEMPLATES.get(link.kind, {of})
        fits = (
            fits and (link.kind not in _OF_MOTIONS or is_motion(other)) and (link.kind not in _MOTIONS or "form" not in act.doc)
        )
        fits = fits and (link.kind != REVISES or template == of) and (link.kind != PART or template != of)
        fits = fits and (link.kind not in CONSENTS.values() or act.doc["rule"] == _CONSENT_RULE)
        self._allow(act, member, fits, "link-template", kind=link.kind, template=template, other=of)
        most = len(names_of(other)) or len(lines_of(other.draft.doc))
        self._allow(act, member, link.name <= most, "link-name", name=link.name, most=most)
        states = _STATES.get(link.kind, (other.state,))
        self._allow(act, member, other.state in states, "link-late", kind=link.kind, division=other.id, state=other.state)
        judges: dict[str, Callable[[Act, str, Link, Division, Agenda], None]] = {
            AMENDS: self._follows,
            CLAUSE: self._follows,
            REVISES: self._revises,
            PART: self._part,
            TIE: self._tie,
            FURTHER: self._further,
            RESUBMITS: self._resubmits,
        }
        if link.kind in judges:
            judges[link.kind](act, member, link, other, agenda)

    def _follows(self, act: Act, member: str, _link: Link, other: Division, agenda: Agenda) -> None:
        revised = agenda.revised(other)
        self._allow(act, member, not revised, "already-revised", divisions=_listed(revised))

    def _revises(self, act: Act, member: str, link: Link, other: Division, agenda: Agenda) -> None:
        self._follows(act, member, link, other, agenda)
        amendments, clauses = (agenda.followers(other, kind) for kind in (AMENDS, CLAUSE))
        changed = any(map(agenda.carried, amendments)) or bool(agenda.failed_clauses(other))
        ready = changed and not agenda.unsettled([*amendments, *clauses])
        self._allow(act, member, ready, "nothing-to-revise", division=other.id)

    def _part(self, act: Act, member: str, link: Link, other: Division, agenda: Agenda) -> None:
        self._allow(act, member, other.objection is not None, "not-split", division=other.id)
        same = [part for part in agenda.linked(other, PART) if Link(PART, other.id, link.name) in part.links and stands(part)]
        self._allow(act, member, not same, "already-followed", divisions=_listed(same))

    def _held_again(self, act: Act, division: Division) -> bool:
        """Tell whether a draft is a division, not decided, once more: it is no other one beside it then."""
        again = self.judge.sitting.divisions.get(act.doc["again_of"])
        matter = (again, *again.replaced) if again else ()
        return division.state not in DECIDED and any(each is division for each in matter)

    def _declared(self, act: Act, member: str, other: Division) -> bool:
        return self._allow(act, member, other.state in DECIDED, "link-early", division=other.id, state=other.state)

    def _same_secrecy(self, act: Act, member: str, other: Division) -> None:
        own, before = (doc.get("secrecy", "named") for doc in (act.doc, other.draft.doc))
        self._allow(act, member, own == before, "link-secrecy", division=other.id, found=own, wanted=before)

    def _tie(self, act: Act, member: str, _link: Link, other: Division, agenda: Agenda) -> None:
        self._same_secrecy(act, member, other)
        if not self._declared(act, member, other):
            return
        tied, item = agenda.tied_names(other), drafted_item(act.doc, paper=True)
        found = list(item.names) if item else []
        told = ["、".join(name["zh"] or name["en"] for name in names) or "-" for names in (found, tied)]
        self._allow(act, "names", bool(tied) and found == tied, "tied-differ", division=other.id, found=told[0], wanted=told[1])
        seats = agenda.seats_left(other)
        fits = item is not None and (item.kind, item.low, item.high) == (CHOICE, 0, seats)
        self._allow(act, "form", fits, "seats-differ", division=other.id, seats=seats)
        self._allow(act, "rule", act.doc["rule"] == "plurality", "tie-rule", rule=act.doc["rule"])
        same = [further for further in agenda.linked(other, TIE) if stands(further) and not self._held_again(act, further)]
        self._allow(act, member, not same, "already-followed", divisions=_listed(same))

    def _further(self, act: Act, member: str, _link: Link, other: Division, agenda: Agenda) -> None:
        self._same_secrecy(act, member, other)
        if not self._declared(act, member, other):
            return
        self._allow(act, member, not agenda.ties_open(other), "tie-first", division=other.id)
        seats, item = agenda.seats_left(other), drafted_item(act.doc, paper=True)
        if self._allow(act, member, seats > 0, "no-seats-left", division=other.id):
            self._allow(act, "form", _fills_seats(item, seats), "seats-differ", division=other.id, seats=seats)
        waiting = [further for further in agenda.linked(other, FURTHER) if stands(further) and further.state not in DECIDED]
        same = [further for further in waiting if not self._held_again(act, further)]
        self._allow(act, member, not same, "already-followed", divisions=_listed(same))

    def _resubmits(self, act: Act, member: str, link: Link, other: Division, agenda: Agenda) -> None:
        if self._declared(act, member, other):
            carried = _carried_itself(agenda, other, link.name)
            self._allow(act, member, not carried, "resubmits-carried", division=other.id)

    # -- appointments that failed (§3)

    def _appointment(self, act: Act, agenda: Agenda) -> None:
        """What failed twice in a row in this sitting is not brought a third time."""
        motion = "form" not in act.doc
        wanted = [self._of_motion(act.doc)] if motion else [{label} for label in sorted(_labels(act.doc.get("names", [])))]
        history: list[list[bool]] = [[] for _ in wanted]
        for division in self.judge.sitting.divisions.values():
            if division.state in DECIDED and division.draft.doc["template"] in APPOINTMENTS:
                appointed = self._appointed(division, agenda)
                for same, outcomes in zip(wanted, history, strict=True):
                    found = [carried for label, carried in appointed if label in same]
                    if found:
                        outcomes.append(any(found))
        lost = [same for same, outcomes in zip(wanted, history, strict=True) if len(outcomes) > 1 and not any(outcomes[-2:])]
        names = "、".join(label for same in lost for label in sorted(same))
        self._allow(act, "title" if motion else "names", not lost, "appointment-barred", names=names)

    def _appointed(self, division: Division, agenda: Agenda) -> list[tuple[str, bool]]:
        own = agenda.outcome(division).own
        if is_motion(division):
            return [(label, own == ("carried",)) for label in self._of_motion(division.draft.doc)]
        labels = [_label(name) for name in names_of(division)]
        return [(label, verdict in SUCCESS) for label, verdict in zip(labels, own, strict=False)]

    def _of_motion(self, draft: Mapping[str, Any]) -> set[str]:
        """Return what a motion appoints: its title, and what it, and what that in turn, resubmits or is held again of."""
        found, waiting = {_label(draft["title"])}, _brought_before(draft)
        seen = set(waiting)
        while waiting:
            name, number = waiting.pop()
            other = self.judge.sitting.divisions.get(name)
            if other is not None:
                labels = [_label(other.draft.doc["title"])] if is_motion(other) else [_label(label) for label in names_of(other)]
                found |= set(labels[number - 1 : number] if number else labels)
                more = [before for before in _brought_before(other.draft.doc) if before not in seen]
                seen |= set(more)
                waiting += more
        return found - {""}

    # -- announcements (§4)

    def announce(self, act: Act, division: Division) -> None:
        """Judge whether something stands in the way of putting a division to the vote."""
        self.judge.allow(act, division.objection is None, "package-split", division=division.id)
        found = self.agenda.in_the_way(division)
        if found is not None:
            reason, others = found
            self.judge.allow(act, False, reason, division=division.id, divisions=_listed(others))

    def opening(self, act: Act, division: Division) -> None:
        """What was split is never voted together."""
        self.judge.allow(act, division.objection is None, "package-split", division=division.id)

    # -- objections and choices (§5)

    def _object(self, act: Act, division: Division) -> None:
        judge = self.judge
        judge.actor(act, "chair", "secretariat")
        package = division.draft.doc["template"] in PACKAGES and is_motion(division)
        member, rosters = act.doc["member"], judge.rosters()
        known = any(in_office(roster[member]) for roster in rosters if member in roster)
        conditions = (
            judge.in_state(act, division, UNTIL_OPENED),
            judge.allow(act, package, "not-a-package", division=division.id),
            judge.allow(act, known, "not-in-office", member=member),
        )
        if all(conditions):
            division.state, division.objection = "withdrawn", act

    def _proceed(self, act: Act, division: Division) -> None:
        judge, agenda = self.judge, self.agenda
        failed = agenda.failed_clauses(division)
        due = bool(failed) and not agenda.unsettled(agenda.followers(division, CLAUSE))
        wanted = [clause.id for clause in failed]
        conditions = (
            judge.actor(act, "chair"),
            judge.in_state(act, division, BEFORE_THE_VOTE),
            judge.allow(act, due, "no-choice-due", division=division.id),
            judge.allow(
                act, act.doc["clauses"] == wanted, "clauses-differ", found=", ".join(act.doc["clauses"]), wanted=_listed(failed)
            ),
        )
        if all(conditions):
            division.proceed = act

    # -- withdrawals and deferrals (§6)

    def drop(self, act: Act, division: Division) -> None:
        """Judge the consent to a withdrawal or deferral, before it is done."""
        consent, agenda = act.doc.get("consent"), self.agenda
        if consent is None:
            needed = division.state in ("approved", "announced") and not self._excused(act, division, agenda)
            linked = any("of" in each.draft.doc for each in (division, *division.replaced))
            self.judge.allow(act, not (needed and linked), "consent-needed", division=division.id)
        elif consent["by"] == "vote":
            vote = self.judge.sitting.divisions.get(consent["division"])
            kind = CONSENTS[act.type]
            links = vote.links if vote is not None else ()
            holds = vote is not None and vote.state in DECIDED and agenda.outcome(vote).own == ("carried",)
            holds = holds and Link(kind, division.id) in links
            self._allow(act, "consent", holds, "consent-differs", vote=consent["division"], division=division.id)

    def _excused(self, act: Act, division: Division, agenda: Agenda) -> bool:
        """Tell whether no consent is needed: the division was replaced, or a clause of it failed and it is held."""
        if act.type == "division-withdraw":
            return bool(agenda.revised(division))
        clauses = agenda.followers(division, CLAUSE)
        return bool(agenda.failed_clauses(division)) and not agenda.unsettled(clauses)


def _fills_seats(item: Item | None, seats: int) -> bool:
    """Tell whether a further election is for so many seats: type 4 with this ``max``, or no more names than these."""
    if item is None or item == MOTION:
        return False
    return item.high == seats if item.kind == ELECTION else item.kind == THREE_KEYS and item.c <= seats


def _carried_itself(agenda: Agenda, division: Division, name: int) -> bool:
    """Tell whether a decided division, or one name of it, was carried, whatever was voted later."""
    outcome = agenda.outcome(division)
    if name and not is_motion(division):
        return outcome.own[name - 1 : name] == ("carried",)
    return outcome.succeeded > 0


def _brought_before(draft: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return in which divisions, and by which name (0: all), a draft says that its appointment was voted on before."""
    again = [(draft["again_of"], 0)] if draft["again_of"] else []
    return [*again, *((link.division, link.name) for link in own_links(draft) if link.kind == RESUBMITS)]


def _label(name: dict[str, str]) -> str:
    return without_spaces(name["zh"] or name["en"])


def _labels(names: list[list[dict[str, str]]]) -> set[str]:
    return {_label(name) for own in names for name in own}
