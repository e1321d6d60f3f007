"""What opens a challenged ballot, as bytes for its checker (docs/sealed.md §4): `r‖u32 m` of each ciphertext, of a name's or a ranking's `ρ‖N`."""

import struct
from collections.abc import Sequence

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import SLOT_CIPHERTEXTS
from voting_protocol.sealed.forms import Claim, Form
from voting_protocol.sealed.group import POINT_BYTES, SCALAR_BYTES, Point, Scalar
from voting_protocol.sealed.secret.encrypt import Secret
from voting_protocol.sealed.secret.writein import PointSecret
from voting_protocol.sealed.writein import RankingClaim, SlotClaim

_NUMBER = struct.Struct(">I")


def encode_opening(secrets: Sequence[Secret | PointSecret]) -> bytes:
    """The secrets of a ballot's ciphertexts in their order; leaves the device only once the spoil entry is acknowledged."""
    return b"".join(secret.r.data + _plain_bytes(secret.m) for secret in secrets)


def decode_opening(data: bytes, form: Form) -> tuple[Secret | PointSecret, ...]:
    """Strict inverse of `encode_opening`; `bad-ballot` for another length than the form's, `bad-scalar`, `bad-point`."""
    names = {index for claim in form.claims for index in _names(claim)}
    secrets: list[Secret | PointSecret] = []
    for index in range(form.ciphertexts):
        length = SCALAR_BYTES + (POINT_BYTES if index in names else _NUMBER.size)
        part, data = data[:length], data[length:]
        if len(part) != length:
            raise ProtocolError("bad-ballot")
        r, plain = Scalar.decode(part[:SCALAR_BYTES]), part[SCALAR_BYTES:]
        name = index in names
        secrets.append(PointSecret(r, Point.decode(plain, allow_zero=True)) if name else Secret(r, *_NUMBER.unpack(plain)))
    if data:
        raise ProtocolError("bad-ballot")
    return tuple(secrets)


def _names(claim: Claim) -> range:
    if isinstance(claim, RankingClaim):
        return range(claim.index, claim.index + 1)
    return range(claim.first + 1, claim.first + SLOT_CIPHERTEXTS) if isinstance(claim, SlotClaim) else range(0)


def _plain_bytes(plain: int | Point) -> bytes:
    return plain.data if isinstance(plain, Point) else _NUMBER.pack(plain)
