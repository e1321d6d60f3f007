"""The act logs: verified acts go in, folded state comes out. The record is the truth; what is kept here is a cache."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from voting_protocol import canonical
from voting_protocol.acts import LOG_NAME, Head, SignedAct, chain, make_act, outline, verified_body
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_server.domain import ledger_rules, sitting_rules
from voting_server.domain import register as registers
from voting_server.domain.codes import RuleError
from voting_server.domain.documents import Stored
from voting_server.domain.ledger import Ledger
from voting_server.domain.ledger_votes import LedgerContext
from voting_server.domain.opening import SittingContext
from voting_server.domain.profile import Profile
from voting_server.domain.register import Register, RegisterContext
from voting_server.domain.sitting import Sitting
from voting_server.records.port import DivisionRecord, Extension, Records, StoredAct
from voting_server.services.counting import commitment, electorate_root
from voting_server.services.logview import LogView, apply_act, empty_state, registers_of

__all__ = ["LIMITS", "LogBook", "LogView", "Receipt", "in_place"]

T = TypeVar("T")
MIB = 1024 * 1024
LIMITS = {
    **dict.fromkeys(("mix", "row-release"), 8 * MIB),
    **dict.fromkeys(("roster-set", "seats-set", "codes-issue", "cards-issue", "bank-set"), 4 * MIB),
    **dict.fromkeys(("division-tally", "division-declare"), MIB),
    **dict.fromkeys(
        ("sitting-create", "division-draft", "division-open", "project-list", "project-vote", "grades-take", "count-reveal"),
        MIB // 8,
    ),
}
SMALL_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an act stands in its log; `fresh` is False if it was there already."""

    head: Head
    act_id: bytes
    fresh: bool


TOGETHER = frozenset({"division-draft", "division-approve", "document-attach", "document-withdraw"})
"""Types of acts that may be appended together, all or none (docs/documents.md §5)."""
TOGETHER_ROLES = frozenset({"secretariat", "chair"})
"""Who signs them."""


@contextlib.contextmanager
def in_place(at: int) -> Iterator[None]:
    """What is refused here is the act at this place of a batch: `at` in the error's detail."""
    try:
        yield
    except ProtocolError as problem:
        raise ProtocolError(problem.code, **{**problem.detail, "at": at}) from problem


@dataclass(slots=True)
class _Job:
    """Acts that are appended all or none: one, or a list of a batch."""

    acts: Sequence[tuple[SignedAct, dict[str, Any]]]
    division: DivisionRecord | None
    together: bool
    done: asyncio.Future[list[Receipt]]

    @property
    def body(self) -> dict[str, Any]:
        """The first act's."""
        return self.acts[0][1]


class _Log:
    """One log's cache and its queue: whatever waits while a transaction runs goes into the next one."""

    def __init__(self, name: str) -> None:
        self.view = LogView(name, empty_state(name))
        self.jobs: list[_Job] = []
        self.lock = asyncio.Lock()
        self.commits: asyncio.Task[None] | None = None


