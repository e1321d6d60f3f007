"""What the report says of a form: every name with its figures and verdict (docs/forms.md §5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from hemicycle_audit import rules
from hemicycle_audit.items import CHOICE, GRADES, RANKING, Item
from hemicycle_audit.names import in_a_line

Words = tuple[str, str]
"""Chinese and English."""

VERDICTS: dict[str, Words] = {
    "carried": ("通过", "carried"),
    "not-carried": ("未通过", "not carried"),
    "elected": ("当选", "elected"),
    "not-elected": ("未当选", "not elected"),
    "chosen": ("入选", "chosen"),
    "not-chosen": ("未入选", "not chosen"),
    "tied": ("票数相等", "tied"),
    "excellent": ("优秀", "excellent"),
    "satisfied": ("满意", "satisfied"),
    "basically-satisfied": ("基本满意", "basically satisfied"),
    "dissatisfied": ("不满意", "dissatisfied"),
    "no-conclusion": ("不作结论", "no conclusion"),
    "ranked": ("", ""),
}
_AGAIN: Words = ("，须再次投票", ", to be voted on again")
_LEVELS = ("excellent", "satisfied", "basically-satisfied", "dissatisfied")
_KEYS: tuple[Words, ...] = (("赞成", "for"), ("反对", "against"), ("弃权", "abstain"))
_BASES: dict[str, Words] = {
    "M1": (
        "赞成超过全体代表 {members} 人半数（至少 {needed} 票）者通过",
        "carried by more than half of all {members} (at least {needed})",
    ),
    "M4": (
        "赞成超过全体组成人员 {members} 人半数（至少 {needed} 票）者通过",
        "carried by more than half of all {members} members (at least {needed})",
    ),
    "M5": (
        "赞成超过主席团全体成员 {members} 人半数（至少 {needed} 票）者通过",
        "carried by more than half of all {members} members of the presidium (at least {needed})",
    ),
    "E6": (
        "应选 {seats} 名，赞成超过全体代表 {members} 人半数（至少 {needed} 票）的得票多者当选",
        "{seats} to elect, of those with more than half of all {members} (at least {needed}) the highest",
    ),
    "projects": (
        "应选 {seats} 项，得票超过全体代表 {members} 人半数（至少 {needed} 票）的得票多者入选",
        "{seats} to choose, of those with more than half of all {members} (at least {needed}) the highest",
    ),
    "top": ("应选 {seats} 项，得票多者入选", "{seats} to choose, those with the most votes"),
    "plurality": ("再次投票，应选 {seats} 项，得票多者入选", "a further vote, {seats} to choose, those with the most votes"),
    "grades-all": ("以全体 {members} 人为基数", "of all {members}"),
    "grades-present": ("以出席 {present} 人为基数", "of the {present} present"),
    "grades-valid": ("以各项有效评价为基数", "of those who graded the item"),
    "points": ("按积分排列", "by points"),
}
_IN_WRITING: Words = ("另选", "written in")
_OTHERS: Words = (
    "另选中不计：与候选人同名 {listed}，同票重复 {repeated}，无法辨认 {invalid}，空白 {empty}",
    "written in and not counted: listed {listed}, repeated {repeated}, undecodable {invalid}, empty {empty}",
)
_ORDERS: Words = ("有效排序 {valid}，无效 {invalid}", "orders {valid}, not valid {invalid}")
_FIGURES: Words = (
    "全体 {members}，出席 {present}：参加表决 {voted}，{without} {not_pressed}",
    "members {members}, present {present}: voted {voted}, {without} {not_pressed}",
)
_TOO_FEW: Words = (
    "，但参加表决 {voted} 人，未超过全体 {members} 人的半数",
    ", but only {voted} of {members} took part",
)


def _in(words: Words, lang: str) -> str:
    return words[0 if lang == "zh" else 1]


def name_of(item: Item | None, number: int, lang: str) -> str:
    """Return a name on the ballot in a language, or in the other one if it has none in that."""
    name = item.names[number] if item and number < len(item.names) else {"zh": "?", "en": "?"}
    return in_a_line(name[lang] or name["en" if lang == "zh" else "zh"])


def with_names(item: Item, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures for programs: every name's with the name."""
    items = [
        {**part, "names": [{"name": dict(name), **own} for name, own in zip(item.names, part["names"], strict=True)]}
        for part in figures["items"]
    ]
    return {**figures, "items": items}


def totals(lang: str) -> str:
    """Return the pattern of the line on how many voted."""
    return _in(_FIGURES, lang)


def outcome(item: Item, figures: Mapping[str, Any], quorum: str, lang: str) -> str:
    """Return the rule, and how many names had each verdict."""
    text = _in(_BASES.get(figures["rule"], ("", "")), lang).format(**figures, seats=item.high)
    if not rules.took_part(quorum, figures["members"], figures["voted"]):
        text += _in(_TOO_FEW, lang).format(**figures)
    parts = figures["items"]
    found = Counter(name["verdict"] for part in parts for name in (*part["names"], *part.get("written", {"names": []})["names"]))
    told = [f"{_in(words, lang)} {found[word]}" for word, words in VERDICTS.items() if found[word] and any(words)]
    if not told:
        return text
    return f"{text}：{'，'.join(told)}" if lang == "zh" else f"{text}: {', '.join(told)}"


def lines(item: Item | None, figures: Mapping[str, Any], lang: str, judged: bool) -> list[str]:
    """Return a line for every name with its figures, and with its verdict if it is ``judged``."""
    found: list[str] = []
    for part in figures["items"]:
        for number, own in enumerate(part["names"]):
            text = f"  {number + 1}  {name_of(item, number, lang)}  {_counts(item, own['counts'], lang)}"
            found.append(text + _verdict(own["verdict"], lang, judged))
        found += _written(part["written"], lang, judged) if "written" in part else []
        if "orders" in part:
            found.append(f"  {_in(_ORDERS, lang).format(**part['orders'])}")
    return found


def _verdict(word: str, lang: str, judged: bool) -> str:
    text = _in(VERDICTS[word], lang) + (_in(_AGAIN, lang) if word == "tied" else "") if judged else ""
    return f"{'：' if lang == 'zh' else ': '}{text}" if text else ""


def _written(part: Mapping[str, Any], lang: str, judged: bool) -> list[str]:
    found = [
        f"  {_in(_IN_WRITING, lang)}  {in_a_line(own['name'])}  {_votes(own['votes'], lang)}{_verdict(own['verdict'], lang, judged)}"
        for own in part["names"]
    ]
    others = [part[name] for name in ("listed", "repeated", "invalid", "empty")]
    return [*found, f"  {_in(_OTHERS, lang).format(**part)}"] if any(others) else found


def _votes(number: int, lang: str) -> str:
    return f"{number} 票" if lang == "zh" else f"votes {number}"


def _counts(item: Item | None, counts: Sequence[int], lang: str) -> str:
    """Return a name's counts in words; bare where they are not those of the form."""
    if item is None or len(counts) != item.width:
        return ", ".join(map(str, counts))
    if item.kind == CHOICE:
        return _votes(counts[0], lang)
    if item.kind == RANKING:
        text = ("积分 {}，第一位 {}", "points {}, placed first {}")
        return _in(text, lang).format(*counts)
    words = _KEYS if item.kind != GRADES else (*(VERDICTS[level] for level in _LEVELS[-item.high :]), ("未评", "blank"))
    told = [f"{_in(own, lang)} {number}" for own, number in zip(words, counts, strict=True)]
    return ("，" if lang == "zh" else ", ").join(told)
