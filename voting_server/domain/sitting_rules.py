"""Whether an act may happen in a sitting: the table first, then what each act asks beyond it (protocol §5)."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

import msgspec

from voting_server.domain import acts, ceremony_rules, sealed_rules
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.division import LIVE, PENDING, UNSETTLED, Division
from voting_server.domain.log import SERVER, check_role, read_act
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.opening import SittingContext, propose_opening
from voting_server.domain.outcome import outcome
from voting_server.domain.register import Register
from voting_server.domain.sealed_acts import OfCeremony, OfSeal, OfStandDown
from voting_server.domain.sealed_rules import check_refers
from voting_server.domain.shapes import Member, Ref, Result, octets
from voting_server.domain.sitting import Sitting
from voting_server.domain.sitting_acts import SITTING_ACTS, SittingActSpec
from voting_server.domain.templates import TEMPLATES

CLOCK_TOLERANCE_MS = 10_000
EXTENSION_MARGIN_MS = 300
"""What an extension needs to reach the box before the deadline: no ballot is refused that would be accepted a moment later."""


def decide(sitting: Sitting, body: Mapping[str, Any], context: SittingContext) -> None:
    """Accept the act or raise `RuleError`; its signature has been verified by the caller."""
    _, act = read_act(SITTING_ACTS, body)
    spec = SITTING_ACTS[body["type"]]
    sitting.chain.check(act)
    first = isinstance(act, acts.SittingCreate)
    if first != (sitting.chain.length == 0):
        raise RuleError("not-first" if first else "not-created")
    check_role(spec, _role(sitting, act, context))
    refuse_unless(first or sitting.state in spec.sitting, "wrong-sitting-state", state=sitting.state)
    if isinstance(act, acts.OfDivision) and not isinstance(act, acts.DivisionDraft):
        _check_division_state(_division(sitting, act), spec)
    _check(act, sitting, context)


def _role(sitting: Sitting, act: acts.Act, context: SittingContext) -> str:
    return SERVER if act.actor == sitting.server else context.register.actor(act.actor).role


def _division(sitting: Sitting, act: acts.OfDivision) -> Division:
    division = sitting.divisions.get(act.division)
    if division is None:
        raise RuleError("unknown-division", {"division": act.division})
    return division


def _check_division_state(division: Division, spec: SittingActSpec) -> None:
    refuse_unless(division.state in spec.states, "wrong-division-state", division=division.id, state=division.state)


@singledispatch
def _check(act: acts.Act, _sitting: Sitting, _context: SittingContext) -> None:
    """What an act asks beyond the table: by default nothing."""


@_check.register
def _(act: acts.SittingCreate, sitting: Sitting, context: SittingContext) -> None:
    refuse_unless(sitting.chain.log == f"sitting.{act.id}", "bad-log", log=f"sitting.{act.id}")
    refuse_unless(act.body == context.register.id, "wrong-body", body=context.register.id)
    refuse_unless(act.server == context.server_key, "wrong-server")
    _check_reference(act.register, context.register)


@_check.register
def _(act: acts.SittingOpen, _sitting: Sitting, context: SittingContext) -> None:
    _check_reference(act.register, context.register)


@_check.register
def _(_act: acts.SittingClose, sitting: Sitting, _context: SittingContext) -> None:
    live = [division.id for division in sitting.divisions.values() if division.state in UNSETTLED]
    refuse_unless(not live, "division-live", divisions=live)


def _check_reference(ref: Ref, register: Register) -> None:
    refuse_unless(register.chain.names(ref), "bad-reference", head=register.chain.head)


def _deputy(register: Register, member: str) -> Member:
    found = register.members.get(member)
    if found is None:
        raise RuleError("unknown-member", {"member": member})
    refuse_unless(found.votes, "not-a-deputy", member=member)
    return found


def _check_terminal(actor: str, seat: str, register: Register) -> None:
    """A terminal speaks for its own seat only; the secretariat for every seat."""
    key = register.actor(actor)
    refuse_unless(key.role != "deputy" or key.seat == seat, "not-seated-here", seat=seat)


@_check.register
def _(act: acts.CheckIn, sitting: Sitting, context: SittingContext) -> None:
    member = _deputy(context.register, act.member)
    refuse_unless(member.seat == act.seat, "not-seated-here", seat=act.seat)
    _check_terminal(act.actor, act.seat, context.register)
    refuse_unless(act.member not in sitting.present, "already-present", member=act.member)


@_check.register
def _(act: acts.Depart, sitting: Sitting, context: SittingContext) -> None:
    presence = sitting.present.get(act.member)
    if presence is None:
        raise RuleError("not-present", {"member": act.member})
    _check_terminal(act.actor, presence.seat, context.register)


@_check.register
def _(act: acts.LeaveGrant, sitting: Sitting, context: SittingContext) -> None:
    _deputy(context.register, act.member)
    refuse_unless(act.member not in sitting.present, "already-present", member=act.member)


@_check.register
def _(act: acts.DivisionDraft, sitting: Sitting, _context: SittingContext) -> None:
    refuse_unless(act.division not in sitting.divisions, "division-known", division=act.division)
    refuse_unless(act.template in TEMPLATES, "unknown-template", template=act.template)
    if act.again_of:
        before = sitting.divisions.get(act.again_of)
        if before is None:
            raise RuleError("unknown-division", {"division": act.again_of})
        refuse_unless(before.state not in PENDING | UNSETTLED, "not-finished", division=before.id)


@_check.register
def _(_act: acts.DivisionAnnounce, sitting: Sitting, _context: SittingContext) -> None:
    live = [division.id for division in sitting.divisions.values() if division.state in LIVE]
    refuse_unless(not live, "another-division", divisions=live)


@_check.register
def _(act: acts.DivisionOpen, sitting: Sitting, context: SittingContext) -> None:
    refuse_unless(abs(act.opened_ms - context.now_ms) <= CLOCK_TOLERANCE_MS, "bad-clock", now_ms=context.now_ms)
    refuse_unless(act.server == sitting.server, "wrong-server")
    _check_reference(act.register, context.register)
    fresh = act.after.n >= sitting.presence_n and act.register.n >= context.register.electorate_n
    refuse_unless(fresh, "stale-opening")
    proposed = propose_opening(sitting, act.division, act.actor, context).members
    refuse_unless(msgspec.to_builtins(act.definition) == proposed["definition"], "definition-differs")
    refuse_unless(act.max_seq <= proposed["max_seq"], "bad-act", field="$.max_seq", why=f"More than {proposed['max_seq']}")
    refuse_unless((act.n, act.p) == (proposed["n"], proposed["p"]), "counts-differ", n=proposed["n"], p=proposed["p"])
    refuse_unless(msgspec.to_builtins(act.electorate) == proposed["electorate"], "electorate-differs")
    if "seal" in proposed:
        refuse_unless(act.seal == proposed["seal"], "seal-differs")
        refuse_unless(act.active == proposed["active"], "stale-opening")


@_check.register
def _(act: acts.DivisionExtend, sitting: Sitting, context: SittingContext) -> None:
    opening = _division(sitting, act).opened
    check_refers("open", act.open, opening.open)
    if opening.deadline_ms is None:
        raise RuleError("no-deadline")
    in_time = context.now_ms + EXTENSION_MARGIN_MS <= opening.deadline_ms
    refuse_unless(in_time, "deadline-passed", deadline_ms=opening.deadline_ms)
    refuse_unless(act.deadline_ms > opening.deadline_ms, "deadline-not-later", deadline_ms=opening.deadline_ms)


@_check.register
def _(act: acts.DivisionClose, sitting: Sitting, context: SittingContext) -> None:
    opening = _division(sitting, act).opened
    check_refers("open", act.open, opening.open)
    by_server = act.actor == sitting.server
    refuse_unless(act.reason == ("deadline" if by_server else "chair"), "close-reason")
    if by_server:
        if opening.deadline_ms is None:
            raise RuleError("no-deadline")
        refuse_unless(context.now_ms >= opening.deadline_ms, "before-deadline", deadline_ms=opening.deadline_ms)


@_check.register
def _(act: acts.DivisionTally, sitting: Sitting, _context: SittingContext) -> None:
    division = _division(sitting, act)
    check_refers("open", act.open, division.opened.open)
    check_refers("close", act.close, division.close)
    sealed_rules.check_tally(act, division)
    wrong = _wrong_members(division, act.result, sitting)
    refuse_unless(not wrong, "result-differs", members=wrong)


def _wrong_members(division: Division, result: Result, sitting: Sitting) -> list[str]:
    """The members of a result that don't follow from the opening and the rules."""
    opening, rule = division.opened, MAJORITIES[division.draft.rule]
    cast = result.for_ + result.against + result.abstain
    if cast > min(opening.size, result.size):
        return ["for", "against", "abstain"]
    judged = outcome(result.for_, result.against, result.abstain, opening.n, opening.p, rule, sitting.quorum)
    pairs = {
        "counted": (octets(result.counted), 4 * opening.size),
        "members": (result.members, opening.n),
        "present": (result.present, opening.p),
        "not_pressed": (result.not_pressed, judged.not_pressed),
        "carried": (result.carried, judged.carried),
        "rule": (result.rule, rule.id),
        "needed": (result.needed, judged.needed),
    }
    if division.sealed is not None and division.sealed.freeze is not None:
        pairs |= sealed_rules.pairs_of(division.sealed.freeze, result)
    return [name for name, (given, true) in pairs.items() if given != true]