class LogBook:
    """All logs of the installation, as one process sees them. `profiles` are those that it offers, by id (docs/profiles.md §10), `stored`
    knows the files of documents (docs/documents.md).
    """

    def __init__(
        self,
        records: Records,
        server: SigningKey,
        now_ms: Callable[[], int],
        profiles: Mapping[str, Profile] | None = None,
        stored: Stored | None = None,
    ) -> None:
        self.profiles = profiles or {}
        self._stored = stored
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
            return (await self._enter(name, [(act, body)], division))[0]
        except Exception:
            if code is not None:
                await self._records.release_installation_code(code)
            raise

    async def submit_all(self, name: str, acts: Sequence[SignedAct]) -> list[Receipt]:
        """Append acts of the types `TOGETHER` in their order, all or none; durable when this returns.

        Raises as `submit`, and `not-authenticated` for an actor that is not enrolled; `at` in the detail is the place of the act
        that is refused. No signature is verified before all types and actors are found right, and none in the loop.
        """
        await self._check_together(name, acts)
        admitted = []
        for at, act in enumerate(acts):
            with in_place(at):
                body = await asyncio.to_thread(verified_body, act)
                admitted.append((act, _of_log(name, body)))
        return await self._enter(name, admitted, None, together=True)

    async def _check_together(self, name: str, acts: Sequence[SignedAct]) -> None:
        """Refuse by what the bodies claim: size, type and actor."""
        actors = []
        for at, act in enumerate(acts):
            with in_place(at):
                kind, actor = outline(act)
                if kind not in TOGETHER:
                    raise ProtocolError("bad-act", field="type")
                _check_size(act, kind)
                actors.append((kind, actor))
        register = await self._register_of(name)
        for at, (kind, actor) in enumerate(actors):
            with in_place(at):
                device = register.keys.get(actor)
                if device is None or not device.active:
                    raise ProtocolError("not-authenticated")
                if device.role not in TOGETHER_ROLES:
                    raise ProtocolError("not-allowed", role=device.role, type=kind)

    async def _enter(
        self,
        name: str,
        acts: Sequence[tuple[SignedAct, dict[str, Any]]],
        division: DivisionRecord | None,
        *,
        together: bool = False,
    ) -> list[Receipt]:
        await self._read_register_of(name, acts[0][1])
        log = self._log(name)
        loop = asyncio.get_running_loop()
        job = _Job(acts, division, together, loop.create_future())
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
        _check_size(act, kind)
        if len(act.body) <= SMALL_BYTES:
            body = verified_body(act)
        else:
            await self._check_enrolled(name, actor)
            body = await asyncio.to_thread(verified_body, act)
        return _of_log(name, body)

    async def _register_of(self, name: str) -> Register:
        """The register that judges a log's acts, read up to now."""
        kind, _, identity = name.partition(".")
        body = (await self.read(name)).sitting.body if kind == "sitting" else identity
        return (await self.register(body)).register

    async def _check_enrolled(self, name: str, actor: str) -> None:
        register = await self._register_of(name)
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
        """Make sure that an act has the register that judges it, and a ledger's the sitting too; `unknown-log` otherwise."""
        if name.startswith("sitting."):
            view = None if body["type"] == "sitting-create" else self.peek(name) or await self.read(name)
            await self.register(str(body.get("body")) if view is None else view.sitting.body)
        elif name.startswith("ledger."):
            await self.register(name.removeprefix("ledger."))
            await self._read_linked(name, body)

    async def _read_linked(self, name: str, body: Mapping[str, Any]) -> None:
        """Read the sittings whose divisions an act of a ledger is judged by; what they declared does not change any more."""
        await self._read_if_there(name)
        ledger = self._log(name).view.ledger
        case = ledger.cases.get(str(body.get("case")))
        linked = {body.get("sitting"), case.submission.sitting if case and case.submission else None}
        for sitting in linked:
            await self._read_if_there(f"sitting.{sitting}")

    async def _read_if_there(self, name: str) -> None:
        """The rules say what is wrong with a log that is not there; a record that can't be read is told as such."""
        try:
            await self.read(name)
        except ProtocolError as problem:
            if problem.code != "unknown-log":
                raise

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
        outcomes: list[list[Receipt] | ProtocolError] = []
        loop = asyncio.get_running_loop()

        judges = registers_of(log.view, jobs)
        trial = log.view

        async def judge(news: Sequence[StoredAct]) -> Extension:
            nonlocal trial
            self._fold(log, news)
            for register in judges:
                await self._catch_up(register)
            # Nobody sees an act before it is committed.
            trial, extension = self._judge_all(log.view.copy(), jobs, outcomes)
            return extension

        def decide(news: Sequence[StoredAct]) -> Extension:
            # The transaction runs in another thread; state is read and changed in the loop's only.
            return asyncio.run_coroutine_threadsafe(judge(news), loop).result()

        try:
            await self._records.transact(log.view.name, log.view.length, decide, judges)
        except BaseException as problem:
            log.view = LogView(log.view.name, empty_state(log.view.name))
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

    def _judge_all(
        self, view: LogView, jobs: Sequence[_Job], outcomes: list[list[Receipt] | ProtocolError]
    ) -> tuple[LogView, Extension]:
        """The view after all jobs that are not refused, and what they append."""
        stored: list[StoredAct] = []
        record: DivisionRecord | None = None
        for job in jobs:
            try:
                view, receipts, added = self._judge_job(view, job)
            except ProtocolError as problem:
                outcomes.append(problem)
                continue
            outcomes.append(receipts)
            if added:
                stored += added
                record = job.division or record
        return view, Extension(stored, record)

    def _judge_job(self, view: LogView, job: _Job) -> tuple[LogView, list[Receipt], list[StoredAct]]:
        """A single act leaves the view as it is when it is refused; several are tried on a copy."""
        after = view if len(job.acts) == 1 else view.copy()
        receipts, stored = [], []
        for at, (act, body) in enumerate(job.acts):
            with in_place(at) if job.together else contextlib.nullcontext():
                receipt, added = self._judge(after, act, body)
            receipts.append(receipt)
            stored += [added] if added else []
        return after, receipts, stored

    def _judge(self, view: LogView, act: SignedAct, body: dict[str, Any]) -> tuple[Receipt, StoredAct | None]:
        act_id = act.id
        if (known := view.numbers.get(act_id)) is not None:
            return Receipt(view.at(known), act_id, fresh=False), None
        received_ms = max(self._now_ms(), *(seen.state.chain.last_ms for seen in self._seen(view)))
        try:
            self._decide(view, body, received_ms)
        except RuleError as refused:
            raise ProtocolError(refused.code, **refused.detail) from refused
        stored = self._place(view, act, received_ms)
        apply_act(view, stored, act_id, body)
        return Receipt(view.head, act_id, fresh=True), stored

    def _seen(self, view: LogView) -> list[LogView]:
        """The log and its register: an act is received after all that it was judged by."""
        register = None if isinstance(view.state, Register) else self.peek(f"body.{view.state.body}")
        return [view] if register is None else [view, register]

    def _decide(self, view: LogView, body: Mapping[str, Any], now_ms: int) -> None:
        if isinstance(view.state, Register):
            # `_spend_code` has looked the installation code up and used it.
            code = body.get("code")
            codes = frozenset({code}) if body["type"] in ("body-create", "admin-enrol") and isinstance(code, str) else frozenset()
            registers.decide(view.state, body, RegisterContext(now_ms, codes))
        elif isinstance(view.state, Ledger):
            ledger_rules.decide(view.state, body, self.ledger_context(view.state.body, now_ms))
        else:
            owner = body.get("body") if body["type"] == "sitting-create" else view.state.body
            sitting_rules.decide(view.state, body, self.context(str(owner), now_ms))

    def context(self, body: str, now_ms: int) -> SittingContext:
        """What a sitting of `body` can't know by itself, from the register as far as it was read."""
        register = self.peek(f"body.{body}")
        if register is None:
            raise ProtocolError("unknown-log")
        return SittingContext(
            now_ms, self._server.name, register.register, electorate_root, commitment, self.profiles, self._stored
        )

    def ledger_context(self, body: str, now_ms: int) -> LedgerContext:
        """What the ledger of `body` can't know by itself, from the logs as far as they were read."""
        register = self.peek(f"body.{body}")
        if register is None:
            raise ProtocolError("unknown-log")

        def sitting(name: str) -> Sitting | None:
            view = self.peek(f"sitting.{name}")
            return None if view is None else view.sitting

        return LedgerContext(now_ms, register.register, sitting)

    @staticmethod
    def _place(view: LogView, act: SignedAct, received_ms: int) -> StoredAct:
        n = view.length
        return StoredAct(n, act, received_ms, chain(view.head.digest, n, act, received_ms))

    def _fold(self, log: _Log, acts: Sequence[StoredAct]) -> None:
        for stored in acts:
            if stored.n >= log.view.length:
                apply_act(log.view, stored, stored.act.id, canonical.decode_object(stored.act.body))


def _check_size(act: SignedAct, kind: str) -> None:
    if len(act.body) > LIMITS.get(kind, SMALL_BYTES):
        raise ProtocolError("too-large")


def _of_log(name: str, body: dict[str, Any]) -> dict[str, Any]:
    """A body that is of this log; `bad-act` for another's."""
    if body.get("log") != name or not isinstance(body.get("after"), dict):
        raise ProtocolError("bad-act")
    return body


def _settle(jobs: Sequence[_Job], outcomes: Sequence[list[Receipt] | Exception]) -> None:
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.done.done():
            continue
        if isinstance(outcome, Exception):
            job.done.set_exception(outcome)
        else:
            job.done.set_result(outcome)
