"""Names that the pages can't show are told at the import, with line and character."""

import json
from pathlib import Path

from voting_server.imports.fonts import Coverage, read_coverage
from voting_server.imports.roster import preview_roster

FONTS = Coverage([(0x20, 0x7E), (0xB7, 0xB7), (0x4E00, 0x9FFF), (0x2B5AE, 0x2B5AE)])


def warned(name: str, fonts: Coverage | None = FONTS) -> list[tuple[int, str, str]]:
    preview = preview_roster(f"代表证号,姓名\n1,王一\n2,{name}\n".encode(), "a.csv", None, fonts)
    return [(row.line, found.code, found.zh) for row in preview.rows for found in row.warnings if found.field == "name"]


def test_a_rare_character_that_a_font_has_is_no_trouble() -> None:
    assert warned("王𫖮") == []
    assert [code for _, code, _ in warned("王𫖮", None)] == ["rare-character"]


def test_one_that_no_font_has_is_named_with_its_line() -> None:
    ((line, code, words),) = warned("王𬱟")
    assert (line, code) == (3, "no-font")
    assert "“𬱟”" in words


def test_scripts_without_a_font_are_named_too() -> None:
    assert [code for _, code, _ in warned("བསོད་ནམས")] == ["no-font"]
    assert [code for _, code, _ in warned("ئەلى")] == ["no-font"]
    assert warned("买买提·艾力") == []


def test_a_private_character_is_told_once() -> None:
    assert [code for _, code, _ in warned("王\ue001")] == ["private-character"]


def test_ranges_hold_their_ends() -> None:
    assert [c in FONTS for c in ("\x1f", " ", "~", "\x7f", "一", "\u9fff", "\ua000")] == [
        False,
        True,
        True,
        False,
        True,
        True,
        False,
    ]


def test_pages_that_are_not_built_know_nothing(tmp_path: Path) -> None:
    assert read_coverage(tmp_path / "fonts.json") is None
    (tmp_path / "fonts.json").write_text(json.dumps([[65, 66]]))
    found = read_coverage(tmp_path / "fonts.json")
    assert found is not None
    assert ["A" in found, "C" in found] == [True, False]
