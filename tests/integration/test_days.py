"""An acceptance day, held through the real server by the README's commands: every figure is as told, and every bundle passes the auditor.

All three are held at real pages in tests/browser/walks.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DAY = "b"
"""The shortest."""
ROOT = Path(__file__).parents[2]
HOLD, VERIFY = (line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if "out/day-a" in line)


def run(command: str, out: Path) -> subprocess.CompletedProcess[str]:
    """A command of the README as it stands there, for another day and folder."""
    text = command.replace(".venv/bin/", f"{Path(sys.executable).parent}/").replace("out/day-a", str(out))
    text = text.replace("--day a", f"--day {DAY}")
    wide = os.environ | {"COLUMNS": "200"}
    return subprocess.run(["sh", "-c", text], cwd=ROOT, env=wide, capture_output=True, text=True, timeout=380, check=False)


@pytest.mark.timeout(900)
def test_a_day_comes_to_what_it_tells(tmp_path: Path) -> None:
    held = run(HOLD, tmp_path)
    assert held.returncode == 0, held.stdout + held.stderr
    assert "✓" in held.stdout
    assert "✗" not in held.stdout
    assert len(list(tmp_path.glob("*.hemicycle.json"))) >= 5
    verified = run(VERIFY, tmp_path)
    assert verified.returncode == 0, verified.stdout + verified.stderr
