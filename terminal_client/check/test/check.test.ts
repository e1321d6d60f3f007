import { type ChallengedBallot, decodeChallenge, encodeChallenge } from "@hemicycle/kit/challenge";
import { generateKey, randomBytes, sign, signerOf } from "@hemicycle/kit/crypto";
import { b64u, concat, u32be, u64be, unb64u } from "@hemicycle/kit/encoding";
import type { Marks } from "@hemicycle/kit/marks";
import { signEntry, trackingCode } from "@hemicycle/kit/sealed/entries";
import type { Form } from "@hemicycle/kit/sealed/forms";
import {
  decodeScalar,
  encodePoint,
  encodeScalar,
  G,
  mod,
  ORDER,
  randomScalar,
  SealedError,
} from "@hemicycle/kit/sealed/group";
import type { KeySet } from "@hemicycle/kit/sealed/keys";
import { namePoints } from "@hemicycle/kit/sealed/names";
import { Workshop } from "@hemicycle/kit/sealed/workshop";
import { CHOICES, type FormItem, type Opening } from "@hemicycle/kit/types";
import { beforeAll, describe, expect, it } from "vitest";
import { definitionOf, type SealedSitting, sealSitting } from "../../seat/test/sealedbox.ts";
import { judge as judgeBy, type KeysOf, type OpeningOf } from "../src/check.ts";

const FORM: Form = [{ type: 1, c: 1, min: 0, max: 0, w: 0 }];
const secret = randomScalar();
const publicKey = encodePoint(G.times(secret));
const keysOf: KeysOf = async () =>
  ({ publicKey: b64u(publicKey), scrutineers: [b64u(publicKey)] }) as unknown as KeySet;
let ballot: ChallengedBallot;

const unknown: OpeningOf = async () => null;
const judge = (fragment: string, keys: KeysOf, opening = unknown) => judgeBy(fragment, { keys, opening });

/** A ballot that a tablet sealed, spoiled and opened. */
async function challenged(
  marks: Marks,
  form = FORM,
  vote = { open: b64u(randomBytes(32)), key: b64u(publicKey) },
): Promise<ChallengedBallot> {
  const [signer, server] = [signerOf(await generateKey()), signerOf(await generateKey())];
  const [open, key] = [unb64u(vote.open), unb64u(vote.key)];
  const place = { open, key: signer.publicKey, seq: 1, prev: open };
  const workshop = new Workshop();
  await workshop.prepare(form, key);
  const { head } = await workshop.seal(place, [marks]);
  const entry = await signEntry(signer, "spoil", place, await workshop.spoil(head));
  const { id, seq } = entry;
  const fields = [open, u32be(0), u64be(1), signer.publicKey, u32be(seq), unb64u(id)];
  const s = b64u(await sign(server, "ack", ...fields));
  const ack = { t: "ack", r: 1, open: vote.open, epoch: 0, pos: 1, seq, id, s } as const;
  const opening = await workshop.reveal(head, ack, b64u(server.publicKey));
  return { sitting: "s", place, form, publicKey: key, opening, head: unb64u(head) };
}

beforeAll(async () => {
  ballot = await challenged(["against"]);
});

const judged = (part: Partial<ChallengedBallot>, keys = keysOf) =>
  judge(encodeChallenge({ ...ballot, ...part }), keys);

describe("a challenged ballot", () => {
  it.each(CHOICES)(
    "shows that it held %s, with its tracking code and the scrutineers' pin",
    async (choice) => {
      const one = await challenged([choice]);
      const verdict = await judge(encodeChallenge(one), keysOf);
      expect(verdict).toMatchObject({ kind: "holds", choices: [[choice]], code: trackingCode(one.head) });
      expect(verdict).toMatchObject({ origin: { kind: "scrutineers" } });
    },
  );

  it("does not hold with another choice, place or randomness", async () => {
    const { opening, place } = ballot;
    const otherChoice = concat(opening.subarray(0, 32), u32be(1));
    const otherRandomness = concat(encodeScalar(randomScalar()), opening.subarray(32));
    for (const part of [
      { opening: otherChoice },
      { opening: otherRandomness },
      { place: { ...place, seq: 2 } },
      { place: { ...place, key: randomBytes(32) } },
      { place: { ...place, prev: randomBytes(32) } },
      { head: randomBytes(32) },
    ])
      expect(await judged(part)).toMatchObject({ kind: "differs" });
  });

  it("is broken where the opening is none", async () => {
    const { opening } = ballot;
    for (const part of [
      { opening: opening.subarray(0, 35) },
      { opening: concat(opening.subarray(0, 32), u32be(7)) },
      { opening: concat(new Uint8Array(32).fill(255), opening.subarray(32)) },
      { publicKey: new Uint8Array(32).fill(255) },
    ])
      expect(await judged(part)).toEqual({ kind: "broken" });
  });

  it("can't be opened as another choice under a key of the tablet's own", async () => {
    // β = (r+m)·Y = (r+1)·Y' for Y' = (r+m)/(r+1)·Y: only where Y comes from tells
    const r = decodeScalar(ballot.opening.subarray(0, 32));
    const inverse = (x: bigint) => power(mod(x), ORDER - 2n);
    const forged = encodePoint(G.times(mod(secret * r * inverse(r + 1n))));
    const opening = concat(encodeScalar(r), u32be(1));
    expect(await judged({ publicKey: forged, opening })).toMatchObject({ kind: "foreign" });
    const believing: KeysOf = async () => ({ publicKey: b64u(forged), scrutineers: [] }) as unknown as KeySet;
    expect(await judged({ publicKey: forged, opening }, believing)).toMatchObject({ choices: [["for"]] });
  });

  it("says so when the key could not be compared, and when the scrutineers' seals don't hold", async () => {
    expect(await judged({}, async () => null)).toMatchObject({ kind: "holds", origin: { kind: "unknown" } });
    const wrong = () => Promise.reject(new SealedError("bad-seal"));
    expect(await judged({}, wrong)).toMatchObject({ kind: "foreign" });
  });
});

