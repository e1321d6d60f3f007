/** What is on a ballot, what counted ballots come to, and what the rules make of it (docs/forms.md §1, §4, §5). */

import { byCodePoints } from "@hemicycle/kit/counts";
import {
  CHOOSE,
  ELECTION,
  type ElectionMarks,
  GRADES,
  isMotion,
  type Marks,
  RANKING,
  THREE_KEYS,
} from "@hemicycle/kit/marks";
import type { Bilingual, FormItem, Paper } from "@hemicycle/kit/types";
import { sameName } from "@hemicycle/kit/written";
import { needed, tookPart } from "./rules.ts";

/** Added to the type in the opening of a named vote. */
export const IN_CLEAR = 128;
const MAX_SLOTS = 5;
const MAX_RANKED = 30;

/** The one item of a form with its names; a motion has none. */
export interface Item extends FormItem {
  readonly names: readonly Bilingual[];
  readonly motion: boolean;
}

function fits({ type, c, min, max, w }: FormItem, mostSlots: number): boolean {
  const plain = min === 0 && max === 0 && w === 0;
  if (c < 1 || c > 255) return false;
  if (type === THREE_KEYS) return plain;
  if (type === CHOOSE) return min <= max && max <= c && max > 0 && w === 0;
  if (type === GRADES) return min === 0 && (max === 3 || max === 4) && w === 0;
  if (type === ELECTION) return min === 0 && w <= mostSlots && max >= 1 && max <= c + w && (w > 0 || max < c);
  return type === RANKING && plain && c >= 2 && c <= MAX_RANKED;
}

interface Written {
  readonly form: readonly FormItem[];
  readonly names: readonly (readonly Bilingual[])[];
}

/** The item of an opening's definition; null if it is not that of a ballot. On paper up to c names may be written in. */
export function itemOfDefinition(definition: Written, named: boolean, paper: boolean): Item | null {
  const { form, names } = definition;
  const [[first], [labels]] = [form, names];
  if (form.length !== 1 || names.length !== 1 || !first || !labels) return null;
  const item = { ...first, type: (named ? first.type - IN_CLEAR : first.type) as FormItem["type"] };
  const motion = isMotion([item], [labels]);
  if (!fits(item, paper ? item.c : MAX_SLOTS) || (!motion && labels.length !== item.c)) return null;
  return { ...item, names: labels, motion };
}

const MOTION: Item = {
  ...{ type: THREE_KEYS, c: 1, min: 0, max: 0, w: 0 },
  names: [],
  motion: true,
};

/** The item of a draft, which has neither form nor names if it is of a motion; null if it is not that of a ballot. */
export function draftedItem({ form, names }: Partial<Written>, paper: boolean): Item | null {
  if (!form && !names) return MOTION;
  const item = form && names ? itemOfDefinition({ form, names }, false, paper) : null;
  return item?.motion ? null : item;
}

export function paperOf(item: Item): Paper {
  const { type, c, min, max, w } = item;
  return { form: [{ type, c, min, max, w }], names: [item.names] };
}

/** How many counts a name has in a result. */
export function widthOf({ type, max }: FormItem): number {
  return { [CHOOSE]: 1, [GRADES]: max + 1, [RANKING]: 2 }[type as number] ?? 3;
}

/** How long the marks are in a named ballot (docs/forms.md §3). */
export function marksLength({ type, c, w }: FormItem): number {
  return type === RANKING ? 30 : c + 60 * w;
}

/** Names written in with their votes by code points, and slots that count for none. */
export interface WrittenCount {
  readonly names: readonly { readonly name: string; readonly votes: number }[];
  readonly listed: number;
  readonly repeated: number;
  readonly invalid: number;
  readonly empty: number;
}

export interface Count {
  readonly voted: number;
  /** Every name's counts, in the ballot's order. */
  readonly names: readonly (readonly number[])[];
  readonly written?: WrittenCount | undefined;
  readonly orders?: { readonly valid: number; readonly invalid: number } | undefined;
}

/** Shorter spellings first, then by code points. */
function better(one: string, other: string): number {
  return [...one].length - [...other].length || byCodePoints(one, other);
}

