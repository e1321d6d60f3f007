/** Shares of a decryption: whether each is proved, and what k of them open (docs/sealed.md §6, docs/sealed-names.md §6). */
import { type Bytes, u32be } from "@hemicycle/kit/encoding";
import {
  decodeScalar,
  encodePoint,
  G,
  hashToScalar,
  mod,
  ORDER,
  type Point,
} from "@hemicycle/kit/sealed/group";
import { parts } from "./bytes.ts";
import { readPoint, Sum, weight } from "./points.ts";

/** `M‖a‖b‖z`. */
export const SHARE = 128;

/** A share of one cell, and the sums A‖B that it is of, which are known to be points. */
export interface CellShare {
  readonly cell: number;
  readonly sums: Bytes;
  readonly share: Bytes;
}

/** What shares are bound to: the tag and digest of what is opened, and a scrutineer with its public `S_i`. */
export interface Binding {
  readonly tag: string;
  readonly bound: Bytes;
  readonly party: number;
  readonly own: Bytes;
}

/** B of a cell, and the M of each chosen scrutineer. */
export interface SharedCell {
  readonly beta: Bytes;
  readonly shares: readonly Bytes[];
}

interface Read {
  readonly alpha: Point;
  readonly m: Point;
  readonly a: Point;
  readonly b: Point;
  readonly z: bigint;
  readonly h: bigint;
}

async function readShare({ cell, sums, share }: CellShare, to: Binding): Promise<Read | null> {
  const written = parts(share.slice(0, 96), 32);
  const [m, a, b] = written.map((bytes, i) => readPoint(bytes, i !== 1));
  const alpha = readPoint(sums.slice(0, 32), true);
  const z = readScalar(share.slice(96));
  if (!m || !a || !b || !alpha || z === null) return null;
  const place = [to.bound, u32be(to.party), u32be(cell), to.own];
  const h = await hashToScalar(to.tag, ...place, sums.slice(0, 32), sums.slice(32), ...written);
  return { alpha, m, a, b, z, h };
}

/** A scalar below ℓ, or null. */
export function readScalar(bytes: Bytes): bigint | null {
  try {
    return decodeScalar(bytes);
  } catch {
    return null;
  }
}

/** Whether `a = z·G + h·S_i` and `b = z·A + h·M_i` of all shares hold, in one sum. */
function hold(shares: readonly Read[], own: Point): boolean {
  const sum = new Sum();
  let [ofG, ofOwn] = [0n, 0n];
  for (const { alpha, m, a, b, z, h } of shares) {
    const [one, other] = [weight(), weight()];
    ofG += one * z;
    ofOwn += one * h;
    sum.add(-one, a).add(-other, b);
    sum.add(other * z, alpha).add(other * h, m);
  }
  return sum.add(ofG, G.point).add(ofOwn, own).isZero;
}

/** M_i of every cell whose share is proved; null for the others. */
export async function judgeShares(items: readonly CellShare[], to: Binding): Promise<(Bytes | null)[]> {
  const own = readPoint(to.own);
  if (!own) return items.map(() => null);
  const read = await Promise.all(items.map((item) => readShare(item, to)));
  const sound = read.filter((one) => one !== null);
  const all = hold(sound, own);
  return read.map((one) => (one && (all || hold([one], own)) ? encodePoint(one.m) : null));
}

/** λ_i: what interpolation at 0 takes of the value at an index. */
export function atZero(index: number, chosen: readonly number[]): bigint {
  return chosen.reduce((product, other) => {
    if (other === index) return product;
    return mod(product * BigInt(other) * inverse(mod(BigInt(other - index))));
  }, 1n);
}

function inverse(value: bigint): bigint {
  let [result, base, power] = [1n, value, ORDER - 2n];
  for (; power > 0n; power >>= 1n, base = mod(base * base)) if (power & 1n) result = mod(result * base);
  return result;
}

/** `T = B − Σ λ_i·M_i` of every cell. */
export function openCells(cells: readonly SharedCell[], weights: readonly bigint[]): Bytes[] {
  return cells.map(({ beta, shares }) => {
    const sum = new Sum().add(1n, readPoint(beta, true) as Point);
    for (const [i, share] of shares.entries())
      sum.add(-(weights[i] as bigint), readPoint(share, true) as Point);
    return encodePoint(sum.total);
  });
}
