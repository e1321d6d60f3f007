"""Keeps a chamber's processes alive: the embedded store, the workers and the verifier. What dies is started again; Ctrl-C stops all."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import structlog

from hemicycle import verifier, worker
from hemicycle.forks import Fork
from voting_server.ballot_box.launcher import EmbeddedStore, StoreError
from voting_server.settings import Settings

log = structlog.get_logger(__name__)

WORKER, VERIFIER = "hemicycle.worker", "hemicycle.verifier"
LOOK_SECONDS = 0.2
STOP_SECONDS = 10.0
FASTEST_RESTART_SECONDS = 0.2
SLOWEST_RESTART_SECONDS = 5.0


class Worker:
    """One process of ours, forked to run `main`, and the pause before its next start."""

    def __init__(self, name: str, main: Callable[[], None], environment: Mapping[str, str], closed: int) -> None:
        self._name = name
        self._main = main
        self._environment = environment
        self._closed = closed
        self._process: Fork | None = None
        self._pause = FASTEST_RESTART_SECONDS
        self._started = 0.0

    def ensure(self) -> None:
        """Start it if it is not running and its pause is over."""
        if self._process is not None and self._process.poll() is None:
            return
        now = time.monotonic()
        if self._process is not None:
            if now - self._started < self._pause:
                return
            log.warning("worker-restart", module=self._name, exit=self._process.returncode)
            self._pause = min(self._pause * 2, SLOWEST_RESTART_SECONDS) if now - self._started < 10 else FASTEST_RESTART_SECONDS
        self._started = now
        self._process = Fork(self._name, self._main, self._environment, self._closed)

    def ask_to_stop(self) -> None:
        """It may take its time to finish."""
        if self._process is not None:
            self._process.ask_to_stop()

    def await_end(self) -> None:
        """See it end; it is killed if it does not."""
        if self._process is not None:
            self._process.await_end(STOP_SECONDS)


class Supervisor:
    """Starts the embedded store (unless a URL is given), the workers and the verifier, and looks after them until stopped."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = None if settings.store_url else EmbeddedStore(settings.data_dir / "store")
        # The processes hold the reading end; when this process dies in any way, it closes and they end too.
        self._alive_read, self._alive_write = os.pipe()
        self._workers: list[Worker] = []
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start everything once."""
        if self._store is not None:
            self._store.ensure()
        environment = self._environment()
        mains = [(WORKER, worker.main)] * self._settings.workers + [(VERIFIER, verifier.main)]
        self._workers = [
            Worker(name, partial(main, self._alive_read), environment, closed=self._alive_write) for name, main in mains
        ]
        for each in self._workers:
            each.ensure()

    def run(self) -> None:
        """Look after everything until `stop` is called."""
        while not self._stopping.wait(LOOK_SECONDS):
            self.look()

    def look(self) -> bool:
        """Start again what has died; False once `stop` was called."""
        if self._stopping.is_set():
            return False
        if self._store is not None:
            try:
                self._store.ensure()
            except (OSError, StoreError) as problem:
                log.error("store-restart-failed", why=str(problem))
        for each in self._workers:
            each.ensure()
        return True

    def stop(self) -> None:
        """End the loop of `run`; safe from a signal handler."""
        self._stopping.set()

    def close(self) -> None:
        """Stop workers first, then the store."""
        for each in self._workers:
            each.ask_to_stop()
        for each in self._workers:
            each.await_end()
        if self._store is not None:
            self._store.stop()
        os.close(self._alive_write)
        os.close(self._alive_read)

    def _environment(self) -> dict[str, str]:
        settings = self._settings
        url = settings.store_url or (self._store.url if self._store else "")
        values = {
            "DATA_DIR": str(Path(settings.data_dir).absolute()),
            "HOST": settings.host,
            "PORT": str(settings.port),
            "WORKERS": str(settings.workers),
            "STORE_URL": url,
            "DATABASE_URL": settings.database_url,
            "DEMO": str(settings.demo),
            "TRUST_DURABILITY": str(settings.trust_durability),
            "WAIT_REPLICAS": str(settings.wait_replicas),
            "LOG_LEVEL": settings.log_level,
            "VERIFIER_THREADS": str(settings.verifier_threads),
        }
        if settings.tls_cert and settings.tls_key:
            values |= {"TLS_CERT": str(settings.tls_cert.absolute()), "TLS_KEY": str(settings.tls_key.absolute())}
        return {f"HEMICYCLE_{name}": value for name, value in values.items()}
