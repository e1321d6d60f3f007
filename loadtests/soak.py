"""A soak: `python -m loadtests.soak [--minutes M] [--terminals N] [--seed S]`: vote after vote while workers are killed at random moments.

In every vote all terminals press within a few seconds and the worker that holds most of them is killed meanwhile. A terminal keeps its ballot and sends it again, byte for byte, when
it is back. Every ballot must end acknowledged once, and the record bundle must hold exactly the acknowledged ones; else it exits with 1.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from hemicycle.serve import ServerProcess
from hemicycle.worker import raise_file_limit
from loadtests.machine import scrape
from loadtests.scenarios import connect
from loadtests.stage import Invalid, Stage, make_stage
from voting_protocol.errors import ProtocolError

PRESS_S = 3.0


async def soak(stage: Stage, minutes: float, seed: int, screen: Console) -> tuple[int, int]:
    """Hold votes for so many minutes; gives how many, and the ballots proven. Raises `Invalid` or `ProtocolError` when something is lost."""
    rng = random.Random(seed)
    end = time.monotonic() + 60 * minutes
    votes = proven = 0
    while votes == 0 or time.monotonic() < end:
        opening = await stage.open_division()
        figures = await scrape(stage.server.url, stage.server.worker_pids())
        busiest = max(figures, key=lambda pid: figures[pid]["connections"])
        pressing = asyncio.create_task(stage.crowd.ask("press", within_s=PRESS_S))
        await asyncio.sleep(rng.uniform(0.2, 0.9) * PRESS_S)
        os.kill(busiest, signal.SIGKILL)
        answer = await pressing
        votes += 1
        proven += await stage.settle(opening)
        screen.print(f"vote {votes}: {stage.size} acknowledged, the last after {max(answer['latencies']):.2f} s")
    return votes, proven


async def _run(terminals: int, minutes: float, seed: int, screen: Console) -> tuple[int, int]:
    with tempfile.TemporaryDirectory(prefix="hemicycle-soak-") as folder, ServerProcess(Path(folder) / "server") as server:
        async with make_stage(server, terminals) as stage:
            await connect(stage)
            return await soak(stage, minutes, seed, screen)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.soak", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--terminals", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    raise_file_limit()
    screen = Console()
    screen.print(f"seed {options.seed}")
    try:
        votes, proven = asyncio.run(_run(options.terminals, options.minutes, options.seed, screen))
    except (Invalid, ProtocolError) as problem:
        screen.print(f"FAILED: {type(problem).__name__}: {problem}")
        return 1
    screen.print(f"{votes} votes, as many kills, {proven} ballots acknowledged and in the record")
    return 0


if __name__ == "__main__":
    sys.exit(main())
