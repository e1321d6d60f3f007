/** Which division the chair works on. Pure. */
import type { Division, DivisionState, State } from "@hemicycle/kit/types";

const RUNNING: ReadonlySet<DivisionState> = new Set(["announced", "open", "closed", "tallied"]);
const PENDING: ReadonlySet<DivisionState> = new Set(["draft", "approved"]);

/** Put to the vote and not settled yet: nothing else can be worked on. */
export function isRunning(division: Division): boolean {
  return RUNNING.has(division.state);
}

/** Still to be put to the vote. */
export function isPending(division: Division): boolean {
  return PENDING.has(division.state);
}

export function findDivision(state: State, id: string): Division | null {
  return state.divisions.find((division) => division.id === id) ?? null;
}

/** Divisions in the order of the agenda: by number; a vote held again after the one it repeats. */
export function inOrder(divisions: readonly Division[]): Division[] {
  return [...divisions].sort((a, b) => a.number - b.number);
}

/** The running division, else the one that the chair chose, else the first that is pending, else the last. */
export function focusOf(state: State, chosen: string): Division | null {
  const current = findDivision(state, state.current);
  if (current && isRunning(current)) return current;
  const ordered = inOrder(state.divisions);
  return (
    ordered.find(isRunning) ??
    findDivision(state, chosen) ??
    ordered.find(isPending) ??
    ordered.at(-1) ??
    null
  );
}

/** The division that follows `after` on the agenda and is pending, else the first pending one. */
export function nextPending(state: State, after: Division): Division | null {
  const pending = inOrder(state.divisions).filter(
    (division) => isPending(division) && division.id !== after.id,
  );
  return pending.find((division) => division.number >= after.number) ?? pending[0] ?? null;
}

/** An unused id for `division` held again, at most 64 characters. */
export function againId(state: State, division: string): string {
  const stem = division.replace(/-again-\d+$/, "").slice(0, 54);
  let n = 2;
  while (findDivision(state, `${stem}-again-${n}`)) n += 1;
  return `${stem}-again-${n}`;
}
