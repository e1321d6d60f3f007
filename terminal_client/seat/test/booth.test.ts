import "fake-indexeddb/auto";
import { encodeCanonical, type Json } from "@hemicycle/kit/canonical";
import { Connection } from "@hemicycle/kit/connection";
import { digest, generateKey, type Signer, sign, signerOf } from "@hemicycle/kit/crypto";
import { b64u, concat, u32be, unb64u } from "@hemicycle/kit/encoding";
import { type Marks, motionForm, sameMarks } from "@hemicycle/kit/marks";
import { Workshop } from "@hemicycle/kit/sealed/workshop";
import { leafHash } from "@hemicycle/kit/tree";
import type { CountedProof, FormItem, Opening, Paper } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Hall } from "../../kit/test/hall.ts";
import { Booth } from "../src/booth.ts";
import { indexedShelf, type Shelf } from "../src/kept.ts";
import { NO_KEYS } from "../src/keyring.ts";
import type { CountedDivision, Vote } from "../src/vote.ts";
import { Box } from "./box.ts";

const MOTION: Paper = { form: motionForm, names: [[]] };
let me: Signer;
let chair: Signer;
let serverKey: Signer;
let server: string;
let opening: Opening;
let box: Box;
let hall: Hall;
let links: Connection[];
let count = 0;

/** A named opening of a paper. */
async function open(division: string, { form: [item], names }: Paper = MOTION): Promise<Opening> {
  const blank = { zh: "", en: "" };
  const form = [{ ...item, type: (item?.type ?? 0) + 128 }];
  const definition = { title: blank, text: blank, rule: "M1", secrecy: "named", form, names };
  const rest = { n: 5, max_seq: 50, definition: definition as unknown as Json };
  const body = encodeCanonical({
    type: "division-open",
    actor: b64u(chair.publicKey),
    server,
    division,
    ...rest,
  });
  const s = b64u(await sign(chair, "act", body));
  const times = { deadline_ms: null, p: 5, n: 5, opened_ms: 0, certificate: [] };
  return { division, open: b64u(await digest("open", body)), b: b64u(body), s, ...times };
}

function boothOver(shelf: Shelf, link: () => Connection | undefined): Booth {
  return new Booth({
    signer: me,
    sitting: "s",
    server,
    shelf,
    sealing: new Workshop(),
    checker: "",
    request: (frame) => link()?.request(frame) ?? Promise.reject(new Error("no link")),
  });
}

