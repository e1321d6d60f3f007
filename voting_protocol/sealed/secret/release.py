"""A scrutineer's partial decryption of a frozen sum (docs/sealed.md §6)."""

from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import Scalar
from voting_protocol.sealed.secret.dealing import SecretShare
from voting_protocol.sealed.secret.equality import Draw, prove
from voting_protocol.sealed.shares import Frozen, ShareKeys
from voting_protocol.sealed.tally import MIN_BALLOTS, Sums


def release(share: SecretShare, keys: ShareKeys, freeze: bytes, sums: Sums, draw: Draw = Scalar.random) -> bytes:
    """`M‖a‖b‖z` for every cell of the freeze with digest `freeze`, over sums of ballots that this device verified.

    Empty for n = 0; `too-few-ballots` for 1 or 2; `share-foreign` if the share is not that of `keys`. Every call makes other
    proofs: what is sent is written first, and sent again as it was (docs/sealed.md §6). `draw` is for test vectors alone.
    """
    if sums.n == 0:
        return b""
    if sums.n < MIN_BALLOTS:
        raise ProtocolError("too-few-ballots")
    if not 1 <= share.index <= len(keys.shares) or not share.fits(keys.shares[share.index - 1]):
        raise ProtocolError("share-foreign")
    frozen = Frozen(freeze, sums.cells, keys)
    return b"".join(_decrypt(share, frozen, cell, draw) for cell in range(len(sums.cells)))


def _decrypt(share: SecretShare, frozen: Frozen, cell: int, draw: Draw) -> bytes:
    factor = share.value * frozen.cells[cell].alpha
    return factor.data + prove(frozen.statement(share.index, cell, factor), share.value, draw).encode()
