"""Judging a division's opening: electorate, counts, definition, seal, and the rule of votes held again (docs/sealed.md §3)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from terminal_client.scrutineer.people import People
from terminal_client.scrutineer.roll import Roll
from terminal_client.scrutineer.sitting import Sitting
from terminal_client.scrutineer.votes import Division, Vote, outdated
from voting_protocol.encoding import ZERO32, b64u, lp, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.tree import leaf_hash, root_of

MOTION = [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}]
CLOCK_MS = 10_000
_MAX_SEQ, _MAX_ENTRIES = 1000, 168_750
_MATTER = ("title", "short", "text", "template", "rule")
_WARNS_ONLY = "Q6"


def _two_thirds(n: int, p: int) -> bool:
    return 3 * p >= 2 * n


def _majority(n: int, p: int) -> bool:
    return 2 * p > n


_QUORUMS: dict[str, Callable[[int, int], bool]] = {
    **dict.fromkeys(("Q1", "Q2", "Q4", "Q5", "Q7"), _two_thirds),
    **dict.fromkeys(("Q3", "Q6"), _majority),
    "Q8": lambda n, p: 3 * p > 2 * n,
}
_SHARES = {"two-thirds": _two_thirds, "majority": _majority, "over-two-thirds": _QUORUMS["Q8"]}


def _quorum(created: Mapping[str, Any]) -> Callable[[int, int], bool]:
    """What the sitting's quorum asks: with a profile, the profile's share (docs/profiles.md §4)."""
    choice = created.get("profile", {}).get("quorum", {}).get(created["kind"], {})
    return _SHARES.get(choice.get("share"), _QUORUMS.get(created["quorum"], _two_thirds))


def _first_press(created: Mapping[str, Any]) -> bool:
    return bool(created.get("profile", {}).get("press", {}).get("counts") == "first")


@dataclass(frozen=True, slots=True)
class Difference:
    """Why a device refuses: a stable code, and what exactly differs."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Elector:
    """One of the electorate, with the acts that made it so."""

    key: bytes
    seat: str
    member: str
    enrolment: bytes
    check_in: bytes

    @property
    def leaf(self) -> bytes:
        """`K‖LP(seat id)‖LP(member id)‖enrolment act id‖check-in act id` (docs/protocol.md §5)."""
        return self.key + lp(self.seat.encode()) + lp(self.member.encode()) + self.enrolment + self.check_in


def electorate(people: People, sitting: Sitting, vote: Vote) -> list[Elector]:
    """Who may vote, sorted by key: present in the hall after `after`, not recused, with a terminal active after `register`."""
    body = vote.act.body
    terminals = people.terminals(body["register"]["n"])
    present = sitting.taking_part_after(body["division"], body["after"]["n"]).values()
    found = [
        Elector(unb64u(terminals[here.seat].key, 32), here.seat, here.member, terminals[here.seat].enrolment, here.act)
        for here in present
        if here.seat in terminals and not here.video
    ]
    return sorted(found, key=lambda elector: elector.key)


def judge_opening(roll: Roll, division: Division, vote: Vote) -> Difference | None:
    """The first thing in which a secret opening differs from what this device computes itself, None if nothing does."""
    if roll.fault is not None:
        return Difference("log-invalid", str(roll.fault))
    return next(_differences(roll, division, vote), None)


def _differences(roll: Roll, division: Division, vote: Vote) -> Iterator[Difference]:
    yield from _fixed(roll, division, vote)
    yield from _counts(roll, vote)
    yield from _keys(roll, vote)
    yield from _again(roll, division, vote)


def _definition(roll: Roll, division: Division) -> dict[str, Any]:
    """What a secret division is voted on as, by its draft; of a motion the form is the three keys on one thing without a name."""
    matter = {name: division.draft[name] for name in _MATTER}
    quorum = roll.sitting.created.get("quorum")
    asked = {"form": division.draft.get("form", MOTION), "names": division.draft.get("names", [[]])}
    basis = {name: division.draft[name] for name in ("basis",) if name in division.draft}
    channel = division.draft.get("channel", "terminal")
    return {**matter, **asked, **basis, "quorum": quorum, "channel": channel, "secrecy": "secret"}


