"""The law of the house in one list: every rule with its source, and the code that holds it (docs/rules.md is made from it).

Ids are those of the rules as the product cites them; P, G, D and A (projects, grades, duty reports, appointments) are the product's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from voting_server.domain.majority import MAJORITIES
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.ranking import RANKINGS
from voting_server.domain.text import Text, text


@dataclass(frozen=True, slots=True)
class Law:
    """A rule; `code` says what holds it, as `module:name` of the project's packages."""

    id: str
    name: Text
    source: Text
    verified: bool
    code: tuple[str, ...]


DEFAULT = text("未核实的默认值", "unverified default")
PRACTICE = text("通行做法，未核实", "practice, unverified")
_D = "voting_server.domain."


def _law(name: str, zh: str, en: str, source: Text, *code: str, verified: bool = True) -> Law:
    return Law(name, text(zh, en), source, verified, tuple(_D + each if each[0] != "/" else each[1:] for each in code))


def _default(name: str, zh: str, en: str, *code: str) -> Law:
    return _law(name, zh, en, DEFAULT, *code, verified=False)


def _quorum(name: str, zh: str, en: str, *code: str) -> Law:
    rule = QUORUMS[name]
    return _law(
        name, f"{zh}：{rule.formula}", f"{en}: {rule.formula}", rule.source, "quorum:QUORUMS", *code, verified=rule.verified
    )


def _majority(name: str, zh: str, en: str) -> Law:
    rule = MAJORITIES[name]
    code = ("majority:MAJORITIES", "outcome:outcome")
    return _law(name, f"{zh}：{rule.formula}", f"{en}: {rule.formula}", rule.source, *code, verified=rule.verified)


_E29 = RANKINGS["plurality"].source

_QUORUM_LAW = (
    _quorum("Q1", "全国人民代表大会全体会议", "plenary of the national congress"),
    _quorum("Q2", "地方各级人民代表大会（含乡镇）", "local congresses, towns included"),
    _quorum("Q3", "常务委员会会议", "standing committee"),
    _quorum("Q4", "主席团会议", "presidium", "profile_rules:quorum_of"),
    _quorum("Q5", "预备会议", "preparatory meeting"),
    _quorum("Q6", "联组会议（只作提示）", "joint-group meeting, a warning only"),
    _quorum("Q7", "参加表决的须过半数", "a majority must take part in the vote", "outcome:outcome", "verdicts:judge"),
    _quorum("Q8", "街道议事代表会议", "street deliberative conference"),
)

_PASSING_LAW = (
    _majority("M1", "人民代表大会议案、决议", "bill or resolution of a congress"),
    _majority("M2", "宪法修正案（书面投票）", "constitutional amendment, by written ballot"),
    _majority("M4", "常务委员会决议、任免", "resolution or appointment of a standing committee"),
    _majority("M5", "主席团决定", "decision of a presidium"),
    _majority("M7", "程序事项，以到会者为基数", "procedural, of those present"),
    _law(
        "M9",
        "未按不计入任何一方",
        "not pressed counts for nobody",
        PRACTICE,
        "majority:Majority",
        "outcome:outcome",
        verified=False,
    ),
    _law(
        "M11",
        "到会者应当按键：只提示未按人数，不指名；公开显示不出现谁已按",
        "those present are expected to press: warned of how many did not, never who; who pressed is on no public display",
        text("全国人大常委会议事规则第四十五条", "NPC Standing Committee Rules of Procedure, art. 45"),
        "house_views:warning_parts",
        "/voting_server.gateway.turnout:Turnout",
    ),
    _law(
        "M12",
        "当场宣布，宣布后不得更改",
        "announced on the spot; nothing is edited after it",
        text("全国人大议事规则第五十九条", "NPC Rules of Procedure, art. 59"),
        "sitting_acts:SITTING_ACTS",
        "division:UNSETTLED",
    ),
)

_ORDER_LAW = (
    _default("V1", "无记名按表决器；故障时举手", "secret by terminal; by show of hands on failure", "next_steps:next_steps", "channels:check_channel"),
    _default("V5", "修正案先于原案", "amendments before the main motion", "sequence_rules:obstacles"),
    _default("V6", "重要条款先行单独表决，再表决全案或者搁置", "an important clause first; then the whole, or held", "sequence_rules:obstacles", "sequence_rules:check_proceed"),
    _default("V7", "合并表决", "a package together", "sequence:lines", "rules:check_rule"),
    _default("V8", "逐人逐项表决", "one by one", "sequence_rules:check_draft", "rules:check_rule"),
    _default("V9", "有异议的，合并改为逐项", "an objection splits a package", "sequence_rules:check_object"),
    _default("V10", "同一职务先免后任", "dismissals before appointments to the same post", "sequence_rules:obstacles"),
    _default("V11", "付表决前撤回须经同意，并记录", "withdrawal before the vote needs consent, and is recorded", "sequence_rules:check_consent"),
    _default("V14", "列席、旁听人员不参加表决", "attendees and observers see, never vote", "house_rules:check", "opening:electors"),
    _default("V15", "回避者不计入实到，仍计入应到", "recused members leave P, stay in N", "division:Division.taking_part", "house_rules:check"),
)  # fmt: skip

