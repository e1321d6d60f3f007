"""What acts about members' presence and part in a division ask beyond the table (docs/protocol.md §5, docs/profiles.md §5–7, docs/check-in.md §4)."""

from functools import singledispatch

from msgspec import UNSET

from voting_server.domain import acts, house_acts
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.opening import SittingContext
from voting_server.domain.register import Register
from voting_server.domain.shapes import Member
from voting_server.domain.sitting import Sitting

OfHouse = acts.CheckIn | acts.Depart | acts.LeaveGrant | house_acts.OfRecusal | house_acts.ChiefDesignate


@singledispatch
def check(act: OfHouse, _sitting: Sitting, _context: SittingContext) -> None:
    """Refuse an act that the sitting's and the register's state do not allow."""
    raise NotImplementedError(type(act))


def deputy_named(register: Register, member: str) -> Member:
    """Attendees and observers see and never vote (V14): only a deputy in office is present in the sense of a vote."""
    found = register.members.get(member)
    if found is None:
        raise RuleError("unknown-member", {"member": member})
    refuse_unless(found.votes, "not-a-deputy", member=member)
    return found


def _check_terminal(actor: str, seat: str, register: Register) -> None:
    """A terminal speaks for its own seat only; secretariat and ushers for every seat."""
    key = register.actor(actor)
    refuse_unless(key.role != "deputy" or key.seat == seat, "not-seated-here", seat=seat)


@check.register
def _(act: acts.CheckIn, sitting: Sitting, context: SittingContext) -> None:
    member = deputy_named(context.register, act.member)
    refuse_unless(member.seat == act.seat, "not-seated-here", seat=act.seat)
    _check_terminal(act.actor, act.seat, context.register)
    role = context.register.actor(act.actor).role
    refuse_unless(act.by == "hall" or role == "secretariat", "not-allowed", role=role)
    refuse_unless((act.way is not UNSET) == (role == "usher"), "bad-act", field="$.way", why="At the door, and there only")
    if act.card is not UNSET:
        refuse_unless(context.register.cards.holder(act.card) == act.member, "card-differs", member=act.member)
    refuse_unless(act.member not in sitting.present, "already-present", member=act.member)
    _check_pages(act, sitting, context.register)


def _check_pages(act: acts.CheckIn, sitting: Sitting, register: Register) -> None:
    """Where the sitting requires its bundle, nobody is checked in at a terminal that does not run it (docs/protocol.md §14)."""
    terminal = register.terminal(act.seat)
    asked = sitting.pages is not None and sitting.pages.required and act.by == "hall" and terminal is not None
    if asked and sitting.pages is not None and terminal is not None:
        refuse_unless(terminal.runs(sitting.pages), "pages-differ", seat=act.seat)


@check.register
def _(act: acts.Depart, sitting: Sitting, context: SittingContext) -> None:
    presence = sitting.present.get(act.member)
    if presence is None:
        raise RuleError("not-present", {"member": act.member})
    _check_terminal(act.actor, presence.seat, context.register)
    said = act.reason is not UNSET or context.register.actor(act.actor).role != "usher"
    refuse_unless(said, "bad-act", field="$.reason", why="Missing at the door")


@check.register
def _(act: acts.LeaveGrant, sitting: Sitting, context: SittingContext) -> None:
    deputy_named(context.register, act.member)
    refuse_unless(act.member not in sitting.present, "already-present", member=act.member)


@check.register
def _(act: house_acts.OfRecusal, sitting: Sitting, context: SittingContext) -> None:
    member = deputy_named(context.register, act.member)
    _check_terminal(act.actor, member.seat, context.register)
    recused = act.member in sitting.divisions[act.division].recused
    if isinstance(act, house_acts.Recuse):
        refuse_unless(not recused, "already-recused", member=act.member)
    else:
        refuse_unless(recused, "not-recused", member=act.member)


@check.register
def _(act: house_acts.ChiefDesignate, _sitting: Sitting, context: SittingContext) -> None:
    key = context.register.keys.get(act.key)
    refuse_unless(key is not None and key.active and key.role == "scrutineer", "not-a-scrutineer")
