"""Result sheets: what they say of every form of ballot, in both languages and all formats."""

import io
import json
from collections.abc import Iterator

import openpyxl
import pytest

from tests.support import pdf
from tests.unit.sheets.sitting import RECORD, TITLE, Sitting, names
from voting_protocol.ballots import Ballot
from voting_protocol.marks import Choice
from voting_server.domain.items import ItemCounts, Written
from voting_server.domain.shapes import b64u
from voting_server.sheets.document import Arc, Document, Figures, Lang, Names, Outcome, Rows, Seal, Signatures, Table, of_type
from voting_server.sheets.facts import Facts
from voting_server.sheets.make import to_json
from voting_server.sheets.page import to_page
from voting_server.sheets.pdf import to_pdf
from voting_server.sheets.result import result_sheet
from voting_server.sheets.wording import day, local, spaced, utc
from voting_server.sheets.workbook import division_workbook

MOTION = {"title": TITLE}
LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture
def sitting() -> Sitting:
    """Eight deputies in office, seven present; m8 is missing."""
    sitting = Sitting(8)
    sitting.open_sitting(7)
    return sitting


@pytest.fixture
def motion(sitting: Sitting) -> tuple[Facts, list[Ballot]]:
    sitting.vote("motion", 5, 1, 0, **MOTION)
    pressed = [("t1", Choice.AGAINST), *((f"t{n}", Choice.FOR) for n in range(2, 7))]
    ballots = sitting.cast("motion", *pressed)
    return sitting.facts("motion", ballots), ballots


def rows(sheet: Document) -> dict[str, str]:
    return {label: value for block in of_type(sheet, Rows) for label, value in block.rows}  # type: ignore[attr-defined]


def numbers(sheet: Document) -> dict[str, object]:
    return {figure.label: figure.value for block in of_type(sheet, Figures) for figure in block.items}  # type: ignore[attr-defined]


def table(sheet: Document, place: int = 0) -> list[list[object]]:
    block = of_type(sheet, Table)[place]
    assert isinstance(block, Table)
    return [list(row) for row in block.rows]


def test_a_motion_in_chinese(motion: tuple[Facts, list[Ballot]]) -> None:
    sheet = result_sheet(motion[0], "zh")
    assert (sheet.kind, sheet.body, sheet.title) == ("表决结果单", "区人民代表大会", "关于临湖区人民政府工作报告的决议（草案）")
    assert of_type(sheet, Outcome) == [Outcome("通过", "赞成 5 票，超过全体代表 8 人的半数（至少 5 票），通过")]
    assert numbers(sheet) == {
        **{"赞成": 5, "反对": 1, "弃权": 0, "未按": 1},
        **{"应到": 8, "实到": 7, "缺席": 1, "所需票数": 5},
    }
    said = rows(sheet)
    assert said["通过规则"] == "M1    2F > N（至少 5）"
    assert said["表决方式"] == "按表决器 · 记名"
    assert said["规则依据"] == "全国人大议事规则第五十九条；地方组织法第二十五条"


def test_a_motion_in_english(motion: tuple[Facts, list[Ballot]]) -> None:
    sheet = result_sheet(motion[0], "en")
    assert sheet.title == TITLE["en"]
    assert of_type(sheet, Outcome) == [Outcome("Carried", "5 votes for, more than half of all 8 deputies (at least 5): carried")]
    assert rows(sheet)["Method"] == "on terminals · named"
    everything = json.dumps(to_page([result_sheet(motion[0], "en", public=True)]).decode(), ensure_ascii=False)
    assert not any("\u4e00" <= character <= "\u9fff" for character in everything.split("</style>")[1])


def test_every_member_is_named_with_the_vote(motion: tuple[Facts, list[Ballot]]) -> None:
    votes = motion[0]["division"]["votes"]
    assert [(each["name"], each["vote"]) for each in votes][:2] == [("张伟", "against"), ("买买提·艾合买提", "for")]
    assert votes[6]["vote"] is None
    assert len(votes) == 7, "only electors, in the roster's order"
    groups = {block.label: list(block.names) for block in of_type(result_sheet(motion[0], "zh"), Names)}  # type: ignore[attr-defined]
    assert groups["反对（1 人）"] == ["张　伟"]
    assert groups["未按（1 人）"] == ["钱学礼"]
    assert groups["赞成（5 人）"][0] == "买买提·艾合买提"


