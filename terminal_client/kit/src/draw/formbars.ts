/** What is drawn of each form (docs/forms.md §5): which of a name's figures grow from which end, over what. */
import { ELECTION, GRADES, RANKING, THREE_KEYS } from "../marks.ts";
import type { FormItem } from "../types.ts";
import type { Band, Figures, Part } from "./bars.ts";
import { type Threshold, thresholdShare } from "./threshold.ts";

/** Of a result, as far as it is drawn. */
export type Base = Threshold & { readonly voted: number };

/** Of an item of a form. */
export type Item = Pick<FormItem, "type" | "c" | "max">;

/** Of a name: its figures, or the votes of one that was written in. */
export interface Counted {
  readonly counts: readonly number[];
  readonly written: boolean;
}

const THREE_LEVELS: readonly Band[] = ["good", "basic", "bad"];
const FOUR_LEVELS: readonly Band[] = ["best", "good", "basic", "bad"];

/** How the grades of an item are drawn, from level 1. */
export function levelBands({ max }: Pick<Item, "max">): readonly Band[] {
  return max === 4 ? FOUR_LEVELS : THREE_LEVELS;
}

const at = (counts: readonly number[], i: number): number => counts[i] ?? 0;

function sides(left: readonly Part[], right: readonly Part[], base: Base): Figures {
  return { left, right, whole: base.members, tick: thresholdShare(base) };
}

function gradeFigures(counts: readonly number[], bands: readonly Band[], base: Base): Figures {
  const parts = bands.map((band, i) => ({ band, votes: at(counts, i) }));
  return sides(parts.slice(0, -1), parts.slice(-1), base);
}

/**
 * The bar of one name. Three keys as on the result arc; chosen or written in, from the left, in ink; grades with the worst from
 * the right; points over those that the first place on every ballot would give. Things left blank are part of the gap.
 */
export function nameFigures(item: Item, { counts, written }: Counted, base: Base): Figures {
  const count: Part = { band: "count", votes: at(counts, 0) };
  if (written) return sides([count], [], base);
  switch (item.type) {
    case THREE_KEYS:
    case ELECTION:
      return sides(
        [{ band: "for", votes: at(counts, 0) }],
        [
          { band: "against", votes: at(counts, 1) },
          { band: "abstain", votes: at(counts, 2) },
        ],
        base,
      );
    case GRADES:
      return gradeFigures(counts, levelBands(item), base);
    case RANKING:
      return { left: [count], right: [], whole: item.c * Math.max(1, base.voted), tick: null };
    default:
      return sides([count], [], base);
  }
}
