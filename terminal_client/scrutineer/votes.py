"""A division and what was said about it: by the server, by the scrutineers (docs/sealed.md §3, §6, §7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from terminal_client.scrutineer.attempts import Attempt
from terminal_client.scrutineer.ledger import Logged
from terminal_client.scrutineer.naming import Naming
from terminal_client.scrutineer.people import seated
from voting_protocol.crypto import digest
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import FormItem, Paper
from voting_protocol.sealed.keyset import certificates_needed


@dataclass(frozen=True, slots=True)
class Presence:
    """By act `n` a member came to `seat` (check-in act `act`), in the hall or by `video`, or left (`seat` "")."""

    n: int
    member: str
    seat: str
    act: bytes = b""
    video: bool = False


@dataclass(frozen=True, slots=True)
class Recusal:
    """By act `n` a member was recused from a division, or, with `ends`, is no longer."""

    n: int
    member: str
    ends: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A scrutineer's refusal; `act` is `open` or `root`."""

    index: int
    act: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Why this device says nothing about a division yet: a code for the page, and what a person may read beside it."""

    code: str
    detail: str = ""


@dataclass(slots=True, eq=False)
class Vote:
    """A division from its opening on. `attempt` is the ceremony whose seal a secret one was opened under, `due` the indices that were
    active when it opened, `active` those of the opening not stood down since.

    `digest` is `D("open"; body)`; `certified`, `rooted`, `voided` (by which act of the log) and `released` (the shares, b64u) are by index.
    """

    act: Logged
    digest: bytes
    deadline_ms: int | None
    attempt: Attempt | None
    due: tuple[int, ...]
    active: set[int]
    certified: set[int] = field(default_factory=set)
    rooted: set[int] = field(default_factory=set)
    voided: dict[int, int] = field(default_factory=dict)
    released: dict[int, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    close: Logged | None = None
    freeze: Logged | None = None
    tallied: bool = False
    naming: Naming | None = None

    @property
    def item(self) -> FormItem | None:
        """What a ballot holds, by the opening's definition; None for what is no form of a secret vote."""
        try:
            paper = Paper.of(self.act.body["definition"].get("form"))
        except ProtocolError:
            return None
        return None if paper.named else paper.item

    @property
    def name(self) -> str:
        """The opening's digest, b64u."""
        return b64u(self.digest)

    @property
    def frozen(self) -> str:
        """`frz`, b64u; "" before the freeze."""
        return b64u(digest("freeze", self.freeze.signed.body)) if self.freeze else ""

    @property
    def needed(self) -> int:
        """`q`, of the scrutineers active now."""
        return certificates_needed(len(self.active), self.attempt.parameters.k) if self.attempt else 0


@dataclass(slots=True, eq=False)
class Division:
    """What is voted on; `void` is the proposed void, `reason` why it ended unheld or void."""

    id: str
    draft: Mapping[str, Any]
    state: str = "draft"
    vote: Vote | None = None
    void: Logged | None = None
    reason: str = ""
    recusals: list[Recusal] = field(default_factory=list)

    def recused_after(self, n: int) -> set[str]:
        """The members recused from it after act `n`."""
        recused: set[str] = set()
        for recusal in self.recusals:
            if recusal.n <= n:
                (recused.discard if recusal.ends else recused.add)(recusal.member)
        return recused

    @property
    def secret(self) -> bool:
        """Whether it is drafted as a secret vote on terminals; paper is no matter for this device's keys (docs/channels.md §1)."""
        return self.draft.get("secrecy", "named") == "secret" and self.draft.get("channel") != "paper"

    def count_known(self, n: int) -> bool:
        """Whether the count of a void secret vote is, or may be, known after act `n`: k of those active at the opening could have
        released, whoever was stood down too (docs/sealed.md §7).
        """
        vote = self.vote
        if self.state != "void" or vote is None or vote.attempt is None:
            return False
        silent = {index for index, act in vote.voided.items() if act <= n}
        return vote.tallied or len(set(vote.due) - silent) >= vote.attempt.parameters.k


def certify(vote: Vote | None, logged: Logged) -> str:
    """Fold a scrutineer's word about a secret vote: one of each kind, none from who was stood down. Gives the code of what it breaks, or ""."""
    body, kind = logged.body, logged.type
    if vote is None or vote.attempt is None or body["open"] != vote.name:
        return "wrong-reference"
    index = vote.attempt.index_of(logged.actor)
    if index not in vote.active:
        return "not-allowed"
    if "freeze" in body and body["freeze"] != vote.frozen:
        return "wrong-reference"
    if kind in {"mix", "row-release"}:
        return _name(vote, index, logged)
    step = kind.partition("-")[0]
    refused = {refusal.index for refusal in vote.refusals if refusal.act == step}
    said: Mapping[str, Collection[int]] = {
        "open": vote.certified | refused,
        "root": vote.rooted | refused,
        "release": vote.released,
        "void": {*vote.voided, *vote.released},
    }
    if index in said[step]:
        return "wrong-division-state"
    if kind == "release" and len(vote.rooted & vote.active) < vote.needed:
        return "wrong-division-state"
    _note(vote, index, logged)
    return ""


def call(vote: Vote | None, logged: Logged) -> str:
    """Fold a `names-call`: after k releases, once, of a form with names or orders. Gives the code of what it breaks, or ""."""
    body = logged.body
    if vote is None or vote.attempt is None or vote.freeze is None or body["open"] != vote.name or body["freeze"] != vote.frozen:
        return "wrong-reference"
    fits = vote.item is not None and vote.item.row_cells > 0 and body["item"] == 0 and body["flags"] > 0
    due = vote.naming is None and len(vote.released) >= vote.attempt.parameters.k
    if not (fits and due and 0 < body["rows"] <= vote.freeze.body["n"]):
        return "wrong-division-state"
    vote.naming = Naming(body["flags"], body["rows"])
    return ""


def _name(vote: Vote, index: int, logged: Logged) -> str:
    """A mix, or shares of what was mixed."""
    if vote.naming is None or vote.attempt is None:
        return "wrong-division-state"
    k = vote.attempt.parameters.k
    if logged.type == "mix":
        return vote.naming.mix(logged, index, k)
    return vote.naming.release(logged, index, k, unb64u(vote.frozen, 32))


def _note(vote: Vote, index: int, logged: Logged) -> None:
    body, kind = logged.body, logged.type
    match kind:
        case "open-ok":
            vote.certified.add(index)
        case "root-ok":
            vote.rooted.add(index)
        case "void-ok":
            vote.voided[index] = logged.n
        case "release":
            vote.released[index] = body["shares"]
        case _:
            vote.refusals.append(Refusal(index, kind.partition("-")[0], body["code"], body["detail"]))


def outdated(present: Mapping[str, Presence], roster: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether somebody present is no deputy in office at the seat of the check-in any more (docs/protocol.md §5)."""
    return not all(seated(roster, presence.member, presence.seat) for presence in present.values())
