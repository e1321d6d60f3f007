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
unknown-member       | 名册中没有此人                               | There is no such member
not-a-deputy         | 不是在任代表，不能报到                       | Only a deputy in office can check in
not-seated-here      | 该代表的座位不在此处                         | The member is not seated there
already-present      | 该代表已报到                                 | The member is present already
not-present          | 该代表不在会场                               | The member is not present
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
release-under-way    | 正在解密计票，稍后才能作废                   | The count is being opened; a void has to wait for it
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
