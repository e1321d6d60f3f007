"""A terminal's ballots: one answer each, the last press counts, and every recovery of §6."""

import json
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from terminal_client.headless.session import Session
from terminal_client.headless.voting import Press
from tests.unit.terminal.peer import NOW, Peer, connect, settle, wire
from voting_protocol.ballots import Ballot, ballot_id, sign_ballot, verify_ballot
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.tree import Tree, counted_leaf, leaf_hash


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def session(peer: Peer) -> Session:
    session = Session(peer.identity(), "sitting-1")
    peer.open()
    connect(session, peer)
    return session


def counted(peer: Peer) -> Choice:
    return Choice(peer.entries[-1][0].marks[0])


def test_a_press_is_signed_for_this_opening_and_acknowledged(peer: Peer, session: Session) -> None:
    press = session.voting.press(Choice.AGAINST)
    (frame,) = session.take()
    body = unb64u(json.loads(frame)["b"])
    assert Ballot.decode(body) == Ballot(peer.opening, session.identity.key.public, 1, peer.opening, (Choice.AGAINST,))
    assert verify_ballot(session.identity.key.public, body, unb64u(json.loads(frame)["s"]))
    assert not press.answered
    session.receive(peer.answer(frame), NOW)
    assert press.receipt is not None
    assert (press.receipt.division, press.receipt.position, press.receipt.seq) == ("d1", 1, 1)
    assert press.receipt.ballot == ballot_id(body)
    assert len(press.receipt.code) == 9
    assert session.voting.receipts == {"d1": press.receipt}


def test_the_server_must_say_under_its_signature_that_it_counts_the_last_receipt(peer: Peer, session: Session) -> None:
    session.voting.press(Choice.FOR)
    settle(session, peer)
    receipt = session.voting.receipts["d1"]
    leaf = counted_leaf(session.identity.key.public, 1, receipt.ballot)
    tree = Tree([leaf_hash(bytes(68)), leaf_hash(leaf), leaf_hash(bytes(68))])
    root = b64u(tree.root)
    word = {"leaf": b64u(leaf), "s": b64u(peer.server.sign("counted", peer.opening, leaf))}
    hidden = {**word, "index": 1, "size": 3, "path": None, "counted_root": ""}
    proven = {**hidden, "path": [b64u(step) for step in tree.path(1)], "counted_root": root}
    session.voting.check_counted("d1", hidden, "")
    session.voting.check_counted("d1", proven, root)
    earlier = b64u(counted_leaf(session.identity.key.public, 0, bytes(32)))
    other_opening = b64u(peer.server.sign("counted", bytes(32), leaf))
    other_root = b64u(bytes(32))
    for code, proof, declared in (
        ("box-mismatch", {**hidden, "leaf": earlier}, ""),
        ("bad-signature", {**hidden, "s": other_opening}, ""),
        ("box-mismatch", hidden, root),
        ("box-mismatch", {**proven, "index": 0}, root),
        ("box-mismatch", proven, other_root),
        ("box-mismatch", {**proven, "counted_root": other_root}, other_root),
    ):
        with pytest.raises(ProtocolError, match=code):
            session.voting.check_counted("d1", proof, declared)
    with pytest.raises(ProtocolError, match="not-found"):
        session.voting.check_counted("d2", hidden, "")


def test_a_change_carries_on_the_sequence(peer: Peer, session: Session) -> None:
    for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN):
        session.voting.press(choice)
        settle(session, peer)
    assert [ballot.seq for ballot, _, _ in peer.entries] == [1, 2, 3]
    assert counted(peer) is Choice.ABSTAIN


def test_without_an_open_division_a_press_is_refused(peer: Peer, session: Session) -> None:
    peer.close()
    session.receive(peer.state(), NOW)
    with pytest.raises(ProtocolError, match="vote-unknown"):
        session.voting.press(Choice.FOR)


