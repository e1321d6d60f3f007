import { beforeAll, describe, expect, it } from "vitest";
import { actBody, EMPTY_LOG, type SignedDocument } from "../src/acts.ts";
import type { Json } from "../src/canonical.ts";
import { digest, generateKey, randomBytes, type Signer, sign, signerOf } from "../src/crypto.ts";
import { b64u } from "../src/encoding.ts";
import { encodePoint, G, randomScalar } from "../src/sealed/group.ts";
import {
  certificatesNeeded,
  type KeySet,
  pinText,
  type SealDocument,
  scrutineersPin,
  sealFingerprint,
  sittingSeal,
  type Trust,
  verifyCertifiedOpening,
  verifyKeySet,
} from "../src/sealed/keys.ts";
import type { Opening } from "../src/types.ts";

const SITTING = "s1";
const name = ({ publicKey }: Signer) => b64u(publicKey);
const point = () => b64u(encodePoint(G.times(randomScalar())));

let scrutineers: readonly Signer[];
let chair: Signer;
let secretary: Signer;
let stranger: Signer;
let trust: Trust;
let agreed: Readonly<Record<string, Json>>;
let document: SealDocument;
let keys: KeySet;

async function act(
  signer: Signer,
  type: string,
  members: Record<string, Json>,
  log = `sitting.${SITTING}`,
): Promise<SignedDocument> {
  const body = actBody({ log, type, after: EMPTY_LOG, members }, signer.publicKey);
  return { b: b64u(body), s: b64u(await sign(signer, "act", body)) };
}

const start = (part: Record<string, Json> = {}) =>
  act(secretary, "ceremony-start", {
    attempt: 1,
    k: 2,
    scrutineers: scrutineers.map(name),
    chairs: [name(chair)],
    ...part,
  });

const seal = (index: number, part: Record<string, Json> = {}, by = scrutineers[index - 1]) =>
  act(by as Signer, "ceremony-seal", { attempt: 1, index, ...agreed, ...part });

beforeAll(async () => {
  const made = (await Promise.all(Array.from({ length: 6 }, () => generateKey()))).map(signerOf);
  scrutineers = made.slice(0, 3);
  [chair, secretary, stranger] = made.slice(3) as [Signer, Signer, Signer];
  const people = scrutineers.map(name);
  trust = { sitting: SITTING, server: b64u(randomBytes(32)), pin: await scrutineersPin(people) };
  const z = randomBytes(32);
  const digested = await sittingSeal(trust, { k: 2, scrutineers: people, chairs: [name(chair)] }, z);
  agreed = { keys: b64u(z), public: point(), shares: [point(), point(), point()], seal: b64u(digested) };
  document = { start: await start(), seals: await Promise.all([1, 2, 3].map((index) => seal(index))) };
  keys = await verifyKeySet(document, trust);
});

