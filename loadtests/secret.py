"""The scenarios of secret votes: pressed, verified by the server and by three scrutineers' devices, opened by two of them, audited."""

import asyncio
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from loadtests.machine import Usage, load_average
from loadtests.report import BELENIOS, Figure, Outcome
from loadtests.scenarios import Scenario, all_acknowledged, latency_figures
from loadtests.sealing import THRESHOLD, ConsoleSession, Progress
from loadtests.stage import ONE_MOTION, Armed, Invalid, Question, Stage
from terminal_client.headless.identity import now_ms
from voting_protocol.acts import sitting_log
from voting_protocol.canonical import decode_object
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.forms import CHOOSE, FormItem
from voting_protocol.sealed.keyset import certificates_needed

VOTES = 3
PRESS_S = 10.0
PROJECTS = Question(
    FormItem(CHOOSE, 12, 0, 10),
    [{"zh": f"第{number}号项目", "en": f"Project {number}"} for number in range(1, 13)],
    "livelihood-pick",
    "projects",
)
"""Choose at most 10 of 12, as a chamber does with the year's projects."""
_PATIENCE_S = 240.0
_BELENIOS_BALLOT_S = 0.021


@dataclass(frozen=True, slots=True)
class Targets:
    """Seconds, None where a figure is only reported: 99th percentiles of receipts and acknowledgements, close → result."""

    receipt: float | None = 0.1
    acknowledgement: float | None = 0.5
    result: float | None = 1.0


NO_TARGETS = Targets(None, None, None)


@dataclass(frozen=True, slots=True)
class Closing:
    """A close: `progress` as the console showed it when the chair closed; seconds from there to each step and to the result on the console."""

    progress: Progress
    seconds: float
    steps: dict[str, float]


@dataclass(frozen=True, slots=True)
class Held:
    """A secret vote that was held: the generator's processor time for sealing, its answer, the close, and what everybody used meanwhile."""

    sealing: float
    answer: dict[str, Any]
    closing: Closing
    usage: Usage
    proven: int


async def secret_press(stage: Stage) -> Outcome:
    """One motion; every terminal presses at a random moment of ten seconds, and the chair closes once the console shows all as received."""
    return await _press(stage, "secret-10s", ONE_MOTION, VOTES, Targets(), _BELENIOS_BALLOT_S)


async def secret_projects(stage: Stage, name: str, votes: int, targets: Targets) -> Outcome:
    """As `secret_press` with a ballot of many names."""
    return await _press(stage, name, PROJECTS, votes, targets)


async def _press(
    stage: Stage, name: str, question: Question, votes: int, targets: Targets, peer_s: float | None = None
) -> Outcome:
    load = load_average()
    held = [await _hold(stage, question) for _ in range(votes)]
    receipts = [seconds for vote in held for seconds in vote.answer["receipts"]]
    acks = [seconds for vote in held for seconds in vote.answer["latencies"]]
    usage = sum((vote.usage for vote in held[1:]), held[0].usage)
    figures = [
        *_named("receipt", latency_figures(receipts, targets.receipt)),
        *_named("acknowledgement", latency_figures(acks, targets.acknowledgement)),
        *_closings(stage, [vote.closing for vote in held], targets.result),
        Figure("verifier's CPU a ballot", "s", None, usage.cpu["verifier"] / len(acks), peer=peer_s, peer_of=BELENIOS),
        Figure("generator's sealing before the press, CPU a ballot", "s", None, sum(vote.sealing for vote in held) / len(acks)),
    ]
    late = max(vote.answer["late"] for vote in held)
    return Outcome(name, figures, usage, sum(vote.proven for vote in held), load=load, notes={"generator_late_s": late})


def _closings(stage: Stage, closings: Sequence[Closing], target: float | None) -> list[Figure]:
    """How long after the close the results were there, and how much was unverified at it."""
    worst = max(closings, key=lambda closing: closing.seconds)
    seen = [closing.progress for closing in closings]
    what = f"close → result, worst of {len(closings)}" if len(closings) > 1 else "close → result"
    behind = {
        "server": max(progress.received - progress.recorded for progress in seen),
        "slowest scrutineer": max(stage.size - progress.verified for progress in seen),
    }
    return [
        Figure(what, "s", target, worst.seconds),
        *(Figure(f"of it until {step}", "s", None, seconds) for step, seconds in worst.steps.items()),
        *([Figure("close → result, best", "s", None, min(c.seconds for c in closings))] if len(closings) > 1 else []),
        *(Figure(f"unverified at the close, {who}", "ballots", None, ballots) for who, ballots in behind.items()),
    ]


