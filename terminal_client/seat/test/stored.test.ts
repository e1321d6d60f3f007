import "fake-indexeddb/auto";
import { makeBallot } from "@hemicycle/kit/ballots";
import { generateKey, type Signer, sign, signerOf } from "@hemicycle/kit/crypto";
import { b64u, u32be, u64be, unb64u } from "@hemicycle/kit/encoding";
import { lang } from "@hemicycle/kit/i18n";
import { motionForm } from "@hemicycle/kit/marks";
import { EMPTY_MODEL } from "@hemicycle/kit/store";
import type { AckFrame, RefusedFrame } from "@hemicycle/kit/types";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { frameOf } from "../src/frame.ts";
import { indexedShelf, type Shelf } from "../src/kept.ts";
import { screenOf } from "../src/screen.ts";
import { LastPlace } from "../src/stored.ts";
import type { Entry } from "../src/vote.ts";
import { ServerWord } from "../src/word.ts";
import { CASES, known, model, OPEN, sealed, state, vote } from "./fixtures.ts";

let me: Signer;
let server: Signer;
let shelf: Shelf;
let owner: string;

/** The page as it is loaded anew. */
const arrive = () => new LastPlace(owner, new ServerWord(me.publicKey, b64u(server.publicKey)));
const wait = (entry: Entry) => shelf.keep("d4", { entry, receipt: null, ack: null, refusal: null });

async function ownBallot(seq = 1): Promise<Entry> {
  const paper = { form: motionForm, names: [[]] };
  return { kind: "ballot", head: "", ...(await makeBallot(me, OPEN, seq, OPEN, paper, ["against"])) };
}

beforeEach(async () => {
  lang.value = "zh";
  [me, server] = (await Promise.all([generateKey(), generateKey()])).map(signerOf) as [Signer, Signer];
  owner = b64u(me.publicKey);
  shelf = indexedShelf(owner, "closing");
  await arrive().follow("closing", vote());
});

describe("a ballot of an earlier page", () => {
  it("is found where nothing has answered it", async () => {
    expect(await arrive().find()).toBeNull();
    await wait(await ownBallot());
    expect(await arrive().find()).toMatchObject({
      sitting: "closing",
      panel: { kind: "kept", ballot: { marks: ["against"] }, before: null },
    });
  });

  it("is not found once the server answered it", async () => {
    const entry = await ownBallot();
    const fields = [
      unb64u(OPEN, 32),
      u32be(0),
      u64be(7),
      me.publicKey,
      u32be(entry.seq),
      unb64u(entry.id, 32),
    ];
    const s = b64u(await sign(server, "ack", ...fields));
    const ack: AckFrame = { t: "ack", r: 1, open: OPEN, epoch: 0, pos: 7, seq: entry.seq, id: entry.id, s };
    await shelf.keep("d4", { entry, receipt: null, ack, refusal: null });
    expect(await arrive().find()).toBeNull();
    await wait(await ownBallot(2));
    expect(await arrive().find()).toMatchObject({
      panel: { kind: "kept", before: { marks: ["against"] } },
    });
    const refusal = { t: "refused", code: "vote-closed" } as unknown as RefusedFrame;
    await shelf.keep("d4", { entry: await ownBallot(2), receipt: null, ack: null, refusal });
    expect(await arrive().find()).toBeNull();
  });

  it("belongs to the vote that the terminal came to last, and to this terminal", async () => {
    await wait(await ownBallot());
    const { panel: _, ...other } = (await arrive().find()) ?? { panel: null };
    expect(other).toMatchObject({ sitting: "closing" });
    await arrive().follow("closing", { ...vote(), division: "d5", open: b64u(new Uint8Array(32)) });
    expect(await arrive().find()).toBeNull();
    owner = b64u(server.publicKey);
    expect(await arrive().find()).toBeNull();
  });

  it("is found where its place could be written only with a later change", async () => {
    await wait(await ownBallot());
    await arrive().follow("closing", { ...vote(), division: "d5", open: b64u(new Uint8Array(32)) });
    const page = arrive();
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementationOnce(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    await expect(page.follow("closing", vote())).rejects.toThrow("full");
    await page.follow("closing", vote());
    await page.follow("closing", vote());
    expect(put).toHaveBeenCalledTimes(2);
    put.mockRestore();
    expect(await arrive().find()).toMatchObject({ panel: { kind: "kept" } });
  });

  it("has no choice where it was sealed", async () => {
    await wait(sealed("for"));
    const found = await arrive().find();
    expect(found?.panel.ballot).toEqual({ id: sealed("for").id, marks: null, head: sealed("for").head });
  });
});

describe("the screen before a server answered", () => {
  it.each(["stored", "stored-change", "stored-covered", "stored-secret", "stored-received"])(
    "%s: says what waits, and never that it is recorded",
    (name) => {
      const of = CASES[name]?.() ?? known(EMPTY_MODEL);
      const screen = screenOf(of);
      expect(screen.kind).toBe("stored");
      expect(frameOf(of, screen)).toMatchObject({ strip: { ballot: true }, online: false });
      expect(frameOf(of, screen).receipt?.words).toMatch(
        name === "stored-received" ? /只证明已收到/ : /等待送达/,
      );
    },
  );

  it("gives way to what the server says", () => {
    const stored = CASES.stored?.().stored ?? null;
    expect(screenOf(known(EMPTY_MODEL, { stored, sitting: "another" })).kind).toBe("notice");
    expect(screenOf(known(EMPTY_MODEL, { stored, sitting: null })).kind).toBe("notice");
    expect(screenOf(known(model(state()), { stored, sitting: "closing" })).kind).toBe("agenda");
  });
});
