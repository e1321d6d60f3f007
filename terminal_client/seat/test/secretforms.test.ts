import "fake-indexeddb/auto";
import { decodeChallenge } from "@hemicycle/kit/challenge";
import { Connection } from "@hemicycle/kit/connection";
import { generateKey, type Signer, signerOf } from "@hemicycle/kit/crypto";
import { qrPath } from "@hemicycle/kit/draw/qrpath";
import { b64u } from "@hemicycle/kit/encoding";
import { readAll } from "@hemicycle/kit/idb";
import { type Marks, sameMarks } from "@hemicycle/kit/marks";
import { checkOpening } from "@hemicycle/kit/sealed/ballot";
import { layoutOf } from "@hemicycle/kit/sealed/forms";
import { voteKey } from "@hemicycle/kit/sealed/group";
import { Workshop } from "@hemicycle/kit/sealed/workshop";
import type { FormItem, Paper } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Hall } from "../../kit/test/hall.ts";
import { Booth } from "../src/booth.ts";
import { indexedShelf } from "../src/kept.ts";
import type { Keys } from "../src/keyring.ts";
import { paperOf, type Vote } from "../src/vote.ts";
import { definitionOf, SealedBox, type SealedSitting, sealSitting } from "./sealedbox.ts";

const LABELS = ["王芳", "赵刚", "李强"].map((zh) => ({ zh, en: "" }));
const item = (type: FormItem["type"], min = 0, max = 0, w = 0): FormItem => ({ type, c: 3, min, max, w });
const WRITTEN = item(4, 0, 2, 2);
/** Forms with marks that are as unlike as can be. */
const CASES: readonly (readonly [FormItem, readonly Marks[]])[] = [
  [
    item(1),
    [
      ["for", "for", "for"],
      ["against", "abstain", "for"],
    ],
  ],
  [
    item(2, 1, 2),
    [
      [1, 0, 0],
      [0, 1, 1],
    ],
  ],
  [
    item(3, 0, 3),
    [
      [0, 0, 0],
      [1, 2, 3],
    ],
  ],
  [
    WRITTEN,
    [
      { names: ["for", "for", "abstain"], written: [] },
      { names: ["for", "against", "abstain"], written: ["张三"] },
      { names: ["against", "against", "abstain"], written: ["买买提·艾力", "A".repeat(60)] },
    ],
  ],
  [item(5), [[], [2, 3, 1]]],
];

let me: Signer;
let serverKey: Signer;
let sitting: SealedSitting;
let keys: Keys;
let hall: Hall;
let links: Connection[];
let count = 0;

beforeEach(async () => {
  [me, serverKey] = (await Promise.all([generateKey(), generateKey()])).map(signerOf) as [Signer, Signer];
  sitting = await sealSitting(b64u(serverKey.publicKey));
  keys = { phase: "ready", set: sitting.keys, pin: "" };
  links = [];
});
afterEach(async () => {
  for (const link of links) link.end();
  await hall.close();
});

async function voting(on: FormItem, labels = LABELS): Promise<{ booth: Booth; box: SealedBox }> {
  const server = b64u(serverKey.publicKey);
  const paper: Paper = { form: [on], names: [labels] };
  const opening = await sitting.open(`f${++count}`, { definition: definitionOf(paper) });
  const box = new SealedBox(serverKey, me.publicKey, opening.open, sitting.keys.publicKey, paper);
  hall = await Hall.open(server, box.answer);
  box.later = (frame) => hall.say(frame);
  const booth: Booth = new Booth({
    signer: me,
    sitting: "s",
    server,
    shelf: indexedShelf(b64u(me.publicKey), "s"),
    sealing: new Workshop(),
    checker: "https://hall/check/",
    request: (frame) => connection.request(frame),
  });
  const connection = new Connection({
    identity: { signer: me, body: "b", server },
    sitting: "s",
    url: hall.url,
    onFrame: (frame) => {
      if (frame.t === "welcome") void booth.welcomed();
      if (frame.t === "ack" || frame.t === "refused") void booth.answered(frame);
    },
  });
  links.push(connection);
  connection.start();
  const certificate = await sitting.certify(opening.open, 0, 1, 2);
  await booth.enter(opening.division, { ...opening, certificate }, keys);
  return { booth, box };
}

