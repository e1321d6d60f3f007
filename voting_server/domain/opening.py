"""The opening of a division: its electorate and the proposal that the chair signs (protocol §5, `division-open`)."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import UNSET

from voting_server.domain import profile_rules
from voting_server.domain.acts import DivisionDraft
from voting_server.domain.ceremony import ready_keys
from voting_server.domain.channels import check_counters, taking_part
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.count_acts import CountReveal
from voting_server.domain.division import Division, Opening, Presence
from voting_server.domain.documents import Stored
from voting_server.domain.forms import MAX_ROW_CELLS, definition_form
from voting_server.domain.profile import Profile
from voting_server.domain.register import Register
from voting_server.domain.sequence_rules import check_split
from voting_server.domain.shapes import MAX_ENTRIES, ZERO32, Channel
from voting_server.domain.sitting import Sitting
from voting_server.domain.templates import TEMPLATES, TRIAL

MAX_SEQ = 1000
"""How often a terminal may press in one division, where the electorate is small."""


@dataclass(frozen=True, slots=True)
class Elector:
    """A terminal that may vote, with the acts that make it so: its enrolment and the check-in of its member (ids)."""

    key: str
    seat: str
    member: str
    enrolment: bytes
    check_in: bytes


@dataclass(frozen=True, slots=True)
class SittingContext:
    """What a sitting can't know by itself.

    `now_ms` is the receive time, `server_key` the server's key (b64u), `register` the body's register at its head,
    `electorate_root` gives the root (b64u) of an electorate's tree (protocol §7), `commitment` what a teller who reveals these figures must
    have committed to (b64u, docs/channels.md §3). `profiles` are those that the server offers, by id, `stored` tells what it
    knows of a document's file, None where nobody has files (docs/documents.md §2).
    """

    now_ms: int
    server_key: str
    register: Register
    electorate_root: Callable[[Sequence[Elector]], str]
    commitment: Callable[[CountReveal], str]
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    stored: Stored | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An opening as it would be now: the electors, and the act's members but `v type log actor nonce time`."""

    electors: Sequence[Elector]
    members: Mapping[str, Any]


def electors(present: Mapping[str, Presence], register: Register, at: int) -> list[Elector]:
    """Who may vote of those `present` in the hall, by the terminals active after the register's act `at`; sorted by key bytes."""
    here = {presence.seat: presence for presence in present.values()}
    found = [
        Elector(key.key, key.seat, here[key.seat].member, key.act_id, here[key.seat].check_in)
        for key in register.keys.values()
        if key.seat in here and key.active_at(at) and not here[key.seat].video
    ]
    return sorted(found, key=lambda elector: base64.urlsafe_b64decode(elector.key + "="))


def by_hand(present: Mapping[str, Presence], channel: Channel) -> list[Elector]:
    """Who may get a ballot or raise a hand; they need no terminal (docs/channels.md §2)."""
    there = taking_part(present.values(), channel)
    return [Elector(ZERO32, here.seat, here.member, bytes(32), here.check_in) for here in there]


def opened_electors(opening: Opening, register: Register) -> list[Elector]:
    """The electorate that an opening fixed, from the register at any later head."""
    return electors(opening.present, register, opening.register_n)


def definition(draft: DivisionDraft, quorum: str) -> dict[str, Any]:
    """What a draft is voted on as: the `definition` of its opening."""
    parts = msgspec.to_builtins({name: getattr(draft, name) for name in ("title", "short", "text", "template", "rule")})
    return {
        **parts,
        "quorum": quorum,
        "channel": draft.channel,
        "secrecy": draft.secrecy,
        **definition_form(draft),
    }


