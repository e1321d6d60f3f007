/** Where a rule's threshold lies on the base of all members in office. */

/** What a threshold depends on. */
export interface Threshold {
  readonly rule: string;
  readonly members: number;
  readonly present: number;
}

/** Half of all members in office (docs/protocol.md §8, docs/forms.md §4). */
const MAJORITIES: ReadonlySet<string> = new Set(["M1", "M4", "M5", "E6", "projects"]);

/** As a share of N, 0..1: half, two thirds, or half of those present (M7); null where the rule has none. */
export function thresholdShare({ rule, members, present }: Threshold): number | null {
  if (rule === "M2") return 2 / 3;
  if (rule === "M7") return present / (2 * Math.max(1, members));
  return MAJORITIES.has(rule) ? 1 / 2 : null;
}
