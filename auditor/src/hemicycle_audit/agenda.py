"""What became of divisions, and what stands in the way of one (docs/sequences.md §2, §4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hemicycle_audit import hand_result, rules
from hemicycle_audit.items import CHOICE, ELECTION, THREE_KEYS, drafted_item
from hemicycle_audit.links import AMENDS, CLAUSE, FILLS, FURTHER, PART, REVISES, TIE, Link
from hemicycle_audit.state import Division, Sitting
from hemicycle_audit.verdicts import verdicts

DECIDED = frozenset({"declared", "published", "archived"})
PACKAGES = frozenset({"package-merged", "appoint-merged"})
SUCCESS = frozenset({"carried", "elected", "chosen"})
TIED = "tied"


@dataclass(frozen=True)
class Outcome:
    """What a declared vote came to: the verdict of every name on the ballot (of a motion one) and of those written in."""

    own: tuple[str, ...]
    written: tuple[tuple[str, str], ...] = ()

    @property
    def succeeded(self) -> int:
        """Return how many names were carried, elected or chosen."""
        return sum(verdict in SUCCESS for verdict in (*self.own, *(verdict for _, verdict in self.written)))

    @property
    def has_ties(self) -> bool:
        """Tell whether names are tied."""
        return TIED in self.own or any(verdict == TIED for _, verdict in self.written)


def outcome_of(division: Division, quorum: str) -> Outcome:
    """Return what a declared division came to: the counts that were declared, by the auditor's own rules."""
    item, act = division.item, division.declaration
    if item is None or act is None or division.opening is None:
        return Outcome(())
    result, opening = act.doc["result"], division.opening.doc
    if item.motion == ("items" in result):
        return Outcome(())
    count = hand_result.total(division, hand_result.said(division, item, result))
    if count is None:
        return Outcome(())
    rule, members, present = division.draft.doc["rule"], opening["n"], opening["p"]
    if item.motion:
        carried = rules.carried(rule, quorum, members, present, count.voted, count.names[0][0])
        return Outcome(("carried" if carried else "not-carried",))
    own, of_written = verdicts(item, rule, quorum, members, present, count)
    names = [name for name, _ in count.written.votes] if count.written else []
    return Outcome(tuple(own), tuple(zip(names, of_written, strict=False)))


def is_motion(division: Division) -> bool:
    """Tell whether a division is drafted as a motion."""
    return "form" not in division.draft.doc


def lines_of(draft: Mapping[str, Any]) -> list[str]:
    """Return the lines of a package as drafted: what is voted on together; none of what is no package."""
    if draft["template"] not in PACKAGES or "form" in draft:
        return []
    found = [[line.strip() for line in draft["text"][lang].splitlines() if line.strip()] for lang in ("zh", "en")]
    return found[0] or found[1]


def names_of(division: Division) -> list[dict[str, str]]:
    """Return the names on a ballot as drafted; none of a motion."""
    names = division.draft.doc.get("names", [])
    return list(names[0]) if names and not is_motion(division) else []


def stands(division: Division) -> bool:
    """Tell whether a division is neither withdrawn nor void (§3)."""
    return division.state not in ("withdrawn", "void")


def is_dropped(division: Division) -> bool:
    """Tell whether a division counts for nothing: withdrawn without consent and without an objection."""
    return division.state == "withdrawn" and division.consent is None and division.objection is None


