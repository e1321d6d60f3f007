"""Banks of questions from files: every row becomes an item or says what is wrong (docs/ledger.md §6)."""

import msgspec
import pytest

from tests.unit.imports.spreadsheets import csv_file, xlsx_file
from voting_server.domain.ledger_acts import BankItem
from voting_server.imports.findings import ImportProblem
from voting_server.imports.questions import Preview, preview_bank

HEADER = ["题目", "A", "B", "C", "D", "答案"]


def read(*rows: list[str], header: list[str] | None = None) -> Preview:
    return preview_bank(csv_file(rows, header=header or HEADER), "题库.csv")


def items(preview: Preview) -> list[tuple[str, list[str], str]]:
    return [(item.text, item.options, item.answer) for item in preview.items]


def test_rows_become_items() -> None:
    preview = read(
        ["一", "甲", "乙", "丙", "丁", "c"],
        ["二", "甲", "乙", "丙", "丁", "D、Ｂ"],
        ["三", "甲", "乙", "", "", "A"],
        ["四", "", "", "", "", "对"],
        ["五", "", "", "", "", "×"],
        ["六", "正确", "错误", "", "", "F"],
    )
    assert preview.errors == []
    assert items(preview) == [
        ("一", ["甲", "乙", "丙", "丁"], "C"),
        ("二", ["甲", "乙", "丙", "丁"], "BD"),
        ("三", ["甲", "乙"], "A"),
        ("四", ["对", "错"], "A"),
        ("五", ["对", "错"], "B"),
        ("六", ["正确", "错误"], "B"),
    ]
    assert (preview.rows, preview.encoding, preview.file) == (6, "UTF-8", "题库.csv")
    for item in preview.items:
        assert msgspec.convert(msgspec.to_builtins(item), BankItem, strict=True)


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (["", "甲", "乙", "", "", "A"], "text", "no-text"),
        (["长" * 1001, "甲", "乙", "", "", "A"], "text", "text-too-long"),
        (["题", "甲", "长" * 501, "", "", "A"], "B", "option-too-long"),
        (["题", "甲", "", "丙", "", "A"], "A", "option-gap"),
        (["题", "甲", "", "", "", "A"], "A", "option-gap"),
        (["题", "甲", "乙\x07", "", "", "A"], "B", "bad-text"),
        (["题", "甲", "乙\u202e", "", "", "A"], "B", "bad-text"),
        (["题", "甲", "乙", "丙", "", ""], "answer", "no-answer"),
        (["题", "甲", "乙", "丙", "", "D"], "answer", "bad-answer"),
        (["题", "甲", "乙", "丙", "", "AA"], "answer", "bad-answer"),
        (["题", "甲", "乙", "丙", "", "甲"], "answer", "bad-answer"),
        (["好", "甲", "乙", "", "", "A"], "text", "repeated"),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_left_out(row: list[str], field: str, code: str) -> None:
    preview = read(["好", "甲", "乙", "", "", "A"], row)
    assert [(each.line, each.field, each.code) for each in preview.errors] == [(3, field, code)]
    assert [item.text for item in preview.items] == ["好"]
    assert preview.errors[0].zh
    assert preview.errors[0].en


def test_a_workbook_with_a_title_above_its_header() -> None:
    preview = preview_bank(
        xlsx_file([["法律知识题库"], ["题号", *HEADER], [1, "一", "甲", "乙", "丙", "丁", "AB"]]), "C:\\题库.xlsx"
    )
    assert items(preview) == [("一", ["甲", "乙", "丙", "丁"], "AB")]
    assert (preview.file, preview.encoding) == ("题库.xlsx", "XLSX")


def test_files_that_are_no_bank() -> None:
    for code, rows, header in (
        ("import-no-question-header", [["1", "张三"]], ["代表证号", "姓名"]),
        ("import-missing-column", [["一", "甲"]], ["题目", "A"]),
        ("import-duplicate-column", [["一", "甲", "乙", "A"]], ["题目", "A", "A", "答案"]),
        ("import-no-rows", [], HEADER),
    ):
        with pytest.raises(ImportProblem) as caught:
            preview_bank(csv_file(rows, header=header), "x.csv")
        assert caught.value.code == code
