"""kill -9 between the chair's close and the bundle: what was begun is finished, once, and with the same result.

The moments are made, not met by luck: a frozen store stops the server before the box is closed, a lock on the record before the tally is
written, and a records folder that can't be written before the bundle is there.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from hemicycle.serve import ServerProcess
from terminal_client.headless.console import Chair
from terminal_client.headless.opening import Opening
from tests.support.chamber import LiveChamber, live_chamber
from tests.support.record import acts, locked, recorded, until
from tests.support.store import admin, frozen
from voting_protocol import canonical
from voting_protocol.encoding import b64u
from voting_protocol.marks import Choice
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.records.bundle import Bundle

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEMBERS = 12
FIGURES = {"for": 5, "against": 4, "abstain": 3, "not_pressed": 0, "size": MEMBERS + 4}


class Closing:
    """A division in which all have voted, and the moments of its close."""

    def __init__(self, live: LiveChamber, opening: Opening) -> None:
        self.live = live
        self.opening = opening
        self.data_dir = live.server.data_dir
        self.store = EmbeddedStore(self.data_dir / "store")
        self._chair: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """The chair closes, and asks again until it is answered."""
        self._chair = asyncio.create_task(self._close())

    async def _close(self) -> None:
        async with Chair(self.live.server.url, self.live.chamber.staff["chair"], patience_s=60) as chair:
            await chair.close_division(self.live.sitting, self.opening)

    def has(self, kind: str) -> bool:
        """Whether the log has this act of the division."""
        return bool(acts(self.data_dir, self.live.sitting, kind, self.opening.division))

    async def close_act(self) -> None:
        """Wait for the close in the log."""
        await until(lambda: self.has("division-close"))

    async def closed_box(self) -> None:
        """Wait until the box is closed."""
        with admin(self.store) as client:
            await until(lambda: client.hget(f"hc:{{{b64u(self.opening.digest)}}}:meta", "state") == b"closed")

    def kill_workers(self) -> None:
        """kill -9 all workers; the supervisor starts others."""
        for pid in self.live.server.worker_pids():
            os.kill(pid, signal.SIGKILL)

    async def finished(self) -> Bundle:
        """Wait for the recovery, declare, and check that everything was done once."""
        assert self._chair is not None
        await self._chair
        bundle = await self.live.declare(self.opening, await self.live.tallied(self.opening))
        self.check_once(bundle)
        return bundle

    def check_once(self, bundle: Bundle) -> None:
        """One close, one tally, one record; the declared result is the recorded one and says what was pressed."""
        kinds = [act["type"] for act in bundle.acts if act.get("division") == self.opening.division]
        assert [kinds.count(kind) for kind in ("division-close", "division-tally", "division-declare")] == [1, 1, 1]
        result = bundle.acts[-1]["result"]
        assert {name: result[name] for name in FIGURES} == FIGURES
        assert self.result() == result
        assert len(bundle.ballots) == FIGURES["size"]

    def result(self, data_dir: Path | None = None) -> object:
        """The tally's result in the log, which the division's record must hold bit by bit."""
        data_dir = data_dir or self.data_dir
        (tally,) = acts(data_dir, self.live.sitting, "division-tally", self.opening.division)
        kept = recorded(data_dir, self.live.sitting, self.opening.division)
        assert kept is not None
        assert kept[0] == canonical.encode(tally["result"])
        return tally["result"]


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """No file can be written in a folder, not even by root."""
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def live(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path_factory.mktemp("server"), MEMBERS) as live:
        yield live


@pytest_asyncio.fixture(loop_scope="module")
async def closing(live: LiveChamber, request: pytest.FixtureRequest) -> Closing:
    opening = await live.open(request.node.name.replace("_", "-")[:60])
    async with AsyncExitStack() as connected:
        terminals = [await connected.enter_async_context(live.terminal(f"m{n}")) for n in range(MEMBERS)]
        for n, terminal in enumerate(terminals):
            await terminal.until(lambda session: session.ready and session.voting.opening == opening)
            if n < 4:
                await terminal.press(Choice.ABSTAIN)
            await terminal.press(Choice.FOR if n < 5 else Choice.AGAINST if n < 9 else Choice.ABSTAIN)
    return Closing(live, opening)


async def test_killed_after_the_close_is_in_the_log(closing: Closing) -> None:
    with frozen(closing.store):
        closing.begin()
        await closing.close_act()
        closing.kill_workers()
    assert not closing.has("division-tally")
    await closing.finished()


async def test_killed_after_the_box_is_closed_and_before_the_tally_is_written(closing: Closing, tmp_path: Path) -> None:
    """The whole server dies, the store too; the image it leaves is recovered twice, and both come to the same bits."""
    with ExitStack() as lock:
        with frozen(closing.store):
            closing.begin()
            await closing.close_act()
            lock.enter_context(locked(closing.data_dir))
        await closing.closed_box()
        closing.live.server.kill()
    assert not closing.has("division-tally")
    closing.store.stop()
    image = tmp_path / "image"
    shutil.copytree(closing.data_dir, image, ignore=shutil.ignore_patterns("*.sock"))
    await asyncio.to_thread(closing.live.server.start)
    bundle = await closing.finished()
    with ServerProcess(image, workers=1):
        await until(lambda: acts(image, closing.live.sitting, "division-tally", closing.opening.division))
    assert closing.result(image) == bundle.acts[-1]["result"]


async def test_killed_after_the_tally_is_written(closing: Closing) -> None:
    closing.begin()
    await until(lambda: closing.has("division-tally"))
    closing.kill_workers()
    before = closing.result()
    bundle = await closing.finished()
    assert bundle.acts[-1]["result"] == before


async def test_killed_before_the_bundle_is_written(closing: Closing) -> None:
    tallied = await closing.live.close(closing.opening)
    folder = closing.live.server.records_dir
    with unwritable(folder):
        await closing.live.chamber.chair.declare(closing.live.sitting, closing.opening, tallied)
        async with closing.live.chamber.chair.live(closing.live.sitting) as chair:
            await chair.until_division(closing.opening.division, "declared")
        closing.kill_workers()
    bundle_file = closing.live.bundle_file(closing.opening.division)
    await until(bundle_file.is_file)
    written = bundle_file.read_bytes()
    closing.check_once(await closing.live.bundle(closing.opening.division))
    assert bundle_file.read_bytes() == written
    assert not list(folder.glob(".*"))
