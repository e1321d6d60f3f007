"""The act logs: verified acts go in, folded state comes out. The record is the truth; what is kept here is a cache."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from voting_protocol import canonical
from voting_protocol.acts import LOG_NAME, Head, SignedAct, chain, make_act, outline, verified_body
from voting_protocol.ballots import opening_digest
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_server.domain import register as registers
from voting_server.domain import sitting as sittings
from voting_server.domain import sitting_rules
from voting_server.domain.codes import RuleError
from voting_server.domain.log import Committed
from voting_server.domain.opening import SittingContext
from voting_server.domain.register import Register, RegisterContext
from voting_server.domain.sitting import Sitting
from voting_server.records.port import DivisionRecord, Extension, Records, StoredAct
from voting_server.services.counting import electorate_root

T = TypeVar("T")
MIB = 1024 * 1024
LIMITS = {"roster-set": 4 * MIB, "seats-set": 4 * MIB, "codes-issue": 4 * MIB, "division-tally": MIB, "division-declare": MIB}
SMALL_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an act stands in its log; `fresh` is False if it was there already."""

    head: Head
    act_id: bytes
    fresh: bool


@dataclass(slots=True)
class LogView:
    """A log as far as this process has read it: its folded state and where each act id stands."""

    name: str
    state: Register | Sitting
    numbers: dict[bytes, int] = field(default_factory=dict)
    created_ms: int = 0
    signed: dict[tuple[str, ...], SignedAct] = field(default_factory=dict)
    """Acts as they were signed: openings and closes by division and type, which are leaves of the boards; `open-ok` by division,
    type and actor; `ceremony-start` and `ceremony-seal` of the latest attempt by "", type and actor."""

    @property
    def length(self) -> int:
        """How many acts were read."""
        return self.state.chain.length

    @property
    def head(self) -> Head:
        """The last act read."""
        return self.at(self.length - 1)

    def at(self, n: int) -> Head:
        """The act number `n` with its chain digest."""
        return Head(n, self.state.chain.digests[n]) if n >= 0 else Head()

    def copy(self) -> "LogView":
        """A view that grows on its own."""
        return LogView(self.name, self.state.copy(), self.numbers.copy(), self.created_ms, self.signed.copy())

    @property
    def register(self) -> Register:
        """The state of a body's log."""
        assert isinstance(self.state, Register)
        return self.state

    @property
    def sitting(self) -> Sitting:
        """The state of a sitting's log."""
        assert isinstance(self.state, Sitting)
        return self.state


@dataclass(slots=True)
class _Job:
    act: SignedAct
    body: dict[str, Any]
    division: DivisionRecord | None
    done: asyncio.Future[Receipt]


class _Log:
    """One log's cache and its queue: whatever waits while a transaction runs goes into the next one."""

    def __init__(self, name: str) -> None:
        self.view = LogView(name, _empty_state(name))
        self.jobs: list[_Job] = []
        self.lock = asyncio.Lock()
        self.commits: asyncio.Task[None] | None = None


