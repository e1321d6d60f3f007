"""The demo's congress: 256 fictional deputies of the fictional district of Linhu, and the agenda of a closing plenary."""

from dataclasses import dataclass, fields
from typing import Any

import msgspec

from hemicycle.demo.names import MINORITY_NAMES, fictional_names
from terminal_client.headless.chamber import ChamberPlan
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, MOTION, FormItem
from voting_server.domain.seatplan import arc_plan, seat_by_delegation
from voting_server.domain.shapes import Member
from voting_server.domain.text import Text, text

BODY_ID = "linhu"
SEATS, ROWS = 256, 8
SITTING_ID = "linhu-19-6-closing"
BODY_NAME = text("临湖区人民代表大会", "People's Congress of Linhu District")
SITTING_TITLE = text(
    "临湖区第十九届人民代表大会第六次会议·闭幕会", "19th People's Congress of Linhu District, 6th session · Closing plenary"
)
QUORUM = "Q2"
"""A local congress opens with two thirds of its members: 地方组织法 14."""
CHAIR = "许建国"
SCRUTINEERS = ("贺知秋", "苗春生", "易书怀")
TELLERS = ("甄诚", "单惟实")
FREE_DEPUTY = "0012"
"""周文澜, in whose seat the visitor votes."""

DELEGATIONS = {
    "东城街道": 33,
    "西关街道": 32,
    "临湖街道": 32,
    "开发区": 33,
    "北山镇": 31,
    "南塘镇": 32,
    "石桥镇": 32,
    "青田镇": 31,
}
SEED = 19_06

_KNOWN_NAMES = {FREE_DEPUTY: ("周文澜", "Zhou Wenlan")}
_MINORITY_NUMBERS = ("0040", "0118", "0139", "0174", "0236")
_GUESTS = (
    Member(id="L001", name="陶景行", latin="Tao Jingxing", delegation="", seat="", role="attendee", status="in-office"),
    Member(id="L002", name="骆清扬", latin="Luo Qingyang", delegation="", seat="", role="attendee", status="in-office"),
    Member(id="P001", name="闻人语", latin="Wenren Yu", delegation="", seat="", role="observer", status="in-office"),
)


def demo_members(seed: int = SEED) -> list[Member]:
    """256 deputies by delegation, numbered 0001 to 0256, then two attendees and an observer; nobody is seated yet."""
    places = [name for name, size in DELEGATIONS.items() for _ in range(size)]
    numbers = [f"{n:04d}" for n in range(1, len(places) + 1)]
    known = _KNOWN_NAMES | dict(zip(_MINORITY_NUMBERS, MINORITY_NAMES, strict=True))
    taken = {name for name, _ in known.values()} | {guest.name for guest in _GUESTS} | {CHAIR}
    drawn = iter(fictional_names(seed, len(numbers) - len(known), taken))
    people = [(number, *(known.get(number) or next(drawn))) for number in numbers]
    return [
        Member(id=number, name=name, latin=latin, delegation=place, seat="", role="deputy", status="in-office")
        for (number, name, latin), place in zip(people, places, strict=True)
    ] + list(_GUESTS)


