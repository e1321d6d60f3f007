"""Who has pressed in the vote that goes on, read from the box ten times a second, as each role may see it; never what."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from voting_protocol.encoding import b64u, unb64u
from voting_server.ballot_box.port import Counters
from voting_server.domain.division import Division
from voting_server.domain.opening import Elector
from voting_server.gateway import frames
from voting_server.services.chamber import Chamber, pressed_of
from voting_server.services.logs import LogView

SEES_SEATS = frozenset({"chair", "secretariat", "operator"})
SEES_PRESSED = SEES_SEATS | {"observer", "scrutineer"}
SEES_VERIFIERS = frozenset({"chair", "scrutineer"})


class Turnout:
    """The turnout of one division, which only grows; of a secret one also how far its verifiers are, until it is counted."""

    def __init__(self, chamber: Chamber) -> None:
        self._chamber = chamber
        self._division: Division | None = None
        self._electors: Sequence[Elector] = ()
        self._seat_of: dict[bytes, str] = {}
        self._counted = 0
        self._pressed: set[str] = set()
        self._public = False
        self._delegations = _Delegations()
        self._verify: dict[str, Any] = {}
        self._common: dict[str, Any] = {}
        self._frames: dict[tuple[bool, bool], str] = {}
        self.counters = Counters(0, 0, 0)

    @property
    def begun(self) -> bool:
        """Whether there is a turnout to tell."""
        return bool(self._common)

    def follow(self, view: LogView) -> None:
        """Watch the division that goes on in the sitting's log, if any."""
        division = next((each for each in view.sitting.divisions.values() if _goes_on(each)), None)
        if division is None or self._division is None or self._division.id != division.id:
            self._counted = 0
            self._pressed = set()
            self._delegations = _Delegations()
            self._verify, self._common, self._frames = {}, {}, {}
            self.counters = Counters(0, 0, 0)
        self._division = division
        self._public = view.sitting.profile is not None and view.sitting.profile.who_pressed.public

    def electorate(self, division: Division, register: LogView) -> Mapping[bytes, str]:
        """Seats by key of a division's electors. An opening fixes them, so they are listed once."""
        if self._electors is not (electors := self._chamber.electors(division, register)):
            self._seat_of = {unb64u(elector.key, 32): elector.seat for elector in electors}
            self._electors = electors
        return self._seat_of

    async def look(self, register: LogView) -> bool:
        """Read on; True if there is news. Raises `BoxUnavailable`, `BoxLost`."""
        division = self._division
        if division is None:
            return False
        opening = unb64u(division.opened.open, 32)
        news = await self._chamber.box.turnout(opening, self._counted)
        verify = await self._verifiers(division, opening)
        if self._division is not division or not (news.keys or verify != self._verify or not self.begun):
            return False
        seat_of = self.electorate(division, register)
        self._counted += len(news.keys)
        seats = {seat_of[key] for key in news.keys if key in seat_of} - self._pressed
        self._pressed.update(seats)
        self._delegations.press(seats)
        self._verify = verify
        self._common = {
            "t": "turnout",
            "open": division.opened.open,
            "pressed": self._counted,
            "time_ms": self._chamber.now_ms(),
        }
        self._frames = {}
        return True

    async def _verifiers(self, division: Division, opening: bytes) -> dict[str, Any]:
        """How far a secret vote's ballots are verified: on the server, and by each scrutineer."""
        if division.sealed is None:
            return {}
        self.counters = counters = await self._chamber.box.counters(opening)
        told = await self._chamber.box.progress(opening)
        sizes = sorted((division.sealed.index_of(b64u(key)), size) for key, size in told.items())
        figures = {"received": counters.received, "recorded": counters.size, "scrutineers": [list(pair) for pair in sizes]}
        return {"verify": figures}

    def _sees_seats(self, role: str) -> bool:
        """Who presses is on public displays only where the sitting's profile allows it (M11, docs/profiles.md §8)."""
        return role in SEES_SEATS or (role == "observer" and self._public)

    def frame(self, role: str, register: LogView) -> str:
        """The turnout as last read. Seat by seat it is long, so it is written only where somebody sees it."""
        sight = self._sees_seats(role), role in SEES_VERIFIERS
        if sight not in self._frames:
            frame = dict(self._common)
            if sight[0] and self._division is not None:
                frame["bits"] = pressed_of(register.register, self._pressed)
                frame["delegations"] = self._delegations.of(self._division, register, self._pressed)
            self._frames[sight] = frames.write(frame | self._verify if sight[1] else frame)
        return self._frames[sight]


def _goes_on(division: Division) -> bool:
    """Open; or closed and secret: then what was received before is still being verified."""
    return division.takes_ballots or (division.state == "closed" and division.sealed is not None)


class _Delegations:
    """Pressed and present by delegation, in the roster's order; listed anew only for another division or register."""

    def __init__(self) -> None:
        self._of: tuple[str, int] | None = None
        self._counts: dict[str, list[int]] = {}
        self._by_seat: dict[str, list[int]] = {}

    def press(self, seats: Iterable[str]) -> None:
        """These seats have pressed, for the first time."""
        for seat in seats:
            if seat in self._by_seat:
                self._by_seat[seat][0] += 1

    def of(self, division: Division, register: LogView, pressed: set[str]) -> list[list[Any]]:
        """`[name, pressed, present]` of every delegation with somebody present."""
        if self._of != (division.opened.open, register.length):
            self._of = division.opened.open, register.length
            self._list(division, register)
            self.press(pressed)
        return [[name, *count] for name, count in self._counts.items()]

    def _list(self, division: Division, register: LogView) -> None:
        self._counts, self._by_seat = {}, {}
        present = {presence.seat for presence in division.opened.present.values()}
        for member in register.register.members.values():
            if member.seat in present:
                count = self._by_seat[member.seat] = self._counts.setdefault(member.delegation, [0, 0])
                count[1] += 1
