"""How long a browser takes to seal a ballot: `python -m loadtests.browser.sealing [--throttle 6] [--rounds 20] [--json]`.

Builds the kit's own code, serves it under the server's content security policy and times it in headless Chromium with the page's thread
slowed down. Every ballot sealed is verified in the page. The worker's thread is not slowed down: Chromium throttles the page's only.
"""

import argparse
import asyncio
import gzip
import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.async_api import async_playwright

from loadtests.machine import load_average, processor
from voting_server.gateway.security import SECURITY_HEADERS

ROOT = Path(__file__).resolve().parents[2]
TARGET_MS = 100.0
TASKS = {
    "three keys": ([{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}], [["abstain"]]),
    "5 of 12 projects": ([{"type": 2, "c": 12, "min": 0, "max": 5, "w": 0}], [[int(number < 5) for number in range(12)]]),
}


class _Files(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        for name, value in SECURITY_HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing: only figures are printed."""


def build(folder: Path) -> dict[str, int]:
    """Builds the page into `folder`; gzip bytes of each script by the first part of its name."""
    command = ["npx", "vite", "build", "loadtests/browser", "--outDir", str(folder), "--emptyOutDir", "--logLevel", "error"]
    environment = os.environ | {"PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return {path.name.partition("-")[0]: len(gzip.compress(path.read_bytes())) for path in folder.glob("assets/*.js")}


@contextmanager
def serve(folder: str) -> Iterator[str]:
    """Serves the built page with the server's security headers; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


async def measure(url: str, throttle: float, rounds: int) -> dict[str, Any]:
    """The times of every task, in ms, each in a fresh page whose thread is `throttle` times slower."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        figures = {}
        for name, (form, choices) in TASKS.items():
            page = await browser.new_page()
            await page.goto(url)
            session = await page.context.new_cdp_session(page)
            await session.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
            figures[name] = await page.evaluate("task => measure(task)", {"form": form, "choices": choices, "rounds": rounds})
            await page.close()
        await browser.close()
        return figures


def row(name: str, times: Sequence[float]) -> str:
    """Median, 95th percentile and greatest of some times, as a line of a table."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"| {name} | {statistics.median(ordered):.1f} | {p95:.1f} | {ordered[-1]:.1f} |"


def report(figures: dict[str, Any], sizes: dict[str, int], throttle: float) -> None:
    """Prints the tables."""
    print(
        f"{processor()}, load {load_average():.2f}; page slowed down {throttle:g} times; target ≤ {TARGET_MS:g} ms for three keys, direct"
    )
    for task, times in figures.items():
        print(f"\n{task}\n\n| ms | median | p95 | greatest |\n|---|---|---|---|")
        print(row("first table", times["key"][:1]))
        print(row("first ballot", times["direct"][:1]))
        for label, member in (("table", "key"), ("direct", "direct"), ("prepare", "prepare"), ("press", "press")):
            print(row(label, times[member][1:]))
        print(row("worker, not slowed down" if times["offThread"] else "no worker ran", times["worker"]))
    print("\n" + ", ".join(f"{name}: {size / 1024:.1f} KiB gzip" for name, size in sorted(sizes.items())))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--throttle", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = build(Path(folder))
        with serve(folder) as url:
            figures = asyncio.run(measure(url, options.throttle, options.rounds))
    if options.json:
        print(json.dumps({"throttle": options.throttle, "sizes": sizes, "figures": figures}))
    else:
        report(figures, sizes, options.throttle)


if __name__ == "__main__":
    main()
