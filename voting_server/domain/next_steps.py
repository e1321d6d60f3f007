"""What may lawfully follow from what became of a division: acts ready to be signed (docs/sequences.md §8)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import to_builtins

from voting_protocol.forms import CHOOSE, ELECTION, THREE_KEYS, FormItem
from voting_server.domain.acts import Act, DivisionDraft
from voting_server.domain.division import PENDING, Division
from voting_server.domain.links import APPOINTMENTS, ELECTIONS
from voting_server.domain.sequence import Agenda, is_decided, is_dropped, lines, stands, tied_names, unsuccessful
from voting_server.domain.sequence_rules import BARRING_FAILURES, called, open_elections
from voting_server.domain.shapes import Names, SittingKind
from voting_server.domain.templates import TEMPLATES, TRIAL
from voting_server.domain.text import Text, text
from voting_server.domain.verdicts import unit

_COMMON = frozenset(Act.__struct_fields__)
_ON_TERMINALS_ONLY = frozenset({TRIAL, "roll-call"})


@dataclass(frozen=True, slots=True)
class Source:
    """The rule by which a step follows, and whether its text was read."""

    rule: str
    words: Text
    verified: bool = False


def _unverified(rule: str, zh: str, en: str) -> Source:
    return Source(rule, text(f"{zh}（未核实的默认值）", f"{en} (unverified default)"))


_ART_29 = text("地方组织法第二十九条", "Local Organic Law, art. 29")
_SOURCES: Mapping[str, Source] = {
    source.rule: source
    for source in (
        _unverified("V1", "表决器发生故障时改为举手表决", "a show of hands where terminals fail"),
        _unverified("V5", "修正案先于原案表决", "amendments are voted before their motion"),
        _unverified("V6", "重要条款单独表决后，整案付表决或者暂不付表决", "after a separate vote the whole is voted or held"),
        _unverified("V9", "对合并表决有异议的，逐项表决", "an objection splits a package"),
        _unverified("again", "作废的表决重新进行", "a void vote is held again"),
        _unverified("twice", "连续两次未通过的，本届内不再提请任命", "failing twice in a row bars resubmission for the term"),
        Source("E8", _ART_29, verified=True),
        Source("E9", _ART_29, verified=True),
    )
}


@dataclass(frozen=True, slots=True)
class Step:
    """An act that a person may sign: `type` and `fields`, its members but the common ones; `asks` names those still to be written.

    `type` is empty where there is nothing to sign.
    """

    kind: str
    division: str
    rule: str
    words: Text
    type: str = ""
    fields: Mapping[str, Any] | None = None
    asks: Sequence[str] = ()
    line: int = 0

    def view(self) -> dict[str, Any]:
        """The step as readers get it."""
        source = _SOURCES[self.rule]
        return {
            "id": f"{self.kind}:{self.division}" + (f":{self.line}" if self.line else ""),
            "kind": self.kind,
            **self.words,
            "source": {"rule": source.rule, **source.words, "verified": source.verified},
            "type": self.type,
            "fields": dict(self.fields or {}),
            "asks": list(self.asks),
        }


@dataclass(frozen=True, slots=True)
class House:
    """What the steps of a sitting need: its agenda and its kind."""

    agenda: Agenda
    kind: SittingKind


def next_steps(house: House, division: Division) -> list[Step]:
    """What may follow from a division as it is now; nothing from a result that is not declared."""
    if division.draft.template == TRIAL:
        return []
    return [step for steps in _STEPS for step in steps(house, division)]


def _draft(
    house: House, division: Division, suffix: str, links: Sequence[Mapping[str, Any]] | None, **changes: Any
) -> dict[str, Any]:
    """A `division-draft` like the division's, with an id that is free; a member that is changed to None is left out."""
    members = {name: value for name, value in to_builtins(division.draft).items() if name not in _COMMON | {"type", "of"}}
    members |= {"division": _free_id(house.agenda, division.id, suffix), "again_of": ""}
    if links is not None:
        members["of"] = [dict(link) for link in links]
    return {name: value for name, value in (members | changes).items() if value is not None}


def _free_id(agenda: Agenda, division: str, suffix: str) -> str:
    names = (f"{division[: 56 - len(suffix)]}-{suffix}{number or ''}" for number in range(10_000))
    return next(name for name in names if name not in agenda.divisions)


def _titled(label: Names, zh: str, en: str) -> dict[str, str]:
    """A title with an addition behind it."""
    return {
        "zh": f"{label.zh[: 200 - len(zh)]}{zh}" if label.zh else "",
        "en": f"{label.en[: 200 - len(en)]}{en}" if label.en else "",
    }


