"""Whether a profile's document can be law at all (docs/profiles.md §3)."""

from collections.abc import Iterator, Sequence

from msgspec import UNSET

from voting_server.domain.bodies import QUORUMS_IN
from voting_server.domain.codes import RuleError
from voting_server.domain.profile import DEFAULT, SHARES, Profile, Source, TemplateChoice
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.rules import LEVELS_OF, NO_MOTION
from voting_server.domain.templates import TEMPLATES, TRIAL

_OPEN_SHARES = frozenset({"Q4", "Q5", "Q6"})
"""No national rule fixes their share; all others are law."""
_BY_LAW_ON_PAPER = frozenset({"constitution", "removal-office", "recall", "decide-appointment"})
ELECTIVE = frozenset({"election-single", "election-multi", "by-election", "primary"})
_ELECTED = ELECTIVE - {"primary"}
_ONLY = {
    **dict.fromkeys(_ELECTED, "E6"),
    **dict.fromkeys(LEVELS_OF, "grades"),
    **dict.fromkeys(("removal-office", "recall", "decide-appointment", TRIAL), "majority"),
    "constitution": "M2",
    "primary": "top",
    "street-pick": "top",
    "tie-revote": "plurality",
    "livelihood-pick": "projects",
    "livelihood-rank": "points",
}
_MOTION = frozenset({"majority", "M2", "M7"})
Problem = tuple[str, str]


def check_profile(profile: Profile) -> None:
    """Refuse a document that breaks docs/profiles.md §3: `bad-profile` with the first `field` that is wrong, and why."""
    for field, why in _problems(profile):
        raise RuleError("bad-profile", {"field": field, "why": why})


def possible_rules(template: str) -> frozenset[str]:
    """The rules that a profile may give to a template."""
    return frozenset({_ONLY[template]}) if template in _ONLY else _MOTION


def _problems(profile: Profile) -> Iterator[Problem]:
    if DEFAULT not in profile.sources or profile.sources[DEFAULT].verified:
        yield f"sources.{DEFAULT}", "There is a source of this name that is not verified"
    for field, items in (("levels", profile.levels), ("expected.sittings", profile.expected.sittings)):
        if len(set(items)) < len(items):
            yield field, "Something stands there twice"
    yield from _unknown_sources(profile)
    yield from _quorums(profile)
    for template, choice in profile.templates.items():
        yield from _template(f"templates.{template}", template, choice)


def cited(profile: Profile) -> dict[str, Source]:
    """The sources that a choice cites, and the default; a profile that extends another may have others left over."""
    used = {DEFAULT, *_citations(profile).values()}
    return {name: source for name, source in profile.sources.items() if name in used}


def _unknown_sources(profile: Profile) -> Iterator[Problem]:
    for field, source in _citations(profile).items():
        if source not in profile.sources:
            yield field, f"There is no source {source}"


def _citations(profile: Profile) -> dict[str, str]:
    """The source of every choice, by member."""
    cited = {f"quorum.{kind}.source": choice.source for kind, choice in profile.quorum.items()}
    for name in ("press", "not_pressed", "who_pressed", "expected", "grades"):
        cited[f"{name}.source"] = getattr(profile, name).source
    cited |= {f"majority.{kind}": source for kind, source in profile.majority.items()}
    for template, choice in profile.templates.items():
        if choice.source is not UNSET:
            cited[f"templates.{template}.source"] = choice.source
        cited[f"templates.{template}.channel_source"] = choice.channel_source
    return cited


def _quorums(profile: Profile) -> Iterator[Problem]:
    for kind, lawful in QUORUMS_IN.items():
        if kind not in profile.majority:
            yield f"majority.{kind}", "It is missing"
        choice = profile.quorum.get(kind)
        if choice is None:
            yield f"quorum.{kind}", "It is missing"
        elif choice.rule not in lawful:
            yield f"quorum.{kind}.rule", f"One of {_words(sorted(lawful))}"
        elif choice.rule not in _OPEN_SHARES and SHARES[choice.share] != QUORUMS[choice.rule].opening:
            yield f"quorum.{kind}.share", f"{choice.rule} has another share by law"
    national = profile.levels == ["national"]
    if "plenary" in profile.quorum and (profile.quorum["plenary"].rule == "Q1") != national:
        yield "quorum.plenary.rule", "Q1 at the national level, else Q2 or Q7"
    if "national" in profile.levels and not national:
        yield "levels", "The national level has a profile of its own"


def _template(field: str, template: str, choice: TemplateChoice) -> Iterator[Problem]:
    if template not in TEMPLATES:
        yield field, "There is no such template"
        return
    if choice.rule not in possible_rules(template):
        yield f"{field}.rule", f"One of {_words(sorted(possible_rules(template)))}"
    if (choice.source is UNSET) != (choice.rule == "majority"):
        yield f"{field}.source", "The source of a majority is that of the kind of sitting; every other rule has its own"
    if len(set(choice.channels)) < len(choice.channels):
        yield f"{field}.channels", "A channel stands there twice"
    if template in _BY_LAW_ON_PAPER and choice.channels != ["paper"]:
        yield f"{field}.channels", "By law on paper"
    if template in ELECTIVE and not {"paper", "terminal"} >= set(choice.channels):
        yield f"{field}.channels", "On paper, or by a local rule on terminals"
    if template in ELECTIVE and "terminal" in choice.channels and choice.channel_source == DEFAULT:
        yield f"{field}.channel_source", "An election is held on terminals only by a local rule that is named"
    if template == "show-of-hands" and choice.channels != ["hands"]:
        yield f"{field}.channels", "By hands"


def _words(items: Sequence[str]) -> str:
    return ", ".join(items)


assert _ONLY.keys() >= NO_MOTION
