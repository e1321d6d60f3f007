/** Words for what scrutineers' devices say: why one refuses, why a ceremony failed. The codes are those of docs/errors.md. */
import { lang, say, texts } from "./i18n.ts";
import { holderOf } from "./scrutineers.ts";
import type { Bilingual, SealedRefusal, SealView } from "./types.ts";

/** What a page says of the ceremony of the keys. */
export const ceremonyTexts = texts(
  {
    committing: "正在承诺",
    revealing: "正在公开",
    dealing: "正在分发",
    sealing: "正在签名",
    ready: "密钥已就绪",
    aborted: "没有成功",
    waitsFor: "等待其设备",
    partDone: "本步已完成",
    allDone: "已签名",
    atFault: "由此失败",
    fingerprint: "指纹",
    readAloud: "请各监票人念出自己屏幕上的指纹，与这里逐组核对。",
    failed: "密钥仪式没有成功",
    againFresh: "重新开始时，所有密钥重新生成。",
    rule: (k: number, n: number, q: number) =>
      `${n} 名监票人中任意 ${k} 名合作才能计票；开始表决和封票须 ${q} 名确认。`,
  },
  {
    committing: "Step: commit",
    revealing: "Step: reveal",
    dealing: "Step: deal",
    sealing: "Step: sign",
    ready: "The keys are ready",
    aborted: "It failed",
    waitsFor: "awaited",
    partDone: "done",
    allDone: "signed",
    atFault: "at fault",
    fingerprint: "Fingerprint",
    readAloud: "Each scrutineer reads the fingerprint aloud; compare it here, group by group.",
    failed: "The key ceremony failed",
    againFresh: "A new one makes all keys afresh.",
    rule: (k: number, n: number, q: number) =>
      `Any ${k} of the ${n} scrutineers together can count; an opening and a freeze need ${q} of them.`,
  },
);

const words = (zh: string, en: string): Bilingual => ({ zh, en });

/** What a device found, as a clause after its person's name. */
const FOUND: Readonly<Record<string, Bilingual>> = {
  // the opening
  "log-invalid": words("会议记录有一条未能通过核验", "an act of the log does not hold"),
  "log-forked": words("会议记录与该设备此前所见的不同", "the log is not the one this device saw before"),
  "bad-time": words("记录的时间倒退", "the log's time goes back"),
  "definition-differs": words("表决内容与表决稿不一致", "the definition differs from the draft"),
  "bad-clock": words("开始的时间与服务器相差过大", "the opening's time is too far from the server's"),
  "stale-opening": words("开始时报到或登记情况已变化", "attendance or the register had changed"),
  "presence-outdated": words(
    "有已报到者不再是在任代表或已换座位",
    "a member present is no longer a deputy in office at that seat",
  ),
  "counts-differ": words("应到、实到人数不正确", "the numbers of members or of those present are wrong"),
  "no-quorum": words("未达到法定人数", "there is no quorum"),
  "electorate-differs": words("应表决人员名单不正确", "the electorate is wrong"),
  "electorate-grew": words(
    "原表决的票数可能已为人所知，应表决人员不得增加",
    "the earlier count may be known, and somebody may vote now who could not then",
  ),
  "not-sealed": words("没有本次会议的密钥", "there are no keys for this sitting"),
  "seal-differs": words(
    "密钥或监票人名单与密钥仪式的不同",
    "keys or scrutineers are not those of the ceremony",
  ),
  "chair-not-sealed": words(
    "主持人的设备不在密钥仪式所列之内",
    "the chair's device was not named in the ceremony",
  ),
  "too-few-scrutineers": words("监票人不足", "there are too few scrutineers"),
  "opened-before": words(
    "该设备已为此项确认过另一次开始",
    "this device certified another opening of this vote before",
  ),
  "share-missing": words("该设备没有本次会议的密钥份额", "this device has no share of the sitting's key"),
  // the freeze
  "frozen-before": words(
    "该设备已为此项确认过另一次封票，或已声明作废",
    "this device certified another freeze of this vote, or its void",
  ),
  "ballot-invalid": words("票箱中有无效的票", "a ballot in the box is not valid"),
  "size-differs": words(
    "封存的票数少于该设备收到的",
    "the frozen box has fewer entries than this device received",
  ),
  "board-short": words(
    "封存的票数多于该设备能取得的",
    "the frozen box has more entries than this device was shown",
  ),
  "heads-differ": words("票箱的前后状态不相衔接", "a later state of the box does not extend an earlier one"),
  "root-differs": words("票箱内容与该设备核验的不同", "the frozen box is not the one this device verified"),
  "counted-root-differs": words("计入的票与该设备核验的不同", "the ballots counted are not those it counts"),
  "ballots-differ": words(
    "计入的票数与该设备核验的不同",
    "the number of counted ballots is not the one it counts",
  ),
  "sums-differ": words("密文合计与该设备重算的不同", "the encrypted sums are not those it computed"),
  "share-invalid": words("交出的解密份额不正确，已略过", "its share does not hold and was skipped"),
  // names and orders
  "call-differs": words(
    "要求公开的另选姓名或排序数与该设备打开的合计不符",
    "the call for names or orders is not what this device opened",
  ),
  // the ceremony
  "bad-seal": words("所签的密钥与其他监票人的不同", "the keys it signed are not those of the others"),
  "bad-point": words("发出了不合格的密钥", "it sent a key that is not acceptable"),
  "bad-scalar": words("发出了不合格的数值", "it sent a number that is not acceptable"),
  "ceremony-parameters": words("密钥仪式的参数不正确", "the parameters of the ceremony are wrong"),
  "ceremony-incomplete": words("没有按时发出密钥仪式的消息", "its message of the ceremony is missing"),
  "ceremony-message": words("密钥仪式的消息格式不正确", "its message of the ceremony is malformed"),
  "ceremony-hash": words("所见的承诺与记录不一致", "it saw other commitments than the record holds"),
  "ceremony-commit": words("公开的内容与承诺不符", "what it revealed is not what it had committed to"),
  "ceremony-pok": words("未能证明知道自己的密钥", "it did not prove that it knows its keys"),
  "ceremony-duplicate-point": words("使用了重复的密钥", "it used a key twice"),
  "ceremony-share": words("发出了错误的密钥份额", "it dealt a wrong share"),
  "ceremony-complaint": words("投诉不成立", "its complaint does not hold"),
  "ceremony-degenerate": words("得到的密钥不可用", "the keys came out unusable"),
  "ceremony-own": words(
    "记录中有以其名义发出、但不是该设备发出的消息",
    "the record holds a message in its name that it did not send",
  ),
  "ceremony-over": words("设备中途重新启动，这一次不能继续", "the device was restarted and can't go on"),
  "fingerprint-differs": words("念出的指纹不一致", "the fingerprints read aloud differ"),
};

