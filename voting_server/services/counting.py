"""Counting a closed box: box counters, ballots and turnout must agree; then roots, counts and outcome (docs/protocol.md §7). Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting_protocol.ballots import Ballot, Choice, ballot_id, decode_entry
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import ZERO32, b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.tree import Accumulator, Tree, counted_leaf, fingerprints, leaf_hash, root_of
from voting_server.ballot_box.port import Counters
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.outcome import outcome
from voting_server.domain.quorum import QUORUMS


@dataclass(frozen=True, slots=True)
class Opening:
    """What counting needs of a division-open act: digest, body bytes, electorate's keys in order, N, P, rule and quorum ids."""

    digest: bytes
    body: bytes
    electorate: Sequence[bytes]
    members: int
    present: int
    rule: str
    quorum: str


def counted_ballots(opening: Opening, entries: Sequence[bytes]) -> dict[bytes, tuple[Ballot, bytes]]:
    """The last ballot of every terminal with its id, after checking every entry's place in its terminal's sequence.

    Raises `box-mismatch` naming the position that breaks a rule. Signatures were verified at intake and are not verified again.
    """
    electorate = frozenset(opening.electorate)
    last: dict[bytes, tuple[Ballot, bytes]] = {}
    for position, entry in enumerate(entries, 1):
        body, _ = decode_entry(entry)
        ballot = Ballot.decode(body)
        seq, prev = (last[ballot.key][0].seq, last[ballot.key][1]) if ballot.key in last else (0, opening.digest)
        if ballot.opening != opening.digest or ballot.key not in electorate or (ballot.seq, ballot.prev) != (seq + 1, prev):
            raise ProtocolError("box-mismatch", position=position)
        last[ballot.key] = (ballot, ballot_id(body))
    return last


def check_counters(counters: Counters, entries: Sequence[bytes], turnout: int) -> None:
    """Box counters, ballots and turnout agree, else `box-mismatch` that says where they differ."""
    found = {"entries": len(entries), "turnout": turnout}
    counted = {"entries": counters.size, "turnout": counters.turnout}
    if found != counted:
        raise ProtocolError("box-mismatch", counters=counted, found=found)


def counted_hashes(opening: Opening, last: Mapping[bytes, tuple[Ballot, bytes]]) -> list[bytes]:
    """Leaf hashes of what is counted, in the electorate's order."""
    return [leaf_hash(leaf) for leaf in counted_leaves(opening, last)]


def counted_leaves(opening: Opening, last: Mapping[bytes, tuple[Ballot, bytes]]) -> list[bytes]:
    """`K ‖ u32 seq ‖ id` for every elector, zeros for those who did not press."""
    leaves = []
    for key in opening.electorate:
        ballot, identity = last.get(key, (None, ZERO32))
        leaves.append(counted_leaf(key, ballot.seq if ballot else 0, identity))
    return leaves


class Counted:
    """What is counted for each terminal of one opening, hashed once for all who ask."""

    def __init__(self, opening: Opening, entries: Sequence[bytes]) -> None:
        self._opening = opening.digest
        self._leaves = counted_leaves(opening, counted_ballots(opening, entries))
        self._places = {key: place for place, key in enumerate(opening.electorate)}
        self._tree = Tree([leaf_hash(leaf) for leaf in self._leaves])

    def answer(self, key: bytes, server: SigningKey, *, declared: bool) -> dict[str, Any]:
        """A terminal's counted leaf under the server's signature (docs/protocol.md §11); `not-in-electorate` if it has none.

        Path and root come with the declaration: a leaf has so few candidates that a neighbour's hash tells its choice.
        """
        place = self._places.get(key)
        if place is None:
            raise ProtocolError("not-in-electorate")
        leaf = self._leaves[place]
        return {
            "leaf": b64u(leaf),
            "index": place,
            "size": len(self._leaves),
            "path": [b64u(step) for step in self._tree.path(place)] if declared else None,
            "counted_root": b64u(self._tree.root) if declared else "",
            "s": b64u(server.sign("counted", self._opening, leaf)),
        }


def tally(opening: Opening, counters: Counters, entries: Sequence[bytes], close_body: bytes) -> dict[str, Any]:
    """The `result` of a division-tally act; `box-mismatch` if box, ballots and turnout disagree."""
    last = counted_ballots(opening, entries)
    check_counters(counters, entries, len(last))
    entry_hashes = [leaf_hash(entry) for entry in entries]
    board = Accumulator()
    for value in (leaf_hash(opening.body), *entry_hashes, leaf_hash(close_body)):
        board.add(value)
    hashes = counted_hashes(opening, last)
    counts = Counter(ballot.choice for ballot, _ in last.values())
    in_favour, against, abstained = (counts[choice] for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN))
    rule, quorum = MAJORITIES[opening.rule], QUORUMS[opening.quorum]
    verdict = outcome(in_favour, against, abstained, opening.members, opening.present, rule, quorum)
    return {
        "epoch": counters.epoch,
        "size": len(entries),
        "root": b64u(board.root()),
        "counted_root": b64u(root_of(hashes)),
        "entries": b64u(fingerprints(entry_hashes)),
        "counted": b64u(fingerprints(hashes)),
        "members": opening.members,
        "present": opening.present,
        "for": in_favour,
        "against": against,
        "abstain": abstained,
        "not_pressed": verdict.not_pressed,
        "carried": verdict.carried,
        "rule": opening.rule,
        "needed": verdict.needed,
    }