class Agenda:
    """The divisions of a sitting as they are now. What follows from later ones is worked out from the last draft back."""

    def __init__(self, sitting: Sitting, outcomes: dict[str, Outcome]) -> None:
        self.sitting, self.outcomes = sitting, outcomes
        self.divisions = list(sitting.divisions.values())
        self._place = {division.id: place for place, division in enumerate(self.divisions)}
        self._linked: dict[str, list[tuple[Link, Division]]] = {}
        self._successor: dict[str, Division] = {}
        for division in self.divisions:
            self._enter(division)
        self._heirs: dict[str, Division] = {}
        self._settled: dict[str, bool] = {}
        self._carried: dict[str, bool] = {}
        self._following: dict[str, dict[str, Division]] = {}
        self._ties_open: dict[str, bool] = {}
        for division in reversed(self.divisions):
            self._work_out(division)

    def _enter(self, division: Division) -> None:
        for link in division.links:
            self._linked.setdefault(link.division, []).append((link, division))
        if is_dropped(division):
            return
        revised = [link.division for link in division.own if link.kind == REVISES]
        for before in [*revised, *(again.id for again in division.replaced[:1])]:
            self._successor[before] = division

    def _work_out(self, division: Division) -> None:
        name, successor = division.id, self._successor.get(division.id)
        heir = self._heirs[successor.id] if successor else division
        self._heirs[name] = heir
        if successor is not None:
            self._settled[name], self._carried[name] = self._settled[heir.id], self._carried[heir.id]
        else:
            decided = division.state in DECIDED
            withdrawn = division.state == "withdrawn" and division.consent is not None
            self._settled[name] = decided or withdrawn or self._all_parts_settled(division)
            parts = [part for part in self.parts(division).values() if part is not None]
            of_parts = division.objection is not None and any(self._carried[part.id] for part in parts)
            self._carried[name] = of_parts or (decided and self.outcome(division).succeeded > 0)
        self._following[name] = {}
        for other in self.linked(division, TIE, FURTHER):
            if other.state in DECIDED:
                self._following[name] |= {other.id: other, **self._following[other.id]}
        ties = [other for other in self.linked(division, TIE) if other.state in DECIDED]
        tied = division.state in DECIDED and self.outcome(division).has_ties
        self._ties_open[name] = tied and not any(not self._ties_open[other.id] for other in ties)

    def _all_parts_settled(self, division: Division) -> bool:
        if division.objection is None:
            return False
        return all(part is not None and self._settled[part.id] for part in self.parts(division).values())

    # -- what became of one

    def outcome(self, division: Division) -> Outcome:
        """Return what a decided division came to; it is worked out once."""
        if division.id not in self.outcomes:
            self.outcomes[division.id] = outcome_of(division, self.sitting.quorum)
        return self.outcomes[division.id]

    def heir(self, division: Division) -> Division:
        """Return the latest division that stands for this one."""
        return self._heirs[division.id]

    def settled(self, division: Division) -> bool:
        """Tell whether a division is decided, withdrawn with consent, or split and all its parts settled."""
        return self._settled[division.id]

    def carried(self, division: Division, name: int = 0) -> bool:
        """Tell whether a division, or one name of it (a line of a package), was carried."""
        heir = self.heir(division)
        if not name:
            return self._carried[division.id]
        if heir.objection is not None:
            part = self.parts(heir).get(name)
            return part is not None and self._carried[part.id]
        if heir.state not in DECIDED:
            return False
        own = self.outcome(heir).own
        if is_motion(heir):
            return own == ("carried",)
        return name <= len(own) and own[name - 1] in SUCCESS

    def failed(self, division: Division) -> bool:
        """Tell whether a clause or another division is settled, decided, and not carried; of a clause with names, one of them."""
        heir = self.heir(division)
        if heir.state not in DECIDED:
            return False
        own = self.outcome(heir).own
        return not self.carried(division) or (not is_motion(heir) and any(verdict not in SUCCESS for verdict in own))

    def parts(self, division: Division) -> dict[int, Division | None]:
        """Return the latest part of every line of a package, by the number of the line; None where there is none."""
        found: dict[int, Division | None] = dict.fromkeys(range(1, len(lines_of(division.draft.doc)) + 1))
        for link, part in self._linked.get(division.id, []):
            if link.kind == PART and link.name in found and not is_dropped(part):
                found[link.name] = part
        return found

    def seats_left(self, division: Division) -> int:
        """Return how many seats a declared vote, and what followed it, left open."""
        item = drafted_item(division.draft.doc, paper=True)
        seats = {THREE_KEYS: "c", CHOICE: "high", ELECTION: "high"}.get(item.kind) if item else None
        voted = [other for other in (division, *self._following[division.id].values()) if other.state in DECIDED]
        return max(0, (getattr(item, seats) if seats else 0) - sum(self.outcome(other).succeeded for other in voted))

    def ties_open(self, division: Division) -> bool:
        """Tell whether names are tied and no further vote, nor one after it, decided among them."""
        return self._ties_open[division.id]

    def tied_names(self, division: Division) -> list[dict[str, str]]:
        """Return the tied names as a further vote has them."""
        outcome = self.outcome(division)
        own = [name for name, verdict in zip(names_of(division), outcome.own, strict=False) if verdict == TIED]
        return own + [{"zh": name, "en": ""} for name, verdict in outcome.written if verdict == TIED]

    # -- what it has to do with others

    def linked(self, division: Division, *kinds: str) -> list[Division]:
        """Return the divisions with a link of one of ``kinds`` to this one, in the order of drafting."""
        return [other for link, other in self._linked.get(division.id, []) if link.kind in kinds]

    def followers(self, division: Division, kind: str) -> list[Division]:
        """Return the amendments, or clauses, of a division, in the order, those dropped left out."""
        ids = (division, *division.replaced)
        found = {other.id: other for target in ids for other in self.linked(target, kind) if not is_dropped(other)}
        return sorted(found.values(), key=self.order)

    def order(self, division: Division) -> tuple[int, int]:
        """Return what divisions are ordered by: their number, then their drafting."""
        return division.draft.doc["number"], self._place[division.id]

    def revised(self, division: Division) -> list[Division]:
        """Return the revised drafts that take a division's place."""
        return [other for other in self.linked(division, REVISES) if other.state != "withdrawn"]

    def failed_clauses(self, division: Division) -> list[Division]:
        """Return the clauses that failed, in the order."""
        return [clause for clause in self.followers(division, CLAUSE) if self.failed(clause)]

    def unsettled(self, divisions: Iterable[Division]) -> list[Division]:
        """Return those that are not settled."""
        return [division for division in divisions if not self.settled(division)]

    def in_the_way(self, division: Division) -> tuple[str, list[Division]] | None:
        """Return why a division may not be put to the vote, and the others concerned: the first of §4 that applies."""
        amendments, clauses = (self.followers(division, kind) for kind in (AMENDS, CLAUSE))
        failed = self.failed_clauses(division)
        proceeded = division.proceed is not None and division.proceed.doc["clauses"] == [clause.id for clause in failed]
        reasons = (
            ("already-revised", self.revised(division)),
            ("amendment-pending", self.unsettled(amendments)),
            ("clause-pending", self.unsettled(clauses)),
            ("text-changed", [amendment for amendment in amendments if self.carried(amendment)]),
            ("clause-failed", [] if proceeded else failed),
            ("earlier-pending", self._earlier(division)),
            *self._posts(division),
        )
        return next(((reason, others) for reason, others in reasons if others), None)

    def _earlier(self, division: Division) -> list[Division]:
        """Return the amendments and clauses of the same division that come before and are not settled."""
        found: dict[str, Division] = {}
        for link in division.links:
            whole = self.sitting.divisions[link.division]
            before = [] if link.kind not in (AMENDS, CLAUSE) else self.followers(whole, link.kind)
            ahead = [other for other in before if self.order(other) < self.order(division)]
            ahead += self.followers(whole, AMENDS) if link.kind == CLAUSE else []
            found |= {other.id: other for other in ahead if self.heir(other) is not self.heir(division)}
        return self.unsettled(found.values())

    def _posts(self, division: Division) -> list[tuple[str, list[Division]]]:
        """Return what stands in the way of an appointment: the post is not vacant yet, or stays filled (V10)."""
        pending, filled = [], []
        for link in division.links:
            if link.kind != FILLS:
                continue
            other = self.sitting.divisions[link.division]
            if not self.settled(other) and not is_dropped(other):
                pending.append(other)
            elif not self.settled(other) or not self.carried(other, link.name):
                filled.append(other)
        return [("dismissal-pending", pending), ("post-not-vacant", filled)]
