"""Brings a sitting's box, record and bundles to where its log says they should be: after every act, every second, after every crash."""

import asyncio
import hashlib
import socket
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog

from voting_protocol import canonical
from voting_protocol.encoding import b64u, u32, u64, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.tree import Accumulator, leaf_hash, root_of
from voting_server.ballot_box.port import BoxLost, BoxUnavailable
from voting_server.domain.division import DECLARED, Division
from voting_server.domain.hand_result import hand_result
from voting_server.domain.templates import TRIAL
from voting_server.records.bundle import make_bundle
from voting_server.records.files import write_atomically
from voting_server.records.port import DivisionRecord, Extension, Records, RecordsUnavailable, StoredAct
from voting_server.services import counting
from voting_server.services.chamber import Chamber
from voting_server.services.logs import LogView
from voting_server.services.secret_count import SecretCount, drained
from voting_server.services.troubles import Problem, problem_of

log = structlog.get_logger(__name__)

BOX_KEPT_S = 24 * 3600
HEAD_LEASE_MS = 3000


class Caretaker:
    """Every step is idempotent, and any process may take it."""

    def __init__(self, chamber: Chamber, records: Records) -> None:
        self._chamber = chamber
        self._records = records
        self._name = f"{socket.gethostname()}-{uuid.uuid4().hex[:12]}"
        self._locks: dict[str, asyncio.Lock] = {}
        self._done: set[tuple[str, ...]] = set()
        self._boards: dict[str, _Board] = {}
        self._secret = SecretCount(chamber, self._name)
        self.problems: dict[str, list[Problem]] = {}

    async def look_after(self, view: LogView, register: LogView) -> bool:
        """Do what is due for a sitting as its logs were read; True if an act was appended."""
        sitting = view.sitting.id
        async with self._locks.setdefault(sitting, asyncio.Lock()):
            problems: list[Problem] = []
            try:
                acted = await self._look_after(view, register, problems)
            except BoxUnavailable:
                problems.append({"code": "store-unavailable", "division": ""})
                acted = False
            except RecordsUnavailable:
                problems.append({"code": "record-unavailable", "division": ""})
                acted = False
            self.problems[sitting] = problems
            return acted

    def record_is_away(self, sitting: str) -> None:
        """The sitting's logs could not even be read."""
        self.problems[sitting] = [{"code": "record-unavailable", "division": ""}]

    async def _look_after(self, view: LogView, register: LogView, problems: list[Problem]) -> bool:
        sitting, acted = view.sitting.id, False
        for division in list(view.sitting.divisions.values()):
            step = _STEPS.get("declared" if division.state in DECLARED else division.state)
            if step is None or (sitting, division.id, _stage(division)) in self._done:
                continue
            problem = None
            try:
                acted |= await step(self, view, register, division)
            except (BoxUnavailable, RecordsUnavailable):
                raise
            except Exception as failure:  # whatever befalls one division, the others and the news of the sitting go on
                problem = problem_of(failure, sitting, division.id)
            if division.state == "closed" and division.sealed is not None:
                problem = await self._secret.shared(view, division, problem)
            if problem is not None:
                problems.append(problem)
        return acted

    async def _open(self, view: LogView, register: LogView, division: Division) -> bool:
        """An open division's box accepts ballots, up to the present deadline, of keys that are not revoked; overdue it is closed."""
        if not division.draft.pressed:
            return False
        box, opened = self._chamber.box, division.opened
        opening = unb64u(opened.open, 32)
        await self._once(lambda: box.activate(opening), opened.open)
        if division.sealed is not None:
            await self._secret.follow(view, register, division)
        if (deadline_ms := opened.deadline_ms) is not None:
            await self._once(lambda: box.extend(opening, deadline_ms), opened.open, str(deadline_ms))
        await self._once(lambda: self._bar(register, division, opening), opened.open, f"register {register.length}")
        if opened.deadline_ms is not None and await box.now_ms() >= opened.deadline_ms <= self._chamber.now_ms():
            fields = {"division": division.id, "open": opened.open, "reason": "deadline"}
            await self._chamber.logs.submit_own(view.name, "division-close", fields)
            closed = self._chamber.logs.peek(view.name)
            if closed is not None:
                await self._closed(closed, register, closed.sitting.divisions[division.id])
            return True
        await box.counters(opening)  # every process is to see that a box is lost, not only the one that signs heads
        await self._sign_head(view, division, opening)
        return False

    async def _bar(self, register: LogView, division: Division, opening: bytes) -> None:
        """The box refuses ballots of keys that are revoked."""
        keys = register.register.keys
        for elector in self._chamber.electors(division, register):
            if not keys[elector.key].active:
                key = unb64u(elector.key, 32)
                await self._once(lambda key=key: self._chamber.box.bar(opening, key), division.opened.open, elector.key)  # type: ignore[misc]

    async def _once(self, step: Callable[[], Awaitable[None]], *what: str) -> None:
        """Take an idempotent step, unless this process has taken it already."""
        if what not in self._done:
            await step()
            self._done.add(what)

    async def _sign_head(self, view: LogView, division: Division, opening: bytes) -> None:
        """One process at a time signs the board as it grows."""
        box = self._chamber.box
        if not await box.claim(f"heads:{division.opened.open}", self._name, HEAD_LEASE_MS):
            self._boards.pop(division.opened.open, None)
            return
        board = self._boards.get(division.opened.open)
        if board is None:
            board = _Board(view.signed[division.id, "division-open"].body)
            if heads := await box.heads(opening):
                last = canonical.decode_object(heads[-1])
                board.signed_size, board.signed_ms = last["size"], last["ms"]
            self._boards[division.opened.open] = board
        for entry in await box.entries(opening, board.size):
            board.add(entry)
        if board.size > board.signed_size:
            head = board.sign(self._chamber, opening)
            await box.add_head(opening, head, board.signed_size, board.signed_ms)

    async def _closed(self, view: LogView, register: LogView, division: Division) -> bool:
        """A closed division is counted and recorded; a secret one is frozen first, and counted when the scrutineers have opened its sums.

        What is counted by hand waits for a count that stands and is signed; a box is closed before.
        """
        if not division.draft.pressed:
            return await self._closed_by_hand(view, division)
        if division.sealed is not None:
            return await self._closed_secret(view, register, division)
        box = self._chamber.box
        opening = self._chamber.opening_of(view, register, division)
        counters = await box.close(opening.digest)
        if not division.is_counted:
            return False
        entries = await box.entries(opening.digest)
        close = view.signed[division.id, "division-close"]
        board = counting.read_board(opening, counters, entries, close.body)
        result = counting.result(opening, board, counting.named_counts(opening, board.last), division.hand_count)
        record = await self._record(view, division, opening.digest, entries, result)
        await self._tally(view, division, record, result)
        return True

    async def _closed_by_hand(self, view: LogView, division: Division) -> bool:
        """Paper and hands: the tally follows the count (docs/channels.md §5)."""
        if not division.is_counted:
            return False
        leaves = [leaf_hash(view.signed[division.id, kind].body) for kind in ("division-open", "division-close")]
        roots = {"root": b64u(root_of(leaves)), "counted_root": b64u(root_of([]))}
        result = {**hand_result(division, view.sitting.quorum), **roots}
        opening = unb64u(division.opened.open, 32)
        await self._tally(
            view, division, DivisionRecord(view.sitting.id, division.id, opening, [], [], canonical.encode(result)), result
        )
        return True

    async def _closed_secret(self, view: LogView, register: LogView, division: Division) -> bool:
        if not division.secret.is_certified:
            raise ProtocolError("not-certified")  # no terminal voted, no auditor would accept a result: the vote is to be voided
        freeze = division.secret.freeze
        if freeze is None:
            return await self._secret.freeze(view, register, division)
        found = await self._secret.result(view, register, division, freeze) if division.is_counted else None
        if found is None:
            return False
        entries, result = found
        record = await self._record(view, division, unb64u(division.opened.open, 32), entries, result)
        await self._tally(view, division, record, result, freeze=freeze.digest)
        self._secret.forget(division)
        return True

    async def _tally(
        self, view: LogView, division: Division, record: DivisionRecord, result: Mapping[str, Any], **freeze: str
    ) -> None:
        """Append the tally with the division's ballots. The box is kept for a day."""
        fields = {"division": division.id, "open": division.opened.open, "close": division.close, "result": result, **freeze}
        await self._chamber.logs.submit_own(view.name, "division-tally", fields, record)
        self._boards.pop(division.opened.open, None)
        if division.draft.pressed:
            await self._chamber.box.forget(record.opening, BOX_KEPT_S)
        log.info("division-tallied", sitting=view.sitting.id, division=division.id, entries=len(record.entries))

    async def _record(
        self, view: LogView, division: Division, opening: bytes, entries: Sequence[bytes], result: Mapping[str, Any]
    ) -> DivisionRecord:
        heads = [head for head in await self._chamber.box.heads(opening) if canonical.decode_object(head)["size"] <= len(entries)]
        return DivisionRecord(view.sitting.id, division.id, opening, entries, heads, canonical.encode(dict(result)))

    async def _void(self, view: LogView, register: LogView, division: Division) -> bool:
        """A void division keeps its ballots; its bundle tells why, and of a secret one what is known of the count."""
        if (
            division.opening is None
            or not division.draft.pressed
            or await self._keep_void(view, division, unb64u(division.opened.open, 32))
        ):
            return await self._bundle(view, register, division)
        return False

    async def _keep_void(self, view: LogView, division: Division, opening: bytes) -> bool:
        """Record what was in the box, unless it is recorded; False while something it received is not settled."""
        if await self._records.division(view.sitting.id, division.id) is not None:
            return True
        try:
            if await drained(self._chamber.box, opening) is None:
                return False
            record = await self._record(view, division, opening, await self._chamber.box.entries(opening), {})
        except BoxLost:
            record = DivisionRecord(view.sitting.id, division.id, opening, [], [], canonical.encode({}))
        try:
            await self._records.transact(view.name, view.length, lambda _: Extension(division=record))
        except ValueError:
            if await self._records.division(view.sitting.id, division.id) is None:
                raise  # otherwise another process was first
        return True

    async def _bundle(self, view: LogView, register: LogView, division: Division) -> bool:
        """A declared or void division's bundle lies on disk; a published one is archived."""
        if division.draft.template == TRIAL:
            return False
        path = self._chamber.bundle_path(view.sitting.id, division.id)
        if not path.is_file() or _grows(division):
            await asyncio.to_thread(write_atomically, path, await self._make_bundle(view, register, division))
            log.info("bundle-written", file=path.name)
        if division.state == "published":
            digest = b64u(hashlib.sha256(path.read_bytes()).digest())
            await self._chamber.logs.submit_own(view.name, "division-archive", {"division": division.id, "bundle": digest})
            return True
        self._done.add((view.sitting.id, division.id, _stage(division)))
        return False

    async def _make_bundle(self, view: LogView, register: LogView, division: Division) -> bytes:
        """The bundle's acts end with the declaration (or the void and what was said of it); the register goes as far in time."""
        acts = await self._chamber.logs.acts(view.name)
        last = await asyncio.to_thread(_last, acts, division)
        people = [act for act in await self._chamber.logs.acts(register.name) if act.received_ms <= last.received_ms]
        record = await self._records.division(view.sitting.id, division.id)
        return await asyncio.to_thread(
            make_bundle,
            register.register.id,
            view.sitting.id,
            division.id,
            self._chamber.logs.server,
            people,
            acts[: last.n + 1],
            record.entries if record else [],
            record.heads if record else [],
        )


