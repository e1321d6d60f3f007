"""A terminal in a secret vote: when it encrypts, what it sends, what it believes (docs/sealed.md §3–5)."""

import json
from typing import Any

import pytest

from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.session import Session
from tests.support.sealed_box import FORM
from tests.support.seals import Sealed
from tests.unit.terminal.peer import NOW, SITTING, Peer, connect, wire
from voting_protocol.ballots import ack_fields, receipt_fields, refusal_fields
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Question, parse_ballot, verify


class Chamber:
    """A peer whose open division is secret, and one terminal that knows the scrutineers' pin."""

    def __init__(self, *, learnt: bool = True) -> None:
        self.peer = Peer()
        self.sealed = Sealed(self.peer.server.public)
        self.peer.chair = self.sealed.chair
        self.peer.open(**self.sealed.opening())
        self.keys = SealedKeys(SITTING, self.peer.server.public, self.sealed.pin)
        self.session = Session(self.peer.identity(), SITTING, sealed=self.keys)
        connect(self.session, self.peer)
        if learnt:
            self.keys.learn(self.sealed.document())

    def certify(self, *indices: int) -> None:
        frame: dict[str, Any] = json.loads(self.peer.state())
        frame["state"]["open"]["certificate"] = self.sealed.certificate(self.peer.opening, *indices)
        self.session.receive(wire(frame), NOW)

    def press(self, choice: Choice) -> tuple[bytes, bytes, bytes]:
        """Id, body and signature of the ballot that a press sends."""
        self.session.voting.press(choice)
        (text,) = self.session.take()
        frame = json.loads(text)
        body, signature = unb64u(frame["b"]), unb64u(frame["s"], 64)
        return parse_ballot(body, signature, FORM).id, body, signature

    def frame(self, kind: str, ballot: bytes, signature: bytes, **more: Any) -> bytes:
        common = {"t": kind, "r": 1, "open": b64u(self.peer.opening), "seq": 1, "id": b64u(ballot), "s": b64u(signature)}
        return wire(common | more)

    @property
    def key(self) -> bytes:
        return self.session.identity.key.public


def test_nothing_is_encrypted_before_enough_scrutineers_certified_the_opening() -> None:
    chamber = Chamber()
    for indices in ((), (1,), (1, 2)):
        chamber.certify(*indices)
        assert not chamber.session.voting.ready
        with pytest.raises(ProtocolError, match="not-certified"):
            chamber.session.voting.press(Choice.FOR)
    assert chamber.session.take() == []
    chamber.certify(1, 2, 3)
    assert chamber.session.voting.ready


def test_54_without_the_keys_nothing_is_encrypted() -> None:
    chamber = Chamber(learnt=False)
    chamber.certify(1, 2, 3)
    with pytest.raises(ProtocolError, match="not-certified"):
        chamber.session.voting.press(Choice.FOR)


def test_the_chair_must_be_one_whom_the_scrutineers_sealed() -> None:
    chamber = Chamber()
    chamber.peer.chair = Peer().chair
    chamber.peer.open(**chamber.sealed.opening())
    chamber.certify(1, 2, 3)
    with pytest.raises(ProtocolError, match="bad-seal"):
        chamber.session.voting.press(Choice.FOR)


@pytest.mark.parametrize("choice", list(Choice))
def test_a_press_sends_a_valid_ballot_of_one_length(choice: Choice) -> None:
    chamber = Chamber()
    chamber.certify(1, 2, 3)
    _, body, signature = chamber.press(choice)
    question = Question(chamber.peer.opening, FORM, chamber.sealed.public, chamber.peer.max_seq)
    verify(parse_ballot(body, signature, FORM), question)
    assert len(body) == 551


def test_received_is_not_yet_recorded() -> None:
    chamber = Chamber()
    chamber.certify(1, 2, 3)
    press = chamber.session.voting.press(Choice.FOR)
    chamber.session.take()
    fields = receipt_fields(chamber.peer.opening, 0, 7, chamber.key, 1, press.ballot)
    receipt = chamber.peer.server.sign("receipt", *fields)
    chamber.session.receive(chamber.frame("received", press.ballot, receipt, epoch=0, arrival=7), NOW)
    assert press.received
    assert not press.answered
    assert chamber.session.voting.unanswered() == [press.frame]
    ack = chamber.peer.server.sign("ack", *ack_fields(chamber.peer.opening, 0, 3, chamber.key, 1, press.ballot))
    chamber.session.receive(chamber.frame("ack", press.ballot, ack, epoch=0, pos=3), NOW)
    assert press.receipt is not None
    assert press.receipt.position == 3


def test_a_receipt_that_the_server_did_not_sign_is_not_believed() -> None:
    chamber = Chamber()
    chamber.certify(1, 2, 3)
    ballot, _, _ = chamber.press(Choice.FOR)
    with pytest.raises(ProtocolError, match="bad-signature"):
        chamber.session.receive(chamber.frame("received", ballot, bytes(64), epoch=0, arrival=7), NOW)


def test_a_refused_proof_ends_the_press() -> None:
    chamber = Chamber()
    chamber.certify(1, 2, 3)
    press = chamber.session.voting.press(Choice.AGAINST)
    signature = chamber.peer.server.sign(
        "refuse", *refusal_fields(chamber.peer.opening, chamber.key, 1, press.ballot, "bad-proof")
    )
    chamber.session.receive(chamber.frame("refused", press.ballot, signature, code="bad-proof"), NOW)
    assert press.code == "bad-proof"


def test_19_a_terminal_without_memory_goes_on_from_its_last_entry() -> None:
    chamber = Chamber()
    chamber.certify(1, 2, 3)
    ballot, body, signature = chamber.press(Choice.FOR)
    again = Session(chamber.session.identity, SITTING, sealed=chamber.keys)
    connect(again, chamber.peer)
    state = json.loads(chamber.peer.state())
    state["state"]["open"]["certificate"] = chamber.sealed.certificate(chamber.peer.opening, 1, 2, 3)
    again.receive(wire(state), NOW)
    entry = {"seq": 1, "id": b64u(ballot), "b": b64u(body), "s": b64u(signature), "pos": 0}
    again.receive(chamber.peer.mine(None, **entry), NOW)
    press = again.voting.press(Choice.AGAINST)
    assert press.seq == 2
    header = parse_ballot(unb64u(json.loads(press.frame)["b"]), bytes(64), FORM).header
    assert header.prev == ballot


def test_what_was_announced_as_secret_is_never_voted_on_in_clear() -> None:
    chamber = Chamber()
    state = json.loads(chamber.peer.state())
    state["state"]["divisions"][0]["secrecy"] = "secret"
    chamber.session.receive(wire(state), NOW)
    chamber.peer.open()
    with pytest.raises(ProtocolError, match="bad-seal"):
        chamber.session.receive(chamber.peer.state(), NOW)


def test_a_named_vote_too_is_opened_by_a_chair_whom_the_scrutineers_sealed() -> None:
    chamber = Chamber()
    chamber.peer.open("d2")
    chamber.session.receive(chamber.peer.state(), NOW)
    assert chamber.session.voting.ready
    chamber.peer.chair = Peer().chair
    chamber.peer.open("d3")
    chamber.session.receive(chamber.peer.state(), NOW)
    assert not chamber.session.voting.ready
    with pytest.raises(ProtocolError, match="not-certified"):
        chamber.session.voting.press(Choice.FOR)
