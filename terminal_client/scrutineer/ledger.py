"""One log as the device reads it: every act's bytes, signature, place and chain verified (docs/protocol.md §2, §3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from terminal_client.scrutineer.shapes import Check, has_shape
from voting_protocol.acts import Head, SignedAct, chain, verified_body
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError


@dataclass(frozen=True, slots=True)
class Logged:
    """An act at its place in a log. `id` is its act id; `body` is empty if it could not be read."""

    n: int
    received_ms: int
    id: bytes
    signed: SignedAct
    body: Mapping[str, Any]

    @property
    def type(self) -> str:
        """What kind of act it is."""
        return str(self.body.get("type", ""))

    @property
    def actor(self) -> str:
        """The key that signed it, b64u."""
        return str(self.body.get("actor", ""))

    @property
    def name(self) -> str:
        """Its act id as other acts refer to it, b64u."""
        return b64u(self.id)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing in a log that does not hold: which act, and why (a code)."""

    log: str
    n: int
    code: str

    def __str__(self) -> str:
        return f"{self.log} {self.n} {self.code}"


class Ledger:
    """The acts of one log in order. `fault` is the first that does not hold; later ones are read all the same, so that people see what happens.

    `known` is a head that this device had seen earlier and wrote down: a log that does not pass through it was rewritten (`log-forked`).
    """

    def __init__(self, log: str, table: Mapping[str, Mapping[str, Check]], known: Head | None = None) -> None:
        self.log = log
        self.fault: Fault | None = None
        self._table = table
        self._known = known
        self._chain: list[bytes] = []
        self._received_ms = 0

    @property
    def length(self) -> int:
        """How many acts were read."""
        return len(self._chain)

    @property
    def head(self) -> Head:
        """The last act read."""
        return Head(len(self._chain) - 1, self._chain[-1]) if self._chain else Head()

    @property
    def complete(self) -> bool:
        """Whether everything that this device had seen earlier was read again."""
        return self._known is None or self.length > self._known.n

    def names(self, ref: Mapping[str, Any]) -> bool:
        """Whether `{"n", "d"}` is an act read, with its true chain digest."""
        n = int(ref["n"])
        return 0 <= n < self.length and ref["d"] == b64u(self._chain[n])

    def append(self, entry: Mapping[str, Any]) -> Logged:
        """Read the next act as the server gives it, `{"n", "received_ms", "b", "s", "c"?}`; `bad-frame` if it is not one or not the next."""
        signed, received_ms = _parse(entry, self.length)
        body: Mapping[str, Any] = {}
        try:
            body = verified_body(signed)
            if body.get("log") != self.log or not has_shape(body, self._table):
                raise ProtocolError("bad-act")
            self._check_place(body, received_ms)
        except ProtocolError as problem:
            self.blame(self.length, problem.code)
            body = body if body.get("log") == self.log and has_shape(body, self._table) else {}
        logged = Logged(self.length, received_ms, signed.id, signed, body)
        self._chain.append(chain(self.head.digest, logged.n, signed, received_ms))
        self._received_ms = max(self._received_ms, received_ms)
        if self._known is not None and logged.n == self._known.n and self._chain[-1] != self._known.digest:
            self.blame(logged.n, "log-forked")
        return logged

    def blame(self, n: int, code: str) -> None:
        """Act `n` does not hold; only the first such is kept."""
        if self.fault is None:
            self.fault = Fault(self.log, n, code)

    def _check_place(self, body: Mapping[str, Any], received_ms: int) -> None:
        after = body["after"]
        if not (self.names(after) if self._chain else after == Head().to_json()):
            raise ProtocolError("bad-after")
        if received_ms < self._received_ms:
            raise ProtocolError("bad-time")


def _parse(entry: Mapping[str, Any], n: int) -> tuple[SignedAct, int]:
    try:
        place, received_ms = entry["n"], entry["received_ms"]
        signed = SignedAct.from_json({name: value for name, value in entry.items() if name in {"b", "s", "c"}})
    except (KeyError, TypeError, ProtocolError) as problem:
        raise ProtocolError("bad-frame") from problem
    if type(place) is not int or type(received_ms) is not int or place != n or received_ms < 0:
        raise ProtocolError("bad-frame")
    return signed, received_ms
