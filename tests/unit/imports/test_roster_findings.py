"""What the preview says about each line."""

import msgspec
import pytest

from tests.unit.imports.spreadsheets import csv_file
from voting_server.imports.findings import FINDINGS, ImportProblem
from voting_server.imports.roster import Preview, parse_edits, preview_roster

FULL = ["代表证号", "姓名", "拉丁名", "代表团", "席位", "身份", "状态"]


def previewed(*rows: list[str], header: list[str] = FULL, edits=None) -> Preview:
    return preview_roster(csv_file(rows, header=header), "名册.csv", edits)


def one(**values: str) -> Preview:
    fields = {
        "number": "0001",
        "name": "周文澜",
        "latin": "Zhou Wenlan",
        "delegation": "东城街道",
        "seat": "7-12",
        "role": "",
        "status": "",
    }
    return previewed(list((fields | values).values()))


def codes(preview: Preview) -> list[tuple[int, str, str]]:
    return [(row.line, f.field, f.code) for row in preview.rows for f in [*row.errors, *row.warnings]]


def test_the_mock_of_the_import_page() -> None:
    rows = [
        ["0012", "周文澜", "女", "东城街道", "7-12"],
        ["0013", "高志强", "男", "东城街道", "7-12"],
        ["0014", "林素芬", "女", "东城街道", "7-13"],
        ["0036", "", "男", "西关街道", "3-04"],
        ["0036", "程立新", "男", "西关街道", "4-11"],
        ["0087", "欧阳 明", "男", "西关街道", "5-21"],
        ["0120", "阿依古丽·买买提", "女", "南塘镇", "2-07"],
        ["0162", "曹爱华", "女", "南唐镇", "6-02"],
        ["0163", "邓国平", "男", "南塘镇", "6-03"],
        ["0239", "魏东升", "男", "南塘镇", ""],
    ]
    preview = preview_roster(csv_file(rows, encoding="gb18030"), "代表名册-第六次会议.csv")
    said = {row.line: [f.zh for f in [*row.errors, *row.warnings]] for row in preview.rows}
    assert said == {
        2: [],
        3: ["席位 7-12 已在第 2 行给周文澜"],
        4: [],
        5: ["姓名为空"],
        6: ["代表证号 0036 与第 5 行重复"],
        7: ["姓名中有空格，将按“欧阳明”导入"],
        8: [],
        9: ["没有代表团“南唐镇”，是否“南塘镇”？"],
        10: [],
        11: ["没有席位，导入后列入“未安排”"],
    }
    assert (preview.file, preview.encoding, preview.errors, preview.warnings) == ("代表名册-第六次会议.csv", "GB18030", 4, 2)
    remedy = preview.rows[7].errors[0].remedy
    assert remedy is not None
    assert (remedy.field, remedy.value, remedy.zh) == ("delegation", "南塘镇", "改为“南塘镇”")
    assert [member.id for member in preview.members] == ["0012", "0014", "0087", "0120", "0163", "0239"]
    assert preview.members[2].name == "欧阳明"
    assert preview.rows[5].values["name"] == "欧阳 明"  # the table shows what the file says


def test_the_answer_has_exactly_the_members_of_the_protocol() -> None:
    answer = msgspec.to_builtins(one(seat=""))
    assert answer == {
        "file": "名册.csv",
        "encoding": "UTF-8",
        "rows": [
            {
                "line": 2,
                "values": {
                    "number": "0001",
                    "name": "周文澜",
                    "latin": "Zhou Wenlan",
                    "delegation": "东城街道",
                    "seat": "",
                    "role": "",
                    "status": "",
                },
                "errors": [],
                "warnings": [
                    {
                        "field": "seat",
                        "code": "no-seat",
                        "zh": "没有席位，导入后列入“未安排”",
                        "en": "No seat; will be listed as unassigned",
                        "remedy": None,
                    }
                ],
            }
        ],
        "members": [
            {
                "id": "0001",
                "name": "周文澜",
                "latin": "Zhou Wenlan",
                "delegation": "东城街道",
                "seat": "",
                "role": "deputy",
                "status": "in-office",
            }
        ],
        "errors": 0,
        "warnings": 1,
    }


