"""Act logs (protocol §3): form, signatures, the chain and what every actor saw of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypedDict

from hemicycle_audit.canonical import NotCanonicalError, decode
from hemicycle_audit.crypto import ZERO32, digest, from_b64u, is_key, u64, verify
from hemicycle_audit.findings import Findings
from hemicycle_audit.forms import COSIGNED
from hemicycle_audit.shape import Check


class Logged(TypedDict, total=False):
    """An act as the bundle has it; ``c`` only where co-signed."""

    n: int
    received_ms: int
    b: str
    s: str
    c: str


@dataclass(frozen=True)
class Act:
    """An act whose form is right, with its number, its id and its receive time."""

    log: str
    n: int
    received_ms: int
    body: bytes
    id: bytes
    doc: dict[str, Any]

    @property
    def type(self) -> str:
        """Return the type of act."""
        return str(self.doc["type"])

    @cached_property
    def actor(self) -> bytes:
        """Return the key that signs the act."""
        return raw(self.doc["actor"])

    @property
    def place(self) -> str:
        """Return where the act is, for a failure."""
        return f"{self.log} act={self.n} type={self.type}"


@dataclass
class Log:
    """A log read from a bundle: acts of right form, and the chain digests of all acts by number."""

    name: str
    acts: list[Act] = field(default_factory=list)
    chain: list[bytes] = field(default_factory=list)
    received: list[int] = field(default_factory=list)

    def has(self, point: Mapping[str, Any]) -> bool:
        """Tell whether ``{n, d}`` is an act read so far, with its chain digest."""
        return bool(0 <= point["n"] < len(self.chain) and self.chain[point["n"]] == raw(point["d"]))


def raw(text: str) -> bytes:
    """Return the bytes of base64url whose form has been checked."""
    data = from_b64u(text)
    if data is None:
        raise ValueError("base64url was not checked before")
    return data


def read_log(items: Sequence[Logged], name: str, forms: Mapping[str, Check], findings: Findings) -> Log:
    """Return the log ``name``; what is wrong with its form, signatures or chain goes to ``findings``."""
    log = Log(name)
    afters = _Afters(log, findings)
    seen: dict[bytes, int] = {}
    digest_before = ZERO32
    for n, item in enumerate(items):
        body, signature, code_signature = map(raw, (item["b"], item["s"], item.get("c", "")))
        act_id = digest("act", body)
        place = f"{name} act={n}"
        findings.require(item["n"] == n, "act-form", place, "number-in-sequence", found=item["n"], wanted=n)
        if n and item["received_ms"] < log.received[-1]:
            findings.fail("act-time", place, "time-decreases", before=log.received[-1], found=item["received_ms"])
        findings.require(act_id not in seen, "act-form", place, "act-twice", first=seen.get(act_id))
        seen.setdefault(act_id, n)
        doc = _read_body(body, name, place, forms, findings)
        if doc is not None:
            act = Act(name, n, item["received_ms"], body, act_id, doc)
            _check_signatures(act, signature, item.get("c"), findings)
            afters.check(act)
            log.acts.append(act)
        digest_before = digest("chain", u64(n), digest_before, act_id, signature, code_signature, u64(item["received_ms"]))
        log.chain.append(digest_before)
        log.received.append(item["received_ms"])
    afters.end()
    return log


def _read_body(body: bytes, log: str, place: str, forms: Mapping[str, Check], findings: Findings) -> dict[str, Any] | None:
    try:
        doc = decode(body)
    except NotCanonicalError as error:
        findings.fail("act-form", f"{place} offset={error.offset}", "not-canonical")
        return None
    if not isinstance(doc, dict) or not isinstance(doc.get("type"), str) or doc["type"] not in forms:
        findings.fail("act-form", f"{place} member=type", "unknown-type", log=log)
        return None
    place = f"{place} type={doc['type']}"
    wrong = forms[doc["type"]](doc)
    if wrong is not None:
        findings.fail("act-form", f"{place} member={wrong.lstrip('.')}", "wrong-member")
        return None
    findings.require(doc["log"] == log, "act-form", f"{place} member=log", "other-log", found=doc["log"])
    return doc


def _check_signatures(act: Act, signature: bytes, cosignature: str | None, findings: Findings) -> None:
    if not is_key(act.actor):
        findings.fail("act-signature", f"{act.place} member=actor", "weak-key")
    elif not verify(act.actor, signature, "act", act.body):
        findings.fail("act-signature", act.place, "act-signature")
    member = COSIGNED.get(act.type, "")
    if member not in act.doc:
        findings.require(cosignature is None, "act-cosignature", act.place, "cosignature-not-asked")
    elif cosignature is None or not verify(raw(act.doc[member]), raw(cosignature), member, act.body):
        findings.fail("act-cosignature", act.place, f"{member}-cosignature" if member == "card" else "act-cosignature")


@dataclass
class _Afters:
    """What the actors saw: names the acts that changed since somebody signed over them (§10, step 3).

    One change makes all later references disagree; they are one failure, until one agrees again.
    """

    log: Log
    findings: Findings
    agreed: int = -1
    last: int = -1
    first_wrong: Act | None = None
    count: int = 0

    def check(self, act: Act) -> None:
        """Compare the ``after`` of the next act with the chain recomputed so far."""
        point = act.doc["after"]
        empty = act.n == 0 and point["n"] == -1 and raw(point["d"]) == ZERO32
        if empty or self.log.has(point):
            if self.first_wrong and point["n"] >= self.last:
                self.end()
            self.agreed = max(self.agreed, point["n"])
        elif self.first_wrong is None:
            self.first_wrong, self.last, self.count = act, min(point["n"], act.n), 1
        else:
            self.count += 1

    def end(self) -> None:
        """Report the disagreement that is open, if there is one."""
        if self.first_wrong is None:
            return
        last = max(self.last, 0)
        first = min(self.agreed + 1, last)
        self.findings.fail(
            "act-after",
            f"{self.log.name} acts={first}..{last}",
            "after-differs",
            witness=self.first_wrong.n,
            type=self.first_wrong.type,
            count=self.count,
            known=self.first_wrong.doc["after"]["n"],
        )
        self.first_wrong = None
