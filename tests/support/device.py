"""A scrutineer's device as a process of its own, and its page's interface as the page uses it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx

PASSPHRASE = "correct horse battery"
TOKEN_HEADER = "x-scrutineer-token"
PATIENCE_S = 60.0


class DeviceProcess:
    """A running daemon on `folder`; may be killed and started again. Use with `with`."""

    def __init__(self, folder: Path, url: str, code: str, sitting: str, *options: str) -> None:
        self.folder = folder
        self._passphrase = folder.parent / f"{folder.name}.passphrase"
        self._options: Sequence[str] = ("--server", url, "--code", code, "--sitting", sitting, *options)
        self._process: subprocess.Popen[str] | None = None
        self.page = ""
        self.token = ""
        self.key = ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process is not None:
            self.stop()

    def start(self, *, unlocked: bool = True) -> Self:
        """Start it and wait until it is enrolled (unless it stays locked)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._passphrase.write_text(PASSPHRASE)
        command = [sys.executable, "-m", "terminal_client.scrutineer", "--json", "--data", str(self.folder), *self._options]
        if unlocked:
            command += ["--passphrase-file", str(self._passphrase)]
        with (self.folder / "device.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True)
        address = urlsplit(self._line()["page"])
        self.page = f"http://{address.netloc}"
        self.token = parse_qs(address.fragment)["token"][0]
        self.key = self._line()["key"]
        return self

    def _line(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, (self.folder / "device.log").read_text()
        found: dict[str, Any] = json.loads(line)
        return found

    def stop(self) -> None:
        """Stop it as Ctrl-C does; it must end well."""
        assert self._end(signal.SIGINT) == 0, (self.folder / "device.log").read_text()

    def kill(self) -> None:
        """A power cut."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        assert process is not None
        os.kill(process.pid, number)
        try:
            return process.wait(60)
        finally:
            assert process.stdout is not None
            process.stdout.close()

    def ask(self, path: str, **headers: str) -> httpx.Response:
        """Read something of the page's interface."""
        return httpx.get(f"{self.page}{path}", headers={TOKEN_HEADER: self.token, **headers}, timeout=40, trust_env=False)

    def view(self) -> dict[str, Any]:
        """What the page shows."""
        found: dict[str, Any] = self.ask("/api/state").json()
        return found

    def wish(self, name: str, **body: Any) -> httpx.Response:
        """What the page asks for."""
        return httpx.post(f"{self.page}/api/{name}", json=body, headers={TOKEN_HEADER: self.token}, timeout=40, trust_env=False)

    def until(self, condition: Callable[[dict[str, Any]], object], seconds: float = PATIENCE_S) -> dict[str, Any]:
        """Wait until the page shows it."""
        end = time.monotonic() + seconds
        while True:
            view = self.view()
            if condition(view):
                return view
            assert time.monotonic() < end, view
            time.sleep(0.05)
