"""What keeps a division from going on: how a step that failed is told, and how the process that counts tells the others of it."""

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import structlog

from voting_protocol.errors import ProtocolError
from voting_server.ballot_box.port import BallotBox, BoxLost

log = structlog.get_logger(__name__)

KEEP_S = 10
"""How long the others hear of a trouble that is told no more; its process looks again every second."""

TROUBLE = "trouble"
OVERTAKEN = frozenset({"wrong-division-state", "before-deadline", "already-frozen"})
"""How a step is refused when another process was first, or when the chair extended the vote just before its close."""
Problem = Mapping[str, Any]


def problem_of(failure: Exception, sitting: str, division: str) -> Problem | None:
    """How the chair is told that a division's step failed, None if that is no trouble. What nobody foresaw is `internal`.

    Of that the log has the kind and the place, never the words: they may hold what the step worked on.
    """
    if isinstance(failure, BoxLost):
        return {"code": "box-lost", "division": division}
    if isinstance(failure, OSError):  # a bundle can't be written: the sitting goes on, the bundle is tried again
        log.error("bundle-problem", sitting=sitting, division=division, why=type(failure).__name__)
        return {"code": "record-unavailable", "division": division}
    if not isinstance(failure, ProtocolError):
        log.error("division-failed", sitting=sitting, division=division, why=type(failure).__name__, where=_where(failure))
        return {"code": "internal", "division": division}
    if failure.code in OVERTAKEN:
        return None
    log.error("division-problem", sitting=sitting, division=division, code=failure.code, detail=failure.detail)
    return {"code": failure.code, "division": division, "detail": failure.detail}


def _where(failure: Exception) -> list[str]:
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(failure.__traceback__)]


class Troubles:
    """One process's part: says what it found where it is the one that works, and hears where another is."""

    def __init__(self, box: BallotBox) -> None:
        self._box = box
        self._told: dict[str, Problem | None] = {}

    async def tell(self, topic: str, opening: str, problem: Problem | None) -> None:
        """Tell the others what this process found of an opening, None if nothing; they are woken by news. Raises `BoxUnavailable`."""
        if problem is None and opening in self._told and self._told[opening] is None:
            return
        note = b"" if problem is None else msgspec.json.encode(problem)
        await self._box.put_notes(_board(opening), {TROUBLE: note}, KEEP_S)
        before, self._told[opening] = self._told.get(opening), problem
        if _code(before) != _code(problem):
            await self._box.publish(topic, b"")

    async def heard(self, opening: str) -> Problem | None:
        """What the process that works on an opening found. Raises `BoxUnavailable`."""
        self.forget(opening)  # should this process work on it again, it says anew what it finds
        note = (await self._box.notes(_board(opening))).get(TROUBLE)
        return msgspec.json.decode(note) if note else None

    def forget(self, opening: str) -> None:
        """Nothing more is to be said of an opening."""
        self._told.pop(opening, None)


def _board(opening: str) -> str:
    return f"troubles.{opening}"


def _code(problem: Problem | None) -> str:
    return problem["code"] if problem else ""
