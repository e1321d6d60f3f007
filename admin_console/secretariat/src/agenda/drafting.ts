/** Drafts several items, one signed act each: all of them are on the agenda afterwards, or none. */
import type { Division } from "@hemicycle/kit/types";
import type { Desk } from "../desk.ts";
import { draftMembers, type ItemDraft, nextNumber } from "./draft.ts";

type Known = Pick<Division, "id" | "number">;

/** Items with the numbers that they will have: those of a file as they are, the others after the last. */
export function numbered(items: readonly ItemDraft[], divisions: readonly Known[]): ItemDraft[] {
  let last = nextNumber([...divisions, ...items]) - 1;
  return items.map((item) => {
    if (item.number > 0) return item;
    last += 1;
    return { ...item, number: last };
  });
}

/**
 * Drafts the items at once.
 * @throws ApiError with the server's reason, `detail.at` being the place of the item that it refuses; nothing is drafted then
 */
export async function draftAll(
  desk: Pick<Desk, "onSittingTogether">,
  items: readonly ItemDraft[],
  divisions: readonly Known[],
): Promise<void> {
  const known: Known[] = [...divisions];
  const acts = numbered(items, divisions).map((item) => {
    const members = draftMembers(item, known);
    known.push({ id: String(members.division), number: item.number });
    return { type: "division-draft", members };
  });
  await desk.onSittingTogether(acts);
}
