"""The chamber: acts with their effects on the ballot box, and what readers may see. Every method may run in any process at any time."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from voting_protocol import canonical
from voting_protocol.acts import SignedAct, body_log, outline, sitting_log, verified_body
from voting_protocol.ballots import Ballot, decode_entry, opening_digest
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice, marks_json
from voting_server.ballot_box.port import BallotBox, BoxLost, BoxSpec, BoxUnavailable
from voting_server.domain.codes import RuleError
from voting_server.domain.division import DECLARED, Division
from voting_server.domain.doors import USHER, door_state
from voting_server.domain.opening import Elector, opened_electors, propose_opening
from voting_server.domain.register import Register
from voting_server.domain.sealed_views import Fault
from voting_server.domain.sitting import attendance
from voting_server.domain.views import (
    SignedOpening,
    attendance_view,
    code_view,
    plan_view,
    present_bits,
    register_view,
    seat_bits,
    sitting_view,
    state_view,
    votes_visible,
)
from voting_server.records.bundle import bundle_name
from voting_server.records.port import Records, RecordsUnavailable
from voting_server.services import counting
from voting_server.services.heads import Heads
from voting_server.services.logs import LIMITS, LogBook, LogView, Receipt
from voting_server.services.name_count import NameCount
from voting_server.services.questions import box_seal, paper_of
from voting_server.services.scrutiny import Reader, Scrutiny, certificate, division_of
from voting_server.services.sealing import Shares

T = TypeVar("T")
ELECTORATES_KEPT = 8
TAIL_ACTS = 16
AFTER_CLOSE = frozenset({"division-publish", "division-archive", "void-ok"})
STAFF = ("chair", "secretariat", "scrutineer", "teller", "operator")
COUNTED_KEPT = 4


class Chamber(Scrutiny):
    """Use cases over the logs, the box and the record."""

    def __init__(
        self, logs: LogBook, box: BallotBox, records: Records, records_dir: Path, now_ms: Callable[[], int], *, demo: bool = False
    ) -> None:
        self.logs = logs
        self.box = box
        self.records = records
        self._records_dir = records_dir
        self.now_ms = now_ms
        self._demo = demo
        self.shares = Shares()
        self.names = NameCount(self)
        self.heads = Heads(box)
        self._electorates: dict[str, list[Elector]] = {}
        self._elector_keys: dict[str, tuple[list[Elector] | None, Sequence[bytes]]] = {}
        self._counted: dict[str, counting.Counted] = {}
        self._counting = asyncio.Lock()

    async def submit(self, log: str, act: SignedAct) -> Receipt:
        """Append an act. Before an opening is committed its box is laid out, so that a box missing later is known to be lost."""
        if log.startswith("sitting."):
            await self._lay_out(log, act)
            await self._check_names(log, act)
        receipt = await self.logs.submit(log, act)
        body = canonical.decode_object(act.body)
        if body["type"] in ("key-revoke", "key-replace"):
            await self._bar(body)
        elif body["type"] == "division-extend":
            await self._extend(body)
        return receipt

    async def _check_names(self, log: str, act: SignedAct) -> None:
        """A mix is verified before it is appended, so that every one in the log is good; of an enrolled device only."""
        if outline(act)[0] not in ("mix", "row-release") or len(act.body) > LIMITS["mix"]:
            return
        view = await self.logs.read(log)
        register = await self.logs.register(view.sitting.body)
        device = register.register.keys.get(outline(act)[1])
        if act.id in view.numbers or device is None or not device.active or device.role != "scrutineer":
            return  # the log gives its answer
        body = await asyncio.to_thread(verified_body, act)
        division = view.sitting.divisions.get(str(body.get("division")))
        if division is not None and division.state == "closed" and division.sealed is not None:
            await self.names.check(view, division, self.opening_of(view, register, division), body)

    async def _extend(self, body: Mapping[str, Any]) -> None:
        """Whoever extends a vote is answered when its box takes ballots for longer, so that it refuses none meanwhile."""
        with contextlib.suppress(BoxUnavailable, BoxLost):  # the caretaker does it as soon as the box is back
            await self.box.extend(unb64u(body["open"], 32), body["deadline_ms"])

    async def _bar(self, body: Mapping[str, Any]) -> None:
        """Whoever revokes a terminal's key is answered when no open box takes its ballots any more."""
        for name in await self.logs.names("sitting"):
            view = await self.logs.read(name)
            if body_log(view.sitting.body) != body["log"]:
                continue
            for division in view.sitting.divisions.values():
                if division.takes_ballots:
                    with contextlib.suppress(BoxUnavailable, BoxLost):  # the caretaker does it as soon as the box is back
                        await self.box.bar(unb64u(division.opened.open, 32), unb64u(body["key"], 32))

    async def _lay_out(self, log: str, act: SignedAct) -> None:
        """The box of an opening that is then refused expires by itself."""
        if outline(act)[0] != "division-open" or len(act.body) > LIMITS["division-open"]:
            return
        body = verified_body(act)
        view = await self.logs.read(log)
        if act.id in view.numbers:
            return
        register = (await self.logs.register(view.sitting.body)).register
        device = register.keys.get(body["actor"])
        if device is None or not device.active or device.role != "chair":
            return  # the log refuses the act; nobody else makes boxes
        context = self.logs.context(view.sitting.body, self.now_ms())
        proposal = _rule(lambda: propose_opening(view.sitting, str(body.get("division")), body["actor"], context))
        draft = view.sitting.divisions[str(body["division"])].draft
        if not draft.pressed:
            return
        try:
            deadline_s, max_seq, opened_ms = int(body["auto_close_s"]), int(body["max_seq"]), int(body["opened_ms"])
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError("bad-act") from error
        opening = opening_digest(act.body)
        deadline_ms = opened_ms + 1000 * deadline_s if deadline_s else None
        keys = [unb64u(elector.key, 32) for elector in proposal.electors]
        await self.box.ping()  # no vote in a box that may forget what it acknowledged
        ceremony = view.sitting.ceremony
        paper = paper_of(draft)
        sealed = box_seal(ceremony.keys, paper) if "seal" in proposal.members and ceremony is not None else b""
        await self.box.prepare(BoxSpec(opening, keys, max_seq, deadline_ms, paper=paper.encode(), sealed=sealed))

    async def stored_sittings(self) -> tuple[list[str], list[str]]:
        """The sittings that are not closed, and those that are, as the record has them. Read from the logs' ends: there may be years of them."""
        going: list[str] = []
        over: list[str] = []
        for name, last in (await self.records.heads()).items():
            if name.startswith("sitting."):
                (over if await self._is_over(name, last) else going).append(name.removeprefix("sitting."))
        return sorted(going), sorted(over)

    async def _is_over(self, name: str, last: int) -> bool:
        """After a sitting's close there are publications and archives only."""
        for start in range(last, -1, -TAIL_ACTS):
            acts = await self.records.acts(name, max(0, start - TAIL_ACTS + 1))
            types = {canonical.decode_object(stored.act.body)["type"] for stored in acts}
            if "sitting-close" in types or types - AFTER_CLOSE:
                return "sitting-close" in types
        return False

    async def readiness(self) -> dict[str, str]:
        """What keeps the server from working and why, by code: `store-unavailable`, `record-unavailable`."""
        problems = {}
        try:
            await self.box.ping()
        except BoxUnavailable as problem:
            problems["store-unavailable"] = str(problem)
        try:
            await self.records.ping()
        except RecordsUnavailable as problem:
            problems["record-unavailable"] = str(problem)
        return problems

    async def bodies(self) -> list[dict[str, Any]]:
        """All bodies: `{"id", "name", "kind", "head"}`; a new administrator signs after `head`."""
        return [await self.logs.inspect(name, _body_view) for name in await self.logs.names("body")]

    async def code(self, key: str) -> dict[str, Any]:
        """What an enrolment code is for; `code-unknown`."""
        unb64u(key, 32)
        for name in await self.logs.names("body"):
            found = await self.logs.inspect(
                name, lambda view: code_view(view.register, key, self.logs.server.name, self.now_ms())
            )
            if found is not None:
                return found
        raise ProtocolError("code-unknown")

    async def sittings(self, body: str) -> list[dict[str, Any]]:
        """A body's sittings, newest first."""
        found = []
        for name in await self.logs.names("sitting"):
            view = await self.logs.read(name)
            if view.sitting.body == body:
                found.append((view.created_ms, sitting_view(view.sitting)))
        return [view for _, view in sorted(found, key=lambda item: item[0], reverse=True)]

    async def register(self, body: str) -> dict[str, Any]:
        """The register for staff."""
        return await self.logs.inspect(body_log(body), lambda view: register_view(view.register, self.now_ms()))

    async def both(self, sitting: str) -> tuple[LogView, LogView]:
        """A sitting's log and its register, read up to now."""
        view = await self.logs.read(sitting_log(sitting))
        return view, await self.logs.register(view.sitting.body)

    async def for_reader(self, sitting: str, reader: Reader) -> tuple[LogView, LogView]:
        """Like `both`, for a device of the sitting's body; `unknown-log` for others."""
        view, register = await self.both(sitting)
        if view.sitting.body != reader.body:
            raise ProtocolError("unknown-log")
        return view, register

    async def state(self, sitting: str, reader: Reader) -> dict[str, Any]:
        """The state document for the reader's role."""
        view, register = await self.for_reader(sitting, reader)
        return self.state_of(view, register, reader.role)

    def state_of(self, view: LogView, register: LogView, role: str) -> dict[str, Any]:
        """The state document, from logs already read."""
        live = next((each for each in view.sitting.divisions.values() if each.takes_ballots), None)
        signed = None
        if live is not None:
            act = view.signed[live.id, "division-open"]
            signed = SignedOpening(b64u(act.body), b64u(act.signature), certificate(view, live))
        invalid = self.faults(view)
        state = state_view(view.sitting, register.register, role, demo=self._demo, signed=signed, invalid=invalid)
        return door_state(state) if role == USHER else state

    async def board_head(self, sitting: str, division: str, start: int, reader: Reader) -> dict[str, Any]:
        """The latest signed head of an opened division's board, and the proof that it extends that of `start` entries; `not-yet`."""
        view, _ = await self.for_reader(sitting, reader)
        subject = division_of(view.sitting, division)
        if subject.opening is None:
            raise ProtocolError("not-yet")
        body = view.signed[division, "division-open"].body
        return await self.heads.latest(unb64u(subject.opened.open, 32), body, start)

    def faults(self, view: LogView) -> dict[str, set[Fault]]:
        """By secret division that was released in, the shares that don't hold."""
        divisions = view.sitting.divisions
        return {
            name: {*((index, "release") for index in sums), *((index, "rows") for index in self.names.invalid(divisions[name]))}
            for name, sums in self.shares.invalid(view.sitting).items()
        }

    async def plan(self, sitting: str, reader: Reader) -> dict[str, Any]:
        """The seat plan with its people."""
        _, register = await self.for_reader(sitting, reader)
        return plan_view(register.register)

    async def opening(self, sitting: str, division: str, reader: Reader) -> Mapping[str, Any]:
        """The proposal of an opening on the present state."""
        view, register = await self.for_reader(sitting, reader)
        context = self.logs.context(register.register.id, self.now_ms())
        return _rule(lambda: propose_opening(view.sitting, division, reader.key, context)).members

    async def votes(self, sitting: str, division: str, reader: Reader) -> dict[str, Any]:
        """Named votes of a declared division: `{"choices": {seat: word}}`, of many names `{"marks": {seat: marks}}`; `not-yet` before, `not-found` for a secret one."""
        view, register = await self.for_reader(sitting, reader)
        subject = division_of(view.sitting, division)
        if not subject.draft.votes_named:
            raise ProtocolError("not-found")
        if not votes_visible(subject):
            raise ProtocolError("not-yet")
        record = await self.records.division(sitting, division)
        entries = record.entries if record else []
        seats = {unb64u(elector.key, 32): elector.seat for elector in self.electors(subject, register)}
        item = subject.draft.item
        ballots = [Ballot.decode(decode_entry(entry)[0], item) for entry in entries]
        if subject.draft.motion:
            return {"choices": {seats[ballot.key]: Choice(int(ballot.marks[0])).word for ballot in ballots}}
        return {"marks": {seats[ballot.key]: marks_json(item, ballot.marks) for ballot in ballots}}

    async def counted(self, sitting: str, division: str, reader: Reader) -> dict[str, Any]:
        """What is counted for the reader's terminal, proven from the declaration on; `not-yet` before the tally."""
        view, register = await self.for_reader(sitting, reader)
        subject = division_of(view.sitting, division)
        if not subject.draft.pressed:
            raise ProtocolError("not-found")
        if subject.result is None:
            raise ProtocolError("not-yet")
        counted = await self._counted_of(view, register, subject)
        return counted.answer(unb64u(reader.key, 32), self.logs.server, declared=subject.state in DECLARED)

    async def _counted_of(self, view: LogView, register: LogView, division: Division) -> counting.Counted:
        """What a tallied division counts; a whole hall asks at once, so it is read and hashed once."""
        name = division.opened.open
        async with self._counting:
            if name not in self._counted:
                record = await self.records.division(view.sitting.id, division.id)
                if record is None:
                    raise ProtocolError("not-yet")
                opening = self.opening_of(view, register, division)
                counted = await asyncio.to_thread(counting.Counted, opening, record.entries)
                _keep(self._counted, name, counted, COUNTED_KEPT)
            return self._counted[name]

    async def bundle(self, sitting: str, division: str, reader: Reader) -> tuple[str, bytes]:
        """File name and bytes of a declared or void division's record bundle; `not-yet` before.

        A void division's names each member's vote on a matter that is about to be voted on again: until the sitting is closed it is for
        staff only. Its figures are public (docs/protocol.md §11).
        """
        view, _ = await self.for_reader(sitting, reader)
        subject = division_of(view.sitting, division)
        void = subject.state == "void" and (reader.role in STAFF or view.sitting.state == "closed")
        path = self.bundle_path(sitting, division)
        if not (void or subject.state in DECLARED) or not path.is_file():
            raise ProtocolError("not-yet")
        return path.name, await asyncio.to_thread(path.read_bytes)

    def bundle_path(self, sitting: str, division: str) -> Path:
        """Where a division's bundle lies."""
        return self._records_dir / bundle_name(sitting, division)

    def electors(self, division: Division, register: LogView) -> list[Elector]:
        """The electorate that the division's opening fixed; listed once, since it can't change any more."""
        opening = division.opened.open
        if register.length <= division.opened.register_n:  # not read as far as the opening: not to be kept
            return opened_electors(division.opened, register.register)
        if opening not in self._electorates:
            _keep(self._electorates, opening, opened_electors(division.opened, register.register), ELECTORATES_KEPT)
        return self._electorates[opening]

    def _keys(self, division: Division, register: LogView) -> Sequence[bytes]:
        """The electors' keys; decoded once, as the electors are listed once."""
        name, electors = division.opened.open, self.electors(division, register)
        listed, keys = self._elector_keys.get(name, (None, ()))
        if listed is not electors:
            keys = tuple(unb64u(elector.key, 32) for elector in electors)
            _keep(self._elector_keys, name, (electors, keys), ELECTORATES_KEPT)
        return keys

    def opening_of(self, view: LogView, register: LogView, division: Division) -> counting.Opening:
        """What counting needs of a division's opening."""
        opened = division.opened
        return counting.Opening(
            digest=unb64u(opened.open, 32),
            body=view.signed[division.id, "division-open"].body,
            electorate=self._keys(division, register),
            members=opened.n,
            present=opened.p,
            rule=division.draft.rule,
            quorum=view.sitting.quorum.id,
            paper=paper_of(division.draft),
            labels=[name for label in division.draft.labels for name in (label.zh, label.en) if name],
        )


