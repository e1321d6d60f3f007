"""The outcome of a division: what the figures mean by the rule, in words a chair can read out."""

from dataclasses import dataclass

from voting_server.domain.majority import Majority
from voting_server.domain.quorum import Quorum
from voting_server.domain.share import Share
from voting_server.domain.text import Text, text


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sentence` is the result with its reason; `checks` are the sums that anybody can do again."""

    carried: bool
    needed: int
    not_pressed: int
    absent: int
    sentence: Text
    checks: tuple[Text, ...]


def outcome(
    for_: int, against: int, abstain: int, members: int, present: int, rule: Majority, quorum: Quorum, recused: int = 0
) -> Outcome:
    """The outcome of F, A, B votes with P of N members present, and `recused` there who take no part (V15).

    A quorum that is judged again at the close (Q7) makes a motion fail that the majority alone would carry. Raises
    `ValueError` when the figures can't be: a negative one, more votes than present, more present than members.
    """
    voted = for_ + against + abstain
    if min(for_, against, abstain, recused) < 0 or not voted <= present <= members - recused:
        raise ValueError("impossible figures")
    enough_voted = quorum.met_at_close(members, voted)
    by_rule = rule.carried(for_, members, present)
    if by_rule and quorum.at_close is not None and not enough_voted:
        sentence = _turnout_sentence(voted, members, quorum.at_close)
    else:
        sentence = majority_sentence(for_, rule.of(members, present), rule, by_rule)
    return Outcome(
        carried=by_rule and enough_voted,
        needed=rule.needed(members, present),
        not_pressed=present - voted,
        absent=members - present - recused,
        sentence=sentence,
        checks=_checks(for_, against, abstain, members, present, rule, quorum, recused),
    )


def majority_sentence(for_: int, base: int, rule: Majority, carried: bool) -> Text:
    """What F votes for mean by a rule over its `base`, N or P."""
    whole, least = rule.whole, rule.share.least(base)
    reach = _reach(rule.share, carried)
    return text(
        f"赞成 {for_} 票，{reach['zh'].format(whole['zh'].format(base))}（至少 {least} 票），{'通过' if carried else '未通过'}",
        f"{for_} {'vote' if for_ == 1 else 'votes'} for, {reach['en'].format(whole['en'].format(base))} "
        f"(at least {least}): {'carried' if carried else 'not carried'}",
    )


def _reach(share: Share, reached: bool) -> Text:
    """超过…的半数 is strict, 达到…的三分之二以上 is not; `{}` stands for the whole."""
    if share.strict:
        return text(
            "超过{}的半数" if reached else "未超过{}的半数",
            "more than half of {}" if reached else "not more than half of {}",
        )
    return text(
        "达到{}的三分之二以上" if reached else "未达到{}的三分之二以上",
        "two thirds or more of {}" if reached else "less than two thirds of {}",
    )


def _turnout_sentence(voted: int, members: int, share: Share) -> Text:
    least = share.least(members)
    return text(
        f"参加表决 {voted} 人，未超过全体代表 {members} 人的半数（至少 {least} 人），未通过",
        f"{voted} took part in the vote, not more than half of all {members} deputies (at least {least}): not carried",
    )


def everybody(members: int, present: int, recused: int) -> Text:
    """Where all members are: a sum to check."""
    absent = members - present - recused
    zh, en = (f" + 回避 {recused}", f" + {recused} recused") if recused else ("", "")
    return text(
        f"实到 {present}{zh} + 缺席 {absent} = 应到 {members}", f"{present} present{en} + {absent} absent = {members} due"
    )


def _checks(
    for_: int, against: int, abstain: int, members: int, present: int, rule: Majority, quorum: Quorum, recused: int
) -> tuple[Text, ...]:
    voted = for_ + against + abstain
    votes = f"{for_} + {against} + {abstain} + {present - voted}"
    majority = rule.share.arithmetic(for_, rule.of(members, present))
    checks = [
        text(f"{votes} = 实到 {present}", f"{votes} = {present} present"),
        everybody(members, present, recused),
        text(f"赞成：{majority}", f"For: {majority}"),
    ]
    if quorum.at_close is not None:
        turnout = quorum.at_close.arithmetic(voted, members)
        checks.append(text(f"参加表决：{turnout}", f"Took part in the vote: {turnout}"))
    return tuple(checks)