def _kind(division: Division) -> str:
    return "trial" if division.draft["template"] == "trial" else "real"


def _fixed(roll: Roll, division: Division, vote: Vote) -> Iterator[Difference]:
    body = vote.act.body
    wanted = {"round": 1, "previous": b64u(ZERO32), "kind": _kind(division), "server": b64u(roll.server)}
    for name, value in wanted.items():
        if body[name] != value:
            yield Difference("definition-differs", name)
    expected, given = _definition(roll, division), body["definition"]
    for name in sorted(expected.keys() | given.keys()):
        if name not in expected or name not in given or given[name] != expected[name]:
            yield Difference("definition-differs", f"definition.{name}"[:200])
    if vote.item is None:
        yield Difference("definition-differs", "definition.form")
    if abs(body["opened_ms"] - vote.act.received_ms) > CLOCK_MS:
        yield Difference("bad-clock", str(body["opened_ms"] - vote.act.received_ms))


def _counts(roll: Roll, vote: Vote) -> Iterator[Difference]:
    body = vote.act.body
    after, register = body["after"]["n"], body["register"]["n"]
    present = roll.sitting.taking_part_after(body["division"], after)
    n, p = roll.people.in_office(register), len(present)
    if roll.sitting.taking_part_after(body["division"], vote.act.n) != present:
        yield Difference("stale-opening")
    if outdated(roll.sitting.present_after(after), roll.people.roster(register)):
        yield Difference("presence-outdated")
    if (body["n"], body["p"]) != (n, p):
        yield Difference("counts-differ", f"N {n} P {p}")
    quorum = roll.sitting.created["quorum"]
    if quorum != _WARNS_ONLY and not _quorum(roll.sitting.created)(n, p):
        yield Difference("no-quorum", f"N {n} P {p}")
    electors = electorate(roll.people, roll.sitting, vote)
    root = b64u(root_of([leaf_hash(elector.leaf) for elector in electors]))
    if body["electorate"] != {"size": len(electors), "root": root}:
        yield Difference("electorate-differs", f"{len(electors)} {root}")
    most = 1 if _first_press(roll.sitting.created) else min(_MAX_SEQ, _MAX_ENTRIES // max(1, len(electors)))
    if not 1 <= body["max_seq"] <= most:
        yield Difference("definition-differs", "max_seq")


def _keys(roll: Roll, vote: Vote) -> Iterator[Difference]:
    body, attempt = vote.act.body, vote.attempt
    if attempt is None:
        yield Difference("not-sealed")
        return
    try:
        sealed = roll.sealed(attempt)
    except ProtocolError as problem:
        yield Difference(problem.code)
        return
    if body["seal"] != b64u(sealed.seal):
        yield Difference("seal-differs", "seal")
    if vote.act.actor not in sealed.chairs:
        yield Difference("chair-not-sealed")
    if tuple(body["active"]) != vote.due:
        yield Difference("seal-differs", f"active {vote.due}"[:200])
    if len(vote.due) < sealed.keys.k:
        yield Difference("too-few-scrutineers")


def _again(roll: Roll, division: Division, vote: Vote) -> Iterator[Difference]:
    """Nobody may vote on a matter again who could not when its count became known, or may have."""
    members = {elector.member for elector in electorate(roll.people, roll.sitting, vote)}
    earlier = roll.sitting.divisions.get(division.draft["again_of"])
    seen = {division.id}
    while earlier is not None and earlier.id not in seen:
        seen.add(earlier.id)
        if earlier.vote is not None and earlier.count_known(vote.act.n):
            then = {elector.member for elector in electorate(roll.people, roll.sitting, earlier.vote)}
            if not members <= then:
                yield Difference("electorate-grew", " ".join(sorted(members - then))[:200])
        earlier = roll.sitting.divisions.get(earlier.draft["again_of"])
