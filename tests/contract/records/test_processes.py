"""Several processes on one record, and processes killed while they write."""

import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.records.making import LOG, acts_of, assert_whole, division_record
from tests.contract.records.writer import ELECTORS
from voting_server.records.sql import SqlRecords

ROOT = Path(__file__).parents[3]
WRITER = Path(__file__).with_name("writer.py")
Spawn = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    """Starts writers; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> "subprocess.Popen[str]":
        command: list[str | Path] = [sys.executable, "-W", "error", WRITER, *map(str, arguments)]
        process = subprocess.Popen(
            command, env={"PYTHONPATH": str(ROOT)}, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


async def assert_consistent(records: SqlRecords) -> int:
    """The log is whole and holds a whole division for each act; gives the number of acts."""
    acts = await records.acts(LOG)
    assert_whole(acts)
    assert await records.heads() == ({LOG: len(acts) - 1} if acts else {})
    for act in acts:
        assert await records.division("s1", f"d{act.n}") == division_record(f"d{act.n}", ELECTORS)
    assert await records.division("s1", f"d{len(acts)}") is None
    return len(acts)


async def test_two_processes_append_to_one_log(url: str, records: SqlRecords, spawn: Spawn) -> None:
    writers = [spawn("append", url, 60) for _ in range(2)]
    said = [writer.communicate(timeout=200)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(int(n) for lines in said for n in lines) == list(range(120))
    assert await assert_consistent(records) == 120


@pytest.mark.parametrize(
    "place", ["INSERT INTO acts", "INSERT INTO divisions", "INSERT INTO ballots", "INSERT INTO heads", "COMMIT"]
)
async def test_killed_inside_its_transaction_a_writer_leaves_nothing(
    url: str, records: SqlRecords, spawn: Spawn, place: str
) -> None:
    writer = spawn("hang", url, place)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "inside\n"
    assert await records.heads() == {}
    writer.kill()
    assert writer.wait() == -signal.SIGKILL
    assert await records.division("s1", "d0") is None
    await records.append(LOG, acts_of(LOG, 1), division_record("d0", ELECTORS))
    assert await assert_consistent(records) == 1


async def test_killed_at_random_a_writer_loses_nothing_it_acknowledged(url: str, records: SqlRecords, spawn: Spawn) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance, before = random.Random(seed), 0
    for _ in range(5):
        writer = spawn("append", url, 10_000)
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(chance.randint(1, 25))]
        writer.kill()
        acknowledged += [int(line) for line in writer.stdout.read().splitlines() if line]
        assert writer.wait() == -signal.SIGKILL
        assert acknowledged[0] == before
        count = await assert_consistent(records)
        assert acknowledged[-1] + 1 <= count <= acknowledged[-1] + 2
        before = count


async def test_processes_that_start_at_once_migrate_once(empty_url: str, spawn: Spawn) -> None:
    starting = [spawn("upgrade", empty_url) for _ in range(3)]
    for process in starting:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in starting:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.wait(timeout=200) for process in starting] == [0, 0, 0]
    records = SqlRecords.open(empty_url)
    await records.ping()
    await records.aclose()
