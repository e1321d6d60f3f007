"""Whether an act may happen in a sitting: the table first, then what each act asks beyond it (protocol §5)."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

import msgspec
from msgspec import UNSET

from voting_protocol.written import same_person
from voting_server.domain import (
    acts,
    ceremony_rules,
    count_rules,
    documents,
    house_acts,
    house_rules,
    profile_rules,
    sealed_rules,
    sequence_rules,
)
from voting_server.domain.candidates import check_by_election, check_conflict, check_list
from voting_server.domain.channels import check_channel
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.count_acts import OfCount
from voting_server.domain.division import LIVE, PENDING, UNSETTLED, Division
from voting_server.domain.document_acts import OfDocument
from voting_server.domain.forms import check_form
from voting_server.domain.hand_result import differing, hand_pairs, mixed_pairs
from voting_server.domain.house_rules import OfHouse, deputy_named
from voting_server.domain.items import true_item
from voting_server.domain.log import SERVER, check_role, read_act
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.opening import SittingContext, propose_opening
from voting_server.domain.outcome import outcome
from voting_server.domain.register import Register
from voting_server.domain.rules import RULES
from voting_server.domain.sealed_acts import OfCeremony, OfSeal, OfStandDown
from voting_server.domain.sealed_rules import check_refers
from voting_server.domain.sequence_acts import DivisionObject, DivisionProceed
from voting_server.domain.shapes import Ref, Result, octets
from voting_server.domain.sitting import Sitting
from voting_server.domain.sitting_acts import SITTING_ACTS, SittingActSpec
from voting_server.domain.templates import TEMPLATES, TRIAL
from voting_server.domain.verdicts import House

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
    sequence_rules.check_split(division)
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
    offered = None if act.profile is UNSET else context.profiles.get(act.profile.id)
    profile_rules.check_sitting(act, context.register, offered)


@_check.register
def _(act: acts.SittingOpen, _sitting: Sitting, context: SittingContext) -> None:
    _check_reference(act.register, context.register)


@_check.register
def _(_act: acts.SittingClose, sitting: Sitting, _context: SittingContext) -> None:
    live = [division.id for division in sitting.divisions.values() if division.state in UNSETTLED]
    refuse_unless(not live, "division-live", divisions=live)


def _check_reference(ref: Ref, register: Register) -> None:
    refuse_unless(register.chain.names(ref), "bad-reference", head=register.chain.head)


@_check.register(acts.CheckIn)
@_check.register(acts.Depart)
@_check.register(acts.LeaveGrant)
@_check.register(house_acts.OfRecusal)
@_check.register(house_acts.ChiefDesignate)
def _(act: OfHouse, sitting: Sitting, context: SittingContext) -> None:
    house_rules.check(act, sitting, context)


@_check.register
def _(act: acts.DivisionDraft, sitting: Sitting, context: SittingContext) -> None:
    refuse_unless(act.division not in sitting.divisions, "division-known", division=act.division)
    refuse_unless(act.template in TEMPLATES, "unknown-template", template=act.template)
    check_channel(act)
    check_form(act)
    check_list(act)
    if sitting.profile is not None:
        profile_rules.check_draft(act, sitting.profile, sitting.kind)
        check_by_election(act)
        check_conflict(act, context.register)
    if act.again_of:
        before = sitting.divisions.get(act.again_of)
        if before is None:
            raise RuleError("unknown-division", {"division": act.again_of})
        refuse_unless(before.state not in PENDING | UNSETTLED, "not-finished", division=before.id)
    sequence_rules.check_draft(act, sitting.divisions)


@_check.register
def _(act: acts.DivisionAnnounce, sitting: Sitting, context: SittingContext) -> None:
    live = [division.id for division in sitting.divisions.values() if division.state in LIVE]
    refuse_unless(not live, "another-division", divisions=live)
    if sitting.profile is not None:
        check_conflict(_division(sitting, act).draft, context.register)
    sequence_rules.check_announce(act.division, sitting.divisions)


@_check.register
def _(act: DivisionObject, sitting: Sitting, context: SittingContext) -> None:
    sequence_rules.check_object(_division(sitting, act))
    deputy_named(context.register, act.member)


@_check.register
def _(act: DivisionProceed, sitting: Sitting, _context: SittingContext) -> None:
    sequence_rules.check_proceed(act, sitting.divisions)


@_check.register(acts.DivisionWithdraw)
@_check.register(acts.DivisionDefer)
def _(act: acts.DivisionWithdraw | acts.DivisionDefer, sitting: Sitting, _context: SittingContext) -> None:
    sequence_rules.check_consent(act, _division(sitting, act), sitting.divisions)


@_check.register
def _(act: acts.DivisionOpen, sitting: Sitting, context: SittingContext) -> None:
    refuse_unless(abs(act.opened_ms - context.now_ms) <= CLOCK_TOLERANCE_MS, "bad-clock", now_ms=context.now_ms)
    refuse_unless(act.server == sitting.server, "wrong-server")
    _check_reference(act.register, context.register)
    fresh = act.after.n >= sitting.presence_n and act.register.n >= context.register.electorate_n
    refuse_unless(fresh, "stale-opening")
    proposed = propose_opening(sitting, act.division, act.actor, context).members
    same = (act.kind, msgspec.to_builtins(act.definition)) == (proposed["kind"], proposed["definition"])
    refuse_unless(same, "definition-differs")
    refuse_unless(act.max_seq <= proposed["max_seq"], "bad-act", field="$.max_seq", why=f"More than {proposed['max_seq']}")
    pressed = act.auto_close_s == 0 or _division(sitting, act).draft.pressed
    refuse_unless(pressed, "bad-act", field="$.auto_close_s", why="No terminals, no deadline")
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
    count_rules.check_close(_division(sitting, act))
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
    if division.hand_count is not None:
        count_rules.check_signed(division.hand_count)
    wrong = _wrong_members(division, act.result, sitting)
    refuse_unless(not wrong, "result-differs", members=wrong)


def _wrong_members(division: Division, result: Result, sitting: Sitting) -> list[str]:
    """The members of a result that don't follow from the opening and the rules."""
    opening, draft = division.opened, division.draft
    if not draft.pressed:
        return differing(hand_pairs(division, result, sitting.quorum))
    if (result.keys is not None) != draft.motion or result.pressed > min(opening.size, result.size):
        return ["for", "against", "abstain"] if draft.motion else ["voted"]
    pairs = {
        "counted": (octets(result.counted), 4 * opening.size),
        "members": (result.members, opening.n),
        "present": (result.present, opening.p),
        "not_pressed": (result.not_pressed, opening.p - result.ballots),
        "rule": (result.rule, draft.rule),
        "needed": (result.needed, RULES[draft.rule].needed(opening.n, opening.p)),
        **_outcome_pairs(draft, result, House(opening.n, opening.p, result.ballots, sitting.quorum)),
    }
    if division.sealed is not None and division.sealed.freeze is not None:
        pairs |= sealed_rules.pairs_of(division.sealed.freeze, result)
    if division.hand_count is not None:
        pairs |= mixed_pairs(division.hand_count, result)
    return differing(pairs)


