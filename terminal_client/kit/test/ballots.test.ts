import { beforeAll, describe, expect, it } from "vitest";
import { actBody, EMPTY_LOG, signAct } from "../src/acts.ts";
import {
  type Ballot,
  ballotId,
  makeBallot,
  type OwnCount,
  ownBallot,
  receiptCode,
  verifyAck,
  verifyCounted,
  verifyOpening,
  verifyRefusal,
} from "../src/ballots.ts";
import { decodeCanonical, encodeCanonical, type Json } from "../src/canonical.ts";
import { decodeMarks } from "../src/clear.ts";
import {
  digest,
  generateKey,
  randomBytes,
  type Signer,
  sign,
  signerOf,
  signerOfCode,
  verify,
} from "../src/crypto.ts";
import { b64u, concat, u32be, u64be, unb64u, utf8 } from "../src/encoding.ts";
import { type Marks, motionForm } from "../src/marks.ts";
import { leafHash } from "../src/tree.ts";
import type {
  AckFrame,
  CountedProof,
  FormItem,
  MineFrame,
  Opening,
  Paper,
  RefusedFrame,
} from "../src/types.ts";

const MOTION: Paper = { form: motionForm, names: [[]] };
let me: Signer;
let other: Signer;
let box: Signer;
let server: string;
const open = b64u(new Uint8Array(32).fill(7));

beforeAll(async () => {
  [me, other, box] = (await Promise.all([generateKey(), generateKey(), generateKey()])).map(signerOf) as [
    Signer,
    Signer,
    Signer,
  ];
  server = b64u(box.publicKey);
});

