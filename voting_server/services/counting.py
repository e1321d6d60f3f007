"""Counting a closed box: box counters, ballots and turnout must agree; then roots, counts and outcome (docs/protocol.md §7, docs/sealed.md §5). Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting_protocol.ballots import Ballot, Choice, Header, ballot_id, decode_entry
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import ZERO32, b64u, lp, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed import ballots as sealed
from voting_protocol.sealed.forms import Form
from voting_protocol.tree import Accumulator, Tree, counted_leaf, fingerprints, leaf_hash, root_of
from voting_server.ballot_box.port import Counters
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.opening import Elector
from voting_server.domain.outcome import outcome
from voting_server.domain.quorum import QUORUMS


@dataclass(frozen=True, slots=True)
class Opening:
    """What counting needs of a division-open act: digest, body bytes, electorate's keys in order, N, P, rule and quorum ids.

    `form` is that of a secret vote, None of a named one.
    """

    digest: bytes
    body: bytes
    electorate: Sequence[bytes]
    members: int
    present: int
    rule: str
    quorum: str
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class CountedBallot:
    """A ballot that counts for its terminal: its number, its id and its body."""

    seq: int
    id: bytes
    body: bytes


Last = Mapping[bytes, CountedBallot]
"""By terminal's key."""


def counted_ballots(opening: Opening, entries: Sequence[bytes]) -> dict[bytes, CountedBallot]:
    """The last ballot of every terminal, after checking every entry's place in its terminal's sequence.

    A spoil entry uses up a number and leaves what counts as it was. Raises `box-mismatch` naming the position that breaks a rule. Signatures
    (and proofs) were verified at intake and are not verified again.
    """
    electorate = frozenset(opening.electorate)
    tips: dict[bytes, tuple[int, bytes]] = {}
    last: dict[bytes, CountedBallot] = {}
    for position, entry in enumerate(entries, 1):
        header, identity, body = _read_entry(entry, opening.form)
        seq, prev = tips.get(header.key, (0, opening.digest))
        in_place = (header.opening, header.seq, header.prev) == (opening.digest, seq + 1, prev)
        if not in_place or header.key not in electorate:
            raise ProtocolError("box-mismatch", position=position)
        tips[header.key] = header.seq, identity
        if body:
            last[header.key] = CountedBallot(header.seq, identity, body)
    return last


def _read_entry(entry: bytes, form: Form | None) -> tuple[Header, bytes, bytes]:
    """Header, id and body of an entry; a spoil entry has no body that counts."""
    if form is None:
        body, _ = decode_entry(entry)
        Ballot.decode(body)
        return Header.decode(body), ballot_id(body), body
    read = sealed.parse_entry(entry, form)
    return read.header, read.id, read.body if isinstance(read, sealed.Ballot) else b""


def check_counters(counters: Counters, entries: Sequence[bytes], turnout: int) -> None:
    """Box counters, ballots and turnout agree, else `box-mismatch` that says where they differ."""
    found = {"entries": len(entries), "turnout": turnout}
    counted = {"entries": counters.size, "turnout": counters.turnout}
    if found != counted:
        raise ProtocolError("box-mismatch", counters=counted, found=found)


def counted_leaves(opening: Opening, last: Last) -> list[bytes]:
    """`K ‖ u32 seq ‖ id` for every elector, zeros for those of whom nothing counts."""
    nothing = CountedBallot(0, ZERO32, b"")
    ballots = ((key, last.get(key, nothing)) for key in opening.electorate)
    return [counted_leaf(key, ballot.seq, ballot.id) for key, ballot in ballots]


@dataclass(frozen=True, slots=True)
class Board:
    """A closed board: what counts on it, its roots (with the close) and the leaf hashes of its entries and of what is counted."""

    epoch: int
    last: Last
    root: bytes
    counted_root: bytes
    entry_hashes: Sequence[bytes]
    counted_hashes: Sequence[bytes]


def read_board(opening: Opening, counters: Counters, entries: Sequence[bytes], close_body: bytes) -> Board:
    """The board of a closed box; `box-mismatch` if box, ballots and turnout disagree."""
    last = counted_ballots(opening, entries)
    check_counters(counters, entries, len(last))
    entry_hashes = [leaf_hash(entry) for entry in entries]
    board = Accumulator()
    for value in (leaf_hash(opening.body), *entry_hashes, leaf_hash(close_body)):
        board.add(value)
    hashes = [leaf_hash(leaf) for leaf in counted_leaves(opening, last)]
    return Board(counters.epoch, last, board.root(), root_of(hashes), entry_hashes, hashes)


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


def named_counts(last: Last) -> dict[str, int]:
    """How many pressed each key, by its word, in a named vote."""
    counts = Counter(Ballot.decode(ballot.body).choice for ballot in last.values())
    return {choice.word: counts[choice] for choice in Choice}


def result(opening: Opening, board: Board, counts: Mapping[str, int]) -> dict[str, Any]:
    """The `result` of a division-tally act, from the counts by word."""
    rule, quorum = MAJORITIES[opening.rule], QUORUMS[opening.quorum]
    in_favour, against, abstained = counts["for"], counts["against"], counts["abstain"]
    verdict = outcome(in_favour, against, abstained, opening.members, opening.present, rule, quorum)
    return {
        "epoch": board.epoch,
        "size": len(board.entry_hashes),
        "root": b64u(board.root),
        "counted_root": b64u(board.counted_root),
        "entries": b64u(fingerprints(board.entry_hashes)),
        "counted": b64u(fingerprints(board.counted_hashes)),
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


def electorate_root(electors: Sequence[Elector]) -> str:
    """The root (b64u) of an electorate's tree (docs/protocol.md §5)."""
    leaves = (unb64u(e.key, 32) + lp(e.seat.encode()) + lp(e.member.encode()) + e.enrolment + e.check_in for e in electors)
    return b64u(root_of([leaf_hash(leaf) for leaf in leaves]))
