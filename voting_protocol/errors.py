"""The one error root and the table of stable codes: HTTP status and words in Chinese and English."""

from dataclasses import dataclass


class ProtocolError(ValueError):
    """Input that breaks the protocol or a rule; `code` is stable, `detail` is safe to show and to log."""

    def __init__(self, code: str, **detail: object) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Words:
    """How a code is told: HTTP status, Chinese, English."""

    status: int
    zh: str
    en: str


CODES: dict[str, Words] = {
    "not-canonical": Words(400, "报文不是规范的 JSON", "The document is not canonical JSON"),
    "bad-encoding": Words(400, "编码不正确", "The encoding is wrong"),
    "bad-frame": Words(400, "报文格式不正确", "The frame is malformed"),
    "bad-act": Words(400, "操作的内容不正确", "The act is malformed"),
    "bad-key": Words(400, "密钥不合格", "The key is not acceptable"),
    "bad-signature": Words(401, "签名不正确", "The signature does not hold"),
    "bad-ballot": Words(400, "表决票格式不正确", "The ballot is malformed"),
    "bad-form": Words(400, "表决票式样不正确", "The form of the ballot is not possible"),
    "bad-point": Words(400, "密文中的点不合格", "A point is not a canonical group element"),
    "bad-scalar": Words(400, "数值超出范围", "A scalar is out of range"),
    "bad-proof": Words(400, "表决票的有效性证明不成立", "The ballot's proof does not hold"),
    "bad-choice": Words(400, "所选内容不符合本次表决的规则", "The choices do not fit the form of this vote"),
    "bad-code": Words(400, "登记码不正确：应为 16 个字母或数字", "The enrolment code is wrong: 16 letters or digits"),
    "code-unknown": Words(404, "没有这个登记码", "There is no such enrolment code"),
    "card-of-another-body": Words(409, "此证属于{zh}，不是本次会议的", "This card belongs to {en}, not to this sitting's body"),
    "bundle-form": Words(400, "记录文件的格式不正确", "The record bundle is malformed"),
    "too-large": Words(413, "内容过大", "The content is too large"),
    "document-not-pdf": Words(415, "不是完好的 PDF 文件", "This is not a sound PDF file"),
    "document-encrypted": Words(415, "PDF 文件已加密，请另存为不加密的", "The PDF is encrypted; save it without a password"),
    "document-active": Words(415, "PDF 文件含有脚本或动作，不能使用", "The PDF holds scripts or actions and can't be used"),
    "document-has-files": Words(415, "PDF 文件内附有其他文件，不能使用", "The PDF holds other files and can't be used"),
    "document-pages": Words(415, "PDF 文件的页数不在 1 至 1000 之间", "The PDF has no pages, or more than 1000"),
    "rate-limited": Words(429, "操作过于频繁，请稍候", "Too many requests; wait a moment"),
    "not-authenticated": Words(401, "终端没有登记或登录已失效", "The device is not enrolled or its session has ended"),
    "not-allowed": Words(403, "该身份不能进行此操作", "This role may not do that"),
    "origin-refused": Words(403, "请求来源不被允许", "The origin is not allowed"),
    "unknown-log": Words(404, "没有这个会议或机构", "There is no such sitting or body"),
    "unknown-division": Words(404, "没有这项表决", "There is no such division"),
    "not-found": Words(404, "没有找到", "Not found"),
    "not-yet": Words(409, "现在还不能查看", "Not available yet"),
    "vote-under-way": Words(409, "表决已开始准备或正在进行，现在不能测试", "A vote is announced or open; no test now"),
    "vote-closed": Words(409, "表决已经结束，未计入", "The vote was already closed; not counted"),
    "vote-unknown": Words(409, "没有正在进行的这项表决", "This vote is not open"),
    "not-in-electorate": Words(409, "本次表决开始时不在应表决人员之列，下一项表决起有效", "Not in this vote's electorate; valid from the next vote on"),
    "key-revoked": Words(403, "该终端已停用", "This terminal has been revoked"),
    "sequence-gap": Words(409, "按键次序有缺，请重新取得最近一次记录", "The sequence has a gap; fetch the last entry"),
    "sequence-conflict": Words(409, "该次序已有另一张票，请重新取得最近一次记录", "Another ballot holds this sequence number"),
    "sequence-limit": Words(409, "本次表决更改次数已达上限", "No more changes in this vote"),
    "box-lost": Words(503, "票箱数据丢失，本次表决须作废", "The ballot box was lost; this vote must be voided"),
    "box-mismatch": Words(500, "票箱、票数与参与人数不一致，拒绝出结果", "Box, ballots and turnout disagree; the result is refused"),
    "store-unavailable": Words(503, "票箱暂时不可用，正在恢复", "The ballot box is unavailable; recovering"),
    "record-unavailable": Words(503, "记录库暂时不可用", "The record store is unavailable"),
    "bad-seal": Words(400, "监票人的密钥与登记的不符，本终端不加密", "The scrutineers' keys are not those pinned; this terminal does not encrypt"),
    "not-certified": Words(409, "监票人尚未确认本次表决", "The scrutineers have not certified this vote yet"),
    "ceremony-parameters": Words(400, "密钥仪式的参数不正确", "The parameters of the key ceremony are wrong"),
    "ceremony-incomplete": Words(409, "有监票人没有按时发出密钥仪式的消息", "Scrutineers have not sent their message of the key ceremony"),
    "ceremony-message": Words(400, "监票人的密钥仪式消息格式不正确", "A scrutineer's message of the key ceremony is malformed"),
    "ceremony-hash": Words(409, "监票人所见的承诺与记录不一致", "A scrutineer saw other commitments than the record holds"),
    "ceremony-commit": Words(409, "监票人公开的内容与其承诺不符", "What a scrutineer revealed is not what it had committed to"),
    "ceremony-pok": Words(409, "监票人未能证明知道自己的密钥", "A scrutineer did not prove that it knows its keys"),
    "ceremony-duplicate-point": Words(409, "监票人使用了重复的密钥", "Scrutineers used the same key twice"),
    "ceremony-share": Words(409, "监票人发出了错误的密钥份额", "A scrutineer dealt a wrong share"),
    "ceremony-complaint": Words(409, "监票人的投诉不成立", "A scrutineer's complaint does not hold"),
    "ceremony-degenerate": Words(409, "密钥仪式的结果不可用，请重新开始", "The key ceremony came to unusable keys; start again"),
    "ceremony-own": Words(409, "记录中有一条以本监票人名义发出、但不是本机发出的消息", "The record holds a message in this scrutineer's name that this device did not send"),
    "ceremony-over": Words(409, "本机在这次密钥仪式中的部分已经结束", "This device's part in the key ceremony is over"),
    "share-invalid": Words(409, "监票人的解密份额不正确，已忽略", "A scrutineer's share of the opening is invalid and was skipped"),
    "share-foreign": Words(409, "解密份额不属于这次计票或这组密钥", "The share belongs to another count or other keys"),
    "too-few-shares": Words(409, "解密份额不足", "There are not enough shares to open the sum"),
    "too-few-ballots": Words(409, "票数过少，公布结果会暴露个人选择，不能解密", "With so few ballots the result would reveal votes; nothing is opened"),
    "tally-out-of-range": Words(409, "解密结果与票数不符，拒绝出结果", "The opened sum is not one these ballots can make; the result is refused"),
    "bad-name": Words(400, "另选人的姓名过长或含有不能使用的字符", "The name is too long or has characters that can't be used"),
    "bad-ranking": Words(400, "排序不正确：每个选项至多排一次", "The ranking is wrong: each choice at most once"),
    "bad-mix": Words(400, "监票人的打乱记录格式不正确", "A scrutineer's mix is malformed"),
    "mix-rows": Words(409, "待打乱的各行不合格：没有内容、长短不一或有重复", "The rows to be mixed are none, of unequal length, or repeated"),
    "mix-proof": Words(409, "监票人未能证明只是打乱了次序", "A scrutineer did not prove that its mix only changed the order"),
    "mix-chain": Words(409, "打乱次序的监票人不足或有重复", "Not k different scrutineers have mixed"),
    "names-mismatch": Words(409, "另选人姓名多于所作的标记，拒绝出结果", "There are more names than marks for them; the result is refused"),
    # What a scrutineer's device refuses with, in `open-refuse`, `root-refuse` and `ceremony-abort` (docs/sealed.md §3, §6).
    "log-invalid": Words(409, "会议记录有一条未能通过核验", "An act of the log does not hold"),
    "definition-differs": Words(409, "表决内容与表决稿不一致", "The definition differs from the draft"),
    "bad-clock": Words(409, "设备时间与服务器相差过大", "The device's clock is too far from the server's"),
    "stale-opening": Words(409, "报到或登记情况已变化，请重新提请开始", "Attendance or the register has changed; ask for the opening again"),
    "presence-outdated": Words(409, "有已报到者不再是在任代表或已换座位，请更正", "A member present is no longer a deputy in office at that seat; correct it"),
    "counts-differ": Words(409, "应到、实到人数不正确", "The numbers of members or of those present are wrong"),
    "no-quorum": Words(409, "未达到法定人数", "There is no quorum"),
    "electorate-differs": Words(409, "应表决人员名单不正确", "The electorate is wrong"),
    "electorate-grew": Words(409, "原表决的票数可能已为人所知，不得增加应表决人员", "The earlier vote's count may be known; nobody may vote now who could not then"),
    "not-sealed": Words(409, "监票人尚未生成本次会议的密钥，请先进行密钥仪式", "The scrutineers have not made this sitting's keys yet; hold the ceremony first"),
    "seal-differs": Words(409, "与其他监票人所签的密钥不一致", "The keys differ from those that the scrutineers signed"),
    "chair-not-sealed": Words(409, "主持人的设备不在密钥仪式所列之内，须重新进行密钥仪式", "The chair's device was not named in the ceremony; hold it again"),
    "too-few-scrutineers": Words(409, "在场监票人不足", "Too few scrutineers are there"),
    "opened-before": Words(409, "本机此前已为该项表决确认过另一次开始", "This device certified another opening of this division before"),
    "share-missing": Words(409, "本机没有本次会议的密钥份额", "This device has no share of this sitting's key"),
    "frozen-before": Words(409, "本机此前已为该项表决确认过另一个结果或已声明作废", "This device certified another freeze of this division before, or that it is void"),
    "ballot-invalid": Words(409, "票箱中有无效的票", "A ballot in the box is not valid"),
    "size-differs": Words(409, "封存的票数少于本机收到的票数", "The frozen box has fewer entries than this device received"),
    "board-short": Words(409, "封存的票数多于本机能取得的票数", "The frozen box has more entries than this device was shown"),
    "heads-differ": Words(409, "票箱的前后状态不相衔接", "A later state of the box does not extend an earlier one"),
    "root-differs": Words(409, "票箱内容与本机核验的不同", "The frozen box is not the one this device verified"),
    "counted-root-differs": Words(409, "计入的票与本机核验的不同", "The ballots counted are not those this device counts"),
    "ballots-differ": Words(409, "计票人数与本机核验的不同", "The number of counted ballots is not this device's"),
    "sums-differ": Words(409, "密文合计与本机重算的不同", "The encrypted sums are not those this device computed"),
    "call-differs": Words(409, "要求公开的另选姓名或排序数与本机打开的合计不符，本机不参与", "The call for names or orders is not what this device opened; it takes no part"),
    "fingerprint-differs": Words(409, "监票人念出的指纹不一致", "The fingerprints that the scrutineers read aloud differ"),
    "log-forked": Words(409, "会议记录与本机此前所见的不同", "The log is not the one this device saw before"),
    "bad-time": Words(409, "记录的时间倒退", "The log's time goes back"),
    # A scrutineer's device and its person.
    "in-use": Words(409, "该文件夹正由另一个监票程序使用", "Another scrutineer's program is using this folder"),
    "locked": Words(409, "请先输入口令", "Unlock the device first"),
    "wrong-passphrase": Words(403, "口令不正确", "The passphrase is wrong"),
    "weak-passphrase": Words(400, "口令至少 8 个字符", "The passphrase needs at least 8 characters"),
    "bad-backup": Words(400, "不是监票设备的备份文件，或文件已损坏", "This is no backup of a scrutineer's device, or it is damaged"),
    "wrong-role": Words(409, "这个登记码不是给监票人的", "This enrolment code is not a scrutineer's"),
    "bad-pages": Words(400, "页面清单的格式不正确", "The manifest of pages is malformed"),
    "bad-answer": Words(502, "服务器的答复不能转交", "The server's answer can't be passed on"),
    "unreachable": Words(503, "无法连接服务器", "The server can't be reached"),
    "no-ceremony": Words(409, "本机不在当前的密钥仪式之内", "This device has no part in the present key ceremony"),
    "internal": Words(500, "服务器内部错误，已记录", "Internal error; it has been logged"),
}  # fmt: skip