describe("a sitting's keys", () => {
  it("are believed when all scrutineers signed them", () => {
    expect(keys).toMatchObject({ seal: agreed.seal, k: 2, publicKey: agreed.public, shares: agreed.shares });
    expect(keys.scrutineers).toEqual(scrutineers.map(name));
    expect(sealFingerprint(keys.seal)).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(pinText(trust.pin ?? "")).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
  });

  it("54: lack one signature, or have one twice", async () => {
    const [one, two, three] = document.seals as [SignedDocument, SignedDocument, SignedDocument];
    for (const seals of [[], [one, two], [one, two, two], [two, one, three], [one, two, three, three]])
      await expect(verifyKeySet({ ...document, seals }, trust)).rejects.toThrow("bad-seal");
  });

  it("54: bear a signature that does not hold", async () => {
    const [one, two, three] = document.seals as [SignedDocument, SignedDocument, SignedDocument];
    const seals = [one, two, { ...three, s: two.s }];
    await expect(verifyKeySet({ ...document, seals }, trust)).rejects.toThrow("bad-seal");
    const forged = await seal(3, {}, stranger);
    await expect(verifyKeySet({ ...document, seals: [one, two, forged] }, trust)).rejects.toThrow("bad-seal");
  });

  it.each<Record<string, Json>>([
    { public: point() },
    { keys: b64u(new Uint8Array(32)) },
    { seal: b64u(new Uint8Array(32)) },
    { shares: [] },
    { attempt: 2 },
    { index: 1 },
  ])("31: differ in one seal by %j", async (part) => {
    const seals = [...document.seals.slice(0, 2), await seal(3, part)];
    await expect(verifyKeySet({ ...document, seals }, trust)).rejects.toThrow("bad-seal");
  });

  it("2: hold the identity or a share twice", async () => {
    const sealAll = (part: Record<string, Json>) => Promise.all([1, 2, 3].map((index) => seal(index, part)));
    const zero = b64u(new Uint8Array(32));
    const refusals: [Record<string, Json>, string][] = [
      [{ public: zero }, "bad-point"],
      [{ shares: [point(), point(), zero] }, "bad-point"],
      [{ shares: [keys.publicKey, keys.publicKey, point()] }, "bad-seal"],
      [{ shares: [point(), point()] }, "bad-seal"],
    ];
    for (const [part, code] of refusals)
      await expect(verifyKeySet({ ...document, seals: await sealAll(part) }, trust)).rejects.toThrow(code);
  });

  it.each<Record<string, Json>>([
    { k: 3 },
    { k: 1 },
    { k: "2" },
    { chairs: [] },
    { scrutineers: [] },
    { attempt: 2 },
  ])("32: were started with %j, which S does not say", async (part) => {
    await expect(verifyKeySet({ ...document, start: await start(part) }, trust)).rejects.toThrow("bad-seal");
  });

  it("are another sitting's, another server's or another's than the pinned scrutineers'", async () => {
    const others = [
      { ...trust, sitting: "s2" },
      { ...trust, server: b64u(randomBytes(32)) },
      { ...trust, pin: await scrutineersPin([name(stranger)]) },
    ];
    for (const other of others) await expect(verifyKeySet(document, other)).rejects.toThrow("bad-seal");
    expect((await verifyKeySet(document, { ...trust, pin: null })).seal).toBe(keys.seal);
  });

  it("give one pin in whatever order they come", async () => {
    expect(await scrutineersPin(scrutineers.map(name).reverse())).toBe(trust.pin);
  });
});

