"""The outcome of a form with many names: a verdict and a sentence for each, and one for the whole (docs/forms.md §4, §5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting_protocol.forms import CHOOSE, ELECTION, FormItem
from voting_server.domain.grading import LEVELS, Grading, Points
from voting_server.domain.majority import Majority
from voting_server.domain.outcome import everybody, majority_sentence
from voting_server.domain.quorum import Quorum
from voting_server.domain.ranking import Ranking, Standing
from voting_server.domain.rules import RULES, Rule
from voting_server.domain.text import Text, text


@dataclass(frozen=True, slots=True)
class House:
    """Who votes: N members in office, P present, n counted ballots; the sitting's quorum rule; how many there are recused (V15)."""

    members: int
    present: int
    voted: int
    quorum: Quorum
    recused: int = 0

    @property
    def enough(self) -> bool:
        """Whether enough took part, where the quorum is judged again at the close (Q7)."""
        return self.quorum.met_at_close(self.members, self.voted)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """For each name, then for each written one, the verdict and its sentence; the whole in a sentence, with the sums to check."""

    words: tuple[str, ...]
    sentences: tuple[Text, ...]
    sentence: Text
    checks: tuple[Text, ...]


def judge(item: FormItem, rule_id: str, counts: Sequence[Sequence[int]], house: House) -> Verdicts:
    """The outcome of an item's names from their `counts` (docs/forms.md §5), written names' votes as `[votes]` behind them.

    Raises `ValueError` when the figures can't be.
    """
    if not 0 <= house.voted <= house.present <= house.members or any(number < 0 for count in counts for number in count):
        raise ValueError("impossible figures")
    rule = RULES[rule_id]
    words, sentences = _names(item, rule, counts, house)
    if not house.enough:
        sentences = [_too_few(house)] * len(words)
    return Verdicts(tuple(words), tuple(sentences), _whole(item, rule_id, words, house), _checks(house))


def _names(item: FormItem, rule: Rule, counts: Sequence[Sequence[int]], house: House) -> tuple[list[str], list[Text]]:
    if isinstance(rule, Majority):
        carried = [house.enough and rule.carried(count[0], house.members, house.present) for count in counts]
        base = rule.of(house.members, house.present)
        sentences = [majority_sentence(count[0], base, rule, won) for count, won in zip(counts, carried, strict=True)]
        return ["carried" if won else "not-carried" for won in carried], sentences
    if isinstance(rule, Ranking):
        return _ranked(item, rule, [_votes(item, count) for count in counts], house)
    if isinstance(rule, Grading):
        return _graded(item, rule, counts, house)
    assert isinstance(rule, Points)
    return ["ranked"] * len(counts), [text(f"{c[0]} 分，首选 {c[1]} 票", f"{c[0]} points, {c[1]} first places") for c in counts]


def _votes(item: FormItem, count: Sequence[int]) -> int:
    """F: an election's counts and a choice's both begin with it."""
    assert item.type in {CHOOSE, ELECTION}
    return count[0]


def _ranked(item: FormItem, rule: Ranking, votes: Sequence[int], house: House) -> tuple[list[str], list[Text]]:
    standings: list[Standing] = ["out"] * len(votes)
    if house.enough:
        standings = rule.standings(votes, item.max, house.members)
    words = _ELECTED if item.type == ELECTION else _CHOSEN
    sentences = [_ranked_sentence(count, rule, item, standing, house) for count, standing in zip(votes, standings, strict=True)]
    return [words[standing] for standing in standings], sentences


def _ranked_sentence(votes: int, rule: Ranking, item: FormItem, standing: Standing, house: House) -> Text:
    elects = item.type == ELECTION
    least, n = rule.needed(house.members, house.present), house.members
    reached = rule.reached(votes, n)
    zh, en = f"得 {votes} 票", f"{votes} {'vote' if votes == 1 else 'votes'}"
    if rule.share:
        zh += f"，{'超过' if reached else '未超过'}全体代表 {n} 人的半数（至少 {least} 票）"
        en += f", {'more than half' if reached else 'not more than half'} of all {n} deputies (at least {least})"
    if standing == "tied":
        zh, en = f"{zh}，票数相等，须再次投票", f"{en}; equal votes: a further vote decides"
    elif standing == "out" and reached:
        zh, en = f"{zh}，不在前 {item.max} {unit(rule.id)}之内", f"{en}; not among the first {item.max}"
    ending = _ENDINGS[elects, standing]
    return text(f"{zh}{ending['zh']}", f"{en}{ending['en']}")