def test_presses_that_wait_are_merged_into_the_last_one(peer: Peer, session: Session) -> None:
    first = session.voting.press(Choice.FOR)
    second, third = session.voting.press(Choice.AGAINST), session.voting.press(Choice.ABSTAIN)
    assert second is third
    settle(session, peer)
    assert first.receipt is not None
    assert third.receipt is not None
    assert [ballot.marks[0] for ballot, _, _ in peer.entries] == [Choice.FOR, Choice.ABSTAIN]


def test_an_unanswered_ballot_is_sent_again_byte_for_byte_and_counts_once(peer: Peer, session: Session) -> None:
    press = session.voting.press(Choice.FOR)
    (frame,) = session.take()
    peer.answer(frame)
    session.lost()
    again = connect(session, peer)
    assert again == [frame]
    settle(session, peer, again)
    assert press.receipt is not None
    assert len(peer.entries) == 1
    session.voting.press(Choice.AGAINST)
    settle(session, peer)
    assert [ballot.seq for ballot, _, _ in peer.entries] == [1, 2]


def test_a_ballot_kept_over_the_close_gets_its_first_answer(peer: Peer, session: Session) -> None:
    press = session.voting.press(Choice.FOR)
    peer.answer(session.take()[0])
    session.lost()
    peer.close()
    settle(session, peer, connect(session, peer))
    assert press.receipt is not None


def test_a_ballot_that_came_too_late_is_known_to_be_refused(peer: Peer, session: Session) -> None:
    press, waiting = session.voting.press(Choice.FOR), session.voting.press(Choice.AGAINST)
    peer.close()
    session.receive(peer.state(), NOW)
    settle(session, peer)
    assert press.code == "vote-closed"
    assert waiting.code == "vote-closed"
    assert peer.entries == []


def test_a_waiting_change_is_still_cast_when_the_ballot_before_it_was_acknowledged_late(peer: Peer, session: Session) -> None:
    press, waiting = session.voting.press(Choice.FOR), session.voting.press(Choice.AGAINST)
    answer = peer.answer(session.take()[0])
    peer.close()
    session.receive(peer.state(), NOW)
    session.receive(answer, NOW)
    assert press.receipt is not None
    assert waiting.code == "vote-closed"
    assert session.take() == []


def test_a_restarted_device_continues_after_its_last_entry(peer: Peer, session: Session) -> None:
    session.voting.press(Choice.FOR)
    settle(session, peer)
    restarted = Session(session.identity, "sitting-1")
    connect(restarted, peer)
    restarted.voting.press(Choice.ABSTAIN)
    settle(restarted, peer)
    assert [(ballot.seq, ballot.marks[0]) for ballot, _, _ in peer.entries] == [(1, Choice.FOR), (2, Choice.ABSTAIN)]


def cast_elsewhere(session: Session, peer: Peer, seq: int, prev: bytes) -> bytes:
    """A ballot of the same key that this session knows nothing of, as a device has that was restored from a copy."""
    body = Ballot(peer.opening, session.identity.key.public, seq, prev, (Choice.ABSTAIN,)).encode()
    signature = sign_ballot(session.identity.key, body)
    peer.answer(json.dumps({"t": "cast", "b": b64u(body), "s": b64u(signature), "r": 1}))
    return ballot_id(body)


@pytest.mark.parametrize("entries", [1, 2])
def test_recovers_from_a_sequence_conflict_with_the_choice_that_was_pressed(peer: Peer, session: Session, entries: int) -> None:
    prev = peer.opening
    for seq in range(1, entries + 1):
        prev = cast_elsewhere(session, peer, seq, prev)
    press = session.voting.press(Choice.AGAINST)
    settle(session, peer)
    assert press.receipt is not None
    assert press.seq == entries + 1
    assert counted(peer) is Choice.AGAINST


def test_recovers_from_a_sequence_gap(peer: Peer, session: Session) -> None:
    session.voting.press(Choice.FOR)
    settle(session, peer)
    peer.entries.clear()
    press = session.voting.press(Choice.AGAINST)
    settle(session, peer)
    assert press.receipt is not None
    assert press.receipt.position == 1