describe("an opening", () => {
  const form = [{ type: 1, c: 1, min: 0, max: 0, w: 0 }];

  async function opened(part: Record<string, Json> = {}, by = chair): Promise<Opening> {
    const definition = { secrecy: "secret", form, names: [[]] };
    const members = {
      division: "d1",
      definition,
      seal: keys.seal,
      active: [1, 2, 3],
      max_seq: 9,
      server: keys.server,
    };
    const { b, s } = await act(by, "division-open", { ...members, ...part });
    const body = Uint8Array.from(atob(b.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const rest = { deadline_ms: null, p: 3, n: 3, opened_ms: 0 };
    return { division: "d1", open: b64u(await digest("open", body)), b, s, ...rest } as Opening;
  }

  const certify = (open: string, ...by: Signer[]) =>
    Promise.all(by.map((signer) => act(signer, "open-ok", { division: "d1", open })));

  it("is certified by enough active scrutineers", async () => {
    const opening = await opened();
    const vote = await verifyCertifiedOpening(opening, await certify(opening.open, ...scrutineers), keys);
    expect(vote).toEqual({ open: opening.open, form, names: [[]], publicKey: keys.publicKey, maxSeq: 9 });
  });

  it("26: is not certified by fewer, by one twice, by others or for another opening", async () => {
    const opening = await opened();
    const [one, two, three] = scrutineers as [Signer, Signer, Signer];
    const cases = [
      [],
      await certify(opening.open, one, two),
      await certify(opening.open, one, two, two),
      await certify(opening.open, one, two, stranger, chair),
      [...(await certify(opening.open, one, two)), ...(await certify(keys.seal, three))],
      [...(await certify(opening.open, one, two)), await act(three, "open-refuse", { open: opening.open })],
      [
        ...(await certify(opening.open, one, two)),
        await act(three, "open-ok", { open: opening.open }, "sitting.s2"),
      ],
    ];
    for (const certificate of cases)
      await expect(verifyCertifiedOpening(opening, certificate, keys)).rejects.toThrow("not-certified");
  });

  it("asks a scrutineer stood down for nothing, and counts none", async () => {
    const opening = await opened({ active: [1, 3] });
    const [one, two, three] = scrutineers as [Signer, Signer, Signer];
    await verifyCertifiedOpening(opening, await certify(opening.open, one, three), keys);
    const certificate = await certify(opening.open, one, two);
    await expect(verifyCertifiedOpening(opening, certificate, keys)).rejects.toThrow("not-certified");
  });

  it.each<[string, Record<string, Json>]>([
    ["another seal", { seal: b64u(new Uint8Array(32)) }],
    ["another server", { server: b64u(new Uint8Array(32)) }],
    ["another division", { division: "d2" }],
    ["too few active", { active: [1] }],
    ["one active twice", { active: [1, 1, 2] }],
    ["nobody's index", { active: [1, 2, 4] }],
    ["no list", { active: "123" }],
    ["no secrecy", { definition: { secrecy: "named", form, names: [[]] } }],
    ["no limit", { max_seq: "9" }],
  ])("with %s is refused", async (_, part) => {
    const opening = await opened(part);
    const certificate = await certify(opening.open, ...scrutineers);
    await expect(verifyCertifiedOpening(opening, certificate, keys)).rejects.toThrow("bad-opening");
  });

  it.each<[string, Json]>([
    ["that is not possible", { form: [{ ...form[0], c: 0 }], names: [[]] }],
    ["in clear", { form: [{ ...form[0], type: 129 }], names: [[]] }],
    ["too long", { form: [{ ...form[0], c: 46 }], names: [Array(46).fill({ zh: "甲", en: "" })] }],
    ["without names", { form }],
    ["with other names than it has", { form, names: [Array(2).fill({ zh: "甲", en: "" })] }],
  ])("is refused with a form %s", async (_, part) => {
    const opening = await opened({ definition: { secrecy: "secret", ...(part as object) } });
    const certificate = await certify(opening.open, ...scrutineers);
    await expect(verifyCertifiedOpening(opening, certificate, keys)).rejects.toThrow("bad-form");
  });

  it("has the names of its ballot", async () => {
    const names = [["甲", "乙"].map((zh) => ({ zh, en: "" }))];
    const ranking = [{ type: 5, c: 2, min: 0, max: 0, w: 0 }];
    const opening = await opened({ definition: { secrecy: "secret", form: ranking, names } });
    const certificate = await certify(opening.open, ...scrutineers);
    expect(await verifyCertifiedOpening(opening, certificate, keys)).toMatchObject({ form: ranking, names });
  });

  it("is refused when no chair of the seal signed it, or other bytes", async () => {
    const opening = await opened({}, stranger);
    const certificate = await certify(opening.open, ...scrutineers);
    await expect(verifyCertifiedOpening(opening, certificate, keys)).rejects.toThrow("bad-opening");
    const good = await opened();
    const [one, two] = [await opened({ max_seq: 8 }), await certify(good.open, ...scrutineers)];
    await expect(verifyCertifiedOpening({ ...good, b: one.b }, two, keys)).rejects.toThrow("bad-opening");
    await expect(verifyCertifiedOpening({ ...one, open: good.open }, two, keys)).rejects.toThrow(
      "bad-opening",
    );
  });

  it.each([
    [5, 3, 4],
    [3, 2, 3],
    [4, 2, 3],
    [7, 3, 5],
    [3, 3, 3],
  ])("by %i active of which %i open asks for %i", (active, k, needed) => {
    expect(certificatesNeeded(active, k)).toBe(needed);
  });
});
