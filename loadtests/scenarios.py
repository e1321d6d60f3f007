"""The scenarios: each takes a stage with its terminals connected and gives its figures, or raises `Invalid`."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from loadtests.machine import load_average, memory_bytes, scrape
from loadtests.report import PEER_P99_S, PEER_VOTES_A_SECOND, Figure, Outcome, percentile
from loadtests.stage import Invalid, Stage

SUSTAIN_S = 10.0
IN_FLIGHT = 512
CLOSES = 3
ALONE = 10
JITTER_S = 0.5
_SUPPLY_A_SECOND = 9000
_CONNECT_A_SECOND = 1000


@dataclass(frozen=True, slots=True)
class Scenario:
    """A measurement and the number of terminals it is meant for, on a stage that votes in secret or not."""

    name: str
    terminals: int
    run: Callable[[Stage], Awaitable[Outcome]]
    secret: bool = False


async def connect(stage: Stage) -> None:
    """Connect all terminals, before anything is timed."""
    await stage.crowd.ask("connect", within_s=stage.size / _CONNECT_A_SECOND)


async def press_within_a_second(stage: Stage) -> Outcome:
    """Every terminal presses once, at a random moment of one second."""
    return await _press(stage, "press-1s", 1.0, p99_s=0.05)


async def press_at_once(stage: Stage) -> Outcome:
    """Every terminal presses at the same instant."""
    return await _press(stage, "press-at-once", 0.0, all_s=1.0)


async def _press(stage: Stage, name: str, within_s: float, *, p99_s: float | None = None, all_s: float | None = None) -> Outcome:
    load = load_average()
    opening = await stage.open_division()
    meter = stage.meter()
    await meter.start()
    answer = await stage.crowd.ask("press", within_s=within_s)
    usage = await meter.stop()
    proven = await stage.settle(opening)
    figures = latency_figures(answer["latencies"], p99_s, peer_s=None if within_s else PEER_P99_S)
    if not within_s:
        figures.append(Figure("first press to last acknowledgement", "s", all_s, answer["seconds"]))
        figures.append(Figure("rate", "ballots/s", None, proven / answer["seconds"], at_most=False, peer=PEER_VOTES_A_SECOND))
    return Outcome(
        name, figures, usage, all_acknowledged(proven, stage.size), load=load, notes={"generator_late_s": answer["late"]}
    )


async def sustained(stage: Stage) -> Outcome:
    """Terminals change their votes again and again, none above five a second."""
    load = load_average()
    rounds = round(SUSTAIN_S * _SUPPLY_A_SECOND / stage.size) + 1
    opening = await stage.open_division(rounds)
    meter = stage.meter()
    await meter.start()
    answer = await stage.crowd.ask("sustain", seconds=SUSTAIN_S, in_flight=IN_FLIGHT)
    usage = await meter.stop()
    proven = await stage.settle(opening)
    if proven < answer["answered"]:
        raise Invalid(f"{answer['answered']} answers, {proven} proven")
    rate = answer["answered"] / answer["seconds"]
    figures = [
        Figure("signed durable ballots a second", "ballots/s", 5000.0, rate, at_most=False, peer=PEER_VOTES_A_SECOND),
        Figure("duration", "s", None, answer["seconds"]),
        *latency_figures(answer["latencies"], None),
    ]
    return Outcome("sustained", figures, usage, proven, load=load)


async def close_to_result(stage: Stage) -> Outcome:
    """From the chair's closing act to the result on the chair's console."""
    load = load_average()
    times: list[float] = []
    proven = 0
    meter = stage.meter()
    await meter.start()
    for _ in range(CLOSES):
        opening = await stage.open_division()
        await stage.crowd.ask("press", within_s=1.0)
        began = time.monotonic()
        await stage.close(opening)
        tallied = await stage.live.until_division(opening.division, "tallied")
        times.append(time.monotonic() - began)
        result = tallied["result"]
        if result["for"] + result["against"] + result["abstain"] != stage.size:
            raise Invalid("the result does not count every ballot")
        proven += all_acknowledged(await stage.settle(opening, close=False), stage.size)
    usage = await meter.stop()
    return Outcome("close-to-result", [Figure(f"worst of {CLOSES}", "s", 0.3, max(times))], usage, proven, load=load)


async def reconnect(stage: Stage) -> Outcome:
    """Connections break in the middle of a vote: all at once, one by one, and those of a worker that is killed."""
    load = load_average()
    opening = await stage.open_division()
    await stage.crowd.ask("press", within_s=1.0)
    meter = stage.meter()
    await meter.start()
    everybody = await stage.crowd.ask("lose", jitter_s=JITTER_S)
    usage = await meter.stop()
    alone = [await stage.crowd.ask("lose", jitter_s=JITTER_S, count=1) for _ in range(ALONE)]
    pids = stage.server.worker_pids()
    held = (await scrape(stage.server.url, pids))[pids[0]]["connections"]
    terminals = int(held) - 1  # the chair's console may be among them
    killed = await stage.crowd.ask("lose", jitter_s=JITTER_S, count=terminals, pid=pids[0])
    proven = all_acknowledged(await stage.settle(opening), stage.size)
    figures = [
        Figure(f"all {stage.size} back", "s", 5.0, max(everybody["times"])),
        Figure("half of them back", "s", None, percentile(everybody["times"], 0.5)),
        Figure(f"one alone, worst of {ALONE}", "s", 1.0, max(answer["times"][0] for answer in alone)),
        Figure(f"{len(killed['times'])} back after their worker was killed", "s", 5.0, max(killed["times"])),
    ]
    return Outcome("reconnect", figures, usage, proven, load=load)


async def connected(stage: Stage) -> Outcome:
    """Ten thousand connections: what each costs the workers, then all terminals press within three seconds. Connects them itself."""
    load = load_average()
    workers = stage.server.worker_pids()
    before = memory_bytes(workers)
    await connect(stage)
    each = (memory_bytes(workers) - before) / stage.size
    pressed = await _press(stage, f"connected-{stage.size + 1}", 3.0, p99_s=0.25)
    figures = [Figure("workers' memory a connection", "B", 35.0 * 1024, each), *pressed.figures]
    return Outcome(pressed.scenario, figures, pressed.usage, pressed.proven, load=load, notes=pressed.notes)


def latency_figures(latencies: Sequence[float], p99_s: float | None, peer_s: float | None = None) -> list[Figure]:
    """Median, 99th percentile and greatest."""
    return [
        Figure("p50", "s", None, percentile(latencies, 0.5)),
        Figure("p99", "s", p99_s, percentile(latencies, 0.99), peer=peer_s),
        Figure("greatest", "s", None, max(latencies)),
    ]


def all_acknowledged(proven: int, expected: int) -> int:
    """The number of ballots proven; `Invalid` if it is not the one expected."""
    if proven != expected:
        raise Invalid(f"{proven} of {expected} ballots acknowledged")
    return proven


SCENARIOS = (
    Scenario("press-1s", 3000, press_within_a_second),
    Scenario("press-at-once", 3000, press_at_once),
    Scenario("sustained", 3000, sustained),
    Scenario("close-to-result", 3000, close_to_result),
    Scenario("reconnect", 3000, reconnect),
    Scenario(
        "connected-10000", 9_999, connected
    ),  # with the chair's console 10,000 connections: one act issues at most 10,000 codes
)