def _stage(division: Division) -> str:
    """What a bundle depends on: the state, and of a void secret vote how many scrutineers have said that they released nothing."""
    return f"{division.state}-{len(division.secret.void_ok)}" if _grows(division) else division.state


def _grows(division: Division) -> bool:
    return division.state == "void" and division.sealed is not None


def _last(acts: Sequence[StoredAct], division: Division) -> StoredAct:
    """The act with which a division's bundle ends."""
    return next(act for act in reversed(acts) if _ends(canonical.decode_object(act.act.body), division))


def _ends(body: Mapping[str, Any], division: Division) -> bool:
    return body.get("division") == division.id and body["type"] in ("division-declare", "division-void-confirm", "void-ok")


_STEPS: dict[str, Callable[[Caretaker, LogView, LogView, Division], Any]] = {
    "open": Caretaker._open,
    "closed": Caretaker._closed,
    "void": Caretaker._void,
    "declared": Caretaker._bundle,
}


class _Board:
    """The open board as far as this process has hashed it."""

    def __init__(self, opening_body: bytes) -> None:
        self._tree = Accumulator()
        self._tree.add(leaf_hash(opening_body))
        self.signed_size = -1
        self.signed_ms = 0

    @property
    def size(self) -> int:
        """Entries hashed so far."""
        return self._tree.size - 1

    def add(self, entry: bytes) -> None:
        """Hash an entry."""
        self._tree.add(leaf_hash(entry))

    def sign(self, chamber: Chamber, opening: bytes) -> bytes:
        """The signed head as canonical JSON (docs/protocol.md §7)."""
        self.signed_size, self.signed_ms = self.size, max(chamber.now_ms(), self.signed_ms)
        root = self._tree.root()
        signature = chamber.logs.server.sign("head", opening, u32(0), u64(self.size), root, u64(self.signed_ms))
        return canonical.encode({"size": self.size, "root": b64u(root), "ms": self.signed_ms, "s": b64u(signature)})
