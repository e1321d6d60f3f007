"""Prometheus figures of one process. No figure per option, none per seat."""

import asyncio
import os
import resource
import time
from collections import deque
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from voting_server.gateway.session import SocketEndpoint
from voting_server.services.casting import Casting

LAG_SECONDS = 0.25
LAGS_KEPT = 40
"""Ten seconds of them."""


class Metrics:
    """Reads its figures from the objects that have them; only the event loop's lag is measured here."""

    def __init__(self, casting: Casting, sockets: SocketEndpoint, verification: Callable[[], tuple[int, int]]) -> None:
        self._casting = casting
        self._sockets = sockets
        self._verification = verification
        self._registry = CollectorRegistry()
        self._gauges = {
            name: Gauge(f"hemicycle_{name}", text, registry=self._registry)
            for name, text in (
                ("connections", "WebSocket sessions of this process"),
                ("ballots_received_total", "Sealed entries that got a receipt of this process"),
                ("sealed_verified", "Entries verified in the secret votes that go on, in all processes"),
                ("sealed_waiting", "Entries received and not yet verified, in all processes"),
                ("ballots_acknowledged_total", "Ballots acknowledged by this process"),
                ("ballots_refused_total", "Ballots refused by this process"),
                ("box_batches_total", "Calls to the ballot box"),
                ("event_loop_lag_seconds", "Lag of the event loop, the last measured"),
                ("event_loop_lag_max_seconds", "Lag of the event loop, the greatest since the last reading"),
                ("cpu_seconds_total", "Processor time of this process"),
                ("resident_bytes", "Greatest resident memory of this process"),
                ("process_id", "Process id, to tell the workers behind one address apart"),
            )
        }
        self._lag = self._lag_max = 0.0
        self._lags: deque[float] = deque(maxlen=LAGS_KEPT)
        self._task: asyncio.Task[None] | None = None

    @property
    def connections(self) -> int:
        """WebSocket sessions of this process."""
        return self._sockets.connected

    @property
    def lag_ms(self) -> int:
        """The greatest lag of the event loop in the last ten seconds."""
        return round(1000 * max(self._lags, default=0.0))

    @property
    def resident_bytes(self) -> int:
        """Greatest resident memory of this process."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    @property
    def waiting(self) -> int:
        """Sealed entries received and not yet verified, in all processes."""
        return self._verification()[1]

    def start(self) -> None:
        """Begin to measure the loop's lag."""
        self._task = asyncio.create_task(self._measure())

    async def aclose(self) -> None:
        """Stop measuring."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def text(self) -> bytes:
        """The figures in Prometheus' text format."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        received, waiting = self._verification()
        values = {
            "connections": self._sockets.connected,
            "ballots_received_total": self._casting.received,
            "sealed_verified": received - waiting,
            "sealed_waiting": waiting,
            "ballots_acknowledged_total": self._casting.accepted,
            "ballots_refused_total": self._casting.refused,
            "box_batches_total": self._casting.batches,
            "event_loop_lag_seconds": self._lag,
            "event_loop_lag_max_seconds": self._lag_max,
            "cpu_seconds_total": usage.ru_utime + usage.ru_stime,
            "resident_bytes": self.resident_bytes,
            "process_id": os.getpid(),
        }
        self._lag_max = 0.0
        for name, value in values.items():
            self._gauges[name].set(value)
        return generate_latest(self._registry)

    async def _measure(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(LAG_SECONDS)
            self._lag = max(0.0, time.monotonic() - before - LAG_SECONDS)
            self._lag_max = max(self._lag_max, self._lag)
            self._lags.append(self._lag)
