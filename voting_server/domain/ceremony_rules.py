"""What the acts of a ceremony and of a stand-down ask beyond the table (docs/sealed.md §2, §7).

Who, when and how long: the mathematics of a message is checked by every scrutineer, tablet and auditor.
"""

from functools import singledispatch

from voting_server.domain import sealed_acts as acts
from voting_server.domain.ceremony import ROUNDS, Ceremony, SealedKeys, StandDown, ready_keys
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.division import LIVE, DivisionState
from voting_server.domain.opening import SittingContext
from voting_server.domain.register import Register
from voting_server.domain.sealed import Sealed
from voting_server.domain.shapes import octets
from voting_server.domain.sitting import Sitting

COMPLAINT_BYTES = 4 + 4 * 32


@singledispatch
def check(act: acts.OfCeremony | acts.OfStandDown, _sitting: Sitting, _context: SittingContext) -> None:
    """Refuse the act unless it is due, and by whom it says."""
    raise NotImplementedError(type(act))


@check.register
def _(act: acts.CeremonyStart, sitting: Sitting, context: SittingContext) -> None:
    _check_idle(sitting, LIVE)
    expected = sitting.ceremony.attempt + 1 if sitting.ceremony else 1
    refuse_unless(act.attempt == expected, "wrong-attempt", attempt=expected)
    keys = context.register.keys
    others = [name for name in act.scrutineers if name not in keys or not _is_active(context.register, name, "scrutineer")]
    refuse_unless(not others, "not-a-scrutineer", keys=others)
    chairs = sorted(name for name in keys if _is_active(context.register, name, "chair"))
    refuse_unless(act.chairs == chairs, "chairs-differ", chairs=chairs)


def _check_idle(sitting: Sitting, states: frozenset[DivisionState]) -> None:
    busy = [division.id for division in sitting.divisions.values() if division.state in states]
    refuse_unless(not busy, "another-division", divisions=busy)


def _is_active(register: Register, key: str, role: str) -> bool:
    return register.keys[key].active and register.keys[key].role == role


def _under_way(sitting: Sitting, act: acts.OfCeremony) -> Ceremony:
    """The attempt that an act is for."""
    ceremony = sitting.ceremony
    if ceremony is None or ceremony.attempt != act.attempt:
        raise RuleError("wrong-attempt", {"attempt": ceremony.attempt if ceremony else 0})
    return ceremony


@check.register
def _(act: acts.OfRound, sitting: Sitting, _context: SittingContext) -> None:
    ceremony = _under_way(sitting, act)
    refuse_unless(ceremony.index_of(act.actor) == act.index, "wrong-index", index=ceremony.index_of(act.actor))
    refuse_unless(ceremony.phase == ROUNDS[type(act)], "wrong-phase", phase=ceremony.phase)
    refuse_unless(act.index not in ceremony.done, "already-sent")
    if isinstance(act, acts.OfMessage):
        _check_length("message", act.message, _message_bytes(act, ceremony))
    elif isinstance(act, acts.CeremonySeal):
        refuse_unless(len(act.shares) == ceremony.n, "bad-act", field="$.shares", why=f"{ceremony.n} shares are needed")
        refuse_unless(ceremony.sealed in {None, SealedKeys.of(act)}, "seal-differs")


def _message_bytes(act: acts.OfMessage, ceremony: Ceremony) -> int:
    if isinstance(act, acts.CeremonyCommit):
        return 32
    if isinstance(act, acts.CeremonyReveal):
        return 32 + 32 * (ceremony.k + 1) + 64 * (ceremony.k + 1)
    return 80 * ceremony.n


def _check_length(member: str, text: str, length: int) -> None:
    refuse_unless(octets(text) == length, "bad-act", field=f"$.{member}", why=f"{length} bytes are needed")


@check.register
def _(act: acts.CeremonyAbort, sitting: Sitting, context: SittingContext) -> None:
    ceremony = _under_way(sitting, act)
    own = ceremony.index_of(act.actor)
    leads = context.register.actor(act.actor).role != "scrutineer"
    refuse_unless(act.index == own and (own > 0 or leads), "wrong-index", index=own)
    may_still = ceremony.phase not in {"ready", "aborted"} or (ceremony.phase == "ready" and own > 0 and not ceremony.used)
    refuse_unless(may_still, "wrong-phase", phase=ceremony.phase)
    refuse_unless(act.culprit <= ceremony.n, "bad-act", field="$.culprit", why=f"There are {ceremony.n} scrutineers")
    if act.message:
        _check_length("message", act.message, COMPLAINT_BYTES)


@check.register
def _(act: acts.Erased, sitting: Sitting, _context: SittingContext) -> None:
    ceremony = _under_way(sitting, act)
    refuse_unless(ceremony.index_of(act.actor) == act.index, "wrong-index", index=ceremony.index_of(act.actor))
    refuse_unless(act.index not in ceremony.erased, "already-sent")


@check.register
def _(act: acts.StandDown, sitting: Sitting, _context: SittingContext) -> None:
    ceremony, _ = ready_keys(sitting.ceremony)
    _check_idle(sitting, frozenset({"open"}))
    refuse_unless(ceremony.stand_down is None, "stand-down-proposed")
    refuse_unless(act.index in ceremony.active, "scrutineer-not-active", active=sorted(ceremony.active))
    refuse_unless(len(ceremony.active) > ceremony.k, "too-few-scrutineers", k=ceremony.k, active=sorted(ceremony.active))


def _proposed(sitting: Sitting, act: acts.StandDownOk | acts.StandDownCancel) -> tuple[Ceremony, StandDown]:
    ceremony, _ = ready_keys(sitting.ceremony)
    if ceremony.stand_down is None:
        raise RuleError("no-stand-down-proposed")
    refuse_unless(act.stand_down == ceremony.stand_down.act, "wrong-reference", member="stand_down")
    return ceremony, ceremony.stand_down


@check.register
def _(act: acts.StandDownOk, sitting: Sitting, _context: SittingContext) -> None:
    """Not while a vote is open: whose certificates it asks for is fixed by its opening."""
    ceremony, proposed = _proposed(sitting, act)
    _check_idle(sitting, frozenset({"open"}))
    own = ceremony.index_of(act.actor)
    others = ceremony.active - {proposed.index}
    refuse_unless(own in others, "scrutineer-not-active", active=sorted(others))
    refuse_unless(own not in proposed.confirmed, "already-sent")


def check_not_stood_down(act: acts.OfSeal, sealed: Sealed, ceremony: Ceremony | None) -> None:
    """Whoever was stood down in a sitting's seal has no word on an earlier vote of it either."""
    if ceremony is not None and ceremony.sealed == sealed.keys:
        active = {0} | ceremony.active  # 0: the server
        refuse_unless(ceremony.index_of(act.actor) in active, "scrutineer-not-active", active=sorted(ceremony.active))


@check.register
def _(act: acts.StandDownCancel, sitting: Sitting, _context: SittingContext) -> None:
    _proposed(sitting, act)