def test_recovery_survives_a_lost_connection(peer: Peer, session: Session) -> None:
    cast_elsewhere(session, peer, 1, peer.opening)
    press = session.voting.press(Choice.AGAINST)
    session.receive(peer.answer(session.take()[0]), NOW)
    (question,) = session.take()
    assert json.loads(question)["t"] == "mine"
    session.lost()
    settle(session, peer, connect(session, peer))
    assert press.receipt is not None
    assert press.seq == 2


def test_recovery_ends_when_the_vote_is_over_meanwhile(peer: Peer, session: Session) -> None:
    cast_elsewhere(session, peer, 1, peer.opening)
    press = session.voting.press(Choice.AGAINST)
    session.receive(peer.answer(session.take()[0]), NOW)
    peer.close()
    settle(session, peer)
    assert press.code == "vote-closed"


def cast_in(frame: str) -> Ballot:
    return Ballot.decode(unb64u(json.loads(frame)["b"]))


def test_gives_up_when_recovering_does_not_help(peer: Peer, session: Session) -> None:
    press = session.voting.press(Choice.FOR)
    refusals = 0
    while waiting := session.take():
        for frame in waiting:
            if json.loads(frame)["t"] == "mine":
                session.receive(peer.mine(), NOW)
            else:
                refusals += 1
                session.receive(peer.refuse(cast_in(frame), 1, "sequence-gap"), NOW)
    assert press.code == "sequence-gap"
    assert refusals == 4


@pytest.mark.parametrize("code", ["vote-closed", "vote-unknown", "not-in-electorate", "key-revoked", "sequence-limit"])
def test_other_refusals_are_final(peer: Peer, session: Session, code: str) -> None:
    press = session.voting.press(Choice.FOR)
    session.receive(peer.refuse(cast_in(session.take()[0]), 1, code), NOW)
    assert press.code == code
    assert press.receipt is None
    assert session.take() == []
    assert session.voting.receipts == {}


@pytest.mark.parametrize("member", ["epoch", "pos", "s"])
def test_believes_no_acknowledgement_that_the_server_did_not_sign(peer: Peer, session: Session, member: str) -> None:
    press = session.voting.press(Choice.FOR)
    ack = json.loads(peer.answer(session.take()[0]))
    ack[member] = b64u(bytes(64)) if member == "s" else ack[member] + 1
    with pytest.raises(ProtocolError, match="bad-signature"):
        session.receive(wire(ack), NOW)
    assert not press.answered


def test_believes_no_refusal_that_the_server_did_not_sign(peer: Peer, session: Session) -> None:
    press = session.voting.press(Choice.FOR)
    ballot = cast_in(session.take()[0])
    refused = json.loads(peer.refuse(ballot, 1, "vote-closed"))
    for forged in (Peer().refuse(ballot, 1, "vote-closed"), wire({**refused, "code": "key-revoked"})):
        with pytest.raises(ProtocolError, match="bad-signature"):
            session.receive(forged, NOW)
    assert not press.answered


def test_an_answer_to_another_ballot_changes_nothing(peer: Peer, session: Session) -> None:
    first = session.voting.press(Choice.FOR)
    ack = peer.answer(session.take()[0])
    session.receive(ack, NOW)
    second = session.voting.press(Choice.AGAINST)
    session.receive(ack, NOW)
    assert first.receipt is not None
    assert not second.answered


def test_takes_up_only_an_entry_that_it_signed_itself(peer: Peer, session: Session) -> None:
    body = Ballot(peer.opening, session.identity.key.public, 7, bytes(32), (Choice.FOR,)).encode()
    entry: dict[str, Any] = {
        "seq": 7,
        "id": b64u(ballot_id(body)),
        "b": b64u(body),
        "s": b64u(sign_ballot(SigningKey.generate(), body)),
    }
    with pytest.raises(ProtocolError, match="bad-signature"):
        session.receive(peer.mine(**entry), NOW)


