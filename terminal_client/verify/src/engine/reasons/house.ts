/** Reasons of profiles, documents, recusals and the order of votes, in Chinese and English. */

export const HOUSE = {
  "level-differs": ["{kind} 类机构没有 {level} 一级", "a body of the kind {kind} has no level {level}"],
  "document-known": ["本项表决已有材料 {document}", "this division had a document {document} before"],
  "document-unknown": ["没有有效的材料 {document}", "no document {document} stands"],
  "document-candidate": [
    "票上没有第 {candidate} 个姓名（共 {names} 个）",
    "there is no name {candidate} on the ballot (of {names})",
  ],
  "document-moved": [
    "与所替换的 {document} 不是同一候选人的材料",
    "{document}, which it replaces, is about another candidate",
  ],
  "documents-full": ["有效的材料超过 {most} 份", "more than {most} documents stand"],
  "already-recused": ["{member} 已回避", "{member} is recused already"],
  "not-recused": ["{member} 未回避", "{member} is not recused"],
  "session-kind": ["{body} 类机构没有此种会议", "a body of the kind {body} has no such sessions"],
  "bad-profile": [
    "规则集的此项缺失、多余或不合规定",
    "this member of the profile is missing, not allowed, or against the rules for profiles",
  ],
  "profile-level": [
    "规则集适用于 {levels}，本机构为 {level}",
    "the profile is for {levels}, the body is of the level {level}",
  ],
  "sitting-kind": ["{body} 类机构没有 {kind} 会议", "a body of the kind {body} has no {kind} sittings"],
  "quorum-differs": [
    "法定人数规则记为 {found}，规则集为 {wanted}",
    "the quorum is {found}, the profile's is {wanted}",
  ],
  "office-not-asked": ["模板 {template} 不载明职务类别", "the template {template} has no office"],
  "list-size": ["候选 {c} 人，应为 {least} 至 {most} 人", "{c} candidates; there must be {least} to {most}"],
  "fewer-than-seats": ["候选 {c} 人，少于应选 {seats} 人", "{c} candidates, fewer than the {seats} seats"],
  "counting-candidate": [
    "{names} 是候选人，又是监票人或计票人",
    "{names}: on the ballot, and a scrutineer or teller at that time",
  ],
  "template-differs": ["规则集没有表决模板 {template}", "the profile has no template {template}"],
  "profile-rule": [
    "规则集中表决模板 {template} 的规则为 {wanted}，不是 {rule}",
    "by the profile the template {template} takes the rule {wanted}, not {rule}",
  ],
  "profile-channel": [
    "规则集中表决模板 {template} 的方式为 {allowed}，不是 {channel}",
    "by the profile the template {template} is held by {allowed}, not {channel}",
  ],
  "first-press": [
    "规则集以首次按键为准，而每席可投 {found} 票",
    "by the profile the first press counts, and every terminal may cast {found}",
  ],
  "stale-opening": [
    "开启时签署者只知道第 {known} 号行为之前的内容，此后（第 {latest} 号）有人报到、离席、回避或撤回回避",
    "signed after act {known} only; somebody came, left, or was recused later (act {latest})",
  ],
  "link-trial": [
    "试表决不能有关联：{division}",
    "a test vote has no links, and nothing is linked to one: {division}",
  ],
  "link-template": [
    "关联 {kind} 与模板 {template}、{other} 或其票型、规则不符",
    "the link {kind} does not go with the templates {template} and {other}, or with their form or rule",
  ],
  "link-again": [
    "关联的 {division} 正是再次表决的原表决",
    "a link names {division}, of which it is held again",
  ],
  "again-differs": [
    "与原表决 {division} 的票型、名单或规则不同",
    "the form, the names or the rule are not those of {division}, of which it is held again",
  ],
  "too-many-lines": [
    "合并表决的事项共 {lines} 行，最多 {most} 行",
    "a package of {lines} lines; at most {most} can be named",
  ],
  "link-name": ["没有第 {name} 个名称或事项（共 {most} 个）", "there is no name or line {name} (of {most})"],
  "link-late": [
    "{division} 状态为 {state}，不能再有关联 {kind}",
    "{division} is {state}: too late for a link {kind}",
  ],
  "link-early": ["{division} 状态为 {state}，尚未宣布结果", "{division} is {state}: not declared yet"],
  "link-secrecy": ["{division} 为 {wanted}，本次为 {found}", "{division} is {wanted}, this vote {found}"],
  "already-revised": ["已有修改稿：{divisions}", "a revised draft took its place: {divisions}"],
  "nothing-to-revise": [
    "{division} 没有已通过的修正案或未通过的条款，或尚有未决的",
    "{division}: no amendment was carried and no clause failed, or some are not settled",
  ],
  "not-split": ["{division} 未经异议拆分", "{division} was not split by an objection"],
  "already-followed": ["已有同样的后续表决：{divisions}", "another vote follows it already: {divisions}"],
  "tied-differ": [
    "再次投票的姓名为 {found}，{division} 票数相等者为 {wanted}",
    "the names are {found}; tied in {division} are {wanted}",
  ],
  "tie-rule": [
    "再次投票的规则应为 plurality，不是 {rule}",
    "a further vote takes the rule plurality, not {rule}",
  ],
  "seats-differ": [
    "{division} 尚缺 {seats} 名，票型与此不符",
    "{division} left {seats} seats: the form is not for these",
  ],
  "tie-first": [
    "{division} 有票数相等者，应先再次投票",
    "names are tied in {division}: the further vote comes first",
  ],
  "no-seats-left": ["{division} 没有空缺名额", "{division} left no seats"],
  "resubmits-carried": [
    "{division} 已通过，无须再次提请",
    "{division} was carried: there is nothing to bring again",
  ],
  "appointment-barred": [
    "本次会议上连续两次未通过，不得再次提请：{names}",
    "failed twice in a row in this sitting and may not be brought again: {names}",
  ],
  "package-split": [
    "{division} 经异议拆分，不得再合并表决",
    "{division} was split by an objection and is never voted together",
  ],
  "amendment-pending": [
    "{division} 的修正案尚未表决：{divisions}",
    "amendments of {division} are not settled: {divisions}",
  ],
  "clause-pending": [
    "{division} 的条款尚未表决：{divisions}",
    "clauses of {division} are not settled: {divisions}",
  ],
  "text-changed": [
    "{division} 的修正案已通过（{divisions}）：应表决修改稿",
    "amendments of {division} are carried ({divisions}): a revised draft is voted on instead",
  ],
  "clause-failed": [
    "{division} 的条款未通过（{divisions}），主持人尚未决定是否表决全案",
    "clauses of {division} failed ({divisions}), and the chair has not chosen to vote on the whole",
  ],
  "earlier-pending": [
    "{division} 之前的尚未表决：{divisions}",
    "what comes before {division} is not settled: {divisions}",
  ],
  "dismissal-pending": [
    "{division} 所补职务的免职尚未表决：{divisions}",
    "{division} fills posts not vacated yet: {divisions}",
  ],
  "post-not-vacant": [
    "{division} 所补职务没有空缺：{divisions}",
    "{division} fills posts that stay filled: {divisions}",
  ],
  "not-a-package": ["{division} 不是合并表决", "{division} is no package"],
  "no-choice-due": [
    "{division} 没有未通过的条款，或尚有未决的",
    "no clause of {division} failed, or some are not settled: there is nothing to choose",
  ],
  "clauses-differ": [
    "所列条款为 {found}，未通过的为 {wanted}",
    "names the clauses {found}; those that failed are {wanted}",
  ],
  "consent-needed": ["{division} 已提请表决，须经同意", "{division} is before the house: consent is needed"],
  "consent-differs": [
    "{vote} 不是关于 {division} 的已通过的同意表决",
    "{vote} is no vote that was carried on the consent to this act on {division}",
  ],
} as const;
