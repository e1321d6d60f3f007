"""What whoever checks a sitting reads of it: the acts of its logs, its seal, the boards of its secret votes (docs/sealed.md §9)."""

from typing import Any, Protocol

from voting_protocol.acts import LOG_NAME, sitting_log
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_server.ballot_box.port import BallotBox
from voting_server.domain.division import Division
from voting_server.domain.sitting import Sitting
from voting_server.records.bundle import act_json
from voting_server.records.port import Records
from voting_server.services.logs import LogBook, LogView

ACTS_A_PAGE = 500
ENTRIES_A_PAGE = 1000


class Reader(Protocol):
    """Whoever looks: an enrolled device's key (b64u), body, role and seat."""

    @property
    def key(self) -> str: ...  # noqa: D102

    @property
    def body(self) -> str: ...  # noqa: D102

    @property
    def role(self) -> str: ...  # noqa: D102


class Scrutiny:
    """The chamber's reads for scrutineers, tablets and auditors."""

    logs: LogBook
    box: BallotBox
    records: Records

    async def for_reader(self, sitting: str, reader: Reader) -> tuple[LogView, LogView]:
        """A sitting's log and its register, for a device of the sitting's body."""
        raise NotImplementedError

    async def seal(self, sitting: str) -> dict[str, Any]:
        """The signed acts that seal the sitting: `{"start": {"b", "s"}, "seals": [{"b", "s"}…]}` by index; `not-yet` before.

        For everybody: who checks a challenged ballot has no key of the register.
        """
        view = await self.logs.read(sitting_log(sitting))
        ceremony = view.sitting.ceremony
        if ceremony is None or ceremony.phase != "ready":
            raise ProtocolError("not-yet")
        seals = [view.signed["", "ceremony-seal", key].to_json() for key in ceremony.scrutineers]
        return {"start": view.signed["", "ceremony-start"].to_json(), "seals": seals}

    async def acts_from(self, log: str, start: int, reader: Reader) -> dict[str, Any]:
        """A log's acts from number `start` on, at most 500 of them: `{"head", "acts": [{"n", "received_ms", "b", "s", "c"?}…]}`.

        `unknown-log` for a log of another body, and for one that is not there.
        """
        named = LOG_NAME.match(log)
        view = await self.logs.read(log)
        if named is None or (named[2] if named[1] == "body" else view.sitting.body) != reader.body:
            raise ProtocolError("unknown-log")
        acts = await self.logs.acts(log, max(0, start), ACTS_A_PAGE)
        head = view.head
        return {"head": head.to_json(), "acts": [act_json(act) for act in acts if act.n <= head.n]}

    async def board(self, sitting: str, division: str, start: int, reader: Reader) -> dict[str, Any]:
        """Entries of a secret division's board after the first `start`, at most 1000: `{"size", "entries": [b64u…]}`.

        Raises `not-secret`, `not-yet` before its opening.
        """
        view, _ = await self.for_reader(sitting, reader)
        subject = division_of(view.sitting, division)
        if not subject.draft.secret:
            raise ProtocolError("not-secret")
        if subject.opening is None:
            raise ProtocolError("not-yet")
        start = max(0, start)
        record = await self.records.division(sitting, division) if subject.state not in ("open", "closed") else None
        if record is not None:
            entries, size = record.entries[start : start + ENTRIES_A_PAGE], len(record.entries)
        else:
            opening = unb64u(subject.opened.open, 32)
            size = (await self.box.counters(opening)).size
            entries = await self.box.entries(opening, start, ENTRIES_A_PAGE)
        return {"size": max(size, start + len(entries)), "entries": [b64u(entry) for entry in entries]}


def division_of(sitting: Sitting, division: str) -> Division:
    """A division of a sitting; `unknown-division`."""
    found = sitting.divisions.get(division)
    if found is None:
        raise ProtocolError("unknown-division")
    return found
