/**
 * 按姓氏笔画: by the strokes of the first character, then of the next. Characters of equally many strokes stand in the order of the
 * browser's own table (CLDR, zh-u-co-stroke), not by the kind of their first stroke: an unverified default.
 */
const STROKES = new Intl.Collator("zh-u-co-stroke");

export const compareStrokes = (a: string, b: string): number => STROKES.compare(a, b);

/** Whether this browser sorts by strokes. */
export function knowsStrokes(): boolean {
  return STROKES.resolvedOptions().collation === "stroke";
}
