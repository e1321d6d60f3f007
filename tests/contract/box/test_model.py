"""The box against a plain model of its rules, on random histories."""

import secrets
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.box.making import terminals
from voting_protocol.marks import Choice
from voting_server.ballot_box.port import Answer, BallotBox, BoxSpec, Cast, Counters, LastEntry, Turnout

TERMINALS = terminals(4)
ELECTORATE = [terminal.key for terminal in TERMINALS[:3]]
MAX_SEQ = 3


@dataclass
class Model:
    """The rules of §6 in plain Python; `due` says that the deadline is over."""

    opening: bytes
    due: bool
    state: str = "prepared"
    barred: set[bytes] = field(default_factory=set)
    ballots: list[Cast] = field(default_factory=list)

    def of(self, key: bytes) -> list[Cast]:
        return [ballot for ballot in self.ballots if ballot.key == key]

    def position(self, ballot: Cast) -> int:
        return 1 + [each.ballot for each in self.ballots].index(ballot.ballot)

    def cast(self, ballot: Cast) -> Answer:
        code = self._refusal(ballot)
        if code:
            return Answer(code, 0, 0)
        if ballot.ballot not in {each.ballot for each in self.ballots}:
            self.ballots.append(ballot)
        return Answer("", self.position(ballot), 0)

    def _refusal(self, ballot: Cast) -> str:
        mine = self.of(ballot.key)
        if self.state == "prepared":
            return "vote-unknown"
        if ballot.ballot in {each.ballot for each in mine}:
            return ""
        if self.state == "closed" or self.due:
            return "vote-closed"
        if ballot.key not in ELECTORATE:
            return "not-in-electorate"
        if ballot.key in self.barred:
            return "key-revoked"
        if ballot.seq > MAX_SEQ:
            return "sequence-limit"
        if ballot.seq > len(mine) + 1:
            return "sequence-gap"
        prev = mine[-1].ballot if mine else self.opening
        return "" if (ballot.seq, ballot.prev) == (len(mine) + 1, prev) else "sequence-conflict"

    def last(self, key: bytes) -> LastEntry:
        mine = self.of(key)
        return LastEntry(mine[-1].seq, mine[-1].ballot, self.position(mine[-1]), mine[-1].entry) if mine else LastEntry()

    def pressed(self) -> tuple[bytes, ...]:
        return tuple(dict.fromkeys(ballot.key for ballot in self.ballots))


draft = st.tuples(
    st.sampled_from(range(len(TERMINALS))),
    st.sampled_from([1, 1, 1, 1, 0, -1, 2]),
    st.sampled_from(["last", "last", "last", "opening", "stray"]),
    st.sampled_from(list(Choice)),
)
"""Terminal, how far its number is ahead of its last, what it names as its previous ballot, choice."""

step = st.one_of(
    st.tuples(st.just("cast"), st.lists(draft, min_size=1, max_size=4)),
    st.tuples(st.just("cast"), st.lists(draft, min_size=1, max_size=4)),
    st.tuples(st.just("resend"), st.integers(0, 30)),
    st.tuples(st.just("bar"), st.sampled_from(range(len(TERMINALS)))),
    st.tuples(st.sampled_from(["activate", "close", "prepare", "extend"]), st.none()),
)


def written(model: Model, terminal: int, ahead: int, prev: str, choice: Choice) -> Cast:
    """A draft's ballot, in the model's present state."""
    device = TERMINALS[terminal]
    last = model.last(device.key)
    previous = {"last": last.ballot or model.opening, "opening": model.opening, "stray": bytes(32)}[prev]
    return device.ballot(model.opening, max(1, last.seq + ahead), previous, choice)


async def play(box: BallotBox, model: Model, sent: list[Cast], name: str, what: object) -> None:
    """Do one step on the box and on the model."""
    spec = BoxSpec(model.opening, ELECTORATE, MAX_SEQ, 1 if model.due else None)
    if name == "cast":
        batch = [written(model, *each) for each in what]
    elif name == "resend":
        batch = [sent[what % len(sent)]] if sent else []
    else:
        batch = []
    if batch:
        sent += batch
        assert await box.cast(batch) == [model.cast(ballot) for ballot in batch]
    elif name == "activate":
        await box.activate(model.opening)
        model.state = "open" if model.state == "prepared" else model.state
    elif name == "close":
        assert await box.close(model.opening) == Counters(0, len(model.ballots), len(model.pressed()))
        model.state = "closed"
    elif name == "prepare":
        await box.prepare(spec)
    elif name == "extend":
        await box.extend(model.opening, await box.now_ms() + 60_000)
        model.due = model.due and model.state == "closed"
    elif name == "bar":
        await box.bar(model.opening, TERMINALS[what].key)
        model.barred.add(TERMINALS[what].key)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(due=st.sampled_from([False, False, False, True]), history=st.lists(step, max_size=25), early=st.booleans())
async def test_the_box_does_as_the_model(box: BallotBox, due: bool, history: list[tuple[str, object]], early: bool):
    model = Model(secrets.token_bytes(32), due)
    sent: list[Cast] = []
    for name, what in [("prepare", None), *([] if early else [("activate", None)]), *history]:
        await play(box, model, sent, name, what)
    assert await box.entries(model.opening) == [ballot.entry for ballot in model.ballots]
    assert await box.counters(model.opening) == Counters(0, len(model.ballots), len(model.pressed()))
    assert await box.turnout(model.opening) == Turnout(0, model.pressed())
    for terminal in TERMINALS:
        assert await box.last(model.opening, terminal.key) == model.last(terminal.key)
