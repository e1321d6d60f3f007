"""A real PostgreSQL for tests: a cluster of its own in a temporary folder, reached through a Unix socket only."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

_USER = "hemicycle"
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")
_READY = "database system is ready to accept connections"


class PostgresMissing(RuntimeError):
    """The tests need PostgreSQL's server programs."""


@dataclass
class Postgres:
    """A cluster in `folder`, run by `account` where root may not run it; `start` and `stop` may be called again, the data stays."""

    folder: Path
    programs: Path
    account: str | None
    _process: "subprocess.Popen[str] | None" = field(default=None, init=False)

    def start(self) -> None:
        """Start the server and return when it accepts connections; it also ends when this thread's process does."""
        command: list[str | Path] = [
            self.programs / "postgres",
            "-D",
            self.folder / "data",
            "-k",
            self.folder,
            "-c",
            "listen_addresses=",
        ]
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "INT", *command],
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=_environment(),
            start_new_session=True,  # Ctrl-C reaches the tests first, which then stop it in order
            user=self.account,
            group=self.account,
            extra_groups=self._groups(),
        )
        assert process.stderr is not None
        log = _until_ready(process.stderr)
        if log is not None:
            process.wait()
            process.stderr.close()
            raise RuntimeError(f"PostgreSQL did not start:\n{log}")
        threading.Thread(target=_drain, args=(process.stderr,), daemon=True).start()
        self._process = process

    def stop(self) -> None:
        """Fast shutdown: sessions end, everything is written."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)
            self._process = None

    def create_database(self) -> str:
        """A new empty database; its URL for SQLAlchemy."""
        name = f"t{secrets.token_hex(8)}"
        with psycopg.connect(host=str(self.folder), user=_USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql://{_USER}@/{name}?host={quote(str(self.folder), safe='')}"

    def initialise(self) -> None:
        """Make the cluster."""
        command: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            self.folder / "data",
            "-U",
            _USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        options = ["--locale=C", "--no-sync", "--no-instructions"]
        done = subprocess.run(
            [*command, *options],
            cwd=self.folder,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            user=self.account,
            group=self.account,
            extra_groups=self._groups(),
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stderr}")

    def _groups(self) -> list[str] | None:
        return None if self.account is None else []


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A running cluster, removed at the end. Raises `PostgresMissing` where its programs are not installed."""
    programs, account = _programs(), _account()
    # Sockets have paths under 108 bytes, so not below pytest's own temporary folder.
    folder = Path(tempfile.mkdtemp(prefix="hemicycle-pg-", dir="/tmp"))
    try:
        if account is not None:
            shutil.chown(folder, account, account)
        cluster = Postgres(folder, programs, account)
        cluster.initialise()
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = [place for pattern in _PLACES for place in Path("/").glob(pattern[1:]) if (place / "initdb").exists()]
    if not found:
        raise PostgresMissing("these tests need PostgreSQL's server programs: install the package `postgresql`")
    return max(found, key=_version)


def _version(programs: Path) -> tuple[int, ...]:
    output = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in output.split()[2].split(".") if part.isdigit())


def _account() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise PostgresMissing("run by root, these tests need the account `postgres`: install the package `postgresql`") from None


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _until_ready(log: IO[str]) -> str | None:
    """None once the server is ready; all it said if it ended before."""
    said = []
    for line in log:
        said.append(line)
        if _READY in line:
            return None
    return "".join(said)


def _drain(log: IO[str]) -> None:
    with log:
        for _ in log:
            pass