/** A terminal as after a reload: a new connection and a new booth over the same IndexedDB. */
function arrive(): { booth: Booth; connection: Connection } {
  const shelf = indexedShelf(b64u(me.publicKey), "s");
  const booth = boothOver(shelf, () => connection);
  const connection = new Connection({
    identity: { signer: me, body: "b", server },
    sitting: "s",
    url: hall.url,
    onFrame: (frame) => {
      if (frame.t === "welcome") void booth.welcomed();
      if (frame.t === "mine") void booth.hear(frame);
    },
  });
  links.push(connection);
  connection.start();
  return { booth, connection };
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
const settled = (vote: Vote) => vote.pending.length === 0 && vote.pressing === null;
const recorded = (marks: Marks) => (vote: Vote) =>
  settled(vote) && sameMarks(vote.recorded?.marks ?? null, marks);

beforeEach(async () => {
  [me, chair, serverKey] = (await Promise.all([generateKey(), generateKey(), generateKey()])).map(
    signerOf,
  ) as [Signer, Signer, Signer];
  server = b64u(serverKey.publicKey);
  opening = await open(`d${++count}`);
  box = new Box(serverKey, me.publicKey, opening.open);
  hall = await Hall.open(server, box.answer);
  links = [];
});
afterEach(async () => {
  for (const link of links) link.end();
  await hall.close();
});

it("records a choice and every change, in a chain", async () => {
  const { booth } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  booth.press(["for"]);
  await until(booth, recorded(["for"]));
  booth.press(["against"]);
  await until(booth, recorded(["against"]));
  booth.press(["against"]);
  booth.press(["abstain"]);
  await until(booth, recorded(["abstain"]));
  expect(box.entries.map((entry) => [entry.seq, entry.marks])).toEqual([
    [1, ["for"]],
    [2, ["against"]],
    [3, ["abstain"]],
  ]);
});

it("keeps a ballot while there is no connection and sends the same bytes later", async () => {
  const { booth, connection } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  const { port } = hall;
  await hall.close();
  booth.press(["for"]);
  const kept = await until(booth, (vote) => vote.pending.length === 1);
  expect(kept.recorded).toBeNull();
  connection.end();

  hall = await Hall.open(server, box.answer, port);
  const again = arrive().booth;
  await again.enter(opening.division, opening, NO_KEYS);
  const vote = await until(again, recorded(["for"]));
  expect(vote.recorded).toEqual(kept.pending[0]);
  expect(box.entries.map((entry) => entry.b)).toEqual([kept.pending[0]?.b]);
});

it("sends again what was recorded but whose receipt was lost, and gets the first answer", async () => {
  let lose = true;
  hall.answer = async (frame, peer) => {
    const answer = await box.answer(frame);
    if (frame.t !== "cast" || !lose) return answer;
    lose = false;
    peer.terminate();
    return null;
  };
  const { booth } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  booth.press(["abstain"]);
  await until(booth, recorded(["abstain"]));
  const casts = hall.heard.filter((frame) => frame.t === "cast");
  expect(casts).toHaveLength(2);
  expect(casts[0]).toMatchObject({ b: casts[1]?.b, s: casts[1]?.s });
  expect(box.entries).toHaveLength(1);
});

it("shows the recorded choice after a reload, from the kept receipt", async () => {
  const first = arrive();
  await first.booth.enter(opening.division, opening, NO_KEYS);
  first.booth.press(["for"]);
  await until(first.booth, recorded(["for"]));
  first.connection.end();
  const { booth } = arrive();
  await booth.enter(opening.division, null, NO_KEYS);
  expect(booth.vote.value?.recorded?.marks).toEqual(["for"]);
});

it("is refused after the close and says so, also after a reload", async () => {
  const { booth, connection } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  booth.press(["for"]);
  await until(booth, recorded(["for"]));
  box.closed = true;
  booth.press(["against"]);
  const vote = await until(booth, (now) => settled(now) && now.refused !== null);
  expect(vote.refused?.code).toBe("vote-closed");
  expect(vote.recorded?.marks).toEqual(["for"]);
  connection.end();
  const later = arrive().booth;
  await later.enter(opening.division, null, NO_KEYS);
  expect(later.vote.value).toMatchObject({ refused: { code: "vote-closed" }, recorded: { marks: ["for"] } });
});

it("never calls a ballot recorded on a receipt that the server did not sign", async () => {
  const thief = signerOf(await generateKey());
  const forger = new Box(thief, me.publicKey, opening.open);
  hall.answer = forger.answer;
  const { booth } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  booth.press(["for"]);
  const vote = await until(booth, (now) => now.falseAnswer);
  expect(vote.recorded).toBeNull();
  expect(vote.pending).toHaveLength(1);
});

it("goes on from the box's last entry when another ballot of this terminal is there", async () => {
  const elsewhere = boothOver(indexedShelf("another profile", "s"), () => links[0]);
  const { booth, connection } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  await new Promise<void>((resolve) =>
    connection.status.subscribe((now) => now.phase === "online" && resolve()),
  );
  await elsewhere.enter(opening.division, opening, NO_KEYS);
  elsewhere.press(["for"]);
  await until(elsewhere, recorded(["for"]));

  booth.press(["against"]);
  await until(booth, recorded(["against"]));
  expect(box.entries.map((entry) => [entry.seq, entry.marks])).toEqual([
    [1, ["for"]],
    [2, ["against"]],
  ]);
});

it("takes back “recorded” when the box has lost the ballot, and casts it again", async () => {
  const { booth } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  booth.press(["for"]);
  const before = await until(booth, recorded(["for"]));
  box.entries.length = 0;
  const seen: unknown[] = [];
  booth.vote.subscribe((vote) => seen.push(vote?.recorded?.id));
  await booth.hear(box.mine());
  const after = await until(booth, recorded(["for"]));
  expect(seen).toContain(undefined);
  expect(after.recorded?.id).toBe(before.recorded?.id);
  expect(box.entries).toHaveLength(1);
});

it("takes over an entry that it finds in the box, once acknowledged", async () => {
  const first = arrive();
  await first.booth.enter(opening.division, opening, NO_KEYS);
  first.booth.press(["abstain"]);
  await until(first.booth, recorded(["abstain"]));
  await indexedShelf(b64u(me.publicKey), "s").clear(opening.division);
  first.connection.end();
  const { booth } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  expect(booth.vote.value?.recorded).toBeNull();
  await booth.hear(box.mine());
  await until(booth, recorded(["abstain"]));
});

it("says so when this device can't keep the ballot, and sends nothing", async () => {
  const shelf = {
    ...indexedShelf("full", "s"),
    keep: () => Promise.reject(new DOMException("", "QuotaExceededError")),
  };
  const { connection } = arrive();
  const booth = boothOver(shelf, () => connection);
  await booth.enter(opening.division, opening, NO_KEYS);
  booth.press(["for"]);
  const vote = await until(booth, (now) => now.failed && now.pressing === null);
  expect(vote).toMatchObject({ recorded: null, pending: [] });
  expect(box.entries).toHaveLength(0);
});

it("signs nothing under an opening whose signature is wrong", async () => {
  const { booth } = arrive();
  const forged = { ...opening, s: b64u(await sign(me, "act", unb64u(opening.b))) };
  await booth.enter(opening.division, forged, NO_KEYS);
  booth.press(["for"]);
  expect(booth.vote.value).toMatchObject({ opening: null, pressing: null, pending: [] });
});

describe("a ballot with many names", () => {
  const label = (zh: string) => ({ zh, en: "" });
  const LABELS = ["王芳", "赵刚", "李强"].map(label);
  const item = (type: FormItem["type"], min = 0, max = 0, w = 0): FormItem => ({ type, c: 3, min, max, w });

  async function voting(on: FormItem): Promise<Booth> {
    const paper = { form: [on], names: [LABELS] };
    opening = await open(`d${++count}`, paper);
    box = new Box(serverKey, me.publicKey, opening.open, paper);
    hall.answer = box.answer;
    const { booth } = arrive();
    await booth.enter(opening.division, opening, NO_KEYS);
    return booth;
  }

  it.each<[FormItem, Marks, Marks]>([
    [item(1), ["for", "against", "abstain"], ["for", "against", "against"]],
    [item(2, 1, 2), [1, 1, 0], [0, 1, 0]],
    [item(3, 0, 3), [1, 0, 3], [0, 0, 0]],
    [
      item(4, 0, 2, 1),
      { names: ["for", "against", "abstain"], written: [] },
      { names: ["for", "against", "abstain"], written: ["张三"] },
    ],
    [item(5), [3, 1], []],
  ])("is recorded, changed and found again: %j", async (on, first, second) => {
    const booth = await voting(on);
    booth.press(first);
    await until(booth, recorded(first));
    booth.press(structuredClone(first));
    booth.press(second);
    await until(booth, recorded(second));
    expect(box.entries.map(({ marks }) => marks)).toEqual([first, second]);
    const again = arrive().booth;
    await again.enter(opening.division, null, NO_KEYS);
    expect(again.vote.value?.recorded?.marks).toEqual(second);
  });

  it("is read from the box by a terminal that lost its disk", async () => {
    const booth = await voting(item(4, 0, 2, 1));
    const marks = { names: ["against", "against", "for"], written: ["张三"] } as const;
    booth.press(marks);
    await until(booth, recorded(marks));
    await indexedShelf(b64u(me.publicKey), "s").clear(opening.division);
    const again = arrive().booth;
    await again.enter(opening.division, opening, NO_KEYS);
    await again.hear(box.mine());
    await until(again, recorded(marks));
  });

  it.each<Marks>([
    { names: ["for", "for", "for"], written: [] },
    { names: ["for", "against", "against"], written: ["赵 刚"] },
    { names: ["for", "against", "against"], written: [" 张三"] },
    ["for", "against", "abstain"],
  ])("is not cast with marks that do not count: %j", async (marks) => {
    const booth = await voting(item(4, 0, 2, 1));
    booth.press(marks);
    const vote = await until(booth, (now) => now.failed && now.pressing === null);
    expect(vote).toMatchObject({ recorded: null, pending: [] });
    expect(box.entries).toHaveLength(0);
  });
});

/** The server's answer on a terminal alone in its electorate whose first ballot has this id. */
async function proof(id: string): Promise<CountedProof> {
  const leaf = concat(me.publicKey, u32be(1), unb64u(id));
  const s = b64u(await sign(serverKey, "counted", unb64u(opening.open), leaf));
  return { leaf: b64u(leaf), index: 0, size: 1, path: [], counted_root: b64u(await leafHash(leaf)), s };
}

/** The division as the state shows it, declared if there is a root. */
function declared(open: string, root: string): CountedDivision {
  return { id: opening.division, open, result: root ? { counted_root: root } : null };
}

it("finds a count that differs from its receipt", async () => {
  const { booth } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  booth.press(["for"]);
  const vote = await until(booth, recorded(["for"]));
  const division = declared(opening.open, "");
  await booth.check(await proof(vote.recorded?.id ?? ""), division);
  expect(booth.vote.value?.counted).toBe("same");
  await booth.check(await proof(opening.open), division);
  expect(booth.vote.value?.counted).toBe("differs");
  await booth.check(await proof(vote.recorded?.id ?? ""), division);
  expect(booth.vote.value?.counted, "a difference once found stays").toBe("differs");
});

it("takes no other division's count for this one's", async () => {
  const { booth } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  booth.press(["for"]);
  await until(booth, recorded(["for"]));
  await booth.check(await proof(opening.open), { ...declared(opening.open, ""), id: "the-one-before" });
  expect(booth.vote.value?.counted).toBeNull();
});

it("finds a ballot that is not under the declared root", async () => {
  const { booth } = arrive();
  await booth.enter(opening.division, opening, NO_KEYS);
  booth.press(["for"]);
  const vote = await until(booth, recorded(["for"]));
  const sound = await proof(vote.recorded?.id ?? "");
  await booth.check(sound, declared(opening.open, sound.counted_root));
  expect(booth.vote.value?.counted).toBe("same");
  await booth.check({ ...sound, path: null, counted_root: "" }, declared(opening.open, sound.counted_root));
  expect(booth.vote.value?.counted).toBe("differs");
});
