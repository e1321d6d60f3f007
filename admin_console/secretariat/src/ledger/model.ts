/** The ledger as the server gives it (docs/ledger.md §6), and what the page makes of it. Pure. */
import type { Bilingual, Head, Verdict } from "@hemicycle/kit/types";

export type ReportKind = "monthly" | "quarterly" | "mid-term" | "year-end";
export type GradeKind = "deputies" | "appointees" | "projects" | "suggestions" | "departments";
export type ProjectState =
  | "collected"
  | "screened"
  | "excluded"
  | "candidate"
  | "chosen"
  | "not-chosen"
  | "tied"
  | "handed-over"
  | "published";
export type CaseState =
  | "proposed"
  | "reviewed"
  | "returned"
  | "submitted"
  | "appointed"
  | "failed"
  | "sworn"
  | "blocked"
  | "barred";

export interface Dated {
  readonly date: string;
  readonly text: string;
}

export interface Grade {
  readonly kind: GradeKind;
  readonly year: number;
  readonly sitting: string;
  readonly division: string;
  readonly counts: readonly number[];
  readonly verdict: Verdict;
}

export interface Term {
  readonly kind: ReportKind;
  readonly due: string;
  readonly overdue: boolean;
  readonly report: (Dated & { readonly percent: number }) | null;
}

export interface Screening {
  readonly major: boolean;
  readonly routine: boolean;
  readonly assigned: boolean;
  readonly cross_year: boolean;
  readonly target: string;
  readonly note: string;
  readonly reasons: readonly (Bilingual & { readonly code: string })[];
}

export interface Project {
  readonly id: string;
  readonly year: number;
  readonly title: Bilingual;
  readonly text: string;
  readonly proposer: string;
  readonly state: ProjectState;
  readonly screening: Screening | null;
  readonly votes: number | null;
  readonly handed: {
    readonly date: string;
    readonly department: string;
    readonly plan_due: string;
  } | null;
  readonly plan: Dated | null;
  readonly plan_overdue: boolean;
  readonly schedule: readonly Term[];
  readonly grade: Grade | null;
  readonly published: Dated | null;
  readonly next: readonly string[];
}

export interface Exam {
  readonly attempt: number;
  readonly banks: readonly string[];
  readonly seed: string;
  readonly act: string;
  readonly score: number | null;
  readonly passed: boolean | null;
}

export interface Link {
  readonly sitting: string;
  readonly division: string;
  readonly place: number;
}

export interface Case {
  readonly id: string;
  readonly term: string;
  readonly person: string;
  readonly post: Bilingual;
  readonly state: CaseState;
  readonly review: { readonly passed: boolean; readonly date: string; readonly note: string } | null;
  readonly exams: readonly Exam[];
  readonly link: Link | null;
  readonly statement: Dated | null;
  readonly votes: readonly (Link & { readonly counts: readonly number[]; readonly verdict: Verdict })[];
  readonly failures: number;
  readonly oath: Dated | null;
  readonly accounts: readonly Grade[];
  readonly next: readonly string[];
}

export interface GradesTaken {
  readonly kind: GradeKind;
  readonly year: number;
  readonly sitting: string;
  readonly division: string;
  readonly outcome: readonly {
    readonly subject: string;
    readonly name: Bilingual;
    readonly counts: readonly number[];
    readonly verdict: Verdict;
    readonly recommended: boolean;
  }[];
}

export interface Task extends Bilingual {
  readonly id: string;
  readonly member: string;
  readonly name: Bilingual;
  readonly years: readonly [number, number];
  readonly state: "open" | "done";
  readonly note: string;
}

export interface Due {
  readonly thing: string;
  readonly title: Bilingual;
  readonly what: "plan" | ReportKind;
  readonly due: string;
  readonly overdue: boolean;
}

export interface Bank {
  readonly id: string;
  readonly name: string;
  readonly items: number;
  readonly act: number;
}

export interface YearList {
  readonly year: number;
  readonly seats: number;
  readonly projects: readonly string[];
  readonly needed: number;
  readonly votes: readonly { readonly sitting: string; readonly division: string }[];
}

export interface Ledger {
  readonly head: Head;
  readonly today: string;
  readonly unverified: readonly string[];
  readonly years: readonly YearList[];
  readonly projects: readonly Project[];
  readonly cases: readonly Case[];
  readonly banks: readonly Bank[];
  readonly grades: readonly GradesTaken[];
  readonly tasks: readonly Task[];
  readonly due: readonly Due[];
}

/** What a declared division lets the ledger take. */
export interface Proposal {
  readonly type: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** What waits for people: reports and plans overdue, tasks open. */
export function waiting(ledger: Ledger): number {
  return (
    ledger.due.filter(({ overdue }) => overdue).length +
    ledger.tasks.filter(({ state }) => state === "open").length
  );
}

/** The years that have projects, the latest first. */
export function yearsOf(ledger: Ledger): number[] {
  return [...new Set(ledger.projects.map(({ year }) => year))].sort((a, b) => b - a);
}

/** C ≥ ⌈1.2·S⌉, as docs/ledger.md §2 asks. */
export function neededFor(seats: number): number {
  return Math.ceil((12 * seats) / 10);
}

/** Projects of a year that may stand on its list. */
export function listable(ledger: Ledger, year: number): Project[] {
  return ledger.projects.filter(
    (project) => project.year === year && (project.state === "screened" || project.state === "candidate"),
  );
}

/** Whether the year's projects have been voted on. */
export function isVoted(ledger: Ledger, year: number): boolean {
  return ledger.years.some((list) => list.year === year && list.votes.length > 0);
}

/** An unused id: `p-2026-3`, `c-4`. */
export function freshId(stem: string, taken: readonly string[]): string {
  let n = taken.length + 1;
  while (taken.includes(`${stem}-${n}`)) n += 1;
  return `${stem}-${n}`;
}

/** The letters of an answer sheet, in whatever way they were typed: lines or spaces between items, `-` for none. */
export function answersFrom(text: string): string[] {
  return text
    .trim()
    .split(/[\s,;，；、]+/)
    .filter((part) => part !== "")
    .map((part) => part.replace(/^\d+[.:：]?/, "").toUpperCase())
    .map((part) => (/^[-—_]*$/.test(part) ? "" : [...new Set(part)].sort().join("")));
}

export const PAPER_ITEMS = 50;

/** What is wrong with an answer sheet, or null: how many answers there are, or the first that is no answer. */
export function answersFault(
  answers: readonly string[],
): { readonly count: number } | { readonly at: number } | null {
  const at = answers.findIndex((answer) => !/^A?B?C?D?E?F?G?H?$/.test(answer));
  if (at >= 0) return { at: at + 1 };
  return answers.length === PAPER_ITEMS ? null : { count: answers.length };
}
