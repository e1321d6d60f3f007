"""Forked processes: their ends are told, they end when asked or are ended, and they run nothing of what their parent was about to do."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from hemicycle.serve import ServerProcess
from voting_server.ballot_box.launcher import EmbeddedStore

ROOT = Path(__file__).parents[2]
BEGIN = """
import json, os, signal, sys, time
from pathlib import Path
from hemicycle.forks import Fork, short_name

reading, writing = os.pipe()

def fork(main):
    return Fork("hemicycle.worker", main, {"HEMICYCLE_TOLD": "yes"}, closed=writing)

def told(main):
    child = fork(main)
    while child.poll() is None:
        time.sleep(0.01)
    return child.returncode
"""


def run(script: str) -> object:
    """What a process without threads, which may fork, prints after these lines."""
    command = [sys.executable, "-W", "error", "-c", BEGIN + textwrap.dedent(script)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize(
    ("main", "status"),
    [
        ("lambda: None", 0),
        ("lambda: sys.exit(3)", 3),
        ("lambda: sys.exit('why')", 1),
        ("lambda: 1 / 0", 1),
        ("lambda: os.kill(os.getpid(), signal.SIGKILL)", -9),
    ],
)
def test_how_it_ended_is_told(main: str, status: int) -> None:
    assert run(f"print(told({main}))") == status


def test_it_has_its_name_environment_session_and_not_the_closed_file() -> None:
    found = run(
        """
        def is_open(descriptor):
            try:
                return bool(os.fstat(descriptor))
            except OSError:
                return False

        def main():
            name = Path("/proc/self/comm").read_text().strip()
            facts = [name == short_name("hemicycle.worker"), os.environ["HEMICYCLE_TOLD"], os.getsid(0) == os.getpid()]
            print(json.dumps([*facts, is_open(reading), is_open(writing)]))

        assert told(main) == 0
        """
    )
    assert found == [True, "yes", True, True, False]


def test_it_ends_when_asked_though_its_parent_heeds_no_signal() -> None:
    found = run(
        """
        signal.signal(signal.SIGTERM, lambda *_: None)
        child = fork(lambda: time.sleep(100))
        while Path(f"/proc/{child.pid}/comm").read_text().strip() != short_name("hemicycle.worker"):
            time.sleep(0.01)
        child.ask_to_stop()
        child.await_end(60)
        child.ask_to_stop()
        print(child.returncode)
        """
    )
    assert found == -15


def test_it_is_killed_if_it_does_not_end() -> None:
    found = run(
        """
        deaf, told_deaf = os.pipe()

        def main():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.write(told_deaf, b"deaf")
            time.sleep(1000)

        child = fork(main)
        os.read(deaf, 4)
        child.ask_to_stop()
        child.await_end(0.5)
        print(child.returncode)
        """
    )
    assert found == -9


def test_without_their_supervisor_they_end(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, workers=2).start()
    try:
        pids = [*server.worker_pids(), *server.verifier_pids()]
        assert len(pids) == 3
        os.kill(server.pid, signal.SIGKILL)
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            time.sleep(0.05)
    finally:
        server.stop()
        EmbeddedStore(tmp_path / "store").stop()
