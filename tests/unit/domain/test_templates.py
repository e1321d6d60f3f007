"""Every kind of vote is drafted and opened under the profile of a body that may hold it, by its rule and on its channel, and no other."""

from typing import Any

import pytest

from tests.unit.domain.hands import CountChamber, ballot
from tests.unit.domain.test_profiles import KIND_OF, PROFILES, document
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS
from voting_server.domain.codes import RuleError
from voting_server.domain.profile_rules import default_rule
from voting_server.domain.templates import TEMPLATES

PLENARY, COMMITTEE = "plenary", "standing-committee"
CASES: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "trial": (PLENARY, "M1", "terminal", {}),
    "prep-presidium": ("preparatory", "M1", "terminal", {}),
    "prep-agenda": ("preparatory", "M1", "terminal", {}),
    "presidium-decision": ("presidium", "M5", "terminal", {}),
    "scrutineer-list": (PLENARY, "M1", "terminal", ballot(THREE_KEYS, "甲", "乙")),
    "resolution": (PLENARY, "M1", "terminal", {}),
    "law-bill": (COMMITTEE, "M4", "terminal", {}),
    "constitution": (PLENARY, "M2", "paper", {}),
    "amendment": (PLENARY, "M1", "terminal", {}),
    "clause-separate": (COMMITTEE, "M4", "terminal", {}),
    "clause-by-clause": (COMMITTEE, "M4", "terminal", ballot(THREE_KEYS, "第一条", "第二条")),
    "package-merged": (COMMITTEE, "M4", "terminal", {}),
    "procedural-present": (PLENARY, "M7", "terminal", {}),
    "appoint-each": (COMMITTEE, "M4", "mixed", ballot(THREE_KEYS, "张", "李", "王")),
    "appoint-merged": (COMMITTEE, "M4", "terminal", {}),
    "removal-office": (COMMITTEE, "M4", "paper", {}),
    "recall": (PLENARY, "M1", "paper", {}),
    "resignation": (COMMITTEE, "M4", "terminal", {}),
    "decide-appointment": (PLENARY, "M1", "paper", ballot(THREE_KEYS, "甲", "乙")),
    "election-single": (PLENARY, "M1", "paper", ballot(THREE_KEYS, "甲")),
    "election-multi": (PLENARY, "E6", "paper", ballot(ELECTION, "甲", "乙", "丙", most=2, w=1)),
    "by-election": (PLENARY, "E6", "paper", ballot(ELECTION, "甲", "乙", "丙", "丁", most=3, w=2)),
    "primary": (PLENARY, "top", "paper", ballot(CHOOSE, "甲", "乙", "丙", most=2)),
    "tie-revote": (PLENARY, "plurality", "paper", ballot(CHOOSE, "丙", "丁", most=1)),
    "livelihood-pick": (PLENARY, "projects", "terminal", ballot(CHOOSE, *map(str, range(12)), most=10)),
    "livelihood-rank": (PLENARY, "points", "terminal", ballot(RANKING, "路", "桥", "校")),
    "street-pick": ("street", "top", "terminal", ballot(CHOOSE, "路", "桥", "校", most=2)),
    "satisfaction-3": (COMMITTEE, "grades-all", "terminal", ballot(GRADES, "教育局", "民政局", most=3)),
    "satisfaction-project": (PLENARY, "grades-all", "terminal", ballot(GRADES, "路", "桥", most=3)),
    "suggestion-satisfaction": (COMMITTEE, "grades-all", "terminal", ballot(GRADES, "第一号建议", most=3)),
    "performance-4": (PLENARY, "grades-all", "terminal", ballot(GRADES, "甲", "乙", most=4)),
    "appointee-review": (COMMITTEE, "grades-all", "terminal", ballot(GRADES, "甲", most=4)),
    "roll-call": (PLENARY, "M1", "terminal", {}),
    "show-of-hands": (PLENARY, "M1", "hands", {}),
}
"""By template: the sitting, rule, channel, form and names."""


def chamber_for(template: str) -> CountChamber:
    kind = CASES[template][0]
    name, level = ("national", "national") if template == "constitution" else ("local", "county")
    body = {"kind": KIND_OF.get(kind, "congress")} | ({} if kind == "street" else {"level": level})
    profile = document(name)
    sitting = {"profile": profile, "kind": kind, "quorum": profile["quorum"][kind]["rule"]}
    return CountChamber(6, body=body, sitting=sitting, profiles=PROFILES)


def propose(chamber: CountChamber, division: str, **draft: Any) -> None:
    chamber.announce(division, **draft)
    chamber.proposal(division)


def test_no_template_is_left_out() -> None:
    assert CASES.keys() == TEMPLATES.keys()


@pytest.mark.rule(
    "trial", "prep-presidium", "prep-agenda", "presidium-decision", "scrutineer-list", "resolution", "law-bill", "constitution",
    "amendment", "clause-separate", "clause-by-clause", "package-merged", "procedural-present", "appoint-each", "appoint-merged",
    "removal-office", "recall", "resignation", "decide-appointment", "election-single", "election-multi", "by-election", "primary",
    "tie-revote", "livelihood-pick", "livelihood-rank", "street-pick", "satisfaction-3", "satisfaction-project",
    "suggestion-satisfaction", "performance-4", "appointee-review", "roll-call", "show-of-hands",
)  # fmt: skip
@pytest.mark.parametrize("template", CASES)
def test_each_template_opens_by_its_rule_and_on_its_channel(template: str) -> None:
    chamber = chamber_for(template)
    _, rule, channel, more = CASES[template]
    secrecy = "secret" if channel == "paper" else "named"
    chamber.announce(template=template, rule=rule, channel=channel, secrecy=secrecy, **more)
    definition = chamber.proposal()["definition"]
    assert (definition["template"], definition["rule"], definition["channel"]) == (template, rule, channel)
    chamber.open()
    assert chamber.sitting.divisions["d1"].state == "open"
    profile = chamber.sitting.profile
    assert profile is not None
    usual = default_rule(template, profile, chamber.sitting.kind)
    assert usual == rule or (template == "election-single" and usual == "E6")


@pytest.mark.parametrize("template", CASES)
def test_each_template_refuses_another_rule_and_another_channel(template: str) -> None:
    chamber = chamber_for(template)
    _, rule, channel, more = CASES[template]
    profile = chamber.sitting.profile
    assert profile is not None
    for other in ("M1", "M2", "M4", "M5", "M7", "top", "plurality"):
        if other != rule:
            with pytest.raises(RuleError, match=r"rule-differs"):
                chamber.draft(
                    template=template, rule=other, channel=channel, secrecy="secret" if channel == "paper" else "named", **more
                )
    for refused in {"terminal", "paper", "hands", "mixed"} - set(profile.templates[template].channels):
        draft = {"template": template, "rule": rule, "channel": refused, **more}
        with pytest.raises(RuleError, match=r"paper-only|channel-differs|channel-form"):
            propose(chamber, f"d-{refused}", secrecy="secret" if refused == "paper" else "named", **draft)
