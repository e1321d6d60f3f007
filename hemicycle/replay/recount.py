"""A secret vote counted again from its exported bundle alone: ballots verified and added up, shares verified and combined, the sum searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting_protocol import canonical
from voting_protocol.crypto import digest
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import Ballot, Question, parse_entry, verify
from voting_protocol.sealed.counting import CountSearch
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.shares import Frozen, combine_shares, sort_shares
from voting_protocol.sealed.tally import NameCounts, RunningSums, Sums, count_cells, read_counts

Act = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Keys:
    """k and S_1..S_n of the seal that the opening names."""

    k: int
    shares: tuple[Point, ...]


def recount(acts: Sequence[Act], entries: Sequence[bytes], division: str) -> dict[str, int]:
    """`for`, `against` and `abstain` of a secret division, by word.

    `acts` are the bodies of a bundle's acts, `entries` the board's. Raises the code of the first ballot that does not hold, `freeze-differs` when the
    frozen sums are not those of the ballots, `too-few-shares`, `tally-out-of-range`.
    """
    its_own = {act["type"]: act for act in acts if act.get("division") == division}
    opening, freeze = its_own["division-open"], its_own["division-freeze"]
    seal = next(act for act in acts if act["type"] == "ceremony-seal" and act["seal"] == opening["seal"])
    start = next(act for act in acts if act["type"] == "ceremony-start" and act["attempt"] == seal["attempt"])
    public = Point.decode(unb64u(seal["public"], 32))
    question = Question(unb64u(freeze["open"], 32), Form.of_json(opening["definition"]["form"]), public, opening["max_seq"])
    sums = _sums(entries, question)
    if sums.encode() != unb64u(freeze["cells"]) or sums.n != freeze["n"]:
        raise ProtocolError("freeze-differs")
    keys = _Keys(start["k"], tuple(Point.decode(unb64u(share, 32)) for share in seal["shares"]))
    frozen = Frozen(digest("freeze", canonical.encode(dict(freeze))), sums.cells, keys)
    shares = sort_shares(frozen, _released(acts, division, start["scrutineers"]))
    counts = count_cells(question.form, combine_shares(frozen, shares.valid), sums.n, CountSearch(public, sums.n))
    (item,) = read_counts(question.form, counts, sums.n)
    assert isinstance(item, NameCounts)
    return item.names[0].words


def _sums(entries: Sequence[bytes], question: Question) -> Sums:
    sums = RunningSums(question)
    for entry in entries:
        parsed = parse_entry(entry, question.form)
        if isinstance(parsed, Ballot):
            sums.add(verify(parsed, question))
    return sums.sums()


def _released(acts: Sequence[Act], division: str, scrutineers: Sequence[str]) -> list[tuple[int, bytes]]:
    return [
        (scrutineers.index(act["actor"]) + 1, unb64u(act["shares"]))
        for act in acts
        if act["type"] == "release" and act["division"] == division
    ]
