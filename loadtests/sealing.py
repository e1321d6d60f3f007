"""What secret votes add to a stage: scrutineers' devices that seal the sitting, and a chair's console that sees how far everybody is."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemicycle.scrutineers import Scrutineers
from loadtests.machine import step_back
from terminal_client.headless.chamber import Chamber
from terminal_client.headless.console import Live
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.session import Session

THRESHOLD = 2
_NAMES = ("监票人一", "监票人二", "监票人三")
_TURNOUT = b'{"t":"turnout"'


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a secret vote's ballots are, as the chair's console shows it: received, recorded, and verified by the slowest scrutineer."""

    received: int = 0
    recorded: int = 0
    verified: int = 0


class ConsoleSession(Session):
    """The chair's session, which hears of the verifiers too. `progress` is of the division whose opening is `progress_of` (b64u)."""

    def __init__(self, identity: DeviceIdentity, sitting: str) -> None:
        super().__init__(identity, sitting, keep_state=True)
        self.progress_of = ""
        self.progress = Progress()

    def receive(self, data: bytes, now_ms: int) -> None:
        """As for every device."""
        super().receive(data, now_ms)
        if data.startswith(_TURNOUT):
            frame = json.loads(data)
            self.progress_of, self.progress = frame["open"], _progress(frame.get("verify"))


def _progress(verify: dict[str, Any] | None) -> Progress:
    if verify is None:
        return Progress()
    sizes = [size for _, size in verify["scrutineers"]]
    return Progress(verify["received"], verify["recorded"], min(sizes) if len(sizes) == len(_NAMES) else 0)


@asynccontextmanager
async def seal_sitting(chamber: Chamber, live: Live, folder: Path) -> AsyncIterator[Scrutineers]:
    """Two of three scrutineers' devices, started here, hold the key ceremony of the sitting; they stop at the end.

    They stand back behind the server: in a chamber they are machines of their own and take nothing from it.
    """
    codes = await chamber.secretariat.issue_codes([("scrutineer", "", name) for name in _NAMES])
    async with Scrutineers(chamber.url, chamber.sitting, codes, folder / "scrutineers") as scrutineers:
        await chamber.chair.start_ceremony(chamber.sitting, THRESHOLD, scrutineers.keys, [chamber.chair.identity.key.public])
        await live.until_sealed()
        for device in scrutineers.devices:
            step_back(device.process.pid)
        yield scrutineers