/** What the slots of all rows count: "" is blank, null no name. Null where more are written than `flags` say. */
export function countWritten(
  rows: readonly (readonly (string | null)[])[],
  labels: ReadonlySet<string>,
  flags: number,
): WrittenCount | null {
  const votes = new Map<string, { shown: string; votes: number }>();
  let [listed, repeated, invalid] = [0, 0, 0];
  for (const row of rows) {
    const own = new Set<string>();
    for (const name of row) {
      if (name === "") continue;
      const bare = sameName(name ?? "");
      if (name === null) invalid += 1;
      else if (labels.has(bare)) listed += 1;
      else if (own.has(bare)) repeated += 1;
      else {
        own.add(bare);
        const known = votes.get(bare) ?? { shown: name, votes: 0 };
        votes.set(bare, {
          shown: better(name, known.shown) < 0 ? name : known.shown,
          votes: known.votes + 1,
        });
      }
    }
  }
  const names = [...votes.values()].map((one) => ({ name: one.shown, votes: one.votes }));
  const empty = flags - names.reduce((sum, one) => sum + one.votes, invalid + listed + repeated);
  if (empty < 0) return null;
  return { names: names.sort((a, b) => byCodePoints(a.name, b.name)), listed, repeated, invalid, empty };
}

/** The labels that nobody can write in, without spaces, in both languages. */
export function labelsOf({ names }: Item): Set<string> {
  return new Set(names.flatMap(({ zh, en }) => [sameName(zh), sameName(en)]).filter(Boolean));
}

/** Points and first places of orders of preference; null is a row that holds none. */
export function countOrders(orders: readonly (readonly number[] | null)[], voted: number, c: number): Count {
  const names = Array.from({ length: c }, () => [0, 0] as [number, number]);
  for (const order of orders)
    for (const [place, number] of (order ?? []).entries()) {
      const own = names[number - 1];
      if (own) [own[0], own[1]] = [own[0] + c - place, own[1] + (place === 0 ? 1 : 0)];
    }
  const valid = orders.filter((order) => order !== null).length;
  return { voted, names, orders: { valid, invalid: orders.length - valid } };
}

const KEYS = ["for", "against", "abstain"];

/** What named ballots come to. */
export function countMarks(item: Item, ballots: readonly Marks[]): Count {
  const voted = ballots.length;
  if (item.type === RANKING) return countOrders(ballots as readonly (readonly number[])[], voted, item.c);
  const rows = ballots.map((marks) => ("written" in marks ? marks.names : marks) as readonly unknown[]);
  const times = (name: number, mark: unknown) => rows.filter((row) => row[name] === mark).length;
  const each = (columns: readonly unknown[]) =>
    Array.from({ length: item.c }, (_, name) => columns.map((mark) => times(name, mark)));
  if (item.type === CHOOSE) return { voted, names: each([1]) };
  if (item.type === GRADES)
    return { voted, names: each([...Array.from({ length: item.max }, (_, i) => i + 1), 0]) };
  if (item.type !== ELECTION || item.w === 0) return { voted, names: each(KEYS) };
  const slots = (ballots as readonly ElectionMarks[]).map(({ written }) => written);
  const written = countWritten(slots, labelsOf(item), slots.flat().length);
  return { voted, names: each(KEYS), written: written ?? undefined };
}