def plan(**more: Any) -> ChamberPlan:
    """The district's deputies at their seats in the sitting; `more` are further members of the plan."""
    members = demo_members()
    places = seat_by_delegation([member for member in members if member.role == "deputy"], arc_plan(SEATS, ROWS))
    return ChamberPlan(
        members=[{**msgspec.to_builtins(member), "seat": places.get(member.id, "")} for member in members],
        body=BODY_ID,
        name=msgspec.to_builtins(BODY_NAME),
        sitting=SITTING_ID,
        title=msgspec.to_builtins(SITTING_TITLE),
        quorum=QUORUM,
        shape={"kind": "arc", "seats": SEATS, "rows": ROWS},
        **more,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One vote of the agenda: the members of `division-draft` beside the common ones (docs/protocol.md §5, docs/forms.md §1)."""

    division: str
    number: int
    title: Text
    short: Text
    text: Text
    template: str
    rule: str
    countdown_s: int
    item: FormItem = MOTION
    names: tuple[Text, ...] = ()
    basis: str = ""
    channel: str = "terminal"
    secrecy: str = "secret"

    def draft(self) -> dict[str, Any]:
        """The members of a motion (`terminal_client.headless.console.Motion`)."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


_NOTE_ZH = "（演示文本：临湖区、会议和代表均为虚构。）"
_NOTE_EN = "(Demonstration text: Linhu District, its congress and its deputies are fictional.)"


def _item(
    number: int,
    division: str,
    title: Text,
    short: Text,
    draft: Text,
    *,
    template: str = "resolution",
    rule: str = "M1",
    countdown_s: int = 60,
    item: FormItem = MOTION,
    names: tuple[Text, ...] = (),
    basis: str = "",
    channel: str = "terminal",
) -> Item:
    words = text(f"{draft['zh']}\n{_NOTE_ZH}", f"{draft['en']}\n{_NOTE_EN}")
    return Item(
        division,
        number,
        title,
        short,
        words,
        template,
        rule,
        countdown_s,
        item,
        names,
        basis,
        channel,
        "named" if channel == "hands" else "secret",
    )


_PROJECTS = (
    text("新建滨湖小学", "A new primary school by the lake"),
    text("改造老旧小区二十个", "Twenty old housing estates renewed"),
    text("增设社区食堂三十处", "Thirty community canteens"),
    text("新增公共停车位两千个", "Two thousand public parking places"),
    text("区人民医院门诊楼扩建", "A larger outpatient building for the district hospital"),
    text("农村道路亮灯工程", "Lights on rural roads"),
    text("口袋公园十五个", "Fifteen pocket parks"),
    text("居家养老服务站", "Service stations for the elderly at home"),
    text("中小学午间托管", "Midday care in schools"),
    text("临湖步道贯通", "The lakeside path without gaps"),
    text("社区健身场地更新", "Community sports grounds renewed"),
    text("图书馆夜间开放", "The library open in the evening"),
)
_LAST_YEAR = (
    text("社区卫生站标准化", "Standard equipment for community clinics"),
    text("老旧电梯更新", "Old lifts replaced"),
    text("校车线路优化", "Better school bus lines"),
    text("农村饮水管网改造", "Rural water mains renewed"),
    text("公厕改造提升", "Public toilets improved"),
    text("就业技能培训", "Training for jobs"),
)
_CANDIDATES = (
    text("卢 静", "Lu Jing"),
    text("任远航", "Ren Yuanhang"),
    text("范明诚", "Fan Mingcheng"),
    text("热依拉·克里木", "Reyila Kelimu"),
)


AGENDA: tuple[Item, ...] = (
    _item(
        1,
        "trial",
        text("试表决", "Test Vote"),
        text("试表决", "Test vote"),
        text(
            "请各位代表按任意一个键，检查表决器。试表决不公布，不存档。",
            "Please press any key to try your terminal. A test vote is neither published nor archived.",
        ),
        template="trial",
        countdown_s=0,
    ),
    _item(
        2,
        "scrutineers",
        text("监票人名单（草案）", "List of Scrutineers (draft)"),
        text("监票人名单", "Scrutineers"),
        text(
            "本次会议的表决设监票人三名，由主席团从不是候选人的代表中提名。\n监票人对发票、投票、计票的全过程进行监督，并在结果单上签名。",
            "Three scrutineers are appointed for the votes of this session; the presidium nominates them among deputies who are "
            "not candidates.\nThey watch the issue, the casting and the counting of votes, and sign the result sheet.",
        ),
        template="scrutineer-list",
        countdown_s=30,
    ),
    _item(
        3,
        "work-report-amendment",
        text(
            "关于临湖区人民政府工作报告的决议（草案）的修正案",
            "Amendment to the Draft Resolution on the District Government's Work Report",
        ),
        text("修正案", "Amendment"),
        text(
            "在决议草案第二段末尾增加一句：“会议要求，新建学校应当与居住区同步规划、同步建设、同步交付。”\n修正案先于决议草案付表决；通过的，并入决议草案。",
            "Add at the end of the second paragraph: “The session asks that new schools be planned, built and handed over together "
            "with the housing they serve.”\nThe amendment is voted before the resolution and, if carried, becomes part of it.",
        ),
        template="amendment",
    ),
    _item(
        4,
        "work-report",
        text(
            "关于临湖区人民政府工作报告的决议（草案）",
            "Resolution on the Work Report of the Linhu District People's Government (draft)",
        ),
        text("政府工作报告", "Government report"),
        text(
            "会议听取和审议了区长所作的政府工作报告。会议同意报告对过去一年工作的总结和今年的安排，决定批准这个报告。\n"
            "会议要求，区人民政府把办好民生实事放在首位，按季度向区人大常委会报告进展。",
            "The session heard and deliberated the work report of the district government. It agrees with the review of the past year "
            "and the plans for this one, and approves the report.\nIt asks the government to put livelihood projects first and to report "
            "on them to the standing committee every quarter.",
        ),
    ),
    _item(
        5,
        "plan",
        text("关于国民经济和社会发展计划的决议（草案）", "Resolution on the Plan for Economic and Social Development (draft)"),
        text("计划报告", "Development plan"),
        text(
            "会议审查了上年度国民经济和社会发展计划执行情况的报告和本年度计划草案，决定批准计划执行情况的报告，批准本年度计划。",
            "The session examined the report on last year's plan for economic and social development and the draft plan for this year. "
            "It approves the report and the plan.",
        ),
    ),
    _item(
        6,
        "budget",
        text("关于预算的决议（草案）", "Resolution on the Budget (draft)"),
        text("预算报告", "Budget"),
        text(
            "会议审查了上年度预算执行情况的报告和本年度预算草案，决定批准预算执行情况的报告，批准本年度区级预算。",
            "The session examined the report on last year's budget and the draft budget for this year. "
            "It approves the report and the district's budget.",
        ),
    ),
    _item(
        7,
        "standing-committee",
        text("关于区人大常委会工作报告的决议（草案）", "Resolution on the Work Report of the Standing Committee (draft)"),
        text("常委会报告", "Committee report"),
        text(
            "会议听取和审议了区人大常委会的工作报告，决定批准这个报告。\n会议要求，常委会继续把代表建议的办理结果向社会公开。",
            "The session heard and deliberated the work report of the standing committee and approves it.\n"
            "It asks the committee to go on publishing what became of the deputies' suggestions.",
        ),
    ),
    _item(
        8,
        "court",
        text("关于区人民法院工作报告的决议（草案）", "Resolution on the Work Report of the District People's Court (draft)"),
        text("法院报告", "Court report"),
        text(
            "会议听取和审议了区人民法院的工作报告，决定批准这个报告。",
            "The session heard and deliberated the work report of the district people's court and approves it.",
        ),
    ),
    _item(
        9,
        "procuratorate",
        text(
            "关于区人民检察院工作报告的决议（草案）",
            "Resolution on the Work Report of the District People's Procuratorate (draft)",
        ),
        text("检察院报告", "Procuratorate report"),
        text(
            "会议听取和审议了区人民检察院的工作报告，决定批准这个报告。",
            "The session heard and deliberated the work report of the district people's procuratorate and approves it.",
        ),
    ),
    _item(
        10,
        "defer-parking",
        text("关于停车设施建设议案暂不付表决的动议", "Procedural Motion to Defer the Vote on Parking Facilities"),
        text("暂不付表决", "Defer a vote"),
        text(
            "停车设施建设议案的选址仍有不同意见，主席团提请暂不付表决，交区人大常委会继续审议。\n本动议是程序事项，由实到代表的过半数通过。",
            "Views on the sites of the parking facilities still differ; the presidium proposes to defer the vote and to refer the "
            "motion to the standing committee.\nThis is a matter of procedure, carried by a majority of the deputies present.",
        ),
        template="procedural-present",
        rule="M7",
        countdown_s=0,
    ),
    _item(
        11,
        "livelihood-projects",
        text("票决本年度民生实事项目", "Choice of This Year's Livelihood Projects"),
        text("民生实事票决", "Livelihood projects"),
        text(
            "区人民政府提出候选项目十二项，从中票决十项。每张表决票所选不得超过十项；得票过全体代表半数的，按得票多少确定。",
            "The district government proposes twelve projects, ten of which are chosen. A ballot names at most ten; of those with the "
            "votes of a majority of all deputies the ten with most votes are chosen.",
        ),
        template="livelihood-pick",
        rule="projects",
        countdown_s=0,
        item=FormItem(CHOOSE, 12, 0, 10),
        names=_PROJECTS,
    ),
    _item(
        12,
        "last-years-projects",
        text("上年度民生实事项目满意度测评", "Satisfaction with Last Year's Livelihood Projects"),
        text("上年实事测评", "Last year's projects"),
        text(
            "代表对上年度六项民生实事项目的完成情况分别评为满意、基本满意或者不满意；未评的项目不计。",
            "Deputies grade how six projects of last year were carried out: satisfied, basically satisfied or dissatisfied. "
            "A project without a grade is not counted.",
        ),
        template="satisfaction-project",
        rule="grades-all",
        countdown_s=0,
        item=FormItem(GRADES, 6, 0, 3),
        names=_LAST_YEAR,
    ),
    _item(
        13,
        "by-election",
        text("补选区人大常委会组成人员", "By-Election of Members of the Standing Committee"),
        text("补选", "By-election"),
        text(
            "应选三名，候选人四名。对候选人可以投赞成票、反对票，可以弃权；投反对票的，可以另选他人。赞成和另选的人数合计不得超过三名。",
            "Three of four candidates are to be elected. Each may be voted for, against, or abstained on; with a vote against, somebody "
            "else may be written in. Votes for and names written in are three at most.",
        ),
        template="by-election",
        rule="E6",
        countdown_s=0,
        item=FormItem(ELECTION, 4, 0, 3, 1),
        names=_CANDIDATES,
        basis="临湖区选举办法（虚构，仅供演示） / Election rules of Linhu District (fictional, for the demonstration)",
    ),
    _item(
        14,
        "deputy-director",
        text("补选区人大常委会副主任（纸质票）", "By-Election of a Deputy Director, on Paper"),
        text("纸质票补选", "On paper"),
        text(
            "应选一名，候选人一名，用纸质选票。计票人发票、收票，两人分别计票，互不知道对方的数字；监票人签名后宣布结果。",
            "One of one candidate is to be elected, on paper. The tellers issue and collect the ballots; two of them count without seeing "
            "each other's figures; a scrutineer signs before the result is declared.",
        ),
        template="by-election",
        rule="E6",
        countdown_s=0,
        item=FormItem(ELECTION, 1, 0, 1, 1),
        names=(text("程望舒", "Cheng Wangshu"),),
        channel="paper",
    ),
    _item(
        15,
        "adjourn",
        text("关于会议闭幕时间的动议", "Procedural Motion on the Time of Closing"),
        text("举手表决", "Show of hands"),
        text("程序事项，举手表决，分区计数。", "A matter of procedure, decided by show of hands, counted by sections."),
        template="show-of-hands",
        countdown_s=0,
        channel="hands",
    ),
)