async def secret_audit(stage: Stage) -> Outcome:
    """The auditor's command on the record bundle of a secret vote: the last one held on this stage, or one held for it."""
    if stage.bundle is None:
        await _hold(stage, ONE_MOTION)
    assert stage.bundle is not None
    assert stage.scrutineers is not None
    load = load_average()
    keys = [f"--server-key={b64u(stage.chamber.chair.identity.server)}", f"--pin={b64u(stage.scrutineers.pin)}"]
    command = [sys.executable, "-m", "hemicycle_audit", "verify", "--json", *keys, str(stage.bundle)]
    began, used = time.monotonic(), _children_seconds()
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    printed, _ = await process.communicate()
    seconds, cpu = time.monotonic() - began, _children_seconds() - used
    if process.returncode != 0 or not json.loads(printed)["ok"]:
        raise Invalid(f"the auditor refused the bundle: {printed.decode()[:500]}")
    figures = [
        Figure(f"hemicycle-audit verify, {stage.size} seats", "s", 10.0, seconds),
        Figure("CPU", "s", None, cpu),
        Figure("CPU a ballot, everything included", "s", None, cpu / stage.size, peer=_BELENIOS_BALLOT_S, peer_of=BELENIOS),
        Figure("bundle", "B", None, stage.bundle.stat().st_size),
    ]
    return Outcome("secret-audit", figures, proven=stage.size, load=load)


async def _hold(stage: Stage, question: Question) -> Held:
    armed = await stage.open_and_arm(question=question)
    meter = stage.meter()
    await meter.start()
    pressing = asyncio.create_task(stage.crowd.ask("press", within_s=PRESS_S))
    try:
        closing = await _close(stage, armed)
        answer = await pressing
    finally:
        pressing.cancel()
    usage = await meter.stop()
    proven = all_acknowledged(await stage.settle(armed.opening, close=False), stage.size)
    return Held(armed.cpu, answer, closing, usage, proven)


async def _close(stage: Stage, armed: Armed) -> Closing:
    opening = armed.opening
    console, name = stage.live.terminal.session, b64u(opening.digest)
    assert isinstance(console, ConsoleSession)
    async with asyncio.timeout(_PATIENCE_S):
        await stage.live.terminal.until(lambda _: console.progress_of == name and console.progress.received == stage.size)
        progress, head = console.progress, stage.live.state["head"]["n"]
        began, began_ms = time.monotonic(), now_ms()
        await stage.close(opening)
        answered = time.monotonic() - began
        tallied = await stage.live.until_division(opening.division, "tallied")
        seconds = time.monotonic() - began
    if _counts(tallied["result"]) != _expected(armed):
        raise Invalid("the result is not what was cast")
    steps = {"the close is answered": answered, **await _steps(stage, head, began_ms)}
    return Closing(progress, seconds, steps)


def _counts(result: Mapping[str, Any]) -> list[list[int]]:
    """What a result says of each name: of a motion against, for, abstain; else its counts (docs/forms.md §5)."""
    if "items" not in result:
        return [[result["against"], result["for"], result["abstain"]]]
    (item,) = result["items"]
    return [name["counts"] for name in item["names"]]


def _expected(armed: Armed) -> list[list[int]]:
    """The same of what the terminals cast."""
    if armed.opening.item.type == CHOOSE:
        return [[chosen] for _, chosen, _ in armed.counts]
    return armed.counts


async def _steps(stage: Stage, head: int, began_ms: int) -> dict[str, float]:
    """Seconds from `began_ms` to the acts that lead to the result, by the times at which the server received them."""
    chair, log = stage.chamber.chair, sitting_log(stage.chamber.sitting)
    acts = (await chair.api.get(f"/v1/logs/{log}/acts?from={head + 1}"))["acts"]
    names = {
        ("division-close", 1): "the close is taken",
        ("division-freeze", 1): "the freeze",
        ("root-ok", certificates_needed(_devices(stage), THRESHOLD)): "the last root-ok needed",
        ("release", THRESHOLD): "the last release needed",
        ("division-tally", 1): "the tally",
    }
    steps: dict[str, float] = {}
    seen: Counter[str] = Counter()
    for act in acts:
        kind = str(decode_object(unb64u(act["b"]))["type"])
        seen[kind] += 1
        if (step := names.get((kind, seen[kind]))) is not None:
            steps[step] = (act["received_ms"] - began_ms) / 1000
    return steps


def _devices(stage: Stage) -> int:
    return len(stage.scrutineers.devices) if stage.scrutineers else 0


def _named(what: str, figures: Sequence[Figure]) -> list[Figure]:
    return [replace(figure, name=f"{what} {figure.name}") for figure in figures]


def _children_seconds() -> float:
    """Processor time of this process's children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _projects(name: str, terminals: int, votes: int, targets: Targets) -> Scenario:
    run = partial(secret_projects, name=name, votes=votes, targets=targets)
    return Scenario(name, terminals, run, secret=True)


SECRET_SCENARIOS = (
    Scenario("secret-10s", 3000, secret_press, secret=True),
    Scenario("secret-audit", 3000, secret_audit, secret=True),
    _projects("secret-projects", 100, VOTES, Targets()),
    _projects("secret-projects-200", 200, 1, NO_TARGETS),
    _projects("secret-projects-400", 400, 1, NO_TARGETS),
)
