"""What both logs share: committed acts, the chain of heads, the actor's role and the table of acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voting_server.domain.acts import Act, shaped
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.shapes import ZERO32, Ref, b64u

SERVER = "server"
"""The role of the server's own key."""


@dataclass(frozen=True, slots=True)
class Committed:
    """An act in its log: number, chain digest (32 bytes), act id (32 bytes), receive time, decoded body.

    `open` is the opening's digest (b64u of `D("open"; body)`) of a `division-open`, `freeze` that of a `division-freeze`
    (`D("freeze"; body)`), `mix` that of a mix message (`D("mix-message"; …)`); empty otherwise.
    """

    n: int
    digest: bytes
    act_id: bytes
    received_ms: int
    body: Mapping[str, Any]
    open: str = ""
    freeze: str = ""
    mix: str = ""


@dataclass(frozen=True, slots=True)
class ActSpec:
    """One row of a table of acts: its shape and who may do it.

    `roles` is empty where a one-time code gives the right instead (`code`: the act is co-signed by its member `code`).
    """

    shape: type[Act]
    roles: frozenset[str]

    @property
    def type(self) -> str:
        """The act's `type`."""
        return str(self.shape.__struct_config__.tag)

    @property
    def by_code(self) -> bool:
        """Whether the act must be co-signed by the key in its member `code`."""
        return not self.roles


@dataclass(slots=True)
class Chain:
    """The heads of a log's acts, to judge `after` and other references into it."""

    log: str
    digests: list[bytes] = field(default_factory=list)
    last_ms: int = 0

    @property
    def length(self) -> int:
        """How many acts the log has."""
        return len(self.digests)

    @property
    def head(self) -> dict[str, Any]:
        """The latest act as `{"n", "d"}`; `{"n": -1, "d": zero}` when there is none."""
        return {"n": self.length - 1, "d": b64u(self.digests[-1]) if self.digests else ZERO32}

    def names(self, ref: Ref) -> bool:
        """Whether `ref` is an act of this log with its true digest."""
        return 0 <= ref.n < self.length and b64u(self.digests[ref.n]) == ref.d

    def check(self, act: Act) -> None:
        """Refuse an act for another log, or whose `after` is not one of this log's heads."""
        refuse_unless(act.log == self.log, "bad-log", log=self.log)
        known = self.names(act.after) if self.digests else (act.after.n == -1 and act.after.d == ZERO32)
        refuse_unless(known, "bad-after", head=self.head)

    def extend(self, committed: Committed) -> None:
        """Append a committed act's digest; the caller commits in order."""
        if committed.n != self.length:
            raise ValueError(f"act {committed.n} of {self.log} applied after {self.length - 1}")
        self.digests.append(committed.digest)
        self.last_ms = committed.received_ms

    def copy(self) -> "Chain":
        """A chain that grows on its own."""
        return Chain(self.log, self.digests.copy(), self.last_ms)


def read_act(table: Mapping[str, ActSpec], body: Mapping[str, Any]) -> tuple[ActSpec, Act]:
    """The table's row and the typed act of a decoded body; `bad-act` when the type or a member is wrong."""
    kind = body.get("type")
    if not isinstance(kind, str) or kind not in table:
        raise RuleError("bad-act", {"field": "$.type", "why": "Unknown type of act"})
    spec = table[kind]
    return spec, shaped(body, spec.shape)


def check_role(spec: ActSpec, role: str) -> None:
    """Refuse an actor whose role may not do this kind of act."""
    refuse_unless(role in spec.roles, "not-allowed", role=role, type=spec.type)
