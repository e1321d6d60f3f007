"""A scrutineer's part in the key ceremony (docs/sealed.md §2). One `Party` lives for one attempt, in memory only."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from voting_protocol.crypto import equal
from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ceremony import CeremonyFault, CeremonyKeys, Commits, Deals, Reveals
from voting_protocol.sealed.ceremony_messages import Complaint, Knowledge, Link, Parameters, Reveal, SealedShare
from voting_protocol.sealed.group import SCALAR_BYTES, Point, Scalar, base
from voting_protocol.sealed.secret.equality import Draw, prove, respond

_MAGIC = b"HS1"
_DIGEST_END = len(_MAGIC) + 32
SECRET_SHARE_BYTES = _DIGEST_END + 4 + SCALAR_BYTES


@dataclass(frozen=True, slots=True)
class SecretShare:
    """`s_j` of scrutineer `index`, under the keys whose digest Z is `keys`. Only ever written encrypted."""

    keys: bytes
    index: int
    value: Scalar = field(repr=False)

    def to_bytes(self) -> bytes:
        """`"HS1"‖Z‖u32 j‖s_j`: secret."""
        return _MAGIC + self.keys + u32(self.index) + self.value.data

    @classmethod
    def from_bytes(cls, data: bytes) -> "SecretShare":
        """Strict inverse of `to_bytes`; `bad-encoding` or `bad-scalar` otherwise."""
        if len(data) != SECRET_SHARE_BYTES or not data.startswith(_MAGIC):
            raise ProtocolError("bad-encoding")
        index = int.from_bytes(data[_DIGEST_END : _DIGEST_END + 4], "big")
        return cls(data[len(_MAGIC) : _DIGEST_END], index, Scalar.decode(data[-SCALAR_BYTES:]))

    def fits(self, public: Point) -> bool:
        """Whether `s_j·G` is this point."""
        return base(self.value) == public


@dataclass(frozen=True, slots=True)
class Dealt:
    """A party's success: its share, and the keys that everybody computes."""

    share: SecretShare
    keys: CeremonyKeys


@dataclass(frozen=True, slots=True, repr=False)
class _Secrets:
    coefficients: tuple[Scalar, ...]
    key: Scalar

    @classmethod
    def draw(cls, k: int, draw: Draw) -> "_Secrets":
        return cls(tuple(draw() for _ in range(k)), draw())

    def share(self, recipient: int) -> Scalar:
        """`s_ij = Σ_l a_il·j^l`."""
        point, total = Scalar.of(recipient), self.coefficients[-1]
        for coefficient in reversed(self.coefficients[:-1]):
            total = total * point + coefficient
        return total


class Party:
    """Scrutineer `index` in one attempt. Every message is made once; asked again, a step gives the same bytes.

    A step raises the fault (CeremonyFault) it finds in the others' messages, `ceremony-own` if the log holds another message of this
    scrutineer than it made (a second device, or a key that was taken), and `ceremony-over` once the secrets are erased.
    `draw` is for test vectors alone.
    """

    def __init__(self, parameters: Parameters, index: int, draw: Draw = Scalar.random) -> None:
        if index not in parameters.indices:
            raise ProtocolError("ceremony-parameters")
        self.parameters = parameters
        self.index = index
        self._secrets: _Secrets | None = _Secrets.draw(parameters.k, draw)
        self._draw = draw
        self._opening = _opening(parameters, index, self._secrets, draw)
        self._reveal: bytes | None = None
        self._deal: bytes | None = None

    def __repr__(self) -> str:
        return f"Party(index={self.index})"

    def commit(self) -> bytes:
        """Round 1: the hash of what `reveal` will show."""
        return self._opening.commit(self.parameters, self.index)

    def reveal(self, commits: Commits) -> bytes:
        """Round 2, once all n commits are there."""
        self._check_own(commits.parameters, commits.messages, self.commit())
        opening = self._opening
        message = Reveal(commits.digest, opening.coefficients, opening.key, opening.proofs).encode()
        if self._reveal not in {None, message}:
            raise CeremonyFault("ceremony-hash")
        self._reveal = message
        return message

    def deal(self, reveals: Reveals) -> bytes:
        """Round 3, once all n reveals are there and verified."""
        secrets = self._check_own(reveals.parameters, reveals.messages, self._reveal)
        if self._deal is None:
            links = [reveals.link(self.index, recipient) for recipient in self.parameters.indices]
            self._deal = b"".join(_seal(link, secrets.share(link.recipient), self._draw).encode() for link in links)
        return self._deal

    def receive(self, deals: Deals) -> Dealt | Complaint:
        """Round 4, once all n deals are there: the share, or a complaint about the first dealer whose share is bad. Erases the rest."""
        secrets = self._check_own(deals.parameters, deals.messages, self._deal)
        total: Scalar | None = None
        for dealer in self.parameters.indices:
            link, sealed = deals.reveals.link(dealer, self.index), deals.sealed_share(dealer, self.index)
            shared = secrets.key * sealed.ephemeral
            share = sealed.open(link, shared)
            if share is None or not deals.reveals.accepts(dealer, self.index, share):
                statement = Complaint.statement(link, sealed.ephemeral, shared)
                self.erase()
                return Complaint(dealer, shared, prove(statement, secrets.key, self._draw))
            total = share if total is None else total + share
        self.erase()
        return self._finish(deals.keys(), total)

    def erase(self) -> None:
        """Forget `a_il` and `p_i`. Python can't overwrite what it once held in memory; nothing of it was ever written."""
        self._secrets = None

    def _finish(self, keys: CeremonyKeys, total: Scalar | None) -> Dealt:
        if total is None or base(total) != keys.shares[self.index - 1]:
            raise CeremonyFault("ceremony-degenerate")
        return Dealt(SecretShare(keys.digest, self.index, total), keys)

    def _check_own(self, parameters: Parameters, messages: Sequence[bytes], own: bytes | None) -> _Secrets:
        if self._secrets is None:
            raise ProtocolError("ceremony-over")
        if parameters != self.parameters or own is None or not equal(messages[self.index - 1], own):
            raise CeremonyFault("ceremony-own", self.index)
        return self._secrets


def _opening(parameters: Parameters, index: int, secrets: _Secrets, draw: Draw) -> Reveal:
    """The reveal of round 2 without the commits of the others."""
    scalars = (*secrets.coefficients, secrets.key)
    points = [base(scalar) for scalar in scalars]
    proofs = []
    for place, (scalar, point) in enumerate(zip(scalars, points, strict=True)):
        nonce = draw()
        r = base(nonce)
        proofs.append(Knowledge(r, respond(nonce, Knowledge.challenge(parameters, index, place, point, r), scalar)))
    return Reveal(b"", tuple(points[:-1]), points[-1], tuple(proofs))


def _seal(link: Link, share: Scalar, draw: Draw) -> SealedShare:
    ephemeral = draw()
    return SealedShare.seal(link, base(ephemeral), ephemeral * link.key, share)