def attendance_frame(view: LogView, register: LogView) -> dict[str, Any]:
    """The `attendance` frame without its bits."""
    counts = attendance(view.sitting, register.register)
    return {"t": "attendance", "v": view.length + register.length, **attendance_view(counts)}


def present_of(view: LogView, register: LogView) -> str:
    """Who is present, seat by seat (b64u)."""
    return b64u(present_bits(view.sitting, register.register))


def by_video_of(view: LogView, register: LogView) -> str:
    """Whose seats are present by video, where nobody presses (b64u)."""
    seats = {presence.seat for presence in view.sitting.present.values() if presence.video}
    return b64u(seat_bits(register.register.seats, seats))


def pressed_of(register: Register, seats: set[str]) -> str:
    """Which seats pressed (b64u)."""
    return b64u(seat_bits(register.seats, seats))


def _keep(kept: dict[str, T], name: str, value: T, most: int) -> None:
    """Keep a value, and of all no more than the `most` latest."""
    while len(kept) >= most:
        del kept[next(iter(kept))]
    kept[name] = value


def _body_view(view: LogView) -> dict[str, Any]:
    register = view.register
    return {"id": register.id, "name": register.name, "kind": register.kind, "head": register.chain.head}


def _rule(work: Callable[[], T]) -> T:
    try:
        return work()
    except RuleError as refused:
        raise ProtocolError(refused.code, **refused.detail) from refused
