"""What a sitting's profile binds: its quorum, and the templates, rules and channels of its divisions (docs/profiles.md §2, §4)."""

from dataclasses import replace

from msgspec import UNSET

from voting_protocol.forms import ELECTION
from voting_server.domain.acts import DivisionDraft, SittingCreate
from voting_server.domain.bodies import BODIES, MAJORITY_IN
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.profile import SHARES, Profile, Source, TemplateChoice
from voting_server.domain.profile_check import check_profile
from voting_server.domain.quorum import QUORUMS, Quorum
from voting_server.domain.register import Register
from voting_server.domain.shapes import SittingKind


def check_sitting(act: SittingCreate, register: Register, offered: Profile | None) -> None:
    """Refuse a sitting that its body can't hold (docs/profiles.md §2); `offered` is the server's own profile of that id."""
    law = BODIES[register.kind]
    refuse_unless(act.session_kind is UNSET or law.sessions, "kind-differs", kind=register.kind)
    profile = act.profile
    if profile is UNSET:
        return
    check_profile(profile)
    refuse_unless(profile == offered, "profile-differs", profile=profile.id)
    level = register.level
    refuse_unless(not level or level in profile.levels, "level-differs", level=level, allowed=profile.levels)
    refuse_unless(act.kind in law.sittings, "kind-differs", kind=register.kind, allowed=sorted(law.sittings))
    wanted = profile.quorum[act.kind].rule
    refuse_unless(act.quorum == wanted, "quorum-differs", wanted=wanted)


def quorum_of(profile: Profile, kind: SittingKind) -> Quorum:
    """The quorum of a sitting: the rule's, with the profile's share and source."""
    choice = profile.quorum[kind]
    source = profile.sources[choice.source]
    return replace(QUORUMS[choice.rule], opening=SHARES[choice.share], source=source.text, verified=source.verified)


def check_draft(draft: DivisionDraft, profile: Profile, kind: SittingKind) -> None:
    """Refuse a draft whose template or rule the profile does not have (`template-differs`, `rule-differs`); its channel too, but one that
    only stands on the agenda (docs/channels.md §1) is refused at the opening.
    """
    if draft.channel != "terminal":
        check_channel(draft.template, draft.channel, profile)
    choice = _choice(profile, draft.template)
    wanted = _rule(choice, profile, kind, elects=draft.item.type == ELECTION)
    refuse_unless(draft.rule == wanted, "rule-differs", rule=draft.rule, allowed=[wanted])


def default_rule(template: str, profile: Profile, kind: SittingKind) -> str:
    """The rule of a template's usual form in a sitting of this kind; `template-differs` if the profile does not have it."""
    return _rule(_choice(profile, template), profile, kind, elects=True)


def _choice(profile: Profile, template: str) -> TemplateChoice:
    choice = profile.templates.get(template)
    if choice is None:
        raise RuleError("template-differs", {"template": template, "profile": profile.id})
    return choice


def _rule(choice: TemplateChoice, profile: Profile, kind: SittingKind, *, elects: bool) -> str:
    if choice.rule == "grades":
        return f"grades-{profile.grades.base}"
    if choice.rule == "majority" or (choice.rule == "E6" and not elects):
        return MAJORITY_IN[kind]
    return choice.rule


def check_channel(template: str, channel: str, profile: Profile) -> None:
    """Refuse a channel that the profile does not allow for a template: `paper-only`, `channel-differs`."""
    allowed = _choice(profile, template).channels
    refuse_unless(channel in allowed or allowed != ["paper"], "paper-only", template=template)
    refuse_unless(channel in allowed, "channel-differs", channel=channel, allowed=list(allowed))


def rule_source(draft: DivisionDraft, profile: Profile, kind: SittingKind) -> Source:
    """Where the rule of a draft that the profile allows comes from."""
    choice = _choice(profile, draft.template)
    by_kind = choice.source is UNSET or draft.rule == MAJORITY_IN[kind]
    return profile.sources[profile.majority[kind] if choice.source is UNSET or by_kind else choice.source]


def most_presses(profile: Profile | None, most: int) -> int:
    """How often a terminal may press in one division, of `most` that there is room for."""
    return 1 if profile is not None and profile.press.counts == "first" else most