/** The words of a code; a code without words is given as it is. */
export function foundWords(code: string): string {
  const found = FOUND[code];
  return found ? say(found) : code;
}

/** A person of a ceremony by index; who has no name there is told by number. */
export function scrutineerName(seal: SealView | null, index: number): string {
  return holderOf(seal, index) || (lang.value === "zh" ? `${index} 号` : `no. ${index}`);
}

/** Several of them. */
export function scrutineerNames(seal: SealView | null, indices: readonly number[]): string {
  return indices.map((index) => scrutineerName(seal, index)).join(lang.value === "zh" ? "、" : ", ");
}

/** A refusal in one line: who, what, why. */
export function refusalWords(seal: SealView | null, { index, act, code }: SealedRefusal): string {
  const who = scrutineerName(seal, index);
  const why = foundWords(code);
  if (lang.value === "zh") {
    const what = {
      open: "拒绝确认开始表决",
      root: "拒绝确认封票",
      release: "的释放无效",
      rows: "公开另选姓名或排序的份额无效",
    }[act];
    return `监票人 ${who} ${what}：${why}`;
  }
  const what = {
    open: "refuses to certify the opening",
    root: "refuses to certify the freeze",
    release: "released in vain",
    rows: "opened names or orders in vain",
  }[act];
  return `Scrutineer ${who} ${what}: ${why}`;
}

/** Why a ceremony failed: whom it names, who said so. "" without a fault. */
export function faultWords(seal: SealView): string {
  const { fault } = seal;
  if (!fault) return "";
  const { by, culprit } = fault;
  const zh = lang.value === "zh";
  const why = by === 0 && culprit === 0 ? (zh ? "工作人员中止" : "ended by staff") : foundWords(fault.code);
  if (culprit === 0) {
    if (by === 0) return why;
    return zh ? `${scrutineerName(seal, by)} 报告：${why}` : `${scrutineerName(seal, by)} reports: ${why}`;
  }
  const who = scrutineerName(seal, culprit);
  const told = by === 0 || by === culprit ? "" : scrutineerName(seal, by);
  if (zh) return `${who}：${why}${told ? `（${told} 指出）` : ""}`;
  return `${who}: ${why}${told ? ` (found by ${told})` : ""}`;
}
