"""Profiles: what a local rule decides, as the act that creates a sitting has it (docs/profiles.md §1 to §4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hemicycle_audit.channel import ALWAYS_ON_PAPER, CHANNELS, HANDS, PAPER, TERMINAL
from hemicycle_audit.items import ELECTION, PAPER_TEMPLATES, Item
from hemicycle_audit.rules import SHARES
from hemicycle_audit.shape import BILINGUAL, ID, TEXT, Check, Document, list_of, one_of, record

LEVELS = ("national", "provincial", "city", "county", "town")
LEVELS_OF: dict[str, tuple[str, ...]] = {
    "congress": LEVELS,
    "standing-committee": LEVELS[:-1],
    "presidium": LEVELS,
    "street": (),
}
SITTINGS_OF: dict[str, tuple[str, ...]] = {
    "congress": ("plenary", "preparatory"),
    "standing-committee": ("standing-committee", "joint-group"),
    "presidium": ("presidium",),
    "street": ("street",),
}
MAJORITY_OF = {"congress": "M1", "standing-committee": "M4", "presidium": "M5", "street": "M1"}
QUORUMS_OF: dict[str, tuple[str, ...]] = {
    "plenary": ("Q1", "Q2", "Q7"),
    "preparatory": ("Q5",),
    "standing-committee": ("Q3",),
    "joint-group": ("Q6",),
    "presidium": ("Q4",),
    "street": ("Q8",),
}
OWN_SHARES = {"Q1": "two-thirds", "Q2": "two-thirds", "Q3": "majority", "Q7": "two-thirds", "Q8": "over-two-thirds"}
"""The shares that are law; those of Q4, Q5 and Q6 are the profile's choice."""

UNVERIFIED = "default"
_MAJORITY, _GRADES = "majority", "grades"
_OF_GRADES = ("satisfaction-3", "satisfaction-project", "suggestion-satisfaction", "performance-4", "appointee-review")
_OF_ALL = ("appoint-each", "scrutineer-list", "prep-presidium", "package-merged", "clause-by-clause")
_ONE_RULE: dict[str, str] = {
    "constitution": "M2",
    **dict.fromkeys(ALWAYS_ON_PAPER - {"constitution"}, _MAJORITY),
    **dict.fromkeys(_OF_ALL, _MAJORITY),
    **dict.fromkeys(_OF_GRADES, _GRADES),
    **dict.fromkeys(PAPER_TEMPLATES, "E6"),
    **dict.fromkeys(("primary", "street-pick"), "top"),
    "livelihood-pick": "projects",
    "livelihood-rank": "points",
    "tie-revote": "plurality",
}
"""Templates that have one rule (docs/forms.md §4, docs/channels.md §1); all others are motions of any majority."""

_RULES = (_MAJORITY, "M2", "M7", _GRADES, "E6", "projects", "top", "plurality", "points")


# -- the document (§3)


def _map_of(value: Check) -> Check:
    """Check an object of any members whose names are ids."""

    def check(found: object) -> str | None:
        if not isinstance(found, dict):
            return ""
        for name, own in found.items():
            wrong = "" if ID(name) is not None else value(own)
            if wrong is not None:
                return f".{name}{wrong}"
        return None

    return check


def _distinct(*values: str) -> Check:
    return list_of(one_of(*values), lambda value: [value])


def _not_empty(check: Check) -> Check:
    return lambda value: check(value) if value else ""


def _truth(**members: Check) -> Check:
    return record({**members, "source": ID})


_FLAG = one_of(True, False)
_TEMPLATE = record(
    {"rule": one_of(*_RULES), "source": ID, "channels": _not_empty(_distinct(*CHANNELS)), "channel_source": ID}, ("source",)
)
_SHAPE = record(
    {
        "id": ID,
        "name": BILINGUAL,
        "levels": _distinct(*LEVELS),
        "sources": _map_of(record({"zh": TEXT, "en": TEXT, "verified": _FLAG})),
        "quorum": record(
            {kind: _truth(rule=one_of(*rules), share=one_of(*SHARES)) for kind, rules in QUORUMS_OF.items()},
        ),
        "majority": record(dict.fromkeys(QUORUMS_OF, ID)),
        "templates": _map_of(_TEMPLATE),
        "press": _truth(counts=one_of("last", "first")),
        "not_pressed": _truth(shown=_FLAG),
        "who_pressed": _truth(public=_FLAG),
        "expected": _truth(sittings=_distinct(*QUORUMS_OF)),
        "grades": _truth(base=one_of("all", "present", "valid")),
    }
)


def wrong_member(document: object) -> str | None:
    """Return the path of the first member of a profile that breaks §3, or None."""
    shape = _SHAPE(document)
    if shape is not None or not isinstance(document, dict):
        return (shape or "").lstrip(".")
    return next(_faults(document), None)


