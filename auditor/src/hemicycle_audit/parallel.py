"""Work on many items in several processes; in this one where there is little of it, or processes can't be had."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

CHUNK = 32
WORTH_A_PROCESS = 4 * CHUNK

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _each(work: Callable[[Item], Outcome], chunk: Sequence[Item]) -> list[Outcome]:
    return [work(item) for item in chunk]


def _in_processes(
    work: Callable[[Sequence[Item]], list[Outcome]], chunks: list[Sequence[Item]], jobs: int
) -> Iterator[list[Outcome]]:
    with ProcessPoolExecutor(min(jobs, len(chunks))) as pool:
        yield from pool.map(work, chunks)


def in_parallel(work: Callable[[Item], Outcome], items: Sequence[Item], jobs: int, done: Callable[[int], None]) -> list[Outcome]:
    """Return ``work(item)`` of every item, in their order; ``done(count)`` is called as it goes.

    ``work`` must be picklable. Where processes can't be started, or die, this process does what is left.
    """
    each = partial(_each, work)
    chunks = [items[at : at + CHUNK] for at in range(0, len(items), CHUNK)]
    outcomes: list[Outcome] = []
    if jobs > 1 and len(items) >= WORTH_A_PROCESS:
        try:
            for outcome in _in_processes(each, chunks, jobs):
                outcomes += outcome
                done(len(outcomes))
        except (OSError, BrokenProcessPool):
            pass
    for at in range(len(outcomes), len(items), CHUNK):
        outcomes += each(items[at : at + CHUNK])
        done(len(outcomes))
    return outcomes


def _ignore(_step: str, _done: int, _total: int) -> None:
    pass


@dataclass(frozen=True)
class Effort:
    """How much work is done: in how many processes, and who is told ``(step, done, total)`` as it goes."""

    jobs: int = 1
    progress: Callable[[str, int, int], None] = _ignore

    def each(self, step: str, work: Callable[[Item], Outcome], items: Sequence[Item]) -> list[Outcome]:
        """Return ``work(item)`` of every item, in their order; ``work`` must be picklable."""
        return in_parallel(work, items, self.jobs, lambda done: self.progress(step, done, len(items)))
