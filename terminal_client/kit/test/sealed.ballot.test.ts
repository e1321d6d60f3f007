import { inspect } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { digest, generateKey, randomBytes, type Signer, sign, signerOf, verify } from "../src/crypto.ts";
import { type Bytes, b64u, concat, u32be, u64be, unb64u } from "../src/encoding.ts";
import { BallotDraft, checkOpening, type SealedBallot, verifyBody } from "../src/sealed/ballot.ts";
import { type Entry, type Place, signEntry, trackingCode } from "../src/sealed/entries.ts";
import { ABSTAIN, type Choices, type Form, layoutOf } from "../src/sealed/forms.ts";
import {
  Base,
  decodeScalar,
  encodePoint,
  encodeScalar,
  G,
  mod,
  ORDER,
  type Point,
  randomScalar,
  voteKey,
} from "../src/sealed/group.ts";
import { Ciphertext, ProofDraft } from "../src/sealed/statements.ts";
import type { AckFrame } from "../src/types.ts";
import { CASES, THREE_KEYS } from "./cases.ts";

let key: Base;
let signer: Signer;
let server: Signer;
let place: Place;

beforeAll(async () => {
  key = voteKey(encodePoint(G.times(randomScalar())));
  [signer, server] = [signerOf(await generateKey()), signerOf(await generateKey())];
  const open = randomBytes(32);
  place = { open, key: signer.publicKey, seq: 1, prev: open };
});

const seal = (form: Form, choices: Choices, at = place) => new BallotDraft(form, key).seal(at, choices);

async function acknowledge(entry: Entry, part: Partial<AckFrame> = {}, by = server): Promise<AckFrame> {
  const frame = {
    t: "ack" as const,
    r: 1,
    epoch: 0,
    pos: 9,
    open: entry.open,
    seq: entry.seq,
    id: entry.id,
    ...part,
  };
  const fields = [u32be(frame.epoch), u64be(frame.pos), place.key, u32be(frame.seq), unb64u(frame.id)];
  return { ...frame, s: b64u(await sign(by, "ack", unb64u(frame.open), ...fields)) };
}

async function spoiled(ballot: SealedBallot): Promise<{ entry: Entry; revealed: Bytes }> {
  const entry = await signEntry(signer, "spoil", place, ballot.spoil());
  return { entry, revealed: await ballot.reveal(await acknowledge(entry), b64u(server.publicKey)) };
}

