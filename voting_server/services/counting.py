"""Counting a closed box: box counters, ballots and turnout must agree; then roots, counts and outcome (docs/protocol.md §7, docs/sealed.md §5). Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import to_builtins

from voting_protocol.ballots import Ballot, Header, ballot_id, decode_entry
from voting_protocol.counts import count_commitment
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import ZERO32, b64u, lp, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, NAMED_MOTION, RANKING, THREE_KEYS, FormItem, Paper
from voting_protocol.marks import Choice, Marks
from voting_protocol.sealed import ballots as sealed
from voting_protocol.sealed.forms import Form
from voting_protocol.tree import Tree, counted_leaf, fingerprints, leaf_hash, root_of
from voting_protocol.written import WrittenNames, count_names
from voting_server.ballot_box.port import Counters
from voting_server.domain.count_acts import CountReveal
from voting_server.domain.grading import POINTS
from voting_server.domain.hand_count import HandCount
from voting_server.domain.hand_result import hands_of, mixed_counts, mixed_members
from voting_server.domain.items import ItemCounts, Written, item_result
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.opening import Elector
from voting_server.domain.outcome import outcome
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.rules import RULES
from voting_server.domain.verdicts import House


@dataclass(frozen=True, slots=True)
class Opening:
    """What counting needs of a division-open act: digest, body bytes, electorate's keys in order, N, P, rule and quorum ids, what is asked.

    `labels` are the names on the ballot in all languages, none of a motion.
    """

    digest: bytes
    body: bytes
    electorate: Sequence[bytes]
    members: int
    present: int
    rule: str
    quorum: str
    paper: Paper = NAMED_MOTION
    labels: Sequence[str] = ()

    @property
    def form(self) -> Form | None:
        """The form of a secret vote, None of a named one."""
        return None if self.paper.named else Form.of((self.paper.item,))


@dataclass(frozen=True, slots=True)
class CountedBallot:
    """A ballot that counts for its terminal: its number, its id and its body."""

    seq: int
    id: bytes
    body: bytes


Last = Mapping[bytes, CountedBallot]
"""By terminal's key."""


class Reading:
    """A box's board as far as it was read: the place of every entry in its terminal's sequence checked, what counts so far, the hashes.

    Signatures (and proofs) were verified at intake and are not verified again.
    """

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._form = opening.form
        self._electorate = frozenset(opening.electorate)
        self._tips: dict[bytes, tuple[int, bytes]] = {}
        self.last: dict[bytes, CountedBallot] = {}
        self.entries: list[bytes] = []
        self.hashes: list[bytes] = []

    def add(self, entries: Iterable[bytes]) -> None:
        """Read on; `box-mismatch` names the position that breaks a rule, and what was read is worth nothing then.

        A spoil entry uses up a number and leaves what counts as it was.
        """
        for entry in entries:
            header, identity, body = _read_entry(entry, self._opening.paper, self._form)
            seq, prev = self._tips.get(header.key, (0, self._opening.digest))
            in_place = (header.opening, header.seq, header.prev) == (self._opening.digest, seq + 1, prev)
            if not in_place or header.key not in self._electorate:
                raise ProtocolError("box-mismatch", position=len(self.entries) + 1)
            self._tips[header.key] = header.seq, identity
            if body:
                self.last[header.key] = CountedBallot(header.seq, identity, body)
            self.entries.append(entry)
            self.hashes.append(leaf_hash(entry))

    def close(self, counters: Counters, close_body: bytes) -> "Board":
        """The board of the closed box, all of which was read; `box-mismatch` if box, ballots and turnout disagree."""
        check_counters(counters, self.entries, len(self.last))
        root = root_of([leaf_hash(self._opening.body), *self.hashes, leaf_hash(close_body)])
        counted = [leaf_hash(leaf) for leaf in counted_leaves(self._opening, self.last)]
        return Board(counters.epoch, self.last, root, root_of(counted), self.hashes, counted)


def counted_ballots(opening: Opening, entries: Sequence[bytes]) -> Last:
    """The last ballot of every terminal; errors of `Reading.add`."""
    reading = Reading(opening)
    reading.add(entries)
    return reading.last


