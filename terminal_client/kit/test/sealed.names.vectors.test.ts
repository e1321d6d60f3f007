import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Signer, signerOfSeed } from "../src/crypto.ts";
import { type Bytes, b64u, concat, u32be, unb64u } from "../src/encoding.ts";
import { BallotDraft, verifyBody } from "../src/sealed/ballot.ts";
import { type Place, signEntry } from "../src/sealed/entries.ts";
import { encodeForm, layoutOf } from "../src/sealed/forms.ts";
import { decodePoint, encodePoint, hashToScalar, type Point, voteKey } from "../src/sealed/group.ts";
import { nameOf, namePoints, rankingOf, rankingPoint } from "../src/sealed/names.ts";
import { Ciphertext } from "../src/sealed/statements.ts";
import { decodeSlotProof, type Slot, SlotDraft, verifySlot } from "../src/sealed/writein.ts";
import { clean, isWritten, nameBytes } from "../src/written.ts";
import { marksOf } from "./marks.ts";

/** Made by the Python library: scripts/sealed_vectors_names.py. */
const vectors = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../tests/vectors/sealed-names.json"), "utf8"),
);
type Vector = (typeof vectors.slots)[number];

const key = voteKey(unb64u(vectors.key.public));
const votes: [string, Vector][] = [
  ["election", vectors.election],
  ["ranking", vectors.ranking],
];
const ballots: [string, Vector, Vector][] = votes.flatMap(([name, vote]) =>
  vote.ballots.map((ballot: Vector): [string, Vector, Vector] => [`${name}, ${ballot.stream}`, vote, ballot]),
);

const hex = (text: string): Bytes => Uint8Array.from(Buffer.from(text, "hex"));
const points = (texts: readonly string[]): Point[] => texts.map((text) => decodePoint(hex(text), true));
const shown = (all: readonly Point[]) => all.map((point) => Buffer.from(encodePoint(point)).toString("hex"));

/** The scalars of a stream, more than any of these need. */
async function draws(stream: string): Promise<() => bigint> {
  const scalars = await Promise.all(
    Array.from({ length: 100 }, (_, i) => hashToScalar("vector-draw", stream, u32be(i))),
  );
  return () => scalars.shift() as bigint;
}

const placeOf = (signer: Signer): Place => {
  const open = unb64u(vectors.open);
  return { open, key: signer.publicKey, seq: 1, prev: open };
};

describe("names of the vectors shared with the server", () => {
  it.each<Vector>(vectors.clean)("are typed as they are written: $typed", ({ typed, name }) => {
    expect(clean(typed)).toBe(name);
    expect(isWritten(name)).toBe(true);
  });

  it.each<Vector>(vectors.names)("are the same points: $name", (vector) => {
    expect(shown(namePoints(vector.name))).toEqual(vector.points);
    expect(nameOf(points(vector.points))).toBe(vector.name);
  });

  it.each<Vector>(vectors.refused_names)("are refused alike: $why", ({ utf8 }) => {
    const name = new TextDecoder().decode(hex(utf8));
    expect(isWritten(name)).toBe(false);
    expect(() => nameBytes(name)).toThrow("bad-name");
    expect(() => namePoints(name)).toThrow("bad-choice");
  });

  it.each<Vector>(vectors.undecodable)("68: are none: $why", (vector) => {
    expect(nameOf(points(vector.points))).toBeNull();
  });

  it.each<Vector>(vectors.rankings)("are the same rankings: $order", ({ order, choices, point }) => {
    expect(shown([rankingPoint(order, choices)])).toEqual([point]);
    expect(rankingOf(decodePoint(hex(point), true), choices)).toEqual(order);
  });

  it.each<Vector>(vectors.undecodable_rankings)("are no rankings: $why", ({ point, choices }) => {
    expect(rankingOf(decodePoint(hex(point)), choices)).toBeNull();
  });
});

describe("slots of the vectors", () => {
  it.each<Vector>(vectors.slots)("68: are proven alike: $name", async (vector) => {
    const draw = await draws(vector.stream);
    const secrets = [draw(), draw(), draw()] as const;
    const plain = [vector.flag, ...points(vector.points)];
    const slot = secrets.map((r, i) => Ciphertext.of(key, plain[i], r)) as unknown as Slot;
    expect(b64u(concat(...slot.map(({ bytes }) => bytes)))).toBe(vector.slot);
    const spot = { head: unb64u(vector.head), index: vector.idx };
    const draft = new SlotDraft(key, secrets, draw);
    expect(b64u(await draft.prove(spot, slot, Number(vector.written)))).toBe(vector.proof);
    expect(await verifySlot(spot, slot, decodeSlotProof(unb64u(vector.proof)), key)).toBe(vector.holds);
  });
});

describe("ballots of the vectors", () => {
  it.each(votes)("lay out the form of the %s alike", (_, vote) => {
    expect(b64u(encodeForm(vote.form))).toBe(vote.encoded_form);
    expect(layoutOf(vote.form).length).toBe(vote.body_bytes);
  });

  it.each(ballots)("5: seal to the same bytes, prepared or not: %s", async (_, { form }, vector) => {
    const signer = await signerOfSeed(unb64u(vector.seat));
    for (const prepared of [false, true]) {
      const draft = new BallotDraft(form, key, await draws(vector.stream));
      if (prepared) for (const _ of draft.prepare());
      const ballot = await draft.seal(placeOf(signer), marksOf(form, vector.choices));
      expect(b64u(ballot.head)).toBe(vector.head);
      const entry = await signEntry(signer, "ballot", placeOf(signer), ballot.cast());
      expect(entry).toMatchObject({ b: vector.body, s: vector.signature });
    }
  });

  it.each(votes)(
    "21: verify, and with any part changed don't: %s",
    async (_, { form, ballots: [vector] }) => {
      const body = unb64u(vector.body);
      expect(b64u((await verifyBody(form, key, body)).head)).toBe(vector.head);
      for (let at = 103; at < body.length; at += 32) {
        const changed = body.slice();
        changed[at] = (changed[at] ?? 0) ^ 2;
        await expect(verifyBody(form, key, changed), `byte ${at}`).rejects.toThrow(/^bad-/);
      }
    },
  );

  it.each(votes)("have the rows that are mixed: %s", async (_, vote) => {
    const cells = layoutOf(vote.form).cells.flatMap((cell, i) => (cell === "point" ? [i] : []));
    const rows = vote.ballots.map(({ body }: Vector) =>
      b64u(concat(...cells.map((i) => unb64u(body).slice(103 + 64 * i, 103 + 64 * (i + 1))))),
    );
    expect(rows.sort()).toEqual([...vote.inputs].sort());
  });

  it("open to the names and orders that the rows hold", () => {
    const { opened, names } = vectors.election;
    const found = opened.map((row: string[]) => [
      nameOf(points(row.slice(0, 2))),
      nameOf(points(row.slice(2))),
    ]);
    expect(found).toEqual(names);
    const orders = vectors.ranking.opened.map((row: string[]) => rankingOf(points(row)[0] as Point, 4));
    expect(orders).toEqual(vectors.ranking.orders);
  });
});
