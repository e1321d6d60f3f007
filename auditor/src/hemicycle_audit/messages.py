"""The reasons of failures, in Chinese and English."""

from hemicycle_audit.channel_messages import CHANNEL_MESSAGES
from hemicycle_audit.house_messages import HOUSE_MESSAGES

MESSAGES: dict[str, tuple[str, str]] = {
    # bundle
    "too-large": ("文件超过 {limit} 字节", "the file has more than {limit} bytes"),
    "not-canonical": (
        "不是规范 JSON：自该字节起与规范形式不同",
        "not canonical JSON: differs from the canonical form at this byte",
    ),
    "wrong-member": (
        "成员缺失、多余或取值不符合格式",
        "the member is missing, not allowed, or its value is malformed",
    ),
    "public-edition": (
        "公开版：选票已销毁，只留哈希。每张选票有效、密文总和由计入的选票相加、首次混洗以其姓名为输入，以监票人签署为据",
        "a public edition: the ballots are destroyed, their hashes stay. That every ballot was valid, that the sums are those of the "
        "counted ballots, and that the first mix was of their names, rests on the scrutineers' signatures",
    ),
    "public-named": ("记名表决没有公开版：选票本已公开", "a named vote has no public edition: its ballots are public"),
    "counted-many": ("计入 {found} 票，而票箱只有 {entries} 项", "{found} ballots count, of {entries} entries"),
    "counted-order": ("未按公钥升序，或同一公钥出现两次", "not ascending by key, or a key twice"),
    "seal": ("服务器对整个记录包的封签不成立", "the server's seal over the bundle does not hold"),
    "anchor-admin": (
        "首位管理员公钥与给定的不同（包内 {found}）",
        "the first administrator's key is not the one given (bundle: {found})",
    ),
    "anchor-server": (
        "服务器公钥与给定的不同（包内 {found}）",
        "the server's key is not the one given (bundle: {found})",
    ),
    "anchor-seat": (
        "席位公钥与给定名册不同（包内 {found}，名册 {wanted}）",
        "the seat's key is not the roll's (bundle {found}, roll {wanted})",
    ),
    # pages
    "already-told": ("该表决器已经报告过这些页面", "the terminal had told of these pages already"),
    "pages-differ": (
        "席位 {seat} 的表决器没有使用会议要求的页面",
        "the terminal at seat {seat} did not run the pages that the sitting requires",
    ),
    # acts
    "number-in-sequence": ("序号应为 {wanted}，实为 {found}", "the number should be {wanted}, is {found}"),
    "act-twice": ("与第 {first} 号行为相同，重复出现", "the same act as number {first}"),
    "time-decreases": ("接收时间倒退：{before} → {found}", "the receive time goes back: {before} → {found}"),
    "after-the-sitting": (
        "接收时间 {found} 晚于会议最后一个行为的 {end}：不应在记录包中",
        "received at {found}, after the last act of the sitting ({end}): it does not belong in the bundle",
    ),
    "unknown-type": ("{log} 中没有这种行为", "no such type of act in {log}"),
    "other-log": ("此行为属于另一日志 {found}", "the act is for another log: {found}"),
    "weak-key": ("公钥不是合格的 Ed25519 公钥", "not an acceptable Ed25519 key"),
    "act-signature": ("签署者的签名不成立", "the actor's signature does not hold"),
    "cosignature-not-asked": ("此种行为不应有会签", "this type of act has no co-signature"),
    "act-cosignature": ("注册码的会签缺失或不成立", "the code's co-signature is missing or does not hold"),
    "card-cosignature": ("报到证的会签缺失或不成立", "the attendance card's co-signature is missing or does not hold"),
    "after-differs": (
        "签署者所见的日志与此不同：首个证人为第 {witness} 号（{type}），其所见至第 {known} 号；受影响的签名 {count} 个",
        "its signers saw another log: the first witness is act {witness} ({type}), which had seen up to {known}; {count} signatures disagree",
    ),
    "register-differs": (
        "所引用的登记册第 {n} 号与本包内的登记册不符",
        "act {n} of the register is not the one referred to",
    ),
    "register-older": (
        "引用登记册第 {n} 号，早于已引用的第 {known} 号",
        "refers to act {n} of the register, older than {known} referred to before",
    ),
    "first-act": ("日志的第一个行为应为 {wanted}", "the first act of the log must be {wanted}"),
    "only-first": ("只能是日志的第一个行为", "may only be the first act of the log"),
    "other-body": (
        "与记录包所称的会议或机构不符：{found}",
        "not the body or sitting of this bundle: {found}",
    ),
    "server-differs": ("服务器公钥与记录包的不同", "the server's key is not the bundle's"),
    # who may do what
    "actor-role": ("签署者此时不是有效的 {roles}", "the actor is not an active {roles} at this point"),
    "not-the-server": ("签署者不是服务器", "the actor is not the server"),
    "not-the-seat": (
        "签署者既不是席位 {seat} 的表决器，也不是秘书处",
        "the actor is neither the terminal of seat {seat} nor the secretariat",
    ),
    "code-not-open": ("注册码未发出、已使用或已取消", "the code was not issued, or is used or cancelled"),
    "code-known": ("注册码 {code} 已发出过", "code {code} was issued before"),
    "code-expired": ("注册码已过期", "the code has expired"),
    "seat-has-key": ("席位 {seat} 已有有效公钥", "seat {seat} has an active key"),
    "seat-not-in-plan": ("席位 {seat} 不在席位图中", "seat {seat} is not in the plan"),
    "plan-lacks-seats": ("席位图缺少已安排的席位：{seats}", "the plan lacks seats that are taken: {seats}"),
    "key-enrolled-before": ("此公钥以前注册过", "the key was enrolled before"),
    "key-not-active": ("公钥 {key} 不是有效公钥", "key {key} is not active"),
    "last-secretariat": ("不能吊销最后一个秘书处公钥", "the last secretariat key can't be revoked"),
    "replacement-differs": (
        "新注册码与被替换公钥 {key} 的角色或席位不同",
        "the new code has not the role and seat of the replaced key {key}",
    ),
    # the sitting
    "sitting-state": ("会议状态为 {state}", "the sitting is {state}"),
    "sitting-not-open": ("会议未在进行（{state}）", "the sitting is not open ({state})"),
    "sitting-closed": (
        "会议已闭会，此后只能公布和归档",
        "the sitting is closed: only publishing and archiving remain",
    ),
    "not-in-office": ("{member} 不是在任代表", "{member} is not a deputy in office"),
    "not-seated-there": (
        "{member} 不是席位 {seat} 的在任代表",
        "{member} is not a deputy in office at seat {seat}",
    ),
    "already-present": ("{member} 已报到", "{member} is present"),
    "door-way": (
        "在入口报到须载明方式，且只有签到员可以载明",
        "an usher says by what way a member came, and nobody else does",
    ),
    "door-members": ("报到方式 {way} 与所载内容不符", "the other members are not those of the way {way}"),
    "door-reason": ("签到员登记离席须载明原因", "an usher gives a reason for a departure"),
    "card-not-valid": ("报到证 {card} 不是 {member} 的有效报到证", "card {card} is no valid card of {member}"),
    "card-known": ("报到证 {card} 已发出过，或与登记码、设备密钥相同", "card {card} was issued before, or is a code or a key"),
    "card-ended": ("报到证 {card} 未发出或已作废", "card {card} was not issued, or is not valid any more"),
    "card-for-nobody": ("名册中没有 {member}", "there is no {member} in the roster"),
    "not-present": ("{member} 未报到", "{member} is not present"),
    "division-unknown": ("没有表决项 {division}", "there is no division {division}"),
    "division-known": ("表决项编号 {division} 已使用", "the id {division} is used"),
    "division-state": ("表决项状态为 {state}，应为 {wanted}", "the division is {state}, must be {wanted}"),
    "trial-vote": ("试表决不公布", "a test vote is not published"),
    "division-busy": ("有其他表决项尚在进行：{divisions}", "other divisions are under way: {divisions}"),
    "again-of": (
        "再次表决所指的 {division} 不是已结束的表决项",
        "it says that it repeats {division}, which is not a division that has ended",
    ),
    # forms
    "form-malformed": (
        "票型或名单不合规定（只在非动议表决时有，且须一并给出）",
        "form or names are not those of a ballot (a motion has neither, all others have both)",
    ),
    "form-name": (
        "第 {number} 个名称为空、过长，或与前面的相同",
        "name {number} is empty, too long, or the same as one before it",
    ),
    "form-differs": ("表决模板 {template} 不用此种票型", "the template {template} does not take this form"),
    "rule-differs": (
        "表决模板 {template} 的此种票型不用规则 {rule}（可用：{rules}）",
        "the template {template} does not take rule {rule} with this form (it takes {rules})",
    ),
    "too-few-candidates": (
        "候选 {c} 项，应选 {chosen} 项：候选须至少多出五分之一",
        "{c} to choose {chosen} of: there must be at least a fifth more",
    ),
    "ballot-too-long": (
        "一张票 {bytes} 字节，超过 {limit} 字节，应分次表决",
        "a ballot has {bytes} bytes, more than {limit}: the form is to be split",
    ),
    "paper-only": (
        "模板 {template} 须用纸质选票，除非表决稿载明地方规定",
        "the template {template} belongs on paper, unless the draft cites the local rule",
    ),
    "too-many-rows": (
        "应表决 {electors} 人，此种票型至多 {most} 人",
        "{electors} electors; this form opens for at most {most}",
    ),
    "open-differs": ("所引用的开启行为不是本次表决的", "the opening referred to is not this division's"),
    "other-act": (
        "所引用的行为（{member}）不是本次表决的",
        "the act referred to ({member}) is not this division's",
    ),
    "before-the-tally": (
        "宣布时签署者只知道第 {found} 号行为之前的内容，而计票是第 {tally} 号行为",
        "signed after act {found} only, and the tally is act {tally}",
    ),
    "extend-too-late": (
        "延时无效：原截止 {deadline}，新截止 {wanted}",
        "not a valid extension: deadline {deadline}, wanted {wanted}",
    ),
    "void-not-proposed": ("没有所引用的作废提议", "no such void is proposed"),
    "void-pending": ("已有一个作废提议待确认", "another void is proposed already"),
    "void-one-person": (
        "提议作废与确认作废的不是两个人（公钥相同或持有人相同）",
        "the void is proposed and confirmed by one person (the same key or the same holder)",
    ),
    # opening
    "member-differs": ("记为 {found}，重算为 {wanted}", "says {found}, recomputed {wanted}"),
    "clock-differs": (
        "开启时间与服务器接收时间相差 {drift} 毫秒",
        "the opening time is {drift} ms from the server's receive time",
    ),
    "presence-outdated": (
        "已报到者不再是其报到席位的在任代表：{members}",
        "present, but no longer deputies in office at the seats they checked in to: {members}",
    ),
    "no-quorum": (
        "未达法定人数（{rule}）：出席 {present}，全体 {members}",
        "no quorum ({rule}): {present} present of {members}",
    ),
    "basis-not-drafted": ("表决稿中没有此项规定", "the draft cites no such rule"),
    # ballots
    "ballot-form": ("不是表决票（长度 {length} 字节）", "not a ballot (length {length} bytes)"),
    "ballot-marks": ("票面标记 {marks} 无效", "the marks {marks} are not valid"),
    "ballot-signature": ("表决器的签名不成立", "the terminal's signature does not hold"),
    "ballot-electorate": ("公钥 {key} 不在本次应表决人员之中", "key {key} is not in the electorate"),
    "ballot-open": ("此票属于另一次表决", "the ballot is for another opening"),
    "ballot-sequence": (
        "次序断裂：本席应为第 {wanted} 票，实为第 {found} 票，或其前一票不符",
        "broken sequence: should be this seat's ballot {wanted}, is {found}, or its predecessor differs",
    ),
    "ballot-limit": ("第 {found} 票超过上限 {limit}", "ballot {found} is over the limit {limit}"),
    "no-opening": (
        "表决未开启，不应有表决票或票箱状态",
        "the division was never opened: no ballot and no head may be here",
    ),
    "ballot-point": ("密文不是合格的群元素", "the ciphertext is not two acceptable points"),
    "ballot-scalar": ("证明中的标量不小于 ℓ", "a scalar of the proof is not below ℓ"),
    "ballot-commitment": ("证明中的承诺不是合格的群元素", "a commitment of the proof is not an acceptable point"),
    "ballot-proof": (
        "零知识证明不成立：不能证明密文是允许的选项，或密文、证明不属于此票",
        "the proof does not hold: the ciphertext may be none of the choices allowed, or is not this ballot's",
    ),
    "no-keys": ("没有可用的监票公钥，证明无从核验", "there are no sealed keys to verify the proofs with"),
    "alpha-repeated": (
        "密文的随机部分与第 {position} 票（{other}）的相同",
        "the ciphertext's random part is that of ballot {position} ({other})",
    ),
    # heads
    "head-signature": ("服务器对票箱状态的签名不成立", "the server's signature on the head does not hold"),
    "head-root": (
        "前 {size} 票的根与当时签署的不同",
        "the root over the first {size} ballots is not the one signed then",
    ),
    "head-beyond": (
        "签署时票箱有 {size} 票，现仅 {entries} 票",
        "{size} ballots were in the box when it was signed, now {entries}",
    ),
    "head-order": (
        "票箱状态的票数或时间倒退（{size} 票，{ms}）",
        "size or time goes back ({size} ballots, {ms})",
    ),
    # board
    "entry-added": (
        "票箱第 {position} 票不在所签署的结果之中（多出）",
        "ballot {position} is not among those signed (added)",
    ),
    "entry-missing": ("所签署的第 {position} 票在票箱中缺失", "ballot {position} that was signed is missing"),
    "entry-differs": ("票箱第 {position} 票与所签署的不同", "ballot {position} is not the one signed"),
    "counted-length": (
        "所签署的人数 {found} 与应表决人员 {wanted} 不同",
        "{found} seats are signed, the electorate has {wanted}",
    ),
    "counted-differs": ("该席计入的票与所签署的不同", "the seat's counted ballot is not the one signed"),
    "result-of-another-form": ("结果不是此种票型的", "the result is not one of the division's form"),
    "counts-impossible": (
        "所载票数与票型不符，或总数不可能",
        "the counts are not those of the form's names, or can't be counts of so many ballots",
    ),
    "names-mismatch": (
        "另选的姓名多于声明的另选数",
        "more names were written in than slots were declared as written",
    ),
    "declaration-differs": ("宣布的结果与计票结果不同", "the declaration's result is not the tally's"),
    # scrutineers: ceremony, opening, freeze, release
    "attempt-number": ("仪式次数应为 {wanted}，实为 {found}", "the attempt should be {wanted}, is {found}"),
    "ceremony-size": ("{n} 名监票人中需 {k} 名：不允许", "{k} of {n} scrutineers is not allowed"),
    "not-a-scrutineer": ("公钥 {key} 不是有效的监票人公钥", "key {key} is not an active scrutineer's"),
    "chairs-differ": ("所列主持人公钥与登记册不符", "the chairs are not the register's active chairs, in order"),
    "no-such-attempt": ("没有进行中的第 {attempt} 次仪式", "no attempt {attempt} is under way"),
    "not-the-scrutineer": ("签署者不是第 {index} 号监票人", "the actor is not scrutineer {index}"),
    "once": ("第 {index} 号监票人已作过此行为或相反的行为", "scrutineer {index} has done this, or the contrary, before"),
    "sitting-goes-on": ("会议尚未闭会", "the sitting is not closed yet"),
    "ceremony-phase": ("此时应为 {due}", "at this point {due} is due"),
    "seals-differ": ("与第 {other} 号监票人所封的不同", "not what scrutineer {other} sealed"),
    "ceremony-over": ("仪式已完成，不能再中止", "the ceremony is over and can't be aborted any more"),
    "no-such-index": ("没有有效的第 {index} 号监票人", "there is no active scrutineer {index}"),
    "messages-missing": ("仪式的消息不全：{messages}", "messages of the ceremony are missing: {messages}"),
    "message-length": ("消息长度 {length} 字节不对", "the message's length of {length} bytes is wrong"),
    "not-points": ("不是合格的群元素", "not acceptable points"),
    "commits-differ": ("所见的承诺与记录的不同", "it saw other commits than those recorded"),
    "commit-not-opened": ("与此监票人先前的承诺不符", "not what this scrutineer committed to"),
    "ceremony-proof": ("知道秘密的证明不成立", "the proof of knowing the secret does not hold"),
    "point-twice": ("同一群元素出现两次（第 {first} 号监票人）", "the point occurs twice (scrutineer {first})"),
    "keys-unsound": ("公钥为零或重复", "a public key is 0 or occurs twice"),
    "not-sealed": ("会议没有封存的监票密钥", "the sitting has no sealed keys"),
    "other-seal": ("所引用的密钥封存 {found} 不是有效的那一个", "the seal {found} is not the one in force"),
    "too-few-scrutineers": ("有效监票人 {found} 名，至少需 {k} 名", "{found} active scrutineers; {k} are needed"),
    "chair-not-sealed": ("开启者不在封存的主持人公钥之中", "the chair that opened is not among the seal's chairs"),
    "few-certificates": (
        "监票人对开启的确认只有 {found} 份，须 {wanted} 份",
        "{found} scrutineers certified the opening; {wanted} are needed",
    ),
    "electorate-grew": (
        "{before} 已作废而其票数已知或可能已知，此后加入的人不得参加再次表决：{members}",
        "{before} is void and its count is or may be known; who was no elector then may not vote again on it: {members}",
    ),
    "not-secret": ("不是已开启的无记名表决", "not a secret vote that was opened"),
    "not-active": ("签署者不是有效的监票人", "the actor is not an active scrutineer"),
    "frozen-before": ("票箱已冻结过", "the box was frozen before"),
    "freeze-differs": ("所引用的冻结不是本次表决的", "the freeze referred to is not this division's"),
    "called-before": ("已发出过开启姓名的通知", "names were called before"),
    "not-called": ("尚未发出开启姓名的通知", "names have not been called"),
    "no-call": (
        "有 {flags} 个另选（或排序），却没有开启姓名",
        "{flags} names were written in (or orders given), and they were never called",
    ),
    "nothing-to-open": ("没有可开启的姓名或排序", "there are no names or orders to open"),
    "few-rows": ("仅 {n} 行，不得开启", "{n} rows only: they must not be opened"),
    "row-left-out": (
        "此席的另选（排序）密文与席位 {seat} 的完全相同，不参加混洗",
        "this seat's encrypted names are those of seat {seat}: the row is left out",
    ),
    "mix-stale": ("不是接在上一次混洗之后", "it does not follow the mix before it"),
    "mixes-enough": ("已有 {k} 次混洗", "there are {k} mixes already"),
    "mixes-missing": ("混洗 {found} 次，须 {k} 次", "{found} mixes; {k} are needed"),
    "chain-differs": ("所引用的混洗序列不是本次的", "the chain of mixes referred to is not this one"),
    "mix-length": ("混洗消息长度 {length} 字节不对", "the mix message's length of {length} bytes is wrong"),
    "mix-scalar": ("混洗消息中有标量不小于 ℓ", "a scalar of the mix message is not below ℓ"),
    "mix-proof": (
        "混洗证明不成立（等式 {equations}）：输出可能不是输入的重排",
        "the mix does not hold (equations {equations}): the output may be no permutation of the input",
    ),
    "stand-down-pending": ("已有一个停用提议待确认", "another stand-down is proposed already"),
    "stand-down-not-proposed": ("没有所引用的停用提议", "no such stand-down is proposed"),
    "release-under-way": (
        "首份解密份额放出后一分钟内不能确认作废",
        "within a minute of the first release a void can't be confirmed",
    ),
    "cells-length": ("密文总和长 {found} 字节，应为 {wanted}", "the sums have {found} bytes, must have {wanted}"),
    "cell-differs": ("密文总和与计入的票不符", "the sum is not that of the counted ballots"),
    "few-root-ok": (
        "监票人对冻结的确认不足（只有第 {found} 号）",
        "too few scrutineers certified the freeze (only {found})",
    ),
    "released-too-early": (
        "放出时监票人对冻结的确认尚不足",
        "released before enough scrutineers had certified the freeze",
    ),
    "few-ballots": ("只有 {n} 张计入的票，不得放出", "only {n} ballots count: nothing may be released"),
    "share-length": ("份额长 {length} 字节，应为 {wanted}", "the shares have {length} bytes, must have {wanted}"),
    "share-invalid": ("份额的证明不成立", "the share's proof does not hold"),
    "few-shares": ("有效份额 {found} 份，须 {wanted} 份", "{found} valid releases; {wanted} are needed"),
    "tally-out-of-range": ("份额合成的结果不是可能的票数", "what the shares open is no possible count"),
    "anchor-pin": (
        "监票人公钥指纹与给定的不同（包内 {found}，给定 {wanted}）",
        "the scrutineers' pin is not the one given (bundle {found}, given {wanted})",
    ),
    # close and state
    "close-not-by-chair": ("表决不是由会议主持人关闭的", "not closed by an active chair"),
    "close-not-by-server": ("到时关闭只能由服务器签署", "only the server closes at the deadline"),
    "close-too-early": (
        "早于主持人签署的截止时间（截止 {deadline}，关闭 {found}）",
        "before the deadline that the chair signed (deadline {deadline}, closed {found})",
    ),
    "no-division": ("会议中没有此表决项", "the sitting has no such division"),
    "not-declared": (
        "最后状态为 {state}，既未宣布也未作废",
        "its last state is {state}: neither declared nor void",
    ),
    **CHANNEL_MESSAGES,
    **HOUSE_MESSAGES,
}
