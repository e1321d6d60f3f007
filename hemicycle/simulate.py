"""Many simulated deputies in a process of their own: real keys, real sockets, one terminal a seat.

`python -m hemicycle.simulate --url URL --sitting ID --identities FILE [--script FILE] [--seed N] [--pace S]` checks everybody in and votes in
every division: by the script (`behaviour.Script`), else plausibly, by the seed. Status goes to
stdout as JSON lines of counts, never of choices. SIGTERM ends it cleanly.
"""

import argparse
import asyncio
import json
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from hemicycle.behaviour import Behaviour, Move, Plausible, Scripted
from terminal_client.headless.client import ApiClient
from terminal_client.headless.identity import DeviceIdentity, load_identities
from terminal_client.headless.opening import Opening
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.terminal import Terminal
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError

_AT_ONCE = 64
_PATIENCE_S = 30.0
_STATUS_S = 0.1


class Status:
    """Counts for the parent process, written at most ten times a second, and only when they changed."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], dict[str, int]] = {}
        self._written: dict[tuple[str, str], dict[str, int]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def set(self, status: str, division: str = "", **counts: int) -> None:
        """These counts are the newest of this status."""
        self._counts[status, division] = counts
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_STATUS_S, self.write)

    def write(self) -> None:
        """Write what changed now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for (status, division), counts in self._counts.items():
            if self._written.get((status, division)) != counts:
                self._written[status, division] = counts
                line = {"status": status, **({"division": division} if division else {}), **counts}
                print(json.dumps(line), flush=True)


