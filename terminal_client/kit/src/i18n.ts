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

let borrowed: Lang | null = null;

/** The language that words are given in now. */
export const spoken = (): Lang => borrowed ?? lang.value;

/** Draws what speaks a language of its own, such as a picture of a screen; the page's language stays. */
export function inLang<T>(language: Lang, draw: () => T): T {
  const before = borrowed;
  borrowed = language;
  try {
    return draw();
  } finally {
    borrowed = before;
  }
}

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
  return () => both[spoken()];
}

/** The present language's side of a bilingual text, the other one where it is empty. */
export function say(text: Bilingual): string {
  return text[spoken()] || text.zh || text.en;
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
    elected: "当选",
    notElected: "未当选",
    chosen: "入选",
    notChosen: "未入选",
    tied: "票数相等",
    excellent: "优秀",
    satisfied: "满意",
    basicallySatisfied: "基本满意",
    dissatisfied: "不满意",
    noConclusion: "未形成结论",
    /** Of a thing that got no grade. */
    blank: "未评",
    /** Somebody who is on no list. */
    writtenIn: "另选他人",
    rostrum: "主席台",
    namedVote: "记名表决",
    secretVote: "无记名表决",
    item: (number: number) => `第 ${number} 项`,
    seconds: "秒",
    other: "English",
    demo: "演示",
    failed: "出错了，请重试",
    keepHolding: "继续按住",
    pressAgain: "再按一次确认",
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
    elected: "Elected",
    notElected: "Not elected",
    chosen: "Chosen",
    notChosen: "Not chosen",
    tied: "Tied",
    excellent: "Excellent",
    satisfied: "Satisfied",
    basicallySatisfied: "Basically satisfied",
    dissatisfied: "Dissatisfied",
    noConclusion: "No conclusion",
    blank: "Not graded",
    writtenIn: "Written in",
    rostrum: "Rostrum",
    namedVote: "Named vote",
    secretVote: "Secret vote",
    item: (number: number) => `Item ${number}`,
    seconds: "s",
    other: "中文",
    demo: "Demonstration",
    failed: "Something went wrong. Please try again.",
    keepHolding: "Keep holding",
    pressAgain: "Press again to confirm",
  },
);

type CommonWord = {
  [Key in keyof ReturnType<typeof common>]: ReturnType<typeof common>[Key] extends string ? Key : never;
}[keyof ReturnType<typeof common>];

const VERDICTS: Readonly<Record<string, CommonWord>> = {
  carried: "carried",
  "not-carried": "notCarried",
  elected: "elected",
  "not-elected": "notElected",
  chosen: "chosen",
  "not-chosen": "notChosen",
  tied: "tied",
  excellent: "excellent",
  satisfied: "satisfied",
  "basically-satisfied": "basicallySatisfied",
  dissatisfied: "dissatisfied",
  "no-conclusion": "noConclusion",
};

/** The word of a name's verdict (docs/forms.md §5); "" for `ranked`, which is told by its place. */
export function verdictWords(verdict: string): string {
  const key = VERDICTS[verdict];
  return key ? common()[key] : "";
}

/** The levels of a grade from 1, best first: three or four (docs/forms.md §1). */
export function levelWords(levels: number): readonly string[] {
  const { excellent, satisfied, basicallySatisfied, dissatisfied } = common();
  const three = [satisfied, basicallySatisfied, dissatisfied];
  return levels === 4 ? [excellent, ...three] : three;
}

/** Where the threshold of a rule lies, in words: "过半数", "三分之二". */
const THRESHOLDS: Readonly<Record<string, Bilingual>> = {
  M1: { zh: "过半数", en: "a majority of all deputies" },
  M2: { zh: "三分之二以上", en: "two thirds of all deputies" },
  M4: { zh: "过半数", en: "a majority of all members" },
  M5: { zh: "过半数", en: "a majority of the presidium" },
  M7: { zh: "实到过半数", en: "a majority of those present" },
  E6: { zh: "过半数", en: "a majority of all deputies" },
  projects: { zh: "过半数", en: "a majority of all deputies" },
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
  return spoken() === "zh"
    ? `${whose} ${base} 人，赞成达到 ${needed} 票（${thresholdWords(rule)}）为通过`
    : `${base} ${whose}. Carried with ${needed} votes for (${thresholdWords(rule)}).`;
}

/** The words of anything thrown: the server's own where it gave some. */
export function wordsOf(error: unknown): string {
  const words = (error as { readonly words?: Bilingual | null } | null)?.words;
  return words ? say(words) : common().failed;
}
