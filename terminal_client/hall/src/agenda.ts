/** The agenda as a screen shows it: every item with what became of it, in words. Pure but for the language. */

import { emWidth } from "@hemicycle/kit/dom";
import { common, say } from "@hemicycle/kit/i18n";
import { past } from "@hemicycle/kit/past";
import { type Division, isFormResult, type State } from "@hemicycle/kit/types";
import { type Fit, LEAST, nameWidth } from "./fit.ts";
import { t } from "./texts.ts";

export interface AgendaRow {
  readonly number: number;
  readonly title: string;
  /** What became of it, or where it stands; "" while nothing has. */
  readonly outcome: string;
  readonly current: boolean;
}

/** Nothing of a result before its declaration. */
function outcomeOf({ state, result }: Division): string {
  switch (state) {
    case "draft":
    case "approved":
      return "";
    case "announced":
      return t().next;
    case "open":
      return t().votingNow;
    case "closed":
    case "tallied":
      return t().countingNow;
    case "declared":
    case "published":
    case "archived":
      if (!result || isFormResult(result)) return t().declared;
      return result.carried ? common().carried : common().notCarried;
    case "void":
    case "withdrawn":
    case "deferred":
      return past()[`outcome-${state}`];
  }
}

/** The items of the sitting in their order; drafts are not on the agenda yet. */
export function agendaRows({ divisions, current }: State): readonly AgendaRow[] {
  return divisions
    .filter(({ state }) => state !== "draft")
    .map((division) => ({
      number: division.number,
      title: say(division.short) || say(division.title),
      outcome: outcomeOf(division),
      current: division.id === current,
    }))
    .sort((a, b) => a.number - b.number);
}

/** Place of the list, in units; number, gaps and line height in ems. */
const [WIDTH, MOST, FOOT] = [1640, 76, 990] as const;
const [NUMBER, GAP, LINE, SLACK] = [1.8, 1, 1.45, 1.05] as const;

export interface AgendaFit {
  readonly shown: readonly AgendaRow[];
  /** How many of the first are left out: those that are over. */
  readonly left: number;
  readonly fit: Fit;
  /** Width of the outcomes, in ems. */
  readonly outcome: number;
}

function largest(rows: readonly AgendaRow[], outcome: number, height: number): number | null {
  for (let size = MOST; size >= LEAST; size -= 2) {
    const room = WIDTH / size - NUMBER - outcome - 2 * GAP;
    const lines = rows.reduce((sum, { title }) => sum + Math.ceil((nameWidth(title) * SLACK) / room), 0);
    const gaps = rows.length * 0.2;
    if (room > 4 && (lines * (LINE - 0.2) + gaps) * size <= height) return size;
  }
  return null;
}

/** All items in the largest type at which they fit; if they don't, without the first ones, which are over. */
export function fitAgenda(rows: readonly AgendaRow[], top: number): AgendaFit {
  const outcome = Math.max(0, ...rows.map((row) => emWidth(row.outcome) * SLACK));
  for (let left = 0; left < rows.length; left += 1) {
    const shown = rows.slice(left);
    const size = largest(shown, outcome, FOOT - top - (left > 0 ? 60 : 0));
    if (size !== null) return { shown, left, fit: { size, columns: 1 }, outcome };
  }
  return { shown: [], left: rows.length, fit: { size: LEAST, columns: 1 }, outcome };
}
