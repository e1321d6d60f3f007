"""The key ceremony as anybody can check it (docs/sealed.md §2): a message is bytes in an act, a stage holds verified ones.

Each stage is made from the one before by `collect`, which verifies all n messages; a fault names its author.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voting_protocol.crypto import digest
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ceremony_messages import (
    DIGEST_BYTES,
    Complaint,
    Link,
    Parameters,
    Reveal,
    SealedShare,
    decode_deal,
    evaluate,
)
from voting_protocol.sealed.group import ZERO, Point, Scalar, base
from voting_protocol.sealed.keyset import sitting_seal
from voting_protocol.sealed.made import made
from voting_protocol.sealed.statements import counted


class CeremonyFault(ProtocolError):
    """What ends an attempt. `culprits`: the indices of its authors, all those missing, or both where nobody can tell which; none for bad luck."""

    def __init__(self, code: str, *culprits: int, **detail: object) -> None:
        super().__init__(code, culprits=list(culprits), **detail)
        self.culprits = culprits

    @property
    def culprit(self) -> int:
        """The one author, as `ceremony-abort` names it; 0 if there is not exactly one."""
        return self.culprits[0] if len(self.culprits) == 1 else 0


@dataclass(frozen=True, slots=True, init=False)
class Commits:
    """All n messages of round 1."""

    parameters: Parameters
    messages: tuple[bytes, ...]

    @classmethod
    def collect(cls, parameters: Parameters, messages: Mapping[int, bytes]) -> "Commits":
        """From the messages by index; `ceremony-incomplete`, `ceremony-message` (CeremonyFault)."""
        for index, message in _complete(parameters, messages):
            if len(message) != DIGEST_BYTES:
                raise CeremonyFault("ceremony-message", index)
        return made(cls, parameters=parameters, messages=tuple(messages[i] for i in parameters.indices))

    @property
    def digest(self) -> bytes:
        """`H1`, 32 bytes."""
        return digest("commits", self.parameters.digest, counted(self.messages))

    def check_reveal(self, index: int, message: bytes) -> Reveal:
        """The reveal of scrutineer `index`, verified by itself (CeremonyFault).

        `ceremony-message` (form), `ceremony-hash` (other commits than these), `ceremony-commit`, `ceremony-pok`.
        """
        try:
            reveal = Reveal.decode(message, self.parameters.k)
        except ProtocolError as problem:
            raise CeremonyFault("ceremony-message", index, reason=problem.code) from None
        if reveal.commits != self.digest:
            raise CeremonyFault("ceremony-hash", index)
        if reveal.commit(self.parameters, index) != self.messages[index - 1]:
            raise CeremonyFault("ceremony-commit", index)
        for place, (point, proof) in enumerate(zip(reveal.points, reveal.proofs, strict=True)):
            if not proof.holds(self.parameters, index, place, point):
                raise CeremonyFault("ceremony-pok", index)
        return reveal


@dataclass(frozen=True, slots=True, init=False)
class Reveals:
    """All n messages of round 2, verified."""

    commits: Commits
    messages: tuple[bytes, ...]
    reveals: tuple[Reveal, ...]

    @classmethod
    def collect(cls, commits: Commits, messages: Mapping[int, bytes]) -> "Reveals":
        """From the messages by index; the faults of `check_reveal`, `ceremony-incomplete`, `ceremony-duplicate-point`."""
        reveals = [commits.check_reveal(index, message) for index, message in _complete(commits.parameters, messages)]
        owners: dict[Point, int] = {}
        for index, reveal in enumerate(reveals, 1):
            for point in reveal.points:
                if point in owners:
                    raise CeremonyFault("ceremony-duplicate-point", *sorted({owners[point], index}))
                owners[point] = index
        ordered = tuple(messages[i] for i in commits.parameters.indices)
        return made(cls, commits=commits, messages=ordered, reveals=tuple(reveals))

    @property
    def parameters(self) -> Parameters:
        """Those of the attempt."""
        return self.commits.parameters

    def of(self, index: int) -> Reveal:
        """The reveal of a scrutineer."""
        return self.reveals[index - 1]

    def link(self, dealer: int, recipient: int) -> Link:
        """The way from a dealer to a recipient."""
        return Link(self.parameters, dealer, recipient, self.of(recipient).key)

    def accepts(self, dealer: int, recipient: int, share: Scalar | None) -> bool:
        """Whether this is the share the dealer committed to."""
        return share is not None and base(share) == evaluate(self.of(dealer).coefficients, recipient)

    def check_deal(self, index: int, message: bytes) -> tuple[SealedShare, ...]:
        """The n encrypted shares of a dealer, by recipient; `ceremony-message` (CeremonyFault)."""
        try:
            return decode_deal(message, self.parameters.n)
        except ProtocolError as problem:
            raise CeremonyFault("ceremony-message", index, reason=problem.code) from None


@dataclass(frozen=True, slots=True, init=False)
class Deals:
    """All n messages of round 3. What is inside, only the recipients can say: they complain, or seal."""

    reveals: Reveals
    messages: tuple[bytes, ...]
    deals: tuple[tuple[SealedShare, ...], ...]

    @classmethod
    def collect(cls, reveals: Reveals, messages: Mapping[int, bytes]) -> "Deals":
        """From the messages by index; `ceremony-incomplete`, `ceremony-message` (CeremonyFault)."""
        deals = tuple(reveals.check_deal(index, message) for index, message in _complete(reveals.parameters, messages))
        ordered = tuple(messages[i] for i in reveals.parameters.indices)
        return made(cls, reveals=reveals, messages=ordered, deals=deals)

    @property
    def parameters(self) -> Parameters:
        """Those of the attempt."""
        return self.reveals.parameters

    def sealed_share(self, dealer: int, recipient: int) -> SealedShare:
        """What a dealer sent to a recipient."""
        return self.deals[dealer - 1][recipient - 1]

    def judge(self, complainer: int, message: bytes) -> CeremonyFault:
        """The verdict on a complaint: `ceremony-share` names the dealer, `ceremony-complaint` the complainer."""
        try:
            complaint = Complaint.decode(message)
        except ProtocolError as problem:
            return CeremonyFault("ceremony-complaint", complainer, reason=problem.code)
        if complaint.accused not in self.parameters.indices or complainer not in self.parameters.indices:
            return CeremonyFault("ceremony-complaint", complainer)
        link, sealed = self.reveals.link(complaint.accused, complainer), self.sealed_share(complaint.accused, complainer)
        if not Complaint.statement(link, sealed.ephemeral, complaint.shared).holds(complaint.proof):
            return CeremonyFault("ceremony-complaint", complainer)
        if self.reveals.accepts(complaint.accused, complainer, sealed.open(link, complaint.shared)):
            return CeremonyFault("ceremony-complaint", complainer)
        return CeremonyFault("ceremony-share", complaint.accused)

    def keys(self) -> "CeremonyKeys":
        """What the attempt comes to if nobody complains; `ceremony-degenerate` (CeremonyFault)."""
        parameters = self.parameters
        columns = zip(*(reveal.coefficients for reveal in self.reveals.reveals), strict=True)
        coefficients = tuple(sum(column, ZERO) for column in columns)
        public, shares = coefficients[0], tuple(evaluate(coefficients, index) for index in parameters.indices)
        if public.is_zero or any(share.is_zero for share in shares) or len(set(shares)) < parameters.n:
            raise CeremonyFault("ceremony-degenerate")
        return made(CeremonyKeys, parameters=parameters, digest=_keys_digest(self, public, shares), public=public, shares=shares)


@dataclass(frozen=True, slots=True, init=False)
class CeremonyKeys:
    """The outcome of an attempt, which everybody computes: `digest` is Z, `public` Y, `shares` S_1..S_n."""

    parameters: Parameters
    digest: bytes
    public: Point
    shares: tuple[Point, ...]

    @property
    def k(self) -> int:
        """How many shares open a sum."""
        return self.parameters.k

    def seal(self, server: bytes, chairs: Sequence[bytes]) -> bytes:
        """`S`, which all n sign; `chairs` in the order of `ceremony-start`."""
        parameters = self.parameters
        return sitting_seal(parameters.sitting, parameters.k, parameters.identities, self.digest, server, chairs)


def _keys_digest(deals: Deals, public: Point, shares: Sequence[Point]) -> bytes:
    reveals = counted(digest("reveal", message) for message in deals.reveals.messages)
    dealt = counted(digest("deal", message) for message in deals.messages)
    commits = deals.reveals.commits.digest
    return digest("keys", deals.parameters.digest, commits, reveals, dealt, public.data, counted(share.data for share in shares))


def _complete(parameters: Parameters, messages: Mapping[int, bytes]) -> Iterator[tuple[int, bytes]]:
    if missing := [index for index in parameters.indices if index not in messages]:
        raise CeremonyFault("ceremony-incomplete", *missing)
    return ((index, messages[index]) for index in parameters.indices)