describe("a sealed ballot", () => {
  it.each(CASES)("5: of the form %j verifies, and opens to what was chosen", async (form, all) => {
    for (const choices of all) {
      const ballot = await seal(form, choices);
      const { head, place: read } = await verifyBody(form, key, ballot.cast());
      expect(head).toEqual(ballot.head);
      expect(read).toEqual(place);
      const challenged = await seal(form, choices);
      const { revealed } = await spoiled(challenged);
      const checked = await checkOpening(form, key, place, revealed);
      expect(checked).toEqual({
        head: challenged.head,
        trackingCode: trackingCode(challenged.head),
        choices,
      });
    }
  });

  it("46: has the same length whatever is chosen, prepared or not", async () => {
    for (const [form, all] of CASES)
      for (const choices of all) {
        const draft = new BallotDraft(form, key);
        for (const _ of draft.prepare());
        const prepared = (await draft.seal(place, choices)).cast();
        const direct = (await seal(form, choices)).cast();
        expect([prepared.length, direct.length]).toEqual([layoutOf(form).length, layoutOf(form).length]);
        await verifyBody(form, key, prepared);
      }
  });

  it("prepares in steps, any number of which may be done", async () => {
    const [form, [choices]] = CASES[5] as [Form, Choices[]];
    for (const steps of [0, 1, 7, 12]) {
      const draft = new BallotDraft(form, key);
      const work = draft.prepare();
      for (let i = 0; i < steps; i++) work.next();
      await verifyBody(form, key, (await draft.seal(place, choices as Choices)).cast());
    }
  });

  it("multiplies nothing any more once it is prepared, whatever is chosen", async () => {
    class Counting extends Base {
      count = 0;
      override times(scalar: bigint): Point {
        this.count++;
        return super.times(scalar);
      }
    }
    const counting = new Counting(G.times(randomScalar()));
    for (const choice of ["for", "against", "abstain"] as const) {
      const draft = new BallotDraft(THREE_KEYS, counting);
      for (const _ of draft.prepare());
      const before = counting.count;
      await verifyBody(THREE_KEYS, counting, (await draft.seal(place, [[choice]])).cast());
      expect(counting.count).toBe(before);
    }
  });

  it("signs under its own tag and id", async () => {
    const body = (await seal(THREE_KEYS, [["for"]])).cast();
    const entry = await signEntry(signer, "ballot", place, body);
    expect(await verify(signer.publicKey, unb64u(entry.s), "ballot", body)).toBe(true);
    expect(entry).toMatchObject({ open: b64u(place.open), seq: 1, b: b64u(body) });
    expect(entry.id).toBe(b64u(await digest("ballot", body)));
  });

  it("18: is signed with its proofs", async () => {
    const body = (await seal(THREE_KEYS, [["for"]])).cast();
    const entry = await signEntry(signer, "ballot", place, body);
    body[550] = (body[550] ?? 0) ^ 1;
    expect(await verify(signer.publicKey, unb64u(entry.s), "ballot", body)).toBe(false);
  });

  it("17, 47, 55: shares no ciphertext, commitment or tracking code with another of the same choice", async () => {
    const bodies = [];
    const codes = [];
    for (let i = 0; i < 10; i++) {
      const ballot = await seal([{ type: 1, c: 2, min: 0, max: 0, w: 0 }], [["for", "for"]]);
      codes.push(trackingCode(ballot.head));
      bodies.push(ballot.cast().slice(103));
    }
    const words = bodies.flatMap((body) =>
      Array.from({ length: body.length / 32 }, (_, i) => b64u(body.slice(32 * i, 32 * i + 32))),
    );
    expect(new Set(words).size).toBe(words.length);
    expect(new Set(codes).size).toBe(10);
    expect(codes[0]).toMatch(/^([0-9A-HJKMNP-TV-Z]{4} ){5}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it("seals once a draft, also when asked twice at a time", async () => {
    const draft = new BallotDraft(THREE_KEYS, key);
    const [first, second] = await Promise.allSettled([
      draft.seal(place, [["for"]]),
      draft.seal(place, [["against"]]),
    ]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "already-used" } });
    await expect(draft.seal(place, [["for"]])).rejects.toThrow("already-used");
  });

  it("keeps its draft when the choice is refused", async () => {
    const draft = new BallotDraft(THREE_KEYS, key);
    await expect(draft.seal(place, [[]])).rejects.toThrow("bad-choice");
    await expect(draft.seal({ ...place, seq: 0 }, [["for"]])).rejects.toThrow("bad-ballot");
    await verifyBody(THREE_KEYS, key, (await draft.seal(place, [["for"]])).cast());
  });

  it("50: shows nothing of the choice to whoever prints it", async () => {
    for (const choice of ["for", "against", "abstain"] as const) {
      const ballot = await seal(THREE_KEYS, [[choice]]);
      const shown = JSON.stringify(ballot) + inspect(ballot, { showHidden: true, depth: 9 });
      expect(Object.keys(ballot)).toEqual(["place", "head"]);
      expect(shown).not.toMatch(/for|against|abstain|secret|body/);
    }
  });
});

describe("cast or challenge", () => {
  it("48: a cast ballot is never opened", async () => {
    const ballot = await seal(THREE_KEYS, [["for"]]);
    const body = ballot.cast();
    expect(ballot.cast()).toEqual(body);
    expect(() => ballot.spoil()).toThrow("already-used");
    const forged = concat(Uint8Array.of(2), place.open, place.key, u32be(1), place.prev, ballot.head);
    const ack = await acknowledge(await signEntry(signer, "spoil", place, forged));
    await expect(ballot.reveal(ack, b64u(server.publicKey))).rejects.toThrow("not-spoiled");
  });

  it("48: a challenged ballot is never cast", async () => {
    const ballot = await seal(THREE_KEYS, [["for"]]);
    const spoil = ballot.spoil();
    expect(ballot.spoil()).toEqual(spoil);
    expect(() => ballot.cast()).toThrow("already-used");
  });

  it("has a spoil entry of 133 bytes", async () => {
    const ballot = await seal(THREE_KEYS, [["for"]]);
    const spoil = ballot.spoil();
    expect(spoil).toEqual(concat(Uint8Array.of(2), place.open, place.key, u32be(1), place.prev, ballot.head));
    const entry = await signEntry(signer, "spoil", place, spoil);
    expect(entry.id).toBe(b64u(await digest("spoil", spoil)));
  });

  it("67: opens only on the server's own acknowledgement of the spoil entry", async () => {
    const ballot = await seal(THREE_KEYS, [["for"]]);
    const asked = (ack: AckFrame, by = server) => ballot.reveal(ack, b64u(by.publicKey));
    const entry = await signEntry(signer, "spoil", place, ballot.spoil());
    const good = await acknowledge(entry);
    for (const bad of [
      await acknowledge(entry, { id: b64u(randomBytes(32)) }),
      await acknowledge(entry, { seq: 2 }),
      await acknowledge(entry, {}, signer),
      { ...good, pos: 10 },
      { ...good, s: "" },
    ])
      await expect(asked(bad)).rejects.toThrow("not-spoiled");
    await expect(asked(good, signer)).rejects.toThrow("not-spoiled");
    expect(await asked(good)).toHaveLength(36);
  });

  it("is not opened before it is spoiled", async () => {
    const ballot = await seal(THREE_KEYS, [["for"]]);
    const forged = concat(Uint8Array.of(2), place.open, place.key, u32be(1), place.prev, ballot.head);
    const ack = await acknowledge(await signEntry(signer, "spoil", place, forged));
    await expect(ballot.reveal(ack, b64u(server.publicKey))).rejects.toThrow("not-spoiled");
    await verifyBody(THREE_KEYS, key, ballot.cast());
  });
});

describe("a checker", () => {
  it("finds another head where anything differs", async () => {
    const ballot = await seal(THREE_KEYS, [["for"]]);
    const { revealed } = await spoiled(ballot);
    const lie = revealed.slice();
    lie[35] = 0;
    expect((await checkOpening(THREE_KEYS, key, place, lie)).head).not.toEqual(ballot.head);
    const elsewhere = { ...place, seq: 2 };
    expect((await checkOpening(THREE_KEYS, key, elsewhere, revealed)).head).not.toEqual(ballot.head);
    const foreign = voteKey(encodePoint(G.times(randomScalar())));
    expect((await checkOpening(THREE_KEYS, foreign, place, revealed)).head).not.toEqual(ballot.head);
  });

  it("refuses what opens no ballot of the form", async () => {
    const { revealed } = await spoiled(await seal(THREE_KEYS, [["for"]]));
    const check = (bytes: Bytes) => checkOpening(THREE_KEYS, key, place, bytes);
    const wide = revealed.slice();
    wide.fill(255, 0, 32);
    const outside = concat(revealed.slice(0, 32), u32be(2));
    await expect(check(wide)).rejects.toThrow("bad-scalar");
    await expect(check(outside)).rejects.toThrow("bad-choice");
    await expect(check(revealed.slice(1))).rejects.toThrow("bad-ballot");
    await expect(check(concat(revealed, revealed))).rejects.toThrow("bad-ballot");
  });
});

describe("a body is refused", () => {
  const refused = (body: Bytes, form = THREE_KEYS) =>
    verifyBody(form, key, body).then(
      () => "accepted",
      (error: { code: string }) => error.code,
    );

  it("52: with any byte after its place flipped", async () => {
    const body = (await seal(THREE_KEYS, [["abstain"]])).cast();
    for (let at = 0; at < body.length; at += at < 103 ? 1 : 7) {
      const flipped = body.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      expect(await refused(flipped), `byte ${at}`).not.toBe("accepted");
    }
    expect(await refused(body)).toBe("accepted");
  });

  it("6: with a byte more or less", async () => {
    const body = (await seal(THREE_KEYS, [["for"]])).cast();
    expect(await refused(body.slice(0, -1))).toBe("bad-ballot");
    expect(await refused(concat(body, Uint8Array.of(0)))).toBe("bad-ballot");
    expect(await refused(body, [{ type: 1, c: 2, min: 0, max: 0, w: 0 }])).toBe("bad-ballot");
  });

  it("2, 3: with the identity or a scalar that is too great", async () => {
    const body = (await seal(THREE_KEYS, [["for"]])).cast();
    for (const at of [103, 135, 167, 199, 295]) {
      const changed = body.slice();
      changed.fill(0, at, at + 32);
      expect(await refused(changed)).toBe("bad-point");
    }
    for (const at of [231, 263]) {
      const changed = body.slice();
      changed.set(encodeTooGreat(decodeScalar(body.subarray(at, at + 32))), at);
      expect(await refused(changed)).toBe("bad-scalar");
    }
  });

  it("15: at another place, or with another ballot's proofs", async () => {
    const [one, two] = [
      (await seal(THREE_KEYS, [["for"]])).cast(),
      (await seal(THREE_KEYS, [["for"]])).cast(),
    ];
    expect(await refused(concat(one.slice(0, 167), two.slice(167)))).toBe("bad-proof");
    for (const at of [3, 35, 70, 71]) {
      const moved = one.slice();
      moved[at] = (moved[at] ?? 0) ^ 2;
      expect(await refused(moved), `byte ${at}`).toBe("bad-proof");
    }
  });

  it("with two ciphertexts or proofs changed places", async () => {
    const form: Form = [{ type: 1, c: 2, min: 0, max: 0, w: 0 }];
    const body = (await seal(form, [["for", "against"]])).cast();
    const swap = (from: number, length: number) =>
      concat(
        body.slice(0, from),
        body.slice(from + length, from + 2 * length),
        body.slice(from, from + length),
        body.slice(from + 2 * length),
      );
    expect(await refused(swap(103, 64), form)).toBe("bad-proof");
    expect(await refused(swap(231, 384), form)).toBe("bad-proof");
  });

  /** A body with this ciphertext, proven to be a vote for by whoever knows r. */
  async function forged(ct: Ciphertext, r: bigint): Promise<Bytes> {
    const header = concat(new TextEncoder().encode("HB1"), place.open, place.key, u32be(1), place.prev);
    const list = concat(u32be(1), ct.bytes);
    const head = await digest("head", place.open, place.key, u32be(1), place.prev, list);
    const proof = await new ProofDraft(key, [0, 1, ABSTAIN]).prove({ head, index: 0, ct }, 1, r);
    return concat(header, ct.bytes, proof);
  }

  it("when its plaintext is in no proof's set", async () => {
    const r = randomScalar();
    expect(await refused(await forged(Ciphertext.of(key, 1, r), r))).toBe("accepted");
    for (const m of [2, -1, ABSTAIN + 1, ABSTAIN - 1])
      expect(await refused(await forged(Ciphertext.of(key, m, r), r))).toBe("bad-proof");
  });

  it("when the halves of a ciphertext have not the same r", async () => {
    const r = randomScalar();
    const { beta } = Ciphertext.of(key, 1, r);
    const torn = new Ciphertext(G.times(randomScalar()), beta);
    expect(await refused(await forged(torn, r))).toBe("bad-proof");
  });
});

describe("a proof", () => {
  it("is made once", async () => {
    const r = randomScalar();
    const draft = new ProofDraft(key, [0, 1]);
    const claim = { head: place.open, index: 0, ct: Ciphertext.of(key, 1, r) };
    const [first, second] = await Promise.allSettled([draft.prove(claim, 1, r), draft.prove(claim, 1, r)]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "already-used" } });
  });

  it("is not made of what is not so", async () => {
    const r = randomScalar();
    const claim = { head: place.open, index: 0, ct: Ciphertext.of(key, 2, r) };
    await expect(new ProofDraft(key, [0, 1]).prove(claim, 2, r)).rejects.toThrow("bad-choice");
  });
});

/** The same scalar, once more the order: the same value in the equations, other bytes. */
function encodeTooGreat(value: bigint): Bytes {
  let rest = value + ORDER;
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(rest & 255n);
    rest >>= 8n;
    return byte;
  });
}

it("scalars of answers are reduced", () => {
  expect(decodeScalar(encodeScalar(-1n))).toBe(mod(-1n));
});