def _faults(document: Document) -> Iterator[str]:
    """Yield what is wrong in a document of right shape."""
    doc: Any = document
    default = doc["sources"].get(UNVERIFIED)
    if default is None or default["verified"]:
        yield f"sources.{UNVERIFIED}"
    for path, key in _citations(doc):
        if key not in doc["sources"]:
            yield path
    for kind, own in doc["quorum"].items():
        if OWN_SHARES.get(own["rule"], own["share"]) != own["share"]:
            yield f"quorum.{kind}.share"
    for template, own in doc["templates"].items():
        yield from (f"templates.{template}.{member}" for member in _template_faults(template, own))


def _citations(doc: Any) -> Iterator[tuple[str, str]]:
    """Yield every place that cites a source, and what it cites."""
    for kind, own in doc["quorum"].items():
        yield f"quorum.{kind}.source", own["source"]
    for kind, key in doc["majority"].items():
        yield f"majority.{kind}", key
    for template, own in doc["templates"].items():
        for member in ("source", "channel_source"):
            if member in own:
                yield f"templates.{template}.{member}", own[member]
    for name in ("press", "not_pressed", "who_pressed", "expected", "grades"):
        yield f"{name}.source", doc[name]["source"]


def _template_faults(template: str, own: Mapping[str, Any]) -> Iterator[str]:
    rule, channels = own["rule"], set(own["channels"])
    wanted = _ONE_RULE.get(template)
    if rule not in ((wanted,) if wanted else (_MAJORITY, "M2", "M7")):
        yield "rule"
    if (rule == _MAJORITY) == ("source" in own):
        yield "source"
    if template in ALWAYS_ON_PAPER and channels != {PAPER}:
        yield "channels"
    if template in PAPER_TEMPLATES and not channels <= {PAPER, TERMINAL}:
        yield "channels"
    if template in PAPER_TEMPLATES and TERMINAL in channels and own["channel_source"] == UNVERIFIED:
        yield "channel_source"
    if template == "show-of-hands" and channels != {HANDS}:
        yield "channels"


# -- what it binds (§4)


@dataclass(frozen=True)
class Source:
    """Where a choice comes from: key and text, and whether the text of the rule was read."""

    key: str
    zh: str
    en: str
    verified: bool


@dataclass(frozen=True)
class Choice:
    """A choice of the profile that bears on a division."""

    name: str
    value: str
    source: Source


@dataclass(frozen=True)
class Profile:
    """A profile whose document is right, of a sitting of ``kind`` of a body of ``body_kind``."""

    doc: Mapping[str, Any]
    kind: str
    body_kind: str

    @property
    def first_press(self) -> bool:
        """Tell whether a terminal's first ballot counts, and there is no other."""
        return bool(self.doc["press"]["counts"] == "first")

    @property
    def share(self) -> str:
        """Return the share of the members that opens a vote."""
        return str(self.doc["quorum"][self.kind]["share"])

    @property
    def quorum(self) -> str:
        """Return the quorum's rule."""
        return str(self.doc["quorum"][self.kind]["rule"])

    def has(self, template: str) -> bool:
        """Tell whether a kind of vote may be held."""
        return template in self.doc["templates"]

    def channels(self, template: str) -> tuple[str, ...]:
        """Return the channels of a kind of vote that the profile has."""
        return tuple(self.doc["templates"][template]["channels"]) if self.has(template) else ()

    def on_terminals(self, template: str) -> bool:
        """Tell whether a kind of vote may be held on terminals."""
        return TERMINAL in self.channels(template)

    def rule(self, template: str, item: Item) -> str:
        """Return the one rule of a kind of vote with a form."""
        rule = str(self.doc["templates"][template]["rule"])
        majority = MAJORITY_OF.get(self.body_kind, "M1")
        if rule == _GRADES:
            return f"grades-{self.doc['grades']['base']}"
        if rule == _MAJORITY or (rule == "E6" and item.kind != ELECTION):
            return majority
        return rule

    def _source(self, key: str) -> Source:
        own = self.doc["sources"][key]
        return Source(key, own["zh"], own["en"], own["verified"])

    def choices(self, template: str, rule: str, channel: str) -> list[Choice]:
        """Return every choice that bears on a vote: quorum, rule, channel, and of terminals which press counts."""
        doc, own = self.doc, self.doc["templates"].get(template)
        quorum = doc["quorum"][self.kind]
        found = [Choice("quorum", f"{quorum['rule']} {quorum['share']}", self._source(quorum["source"]))]
        if own is not None:
            of_majority = rule == MAJORITY_OF.get(self.body_kind) and own["rule"] in (_MAJORITY, "E6")
            key = doc["majority"][self.kind] if of_majority or "source" not in own else own["source"]
            found.append(Choice("rule", rule, self._source(key)))
            if own["rule"] == _GRADES:
                found.append(Choice("grades", doc["grades"]["base"], self._source(doc["grades"]["source"])))
            found.append(Choice("channel", channel, self._source(own["channel_source"])))
        if channel not in (PAPER, HANDS):
            found.append(Choice("press", doc["press"]["counts"], self._source(doc["press"]["source"])))
        return found
