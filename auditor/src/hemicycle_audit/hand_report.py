"""What the report says of a vote on paper, by show of hands or mixed (docs/channels.md §8)."""

from collections.abc import Iterable
from typing import Any

from hemicycle_audit.bundle import Verdict
from hemicycle_audit.channel import HANDS, MIXED, PAPER, TERMINAL
from hemicycle_audit.crypto import fingerprint, to_b64u
from hemicycle_audit.figures import REASONS, Path, path_text
from hemicycle_audit.hand_count import DIFFER, FAULTS, RETURNED, Counting, HandCount
from hemicycle_audit.names import in_a_line
from hemicycle_audit.register import Key
from hemicycle_audit.state import Division

SHOWN_PLACES = 5
Words = tuple[str, str]
CHANNELS: dict[str, Words] = {
    TERMINAL: ("表决器", "terminals"),
    PAPER: ("纸质选票", "paper"),
    HANDS: ("举手", "show of hands"),
    MIXED: ("表决器与视频参会者举手合计", "terminals, and the hands of members by video"),
}
NOT_COUNTED: dict[str, Words] = {
    TERMINAL: ("未按", "not pressed"),
    PAPER: ("无有效票", "without a valid ballot"),
    HANDS: ("未举手", "not raised"),
    MIXED: ("未表决", "did not vote"),
}
"""What ``not_pressed`` of a result is on each channel."""

_WORDS: dict[str, Words] = {
    "channel": ("方式", "Held by"),
    "paper": ("选票", "Ballots"),
    "issued": (
        "可领票 {entitled} 人，发出 {issued}，收回 {returned}",
        "{entitled} entitled, issued {issued}, returned {returned}",
    ),
    "unreturned": ("，未收回 {unreturned}", ", not returned {unreturned}"),
    "valid": ("；有效 {valid}，无效 {invalid}", "; valid {valid}, invalid {invalid}"),
    "section": ("  {name}  举手 {voted} 人", "  {name}  hands {voted}"),
    "part": ("  {name}  {voted} 人", "  {name}  {voted}"),
    "terminal": ("表决器", "terminals"),
    "hands": ("视频参会者举手", "hands by video"),
    "count": ("计票", "Count"),
    "stands": ("第 {number} 次成立，计票人 {tellers}", "attempt {number} stands, tellers {tellers}"),
    "none": ("没有成立的计票", "none stands"),
    "attempt": ("  第 {number} 次  {tellers}：{reason}", "  attempt {number}  {tellers}: {reason}"),
    DIFFER: ("{n} 处不同：{places}", "{n} places differ: {places}"),
    FAULTS: ("一致而有误：{places}", "equal, with faults: {places}"),
    RETURNED: ("收回票数重新登记", "the number returned was told anew"),
    "again": ("重新计票（{words}）", "counted again ({words})"),
    "signed": ("监票签名", "Signed by"),
    "nobody": ("无", "nobody"),
    "unsigned": ("；请签而未签：{names}", "; asked and did not sign: {names}"),
    "secret-count": ("作废前的票数", "Count before the void"),
}
_INVALID: dict[str, Words] = {
    "too-many": ("多选", "too many names"),
    "written": ("另选多于反对", "more written in than voted against"),
    "unreadable": ("空白或无法辨认", "blank or unreadable"),
    "foreign": ("非发出的选票", "not the ballot issued"),
    "other": ("其他", "other"),
}
_FAULTS: dict[str, Words] = {
    "form": ("与票型不符", "not of the ballot's form"),
    "returned": ("有效与无效之和不等于收回", "valid and invalid are not those returned"),
    "sum": ("各项之和不等于有效票", "the figures don't make the valid ballots"),
    "above": ("多于有效票", "more than the valid ballots"),
    "chosen": ("选出数超出范围", "not a possible number chosen"),
    "against": ("另选多于反对", "more written in than voted against"),
    "listed": ("另选人已在选票上或重复", "a written name stands on the ballot, or twice"),
    "present": ("举手多于在场", "more hands than may take part"),
}
_COUNTS: dict[str, Words] = {
    "known": ("票数已公开", "the count is known"),
    "unknown": ("无人公开过计票数字", "no figures were revealed"),
    "may-be-known": ("计票数字已向计票人公开", "figures were revealed to those who counted"),
}


