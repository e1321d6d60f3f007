"""The load generator: thousands of terminals in one process of its own, told what to do by JSON lines on stdin.

`python -m loadtests.crowd URL SITTING IDENTITIES_FILE [PIN]`. Every command is an object with `do`; its answer is one JSON line on stdout. Ballots
are signed, secret ones sealed, before a command that times them, and their answers are checked by `prove` after it. PIN is that of the scrutineers.
"""

import asyncio
import gc
import json
import os
import random
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvloop
from picows import WSError, ws_connect

from hemicycle.worker import raise_file_limit
from loadtests.muster import Muster
from loadtests.seat import Line, Seat
from loadtests.shots import Shot, compare_with_record, counts_of, make_shots, prove
from terminal_client.headless.client import ApiClient
from terminal_client.headless.identity import load_identities
from terminal_client.headless.opening import Opening
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.terminal import Backoff
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError

PATIENCE_S = 60.0
_SPACING_S = 0.2
"""A terminal may cast five ballots a second (docs/protocol.md §12)."""


class Crowd:
    """All terminals of the process."""

    def __init__(self, url: str, sitting: str, identities: Path, pin: bytes | None) -> None:
        host = urlsplit(url).netloc
        self._http = url
        self._url = f"ws://{host}/v1/ws"
        self._sitting = sitting
        self._backoff = Backoff()
        self._rng = random.Random(7)
        self._musters: list[Muster[Seat]] = []
        self._landed: Callable[[Seat], None] = self._look
        self._lost: set[Seat] = set()
        self._losses: Muster[Crowd] = Muster([], lambda _: True)
        self._positions: dict[int, bytes] = {}
        self._opening: Opening | None = None
        self._faults: list[str] = []
        self._loop = asyncio.get_running_loop()
        self._tasks: list[asyncio.Task[None]] = []
        devices = load_identities(identities)
        self._sealed = SealedKeys(sitting, devices[0].server, pin) if pin else None
        self.seats = [
            Seat(identity, sitting, host, self._look, self._note_landed, self._note_lost, self._sealed) for identity in devices
        ]

    async def connect(self, within_s: float) -> dict[str, Any]:
        """Connect every terminal, spread over so many seconds; from then on they stay connected."""
        if self._sealed is not None:
            async with ApiClient(self._http, self.seats[0].identity) as api:
                self._sealed.learn(await api.seal(self._sitting))
        begin = time.monotonic()
        step = within_s / len(self.seats)
        muster = self._muster(self.seats, lambda seat: seat.ready)
        for place, seat in enumerate(self.seats):
            self._tasks.append(self._loop.create_task(self._stay(seat, place * step)))
        return {"complete": await muster.complete(within_s + PATIENCE_S), "seconds": time.monotonic() - begin}

    async def arm(self, opening: str, rounds: int) -> dict[str, Any]:
        """Wait until every terminal may vote under the opening, then make `rounds` ballots for each.

        Gives the processor time of that, and the `counts` of their first ballots: `counts_of`.
        """
        digest, self._faults = unb64u(opening, 32), []
        self._lost.clear()
        heard = await self._muster(self.seats, lambda seat: (o := seat.opening) is not None and o.digest == digest).complete(
            PATIENCE_S
        )
        self._opening = self.seats[0].opening
        if not heard or self._opening is None:
            return {"complete": False}
        began = time.process_time()
        await self._make_ballots(self._opening, rounds)
        cpu = time.process_time() - began
        gc.collect()
        gc.freeze()
        return {"complete": True, "cpu": cpu, "counts": counts_of([seat.shots[0].marks for seat in self.seats])}

    async def _make_ballots(self, opening: Opening, rounds: int) -> None:
        """In threads: sealing 3,000 ballots takes seconds, in which the connections have to be kept up."""
        keys = self._sealed.of(opening) if self._sealed and opening.secret else None

        def make(seat: Seat) -> list[Shot]:
            return make_shots(seat.identity, opening, rounds, keys)

        with ThreadPoolExecutor() as pool:
            made = await asyncio.gather(*(self._loop.run_in_executor(pool, make, seat) for seat in self.seats))
        for seat, shots in zip(self.seats, made, strict=True):
            seat.arm(shots)

    async def press(self, within_s: float) -> dict[str, Any]:
        """Every terminal sends its next ballot at a random moment within so many seconds (0: all in one go); waits for all answers."""
        begin = time.monotonic()
        order = sorted(((begin + self._rng.uniform(0, within_s), seat) for seat in self.seats), key=lambda item: item[0])
        late = 0.0
        turn = self.seats[0].pressed + 1
        muster = self._muster(self.seats, lambda seat: seat.flying is None and seat.pressed == turn)
        for count, (due, seat) in enumerate(order):
            wait = due - time.monotonic()
            if wait > 0 or (within_s and count % 32 == 0):
                await asyncio.sleep(max(0.0, wait))
            late = max(late, time.monotonic() - due) if within_s else 0.0
            seat.fire()
        complete = await muster.complete(PATIENCE_S)
        shots = [seat.shots[turn - 1] for seat in self.seats]
        first, last = min(shot.sent for shot in shots), max(shot.received for shot in shots)
        latencies, receipts = [shot.latency for shot in shots], [shot.receipted - shot.sent for shot in shots if shot.receipt]
        return {"complete": complete, "latencies": latencies, "receipts": receipts, "seconds": last - first, "late": late}

    async def sustain(self, seconds: float, in_flight: int) -> dict[str, Any]:
        """Keep so many ballots under way for so many seconds, no terminal above its rate; counts the answers that came in that time."""
        flow = _Flow(self.seats, seconds, in_flight)
        self._landed = flow.landed
        flow.start()
        complete = await flow.complete()
        self._landed = self._look
        shots = [shot for seat in self.seats for shot in seat.fired]
        within = [shot for shot in shots if shot.received and shot.received <= flow.end]
        return {
            "complete": complete,
            "latencies": [shot.latency for shot in within],
            "seconds": flow.end - flow.begin,
            "answered": len(within),
        }

    async def lose(self, jitter_s: float, count: int = 0, pid: int = 0) -> dict[str, Any]:
        """Break connections: the first `count` terminals' own (0: all), or those of the worker `pid` by killing it.

        Times each from the break until it is welcomed, has the state and was told its last entry. Terminals come back after a random pause
        of up to `jitter_s`. With `pid`, `count` says how many terminals the worker holds at least.
        """
        self._backoff = Backoff(first_s=jitter_s)
        self._lost.clear()
        version = max(seat.session.version for seat in self.seats)
        begin = time.monotonic()
        if pid:
            os.kill(pid, signal.SIGKILL)
            self._losses = Muster([self], lambda _: len(self._lost) >= count)
            gone = await self._losses.complete(PATIENCE_S)
        else:
            gone = True
            for seat in self.seats[: count or None]:
                seat.drop()
        muster = self._muster(self.seats, lambda seat: seat.ready and seat.session.version >= version)
        complete = await muster.complete(PATIENCE_S) and gone
        times = [muster.arrived[seat] - begin for seat in self._lost if seat in muster.arrived]
        self._backoff = Backoff()
        return {"complete": complete, "times": times, "wrong": sum(not seat.right_again() for seat in self.seats)}

    async def prove(self) -> dict[str, Any]:
        """Check every answer to the ballots sent since `arm`."""
        assert self._opening is not None
        fired = ((seat.identity, shot) for seat in self.seats for shot in seat.fired)
        proof = prove(self.seats[0].identity.server, self._opening, fired)
        self._positions = proof.positions
        return self._verdict(proof.sent, [*proof.faults, *self._faults])

    async def compare(self, bundle: str) -> dict[str, Any]:
        """Hold the record bundle in this file against the acknowledgements."""
        data = await asyncio.to_thread(Path(bundle).read_bytes)
        return self._verdict(len(self._positions), compare_with_record(data, self._positions))

    async def usage(self) -> dict[str, Any]:
        """Processor seconds of this process so far, and unexpected disconnections since `arm`."""
        return {"cpu": time.process_time(), "lost": len(self._lost)}

    async def aclose(self) -> None:
        """Hang up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @staticmethod
    def _verdict(checked: int, faults: list[str]) -> dict[str, Any]:
        return {"checked": checked, "faults": len(faults), "first": faults[:3]}

    def _muster(self, seats: Iterable[Seat], condition: Callable[[Seat], bool]) -> Muster[Seat]:
        """Only the newest muster is told of changes: one command runs at a time."""
        muster = Muster(seats, condition)
        self._musters = [muster]
        return muster

    def _look(self, seat: Seat) -> None:
        for muster in self._musters:
            muster.look(seat)

    def _note_landed(self, seat: Seat) -> None:
        self._landed(seat)

    def _note_lost(self, seat: Seat) -> None:
        self._lost.add(seat)
        self._losses.look(self)

    async def _stay(self, seat: Seat, pause: float) -> None:
        """Keep one terminal connected until cancelled."""
        attempt = 0
        while True:
            await asyncio.sleep(pause)
            try:
                transport, _ = await ws_connect(
                    lambda: Line(seat), self._url, websocket_handshake_timeout=30, read_buffer_init_size=2048
                )
                await transport.wait_disconnected()
                attempt = 0
            except (OSError, TimeoutError, WSError):
                attempt += 1
            except ProtocolError as problem:
                self._faults.append(f"distrusted: {problem.code}")
            pause = self._backoff.pause(attempt, self._rng)


class _Flow:
    """A closed loop of ballots over many terminals, each waiting for its answer and its turn."""

    def __init__(self, seats: list[Seat], seconds: float, in_flight: int) -> None:
        self._idle = list(reversed(seats))
        self._waiting: list[Seat] = []
        self._in_flight = in_flight
        self._flying = 0
        self._done = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._seconds = seconds
        self.begin = self.end = 0.0

    def start(self) -> None:
        """Start the clock."""
        self.begin = time.monotonic()
        self.end = self.begin + self._seconds
        self._launch()

    def landed(self, seat: Seat) -> None:
        """A ballot was answered; its terminal queues up again."""
        self._flying -= 1
        self._waiting.append(seat)
        self._launch()

    async def complete(self) -> bool:
        """Wait until the time is over and everything sent is answered."""
        try:
            async with asyncio.timeout(self._seconds + PATIENCE_S):
                await self._done.wait()
        except TimeoutError:
            return False
        return True

    def _launch(self) -> None:
        now = time.monotonic()
        while self._flying < self._in_flight and now < self.end:
            if not self._idle:
                self._idle, self._waiting = self._waiting[::-1], []
            if not self._idle:
                return
            seat = self._idle[-1]
            if not seat.left:
                self.end = now  # the supply is used up: what is measured ends here
                break
            wait = seat.last.sent + _SPACING_S - now if seat.last else 0.0
            if wait > 0:
                if self._timer is None:
                    self._timer = self._loop.call_later(wait, self._again)
                return
            self._idle.pop()
            self._flying += 1
            seat.fire()
        if not self._flying and now >= self.end:
            self._done.set()

    def _again(self) -> None:
        self._timer = None
        self._launch()


async def _obey(crowd: Crowd) -> None:
    reader = asyncio.StreamReader(limit=2**20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    commands: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {
        name: getattr(crowd, name) for name in ("connect", "arm", "press", "sustain", "lose", "prove", "compare", "usage")
    }
    _say({"terminals": len(crowd.seats)})
    while line := await reader.readline():
        command = json.loads(line)
        _say(await commands[command.pop("do")](**command))
    await crowd.aclose()


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


async def _run(url: str, sitting: str, identities: str, pin: str = "") -> None:
    await _obey(Crowd(url, sitting, Path(identities), unb64u(pin, 32) if pin else None))


def main() -> None:
    """Entry point; ends with stdin."""
    raise_file_limit()
    gc.set_threshold(50_000, 50, 50)
    uvloop.run(_run(*sys.argv[1:5]))


if __name__ == "__main__":
    main()
