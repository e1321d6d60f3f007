"""A kiosk as a process of its own, as on a tablet; and served pages that a tablet keeps."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Page

STOP_SECONDS = 10.0
_KEPT = """async () => {
  for (let n = 0; n < 600; n++) {
    const found = await navigator.serviceWorker.getRegistration("/seat/");
    if (found?.active?.state === "activated" && navigator.serviceWorker.controller) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error("the page is not kept");
}"""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A running kiosk: its page, its origin, the hash of its pages, as it says itself."""

    page: str
    hash: str
    process: asyncio.subprocess.Process

    @property
    def origin(self) -> str:
        """Where it listens."""
        return self.page.partition("/seat/")[0]


async def until_kept(page: Page) -> None:
    """Wait until the tablet keeps the page, so that it opens without the server; AssertionError of the page's own if it doesn't."""
    await page.evaluate(_KEPT)


@asynccontextmanager
async def kiosk(server: str, *options: str, port: int = 0) -> AsyncIterator[Kiosk]:
    """Run a kiosk for a server; RuntimeError with what it says if it does not start."""
    command = [sys.executable, "-m", "terminal_client.kiosk", "--json", "--until-eof", "--server", server, "--port", str(port)]
    process = await asyncio.create_subprocess_exec(
        *command, *options, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = await process.stdout.readline()
        if not line:
            raise RuntimeError((await process.stderr.read()).decode())
        told = json.loads(line)
        yield Kiosk(told["page"], told["hash"], process)
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(STOP_SECONDS):
            await process.communicate()
