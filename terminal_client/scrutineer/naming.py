"""Written names and orders as the log tells of them: called for, mixed by k in turn, shared (docs/sealed-names.md §10)."""

from dataclasses import dataclass, field

from terminal_client.scrutineer.ledger import Logged
from voting_protocol.encoding import ZERO32, b64u, unb64u
from voting_protocol.sealed.shuffle import chain_digest, mix_digest


@dataclass(frozen=True, slots=True)
class LoggedMix:
    """A mix of the log: the act's number, its author's index, the digest of the message."""

    n: int
    index: int
    digest: bytes


@dataclass(slots=True, eq=False)
class Naming:
    """What the log says after a `names-call`. `released` are the indices of those who shared the rows.

    `messages` are the mixes' bytes, one for each of `mixes` until they are forgotten.
    """

    flags: int
    rows: int
    mixes: list[LoggedMix] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list, repr=False)
    released: set[int] = field(default_factory=set)

    @property
    def mixed(self) -> list[int]:
        """Who has mixed, in this order."""
        return [mix.index for mix in self.mixes]

    @property
    def last(self) -> str:
        """`previous` of the next mix, b64u."""
        return b64u(self.mixes[-1].digest if self.mixes else ZERO32)

    @property
    def befores(self) -> list[str]:
        """`previous` of each mix that there is, b64u: nobody's other mix in its place can be taken any more."""
        return [b64u(digest) for digest in (ZERO32, *(mix.digest for mix in self.mixes))][:-1]

    def chain(self, frz: bytes) -> str:
        """The digest of the mixes so far under a freeze, b64u."""
        return b64u(chain_digest(frz, [(mix.index, mix.digest) for mix in self.mixes]))

    def mix(self, logged: Logged, index: int, k: int) -> str:
        """Fold a `mix` of scrutineer `index`, unverified; the code of what it breaks, or ""."""
        if index in self.mixed or len(self.mixes) >= k:
            return "wrong-division-state"
        if logged.body["previous"] != self.last:
            return "mix-stale"
        message = unb64u(logged.body["message"])
        self.mixes.append(LoggedMix(logged.n, index, mix_digest(message)))
        self.messages.append(message)
        return ""

    def release(self, logged: Logged, index: int, k: int, frz: bytes) -> str:
        """Fold a `row-release` of scrutineer `index`; the code of what it breaks, or ""."""
        if index in self.released or len(self.mixes) < k:
            return "wrong-division-state"
        if logged.body["chain"] != self.chain(frz):
            return "wrong-reference"
        self.released.add(index)
        return ""

    def forget(self) -> None:
        """The vote is over: nobody asks for the mixes any more."""
        self.messages.clear()