/** The count of ballots whose sums are `cells`: (for, abstain) of three keys, (x) of others. */
export function countCells(
  item: Item,
  voted: number,
  cells: readonly (readonly number[])[],
  written?: WrittenCount,
): Count {
  if (item.type === THREE_KEYS || item.type === ELECTION) {
    const names = cells
      .slice(0, item.c)
      .map(([yes = 0, abstain = 0]) => [yes, voted - yes - abstain, abstain]);
    return { voted, names, written };
  }
  if (item.type !== GRADES) return { voted, names: cells };
  const flat = cells.map(([x = 0]) => x);
  const names = Array.from({ length: item.c }, (_, i) => flat.slice(i * item.max, (i + 1) * item.max));
  return { voted, names: names.map((row) => [...row, voted - sum(row)]) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Whether counts can be those of so many ballots. */
export function possible(item: Item, { voted, names, orders }: Count): boolean {
  if (item.type === CHOOSE) {
    const chosen = sum(names.map(([x = 0]) => x));
    return names.every(([x = 0]) => x <= voted) && item.min * voted <= chosen && chosen <= item.max * voted;
  }
  if (item.type !== RANKING) return names.every((row) => sum(row) === voted);
  const { valid = 0, invalid = 0 } = orders ?? {};
  return valid + invalid <= voted && sum(names.map(([, first = 0]) => first)) <= valid;
}

// biome-ignore lint/suspicious/noExplicitAny: a result whose shape was checked
export type Result = Readonly<Record<string, any>>;

/** The count that a result says; null if it has not the form's names, or counts that can't be. */
export function signedCount(item: Item, result: Result): Count | null {
  if (item.motion) {
    const counts = KEYS.map((key) => result[key] as number);
    return { voted: sum(counts), names: [counts] };
  }
  const part = result.items.length === 1 ? result.items[0] : { names: [] };
  const names: number[][] = part.names.map((name: Result) => name.counts);
  const whole =
    names.length === item.c &&
    "written" in part === item.w > 0 &&
    "orders" in part === (item.type === RANKING) &&
    names.every((row) => row.length === widthOf(item));
  if (!whole) return null;
  const { written, orders } = part;
  const named = written?.names.map(({ name, votes }: Result) => ({ name, votes })) ?? [];
  const count = {
    voted: result.voted as number,
    names,
    written: written && {
      ...written,
      names: named.sort((a: Result, b: Result) => byCodePoints(a.name, b.name)),
    },
    orders,
  };
  return possible(item, count) ? count : null;
}

/** Of each number whether it is in, out or tied: the most, where `least` are required. */
function highest(votes: readonly number[], least: number, seats: number): ("in" | "out" | "tied")[] {
  const able = votes.filter((number) => number >= least).sort((a, b) => b - a);
  if (able.length <= seats) return votes.map((number) => (number >= least ? "in" : "out"));
  const boundary = able[seats - 1] ?? 0;
  const equal = able[seats] === boundary ? "tied" : "in";
  return votes.map((number) => (number > boundary ? "in" : number === boundary ? equal : "out"));
}

function grade(
  rule: string,
  counts: readonly number[],
  members: number,
  present: number,
  voted: number,
): string {
  const levels = counts.slice(0, -1);
  const base = { "grades-all": members, "grades-present": present }[rule] ?? voted - (counts.at(-1) ?? 0);
  const good = sum(levels.slice(0, -2));
  if (base === 0) return "no-conclusion";
  if (2 * (levels.at(-1) ?? 0) > base) return "dissatisfied";
  if (levels.length === 4 && 3 * (levels[0] ?? 0) >= 2 * base) return "excellent";
  if (3 * good >= 2 * base) return "satisfied";
  return 2 * (good + (levels.at(-2) ?? 0)) > base ? "basically-satisfied" : "no-conclusion";
}

/** What judges a form: its rule and the sitting. */
export interface Ground {
  readonly rule: string;
  readonly quorum: string;
  readonly members: number;
  readonly present: number;
}

/** The verdict on every name, and on every name written in. */
export function verdictsOf(item: Item, ground: Ground, count: Count): { own: string[]; written: string[] } {
  const { rule, quorum, members, present } = ground;
  const enough = tookPart(quorum, members, count.voted);
  if (item.type === RANKING) return { own: count.names.map(() => "ranked"), written: [] };
  if (item.type === GRADES) {
    const own = count.names.map((counts) => grade(rule, counts, members, present, count.voted));
    return { own: enough ? own : own.map(() => "no-conclusion"), written: [] };
  }
  const votes = count.names.map(([yes = 0]) => yes);
  const written = (count.written?.names ?? []).map((one) => one.votes);
  const one = rule === "top" || rule === "plurality" ? 1 : 0;
  const seats = item.type === THREE_KEYS ? votes.length : item.max;
  const found = highest([...votes, ...written], Math.max(needed(rule, members, present), one), seats);
  const word = { [THREE_KEYS]: "carried", [CHOOSE]: "chosen" }[item.type as number] ?? "elected";
  const words = { in: word, tied: "tied", out: `not-${word}` };
  const told = found.map((outcome) => words[enough ? outcome : "out"]);
  return { own: told.slice(0, votes.length), written: told.slice(votes.length) };
}

/** Whether a motion is carried. */
export function isCarried({ rule, quorum, members, present }: Ground, voted: number, yes: number): boolean {
  return yes >= needed(rule, members, present) && tookPart(quorum, members, voted);
}
