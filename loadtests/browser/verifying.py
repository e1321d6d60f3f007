"""How long the page /verify/ takes in headless Chromium: `python -m loadtests.browser.verifying URL BUNDLE…`.

`URL` is that of a running server with built pages; nothing is sent to it but the page's own files. One line of JSON a bundle.
"""

import argparse
import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from loadtests.machine import load_average, processor

_REPORT = "document.querySelector('verify-app').now.files.at(-1).report"
PATIENCE_MS = 600_000


async def measure(url: str, bundles: Sequence[Path]) -> list[dict[str, Any]]:
    """Verify each bundle in a fresh page, so that no signature is known from another; its time in ms and what it had."""
    found = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for bundle in bundles:
            page = await browser.new_page()
            await page.goto(f"{url}/verify/")
            await page.locator("main[data-ready]").wait_for(timeout=PATIENCE_MS)
            await page.locator("label.chooser input").set_input_files(bundle)
            await page.locator(".verdict.right, .verdict.wrong").wait_for(timeout=PATIENCE_MS)
            report = await page.evaluate(f"(({{ ok, ms, counted }}) => ({{ ok, ms, counted }}))({_REPORT})")
            found.append({"bundle": bundle.name, **report})
            await page.close()
        await browser.close()
    return found


def main() -> None:
    """Print the figures of every bundle."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("bundles", nargs="+", type=Path)
    asked = parser.parse_args()
    for figures in asyncio.run(measure(asked.url.rstrip("/"), asked.bundles)):
        seconds = figures["ms"] / 1000
        ballots = figures["counted"].get("ballots", 0)
        told = {"seconds": round(seconds, 1), "ballots": ballots, "ballots_s": round(ballots / seconds, 1)}
        print(json.dumps({**told, **figures, "processor": processor(), "load": load_average()}, ensure_ascii=False))


if __name__ == "__main__":
    main()
