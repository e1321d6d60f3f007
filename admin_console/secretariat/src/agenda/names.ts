/** The names of a ballot: pasted, moved, sorted, judged. Pure. */
import type { Bilingual } from "@hemicycle/kit/types";
import { sameName } from "@hemicycle/kit/written";
import { compareStrokes } from "../strokes.ts";

export const LONGEST_NAME = 200;
const HAN = /\p{Script=Han}/u;

/**
 * Names from a pasted list or column: one a line; of a spreadsheet's rows the first two cells, Chinese and English in either order.
 * A number before a name, as lists have it, is left out.
 */
export function namesFrom(pasted: string): Bilingual[] {
  return pasted
    .split(/\r\n|\r|\n/)
    .map((line) => pairOf(line.split("\t").map((cell) => cell.trim())))
    .filter(({ zh, en }) => zh !== "" || en !== "");
}

function pairOf(cells: readonly string[]): Bilingual {
  const [first = "", second = ""] = cells
    .filter((cell) => cell !== "" && !/^\d+[.、．]?$/.test(cell))
    .map((cell) => cell.replace(/^\d+[.、．)）]\s*/, ""));
  if (HAN.test(first)) return { zh: first, en: HAN.test(second) ? "" : second };
  return HAN.test(second) ? { zh: second, en: first } : { zh: "", en: first };
}

/** The list with one name taken to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, i) => i !== from);
  const one = list[from];
  return one === undefined ? rest : [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** By strokes of the Chinese name (姓氏笔画), else by letters. */
export function byStrokes(names: readonly Bilingual[]): Bilingual[] {
  return [...names].sort((a, b) => compareStrokes(a.zh || a.en, b.zh || b.en));
}

/** Places of names that stand on the ballot twice, as the server compares them: without spaces, in Chinese or else in English. */
export function repeatedAt(names: readonly Bilingual[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const twice = new Set<number>();
  names.forEach(({ zh, en }, i) => {
    const name = sameName(zh.trim() || en.trim());
    if (seen.has(name)) twice.add(i);
    seen.add(name);
  });
  return twice;
}
