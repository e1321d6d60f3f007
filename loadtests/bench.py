"""The benchmark: `python -m loadtests.bench [SCENARIO … | named | secret] [--terminals N] [--json | --markdown]`.

A real server (two workers, the embedded store syncing every write, SQLite) on a fresh folder, terminals with real keys on real sockets in a
process of their own, every acknowledgement's signature and place checked after the clock stops and held against the record bundle; a scenario
in which any check fails is INVALID. Exits with 1 if one is invalid, with 0 otherwise: whether targets are met is information.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import httpx
from rich.console import Console

from hemicycle.serve import ServerProcess
from hemicycle.worker import raise_file_limit
from loadtests.machine import processor
from loadtests.report import Outcome, show, show_markdown
from loadtests.scenarios import SCENARIOS, Scenario, connect, connected
from loadtests.secret import SECRET_SCENARIOS
from loadtests.stage import Invalid, make_stage
from voting_protocol.errors import ProtocolError

WORKERS = 2
_GROUPS = {"named": SCENARIOS, "secret": SECRET_SCENARIOS}
_ALL = (*SCENARIOS, *SECRET_SCENARIOS)
_WIDTH = 140
_PROBLEMS = (Invalid, ProtocolError, httpx.HTTPError, OSError, RuntimeError)


async def run_scenarios(scenarios: Sequence[Scenario], screen: Console) -> list[Outcome]:
    """Run scenarios of one size on one server; the first that fails is invalid and the last, as the chamber may be in any state then."""
    outcomes: list[Outcome] = []
    try:
        await _run_all(scenarios, outcomes, screen)
    except _PROBLEMS as problem:
        failed = scenarios[min(len(outcomes), len(scenarios) - 1)].name
        outcomes.append(Outcome(failed, invalid=f"{type(problem).__name__}: {problem}"))
    return outcomes


async def _run_all(scenarios: Sequence[Scenario], outcomes: list[Outcome], screen: Console) -> None:
    size = scenarios[0].terminals
    with (
        tempfile.TemporaryDirectory(prefix="hemicycle-bench-") as folder,
        ServerProcess(Path(folder) / "server", workers=WORKERS) as server,
    ):
        screen.print(f"enrolling and checking in {size} terminals …")
        async with make_stage(server, size, secret=scenarios[0].secret) as stage:
            if all(scenario.run is not connected for scenario in scenarios):
                await connect(stage)
            for scenario in scenarios:
                screen.print(f"{scenario.name} …")
                outcomes.append(await scenario.run(stage))


def run(names: Sequence[str], terminals: int | None, screen: Console) -> list[Outcome]:
    """Run scenarios, given by their names or their group's (none: all), in their order, those of one size on one server.

    `terminals` overrides their sizes.
    """
    wanted = {*names, *(scenario.name for name in names for scenario in _GROUPS.get(name, ()))}
    chosen = [scenario for scenario in _ALL if not names or scenario.name in wanted]
    if terminals:
        chosen = [replace(scenario, terminals=terminals) for scenario in chosen]
    # `connected` measures what connecting costs, so it needs a server that nobody is connected to.
    groups = groupby(chosen, key=lambda scenario: (scenario.terminals, scenario.run is connected, scenario.secret))
    return [outcome for _, group in groups for outcome in asyncio.run(run_scenarios(list(group), screen))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.bench", description=(__doc__ or "").partition("\n")[0])
    choices = [[], *_GROUPS, *(scenario.name for scenario in _ALL)]
    parser.add_argument("scenarios", nargs="*", choices=choices, metavar="SCENARIO")
    parser.add_argument("--terminals", type=int, help="instead of each scenario's own number")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="figures as JSON on stdout instead of tables")
    form.add_argument("--markdown", action="store_true", help="tables as the README has them")
    options = parser.parse_args(arguments)
    raise_file_limit()
    outcomes = run(options.scenarios, options.terminals, Console(stderr=True))
    machine = f"{processor()}; {WORKERS} workers, every write synced, on this machine together with the load generator"
    if options.json:
        json.dump({"machine": machine, "outcomes": [outcome.to_json() for outcome in outcomes]}, sys.stdout, ensure_ascii=False)
    elif options.markdown:
        print(show_markdown(outcomes, machine))
    else:
        show(outcomes, machine, Console(width=_WIDTH))
    return 1 if any(outcome.invalid for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
