"""The kinds of division that may be drafted (domain notes §8): their names, their channel and their usual rule.

What the law wants on paper is listed too, so that it can stand on the agenda and is refused (`paper-only`) when somebody
would open it on terminals. `elective` paper may be held on terminals where a draft names the local rule that allows it.
"""

from dataclasses import dataclass
from typing import Literal

from voting_server.domain.text import Text, text

Channel = Literal["terminal", "paper", "hands"]
TRIAL = "trial"
"""A vote to try the terminals: held as any other, but not published, and no record bundle is made of it."""


@dataclass(frozen=True, slots=True)
class Template:
    """`rule` is the default rule of passing in a congress, `committee_rule` in a standing committee; `""` is none."""

    id: str
    name: Text
    rule: str
    committee_rule: str = ""
    channel: Channel = "terminal"
    elective: bool = False

    def on_terminals(self, basis: str) -> bool:
        """Whether it may be opened on terminals; `basis` is the local rule that a draft names, or `""`."""
        return self.channel == "terminal" or (self.elective and bool(basis))

    @property
    def persons(self) -> bool:
        """Whether the names on its ballot are candidates for office, who are no scrutineers (E13)."""
        return self.elective or self.id in {"decide-appointment", "tie-revote"}

    def default_rule(self, sitting_kind: str) -> str:
        """The rule proposed for a draft in a sitting of this kind."""
        in_committee = sitting_kind in ("standing-committee", "joint-group")
        return self.committee_rule if in_committee and self.committee_rule else self.rule


TEMPLATES: dict[str, Template] = {
    template.id: template
    for template in (
        Template(TRIAL, text("试表决", "Test vote"), "M1"),
        Template("prep-presidium", text("选举主席团和秘书长", "Presidium and secretary-general"), "M1"),
        Template("prep-agenda", text("通过会议议程", "Adopt the agenda"), "M1"),
        Template("presidium-decision", text("主席团决定", "Decision of the presidium"), "M5"),
        Template("scrutineer-list", text("监票人名单", "List of scrutineers"), "M1"),
        Template("resolution", text("决议、报告", "Resolution or report"), "M1", "M4"),
        Template("law-bill", text("法规案", "Bill"), "M1", "M4"),
        Template("amendment", text("修正案", "Amendment"), "M1", "M4"),
        Template("clause-separate", text("重要条款单独表决", "Separate vote on a clause"), "M4"),
        Template("clause-by-clause", text("逐条表决", "Clause by clause"), "M1", "M4"),
        Template("package-merged", text("合并表决", "Vote on a list together"), "M1", "M4"),
        Template("procedural-present", text("暂不付表决等程序事项", "Procedural motion"), "M7"),
        Template("appoint-each", text("逐人任免", "Appointment, one by one"), "M4"),
        Template("appoint-merged", text("合并任免", "Appointments together"), "M4"),
        Template("resignation", text("接受辞职", "Accept a resignation"), "M1", "M4"),
        Template("roll-call", text("记名表决", "Roll call"), "M1", "M4"),
        Template("show-of-hands", text("举手表决", "Show of hands"), "M1", "M4", channel="hands"),
        Template("constitution", text("宪法修正案", "Amendment to the Constitution"), "M2", channel="paper"),
        Template("removal-office", text("撤职案", "Removal from office"), "M4", channel="paper"),
        Template("recall", text("罢免案", "Recall"), "M1", channel="paper"),
        Template("decide-appointment", text("决定任命", "Decision on an appointment"), "", channel="paper"),
        Template("election-single", text("等额选举", "Single-candidate election"), "E6", channel="paper", elective=True),
        Template("election-multi", text("差额选举", "Competitive election"), "E6", channel="paper", elective=True),
        Template("by-election", text("补选", "By-election"), "E6", channel="paper", elective=True),
        Template("primary", text("预选", "Primary"), "top", channel="paper", elective=True),
        Template("tie-revote", text("再次投票", "Further vote among the tied"), "plurality"),
        Template("livelihood-pick", text("民生实事票决", "Vote on livelihood projects"), "projects"),
        Template("livelihood-rank", text("民生实事排序票决", "Ranking of livelihood projects"), "points"),
        Template("street-pick", text("街道票选", "Street conference's choice"), "top"),
        Template("satisfaction-3", text("满意度测评", "Satisfaction vote"), "grades-all"),
        Template("satisfaction-project", text("上年实事测评", "Satisfaction with last year's projects"), "grades-all"),
        Template("suggestion-satisfaction", text("建议办理测评", "Satisfaction with the handling of suggestions"), "grades-all"),
        Template("performance-4", text("代表履职测评", "Grades of deputies' duty reports"), "grades-all"),
        Template("appointee-review", text("述职测评", "Review of appointees"), "grades-all"),
    )
}
"""By id. Paper: 地方组织法 28 (elections), 全国人大议事规则 60 (constitution), 监督法 62 (removals); domain notes §1."""
