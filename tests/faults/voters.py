"""A process of terminals that vote, and vote again, as long as a division is open; it journals every press and its answer.

`python -m tests.faults.voters URL SITTING IDENTITIES JOURNAL SEED PACE [PIN]` checks everybody in; PIN (base64url) is the scrutineers', for
secret votes. One JSON line on stdout, at most ten times a
second: terminals checked in, ballots acknowledged, when the oldest ballot still unanswered was first sent, and the divisions in
which every press is answered, whose presses are then in the journal. SIGTERM ends it.
"""

import asyncio
import json
import random
import signal
import sys
import time
from pathlib import Path

import uvloop

from terminal_client.headless.client import ApiClient
from terminal_client.headless.identity import load_identities
from terminal_client.headless.opening import Opening
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.terminal import Terminal
from terminal_client.headless.voting import Press
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

STATUS_S = 0.1
REST_S = 0.25
"""Between an answer and the next press: longer than what the server's rate limit asks for."""


class Voters:
    """All terminals of this process."""

    def __init__(
        self, url: str, sitting: str, identities: Path, journal: Path, seed: int, pace_s: float, pin: bytes | None = None
    ) -> None:
        devices = load_identities(identities)
        self._api = ApiClient(url, devices[0], patience_s=60)
        self._sitting = sitting
        self._sealed = SealedKeys(sitting, devices[0].server, pin)
        self._learning: dict[bytes, asyncio.Task[None]] = {}
        self._terminals = [
            Terminal(url, device, sitting, on_change=self._changed, keepalive_s=None, sealed=self._sealed) for device in devices
        ]
        self._numbers = {terminal: number for number, terminal in enumerate(self._terminals)}
        self._journal = journal.open("a", encoding="utf-8")
        self._rng = random.Random(seed)
        self._pace_s = pace_s
        self._online: set[Terminal] = set()
        self._flights: dict[Terminal, list[list[int]]] = {}
        self._seen: dict[Terminal, Opening] = {}
        self._busy: dict[str, int] = {}
        self._begun: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._checked_in = 0
        self._acknowledged = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Vote until `stop`."""
        for terminal in self._terminals:
            terminal.start()
        self._spawn(self._report())
        for terminal in self._terminals:
            self._spawn(self._check_in(terminal))
        await stop.wait()
        for task in (*self._tasks, *self._learning.values()):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._learning.values(), return_exceptions=True)
        await self._api.aclose()
        await asyncio.gather(*(terminal.stop() for terminal in self._terminals))
        self._journal.close()

    async def _check_in(self, terminal: Terminal) -> None:
        await terminal.ready()
        if not terminal.session.checked_in:
            await terminal.check_in()
        self._checked_in += 1

    def _changed(self, terminal: Terminal) -> None:
        session = terminal.session
        if session.online != (terminal in self._online):
            self._online ^= {terminal}
            self._fly(terminal, up=session.online)
        opening = session.voting.opening
        if opening is None or self._seen.get(terminal) == opening:
            return
        if opening.secret and opening.seal not in self._learning:
            self._learning[opening.seal] = asyncio.ensure_future(self._learn())
        if session.voting.ready:
            self._seen[terminal] = opening
            self._spawn(self._vote(terminal, opening))

    async def _learn(self) -> None:
        """The sitting's sealed keys, once for all terminals."""
        self._sealed.learn(await self._api.seal(self._sitting))
        for terminal in self._terminals:
            self._changed(terminal)

    def _fly(self, terminal: Terminal, *, up: bool) -> None:
        """A ballot that waits for its answer was just sent, or is no longer under way."""
        if (flights := self._flights.get(terminal)) is None:
            return
        if up:
            flights.append([time.monotonic_ns()])
        elif flights and len(flights[-1]) == 1:
            flights[-1].append(time.monotonic_ns())

    async def _vote(self, terminal: Terminal, opening: Opening) -> None:
        division = opening.division
        self._busy[division] = self._busy.get(division, 0) + 1
        self._begun[division] = self._begun.get(division, 0) + 1
        await asyncio.sleep(self._rng.uniform(0, self._pace_s))
        while terminal.session.voting.opening == opening:
            await self._press(terminal, division)
            await asyncio.sleep(REST_S + self._rng.uniform(0, 2 * (self._pace_s - REST_S)))
        self._busy[division] -= 1

    async def _press(self, terminal: Terminal, division: str) -> None:
        flights = self._flights[terminal] = []
        press = terminal.session.voting.press(self._rng.choice(list(Choice)))
        self._fly(terminal, up=terminal.session.online)
        await terminal.flush()
        try:
            await terminal.answered(press)
        except ProtocolError as problem:
            if problem.code != "vote-closed":
                raise
        self._fly(terminal, up=False)
        del self._flights[terminal]
        self._acknowledged += press.receipt is not None
        self._write(**_pressed(self._numbers[terminal], division, flights, press))

    def _write(self, **line: object) -> None:
        self._journal.write(json.dumps(line) + "\n")

    async def _report(self) -> None:
        while True:
            settled = [
                division for division, busy in self._busy.items() if not busy and self._begun[division] == len(self._terminals)
            ]
            self._journal.flush()
            oldest_ns = min((flights[0][0] for flights in self._flights.values() if flights), default=time.monotonic_ns())
            counts = {"checked_in": self._checked_in, "acknowledged": self._acknowledged, "oldest_ns": oldest_ns}
            print(json.dumps({**counts, "settled": settled}), flush=True)
            await asyncio.sleep(STATUS_S)

    def _spawn(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            print(json.dumps({"failure": f"{type(problem).__name__}: {problem}"}), flush=True)


def _pressed(terminal: int, division: str, flights: list[list[int]], press: Press) -> dict[str, object]:
    return {
        "terminal": terminal,
        "division": division,
        "flights": flights,
        "choice": int(press.choice),
        "seq": press.seq,
        "ballot": press.ballot.hex(),
        "position": press.receipt.position if press.receipt else 0,
        "code": press.code,
    }


async def _vote(arguments: list[str]) -> None:
    url, sitting, identities, journal, seed, pace, *pins = arguments
    pin = unb64u(pins[0], 32) if pins else None
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await Voters(url, sitting, Path(identities), Path(journal), int(seed), float(pace), pin).run(stop)


if __name__ == "__main__":
    uvloop.run(_vote(sys.argv[1:]))