describe("a ballot", () => {
  it("has the 104 bytes of the protocol and the terminal's signature", async () => {
    const ballot = await makeBallot(me, open, 3, open, MOTION, ["abstain"]);
    const body = unb64u(ballot.b, 104);
    const expected = concat(
      utf8("HB1"),
      unb64u(open),
      me.publicKey,
      u32be(3),
      unb64u(open),
      Uint8Array.of(2),
    );
    expect(body).toEqual(expected);
    expect(await verify(me.publicKey, unb64u(ballot.s), "ballot", body)).toBe(true);
    expect(ballot.id).toBe(b64u(await digest("ballot", body)));
    expect(receiptCode(ballot.id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4} [0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it.each([
    ["against", 0],
    ["for", 1],
    ["abstain", 2],
  ] as const)("writes %s as %d", async (choice, byte) => {
    expect(unb64u((await makeBallot(me, open, 1, open, MOTION, [choice])).b)[103]).toBe(byte);
  });
});

describe("a ballot of another form", () => {
  const label = (zh: string, en = "") => ({ zh, en });
  const paper = (item: FormItem, ...labels: string[]): Paper => ({
    form: [item],
    names: [labels.map((zh) => label(zh))],
  });
  const item = (type: FormItem["type"], c: number, min = 0, max = 0, w = 0) => ({ type, c, min, max, w });
  const election = paper(item(4, 3, 0, 2, 2), "王芳", "赵 刚", "李强");
  const written = (name: string) => concat(utf8(name), new Uint8Array(60 - utf8(name).length));

  it.each<[Paper, Marks, Uint8Array]>([
    [paper(item(1, 3), "甲", "乙", "丙"), ["for", "against", "abstain"], Uint8Array.of(1, 0, 2)],
    [paper(item(2, 3, 1, 2), "甲", "乙", "丙"), [1, 0, 1], Uint8Array.of(1, 0, 1)],
    [paper(item(3, 3, 0, 4), "甲", "乙", "丙"), [4, 0, 1], Uint8Array.of(4, 0, 1)],
    [
      election,
      { names: ["for", "against", "abstain"], written: ["张三"] },
      concat(Uint8Array.of(1, 0, 2), written("张三"), written("")),
    ],
    [paper(item(5, 3), "甲", "乙", "丙"), [3, 1], concat(Uint8Array.of(3, 1), new Uint8Array(28))],
    [paper(item(5, 3), "甲", "乙", "丙"), [], new Uint8Array(30)],
  ])("is written and read back: %j %j", async (on, marks, expected) => {
    const ballot = await makeBallot(me, open, 1, open, on, marks);
    const body = unb64u(ballot.b);
    expect(body.subarray(103)).toEqual(expected);
    const rest = { pos: 1, checked_in: true, in_electorate: true, revoked: false };
    const mine: MineFrame = { t: "mine", ...ballot, ...rest };
    expect(await ownBallot(mine, me.publicKey, on)).toEqual(ballot);
    expect(await ownBallot(mine, me.publicKey, null)).toEqual({ ...ballot, marks: null });
  });

  it.each<[string, Paper, Uint8Array]>([
    ["a byte short", paper(item(1, 2), "甲", "乙"), Uint8Array.of(1)],
    ["a byte long", paper(item(1, 2), "甲", "乙"), Uint8Array.of(1, 1, 1)],
    ["no choice", paper(item(1, 2), "甲", "乙"), Uint8Array.of(1, 3)],
    ["too few chosen", paper(item(2, 2, 1, 1), "甲", "乙"), Uint8Array.of(0, 0)],
    ["too many chosen", paper(item(2, 2, 1, 1), "甲", "乙"), Uint8Array.of(1, 1)],
    ["chosen twice", paper(item(2, 2, 0, 2), "甲", "乙"), Uint8Array.of(2, 0)],
    ["no level", paper(item(3, 2, 0, 3), "甲", "乙"), Uint8Array.of(4, 0)],
    ["too many approved", election, concat(Uint8Array.of(1, 1, 0), written("张三"), written(""))],
    ["nobody voted against", election, concat(Uint8Array.of(2, 2, 2), written("张三"), written(""))],
    ["a blank slot first", election, concat(Uint8Array.of(0, 0, 0), written(""), written("张三"))],
    ["a name twice", election, concat(Uint8Array.of(0, 0, 0), written("张三"), written("张 三"))],
    ["a name not in written form", election, concat(Uint8Array.of(0, 0, 0), written(" 张三"), written(""))],
    ["half a letter", election, concat(Uint8Array.of(0, 0, 0), written("张三").fill(0, 5), written(""))],
    ["a place twice", paper(item(5, 2), "甲", "乙"), concat(Uint8Array.of(1, 1), new Uint8Array(28))],
    ["a gap", paper(item(5, 2), "甲", "乙"), concat(Uint8Array.of(1, 0, 2), new Uint8Array(27))],
    ["nobody's number", paper(item(5, 2), "甲", "乙"), concat(Uint8Array.of(3), new Uint8Array(29))],
    ["31 bytes", paper(item(5, 2), "甲", "乙"), concat(Uint8Array.of(1), new Uint8Array(30))],
  ])("is refused with %s", (_, on, bytes) => {
    expect(() => decodeMarks(on, bytes)).toThrow("bad-ballot");
  });

  it("is read with a listed name, which counts nothing, but not made with it", async () => {
    const marks = { names: ["for", "against", "abstain"], written: ["赵刚"] } as const;
    const bytes = concat(Uint8Array.of(1, 0, 2), written("赵刚"), written(""));
    expect(decodeMarks(election, bytes)).toEqual(marks);
    await expect(makeBallot(me, open, 1, open, election, marks)).rejects.toThrow("bad-marks");
  });

  it("is not made with marks that are not valid", async () => {
    const marks = { names: ["for", "for", "abstain"], written: ["张三"] } as const;
    await expect(makeBallot(me, open, 1, open, election, marks)).rejects.toThrow("bad-marks");
    await expect(makeBallot(me, open, 1, open, MOTION, ["for", "for"])).rejects.toThrow("bad-marks");
  });
});

describe("the server's word", () => {
  async function ack(ballot: Ballot, part: Partial<AckFrame> = {}, signer = box): Promise<AckFrame> {
    const frame = { epoch: 0, pos: 5, ...part };
    const fields = [u32be(frame.epoch), u64be(frame.pos), me.publicKey, u32be(ballot.seq), unb64u(ballot.id)];
    const s = b64u(await sign(signer, "ack", unb64u(ballot.open), ...fields));
    return { t: "ack", r: 1, open: ballot.open, seq: ballot.seq, id: ballot.id, s, ...frame };
  }

  it("acknowledges exactly one ballot", async () => {
    const ballot = await makeBallot(me, open, 1, open, MOTION, ["for"]);
    const frame = await ack(ballot);
    expect(await verifyAck(frame, ballot, me.publicKey, server)).toBe(true);
    expect(await verifyAck({ ...frame, pos: 6 }, ballot, me.publicKey, server)).toBe(false);
    expect(await verifyAck({ ...frame, epoch: 1 }, ballot, me.publicKey, server)).toBe(false);
    expect(await verifyAck(frame, ballot, other.publicKey, server)).toBe(false);
    expect(await verifyAck(frame, ballot, me.publicKey, b64u(other.publicKey))).toBe(false);
    const changed = await makeBallot(me, open, 1, open, MOTION, ["against"]);
    expect(await verifyAck(frame, changed, me.publicKey, server)).toBe(false);
    expect(await verifyAck(await ack(ballot, {}, other), ballot, me.publicKey, server)).toBe(false);
  });

  it("refuses with its reason signed", async () => {
    const ballot = await makeBallot(me, open, 1, open, MOTION, ["for"]);
    const code = "vote-closed";
    const fields = [unb64u(open), me.publicKey, u32be(1), unb64u(ballot.id), code] as const;
    const frame: RefusedFrame = {
      t: "refused",
      r: 1,
      open,
      seq: 1,
      id: ballot.id,
      code,
      s: b64u(await sign(box, "refuse", ...fields)),
    };
    expect(await verifyRefusal(frame, ballot, me.publicKey, server)).toBe(true);
    expect(await verifyRefusal({ ...frame, code: "vote-unknown" }, ballot, me.publicKey, server)).toBe(false);
  });
});

describe("the terminal's last entry", () => {
  it("is believed only with the terminal's own signature and in its place", async () => {
    const ballot = await makeBallot(me, open, 2, open, MOTION, ["against"]);
    const rest = { pos: 9, checked_in: true, in_electorate: true, revoked: false };
    const mine: MineFrame = { t: "mine", open, seq: 2, id: ballot.id, b: ballot.b, s: ballot.s, ...rest };
    expect(await ownBallot(mine, me.publicKey, MOTION)).toEqual(ballot);
    const forged = await makeBallot(other, open, 2, open, MOTION, ["for"]);
    expect(
      await ownBallot({ ...mine, b: forged.b, s: forged.s, id: forged.id }, me.publicKey, MOTION),
    ).toBeNull();
    expect(await ownBallot({ ...mine, s: forged.s }, me.publicKey, MOTION)).toBeNull();
    expect(await ownBallot({ ...mine, seq: 3 }, me.publicKey, MOTION)).toBeNull();
    expect(await ownBallot({ ...mine, open: b64u(new Uint8Array(32)) }, me.publicKey, MOTION)).toBeNull();
  });
});

describe("the count", () => {
  const own = (last: Ballot | null, root = ""): OwnCount => ({
    open,
    last,
    publicKey: me.publicKey,
    server,
    root,
  });

  async function proof(leaf: Uint8Array): Promise<CountedProof> {
    const sibling = randomBytes(32);
    const root = await crypto.subtle.digest(
      "SHA-256",
      concat(Uint8Array.of(1), await leafHash(leaf), sibling),
    );
    return {
      leaf: b64u(leaf),
      index: 0,
      size: 2,
      path: [b64u(sibling)],
      counted_root: b64u(new Uint8Array(root)),
      s: b64u(await sign(box, "counted", unb64u(open), leaf)),
    };
  }

  it("must hold the terminal's last ballot, or none", async () => {
    const ballot = await makeBallot(me, open, 2, open, MOTION, ["for"]);
    const sound = await proof(concat(me.publicKey, u32be(2), unb64u(ballot.id)));
    const undeclared = { ...sound, path: null, counted_root: "" };
    const root = sound.counted_root;
    const earlier = await makeBallot(me, open, 1, open, MOTION, ["for"]);
    for (const [answer, declared] of [
      [undeclared, ""],
      [sound, root],
    ] as const) {
      expect(await verifyCounted(answer, own(ballot, declared))).toBe(true);
      expect(await verifyCounted(answer, own(null, declared))).toBe(false);
      expect(await verifyCounted(answer, own(earlier, declared))).toBe(false);
    }
    const none = await proof(concat(me.publicKey, u32be(0), new Uint8Array(32)));
    expect(await verifyCounted(none, own(null, none.counted_root))).toBe(true);
  });

  it("must be the server's signed word on this opening", async () => {
    const ballot = await makeBallot(me, open, 2, open, MOTION, ["for"]);
    const sound = await proof(concat(me.publicKey, u32be(2), unb64u(ballot.id)));
    const forged = b64u(await sign(other, "counted", unb64u(open), unb64u(sound.leaf)));
    expect(await verifyCounted({ ...sound, s: forged }, own(ballot))).toBe(false);
    expect(await verifyCounted(sound, { ...own(ballot), open: ballot.id })).toBe(false);
  });

  it("must lie under the declared root", async () => {
    const ballot = await makeBallot(me, open, 2, open, MOTION, ["for"]);
    const sound = await proof(concat(me.publicKey, u32be(2), unb64u(ballot.id)));
    const declared = own(ballot, sound.counted_root);
    expect(await verifyCounted(sound, own(ballot, open))).toBe(false);
    expect(await verifyCounted({ ...sound, counted_root: open }, own(ballot, open))).toBe(false);
    expect(await verifyCounted({ ...sound, path: null }, declared)).toBe(false);
    expect(await verifyCounted({ ...sound, path: [] }, declared)).toBe(false);
  });
});

describe("the opening", () => {
  const named = [{ ...motionForm[0], type: 129 }];

  async function opened(definition: Json): Promise<Opening> {
    const actor = b64u(other.publicKey);
    const body = encodeCanonical({ type: "division-open", actor, server, division: "d4", definition });
    const s = b64u(await sign(other, "act", body));
    const times = { deadline_ms: null, p: 1, n: 1, opened_ms: 0, certificate: [] };
    return { division: "d4", open: b64u(await digest("open", body)), b: b64u(body), s, ...times };
  }

  it("is shown only with its digest, its signature and the pinned server", async () => {
    const opening = await opened({ secrecy: "named", form: named, names: [[]] });
    expect((await verifyOpening(opening, server))?.division).toBe("d4");
    expect(await verifyOpening({ ...opening, open }, server)).toBeNull();
    expect(await verifyOpening({ ...opening, division: "d5" }, server)).toBeNull();
    expect(await verifyOpening(opening, b64u(me.publicKey))).toBeNull();
    const body = unb64u(opening.b);
    expect(await verifyOpening({ ...opening, s: b64u(await sign(me, "act", body)) }, server)).toBeNull();
  });

  it("says what is on the ballot, with one form for named and secret votes", async () => {
    const names = [["甲", "乙"].map((zh) => ({ zh, en: "" }))];
    const item = { type: 4, c: 2, min: 0, max: 1, w: 1 };
    for (const [secrecy, type] of [
      ["named", 132],
      ["secret", 4],
    ] as const) {
      const definition = { secrecy, form: [{ ...item, type }], names, rule: "E6" };
      const opening = await verifyOpening(await opened(definition), server);
      expect(opening?.definition).toEqual({ ...definition, form: [item] });
    }
  });

  it.each<[string, Json]>([
    ["no definition", null],
    ["no form", { secrecy: "named", names: [[]] }],
    ["no names", { secrecy: "named", form: named }],
    [
      "a secret form in a named vote",
      { secrecy: "named", form: [{ ...motionForm[0] }] as Json, names: [[]] },
    ],
    ["a named form in a secret vote", { secrecy: "secret", form: named, names: [[]] }],
    ["a show of hands", { channel: "hands", secrecy: "named", form: named, names: [[]] }],
    ["paper", { channel: "paper", secrecy: "secret", form: motionForm as unknown as Json, names: [[]] }],
    ["two items", { secrecy: "named", form: [named[0] as Json, named[0] as Json], names: [[], []] }],
    ["a form that is not possible", { secrecy: "named", form: [{ ...named[0], max: 1 }], names: [[]] }],
    ["no list of names", { secrecy: "named", form: named, names: ["甲"] }],
    [
      "too many names",
      {
        secrecy: "named",
        form: named,
        names: [
          [
            { zh: "甲", en: "" },
            { zh: "乙", en: "" },
          ],
        ],
      },
    ],
    ["a name in no language", { secrecy: "named", form: named, names: [[{ zh: "", en: "" }]] }],
    ["a name that is a number", { secrecy: "named", form: named, names: [[{ zh: 1, en: "" }]] }],
    ["too few names", { secrecy: "named", form: [{ ...named[0], c: 2 }], names: [[{ zh: "甲", en: "" }]] }],
  ])("is not voted on with %s", async (_, definition) => {
    expect(await verifyOpening(await opened(definition), server)).toBeNull();
  });
});

describe("acts", () => {
  it("carry the common members, the signature and the code's co-signature", async () => {
    const code = await signerOfCode("ABCDEFGHJKMNPQRS");
    const request = {
      log: "body.b",
      type: "enrol",
      after: EMPTY_LOG,
      members: { device: "x", code: b64u(code.publicKey) },
    };
    const document = await signAct(request, me, code);
    const body = unb64u(document.b);
    expect(decodeCanonical(body)).toMatchObject({
      v: 1,
      type: "enrol",
      log: "body.b",
      actor: b64u(me.publicKey),
      device: "x",
    });
    expect(await verify(me.publicKey, unb64u(document.s), "act", body)).toBe(true);
    expect(await verify(code.publicKey, unb64u(document.c ?? ""), "code", body)).toBe(true);
    expect(await ballotId(body)).not.toEqual(await digest("act", body));
  });

  it("write the time and a fresh nonce as the protocol says", () => {
    const request = { log: "body.b", type: "x", after: EMPTY_LOG, members: {} };
    const act = () =>
      decodeCanonical(actBody(request, me.publicKey, new Date(5))) as { time: string; nonce: string };
    expect(act().time).toBe("1970-01-01T00:00:00.005Z");
    expect(unb64u(act().nonce, 16)).toHaveLength(16);
    expect(act().nonce).not.toBe(act().nonce);
  });
});
