"""A terminal's connection: challenge, state, acts. Its ballots are in test_voting.py."""

import json

import pytest

from terminal_client.headless.session import Session
from tests.unit.terminal.peer import HOST, NOW, Peer, connect, settle, wire
from voting_protocol.acts import SignedAct, verified_body
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def session(peer: Peer) -> Session:
    return Session(peer.identity(), "sitting-1")


def test_answers_the_challenge_and_is_ready_after_the_first_frames(peer: Peer, session: Session) -> None:
    assert connect(session, peer) == []
    assert session.ready
    assert session.member is not None
    assert session.member.id == "m1"
    assert session.clock_ahead_ms == 500


def test_is_not_ready_before_it_was_told_its_last_entry(peer: Peer, session: Session) -> None:
    session.begin(HOST)
    for frame in (peer.challenge(), peer.welcome(), peer.state()):
        session.receive(frame, NOW)
    assert session.online
    assert not session.ready
    session.receive(peer.mine(), NOW)
    assert session.ready


def test_leaves_a_server_that_is_not_the_pinned_one(session: Session) -> None:
    session.begin(HOST)
    with pytest.raises(ProtocolError, match="bad-key"):
        session.receive(Peer().challenge(), NOW)
    assert session.take() == []


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"[]",
        b"{}",
        b'{"t":"nonsense"}',
        b'{"t":"ack"}',
        b'{"t":"state","v":"1","state":{}}',
        b'{"t":"state","v":1,"state":{}}',
        b"\xff",
    ],
)
def test_refuses_what_is_no_frame(peer: Peer, session: Session, frame: bytes) -> None:
    connect(session, peer)
    before = session.state
    session.version = 0
    with pytest.raises(ProtocolError, match="bad-frame"):
        session.receive(frame, NOW)
    assert session.state is before


def test_ignores_members_it_does_not_know(peer: Peer, session: Session) -> None:
    connect(session, peer)
    session.receive(wire({"t": "pong", "r": 1, "time_ms": NOW - 70, "new": {"a": [1]}}), NOW)
    assert session.clock_ahead_ms == -70


def test_drops_states_that_are_older(peer: Peer, session: Session) -> None:
    connect(session, peer)
    peer.open()
    older = peer.state(version=session.version - 1)
    session.receive(older, NOW)
    assert session.voting.opening is None
    session.receive(peer.state(version=session.version + 1), NOW)
    assert session.voting.opening is not None
    session.receive(older, NOW)
    assert session.voting.opening is not None


def test_attendance_never_goes_back_to_an_older_version(peer: Peer, session: Session) -> None:
    connect(session, peer)
    counts = {"t": "attendance", "due": 9, "absent": 0, "leave": 0}
    session.receive(wire({**counts, "v": 50, "present": 7}), NOW)
    session.receive(wire({**counts, "v": 49, "present": 6}), NOW)
    assert session.present == 7
    session.receive(peer.state(present=3), NOW)
    assert session.present == 7
    session.receive(peer.state(version=51, present=5), NOW)
    assert session.present == 5


def test_keeps_the_states_bytes_only_when_asked(peer: Peer) -> None:
    lean, console = Session(peer.identity(), "sitting-1"), Session(peer.identity(), "sitting-1", keep_state=True)
    connect(lean, peer)
    connect(console, peer)
    assert lean.raw_state == b""
    assert json.loads(console.raw_state)["sitting"]["title"] == {"zh": "会", "en": "Sitting"}


def test_takes_only_an_opening_whose_signature_holds(peer: Peer, session: Session) -> None:
    connect(session, peer)
    peer.open()
    assert peer.act is not None
    peer.act = SignedAct(peer.act.body, SigningKey.generate().sign("act", peer.act.body))
    with pytest.raises(ProtocolError, match="bad-signature"):
        session.receive(peer.state(), NOW)
    assert session.voting.opening is None


@pytest.mark.parametrize(
    "changes",
    [{"server": SigningKey.generate().name}, {"log": "sitting.another"}, {"kind": "trial"}, {"type": "division-announce"}],
)
def test_refuses_an_opening_of_another_sitting_server_or_kind(peer: Peer, session: Session, changes: dict[str, str]) -> None:
    connect(session, peer)
    peer.open(**changes)
    with pytest.raises(ProtocolError, match="bad-act"):
        session.receive(peer.state(), NOW)
    assert session.voting.opening is None


