"""Agendas from files: every row becomes an item to draft or says what is wrong (docs/protocol.md §11)."""

import pytest

from tests.unit.imports.spreadsheets import csv_file, xlsx_file
from voting_server.domain.templates import TEMPLATES
from voting_server.imports.agenda import Names, Preview, preview_agenda
from voting_server.imports.findings import ImportProblem

HEADER = ["序号", "题目", "表决类型", "名单", "应选人数", "途径", "表决方式"]


def read(*rows: list[str], header: list[str] | None = None) -> Preview:
    return preview_agenda(csv_file(rows, header=header or HEADER), "议程.csv")


def test_rows_become_items() -> None:
    preview = read(
        ["1", "关于政府工作报告的决议", "决议、报告", "", "", "", "无记名"],
        ["2", "选举副主任", "差额选举", "丁一、王芳；3. 李伟/Li Wei", "２", "纸质票", ""],
        ["", "Projects", "Vote on livelihood projects", "Lights|Canteen", "1", "terminal", "secret"],
    )
    assert preview.errors == 0
    resolution, election, projects = (row.item for row in preview.rows)
    assert (resolution.template, resolution.secrecy, resolution.channel, resolution.names) == ("resolution", "secret", "", [])
    assert resolution.short == Names("关于政府工作报告的决议")
    assert (election.number, election.seats, election.channel, election.secrecy) == (2, 2, "paper", "")
    assert election.names == [Names("丁一"), Names("王芳"), Names("李伟", "Li Wei")]
    assert (projects.number, projects.title, projects.names[1]) == (None, Names("Projects"), Names("", "Canteen"))
    assert (preview.file, preview.encoding, [row.line for row in preview.rows]) == ("议程.csv", "UTF-8", [2, 3, 4])


def test_every_template_is_known_by_id_and_by_both_names() -> None:
    for template in TEMPLATES.values():
        for word in (template.id, template.name["zh"], template.name["en"]):
            (row,) = preview_agenda(csv_file([["题", word]], header=["题目", "表决类型"], delimiter="\t"), "x.csv").rows
            assert row.item.template == template.id, word


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (["2", "", "resolution", "", "", "", ""], "title", "no-title"),
        (["2", "题", "", "", "", "", ""], "template", "no-template"),
        (["2", "题", "表态", "", "", "", ""], "template", "unknown-template"),
        (["2", "题", "resolution", "", "", "电报", ""], "channel", "unknown-word"),
        (["2", "题", "resolution", "", "", "", "半公开"], "secrecy", "unknown-word"),
        (["0", "题", "resolution", "", "", "", ""], "number", "bad-number"),
        (["2", "题", "primary", "甲、乙", "256", "", ""], "seats", "bad-number"),
        (["1", "题", "resolution", "", "", "", ""], "number", "number-taken"),
        (["2", "长" * 201, "resolution", "", "", "", ""], "title", "too-long"),
        (["2", "题\u202e", "resolution", "", "", "", ""], "title", "bad-text"),
        (["2", "题", "primary", "、".join(f"人{n}" for n in range(256)), "1", "", ""], "names", "too-many-names"),
        (["2", "题", "primary", "甲、" + "长" * 201, "1", "", ""], "names", "too-long"),
        (["2", "题", "primary", "甲、乙\x07", "1", "", ""], "names", "bad-text"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(row: list[str], field: str, code: str) -> None:
    preview = read(["1", "好", "resolution", "", "", "", ""], row)
    found = {(each.field, each.code) for each in preview.rows[1].errors}
    assert (field, code) in found
    assert preview.rows[0].errors == []
    assert preview.errors == 1
    assert all(each.zh and each.en and "{" not in each.zh + each.en for each in preview.rows[1].errors)


def test_a_workbook_with_a_title_above_its_header() -> None:
    rows: list[list[object]] = [
        ["第六次会议议程"],
        ["序号", "题目", "英文题目", "表决类型", "通过规则", "倒计时"],
        [1, "决议", "Resolution", "决议", "m4", 30],
    ]
    preview = preview_agenda(xlsx_file(rows), "C:\\议程.xlsx")
    item = preview.rows[0].item
    assert (preview.errors, item.template) == (0, "resolution")
    assert (item.title, item.rule, item.countdown) == (Names("决议", "Resolution"), "M4", 30)
    assert (preview.file, preview.encoding, preview.rows[0].line) == ("议程.xlsx", "XLSX", 3)


def test_files_that_are_no_agenda() -> None:
    for code, rows, header in (
        ("import-no-agenda-header", [["1", "张三"]], ["代表证号", "姓名"]),
        ("import-missing-column", [["1", "决议"]], ["序号", "题目"]),
        ("import-duplicate-column", [["一", "二", "resolution"]], ["题目", "标题", "表决类型"]),
        ("import-too-many-rows", [["题", "resolution"]] * 501, ["题目", "表决类型"]),
    ):
        with pytest.raises(ImportProblem) as refused:
            preview_agenda(csv_file(rows, header=header), "x.csv")
        assert refused.value.code == code
    with pytest.raises(ImportProblem):
        preview_agenda(b"", "x.csv")
