/** The past of a body as it travels (docs/protocol.md §11, `history`), and its words. */
import type { Channel } from "./channels.ts";
import { common, levelWords, say, texts } from "./i18n.ts";
import { CHOOSE, type ElectionMarks, GRADES, itemOf, type Marks, RANKING } from "./marks.ts";
import type {
  Bilingual,
  Choice,
  DivisionState,
  Form,
  Member,
  Secrecy,
  SittingKind,
  SittingState,
} from "./types.ts";

export const OUTCOMES = ["carried", "not-carried", "names", "void", "withdrawn", "deferred"] as const;
export type Outcome = (typeof OUTCOMES)[number];
export type Presence = "present" | "left" | "leave" | "absent";

/** Attendance over sittings, or of one. */
export interface Counts {
  readonly due: number;
  readonly came: number;
  readonly leave: number;
  readonly absent: number;
}

export interface PastSitting extends Counts {
  readonly id: string;
  readonly title: Bilingual;
  readonly kind: SittingKind;
  readonly state: SittingState;
  /** 届 and 次会议, where the sitting says them. */
  readonly term?: number;
  readonly session?: number;
  readonly opened_ms: number;
  readonly closed_ms: number | null;
  readonly divisions: Readonly<Record<Outcome, number>>;
}

/** A declared motion's figures; `not_pressed` is null where the profile does not show it. */
export interface PastFigures {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  readonly not_pressed: number | null;
  readonly absent: number;
  readonly present: number;
  readonly members: number;
  readonly needed: number;
  readonly rule: string;
}

export interface PastDivision {
  readonly sitting: string;
  readonly sitting_title: Bilingual;
  readonly id: string;
  readonly number: number;
  readonly title: Bilingual;
  readonly short: Bilingual;
  readonly template: string;
  readonly template_name: Bilingual;
  readonly secrecy: Secrecy;
  readonly channel: Channel;
  readonly state: DivisionState;
  readonly outcome: Outcome;
  readonly ms: number;
  readonly reason: string;
  readonly figures: PastFigures | null;
  readonly sentence: Bilingual | null;
}

export interface MemberAttendance {
  readonly status: Presence;
  readonly came: readonly number[];
  readonly left: readonly number[];
  readonly by: "hall" | "video" | "";
  readonly leave: string;
}

/** A member's own vote in a declared named division; null: nothing was pressed. */
export interface OwnVote extends PastDivision {
  readonly motion: boolean;
  readonly form: Form;
  readonly names: readonly (readonly Bilingual[])[];
  readonly vote: Choice | Marks | null;
}

export interface MemberRecord {
  readonly member: Member & { readonly status: string };
  readonly totals: Counts | null;
  readonly sittings: readonly (MemberAttendance & {
    readonly id: string;
    readonly title: Bilingual;
    readonly state: SittingState;
    readonly opened_ms: number;
  })[];
  readonly votes: readonly OwnVote[];
  readonly votes_total: number;
  readonly from: number;
  readonly secret: number;
}

export const past = texts(
  {
    "outcome-carried": "通过",
    "outcome-not-carried": "未通过",
    "outcome-names": "逐个有结果",
    "outcome-void": "作废",
    "outcome-withdrawn": "撤回",
    "outcome-deferred": "暂不付表决",
    "presence-present": "出席",
    "presence-left": "出席，提前离席",
    "presence-leave": "请假",
    "presence-absent": "缺席",
    notYetHere: "尚未报到",
    byVideo: "视频",
    goingOn: "进行中",
    attended: "出席",
    nothingChosen: "一个未选",
    colon: "：",
    percent: (part: number, whole: number) =>
      whole === 0 ? "" : `${part} / ${whole} 次（${Math.round((100 * part) / whole)}%）`,
  },
  {
    "outcome-carried": "Carried",
    "outcome-not-carried": "Not carried",
    "outcome-names": "By name",
    "outcome-void": "Void",
    "outcome-withdrawn": "Withdrawn",
    "outcome-deferred": "Put off",
    "presence-present": "Attended",
    "presence-left": "Attended, left early",
    "presence-leave": "On leave",
    "presence-absent": "Absent",
    notYetHere: "Not checked in yet",
    byVideo: "by video",
    goingOn: "going on",
    attended: "Attended",
    nothingChosen: "None chosen",
    colon: ": ",
    percent: (part: number, whole: number) =>
      whole === 0 ? "" : `${part} of ${whole} (${Math.round((100 * part) / whole)}%)`,
  },
);

