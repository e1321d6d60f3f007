"""Which forms, rules and channels may be drafted and opened (docs/forms.md §1, §4, docs/channels.md §1)."""

from collections.abc import Mapping
from typing import Any

from hemicycle_audit.acts import Act
from hemicycle_audit.channel import (
    ALWAYS_ON_PAPER,
    PAPER,
    SECRECIES,
    TERMINAL,
    channel_of,
    holds,
    majority_of_another,
    only_on_paper,
    rules_on,
    takes,
)
from hemicycle_audit.items import PAPER_TEMPLATES, Item, bad_names, drafted_item, too_few
from hemicycle_audit.judge import Judge
from hemicycle_audit.layout import MAX_BODY_BYTES
from hemicycle_audit.state import Division


def check_draft(judge: Judge, act: Act) -> None:
    """Judge channel, form, names, template and rule of a draft."""
    doc, channel = act.doc, channel_of(act.doc)
    item = drafted_item(doc, paper=channel == PAPER)
    _check_channel(judge, act, channel)
    if not judge.allow(act, item is not None, "form-malformed") or item is None:
        return
    for number in bad_names(item.names):
        judge.allow(act, False, "form-name", number=number + 1)
    judge.allow(act, takes(channel, item), "channel-form", channel=channel)
    rules = rules_on(channel, doc["template"], item, cited=_is_cited(judge, doc))
    if judge.allow(act, bool(rules), "form-differs", template=doc["template"]):
        fits = doc["rule"] in rules
        judge.allow(act, fits, "rule-differs", template=doc["template"], rule=doc["rule"], rules=" / ".join(sorted(rules)))
    judge.allow(act, not too_few(doc["template"], item), "too-few-candidates", c=item.c, chosen=item.high)
    if majority_of_another(channel, doc["template"], doc["rule"], judge.sitting.register.kind):
        judge.findings.warn("act-rule", act.place, "majority-of-another", rule=doc["rule"])
    if channel != PAPER:
        _check_length(judge, act, item)


def _is_cited(judge: Judge, draft: Mapping[str, Any]) -> bool:
    """Tell whether a local rule lets an election be held on terminals: the profile's, or else the draft's ``basis``."""
    profile = judge.sitting.profile
    return profile.on_terminals(draft["template"]) if profile is not None else bool(draft.get("basis"))


def _check_channel(judge: Judge, act: Act, channel: str) -> None:
    """Judge whether secrecy and template go with the channel."""
    template, secrecy = act.doc["template"], act.doc.get("secrecy", "named")
    judge.allow(act, secrecy in SECRECIES[channel], "secrecy-differs", channel=channel, secrecy=secrecy)
    judge.allow(act, not only_on_paper(channel, template), "paper-by-law", template=template)
    judge.allow(act, holds(channel, template), "channel-differs", template=template, channel=channel)


def _check_length(judge: Judge, act: Act, item: Item) -> None:
    """A named form has the limits of a sealed one."""
    size = item.layout.body_bytes if item.layout else 0
    judge.allow(act, size <= MAX_BODY_BYTES, "ballot-too-long", bytes=size, limit=MAX_BODY_BYTES)


def check_opened(judge: Judge, act: Act, division: Division) -> None:
    """Judge what an opening asks of template and form beside the draft."""
    draft, item = division.draft.doc, division.item
    if division.channel == TERMINAL:
        on_paper = draft["template"] in PAPER_TEMPLATES and not _is_cited(judge, draft)
        judge.allow(act, not on_paper, "paper-only", template=draft["template"])
        judge.allow(act, draft["template"] not in ALWAYS_ON_PAPER, "paper-by-law", template=draft["template"])
    most, electors = item.most_electors if item and division.sealed else None, act.doc["electorate"]["size"]
    judge.allow(act, most is None or electors <= most, "too-many-rows", electors=electors, most=most)
