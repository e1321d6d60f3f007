"""Messages of the key ceremony, byte for byte (docs/sealed.md §2); what they have to say to each other: `ceremony`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voting_protocol.crypto import check_public_key, digest
from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.equality import PROOF_BYTES, Equality, EqualityProof
from voting_protocol.sealed.group import POINT_BYTES, SCALAR_BYTES, Point, Scalar, base, combine, hash_to_scalar
from voting_protocol.sealed.keyset import MAX_SCRUTINEERS
from voting_protocol.sealed.statements import counted

MIN_THRESHOLD = 2
DIGEST_BYTES = 32
_DEAL_BYTES = POINT_BYTES + SCALAR_BYTES + 16
_KNOWLEDGE_BYTES = POINT_BYTES + SCALAR_BYTES
_COMPLAINT_BYTES = 4 + POINT_BYTES + PROOF_BYTES
_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What every message of an attempt is bound to; indices are positions in `identities`, from 1."""

    sitting: str
    k: int
    identities: tuple[bytes, ...]
    attempt: int

    def __post_init__(self) -> None:
        if not MIN_THRESHOLD <= self.k <= self.n <= MAX_SCRUTINEERS or self.attempt < 1:
            raise ProtocolError("ceremony-parameters")
        if len({check_public_key(key) for key in self.identities}) != self.n:
            raise ProtocolError("ceremony-parameters")

    @property
    def n(self) -> int:
        """How many scrutineers there are."""
        return len(self.identities)

    @property
    def indices(self) -> range:
        """1..n."""
        return range(1, self.n + 1)

    @property
    def digest(self) -> bytes:
        """`cer`, 32 bytes."""
        numbers = bytes([self.n]), bytes([self.k])
        return digest("ceremony", self.sitting.encode(), *numbers, counted(self.identities), u32(self.attempt))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`R‖z`: the author knows the logarithm of a point."""

    r: Point
    z: Scalar

    def encode(self) -> bytes:
        """The 64 bytes."""
        return self.r.data + self.z.data

    @classmethod
    def decode(cls, data: bytes) -> "Knowledge":
        """Strict inverse of `encode`; `bad-point` or `bad-scalar` otherwise."""
        return cls(Point.decode(data[:POINT_BYTES]), Scalar.decode(data[POINT_BYTES:]))

    @staticmethod
    def challenge(parameters: Parameters, index: int, place: int, point: Point, r: Point) -> Scalar:
        """`h = Hs("pok"; cer, u32 i, u32 l, K_il, R)`."""
        return hash_to_scalar("pok", parameters.digest, u32(index), u32(place), point.data, r.data)

    def holds(self, parameters: Parameters, index: int, place: int, point: Point) -> bool:
        """Whether `R = z·G + h·K_il`."""
        return base(self.z) + self.challenge(parameters, index, place, point, self.r) * point == self.r


@dataclass(frozen=True, slots=True)
class Reveal:
    """Round 2: `H1`, the commitments `K_i0..K_i,k−1` to the polynomial, the key `P_i`, and k+1 proofs of knowledge."""

    commits: bytes
    coefficients: tuple[Point, ...]
    key: Point
    proofs: tuple[Knowledge, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """`K_i0..K_i,k−1, P_i`, as the proofs count them."""
        return (*self.coefficients, self.key)

    def encode(self) -> bytes:
        """The message."""
        return self.commits + b"".join(point.data for point in self.points) + b"".join(p.encode() for p in self.proofs)

    @classmethod
    def decode(cls, message: bytes, k: int) -> "Reveal":
        """Strict inverse of `encode`; `bad-encoding`, `bad-point` or `bad-scalar` otherwise."""
        proofs_at = DIGEST_BYTES + (k + 1) * POINT_BYTES
        if len(message) != proofs_at + (k + 1) * _KNOWLEDGE_BYTES:
            raise ProtocolError("bad-encoding")
        points = [Point.decode(item) for item in _split(message[DIGEST_BYTES:proofs_at], POINT_BYTES)]
        proofs = tuple(Knowledge.decode(item) for item in _split(message[proofs_at:], _KNOWLEDGE_BYTES))
        return cls(message[:DIGEST_BYTES], tuple(points[:k]), points[k], proofs)

    def commit(self, parameters: Parameters, index: int) -> bytes:
        """`h_i`, the message of round 1."""
        coefficients = counted(point.data for point in self.coefficients)
        proofs = counted(proof.encode() for proof in self.proofs)
        return digest("commit", parameters.digest, u32(index), coefficients, self.key.data, proofs)


@dataclass(frozen=True, slots=True)
class SealedShare:
    """`E‖ct`: a share encrypted for its recipient."""

    ephemeral: Point
    ciphertext: bytes

    def encode(self) -> bytes:
        """The 80 bytes."""
        return self.ephemeral.data + self.ciphertext

    @classmethod
    def decode(cls, data: bytes) -> "SealedShare":
        """Strict inverse of `encode`; `bad-point` otherwise."""
        return cls(Point.decode(data[:POINT_BYTES]), data[POINT_BYTES:])

    @classmethod
    def seal(cls, link: "Link", ephemeral: Point, shared: Point, share: Scalar) -> "SealedShare":
        """The share under the key of the point that both ends share."""
        return cls(ephemeral, link.cipher(ephemeral, shared).encrypt(_NONCE, share.data, link.aad))

    def open(self, link: "Link", shared: Point) -> Scalar | None:
        """The share; None if it does not decrypt to a scalar."""
        try:
            return Scalar.decode(link.cipher(self.ephemeral, shared).decrypt(_NONCE, self.ciphertext, link.aad))
        except (InvalidTag, ProtocolError):
            return None


@dataclass(frozen=True, slots=True)
class Link:
    """From dealer i to recipient j, whose key is `P_j`."""

    parameters: Parameters
    dealer: int
    recipient: int
    key: Point

    @property
    def aad(self) -> bytes:
        """`cer‖u32 i‖u32 j`."""
        return self.parameters.digest + u32(self.dealer) + u32(self.recipient)

    def cipher(self, ephemeral: Point, shared: Point) -> AESGCM:
        """AES-256-GCM with `H("dh"; cer, u32 i, u32 j, E, P_j, e·P_j)[0:32]`, used for one message."""
        ends = self.parameters.digest, u32(self.dealer), u32(self.recipient)
        return AESGCM(digest("dh", *ends, ephemeral.data, self.key.data, shared.data))


@dataclass(frozen=True, slots=True)
class Complaint:
    """Round 4: `u32 i‖X‖a‖b‖z`, by the recipient of a share that is not what its dealer committed to."""

    accused: int
    shared: Point
    proof: EqualityProof

    def encode(self) -> bytes:
        """The message."""
        return u32(self.accused) + self.shared.data + self.proof.encode()

    @classmethod
    def decode(cls, message: bytes) -> "Complaint":
        """Strict inverse of `encode`; `bad-encoding`, `bad-point` or `bad-scalar` otherwise."""
        if len(message) != _COMPLAINT_BYTES:
            raise ProtocolError("bad-encoding")
        shared, proof = message[4 : 4 + POINT_BYTES], message[4 + POINT_BYTES :]
        return cls(int.from_bytes(message[:4], "big"), Point.decode(shared), EqualityProof.decode(proof))

    @staticmethod
    def statement(link: Link, ephemeral: Point, shared: Point) -> Equality:
        """`log_G P_j = log_E X`."""
        ends = link.parameters.digest, u32(link.recipient), u32(link.dealer)
        points = link.key.data, ephemeral.data, shared.data
        return Equality("complaint", (*ends, *points), link.key, ephemeral, shared)


def decode_deal(message: bytes, n: int) -> tuple[SealedShare, ...]:
    """Round 3, `(E‖ct)_1‖…‖(E‖ct)_n`: the shares by recipient; `bad-encoding` or `bad-point` otherwise."""
    if len(message) != n * _DEAL_BYTES:
        raise ProtocolError("bad-encoding")
    return tuple(SealedShare.decode(item) for item in _split(message, _DEAL_BYTES))


def evaluate(coefficients: Sequence[Point], index: int) -> Point:
    """`Σ_l j^l·K_l`: what the polynomial with these commitments gives scrutineer j, times G."""
    return combine((Scalar.of(index**power), point) for power, point in enumerate(coefficients))


def _split(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))