def test_the_page_names_nobody(motion: tuple[Facts, list[Ballot]]) -> None:
    page = to_page([result_sheet(motion[0], lang, public=True) for lang in LANGS]).decode()
    assert "买买提" not in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert page.count("<article") == 2
    assert "1234567 89abcdef" in page


def test_a_page_escapes_what_it_is_told(sitting: Sitting) -> None:
    sitting.vote("odd", 5, 0, 0, number=9, title={"zh": "<b>\"&'", "en": ""})
    page = to_page([result_sheet(sitting.facts("odd"), "zh", public=True)]).decode()
    assert "<b>" not in page.split("</style>")[1].replace("<b>表决记录</b>", "")
    assert "&lt;b&gt;&quot;&amp;&#x27;" in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_pdf_says_it_all(motion: tuple[Facts, list[Ballot]], lang: Lang) -> None:
    sheet = result_sheet(motion[0], lang)
    data = to_pdf(sheet, 1_760_000_000_000)
    said = pdf.squeezed(data)
    words = {
        "zh": ("表决结果单", "通过", "赞成 5 票", "2F > N", "全国人大议事规则第五十九条", "监票人", "计票人", "买买提·艾合买提"),
        "en": ("Result of a division", "Carried", "5 votes for", "2F > N", "Local Organic Law", "Scrutineer", "Deputy 2"),
    }
    for word in words[lang]:
        assert word.replace(" ", "") in said, word
    assert RECORD["sha256"][:8] in said
    assert list(pdf.qr_codes(data)) == [f"sha256:{RECORD['sha256']}"]
    assert data == to_pdf(sheet, 1_760_000_000_000), "the same sheet gives the same bytes"


def test_long_lists_flow_over_pages_under_a_repeated_head(sitting: Sitting) -> None:
    labels = [f"第{n}号项目：校舍改扩建及周边道路整治" for n in range(1, 56)]
    counts = ItemCounts([[7]] * 10 + [[0]] * 45)
    form = [{"type": 2, "c": 55, "min": 0, "max": 10, "w": 0}]
    sitting.hold("long", counts, 7, number=2, template="livelihood-pick", rule="projects", form=form, names=names(*labels))
    pages = pdf.texts(to_pdf(result_sheet(sitting.facts("long"), "zh"), 0))
    assert len(pages) >= 2
    assert all("得票" in page for page in pages[:2])
    assert f"第 1 页 · 共 {len(pages)} 页" in pages[0]
    assert "第 55 号项目" in "".join(pages)


def test_projects_have_places_and_ties(sitting: Sitting) -> None:
    form = [{"type": 2, "c": 4, "min": 0, "max": 3, "w": 0}]
    draft = {"template": "livelihood-pick", "rule": "projects", "form": form, "names": names("公园", "道路", "学校", "食堂")}
    sitting.hold("pick", ItemCounts([[5], [6], [1], [0]]), 6, number=3, **draft)
    assert table(result_sheet(sitting.facts("pick"), "zh")) == [
        ["第 1", "道路", 6, "入选", 2],
        ["第 2", "公园", 5, "入选", 1],
        ["第 3", "学校", 1, "未入选", 3],
        ["第 4", "食堂", 0, "未入选", 4],
    ]
    sitting.hold("tie", ItemCounts([[6], [5], [5], [5]]), 7, number=4, **draft, again_of="pick")
    sheet = result_sheet(sitting.facts("tie"), "en")
    assert [row[0] for row in table(sheet)] == ["1", "2=", "2=", "2="]
    assert [row[3] for row in table(sheet)] == ["Chosen", "Tied", "Tied", "Tied"]
    assert rows(sheet)["Held again"] == "division 3 (Government report) held again"
    assert "unverified default" in rows(sheet)["Source of the rule"]


