/** Whether a mix is a permutation of its input, encrypted anew (docs/sealed-names.md §5: Terelius and Wikström's proof). */
import { type Bytes, concat, u32be } from "@hemicycle/kit/encoding";
import {
  decodePoint,
  encodePoint,
  G,
  hashToScalar,
  mod,
  type Point,
  timesPublic,
  ZERO,
} from "@hemicycle/kit/sealed/group";
import { dig, listed, parts } from "./bytes.ts";
import type { Crew, Told } from "./crew.ts";
import { generator } from "./mixrows.ts";
import type { Reason } from "./reasons.ts";
import { readScalar } from "./sharework.ts";

/** Why a message is no mix, and which of its 32 bytes it is about. */
export interface Unreadable {
  readonly reason: Extract<Reason, "mix-length" | "not-points" | "mix-scalar">;
  readonly part: number;
}

/** A mix message of N rows in its parts, named as in §5; a row is its w ciphertexts `γ‖δ`. */
export interface Mix {
  readonly rows: readonly Bytes[];
  readonly c: readonly Bytes[];
  readonly chain: readonly Bytes[];
  readonly t1: Bytes;
  readonly t2: Bytes;
  readonly t3: Bytes;
  readonly t4: readonly Bytes[];
  readonly tHat: readonly Bytes[];
  readonly s1: bigint;
  readonly s2: bigint;
  readonly s3: bigint;
  readonly s4: readonly bigint[];
  readonly sHat: readonly bigint[];
  readonly sPrime: readonly bigint[];
}

/** What gives the next some of a list. */
function taker<Value>(values: readonly Value[]): (count: number) => Value[] {
  let at = 0;
  return (count) => {
    at += count;
    return values.slice(at - count, at);
  };
}

/** The mix of n rows of w ciphertexts that a message holds; its length, points and scalars are judged. */
export async function readMix(data: Bytes, n: number, w: number, crew: Crew): Promise<Mix | Unreadable> {
  const count = 2 * w * n + 3 * n + 2 * w + 3;
  if (data.length !== 32 * (count + 2 * n + w + 3)) return { reason: "mix-length", part: 0 };
  const all = parts(data, 32);
  const points = all.slice(0, count);
  const badPoint = (await crew.run<"points">({ kind: "points", items: points })).indexOf(false);
  if (badPoint >= 0) return { reason: "not-points", part: badPoint };
  const scalars = all.slice(count).map(readScalar);
  const badScalar = scalars.indexOf(null);
  if (badScalar >= 0) return { reason: "mix-scalar", part: count + badScalar };
  const some = taker(points);
  const rows = Array.from({ length: n }, () => concat(...some(2 * w)));
  const [c, chain] = [some(n), some(n)];
  const [t1, t2, t3] = some(3) as [Bytes, Bytes, Bytes];
  const [t4, tHat] = [parts(concat(...some(2 * w)), 64), some(n)];
  const more = taker(scalars as bigint[]);
  const [s1, s2, s3] = more(3) as [bigint, bigint, bigint];
  return { rows, c, chain, t1, t2, t3, t4, tHat, s1, s2, s3, s4: more(w), sHat: more(n), sPrime: more(n) };
}

function sumOf(points: readonly Bytes[]): Point {
  return points.reduce((sum, bytes) => sum.add(decodePoint(bytes, true)), ZERO);
}

/** Which of the five equations do not hold of a mix, step `step` of the chain, over its input. */
export async function failedEquations(
  mix: Mix,
  input: readonly Bytes[],
  step: number,
  frz: Bytes,
  publicKey: Bytes,
  crew: Crew,
  told?: Told,
): Promise<number[]> {
  const { rows, c, chain, t1, t2, t3, t4, tHat, s1, s2, s3, s4, sHat, sPrime } = mix;
  const seed = dig("mix-u", frz, u32be(step), listed(input), listed(rows), listed(c));
  const us = await Promise.all(input.map((_, i) => hashToScalar("mix-ui", seed, u32be(i + 1))));
  const x = await hashToScalar("mix", seed, listed(chain), t1, t2, t3, listed(t4), listed(tHat));
  const links = [encodePoint(generator(0)), ...chain];
  const items = input.map((before, i) => ({
    i: i + 1,
    u: us[i] as bigint,
    sPrime: sPrime[i] as bigint,
    sHat: sHat[i] as bigint,
    before,
    after: rows[i] as Bytes,
    c: c[i] as Bytes,
    link: links[i] as Bytes,
    next: links[i + 1] as Bytes,
    tHat: tHat[i] as Bytes,
  }));
  const found = await crew.run<"mix">({ kind: "mix", x, items }, told);
  const [p1, p2, p3] = [t1, t2, t3].map((bytes) => decodePoint(bytes)) as [Point, Point, Point];
  const y = decodePoint(publicKey);
  const times = (scalar: bigint) => timesPublic(G.point, scalar);
  const product = us.reduce((all, u) => mod(all * u), 1n);
  const ends = decodePoint(links.at(-1) as Bytes).subtract(timesPublic(generator(0), product));
  const columns = parts(concat(...t4), 32).map((own, column) => {
    const s = s4[column >> 1] as bigint;
    const again = column % 2 === 0 ? times(s) : timesPublic(y, s);
    const sum = sumOf(found.map(({ fourth }) => fourth[column] as Bytes));
    return sum.equals(decodePoint(own).add(again));
  });
  const holds = [
    times(s1).equals(p1.add(timesPublic(sumOf(found.map(({ first }) => first)), x))),
    times(s2).equals(p2.add(timesPublic(ends, x))),
    times(s3)
      .add(sumOf(found.map(({ third }) => third)))
      .equals(p3),
    columns.every(Boolean),
    found.every(({ fifth }) => fifth),
  ];
  return holds.flatMap((good, i) => (good ? [] : [i + 1]));
}
