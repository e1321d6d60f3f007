"""The words of sheets in Chinese and English, and how names and times are written in them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from voting_server.domain.grading import LEVELS
from voting_server.domain.text import Text, text
from voting_server.domain.verdicts import GRADE_WORDS
from voting_server.sheets.document import Lang

BEIJING = timezone(timedelta(hours=8))
"""One legal time in the whole country, without summer time."""
_TWO_HAN = re.compile(r"([\u3400-\u9fff])[ \u3000]?([\u3400-\u9fff])\Z")

WORDS: dict[str, Text] = {
    "result-sheet": text("表决结果单", "Result of a division"),
    "minutes": text("会议记录", "Minutes"),
    "votes": text("表决情况", "Votes"),
    "item": text("第 {} 号表决", "Division {}"),
    "page": text("第 {} 页 · 共 {} 页", "Page {} of {}"),
    "for": text("赞成", "For"),
    "against": text("反对", "Against"),
    "abstain": text("弃权", "Abstain"),
    "not-pressed": text("未按", "Not pressed"),
    "not-raised": text("未举手", "Not raised"),
    "not-voting": text("未表决", "Not voting"),
    "issued": text("发出", "Issued"),
    "returned": text("收回", "Returned"),
    "valid": text("有效票", "Valid"),
    "invalid": text("废票", "Invalid"),
    "invalid-too-many": text("所选人数超过应选名额", "too many names"),
    "invalid-written": text("另选人数超过反对人数", "more written in than voted against"),
    "invalid-unreadable": text("空白或无法辨认", "blank or unreadable"),
    "invalid-foreign": text("不是本次发出的票", "not the ballot that was issued"),
    "invalid-other": text("其他", "other"),
    "channel": text("渠道", "Channel"),
    "by-channel": text("各渠道票数", "By channel"),
    "section": text("区", "Section"),
    "by-section": text("举手各区人数", "Hands by section"),
    "total": text("合计", "Total"),
    "count": text("计票", "Count"),
    "count-signed": text("监票人已签署计票", "Count signed by the scrutineers"),
    "count-not-signed": text("未签署", "not signed by"),
    "attempt-differ": text(
        "第 {} 次计票：两名计票人的数字有 {} 处不同，重新计票",
        "Count {}: the tellers' figures differed in {} places; counted again",
    ),
    "attempt-faults": text("第 {} 次计票不成立：{}，重新计票", "Count {} did not add up: {}; counted again"),
    "attempt-again": text("第 {} 次计票中止：{}，重新计票", "Count {} was broken off: {}; counted again"),
    "attempt-returned": text("收回票数更正", "the number returned was corrected"),
    "paper-issued": text("发出表决票", "Ballots issued"),
    "paper-returned": text("收回表决票", "Ballots returned"),
    "count-revealed": text("计票人报数", "Teller's figures"),
    "count-signed-at": text("监票人签署计票", "Count signed"),
    "objected": text("异议，拆分表决", "Objection: split"),
    "proceed": text("重要条款未通过，仍表决全文", "A clause failed: the whole is voted on"),
    "objection": text("{} 对合并表决提出异议：{}", "{} objects to voting together: {}"),
    "package": text("合并表决的事项", "Voted on together"),
    "consent": text("同意", "Consent"),
    "consent-vote": text("经 {} 号表决同意", "by the house, division {}"),
    "links": text("关联", "Belongs to"),
    "link-amends": text("修正：{}", "amends {}"),
    "link-clause": text("所属：{}", "a clause of {}"),
    "link-revises": text("修改稿，原稿：{}", "drafted anew of {}"),
    "link-part": text("拆分自：{}", "a part of {}"),
    "link-fills": text("职务空缺来自：{}", "fills the post that is vacated by {}"),
    "link-tie": text("票数相等者再次投票，原表决：{}", "a further vote among the tied of {}"),
    "link-further": text("另行选举，原选举：{}", "a further election for the seats left of {}"),
    "link-resubmits": text("再次提请，前次：{}", "brought again after {}"),
    "link-consent-withdraw": text("是否同意撤回：{}", "whether {} may be withdrawn"),
    "link-consent-defer": text("是否同意暂不付表决：{}", "whether {} may be put off"),
    "linked": text("第 {} 号 {}", "division {} ({})"),
    "meeting": text("第 {} 届第 {} 次会议", "term {}, session {}"),
    "chief": text("总监票人", "Chief scrutineer"),
    "present": text("实到", "Present"),
    "absent": text("缺席", "Absent"),
    "leave": text("请假", "Leave"),
    "due": text("应到", "Due"),
    "members": text("全体", "Members"),
    "needed": text("所需票数", "Needed"),
    "voted": text("计票", "Counted"),
    "sitting": text("会议", "Sitting"),
    "body": text("机构", "Body"),
    "matter": text("表决事项", "Matter"),
    "template": text("表决类型", "Kind of vote"),
    "held": text("规则与方式", "Rule and method"),
    "method": text("表决方式", "Method"),
    "named": text("记名", "named"),
    "secret": text("无记名", "secret"),
    "terminal": text("按表决器", "on terminals"),
    "paper": text("纸质表决票", "on paper"),
    "hands": text("举手", "show of hands"),
    "mixed": text("按表决器并举手", "terminals and show of hands"),
    "rule": text("通过规则", "Rule"),
    "quorum": text("法定人数", "Quorum"),
    "rule-source": text("规则依据", "Source of the rule"),
    "quorum-source": text("法定人数依据", "Source of the quorum"),
    "basis": text("地方规定", "Local rule"),
    "profile": text("议事规则配置", "Profile"),
    "unverified": text("未核实的默认值", "unverified default"),
    "unverified-basis": text("未核实", "unverified"),
    "symbols": text("F 赞成票 · N 全体 · P 实到", "F votes for · N all members · P present"),
    "at-least": text("至少 {}", "at least {}"),
    "again": text("再次表决", "Held again"),
    "again-of": text("本次为 {} 的再次表决", "{} held again"),
    "figures": text("各项得票", "By name"),
    "written": text("另选他人", "Written in"),
    "no": text("序号", "No."),
    "name": text("名称", "Name"),
    "person": text("姓名", "Name"),
    "outcome": text("结果", "Outcome"),
    "rank": text("名次", "Place"),
    "tied-rank": text("并列第 {}", "{}="),
    "nth-rank": text("第 {}", "{}"),
    "times-chosen": text("得票", "Votes"),
    "points": text("得分", "Points"),
    "first": text("首选", "First places"),
    "blank": text("未填", "Blank"),
    "conclusion": text("结论", "Conclusion"),
    "checks": text("核对", "Sums"),
    "times": text("时间", "Times"),
    "act": text("事项", "What"),
    "local": text("北京时间（UTC+8）", "Beijing time (UTC+8)"),
    "local-note": text("以下时间均为北京时间（UTC+8）", "Times below are Beijing time (UTC+8)"),
    "utc": text("世界协调时（UTC）", "UTC"),
    "by": text("操作人", "By"),
    "server": text("系统", "server"),
    "announced": text("付表决", "Put to the vote"),
    "opened": text("开始表决", "Opened"),
    "extended": text("延长时间", "Extended"),
    "closed": text("结束表决", "Closed"),
    "tallied": text("计票完成", "Counted"),
    "declared": text("宣布结果", "Declared"),
    "published": text("公布", "Published"),
    "void-proposed": text("提出作废", "Void proposed"),
    "void-cancelled": text("撤回作废", "Void withdrawn"),
    "void": text("作废", "Void"),
    "withdrawn": text("撤回", "Withdrawn"),
    "deferred": text("暂不付表决", "Deferred"),
    "sitting-open": text("会议开始", "Sitting opened"),
    "sitting-close": text("会议结束", "Sitting closed"),
    "draft": text("表决稿", "Draft"),
    "approved": text("待表决", "Ready"),
    "open": text("正在表决", "Under way"),
    "archived": text("已归档", "Archived"),
    "not-declared": text("尚未宣布结果", "Not declared yet"),
    "reason": text("原因", "Reason"),
    "scrutineers": text("监票人", "Scrutineers"),
    "tellers": text("计票人", "Tellers"),
    "certified": text("确认表决", "Opening"),
    "rooted": text("核对票箱", "Ballot box"),
    "released": text("交出份额", "Share"),
    "signed": text("已签署", "signed"),
    "stood-down": text("缺席", "absent"),
    "dash": text("—", "—"),
    "chair": text("会议主持人", "Presiding officer"),
    "scrutineer": text("监票人", "Scrutineer"),
    "teller": text("计票人", "Teller"),
    "secretary": text("秘书处", "Secretariat"),
    "date": text("日期", "Date"),
    "record": text("表决记录", "Record"),
    "record-check": text(
        "任何人都可以用独立核验程序核对该文件；文件的 SHA-256 摘要与本单所印一致，本单即出自该记录。",
        "Anybody can verify this file with the independent auditor. If its SHA-256 digest is the one printed here, this sheet was made from that record.",
    ),
    "void-sentence": text("本次表决作废：{}", "This vote is void: {}"),
    "void-kept": text("作废前的票数予以保留，不产生结果。", "The figures of the void vote are kept; they decide nothing."),
    "by-two": text("提出：{}；确认：{}", "Proposed by {}; confirmed by {}"),
    "written-not-counted": text(
        "另选姓名中不计票的：候选人姓名 {listed}，重复 {repeated}，不能辨认 {invalid}，空白 {empty}",
        "Written and not counted: candidates' names {listed}, repeated {repeated}, invalid {invalid}, empty {empty}",
    ),
    "orders": text("有效排序 {valid}，无效 {invalid}", "Valid orders {valid}, invalid {invalid}"),
    "roll": text("记名表决名单", "How each member voted"),
    "roll-group": text("{}（{} 人）", "{} ({})"),
    "delegation": text("代表团", "Delegation"),
    "seat": text("座位", "Seat"),
    "vote": text("表决", "Vote"),
    "latin": text("拉丁字母姓名", "Latin"),
    "attendance": text("出席情况", "Attendance"),
    "came": text("报到", "Checked in"),
    "left": text("离席", "Left"),
    "status": text("状态", "Status"),
    "absent-list": text("缺席名单", "Absent"),
    "leave-list": text("请假名单", "On leave"),
    "left-list": text("离席名单", "Left before the end"),
    "video-list": text("视频参会名单", "Present by video"),
    "nobody": text("无", "none"),
    "divisions": text("表决事项", "Divisions"),
    "no-divisions": text("本次会议没有表决。", "Nothing was voted on."),
    "going-on": text("会议尚未结束，本记录截至 {}。", "The sitting is not closed; these minutes go up to {}."),
    "log-head": text("操作日志", "Log"),
    "log-place": text("sitting.{} 第 {} 条，链摘要", "sitting.{} no. {}, chain digest"),
    "other-language": text("English", "中文"),
    "majority": text("需 {} 票", "{} needed"),
    "recusals": text("回避", "Recused"),
}

VERDICTS: dict[str, Text] = {
    **GRADE_WORDS,
    "chosen": text("入选", "chosen"),
    "not-chosen": text("未入选", "not chosen"),
    "tied": text("票数相等", "tied"),
    "elected": text("当选", "elected"),
    "not-elected": text("未当选", "not elected"),
    "ranked": text("—", "—"),
}
LEVEL_WORDS = {count: tuple(GRADE_WORDS[level] for level in levels) for count, levels in LEVELS.items()}
"""The words of the levels, by how many there are."""
REACHED = frozenset({"carried", "chosen", "elected"})


class Words:
    """The words in one language: `w("for")` is 赞成 or For."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def __call__(self, key: str, *values: object, **named: object) -> str:
        """A word, its places filled in."""
        template = WORDS[key][self.lang]
        return template.format(*values, **named) if values or named else template

    def of(self, pair: Mapping[str, str]) -> str:
        """The language's side of a text, the other one where it is empty."""
        return pair[self.lang] or pair["zh"] or pair["en"]

    def verdict(self, word: str) -> str:
        """What a name came to; English with a capital."""
        found = VERDICTS[word][self.lang]
        return found[:1].upper() + found[1:]

    def person(self, name: str, latin: str = "") -> str:
        """A person's name: in Chinese two characters are spaced (张　伟); English takes the Latin spelling if there is one."""
        return (latin or name) if self.lang == "en" else spaced(name)

    def join(self, names: list[str]) -> str:
        """Names in a row."""
        return ("、" if self.lang == "zh" else ", ").join(names) or self("nobody")

    def colon(self, label: str, value: str) -> str:
        """`label：value`."""
        return f"{label}：{value}" if self.lang == "zh" else f"{label}: {value}"

    @property
    def comma(self) -> str:
        """Between the parts of a list."""
        return "，" if self.lang == "zh" else ", "

    def bracket(self, inner: str) -> str:
        """In brackets, to be put behind something."""
        return f"（{inner}）" if self.lang == "zh" else f" ({inner})"


def spaced(name: str) -> str:
    """A name of two Han characters with an ideographic space between them; any other as it is (domain notes §8)."""
    return _TWO_HAN.sub("\\1\u3000\\2", name) if _TWO_HAN.match(name) else name


def local(ms: int) -> str:
    """Beijing time to the second."""
    return f"{datetime.fromtimestamp(ms / 1000, BEIJING):%Y-%m-%d %H:%M:%S}"


def clock(ms: int) -> str:
    """Beijing time of day to the minute."""
    return f"{datetime.fromtimestamp(ms / 1000, BEIJING):%H:%M}"


def utc(ms: int) -> str:
    """UTC to the second, `2026-11-22 04:05:06Z`."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d %H:%M:%S}Z"


def day(ms: int, lang: Lang) -> str:
    """The day in Beijing: 2026年11月22日, 22 November 2026."""
    moment = datetime.fromtimestamp(ms / 1000, BEIJING)
    if lang == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{moment.day}\u00a0{_MONTHS[moment.month - 1]}\u00a0{moment.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