def test_an_election_with_names_written_in(sitting: Sitting) -> None:
    form = [{"type": 4, "c": 2, "min": 0, "max": 1, "w": 1}]
    counts = ItemCounts([[1, 6, 0], [0, 6, 1]], Written([("李娜", 5)], listed=1, repeated=0, invalid=0, empty=2))
    draft = {"template": "by-election", "rule": "E6", "basis": "某市选举办法", "form": form}
    sitting.hold("elect", counts, 7, number=5, **draft, names=names("张伟", "买买提·艾合买提"))
    sheet = result_sheet(sitting.facts("elect"), "zh")
    assert table(sheet) == [[1, "张　伟", 1, 6, 0, "未当选"], [2, "买买提·艾合买提", 0, 6, 1, "未当选"]]
    assert table(sheet, 1) == [["李　娜", 5, "当选"]]
    assert rows(sheet)["地方规定"] == "某市选举办法（未核实）"
    assert "候选人姓名1" in pdf.squeezed(to_pdf(sheet, 0))


def test_grades(sitting: Sitting) -> None:
    form = [{"type": 3, "c": 2, "min": 0, "max": 3, "w": 0}]
    draft = {"template": "satisfaction-3", "rule": "grades-all", "form": form, "names": names("区教育局", "区民政局")}
    sitting.hold("grades", ItemCounts([[6, 0, 0, 1], [0, 1, 5, 1]]), 7, number=6, **draft)
    sheet = result_sheet(sitting.facts("grades"), "zh")
    assert table(sheet) == [[1, "区教育局", 6, 0, 0, 1, "满意"], [2, "区民政局", 0, 1, 5, 1, "不满意"]]
    english = of_type(result_sheet(sitting.facts("grades"), "en"), Table)[0]
    assert [column.head for column in english.columns][2:] == [  # type: ignore[attr-defined]
        *("Satisfied", "Basically satisfied", "Dissatisfied", "Blank", "Conclusion")
    ]


def test_an_order_of_preference(sitting: Sitting) -> None:
    form = [{"type": 5, "c": 3, "min": 0, "max": 0, "w": 0}]
    draft = {"template": "livelihood-rank", "rule": "points", "form": form, "names": names("公园", "道路", "学校")}
    sitting.hold("rank", ItemCounts([[12, 3], [15, 4], [12, 0]], orders=(7, 0)), 7, number=7, **draft)
    sheet = result_sheet(sitting.facts("rank"), "zh")
    assert table(sheet) == [["第 1", "道路", 15, 4, 2], ["并列第 2", "公园", 12, 3, 1], ["并列第 2", "学校", 12, 0, 3]]


def test_one_by_one(sitting: Sitting) -> None:
    form = [{"type": 1, "c": 2, "min": 0, "max": 0, "w": 0}]
    draft = {"template": "appoint-each", "rule": "M4", "form": form, "names": names("李娜", "王建国")}
    sitting.hold("each", ItemCounts([[5, 2, 0], [4, 2, 1]]), 7, number=8, **draft)
    sheet = result_sheet(sitting.facts("each"), "zh")
    assert table(sheet) == [[1, "李　娜", 5, 2, 0, "通过"], [2, "王建国", 4, 2, 1, "未通过"]]


def test_a_void_vote_decides_nothing() -> None:
    sitting = Sitting(8)
    sitting.open_sitting(7)
    sitting.announce("d1")
    sitting.open()
    sitting.close()
    sitting.tally("d1", 5, 1, 0)
    void = sitting.act("chair", "division-void", division="d1", reason="会场网络故障")
    sitting.act("secretariat", "division-void-confirm", division="d1", void=b64u(void.act_id))
    sheet = result_sheet(sitting.facts(), "zh")
    assert of_type(sheet, Outcome) == [Outcome("作废", "本次表决作废：会场网络故障")]
    assert not of_type(sheet, Arc)
    assert numbers(sheet)["赞成"] == 5
    said = pdf.text(to_pdf(sheet, 0))
    assert "提出：chair one；确认：秘书处" in said
    assert "通过，" not in said


