"""The verifier process: judges the proofs of sealed ballots behind the intake's back, at a lower priority than the workers."""

import asyncio
import os
import signal
import socket
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

import uvloop

from voting_server.ballot_box.redis_box import RedisBallotBox
from voting_server.gateway.logging import configure_logging
from voting_server.services.tasks import end
from voting_server.services.verifying import Verifying
from voting_server.settings import Settings

NICER = 10


async def verify(settings: Settings, alive: int | None) -> None:
    """Verify until a signal comes or the supervisor (the other end of the pipe `alive`) is gone."""
    box = RedisBallotBox(settings.store_url, trust_durability=settings.trust_durability, wait_replicas=settings.wait_replicas)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if alive is not None:
        loop.add_reader(alive, stop.set)
    # Threads are enough: libsodium works without the interpreter's lock (docs/adr/0008).
    threads = settings.verifier_threads or os.cpu_count() or 1
    with ThreadPoolExecutor(threads, "verify") as pool:
        work = asyncio.create_task(Verifying(box, pool, threads, f"{socket.gethostname()}-{uuid.uuid4().hex[:12]}").run())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
        await end([work, stopped])
    await box.aclose()
    if not work.cancelled():
        work.result()


def main(alive: int | None = None) -> None:
    """Entry point of the process; also of `python -m hemicycle.verifier [ALIVE_FD]`."""
    settings = Settings()
    configure_logging(settings.log_level)
    os.nice(NICER)
    if alive is not None:
        os.set_blocking(alive, False)
    uvloop.run(verify(settings, alive))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
