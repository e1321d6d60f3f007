"""What the terminals of one sitting tell of themselves, and the seat test (docs/protocol.md §12). Never in the record.

What is told here comes from no ballot: a terminal tells it by its own clock, and a ballot moves no `seen_ms`.
"""

import asyncio
import time
from collections.abc import Callable

import msgspec
import structlog

from voting_server.ballot_box.port import BallotBox, BoxUnavailable
from voting_server.gateway import frames
from voting_server.gateway.session import Session

log = structlog.get_logger(__name__)

ROUND_SECONDS = 1.0
KEEP_S = 24 * 3600
AGAIN_SECONDS = 300.0
"""A terminal that tells nothing new is noted again after this time, so that `seen_ms` is never older while its server lives."""

TEST_SECONDS = 600
TEST = "test"


class Note(msgspec.Struct, omit_defaults=True):
    """The last that is known of a seat's terminal: `key` (b64u) told it; `seen_ms` is when it was last known to be connected.

    `offset_ms` is the server's clock less the terminal's own.
    """

    key: str
    seen_ms: int
    version: str = ""
    battery: int | None = None
    charging: bool | None = None
    link: str = ""
    quality: str = ""
    offset_ms: int | None = None
    test: str = ""
    keys: list[str] = []


class SeatTest(msgspec.Struct, frozen=True):
    """A seat test that goes on until `ends_ms`; `id` is "" when none does."""

    id: str = ""
    ends_ms: int = 0


_note_decoder = msgspec.json.Decoder(Note)
_test_decoder = msgspec.json.Decoder(SeatTest)


def devices_board(sitting: str) -> str:
    """Where the terminals' notes hang, by seat."""
    return f"devices.{sitting}"


def test_board(sitting: str) -> str:
    """Where the seat test is announced to all processes."""
    return f"seat-test.{sitting}"


async def read_notes(box: BallotBox, sitting: str) -> dict[str, Note]:
    """The last that is known of each seat's terminal."""
    return {seat: _note_decoder.decode(note) for seat, note in (await box.notes(devices_board(sitting))).items()}


async def read_test(box: BallotBox, sitting: str, now_ms: int) -> SeatTest:
    """The seat test that goes on."""
    note = (await box.notes(test_board(sitting))).get(TEST)
    test = _test_decoder.decode(note) if note else SeatTest()
    return test if test.ends_ms > now_ms else SeatTest()


async def put_test(box: BallotBox, sitting: str, test: SeatTest) -> None:
    """Begin a seat test, or end it with `SeatTest()`."""
    await box.put_notes(test_board(sitting), {TEST: msgspec.json.encode(test) if test.id else b""}, TEST_SECONDS + 60)


class Devices:
    """One process's part of a sitting: notes of the terminals connected here, and the seat test told to them."""

    def __init__(self, sitting: str, box: BallotBox, now_ms: Callable[[], int]) -> None:
        self._sitting = sitting
        self._box = box
        self._now_ms = now_ms
        self._telling: dict[Session, Note] = {}
        self._written: dict[str, tuple[Note, float]] = {}
        self._due: dict[str, Note] = {}
        self._test = SeatTest()
        self._voting = False

    def told(self, session: Session, frame: frames.DeviceFrame) -> None:
        """A terminal tells of itself; only who does so is told of a seat test."""
        new = session not in self._telling
        if new:
            self._written.pop(session.caller.seat, None)
        parts = {name: getattr(frame, name) for name in frame.__struct_fields__ if name != "r"}
        self._telling[session] = Note(session.caller.key, self._now_ms(), **parts)
        self._note(session)
        if new and self._shown.id:
            session.put(self._frame())

    def left(self, session: Session) -> None:
        """A terminal is gone; until now it was seen."""
        note = self._telling.pop(session, None)
        replaced = session.stopped.done() and session.stopped.result() == "replaced"
        if note is not None and not replaced:  # where it is now, newer things are told of it
            self._due[session.caller.seat] = msgspec.structs.replace(note, seen_ms=self._now_ms())

    def voting(self, going: bool) -> None:
        """Whether a vote is announced or open: then no seat test is shown."""
        before, self._voting = self._shown, going
        if self._shown != before:
            self._tell()

    async def run(self) -> None:
        """Write what is new and look for a seat test, once a second."""
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            try:
                await self._write()
                await self._look()
            except BoxUnavailable:
                log.warning("devices-wait", sitting=self._sitting)

    async def _write(self) -> None:
        for session in self._telling:
            self._note(session)
        due, self._due = self._due, {}
        try:
            await self._box.put_notes(
                devices_board(self._sitting), {seat: msgspec.json.encode(note) for seat, note in due.items()}, KEEP_S
            )
        except BoxUnavailable:
            self._due = due | self._due
            raise
        at = time.monotonic()
        self._written |= {seat: (note, at) for seat, note in due.items()}

    def _note(self, session: Session) -> None:
        """Note what is new of a terminal that is connected, or what was noted long ago."""
        note, seat = self._telling[session], session.caller.seat
        before, at = self._written.get(seat, (None, 0.0))
        same = before is not None and msgspec.structs.replace(note, seen_ms=before.seen_ms) == before
        if not same or time.monotonic() - at > AGAIN_SECONDS:
            self._due[seat] = msgspec.structs.replace(note, seen_ms=self._now_ms())

    async def _look(self) -> None:
        """A vote ends a seat test for good: it must not come back in the middle of the sitting."""
        before, self._test = self._shown, await read_test(self._box, self._sitting, self._now_ms())
        if self._voting and self._test.id:
            await put_test(self._box, self._sitting, SeatTest())
            self._test = SeatTest()
        if self._shown != before:
            self._tell()

    @property
    def _shown(self) -> SeatTest:
        return SeatTest() if self._voting else self._test

    def _frame(self) -> str:
        return frames.write({"t": "seat-test", "id": self._shown.id, "ends_ms": self._shown.ends_ms})

    def _tell(self) -> None:
        frame = self._frame()
        for session in list(self._telling):
            session.put(frame)
