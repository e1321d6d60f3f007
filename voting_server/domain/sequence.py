"""What hangs together with what on an agenda, and what became of it: the words of docs/sequences.md §2."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

from msgspec import UNSET

from voting_protocol.forms import CHOOSE, ELECTION, THREE_KEYS
from voting_protocol.written import same_name
from voting_server.domain.acts import DivisionDraft
from voting_server.domain.division import DECLARED, Division
from voting_server.domain.links import APPOINTMENTS, ELECTIONS, INHERITED, PACKAGES, TEMPLATES_OF, Kind, Link
from voting_server.domain.shapes import Names, Result

Child = Literal["amends", "clause"]
_ALL: frozenset[Kind] = frozenset({*INHERITED, *TEMPLATES_OF, "revises", "part", "fills"})
_WON = frozenset({"carried", "elected", "chosen"})


def own_links(division: Division) -> Sequence[Link]:
    """The links of a division's own draft."""
    return () if division.draft.of is UNSET else division.draft.of


def lines(division: Division) -> list[Names]:
    """What a package is about, one thing a line of its text; empty for another division."""
    return drafted_lines(division.draft)


def drafted_lines(draft: DivisionDraft) -> list[Names]:
    """As `lines`, of a draft."""
    if draft.template not in PACKAGES or not draft.motion:
        return []
    chinese, english = ([line.strip() for line in text.splitlines() if line.strip()] for text in (draft.text.zh, draft.text.en))
    both = chinese or english
    pairs = zip(both, english if len(english) == len(both) else [""] * len(both), strict=True)
    return [Names(zh=first[:200] if chinese else "", en=second[:200]) for first, second in pairs]


def is_dropped(division: Division) -> bool:
    """Whether it was taken off the agenda before it was before the house: it counts for nothing."""
    return division.state == "withdrawn" and division.course.consent is None and division.course.objection is None


def stands(division: Division) -> bool:
    """Neither withdrawn nor void: it is held, will be, or was put off."""
    return division.state not in {"withdrawn", "void"}


def is_decided(division: Division) -> bool:
    """Declared, or later."""
    return division.state in DECLARED


def verdicts(result: Result) -> list[str]:
    """The verdicts of a ballot's names, then of the written ones; of a motion its one."""
    if result.items is UNSET:
        return ["carried" if result.carried is True else "not-carried"]
    (item,) = result.items
    written = [] if item.written is UNSET else [str(each.verdict) for each in item.written.names]
    return [*(str(each.verdict) for each in item.names), *written]


def tied_names(division: Division) -> list[Names]:
    """The names of a declared division that have equal votes at the boundary, in the result's order."""
    if not is_decided(division) or division.result is None or division.result.items is UNSET:
        return []
    (item,) = division.result.items
    tied = [label for label, each in zip(division.draft.labels, item.names, strict=True) if each.verdict == "tied"]
    written = [] if item.written is UNSET else item.written.names
    return [*tied, *(Names(zh=each.name, en="") for each in written if each.verdict == "tied")]


def unsuccessful(division: Division) -> list[tuple[int, Names]]:
    """The names on a decided ballot's list that did not succeed, with their numbers."""
    if not is_decided(division) or division.result is None or division.result.items is UNSET:
        return []
    listed = zip(division.draft.labels, division.result.items[0].names, strict=True)
    return [(number, label) for number, (label, each) in enumerate(listed, 1) if each.verdict not in _WON]


def _places(draft: DivisionDraft) -> int:
    """How many may be elected or chosen; of a single-candidate election all names; 0 of another form."""
    if draft.item.type in {CHOOSE, ELECTION}:
        return draft.item.max
    return draft.item.c if draft.item.type == THREE_KEYS and not draft.motion and draft.template in ELECTIONS else 0


