"""The scenarios of secret votes: pressed, verified by the server and by three scrutineers' devices, opened by two of them, audited."""

import asyncio
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from loadtests.machine import Usage, load_average
from loadtests.report import BELENIOS, Figure, Outcome
from loadtests.scenarios import Scenario, all_acknowledged, latency_figures
from loadtests.sealing import THRESHOLD, ConsoleSession, Progress
from loadtests.stage import Invalid, Stage
from terminal_client.headless.identity import now_ms
from terminal_client.headless.opening import Opening
from voting_protocol.acts import sitting_log
from voting_protocol.canonical import decode_object
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.sealed.keyset import certificates_needed

VOTES = 3
PRESS_S = 10.0
_PATIENCE_S = 240.0
_BELENIOS_BALLOT_S = 0.021


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
    """Every terminal presses at a random moment of ten seconds; the chair closes as soon as the console shows that all are received."""
    load = load_average()
    votes = [await _hold(stage) for _ in range(VOTES)]
    receipts = [seconds for vote in votes for seconds in vote.answer["receipts"]]
    acks = [seconds for vote in votes for seconds in vote.answer["latencies"]]
    closings = [vote.closing for vote in votes]
    worst = max(closings, key=lambda closing: closing.seconds)
    usage = sum((vote.usage for vote in votes[1:]), votes[0].usage)
    verified = usage.cpu["verifier"] / len(acks)
    figures = [
        *_named("receipt", latency_figures(receipts, 0.1)),
        *_named("acknowledgement", latency_figures(acks, 0.5)),
        Figure(f"close → result, worst of {VOTES}", "s", 1.0, worst.seconds),
        *(Figure(f"of it until {step}", "s", None, seconds) for step, seconds in worst.steps.items()),
        Figure("close → result, best", "s", None, min(closing.seconds for closing in closings)),
        Figure(
            "unverified at the close, server", "ballots", None, max(c.progress.received - c.progress.recorded for c in closings)
        ),
        Figure(
            "unverified at the close, slowest scrutineer",
            "ballots",
            None,
            max(stage.size - c.progress.verified for c in closings),
        ),
        Figure("verifier's CPU a ballot", "s", None, verified, peer=_BELENIOS_BALLOT_S, peer_of=BELENIOS),
        Figure("generator's sealing before the press, CPU a ballot", "s", None, sum(vote.sealing for vote in votes) / len(acks)),
    ]
    late = max(vote.answer["late"] for vote in votes)
    return Outcome(_NAME, figures, usage, sum(vote.proven for vote in votes), load=load, notes={"generator_late_s": late})


async def secret_audit(stage: Stage) -> Outcome:
    """The auditor's command on the record bundle of a secret vote: the last one held on this stage, or one held for it."""
    if stage.bundle is None:
        await _hold(stage)
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


async def _hold(stage: Stage) -> Held:
    opening, sealing = await stage.open_and_arm()
    meter = stage.meter()
    await meter.start()
    pressing = asyncio.create_task(stage.crowd.ask("press", within_s=PRESS_S))
    try:
        closing = await _close(stage, opening)
        answer = await pressing
    finally:
        pressing.cancel()
    usage = await meter.stop()
    proven = all_acknowledged(await stage.settle(opening, close=False), stage.size)
    return Held(sealing, answer, closing, usage, proven)


async def _close(stage: Stage, opening: Opening) -> Closing:
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
    result = tallied["result"]
    if result["for"] + result["against"] + result["abstain"] != stage.size:
        raise Invalid("the result does not count every ballot")
    steps = {"the close is answered": answered, **await _steps(stage, head, began_ms)}
    return Closing(progress, seconds, steps)


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


_NAME = "secret-10s"
SECRET_SCENARIOS = (Scenario(_NAME, 3000, secret_press, secret=True), Scenario("secret-audit", 3000, secret_audit, secret=True))
