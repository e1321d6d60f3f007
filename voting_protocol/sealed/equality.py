"""The proof that two points have the same logarithm (docs/sealed.md §2 step 4, §6): shares and complaints."""

from dataclasses import dataclass

from voting_protocol.sealed.group import POINT_BYTES, SCALAR_BYTES, Point, Scalar, base, hash_to_scalar

PROOF_BYTES = 2 * POINT_BYTES + SCALAR_BYTES


@dataclass(frozen=True, slots=True)
class EqualityProof:
    """`a‖b‖z`."""

    a: Point
    b: Point
    z: Scalar

    def encode(self) -> bytes:
        """The 96 bytes."""
        return self.a.data + self.b.data + self.z.data

    @classmethod
    def decode(cls, data: bytes, *, allow_zero: bool = False) -> "EqualityProof":
        """Strict inverse of `encode`; `allow_zero` is for b. `bad-point` or `bad-scalar` otherwise."""
        a, b, z = data[:POINT_BYTES], data[POINT_BYTES : 2 * POINT_BYTES], data[2 * POINT_BYTES :]
        return cls(Point.decode(a), Point.decode(b, allow_zero=allow_zero), Scalar.decode(z))


@dataclass(frozen=True, slots=True)
class Equality:
    """The statement `log_G key = log_base image`; `fields` is all that the challenge covers before a and b."""

    tag: str
    fields: tuple[bytes, ...]
    key: Point
    base: Point
    image: Point

    def challenge(self, a: Point, b: Point) -> Scalar:
        """`h = Hs(tag; fields…, a, b)`."""
        return hash_to_scalar(self.tag, *self.fields, a.data, b.data)

    def commitments(self, challenge: Scalar, response: Scalar) -> tuple[Point, Point]:
        """What a and b have to be: `z·G + h·key` and `z·base + h·image`."""
        return base(response) + challenge * self.key, response * self.base + challenge * self.image

    def holds(self, proof: EqualityProof) -> bool:
        """Whether the proof verifies; the image is 0 iff the base is, as the key is not 0."""
        if self.image.is_zero != self.base.is_zero:
            return False
        return self.commitments(self.challenge(proof.a, proof.b), proof.z) == (proof.a, proof.b)
