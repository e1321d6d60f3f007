/** How many names fit on the stage: the largest type and the fewest columns. Nothing on the hall display scrolls. Pure. */

import { emWidth } from "@hemicycle/kit/dom";

/** Smallest type of the hall display, in units of the stage (1/1920 of its width). */
export const LEAST = 44;
/** Line height of names, in ems. */
const LINE = 1.25;
/** Between columns, in ems. */
export const GAP = 1.4;
/** Texts are measured by their letters: allow for what the measure misses. */
const SLACK = 1.05;
const MOST_COLUMNS = 4;
const STEP = 2;
/** Type larger by so many units is worth breaking names into two lines. */
const WORTH = 14;
/** Names up to so many ems, those of people, are never broken. */
const UNBROKEN = 8;

/** Width of a name in ems; the dot in a name takes the place of a letter. */
export function nameWidth(name: string): number {
  return emWidth(name.replaceAll("·", "・"));
}

export interface Box {
  readonly width: number;
  readonly height: number;
  /** The largest type. */
  readonly most: number;
}

/** What stands in a cell beside and under the name, in ems; `head` stands once over each column. */
export interface Cell {
  readonly beside: number;
  readonly under: number;
  readonly head: number;
}

export interface Fit {
  readonly size: number;
  readonly columns: number;
}

/** The names of each column, one filled after the other. */
export function inColumns<T>(names: readonly T[], columns: number): T[][] {
  const rows = Math.ceil(names.length / columns);
  return Array.from({ length: columns }, (_, i) => names.slice(i * rows, (i + 1) * rows));
}

/** Height in ems of the highest of so many columns; null if a name needs more lines than it may have. */
function heightOf(
  ems: readonly number[],
  columns: number,
  room: number,
  cell: Cell,
  most: number,
): number | null {
  const lines = ems.map((em) => Math.ceil((em * SLACK) / room));
  if (lines.some((count, i) => count > ((ems[i] ?? 0) > UNBROKEN ? most : 1))) return null;
  const heights = inColumns(lines, columns).map((own) =>
    own.reduce((sum, count) => sum + count * LINE + cell.under, cell.head),
  );
  return Math.max(...heights);
}

function largest(ems: readonly number[], box: Box, cell: Cell, lines: number): Fit | null {
  for (let size = box.most; size >= LEAST; size -= STEP) {
    for (let columns = 1; columns <= Math.min(MOST_COLUMNS, ems.length); columns += 1) {
      const room = (box.width / size - (columns - 1) * GAP) / columns - cell.beside;
      // a column that has hardly any room for the name would break it after every other letter
      if (room < Math.min(3, ...ems)) break;
      const height = heightOf(ems, columns, room, cell, lines);
      if (height !== null && height * size <= box.height) return { size, columns };
    }
  }
  return null;
}

/** The largest type at which names so many ems wide fit into the box; null if they don't at the smallest. */
export function fitNames(ems: readonly number[], box: Box, cell: Cell): Fit | null {
  const whole = largest(ems, box, cell, 1);
  const broken = largest(ems, box, cell, 2);
  return whole && broken && broken.size < whole.size + WORTH ? whole : broken;
}

/** Line height of running text, in ems. */
const TEXT_LINE = 1.45;

/** The largest type, in units, at which a text with its paragraphs fits into the box; null if it doesn't at 44. */
export function fitText(text: string, { width, height, most }: Box): number | null {
  for (let size = most; size >= LEAST; size -= 2) {
    const room = width / size;
    const lines = text
      .split("\n")
      .reduce((sum, part) => sum + Math.max(1, Math.ceil((emWidth(part) * SLACK) / room)), 0);
    if (lines * TEXT_LINE * size <= height) return size;
  }
  return null;
}
