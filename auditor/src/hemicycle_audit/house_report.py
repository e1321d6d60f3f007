"""What the report says of a profile's choices, of recusals and of links (docs/profiles.md §9, docs/sequences.md §9)."""

from typing import Any

from hemicycle_audit.bundle import Verdict
from hemicycle_audit.hand_report import CHANNELS
from hemicycle_audit.links import Link
from hemicycle_audit.names import in_a_line
from hemicycle_audit.profile import Choice
from hemicycle_audit.state import Division, Sitting

Words = tuple[str, str]
_WORDS: dict[str, Words] = {
    "profile": ("规则集", "Profile"),
    "unverified": ("（未核实）", " (not verified)"),
    "recused": ("回避", "Recused"),
    "links": ("关联", "Linked"),
    "name": ("第 {name} 项", "no. {name}"),
    "objection": ("经异议拆分", "Split by an objection"),
    "proceed": ("条款未通过后决定付表决", "Put to the vote though clauses failed"),
    "consent": ("撤回或暂缓经同意", "Withdrawn or put off with consent"),
    "vote": ("表决 {division}", "by the vote {division}"),
}
_CHOICES: dict[str, Words] = {
    "quorum": ("法定人数", "quorum"),
    "rule": ("通过规则", "rule"),
    "grades": ("评价基数", "base of grades"),
    "channel": ("表决方式", "held by"),
    "press": ("计入的按键", "press that counts"),
}
_VALUES: dict[str, Words] = {
    "first": ("首次", "the first"),
    "last": ("最后一次", "the last"),
    "all": ("全体", "all members"),
    "present": ("出席", "those present"),
    "valid": ("有效评价", "those who graded"),
    **CHANNELS,
}
_SHARES: dict[str, Words] = {
    "two-thirds": ("三分之二以上", "two thirds"),
    "majority": ("过半数", "a majority"),
    "over-two-thirds": ("超过三分之二", "more than two thirds"),
}
_KINDS: dict[str, Words] = {
    "amends": ("修正", "amends"),
    "clause": ("其条款", "is a clause of"),
    "revises": ("其修改稿", "revises"),
    "part": ("拆分自", "is part of"),
    "fills": ("补其空缺", "fills the post of"),
    "tie": ("票数相等再次投票", "decides the tie of"),
    "further": ("另行选举", "fills seats left by"),
    "resubmits": ("再次提请", "brings again"),
    "consent-withdraw": ("同意撤回", "on the withdrawal of"),
    "consent-defer": ("同意暂缓", "on putting off"),
}


def _in(words: Words, lang: str) -> str:
    return words[0 if lang == "zh" else 1]


def choices(verdict: Verdict) -> list[Choice]:
    """Return every choice of the sitting's profile that bears on the division, with its source; none without a profile."""
    division, sitting = verdict.division, verdict.sitting
    if division is None or sitting is None or sitting.profile is None:
        return []
    draft = division.draft.doc
    return sitting.profile.choices(draft["template"], draft["rule"], division.channel)


def recused(division: Division, sitting: Sitting) -> list[str]:
    """Return the members recused from a division at its opening; before that, those recused so far."""
    n = division.opening.doc["after"]["n"] if division.opening else len(sitting.log.chain)
    return sorted(sitting.recused_after(n, division.id))


def as_members(verdict: Verdict) -> dict[str, Any]:
    """Return what ``--json`` adds: the profile with its choices, who is recused, links, objection, choice and consent."""
    division, sitting = verdict.division, verdict.sitting
    if division is None or sitting is None:
        return {}
    profile = sitting.profile
    document = None if profile is None else {"id": profile.doc["id"], "name": profile.doc["name"]}
    told = [{"choice": own.name, "value": own.value, "source": vars(own.source)} for own in choices(verdict)]
    objection, proceed = division.objection, division.proceed
    return {
        "profile": None if document is None else {**document, "choices": told},
        "recused": recused(division, sitting),
        "links": [{"kind": link.kind, "division": link.division, "name": link.name or None} for link in division.links],
        "objection": {name: objection.doc[name] for name in ("member", "reason")} if objection else None,
        "proceed": {name: proceed.doc[name] for name in ("clauses", "reason")} if proceed else None,
        "consent": division.consent,
    }


def as_lines(verdict: Verdict, lang: str) -> list[str]:
    """Return the lines for people; none where there is nothing to say."""
    division, sitting = verdict.division, verdict.sitting
    if division is None or sitting is None:
        return []
    found: list[str] = []
    if sitting.profile is not None:
        doc = sitting.profile.doc
        found.append(f"{_in(_WORDS['profile'], lang)}  {in_a_line(doc['name'][lang])} [{doc['id']}]")
        found += [f"  {_choice(choice, lang)}" for choice in choices(verdict)]
    roster = sitting.register.roster(division.opening.doc["register"]["n"]) if division.opening else {}
    away = [in_a_line(roster[member]["name"]) if member in roster else member for member in recused(division, sitting)]
    told = {
        "recused": "、".join(away) if lang == "zh" else ", ".join(away),
        "links": ("；" if lang == "zh" else "; ").join(_link(link, lang) for link in division.links),
        "objection": division.objection.doc["reason"] if division.objection else "",
        "proceed": division.proceed.doc["reason"] if division.proceed else "",
        "consent": _consent(division.consent, lang) if division.consent else "",
    }
    return found + [f"{_in(_WORDS[name], lang)}  {in_a_line(text)}" for name, text in told.items() if text]


def _choice(choice: Choice, lang: str) -> str:
    value = " ".join(_in({**_VALUES, **_SHARES}.get(word, (word, word)), lang) for word in choice.value.split())
    source = choice.source.zh if lang == "zh" else choice.source.en
    mark = "" if choice.source.verified else _in(_WORDS["unverified"], lang)
    colon = "：" if lang == "zh" else ": "
    return f"{_in(_CHOICES[choice.name], lang)}  {value}{colon}{in_a_line(source)}{mark}"


def _link(link: Link, lang: str) -> str:
    name = f" {_in(_WORDS['name'], lang).format(name=link.name)}" if link.name else ""
    return f"{_in(_KINDS[link.kind], lang)} {link.division}{name}"


def _consent(consent: dict[str, str], lang: str) -> str:
    return _in(_WORDS["vote"], lang).format(**consent) if consent["by"] == "vote" else consent["who"]
