/** What a deputy puts on a ballot, form by form (docs/forms.md §1, §2). */

import { type Bilingual, CHOICES, type Choice, type Form, type FormItem, type Paper } from "./types.ts";
import { isWritten, sameName } from "./written.ts";

/** Types of docs/forms.md §1, as a draft and a state write them: named or secret. */
export const THREE_KEYS = 1;
export const CHOOSE = 2;
export const GRADES = 3;
export const ELECTION = 4;
export const RANKING = 5;

export interface ElectionMarks {
  readonly names: readonly Choice[];
  readonly written: readonly string[];
}

/** Type 1: a word for each name. 2, 3: a number for each. 4: see {@link ElectionMarks}. 5: the numbers from 1, the first preferred. */
export type Marks = readonly Choice[] | readonly number[] | ElectionMarks;

/** Marks while they are made: null where a name has none yet. */
export type MarksDraft =
  | Marks
  | readonly (Choice | null)[]
  | { readonly names: readonly (Choice | null)[]; readonly written: readonly string[] };

/** What is wrong with marks. Only `missing` and `too-few` can be mended by marking more. */
export type MarksFault =
  /** No marks of this form at all. */
  | "bad-marks"
  /** A name has no mark yet. */
  | "missing"
  | "too-few"
  | "too-many"
  /** More names written in than slots, or than names voted against. */
  | "too-many-written"
  /** A written name is not in written form. */
  | "bad-name"
  | "listed-name"
  | "repeated-name";

/** A motion: for, against or abstain on what the title says. */
export const motionForm: Form = [{ type: THREE_KEYS, c: 1, min: 0, max: 0, w: 0 }];

export function isMotion(form: Form, names: Paper["names"]): boolean {
  const [item] = form;
  return form.length === 1 && item?.type === THREE_KEYS && item.c === 1 && names[0]?.length === 0;
}

/** The item that a ballot of this version has, and its names. */
export function itemOf({ form, names }: Paper): { item: FormItem; labels: readonly Bilingual[] } {
  const [[item], [labels = []]] = [form, names];
  if (!item) throw new RangeError("a form without an item");
  return { item, labels };
}

/** The key pressed on a motion, or on a form with one name; null for all other marks. */
export function choiceOf(marks: Marks | null): Choice | null {
  if (!marks || !isList(marks) || marks.length !== 1) return null;
  return CHOICES.find((choice) => choice === marks[0]) ?? null;
}

export function sameMarks(one: MarksDraft | null, other: MarksDraft | null): boolean {
  return one === other || (one !== null && other !== null && flat(one) === flat(other));
}

/**
 * What is wrong with marks on a ballot with these names; null if it can be cast with them. What marking more can mend is told last,
 * so that a page can refuse a mark for all other faults.
 */
export function validMarks(
  item: FormItem,
  marks: MarksDraft,
  labels: readonly Bilingual[],
): MarksFault | null {
  if (!fitsType(item, marks)) return "bad-marks";
  if (isList(marks)) return item.type === CHOOSE ? chosenFault(item, marks) : missing(marks);
  return electionFault(item, marks.names, marks.written, labels);
}

/** Whether marks can be cast. */
export function areMarks(item: FormItem, marks: MarksDraft, labels: readonly Bilingual[]): marks is Marks {
  return validMarks(item, marks, labels) === null;
}

type MarkList = Extract<MarksDraft, readonly unknown[]>;

function isList(marks: MarksDraft): marks is MarkList {
  return Array.isArray(marks);
}

function flat(marks: MarksDraft): string {
  return JSON.stringify(isList(marks) ? marks : [marks.names, marks.written]);
}

function isWhole(mark: unknown, least: number, most: number): boolean {
  return Number.isInteger(mark) && (mark as number) >= least && (mark as number) <= most;
}

function areKeys(marks: readonly unknown[], count: number): boolean {
  const keys: readonly unknown[] = CHOICES;
  return marks.length === count && marks.every((mark) => mark === null || keys.includes(mark));
}

/** Whether these are marks of the item's type, of every name. */
function fitsType({ type, c, max }: FormItem, marks: MarksDraft): boolean {
  if (type === ELECTION)
    return (
      !isList(marks) && areKeys(marks.names, c) && marks.written.every((name) => typeof name === "string")
    );
  if (!isList(marks)) return false;
  if (type === THREE_KEYS) return areKeys(marks, c);
  const list: readonly unknown[] = marks;
  if (type === RANKING)
    return new Set(list).size === list.length && list.every((mark) => isWhole(mark, 1, c));
  return list.length === c && list.every((mark) => isWhole(mark, 0, type === CHOOSE ? 1 : max));
}

function missing(names: MarkList): MarksFault | null {
  return (names as readonly unknown[]).includes(null) ? "missing" : null;
}

function chosenFault({ min, max }: FormItem, marks: MarkList): MarksFault | null {
  const chosen = marks.filter((mark) => mark === 1).length;
  if (chosen > max) return "too-many";
  return chosen < min ? "too-few" : null;
}

function electionFault(
  { max, w }: FormItem,
  names: readonly (Choice | null)[],
  written: readonly string[],
  labels: readonly Bilingual[],
): MarksFault | null {
  const count = (choice: Choice | null) => names.filter((mark) => mark === choice).length;
  const fault = writtenFault(written, labels);
  if (fault) return fault;
  if (count("for") + written.length > max) return "too-many";
  if (written.length > Math.min(w, count("against") + count(null))) return "too-many-written";
  return missing(names);
}

function writtenFault(written: readonly string[], labels: readonly Bilingual[]): MarksFault | null {
  if (!written.every(isWritten)) return "bad-name";
  const listed = new Set(labels.flatMap(({ zh, en }) => [sameName(zh), sameName(en)]));
  const same = written.map(sameName);
  if (same.some((name) => listed.has(name))) return "listed-name";
  return new Set(same).size < same.length ? "repeated-name" : null;
}