def max_seq(electorate: int) -> int:
    """How often each of an electorate's terminals may press, so that a result has room for every entry."""
    return min(MAX_SEQ, MAX_ENTRIES // max(1, electorate))


def propose_opening(sitting: Sitting, division: str, actor: str, context: SittingContext) -> Proposal:
    """The opening of an announced division by the chair's device `actor` (b64u key) on the present state.

    Refuses: `unknown-division`, `wrong-division-state`, `paper-only`, `presence-outdated`, `no-quorum`; a secret one also
    `not-sealed`, `too-few-scrutineers`, `chair-not-sealed`, `electorate-grew`; what is counted by hand also as `check_counters`.
    """
    subject = sitting.divisions.get(division)
    if subject is None:
        raise RuleError("unknown-division", {"division": division})
    _check_ready(sitting, subject, context.register)
    register = context.register
    present = subject.taking_part(sitting.present)
    draft = subject.draft
    voters = electors(present, register, register.chain.length - 1) if draft.pressed else by_hand(present, draft.channel)
    if draft.secrecy == "secret":
        _check_not_grown(sitting, subject, voters, register)
    return Proposal(
        voters,
        {
            "division": division,
            "after": sitting.chain.head,
            "round": 1,
            "previous": ZERO32,
            "kind": "trial" if draft.template == TRIAL else "real",
            "definition": definition(draft, sitting.quorum.id),
            "n": register.in_office,
            "p": len(present),
            "electorate": {"size": len(voters), "root": context.electorate_root(voters)},
            "max_seq": profile_rules.most_presses(sitting.profile, max_seq(len(voters))) if draft.pressed else 1,
            "opened_ms": context.now_ms,
            "auto_close_s": draft.countdown_s if draft.pressed else 0,
            "register": register.chain.head,
            "server": context.server_key,
            **(_seal(sitting, subject, actor, voters, register) if draft.secret else {}),
        },
    )


def _seal(sitting: Sitting, division: Division, actor: str, voters: Sequence[Elector], register: Register) -> Mapping[str, Any]:
    """What a secret vote's opening says beyond a named one's (docs/sealed.md §3)."""
    ceremony, keys = ready_keys(sitting.ceremony)
    active = sorted(ceremony.active)
    there = [index for index in active if register.keys[ceremony.scrutineers[index - 1]].active]
    refuse_unless(len(there) >= ceremony.k, "too-few-scrutineers", k=ceremony.k, active=there)
    refuse_unless(actor in ceremony.chairs, "chair-not-sealed")
    most = MAX_ROW_CELLS // max(1, division.draft.item.row_cells)
    refuse_unless(len(voters) <= most, "too-many-rows", limit=most)
    return {"seal": keys.seal, "active": active}


def _check_not_grown(sitting: Sitting, division: Division, voters: Sequence[Elector], register: Register) -> None:
    """Nobody votes in secret again who could not when the count became known, or may have."""
    for earlier in _held_before(sitting, division):
        if earlier.count in {"known", "may-be-known"}:
            then = {elector.member for elector in _electors_then(earlier, register)}
            more = sorted(elector.member for elector in voters if elector.member not in then)
            refuse_unless(not more, "electorate-grew", division=earlier.id, members=more[:20])


def _electors_then(division: Division, register: Register) -> list[Elector]:
    opening, channel = division.opened, division.draft.channel
    return opened_electors(opening, register) if division.draft.pressed else by_hand(opening.present, channel)


def _held_before(sitting: Sitting, division: Division) -> Iterator[Division]:
    """The earlier votes of the same matter, the latest first."""
    while division.draft.again_of:
        division = sitting.divisions[division.draft.again_of]
        yield division


def _check_ready(sitting: Sitting, division: Division, register: Register) -> None:
    check_split(division)
    refuse_unless(division.state == "announced", "wrong-division-state", state=division.state)
    draft = division.draft
    if sitting.profile is not None:
        profile_rules.check_channel(draft.template, draft.channel, sitting.profile)
    else:
        on_terminals = TEMPLATES[draft.template].on_terminals("" if draft.basis is UNSET else draft.basis)
        refuse_unless(draft.channel != "terminal" or on_terminals, "paper-only", template=draft.template)
    check_counters(draft, register)
    outdated = [presence.member for presence in sitting.present.values() if not _still_there(presence, register)]
    refuse_unless(not outdated, "presence-outdated", members=outdated[:20])
    n, p = register.in_office, len(division.taking_part(sitting.present))
    needed = sitting.quorum.needed(n)
    refuse_unless(sitting.quorum.allows_opening(n, p), "no-quorum", needed=needed, present=p)


def _still_there(presence: Presence, register: Register) -> bool:
    member = register.members.get(presence.member)
    return member is not None and member.votes and member.seat == presence.seat
