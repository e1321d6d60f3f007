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
SITTING_READERS = frozenset({"chair", "secretariat", "teller", "scrutineer"})
_READERS = {"sitting": SITTING_READERS, "ledger": frozenset({"secretariat"})}


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

    async def certified_opening(self, sitting: str, opening: str) -> dict[str, Any]:
        """The secret opening with this digest (b64u), `{"division", "b", "s", "certificate": [{"b", "s"}…]}`; `not-found`.

        For everybody, as `seal`: a challenged ballot names its opening by the digest, and the checker tells the names on it.
        """
        view = await self.logs.read(sitting_log(sitting))
        for division in view.sitting.divisions.values():
            if division.sealed is not None and division.opening is not None and division.opened.open == opening:
                act = view.signed[division.id, "division-open"].to_json()
                return {"division": division.id, **act, "certificate": certificate(view, division)}
        raise ProtocolError("not-found")

    async def acts_from(self, log: str, start: int, reader: Reader) -> dict[str, Any]:
        """A log's acts from number `start` on, at most 500 of them: `{"head", "acts": [{"n", "received_ms", "b", "s", "c"?}…]}`.

        `unknown-log` for a log of another body, and for one that is not there; `not-allowed`: a sitting's acts, which hold the first
        teller's figures, are for `SITTING_READERS`, a ledger's, which hold exam papers, for its secretariat.
        """
        named = LOG_NAME.match(log)
        view = await self.logs.read(log)
        if named is None or (view.sitting.body if named[1] == "sitting" else named[2]) != reader.body:
            raise ProtocolError("unknown-log")
        if reader.role not in _READERS.get(named[1], {reader.role}):
            raise ProtocolError("not-allowed")
        acts = await self.logs.acts(log, max(0, start), ACTS_A_PAGE)
        head = view.head
        return {"head": head.to_json(), "acts": [act_json(act) for act in acts if act.n <= head.n]}

    async def board(self, sitting: str, division: str, start: int, reader: Reader) -> dict[str, Any]:
        """Entries of a secret division's board after the first `start`, at most 1000: `{"size", "entries": [b64u…]}`.

        Raises `not-secret`, `not-yet` before its opening.
        """
        subject = self._with_box(sitting, division, reader)
        if subject is None:
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

    def _with_box(self, sitting: str, division: str, reader: Reader) -> Division | None:
        """The division, if this process knows that it was opened and not that it is recorded: its box has the board, and devices that
        follow it ask many times a second, for each of whom the logs would be read up to now.
        """
        view = self.logs.peek(sitting_log(sitting))
        subject = view.sitting.divisions.get(division) if view and view.sitting.body == reader.body else None
        return subject if subject is not None and subject.state in {"open", "closed"} else None


def certificate(view: LogView, division: Division) -> list[dict[str, str]]:
    """The `open-ok` acts of an opened division, by index; a named one has none."""
    sealed = division.sealed
    if sealed is None:
        return []
    keys = (sealed.scrutineers[index - 1] for index in sorted(sealed.certified))
    return [view.signed[division.id, "open-ok", key].to_json() for key in keys]


def division_of(sitting: Sitting, division: str) -> Division:
    """A division of a sitting; `unknown-division`."""
    found = sitting.divisions.get(division)
    if found is None:
        raise ProtocolError("unknown-division")
    return found