def _read_entry(entry: bytes, paper: Paper, form: Form | None) -> tuple[Header, bytes, bytes]:
    """Header, id and body of an entry; a spoil entry has no body that counts."""
    if form is None:
        body, _ = decode_entry(entry)
        Ballot.decode(body, paper.item)
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
    """The board of a closed box; `box-mismatch` if a rule is broken, or box, ballots and turnout disagree."""
    reading = Reading(opening)
    reading.add(entries)
    return reading.close(counters, close_body)


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


def named_counts(opening: Opening, last: Last) -> ItemCounts:
    """What the counted ballots of a named vote come to."""
    item = opening.paper.item
    all_marks = [Ballot.decode(ballot.body, item).marks for ballot in last.values()]
    if item.type == RANKING:
        orders = [[int(thing) for thing in marks] for marks in all_marks]
        return ItemCounts(POINTS["points"].counts(orders, item.c), orders=(len(orders), 0))
    columns = zip(*(marks[: item.c] for marks in all_marks), strict=True) if all_marks else ((),) * item.c
    tallies = [Counter(column) for column in columns]
    names = [[tally[mark] for mark in _MARKS[item.type](item)] for tally in tallies]
    return ItemCounts(names, _named_written(item, all_marks, opening.labels) if item.w else None)


def _named_written(item: FormItem, all_marks: Sequence[Marks], labels: Sequence[str]) -> Written:
    rows = [[str(name) for name in marks[item.c :]] for marks in all_marks]
    return written_of(count_names(rows, labels, sum(name != "" for row in rows for name in row)))


def written_of(counted: WrittenNames) -> Written:
    """Written names as a result has them."""
    return Written(counted.names, counted.listed, counted.repeated, counted.invalid, counted.empty)


_KEYS = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
_MARKS: Mapping[int, Callable[[FormItem], Sequence[int]]] = {
    THREE_KEYS: lambda _: _KEYS,
    ELECTION: lambda _: _KEYS,
    CHOOSE: lambda _: (1,),
    GRADES: lambda item: (*range(1, item.max + 1), 0),
}
"""By type of form, which marks of a name are counted, in the order of docs/forms.md §5."""


def result(opening: Opening, board: Board, counts: ItemCounts, hands: HandCount | None = None) -> dict[str, Any]:
    """The `result` of a division-tally act (docs/protocol.md §7, docs/forms.md §5), with the `hands` of a mixed vote (docs/channels.md §6)."""
    voted, parts = len(board.last), {}
    if hands is not None:
        parts = mixed_members(voted, counts, hands)
        voted, counts = voted + hands_of(hands).voted, mixed_counts(counts, hands)
    return {
        "epoch": board.epoch,
        "size": len(board.entry_hashes),
        "root": b64u(board.root),
        "counted_root": b64u(board.counted_root),
        "entries": b64u(fingerprints(board.entry_hashes)),
        "counted": b64u(fingerprints(board.counted_hashes)),
        "members": opening.members,
        "present": opening.present,
        "not_pressed": opening.present - voted,
        "rule": opening.rule,
        "needed": RULES[opening.rule].needed(opening.members, opening.present),
        **_outcome(opening, counts, voted),
        **parts,
    }


def _outcome(opening: Opening, counts: ItemCounts, voted: int) -> dict[str, Any]:
    quorum = QUORUMS[opening.quorum]
    if opening.labels:
        house = House(opening.members, opening.present, voted, quorum)
        return {"voted": voted, "items": [item_result(opening.paper.item, opening.rule, counts, house)]}
    in_favour, against, abstained = counts.names[0]
    rule = MAJORITIES[opening.rule]
    verdict = outcome(in_favour, against, abstained, opening.members, opening.present, rule, quorum)
    return {"for": in_favour, "against": against, "abstain": abstained, "carried": verdict.carried}


def electorate_root(electors: Sequence[Elector]) -> str:
    """The root (b64u) of an electorate's tree (docs/protocol.md §5)."""
    leaves = (unb64u(e.key, 32) + lp(e.seat.encode()) + lp(e.member.encode()) + e.enrolment + e.check_in for e in electors)
    return b64u(root_of([leaf_hash(leaf) for leaf in leaves]))


def commitment(act: CountReveal) -> str:
    """What a teller who reveals these figures must have committed to (docs/channels.md §3)."""
    parts = unb64u(act.open, 32), act.attempt, unb64u(act.actor, 32), unb64u(act.salt, 32)
    return b64u(count_commitment(*parts, to_builtins(act.figures)))
