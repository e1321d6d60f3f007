/** The rows of a mix in the equations of its proof: what a worker adds up of some of them (docs/sealed-names.md §5). */
import { framed } from "@hemicycle/kit/crypto";
import { type Bytes, u32be } from "@hemicycle/kit/encoding";
import { encodePoint, G, mod, type Point } from "@hemicycle/kit/sealed/group";
import { ristretto255_hasher } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { parts } from "./bytes.ts";
import { readPoint, Sum, weight } from "./points.ts";

/** What belongs to row i, counted from 1: `E_i` and `F_i` are `before` and `after`, `ĉ_{i−1}` and `ĉ_i` `link` and `next`. All are points. */
export interface MixRow {
  readonly i: number;
  readonly u: bigint;
  readonly sPrime: bigint;
  readonly sHat: bigint;
  readonly before: Bytes;
  readonly after: Bytes;
  readonly c: Bytes;
  readonly link: Bytes;
  readonly next: Bytes;
  readonly tHat: Bytes;
}

/** The summands of some rows in equations 1, 3 and 4 (γ and δ of every column), and whether equation 5 holds of each. */
export interface MixPart {
  readonly first: Bytes;
  readonly third: Bytes;
  readonly fourth: readonly Bytes[];
  readonly fifth: boolean;
}

const generators = new Map<number, Point>();

/** `h_i = from_hash(H("gen"; u32 i))`, by the map of RFC 9496 §4.3.4. */
export function generator(i: number): Point {
  const known = generators.get(i);
  if (known) return known;
  const made = ristretto255_hasher.deriveToCurve?.(sha512(framed("gen", u32be(i)))) as Point;
  generators.set(i, made);
  return made;
}

function pointOf(bytes: Bytes): Point {
  return readPoint(bytes, true) as Point;
}

/** `Σ c − h`, `Σ s'·h − x·u·c`, `Σ s'·F − x·u·E`, and whether all `ŝ·G + s'·ĉ_{i−1} = t̂ + x·ĉ_i`. */
export function judgeRows(rows: readonly MixRow[], x: bigint): MixPart {
  const [first, third, fifth] = [new Sum(), new Sum(), new Sum()];
  const fourth = parts(rows[0]?.after ?? new Uint8Array(), 32).map(() => new Sum());
  let ofG = 0n;
  for (const { i, u, sPrime, sHat, before, after, c, link, next, tHat } of rows) {
    const h = generator(i);
    const own = pointOf(c);
    const xu = mod(x * u);
    first.add(1n, own).add(-1n, h);
    third.add(sPrime, h).add(-xu, own);
    const [from, to] = [parts(before, 32), parts(after, 32)];
    for (const [column, sum] of fourth.entries())
      sum.add(sPrime, pointOf(to[column] as Bytes)).add(-xu, pointOf(from[column] as Bytes));
    const one = weight();
    ofG += one * sHat;
    fifth.add(one * sPrime, pointOf(link)).add(-one, pointOf(tHat));
    fifth.add(-one * x, pointOf(next));
  }
  fifth.add(ofG, G.point);
  return {
    first: encodePoint(first.total),
    third: encodePoint(third.total),
    fourth: fourth.map((sum) => encodePoint(sum.total)),
    fifth: fifth.isZero,
  };
}
