"""What is on a ballot: the one item of its form, its names, and what a template takes (docs/forms.md §1, §4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemicycle_audit.layout import Layout, layout_of
from hemicycle_audit.names import same_person, without_spaces

THREE_KEYS, CHOICE, GRADES, ELECTION, RANKING = 1, 2, 3, 4, 5
IN_CLEAR = 128
"""What is added to the type in the opening of a named vote."""

MAX_SLOTS = 5
SLOT_BYTES = 60
RANKING_BYTES = 30
LONGEST_NAME = 200
MOST_SLOTS = 12_000

Name = Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """The item of a form. A motion is three keys for one name that is not written: the title is what is voted on."""

    kind: int
    c: int
    low: int
    high: int
    slots: int
    names: tuple[Name, ...] = ()

    @property
    def motion(self) -> bool:
        """Tell whether a motion is voted on."""
        return not self.names

    @property
    def ranks(self) -> bool:
        """Tell whether ballots are orders of preference."""
        return self.kind == RANKING

    @property
    def marks_bytes(self) -> int:
        """Return how long the marks are in a named ballot (§3)."""
        return RANKING_BYTES if self.kind == RANKING else self.c + SLOT_BYTES * self.slots

    @property
    def width(self) -> int:
        """Return how many counts a name has in a result (§5)."""
        return {THREE_KEYS: 3, CHOICE: 1, GRADES: self.high + 1, ELECTION: 3, RANKING: 2}[self.kind]

    @property
    def labels(self) -> frozenset[str]:
        """Return the names without their spaces, in both languages: what nobody can write in."""
        return frozenset(without_spaces(text) for name in self.names for text in name.values()) - {""}

    @property
    def persons(self) -> frozenset[str]:
        """Return the names, in both languages, as holders of keys are compared with them."""
        return frozenset(same_person(text) for name in self.names for text in name.values()) - {""}

    @property
    def layout(self) -> Layout | None:
        """Return the layout of its sealed ballot."""
        return layout_of([{"type": self.kind, "c": self.c, "min": self.low, "max": self.high, "w": self.slots}])

    @property
    def most_electors(self) -> int | None:
        """Return for how many electors a secret vote opens, or None if that is not limited (§1)."""
        return MOST_SLOTS // self.slots if self.slots else None


MOTION = Item(THREE_KEYS, 1, 0, 0, 0)


def _fits(item: Item, most_slots: int) -> bool:
    """Tell whether type, c, min, max and w are what docs/forms.md §1 allows, with up to ``most_slots``."""
    plain = (item.low, item.high, item.slots) == (0, 0, 0)
    by_kind = {
        THREE_KEYS: plain,
        CHOICE: item.low <= item.high <= item.c and item.high > 0 and item.slots == 0,
        GRADES: item.low == 0 and item.high in (3, 4) and item.slots == 0,
        ELECTION: item.low == 0
        and item.slots <= most_slots
        and 1 <= item.high <= item.c + item.slots
        and (item.slots > 0 or item.high < item.c),
        RANKING: plain and 2 <= item.c <= 30,
    }
    return 1 <= item.c <= 255 and by_kind.get(item.kind, False)


def item_of(form: Sequence[Mapping[str, int]], names: Sequence[Sequence[Name]], named: bool, paper: bool = False) -> Item | None:
    """Return the item of a form and its names as an opening has them; None if they are not those of a ballot.

    On ``paper`` as many names may be written in as stand on the ballot (docs/channels.md §1).
    """
    if len(form) != 1 or len(names) != 1:
        return None
    kind, c, low, high, slots = (form[0][part] for part in ("type", "c", "min", "max", "w"))
    item = Item(kind - IN_CLEAR if named else kind, c, low, high, slots, tuple(names[0]))
    if item == MOTION:
        return item
    return item if _fits(item, c if paper else MAX_SLOTS) and len(item.names) == item.c else None


def drafted_item(draft: Mapping[str, Any], paper: bool = False) -> Item | None:
    """Return the item of a draft, which has neither form nor names if it is of a motion."""
    if "form" not in draft and "names" not in draft:
        return MOTION
    item = item_of(draft.get("form", []), draft.get("names", []), named=False, paper=paper)
    return None if item is None or item.motion else item


def bad_names(names: Sequence[Name]) -> list[int]:
    """Return the numbers, from 0, of names that are empty, too long, or the same as one before (§1)."""
    seen: set[str] = set()
    wrong = []
    for number, name in enumerate(names):
        own = without_spaces(name["zh"] or name["en"])
        if not own or own in seen or max(map(len, name.values())) > LONGEST_NAME:
            wrong.append(number)
        seen.add(own)
    return wrong


# -- templates (§4)

TRIAL = "trial"
"""The template of a vote that only tries the terminals (protocol §5)."""

PAPER_TEMPLATES = frozenset({"election-single", "election-multi", "by-election", "primary"})
_MAJORITIES = frozenset({"M1", "M2", "M4", "M5", "M7"})
_OF_GRADES = frozenset({"grades-all", "grades-present", "grades-valid"})
_LISTS = frozenset({"appoint-each", "scrutineer-list", "prep-presidium", "package-merged", "clause-by-clause"})
_ELECTIONS = frozenset({"election-single", "election-multi", "by-election"})
_SATISFACTION = frozenset({"satisfaction-3", "satisfaction-project", "suggestion-satisfaction"})

_TABLE: tuple[tuple[frozenset[str], tuple[int, ...], frozenset[str]], ...] = (
    (_LISTS, (THREE_KEYS,), frozenset({"M1", "M4", "M5"})),
    (frozenset({"livelihood-pick"}), (CHOICE,), frozenset({"projects"})),
    (frozenset({"street-pick", "primary"}), (CHOICE,), frozenset({"top"})),
    (frozenset({"tie-revote"}), (CHOICE,), frozenset({"plurality"})),
    (_SATISFACTION, (GRADES, 3), _OF_GRADES),
    (frozenset({"performance-4"}), (GRADES, 4), _OF_GRADES),
    (frozenset({"appointee-review"}), (GRADES, 3), _OF_GRADES),
    (frozenset({"appointee-review"}), (GRADES, 4), _OF_GRADES),
    (_ELECTIONS, (ELECTION,), frozenset({"E6"})),
    (_ELECTIONS, (THREE_KEYS,), frozenset({"M1", "M4"})),
    (frozenset({"livelihood-rank"}), (RANKING,), frozenset({"points"})),
)
"""Which templates take which forms beside a motion (grades with so many levels), by which rules."""

_ONLY_FORMS = frozenset(template for templates, _, _ in _TABLE for template in templates) - _LISTS


def rules_of(template: str, item: Item, *, cited: bool) -> frozenset[str]:
    """Return the rules that a template takes with a form; none if it does not take the form.

    A motion has every template that the table does not give to other forms only, and every majority; so has an
    election that is on the agenda and will be held on paper, for which no local rule is ``cited``.
    """
    if item.motion:
        on_paper = template in PAPER_TEMPLATES and not cited
        return _MAJORITIES if on_paper or template not in _ONLY_FORMS else frozenset()
    kind = (GRADES, item.high) if item.kind == GRADES else (item.kind,)
    return next((rules for templates, form, rules in _TABLE if template in templates and form == kind), frozenset())


def too_few(template: str, item: Item) -> bool:
    """Tell whether projects compete with fewer than a fifth more than are chosen: c ≥ ⌈1.2·max⌉ (§4)."""
    return template == "livelihood-pick" and 5 * item.c < 6 * item.high