describe("a ballot with many names", () => {
  const names = ["王芳", "赵刚", "李强"].map((zh) => ({ zh, en: "" }));
  const item = (type: FormItem["type"], min = 0, max = 0, w = 0): FormItem => ({ type, c: 3, min, max, w });
  let sitting: SealedSitting;

  beforeAll(async () => {
    sitting = await sealSitting(b64u(randomBytes(32)));
  });

  async function opened(form: Form, ...by: number[]): Promise<Opening> {
    const opening = await sitting.open("d1", { definition: definitionOf({ form, names: [names] }) });
    return { ...opening, certificate: await sitting.certify(opening.open, ...by) };
  }

  const asked = (one: ChallengedBallot, opening: OpeningOf) =>
    judge(encodeChallenge(one), async () => sitting.keys, opening);

  it.each<[FormItem, Marks]>([
    [item(1), ["for", "against", "abstain"]],
    [item(2, 1, 2), [0, 1, 1]],
    [item(3, 0, 4), [4, 0, 1]],
    [item(4, 0, 2, 2), { names: ["for", "against", "abstain"], written: ["买买提·艾力"] }],
    [item(4, 0, 2, 2), { names: ["for", "for", "abstain"], written: [] }],
    [item(5), [3, 1]],
  ])("shows what it held, and the names that were certified: %j", async (on, marks) => {
    const opening = await opened([on], 0, 1, 2);
    const one = await challenged(marks, [on], { open: opening.open, key: sitting.keys.publicKey });
    const verdict = await asked(one, async (id, open) =>
      id === "s" && open === opening.open ? opening : null,
    );
    expect(verdict).toMatchObject({ kind: "holds", form: [on], choices: [marks], names: [names] });
  });

  it("has no names where they can't be had or are not certified", async () => {
    const opening = await opened([item(5)], 0, 1, 2);
    const one = await challenged([2], [item(5)], { open: opening.open, key: sitting.keys.publicKey });
    const few = await opened([item(5)], 0, 1);
    const other = await opened([item(2, 0, 3)], 0, 1, 2);
    for (const told of [null, { ...opening, certificate: few.certificate }, other, { ...opening, b: "" }])
      expect(await asked(one, async () => told)).toMatchObject({
        kind: "holds",
        choices: [[2]],
        names: null,
      });
  });

  it("is none of the vote if another form was certified", async () => {
    const opening = await opened([item(5)], 0, 1, 2);
    const one = await challenged(["for", "for", "for"], [item(1)], {
      open: opening.open,
      key: sitting.keys.publicKey,
    });
    expect(await asked(one, async () => opening)).toEqual({ kind: "broken" });
  });

  it("is broken where a name or its flag is changed", async () => {
    const on = [item(4, 0, 2, 1)];
    const one = await challenged({ names: ["for", "against", "abstain"], written: ["张三"] }, on);
    const { opening } = one;
    const at = 36 * 4;
    const flag = opening.slice();
    flag[at + 35] = 0;
    const name = opening.slice();
    name.fill(0, at + 36 + 32, at + 36 + 64);
    const renamed = concat(
      opening.slice(0, at + 36 + 32),
      encodePoint(namePoints("李四")[0]),
      opening.slice(at + 100),
    );
    for (const part of [flag, name])
      expect(await judge(encodeChallenge({ ...one, opening: part }), keysOf)).toEqual({ kind: "broken" });
    expect(await judge(encodeChallenge({ ...one, opening: renamed }), keysOf)).toMatchObject({
      kind: "differs",
    });
    expect(await judge(encodeChallenge(one), keysOf)).toMatchObject({ kind: "holds" });
  });
});

describe("the link", () => {
  it("carries everything there and back", () => {
    expect(decodeChallenge(encodeChallenge(ballot))).toEqual(ballot);
  });

  it("is refused with anything missing or malformed", async () => {
    const link = encodeChallenge(ballot);
    const without = (name: string) => {
      const said = new URLSearchParams(link);
      said.delete(name);
      return said.toString();
    };
    for (const name of ["open", "key", "seq", "prev", "form", "public", "opening", "head"])
      expect(await judge(without(name), keysOf), name).toEqual({ kind: "broken" });
    for (const seq of ["0", "-1", "1.5", "4294967296", "01"])
      expect(await judge(link.replace("seq=1&", `seq=${seq}&`), keysOf), seq).toEqual({ kind: "broken" });
    expect(await judge("", keysOf)).toEqual({ kind: "none" });
  });
});

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}
