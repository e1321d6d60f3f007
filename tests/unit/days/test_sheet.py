"""A day holds only if every line does."""

from io import StringIO

from rich.console import Console

from hemicycle.days.sheet import Sheet


def sheet() -> Sheet:
    return Sheet(Console(file=StringIO(), width=100))


def told(one: Sheet) -> str:
    file = one.screen.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def test_a_day_without_lines_does_not_hold() -> None:
    assert not sheet().holds


def test_one_wrong_line_is_told_and_the_day_does_not_hold() -> None:
    one = sheet()
    one.expect("预算", "228 8 4", "228 8 4")
    assert one.holds
    one.expect("法院", "201", "202")
    one.close()
    assert not one.holds
    assert "✗ 法院  202，应为 / expected 201" in told(one)
    assert "2 项中 1 项相符" in told(one)