class LogBook:
    """All logs of the installation, as one process sees them."""

    def __init__(self, records: Records, server: SigningKey, now_ms: Callable[[], int]) -> None:
        self._records = records
        self._server = server
        self._now_ms = now_ms
        self._logs: dict[str, _Log] = {}

    @property
    def server(self) -> SigningKey:
        """The server's own key, actor of its acts."""
        return self._server

    async def names(self, kind: str) -> list[str]:
        """Names of all logs of a kind (`body` or `sitting`) in the record."""
        return sorted(name for name in await self._records.heads() if name.startswith(kind + "."))

    async def register(self, body: str) -> LogView:
        """A body's register, read up to now; `unknown-log` if there is none."""
        return await self.read(f"body.{body}")

    async def read(self, name: str) -> LogView:
        """A log, read up to now; `unknown-log` if it has no act."""
        log = self._log(name)
        async with log.lock:
            try:
                self._fold(log, await self._records.acts(name, log.view.length))
            finally:
                if not log.view.length and log.commits is None:
                    self._logs.pop(name, None)
        if not log.view.length:
            raise ProtocolError("unknown-log")
        return log.view

    async def inspect(self, name: str, look: Callable[[LogView], T]) -> T:
        """What `look` makes of a log's state, read up to now and not changing meanwhile."""
        view = await self.read(name)
        async with self._log(name).lock:
            return look(view)

    def peek(self, name: str) -> LogView | None:
        """A log as far as this process has read it, without asking the record."""
        log = self._logs.get(name)
        return log.view if log and log.view.length else None

    async def acts(self, name: str, start: int = 0, limit: int | None = None) -> list[StoredAct]:
        """The acts of a log from number `start` on, at most `limit` of them."""
        return await self._records.acts(name, start, limit)

    async def submit(self, name: str, act: SignedAct, division: DivisionRecord | None = None) -> Receipt:
        """Append an act after judging it; durable when this returns.

        Raises `bad-act`, `bad-signature`, `not-allowed`, `bad-after`, … (docs/protocol.md §3–5).
        """
        body = await self._admit(name, act)
        code = await self._spend_code(name, act, body)
        try:
            return await self._enter(name, act, body, division)
        except Exception:
            if code is not None:
                await self._records.release_installation_code(code)
            raise

    async def _enter(self, name: str, act: SignedAct, body: dict[str, Any], division: DivisionRecord | None) -> Receipt:
        await self._read_register_of(name, body)
        log = self._log(name)
        loop = asyncio.get_running_loop()
        job = _Job(act, body, division, loop.create_future())
        log.jobs.append(job)
        if log.commits is None:
            # A task of its own: whoever submitted may go away, the transaction goes on.
            log.commits = loop.create_task(self._commit_all(log))
        return await job.done

    async def submit_own(
        self, name: str, kind: str, fields: Mapping[str, Any], division: DivisionRecord | None = None
    ) -> Receipt:
        """Append an act of the server's own."""
        head = (await self.read(name)).head
        return await self.submit(name, make_act(self._server, name, kind, head, self._now_ms(), fields), division)

    def _log(self, name: str) -> _Log:
        if not LOG_NAME.match(name):
            raise ProtocolError("unknown-log")
        return self._logs.setdefault(name, _Log(name))

    async def _admit(self, name: str, act: SignedAct) -> dict[str, Any]:
        """The body of an act whose size, form and signatures are right; what is large is read for enrolled devices only."""
        kind, actor = outline(act)
        if len(act.body) > LIMITS.get(kind, SMALL_BYTES):
            raise ProtocolError("too-large")
        if len(act.body) <= SMALL_BYTES:
            body = verified_body(act)
        else:
            await self._check_enrolled(name, actor)
            body = await asyncio.to_thread(verified_body, act)
        if body.get("log") != name or not isinstance(body.get("after"), dict):
            raise ProtocolError("bad-act")
        return body

    async def _check_enrolled(self, name: str, actor: str) -> None:
        view = await self.read(name)
        register = view.state if isinstance(view.state, Register) else (await self.register(view.sitting.body)).register
        if actor != self._server.name and (actor not in register.keys or not register.keys[actor].active):
            raise ProtocolError("not-authenticated")

    async def _spend_code(self, name: str, act: SignedAct, body: Mapping[str, Any]) -> bytes | None:
        """Use up the installation code that an act names, for this act alone; None if it needs none or is in its log already.

        Raises `code-unknown`, and `bad-act` for a new log with another's name.
        """
        kind = body["type"]
        if kind in ("sitting-create", "body-create") and name != f"{kind.split('-')[0]}.{body.get('id')}":
            raise ProtocolError("bad-act", field="id")
        if kind not in ("body-create", "admin-enrol"):
            return None
        code = unb64u(str(body.get("code")), 32)
        if await self._records.use_installation_code(code, self._now_ms()):
            return code
        if act.id in await self._ids(name):
            return None
        raise ProtocolError("code-unknown")

    async def _ids(self, name: str) -> Collection[bytes]:
        """The ids of all acts that a log has now."""
        try:
            return (await self.read(name)).numbers
        except ProtocolError:
            return ()

    async def _read_register_of(self, name: str, body: Mapping[str, Any]) -> None:
        """Make sure that a sitting's act has a register that can judge it; `unknown-log` otherwise."""
        if name.startswith("sitting."):
            view = None if body["type"] == "sitting-create" else self.peek(name) or await self.read(name)
            await self.register(str(body.get("body")) if view is None else view.sitting.body)

    async def _commit_all(self, log: _Log) -> None:
        try:
            async with log.lock:
                while log.jobs:
                    await self._commit(log)
        finally:
            log.commits = None
            if not log.view.length:
                self._logs.pop(log.view.name, None)

    async def _commit(self, log: _Log) -> None:
        jobs, log.jobs = log.jobs, []
        outcomes: list[Receipt | ProtocolError] = []
        loop = asyncio.get_running_loop()

        judges = _registers_of(log.view, jobs)
        trial = log.view

        async def judge(news: Sequence[StoredAct]) -> Extension:
            nonlocal trial
            self._fold(log, news)
            for register in judges:
                await self._catch_up(register)
            # Nobody sees an act before it is committed.
            trial = log.view.copy()
            return self._judge_all(trial, jobs, outcomes)

        def decide(news: Sequence[StoredAct]) -> Extension:
            # The transaction runs in another thread; state is read and changed in the loop's only.
            return asyncio.run_coroutine_threadsafe(judge(news), loop).result()

        try:
            await self._records.transact(log.view.name, log.view.length, decide, judges)
        except BaseException as problem:
            log.view = LogView(log.view.name, _empty_state(log.view.name))
            failure = problem if isinstance(problem, Exception) else ProtocolError("record-unavailable")
            _settle(jobs, [failure] * len(jobs))
            if not isinstance(problem, Exception):
                raise
            return
        log.view = trial
        _settle(jobs, outcomes)

    async def _catch_up(self, name: str) -> None:
        """Read a register on within a sitting's transaction, which keeps everybody from adding to it.

        Without its lock: whoever holds that may be waiting for the very transaction.
        """
        log = self._log(name)
        self._fold(log, await self._records.acts(name, log.view.length))

    def _judge_all(self, view: LogView, jobs: Sequence[_Job], outcomes: list[Receipt | ProtocolError]) -> Extension:
        stored: list[StoredAct] = []
        record: DivisionRecord | None = None
        for job in jobs:
            try:
                receipt, added = self._judge(view, job)
            except ProtocolError as problem:
                outcomes.append(problem)
                continue
            outcomes.append(receipt)
            if added:
                stored.append(added)
                record = job.division or record
        return Extension(stored, record)

    def _judge(self, view: LogView, job: _Job) -> tuple[Receipt, StoredAct | None]:
        act_id = job.act.id
        if (known := view.numbers.get(act_id)) is not None:
            return Receipt(view.at(known), act_id, fresh=False), None
        received_ms = max(self._now_ms(), *(seen.state.chain.last_ms for seen in self._seen(view)))
        try:
            self._decide(view, job.body, received_ms)
        except RuleError as refused:
            raise ProtocolError(refused.code, **refused.detail) from refused
        stored = self._place(view, job.act, received_ms)
        _apply(view, stored, act_id, job.body)
        return Receipt(view.head, act_id, fresh=True), stored

    def _seen(self, view: LogView) -> list[LogView]:
        """The log and, for a sitting, its register: an act is received after all that it was judged by."""
        register = self.peek(f"body.{view.sitting.body}") if isinstance(view.state, Sitting) else None
        return [view] if register is None else [view, register]

    def _decide(self, view: LogView, body: Mapping[str, Any], now_ms: int) -> None:
        if isinstance(view.state, Register):
            # `_spend_code` has looked the installation code up and used it.
            code = body.get("code")
            codes = frozenset({code}) if body["type"] in ("body-create", "admin-enrol") and isinstance(code, str) else frozenset()
            registers.decide(view.state, body, RegisterContext(now_ms, codes))
        else:
            owner = body.get("body") if body["type"] == "sitting-create" else view.state.body
            sitting_rules.decide(view.state, body, self.context(str(owner), now_ms))

    def context(self, body: str, now_ms: int) -> SittingContext:
        """What a sitting of `body` can't know by itself, from the register as far as it was read."""
        register = self.peek(f"body.{body}")
        if register is None:
            raise ProtocolError("unknown-log")
        return SittingContext(now_ms, self._server.name, register.register, electorate_root)

    @staticmethod
    def _place(view: LogView, act: SignedAct, received_ms: int) -> StoredAct:
        n = view.length
        return StoredAct(n, act, received_ms, chain(view.head.digest, n, act, received_ms))

    def _fold(self, log: _Log, acts: Sequence[StoredAct]) -> None:
        for stored in acts:
            if stored.n >= log.view.length:
                _apply(log.view, stored, stored.act.id, canonical.decode_object(stored.act.body))


