"""From bytes to lines: encodings, delimiters, headers, workbooks, limits."""

import datetime
import io

import openpyxl
import pytest

from tests.unit.imports.spreadsheets import archive_of, csv_file, with_part, xlsx_file
from voting_server.imports.findings import PROBLEMS, ImportProblem
from voting_server.imports.roster import preview_roster
from voting_server.imports.tables import MAX_BYTES, MAX_LINES, MAX_ROWS
from voting_server.imports.workbook import MAX_COLUMNS, MAX_UNPACKED

ROWS = [["0001", "周文澜", "女", "东城街道", "7-12"], ["0002", "阿依古丽·买买提", "女", "北山镇", "2-07"]]
HEADER = ["代表证号", "姓名", "性别", "代表团", "席位"]
NAMES = ["周文澜", "阿依古丽·买买提"]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def problem(data: bytes) -> ImportProblem:
    with pytest.raises(ImportProblem) as caught:
        preview_roster(data, "名册")
    assert caught.value.code in PROBLEMS
    assert "{" not in caught.value.zh + caught.value.en
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("gbk", "GB18030"), ("utf-16", "UTF-16")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(encoding: str, named: str, delimiter: str) -> None:
    preview = preview_roster(csv_file(ROWS, encoding=encoding, delimiter=delimiter), "名册.csv")
    assert preview.encoding == named
    assert [member.name for member in preview.members] == NAMES


def test_gb18030_reaches_beyond_gbk() -> None:
    name = "王\U00020bb7"
    preview = preview_roster(csv_file([["1", name, "", "", "1"]], encoding="gb18030"), "名册.csv")
    assert (preview.encoding, preview.members[0].name) == ("GB18030", name)


@pytest.mark.parametrize(
    "header",
    [
        ["编号", "姓名", "英文名", "代表团", "座位", "身份", "状态"],
        ["number", "name", "latin", "delegation", "seat", "role", "status"],
        ["ID", "Full Name", "Latin_name", "Group", "Seat ID", "Category", "Status"],
        ["代表证号（必填）", " 姓 名 ", "拼音", "代表团*", "席位：", "身份[注]", "任职状态"],
    ],
)
def test_header_words(header: list[str]) -> None:
    row = ["1", "周文澜", "Zhou Wenlan", "东城街道", "7-12", "deputy", "in-office"]
    member = preview_roster(csv_file([row], header=header), "r.csv").members[0]
    assert [member.id, member.name, member.latin, member.delegation, member.seat, member.role, member.status] == row


def test_lines_are_those_of_the_file() -> None:
    text = 'sep=,\r\n临湖区代表名册,,\r\n\r\n编号,姓名,座位\r\n1,甲,1\r\n,,\r\n2,"乙\r\n丙",2\r\n3,丁,3\r\n'
    preview = preview_roster(text.encode(), "名册.csv")
    assert [(row.line, row.values["number"]) for row in preview.rows] == [(5, "1"), (7, "2"), (9, "3")]
    assert [error.code for error in preview.rows[1].errors] == ["bad-character"]


def test_quotes_hold_delimiters() -> None:
    preview = preview_roster(b'number;name;seat\n1;"Smith; ""Jr"", John";5\n', "r.csv")
    assert preview.members[0].name == 'Smith; "Jr", John'


