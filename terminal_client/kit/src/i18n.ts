/** Chinese and English. A page's texts are one object per language; a missing or extra key doesn't compile. */
import { Observable } from "./store.ts";
import type { Bilingual, Lang } from "./types.ts";

// biome-ignore lint/suspicious/noExplicitAny: parameters differ from text to text and are checked at each use
type Text = string | ((...values: any[]) => string);
type Texts = Readonly<Record<string, Text>>;
/** The same keys, strings for strings and functions of the same parameters for functions. */
type Translation<T extends Texts> = {
  readonly [Key in keyof T]: T[Key] extends (...values: infer Values) => string
    ? (...values: Values) => string
    : string;
};

const STORED = "hemicycle.lang";

function first(): Lang {
  const kept = globalThis.localStorage?.getItem(STORED);
  if (kept === "zh" || kept === "en") return kept;
  return globalThis.navigator?.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The language of the page. */
export const lang = new Observable<Lang>(first());

/** Switches and remembers the language. */
export function setLang(next: Lang): void {
  globalThis.localStorage?.setItem(STORED, next);
  lang.value = next;
}

/** Keeps `<html lang>` true. */
export function followLang(): void {
  lang.subscribe((now) => {
    document.documentElement.lang = now === "zh" ? "zh-CN" : "en";
  });
}

/** Gives the texts of the present language: `const t = texts(zh, en); t().key`. */
export function texts<T extends Texts>(zh: T, en: NoInfer<Translation<T>>): () => Translation<T> {
  const both = { zh: zh as unknown as Translation<T>, en: en as Translation<T> };
  return () => both[lang.value];
}

/** The present language's side of a bilingual text, the other one where it is empty. */
export function say(text: Bilingual): string {
  return text[lang.value] || text.zh || text.en;
}

/** Texts that more than one page shows. */
export const common = texts(
  {
    product: "会议表决",
    for: "赞成",
    against: "反对",
    abstain: "弃权",
    notPressed: "未按",
    absent: "缺席",
    due: "应到",
    present: "实到",
    quorumMet: "已达到法定人数",
    quorumNotMet: "未达到法定人数",
    connected: "已连接",
    connecting: "正在连接",
    disconnected: "未连接",
    revoked: "已停用",
    replaced: "已在别处打开",
    wrongServer: "服务器不符",
    carried: "通过",
    notCarried: "未通过",
    rostrum: "主席台",
    namedVote: "记名表决",
    secretVote: "无记名表决",
    item: (number: number) => `第 ${number} 项`,
    seconds: "秒",
    other: "English",
    demo: "演示",
    failed: "出错了，请重试",
  },
  {
    product: "Congress voting",
    for: "For",
    against: "Against",
    abstain: "Abstain",
    notPressed: "Not pressed",
    absent: "Absent",
    due: "Due",
    present: "Present",
    quorumMet: "Quorum reached",
    quorumNotMet: "Quorum not reached",
    connected: "Connected",
    connecting: "Connecting",
    disconnected: "Not connected",
    revoked: "Withdrawn",
    replaced: "Open elsewhere",
    wrongServer: "Unknown server",
    carried: "Carried",
    notCarried: "Not carried",
    rostrum: "Rostrum",
    namedVote: "Named vote",
    secretVote: "Secret vote",
    item: (number: number) => `Item ${number}`,
    seconds: "s",
    other: "中文",
    demo: "Demonstration",
    failed: "Something went wrong. Please try again.",
  },
);

/** Where the threshold of a rule lies, in words: "过半数", "三分之二". */
const THRESHOLDS: Readonly<Record<string, Bilingual>> = {
  M1: { zh: "过半数", en: "a majority of all deputies" },
  M2: { zh: "三分之二以上", en: "two thirds of all deputies" },
  M4: { zh: "过半数", en: "a majority of all members" },
  M5: { zh: "过半数", en: "a majority of the presidium" },
  M7: { zh: "实到过半数", en: "a majority of those present" },
};

export function thresholdWords(rule: string): string {
  const words = THRESHOLDS[rule];
  return words ? say(words) : rule;
}

const BASES: Readonly<Record<string, Bilingual>> = {
  M1: { zh: "全体代表", en: "deputies in office" },
  M2: { zh: "全体代表", en: "deputies in office" },
  M4: { zh: "全体组成人员", en: "members in office" },
  M5: { zh: "主席团", en: "members of the presidium" },
  M7: { zh: "实到", en: "present" },
};

/** The sentence under a title: how many votes carry, of how many. `base` is N, for M7 P. */
export function ruleSentence(rule: string, base: number, needed: number): string {
  const whose = say(BASES[rule] ?? { zh: "全体", en: "members" });
  return lang.value === "zh"
    ? `${whose} ${base} 人，赞成达到 ${needed} 票（${thresholdWords(rule)}）为通过`
    : `${base} ${whose}. Carried with ${needed} votes for (${thresholdWords(rule)}).`;
}

/** The words of anything thrown: the server's own where it gave some. */
export function wordsOf(error: unknown): string {
  const words = (error as { readonly words?: Bilingual | null } | null)?.words;
  return words ? say(words) : common().failed;
}