def test_takes_up_no_entry_of_another_division(peer: Peer, session: Session) -> None:
    body = Ballot(bytes(32), session.identity.key.public, 7, bytes(32), (Choice.FOR,)).encode()
    entry: dict[str, Any] = {
        "seq": 7,
        "id": b64u(ballot_id(body)),
        "b": b64u(body),
        "s": b64u(sign_ballot(session.identity.key, body)),
    }
    with pytest.raises(ProtocolError, match="bad-ballot"):
        session.receive(peer.mine(**entry), NOW)


def test_every_division_starts_its_own_sequence(peer: Peer, session: Session) -> None:
    for division in ("d1", "d2", "d3"):
        peer.open(division)
        session.receive(peer.state(), NOW)
        press = session.voting.press(Choice.FOR)
        settle(session, peer)
        assert press.seq == 1
        assert press.receipt is not None
    assert set(session.voting.receipts) == {"d1", "d2", "d3"}


class Wire(RuleBasedStateMachine):
    """Whatever is lost, doubled or cut on the way: one answer a press, an unbroken sequence, and the last acknowledged press is what counts."""

    @initialize()
    def sit_down(self) -> None:
        self.peer = Peer()
        self.peer.open()
        self.identity = self.peer.identity()
        self.session = Session(self.identity, "sitting-1")
        self.presses: list[Press] = []
        self.travelling = connect(self.session, self.peer)

    @rule(choice=st.sampled_from(Choice))
    @precondition(lambda self: self.session.voting.opening is not None)
    def press(self, choice: Choice) -> None:
        press = self.session.voting.press(choice)
        if press not in self.presses:
            self.presses.append(press)
        self.travelling += self.session.take()

    @rule()
    @precondition(lambda self: self.session.online)
    def deliver(self) -> None:
        waiting, self.travelling = self.travelling, []
        for frame in waiting:
            self.session.receive(self.peer.answer(frame), NOW)
        self.travelling += self.session.take()

    @rule()
    @precondition(lambda self: self.session.online and self.travelling)
    def deliver_twice(self) -> None:
        frame = self.travelling.pop(0)
        for _ in range(2):
            self.session.receive(self.peer.answer(frame), NOW)
        self.travelling += self.session.take()

    @rule(arrived=st.integers(0, 3))
    @precondition(lambda self: self.session.online)
    def cut(self, arrived: int) -> None:
        """The last frames may have arrived, but no answer comes back."""
        for frame in self.travelling[:arrived]:
            self.peer.answer(frame)
        self.travelling = []
        self.session.lost()

    @rule()
    @precondition(lambda self: not self.session.online)
    def reconnect(self) -> None:
        self.travelling = connect(self.session, self.peer)

    @rule()
    @precondition(lambda self: not self.session.online)
    def restart(self) -> None:
        """The device loses its memory but not its key."""
        self.session = Session(self.identity, "sitting-1")
        self.presses = []
        self.travelling = connect(self.session, self.peer)

    @rule()
    @precondition(lambda self: not self.peer.closed)
    def close(self) -> None:
        self.peer.close()
        if self.session.online:
            self.session.receive(self.peer.state(), NOW)

    @invariant()
    def receipts_are_true(self) -> None:
        for press in self.presses:
            if press.receipt is not None:
                ballot, body, _ = self.peer.entries[press.receipt.position - 1]
                assert (ballot.marks[0], ballot.seq, ballot_id(body)) == (press.choice, press.receipt.seq, press.receipt.ballot)

    @invariant()
    def sequence_is_unbroken(self) -> None:
        last = (0, self.peer.opening)
        for ballot, body, _ in self.peer.entries:
            assert (ballot.seq, ballot.prev) == (last[0] + 1, last[1])
            last = (ballot.seq, ballot_id(body))

    def teardown(self) -> None:
        if not self.session.online:
            self.travelling = connect(self.session, self.peer)
        settle(self.session, self.peer, self.travelling)
        assert all(press.answered for press in self.presses)
        recorded = [press for press in self.presses if press.receipt is not None]
        if recorded:
            assert counted(self.peer) is recorded[-1].choice
        for press in self.presses:
            assert press.receipt is not None or (press.code == "vote-closed" and self.peer.closed)


TestWire = Wire.TestCase
TestWire.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
