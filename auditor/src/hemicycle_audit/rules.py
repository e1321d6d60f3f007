"""Quorums and majorities (protocol §8) and what other forms need (docs/forms.md §4), in integers only.

The sources of the rules are those given there; Q4, Q5 and Q6, and all rules of forms but E6 and plurality, are
unverified defaults.
"""

from collections.abc import Callable

_TWO_THIRDS: Callable[[int, int], bool] = lambda n, p: 3 * p >= 2 * n  # noqa: E731
_MORE_THAN_HALF: Callable[[int, int], bool] = lambda n, p: 2 * p > n  # noqa: E731

QUORUMS: dict[str, Callable[[int, int], bool]] = {
    "Q1": _TWO_THIRDS,
    "Q2": _TWO_THIRDS,
    "Q3": _MORE_THAN_HALF,
    "Q4": _TWO_THIRDS,
    "Q5": _TWO_THIRDS,
    "Q6": _MORE_THAN_HALF,
    "Q7": _TWO_THIRDS,
    "Q8": lambda n, p: 3 * p > 2 * n,
}
SHARES: dict[str, Callable[[int, int], bool]] = {
    "two-thirds": _TWO_THIRDS,
    "majority": _MORE_THAN_HALF,
    "over-two-thirds": QUORUMS["Q8"],
}
"""The shares of the members that a profile may ask for (docs/profiles.md §3)."""

WARNING_ONLY = frozenset({"Q6"})
_OF_MEMBERS: Callable[[int, int], int] = lambda n, p: n // 2 + 1  # noqa: E731
_NOTHING: Callable[[int, int], int] = lambda n, p: 0  # noqa: E731
NEEDED: dict[str, Callable[[int, int], int]] = {
    "M1": _OF_MEMBERS,
    "M2": lambda n, p: -(-2 * n // 3),
    "M4": _OF_MEMBERS,
    "M5": _OF_MEMBERS,
    "M7": lambda n, p: p // 2 + 1,
    "E6": _OF_MEMBERS,
    "projects": _OF_MEMBERS,
    **dict.fromkeys(("top", "plurality", "grades-all", "grades-present", "grades-valid", "points"), _NOTHING),
}


def quorum_met(rule: str, members: int, present: int, share: str | None = None) -> bool:
    """Tell whether the quorum ``rule`` (Q1..Q8) holds when a vote opens; a profile's ``share`` takes its share's place."""
    return (SHARES[share] if share else QUORUMS[rule])(members, present)


def needed(rule: str, members: int, present: int) -> int:
    """Return the least number of votes for that ``rule`` asks of what is carried, elected or chosen; else 0."""
    return NEEDED[rule](members, present)


def took_part(quorum: str, members: int, pressed: int) -> bool:
    """Tell whether enough members pressed: Q7 asks 2(F+A+B) > N at the close, the others nothing."""
    return quorum != "Q7" or 2 * pressed > members


def carried(rule: str, quorum: str, members: int, present: int, pressed: int, votes_for: int) -> bool:
    """Tell whether a motion passes with ``votes_for`` under ``rule`` in a sitting under ``quorum``."""
    return votes_for >= needed(rule, members, present) and took_part(quorum, members, pressed)


_BASES = {
    "M1": ("全体代表 {n} 人的半数", "half of all {n} deputies"),
    "M2": ("全体代表 {n} 人的三分之二", "two thirds of all {n} deputies"),
    "M4": ("全体组成人员 {n} 人的半数", "half of all {n} members"),
    "M5": ("主席团全体成员 {n} 人的半数", "half of all {n} members of the presidium"),
    "M7": ("出席 {p} 人的半数", "half of the {p} present"),
}


def sentence(rule: str, quorum: str, members: int, present: int, pressed: int, votes_for: int) -> tuple[str, str]:
    """Return the outcome in Chinese and English (M1 as in §8; the others after its pattern)."""
    least = needed(rule, members, present)
    enough = votes_for >= least
    over_zh, over_en = ("达到", "reach") if rule == "M2" else ("超过", "are more than")
    base_zh, base_en = (text.format(n=members, p=present) for text in _BASES[rule])
    zh = f"赞成 {votes_for} 票，{'' if enough else '未'}{over_zh}{base_zh}（至少 {least} 票）"
    en = f"{votes_for} for {'' if enough else 'do not ' if rule == 'M2' else 'are not '}"
    en += f"{over_en if enough or rule == 'M2' else 'more than'} {base_en} (at least {least})"
    if enough and not took_part(quorum, members, pressed):
        zh += f"，但参加表决 {pressed} 人，未超过全体 {members} 人的半数"
        en += f", but only {pressed} of {members} took part"
    passed = enough and took_part(quorum, members, pressed)
    return f"{zh}，{'通过' if passed else '未通过'}", f"{en}: {'carried' if passed else 'not carried'}"