export function outcomeWords(outcome: Outcome): string {
  return past()[`outcome-${outcome}`];
}

/** While a sitting goes on nobody is absent: whoever is not there may still come. */
export function presenceWords(status: Presence, sitting: SittingState, by = "hall"): string {
  if (status === "absent" && sitting !== "closed") return past().notYetHere;
  const word = past()[`presence-${status}`];
  return by === "video" ? `${word} · ${past().byVideo}` : word;
}

/** A part of a vote in words; `choice` is the mark before it, null for none. */
export interface VotePart {
  readonly choice: Choice | "none" | null;
  readonly words: string;
}

const choiceWord = (choice: Choice | "none" | null | undefined): string =>
  choice && choice !== "none" ? common()[choice] : common().notPressed;

/** What a member put on a ballot, name by name; one part of a motion. */
export function voteParts({ vote, motion, form, names }: OwnVote): readonly VotePart[] {
  if (vote === null) return [{ choice: "none", words: common().notPressed }];
  if (motion) return [{ choice: vote as Choice, words: choiceWord(vote as Choice) }];
  const { item, labels } = itemOf({ form, names });
  const named = (i: number) => {
    const label = labels[i];
    return label ? say(label) : "";
  };
  const choices = (marks: readonly Choice[]) =>
    marks.map((choice, i) => ({ choice, words: `${named(i)}${past().colon}${choiceWord(choice)}` }));
  if (isElection(vote)) {
    const written = vote.written.filter((name) => name !== "");
    return [...choices(vote.names), ...written.map((words) => ({ choice: null, words }))];
  }
  const marks = vote as readonly number[];
  switch (item.type) {
    case CHOOSE: {
      const chosen = labels.flatMap((_, i) => (marks[i] === 1 ? [{ choice: null, words: named(i) }] : []));
      return chosen.length > 0 ? chosen : [{ choice: null, words: past().nothingChosen }];
    }
    case GRADES: {
      const levels = levelWords(item.max);
      return labels.map((_, i) => ({
        choice: null,
        words: `${named(i)}${past().colon}${levels[(marks[i] ?? 0) - 1] ?? common().blank}`,
      }));
    }
    case RANKING:
      return marks.map((name, i) => ({ choice: null, words: `${i + 1}. ${named(name - 1)}` }));
    default:
      return choices(vote as readonly Choice[]);
  }
}

function isElection(vote: OwnVote["vote"]): vote is ElectionMarks {
  return typeof vote === "object" && vote !== null && "written" in vote;
}

/** When a member came and left, visit by visit; who stayed has no end. */
export function visitWords({ came, left }: Pick<MemberAttendance, "came" | "left">): string {
  return came
    .map((ms, i) => {
      const end = left[i];
      return end === undefined ? timeWords(ms) : `${timeWords(ms)}–${timeWords(end)}`;
    })
    .join(", ");
}

const STROKES = new Intl.Collator("zh-u-co-stroke");

/** People by the strokes of their names (姓氏笔画), as lists of deputies are ordered. */
export function byStrokes<T extends { readonly name: string }>(people: readonly T[]): T[] {
  return [...people].sort((a, b) => STROKES.compare(a.name, b.name));
}

/** All of a time is Beijing's: there is one legal time. */
export function dayWords(ms: number, language: "zh" | "en", style: "long" | "short" = "long"): string {
  const options: Intl.DateTimeFormatOptions =
    style === "long"
      ? { year: "numeric", month: "long", day: "numeric" }
      : { month: "numeric", day: "numeric" };
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    ...options,
    timeZone: "Asia/Shanghai",
  }).format(ms);
}

/** The year in Beijing. */
export function yearOf(ms: number): number {
  return Number(new Intl.DateTimeFormat("en-GB", { year: "numeric", timeZone: "Asia/Shanghai" }).format(ms));
}

/** Hours and minutes in Beijing. */
export function timeWords(ms: number): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Asia/Shanghai",
  }).format(ms);
}