def test_takes_the_digest_from_the_signed_bytes_not_from_the_frame(peer: Peer, session: Session) -> None:
    connect(session, peer)
    peer.open()
    true_digest, peer.opening = peer.opening, bytes(32)
    session.receive(peer.state(), NOW)
    assert session.voting.opening is not None
    assert session.voting.opening.digest == true_digest


def test_check_in_is_signed_and_answered(peer: Peer, session: Session) -> None:
    connect(session, peer)
    request = session.act("check-in", {"member": "m1", "seat": "A-1"}, NOW)
    settle(session, peer)
    (act,) = peer.acts
    body = verified_body(act)
    assert body["actor"] == session.identity.key.name
    assert body["after"]["n"] == session.version
    assert (body["type"], body["member"], body["seat"], body["log"]) == ("check-in", "m1", "A-1", "sitting.sitting-1")
    assert request.head is not None
    assert request.head.digest == act.id


def test_an_unanswered_check_in_is_sent_again_byte_for_byte(peer: Peer, session: Session) -> None:
    connect(session, peer)
    request = session.act("check-in", {"member": "m1", "seat": "A-1"}, NOW)
    (lost,) = session.take()
    peer.answer(lost)
    session.lost()
    again = connect(session, peer)
    assert again == [lost]
    settle(session, peer, again)
    assert request.head is not None
    assert request.head.n == 0
    assert len(peer.acts) == 1


def test_an_act_before_the_first_state_is_refused(session: Session) -> None:
    with pytest.raises(ProtocolError, match="not-yet"):
        session.act("check-in", {"member": "m1", "seat": "A-1"}, NOW)


def test_an_error_answers_the_act_it_names_and_no_other(peer: Peer, session: Session) -> None:
    connect(session, peer)
    first = session.act("check-in", {"member": "m1", "seat": "A-1"}, NOW)
    second = session.act("depart", {"member": "m1"}, NOW)
    number = json.loads(session.take()[0])["r"]
    session.receive(wire({"t": "error", "r": number, "code": "already-present", "zh": "…", "en": "…"}), NOW)
    session.receive(wire({"t": "error", "r": None, "code": "bad-frame", "zh": "…", "en": "…"}), NOW)
    assert first.code == "already-present"
    assert not second.answered


@pytest.mark.parametrize("code", ["store-unavailable", "record-unavailable", "rate-limited", "internal"])
def test_a_passing_error_keeps_what_was_asked_and_asks_for_a_retry(peer: Peer, session: Session, code: str) -> None:
    peer.open()
    connect(session, peer)
    press = session.voting.press(Choice.FOR)
    (frame,) = session.take()
    session.receive(wire({"t": "error", "r": json.loads(frame)["r"], "code": code, "zh": "…", "en": "…"}), NOW)
    assert session.retry
    assert not press.answered
    assert session.take() == []
    session.resend()
    assert not session.retry
    assert session.take() == [frame]


def test_a_lasting_error_ends_the_press(peer: Peer, session: Session) -> None:
    peer.open()
    connect(session, peer)
    press = session.voting.press(Choice.FOR)
    number = json.loads(session.take()[0])["r"]
    session.receive(wire({"t": "error", "r": number, "code": "not-allowed", "zh": "…", "en": "…"}), NOW)
    assert press.code == "not-allowed"
    assert session.voting.unanswered() == []


def test_nothing_is_said_while_offline(peer: Peer, session: Session) -> None:
    peer.open()
    connect(session, peer)
    session.lost()
    session.voting.press(Choice.FOR)
    session.act("depart", {"member": "m1"}, NOW)
    session.resend()
    assert session.take() == []
    assert [json.loads(frame)["t"] for frame in connect(session, peer)] == ["act", "cast"]


def test_remembers_why_the_server_says_goodbye_until_the_next_connection(peer: Peer, session: Session) -> None:
    connect(session, peer)
    session.receive(wire({"t": "bye", "code": "restarting"}), NOW)
    assert session.farewell == "restarting"
    session.lost()
    connect(session, peer)
    assert session.farewell == ""


def test_no_secret_in_what_is_printed(peer: Peer, session: Session) -> None:
    identity = session.identity
    assert str(identity.key.seed) not in repr(identity)
    assert unb64u(identity.to_json()["seed"], 32) == identity.key.seed
