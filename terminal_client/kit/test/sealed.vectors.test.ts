import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Signer, signerOfSeed } from "../src/crypto.ts";
import { b64u, concat, u32be, unb64u } from "../src/encoding.ts";
import { BallotDraft, checkOpening, verifyBody } from "../src/sealed/ballot.ts";
import { type Place, signEntry, trackingCode } from "../src/sealed/entries.ts";
import { choicesOf, encodeForm, layoutOf, plaintexts } from "../src/sealed/forms.ts";
import { encodeScalar, hashToScalar, voteKey } from "../src/sealed/group.ts";
import { Ciphertext, combine } from "../src/sealed/statements.ts";
import { marksOf } from "./marks.ts";

/** Made by the Python library: scripts/sealed_vectors.py. */
const vectors = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../tests/vectors/sealed.json"), "utf8"),
);
type Vector = (typeof vectors.ballots)[number];

const key = voteKey(unb64u(vectors.key.public));
const cases: [string, Vector][] = vectors.ballots.map((vector: Vector) => [vector.name, vector]);
let seat: Signer;

beforeAll(async () => {
  seat = await signerOfSeed(unb64u(vectors.seat.seed));
});

const placeOf = ({ seq, prev }: Vector): Place => ({
  open: unb64u(vectors.open),
  key: seat.publicKey,
  seq,
  prev: unb64u(prev),
});

const streamed = (name: string, i: number) => hashToScalar("vector-draw", name, u32be(i));

/** The scalars that the vector's ballot drew, in order. */
async function draws({ stream, layout }: Vector): Promise<() => bigint> {
  const branches = layout.claims.reduce((sum: number, { values }: Vector) => sum + values.length, 0);
  const count = layout.ciphertexts + 2 * branches;
  const scalars = await Promise.all(Array.from({ length: count }, (_, i) => streamed(stream, i)));
  return () => scalars.shift() as bigint;
}

describe("the sealed vectors shared with the server", () => {
  it("hash to scalars alike", async () => {
    const { tag, fields, scalar } = vectors.hash_to_scalar;
    const hashed = await hashToScalar(tag, ...fields.map((field: string) => unb64u(field)));
    expect(b64u(encodeScalar(hashed))).toBe(scalar);
    expect(b64u(encodeScalar(await streamed(vectors.stream.name, 0)))).toBe(vectors.stream.first);
    expect(b64u(seat.publicKey)).toBe(vectors.seat.key);
  });

  it.each(cases)("lay out the form alike: %s", (_, { form, layout }) => {
    const { cells, proofs, length } = layoutOf(form);
    expect(b64u(encodeForm(form))).toBe(layout.encoded);
    expect([cells.length, length]).toEqual([layout.ciphertexts, layout.body_bytes]);
    expect(proofs).toEqual(layout.claims);
  });

  it.each(cases)("5: seal to the same bytes: %s", async (_, vector) => {
    const draft = new BallotDraft(vector.form, key, await draws(vector));
    const ballot = await draft.seal(placeOf(vector), marksOf(vector.form, vector.choices));
    expect(b64u(ballot.head)).toBe(vector.head);
    expect(trackingCode(ballot.head)).toBe(vector.tracking);
    const entry = await signEntry(seat, "ballot", placeOf(vector), ballot.cast());
    const { open } = vectors;
    expect(entry).toEqual({
      kind: "ballot",
      open,
      id: vector.id,
      seq: vector.seq,
      b: vector.body,
      s: vector.signature,
    });
    const board = concat(Uint8Array.of(1), unb64u(entry.b), unb64u(entry.s));
    expect(b64u(board)).toBe(vector.entry);
  });

  it.each(cases)("verify and open alike: %s", async (_, vector) => {
    const { form, head } = vector;
    const choices = marksOf(form, vector.choices);
    const place = placeOf(vector);
    expect(plaintexts(form, choices)).toEqual(vector.plaintexts);
    expect(choicesOf(form, vector.plaintexts)).toEqual(choices);
    const proven = await verifyBody(form, key, unb64u(vector.body));
    expect({ ...proven, head: b64u(proven.head) }).toEqual({ place, head });
    const checked = await checkOpening(form, key, place, unb64u(vector.opening_of_a_challenge));
    expect({ ...checked, head: b64u(checked.head) }).toEqual({
      head,
      trackingCode: vector.tracking,
      choices,
    });
  });

  it.each(cases)("sum the same cells: %s", (_, { body, layout, cells }) => {
    const at = (i: number) => 103 + 64 * i;
    const bytes = unb64u(body);
    const cts = Array.from({ length: layout.ciphertexts }, (_, i) =>
      Ciphertext.decode(bytes.slice(at(i), at(i + 1))),
    );
    const sums = layout.cells.map(({ terms }: Vector) => combine(cts, terms).bytes);
    expect(b64u(concat(...sums))).toBe(cells);
  });

  it("spoil alike", async () => {
    const { seq, prev, head, body, signature, id } = vectors.spoil;
    const place = placeOf({ seq, prev });
    const ballot = new BallotDraft(vectors.ballots[0].form, key);
    const spoil = concat((await ballot.seal(place, [["for"]])).spoil().slice(0, -32), unb64u(head));
    const entry = await signEntry(seat, "spoil", place, spoil);
    expect(entry).toEqual({ kind: "spoil", open: vectors.open, id, seq, b: body, s: signature });
  });

  // the limit of sequence numbers and the opening are the board's to judge, not the body's
  const bodies = vectors.refused.filter(({ code }: Vector) => /^bad-/.test(code));

  it.each<[string, Vector]>(bodies.map((vector: Vector) => [vector.name, vector]))(
    "refuse alike: %s",
    async (_, { body, code }) => {
      const { form } = vectors.ballots[1];
      await expect(verifyBody(form, key, unb64u(body))).rejects.toThrow(code);
    },
  );
});
