/** Rules and what votes came to (docs/protocol.md §12, docs/forms.md §4–§6), as they travel. */
import type { OfChannel } from "./channels.ts";
import type { Bilingual } from "./types.ts";

export type RuleId =
  | "M1"
  | "M2"
  | "M4"
  | "M5"
  | "M7"
  | "E6"
  | "projects"
  | "top"
  | "plurality"
  | "grades-all"
  | "grades-present"
  | "grades-valid"
  | "points";

export interface Rule {
  readonly id: string;
  readonly formula: string;
  readonly source: Bilingual;
  readonly verified: boolean;
  readonly needed: number;
}

interface AnyResult extends OfChannel {
  /** Null where the sitting's profile does not show it (docs/profiles.md §8). */
  readonly not_pressed: number | null;
  readonly present: number;
  readonly members: number;
  readonly absent: number;
  readonly needed: number;
  readonly rule: RuleId;
  readonly tally: string;
  readonly root: string;
  readonly counted_root: string;
  /** The whole in one sentence. */
  readonly sentence: Bilingual;
  readonly checks: readonly Bilingual[];
  readonly declared_ms: number | null;
}

/** RESULT of a motion. */
export interface MotionResult extends AnyResult {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  readonly carried: boolean;
}

/** RESULT of every other form. */
export interface FormResult extends AnyResult {
  /** Counted ballots. */
  readonly voted: number;
  readonly items: readonly ItemResult[];
}

export type Result = MotionResult | FormResult;

export function isFormResult(result: Result): result is FormResult {
  return "items" in result;
}

/** Members present who gave no vote; 0 where a profile keeps it from this page. */
export function notPressedOf({ not_pressed }: Result): number {
  return not_pressed ?? 0;
}

export type Verdict =
  | "carried"
  | "not-carried"
  | "chosen"
  | "not-chosen"
  | "elected"
  | "not-elected"
  | "tied"
  | "excellent"
  | "satisfied"
  | "basically-satisfied"
  | "dissatisfied"
  | "no-conclusion"
  | "ranked";

export interface ItemResult {
  /** In the ballot's order. */
  readonly names: readonly NameResult[];
  /** Of an election with write-in slots. */
  readonly written?: WrittenResult;
  /** Of a ranking. */
  readonly orders?: { readonly valid: number; readonly invalid: number };
}

export interface NameResult {
  /** By type, docs/forms.md §5: e.g. for, against and abstain; the times each level was given, then blank. */
  readonly counts: readonly number[];
  readonly verdict: Verdict;
  readonly sentence: Bilingual;
}

/** Names on no list, and write-ins that count for nobody. */
export interface WrittenResult {
  readonly names: readonly {
    readonly name: string;
    readonly votes: number;
    readonly verdict: Verdict;
    readonly sentence: Bilingual;
  }[];
  readonly listed: number;
  readonly repeated: number;
  readonly invalid: number;
  readonly empty: number;
}
