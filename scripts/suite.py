"""`make test`: the parts of the suite side by side, each one's words kept together, and at the end what each came to.

Ends with 1 if any part failed. `python -m scripts.suite [--workers N]`, with everything set up.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKERS = 4
"""Processes that run tests: more than the two cores of a small machine, since most tests wait for servers and pages."""

TELL_S = 60.0
SAID_AGAIN = 60
"""Lines of a failed part that are told once more at the end, where one looks first."""
PYTEST = (sys.executable, "-m", "pytest")
BESIDE = {
    "lint": ("make", "lint"),
    "types": ("make", "types"),
    "pages": ("make", "check-pages"),
    "auditor": ("make", "auditor"),
}


@dataclass
class Part:
    """A command, where its words go, and what became of it: exit status, seconds on the clock and of the processors."""

    name: str
    command: Sequence[str]
    words: Path
    status: int | None = None
    wall_s: float = 0.0
    cpu_s: float = 0.0
    begun: float = field(default=0.0, repr=False)

    def run(self) -> None:
        """Run it to its end and tell how it went."""
        self.begun = time.monotonic()
        environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
        with self.words.open("wb") as words:
            process = subprocess.Popen(
                self.command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.STDOUT
            )
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = self.status = os.waitstatus_to_exitcode(status)
        self.wall_s, self.cpu_s = time.monotonic() - self.begun, usage.ru_utime + usage.ru_stime

    @property
    def outcome(self) -> str:
        """In a word."""
        return "running" if self.status is None else "failed" if self.status else "passed"

    def line(self) -> str:
        """One row of the table."""
        return f"{self.name:10} {self.outcome:8} {self.wall_s:6.0f} s {self.cpu_s:6.0f} s of the processors"

    def last_words(self, count: int = 1) -> str:
        """The last lines that it wrote."""
        lines = self.words.read_text("utf-8", "replace").splitlines() if self.words.exists() else []
        return "\n".join(lines[-count:]).strip()


def run_in_turn(parts: Sequence[Part], telling: threading.Lock) -> None:
    """One part after the other; each one's words are printed when it ends."""
    for part in parts:
        part.run()
        with telling:
            print(f"\n===== {part.line()}\n{part.words.read_text('utf-8', 'replace').rstrip()}", flush=True)


def tell_progress(parts: Sequence[Part], over: threading.Event, telling: threading.Lock) -> None:
    """Now and then, how far those have come that run."""
    while not over.wait(TELL_S):
        with telling:
            for part in parts:
                if part.begun and part.status is None:
                    print(f"… {part.name}, {time.monotonic() - part.begun:.0f} s: {part.last_words()[-100:]}", flush=True)


def main() -> int:
    """Run everything; 0 if all of it passed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workers", type=int, default=WORKERS, help="processes that run tests")
    workers: int = options.parse_args().workers
    begun, telling, over = time.monotonic(), threading.Lock(), threading.Event()
    with tempfile.TemporaryDirectory(prefix="suite-") as folder:
        tests = [Part("tests", (*PYTEST, "-n", str(workers)), Path(folder, "tests"))]
        beside = [Part(name, command, Path(folder, name)) for name, command in BESIDE.items()]
        parts = [*tests, *beside]
        lanes = [threading.Thread(target=run_in_turn, args=(lane, telling)) for lane in (tests, beside)]
        teller = threading.Thread(target=tell_progress, args=(parts, over, telling))
        for thread in (*lanes, teller):
            thread.start()
        for lane in lanes:
            lane.join()
        over.set()
        teller.join()
        for part in parts:
            if part.status != 0:
                print(f"\n===== {part.name} failed, its last words:\n{part.last_words(SAID_AGAIN)}")
    print("\n" + "\n".join(part.line() for part in parts))
    failed = [part.name for part in parts if part.status != 0]
    print(f"{time.monotonic() - begun:.0f} s; " + (f"FAILED: {', '.join(failed)}" if failed else "all passed"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
