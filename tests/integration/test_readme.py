"""The README's commands are run as they stand there (only folders are replaced)."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The official figures: for/against/abstain.
FIGURES = {
    "172102": "499/117/44",
    "172110": "643/10/15",
    "172142": "176/468/27",
    "172158": "432/155/82",
    "172132": "190/469/13",
    "172133": "191/450/26",
    "172134": "206/456/8",
    "172135": "210/449/6",
    "172136": "472/75/92",
}
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line
]


def test_every_make_target_exists():
    targets = {command.split()[1] for command in COMMANDS if command.startswith("make ")}
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets == {"demo", "test"}
    assert targets <= made


@pytest.mark.timeout(900)
def test_the_roll_calls_are_replayed_and_the_auditor_verifies_every_bundle(tmp_path: Path):
    replay, verify = (command for command in COMMANDS if "out/replay" in command)
    out = tmp_path / "replay"

    def run(command: str) -> subprocess.CompletedProcess[str]:
        text = command.replace(".venv/bin/", f"{Path(sys.executable).parent}/").replace("out/replay", str(out))
        wide = os.environ | {"COLUMNS": "160"}
        return subprocess.run(["sh", "-c", text], cwd=ROOT, env=wide, capture_output=True, text=True, timeout=230, check=False)

    replayed = run(replay)
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert "9 / 9" in replayed.stdout
    for vote, figures in FIGURES.items():
        line = next(line for line in replayed.stdout.splitlines() if vote in line)
        assert line.count(figures) == 2, line  # from the bundle, and the official ones
    assert len(list(out.glob("*.hemicycle.json"))) == 9
    verified = run(verify)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_the_server_command_is_one_that_the_program_knows():
    (command,) = (command for command in COMMANDS if " serve " in command)
    words = shlex.split(command)
    helped = subprocess.run(
        [str(Path(sys.executable).parent / Path(words[0]).name), words[1], "--help"], capture_output=True, text=True, check=True
    )
    for option in (word for word in words if word.startswith("--")):
        assert option in helped.stdout