def _both_titled(draft: DivisionDraft, zh: str, en: str) -> dict[str, Any]:
    return {"title": _titled(draft.title, zh, en), "short": _titled(draft.short, zh, en)}


def _form(item: FormItem, labels: Sequence[Names]) -> dict[str, Any]:
    return {
        "form": [{"type": item.type, "c": item.c, "min": item.min, "max": item.max, "w": item.w}],
        "names": [to_builtins(list(labels))],
    }


def _listed(labels: Sequence[Names]) -> Text:
    return text("、".join(each.zh or each.en for each in labels), ", ".join(each.en or each.zh for each in labels))


def _tie(house: House, division: Division) -> Iterator[Step]:
    tied = tied_names(division)
    if not tied or any(stands(each) for each in house.agenda.followers(division.id, "tie")):
        return
    seats = house.agenda.seats_left(division.id)
    who = _listed(tied)
    changes = {
        **_both_titled(division.draft, "（再次投票）", " (further vote)"),
        **_form(FormItem(CHOOSE, len(tied), 0, seats, 0), tied),
        "template": "tie-revote",
        "rule": "plurality",
        "basis": None,
        "office": None,
    }
    fields = _draft(house, division, "tie", [{"kind": "tie", "division": division.id}], **changes)
    words = text(
        f"{who['zh']}票数相等，尚缺 {seats} {unit(division.draft.rule)}：对其再次投票，得票多的当选",
        f"{who['en']} have equal votes for {seats}: a further vote among the tied, most votes win",
    )
    yield Step("tie", division.id, "E8", words, "division-draft", fields)


def _further(house: House, division: Division) -> Iterator[Step]:
    agenda = house.agenda
    seats = agenda.seats_left(division.id)
    busy = agenda.tie_open(division.id) or open_elections(agenda, division.id)
    if division.draft.template not in ELECTIONS or not seats or busy:
        return
    labels = [label for _, label in unsuccessful(division)]
    draft = division.draft
    words = text(f"尚缺 {seats} 名：另行选举", f"{seats} {'seat' if seats == 1 else 'seats'} left: a further election")
    if not labels:
        yield Step("further", division.id, "E9", words)  # nobody of the list is left: the house nominates
        return
    slots = min(draft.item.w, len(labels))
    if len(labels) > seats or slots:
        item, rule = FormItem(ELECTION, len(labels), 0, seats, slots), "E6"
    else:
        item, rule = FormItem(THREE_KEYS, len(labels), 0, 0, 0), _majority(house, draft)
    changes = {**_both_titled(draft, "（另行选举）", " (further election)"), **_form(item, labels), "rule": rule, "office": None}
    fields = _draft(house, division, "more", [{"kind": "further", "division": division.id}], **changes)
    yield Step("further", division.id, "E9", words, "division-draft", fields, ("names",))


def _majority(house: House, draft: DivisionDraft) -> str:
    """The majority of all that a single-candidate election has."""
    if draft.rule != "E6":
        return draft.rule
    return "M4" if house.kind in {"standing-committee", "joint-group"} else "M1"


def _again(house: House, division: Division) -> Iterator[Step]:
    if division.state != "void" or house.agenda.successors(division.id):
        return
    links: list[dict[str, str]] | None = [] if house.agenda.is_ruled(division.id) else None
    fields = _draft(house, division, "again", links, again_of=division.id)
    yield Step("again", division.id, "again", text("表决作废：重新表决", "void: hold it again"), "division-draft", fields)
    draft = division.draft
    by_hands = draft.motion and draft.template not in _ON_TERMINALS_ONLY and TEMPLATES[draft.template].channel == "terminal"
    if by_hands and draft.channel == "terminal":
        hands = fields | {"channel": "hands", "secrecy": "named"}
        words = text("表决器故障：改为举手表决", "the terminals failed: again by show of hands")
        yield Step("again-hands", division.id, "V1", words, "division-draft", hands)


def _revise(house: House, division: Division) -> Iterator[Step]:
    agenda = house.agenda
    changed, failed = agenda.changed_by(division.id), agenda.failed_clauses(division.id)
    if not (changed or failed) or division.state not in PENDING | {"deferred"} or agenda.replaced_by(division.id):
        return
    if changed:
        who = called(agenda.divisions[name] for name in changed)
        words = text(
            f"修正案（{who['zh']}）已通过，原案文本已改变，不再按原文本表决",
            f"An amendment is carried ({who['en']}): the text has changed and is voted no more as it was",
        )
        yield Step("text-changed", division.id, "V5", words)
    if not agenda.open_children(division.id, "amends", "clause"):
        fields = _draft(house, division, "revised", [{"kind": "revises", "division": division.id}])
        words = text("按修改后的文本重新提出表决稿", "Draft it anew with the changed text")
        yield Step("revise", division.id, "V5" if changed else "V6", words, "division-draft", fields, ("text",))