class Crowd:
    """All simulated deputies of this process."""

    def __init__(
        self, url: str, sitting: str, identities: Sequence[DeviceIdentity], behaviour: Behaviour, pin: bytes | None = None
    ) -> None:
        self._sealed = SealedKeys(sitting, identities[0].server, pin)
        self._api = ApiClient(url, identities[0], patience_s=_PATIENCE_S)
        self._sitting = sitting
        self._learning: dict[bytes, asyncio.Task[None]] = {}
        self._terminals = [
            Terminal(url, identity, sitting, on_change=self._changed, keepalive_s=None, sealed=self._sealed)
            for identity in identities
        ]
        self._behaviour = behaviour
        self._status = Status()
        self._seen: dict[Terminal, Opening] = {}
        self._voting: set[asyncio.Task[None]] = set()
        self._online: set[Terminal] = set()
        self._acknowledged: dict[str, Counter[Terminal]] = {}
        self._refused: dict[str, Counter[str]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Connect, check in and vote until `stop`."""
        preparing: asyncio.Task[Any] = asyncio.ensure_future(self._prepare())
        stopping: asyncio.Task[Any] = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait((preparing, stopping), return_when=asyncio.FIRST_COMPLETED)
            if preparing.done():
                preparing.result()
            await stopping
        finally:
            preparing.cancel()
            stopping.cancel()
            for task in (*self._voting, *self._learning.values()):
                task.cancel()
            await self._api.aclose()
            await asyncio.gather(*(terminal.stop() for terminal in self._terminals))
            self._status.set("stopped", terminals=len(self._terminals))
            self._status.write()

    async def _prepare(self) -> None:
        await asyncio.gather(self._connect_all(), self._check_in_all())

    async def _connect_all(self) -> None:
        async def connect(terminal: Terminal) -> None:
            terminal.start()
            await terminal.ready()

        await _each(self._terminals, connect)

    async def _check_in_all(self) -> None:
        done = 0

        async def check_in(terminal: Terminal) -> None:
            nonlocal done
            await terminal.until(
                lambda session: session.ready and session.state is not None and session.state.sitting.state == "open"
            )
            if not terminal.session.checked_in:
                await self._arrive(terminal)
            done += 1
            self._status.set("checked-in", terminals=done)

        await _each(self._terminals, check_in)

    @staticmethod
    async def _arrive(terminal: Terminal) -> None:
        try:
            await terminal.check_in()
        except ProtocolError as problem:
            if problem.code != "already-present":  # checked in by the secretariat meanwhile
                raise

    def _changed(self, terminal: Terminal) -> None:
        session = terminal.session
        if session.online != (terminal in self._online):
            self._online ^= {terminal}
            self._status.set("connected", terminals=len(self._online))
        opening = session.voting.opening
        if opening is None or not session.ready or self._seen.get(terminal) == opening:
            return
        if opening.secret and opening.seal not in self._learning:
            self._learning[opening.seal] = asyncio.get_running_loop().create_task(self._learn(opening))
        if session.voting.ready:
            self._seen[terminal] = opening
            self._begin(terminal, opening)

    async def _learn(self, opening: Opening) -> None:
        """All terminals of this process believe the same sealed keys once they are checked."""
        try:
            self._sealed.learn(await self._api.seal(self._sitting))
        except ProtocolError as problem:
            self._status.set("refused", opening.division, **{problem.code: len(self._terminals)})
            return
        for terminal in self._terminals:
            self._changed(terminal)

    def _begin(self, terminal: Terminal, opening: Opening) -> None:
        session = terminal.session
        if session.member is None:
            return
        moves = self._behaviour.moves(opening, session.member)
        if moves:
            task = asyncio.get_running_loop().create_task(self._vote(terminal, opening, moves))
            self._voting.add(task)
            task.add_done_callback(self._voting.discard)

    async def _vote(self, terminal: Terminal, opening: Opening, moves: Sequence[Move]) -> None:
        division = opening.division
        for move in moves:
            await asyncio.sleep(move.after_s)
            if terminal.session.voting.opening != opening:
                return
            try:
                await terminal.press(move.marks)
            except ProtocolError as problem:
                refused = self._refused.setdefault(division, Counter())
                refused[problem.code] += 1
                self._status.set("refused", division, **refused)
                return
            counts = self._acknowledged.setdefault(division, Counter())
            counts[terminal] += 1
            self._status.set("acknowledged", division, terminals=len(counts), ballots=counts.total())


async def _each(terminals: Sequence[Terminal], work: Callable[[Terminal], Awaitable[None]]) -> None:
    """Do `work` for each terminal, a bounded number at a time."""
    remaining = iter(terminals)

    async def some() -> None:
        for terminal in remaining:
            await work(terminal)

    await asyncio.gather(*(some() for _ in range(_AT_ONCE)))


@dataclass(frozen=True, slots=True)
class Options:
    """What a process of simulated deputies is told. `script` is None for plausible votes, `pin` what their cards say of the scrutineers."""

    url: str
    sitting: str
    identities: Path
    script: Path | None = None
    seed: int = 1
    pace_s: float = 3.0
    pin: bytes | None = None

    def arguments(self) -> list[str]:
        """The command line that `main` reads back."""
        given = ["--url", self.url, "--sitting", self.sitting, "--identities", str(self.identities)]
        given += ["--seed", str(self.seed), "--pace", str(self.pace_s)]
        given += [] if self.script is None else ["--script", str(self.script)]
        return given + ([] if self.pin is None else [f"--pin={b64u(self.pin)}"])

    def behaviour(self) -> Behaviour:
        """How its deputies vote."""
        if self.script is None:
            return Plausible(self.seed, self.pace_s)
        return Scripted(json.loads(self.script.read_bytes()), self.seed, self.pace_s)


class Simulators:
    """Several processes of simulated deputies, and what they report. Use with `async with`; leaving ends them."""

    def __init__(self, options: Sequence[Options]) -> None:
        self._options = options
        self._processes: list[asyncio.subprocess.Process] = []
        self._readers: list[asyncio.Task[None]] = []
        self._reports: list[dict[tuple[str, str], dict[str, Any]]] = []
        self._changed = asyncio.Event()
        self._failure = ""

    async def __aenter__(self) -> "Simulators":
        for options in self._options:
            await self.add(options)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def add(self, options: Options) -> None:
        """Another process of deputies, who come later."""
        command = [sys.executable, "-m", "hemicycle.simulate", "--until-eof", *options.arguments()]
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, start_new_session=True)
        self._processes.append(process)
        self._reports.append({})
        self._readers.append(asyncio.ensure_future(self._read(process, self._reports[-1])))

    @property
    def pids(self) -> list[int]:
        """The processes' ids."""
        return [process.pid for process in self._processes]

    def total(self, status: str, division: str = "", count: str = "terminals") -> int:
        """A count of a status, over all processes."""
        return sum(report.get((status, division), {}).get(count, 0) for report in self._reports)

    async def until(self, status: str, terminals: int, division: str = "") -> None:
        """Wait until this many terminals reported `status`; RuntimeError if a process ends or a ballot of the division is refused."""
        while self.total(status, division) < terminals:
            refused = [report["refused", division] for report in self._reports if ("refused", division) in report]
            if self._failure or refused:
                raise RuntimeError(self._failure or f"ballots were refused in {division}: {refused}")
            await self._changed.wait()

    async def stop(self) -> None:
        """End all processes and wait for them."""
        for process in self._processes:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        await asyncio.gather(*self._readers)

    async def _read(self, process: asyncio.subprocess.Process, reports: dict[tuple[str, str], dict[str, Any]]) -> None:
        if process.stdout is None:
            raise RuntimeError("no pipe to the simulated deputies")
        async for line in process.stdout:
            report = json.loads(line)
            reports[report.pop("status"), report.pop("division", "")] = report
            self._notify()
        if await process.wait() != 0:
            self._failure = f"a process of simulated deputies ended with {process.returncode}"
        else:
            self._failure = "the simulated deputies have left"
        self._notify()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


async def _simulate(options: Options, *, until_eof: bool) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if until_eof:  # so that a killed parent leaves nobody behind
        loop.add_reader(sys.stdin.fileno(), stop.set)
    crowd = Crowd(options.url, options.sitting, load_identities(options.identities), options.behaviour(), options.pin)
    await crowd.run(stop)


def main() -> None:
    """Entry point of the process."""
    parser = argparse.ArgumentParser(prog="python -m hemicycle.simulate", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--sitting", required=True)
    parser.add_argument("--identities", required=True, type=Path)
    parser.add_argument("--script", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=3.0, help="seconds")
    parser.add_argument("--pin", help="of the scrutineers, base64url")
    parser.add_argument("--until-eof", action="store_true", help="also end when stdin is closed")
    given = parser.parse_args()
    pin = unb64u(given.pin, 32) if given.pin else None
    options = Options(given.url, given.sitting, given.identities, given.script, given.seed, given.pace, pin)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_simulate(options, until_eof=given.until_eof))


if __name__ == "__main__":
    main()
