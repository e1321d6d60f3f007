/** Forms of sealed ballots (docs/sealed.md §4): which ciphertexts, and what is proven about them. */
import { type Bytes, concat, u32be } from "../encoding.ts";
import { isSound } from "../forms.ts";
import { areMarks, type Marks, RANKING } from "../marks.ts";
import type { Choice, Form, FormItem } from "../types.ts";
import { type Point, SealedError } from "./group.ts";
import { nameOf, namePoints, rankingOf, rankingPoint } from "./names.ts";

export type { Form, FormItem } from "../types.ts";

/** The plaintext of an abstention: more than any electorate. */
export const ABSTAIN = 2 ** 20;
/** The longest body that the server takes. */
export const MAX_BODY = 20_480;

/** A plaintext: a number, or the point of a name or of a ranking. */
export type Plain = number | Point;
/** What is chosen: marks for each item of the form. */
export type Choices = readonly Marks[];

/** "The plaintext of Σ factor·ct is in `values`"; `terms` are pairs of a ciphertext's index and its factor. */
export interface SetStatement {
  readonly terms: readonly (readonly [cell: number, factor: number])[];
  readonly values: readonly number[];
}

/** "The flag at `slot` is 0 and the two names after it blank, or it is 1 and whoever made this knows them." */
export interface SlotStatement {
  readonly slot: number;
}

/** "Whoever made this knows the ranking at `ranking`." */
export interface RankingStatement {
  readonly ranking: number;
}

export type Statement = SetStatement | SlotStatement | RankingStatement;

/** The values that a ciphertext's plaintext can have. */
export type Cell = readonly number[] | "point";

/** A form worked out. */
export interface Layout {
  readonly cells: readonly Cell[];
  readonly proofs: readonly Statement[];
  /** Length of the body in bytes. */
  readonly length: number;
}

export const HEADER_LENGTH = 103;
export const CIPHERTEXT_LENGTH = 64;
export const BRANCH_LENGTH = 128;
export const SLOT_PROOF_LENGTH = 576;
export const RANKING_PROOF_LENGTH = 64;
/** Ciphertexts of a slot: the flag and two of the name. */
export const SLOT_CELLS = 3;
const BIT = [0, 1] as const;
const MARKS = [0, 1, ABSTAIN] as const;
/** In the order of {@link MARKS}. */
const KEYS = ["against", "for", "abstain"] as const satisfies readonly Choice[];

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** `list(type‖C‖min‖max‖W)`. */
export function encodeForm(form: Form): Bytes {
  return concat(
    u32be(form.length),
    ...form.map(({ type, c, min, max, w }) => Uint8Array.of(type, c, min, max, w)),
  );
}

/** Ciphertexts and proofs of one item whose first ciphertext has the index `at`. */
function itemLayout({ type, c, min, max, w }: FormItem, at: number): Pick<Layout, "cells" | "proofs"> {
  const own = (cells: readonly (readonly number[])[]): SetStatement[] =>
    cells.map((values, i) => ({ terms: [[at + i, 1]], values }));
  const sum = (from: number, count: number, step = 1) =>
    Array.from({ length: count }, (_, i) => [from + step * i, 1] as const);
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
  if (type === RANKING) return { cells: ["point"], proofs: [{ ranking: at }] };
  const names = [...Array<readonly number[]>(c).fill(MARKS), range(0, c)];
  const first = at + names.length;
  const slots = range(0, w - 1).map((i) => ({ slot: first + SLOT_CELLS * i }));
  const flags = sum(first, w, SLOT_CELLS);
  const approvals = { terms: [...sum(at, c), [at + c, -ABSTAIN] as const, ...flags], values: range(0, max) };
  const marked = { terms: [...sum(at, c), [at + c, 1 - ABSTAIN] as const, ...flags], values: range(0, c) };
  const cells = [...names, ...slots.flatMap((): Cell[] => [BIT, "point", "point"])];
  return { cells, proofs: [...own(names), ...slots, approvals, marked] };
}

/** How long a statement's proof is, in bytes. */
export function proofLength(statement: Statement): number {
  if ("slot" in statement) return SLOT_PROOF_LENGTH;
  return "ranking" in statement ? RANKING_PROOF_LENGTH : BRANCH_LENGTH * statement.values.length;
}

