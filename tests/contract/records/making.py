"""Acts, chains and divisions for the record's tests."""

import hashlib
from collections.abc import Sequence

from voting_protocol import canonical
from voting_protocol.acts import Head, chain, make_act
from voting_protocol.ballots import SIGNATURE_BYTES, Ballot, encode_entry
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import ZERO32, b64u
from voting_protocol.marks import Choice
from voting_server.records.port import DivisionRecord, StoredAct

LOG = "sitting.s1"
KEY = SigningKey.from_seed(b"k" * 32)


def follow(log: str, last: StoredAct | None, note: str = "") -> StoredAct:
    """The act after `last`."""
    head = Head() if last is None else Head(last.n, last.chain)
    act = make_act(KEY, log, "note", head, 0, {"note": note})
    n = head.n + 1
    return StoredAct(n, act, 1_700_000_000_000 + n, chain(head.digest, n, act, 1_700_000_000_000 + n))


def acts_of(log: str, count: int) -> list[StoredAct]:
    """A log's first acts."""
    made: list[StoredAct] = []
    for _ in range(count):
        made.append(follow(log, made[-1] if made else None))
    return made


def assert_whole(acts: Sequence[StoredAct]) -> None:
    """Numbered from 0 without a gap, chained without a break."""
    digest = ZERO32
    for n, stored in enumerate(acts):
        digest = chain(digest, n, stored.act, stored.received_ms)
        assert (stored.n, stored.chain) == (n, digest)


def division_record(division: str = "d1", electors: int = 3, sitting: str = "s1") -> DivisionRecord:
    """A division in which every elector pressed once. Its signatures are no signatures: the record does not judge them."""
    opening = hashlib.sha256(division.encode()).digest()
    entries = [
        encode_entry(
            Ballot(opening, hashlib.sha256(b"%d" % i).digest(), 1, opening, (Choice(i % 3),)).encode(), bytes(SIGNATURE_BYTES)
        )
        for i in range(electors)
    ]
    heads = [canonical.encode({"size": size, "root": b64u(ZERO32), "ms": size, "s": b64u(bytes(64))}) for size in (0, electors)]
    return DivisionRecord(sitting, division, opening, entries, heads, canonical.encode({"size": electors}))
