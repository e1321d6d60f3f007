"""The rules of passing by their ids, and which of them go with which template and form (docs/forms.md §4)."""

from voting_protocol.forms import CHOOSE, ELECTION, GRADES, MOTION, RANKING, THREE_KEYS, FormItem
from voting_server.domain.codes import refuse_unless
from voting_server.domain.grading import GRADINGS, POINTS, Grading, Points
from voting_server.domain.majority import MAJORITIES, Majority
from voting_server.domain.ranking import RANKINGS, Ranking

Rule = Majority | Ranking | Grading | Points

RULES: dict[str, Rule] = {**MAJORITIES, **RANKINGS, **GRADINGS, **POINTS}

_GRADES = frozenset(GRADINGS)
_MERGEABLE = frozenset({"M1", "M4", "M5"})
_ELECTED: dict[int, frozenset[str]] = {ELECTION: frozenset({"E6"}), THREE_KEYS: frozenset({"M1", "M4"})}

MERGEABLE = ("appoint-each", "scrutineer-list", "prep-presidium", "package-merged", "clause-by-clause")
"""Motions that may also be voted name by name on one ballot."""

_FORMS: dict[str, dict[int, frozenset[str]]] = {
    **{template: {THREE_KEYS: _MERGEABLE} for template in MERGEABLE},
    "decide-appointment": {THREE_KEYS: frozenset({"M1", "M4"})},
    "livelihood-pick": {CHOOSE: frozenset({"projects"})},
    "street-pick": {CHOOSE: frozenset({"top"})},
    "primary": {CHOOSE: frozenset({"top"})},
    "tie-revote": {CHOOSE: frozenset({"plurality"})},
    **{
        template: {GRADES: _GRADES}
        for template in (
            "satisfaction-3",
            "satisfaction-project",
            "suggestion-satisfaction",
            "performance-4",
            "appointee-review",
        )
    },
    **{template: _ELECTED for template in ("election-single", "election-multi", "by-election")},
    "livelihood-rank": {RANKING: frozenset({"points"})},
}
"""By template, the types of form beside a motion that it takes, with their rules."""

NO_MOTION = frozenset(_FORMS) - {*MERGEABLE, "decide-appointment"}
"""Templates that always have names."""
LEVELS_OF = {
    "satisfaction-3": frozenset({3}),
    "satisfaction-project": frozenset({3}),
    "suggestion-satisfaction": frozenset({3}),
    "performance-4": frozenset({4}),
    "appointee-review": frozenset({3, 4}),
}


def check_rule(template: str, item: FormItem, rule: str, *, motion: bool) -> None:
    """Refuse a form or rule that the template does not have: `form-differs`, `rule-differs`, `too-few-candidates`."""
    if motion:
        refuse_unless(template not in NO_MOTION and item == MOTION, "form-differs", template=template)
        refuse_unless(rule in MAJORITIES, "rule-differs", rule=rule)
        return
    rules = _FORMS.get(template, {}).get(item.type)
    refuse_unless(rules is not None, "form-differs", template=template)
    assert rules is not None
    refuse_unless(rule in rules, "rule-differs", rule=rule, allowed=sorted(rules))
    if item.type == GRADES:
        refuse_unless(item.max in LEVELS_OF[template], "form-differs", template=template, levels=sorted(LEVELS_OF[template]))
    if template == "livelihood-pick":
        least = -(-6 * item.max // 5)
        refuse_unless(item.c >= least, "too-few-candidates", needed=least)
