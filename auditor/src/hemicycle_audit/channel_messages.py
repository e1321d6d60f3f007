"""The reasons of failures of votes on paper, by show of hands and mixed, in Chinese and English (docs/channels.md)."""

CHANNEL_MESSAGES: dict[str, tuple[str, str]] = {
    # drafts and openings
    "secrecy-differs": ("表决方式 {channel} 不能是 {secrecy}", "a vote held by {channel} can't be {secrecy}"),
    "channel-form": ("表决方式 {channel} 不用此种票型", "a vote held by {channel} does not take this form"),
    "channel-differs": ("模板 {template} 不能以 {channel} 方式表决", "the template {template} is not held by {channel}"),
    "paper-by-law": ("模板 {template} 须用纸质选票", "the template {template} is held on paper"),
    "majority-of-another": (
        "规则 {rule} 是另一类机构的全体过半数；算法相同，依据不同",
        "rule {rule} is the majority of all of another kind of body: the same figures, another source",
    ),
    "video-by-hand": ("视频参会者由秘书处登记", "a member by video is checked in by the secretariat"),
    "too-few-tellers": ("有效的计票人 {found} 名，至少须 2 名不同的人", "{found} tellers; two different persons are needed"),
    "no-scrutineer": ("没有有效的监票人公钥", "there is no active scrutineer's key"),
    "no-box": ("此种表决没有票箱，不应有表决票或票箱状态", "such a vote has no box: no ballot and no head may be here"),
    # who may count, and when
    "not-of-channel": ("此行为不属于表决方式 {channel}", "a vote held by {channel} has no such act"),
    "too-many-issued": ("发出 {issued} 张，多于有权领票的 {most} 人", "{issued} ballots issued to {most} who may get one"),
    "not-issued": ("尚未登记发出的选票", "the ballots issued were not told before"),
    "not-returned": ("尚未登记收回的选票", "the ballots returned were not told before"),
    "more-returned": (
        "收回 {returned} 张，多于发出的 {issued} 张：表决无效，不得计票",
        "{returned} ballots returned, more than the {issued} issued: no tally is possible",
    ),
    "returned-by-another": (
        "收回票数多于发出票数，须由另一名计票人核对，不得再由 {holder} 登记",
        "more ballots returned than issued: another teller has to tell the number, not {holder} again",
    ),
    "count-stands": ("已有成立的计票", "a count stands already"),
    "wrong-count": ("应为第 {wanted} 次计票，实为第 {found} 次", "attempt {wanted} is under way, not {found}"),
    "committed-before": ("此计票人已提交过本次计票的承诺", "this key has committed in this attempt before"),
    "teller-twice": ("{holder} 在本次计票中已用另一公钥提交", "{holder} has committed in this attempt with another key"),
    "teller-silent": (
        "{holder} 在另一名计票人公开数字后未公开自己的数字，不得再次计票",
        "{holder} gave no figures after the other's were open and can't count again",
    ),
    "too-many-attempts": ("计票不得超过 {most} 次", "a vote is counted {most} times at most"),
    "count-full": ("两名计票人均已提交", "two tellers have committed already"),
    "not-committed": (
        "签署者未提交承诺，或两名计票人尚未都提交",
        "the actor has not committed, or not both tellers have",
    ),
    "nothing-committed": ("本次计票尚无人提交", "nobody has committed in this attempt"),
    "revealed-before": ("此计票人已公开过本次的数字", "this key has revealed its figures before"),
    "commitment-differs": (
        "所公开的数字与第 {commit} 号行为的承诺不符",
        "the figures are not those committed to by act {commit}",
    ),
    "no-count": ("所引用的计票不成立", "the count referred to does not stand"),
    "signed-before": ("此监票人已签署过", "this key has signed before"),
    "teller-signs": ("{holder} 是本次计票的计票人，不得签署监票", "{holder} counted as a teller and can't sign as a scrutineer"),
    "scrutineer-candidate": (
        "{holder} 的姓名在选票上，不得计票、签署监票",
        "{holder} is a name on the ballot and can't count or sign",
    ),
    # the tally
    "no-standing-count": (
        "没有成立的计票（共 {attempts} 次：须两名不同的计票人数字一致且无误）",
        "no count stands (attempt {attempts}): two tellers with equal figures without a fault are needed",
    ),
    "figures-differ": ("两名计票人数字不同：{one}、{other}", "the two tellers differ: {one}, {other}"),
    "figures-fault": ("数字一致而有误（{fault}）", "equal figures with a fault ({fault})"),
    "count-unsigned": ("没有监票人签署此次计票", "no scrutineer signed the count"),
    "result-of-another-channel": (
        "表决方式 {channel} 的结果不应有（或缺少）此项",
        "a result of the channel {channel} must not have this member, or lacks it",
    ),
}
