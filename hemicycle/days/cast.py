"""Who acts on the stage of a day: ports, played by headless people (`headless.py`) or, in browser tests, by people at real pages."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from hemicycle.days.figures import Ballots
from hemicycle.scrutineers import Scrutineers
from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import ChamberPlan, Preparation
from terminal_client.headless.console import Live
from terminal_client.headless.counters import Figures

THRESHOLD = 2
SCRUTINEERS = ("贺知秋", "苗春生", "易书怀")
TELLERS = ("甄诚", "单惟实")


class Chair(Protocol):
    """Leads the sitting. What the house does not allow raises `ProtocolError` with its code."""

    async def approve(self, division: str) -> None:
        """Put a draft on the agenda."""

    async def announce(self, division: str) -> None:
        """Say what is voted on next; of a secret vote after the scrutineers have made their keys."""

    async def open(self, division: str) -> None:
        """Open what was announced."""

    async def close(self, division: str) -> None:
        """Close it; of paper: the boxes."""

    async def declare(self, division: str) -> None:
        """Declare what was counted."""

    async def publish(self, division: str) -> None:
        """Publish what was declared."""

    async def take_step(self, division: str, step: Mapping[str, Any]) -> None:
        """Take a next lawful step that the server proposes (docs/sequences.md §8)."""

    async def withdraw(self, division: str, reason: str) -> None:
        """Take it off the agenda."""

    async def void(self, division: str, reason: str) -> None:
        """Propose to void it."""

    async def object(self, division: str, member: str, reason: str) -> None:
        """Record that a member wants the things of a package voted on one by one."""


class Desk(Protocol):
    """Two tellers and a scrutineer, who count what is not pressed (docs/channels.md §3)."""

    async def issue(self, division: str, issued: int) -> None:
        """So many ballots were handed out."""

    async def returned(self, division: str, returned: int) -> None:
        """So many were in the boxes."""

    async def count(self, division: str, figures: Figures) -> None:
        """Both tellers count, and find the same."""

    async def sign(self, division: str) -> None:
        """The scrutineer signs the count."""


class Benches(Protocol):
    """The deputies at their seats, who vote as the day tells."""

    async def arrive(self, members: Sequence[str]) -> None:
        """These come, or come back, and check in."""

    async def acknowledged(self, division: str, voters: int) -> None:
        """Wait until so many have their ballot acknowledged."""

    async def lose_the_network(self) -> None:
        """All are cut off at once."""


class Clerk(Protocol):
    """The secretariat while the sitting runs."""

    async def check_in_by_video(self, member: str) -> None:
        """A member is present by video."""

    async def confirm_void(self, division: str) -> None:
        """Agree, as the second person, that a division is void."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who acts; the sitting is open, or opened by the chair, before the day begins."""

    chair: Chair
    desk: Desk
    benches: Benches
    clerk: Clerk


@dataclass(frozen=True, slots=True)
class Backstage:
    """What a cast is made of: a prepared body on a server, the secretariat's live view of its sitting, the scrutineers' devices.

    `ballots` says who marks what, `private` is a folder for what nobody else may read.
    """

    server: ServerProcess
    plan: ChamberPlan
    ready: Preparation
    live: Live
    devices: Scrutineers
    ballots: Mapping[str, Ballots]
    private: Path

    @property
    def sitting(self) -> str:
        """The sitting's id."""
        return self.plan.sitting

    def seat_of(self, member: str) -> str:
        """The seat of a member on the roster."""
        return next(one["seat"] for one in self.ready.members if one["id"] == member)


Casting = Callable[[Backstage], AbstractAsyncContextManager[Cast]]
