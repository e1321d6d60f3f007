"""The public edition of a secret vote's bundle: everything but the ballots' bodies (docs/sealed.md §11). Pure: bytes in, bytes out."""

from collections.abc import Iterable

from voting_protocol import canonical
from voting_protocol.ballots import Header, ballot_id, decode_entry
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import b64u, u32
from voting_protocol.errors import ProtocolError
from voting_protocol.tree import leaf_hash
from voting_server.records.bundle import read_bundle, seal_bundle

FORMAT = "hemicycle-public/1"
_BALLOT = 1  # the first byte of a ballot; a spoil entry counts nothing


def make_public(bundle: bytes, server: SigningKey) -> bytes:
    """The public edition of a bundle, sealed by the server that sealed the bundle.

    `not-secret` for a named vote, whose ballots are public; `wrong-server` with another server's key; errors of `read_bundle`.
    """
    read = read_bundle(bundle)
    drafted = (act for act in read.acts if (act.get("type"), act.get("division")) == ("division-draft", read.division))
    if next(drafted, {}).get("secrecy") != "secret":
        raise ProtocolError("not-secret")
    if read.server != server.public:
        raise ProtocolError("wrong-server")
    kept = {name: part for name, part in canonical.decode_object(bundle).items() if name not in {"ballots", "seal"}}
    leaves = b64u(b"".join(map(leaf_hash, read.entries)))
    return seal_bundle(kept | {"format": FORMAT, "leaves": leaves, "counted": b64u(_counted(read.entries))}, server)


def _counted(entries: Iterable[bytes]) -> bytes:
    """`K‖u32 seq‖id` of every key's last ballot, by key; no two of a board have one key and number."""
    last: dict[bytes, bytes] = {}
    for entry in entries:
        if entry[0] == _BALLOT:
            body, _ = decode_entry(entry)
            header = Header.decode(body)
            last[header.key] = u32(header.seq) + ballot_id(body)
    return b"".join(key + last[key] for key in sorted(last))
