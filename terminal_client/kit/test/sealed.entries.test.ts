import { beforeAll, describe, expect, it } from "vitest";
import { generateKey, randomBytes, type Signer, sign, signerOf } from "../src/crypto.ts";
import { type Bytes, b64u, u32be, u64be, unb64u } from "../src/encoding.ts";
import { BallotDraft } from "../src/sealed/ballot.ts";
import {
  type Entry,
  type EntryKind,
  ownEntry,
  type Place,
  signEntry,
  verifyReceipt,
} from "../src/sealed/entries.ts";
import { encodePoint, G, randomScalar, voteKey } from "../src/sealed/group.ts";
import type { MineFrame, ReceivedFrame } from "../src/types.ts";

let me: Signer;
let other: Signer;
let box: Signer;
let server: string;
let place: Place;
let bytes: Record<EntryKind, Bytes>;

beforeAll(async () => {
  [me, other, box] = (await Promise.all([generateKey(), generateKey(), generateKey()])).map(signerOf) as [
    Signer,
    Signer,
    Signer,
  ];
  server = b64u(box.publicKey);
  place = { open: randomBytes(32), key: me.publicKey, seq: 4, prev: randomBytes(32) };
  const key = voteKey(encodePoint(G.times(randomScalar())));
  const seal = () => new BallotDraft([{ type: 1, c: 1, min: 0, max: 0, w: 0 }], key).seal(place, [["for"]]);
  bytes = { ballot: (await seal()).cast(), spoil: (await seal()).spoil() };
});

function told(entry: Entry, part: Partial<MineFrame> = {}): MineFrame {
  const { open, id, seq, b, s } = entry;
  const flags = { checked_in: true, in_electorate: true, revoked: false };
  return { t: "mine", open, id, seq, b, s, pos: 0, ...flags, ...part };
}

describe.each<EntryKind>(["ballot", "spoil"])("the last entry, a %s,", (kind) => {
  it("is taken from the server with the seat's own signature", async () => {
    const entry = await signEntry(me, kind, place, bytes[kind]);
    expect(await ownEntry(told(entry), me.publicKey)).toEqual(entry);
  });

  it("is not taken otherwise", async () => {
    const entry = await signEntry(me, kind, place, bytes[kind]);
    const foreign = await signEntry(other, kind, place, bytes[kind]);
    const swapped = await signEntry(me, kind === "ballot" ? "spoil" : "ballot", place, bytes[kind]);
    const cut = await signEntry(me, kind, place, bytes[kind].slice(0, 99));
    for (const mine of [
      told(entry, { s: foreign.s }),
      told(entry, { seq: 3 }),
      told(entry, { id: b64u(randomBytes(32)) }),
      told(entry, { open: b64u(randomBytes(32)) }),
      told(entry, { b: "" }),
      told(swapped),
      told(cut),
    ])
      expect(await ownEntry(mine, me.publicKey)).toBeNull();
    expect(await ownEntry(told(foreign), other.publicKey)).toBeNull();
  });
});

describe("a receipt", () => {
  async function receipt(entry: Entry, signer = box): Promise<ReceivedFrame> {
    const { open, id, seq } = entry;
    const fields = [unb64u(open), u32be(0), u64be(7), place.key, u32be(seq), unb64u(id)];
    const s = b64u(await sign(signer, "receipt", ...fields));
    return { t: "received", r: 1, open, epoch: 0, arrival: 7, seq, id, s };
  }

  it("holds for its entry, at its arrival, by the server", async () => {
    const entry = await signEntry(me, "ballot", place, bytes.ballot);
    const frame = await receipt(entry);
    expect(await verifyReceipt(frame, entry, me.publicKey, server)).toBe(true);
    expect(await verifyReceipt({ ...frame, arrival: 8 }, entry, me.publicKey, server)).toBe(false);
    expect(await verifyReceipt({ ...frame, epoch: 1 }, entry, me.publicKey, server)).toBe(false);
    expect(await verifyReceipt(frame, { ...entry, seq: 5 }, me.publicKey, server)).toBe(false);
    expect(await verifyReceipt(frame, entry, other.publicKey, server)).toBe(false);
    expect(await verifyReceipt(await receipt(entry, other), entry, me.publicKey, server)).toBe(false);
  });
});
