"""A body, a sitting and scrutineers' devices without a server: real keys, acts, chains, ballots; the logs are lists that every device reads."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from terminal_client.headless.identity import DeviceIdentity
from terminal_client.scrutineer.engine import Engine
from terminal_client.scrutineer.keeper import Keeper
from terminal_client.scrutineer.roll import Roll
from terminal_client.scrutineer.vault import Cost
from voting_protocol.acts import Head, SignedAct, chain, make_act
from voting_protocol.ballots import Header, opening_digest
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.encoding import ZERO32, b64u, lp, unb64u
from voting_protocol.marks import Choice, Marks
from voting_protocol.sealed.ballots import Ballot, Question, parse_ballot, verify, verify_entries
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.secret.encrypt import seal
from voting_protocol.sealed.tally import RunningSums
from voting_protocol.tree import counted_leaf, leaf_hash, root_of

BODY, SITTING = "congress", "s1"
REGISTER_LOG, SITTING_LOG = f"body.{BODY}", f"sitting.{SITTING}"
START_MS = 1_760_000_000_000
PASSPHRASE = "a passphrase"
CHEAP = Cost(passes=1, memory=8 * 1024)
WORDS = {"zh": "关于议案的决议", "en": "Resolution"}
MOTION = [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}]


def entry(n: int, received_ms: int, act: SignedAct) -> dict[str, Any]:
    return {"n": n, "received_ms": received_ms, **act.to_json()}


@dataclass
class Log:
    """An append-only log as a server keeps it; it judges nothing."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    @property
    def head(self) -> Head:
        return Head(len(self.heads) - 1, self.heads[-1]) if self.heads else Head()

    def append(self, act: SignedAct, received_ms: int) -> None:
        self.entries.append(entry(len(self.entries), received_ms, act))
        self.heads.append(chain(self.head.digest, len(self.heads), act, received_ms))

    def fork(self, length: int) -> "Log":
        return Log(self.entries[:length], self.heads[:length])


@dataclass
class Device:
    """A scrutineer's device: its memory on disk, what it read, its engine; its boards are fed by hand."""

    key: SigningKey
    folder: Path
    keeper: Keeper
    roll: Roll
    engine: Engine

    @property
    def waits(self) -> dict[str, str]:
        return {division: wait.code for division, wait in self.engine.waits.items()}


