"""A tablet: a browser of its own on a folder that stays, that can fall asleep with everything in it, or lose its power from one moment to the next."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Error, Page, Playwright

from tests.support.pages import PATIENCE_MS, chromium_path

_ARGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--lang=zh-CN",
    "--accept-lang=zh-CN",
    "--window-size=1280,900",
    "--remote-debugging-port=0",
)
_START_S = 30.0


def _run(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


@dataclass
class Tablet:
    """One device: `folder` is its disk."""

    playwright: Playwright
    folder: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _browser: Browser | None = field(default=None, repr=False)

    async def start(self) -> Page:
        """Switch it on; gives its one page, empty."""
        told = self.folder / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        command = [str(chromium_path()), *_ARGS, f"--user-data-dir={self.folder}", "about:blank"]
        self._process = await asyncio.to_thread(_run, command)
        async with asyncio.timeout(_START_S):
            while not told.exists() or "\n" not in told.read_text():  # noqa: ASYNC110 - another process's file gives no event
                await asyncio.sleep(0.05)
        port = int(told.read_text().splitlines()[0])
        self._browser = await self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        context = self._browser.contexts[0]
        page = context.pages[0] if context.pages else await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page

    async def open(self, url: str) -> Page:
        """Switch it on and go to an address."""
        page = await self.start()
        await page.goto(url)
        return page

    async def switch_off(self) -> None:
        """The browser ends as when a person closes it."""
        process, browser = self._process, self._browser
        assert process is not None
        assert browser is not None
        session = await browser.new_browser_cdp_session()
        with contextlib.suppress(Error):
            await session.send("Browser.close")
        await asyncio.to_thread(process.wait, _START_S)
        await self.lose_power()

    async def lose_power(self) -> None:
        """Everything of it is gone at once; only what is on its disk stays."""
        process, browser = self._process, self._browser
        self._process = self._browser = None
        if process is not None:
            self._signal(process, signal.SIGKILL)
            await asyncio.to_thread(process.wait)
        if browser is not None:
            with contextlib.suppress(Error):
                await browser.close()

    @asynccontextmanager
    async def asleep(self) -> AsyncIterator[None]:
        """Every process of it stands still, as when a system suspends: no timer runs, the clock goes on."""
        process = self._process
        assert process is not None, "the tablet is off"
        self._signal(process, signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(process, signal.SIGCONT)

    @staticmethod
    def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)


@asynccontextmanager
async def tablet(playwright: Playwright, folder: Path) -> AsyncIterator[Tablet]:
    """A tablet with an empty disk in `folder`, off; it has no power at the end."""
    device = Tablet(playwright, folder)
    try:
        yield device
    finally:
        await device.lose_power()
