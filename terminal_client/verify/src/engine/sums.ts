/** Which sums a form counts (docs/sealed.md §4, §6). */
import { CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS } from "@hemicycle/kit/marks";
import { layoutOf, SLOT_CELLS } from "@hemicycle/kit/sealed/forms";
import type { FormItem } from "@hemicycle/kit/types";

export { Ciphertext, combine } from "@hemicycle/kit/sealed/statements";

export type SetTerms = readonly (readonly [cell: number, factor: number])[];

/** A sum over all counted ballots: of three keys it counts for and abstain, else up to `most` a ballot. */
export interface SumCell {
  readonly terms: SetTerms;
  readonly threeKeys: boolean;
  readonly most: number;
}

const single = (count: number, threeKeys: boolean): SumCell[] =>
  Array.from({ length: count }, (_, i) => ({ terms: [[i, 1]], threeKeys, most: 1 }));

/** Whether an item can be on a sealed ballot, which has a greatest length. */
export function hasLayout({ type, c, min, max, w }: FormItem): boolean {
  try {
    return layoutOf([{ type, c, min, max, w }]).length > 0;
  } catch {
    return false;
  }
}

/** The cells of an item, in their order. */
export function cellsOf({ type, c, max, w }: FormItem): SumCell[] {
  if (type === RANKING) return [];
  if (type === CHOOSE) return single(c, false);
  if (type === GRADES) return single(c * max, false);
  if (type === THREE_KEYS || w === 0) return single(c, true);
  const flags = Array.from({ length: w }, (_, i) => [c + 1 + SLOT_CELLS * i, 1] as const);
  return [...single(c, true), { terms: flags, threeKeys: false, most: w }];
}

/** The ciphertexts that are mixed: the names of slots, or the order. */
export function rowOf({ type, c, w }: FormItem): number[] {
  if (type === RANKING) return [0];
  if (type !== ELECTION) return [];
  return Array.from({ length: w }, (_, i) => c + 1 + SLOT_CELLS * i).flatMap((flag) => [flag + 1, flag + 2]);
}
