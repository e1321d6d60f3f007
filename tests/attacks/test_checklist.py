"""docs/checklist.md is true: every line of the checklist has a row, every test it names exists, and every line has a positive control."""

import re
from pathlib import Path

import pytest

from scripts.controls import read_controls

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`([^`]+::[^`]+)`")


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docs" / "checklist.md").read_text("utf-8")


def exists(test: str) -> bool:
    """Whether a test of this name is in its file; parameters are left out."""
    path, _, name = test.partition("::")
    source = (ROOT / path).read_text("utf-8")
    return f"def {name.partition('[')[0]}(" in source if path.endswith(".py") else name in source


def test_every_line_has_a_row_and_a_state(text: str) -> None:
    rows = ROW.findall(text)
    assert [int(number) for number, _, _ in rows] == list(range(1, 71))
    assert all(TEST.findall(tests) for _, tests, _ in rows)
    assert all(state.strip() for _, _, state in rows)


def test_every_test_that_is_named_exists(text: str) -> None:
    named = TEST.findall(text)
    assert len(named) > 200
    assert [test for test in named if not exists(test)] == []


def test_every_line_has_a_control_that_fits_the_source() -> None:
    controls = read_controls()
    assert set(range(1, 71)) - {line for control in controls for line in control.lines} == set()
    for control in controls:
        assert (ROOT / control.file).read_text("utf-8").count(control.old) == 1, control.what
        assert [test for test in control.tests if not exists(test)] == [], control.what
