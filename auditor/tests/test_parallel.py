"""Work in several processes: in order, whatever becomes of the processes."""

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from hemicycle_audit import parallel
from hemicycle_audit.parallel import CHUNK, WORTH_A_PROCESS, in_parallel, processors


def square(number):
    return number * number


def whose(_):
    return os.getpid()


def deadly(number):
    """Kill a process that is not the test's own."""
    if number == 3 * CHUNK and os.getpid() != int(os.environ["HEMICYCLE_TEST_PID"]):
        os._exit(1)
    return number * number


@pytest.mark.parametrize("count", [0, 1, CHUNK, WORTH_A_PROCESS - 1, WORTH_A_PROCESS, WORTH_A_PROCESS + 1, 10 * CHUNK + 7])
@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_outcome_in_its_place(count, jobs):
    done = []
    assert in_parallel(square, range(count), jobs, done.append) == [n * n for n in range(count)]
    assert done[-1:] == ([count] if count else [])
    assert done == sorted(done)


def test_little_work_stays_here_and_much_does_not():
    assert set(in_parallel(whose, range(WORTH_A_PROCESS - 1), 2, lambda _: None)) == {os.getpid()}
    assert os.getpid() not in in_parallel(whose, range(WORTH_A_PROCESS), 2, lambda _: None)
    assert set(in_parallel(whose, range(WORTH_A_PROCESS), 1, lambda _: None)) == {os.getpid()}
    assert processors() >= 1


@pytest.mark.parametrize("error", [OSError, BrokenProcessPool])
@pytest.mark.parametrize("after", [0, 2])
def test_this_process_does_what_is_left(monkeypatch, error, after):
    def some(work, chunks, _jobs):
        for chunk in chunks[:after]:
            yield work(chunk)
        raise error

    monkeypatch.setattr(parallel, "_in_processes", some)
    total = 5 * CHUNK + 3
    assert in_parallel(square, range(total), 2, lambda _: None) == [n * n for n in range(total)]


def test_a_process_that_dies(monkeypatch):
    monkeypatch.setenv("HEMICYCLE_TEST_PID", str(os.getpid()))
    total = 6 * CHUNK
    assert in_parallel(deadly, range(total), 2, lambda _: None) == [n * n for n in range(total)]
