"""Both logs as this device reads them, and what follows: whether a log holds, which keys are sealed, which acts are its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from terminal_client.scrutineer.attempts import READY, Attempt
from terminal_client.scrutineer.ledger import Fault
from terminal_client.scrutineer.people import People
from terminal_client.scrutineer.sitting import Sitting
from voting_protocol.acts import Head
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ceremony import CeremonyKeys


@dataclass(frozen=True, slots=True)
class SealedSet:
    """The keys of a sealed sitting, recomputed from every message of the ceremony: `seal` is S."""

    seal: bytes
    keys: CeremonyKeys
    chairs: tuple[str, ...]


class Roll:
    """An independent fold of a body's register and of one sitting's log (docs/protocol.md §4, §5).

    `known` are heads by log that this device wrote down earlier. `own` are the numbers of the sitting's acts that its own key signed, by id.
    """

    def __init__(self, body: str, sitting: str, server: bytes, me: str, known: Mapping[str, Head] | None = None) -> None:
        known = known or {}
        self.me = me
        self.server = server
        self.people = People(body, known.get(f"body.{body}"))
        self.sitting = Sitting(sitting, self.people, server, known.get(f"sitting.{sitting}"))
        self.own: dict[bytes, int] = {}
        self._sealed: dict[int, SealedSet | ProtocolError] = {}

    def read(self, register: Iterable[Mapping[str, Any]], sitting: Iterable[Mapping[str, Any]]) -> None:
        """Read on in both logs, as `GET …/acts` gives them; what came into the register before an act of the sitting must be among `register`.

        Raises `bad-frame` for what is not the next act. What does not hold is told by `fault`.
        """
        for entry in register:
            self.people.read(entry)
        for entry in sitting:
            logged = self.sitting.read(entry)
            if logged.actor == self.me:
                self.own[logged.id] = logged.n

    def has(self, act: bytes) -> bool:
        """Whether the log shows this device's act with this id."""
        return act in self.own

    @property
    def fault(self) -> Fault | None:
        """The first thing in either log that does not hold."""
        return self.people.ledger.fault or self.sitting.ledger.fault

    @property
    def complete(self) -> bool:
        """Whether both logs were read at least as far as this device had seen them."""
        return self.people.ledger.complete and self.sitting.ledger.complete

    @property
    def heads(self) -> dict[str, Head]:
        """How far both logs were read."""
        ledgers = self.people.ledger, self.sitting.ledger
        return {ledger.log: ledger.head for ledger in ledgers}

    @property
    def attempt(self) -> Attempt | None:
        """The last attempt of the ceremony."""
        return self.sitting.attempts.current

    def sealed(self, attempt: Attempt) -> SealedSet:
        """The keys that an attempt came to, if all n seals say what its messages make; `not-sealed`, `bad-seal` or a CeremonyFault otherwise."""
        if attempt.phase != READY:
            raise ProtocolError("not-sealed")
        if attempt.number not in self._sealed:
            try:
                self._sealed[attempt.number] = self._recompute(attempt)
            except ProtocolError as problem:
                self._sealed[attempt.number] = problem
        found = self._sealed[attempt.number]
        if isinstance(found, ProtocolError):
            raise found
        return found

    def _recompute(self, attempt: Attempt) -> SealedSet:
        keys = attempt.deals().keys()
        made = SealedSet(keys.seal(self.server, [unb64u(chair, 32) for chair in attempt.chairs]), keys, attempt.chairs)
        if any(seal.body[name] != value for seal in attempt.seals.values() for name, value in seal_members(made).items()):
            raise ProtocolError("bad-seal")
        return made


def seal_members(sealed: SealedSet) -> dict[str, Any]:
    """The last four members of `ceremony-seal`."""
    keys = sealed.keys
    shares = [b64u(share.data) for share in keys.shares]
    return {"keys": b64u(keys.digest), "public": b64u(keys.public.data), "shares": shares, "seal": b64u(sealed.seal)}