@pytest.mark.parametrize(
    ("values", "field", "code", "remedy"),
    [
        ({"number": ""}, "number", "empty", None),
        ({"number": "-1"}, "number", "bad-id", None),
        ({"number": "一号"}, "number", "bad-id", None),
        ({"number": "1" * 65}, "number", "bad-id", None),
        ({"seat": "7/12"}, "seat", "bad-id", None),
        ({"seat": "7月12日"}, "seat", "seat-as-date", "7-12"),
        ({"seat": "7排02座"}, "seat", "seat-as-date", "7-2"),
        ({"seat": "12-Jul"}, "seat", "seat-as-date", None),
        ({"name": ""}, "name", "empty", None),
        ({"name": "　"}, "name", "empty", None),
        ({"name": "张" * 201}, "name", "too-long", None),
        ({"name": "张?"}, "name", "lost-character", None),
        ({"name": "张\ufffd"}, "name", "lost-character", None),
        ({"name": "张\x07"}, "name", "bad-character", None),
        ({"latin": "Z\x00"}, "latin", "bad-character", None),
        ({"latin": "Z" * 201}, "latin", "too-long", None),
        ({"delegation": "团" * 201}, "delegation", "too-long", None),
        ({"role": "主席"}, "role", "unknown-role", None),
        ({"status": "休假"}, "status", "unknown-status", None),
    ],
)
def test_errors_keep_a_row_out(values: dict[str, str], field: str, code: str, remedy: str | None) -> None:
    preview = one(**values)
    assert [(f.field, f.code, f.remedy and f.remedy.value) for f in preview.rows[0].errors] == [(field, code, remedy)]
    assert preview.errors == 1
    assert preview.members == []


@pytest.mark.parametrize(
    ("values", "field", "code", "imported"),
    [
        ({"number": "００１２"}, "number", "full-width", "0012"),
        ({"seat": "7 - 12"}, "seat", "inner-space", "7-12"),
        ({"name": "李　明"}, "name", "inner-space", "李明"),
        ({"name": "阿依古丽•买买提"}, "name", "name-dot", "阿依古丽·买买提"),
        ({"name": "阿依古丽・买买提"}, "name", "name-dot", "阿依古丽·买买提"),
        ({"name": "阿依古丽.买买提"}, "name", "name-dot", "阿依古丽·买买提"),
        ({"name": "王\u200b芳"}, "name", "invisible-character", "王芳"),
        ({"name": "王\U00020bb7"}, "name", "rare-character", "王\U00020bb7"),
        ({"name": "王\ue001"}, "name", "private-character", "王\ue001"),
        ({"delegation": "东城 街道"}, "delegation", "inner-space", "东城街道"),
        ({"seat": ""}, "seat", "no-seat", ""),
        ({"delegation": ""}, "delegation", "no-delegation", ""),
    ],
)
def test_warnings_do_not_keep_a_row_out(values: dict[str, str], field: str, code: str, imported: str) -> None:
    preview = one(**values)
    assert codes(preview) == [(2, field, code)]
    member = msgspec.to_builtins(preview.members[0])
    assert member["id" if field == "number" else field] == imported
    assert (preview.errors, preview.warnings) == (0, 1)


@pytest.mark.parametrize("name", ["Jean-Luc  O'Neil", "J. R. Smith", "Πέτρος Ιωάννου", "阿依古丽·买买提", "欧阳明", "𝓐nn"[1:]])
def test_names_that_need_no_word(name: str) -> None:
    preview = one(name=name)
    assert codes(preview) == []
    assert preview.members[0].name == " ".join(name.split())


def test_a_space_in_a_long_name_may_be_a_lost_dot() -> None:
    found = one(name="阿依古丽 买买提").rows[0].warnings
    assert [f.code for f in found] == ["lost-dot", "inner-space"]
    assert found[0].remedy is not None
    assert found[0].remedy.value == "阿依古丽·买买提"


@pytest.mark.parametrize(
    ("role", "status", "expected"),
    [
        ("代表", "在任", ("deputy", "in-office")),
        ("列席人员", "", ("attendee", "in-office")),
        ("Observer", "Active", ("observer", "in-office")),
        ("", "暂停", ("deputy", "suspended")),
        ("deputy", "终止", ("deputy", "ended")),
        ("Non-voting attendee", "in-office", ("attendee", "in-office")),
    ],
)
def test_words_for_role_and_status(role: str, status: str, expected: tuple[str, str]) -> None:
    member = one(role=role, status=status).members[0]
    assert (member.role, member.status) == expected