def _graded(item: FormItem, rule: Grading, counts: Sequence[Sequence[int]], house: House) -> tuple[list[str], list[Text]]:
    words: list[str] = []
    sentences = []
    for count in counts:
        *levels, blank = count
        word = rule.grade(levels, rule.of(house.members, house.present, house.voted - blank)) if house.enough else "no-conclusion"
        figures = [(GRADE_WORDS[level], votes) for level, votes in zip(LEVELS[item.max], levels, strict=True)]
        words.append(word)
        zh = "、".join(f"{level['zh']} {votes}" for level, votes in figures)
        en = ", ".join(f"{level['en']} {votes}" for level, votes in figures)
        conclusion = GRADE_WORDS[word]
        sentences.append(text(f"{zh}；{conclusion['zh']}", f"{en}: {conclusion['en']}"))
    return words, sentences


def _too_few(house: House) -> Text:
    return text(
        f"参加表决 {house.voted} 人，未超过全体代表 {house.members} 人的半数，表决无效果",
        f"{house.voted} took part, not more than half of all {house.members} deputies: nothing is decided",
    )


def _whole(item: FormItem, rule_id: str, words: Sequence[str], house: House) -> Text:
    if not house.enough:
        return _too_few(house)
    found = Counter(words)
    if found["ranked"]:
        return text(f"共 {len(words)} 项，按得分排列", f"{len(words)} in all, by points")
    if item.type in {CHOOSE, ELECTION}:
        return _places(item, rule_id, found)
    parts = [(GRADE_WORDS[word], found[word]) for word in GRADE_WORDS if found[word]]
    zh, en = "，".join(f"{word['zh']} {number} 项" for word, number in parts), ", ".join(f"{n} {w['en']}" for w, n in parts)
    return text(f"共 {len(words)} 项：{zh}", f"{len(words)} in all: {en}")


def _places(item: FormItem, rule_id: str, found: Mapping[str, int]) -> Text:
    elects = item.type == ELECTION
    one = unit(rule_id)
    won, tied = found["elected"] + found["chosen"], found["tied"]
    zh = f"应选 {item.max} {one}，{'当选' if elects else '入选'} {won} {one}"
    en = f"{item.max} to be {'elected' if elects else 'chosen'}, {won} {'elected' if elects else 'chosen'}"
    if tied:
        zh, en = f"{zh}，{tied} {one}票数相等，须再次投票", f"{en}; {tied} have equal votes: a further vote decides"
    elif won < item.max:
        open_ = item.max - won
        zh, en = f"{zh}，尚缺 {open_} {one}", f"{en}; {open_} still open"
    return text(zh, en)


def _checks(house: House) -> tuple[Text, ...]:
    n, p, voted = house.members, house.present, house.voted
    return (
        text(f"计票 {voted} + 未按 {p - voted} = 实到 {p}", f"{voted} counted + {p - voted} not pressed = {p} present"),
        everybody(n, p, house.recused),
    )


def unit(rule_id: str) -> str:
    """The Chinese measure word of what a rule chooses: people, projects, or either (further votes)."""
    return {"E6": "名", "projects": "项"}.get(rule_id, "个")


_CHOSEN: Mapping[str, str] = {"in": "chosen", "tied": "tied", "out": "not-chosen"}
_ELECTED: Mapping[str, str] = {"in": "elected", "tied": "tied", "out": "not-elected"}
_ENDINGS: Mapping[tuple[bool, str], Text] = {
    (True, "in"): text("，当选", ": elected"),
    (True, "out"): text("，未当选", ": not elected"),
    (False, "in"): text("，入选", ": chosen"),
    (False, "out"): text("，未入选", ": not chosen"),
    (True, "tied"): text("", ""),
    (False, "tied"): text("", ""),
}
GRADE_WORDS: Mapping[str, Text] = {
    "carried": text("通过", "carried"),
    "not-carried": text("未通过", "not carried"),
    "excellent": text("优秀", "excellent"),
    "satisfied": text("满意", "satisfied"),
    "basically-satisfied": text("基本满意", "basically satisfied"),
    "dissatisfied": text("不满意", "dissatisfied"),
    "no-conclusion": text("未形成结论", "no conclusion"),
}
"""What a name can come to that is told how often; also the levels' names."""