function until(booth: Booth, test: (vote: Vote) => boolean): Promise<Vote> {
  return new Promise((resolve) => {
    const stop = booth.vote.subscribe((vote) => {
      if (!vote || !test(vote)) return;
      queueMicrotask(() => stop());
      resolve(vote);
    });
  });
}
const recorded = (marks: Marks, seq: number) => (vote: Vote) =>
  vote.pending.length === 0 &&
  vote.pressing === null &&
  vote.recorded?.seq === seq &&
  sameMarks(vote.recorded.marks, marks);

describe("a sealed ballot with many names", () => {
  it.each(CASES)(
    "46, 50: is recorded, as long whatever is marked, and leaves no trace: %j",
    async (on, all) => {
      const { booth } = await voting(on);
      for (const [i, marks] of all.entries()) {
        booth.press(marks);
        await until(booth, recorded(marks, i + 1));
      }
      const casts = hall.heard.filter(({ t }) => t === "cast");
      expect(new Set(casts.map((frame) => JSON.stringify(frame).length)).size).toBe(1);
      const kept = JSON.stringify(await readAll("ballots", b64u(me.publicKey)));
      expect(kept).toContain(booth.vote.value?.recorded?.id);
      expect(kept).not.toMatch(/"(for|against|abstain)"|张三|艾力|AAAAAAAA/);
      expect(kept.match(/"marks":null/g)).toHaveLength(all.length);
    },
  );

  it.each(CASES)("48: is opened to its checker with all that is on it: %j", async (on, all) => {
    const { booth } = await voting(on);
    const marks = all.at(-1) as Marks;
    booth.press(marks, false);
    const { undecided } = await until(booth, (vote) => vote.undecided !== null && vote.pressing === null);
    expect(undecided?.marks).toEqual(marks);
    booth.challenge();
    const { challenged } = await until(booth, (vote) => Boolean(vote.challenged?.link));
    const opened = decodeChallenge(challenged?.link?.split("#")[1] ?? "");
    if (!opened) throw new Error("no ballot in the link");
    expect(opened.form).toEqual([on]);
    const checked = await checkOpening(opened.form, voteKey(opened.publicKey), opened.place, opened.opening);
    expect(checked.choices).toEqual([marks]);
    expect(b64u(checked.head)).toBe(undecided?.head);
  });

  it.each<[FormItem, Marks, boolean]>([
    [{ type: 1, c: 45, min: 0, max: 0, w: 0 }, Array<"for">(45).fill("for"), true],
    [{ type: 3, c: 13, min: 0, max: 4, w: 0 }, Array<number>(13).fill(4), true],
    [{ type: 2, c: 63, min: 0, max: 63, w: 0 }, Array<number>(63).fill(1), false],
  ])("is opened in a code if a code holds it: %j", async (on, marks, fits) => {
    const { booth } = await voting(on, Array(on.c).fill(LABELS[0]));
    booth.press(marks, false);
    await until(booth, (vote) => vote.undecided !== null && vote.pressing === null);
    booth.challenge();
    const { challenged } = await until(booth, (vote) => vote.challenged?.link != null);
    const link = challenged?.link ?? "";
    expect(link !== "").toBe(fits);
    if (fits) expect(qrPath(link).size).toBeGreaterThan(150);
  });

  it("has the names that the scrutineers certified", async () => {
    const { booth } = await voting(WRITTEN);
    expect(booth.vote.value && paperOf(booth.vote.value)).toMatchObject({ form: [WRITTEN], names: [LABELS] });
    expect(layoutOf([WRITTEN]).cells.filter((cell) => cell === "point")).toHaveLength(4);
  });

  it.each<Marks>([
    { names: ["for", "against", "against"], written: ["赵 刚"] },
    { names: ["abstain", "against", "against"], written: ["张三", "张 三"] },
    { names: ["for", "for", "against"], written: ["张三"] },
    { names: ["for", "for", "for"], written: [] },
    [1, 0, 0],
  ])("is not sealed with marks that do not count: %j", async (marks) => {
    const { booth, box } = await voting(WRITTEN);
    for (const decided of [true, false]) {
      booth.press(marks, decided);
      const vote = await until(booth, (now) => now.failed && now.pressing === null);
      expect(vote).toMatchObject({ recorded: null, undecided: null, pending: [] });
    }
    expect(box.received).toHaveLength(0);
  });
});
