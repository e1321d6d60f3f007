"""A server with a full chamber, for locust: `python -m loadtests.chamber FOLDER [--terminals N]`, until Ctrl-C.

Writes the keys of the terminals and of the chair into FOLDER, which must be empty or new, readable by its owner only.
"""

import argparse
import asyncio
import json
import signal
from pathlib import Path

from hemicycle.serve import ServerProcess
from loadtests.stage import full_chamber
from terminal_client.headless.identity import save_identities, write_private

FILE = "chamber.json"
TERMINALS = "terminals.json"
CHAIR = "chair.json"


async def _serve(folder: Path, terminals: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with ServerProcess(folder / "server") as server:
        async with full_chamber(server, terminals) as (chamber, devices):
            save_identities(folder / TERMINALS, devices)
            save_identities(folder / CHAIR, [chamber.chair.identity])
            write_private(folder / FILE, json.dumps({"url": server.url, "sitting": chamber.sitting}).encode())
        print(f"locust -f loadtests/locustfile.py --chamber {folder} --host {server.url} -u {terminals + 1}", flush=True)
        await stop.wait()


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.chamber", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--terminals", type=int, default=50)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    asyncio.run(_serve(options.folder, options.terminals))


if __name__ == "__main__":
    main()
