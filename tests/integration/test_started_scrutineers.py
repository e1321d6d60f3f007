"""The devices that the demo and the replay start: all of them run, or none is left behind."""

from pathlib import Path

import pytest

from hemicycle.scrutineers import Scrutineers
from terminal_client.headless.console import IssuedCode


def running(folder: Path) -> list[str]:
    """The command lines of processes that work in a folder."""
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return [line for line in lines if str(folder) in line]


async def test_a_device_that_does_not_start_leaves_no_other_behind(tmp_path: Path) -> None:
    codes = [IssuedCode(code, "scrutineer", "", "监票人") for code in ("ABCD-EFGH-JKMN-PQRS", "no code")]
    with pytest.raises(RuntimeError, match="did not start"):
        async with Scrutineers("http://127.0.0.1:9", "s1", codes, tmp_path):
            pass
    assert running(tmp_path) == []
