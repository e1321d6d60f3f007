/** Mixes and shares of rows against the vectors of docs/sealed-names.md, whole and cut in pieces as workers get them. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Bytes, concat, unb64u } from "@hemicycle/kit/encoding";
import { encodePoint, encodeScalar, G, type Point, timesPublic } from "@hemicycle/kit/sealed/group";
import { nameOf, rankingOf } from "@hemicycle/kit/sealed/names";
import { expect, test } from "vitest";
import { parts } from "../src/engine/bytes.ts";
import { alone, type Crew } from "../src/engine/crew.ts";
import { doJob } from "../src/engine/jobs.ts";
import { failedEquations, type Mix, readMix } from "../src/engine/mixing.ts";
import { generator } from "../src/engine/mixrows.ts";
import { atZero } from "../src/engine/sharework.ts";

const path = resolve(import.meta.dirname, "../../../tests/vectors/sealed-names.json");
const vectors = JSON.parse(readFileSync(path).toString());
const [frz, publicKey] = [unb64u(vectors.freeze), unb64u(vectors.key.public)];
const FORMS = ["election", "ranking"] as const;
const WIDTH = { election: 4, ranking: 1 };
const REFUSED = { "bad-mix": "mix-length", "bad-point": "not-points", "bad-scalar": "mix-scalar" };

/** A crew that does two items at a time. */
const pieces: Crew = {
  known: new Set(),
  async run(job) {
    const found: unknown[] = [];
    for (let at = 0; at < job.items.length; at += 2)
      found.push(...(await doJob({ ...job, items: job.items.slice(at, at + 2) } as never)));
    return found as never;
  },
};

const inputs = (name: "election" | "ranking"): Bytes[] =>
  vectors[name].inputs.map((text: string) => unb64u(text));
const read = (name: "election" | "ranking", message: Bytes, crew = alone()) =>
  readMix(message, inputs(name).length, WIDTH[name], crew);

async function mixOf(name: "election" | "ranking", step: number): Promise<Mix> {
  const mix = await read(name, unb64u(vectors[name].mixes[step - 1].message));
  if ("reason" in mix) throw new Error(mix.reason);
  return mix;
}

test("generators", () => {
  const found = vectors.generators.map((_: string, i: number) =>
    Buffer.from(encodePoint(generator(i))).toString("hex"),
  );
  expect(found).toEqual(vectors.generators);
});

test.each(FORMS)("both mixes hold, each over the output before: %s", async (name) => {
  const [one, two] = [await mixOf(name, 1), await mixOf(name, 2)];
  for (const crew of [alone(), pieces]) {
    expect(await failedEquations(one, inputs(name), 1, frz, publicKey, crew)).toEqual([]);
    expect(await failedEquations(two, one.rows, 2, frz, publicKey, crew)).toEqual([]);
  }
  expect(await failedEquations(two, inputs(name), 2, frz, publicKey, alone())).not.toEqual([]);
  expect(await failedEquations(one, inputs(name), 2, frz, publicKey, alone())).not.toEqual([]);
});

test.each(FORMS)("what is refused: %s", async (name) => {
  for (const { message, code } of vectors[name].refused_mixes) {
    const mix = await read(name, unb64u(message), pieces);
    if (code === "mix-proof")
      expect(await failedEquations(mix as Mix, inputs(name), 1, frz, publicKey, pieces)).not.toEqual([]);
    else expect(mix).toMatchObject({ reason: REFUSED[code as "bad-mix"] });
  }
});

test.each(FORMS)(
  "no part of a mix is idle: %s",
  async (name) => {
    const message = unb64u(vectors[name].mixes[0].message);
    const [n, w] = [inputs(name).length, WIDTH[name]];
    const points = 2 * w * n + 3 * n + 2 * w + 3;
    const other = [encodePoint(timesPublic(G.point, 77n)), encodeScalar(77n)] as const;
    // of the larger one every third part: every kind is among them
    for (let at = 0; at < message.length / 32; at += name === "election" ? 3 : 1) {
      const part = other[at < points ? 0 : 1];
      const altered = concat(message.slice(0, 32 * at), part, message.slice(32 * at + 32));
      const failed = await failedEquations(
        (await read(name, altered)) as Mix,
        inputs(name),
        1,
        frz,
        publicKey,
        alone(),
      );
      expect(failed, `part ${at}`).not.toEqual([]);
    }
  },
  120_000,
);

test.each(FORMS)("the shares of the last output open its rows: %s", async (name) => {
  const { rows } = await mixOf(name, 2);
  const cells = rows.flatMap((row) => parts(row, 64));
  const bound = unb64u(vectors[name].chain);
  const chosen = [1, 3];
  const held: Bytes[][] = [];
  for (const index of chosen) {
    const share = vectors[name].shares.find((one: { index: number }) => one.index === index);
    const own = unb64u(vectors.key.public_shares[index - 1]);
    const items = parts(unb64u(share.message), 128).map((bytes, cell) => ({
      cell,
      sums: cells[cell] as Bytes,
      share: bytes,
    }));
    const to = { tag: "row-share", bound, party: index, own };
    const found = await doJob<"shares">({ kind: "shares", ...to, items });
    held.push(found.filter((m) => m !== null));
    expect(held.at(-1)).toHaveLength(cells.length);
    const moved = items.map((item) => ({ ...item, cell: item.cell + 1 }));
    expect(await doJob<"shares">({ kind: "shares", ...to, items: moved })).toEqual(items.map(() => null));
    const [first, ...others] = items;
    const bad = { ...first, share: items[1]?.share ?? new Uint8Array(128) } as (typeof items)[0];
    const one = await doJob<"shares">({ kind: "shares", ...to, items: [bad, ...others] });
    expect(one.map((m) => m !== null)).toEqual(items.map((_, i) => i > 0));
  }
  const weights = chosen.map((index) => atZero(index, chosen));
  const items = cells.map((cell, i) => ({
    beta: cell.slice(32),
    shares: held.map((own) => own[i] as Bytes),
  }));
  const opened = await doJob<"opened">({ kind: "opened", weights, items });
  const found = opened.map((bytes) => Buffer.from(bytes).toString("hex"));
  const rowsFound = rows.map((_, i) => found.slice(i * WIDTH[name], (i + 1) * WIDTH[name]));
  expect(rowsFound.map(String).sort()).toEqual(vectors[name].opened.map(String).sort());
});

test("undecodable points hold no name and no order", () => {
  const point = (hex: string): Point => {
    const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    return (G.point.constructor as unknown as { fromBytes(b: Uint8Array): Point }).fromBytes(bytes);
  };
  for (const { points } of vectors.undecodable) expect(nameOf(points.map(point))).toBeNull();
  for (const one of vectors.undecodable_rankings) expect(rankingOf(point(one.point), one.choices)).toBeNull();
});