def _in(words: Words, lang: str) -> str:
    return words[0 if lang == "zh" else 1]


def _word(name: str, lang: str) -> str:
    return _in(_WORDS[name], lang)


def _joined(parts: Iterable[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(parts)


# -- for programs


def as_members(verdict: Verdict) -> dict[str, object]:
    """Return what ``--json`` says of the channel; figures only of a vote that was tallied."""
    division = verdict.division
    channel = division.channel if division else TERMINAL
    hand = division.hand if division else None
    if division is None or hand is None:
        return {"channel": channel}
    people = verdict.sitting.register.keys if verdict.sitting else {}
    shown, of_paper = division.tally is not None, hand.channel == PAPER
    attempts = [_attempt(attempt, people, shown) for attempt in hand.attempts if attempt.commits or attempt.reason is not None]
    count = {
        "entitled": hand.entitled,
        "issued": hand.issued,
        "returned": hand.returned,
        "unreturned": _unreturned(hand) if of_paper else None,
        "count": to_b64u(hand.standing.id) if hand.standing else "",
        "attempts": attempts,
        "tellers": [_person(people[key]) for key in hand.running.commits if key in people] if hand.standing else [],
        "asked": [_person(key) for key in hand.asked],
        "signed": [_person(people[key]) for key in hand.signed if key in people],
        "not_signed": [_person(key) for key in hand.asked if key.key not in hand.signed],
        "figures": hand.figures if shown else None,
    }
    return {"channel": channel, "hand_count": count}


def _unreturned(hand: HandCount) -> int | None:
    return None if hand.issued is None or hand.returned is None else hand.issued - hand.returned


def _person(key: Key) -> dict[str, str]:
    return {"holder": key.holder, "key": to_b64u(key.key), "fingerprint": fingerprint(key.key)}


def _attempt(attempt: Counting, people: dict[bytes, Key], shown: bool) -> dict[str, Any]:
    figures = {key: act.doc["figures"] for key, act in attempt.reveals.items()} if shown else {}
    return {
        "attempt": attempt.number,
        "reason": attempt.reason,
        "tellers": [{**_person(people[key]), "figures": figures.get(key)} for key in attempt.commits if key in people],
        "differences": _differences(attempt, shown) if attempt.reason else [],
        "faults": [{"code": code, "path": [*path]} for code, path in _faults(attempt, shown)],
    }


def _differences(attempt: Counting, shown: bool) -> list[dict[str, Any]]:
    found = dict.fromkeys((_place(path, shown), values if shown else None) for path, values in attempt.differences)
    return [{"path": [*path], "values": values and [*values]} for path, values in found]


def _faults(attempt: Counting, shown: bool) -> list[tuple[str, Path]]:
    return [*dict.fromkeys((fault.code, _place(fault.path, shown)) for fault in attempt.faults)]


def _place(path: Path, shown: bool) -> Path:
    """Leave out a name that was written in where figures are not shown (docs/channels.md §7)."""
    return path if shown or path[:1] != ("written",) else path[:1]


# -- for people


def as_lines(verdict: Verdict, lang: str) -> list[str]:
    """Return the lines on channel, ballots, tellers and signatures; none of a vote on terminals."""
    division, sitting = verdict.division, verdict.sitting
    if division is None or division.channel == TERMINAL or sitting is None:
        return []
    lines = [f"{_word('channel', lang)}  {_in(CHANNELS[division.channel], lang)}"]
    hand = division.hand
    if hand is None:
        return lines
    lines += _ballots(division, hand, lang) if hand.channel == PAPER else _sections(verdict, division, hand, lang)
    if division.close is not None:
        lines += _counting(hand, sitting.register.keys, lang, division.tally is not None)
    if division.count and division.sealed is None:
        lines.append(f"{_word('secret-count', lang)}  {_in(_COUNTS[division.count], lang)}")
    return lines


def _ballots(division: Division, hand: HandCount, lang: str) -> list[str]:
    figures = hand.figures if division.tally is not None else None
    fields = {"entitled": hand.entitled, "issued": _known(hand.issued), "returned": _known(hand.returned)}
    text = _word("issued", lang).format(**fields)
    unreturned = _unreturned(hand)
    if unreturned is not None and unreturned >= 0:
        text += _word("unreturned", lang).format(unreturned=unreturned)
    if figures is not None:
        invalid = figures["invalid"]
        text += _word("valid", lang).format(valid=figures["valid"], invalid=sum(invalid.values()))
        told = [f"{_in(_INVALID[reason], lang)} {invalid[reason]}" for reason in REASONS if invalid[reason]]
        text += f"（{_joined(told, lang)}）" if told and lang == "zh" else f" ({_joined(told, lang)})" if told else ""
    return [f"{_word('paper', lang)}  {text}"]


def _known(number: int | None) -> str:
    return "–" if number is None else str(number)


def _sections(verdict: Verdict, division: Division, hand: HandCount, lang: str) -> list[str]:
    figures = hand.figures if division.tally is not None else None
    if figures is None:
        return []
    found = [
        _word("section", lang).format(name=in_a_line(section["name"]), voted=section["voted"]) + _keys(section["counts"], lang)
        for section in figures["sections"]
    ]
    parts = {"terminal": verdict.counted, "hands": hand.count} if hand.channel == MIXED else {}
    found += [
        _word("part", lang).format(name=_word(name, lang), voted=count.voted) + _keys(count.names, lang)
        for name, count in parts.items()
        if count is not None
    ]
    return found


def _keys(counts: Any, lang: str) -> str:
    """Return for, against and abstain of a motion; of a form nothing, its names have lines of their own."""
    if len(counts) != 1 or len(counts[0]) != 3:
        return ""
    words: tuple[Words, ...] = (("赞成", "for"), ("反对", "against"), ("弃权", "abstain"))
    told = [f"{_in(own, lang)} {number}" for own, number in zip(words, counts[0], strict=True)]
    return ("：" if lang == "zh" else ": ") + ("，" if lang == "zh" else ", ").join(told)


def _counting(hand: HandCount, people: dict[bytes, Key], lang: str, shown: bool) -> list[str]:
    last, over = hand.running, [attempt for attempt in hand.attempts if attempt.reason is not None]
    text = _word("none", lang)
    if hand.standing is not None:
        text = _word("stands", lang).format(number=last.number, tellers=_holders(last.commits, people, lang))
    lines = [f"{_word('count', lang)}  {text}"]
    for attempt in over:
        tellers, reason = _holders(attempt.commits, people, lang), _reason(attempt, lang, shown)
        fields = {"number": attempt.number, "tellers": tellers, "reason": reason}
        lines.append(_word("attempt", lang).format(**fields))
    if hand.standing is None:
        return lines
    signed = _holders(hand.signed, people, lang) or _word("nobody", lang)
    persons = {people[key].person for key in hand.signed if key in people}
    missing = [key.key for key in hand.asked if key.person not in persons]
    unsigned = _word("unsigned", lang).format(names=_holders(missing, people, lang)) if missing else ""
    return [*lines, f"{_word('signed', lang)}  {signed}{unsigned}"]


def _holders(keys: Iterable[bytes], people: dict[bytes, Key], lang: str) -> str:
    return _joined((in_a_line(people[key].holder) for key in keys if key in people), lang)


def _reason(attempt: Counting, lang: str, shown: bool) -> str:
    if attempt.reason == DIFFER and attempt.differences:
        paths = [*dict.fromkeys(_place(path, shown) for path, _ in attempt.differences)]
        return _word(DIFFER, lang).format(n=len(paths), places=_places(paths, lang))
    if attempt.faults:
        told = [f"{_in(_FAULTS[code], lang)} {_path(path)}" for code, path in _faults(attempt, shown)[:SHOWN_PLACES]]
        return _word(FAULTS, lang).format(places=_joined(told, lang))
    if attempt.reason == RETURNED and len(attempt.reveals) < 2:
        return _word(RETURNED, lang)
    return _word("again", lang).format(words=in_a_line(attempt.reason or ""))


def _places(paths: list[Path], lang: str) -> str:
    return _joined((*map(_path, paths[:SHOWN_PLACES]), *(["…"] if len(paths) > SHOWN_PLACES else [])), lang)


def _path(path: Path) -> str:
    return in_a_line(path_text(path))
