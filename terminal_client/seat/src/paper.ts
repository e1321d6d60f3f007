/** A ballot paper being filled in: what stands on it, and what the deputy has put there so far (docs/forms.md §1, §2). Pure. */
import {
  CHOOSE,
  ELECTION,
  type ElectionMarks,
  GRADES,
  type Marks,
  RANKING,
  THREE_KEYS,
} from "@hemicycle/kit/marks";
import { type Bilingual, CHOICES, type Choice, type FormItem } from "@hemicycle/kit/types";
import { clean, isWritten, NAME_BYTES, sameName } from "@hemicycle/kit/written";

/** What has been put on a paper. */
export interface Draft {
  /** For every name the number of its mark, 0 without one: types 1, 4 the key from 1; 2: 1 chosen; 3: the level; 5: the place. */
  readonly rows: readonly number[];
  /** Names written in, slot by slot as typed. */
  readonly written: readonly string[];
}

/** What stands on a ballot that is no motion. */
export interface Listing {
  readonly item: FormItem;
  readonly labels: readonly Bilingual[];
}

/** A paper with what has been put on it. */
export interface Filling extends Listing {
  readonly draft: Draft;
}

/** Why a name that was written in can't stand. */
export type SlotFault = "bad-name" | "too-long" | "listed" | "repeated" | "no-against" | "full";

/** What keeps a paper from being cast: names without a mark, too few chosen, a written name that can't stand. */
export type Lack =
  | { readonly kind: "unmarked"; readonly count: number; readonly row: number }
  | { readonly kind: "few"; readonly count: number }
  | { readonly kind: "written"; readonly slot: number };

/** Key numbers of types 1 and 4, in the order of {@link CHOICES}. */
const FOR = CHOICES.indexOf("for") + 1;
const AGAINST = CHOICES.indexOf("against") + 1;

/** More names than this don't show at once: whoever casts sees them together first. */
const SEEN_AT_ONCE = 6;

/** How many keys a row has. */
export function keysOf({ type, max }: FormItem): number {
  if (type === GRADES) return max;
  return type === THREE_KEYS || type === ELECTION ? CHOICES.length : 1;
}

/** A paper with nothing on it. */
export function blank({ c, w }: FormItem): Draft {
  return { rows: Array<number>(c).fill(0), written: Array<string>(w).fill("") };
}

function rowsOf({ type, c }: FormItem, marks: Marks): number[] {
  if (type === RANKING) {
    const order = marks as readonly number[];
    return Array.from({ length: c }, (_, row) => order.indexOf(row + 1) + 1);
  }
  if (type === CHOOSE || type === GRADES) return [...(marks as readonly number[])];
  const words = type === ELECTION ? (marks as ElectionMarks).names : (marks as readonly Choice[]);
  return words.map((word) => CHOICES.indexOf(word) + 1);
}

/** The paper as it was cast; blank where that is not known any more. */
export function draftOf(item: FormItem, marks: Marks | null): Draft {
  if (!marks) return blank(item);
  const written = item.type === ELECTION ? (marks as ElectionMarks).written : [];
  return {
    rows: rowsOf(item, marks),
    written: blank(item).written.map((_, slot) => written[slot] ?? ""),
  };
}

function counted(rows: readonly number[], mark: number): number {
  return rows.filter((one) => one === mark).length;
}

/** Names written in, as they will stand on the ballot. */
export function writtenOf({ written }: Draft): string[] {
  return written.map(clean).filter((name) => name !== "");
}

/** Approvals and names written in, or options chosen: what `max` limits. */
export function chosenOf({ draft }: Filling): number {
  return counted(draft.rows, FOR) + writtenOf(draft).length;
}

export function againstsOf({ draft }: Filling): number {
  return counted(draft.rows, AGAINST);
}

/** How many names have a mark, or a place. */
export function markedOf({ draft }: Filling): number {
  return draft.rows.length - counted(draft.rows, 0);
}