def _outcome_pairs(draft: acts.DivisionDraft, result: Result, house: House) -> dict[str, tuple[object, object]]:
    """What the figures mean by the rule, as given and as it is."""
    if result.keys is not None:
        judged = outcome(*result.keys, house.members, house.present, MAJORITIES[draft.rule], house.quorum)
        return {"carried": (result.carried, judged.carried)}
    assert result.items is not UNSET
    try:
        return {"items": (result.items[0], true_item(draft.item, draft.rule, result.items[0], house))}
    except ValueError:
        return {"items": (False, True)}


@_check.register
def _(act: acts.DivisionDeclare, sitting: Sitting, _context: SittingContext) -> None:
    """The chair's signature covers the tally and all before it: `after` reaches it."""
    division = _division(sitting, act)
    check_refers("open", act.open, division.opened.open)
    check_refers("tally", act.tally, division.tally)
    refuse_unless(act.after.n >= division.tally_n, "bad-after", head=sitting.chain.head)
    refuse_unless(act.result == division.result, "result-differs")


@_check.register
def _(act: acts.DivisionPublish, sitting: Sitting, _context: SittingContext) -> None:
    refuse_unless(_division(sitting, act).draft.template != TRIAL, "trial-vote")


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
        two = same_person(keys[act.actor].holder) != same_person(keys[void.actor].holder)
        refuse_unless(two, "same-person")
        sealed_rules.check_no_release_under_way(_division(sitting, act), context.now_ms)


@_check.register
def _(act: OfCount, sitting: Sitting, context: SittingContext) -> None:
    count_rules.check(act, _division(sitting, act), context)


@_check.register
def _(act: OfDocument, sitting: Sitting, context: SittingContext) -> None:
    division = _division(sitting, act)
    documents.check(act, division.documents, len(division.draft.labels), context.stored)


@_check.register(OfCeremony)
@_check.register(OfStandDown)
def _(act: OfCeremony | OfStandDown, sitting: Sitting, context: SittingContext) -> None:
    ceremony_rules.check(act, sitting, context)


@_check.register
def _(act: OfSeal, sitting: Sitting, _context: SittingContext) -> None:
    division = _division(sitting, act)
    sealed_rules.check(act, division)
    ceremony_rules.check_not_stood_down(act, division.secret, sitting.ceremony)
