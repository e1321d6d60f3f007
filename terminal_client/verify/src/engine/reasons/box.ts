/** Reasons of ballots, heads, board and result, in Chinese and English. */

export const BOX = {
  "ballot-form": ["不是表决票（长度 {length} 字节）", "not a ballot (length {length} bytes)"],
  "ballot-marks": ["票面标记 {marks} 无效", "the marks {marks} are not valid"],
  "ballot-signature": ["表决器的签名不成立", "the terminal's signature does not hold"],
  "ballot-electorate": ["公钥 {key} 不在本次应表决人员之中", "key {key} is not in the electorate"],
  "ballot-open": ["此票属于另一次表决", "the ballot is for another opening"],
  "ballot-sequence": [
    "次序断裂：本席应为第 {wanted} 票，实为第 {found} 票，或其前一票不符",
    "broken sequence: should be this seat's ballot {wanted}, is {found}, or its predecessor differs",
  ],
  "ballot-limit": ["第 {found} 票超过上限 {limit}", "ballot {found} is over the limit {limit}"],
  "no-opening": [
    "表决未开启，不应有表决票或票箱状态",
    "the division was never opened: no ballot and no head may be here",
  ],
  "ballot-point": ["密文不是合格的群元素", "the ciphertext is not two acceptable points"],
  "ballot-scalar": ["证明中的标量不小于 ℓ", "a scalar of the proof is not below ℓ"],
  "ballot-commitment": [
    "证明中的承诺不是合格的群元素",
    "a commitment of the proof is not an acceptable point",
  ],
  "ballot-proof": [
    "零知识证明不成立：不能证明密文是允许的选项，或密文、证明不属于此票",
    "the proof does not hold: the ciphertext may be none of the choices allowed, or is not this ballot's",
  ],
  "no-keys": ["没有可用的监票公钥，证明无从核验", "there are no sealed keys to verify the proofs with"],
  "alpha-repeated": [
    "密文的随机部分与第 {position} 票（{other}）的相同",
    "the ciphertext's random part is that of ballot {position} ({other})",
  ],
  "head-signature": ["服务器对票箱状态的签名不成立", "the server's signature on the head does not hold"],
  "head-root": [
    "前 {size} 票的根与当时签署的不同",
    "the root over the first {size} ballots is not the one signed then",
  ],
  "head-beyond": [
    "签署时票箱有 {size} 票，现仅 {entries} 票",
    "{size} ballots were in the box when it was signed, now {entries}",
  ],
  "head-order": [
    "票箱状态的票数或时间倒退（{size} 票，{ms}）",
    "size or time goes back ({size} ballots, {ms})",
  ],
  "entry-added": [
    "票箱第 {position} 票不在所签署的结果之中（多出）",
    "ballot {position} is not among those signed (added)",
  ],
  "entry-missing": ["所签署的第 {position} 票在票箱中缺失", "ballot {position} that was signed is missing"],
  "entry-differs": ["票箱第 {position} 票与所签署的不同", "ballot {position} is not the one signed"],
  "counted-length": [
    "所签署的人数 {found} 与应表决人员 {wanted} 不同",
    "{found} seats are signed, the electorate has {wanted}",
  ],
  "counted-differs": ["该席计入的票与所签署的不同", "the seat's counted ballot is not the one signed"],
  "result-of-another-form": ["结果不是此种票型的", "the result is not one of the division's form"],
  "counts-impossible": [
    "所载票数与票型不符，或总数不可能",
    "the counts are not those of the form's names, or can't be counts of so many ballots",
  ],
  "names-mismatch": [
    "另选的姓名多于声明的另选数",
    "more names were written in than slots were declared as written",
  ],
  "declaration-differs": ["宣布的结果与计票结果不同", "the declaration's result is not the tally's"],
  "close-not-by-chair": ["表决不是由会议主持人关闭的", "not closed by an active chair"],
  "close-not-by-server": ["到时关闭只能由服务器签署", "only the server closes at the deadline"],
  "close-too-early": [
    "早于主持人签署的截止时间（截止 {deadline}，关闭 {found}）",
    "before the deadline that the chair signed (deadline {deadline}, closed {found})",
  ],
  "no-division": ["会议中没有此表决项", "the sitting has no such division"],
  "not-declared": [
    "最后状态为 {state}，既未宣布也未作废",
    "its last state is {state}: neither declared nor void",
  ],
} as const;
