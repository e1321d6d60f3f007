"""`hemicycle serve`: a chamber's server on one machine, and a handle on it for the demo, the replay and the tests."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import httpx

from hemicycle.supervisor import Supervisor
from voting_protocol.crypto import SigningKey, code_key, new_code
from voting_server.app import load_server_key
from voting_server.records.migrate import upgrade
from voting_server.records.sql import SqlRecords
from voting_server.settings import Settings

START_SECONDS = 60.0
STOP_SECONDS = 25.0


def prepare(settings: Settings) -> SigningKey:
    """Make the data folder, the server's key and the record's schema, if they are not there yet."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.records_dir.mkdir(exist_ok=True)
    key = load_server_key(settings.key_file)
    upgrade(settings.database)
    return key


def make_admin_code(settings: Settings) -> str:
    """A fresh installation code: whoever holds it may found a body or become an administrator. Kept as a public key only."""

    async def keep(code: str) -> None:
        records = SqlRecords.open(settings.database)
        try:
            await records.add_installation_code(code_key(code).public, time.time_ns() // 1_000_000)
        finally:
            await records.aclose()

    code = new_code()
    asyncio.run(keep(code))
    return code


def has_body(settings: Settings) -> bool:
    """Whether any body was founded in this installation."""

    async def look() -> bool:
        records = SqlRecords.open(settings.database)
        try:
            return any(name.startswith("body.") for name in await records.heads())
        finally:
            await records.aclose()

    return asyncio.run(look())


def wait_ready(url: str, alive: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    """Return when the server answers that it is ready; raises TimeoutError, or RuntimeError if `alive` says no."""
    deadline = time.monotonic() + seconds
    with httpx.Client(timeout=2.0, trust_env=False, verify=False) as client:  # noqa: S501 (asks only whether it is up)
        while time.monotonic() < deadline:
            if not alive():
                raise RuntimeError("the server ended while starting")
            with contextlib.suppress(httpx.HTTPError):
                if client.get(f"{url}/readyz").status_code == 200:
                    return
            time.sleep(0.05)
    raise TimeoutError(f"the server at {url} did not become ready in {seconds:.0f} s")


def serve(settings: Settings, on_ready: Callable[[str, str], None]) -> None:
    """Run until SIGINT or SIGTERM. `on_ready(url, admin code or "")` is called when the server answers.

    A code is made on each start as long as no body was founded.
    """
    prepare(settings)
    code = "" if has_body(settings) else make_admin_code(settings)
    supervisor = Supervisor(settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop())
    try:
        supervisor.start()
        url = f"{'https' if settings.tls_cert else 'http'}://{settings.host}:{settings.port}"
        wait_ready(url, lambda: not supervisor.stopping)
        on_ready(url, code)
        supervisor.run()
    finally:
        supervisor.close()


def free_port() -> int:
    """A TCP port of the loopback interface that nobody uses at the moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class ServerProcess:
    """A server in a process tree of its own, for the demo, the replay and tests: `with ServerProcess(path) as server: …`."""

    def __init__(self, data_dir: Path, port: int = 0, workers: int = 2, extra_env: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.admin_code = ""
        self._workers = workers
        self._extra = dict(extra_env or {})
        self._process: subprocess.Popen[str] | None = None

    @property
    def records_dir(self) -> Path:
        """Where it writes record bundles."""
        return self.data_dir / "records"

    @property
    def pid(self) -> int:
        """The supervisor's process id."""
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    def worker_pids(self) -> list[int]:
        """The worker processes' ids, as the kernel knows them now."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"hemicycle.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def start(self) -> "ServerProcess":
        """Start it and wait until it is ready."""
        command = [sys.executable, "-m", "hemicycle", "serve", "--json", "--port", str(self.port)]
        command += ["--data", str(self.data_dir), "--workers", str(self._workers)]
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | self._extra, start_new_session=True
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._process.stdout.close()
            raise RuntimeError(f"the server did not start, see {self.data_dir / 'server.log'}")
        self.admin_code = json.loads(line)["admin_code"] or self.admin_code
        return self

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the supervisor and its workers with SIGKILL, as a power cut of the server would; the store keeps running."""
        workers = self.worker_pids()
        self._end(signal.SIGKILL)
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()

    def __enter__(self) -> "ServerProcess":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
