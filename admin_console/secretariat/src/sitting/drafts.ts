/** A sitting or an item in the making: what it lacks, and the members of its act. Pure. */
import type { Bilingual, Division, DivisionState, RuleId, Secrecy } from "@hemicycle/kit/types";

export interface SittingDraft {
  readonly id: string;
  readonly title: Bilingual;
  readonly kind: string;
  readonly quorum: string;
}

export function sittingFault(
  { id, title }: SittingDraft,
  taken: readonly string[],
): "needTitle" | "badId" | "idTaken" | null {
  if (!title.zh.trim() && !title.en.trim()) return "needTitle";
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) return "badId";
  return taken.includes(id) ? "idTaken" : null;
}

/** An unused id from the body's and the day: `linhu-2026-01-14`, then `…-2`. */
export function proposedSittingId(body: string, day: Date, taken: readonly string[]): string {
  const date = [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
  const stem = `${body.slice(0, 48)}-${date}`;
  let id = stem;
  for (let n = 2; taken.includes(id); n += 1) id = `${stem}-${n}`;
  return id;
}

export interface ItemDraft {
  readonly number: number;
  readonly title: Bilingual;
  readonly short: Bilingual;
  readonly text: Bilingual;
  readonly template: string;
  readonly rule: RuleId;
  readonly secrecy: Secrecy;
  readonly countdown_s: number;
}

const trimmed = ({ zh, en }: Bilingual): { zh: string; en: string } => ({ zh: zh.trim(), en: en.trim() });

export function itemFault({ title, short }: ItemDraft): "needItemTitle" | "needShort" | null {
  if (!title.zh.trim() && !title.en.trim()) return "needItemTitle";
  return short.zh.trim() || short.en.trim() ? null : "needShort";
}

/** The members of `division-draft`, with an id that no division of the sitting has. */
export function draftMembers(item: ItemDraft, divisions: readonly Division[]) {
  const taken = new Set(divisions.map(({ id }) => id));
  let division = `item-${item.number}`;
  for (let n = 2; taken.has(division); n += 1) division = `item-${item.number}-${n}`;
  const { number, template, rule, secrecy, countdown_s } = item;
  const words = { title: trimmed(item.title), short: trimmed(item.short), text: trimmed(item.text) };
  return { division, number, template, rule, secrecy, countdown_s, again_of: "", ...words };
}

/** The number after the last on the agenda. */
export function nextNumber(divisions: readonly Division[]): number {
  return Math.max(0, ...divisions.map(({ number }) => number)) + 1;
}

export function inOrder(divisions: readonly Division[]): Division[] {
  return [...divisions].sort((a, b) => a.number - b.number);
}

/** The key of a state's word in this folder's texts. */
export function stateWord(state: DivisionState) {
  return state === "open" ? "voting" : state === "closed" ? "counting" : state;
}