_ELECTION_LAW = (
    _law(
        "E1",
        "对候选人可以赞成、反对、弃权，可以另选他人",
        "for, against, abstain for each candidate; or elect someone else",
        text("地方组织法第二十八条", "Local Organic Law, art. 28"),
        "/voting_protocol.forms:FormItem",
        "/voting_protocol.marks:decode_marks",
    ),
    _law(
        "E2",
        "反对的方可另选他人，弃权的不得另选",
        "a write-in goes with an against, never with an abstention",
        text("代表法第十七条", "Deputies Law, art. 17"),
        "/voting_protocol.marks:decode_marks",
        "figures:faults",
    ),
    _law(
        "E4",
        "收回多于发出的，表决无效，重新发票",
        "more ballots returned than issued: void, issue again",
        text("选举法第四十四条", "Election Law, art. 44"),
        "hand_count:HandCount.overfull",
        "count_rules:check",
    ),
    _law(
        "E5",
        "所选多于应选名额的，该票无效",
        "more names chosen than seats: that ballot is invalid",
        text("选举法第四十四条", "Election Law, art. 44"),
        "/voting_protocol.marks:decode_marks",
        "figures:faults",
    ),
    _law("E6", "全体代表过半数当选", "elected by a majority of all members", RANKINGS["E6"].source, "ranking:RANKINGS", "verdicts:judge"),
    _law("E7", "过半数者多于应选名额的，票多者当选", "more than S reach it: the highest S", _E29, "ranking:Ranking.standings"),
    _law("E8", "末位票数相等的，就相等者再次投票，票多者当选", "a tie at the boundary: a further vote among the tied; most votes wins", _E29, "ranking:Ranking.standings", "sequence_rules:check_draft"),
    _law("E9", "不足应选名额的，不足的另行选举", "fewer than S reach it: a further election for the rest", _E29, "next_steps:next_steps", "sequence:Agenda.seats_left"),
    _law(
        "E10",
        "差额：正职一至二名，副职多一至三名，委员多十分之一至五分之一",
        "competitive lists: heads 1–2, deputies S+1..3, committee S+10%..20%",
        text("地方组织法第二十七条", "Local Organic Law, art. 27"),
        "candidates:list_range",
        "candidates:check_list",
    ),
    _law("E12", "补选候选人不少于应选名额", "by-election: no fewer candidates than seats", text("地方组织法第三十条", "Local Organic Law, art. 30"), "candidates:check_by_election"),
    _law(
        "E13",
        "监票人不得是候选人及其近亲属，并签字",
        "scrutineers are no candidates nor their close relatives; they sign the record",
        text("选举法第四十三条", "Election Law, art. 43"),
        "candidates:check_conflict",
        "count_rules:check",
    ),
    _law("E14", "总监票人在监票人中指定，名单经表决", "the chief scrutineer is one of the scrutineers; the list is voted", PRACTICE, "house_rules:check", "templates:TEMPLATES", verified=False),
    _law("E17", "公布每名候选人得票", "each candidate's totals are published", text("全国人大议事规则第四十条", "NPC Rules of Procedure, art. 40"), "views:result_view", "items:item_view"),
)  # fmt: skip

_OTHER_LAW = (
    _default("P1", "候选项目比应选数多五分之一以上", "candidates exceed the projects to choose by 20 per cent", "rules:check_rule", "ledger_rules:candidates_needed"),
    _default("P2", "每人至多选 S 项，多选的票无效", "at most S picks; more is an invalid ballot", "/voting_protocol.marks:decode_marks", "figures:faults"),
    _default("P3", "得票最多的 S 项入选，并须全体代表过半数", "the S highest, each also by 2F > N", "ranking:RANKINGS", "verdicts:judge"),
    _default("P4", "末位相等的再次票决，票多者入选", "a tie at the boundary: a further vote among the tied", "ranking:Ranking.standings", "sequence_rules:check_draft"),
    _default("P5", "重大投资、日常工作、上级任务、无年度目标的跨年项目不列入", "no major investment, routine work, task from above, or project of several years without this year's target", "ledger:exclusions"),
    _default("P6", "征集至公布的全过程与期限", "a project's life, from collected to published, with its dates", "ledger_dates:schedule", "ledger_rules:decide"),
    _default("P7", "街道议事代表会议票选：得票最多的 S 项", "street conference: the S highest", "ranking:RANKINGS", "quorum:QUORUMS"),
    _default("P8", "排序票决：按名次计分", "ranking: points by place", "grading:Points"),
    _default("G1", "满意度结论：依次为不满意、优秀、满意、基本满意，否则无结论", "grades: dissatisfied, excellent, satisfied, basically satisfied, else no conclusion", "grading:Grading.grade"),
    _default("G2", "未选或重复选择的项不计", "an item left blank or marked twice is not counted", "verdicts:judge", "grading:Grading.of"),
    _default("D1", "优秀的代表可推荐为下届候选人", "excellent marks a deputy as recommended", "ledger_views:ledger_view"),
    _default("D2", "连续两年不满意的，列为谈话任务，不自动处理", "dissatisfied two years running raises a task, nothing automatic", "ledger:_raise_tasks"),
    _default("A1", "审查、考试、发言、表决、宣誓、述职依次进行", "review, exam, statement, vote, oath, account: gates in order", "ledger_rules:decide"),
    _default("A2", "法律知识考试：抽五十题，六十分及格，两次不及格不得提请", "exam in law: fifty items drawn, pass mark 60, failing twice blocks", "exams:draw", "exams:score"),
    _default("A3", "未通过的记录在案，连续两次未通过的本届不再提请", "a failed appointment is recorded; failing twice in a row bars for the term", "ledger_rules:decide", "sequence_rules:check_draft"),
)  # fmt: skip


def _by_id(laws: Iterable[Law]) -> dict[str, Law]:
    return {law.id: law for law in laws}


LAW: dict[str, Law] = _by_id((*_QUORUM_LAW, *_PASSING_LAW, *_ORDER_LAW, *_ELECTION_LAW, *_OTHER_LAW))
"""By id."""