def _choose(house: House, division: Division) -> Iterator[Step]:
    agenda = house.agenda
    failed = agenda.failed_clauses(division.id)
    choice = division.course.choice
    chosen = choice is not None and list(choice.clauses) == failed
    if not failed or chosen or division.state not in PENDING or agenda.open_children(division.id, "clause"):
        return
    who = called(agenda.divisions[name] for name in failed)
    if not agenda.changed_by(division.id) and not agenda.replaced_by(division.id):
        words = text(f"条款（{who['zh']}）未通过：整案仍付表决", f"A clause failed ({who['en']}): vote on the whole all the same")
        fields = {"division": division.id, "clauses": failed}
        yield Step("proceed", division.id, "V6", words, "division-proceed", fields, ("reason",))
    words = text(f"条款（{who['zh']}）未通过：整案暂不付表决", f"A clause failed ({who['en']}): hold the whole")
    yield Step("hold", division.id, "V6", words, "division-defer", {"division": division.id}, ("reason",))


def _parts(house: House, division: Division) -> Iterator[Step]:
    if division.course.objection is None:
        return
    template = "appoint-each" if division.draft.template == "appoint-merged" else "resolution"
    for number, line in enumerate(lines(division), 1):
        if all(is_dropped(each) for each in house.agenda.followers(division.id, "part", number)):
            label = to_builtins(line)
            link = {"kind": "part", "division": division.id, "name": number}
            changes = {"title": label, "short": label, "text": {"zh": "", "en": ""}, "template": template}
            fields = _draft(house, division, f"part{number}", [link], **changes)
            words = text(
                f"有异议，逐项表决：{line.zh or line.en}", f"Split by an objection, vote one by one: {line.en or line.zh}"
            )
            yield Step("part", division.id, "V9", words, "division-draft", fields, (), number)


def _replaced(house: House, division: Division) -> Iterator[Step]:
    replaced = house.agenda.replaced_by(division.id)
    if replaced and division.state in PENDING:
        who = called(house.agenda.divisions[name] for name in replaced)
        words = text(f"已由{who['zh']}代替：撤回原稿", f"Replaced by {who['en']}: withdraw the former draft")
        fields = {"division": division.id, "reason": f"已由{who['zh']}代替"[:500]}
        yield Step("withdraw-replaced", division.id, "V5", words, "division-withdraw", fields)


def _failed_appointment(house: House, division: Division) -> Iterator[Step]:
    if division.draft.template not in APPOINTMENTS or not is_decided(division):
        return
    if division.draft.motion:
        lost = [(0, division.draft.title)] if house.agenda.failed(division.id) else []
    else:
        lost = unsuccessful(division)
    for number, label in lost:
        again = house.agenda.followers(division.id, "resubmits", number)
        yield from _after_failure(house, division, number, label, waiting=any(stands(each) for each in again))


def _after_failure(house: House, division: Division, number: int, label: Names, *, waiting: bool) -> Iterator[Step]:
    link = {"kind": "resubmits", "division": division.id, **({"name": number} if number else {})}
    motion = {"title": to_builtins(label), "short": to_builtins(label), "form": None, "names": None, "template": "appoint-each"}
    changes = motion | {"basis": None, "office": None} if number else {}
    fields = _draft(house, division, f"resubmitted{number or ''}", [link], **changes)
    failed = house.agenda.failures_of_name(division, number)
    if not failed or failed[-1] != division.id:
        return
    zh, en = label.zh or label.en, label.en or label.zh
    if len(failed) >= BARRING_FAILURES:
        words = text(
            f"{zh}：本次会议连续 {len(failed)} 次未通过，本届内不再提请",
            f"{en}: failed {len(failed)} times in a row in this sitting and is not brought again in this term",
        )
        yield Step("barred", division.id, "twice", words, line=number)
    elif not waiting:
        words = text(
            f"{zh}：未通过一次，可以再次提请（仅计本次会议）",
            f"{en}: failed once, may be brought again (only this sitting is counted)",
        )
        yield Step("resubmit", division.id, "twice", words, "division-draft", fields, (), number)


_STEPS: Sequence[Callable[[House, Division], Iterator[Step]]] = (
    _tie,
    _further,
    _again,
    _revise,
    _choose,
    _parts,
    _replaced,
    _failed_appointment,
)
