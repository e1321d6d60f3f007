"""Where a vote may be held: on terminals, on paper, by hands, or both ways (docs/channels.md §1, §2)."""

from collections.abc import Iterable, Sequence

from voting_protocol.forms import ELECTION, RANKING
from voting_protocol.written import same_person
from voting_server.domain.acts import DivisionDraft
from voting_server.domain.codes import refuse_unless
from voting_server.domain.division import Presence
from voting_server.domain.register import Register
from voting_server.domain.shapes import Channel
from voting_server.domain.templates import TEMPLATES, TRIAL, Template

TELLERS = 2
_SECRECY = {"paper": "secret", "hands": "named"}
_PAPER_RULES = {
    "constitution": frozenset({"M2"}),
    **dict.fromkeys(("removal-office", "recall", "decide-appointment"), frozenset({"M1", "M4"})),
}
PRESSED_ONLY = frozenset({TRIAL, "roll-call"})


def check_channel(draft: DivisionDraft) -> None:
    """Refuse a draft whose template, form, secrecy or rule its channel does not have.

    `channel-differs`, `paper-only`, `channel-form`, `secrecy-differs`, `rule-differs`.
    """
    on, template = draft.channel, TEMPLATES[draft.template]
    _check_template(on, template)
    if on == "terminal":
        return
    refuse_unless(_has_form(draft), "channel-form", channel=on)
    refuse_unless(draft.secrecy == _SECRECY.get(on, draft.secrecy), "secrecy-differs", channel=on)
    allowed = _PAPER_RULES.get(template.id)
    refuse_unless(allowed is None or draft.rule in allowed, "rule-differs", rule=draft.rule, allowed=sorted(allowed or ()))


def _check_template(on: Channel, template: Template) -> None:
    if template.channel == "hands":
        refuse_unless(on == "hands", "channel-differs", allowed=["hands"])
    if template.id in PRESSED_ONLY:
        refuse_unless(on == "terminal", "channel-differs", allowed=["terminal"])
    if template.channel == "paper":
        refuse_unless(on in {"paper", "terminal"}, "paper-only", template=template.id)


def _has_form(draft: DivisionDraft) -> bool:
    item = draft.item
    if draft.channel == "hands":
        return draft.motion
    return item.type != RANKING and not (draft.channel == "mixed" and item.type == ELECTION and item.w)


def check_counters(draft: DivisionDraft, register: Register) -> None:
    """Refuse to open what nobody can count: `too-few-tellers`, `too-few-scrutineers`."""
    if draft.channel == "terminal":
        return
    active = [key for key in register.keys.values() if key.active]
    tellers = sorted({same_person(key.holder): key.holder for key in active if key.role == "teller"}.values())
    refuse_unless(len(tellers) >= TELLERS, "too-few-tellers", needed=TELLERS, tellers=tellers)
    refuse_unless(any(key.role == "scrutineer" for key in active), "too-few-scrutineers", needed=1)


def taking_part(present: Iterable[Presence], channel: Channel) -> Sequence[Presence]:
    """Who may get a ballot or raise a hand, sorted by member; nobody gets a ballot by video."""
    there = (presence for presence in present if not (channel == "paper" and presence.video))
    return sorted(there, key=lambda presence: presence.member.encode())
