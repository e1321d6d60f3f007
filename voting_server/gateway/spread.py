"""News for the terminals: told after everybody who leads a sitting, by the slice, and only the newest."""

import asyncio
from collections.abc import Mapping
from typing import Any

from voting_server.gateway.session import Session

SLICE = 25  # between two slices ballots and requests are served
LATER_SECONDS = 0.5
_LEFT_OUT = frozenset({"head", "attendance"})


class Spread:
    """Sends state and attendance to thousands. A frame that was superseded before its turn came is not sent any more.

    What terminals act on goes out at once; who is present and how far the scrutineers are, a little later, together with what follows.
    """

    def __init__(self) -> None:
        self._sessions: set[Session] = set()
        self._state = self._attendance = ""
        self._numbers = 0, 0
        self._told: Mapping[str, Any] = {}
        self._due = asyncio.Event()
        self._later: asyncio.TimerHandle | None = None

    def join(self, session: Session) -> None:
        """Tell a terminal from now on; it was just sent what was told last."""
        session.told = self._numbers
        self._sessions.add(session)

    def leave(self, session: Session) -> None:
        """Forget a session."""
        self._sessions.discard(session)

    def tell(self, view: Mapping[str, Any], state: str, attendance: str) -> None:
        """The newest frames. `view` is the state in `state`, which is sent only if it says more than how many are present."""
        states, attendances = self._numbers
        news = {name: part for name, part in view.items() if name not in _LEFT_OUT}
        self._attendance = attendance
        self._state = state
        self._numbers = states + (news != self._told), attendances + 1
        urgent = _acted_on(news) != _acted_on(self._told)
        self._told = news
        if urgent:
            self._due.set()
        elif self._later is None:
            self._later = asyncio.get_running_loop().call_later(LATER_SECONDS, self._due.set)

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            if self._later is not None:
                self._later.cancel()
                self._later = None
            for place, session in enumerate(list(self._sessions), 1):
                self._bring_up_to_date(session)
                if place % SLICE == 0:
                    await asyncio.sleep(0)

    def _bring_up_to_date(self, session: Session) -> None:
        states, attendances = session.told
        session.told = self._numbers
        if states != self._numbers[0]:
            session.put(self._state)
        if attendances != self._numbers[1]:
            session.put(self._attendance)


def _acted_on(news: Mapping[str, Any]) -> Any:
    divisions = [{**division, "sealed": None} for division in news.get("divisions", ())]
    return {**news, "divisions": divisions}
