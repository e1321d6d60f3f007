"""The kinds of division that may be drafted (domain notes §8): their names, their channel and their usual rule.

Three keys on a terminal here; what the law wants on paper is listed too, so that it can stand on the agenda and is
refused (`paper-only`) when somebody would open it on terminals.
"""

from dataclasses import dataclass
from typing import Literal

from voting_server.domain.text import Text, text

Channel = Literal["terminal", "paper"]


@dataclass(frozen=True, slots=True)
class Template:
    """`rule` is the default rule of passing in a congress, `committee_rule` in a standing committee; `""` is none."""

    id: str
    name: Text
    rule: str
    committee_rule: str = ""
    channel: Channel = "terminal"

    def default_rule(self, sitting_kind: str) -> str:
        """The rule proposed for a draft in a sitting of this kind."""
        in_committee = sitting_kind in ("standing-committee", "joint-group")
        return self.committee_rule if in_committee and self.committee_rule else self.rule


TEMPLATES: dict[str, Template] = {
    template.id: template
    for template in (
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
        Template("constitution", text("宪法修正案", "Amendment to the Constitution"), "M2", channel="paper"),
        Template("removal-office", text("撤职案", "Removal from office"), "M4", channel="paper"),
        Template("recall", text("罢免案", "Recall"), "M1", channel="paper"),
        Template("decide-appointment", text("决定任命", "Decision on an appointment"), "", channel="paper"),
        Template("election-single", text("等额选举", "Single-candidate election"), "", channel="paper"),
        Template("election-multi", text("差额选举", "Competitive election"), "", channel="paper"),
        Template("by-election", text("补选", "By-election"), "", channel="paper"),
        Template("primary", text("预选", "Primary"), "", channel="paper"),
    )
}
"""By id. Paper: 地方组织法 28 (elections), 全国人大议事规则 60 (constitution), 监督法 62 (removals); domain notes §1."""