class World:
    """`size` deputies m0… at seats A-0…, all with terminals; one chair, one secretariat, `n` scrutineers of whom `k` open a sum.

    `created` are further members of the sitting's first act. `asked` are the members `form`, `names` and `basis` of the next draft; none of a motion.
    """

    def __init__(
        self,
        folder: Path,
        *,
        size: int = 6,
        n: int = 3,
        k: int = 2,
        automatic: bool = True,
        created: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.folder, self.n, self.k, self.automatic = folder, n, k, automatic
        self.now = START_MS
        self.asked: dict[str, Any] = {}
        self.register, self.log = Log(), Log()
        self.server, self.admin, self.chair = SigningKey.generate(), SigningKey.generate(), SigningKey.generate()
        self.scrutineers = [SigningKey.generate() for _ in range(n)]
        self.seats = {f"A-{i}": SigningKey.generate() for i in range(size)}
        self.check_ins: dict[str, bytes] = {}
        self.enrolments: dict[str, bytes] = {}
        self.openings: dict[str, SignedAct] = {}
        self.entries: dict[str, list[bytes]] = {}
        self._found(size, created)
        self.devices = [self.device(i) for i in range(n)]

    # -- acts

    def act(
        self, key: SigningKey, kind: str, log: str = SITTING_LOG, cosigner: SigningKey | None = None, /, **fields: Any
    ) -> SignedAct:
        target = self.log if log == SITTING_LOG else self.register
        self.now += 10
        act = make_act(key, log, kind, target.head, self.now, fields, cosigner)
        target.append(act, self.now)
        return act

    def record(self, act: SignedAct) -> SignedAct:
        """The server appends an act that somebody signed."""
        self.now += 10
        self.log.append(act, self.now)
        return act

    def enrol(self, key: SigningKey, role: str, seat: str = "", holder: str = "") -> SignedAct:
        code = SigningKey.generate()
        new = {"key": code.name, "role": role, "seat": seat, "holder": holder, "expires_ms": self.now + 10**9}
        self.act(self.admin, "codes-issue", REGISTER_LOG, codes=[new])
        return self.act(key, "enrol", REGISTER_LOG, code, code=code.name, device="test")

    def members(self, size: int) -> list[dict[str, str]]:
        common = {"name": "代表", "latin": "", "delegation": "一组", "role": "deputy", "status": "in-office"}
        return [{"id": f"m{i}", "seat": f"A-{i}", **common} for i in range(size)]

    def _found(self, size: int, created: Mapping[str, Any]) -> None:
        code = SigningKey.generate()
        fields = {"id": BODY, "kind": "congress", "name": WORDS, "holder": "秘书处"}
        self.act(self.admin, "body-create", REGISTER_LOG, code, code=code.name, **fields)
        seats = [{"id": seat, "row": 1, "col": i, "x": i, "y": 0} for i, seat in enumerate(self.seats)]
        self.act(self.admin, "seats-set", REGISTER_LOG, plan={"kind": "arc", "name": ""}, seats=seats)
        self.act(self.admin, "roster-set", REGISTER_LOG, members=self.members(size))
        self.enrol(self.chair, "chair", holder="许建国")
        for i, key in enumerate(self.scrutineers):
            self.enrol(key, "scrutineer", holder=f"监票人{i + 1}")
        for seat, key in self.seats.items():
            self.enrolments[seat] = self.enrol(key, "deputy", seat).id
        common = {"id": SITTING, "body": BODY, "title": WORDS, "kind": "plenary", "quorum": "Q2", **created}
        register = self.register.head.to_json()
        self.act(self.admin, "sitting-create", **common, register=register, server=self.server.name)
        self.act(self.chair, "sitting-open", register=register)
        for i in range(size):
            self.check_in(i)

    def check_in(self, i: int) -> None:
        self.check_ins[f"A-{i}"] = self.act(self.seats[f"A-{i}"], "check-in", member=f"m{i}", seat=f"A-{i}").id

    # -- devices

    def device(self, i: int, folder: Path | None = None) -> Device:
        """The device of scrutineer i + 1, new or started again; `folder` other than its own for a second one."""
        place = folder or self.folder / f"device-{i + 1}"
        place.mkdir(parents=True, exist_ok=True)
        if Keeper.exists(place):
            keeper = Keeper.unlock(place, PASSPHRASE)
        else:
            keeper = Keeper.create(place, PASSPHRASE, CHEAP)
            identity = DeviceIdentity(self.scrutineers[i], BODY, self.server.public, "scrutineer", "", f"监票人{i + 1}")
            keeper.enrolled(identity, "http://127.0.0.1")
        return self.start(i, place, keeper)

    def start(self, i: int, place: Path, keeper: Keeper) -> Device:
        key = self.scrutineers[i]
        roll = Roll(BODY, SITTING, self.server.public, key.name, keeper.heads)
        return Device(key, place, keeper, roll, Engine(roll, keeper, key, lambda: self.now, automatic=self.automatic))

    def restart(self, i: int) -> Device:
        self.devices[i] = self.device(i)
        self.sync(self.devices[i])
        return self.devices[i]

    def sync(self, device: Device, log: Log | None = None) -> None:
        """The device reads both logs to their ends, and the board of the vote that is on."""
        read = device.roll.people.ledger.length, device.roll.sitting.ledger.length
        device.roll.read(self.register.entries[read[0] :], (log or self.log).entries[read[1] :])
        followed = device.engine.followed()
        if followed:
            division, vote, board = followed
            entries = self.entries.get(division.id, [])
            device.engine.told_size(division, vote, len(entries))
            for item, verdict in zip(entries[board.size :], verify_entries(entries[board.size :], board.question), strict=True):
                board.append(item, verdict)

    def due(self, device: Device) -> list[SignedAct]:
        """What a device says now, whatever it takes it to work that out."""
        self.sync(device)
        acts = device.engine.due()
        while (job := device.engine.job) is not None:
            job.run()()
            acts = device.engine.due()
        return acts

    def step(self, devices: Sequence[Device] | None = None) -> int:
        """Every device says what is due, in turn; the server appends it all. Gives how many acts came."""
        count = 0
        for device in self.devices if devices is None else devices:
            for act in self.due(device):
                self.record(act)
                count += 1
        return count

    def settle(self, devices: Sequence[Device] | None = None) -> None:
        """Until nobody has anything to say."""
        while self.step(devices):
            pass

    def types(self, since: int = 0) -> list[str]:
        """The types of the sitting's acts from number `since` on."""
        return [self.body(n)["type"] for n in range(since, len(self.log.entries))]

    def body(self, n: int) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(unb64u(self.log.entries[n]["b"]))
        return body

    def last(self, kind: str) -> dict[str, Any]:
        """The body of the newest act of a type."""
        return next(self.body(n) for n in reversed(range(len(self.log.entries))) if self.body(n)["type"] == kind)

    # -- ceremony

    def start_ceremony(self, attempt: int = 1, **changes: Any) -> SignedAct:
        people = [key.name for key in self.scrutineers]
        fields = {"attempt": attempt, "k": self.k, "scrutineers": people, "chairs": [self.chair.name]}
        return self.act(self.chair, "ceremony-start", **{**fields, **changes})

    def hold_ceremony(self, attempt: int = 1) -> None:
        self.start_ceremony(attempt)
        self.settle()
        assert self.devices[0].roll.attempt is not None
        assert self.devices[0].roll.attempt.phase == "ready"

    @property
    def seal(self) -> dict[str, Any]:
        return self.last("ceremony-seal")

    # -- a vote

    def draft(self, division: str, again_of: str = "", **changes: Any) -> None:
        matter = {"number": 1, "title": WORDS, "short": WORDS, "text": WORDS, "template": "resolution", "rule": "M1"}
        more = {"countdown_s": 0, "again_of": again_of, "secrecy": "secret", **self.asked}
        self.act(self.admin, "division-draft", division=division, **{**matter, **more, **changes})
        self.act(self.admin, "division-approve", division=division)

    def proposal(self, division: str, **changes: Any) -> dict[str, Any]:
        matter = {"title": WORDS, "short": WORDS, "text": WORDS, "template": "resolution", "rule": "M1"}
        definition = {**matter, "quorum": "Q2", "channel": "terminal", "secrecy": "secret", "form": MOTION, "names": [[]]}
        leaves = [leaf for _, leaf in self.electors()]
        fields = {
            "division": division,
            "round": 1,
            "previous": b64u(ZERO32),
            "kind": "real",
            "definition": {**definition, **self.asked},
            "n": len(self.seats),
            "p": len(self.check_ins),
            "electorate": {"size": len(leaves), "root": b64u(root_of([leaf_hash(leaf) for leaf in leaves]))},
            "max_seq": 100,
            "opened_ms": self.now,
            "auto_close_s": 0,
            "register": self.register.head.to_json(),
            "server": self.server.name,
            "seal": self.seal["seal"],
            "active": list(range(1, self.n + 1)),
        }
        return {**fields, **changes}

    def electors(self) -> list[tuple[bytes, bytes]]:
        """Key and leaf of everybody present with a terminal, by key."""
        found = []
        for seat, check_in in self.check_ins.items():
            key = self.seats[seat].public
            names = lp(seat.encode()) + lp(f"m{seat[2:]}".encode())
            found.append((key, key + names + self.enrolments[seat] + check_in))
        return sorted(found)

    def open(self, division: str = "d1", again_of: str = "", by: SigningKey | None = None, **changes: Any) -> SignedAct:
        self.draft(division, again_of)
        self.act(self.chair, "division-announce", division=division)
        act = self.act(by or self.chair, "division-open", **self.proposal(division, **changes))
        self.openings[division] = act
        self.entries[division] = []
        return act

    def name(self, division: str) -> str:
        return b64u(opening_digest(self.openings[division].body))

    def question(self, division: str) -> Question:
        public = Point.decode(unb64u(self.seal["public"], 32))
        body = self.openings[division].body
        return Question(opening_digest(body), Form.of_json(json.loads(body)["definition"]["form"]), public, 100)

    def ballot(self, division: str, seat: str, choice: Choice | Marks, seq: int = 1, prev: bytes | None = None) -> Ballot:
        question, key = self.question(division), self.seats[seat]
        header = Header(question.opening, key.public, seq, prev or question.opening)
        marks = [choice] if isinstance(choice, Choice) else choice
        body = seal(question, header, [marks]).body
        return parse_ballot(body, key.sign("ballot", body), question.form)

    def cast(self, division: str, choices: Mapping[str, Choice | Marks]) -> None:
        for seat, choice in choices.items():
            self.entries[division].append(self.ballot(division, seat, choice).encode())

    def cast_all(self, division: str = "d1", count: int | None = None) -> None:
        seats = list(self.seats)[:count]
        self.cast(division, {seat: Choice(i % 3) for i, seat in enumerate(seats)})

    def close(self, division: str = "d1", **changes: Any) -> SignedAct:
        fields = {"division": division, "open": self.name(division), "reason": "chair"}
        by = self.server if changes.get("reason") == "deadline" else self.chair
        return self.act(by, "division-close", **{**fields, **changes})

    def freeze(self, division: str, close: SignedAct, **changes: Any) -> SignedAct:
        """What an honest server freezes, with `changes`."""
        entries, question = self.entries[division], self.question(division)
        sums, counted = RunningSums(question), dict[bytes, tuple[int, bytes]]()
        for item in entries:
            ballot = verify(parse_ballot(item[1:-64], item[-64:], question.form), question)
            sums.add(ballot)
            counted[ballot.ballot.header.key] = ballot.ballot.header.seq, ballot.ballot.id
        leaves = [self.openings[division].body, *entries, close.body]
        roots = [leaf_hash(counted_leaf(key, *counted.get(key, (0, ZERO32)))) for key, _ in self.electors()]
        fields = {
            "division": division,
            "open": self.name(division),
            "close": b64u(close.id),
            "epoch": 0,
            "size": len(entries),
            "root": b64u(root_of([leaf_hash(leaf) for leaf in leaves])),
            "counted_root": b64u(root_of(roots)),
            "n": sums.sums().n,
            "cells": b64u(sums.sums().encode()),
        }
        return self.act(self.server, "division-freeze", **{**fields, **changes})

    def close_and_freeze(self, division: str = "d1", **changes: Any) -> SignedAct:
        return self.freeze(division, self.close(division), **changes)

    def frozen(self, act: SignedAct) -> bytes:
        return digest("freeze", act.body)

    def call(self, flags: int, rows: int, division: str = "d1", **changes: Any) -> SignedAct:
        """The server calls for the written names, or the orders."""
        fields = {"division": division, "open": self.name(division), "freeze": b64u(self.frz), "item": 0}
        return self.act(self.server, "names-call", **{**fields, "flags": flags, "rows": rows, **changes})

    @property
    def frz(self) -> bytes:
        """The digest of the latest freeze."""
        found = next(item for item in reversed(self.log.entries) if b'"type":"division-freeze"' in unb64u(item["b"]))
        return self.frozen(SignedAct(unb64u(found["b"]), unb64u(found["s"])))

    def void(self, division: str) -> None:
        void = self.act(self.chair, "division-void", division=division, reason="断网")
        self.act(self.admin, "division-void-confirm", division=division, void=b64u(void.id))
