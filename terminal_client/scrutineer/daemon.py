"""The device's life: unlocked by its person, enrolled with a code, following a sitting; what its page may ask for."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from terminal_client.headless.client import ApiClient, enrol, look_up
from terminal_client.scrutineer.engine import Engine
from terminal_client.scrutineer.follower import Follower
from terminal_client.scrutineer.keeper import FolderLock, Keeper
from voting_protocol.errors import ProtocolError

ROLE = "scrutineer"
MIN_PASSPHRASE = 8
_LOOK_S = 2.0
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True, repr=False)
class Options:
    """How a device is started. `passphrase` and `code` are "" where the person types them into the page."""

    data: Path
    server: str = ""
    code: str = ""
    sitting: str = ""
    passphrase: str = ""
    automatic: bool = False
    by_hand: bool = False
    tls: ssl.SSLContext | None = None


class Daemon:
    """One device. Every method that its page calls raises `ProtocolError` with a code for the person.

    `version` grows whenever something that the page shows may have changed.
    """

    def __init__(self, options: Options) -> None:
        """Take the folder; `in-use`."""
        self.options = options
        self.keeper: Keeper | None = None
        self.follower: Follower | None = None
        self.sittings: list[dict[str, Any]] = []
        self.version = 0
        self._lock = FolderLock(options.data)
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._busy = asyncio.Lock()

    async def start(self) -> None:
        """Go as far as the options lead."""
        options = self.options
        if not options.passphrase:
            return
        if Keeper.exists(options.data):
            await self.unlock(options.passphrase)
        else:
            await self.create(options.passphrase)

    async def stop(self) -> None:
        """Stop cleanly; what is on disk stays as it is."""
        await self._leave()
        self._lock.release()

    @property
    def phase(self) -> str:
        """`fresh`, `locked`, `enrol`, `choose` or `following`."""
        if self.keeper is None:
            return "locked" if Keeper.exists(self.options.data) else "fresh"
        if self.keeper.identity is None:
            return "enrol"
        return "following" if self.follower else "choose"

    @property
    def key(self) -> str:
        """The device's public key (b64u), which tablets are to know from outside the server; "" before it is enrolled."""
        identity = self.keeper.identity if self.keeper else None
        return identity.key.name if identity else ""

    @property
    def engine(self) -> Engine:
        """The engine of the sitting followed; `not-yet` before there is one."""
        if self.follower is None:
            raise ProtocolError("not-yet")
        return self.follower.engine

    def changed(self) -> None:
        """Something that the page shows may have changed."""
        self.version += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def until_newer(self, version: int, seconds: float) -> None:
        """Wait until `version` is exceeded, or so many seconds have passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.version <= version:
                    await self._changed.wait()

    # -- unlocking

    async def create(self, passphrase: str) -> None:
        """Set up a new device; `weak-passphrase` under eight characters, `not-allowed` if there is one."""
        if len(passphrase) < MIN_PASSPHRASE:
            raise ProtocolError("weak-passphrase")
        await self._open(lambda: Keeper.create(self.options.data, passphrase))

    async def unlock(self, passphrase: str) -> None:
        """Open what is kept; `wrong-passphrase`."""
        await self._open(lambda: Keeper.unlock(self.options.data, passphrase))

    async def restore(self, backup: bytes, passphrase: str) -> None:
        """Set up this device from a backup; `bad-backup`, `wrong-passphrase`."""
        await self._open(lambda: Keeper.restore(self.options.data, backup, passphrase))

    async def _open(self, make: Callable[[], Keeper]) -> None:
        async with self._busy:
            if self.keeper is not None:
                raise ProtocolError("not-allowed")
            try:
                self.keeper = await asyncio.to_thread(make)
            except (FileExistsError, FileNotFoundError) as problem:
                raise ProtocolError("not-allowed") from problem
        if self.options.by_hand:
            self.keeper.by_hand = True
        self.changed()
        await self._go_on(self.keeper)

    async def _go_on(self, keeper: Keeper) -> None:
        if keeper.identity is None and self.options.server and self.options.code:
            await self.enrol(self.options.server, self.options.code)
        elif keeper.identity is not None:
            self._follow(keeper)

    # -- enrolment

    async def enrol(self, url: str, code: str) -> None:
        """Enrol at a server with a code; `wrong-role` for another role's code, and the server's refusals."""
        keeper = self._unlocked()
        async with self._busy:
            if keeper.identity is not None:
                raise ProtocolError("not-allowed")
            try:
                async with ApiClient(url.rstrip("/"), patience_s=_PATIENCE_S, tls=self.options.tls) as api:
                    place = await look_up(api, code)
                    if place.role != ROLE:
                        raise ProtocolError("wrong-role", role=place.role)
                    keeper.enrolled(await enrol(api, code, "hemicycle scrutineer", place), url.rstrip("/"))
            except (httpx.HTTPError, httpx.InvalidURL) as problem:
                raise ProtocolError("unreachable") from problem
        self._follow(keeper)

    # -- the sitting

    def choose(self, sitting: str) -> None:
        """Follow this sitting; `not-found` if the body has none of that id."""
        if sitting not in {item["id"] for item in self.sittings}:
            raise ProtocolError("not-found")
        keeper = self._unlocked()
        keeper.follow(sitting, keeper.url)
        self._follow(keeper)

    async def leave(self) -> None:
        """Choose another sitting."""
        keeper = self._unlocked()
        await self._leave()
        keeper.follow("", keeper.url)
        self._begin(self._look(keeper))
        self.changed()

    def resume(self) -> None:
        """Speak again with this key, after another device did."""
        if self.follower is not None and self.follower.trouble == "replaced":
            self._follow(self._unlocked())

    def _follow(self, keeper: Keeper) -> None:
        url = self.options.server.rstrip("/") or keeper.url
        sitting = self.options.sitting or keeper.sitting
        keeper.follow(sitting, url)
        self._begin(self._follow_sitting(keeper) if sitting else self._look(keeper))
        self.changed()

    def _begin(self, work: Any) -> None:
        earlier, self._task = self._task, None
        self.follower = None
        self._task = asyncio.get_running_loop().create_task(_after(earlier, work))

    async def _follow_sitting(self, keeper: Keeper) -> None:
        identity = keeper.identity
        assert identity is not None
        self.follower = Follower(
            keeper.url,
            identity,
            keeper.sitting,
            keeper,
            automatic=self.options.automatic,
            tls=self.options.tls,
            on_change=self.changed,
        )
        self.changed()
        await self.follower.run()

    async def _look(self, keeper: Keeper) -> None:
        """List the body's sittings until one is chosen; the only one that is not over chooses itself."""
        identity = keeper.identity
        assert identity is not None
        async with ApiClient(keeper.url, identity, tls=self.options.tls) as api:
            first = True
            while True:
                with contextlib.suppress(httpx.HTTPError, ProtocolError):
                    self.sittings = await api.sittings(identity.body)
                    self.changed()
                current = [item["id"] for item in self.sittings if item["state"] != "closed"]
                if first and len(current) == 1:
                    keeper.follow(current[0], keeper.url)
                    break
                first = first and not self.sittings
                await asyncio.sleep(_LOOK_S)
        await self._follow_sitting(keeper)

    async def _leave(self) -> None:
        task, self._task = self._task, None
        self.follower = None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    # -- the person's other wishes

    def set_by_hand(self, value: bool) -> None:
        """Whether every release waits for the person."""
        self._unlocked().by_hand = value
        self._woken()

    def take_part(self) -> None:
        """Take part in the ceremony that was started."""
        self.engine.take_part()
        self._woken()

    def compare(self, *, same: bool) -> None:
        """What reading the fingerprint aloud came to."""
        self.engine.compare(same=same)
        self._woken()

    def allow_release(self, division: str) -> None:
        """Release, where it waits for the person."""
        self.engine.allow_release(division)
        self._woken()

    def confirm_absence(self, act: str) -> None:
        """Confirm that somebody is absent."""
        self.engine.confirm_absence(act)
        self._woken()

    def backup(self) -> bytes:
        """The backup file."""
        return self._unlocked().backup()

    def erase_shares(self) -> None:
        """Forget the shares of the sitting followed; `not-yet` while it is not closed."""
        engine = self.engine
        if engine.roll.sitting.state != "closed":
            raise ProtocolError("not-yet")
        self._unlocked().erase_shares(engine.roll.sitting.id)
        self._woken()

    def _woken(self) -> None:
        if self.follower is not None:
            self.follower.wake()
        self.changed()

    def _unlocked(self) -> Keeper:
        if self.keeper is None:
            raise ProtocolError("locked")
        return self.keeper


async def _after(earlier: asyncio.Task[None] | None, work: Any) -> None:
    """Let the task before end, then work."""
    if earlier is not None and earlier is not asyncio.current_task():
        earlier.cancel()
        await asyncio.gather(earlier, return_exceptions=True)
    await work
