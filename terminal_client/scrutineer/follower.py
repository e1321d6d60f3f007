"""Following one sitting: both logs, the board of the vote that is on, and what this device has to say, through every restart of the server."""

import asyncio
import os
import random
import ssl
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
import structlog

from terminal_client.headless.client import ApiClient
from terminal_client.headless.identity import DeviceIdentity, now_ms
from terminal_client.headless.terminal import Terminal
from terminal_client.scrutineer.attempts import ROUNDS
from terminal_client.scrutineer.board import Board
from terminal_client.scrutineer.engine import Engine
from terminal_client.scrutineer.keeper import Keeper
from terminal_client.scrutineer.link import Link
from terminal_client.scrutineer.roll import Roll
from terminal_client.scrutineer.rules import WORDS
from terminal_client.scrutineer.votes import Division, Vote
from voting_protocol.acts import SignedAct, body_log, outline, sitting_log
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import pieces, verify_entries

PACE_S = 0.2
"""Between two readings of an open board: a few dozen entries together cost server and device far less than each alone."""
POLL_FROZEN_S = 0.08
POLL_CLOSED_S = 0.15
POLL_IDLE_S = 2.0
PROGRESS_S = 0.25
_SLICE = 100
_THREADS = os.cpu_count() or 1
_FIRST_PAUSE_S, _LAST_PAUSE_S = 0.05, 2.0
_QUICK = frozenset({*WORDS, *ROUNDS, "division-freeze", "names-call", "division-tally"})
_ENDED = frozenset({"key-revoked", "replaced"})
"""Why a device may speak no more: its key was revoked, or another device speaks with it."""

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Follower:
    """`trouble` is the code of what keeps the device from the server, "" if nothing does; `refused` the server's refusals by act id."""

    def __init__(
        self,
        url: str,
        identity: DeviceIdentity,
        sitting: str,
        keeper: Keeper,
        *,
        automatic: bool = False,
        tls: ssl.SSLContext | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.identity = identity
        self.sitting = sitting
        self.trouble = "connecting"
        self.refused: dict[bytes, str] = {}
        self.roll = Roll(identity.body, sitting, identity.server, identity.key.name, keeper.heads)
        self.engine = Engine(self.roll, keeper, identity.key, now_ms, automatic=automatic)
        self.link = Link(url, identity, sitting, on_change=self._heard, tls=tls)
        self.current = False
        self._api = ApiClient(url, identity, tls=tls)
        self._keeper = keeper
        self._on_change = on_change
        self._wakened = asyncio.Event()
        self._board_wakened = asyncio.Event()
        self._job_wakened = asyncio.Event()
        self._again_at: dict[bytes, tuple[float, float]] = {}
        self._told = ("", -1, 0.0)
        self._news: tuple[str, bool, int] = ("", False, -1)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="verify")

    def wake(self) -> None:
        """Something may have happened."""
        self._wakened.set()
        self._board_wakened.set()

    def _heard(self, link: Terminal) -> None:
        """A frame came, or the connection changed. The turnout, told ten times a second, is nothing to read the logs for."""
        news = link.ended, link.session.online, link.session.version
        if news != self._news:
            self._news = news
            self.wake()
        self._on_change()

    async def run(self) -> None:
        """Follow until cancelled."""
        self.link.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._for_ever(self._follow_logs))
                group.create_task(self._for_ever(self._follow_board))
                group.create_task(self._for_ever(self._follow_jobs))
        finally:
            await self.link.stop()
            await self._api.aclose()
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._keeper.note_heads(self.roll.heads)
            self._keeper.flush()

    async def _for_ever(self, step: Callable[[], Awaitable[None]]) -> None:
        """A step after another; what can't be reached is asked again after growing pauses."""
        pause = _FIRST_PAUSE_S
        while True:
            try:
                await step()
                pause = _FIRST_PAUSE_S
            except Exception as problem:  # whatever it is, the device must not stop looking
                self._troubled(_code(problem))
                await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - jitter
                pause = min(2 * pause, _LAST_PAUSE_S)

    def _troubled(self, code: str) -> None:
        if self.trouble != code:
            log.warning("trouble", code=code) if code else log.info("connected")
            self.trouble = code
            self._on_change()

    # -- the logs

    async def _follow_logs(self) -> None:
        self._wakened.clear()
        await self._read()
        sent = await self._speak() if self.link.ended not in _ENDED else False
        if self.engine.job is not None:
            self._job_wakened.set()
        self._troubled(self.link.ended if self.link.ended in _ENDED else "")
        self._on_change()
        if not sent:
            await _within(self._wakened, self._patience())

    def _patience(self) -> float:
        if any(division.state == "closed" and division.secret for division in self.roll.sitting.divisions.values()):
            return POLL_CLOSED_S
        return POLL_IDLE_S

    async def _read(self) -> None:
        """Read both logs to their ends. The sitting's acts are fetched first: what was in the register before them is then there too."""
        more = True
        while more:
            sitting, more = await self._acts(sitting_log(self.sitting), self.roll.sitting.ledger.length)
            if not sitting and self.current:
                return
            if not self._needs_no_register(sitting):
                await self._read_register()
            for start in range(0, len(sitting), _SLICE):
                self.roll.read((), sitting[start : start + _SLICE])
                await asyncio.sleep(0)
            self._board_wakened.set()
        self.current = True

    def _needs_no_register(self, sitting: Sequence[Mapping[str, Any]]) -> bool:
        """Whether these are only words of scrutineers and of the server, whose keys the seal and the sitting name: there is no time to lose."""
        try:
            types = {outline(SignedAct(unb64u(entry["b"]), b""))[0] for entry in sitting}
        except (KeyError, ProtocolError):
            return False
        return self.current and types <= _QUICK

    async def _read_register(self) -> None:
        more = True
        while more:
            entries, more = await self._acts(body_log(self.identity.body), self.roll.people.ledger.length)
            for start in range(0, len(entries), _SLICE):
                self.roll.read(entries[start : start + _SLICE], ())
                await asyncio.sleep(0)

    async def _acts(self, name: str, since: int) -> tuple[list[dict[str, Any]], bool]:
        """Acts from this number on, and whether the log has more than these."""
        answer = await self._api.get(f"/v1/logs/{name}/acts?from={since}")
        acts: list[dict[str, Any]] = answer["acts"]
        return acts, bool(acts) and since + len(acts) <= answer["head"]["n"]

    async def _speak(self) -> bool:
        """Send what is due; whether anything was taken."""
        due, taken = self.engine.due(), False
        wanted = {act.id for act in due}
        self.refused = {act: code for act, code in self.refused.items() if act in wanted}
        for act in due:
            taken = await self._send(act) or taken
        return taken

    async def _send(self, act: SignedAct) -> bool:
        loop = asyncio.get_running_loop()
        again, pause = self._again_at.get(act.id, (0.0, _FIRST_PAUSE_S))
        if loop.time() < again:
            return False
        try:
            await self._api.submit(sitting_log(self.sitting), act)
        except ProtocolError as problem:
            log.warning("refused", code=problem.code)
            self.refused[act.id] = problem.code
            self._again_at[act.id] = loop.time() + pause, min(2 * pause, _LAST_PAUSE_S)
            return False
        self.refused.pop(act.id, None)
        return True

    # -- mixing

    async def _follow_jobs(self) -> None:
        """One long piece of work after another; what is due next, the logs tell that were read meanwhile."""
        await self._job_wakened.wait()
        self._job_wakened.clear()
        job = self.engine.job
        if job is None or self.link.ended in _ENDED:
            return
        (await _apart(job.run))()
        self.engine.mixer.job = None
        self.wake()
        self._on_change()

    # -- the board

    async def _follow_board(self) -> None:
        self._board_wakened.clear()
        followed = self.engine.followed() if self.current and not self.engine.stopped else None
        if followed is None:
            await _within(self._board_wakened, POLL_IDLE_S)
            return
        division, vote, board = followed
        if board.fault is not None or (vote.freeze and board.size >= vote.freeze.body["size"]):
            await self._tell_progress(vote, board, final=True)
            await _within(self._board_wakened, POLL_IDLE_S)
            return
        behind = await self._read_board(division, vote, board)
        await self._tell_progress(vote, board)
        if vote.freeze:
            self._wakened.set()
        if not behind:
            await (asyncio.sleep(POLL_FROZEN_S) if vote.freeze else _within(self._board_wakened, PACE_S))

    async def _read_board(self, division: Division, vote: Vote, board: Board) -> bool:
        """Read on and verify; whether the server has more."""
        path = f"/v1/sittings/{self.sitting}/divisions/{division.id}/board?from={board.size}"
        answer = await self._api.get(path)
        entries = [unb64u(entry) for entry in answer["entries"]]
        self.engine.told_size(division, vote, answer["size"])
        for start in range(0, len(entries), _SLICE):
            await self._verify(board, entries[start : start + _SLICE])
            await self._tell_progress(vote, board)
            self._on_change()
        return bool(entries) and board.size < answer["size"]

    async def _verify(self, board: Board, entries: Sequence[bytes]) -> None:
        """Every entry in the threads, then in order onto the board."""
        loop = asyncio.get_running_loop()
        cut = pieces(entries, _THREADS)
        jobs = [loop.run_in_executor(self._pool, verify_entries, piece, board.question) for piece in cut]
        for piece, verdicts in zip(cut, await asyncio.gather(*jobs), strict=True):
            for entry, verdict in zip(piece, verdicts, strict=True):
                board.append(entry, verdict)

    async def _tell_progress(self, vote: Vote, board: Board, *, final: bool = False) -> None:
        now = asyncio.get_running_loop().time()
        opening, size, at = self._told
        if (opening, size) == (vote.name, board.size) or (not final and opening == vote.name and now - at < PROGRESS_S):
            return
        self._told = vote.name, board.size, now
        self.link.news.tell_progress(vote.name, board.size)
        await self.link.flush()


def _code(problem: Exception) -> str:
    if isinstance(problem, ProtocolError):
        return problem.code
    if isinstance(problem, httpx.HTTPError):
        return "unreachable"
    if isinstance(problem, OSError):
        return "disk-failed"
    log.error("unexpected", exc_info=problem)
    return "internal"


async def _apart(work: Callable[[], T]) -> T:
    """Work in a thread that a device which is stopped meanwhile does not wait for."""
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as problem:
            done.set_exception(problem)

    threading.Thread(target=run, name="mix", daemon=True).start()
    return await asyncio.wrap_future(done)


async def _within(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, but no longer than so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
