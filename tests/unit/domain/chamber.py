"""A chamber for tests: a body's register and a sitting, driven through the real `decide` and `apply`."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from voting_server.domain import register as registers
from voting_server.domain import sitting as sittings
from voting_server.domain import sitting_rules
from voting_server.domain.count_acts import CountReveal
from voting_server.domain.log import Committed
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.opening import Elector, SittingContext, propose_opening
from voting_server.domain.outcome import outcome
from voting_server.domain.profile import Profile
from voting_server.domain.register import Register, RegisterContext
from voting_server.domain.shapes import b64u
from voting_server.domain.sitting import Sitting

START_MS = 1_760_000_000_000
STAFF = ("secretariat", "chair", "scrutineer", "teller", "operator", "observer")


def digest(*parts: object) -> bytes:
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).digest()


def name32(*parts: object) -> str:
    """A stand-in for a key or digest: 32 bytes that depend on the parts."""
    return b64u(digest(*parts))


def electorate_root(electors: Sequence[Elector]) -> str:
    return name32("root", *electors)


def commitment(act: CountReveal) -> str:
    """A stand-in for the digest that a teller commits to."""
    return commit(act.open, act.attempt, act.actor, act.salt, msgspec.to_builtins(act.figures))


def commit(opening: str, attempt: int, actor: str, salt: str, figures: Any) -> str:
    return name32("commit", opening, attempt, actor, salt, json.dumps(figures, sort_keys=True))


def member(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"m{number}",
        "name": f"代表{number}",
        "latin": "",
        "delegation": f"代表团{number % 3}",
        "seat": f"1-{number}",
        "role": "deputy",
        "status": "in-office",
    } | changes


class Chamber:
    """`size` deputies at seats 1-1 … 1-`size`, each with a terminal; one key for each staff role."""

    def __init__(
        self,
        size: int = 5,
        *,
        quorum: str = "Q2",
        terminals: int | None = None,
        body: Mapping[str, Any] | None = None,
        sitting: Mapping[str, Any] | None = None,
        profiles: Mapping[str, Profile] | None = None,
    ) -> None:
        self.now = START_MS
        self.nonce = 0
        self.register = Register.empty("district")
        self.sitting = Sitting.empty("s1")
        self.size = size
        self.server = name32("server")
        self.terminals = size if terminals is None else terminals
        self.profiles = profiles or {}
        self._found(quorum, body or {}, sitting or {})

    def _found(self, quorum: str, body: Mapping[str, Any], sitting: Mapping[str, Any]) -> None:
        text = {"zh": "区人民代表大会", "en": "District Congress"}
        founding = {"id": "district", "kind": "congress", "name": text, "code": name32("install"), "holder": "秘书处", **body}
        self.reg("secretariat", "body-create", **founding)
        for role in STAFF[1:]:
            self.enrol(role, role, "", f"{role} one")
        seats = [{"id": f"1-{col}", "row": 1, "col": col, "x": col, "y": 0} for col in range(1, self.size + 3)]
        self.reg("secretariat", "seats-set", plan={"kind": "grid", "name": "大会堂"}, seats=seats)
        self.reg("secretariat", "roster-set", members=[member(number) for number in range(1, self.size + 1)])
        for number in range(1, self.terminals + 1):
            self.enrol(f"t{number}", "deputy", f"1-{number}", "")
        created = {"id": "s1", "body": "district", "title": text, "kind": "plenary", "quorum": quorum, "server": self.server}
        self.act("secretariat", "sitting-create", register=self.register.chain.head, **{**created, **sitting})

    def key(self, actor: str) -> str:
        return self.server if actor == "server" else name32("key", actor)

    def code(self, label: str, role: str, seat: str, holder: str) -> dict[str, Any]:
        return {
            "key": name32("code", label),
            "role": role,
            "seat": seat,
            "holder": holder,
            "expires_ms": self.now + 3_600_000,
        }

    def enrol(self, actor: str, role: str, seat: str, holder: str) -> None:
        self.reg("secretariat", "codes-issue", codes=[self.code(actor, role, seat, holder)])
        self.reg(actor, "enrol", code=name32("code", actor), device="平板")

    def body(self, log: Any, actor: str, kind: str, members: dict[str, Any]) -> dict[str, Any]:
        self.nonce += 1
        common = {
            "v": 1,
            "type": kind,
            "log": log.log,
            "actor": self.key(actor),
            "after": log.head,
            "nonce": b64u(digest("nonce", self.nonce)[:16]),
            "time": "2025-10-09T08:53:20.000Z",
        }
        return common | members

    def reg_context(self) -> RegisterContext:
        return RegisterContext(self.now, frozenset({name32("install"), name32("install 2")}))

    def context(self) -> SittingContext:
        return SittingContext(self.now, self.server, self.register, electorate_root, commitment, self.profiles)

    def reg(self, actor: str, kind: str, /, **members: Any) -> Committed:
        """Do an act of the register."""
        body = self.body(self.register.chain, actor, kind, members)
        registers.decide(self.register, body, self.reg_context())
        return self._commit_reg(body)

    def _commit_reg(self, body: dict[str, Any]) -> Committed:
        self.now += 1
        chain = self.register.chain
        committed = Committed(chain.length, digest("chain", chain.head, body), digest("act", body), self.now, body)
        registers.apply(self.register, committed)
        return committed

    def act(self, actor: str, kind: str, /, **members: Any) -> Committed:
        """Do an act of the sitting; `after` may be given."""
        return self.submit(self.body(self.sitting.chain, actor, kind, members))

    def submit(self, body: dict[str, Any]) -> Committed:
        sitting_rules.decide(self.sitting, body, self.context())
        self.now += 1
        chain = self.sitting.chain
        named = {kind: name32(kind, body) for kind in ("open", "freeze") if body["type"] == f"division-{kind}"}
        if body["type"] == "mix":
            named = {"mix": name32("mix", body)}
        committed = Committed(chain.length, digest("chain", chain.head, body), digest("act", body), self.now, body, **named)
        sittings.apply(self.sitting, committed)
        return committed

    # What people do, in order.

    def open_sitting(self, present: int) -> None:
        self.act("chair", "sitting-open", register=self.register.chain.head)
        for number in range(1, present + 1):
            self.check_in(number)

    def check_in(self, number: int, actor: str = "secretariat") -> Committed:
        return self.act(actor, "check-in", member=f"m{number}", seat=f"1-{number}")

    def draft(self, division: str = "d1", /, **changes: Any) -> Committed:
        members = {
            "division": division,
            "number": 1,
            "title": {"zh": "关于政府工作报告的决议（草案）", "en": "Resolution on the government's report (draft)"},
            "short": {"zh": "政府工作报告", "en": "Government report"},
            "text": {"zh": "", "en": ""},
            "template": "resolution",
            "rule": "M1",
            "countdown_s": 0,
            "again_of": "",
        }
        return self.act("secretariat", "division-draft", **(members | changes))

    def announce(self, division: str = "d1", /, **changes: Any) -> None:
        self.draft(division, **changes)
        self.act("secretariat", "division-approve", division=division)
        self.act("chair", "division-announce", division=division)

    def proposal(self, division: str = "d1", actor: str = "chair") -> dict[str, Any]:
        return dict(propose_opening(self.sitting, division, self.key(actor), self.context()).members)

    def open(self, division: str = "d1", /, **changes: Any) -> Committed:
        return self.act("chair", "division-open", **(self.proposal(division) | changes))

    def close(self, division: str = "d1") -> Committed:
        return self.act("chair", "division-close", division=division, open=self.opening(division), reason="chair")

    def opening(self, division: str = "d1") -> str:
        return self.sitting.divisions[division].opened.open

    def result(self, division: str, for_: int, against: int, abstain: int) -> dict[str, Any]:
        """The true result of these counts, every voter having pressed once."""
        subject = self.sitting.divisions[division]
        opening, cast = subject.opened, for_ + against + abstain
        rule = MAJORITIES.get(subject.draft.rule, MAJORITIES["M1"])
        judged = outcome(for_, against, abstain, opening.n, opening.p, rule, self.sitting.quorum)
        return {
            "epoch": 0,
            "size": cast,
            "root": name32("board", division),
            "counted_root": name32("counted", division),
            "entries": b64u(bytes(4 * cast)),
            "counted": b64u(bytes(4 * opening.size)),
            "members": opening.n,
            "present": opening.p,
            "for": for_,
            "against": against,
            "abstain": abstain,
            "not_pressed": judged.not_pressed,
            "carried": judged.carried,
            "rule": subject.draft.rule,
            "needed": judged.needed,
        }

    def tally(self, division: str = "d1", for_: int = 0, against: int = 0, abstain: int = 0, **changes: Any) -> Committed:
        subject = self.sitting.divisions[division]
        result = self.result(division, for_, against, abstain) | changes
        return self.act(
            "server", "division-tally", division=division, open=subject.opened.open, close=subject.close, result=result
        )

    def declare(self, division: str = "d1", **changes: Any) -> Committed:
        subject = self.sitting.divisions[division]
        result = msgspec.to_builtins(subject.result) | changes
        return self.act(
            "chair", "division-declare", division=division, open=subject.opened.open, tally=subject.tally, result=result
        )

    def vote(self, division: str, for_: int, against: int, abstain: int, **changes: Any) -> None:
        """A whole division, from the draft to the declaration."""
        self.announce(division, **changes)
        self.open(division)
        self.close(division)
        self.tally(division, for_, against, abstain)
        self.declare(division)
