"""The server's side of the wire as the protocol text describes it: a box of one terminal, no I/O."""

import json
import secrets
from typing import Any

from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.session import Session
from voting_protocol.acts import Head, SignedAct, make_act, verified_body
from voting_protocol.ballots import Ballot, ack_fields, ballot_id, opening_digest, refusal_fields, verify_ballot
from voting_protocol.crypto import SigningKey, require
from voting_protocol.encoding import ZERO32, b64u, unb64u

HOST = "127.0.0.1:8080"
SITTING = "sitting-1"
NOW = 1_760_000_000_000


def wire(frame: dict[str, Any]) -> bytes:
    return json.dumps(frame, ensure_ascii=False).encode()


class Peer:
    """Keeps the entries of one terminal in one open division and answers as §6 says."""

    def __init__(self, server: SigningKey | None = None) -> None:
        self.server = server or SigningKey.generate()
        self.chair = SigningKey.generate()
        self.entries: list[tuple[Ballot, bytes, bytes]] = []
        self.answers: dict[bytes, bytes] = {}
        self.acts: list[SignedAct] = []
        self.version = 0
        self.opening = b""
        self.act: SignedAct | None = None
        self.division = ""
        self.nonce = ""
        self.closed = False
        self.max_seq = 1000

    def identity(self) -> DeviceIdentity:
        return DeviceIdentity(SigningKey.generate(), "congress", self.server.public, "deputy", "A-1", "")

    def open(self, division: str = "d1", **changes: Any) -> None:
        definition = {"secrecy": "named", "form": [{"type": 129, "c": 1, "min": 0, "max": 0, "w": 0}], "names": [[]]}
        fields = {"division": division, "kind": "real", "server": self.server.name, "max_seq": self.max_seq}
        fields |= {"definition": definition, **changes}
        self.act = make_act(self.chair, f"sitting.{SITTING}", "division-open", Head(), NOW, fields)
        self.opening = opening_digest(self.act.body)
        self.division, self.closed = division, False
        self.entries, self.answers = [], {}

    def close(self) -> None:
        self.closed = True

    def challenge(self) -> bytes:
        self.nonce = b64u(secrets.token_bytes(32))
        return wire({"t": "challenge", "nonce": self.nonce, "server": self.server.name, "time_ms": NOW})

    def check_auth(self, text: str, identity: DeviceIdentity) -> None:
        frame = json.loads(text)
        assert set(frame) == {"t", "b", "s"}
        assert frame["t"] == "auth"
        body = unb64u(frame["b"])
        require(identity.key.public, unb64u(frame["s"], 64), "auth", body)
        assert json.loads(body) == {
            "v": 1,
            "type": "auth",
            "actor": identity.key.name,
            "server": self.server.name,
            "nonce": self.nonce,
            "body": "congress",
            "sitting": SITTING,
            "host": HOST,
        }

    def welcome(self) -> bytes:
        member = {"id": "m1", "name": "王小明", "latin": "Wang Xiaoming", "delegation": "一组"}
        common = {"role": "deputy", "seat": "A-1", "holder": "", "sitting": SITTING}
        return wire({"t": "welcome", **common, "member": member, "time_ms": NOW + 500})

    def state(self, version: int | None = None, present: int = 1) -> bytes:
        if version is None:
            self.version += 1
            version = self.version
        opened = None
        if self.act is not None and not self.closed:
            opened = {
                "division": self.division,
                "open": b64u(self.opening),
                "b": b64u(self.act.body),
                "s": b64u(self.act.signature),
                "deadline_ms": None,
                "p": 1,
                "n": 1,
                "opened_ms": NOW,
            }
        head = {"n": version, "d": b64u(ZERO32)}
        state = {
            "sitting": {"id": SITTING, "state": "open", "title": {"zh": "会", "en": "Sitting"}},
            "head": head,
            "register": head,
            "attendance": {"due": 9, "present": present, "absent": 9 - present, "leave": 0},
            "divisions": [{"id": self.division, "state": "open" if opened else "closed", "number": 1}] if self.division else [],
            "current": self.division,
            "open": opened,
        }
        return wire({"t": "state", "id": "1-0", "v": version, "state": state})

    def mine(self, r: int | None = None, **changes: Any) -> bytes:
        is_open = self.act is not None and not self.closed
        frame: dict[str, Any] = {"open": b64u(self.opening) if is_open else "", "seq": 0, "id": "", "b": "", "s": "", "pos": 0}
        if is_open and self.entries:
            ballot, body, signature = self.entries[-1]
            frame |= {
                "seq": ballot.seq,
                "id": b64u(ballot_id(body)),
                "b": b64u(body),
                "s": b64u(signature),
                "pos": len(self.entries),
            }
        standing = {"checked_in": True, "in_electorate": True, "revoked": False}
        return wire({"t": "mine", "r": r, **frame, **standing, **changes})

    def answer(self, text: str) -> bytes:
        """What the server says to a client's frame after the welcome."""
        frame = json.loads(text)
        assert len(text) <= 4096
        if frame["t"] == "mine":
            return self.mine(frame["r"])
        if frame["t"] == "act":
            return self._append(frame)
        assert frame["t"] == "cast"
        assert set(frame) == {"t", "b", "s", "r"}
        body = unb64u(frame["b"])
        return self.answers.get(body) or self._judge(body, unb64u(frame["s"], 64), frame["r"])

    def _append(self, frame: dict[str, Any]) -> bytes:
        act = SignedAct.from_json({"b": frame["b"], "s": frame["s"]})
        verified_body(act)
        if act not in self.acts:
            self.acts.append(act)
        n = self.acts.index(act)
        return wire({"t": "done", "r": frame["r"], "n": n, "d": b64u(act.id), "id": b64u(act.id)})

    def _judge(self, body: bytes, signature: bytes, r: int) -> bytes:
        ballot, name = Ballot.decode(body), ballot_id(body)
        assert verify_ballot(ballot.key, body, signature)
        last = (self.entries[-1][0].seq, ballot_id(self.entries[-1][1])) if self.entries else (0, self.opening)
        code = ""
        if self.closed or ballot.opening != self.opening:
            code = "vote-closed"
        elif ballot.seq > last[0] + 1:
            code = "sequence-gap"
        elif ballot.seq <= last[0] or ballot.prev != last[1]:
            code = "sequence-conflict"
        elif ballot.seq > self.max_seq:
            code = "sequence-limit"
        if code:
            return self.refuse(ballot, r, code)
        common = {"r": r, "open": b64u(ballot.opening), "seq": ballot.seq, "id": b64u(name)}
        self.entries.append((ballot, body, signature))
        fields = ack_fields(ballot.opening, 0, len(self.entries), ballot.key, ballot.seq, name)
        ack = wire({"t": "ack", "epoch": 0, "pos": len(self.entries), **common, "s": b64u(self.server.sign("ack", *fields))})
        self.answers[body] = ack
        return ack

    def refuse(self, ballot: Ballot, r: int, code: str) -> bytes:
        """A signed refusal."""
        name = ballot_id(ballot.encode())
        fields = refusal_fields(ballot.opening, ballot.key, ballot.seq, name, code)
        common = {"r": r, "open": b64u(ballot.opening), "seq": ballot.seq, "id": b64u(name)}
        return wire({"t": "refused", "code": code, **common, "s": b64u(self.server.sign("refuse", *fields))})


def connect(session: Session, peer: Peer) -> list[str]:
    """A new connection up to the first `mine`; gives what the terminal sends after its answer to the challenge."""
    session.begin(HOST)
    session.receive(peer.challenge(), NOW)
    (auth,) = session.take()
    peer.check_auth(auth, session.identity)
    for frame in (peer.welcome(), peer.state(), peer.mine()):
        session.receive(frame, NOW)
    return session.take()


def settle(session: Session, peer: Peer, frames: list[str] | None = None) -> None:
    """Carry frames to the peer and its answers back until both are silent."""
    waiting = session.take() if frames is None else frames
    while waiting:
        for frame in waiting:
            session.receive(peer.answer(frame), NOW)
        waiting = session.take()
