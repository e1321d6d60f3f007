import "fake-indexeddb/auto";
import { decodeChallenge } from "@hemicycle/kit/challenge";
import { Connection } from "@hemicycle/kit/connection";
import { generateKey, type Signer, sign, signerOf } from "@hemicycle/kit/crypto";
import { b64u, concat, u32be, unb64u } from "@hemicycle/kit/encoding";
import { readAll } from "@hemicycle/kit/idb";
import { type Marks, motionForm, sameMarks } from "@hemicycle/kit/marks";
import { checkOpening } from "@hemicycle/kit/sealed/ballot";
import { SealedError, voteKey } from "@hemicycle/kit/sealed/group";
import { type Sealing, Workshop } from "@hemicycle/kit/sealed/workshop";
import { leafHash } from "@hemicycle/kit/tree";
import { CHOICES, type Opening } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Hall } from "../../kit/test/hall.ts";
import { Booth } from "../src/booth.ts";
import { indexedShelf } from "../src/kept.ts";
import { type Keys, NO_KEYS } from "../src/keyring.ts";
import type { Vote } from "../src/vote.ts";
import { MOTION, SealedBox, type SealedSitting, sealSitting } from "./sealedbox.ts";

/** A motion as a named vote has it. */
const CLEAR = { form: [{ ...motionForm[0], type: 129 }], names: [[]] };
const CHECKER = "https://hall/check/";
let me: Signer;
let serverKey: Signer;
let server: string;
let sitting: SealedSitting;
let keys: Keys;
let opening: Opening;
let box: SealedBox;
let hall: Hall;
let links: Connection[];
let count = 0;

