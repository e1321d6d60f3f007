"""A sealed box against a plain model of its rules (docs/sealed.md §5), on random histories."""

import secrets
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.box.making import SEALED, terminals
from voting_server.ballot_box.port import Answer, BallotBox, BoxSpec, Cast, Counters, LastEntry, Settled, Turnout, Waiting

TERMINALS = terminals(4)
ELECTORATE = [terminal.key for terminal in TERMINALS[:3]]
MAX_SEQ = 4


@dataclass
class Model:
    """The rules in plain Python: an entry is valid on the board iff it follows its key's last one there."""

    opening: bytes
    closed: bool = False
    barred: set[bytes] = field(default_factory=set)
    received: list[Cast] = field(default_factory=list)
    outcomes: list[Settled] = field(default_factory=list)

    def board(self) -> list[Cast]:
        good = sorted((each.position, each.arrival) for each in self.outcomes if not each.code)
        return [self.received[arrival - 1] for _, arrival in good]

    def end(self, key: bytes, upon: list[Cast]) -> tuple[int, bytes]:
        """Sequence number and id of a key's last entry upon a list."""
        mine = [cast for cast in upon if cast.key == key]
        return (mine[-1].seq, mine[-1].ballot) if mine else (0, self.opening)

    def chain(self, key: bytes) -> list[Cast]:
        """What a key's next entry goes on from: the board, then what waits and follows it."""
        chain = [cast for cast in self.board() if cast.key == key]
        for cast in self.received[len(self.outcomes) :]:
            seq, ballot = self.end(key, chain)
            if cast.key == key and (cast.seq, cast.prev) == (seq + 1, ballot):
                chain.append(cast)
        return chain

    def receive(self, cast: Cast) -> Answer:
        arrivals = {each.ballot: n for n, each in enumerate(self.received, 1)}
        if (arrival := arrivals.get(cast.ballot)) is not None:
            outcome = self.outcomes[arrival - 1] if arrival <= len(self.outcomes) else None
            return Answer(outcome.code if outcome else "", outcome.position if outcome else 0, 0, arrival)
        code = self._refusal(cast)
        if code:
            return Answer(code, 0, 0)
        self.received.append(cast)
        return Answer("", 0, 0, len(self.received))

    def _refusal(self, cast: Cast) -> str:
        seq, ballot = self.end(cast.key, self.chain(cast.key))
        refused = sum(1 for each in self.outcomes if each.key == cast.key and each.code)
        rules = {
            "vote-closed": self.closed,
            "not-in-electorate": cast.key not in ELECTORATE,
            "key-revoked": cast.key in self.barred,
            "sequence-limit": cast.seq > MAX_SEQ or refused >= MAX_SEQ,
            "sequence-gap": cast.seq > seq + 1,
            "sequence-conflict": (cast.seq, cast.prev) != (seq + 1, ballot),
        }
        return next((code for code, broken in rules.items() if broken), "")

    def settle(self, verdicts: list[str]) -> int:
        start = len(self.outcomes)
        for cast, verdict in zip(self.received[start:], verdicts, strict=False):
            board = self.board()
            seq, ballot = self.end(cast.key, board)
            code = verdict if (cast.seq, cast.prev) == (seq + 1, ballot) else "sequence-gap"
            position = 0 if code else len(board) + 1
            self.outcomes.append(Settled(len(self.outcomes) + 1, cast.key, cast.seq, cast.ballot, code, position))
        return len(self.board())

    def counters(self) -> Counters:
        waiting = len(self.received) - len(self.outcomes)
        return Counters(0, len(self.board()), len(self.pressed()), len(self.received), waiting)

    def pressed(self) -> tuple[bytes, ...]:
        return tuple(dict.fromkeys(cast.key for cast in self.board() if cast.entry[0] == 1))

    def last(self, key: bytes) -> LastEntry:
        if not (chain := self.chain(key)):
            return LastEntry()
        last, board = chain[-1], self.board()
        return LastEntry(last.seq, last.ballot, 1 + board.index(last) if last in board else 0, last.entry)


draft = st.tuples(
    st.sampled_from(range(len(TERMINALS))),
    st.sampled_from([1, 1, 1, 1, 1, 0, -1, 2]),
    st.sampled_from(["last", "last", "last", "last", "opening", "stray"]),
    st.booleans(),
    st.sampled_from(["", "other"]),
)
"""Terminal, how far its number is ahead, what it names as its previous entry, whether it is a spoil entry, a mark."""

receive = st.tuples(st.just("receive"), st.lists(draft, min_size=1, max_size=4))
verdict = st.sampled_from(["", "", "", "bad-proof"])
settle = st.tuples(st.just("settle"), st.lists(verdict, max_size=5))
step = st.one_of(
    receive,
    receive,
    settle,
    st.tuples(st.just("resend"), st.integers(0, 30)),
    st.tuples(st.just("overtaken"), st.integers(0, 30)),
    st.tuples(st.just("bar"), st.sampled_from(range(len(TERMINALS)))),
    st.tuples(st.just("close"), st.none()),
)


def written(model: Model, terminal: int, ahead: int, prev: str, spoil: bool, mark: str) -> Cast:
    """A draft's entry, in the model's present state."""
    device = TERMINALS[terminal]
    seq, ballot = model.end(device.key, model.chain(device.key))
    previous = {"last": ballot, "opening": model.opening, "stray": bytes(32)}[prev]
    return device.sealed(model.opening, max(1, seq + ahead), previous, spoil=spoil, mark=mark)


async def play(box: BallotBox, model: Model, sent: list[Cast], name: str, what: object) -> None:
    """Do one step on the box and on the model."""
    opening = model.opening
    if name in ("receive", "resend"):
        batch = [written(model, *each) for each in what] if name == "receive" else sent[-what - 1 :][:1]
        sent += batch
        assert await box.receive(batch) == [model.receive(cast) for cast in batch]
    elif name == "settle":
        cursor = len(model.outcomes)
        verdicts = what[: len(model.received) - cursor]
        size = model.settle(verdicts)
        assert await box.settle(opening, cursor, verdicts, size, b"sums of %d" % size) == size
        assert await box.sums(opening) == (size, b"sums of %d" % size)
    elif name == "overtaken":
        if what != len(model.outcomes):
            assert await box.settle(opening, what, ["bad-proof"], 0, b"") is None
    elif name == "bar":
        await box.bar(opening, TERMINALS[what].key)
        model.barred.add(TERMINALS[what].key)
    else:
        assert await box.close(opening) == model.counters()
        model.closed = True


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(step, max_size=30))
async def test_a_sealed_box_does_as_the_model(box: BallotBox, history: list[tuple[str, object]]):
    model = Model(secrets.token_bytes(32))
    await box.prepare(BoxSpec(model.opening, ELECTORATE, MAX_SEQ, None, 0, SEALED))
    await box.activate(model.opening)
    sent: list[Cast] = []
    for name, what in history:
        await play(box, model, sent, name, what)
    assert await box.entries(model.opening) == [cast.entry for cast in model.board()]
    assert await box.counters(model.opening) == model.counters()
    assert await box.turnout(model.opening) == Turnout(0, model.pressed())
    assert await box.settled(model.opening, 0) == model.outcomes
    left = tuple(cast.entry for cast in model.received[len(model.outcomes) :])
    assert await box.waiting(model.opening, 1000) == Waiting(len(model.outcomes), left)
    for terminal in TERMINALS:
        assert await box.last(model.opening, terminal.key) == model.last(terminal.key)