def test_workbook_lines_numbers_and_dates() -> None:
    rows = [
        ["临湖区代表名册"],
        [],
        ["编号", "姓名", "代表团", "席位"],
        [12, "周文澜", "东城街道", datetime.date(2025, 7, 12)],
        ["0013", "高志强", "东城街道", "7-13"],
        [1.5, "林素芬", "东城街道", True],
    ]
    preview = preview_roster(xlsx_file(rows), r"C:\桌面\名册.xlsx")
    assert (preview.file, preview.encoding) == ("名册.xlsx", "XLSX")
    assert [(row.line, row.values["number"], row.values["seat"]) for row in preview.rows] == [
        (4, "12", "7月12日"),
        (5, "0013", "7-13"),
        (6, "1.5", "True"),
    ]
    (error,) = preview.rows[0].errors
    assert error.remedy is not None
    assert (error.code, error.remedy.value) == ("seat-as-date", "7-12")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import-empty"),
        (b" \r\n\t", "import-empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import-unsupported"),
        ("编号,姓名\n".encode(), "import-no-rows"),
        ("编号,座位\n1,2\n".encode(), "import-missing-column"),
        ("姓名\n甲\n".encode(), "import-missing-column"),
        ("编号,姓名,name\n1,甲,a\n".encode(), "import-duplicate-column"),
        (b"hello,world\n1,2\n", "import-no-header"),
        ('编号,姓名\n1,甲\n2,"乙\n3,丙\n'.encode(), "import-bad-csv"),
        ("编号,姓名\n1,甲".encode() + b",,\n" * MAX_LINES, "import-too-many-rows"),
        (b"PK\x03\x04", "import-bad-workbook"),
        (archive_of({"word/document.xml": b"<w/>"}), "import-bad-workbook"),
        (archive_of({"xl/workbook.xml": b"<w/>"}), "import-bad-workbook"),
    ],
)
def test_files_that_cannot_be_read(data: bytes, code: str) -> None:
    assert problem(data).code == code


def test_a_missing_column_is_named_in_both_languages() -> None:
    refused = problem("编号,座位\n1,2\n".encode())
    assert (refused.zh, refused.en) == ("缺少“姓名”列", "The column “name” is missing")


def test_a_file_over_the_limit_is_refused_unread() -> None:
    assert problem(b"x" * (MAX_BYTES + 1)).code == "import-too-large"


@pytest.mark.parametrize("make", [lambda rows: csv_file(rows[1:], header=rows[0]), xlsx_file])
def test_the_limit_of_rows(make) -> None:
    rows = [["编号", "姓名"], *([str(i), "甲"] for i in range(MAX_ROWS))]
    assert len(preview_roster(make(rows), "名册").members) == MAX_ROWS
    assert problem(make([*rows, ["x", "乙"]])).code == "import-too-many-rows"


def sheet(cells: str) -> bytes:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "import-too-many-rows"),
        (sheet('<row r="1048576"><c><v>1</v></c></row>'), "import-too-many-rows"),
        (sheet('<x:row xmlns:x="urn:x" r="1048576"><c><v>1</v></c></x:row>'), "import-too-many-rows"),
        (sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "import-too-many-columns"),
        (sheet('<row r="1">' + "<c><v>1</v></c>" * (MAX_COLUMNS + 1) + "</row>"), "import-too-many-columns"),
        (sheet('<row r="1"><c r="A99999999"><v>1</v></c></row>'), "import-bad-workbook"),
        (sheet('<row r="-1"><c r="A1"><v>1</v></c></row>'), "import-bad-workbook"),
        (b'<!DOCTYPE a [<!ENTITY e "e">]>' + sheet("&e;"), "import-bad-workbook"),
        (sheet("<row>"), "import-bad-workbook"),
        (b"\x00" * (MAX_UNPACKED + 1), "import-workbook-bomb"),
    ],
)
def test_hostile_workbooks(part: bytes, code: str) -> None:
    assert problem(with_part(xlsx_file([HEADER, *ROWS]), SHEET, part)).code == code


def test_the_first_visible_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.active.append(["编号", "姓名"])
    shown = book.create_sheet("名册")
    shown.append(["编号", "姓名"])
    shown.append(["1", "甲"])
    out = io.BytesIO()
    book.save(out)
    assert [member.name for member in preview_roster(out.getvalue(), "名册.xlsx").members] == ["甲"]


def test_many_parts_are_refused() -> None:
    assert problem(archive_of({f"{i}.xml": b"<a/>" for i in range(501)})).code == "import-workbook-bomb"


def test_empty_formatted_cells_far_below_do_no_harm() -> None:
    data = sheet(
        '<row r="1"><c t="inlineStr"><is><t>编号</t></is></c><c t="inlineStr"><is><t>姓名</t></is></c></row>'
        '<row r="2"><c><v>1</v></c><c t="inlineStr"><is><t>甲</t></is></c></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    )
    preview = preview_roster(with_part(xlsx_file([HEADER]), SHEET, data), "名册.xlsx")
    assert [(row.line, row.values["name"]) for row in preview.rows] == [(2, "甲")]
