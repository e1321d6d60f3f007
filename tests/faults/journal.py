"""What happened in a fault test, from both sides: the terminals' journal of every press, and the record bundle. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from voting_protocol.ballots import SIGNATURE_BYTES, Header, ballot_id
from voting_server.records.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press and its one answer; `code` is "" for an acknowledged ballot.

    `flights` are the spans of time in which the ballot was sent, on a living connection, and not answered: (from, to) in ns of the
    machine's monotonic clock. A ballot sent again after its connection broke has several.
    """

    terminal: int
    division: str
    flights: Sequence[tuple[int, int]]
    choice: int
    seq: int
    ballot: str
    position: int
    code: str


@dataclass(slots=True)
class Journal:
    """All presses of all terminals, `keys` by terminal number."""

    keys: Sequence[bytes]
    presses: list[Pressed] = field(default_factory=list)

    def of(self, division: str) -> list[Pressed]:
        """The presses of a division."""
        return [press for press in self.presses if press.division == division]

    def in_flight(self, at_ns: int) -> list[Pressed]:
        """The ballots that were, at that instant, sent on a living connection and not answered."""
        return [press for press in self.presses if any(sent <= at_ns < ended for sent, ended in press.flights)]


def breaches(journal: Journal, bundle: Bundle) -> Iterator[str]:
    """Every way in which a bundle breaks what its terminals were promised; nothing if all is well.

    Every press must be answered, so each terminal's last acknowledged ballot is its last one in the record.
    """
    presses = journal.of(bundle.division)
    recorded = [_recorded(entry) for entry in bundle.entries]
    ids = [ballot for ballot, _, _ in recorded]
    acknowledged = [press for press in presses if not press.code]
    if not acknowledged:
        yield "nothing was acknowledged"
    if len(set(ids)) != len(ids):
        yield "a ballot is in the record twice"
    for press in acknowledged:
        if not 0 < press.position <= len(ids) or ids[press.position - 1] != press.ballot:
            yield f"ballot {press.seq} of terminal {press.terminal} is not where its acknowledgement says: {press.position}"
    if len({press.ballot for press in acknowledged}) != len(acknowledged):
        yield "two presses were acknowledged as one ballot"
    if unknown := set(ids) - {press.ballot for press in acknowledged}:
        yield f"{len(unknown)} ballots in the record were never acknowledged"
    if kept := {press.ballot for press in presses if press.code} & set(ids):
        yield f"{len(kept)} refused ballots are in the record"
    yield from _uncounted(journal.keys, acknowledged, recorded, bundle)


def _recorded(entry: bytes) -> tuple[str, bytes, int]:
    """Id, key and number of a ballot on the board, named or sealed."""
    header = Header.decode(entry[1:-SIGNATURE_BYTES])
    return ballot_id(entry[1:-SIGNATURE_BYTES]).hex(), header.key, header.seq


def _uncounted(
    keys: Sequence[bytes], acknowledged: Sequence[Pressed], recorded: Sequence[tuple[str, bytes, int]], bundle: Bundle
) -> Iterator[str]:
    """Compare what counts with the last acknowledged presses; the id tells the choice of a named ballot, the figures those of sealed ones."""
    last = {press.terminal: press for press in sorted(acknowledged, key=lambda press: press.seq)}
    counted = {key: (ballot, seq) for ballot, key, seq in recorded}
    if set(counted) != {keys[terminal] for terminal in last}:
        yield "the record counts other terminals than were acknowledged"
    for terminal, press in last.items():
        if counted.get(keys[terminal]) != (press.ballot, press.seq):
            yield f"the last acknowledged ballot of terminal {terminal} is not the one counted"
    figures = _result(bundle)
    votes = [press.choice for press in last.values()]
    if [figures["against"], figures["for"], figures["abstain"]] != [votes.count(choice) for choice in range(3)]:
        yield "the declared figures are not those of the last acknowledged ballots"


def _result(bundle: Bundle) -> Mapping[str, int]:
    result: Mapping[str, int] = bundle.acts[-1]["result"]
    return result
