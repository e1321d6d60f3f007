"""What the machine and the processes say of themselves: processor, processor seconds, memory, and the workers' own metrics."""

import asyncio
import contextlib
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

_TICK = os.sysconf("SC_CLK_TCK")
_MOST_SCRAPES = 200
_NICER = 5


def processor() -> str:
    """Model of the processor and number of cores this process may use."""
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return f"{found.group(1) if found else 'unknown'}, {len(os.sched_getaffinity(0))} cores"


def load_average() -> float:
    """Load of the last minute: whether the machine was quiet."""
    return os.getloadavg()[0]


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def busy_seconds() -> float:
    """Processor time that anybody on this machine has used so far, and that its host took away."""
    user, nice, system, _, _, irq, softirq, steal, *_ = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return sum(map(int, (user, nice, system, irq, softirq, steal))) / _TICK


def step_back(pid: int) -> None:
    """Lower the priority of a process that was started here; it keeps whatever the kernel refuses.

    A process with a session of its own may be in a group of its own, among which the kernel shares time first.
    """
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            os.setpriority(os.PRIO_PROCESS, int(thread), _NICER)
        Path(f"/proc/{pid}/autogroup").write_text(str(_NICER))


def memory_bytes(pids: Collection[int]) -> int:
    """Proportional set size of some processes together: memory they share counts once."""
    return sum(_pss(pid) for pid in pids)


def _pss(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB$", text, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"no Pss of process {pid}")
    return int(found.group(1)) * 1024


async def scrape(url: str, pids: Collection[int]) -> dict[int, dict[str, float]]:
    """`/metrics` of every worker behind the one port: new connections until each of `pids` has answered; RuntimeError if one does not."""
    found: dict[int, dict[str, float]] = {}
    for _ in range(_MOST_SCRAPES):
        async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as client:
            figures = _figures((await client.get("/metrics")).text)
        pid = int(figures["process_id"])
        # The greatest lag is since the last reading, and a process may be read more than once.
        lag = max(figures["event_loop_lag_max_seconds"], found.get(pid, {}).get("event_loop_lag_max_seconds", 0.0))
        found[pid] = {**figures, "event_loop_lag_max_seconds": lag}
        if set(pids) <= set(found):
            return {pid: found[pid] for pid in pids}
        await asyncio.sleep(0)
    raise RuntimeError("not every worker answered /metrics")


def _figures(text: str) -> dict[str, float]:
    lines = (line.split() for line in text.splitlines() if line.startswith("hemicycle_"))
    return {name.removeprefix("hemicycle_"): float(value) for name, value in lines}


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds by group of processes during a measurement, those of everybody else on the machine (the chair's console and the
    measuring process too), and the workers' greatest event-loop lag in seconds.
    """

    cpu: Mapping[str, float]
    others: float
    lag: float

    def __add__(self, other: "Usage") -> "Usage":
        cpu = {group: seconds + other.cpu[group] for group, seconds in self.cpu.items()}
        return Usage(cpu, self.others + other.others, max(self.lag, other.lag))


class Meter:
    """Measures groups of processes between `start` and `stop`."""

    def __init__(self, url: str, groups: Mapping[str, Collection[int]], workers: Collection[int]) -> None:
        self._url = url
        self._groups = groups
        self._workers = workers
        self._before: dict[str, float] = {}
        self._busy_before = 0.0

    async def start(self) -> None:
        """Begin; the workers' greatest lag is forgotten."""
        await scrape(self._url, self._workers)
        self._before, self._busy_before = self._now(), busy_seconds()

    async def stop(self) -> Usage:
        """What happened since `start`."""
        after, busy = self._now(), busy_seconds() - self._busy_before
        lag = max(figures["event_loop_lag_max_seconds"] for figures in (await scrape(self._url, self._workers)).values())
        cpu = {name: after[name] - self._before[name] for name in after}
        return Usage(cpu, max(0.0, busy - sum(cpu.values())), lag)

    def _now(self) -> dict[str, float]:
        return {name: sum(map(cpu_seconds, pids)) for name, pids in self._groups.items()}