/** How many may be chosen; Infinity where all may. */
export function limitOf({ type, max }: FormItem): number {
  return type === CHOOSE || type === ELECTION ? max : Number.POSITIVE_INFINITY;
}

function marked(draft: Draft, row: number, mark: number): Draft {
  return { ...draft, rows: draft.rows.map((one, at) => (at === row ? mark : one)) };
}

/** Gives the row the next place, or takes its place away: those behind it move up. */
function placed({ draft }: Filling, row: number): Draft {
  const place = draft.rows[row] ?? 0;
  if (place === 0) return marked(draft, row, Math.max(0, ...draft.rows) + 1);
  return {
    ...draft,
    rows: draft.rows.map((one) => (one === place ? 0 : one > place ? one - 1 : one)),
  };
}

/**
 * Presses a key of a row. What is chosen or graded is taken back by the same key; a key of three stays pressed until another one is.
 * Null where the paper is full: nothing is taken off it to make room.
 */
export function press(paper: Filling, row: number, mark: number): Draft | null {
  const { item, draft } = paper;
  if (mark < 1 || mark > keysOf(item) || row < 0 || row >= item.c) return draft;
  if (item.type === RANKING) return placed(paper, row);
  const now = draft.rows[row] ?? 0;
  const again = now === mark;
  const adds = mark === FOR && !again && chosenOf(paper) >= limitOf(item);
  if (adds) return null;
  const taken = again && (item.type === CHOOSE || item.type === GRADES);
  return marked(draft, row, taken ? 0 : mark);
}

/** Moves a placed row one place up (−1) or down (+1), in exchange with the one that has that place. */
export function move({ draft }: Filling, row: number, by: -1 | 1): Draft {
  const from = draft.rows[row] ?? 0;
  const to = from + by;
  if (from === 0 || !draft.rows.includes(to) || to === 0) return draft;
  return { ...draft, rows: draft.rows.map((one) => (one === from ? to : one === to ? from : one)) };
}

/** Writes in a slot what was typed. */
export function write({ draft }: Filling, slot: number, text: string): Draft {
  return { ...draft, written: draft.written.map((one, at) => (at === slot ? text : one)) };
}

/** Rows by place; type 5. */
export function orderOf({ rows }: Draft): number[] {
  return Array.from({ length: rows.length }, (_, place) => rows.indexOf(place + 1)).filter((row) => row >= 0);
}

/** Why what stands in a slot can't stay there; null if it can, or it is empty. */
export function slotFault(paper: Filling, slot: number): SlotFault | null {
  const { item, labels, draft } = paper;
  const name = clean(draft.written[slot] ?? "");
  if (name === "") return null;
  const before = writtenOf({ rows: [], written: draft.written.slice(0, slot) });
  if (new TextEncoder().encode(name).length > NAME_BYTES) return "too-long";
  if (!isWritten(name)) return "bad-name";
  const same = sameName(name);
  if (labels.some(({ zh, en }) => sameName(zh) === same || sameName(en) === same)) return "listed";
  if (before.some((one) => sameName(one) === same)) return "repeated";
  if (before.length >= againstsOf(paper)) return "no-against";
  return counted(draft.rows, FOR) + before.length >= item.max ? "full" : null;
}

/** The first thing that keeps the paper from being cast; null if nothing does. */
export function lackOf(paper: Filling): Lack | null {
  const { item, draft } = paper;
  if (item.type === CHOOSE) {
    const count = item.min - chosenOf(paper);
    return count > 0 ? { kind: "few", count } : null;
  }
  if (item.type !== THREE_KEYS && item.type !== ELECTION) return null;
  const slot = draft.written.findIndex((_, at) => slotFault(paper, at) !== null);
  if (slot >= 0) return { kind: "written", slot };
  const row = draft.rows.indexOf(0);
  return row >= 0 ? { kind: "unmarked", count: counted(draft.rows, 0), row } : null;
}