class Agenda:
    """A sitting's divisions and their links, as they are now."""

    def __init__(self, divisions: Mapping[str, Division]) -> None:
        self.divisions = divisions
        self._position = {name: n for n, name in enumerate(divisions)}
        self._successors: dict[str, list[Division]] = {}
        self._links = {name: tuple(self._links_of(name)) for name in divisions}
        self._named: dict[tuple[str, Kind], dict[str, set[int]]] = {}
        for name, links in self._links.items():
            for link in links:
                self._named.setdefault((link.division, link.kind), {}).setdefault(name, set()).add(link.line)
        self._children: dict[tuple[str, Child], list[str]] = {}
        for division in divisions.values():
            for earlier in self._takes_place_of(division):
                self._successors.setdefault(earlier, []).append(division)

    @staticmethod
    def _takes_place_of(division: Division) -> list[str]:
        again = [division.draft.again_of] if division.draft.again_of else []
        return [*again, *(link.division for link in own_links(division) if link.kind == "revises")]

    def _links_of(self, name: str) -> Iterator[Link]:
        """A division's links: its own, and what it has from those whose place it takes or of which it is a part."""
        waiting: list[tuple[str, frozenset[Kind]]] = [(name, _ALL)]
        seen: set[tuple[str, frozenset[Kind]]] = set()
        while waiting:
            step = waiting.pop()
            if step in seen:
                continue
            seen.add(step)
            at, kinds = step
            division = self.divisions[at]
            for link in own_links(division):
                if link.kind in kinds:
                    yield link
                if link.kind in {"revises", "part"}:
                    waiting.append((link.division, kinds & INHERITED))
            if division.draft.again_of:
                waiting.append((division.draft.again_of, kinds))

    def links(self, name: str, *kinds: Kind) -> list[Link]:
        """The links of a division that are of these kinds."""
        return [link for link in self._links[name] if link.kind in kinds]

    def is_ruled(self, name: str) -> bool:
        """Whether its draft, or one that it is held again of, has `of`."""
        return any(self.divisions[each].draft.of is not UNSET for each in self.matter(name))

    def matter(self, name: str) -> list[str]:
        """The division and those that it is held again of, the latest first."""
        found = []
        while name:
            found.append(name)
            name = self.divisions[name].draft.again_of
        return found

    def in_order(self, names: Iterable[str]) -> list[str]:
        """By number on the agenda, then in the order of drafting; a vote held again has the place of the first."""
        return sorted(names, key=lambda name: (self.divisions[name].draft.number, self._position[self.matter(name)[-1]]))

    def successors(self, name: str) -> list[Division]:
        """The divisions that take its place, in the order of drafting."""
        return [each for each in self._successors.get(name, ()) if not is_dropped(each)]

    def heir(self, name: str) -> Division:
        """Who has its place now: itself, or the latest that takes it."""
        while following := self.successors(name):
            name = following[-1].id
        return self.divisions[name]

    def children(self, name: str, kind: Child) -> list[str]:
        """The amendments, or the clauses, of a division, in their order; of one held again the latest."""
        if (name, kind) not in self._children:
            named = {each for other in self.matter(name) for each in self._named.get((other, kind), ())}
            latest = (each for each in named if not is_dropped(self.divisions[each]) and not self.successors(each))
            self._children[name, kind] = self.in_order(latest)
        return self._children[name, kind]

    def followers(self, name: str, kind: Kind, line: int = 0) -> list[Division]:
        """The divisions with such a link to this one; with `line`, about that line of it."""
        named = self._named.get((name, kind), {})
        return [self.divisions[each] for each, numbers in named.items() if not line or line in numbers]

    def replaced_by(self, name: str) -> list[str]:
        """The revised drafts that take its place, if only for a vote that is void."""
        drafts = (each for each in self._successors.get(name, ()) if each.state != "withdrawn")
        return [each.id for each in drafts if any(link.kind == "revises" and link.division == name for link in own_links(each))]

    def settled(self, name: str) -> bool:
        """Whether nothing is to come of it any more."""
        heir = self.heir(name)
        if heir.course.objection is not None:
            parts = [self._parts(heir, number) for number in range(1, len(lines(heir)) + 1)]
            return all(parts) and all(self.settled(part.id) for line in parts for part in line)
        return is_decided(heir) or (heir.state == "withdrawn" and heir.course.consent is not None)

    def _parts(self, package: Division, line: int = 0) -> list[Division]:
        """The parts of a split package that have not been replaced; of one line, or all."""
        parts = self.followers(package.id, "part", line)
        return [part for part in parts if not is_dropped(part) and not self.successors(part.id)]

    def carried(self, name: str, line: int = 0) -> bool:
        """Whether it was decided in favour: of names one at least, or the one of that number."""
        heir = self.heir(name)
        if heir.course.objection is not None:
            return any(self.carried(part.id) for part in self._parts(heir, line))
        if not is_decided(heir) or heir.result is None:
            return False
        found = verdicts(heir.result)
        asked = found[line - 1 : line] if line and heir.result.items is not UNSET else found
        return any(word in _WON for word in asked)

    def failed(self, name: str) -> bool:
        """Whether it was decided, and not in favour of all of it."""
        heir = self.heir(name)
        return is_decided(heir) and heir.result is not None and not all(word in _WON for word in verdicts(heir.result))

    def changed_by(self, name: str) -> list[str]:
        """The amendments of it that are carried."""
        return [each for each in self.children(name, "amends") if self.carried(each)]

    def failed_clauses(self, name: str) -> list[str]:
        """The clauses of it that failed."""
        return [each for each in self.children(name, "clause") if self.failed(each)]

    def open_children(self, name: str, *kinds: Child) -> list[str]:
        """The amendments and clauses of it that are not settled."""
        return [each for kind in kinds for each in self.children(name, kind) if not self.settled(each)]

    def seats_left(self, name: str) -> int:
        """How many of its seats or places nobody has taken yet; 0 for another form, or before the declaration."""
        division = self.divisions[name]
        return max(0, _places(division.draft) - self._won(division)) if is_decided(division) else 0

    def _won(self, division: Division) -> int:
        """Who was elected or chosen in it, and in the decided votes that follow from it, each once."""
        found, waiting = {division.id: division}, [division]
        while waiting:
            at = waiting.pop().id
            following = [*self.followers(at, "tie"), *self.followers(at, "further")]
            more = {each.id: each for each in following if is_decided(each) and each.id not in found}
            found |= more
            waiting += more.values()
        return sum(word in _WON for each in found.values() if each.result for word in verdicts(each.result))

    def tie_open(self, name: str) -> bool:
        """Whether equal votes in it, or in the further vote about them, are still to be decided."""
        at: str | None = name
        while at is not None:
            division = self.divisions[at]
            if not tied_names(division):
                return False
            at = next((each.id for each in self.followers(at, "tie") if is_decided(each)), None)
        return True

    def failures(self, draft: DivisionDraft) -> list[str]:
        """The divisions in which what this draft appoints failed last, in a row: of several names that which failed most."""
        names = appointees(draft)
        same = [{name} for name in names] if not draft.motion else [{*names, *self._aliases(draft)}]
        return max((self._failures_of(each) for each in same), key=len)

    def failures_of_name(self, division: Division, number: int) -> list[str]:
        """As `failures`, of the name with this number on a ballot, or of a motion (0)."""
        if division.draft.motion:
            return self.failures(division.draft)
        return self._failures_of({appointees(division.draft)[number - 1]})

    def _failures_of(self, same: set[str]) -> list[str]:
        row: list[str] = []
        for division, outcomes in self._appointments:
            found = {word for name, word in outcomes if name in same}
            if found:
                row = [] if found & _WON else [*row, division]
        return row

    @cached_property
    def _appointments(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The decided appointments, each with who and the verdict; a motion under all the names that it had."""
        found = []
        for division in self.divisions.values():
            outcomes = _appointment_outcomes(division)
            if outcomes and division.draft.motion:
                outcomes += [(name, outcomes[0][1]) for name in self._aliases(division.draft)]
            if outcomes:
                found.append((division.id, outcomes))
        return found

    def _aliases(self, draft: DivisionDraft) -> set[str]:
        """Under which names a draft's appointment was on the agenda before, as its links and theirs and `again_of` tell."""
        found: set[str] = set()
        waiting, seen = _brought_before(draft), set[tuple[str, int]]()
        while waiting:
            step = waiting.pop()
            if step not in seen:
                seen.add(step)
                name, line = step
                before = self.divisions[name].draft
                names = appointees(before)
                found |= set(names[line - 1 : line] if line else names)
                waiting += _brought_before(before)
        return found


def _brought_before(draft: DivisionDraft) -> list[tuple[str, int]]:
    """The divisions, with the number of a name or 0, in which a draft says that its appointment was on the agenda."""
    links = () if draft.of is UNSET else draft.of
    again = [(draft.again_of, 0)] if draft.again_of else []
    return [*again, *((link.division, link.line) for link in links if link.kind == "resubmits")]


def appointees(draft: DivisionDraft) -> list[str]:
    """What tells an appointment from others: a motion's title, or the names on the ballot, without spaces."""
    return [same_name(label.zh or label.en) for label in draft.labels or (draft.title,)]


def _appointment_outcomes(division: Division) -> list[tuple[str, str]]:
    """Of a decided appointment, who and the verdict."""
    if division.draft.template not in APPOINTMENTS or not is_decided(division) or division.result is None:
        return []
    return list(zip(appointees(division.draft), verdicts(division.result), strict=False))