def test_a_secret_vote_tells_what_each_scrutineer_signed() -> None:
    sitting = Sitting(8)
    sitting.open_sitting(7)
    sitting.hold_ceremony()
    sitting.announce("d1", secrecy="secret", **MOTION)
    sitting.open()
    for index in (1, 2, 3):
        sitting.says(index, "open-ok")
    sheet = result_sheet(sitting.facts(), "zh")
    keepers = [block for block in of_type(sheet, Table) if block.name == "监票人"]  # type: ignore[attr-defined]
    assert [row[1:] for row in keepers[0].rows] == [[f"监票人{n}", "已签署", "—", "—"] for n in (1, 2, 3)]  # type: ignore[attr-defined]
    (lines,) = of_type(sheet, Signatures)
    assert [item.name for item in lines.items] == ["chair one", "监票人1", "监票人2", "监票人3", "", ""]  # type: ignore[attr-defined]
    assert of_type(sheet, Outcome) == [Outcome("尚未宣布结果", "")], "an open vote has no figures"
    assert not of_type(sheet, Figures)
    assert sitting.facts()["division"]["votes"] is None


def test_nothing_of_a_tally_before_the_declaration(sitting: Sitting) -> None:
    sitting.announce("later", number=10)
    sitting.open("later")
    sitting.close("later")
    sitting.tally("later", 6, 0, 0)
    facts = sitting.facts("later")
    assert facts["division"]["result"] is None
    assert not of_type(result_sheet(facts, "zh"), Figures)
    sitting.declare("later")


def cells(data: bytes) -> Iterator[tuple[str, list[list[object]]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for tab in book.worksheets:
        yield tab.title, [[cell for cell in row if cell is not None] for row in tab.iter_rows(values_only=True)]


def test_the_workbook_has_numbers_and_every_vote(motion: tuple[Facts, list[Ballot]]) -> None:
    tabs = dict(cells(division_workbook(result_sheet(motion[0], "zh"), motion[0])))
    assert list(tabs) == ["表决结果单", "表决情况"]
    assert ["赞成", 5] in tabs["表决结果单"]
    assert ["SHA-256", RECORD["sha256"]] in tabs["表决结果单"]
    assert tabs["表决情况"][0] == ["序号", "姓名", "拉丁字母姓名", "代表团", "座位", "表决"]
    assert tabs["表决情况"][1] == ["m1", "张　伟", "Deputy 1", "第2代表团", "1-1", "反对"]
    assert tabs["表决情况"][7][-1] == "未按"


def test_a_workbook_runs_no_formula(sitting: Sitting) -> None:
    sitting.vote("formula", 5, 0, 0, number=11, title={"zh": "=HYPERLINK(1)", "en": ""})
    facts = sitting.facts("formula")
    book = openpyxl.load_workbook(io.BytesIO(division_workbook(result_sheet(facts, "zh"), facts)))
    cell = book.worksheets[0]["A1"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_the_json_is_the_facts(motion: tuple[Facts, list[Ballot]]) -> None:
    found = json.loads(to_json(motion[0]))
    assert found["format"] == "hemicycle-result/1"
    assert found["record"] == RECORD
    assert (found["division"]["result"]["for"], found["division"]["rule"]["verified"]) == (5, True)
    assert [time["what"] for time in found["division"]["times"]] == ["announced", "opened", "closed", "tallied", "declared"]


def test_names_and_times() -> None:
    expected = {"张伟": "张　伟", "卢 静": "卢　静", "欧阳文静": "欧阳文静", "买买提·艾合买提": "买买提·艾合买提", "Li": "Li"}
    assert {name: spaced(name) for name in expected} == expected
    assert local(1_760_000_000_000) == "2025-10-09 16:53:20"
    assert utc(1_760_000_000_000) == "2025-10-09 08:53:20Z"
    assert day(1_760_000_000_000, "zh") == "2025年10月9日"
    assert day(1_760_000_000_000, "en") == "9\u00a0October\u00a02025"


def test_the_seal_stands_on_every_sheet(motion: tuple[Facts, list[Ballot]]) -> None:
    for lang in LANGS:
        (seal,) = of_type(result_sheet(motion[0], lang), Seal)
        assert (seal.file, seal.sha256) == (RECORD["file"], RECORD["sha256"])  # type: ignore[attr-defined]
