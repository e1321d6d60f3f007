"""Scrutineers' devices as processes of their own, for the demo, the replay and tests: real daemons, which here share a machine with the server.

In a chamber each scrutineer's device is a machine of its own; see docs/threat-model.md.
"""

import asyncio
import json
import secrets
import signal
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from terminal_client.headless.console import IssuedCode
from terminal_client.headless.identity import write_private
from voting_protocol.encoding import unb64u
from voting_protocol.sealed.keyset import scrutineers_pin

STOP_SECONDS = 10.0
_CHUNK = 65_536


@dataclass(slots=True)
class Device:
    """A running daemon: whose it is, its page's address and its public key, as it says itself; `drained` reads what else it prints."""

    holder: str
    process: asyncio.subprocess.Process
    page: str
    key: bytes
    drained: asyncio.Task[None]

    async def stop(self) -> None:
        """Stop it, and read to the end of what it printed."""
        await _stop(self.process)
        await self.drained


class Scrutineers:
    """Daemons that take part without asking. Use with `async with`; leaving stops them."""

    def __init__(self, url: str, sitting: str, codes: Iterable[IssuedCode], folder: Path) -> None:
        self._url = url
        self._sitting = sitting
        self._codes = list(codes)
        self._folder = folder
        self.devices: Sequence[Device] = ()

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        starting = [asyncio.ensure_future(self._start(number, code)) for number, code in enumerate(self._codes, 1)]
        try:
            self.devices = await asyncio.gather(*starting)
        except BaseException:
            await asyncio.gather(*starting, return_exceptions=True)
            for start in starting:
                if not start.cancelled() and start.exception() is None:
                    await start.result().stop()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        await asyncio.gather(*(device.stop() for device in self.devices))

    @property
    def keys(self) -> list[bytes]:
        """The devices' public keys."""
        return [device.key for device in self.devices]

    @property
    def pin(self) -> bytes:
        """What enrolment cards carry of these scrutineers: from the devices themselves, not from the server."""
        return scrutineers_pin(self.keys)

    async def _start(self, number: int, code: IssuedCode) -> Device:
        folder = self._folder / f"scrutineer-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        passphrase = self._folder / f"passphrase-{number}"
        write_private(passphrase, secrets.token_urlsafe(16).encode())
        command = [sys.executable, "-m", "terminal_client.scrutineer", "--json", "--automatic", "--data", str(folder)]
        command += ["--server", self._url, "--code", code.text, "--sitting", self._sitting]
        command += ["--passphrase-file", str(passphrase), "--until-eof"]
        with (self._folder / f"scrutineer-{number}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        try:
            page = (await _line(process, self._folder))["page"]
            key = unb64u((await _line(process, self._folder))["key"], 32)
        except BaseException:
            await _stop(process)
            raise
        return Device(code.holder, process, page, key, asyncio.create_task(_drain(process)))


async def _line(process: asyncio.subprocess.Process, folder: Path) -> dict[str, Any]:
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        await process.wait()
        raise RuntimeError(f"a scrutineer's device did not start, see {folder}")
    found: dict[str, Any] = json.loads(line)
    return found


async def _drain(process: asyncio.subprocess.Process) -> None:
    """A pipe that nobody reads would stop the daemon once it is full."""
    assert process.stdout is not None
    while await process.stdout.read(_CHUNK):
        pass


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