def _apply(view: LogView, stored: StoredAct, act_id: bytes, body: dict[str, Any]) -> None:
    opening = b64u(opening_digest(stored.act.body)) if body["type"] == "division-open" else ""
    freeze = b64u(digest("freeze", stored.act.body)) if body["type"] == "division-freeze" else ""
    committed = Committed(stored.n, stored.chain, act_id, stored.received_ms, body, opening, freeze)
    if isinstance(view.state, Register):
        registers.apply(view.state, committed)
    else:
        sittings.apply(view.state, committed)
    view.numbers[act_id] = stored.n
    view.created_ms = view.created_ms or stored.received_ms
    _keep_signed(view.signed, stored.act, body)


def _keep_signed(signed: dict[tuple[str, ...], SignedAct], act: SignedAct, body: Mapping[str, Any]) -> None:
    match kind := body["type"]:
        case "division-open" | "division-close":
            signed[body["division"], kind] = act
        case "open-ok":
            signed[body["division"], kind, body["actor"]] = act
        case "ceremony-start":
            for name in [name for name in signed if not name[0]]:
                del signed[name]
            signed["", kind] = act
        case "ceremony-seal":
            signed["", kind, body["actor"]] = act


def _settle(jobs: Sequence[_Job], outcomes: Sequence[Receipt | Exception]) -> None:
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.done.done():
            continue
        if isinstance(outcome, Exception):
            job.done.set_exception(outcome)
        else:
            job.done.set_result(outcome)


def _registers_of(view: LogView, jobs: Sequence[_Job]) -> list[str]:
    """The registers that judge these jobs of a sitting's log."""
    if not isinstance(view.state, Sitting):
        return []
    bodies = {str(job.body.get("body")) for job in jobs if job.body["type"] == "sitting-create"} | {view.sitting.body}
    return sorted(f"body.{body}" for body in bodies if body)


def _empty_state(name: str) -> Register | Sitting:
    kind, _, identity = name.partition(".")
    return Register.empty(identity) if kind == "body" else Sitting.empty(identity)