def test_only_a_deputy_in_office_is_missed_in_a_seat() -> None:
    preview = previewed(["A1", "甲", "", "", "", "列席", ""], ["A2", "乙", "", "一团", "", "代表", "终止"])
    assert codes(preview) == []


def test_a_roster_without_delegations_is_not_blamed_for_them() -> None:
    assert codes(previewed(["1", "甲", "1-1"], header=["编号", "姓名", "座位"])) == []


def town(*delegations: str) -> list[list[str]]:
    return [[str(i), f"甲{i}", "", name, str(i), "", ""] for i, name in enumerate(delegations, 1)]


@pytest.mark.parametrize(
    ("written", "meant", "doubted"),
    [
        ("南唐镇", "南塘镇", True),
        ("南镇", "南塘镇", True),
        ("南塘塘镇", "南塘镇", True),
        ("北山镇", "南塘镇", False),
        ("第一代表团", "第二代表团", False),
        ("A组", "B组", False),
        ("第10团", "第1团", False),
    ],
)
def test_a_delegation_named_once_beside_a_settled_one(written: str, meant: str, doubted: bool) -> None:
    preview = previewed(*town(meant, meant, meant, written))
    assert [c for _, _, c in codes(preview)] == (["unlike-delegation"] if doubted else [])


def test_two_of_a_kind_are_no_slip_and_two_do_not_settle() -> None:
    assert codes(previewed(*town("南塘镇", "南塘镇", "南塘镇", "南唐镇", "南唐镇"))) == []
    assert codes(previewed(*town("南塘镇", "南塘镇", "南唐镇"))) == []


def test_a_correction_is_checked_like_the_file() -> None:
    rows = town("南塘镇", "南塘镇", "南塘镇", "南唐镇")
    assert codes(previewed(*rows, edits={5: {"delegation": "南塘镇"}})) == []
    assert codes(previewed(*rows, edits={5: {"delegation": "南塘镇", "seat": "1"}})) == [(5, "seat", "seat-taken")]
    corrected = previewed(*rows, edits={5: {"delegation": "南塘镇", "number": " ９ "}})
    assert corrected.rows[3].values["number"] == "９"
    assert corrected.members[3].id == "9"


def test_who_types_an_unlike_delegation_means_it() -> None:
    rows = town("南塘镇", "南塘镇", "南塘镇", "南唐镇")
    preview = previewed(*rows, edits={5: {"delegation": "南唐镇"}})
    assert codes(preview) == []
    assert preview.members[3].delegation == "南唐镇"


def test_a_number_freed_by_a_correction_is_no_longer_taken() -> None:
    rows = [["1", "甲", "", "", "1", "列席", ""], ["1", "乙", "", "", "2", "列席", ""]]
    assert codes(previewed(*rows)) == [(3, "number", "number-taken")]
    assert codes(previewed(*rows, edits={2: {"number": "3"}})) == []


@pytest.mark.parametrize(
    "text",
    [b"[]", b"{", b'{"x":{}}', b'{"2":{"sex":"m"}}', b'{"2":{"name":1}}', b'{"2":{"name":"\xff"}}', b'{"2":{"name":"\\ud800"}}'],
)
def test_malformed_corrections_are_refused(text: bytes) -> None:
    with pytest.raises(ImportProblem) as caught:
        parse_edits(text)
    assert caught.value.code == "import-bad-edit"


def test_corrections_travel_as_json() -> None:
    assert parse_edits('{"2":{"name":"周文澜"}}'.encode()) == {2: {"name": "周文澜"}}


def test_a_correction_of_a_line_that_is_not_there_is_refused() -> None:
    with pytest.raises(ImportProblem) as caught:
        previewed(*town("东城街道"), edits={9: {"name": "甲"}})
    assert caught.value.code == "import-bad-edit"


def test_cells_beyond_the_header_are_told() -> None:
    preview = previewed(["1", "甲", "", "", "1", "列席", "", "多"])
    assert codes(preview) == [(2, "", "extra-cells")]


def test_messages_repeat_only_the_beginning_of_a_long_cell() -> None:
    error = one(role="长" * 5000).rows[0].errors[0]
    assert len(error.zh) < 100


def test_every_finding_speaks_both_languages() -> None:
    for zh, en in FINDINGS.values():
        assert any("\u4e00" <= c <= "\u9fff" for c in zh)
        assert not any("\u4e00" <= c <= "\u9fff" for c in en)
