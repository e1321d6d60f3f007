"""Every code with which the domain refuses, and what a person is told."""

from collections.abc import Mapping
from typing import Any

from voting_server.domain.text import Text

_TABLE = """
bad-act              | 操作的内容或格式不正确                       | The act has a wrong, missing or unknown member
bad-log              | 操作写入的日志不正确                         | The act is for another log
bad-after            | 操作所依据的日志位置不正确                   | The act refers to a place of the log that does not exist
bad-reference        | 引用的登记册位置不正确                       | The act refers to a place of the register that does not exist
not-first            | 日志已经建立                                 | The log has been created already
not-created          | 日志尚未建立                                 | The log has not been created yet
unknown-key          | 设备未登记                                   | This device is not enrolled
key-revoked          | 设备已停用                                   | This device has been revoked
not-allowed          | 该角色无权进行此操作                         | This role may not do that
key-known            | 该设备密钥已登记过，不能再次登记             | This device's key was enrolled before and can't be again
key-not-active       | 要停用的设备不在使用中                       | The key to revoke is not active
last-secretariat     | 不能停用秘书处最后一台设备                   | The secretariat's last device can't be revoked
unknown-code         | 登记码不存在                                 | There is no such code
code-known           | 登记码已存在                                 | This code exists already
code-used            | 登记码已使用                                 | This code has been used
code-cancelled       | 登记码已取消                                 | This code has been cancelled
code-expired         | 登记码已过期                                 | This code has expired
seat-has-key         | 该座位已有在用的表决器，须先停用             | This seat has an active terminal; revoke it first
code-differs         | 新登记码的角色或座位与被停用设备不同         | The new code's role or seat differs from the revoked key's
duplicate-member     | 名册中代表编号重复                           | A member occurs twice in the roster
duplicate-seat       | 座位重复                                     | A seat occurs twice
unknown-seat         | 座位不在座位图内                             | The seat is not in the seat plan
seat-occupied        | 新座位图缺少名册中已安排的座位               | The new plan lacks seats that the roster uses
wrong-server         | 操作指定的服务器不是本服务器                 | The act names another server
wrong-body           | 操作指定的机构不正确                         | The act names another body
wrong-sitting-state  | 会议目前的状态不允许此操作                   | The sitting's state does not allow that
unknown-card         | 没有这张报到证                               | There is no such attendance card
card-cancelled       | 此证已作废，请使用新证                       | This card is no longer valid; use the new one
card-known           | 报到证已存在                                 | This card exists already
card-differs         | 报到证不是此人的                             | The card is another member's
unknown-member       | 名册中没有此人                               | There is no such member
not-a-deputy         | 不是在任代表，不能报到                       | Only a deputy in office can check in
not-seated-here      | 该代表的座位不在此处                         | The member is not seated there
already-present      | 该代表已报到                                 | The member is present already
pages-differ         | 该座位的表决器没有使用会议指定的已安装页面   | The terminal at that seat does not run the installed pages that the sitting requires
already-told         | 该表决器已经报告过这些页面                   | The terminal has told of these pages already
not-present          | 该代表不在会场                               | The member is not present
already-recused      | 该代表已回避此项表决                         | The member is recused from this division already
not-recused          | 该代表没有回避此项表决                       | The member is not recused from this division
bad-profile          | 规则文件不正确：{field}（{why}）              | The profile is wrong at {field}: {why}
profile-differs      | 本系统没有这样一份规则文件                   | The server has no such profile
level-differs        | 机构的级别与此不符                           | The body is of another level
kind-differs         | 这类机构不举行这种会议                       | A body of this kind holds no such meeting
quorum-differs       | 规则文件规定的法定人数规则不同               | The profile has another quorum rule for such a sitting
scrutineer-is-candidate | 监票人、计票人不得是候选人              | A scrutineer or teller can't be a candidate
list-size            | 候选人数须为 {least} 至 {most} 名             | There must be {least} to {most} candidates
template-differs     | 规则文件中没有此类表决                       | The profile has no such kind of vote
division-known       | 该表决编号已存在                             | A division has this id already
unknown-division     | 没有此项表决                                 | There is no such division
unknown-template     | 没有此类表决模板                             | There is no such template
not-finished         | 原表决尚未结束，不能再次表决                 | The division to be held again has not ended
wrong-division-state | 表决目前的状态不允许此操作                   | The division's state does not allow that
another-division     | 另一项表决正在进行                           | Another division is under way
paper-only           | 依规定须用纸质表决票，不得按表决器           | By law this is voted on paper, not on terminals
definition-differs   | 表决内容与表决稿不一致                       | The definition differs from the draft
stale-opening        | 报到或登记情况已变化，请重新提请开始         | Attendance or the register has changed; ask for the opening again
presence-outdated    | 有已报到者不再是在任代表或已换座位，请更正   | A member present is no longer a deputy in office at that seat; correct it
counts-differ        | 应到、实到人数不正确                         | The numbers of members or of those present are wrong
electorate-differs   | 应表决人员名单不正确                         | The electorate is wrong
no-quorum            | 未达到法定人数                               | There is no quorum
bad-clock            | 设备时间与服务器相差过大                     | The device's clock is too far from the server's
wrong-reference      | 操作引用的前一步骤不正确                     | The act refers to another step of the division
no-deadline          | 该表决没有截止时间                           | The division has no deadline
deadline-passed      | 截止时间已过                                 | The deadline has passed
before-deadline      | 尚未到截止时间                               | The deadline has not come yet
deadline-not-later   | 新的截止时间须晚于原截止时间                 | The new deadline must be later than the present one
close-reason         | 结束表决的理由与操作者不符                   | The reason of the close does not fit its actor
result-differs       | 计票结果不一致                               | The result does not agree
void-proposed        | 已提出作废，等待确认                         | A void is proposed already and awaits confirmation
no-void-proposed     | 没有待确认的作废                             | No void is proposed
same-person          | 作废须由另一人确认                           | A void must be confirmed by another person
division-live        | 还有表决未宣布结果                           | A division is under way or not declared yet
bad-plan             | 座位数或排数不正确                           | The numbers of seats or rows do not make a plan
too-few-seats        | 座位不够                                     | There are fewer seats than members
not-secret           | 这不是无记名表决                             | This is not a secret vote
not-sealed           | 监票人尚未生成本次会议的密钥，请先进行密钥仪式 | The scrutineers have not made this sitting's keys yet; hold the ceremony first
too-few-scrutineers  | 在场监票人不足                               | Too few scrutineers are there
chair-not-sealed     | 主持人的设备不在密钥仪式所列之内，须重新进行密钥仪式 | The chair's device was not named in the ceremony; hold it again
electorate-grew      | 原表决的票数可能已为人所知，不得增加应表决人员 | The earlier vote's count may be known; nobody may vote now who could not then
wrong-attempt        | 不是当前这一次密钥仪式                       | This is another attempt of the ceremony
wrong-phase          | 密钥仪式目前不在这一步                       | The ceremony is not at that step
wrong-index          | 监票人序号不符                               | The index is not this device's
already-sent         | 该监票人已经表示过                           | This scrutineer has said so already, or the contrary
not-a-scrutineer     | 所列设备不是在用的监票人设备                 | A listed key is not an active scrutineer's
chairs-differ        | 所列主持人设备不正确                         | The listed chairs' keys are not the active ones
seal-differs         | 与其他监票人所签的密钥不一致                 | The keys differ from those that the scrutineers signed
scrutineer-not-active | 该监票人不在本次表决的监票人之列            | This scrutineer is not one of the active ones
stand-down-proposed  | 已提出一名监票人缺席，等待确认               | A scrutineer's absence is proposed already and awaits confirmation
no-stand-down-proposed | 没有待确认的监票人缺席                     | No scrutineer's absence is proposed
already-frozen       | 票箱已经冻结                                 | The board is frozen already
not-frozen           | 票箱尚未冻结                                 | The board is not frozen yet
too-few-certificates | 核对一致的监票人不足                         | Too few scrutineers have certified the frozen board
too-few-ballots      | 票数太少，公布即泄露，不得解密               | There are too few ballots to be opened without revealing them
too-few-releases     | 交出解密份额的监票人不足                     | Too few scrutineers have released their shares
already-released     | 该监票人已经交出解密份额                     | This scrutineer has released already
ballot-too-long      | 表决票过长，请分成几项表决                   | The ballot is too long; split it over several divisions
form-differs         | 此类表决不用这种表决票                       | This kind of division has another form of ballot
rule-differs         | 此种表决票不用这一通过规则                   | This form of ballot has another rule of passing
too-few-candidates   | 候选项目太少，须比应选数多百分之二十以上     | There are too few candidates: 20 per cent more than are to be chosen
too-many-rows        | 应表决人员太多，不能无记名另选他人           | There are too many electors for names to be written in secretly
not-called           | 没有需要公开的另选姓名或排序                 | There are no names or orders to be opened
already-called       | 已经开始公开另选姓名或排序                   | The names or orders are being opened already
mix-stale            | 另一名监票人刚完成混洗，须在其结果上继续     | Another scrutineer has just mixed; go on from that
not-mixed            | 混洗尚未完成                                 | The mixing is not finished
link-template        | 这类表决稿不能这样关联（{zh}）               | A draft of this template can't be linked so ({en})
link-late            | 所关联的事项已过此阶段（{zh}）               | It is too late for that: see {en}
link-early           | 所关联的表决尚未宣布结果（{zh}）             | The other vote is not declared yet: {en}
link-secrecy         | 须与原表决同为记名或同为无记名（{zh}）       | Named or secret as the other vote was: {en}
already-revised      | 已由修改后的表决稿代替（{zh}）               | Replaced by a revised draft: {en}
nothing-to-revise    | 没有已通过的修正案或未通过的条款，或者尚未表决完毕（{zh}） | No amendment is carried and no clause failed, or one is still to be voted: {en}
not-split            | 没有人对合并表决提出异议（{zh}）             | Nobody objected to voting together: {en}
already-followed     | 已有后续表决（{zh}）                         | Another draft does that already: {en}
tied-differ          | 只对票数相等者再次投票（{zh}）               | Exactly the tied names are voted on again: {en}
seats-differ         | 应选名额与尚缺名额不符（{zh}）               | The number to be elected is not that of the seats left: {en}
tie-first            | 须先对票数相等者再次投票（{zh}）             | The tie is decided first: {en}
again-differs        | 重新进行的表决须与原表决的票型、名单和通过规则相同（{zh}） | What is held again has the form, the names and the rule of the vote before: {en}
no-seats-left        | 没有尚缺的名额（{zh}）                       | No seats are left: {en}
appointment-barred   | 连续两次未通过，不再提请（{zh}）             | It failed twice in a row and is not brought again: {en}
package-split        | 有人对合并表决提出异议，已改为逐项表决（{zh}） | Somebody objected to voting together, it is voted one by one: {en}
amendment-pending    | 修正案先于原案表决：{zh}尚未表决完毕         | Amendments come first, and this one is still to be voted: {en}
clause-pending       | 单独表决的条款先于整案表决：{zh}尚未表决完毕 | Clauses come before the whole, and this one is still to be voted: {en}
text-changed         | 修正案已通过（{zh}），须按修改后的文本重新提出表决稿 | An amendment is carried ({en}): draft the motion anew with the changed text
clause-failed        | 单独表决的条款未通过（{zh}），请先决定整案付表决或者暂不付表决 | A clause failed ({en}): first choose whether the whole is voted or held
earlier-pending      | 按次序先表决{zh}                             | In the order this comes first: {en}
dismissal-pending    | 先免后任：{zh}尚未表决完毕                   | Dismissals come before appointments to the same post: {en}
post-not-vacant      | 免职未通过或已撤回（{zh}），职位没有空缺     | The dismissal was not carried ({en}): the post is not vacant
not-a-package        | 这不是合并表决（{zh}）                       | This is not voted together: {en}
no-choice-due        | 没有未通过的条款，或者还有条款尚未表决（{zh}） | No clause failed, or one is still to be voted: {en}
clauses-differ       | 未通过的条款是{zh}                           | The clauses that failed are {en}
consent-needed       | 撤回或者暂不付表决须经同意（{zh}）           | That needs consent, to be recorded: {en}
consent-differs      | 该次表决没有同意此事（{zh}）                 | That vote did not consent to this: {en}
document-known       | 该材料编号已存在                             | A document of this division has this id already
unknown-document     | 没有此份材料                                 | There is no such document
unknown-candidate    | 票上没有这个候选人                           | There is no such name on the ballot
too-many-documents   | 此项议程的材料已达 64 份，先撤下一份           | This item has 64 documents already: withdraw one first
document-not-stored  | 服务器上没有这个文件，请重新上传             | The server does not have this file: upload it again
document-differs     | 材料与所替换的或者与服务器上的文件不符       | The document differs from the one it replaces, or from the server's file
trial-vote           | 试表决不公布，也不存档                       | A test vote is neither published nor archived
channel-differs      | 此类表决不能以这种方式进行                   | This kind of division is not held in this way
channel-form         | 这种方式不能用这种表决票                     | This way of voting can't have this form of ballot
secrecy-differs      | 纸质票须为无记名，举手不能无记名             | Paper is secret, a show of hands is not
too-few-tellers      | 在用的计票人设备须属于两名不同的人           | Two tellers' devices of different persons are needed
too-many-issued      | 发出的票多于应领票人数                       | More ballots were issued than there are members to get one
not-issued           | 尚未填报发出票数                             | The number of ballots issued is not entered yet
not-returned         | 尚未填报收回票数                             | The number of ballots returned is not entered yet
more-returned        | 收回的票多于发出的票，不能计票，须作废后重新发票 | More ballots were returned than issued: none are counted, the vote has to be made void and held again
returned-by-another  | 收回票数须由另一名计票人核对后填报           | Another teller has to check and enter the number returned
count-stands         | 计票结果已经确定                             | A count stands already
wrong-count          | 不是当前这一次计票                           | This is another attempt to count
already-committed    | 本次计票中已经提交过                         | This teller has entered figures in this attempt already
teller-twice         | 两名计票人须是不同的人                       | The two tellers must be different persons
teller-silent        | 另一名计票人公开数字后本人没有公开，不得再次计票，须换一名计票人 | This teller gave no figures after the other's were open: another teller has to take the place
too-many-attempts    | 计票次数已达上限，须作废后重新表决 | It was counted too often: the vote has to be made void and held again
count-full           | 已有两名计票人在计票                         | Two tellers are counting already
not-committed        | 两名计票人尚未都提交数字                     | The two tellers have not both entered their figures yet
commitment-differs   | 公开的数字与先前提交的不一致                 | The figures are not those that the teller was bound to
no-count             | 尚无确定的计票结果                           | No count stands yet
not-signed           | 监票人尚未签字                               | No scrutineer has signed the count yet
teller-signs         | 计票人不得为自己的计票签字                   | Whoever counted does not sign the count
scrutineer-candidate | 候选人不得担任监票人、计票人                 | A candidate is neither scrutineer nor teller
release-under-way    | 正在解密计票，稍后才能作废                   | The count is being opened; a void has to wait for it
wrong-ledger-state   | 台账中该事项目前的状态不允许此操作           | Its state in the ledger does not allow that
ledger-known         | 台账中已有此编号                             | The ledger has this id already
ledger-unknown       | 台账中没有此事项                             | The ledger has no such thing
date-in-future       | 日期不能晚于今天                             | The date is in the future
date-order           | 日期不能早于交办日期                         | The date is before the hand-over
statement-late       | 任前发言须在表决之前                         | The statement has to be made before the vote
not-declared         | 该项表决尚未宣布结果                         | The division is not declared yet
outcome-differs      | 与已宣布的表决结果不一致                     | It is not the outcome that was declared
wrong-template       | 该项表决的类型不符                           | The division is of another kind
link-used            | 该项表决的结果已记入台账                     | The division's outcome is in the ledger already
title-known          | 本年度已有同名项目                           | A project of this year has this title
list-voted           | 本年度的项目已经票决                         | The year's projects have been voted on
list-too-short       | 候选项目太少，须比应选数多百分之二十以上     | There are too few candidates: 20 per cent more than are to be chosen
list-differs         | 表决票与候选项目名单或应选数不一致           | The ballot is not the list of candidates, or chooses another number
project-not-screened | 项目尚未经过审查                             | The project has not been screened
project-major-investment | 属政府重大投资项目，不列入票决           | A major government investment is not put to this vote
project-routine-work | 属部门日常工作，不列入票决                   | A department's routine work is not put to this vote
project-assigned-from-above | 属上级布置的任务，不列入票决          | A task assigned from above is not put to this vote
project-no-target    | 跨年度项目没有本年度目标，不列入票决         | A project of several years without this year's target is not put to this vote
not-scheduled        | 该项目没有这一期报告                         | The project has no such report due
already-reported     | 这一期已经报告                               | This has been reported already
not-graded           | 项目尚未进行满意度测评                       | The project has no satisfaction vote yet
case-open            | 同一届内同一人选、同一职务已有任免事项       | There is a case of this person, post and term already
barred-for-term      | 连续两次未获通过，本届内不得再次提请         | Not carried twice in a row: barred for this term
gate-review          | 尚未通过任前审查                             | The pre-review is not passed
gate-exam            | 尚未通过法律知识考试                         | The exam in law is not passed
gate-statement       | 尚未作任前发言                               | The statement has not been made
exam-failed-twice    | 法律知识考试两次未合格，不得提请             | The exam in law was failed twice: it can't be submitted
exam-passed          | 法律知识考试已经合格                         | The exam in law is passed already
draw-open            | 试卷已抽取，等待答案                         | A paper is drawn and waits for its answers
no-draw              | 尚未抽取试卷                                 | No paper is drawn
too-few-items        | 题库中的题目不足                             | The banks hold too few questions
outcome-waits        | 原表决尚未结束，或结果尚未记入台账           | The linked division has not ended, or its outcome is not in the ledger
name-differs         | 表决票上该位置的姓名与人选不符               | The name at that place of the ballot is not the person's
subject-differs      | 测评对象与表决票上的名称不符                 | The subject is not the one that the ballot names
already-graded       | 该对象本年度已有测评结果                     | The subject has a grade for this year already
"""


def _rows() -> dict[str, Text]:
    cells = ([cell.strip() for cell in line.split("|")] for line in _TABLE.strip().splitlines())
    return {code: {"zh": zh, "en": en} for code, zh, en in cells}


CODES: dict[str, Text] = _rows()
"""By code: the message in both languages."""


class RuleError(Exception):
    """An act that the rules refuse: a code of `CODES` and a detail for machines (never a choice, seed or code)."""

    def __init__(self, code: str, detail: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.message = CODES[code]
        self.code = code
        self.detail: dict[str, Any] = dict(detail or {})


def refuse_unless(holds: bool, code: str, **detail: Any) -> None:
    """Raise `RuleError(code, detail)` unless the condition holds."""
    if not holds:
        raise RuleError(code, detail)