/** The first row without a mark below `from`, then from the top; -1 without one. */
export function nextUnmarked({ draft }: Filling, from: number): number {
  const below = draft.rows.indexOf(0, from + 1);
  return below >= 0 ? below : draft.rows.indexOf(0);
}

function choiceOf(mark: number): Choice {
  return CHOICES[mark - 1] ?? "abstain";
}

/** What the paper comes to; null while something is lacking. */
export function marksOf(paper: Filling): Marks | null {
  const { item, draft } = paper;
  if (lackOf(paper)) return null;
  switch (item.type) {
    case THREE_KEYS:
      return draft.rows.map(choiceOf);
    case ELECTION:
      return { names: draft.rows.map(choiceOf), written: writtenOf(draft) };
    case RANKING:
      return orderOf(draft).map((row) => row + 1);
    default:
      return draft.rows;
  }
}

export function sameDraft(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether anything stands on the paper. */
export function isBegun({ rows, written }: Draft): boolean {
  return rows.some((mark) => mark !== 0) || written.some((text) => text.trim() !== "");
}

/** Whether all marks are to be seen together before they are cast: what doesn't fit on the screen, what was typed, ordered or left out. */
export function wantsReview(paper: Filling): boolean {
  const { item, labels, draft } = paper;
  return (
    labels.length > SEEN_AT_ONCE ||
    item.type === RANKING ||
    writtenOf(draft).length > 0 ||
    draft.rows.every((mark) => mark === 0) ||
    (item.type === GRADES && draft.rows.includes(0))
  );
}

/** What a mark is called: a choice, a level, chosen, a name written in, a place, or nothing. */
export type MarkKind =
  | { readonly kind: "choice"; readonly choice: Choice }
  | { readonly kind: "level"; readonly level: number; readonly of: number }
  | { readonly kind: "chosen" }
  | { readonly kind: "written" }
  | { readonly kind: "order" }
  | { readonly kind: "none" };

/** Names of a ballot that have the same mark, in the ballot's order; of a ranking by place. */
export interface MarkGroup {
  readonly mark: MarkKind;
  /** Rows from 0. */
  readonly rows: readonly number[];
  /** Names that are on no list. */
  readonly written: readonly string[];
}

function group(mark: MarkKind, rows: readonly number[]): MarkGroup {
  return { mark, rows, written: [] };
}

/** A cast ballot by its marks: groups without names are left out, those of names that were left blank come last. */
export function groupsOf(item: FormItem, marks: Marks): MarkGroup[] {
  const { rows, written } = draftOf(item, marks);
  const at = (mark: number) => rows.flatMap((one, row) => (one === mark ? [row] : []));
  const groups = ((): MarkGroup[] => {
    switch (item.type) {
      case CHOOSE:
        return [group({ kind: "chosen" }, at(1))];
      case GRADES:
        return [
          ...Array.from({ length: item.max }, (_, i) =>
            group({ kind: "level", level: i + 1, of: item.max }, at(i + 1)),
          ),
          group({ kind: "none" }, at(0)),
        ];
      case RANKING:
        return [group({ kind: "order" }, orderOf({ rows, written })), group({ kind: "none" }, at(0))];
      default:
        return [
          ...CHOICES.map((choice, i) => group({ kind: "choice", choice }, at(i + 1))),
          { mark: { kind: "written" }, rows: [], written: writtenOf({ rows, written }) },
        ];
    }
  })();
  return groups.filter((one) => one.rows.length + one.written.length > 0);
}

/** The mark of one row; of a ranking its place stands in the group. */
export function markOf(item: FormItem, marks: Marks, row: number): MarkKind & { readonly place?: number } {
  const mark = rowsOf(item, marks)[row] ?? 0;
  if (mark === 0) return { kind: "none" };
  switch (item.type) {
    case CHOOSE:
      return { kind: "chosen" };
    case GRADES:
      return { kind: "level", level: mark, of: item.max };
    case RANKING:
      return { kind: "order", place: mark };
    default:
      return { kind: "choice", choice: choiceOf(mark) };
  }
}
