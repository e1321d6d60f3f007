/** Where a closed vote is with names that are on no list, or with orders: mixed and opened after the sums (docs/sealed-names.md §10). Pure. */
import { itemOf, RANKING } from "@hemicycle/kit/marks";
import type { Division, NamingView, SealedView } from "@hemicycle/kit/types";

/** `opening`: the mixed rows are being released. */
export type NamingStage = "mixing" | "opening";

/** Null: nothing is called for, or all rows are open. */
export function namingStage({ naming, k }: SealedView): NamingStage | null {
  if (!naming) return null;
  if (naming.mixed.length < k) return "mixing";
  return naming.released.length < k ? "opening" : null;
}

/** Whether what is opened are orders of preference, not names. */
export function opensOrders(division: Division): boolean {
  return itemOf(division).item.type === RANKING;
}

/** Whether there may be something to mix: orders always, names where slots were there. */
export function mayOpenNames(division: Division): boolean {
  const { type, w } = itemOf(division).item;
  return type === RANKING || w > 0;
}

/** Active scrutineers who have neither done what the stage waits for nor had their share refused. */
export function missingNaming(sealed: SealedView, naming: NamingView, stage: NamingStage): number[] {
  const done = stage === "mixing" ? naming.mixed : naming.released;
  const refused = sealed.refusals.filter(({ act }) => act === "rows").map(({ index }) => index);
  return sealed.active.filter(
    (index) => !done.includes(index) && !(stage === "opening" && refused.includes(index)),
  );
}

/** Whether rows can still be opened although some shares did not hold. */
export function canOpenRows(sealed: SealedView): boolean {
  const refused = new Set(sealed.refusals.filter(({ act }) => act === "rows").map(({ index }) => index));
  return sealed.active.filter((index) => !refused.has(index)).length >= sealed.k;
}