@_check.register
def _(act: acts.DivisionDeclare, sitting: Sitting, _context: SittingContext) -> None:
    """The chair's signature covers the tally and all before it: `after` reaches it."""
    division = _division(sitting, act)
    check_refers("open", act.open, division.opened.open)
    check_refers("tally", act.tally, division.tally)
    refuse_unless(act.after.n >= division.tally_n, "bad-after", head=sitting.chain.head)
    refuse_unless(act.result == division.result, "result-differs")


@_check.register
def _(act: acts.DivisionVoid, sitting: Sitting, _context: SittingContext) -> None:
    refuse_unless(_division(sitting, act).void is None, "void-proposed", division=act.division)


@_check.register(acts.DivisionVoidConfirm)
@_check.register(acts.DivisionVoidCancel)
def _(act: acts.DivisionVoidConfirm | acts.DivisionVoidCancel, sitting: Sitting, context: SittingContext) -> None:
    void = _division(sitting, act).void
    if void is None:
        raise RuleError("no-void-proposed")
    check_refers("void", act.void, void.act)
    if isinstance(act, acts.DivisionVoidConfirm):
        keys = context.register.keys
        refuse_unless(keys[act.actor].holder != keys[void.actor].holder, "same-person")
        sealed_rules.check_no_release_under_way(_division(sitting, act), context.now_ms)


@_check.register(OfCeremony)
@_check.register(OfStandDown)
def _(act: OfCeremony | OfStandDown, sitting: Sitting, context: SittingContext) -> None:
    ceremony_rules.check(act, sitting, context)


@_check.register
def _(act: OfSeal, sitting: Sitting, _context: SittingContext) -> None:
    division = _division(sitting, act)
    sealed_rules.check(act, division)
    ceremony_rules.check_not_stood_down(act, division.secret, sitting.ceremony)
