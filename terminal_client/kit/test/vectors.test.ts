import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { makeBallot, receiptCode, verifyAck, verifyRefusal } from "../src/ballots.ts";
import { decodeCanonical, encodeCanonical } from "../src/canonical.ts";
import { digest, hash, sign, signerOfCode, signerOfSeed, verify } from "../src/crypto.ts";
import { b64u, normalizeCode, unb64u } from "../src/encoding.ts";
import { motionForm } from "../src/marks.ts";
import { verifyInclusion } from "../src/tree.ts";

/** Made by the Python library: tests/vectors/generate.py. */
const vectors = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../tests/vectors/protocol.json"), "utf8"),
);

describe("the vectors shared with the server", () => {
  it("hash and sign alike", async () => {
    const { tag, fields, h } = vectors.hash;
    expect(b64u(await hash(tag, ...fields.map((field: string) => unb64u(field))))).toBe(h);
    const terminal = await signerOfSeed(unb64u(vectors.terminal.seed));
    expect(b64u(terminal.publicKey)).toBe(vectors.terminal.key);
    const body = unb64u(vectors.act.body);
    expect(b64u(await digest("act", body))).toBe(vectors.act.id);
    expect(b64u(await digest("open", body))).toBe(vectors.act.open);
    expect(b64u(await sign(terminal, "act", body))).toBe(vectors.act.signature);
    expect(await verify(terminal.publicKey, unb64u(vectors.act.signature), "act", body)).toBe(true);
  });

  it("read codes alike", async () => {
    const { typed, code, key } = vectors.code;
    expect(normalizeCode(typed)).toBe(code);
    expect(b64u((await signerOfCode(code)).publicKey)).toBe(key);
  });

  it("write canonical JSON alike", () => {
    const { value, bytes } = vectors.canonical;
    expect(b64u(encodeCanonical(value))).toBe(bytes);
    expect(decodeCanonical(unb64u(bytes))).toEqual(value);
  });

  it("make and answer ballots alike", async () => {
    const terminal = await signerOfSeed(unb64u(vectors.terminal.seed));
    const open = vectors.act.open;
    const motion = { form: motionForm, names: [[]] };
    for (const vote of vectors.ballots) {
      const ballot = await makeBallot(terminal, open, vote.seq, vote.prev, motion, [vote.choice]);
      expect(ballot).toMatchObject({ b: vote.body, s: vote.signature, id: vote.id });
      expect(receiptCode(ballot.id)).toBe(vote.receipt);
      const common = { r: 1, open, seq: vote.seq, id: vote.id };
      const ack = { t: "ack", epoch: 0, pos: vote.position, s: vote.ack, ...common } as const;
      expect(await verifyAck(ack, ballot, terminal.publicKey, vectors.server.key)).toBe(true);
      expect(
        await verifyAck({ ...ack, pos: ack.pos + 1 }, ballot, terminal.publicKey, vectors.server.key),
      ).toBe(false);
      const refused = { t: "refused", code: "vote-closed", s: vote.refusal, ...common } as const;
      expect(await verifyRefusal(refused, ballot, terminal.publicKey, vectors.server.key)).toBe(true);
      expect(
        await verifyRefusal(
          { ...refused, code: "key-revoked" },
          ballot,
          terminal.publicKey,
          vectors.server.key,
        ),
      ).toBe(false);
    }
  });

  it("prove inclusion alike", async () => {
    const { size, root, proofs } = vectors.counted;
    for (const { leaf, index, path } of proofs) {
      const steps = path.map((step: string) => unb64u(step));
      expect(await verifyInclusion(unb64u(leaf), index, size, steps, unb64u(root))).toBe(true);
      expect(await verifyInclusion(unb64u(leaf), (index + 1) % size, size, steps, unb64u(root))).toBe(false);
    }
  });
});