/** A terminal as after a reload: a new connection, booth and sealing over the same IndexedDB. */
function arrive(sealing: Sealing = new Workshop()): { booth: Booth; connection: Connection } {
  const booth: Booth = new Booth({
    signer: me,
    sitting: "s",
    server,
    shelf: indexedShelf(b64u(me.publicKey), "s"),
    sealing,
    checker: CHECKER,
    request: (frame) => connection.request(frame),
  });
  const connection = new Connection({
    identity: { signer: me, body: "b", server },
    sitting: "s",
    url: hall.url,
    onFrame: (frame) => {
      if (frame.t === "welcome") void booth.welcomed();
      if (frame.t === "mine") void booth.hear(frame);
      if (frame.t === "ack" || frame.t === "refused") void booth.answered(frame);
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
const recorded = (marks: Marks | null, seq: number) => (vote: Vote) =>
  settled(vote) && vote.recorded?.seq === seq && sameMarks(vote.recorded.marks, marks);

async function certified(): Promise<Opening> {
  return { ...opening, certificate: await sitting.certify(opening.open, 0, 1, 2) };
}

async function ready(): Promise<Booth> {
  const { booth } = arrive();
  await booth.enter(opening.division, await certified(), keys);
  return booth;
}

beforeEach(async () => {
  [me, serverKey] = (await Promise.all([generateKey(), generateKey()])).map(signerOf) as [Signer, Signer];
  server = b64u(serverKey.publicKey);
  sitting = await sealSitting(server);
  keys = { phase: "ready", set: sitting.keys, pin: "" };
  opening = await sitting.open(`d${++count}`);
  box = new SealedBox(serverKey, me.publicKey, opening.open, sitting.keys.publicKey);
  hall = await Hall.open(server, box.answer);
  box.later = (frame) => hall.say(frame);
  links = [];
});
afterEach(async () => {
  for (const link of links) link.end();
  await hall.close();
});

describe("before a tablet encrypts", () => {
  it("54: it has keys that it believes, and an opening certified by q scrutineers", async () => {
    const { booth } = arrive();
    const cases: [Keys, readonly number[], Vote["gate"]][] = [
      [NO_KEYS, [0, 1, 2], "keys"],
      [{ ...NO_KEYS, phase: "unconfirmed" }, [0, 1, 2], "unconfirmed"],
      [{ ...NO_KEYS, phase: "foreign" }, [0, 1, 2], "false"],
      [keys, [], "uncertified"],
      [keys, [0, 1], "uncertified"],
    ];
    for (const [known, by, gate] of cases) {
      await booth.enter(
        opening.division,
        { ...opening, certificate: await sitting.certify(opening.open, ...by) },
        known,
      );
      expect(booth.vote.value?.gate).toBe(gate);
      booth.press(["for"]);
      expect(booth.vote.value).toMatchObject({ pressing: null, pending: [] });
    }
    await booth.enter(opening.division, await certified(), keys);
    expect(booth.vote.value?.gate).toBe("open");
    booth.press(["for"]);
    await until(booth, recorded(["for"], 1));
  });

  it("26: certificates of another opening and of the same scrutineer twice don't count", async () => {
    const { booth } = arrive();
    const other = await sitting.open("other");
    for (const certificate of [
      await sitting.certify(other.open, 0, 1, 2),
      await sitting.certify(opening.open, 0, 0, 1),
    ]) {
      await booth.enter(opening.division, { ...opening, certificate }, keys);
      expect(booth.vote.value?.gate).toBe("uncertified");
    }
  });

  it("refuses an opening by who is none of the seal's chairs, or under another seal", async () => {
    const stranger = signerOf(await generateKey());
    for (const forged of [
      await sitting.open("forged-1", {}, stranger),
      await sitting.open("forged-2", { seal: b64u(new Uint8Array(32)) }),
    ]) {
      const { booth } = arrive();
      const certificate = await sitting.certify(forged.open, 0, 1, 2);
      await booth.enter(forged.division, { ...forged, certificate }, keys);
      expect(booth.vote.value?.gate).toBe("false");
    }
  });

  it("is never voted on in clear: not what was shown as secret, nor under an opening by who is no chair", async () => {
    const definition = {
      title: { zh: "", en: "" },
      text: { zh: "", en: "" },
      rule: "M1",
      secrecy: "named",
      ...CLEAR,
    };
    const clear = await sitting.open("clear", { definition });
    const shown = arrive().booth;
    await shown.enter(clear.division, clear, keys, true);
    expect(shown.vote.value?.opening).toBeNull();
    const forged = await sitting.open("forged-clear", { definition }, signerOf(await generateKey()));
    const never = arrive().booth;
    await never.enter(forged.division, forged, keys);
    expect(never.vote.value?.opening).toBeNull();
    never.press(["for"]);
    expect(never.vote.value).toMatchObject({ pressing: null, pending: [] });
    const named = arrive().booth;
    await named.enter(clear.division, clear, keys);
    expect(named.vote.value?.opening).not.toBeNull();
  });

  it("never casts a named ballot where the signed opening says neither named nor secret", async () => {
    const definition = {
      title: { zh: "", en: "" },
      text: { zh: "", en: "" },
      rule: "M1",
      secrecy: "open",
      ...CLEAR,
    };
    const odd = await sitting.open("odd", { definition });
    const { booth } = arrive();
    await booth.enter(odd.division, odd, keys);
    expect(booth.vote.value?.opening).toBeNull();
  });
});

describe("a sealed ballot", () => {
  it("is received, then recorded; an earlier vote stands until then", async () => {
    const booth = await ready();
    booth.press(["for"]);
    await until(booth, recorded(["for"], 1));
    box.hold = true;
    booth.press(["against"]);
    const waiting = await until(booth, (vote) => vote.received.length === 1);
    expect(waiting.recorded?.marks).toEqual(["for"]);
    expect(waiting.pending.map(({ id }) => id)).toEqual(waiting.received);
    await box.settle();
    const vote = await until(booth, recorded(["against"], 2));
    expect(vote.received).toEqual([]);
  });

  it("46: is as long, and framed as long, whatever was chosen", async () => {
    const booth = await ready();
    for (const [i, choice] of CHOICES.entries()) {
      booth.press([choice]);
      await until(booth, recorded([choice], i + 1));
    }
    const casts = hall.heard.filter(({ t }) => t === "cast");
    expect(casts).toHaveLength(3);
    expect(new Set(casts.map((frame) => JSON.stringify(frame).length)).size).toBe(1);
    expect(new Set(casts.map((frame) => Object.keys(frame).join())).size).toBe(1);
  });

  it("50: leaves no trace of the choice on the disk", async () => {
    const { booth, connection } = arrive();
    await booth.enter(opening.division, await certified(), keys);
    for (const [i, choice] of CHOICES.entries()) {
      booth.press([choice]);
      await until(booth, recorded([choice], i + 1));
    }
    const kept = JSON.stringify(await readAll("ballots", b64u(me.publicKey)));
    expect(kept).toContain(booth.vote.value?.recorded?.id);
    for (const choice of CHOICES) expect(kept).not.toContain(`"${choice}"`);
    connection.end();
    const again = arrive().booth;
    await again.enter(opening.division, await certified(), keys);
    expect(again.vote.value?.recorded).toMatchObject({
      marks: null,
      seq: 3,
      head: expect.stringMatching(/^.{43}$/),
    });
  });

  it("is kept while there is no connection and sent later, byte for byte", async () => {
    const { booth, connection } = arrive();
    await booth.enter(opening.division, await certified(), keys);
    const { port } = hall;
    await hall.close();
    booth.press(["for"]);
    const kept = await until(booth, (vote) => vote.pending.length === 1);
    expect(kept.recorded).toBeNull();
    connection.end();
    hall = await Hall.open(server, box.answer, port);
    const again = arrive().booth;
    await again.enter(opening.division, null, keys);
    await until(again, recorded(null, 1));
    expect(box.received.map(({ b }) => b)).toEqual([kept.pending[0]?.b]);
  });

  it("is sent again after a receipt and a lost connection, and shown as received meanwhile", async () => {
    box.hold = true;
    const booth = await ready();
    booth.press(["abstain"]);
    const { received } = await until(booth, (vote) => vote.received.length === 1);
    hall.cut(1012);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(booth.vote.value?.received).toEqual(received);
    await until(booth, () => hall.connections === 2);
    while (hall.heard.filter(({ t }) => t === "cast").length < 2)
      await new Promise((go) => setTimeout(go, 20));
    const [first, second] = hall.heard.filter(({ t }) => t === "cast");
    expect(first).toMatchObject({ b: second?.b, s: second?.s });
    await box.settle();
    await until(booth, recorded(["abstain"], 1));
  });

  it("gets its answers on reconnecting when they were lost, one after the other", async () => {
    box.hold = true;
    box.later = () => undefined;
    const booth = await ready();
    for (const [i, choice] of (["for", "against"] as const).entries()) {
      booth.press([choice]);
      await until(booth, (vote) => vote.received.length === i + 1);
    }
    await box.settle();
    hall.cut(1012);
    await until(booth, recorded(["against"], 2));
  });

  it("goes on from the box's last entry when another ballot of this terminal is there", async () => {
    const booth = await ready();
    await until(booth, () => links[0]?.status.value.phase === "online");
    const elsewhere = new Booth({
      signer: me,
      sitting: "s",
      server,
      shelf: indexedShelf("another profile", "s"),
      sealing: new Workshop(),
      checker: CHECKER,
      request: (frame) => links[0]?.request(frame) ?? Promise.reject(new Error("no link")),
    });
    await elsewhere.enter(opening.division, await certified(), keys);
    elsewhere.press(["for"]);
    await until(elsewhere, (vote) => vote.received.length === 1);
    booth.press(["against"]);
    await until(booth, recorded(["against"], 2));
    expect(box.received.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("keeps its receipt over a reload", async () => {
    box.hold = true;
    const { booth, connection } = arrive();
    await booth.enter(opening.division, await certified(), keys);
    booth.press(["for"]);
    await until(booth, (vote) => vote.received.length === 1);
    connection.end();
    await hall.close();
    const again = arrive().booth;
    await again.enter(opening.division, null, keys);
    expect(again.vote.value).toMatchObject({ received: [box.received[0]?.id], recorded: null, secret: true });
  });

  it("can be followed by another while it is verified", async () => {
    box.hold = true;
    const booth = await ready();
    booth.press(["for"]);
    await until(booth, (vote) => vote.received.length === 1);
    booth.press(["abstain"]);
    await until(booth, (vote) => vote.received.length === 2);
    await box.settle();
    const vote = await until(booth, recorded(["abstain"], 2));
    expect(vote.tip?.id).toBe(box.received[1]?.id);
  });

  it("is refused if its proofs fail, and what was recorded before stands", async () => {
    const booth = await ready();
    booth.press(["for"]);
    await until(booth, recorded(["for"], 1));
    box.fails = "bad-proof";
    booth.press(["against"]);
    const vote = await until(booth, (now) => settled(now) && now.refused !== null);
    expect(vote).toMatchObject({ refused: { code: "bad-proof" }, recorded: { marks: ["for"] } });
    box.fails = "";
    booth.press(["abstain"]);
    await until(booth, recorded(["abstain"], 2));
  });

  it("that came too late does not take the one before with it", async () => {
    box.hold = true;
    const booth = await ready();
    booth.press(["for"]);
    await until(booth, (vote) => vote.received.length === 1);
    box.closed = true;
    booth.press(["against"]);
    const late = await until(booth, (vote) => vote.refused !== null);
    expect(late).toMatchObject({ refused: { code: "vote-closed" }, pending: [{ marks: ["for"] }] });
    await box.settle();
    const vote = await until(booth, recorded(["for"], 1));
    expect(vote.recorded?.id).toBe(box.received[0]?.id);
  });

  it("is never called received or recorded on a word that the server did not sign", async () => {
    const thief = signerOf(await generateKey());
    const forger = new SealedBox(thief, me.publicKey, opening.open, sitting.keys.publicKey);
    hall.answer = forger.answer;
    const booth = await ready();
    booth.press(["for"]);
    const vote = await until(booth, (now) => now.falseAnswer);
    expect(vote).toMatchObject({ recorded: null, received: [], pending: [{ marks: ["for"] }] });
  });

  it("is taken over from the box by a terminal that lost its disk, once it can judge the vote", async () => {
    const { booth, connection } = arrive();
    await booth.enter(opening.division, await certified(), keys);
    booth.press(["abstain"]);
    const { head } = (await until(booth, recorded(["abstain"], 1))).recorded ?? {};
    await indexedShelf(b64u(me.publicKey), "s").clear(opening.division);
    connection.end();
    const again = arrive().booth;
    await again.enter(opening.division, opening, keys);
    await again.hear(box.mine());
    expect(again.vote.value).toMatchObject({ pending: [], falseAnswer: false });
    await again.enter(opening.division, await certified(), keys);
    const vote = await until(again, recorded(null, 1));
    expect(vote.recorded?.head).toBe(head);
  });

  it("55: shares no randomness with the one before, even for the same choice", async () => {
    const booth = await ready();
    for (const [i, choice] of (["for", "against", "for"] as const).entries()) {
      booth.press([choice]);
      await until(booth, recorded([choice], i + 1));
    }
    const alphas = box.received.map(({ b }) => b64u(unb64u(b).slice(103, 135)));
    expect(new Set(alphas).size).toBe(3);
  });

  it("is sealed anew if what sealed it died in between", async () => {
    const workshop = new Workshop();
    let dies = true;
    const frail: Sealing = {
      prepare: (...args) => workshop.prepare(...args),
      seal: (...args) => workshop.seal(...args),
      cast: (head) => {
        if (!dies) return workshop.cast(head);
        dies = false;
        return Promise.reject(new SealedError("gone"));
      },
      spoil: (head) => workshop.spoil(head),
      reveal: (...args) => workshop.reveal(...args),
      forget: () => workshop.forget(),
    };
    const { booth } = arrive(frail);
    await booth.enter(opening.division, await certified(), keys);
    booth.press(["for"]);
    await until(booth, recorded(["for"], 1));
  });

  it("is found in the count by its id, also after a challenge", async () => {
    const booth = await ready();
    booth.press(["for"]);
    const { recorded: mine } = await until(booth, recorded(["for"], 1));
    booth.press(["against"], false);
    await until(booth, (vote) => vote.undecided !== null);
    booth.challenge();
    await until(booth, (vote) => Boolean(vote.challenged?.link));
    const leaf = concat(me.publicKey, u32be(1), unb64u(mine?.id ?? ""));
    const s = b64u(await sign(serverKey, "counted", unb64u(opening.open), leaf));
    const counted_root = b64u(await leafHash(leaf));
    const proof = { leaf: b64u(leaf), index: 0, size: 1, path: [], counted_root, s };
    await booth.check(proof, { id: opening.division, open: opening.open, result: { counted_root } });
    expect(booth.vote.value?.counted).toBe("same");
    await booth.check(proof, {
      id: opening.division,
      open: opening.open,
      result: { counted_root: opening.open },
    });
    expect(booth.vote.value?.counted).toBe("differs");
  });
});

describe("a challenge", () => {
  async function undecided(choice: "for" | "against" | "abstain" = "for"): Promise<Booth> {
    const booth = await ready();
    booth.press([choice], false);
    await until(booth, (vote) => vote.undecided !== null && vote.pressing === null);
    return booth;
  }

  it("waits with the tracking code until the deputy decides; cast, it counts", async () => {
    const booth = await undecided();
    expect(box.received).toHaveLength(0);
    const head = booth.vote.value?.undecided?.head;
    booth.cast();
    const vote = await until(booth, recorded(["for"], 1));
    expect(vote.recorded?.head).toBe(head);
    expect(vote).toMatchObject({ undecided: null, challenged: null });
  });

  it("67: spends its number before it is opened, and opens only on the server's acknowledgement", async () => {
    box.hold = true;
    const booth = await undecided("against");
    booth.challenge();
    const waiting = await until(booth, (vote) => vote.received.length === 1);
    expect(waiting.challenged?.link).toBeNull();
    await box.settle();
    const { challenged, tip, recorded: none } = await until(booth, (vote) => Boolean(vote.challenged?.link));
    expect(none).toBeNull();
    expect(tip).toMatchObject({ kind: "spoil", seq: 1 });
    const [address, fragment] = (challenged?.link ?? "").split("#");
    expect(address).toBe(CHECKER);
    const opened = decodeChallenge(fragment ?? "");
    if (!opened) throw new Error("no ballot in the link");
    expect(b64u(opened.head)).toBe(challenged?.ballot.head);
    const found = await checkOpening(
      MOTION.form,
      voteKey(unb64u(sitting.keys.publicKey)),
      opened.place,
      opened.opening,
    );
    expect(found.choices).toEqual([["against"]]);
    expect(b64u(found.head)).toBe(challenged?.ballot.head);
  });

  it("48: leaves the recorded ballot as it was, and the next one follows the spoil entry", async () => {
    const booth = await ready();
    booth.press(["for"]);
    await until(booth, recorded(["for"], 1));
    booth.press(["for"], false);
    await until(booth, (vote) => vote.undecided !== null);
    booth.challenge();
    const opened = await until(booth, (vote) => Boolean(vote.challenged?.link));
    expect(opened.recorded).toMatchObject({ marks: ["for"], seq: 1 });
    expect(opened.tip?.seq).toBe(2);
    booth.putBack();
    booth.press(["abstain"]);
    await until(booth, recorded(["abstain"], 3));
    expect(hall.heard.map(({ t }) => t)).toEqual(["cast", "spoil", "cast"]);
  });

  it("48: a challenged ballot is never cast, a cast one never opened", async () => {
    const booth = await undecided();
    booth.challenge();
    booth.cast();
    await until(booth, (vote) => Boolean(vote.challenged?.link));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(box.received.map(({ kind }) => kind)).toEqual(["spoil"]);
    booth.press(["for"], false);
    await until(booth, (vote) => vote.undecided !== null && vote.pressing === null);
    booth.cast();
    booth.challenge();
    await until(booth, recorded(["for"], 2));
    expect(booth.vote.value).toMatchObject({ challenged: null });
    expect(box.received.map(({ kind }) => kind)).toEqual(["spoil", "ballot"]);
  });

  it("put back, it is forgotten and nothing was sent", async () => {
    const booth = await undecided();
    booth.putBack();
    booth.cast();
    booth.challenge();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(box.received).toHaveLength(0);
    booth.press(["for"]);
    await until(booth, recorded(["for"], 1));
  });

  it("is opened for nobody when the server refuses the spoil entry", async () => {
    const booth = await undecided();
    box.closed = true;
    booth.challenge();
    const vote = await until(booth, (now) => now.refused !== null);
    expect(vote).toMatchObject({ challenged: null, refused: { code: "vote-closed" } });
  });

  it("survives a lost connection: the spoil entry is sent again, then opened", async () => {
    const booth = await undecided();
    box.hold = true;
    booth.challenge();
    await until(booth, (vote) => vote.received.length === 1);
    hall.cut(1012);
    while (hall.heard.filter(({ t }) => t === "spoil").length < 2)
      await new Promise((go) => setTimeout(go, 20));
    await box.settle();
    await until(booth, (vote) => Boolean(vote.challenged?.link));
  });
});
