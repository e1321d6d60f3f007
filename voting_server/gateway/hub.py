"""A sitting's hub in one process: follows the log and the box, and sends every session what its role may see."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Container, Coroutine, Mapping, Sequence
from typing import Any

import structlog

from voting_protocol.acts import sitting_log
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_server.ballot_box.port import BoxLost, BoxUnavailable, Counters
from voting_server.domain.division import Division
from voting_server.domain.doors import USHER
from voting_server.domain.presence import presence_by_delegation
from voting_server.domain.shapes import Seat
from voting_server.domain.views import member_view, seat_bits
from voting_server.gateway import frames
from voting_server.gateway.devices import Devices
from voting_server.gateway.peers import Peers
from voting_server.gateway.session import Session
from voting_server.gateway.spread import Spread
from voting_server.gateway.turnout import SEES_PRESSED, SEES_SEATS, Turnout
from voting_server.records.port import RecordsUnavailable
from voting_server.services.caretaker import Caretaker
from voting_server.services.chamber import Chamber, attendance_frame, by_video_of, present_of
from voting_server.services.logs import LogView
from voting_server.services.tasks import end

log = structlog.get_logger(__name__)

TURNOUT_SECONDS = 0.1
TICK_SECONDS = 1.0
GATHER_SECONDS = 0.02  # acts that come together are told together
LISTEN_MS = 1000
RETRY_SECONDS = 0.25
FIRST_SECONDS = 10.0
IDLE_SECONDS = 60.0  # more than joining may take
OWN_STATE = ("chair", "secretariat", "scrutineer", "teller", "operator", USHER)
"""The roles whose state frame says more, or less, than the public one."""


class Hub:
    """Sessions of one sitting, served from one state that only moves forward."""

    def __init__(self, sitting: str, chamber: Chamber, caretaker: Caretaker) -> None:
        self._sitting = sitting
        self._chamber = chamber
        self._caretaker = caretaker
        self._sessions: set[Session] = set()
        self._wake = asyncio.Event()
        self._version = -1
        self._logs: tuple[LogView, LogView] | None = None
        self._reading = asyncio.Lock()
        self._read_from = -1.0
        self._problems: Sequence[Mapping[str, Any]] = ()
        self._faults: Mapping[str, Container[Any]] = {}
        self._attendance: dict[str, str] = {}
        self._state: dict[str, str] = {}
        self._turnout = Turnout(chamber)
        self._spread = Spread()
        self.devices = Devices(sitting, chamber.box, chamber.now_ms)
        self._open: Division | None = None
        self._peers = Peers(sitting_log(sitting), chamber.box)
        self._here: tuple[Mapping[str, Seat], bytes] | None = None
        self._online = b""
        self._told: dict[str, dict[str, Any]] = {}
        self._present: set[str] = set()
        self._works: set[asyncio.Task[None]] = set()
        self._used = time.monotonic()
        self._tasks = [
            asyncio.create_task(self._keep(work))
            for work in (self._follow, self._listen, self._gossip, self._watch_turnout, self._spread.run, self.devices.run)
        ]
        self._fresh = asyncio.Event()
        self._refreshed = asyncio.Event()

    @property
    def idle(self) -> bool:
        """Whether nobody has been here for a while, the sitting is closed and nothing is due any more."""
        if self._sessions or self._logs is None or time.monotonic() - self._used < IDLE_SECONDS:
            return False
        return self._logs[0].sitting.state == "closed" and not self._caretaker.problems.get(self._sitting)

    @property
    def opening(self) -> str:
        """The digest (b64u) of the open division's opening, empty if none is open."""
        return self._open.opened.open if self._open else ""

    @property
    def counters(self) -> Counters:
        """The box's counters of a secret vote that goes on, as last read."""
        return self._turnout.counters

    def wake(self) -> None:
        """Look at the log now."""
        self._used = time.monotonic()
        self._wake.set()

    async def join(self, session: Session) -> None:
        """Send the session where things stand, then everything that follows; `unknown-log` for a device of another body.

        Thousands join at once when a network comes back, so they share what they ask of the record.
        """
        self._used = time.monotonic()
        view, register = await self._snapshot()
        await self._caught_up(view.length + register.length)
        caller = session.caller
        if view.sitting.body != caller.body:
            raise ProtocolError("unknown-log")
        session.put(
            frames.write(
                {
                    "t": "welcome",
                    "role": caller.role,
                    "seat": caller.seat,
                    "holder": caller.holder,
                    "member": member_view(register.register, caller.seat) if caller.seat else None,
                    "time_ms": self._chamber.now_ms(),
                    "sitting": self._sitting,
                }
            )
        )
        session.put(self._state_frame(caller.role))
        self._sessions.add(session)
        self._here = None
        session.joined_ms = self._chamber.now_ms()
        self._peers.joined(caller.key, session.joined_ms)
        self._check_key(session, register)
        if caller.role == "deputy":
            self._spread.join(session)
            await self._tell_mine(session, None, view, register)
        session.put(self._attendance[_sight(caller.role)])
        if self._turnout.begun and caller.role != USHER:
            session.put(self._turnout.frame(caller.role, register))

    async def _snapshot(self) -> tuple[LogView, LogView]:
        """The logs read up to now; whoever asks while others read shares the next reading. Without the record: as last heard of."""
        try:
            async with asyncio.timeout(FIRST_SECONDS):
                await self._fresh.wait()
        except TimeoutError:
            raise ProtocolError("record-unavailable") from None
        assert self._logs is not None
        asked = time.monotonic()
        async with self._reading:
            if self._read_from < asked:
                self._read_from = time.monotonic()
                with contextlib.suppress(RecordsUnavailable):
                    self._logs = await self._chamber.both(self._sitting)
            return self._logs

    async def _caught_up(self, version: int) -> None:
        """Wait a while until what was read has been looked after: who loads a page anew sees its own act."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TICK_SECONDS):
                while self._version < version:
                    self._wake.set()
                    await self._refreshed.wait()

    def leave(self, session: Session) -> None:
        """Forget the session."""
        self._used = time.monotonic()
        self._sessions.discard(session)
        self._spread.leave(session)
        self.devices.left(session)
        self._here = None

    async def mine(self, session: Session, r: int) -> None:
        """The terminal's last entry of the open division, and where its deputy stands, read up to now."""
        await self._tell_mine(session, r, *await self._chamber.both(self._sitting))

    async def _tell_mine(self, session: Session, r: int | None, view: LogView, register: LogView) -> None:
        key = register.register.keys.get(session.caller.key)
        member = register.register.member_at(session.caller.seat)
        division = _open_division(view)
        frame: dict[str, Any] = {
            "t": "mine",
            "r": r,
            "open": "",
            "seq": 0,
            "id": "",
            "b": "",
            "s": "",
            "pos": 0,
            "checked_in": member is not None and member.id in view.sitting.present,
            "in_electorate": False,
            "revoked": key is None or not key.active,
        }
        if division is not None:
            frame["open"] = division.opened.open
            frame["in_electorate"] = session.key in self._turnout.electorate(division, register)
            try:
                last = await self._chamber.box.last(unb64u(division.opened.open, 32), session.key)
            except (BoxUnavailable, BoxLost):
                session.put(frames.error(ProtocolError("store-unavailable"), r))
                return
            if last.seq:
                frame |= {"seq": last.seq, "id": b64u(last.ballot), **frames.entry(last.entry), "pos": last.position}
        session.put(frames.write(frame))

    async def progress(self, session: Session, opening: str, size: int) -> None:
        """A scrutineer has verified the board up to a size; `vote-unknown`, `not-allowed` for anybody else."""
        divisions = self._logs[0].sitting.divisions.values() if self._logs else ()
        sealed = next((each.sealed for each in divisions if each.sealed and each.opened.open == opening), None)
        if sealed is None:
            raise ProtocolError("vote-unknown")
        if not sealed.index_of(session.caller.key):
            raise ProtocolError("not-allowed")
        await self._chamber.box.note_progress(unb64u(opening, 32), session.key, size)

    async def aclose(self) -> None:
        """Stop following."""
        await end({*self._tasks, *self._works})

    async def _keep(self, work: Callable[[], Awaitable[None]]) -> None:
        """One of the hub's loops, taken up again whatever befalls it: without them the hub would look alive and be deaf."""
        while True:
            try:
                await work()
            except Exception:
                log.exception("hub-failed", sitting=self._sitting, work=work.__name__)
            await asyncio.sleep(TICK_SECONDS)

    async def _follow(self) -> None:
        """Read the log when woken and at least every second; do what is due."""
        while True:
            self._wake.clear()
            try:
                view, register = await self._chamber.both(self._sitting)
                seen = _states(view)
                # First what is due, then the news of the very same reading: nobody hears of an opening before its box accepts ballots.
                if await self._caretaker.look_after(view, register):
                    await self._announce()
                    continue
                if seen != _states(view):  # somebody who joined read on
                    continue
                await self._refresh(view, register)
            except (BoxUnavailable, RecordsUnavailable) as problem:
                log.warning("hub-waits", sitting=self._sitting, why=type(problem).__name__)
                if isinstance(problem, RecordsUnavailable) and self._logs is not None:
                    self._caretaker.record_is_away(self._sitting)
                    await self._refresh(*self._logs)
            await asyncio.sleep(GATHER_SECONDS)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._wake.wait()

    def _pause(self) -> float:
        """Until the next tick, or the deadline if it comes before."""
        deadline = self._open.opened.deadline_ms if self._open else None
        if deadline is None:
            return TICK_SECONDS
        return min(TICK_SECONDS, max(0.01, (deadline - self._chamber.now_ms()) / 1000 + 0.005))

    async def _announce(self) -> None:
        with contextlib.suppress(BoxUnavailable):
            await self._peers.wake()

    async def _listen(self) -> None:
        """Other processes' acts wake us."""
        after = "$"
        self.wake()
        while True:
            try:
                events = await self._chamber.box.listen(sitting_log(self._sitting), after, LISTEN_MS)
                if events:
                    after = events[-1][0]
                    self._hear([event for _, event in events])
            except BoxUnavailable:
                after = "$"
                await asyncio.sleep(RETRY_SECONDS)
                self.wake()

    def _hear(self, events: Sequence[bytes]) -> None:
        """A log has grown, or devices have joined at another process and leave this one."""
        for event in events:
            joined = self._peers.hear(event)
            if joined is None:
                self.wake()
                continue
            for session in list(self._sessions) if joined else ():
                if session.joined_ms < joined.get(session.caller.key, 0):
                    session.stop("replaced")

    async def _gossip(self) -> None:
        """Tell the other processes who is here, and the staff which terminals are connected."""
        while True:
            await asyncio.sleep(TURNOUT_SECONDS)
            if self._logs is None:
                continue
            register = self._logs[1].register
            here = self._connected(register.seats)
            with contextlib.suppress(BoxUnavailable):
                await self._peers.tell(here)
            online = self._peers.online(here)
            if online != self._online:
                self._online = online
                self._write_attendance(*self._logs)
                self._send_attendance(SEES_SEATS)

    def _connected(self, seats: Mapping[str, Seat]) -> bytes:
        """A bit for every seat of the plan that is connected here; reckoned anew only if somebody came or left, or the plan changed."""
        if self._here is None or self._here[0] is not seats:
            self._here = seats, seat_bits(seats, {session.caller.seat for session in self._sessions})
        return self._here[1]

    def _write_attendance(self, view: LogView, register: LogView) -> None:
        attendance = attendance_frame(view, register)
        bits = {"bits": present_of(view, register)}
        video = {"by_video": by_video_of(view, register)} if "video" in attendance else {}
        delegations = {"delegations": presence_by_delegation(view.sitting, register.register)}
        self._attendance = {
            "seats": frames.write({**attendance, **bits, "online": b64u(self._online), **video, **delegations}),
            "screens": frames.write({**attendance, **bits, **delegations}),
            "count": frames.write(attendance),
        }

    def _send_attendance(self, roles: Container[str]) -> None:
        for session in list(self._sessions):
            if session.caller.role in roles:
                session.put(self._attendance[_sight(session.caller.role)])

    async def _refresh(self, view: LogView, register: LogView) -> None:
        """Make the state's frames and send them, if the logs have grown, or problems or shares that don't hold are others: here to the
        staff, who lead the sitting, and to the scrutineers.
        """
        version = view.length + register.length
        problems = self._caretaker.problems.get(self._sitting, ())
        self._logs = view, register
        faults = self._chamber.faults(view)
        if version <= self._version and (problems, faults) == (self._problems, self._faults):
            return
        self._version = max(version, self._version)
        self._problems, self._faults = problems, faults
        self._open = _open_division(view)
        self._turnout.follow(view)
        self.devices.voting(any(division.state in ("announced", "open") for division in view.sitting.divisions.values()))
        self._write_attendance(view, register)
        news = self._write_states(view, register)
        self._fresh.set()
        self._refreshed.set()
        self._refreshed = asyncio.Event()
        moved = self._moved(view)
        for session in list(self._sessions):
            self._check_key(session, register)
            if session.caller.seat in moved:
                self._background(self._tell_mine(session, None, view, register))
            if session.caller.role == "deputy":
                continue
            if _audience(session.caller.role) in news:
                session.put(self._state_frame(session.caller.role))
            session.put(self._attendance[_sight(session.caller.role)])

    def _write_states(self, view: LogView, register: LogView) -> set[str]:
        """Write the state frames; the audiences to whom theirs says more than it last did, but for who is present.

        A chamber checks in by hundreds; everybody is sent the small attendance frame for each, and the state only when it says more.
        While the chair's has no news nobody's has, and the others' are not written. All are written here and never when somebody
        joins: by then more may have been read, and nobody hears of an opening before its box accepts ballots.
        """
        public, chair = (self._write_state(audience, view, register) for audience in ("public", "chair"))
        self._spread.tell(public, self._state["public"], self._attendance["count"])
        if not self._is_news("chair", chair):
            return set()
        others = {role: self._write_state(role, view, register) for role in OWN_STATE if role != "chair"}
        others["public"] = public
        return {"chair", *(audience for audience, state in others.items() if self._is_news(audience, state))}

    def _write_state(self, audience: str, view: LogView, register: LogView) -> dict[str, Any]:
        state = self._chamber.state_of(view, register, audience)
        if audience == "chair":
            state["problems"] = self._problems
        frame = {"t": "state", "id": f"{view.length}-{register.length}", "v": view.length + register.length, "state": state}
        self._state[audience] = frames.write(frame)
        return state

    def _is_news(self, audience: str, state: Mapping[str, Any]) -> bool:
        told = {name: part for name, part in state.items() if name not in ("head", "attendance")}
        if told == self._told.get(audience):
            return False
        self._told[audience] = told
        return True

    def _state_frame(self, role: str) -> str:
        """The newest state frame of a role's audience."""
        return self._state[_audience(role)]

    def _moved(self, view: LogView) -> set[str]:
        """Seats whose deputy came or left since the last refresh."""
        present = {presence.seat for presence in view.sitting.present.values()}
        moved, self._present = present ^ self._present, present
        return moved

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._works.add(task)
        task.add_done_callback(self._works.discard)

    @staticmethod
    def _check_key(session: Session, register: LogView) -> None:
        key = register.register.keys.get(session.caller.key)
        if key is None or not key.active:
            session.stop("key-revoked")

    async def _watch_turnout(self) -> None:
        """Turnout comes from the box, ten times a second, and is sent when it changed."""
        while True:
            await asyncio.sleep(TURNOUT_SECONDS)
            if self._logs is None or not self._sessions:
                continue
            try:
                if await self._turnout.look(self._logs[1]):
                    self._send_turnout(self._logs[1])
            except (BoxUnavailable, BoxLost):
                await asyncio.sleep(RETRY_SECONDS)

    def _send_turnout(self, register: LogView) -> None:
        for session in list(self._sessions):
            if session.caller.role in SEES_PRESSED:
                session.put(self._turnout.frame(session.caller.role, register))


def _open_division(view: LogView) -> Division | None:
    return next((division for division in view.sitting.divisions.values() if division.takes_ballots), None)


def _sight(role: str) -> str:
    """Who is present is for the whole hall to see; whose terminal is connected for the staff only."""
    if role in SEES_SEATS:
        return "seats"
    return "screens" if role == "observer" else "count"


def _states(view: LogView) -> list[str]:
    """Where the divisions stand."""
    return [division.state for division in view.sitting.divisions.values()]


def _audience(role: str) -> str:
    """Whose state a role is shown."""
    return role if role in OWN_STATE else "public"
