"""Properties: the writer is the reader's inverse, and no bytes break the reader."""

import contextlib

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.imports.spreadsheets import csv_file, with_part, xlsx_file
from voting_server.imports.columns import FIELDS
from voting_server.imports.findings import FINDINGS, ImportProblem
from voting_server.imports.roster import Member, preview_roster, roster_csv

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4)
LATIN = st.text("abcXYZéüß',;\"-", min_size=1, max_size=8)
NAMES = st.one_of(HAN, st.builds("{}·{}".format, HAN, HAN), st.builds("{} {}".format, LATIN, LATIN), LATIN)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._]{0,20}", fullmatch=True)


@st.composite
def rosters(draw: st.DrawFn) -> list[Member]:
    ids = draw(st.lists(IDS, unique=True, min_size=1, max_size=8))
    seats = draw(st.lists(IDS, unique=True, min_size=len(ids), max_size=len(ids)))
    return [
        Member(
            id=number,
            name=draw(NAMES),
            latin=draw(st.one_of(st.just(""), LATIN)),
            delegation=draw(st.sampled_from(["东城街道", "开发区", "北山镇第二团", "S&D, ‘Left’"])),
            seat=draw(st.sampled_from(["", seat])),
            role=draw(st.sampled_from(["deputy", "attendee", "observer"])),
            status=draw(st.sampled_from(["in-office", "suspended", "ended"])),
        )
        for number, seat in zip(ids, seats, strict=True)
    ]


@given(rosters(), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_what_is_written_is_read_again(members: list[Member], encoding: str) -> None:
    preview = preview_roster(roster_csv(members).encode(encoding), "名册.csv")
    assert preview.members == members
    assert preview.errors == 0


def read(data: bytes) -> None:
    """Either a preview that holds together, or an ImportProblem."""
    with contextlib.suppress(ImportProblem):
        preview = preview_roster(data, "x")
        findings = [f for row in preview.rows for f in [*row.errors, *row.warnings]]
        assert preview.errors + preview.warnings == len(findings)
        assert len(preview.members) == sum(not row.errors for row in preview.rows)
        assert all(f.code in FINDINGS and f.field in ("", *FIELDS) for f in findings)
        ids = [member.id for member in preview.members]
        seats = [member.seat for member in preview.members if member.seat]
        assert len(set(ids)) == len(ids)
        assert len(set(seats)) == len(seats)
        msgspec.json.encode(preview)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    read(data)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_below_a_header_break_the_reader(data: bytes) -> None:
    read("编号,姓名,代表团,席位,身份,状态\n".encode() + data)


@given(st.lists(st.lists(st.text(), min_size=6, max_size=8), max_size=6))
def test_no_text_in_the_cells_breaks_the_reader(rows: list[list[str]]) -> None:
    quoted = [['"' + cell.replace('"', '""').encode("utf-8", "replace").decode() + '"' for cell in row] for row in rows]
    read(csv_file(quoted, header=["编号", "姓名", "代表团", "席位", "身份", "状态"]))


WORKBOOK = xlsx_file([["编号", "姓名", "席位"], ["1", "甲", "1-1"], [2, "乙", 3.5]])


@settings(deadline=None)
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_no_damage_to_a_workbook_breaks_the_reader(at: int, noise: bytes) -> None:
    read(WORKBOOK[:at] + noise + WORKBOOK[at + len(noise) :])


CELLS = st.lists(
    st.builds(
        '<c r="{}" t="{}" s="{}"><v>{}</v></c>'.format,
        st.sampled_from(["A1", "B1", "A2", "B2", "C9", "", "Z0", "a1"]),
        st.sampled_from(["s", "n", "b", "e", "d", "str", "inlineStr", "x"]),
        st.integers(-1, 3),
        st.sampled_from(["0", "1", "-1", "9e999", "nan", "2025-13-45", "TRUE", "1e300", "-99999999", "x"]),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(CELLS)
def test_no_cell_of_a_workbook_breaks_the_reader(cells: list[str]) -> None:
    rows = '<row r="1"><c t="str"><v>编号</v></c><c t="str"><v>姓名</v></c></row><row>' + "".join(cells) + "</row>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    read(with_part(WORKBOOK, "xl/worksheets/sheet1.xml", sheet.encode()))
