/** Forms of sealed ballots (docs/sealed.md §4): which ciphertexts, and what is proven about them. */
import { type Bytes, concat, u32be } from "../encoding.ts";
import type { Choice } from "../types.ts";
import { SealedError } from "./group.ts";

/** The plaintext of an abstention: more than any electorate. */
export const ABSTAIN = 2 ** 20;
/** The longest body that the server takes. */
export const MAX_BODY = 20_480;

/** One item of a form as `division-open` writes it. */
export interface FormItem {
  /** 1 three keys, 2 choose min..max of c, 3 grades with `max` levels, 4 election with at most `max` approvals. */
  readonly type: 1 | 2 | 3 | 4;
  readonly c: number;
  readonly min: number;
  readonly max: number;
  /** Write-ins; 0 until names can be written in. */
  readonly w: number;
}

export type Form = readonly FormItem[];

/** Types 1 and 4: a key for each name; 2: 1 or 0 for each option; 3: each item's level 1..max, null for blank. */
export type ItemChoices = readonly Choice[] | readonly (number | null)[];
/** What is chosen, an entry for each item of the form. */
export type Choices = readonly ItemChoices[];

/** "The plaintext of Σ factor·ct is in `values`"; `terms` are pairs of a ciphertext's index and its factor. */
export interface Statement {
  readonly terms: readonly (readonly [cell: number, factor: number])[];
  readonly values: readonly number[];
}

/** A form worked out. `cells` holds, for every ciphertext, the values its plaintext can have. */
export interface Layout {
  readonly cells: readonly (readonly number[])[];
  readonly proofs: readonly Statement[];
  /** Length of the body in bytes. */
  readonly length: number;
}

export const HEADER_LENGTH = 103;
export const CIPHERTEXT_LENGTH = 64;
export const BRANCH_LENGTH = 128;
const BIT = [0, 1] as const;
const CHOICES: readonly unknown[] = ["against", "for", "abstain"] satisfies Choice[];
const MARKS = [0, 1, ABSTAIN] as const;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}

function isSound({ type, c, min, max, w }: FormItem): boolean {
  if (![c, min, max].every(isByte) || c < 1 || w !== 0) return false;
  if (type === 1) return min === 0 && max === 0;
  if (type === 2) return min <= max && max >= 1 && max <= c;
  if (type === 3) return min === 0 && max >= 1;
  return type === 4 && min === 0 && max >= 1 && max < c;
}

/** `list(type‖C‖min‖max‖W)`. */
export function encodeForm(form: Form): Bytes {
  return concat(
    u32be(form.length),
    ...form.map(({ type, c, min, max, w }) => Uint8Array.of(type, c, min, max, w)),
  );
}

/** Ciphertexts and proofs of one item whose first ciphertext has the index `at`. */
function itemLayout({ type, c, min, max }: FormItem, at: number): Pick<Layout, "cells" | "proofs"> {
  const own = (cells: Layout["cells"]): Statement[] =>
    cells.map((values, i) => ({ terms: [[at + i, 1]], values }));
  const sum = (from: number, count: number) =>
    range(from, from + count - 1).map((cell) => [cell, 1] as const);
  if (type === 1) {
    const cells = Array<readonly number[]>(c).fill(MARKS);
    return { cells, proofs: own(cells) };
  }
  if (type === 2) {
    const cells = Array<readonly number[]>(c).fill(BIT);
    const total = { terms: sum(at, c), values: range(min, max) };
    return { cells, proofs: min === 0 && max === c ? own(cells) : [...own(cells), total] };
  }
  if (type === 3) {
    const cells = Array<readonly number[]>(c * max).fill(BIT);
    const items = range(0, c - 1).map((i) => ({ terms: sum(at + i * max, max), values: BIT }));
    return { cells, proofs: [...own(cells), ...items] };
  }
  const cells = [...Array<readonly number[]>(c).fill(MARKS), range(0, c)];
  const approvals: Statement = { terms: [...sum(at, c), [at + c, -ABSTAIN]], values: range(0, max) };
  const marked: Statement = { terms: [...sum(at, c), [at + c, 1 - ABSTAIN]], values: range(0, c) };
  return { cells, proofs: [...own(cells), approvals, marked] };
}

/** Works a form out. @throws SealedError `bad-form`, also for a body longer than the server takes */
export function layoutOf(form: Form): Layout {
  if (form.length === 0 || !form.every(isSound)) throw new SealedError("bad-form");
  const cells: (readonly number[])[] = [];
  const proofs: Statement[] = [];
  for (const item of form) {
    const part = itemLayout(item, cells.length);
    cells.push(...part.cells);
    proofs.push(...part.proofs);
  }
  const branches = proofs.reduce((total, { values }) => total + values.length, 0);
  const length = HEADER_LENGTH + CIPHERTEXT_LENGTH * cells.length + BRANCH_LENGTH * branches;
  if (length > MAX_BODY) throw new SealedError("bad-form");
  return { cells, proofs, length };
}

/** The plaintext of a statement's sum. */
export function totalOf({ terms }: Statement, plain: readonly number[]): number {
  return terms.reduce((total, [cell, factor]) => total + factor * (plain[cell] ?? Number.NaN), 0);
}

/** Whether every statement of the form is true of these plaintexts. */
export function fits({ cells, proofs }: Layout, plain: readonly number[]): boolean {
  return plain.length === cells.length && proofs.every((one) => one.values.includes(totalOf(one, plain)));
}

function plainItem({ type, c, max }: FormItem, choices: ItemChoices): number[] {
  if (choices.length !== c) throw new SealedError("bad-choice");
  if (type === 2) return choices.map((chosen) => (typeof chosen === "number" ? chosen : Number.NaN));
  if (type === 3) {
    const levels = range(1, max);
    if (!choices.every((level) => level === null || levels.includes(level as number)))
      throw new SealedError("bad-choice");
    return choices.flatMap((level) => levels.map((l) => (l === level ? 1 : 0)));
  }
  const marks = choices.map((choice) => MARKS[CHOICES.indexOf(choice)] ?? Number.NaN);
  return type === 4 ? [...marks, marks.filter((m) => m === ABSTAIN).length] : marks;
}

/** The plaintexts of some choices. @throws SealedError `bad-choice` if the form does not allow them */
export function plaintexts(form: Form, choices: Choices): number[] {
  if (choices.length !== form.length) throw new SealedError("bad-choice");
  const plain = form.flatMap((item, i) => plainItem(item, choices[i] ?? []));
  if (!fits(layoutOf(form), plain)) throw new SealedError("bad-choice");
  return plain;
}

function chosenItem({ type, c, max }: FormItem, plain: readonly number[]): ItemChoices {
  if (type === 2) return plain;
  if (type === 3) {
    return range(0, c - 1).map((i) => plain.slice(i * max, (i + 1) * max).indexOf(1) + 1 || null);
  }
  return plain.slice(0, c).map((m) => (m === 0 ? "against" : m === 1 ? "for" : "abstain"));
}

/** The choices of some plaintexts. @throws SealedError `bad-choice` if the form does not allow them */
export function choicesOf(form: Form, plain: readonly number[]): Choices {
  if (!fits(layoutOf(form), plain)) throw new SealedError("bad-choice");
  let at = 0;
  return form.map((item) => {
    const cells = itemLayout(item, 0).cells.length;
    at += cells;
    return chosenItem(item, plain.slice(at - cells, at));
  });
}
