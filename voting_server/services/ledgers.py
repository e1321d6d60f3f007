"""What readers get of a body's ledger: the folded state as it is now, and what declared divisions say to it."""

from collections.abc import Callable
from typing import Any

from voting_protocol.acts import body_log, ledger_log, sitting_log
from voting_protocol.errors import ProtocolError
from voting_server.domain.codes import RuleError
from voting_server.domain.ledger import Ledger
from voting_server.domain.ledger_dates import today
from voting_server.domain.ledger_views import ledger_view, paper_view
from voting_server.domain.ledger_votes import proposals
from voting_server.services.logs import LogBook


class Ledgers:
    """Reads of all ledgers of the installation."""

    def __init__(self, logs: LogBook, now_ms: Callable[[], int]) -> None:
        self._logs = logs
        self._now_ms = now_ms

    async def view(self, body: str) -> dict[str, Any]:
        """The ledger of docs/ledger.md §6; an empty one before the first act."""
        state = await self._state(body)
        return ledger_view(state, today(self._now_ms()))

    async def proposals(self, body: str, sitting: str, division: str) -> dict[str, Any]:
        """What a declared division lets the ledger take: `{"acts"}`; `unknown-division`, `not-declared`."""
        state = await self._state(body)
        try:
            await self._logs.read(sitting_log(sitting))
        except ProtocolError as problem:
            raise ProtocolError("unknown-division") from problem
        try:
            return {"acts": proposals(state, self._logs.ledger_context(body, self._now_ms()), sitting, division)}
        except RuleError as refused:
            raise ProtocolError(refused.code, **refused.detail) from refused

    async def paper(self, body: str, case: str) -> dict[str, Any]:
        """The last exam paper drawn for a case, without the answers; `not-found`."""
        state = await self._state(body)
        view = paper_view(state.cases[case]) if case in state.cases else None
        if view is None:
            raise ProtocolError("not-found")
        return view

    async def _state(self, body: str) -> Ledger:
        await self._logs.read(body_log(body))
        try:
            return (await self._logs.read(ledger_log(body))).ledger
        except ProtocolError as problem:
            if problem.code != "unknown-log":
                raise
            return Ledger.empty(body)
