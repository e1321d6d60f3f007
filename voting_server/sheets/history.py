"""What happened in a sitting, read from its acts: the folded state, and who did what at what time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting_server.domain import register as registers
from voting_server.domain import sitting as sittings
from voting_server.domain.log import Committed
from voting_server.domain.register import Register
from voting_server.domain.sitting import Sitting
from voting_server.records.folding import committed_all
from voting_server.records.port import StoredAct

SERVER = "server"


@dataclass(frozen=True, slots=True)
class Moment:
    """An act of the sitting: its number, type, when the server received it (ms), its actor's holder and role, its body.

    The server's own acts have the role `server` and no holder; a terminal's have its member's name as holder.
    """

    n: int
    type: str
    ms: int
    holder: str
    role: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    """A sitting and its register after all acts given, the acts in order, and the rosters by number of their act."""

    register: Register
    sitting: Sitting
    moments: Sequence[Moment]
    rosters: Mapping[int, Mapping[str, Mapping[str, Any]]]

    def of(self, division: str, *types: str) -> Iterator[Moment]:
        """A division's acts, of these types if any are named."""
        return (m for m in self.moments if m.body.get("division") == division and (not types or m.type in types))

    def last(self, division: str, kind: str) -> Moment | None:
        """A division's latest act of a type."""
        return next((moment for moment in reversed(list(self.of(division, kind)))), None)

    def members_at(self, n: int) -> Mapping[str, Mapping[str, Any]]:
        """The roster's members by id after the register's act `n`, as `roster-set` wrote them; none before the first."""
        known = [at for at in self.rosters if at <= n]
        return self.rosters[max(known)] if known else {}

    @property
    def members(self) -> Mapping[str, Mapping[str, Any]]:
        """The latest roster's members by id."""
        return self.members_at(self.register.chain.length)


def read_history(body: str, sitting: str, people: Sequence[StoredAct], acts: Sequence[StoredAct]) -> History:
    """The history of a sitting from its acts (from 0 on) and those of its body's register."""
    return fold_history(body, sitting, committed_all(people), committed_all(acts))


def fold_history(body: str, sitting: str, people: Sequence[Committed], acts: Sequence[Committed]) -> History:
    """The history of a sitting from acts in the domain's form."""
    register, house = Register.empty(body), Sitting.empty(sitting)
    rosters: dict[int, Mapping[str, Mapping[str, Any]]] = {}
    for act in people:
        registers.apply(register, act)
        if act.body["type"] == "roster-set":
            rosters[act.n] = {member["id"]: member for member in act.body["members"]}
    for act in acts:
        sittings.apply(house, act)
    moments = [Moment(act.n, act.body["type"], act.received_ms, *_actor(register, act.body["actor"]), act.body) for act in acts]
    return History(register, house, moments, rosters)


def _actor(register: Register, key: str) -> tuple[str, str]:
    found = register.keys.get(key)
    if found is None:
        return "", SERVER
    member = register.member_at(found.seat) if found.seat else None
    return (member.name if member else found.holder), found.role
