/** Names on no list and rankings as points (docs/sealed-names.md §2). */
import { type Bytes, concat, EncodingError } from "../encoding.ts";
import { nameBytes, readName } from "../written.ts";
import { decodePoint, encodePoint, type Point, SealedError } from "./group.ts";

const BLOCK_BYTES = 30;
/** About one try in four gives a point: as many are made for nearly every block, whatever stands in it. */
const TRIES = 16;
const ALL_TRIES = 128;
const NOTHING = Uint8Array.of(0);

function tried(block: Uint8Array, first: number): Point | null {
  try {
    return decodePoint(concat(Uint8Array.of(first), block, NOTHING), true);
  } catch {
    return null;
  }
}

/** The point of 30 bytes: the first of `x‖block‖00`, x = 0, 2, … 254, that is one. @throws SealedError `bad-choice` */
function blockPoint(block: Uint8Array): Point {
  let found: Point | null = null;
  for (let i = 0; i < ALL_TRIES && (i < TRIES || !found); i++) {
    const point = tried(block, 2 * i);
    found ??= point;
  }
  if (!found) throw new SealedError("bad-choice");
  return found;
}

function blocksOf(points: readonly Point[]): Bytes {
  return concat(...points.map((point) => encodePoint(point).subarray(1, 1 + BLOCK_BYTES)));
}

/** The two points of a name in written form; of none (`""`) both are 0. @throws SealedError `bad-choice` */
export function namePoints(name: string): readonly [Point, Point] {
  try {
    const bytes = nameBytes(name);
    return [blockPoint(bytes.subarray(0, BLOCK_BYTES)), blockPoint(bytes.subarray(BLOCK_BYTES))];
  } catch (error) {
    throw error instanceof EncodingError ? new SealedError("bad-choice") : error;
  }
}

function same(one: readonly Point[], other: readonly Point[]): boolean {
  return one.length === other.length && one.every((point, i) => point.equals(other[i] as Point));
}

/** The name of two points, `""` if blank; null if no name makes them. */
export function nameOf(points: readonly Point[]): string | null {
  try {
    const name = readName(blocksOf(points));
    return same(points, namePoints(name)) ? name : null;
  } catch {
    return null;
  }
}

/** The point of an order of preference: distinct numbers from 1..c, the first preferred. @throws SealedError `bad-choice` */
export function rankingPoint(order: readonly number[], c: number): Point {
  const sound = order.every((number) => Number.isInteger(number) && number >= 1 && number <= c);
  if (!sound || c > BLOCK_BYTES || new Set(order).size < order.length) throw new SealedError("bad-choice");
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(order);
  return blockPoint(block);
}

/** The order of a point; null if none makes it. */
export function rankingOf(point: Point, c: number): readonly number[] | null {
  const block = blocksOf([point]);
  const order = Array.from(block.subarray(0, block.findLastIndex((byte) => byte !== 0) + 1));
  try {
    return rankingPoint(order, c).equals(point) ? order : null;
  } catch {
    return null;
  }
}
