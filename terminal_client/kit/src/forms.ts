/** Forms as a definition writes them (docs/forms.md §1). */
import { isMotion } from "./marks.ts";
import type { Bilingual, FormItem, Paper, Secrecy } from "./types.ts";

/** Added to the type in the definition of a named vote. */
const IN_CLEAR = 128;
const MAX_RANKED = 30;
const NUMBERS = ["type", "c", "min", "max", "w"] as const;

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}

/** Whether the numbers of an item make sense for its type. */
export function isSound(item: FormItem): boolean {
  const { type, c, min, max, w } = item;
  if (!NUMBERS.every((name) => isByte(item[name])) || c < 1) return false;
  if (type === 1) return min === 0 && max === 0 && w === 0;
  if (type === 2) return min <= max && max >= 1 && max <= c && w === 0;
  if (type === 3) return min === 0 && max >= 1 && w === 0;
  if (type === 4) return min === 0 && max >= 1 && max <= c + w && (w > 0 || max < c);
  return type === 5 && min === 0 && max === 0 && w === 0 && c >= 2 && c <= MAX_RANKED;
}

function isBilingual(name: Bilingual): boolean {
  return typeof name?.zh === "string" && typeof name.en === "string" && (name.zh !== "" || name.en !== "");
}

/** A definition as it was signed: its form says 128 more where marks are in clear. */
type Defined = Paper & { readonly secrecy: Secrecy; readonly channel?: string };

/**
 * What is on the ballot of a signed definition, with types 1 to 5; null unless it is one item with its names, voted on at terminals
 * (docs/channels.md §1).
 */
export function readPaper(definition: Defined): Paper | null {
  const { form, names, secrecy, channel = "terminal" } = definition ?? {};
  if (channel !== "terminal" && channel !== "mixed") return null;
  if (!Array.isArray(form) || form.length !== 1 || !Array.isArray(names) || names.length !== 1) return null;
  const [[written], [labels]] = [form as FormItem[], names as (readonly Bilingual[])[]];
  if (!written || typeof written !== "object" || !Array.isArray(labels)) return null;
  const type = secrecy === "named" ? written.type - IN_CLEAR : written.type;
  const paper = { form: [{ ...written, type: type as FormItem["type"] }], names: [labels] };
  const [item] = paper.form;
  if (!item || !isSound(item)) return null;
  return isMotion(paper.form, paper.names) || (labels.length === item.c && labels.every(isBilingual))
    ? paper
    : null;
}
