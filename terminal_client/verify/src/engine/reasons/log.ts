/** Reasons of the file, the register and the sitting, in Chinese and English. */

export const LOG = {
  "too-large": ["文件超过 {limit} 字节", "the file has more than {limit} bytes"],
  "not-canonical": [
    "不是规范 JSON：自该字节起与规范形式不同",
    "not canonical JSON: differs from the canonical form at this byte",
  ],
  "wrong-member": [
    "成员缺失、多余或取值不符合格式",
    "the member is missing, not allowed, or its value is malformed",
  ],
  "public-edition": [
    "公开版：选票已销毁，只留哈希。每张选票有效、密文总和由计入的选票相加、首次混洗以其姓名为输入，以监票人签署为据",
    "a public edition: the ballots are destroyed, their hashes stay. That every ballot was valid, that the sums are those of the counted ballots, and that the first mix was of their names, rests on the scrutineers' signatures",
  ],
  "public-named": [
    "记名表决没有公开版：选票本已公开",
    "a named vote has no public edition: its ballots are public",
  ],
  "counted-many": ["计入 {found} 票，而票箱只有 {entries} 项", "{found} ballots count, of {entries} entries"],
  "counted-order": ["未按公钥升序，或同一公钥出现两次", "not ascending by key, or a key twice"],
  seal: ["服务器对整个记录包的封签不成立", "the server's seal over the bundle does not hold"],
  "anchor-admin": [
    "首位管理员公钥与给定的不同（包内 {found}）",
    "the first administrator's key is not the one given (bundle: {found})",
  ],
  "anchor-server": [
    "服务器公钥与给定的不同（包内 {found}）",
    "the server's key is not the one given (bundle: {found})",
  ],
  "anchor-seat": [
    "席位公钥与给定名册不同（包内 {found}，名册 {wanted}）",
    "the seat's key is not the roll's (bundle {found}, roll {wanted})",
  ],
  "already-told": ["该表决器已经报告过这些页面", "the terminal had told of these pages already"],
  "pages-differ": [
    "席位 {seat} 的表决器没有使用会议要求的页面",
    "the terminal at seat {seat} did not run the pages that the sitting requires",
  ],
  "number-in-sequence": ["序号应为 {wanted}，实为 {found}", "the number should be {wanted}, is {found}"],
  "act-twice": ["与第 {first} 号行为相同，重复出现", "the same act as number {first}"],
  "time-decreases": ["接收时间倒退：{before} → {found}", "the receive time goes back: {before} → {found}"],
  "after-the-sitting": [
    "接收时间 {found} 晚于会议最后一个行为的 {end}：不应在记录包中",
    "received at {found}, after the last act of the sitting ({end}): it does not belong in the bundle",
  ],
  "unknown-type": ["{log} 中没有这种行为", "no such type of act in {log}"],
  "other-log": ["此行为属于另一日志 {found}", "the act is for another log: {found}"],
  "act-signature": ["签署者的签名不成立", "the actor's signature does not hold"],
  "cosignature-not-asked": ["此种行为不应有会签", "this type of act has no co-signature"],
  "act-cosignature": ["注册码的会签缺失或不成立", "the code's co-signature is missing or does not hold"],
  "card-cosignature": [
    "报到证的会签缺失或不成立",
    "the attendance card's co-signature is missing or does not hold",
  ],
  "after-differs": [
    "签署者所见的日志与此不同：首个证人为第 {witness} 号（{type}），其所见至第 {known} 号；受影响的签名 {count} 个",
    "its signers saw another log: the first witness is act {witness} ({type}), which had seen up to {known}; {count} signatures disagree",
  ],
  "register-differs": [
    "所引用的登记册第 {n} 号与本包内的登记册不符",
    "act {n} of the register is not the one referred to",
  ],
  "register-older": [
    "引用登记册第 {n} 号，早于已引用的第 {known} 号",
    "refers to act {n} of the register, older than {known} referred to before",
  ],
  "first-act": ["日志的第一个行为应为 {wanted}", "the first act of the log must be {wanted}"],
  "only-first": ["只能是日志的第一个行为", "may only be the first act of the log"],
  "other-body": ["与记录包所称的会议或机构不符：{found}", "not the body or sitting of this bundle: {found}"],
  "server-differs": ["服务器公钥与记录包的不同", "the server's key is not the bundle's"],
  "actor-role": ["签署者此时不是有效的 {roles}", "the actor is not an active {roles} at this point"],
  "not-the-server": ["签署者不是服务器", "the actor is not the server"],
  "not-the-seat": [
    "签署者既不是席位 {seat} 的表决器，也不是秘书处",
    "the actor is neither the terminal of seat {seat} nor the secretariat",
  ],
  "code-not-open": ["注册码未发出、已使用或已取消", "the code was not issued, or is used or cancelled"],
  "code-known": ["注册码 {code} 已发出过", "code {code} was issued before"],
  "code-expired": ["注册码已过期", "the code has expired"],
  "seat-has-key": ["席位 {seat} 已有有效公钥", "seat {seat} has an active key"],
  "seat-not-in-plan": ["席位 {seat} 不在席位图中", "seat {seat} is not in the plan"],
  "plan-lacks-seats": ["席位图缺少已安排的席位：{seats}", "the plan lacks seats that are taken: {seats}"],
  "key-enrolled-before": ["此公钥以前注册过", "the key was enrolled before"],
  "key-not-active": ["公钥 {key} 不是有效公钥", "key {key} is not active"],
  "last-secretariat": ["不能吊销最后一个秘书处公钥", "the last secretariat key can't be revoked"],
  "replacement-differs": [
    "新注册码与被替换公钥 {key} 的角色或席位不同",
    "the new code has not the role and seat of the replaced key {key}",
  ],
  "sitting-state": ["会议状态为 {state}", "the sitting is {state}"],
  "sitting-not-open": ["会议未在进行（{state}）", "the sitting is not open ({state})"],
  "sitting-closed": [
    "会议已闭会，此后只能公布和归档",
    "the sitting is closed: only publishing and archiving remain",
  ],
  "not-in-office": ["{member} 不是在任代表", "{member} is not a deputy in office"],
  "not-seated-there": [
    "{member} 不是席位 {seat} 的在任代表",
    "{member} is not a deputy in office at seat {seat}",
  ],
  "already-present": ["{member} 已报到", "{member} is present"],
  "door-way": [
    "在入口报到须载明方式，且只有签到员可以载明",
    "an usher says by what way a member came, and nobody else does",
  ],
  "door-members": ["报到方式 {way} 与所载内容不符", "the other members are not those of the way {way}"],
  "door-reason": ["签到员登记离席须载明原因", "an usher gives a reason for a departure"],
  "card-not-valid": ["报到证 {card} 不是 {member} 的有效报到证", "card {card} is no valid card of {member}"],
  "card-known": [
    "报到证 {card} 已发出过，或与登记码、设备密钥相同",
    "card {card} was issued before, or is a code or a key",
  ],
  "card-ended": ["报到证 {card} 未发出或已作废", "card {card} was not issued, or is not valid any more"],
  "card-for-nobody": ["名册中没有 {member}", "there is no {member} in the roster"],
  "not-present": ["{member} 未报到", "{member} is not present"],
  "division-unknown": ["没有表决项 {division}", "there is no division {division}"],
  "division-known": ["表决项编号 {division} 已使用", "the id {division} is used"],
  "division-state": ["表决项状态为 {state}，应为 {wanted}", "the division is {state}, must be {wanted}"],
  "trial-vote": ["试表决不公布", "a test vote is not published"],
  "division-busy": ["有其他表决项尚在进行：{divisions}", "other divisions are under way: {divisions}"],
  "again-of": [
    "再次表决所指的 {division} 不是已结束的表决项",
    "it says that it repeats {division}, which is not a division that has ended",
  ],
  "open-differs": ["所引用的开启行为不是本次表决的", "the opening referred to is not this division's"],
  "other-act": [
    "所引用的行为（{member}）不是本次表决的",
    "the act referred to ({member}) is not this division's",
  ],
  "before-the-tally": [
    "宣布时签署者只知道第 {found} 号行为之前的内容，而计票是第 {tally} 号行为",
    "signed after act {found} only, and the tally is act {tally}",
  ],
  "extend-too-late": [
    "延时无效：原截止 {deadline}，新截止 {wanted}",
    "not a valid extension: deadline {deadline}, wanted {wanted}",
  ],
  "void-not-proposed": ["没有所引用的作废提议", "no such void is proposed"],
  "void-pending": ["已有一个作废提议待确认", "another void is proposed already"],
  "void-one-person": [
    "提议作废与确认作废的不是两个人（公钥相同或持有人相同）",
    "the void is proposed and confirmed by one person (the same key or the same holder)",
  ],
  "form-malformed": [
    "票型或名单不合规定（只在非动议表决时有，且须一并给出）",
    "form or names are not those of a ballot (a motion has neither, all others have both)",
  ],
  "ballot-too-long": [
    "一张票超过 {limit} 字节，应分次表决",
    "a ballot has more than {limit} bytes: the form is to be split",
  ],
  "not-counted": [
    "所载票数未能重算，也没有发现其他不符：不能视为成立",
    "the counts could not be worked out anew, though nothing else was found: they are not taken to hold",
  ],
  "member-differs": ["记为 {found}，重算为 {wanted}", "says {found}, recomputed {wanted}"],
  "clock-differs": [
    "开启时间与服务器接收时间相差 {drift} 毫秒",
    "the opening time is {drift} ms from the server's receive time",
  ],
  "presence-outdated": [
    "已报到者不再是其报到席位的在任代表：{members}",
    "present, but no longer deputies in office at the seats they checked in to: {members}",
  ],
  "no-quorum": [
    "未达法定人数（{rule}）：出席 {present}，全体 {members}",
    "no quorum ({rule}): {present} present of {members}",
  ],
  "basis-not-drafted": ["表决稿中没有此项规定", "the draft cites no such rule"],
  "form-name": [
    "第 {number} 个名称为空、过长，或与前面的相同",
    "name {number} is empty, too long, or the same as one before it",
  ],
  "form-differs": ["表决模板 {template} 不用此种票型", "the template {template} does not take this form"],
  "rule-differs": [
    "表决模板 {template} 的此种票型不用规则 {rule}（可用：{rules}）",
    "the template {template} does not take rule {rule} with this form (it takes {rules})",
  ],
  "too-few-candidates": [
    "候选 {c} 项，应选 {chosen} 项：候选须至少多出五分之一",
    "{c} to choose {chosen} of: there must be at least a fifth more",
  ],
  "paper-only": [
    "模板 {template} 须用纸质选票，除非表决稿载明地方规定",
    "the template {template} belongs on paper, unless the draft cites the local rule",
  ],
  "too-many-rows": [
    "应表决 {electors} 人，此种票型至多 {most} 人",
    "{electors} electors; this form opens for at most {most}",
  ],
} as const;
