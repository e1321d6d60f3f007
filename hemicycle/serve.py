"""`hemicycle serve`: a chamber's server on one machine, and a handle on it for the demo, the replay and the tests."""

import asyncio
import contextlib
import errno
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import httpx
import structlog

from hemicycle import tls
from hemicycle.forks import short_name
from hemicycle.supervisor import VERIFIER, WORKER, Supervisor
from voting_protocol.crypto import SigningKey, code_key, new_code
from voting_server.app import load_server_key
from voting_server.records.migrate import upgrade
from voting_server.records.sql import SqlRecords
from voting_server.settings import Settings

log = structlog.get_logger(__name__)

START_SECONDS = 60.0
STOP_SECONDS = 25.0
FREE_SECONDS = 5.0
_PORTS = range(12_000, 32_000)


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


def wait_ready(url: str, alive: Callable[[], bool], seconds: float = START_SECONDS) -> bool:
    """True when the server answers that it is ready, False when `alive` says no before; raises TimeoutError with the reason.

    What it waits for is logged once.
    """
    deadline = time.monotonic() + seconds
    told: dict[str, str] = {}
    with httpx.Client(timeout=2.0, trust_env=False, verify=False) as client:  # noqa: S501 (asks only whether it is up)
        while time.monotonic() < deadline:
            if not alive():
                return False
            with contextlib.suppress(httpx.HTTPError):
                answer = client.get(f"{url}/readyz")
                if answer.status_code == 200:
                    return True
                why = answer.json()["why"]
                if why != told:
                    told = why
                    log.warning("not-ready", why=why)
            time.sleep(0.05)
    raise TimeoutError(f"the server at {url} did not become ready in {seconds:.0f} s: {'; '.join(told.values()) or 'no answer'}")


def wait_free(host: str, port: int, seconds: float = FREE_SECONDS) -> None:
    """Return when nobody listens there; raises OSError if somebody stays.

    Workers share their port, so a second server would not fail but take half of the first one's connections. The workers of one that was
    killed need a moment to notice.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + seconds
    while True:
        with socket.socket(family) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind((host, port))
                return
            except OSError as problem:
                if problem.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                    raise
        time.sleep(0.05)


def serve(settings: Settings, on_ready: Callable[[str, str], None]) -> None:
    """Run until SIGINT or SIGTERM. `on_ready(url, admin code or "")` is called when the server answers.

    A code is made on each start as long as no body was founded. Raises TimeoutError if it does not become ready, OSError if another server
    listens there.
    """
    wait_free(settings.host, settings.port)
    prepare(settings)
    code = "" if has_body(settings) else make_admin_code(settings)
    supervisor = Supervisor(settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop())
    try:
        supervisor.start()
        url = tls.url(settings.host, settings.port, secure=settings.tls_cert is not None)
        if wait_ready(url, supervisor.look):
            on_ready(url, code)
            supervisor.run()
    finally:
        supervisor.close()


def _name_of(pid: str) -> str:
    """A process's name; empty for one that has just ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def free_port() -> int:
    """A TCP port of the loopback interface that nobody uses at the moment, below those that the system gives to clients."""
    while True:
        port = _PORTS[secrets.randbelow(len(_PORTS))]
        with socket.socket() as sock, contextlib.suppress(OSError):
            sock.bind(("127.0.0.1", port))
            return port


class ServerProcess:
    """A server in a process tree of its own, for the demo, the replay and tests: `with ServerProcess(path) as server: …`."""

    def __init__(
        self,
        data_dir: Path,
        port: int = 0,
        workers: int = 2,
        extra_env: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
    ) -> None:
        self.data_dir = data_dir
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.admin_code = ""
        self._workers = workers
        self._extra = dict(extra_env or {})
        self._options = list(options)
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
        return self._children(WORKER)

    def verifier_pids(self) -> list[int]:
        """The verifier processes' ids, as the kernel knows them now."""
        return self._children(VERIFIER)

    def _children(self, name: str) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children if _name_of(pid) == short_name(name)]

    def start(self) -> "ServerProcess":
        """Start it and wait until it is ready."""
        command = [sys.executable, "-m", "hemicycle", "serve", "--json", "--port", str(self.port)]
        command += ["--data", str(self.data_dir), "--workers", str(self._workers), *self._options]
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
        ready = json.loads(line)
        self.url, self.admin_code = ready["url"], ready["admin_code"] or self.admin_code
        return self

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the supervisor and its processes with SIGKILL, as a power cut of the server would; the store keeps running."""
        workers = self.worker_pids() + self.verifier_pids()
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
