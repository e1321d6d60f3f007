"""The browser of a kiosk: Chromium on the whole screen, with a profile of its own, started again when it ends."""

import asyncio
import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
STOP_SECONDS = 5.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 10.0
LONG_LIFE_S = 60.0
_OPTIONS = (
    "--kiosk",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--hide-crash-restore-bubble",
    "--disable-session-crashed-bubble",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--disable-pinch",
    "--disable-features=Translate,MediaRouter,AutofillServerCommunication",
    "--overscroll-history-navigation=0",
    "--password-store=basic",
)


def find_browser(given: str = "") -> str:
    """The browser's path; FileNotFoundError if there is none."""
    found = next(filter(None, map(shutil.which, (given,) if given else NAMES)), None)
    if found is None:
        raise FileNotFoundError(given or " | ".join(NAMES))
    return found


def command(browser: str, page: str, profile: Path, more: Sequence[str] = ()) -> list[str]:
    """How the browser is started. Its profile holds the terminal's key: it is as precious as the tablet."""
    return [browser, *_OPTIONS, f"--user-data-dir={profile}", *more, f"--app={page}"]


async def keep_open(words: Sequence[str]) -> None:
    """Start the browser, and again whenever it ends, later each time it ends soon; until cancelled."""
    pause = FIRST_PAUSE_S
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        process = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            await process.wait()
        finally:
            await _stop(process)
        lived = loop.time() - began
        pause = FIRST_PAUSE_S if lived >= LONG_LIFE_S else min(2 * pause, LONGEST_PAUSE_S)
        await asyncio.sleep(pause)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