/** Works a form out. @throws SealedError `bad-form`, also for a body longer than the server takes */
export function layoutOf(form: Form): Layout {
  if (form.length === 0 || !form.every(isSound)) throw new SealedError("bad-form");
  const cells: Cell[] = [];
  const proofs: Statement[] = [];
  for (const item of form) {
    const part = itemLayout(item, cells.length);
    cells.push(...part.cells);
    proofs.push(...part.proofs);
  }
  const length = proofs.reduce(
    (total, proof) => total + proofLength(proof),
    HEADER_LENGTH + CIPHERTEXT_LENGTH * cells.length,
  );
  if (length > MAX_BODY) throw new SealedError("bad-form");
  return { cells, proofs, length };
}

/** The plaintext of a statement's sum. */
export function totalOf({ terms }: SetStatement, plain: readonly Plain[]): number {
  const number = (m: Plain | undefined) => (typeof m === "number" ? m : Number.NaN);
  return terms.reduce((total, [cell, factor]) => total + factor * number(plain[cell]), 0);
}

function keyPlain(names: readonly Choice[]): number[] {
  return names.map((choice) => MARKS[KEYS.indexOf(choice)] ?? Number.NaN);
}

function slotPlain(name: string): Plain[] {
  return [name === "" ? 0 : 1, ...namePoints(name)];
}

function plainItem(item: FormItem, marks: Marks): Plain[] {
  const { type, c, max, w } = item;
  if (!areMarks(item, marks, [])) throw new SealedError("bad-choice");
  if ("written" in marks) {
    const names = keyPlain(marks.names);
    const slots = Array.from({ length: w }, (_, i) => slotPlain(marks.written[i] ?? ""));
    return [...names, names.filter((m) => m === ABSTAIN).length, ...slots.flat()];
  }
  if (type === 1) return keyPlain(marks as readonly Choice[]);
  const numbers = marks as readonly number[];
  if (type === RANKING) return [rankingPoint(numbers, c)];
  return type === 2
    ? [...numbers]
    : numbers.flatMap((mark) => range(1, max).map((l) => (l === mark ? 1 : 0)));
}

/** The plaintexts of some choices. @throws SealedError `bad-choice` if the form does not allow them */
export function plaintexts(form: Form, choices: Choices): Plain[] {
  if (choices.length !== form.length) throw new SealedError("bad-choice");
  return form.flatMap((item, i) => plainItem(item, choices[i] ?? []));
}

function keysOf(plain: readonly Plain[]): Choice[] {
  return plain.map((m) => KEYS[MARKS.indexOf(m as 0)] ?? "abstain");
}

/** The name of a slot, `""` if blank; its flag has to say so. @throws SealedError `bad-choice` */
function writtenIn([flag, ...points]: readonly Plain[]): string {
  const name = nameOf(points as Point[]);
  if (name === null || flag !== (name === "" ? 0 : 1)) throw new SealedError("bad-choice");
  return name;
}

function chosenItem({ type, c, max, w }: FormItem, plain: readonly Plain[]): Marks {
  if (type === 1) return keysOf(plain);
  if (type === 2) return plain as readonly number[];
  if (type === 3) return range(0, c - 1).map((i) => plain.slice(i * max, (i + 1) * max).indexOf(1) + 1);
  if (type === RANKING) {
    const order = rankingOf(plain[0] as Point, c);
    if (!order) throw new SealedError("bad-choice");
    return order;
  }
  const slots = range(0, w - 1).map((i) => plain.slice(c + 1 + SLOT_CELLS * i).slice(0, SLOT_CELLS));
  return { names: keysOf(plain.slice(0, c)), written: slots.map(writtenIn).filter((name) => name !== "") };
}

/** Whether every sum of the form is in its set. */
function fits({ cells, proofs }: Layout, plain: readonly Plain[]): boolean {
  const numbers = cells.every((cell, i) => (typeof plain[i] === "number") === (cell !== "point"));
  const sets = proofs.filter((statement) => "values" in statement);
  return (
    plain.length === cells.length && numbers && sets.every((one) => one.values.includes(totalOf(one, plain)))
  );
}

/** The choices of some plaintexts. @throws SealedError `bad-choice` if the form does not allow them */
export function choicesOf(form: Form, plain: readonly Plain[]): Choices {
  if (!fits(layoutOf(form), plain)) throw new SealedError("bad-choice");
  let at = 0;
  return form.map((item) => {
    const cells = itemLayout(item, 0).cells.length;
    at += cells;
    return chosenItem(item, plain.slice(at - cells, at));
  });
}
