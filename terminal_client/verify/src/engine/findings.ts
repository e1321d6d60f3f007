/** What was found: failures by code and place, remarks, and how far each step came. */
import type { Bilingual } from "@hemicycle/kit/types";
import { REASONS, type Reason } from "./reasons.ts";

/** The steps that a person sees, in order. */
export const STEPS = [
  "file",
  "acts",
  "roster",
  "opening",
  "ballots",
  "secret",
  "hands",
  "result",
  "anchors",
] as const;
export type Step = (typeof STEPS)[number];

/** One thing that does not hold; `place` is the same in every language. */
export interface Failure extends Bilingual {
  readonly code: string;
  readonly place: string;
  readonly step: Step;
}

const STEP_OF: Readonly<Record<string, Step>> = {
  "bundle-form": "file",
  seal: "file",
  opening: "opening",
  "ballot-form": "ballots",
  "ballot-signature": "ballots",
  "ballot-electorate": "ballots",
  "ballot-open": "ballots",
  "ballot-sequence": "ballots",
  "head-signature": "ballots",
  "head-root": "ballots",
  "head-order": "ballots",
  board: "ballots",
  ceremony: "secret",
  "ballot-proof": "secret",
  "alpha-repeated": "secret",
  freeze: "secret",
  release: "secret",
  "names-call": "secret",
  mix: "secret",
  "row-release": "secret",
  "hand-count": "hands",
  tally: "result",
  close: "result",
  "not-declared": "result",
  anchor: "anchors",
};

/** Which step a failure belongs to: those of acts by their log. */
function stepOf(code: string, place: string): Step {
  if (code === "ceremony" && place === "pin") return "anchors";
  return STEP_OF[code] ?? (place.startsWith("body.") ? "roster" : "acts");
}

export type Detail = Readonly<Record<string, unknown>>;

function shown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "–");
}

function filled(text: string, detail: Detail): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => shown(detail[name]));
}

export class Findings {
  readonly failures: Failure[] = [];
  readonly warnings: Failure[] = [];
  /** What rests on others' word. */
  readonly unjudged = new Set<string>();
  readonly counted = new Map<string, number>();

  fail(code: string, place: string, reason: Reason, detail: Detail = {}): void {
    this.failures.push(made(code, place, reason, detail));
  }

  /** A remark that refuses nothing. */
  warn(code: string, place: string, reason: Reason, detail: Detail = {}): void {
    this.warnings.push(made(code, place, reason, detail));
  }

  /** A failure unless it holds; gives back whether it holds. */
  require(holds: boolean, code: string, place: string, reason: Reason, detail: Detail = {}): boolean {
    if (!holds) this.fail(code, place, reason, detail);
    return holds;
  }

  /** Adds to how many things of a kind were checked. */
  count(what: string, more: number): void {
    this.counted.set(what, (this.counted.get(what) ?? 0) + more);
  }
}

function made(code: string, place: string, reason: Reason, detail: Detail): Failure {
  const [zh, en] = REASONS[reason];
  return { code, place, step: stepOf(code, place), zh: filled(zh, detail), en: filled(en, detail) };
}
