import { ApiError } from "@hemicycle/kit/api";
import type { Json } from "@hemicycle/kit/canonical";
import { decodeCanonical } from "@hemicycle/kit/canonical";
import type { HandCount } from "@hemicycle/kit/channels";
import { countDigest, type Draft } from "@hemicycle/kit/counts";
import { generateKey, type Signer, signerOf } from "@hemicycle/kit/crypto";
import { b64u, unb64u } from "@hemicycle/kit/encoding";
import { reduce } from "@hemicycle/kit/store";
import type { State } from "@hemicycle/kit/types";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { countedState, MOTION_BALLOTS, sampleCount, TELLERS } from "../../chair/dev/counted.ts";
import { Desk } from "../src/desk.ts";
import type { SealedOnes, Shelf } from "../src/shelf.ts";

/** On a loaded machine too. */
const PATIENCE = { timeout: 120_000 };
const other = TELLERS[1];
const wrong = (code: string, status = 409) => new ApiError(status, code, { zh: code, en: code });

/** Storage that outlives a desk, as a device's does a reload. */
function memory(): Shelf & { readonly sealedOnes: Map<string, SealedOnes> } {
  const drafts = new Map<string, Draft>();
  const sealedOnes = new Map<string, SealedOnes>();
  return {
    sealedOnes,
    draft: async (open) => drafts.get(open) ?? null,
    keepDraft: async (open, draft) => void drafts.set(open, draft),
    sealed: async (open, attempt) => sealedOnes.get(`${open} ${attempt}`) ?? [],
    keepSealed: async (open, attempt, all) => void sealedOnes.set(`${open} ${attempt}`, all),
  };
}

let signer: Signer;
let shelf: ReturnType<typeof memory>;
/** What the desk sent. */
let acts: Readonly<Record<string, Json>>[];
let refusals: Error[];

function deskAt(): Desk {
  const desk = new Desk(
    { signer, body: "b", server: "s", role: "teller", seat: "", holder: "周建华", name: { zh: "", en: "" } },
    shelf,
  );
  desk.link.api.post = (async (_: string, document: { b: string }) => {
    const refusal = refusals.shift();
    if (refusal) throw refusal;
    acts.push(decodeCanonical(unb64u(document.b)) as (typeof acts)[number]);
    return { n: 0, d: "", id: "" };
  }) as typeof desk.link.api.post;
  desk.link.api.get = (async () => desk.state) as typeof desk.link.api.get;
  return desk;
}

let version = 0;
async function told(desk: Desk, count: Partial<HandCount>): Promise<void> {
  version += 1;
  const state: State = countedState("paper", "closed", sampleCount("counting", count));
  desk.link.model.value = reduce(desk.link.model.value, { t: "state", id: "", v: version, state });
  await vi.waitFor(() => expect(desk.isKnown).toBe(true), PATIENCE);
}

const mine = () => ({ key: b64u(signer.publicKey), holder: "周建华" });
const types = () => acts.map(({ type }) => type);

beforeEach(async () => {
  signer = signerOf(await generateKey());
  shelf = memory();
  acts = [];
  refusals = [];
});

describe("figures typed", () => {
  it("are said to be kept when they are, and lost when they are not", async () => {
    const desk = deskAt();
    await told(desk, {});
    expect(desk.keeping.value).toBe("");
    desk.type(MOTION_BALLOTS);
    expect(desk.keeping.value).toBe("keeping");
    await vi.waitFor(() => expect(desk.keeping.value).toBe("kept"), PATIENCE);
    shelf.keepDraft = () => Promise.reject(new Error("no room"));
    desk.type({ ...MOTION_BALLOTS, valid: 1 });
    await vi.waitFor(() => expect(desk.keeping.value).toBe("lost"), PATIENCE);
    desk.type({ ...MOTION_BALLOTS, valid: 2 });
    expect(desk.keeping.value).toBe("lost");
    const again = deskAt();
    await told(again, {});
    expect(again.keeping.value).toBe("kept");
    expect(again.mine.value.draft).toEqual(MOTION_BALLOTS);
  });
});

describe("storage that can't be read", () => {
  const broken = () => Promise.reject(new Error("no storage"));

  it("is told, and read again until the form can come", async () => {
    const { draft } = shelf;
    shelf.draft = broken;
    const desk = deskAt();
    version += 1;
    const state = countedState("paper", "closed", sampleCount("counting", {}));
    desk.link.model.value = reduce(desk.link.model.value, { t: "state", id: "", v: version, state });
    await vi.waitFor(() => expect(desk.unreadable.value).toBe(true), PATIENCE);
    expect(desk.isKnown).toBe(false);
    shelf.draft = draft;
    await vi.waitFor(() => expect(desk.isKnown).toBe(true), PATIENCE);
    expect(desk.unreadable.value).toBe(false);
    expect(desk.mine.value.draft).not.toBeNull();
  });

  it("does not keep back figures that this page knows", async () => {
    const desk = deskAt();
    await told(desk, {});
    desk.type(MOTION_BALLOTS);
    await desk.handIn();
    shelf.sealed = broken;
    refusals = [wrong("unreachable", 0), wrong("unreachable", 0)];
    await told(desk, { committed: [mine(), other] });
    await vi.waitFor(() => expect(desk.unreadable.value).toBe(true), PATIENCE);
    await vi.waitFor(() => expect(types()).toEqual(["count-commit", "count-reveal"]), PATIENCE);
    await vi.waitFor(() => expect(desk.unreadable.value).toBe(false), PATIENCE);
  });

  it("lets nothing be handed in that is not kept, and says so", async () => {
    const desk = deskAt();
    await told(desk, {});
    desk.type(MOTION_BALLOTS);
    const { keepSealed } = shelf;
    shelf.keepSealed = broken;
    await desk.handIn();
    expect(desk.trouble.value?.zh).toContain("没有提交");
    expect(types()).toEqual([]);
    shelf.keepSealed = keepSealed;
    await desk.handIn();
    expect(types()).toEqual(["count-commit"]);
    expect(desk.trouble.value).toBeNull();
  });
});

describe("figures handed in", () => {
  it("are kept before they are bound, and the digest binds exactly them", async () => {
    const desk = deskAt();
    await told(desk, {});
    desk.type(MOTION_BALLOTS);
    await desk.handIn();
    const [kept] = [...shelf.sealedOnes.values()].flat();
    const [commit] = acts;
    expect(commit).toMatchObject({ type: "count-commit", attempt: 1, digest: kept?.digest });
    expect(commit).not.toHaveProperty("figures");
    const open = String(commit?.open);
    const again = await countDigest(open, 1, signer.publicKey, unb64u(kept?.salt ?? ""), MOTION_BALLOTS);
    expect(b64u(again)).toBe(kept?.digest);
  });

  it("are revealed by themselves once both are there, and never before, also after a reload", async () => {
    const desk = deskAt();
    await told(desk, {});
    desk.type(MOTION_BALLOTS);
    await desk.handIn();
    const reloaded = deskAt();
    await told(reloaded, { committed: [mine()] });
    expect(reloaded.screen.kind).toBe("waiting");
    expect(types()).toEqual(["count-commit"]);
    await told(reloaded, { committed: [mine(), other] });
    await vi.waitFor(() => expect(types()).toEqual(["count-commit", "count-reveal"]), PATIENCE);
    expect(acts[1]).toMatchObject({ attempt: 1, figures: MOTION_BALLOTS });
  });

  it("can be sent again after a lost connection, and taken back while they are not there", async () => {
    const desk = deskAt();
    await told(desk, {});
    desk.type(MOTION_BALLOTS);
    refusals = [wrong("unreachable", 0), wrong("unreachable", 0)];
    await desk.handIn();
    expect(desk.screen.kind).toBe("unsent");
    expect(types()).toEqual([]);
    await desk.sendAgain();
    expect(types()).toEqual(["count-commit"]);
    desk.takeBack();
    expect(desk.screen.kind).toBe("entry");
  });

  it("of two commitments reveal the one that arrived", async () => {
    const desk = deskAt();
    await told(desk, {});
    desk.type(MOTION_BALLOTS);
    await desk.handIn();
    desk.takeBack();
    const later = { ...MOTION_BALLOTS, counts: [[229, 5, 3]] };
    desk.type(later);
    refusals = [wrong("unreachable", 0), wrong("unreachable", 0)];
    await desk.handIn();
    acts = [];
    refusals = [wrong("commitment-differs")];
    await told(desk, { committed: [mine(), other] });
    await vi.waitFor(() => expect(types()).toEqual(["count-reveal"]), PATIENCE);
    expect(acts[0]).toMatchObject({ figures: MOTION_BALLOTS });
  });

  it("are not changed while they are handed in, and the next attempt begins with them", async () => {
    const desk = deskAt();
    await told(desk, {});
    desk.type(MOTION_BALLOTS);
    await desk.handIn();
    desk.type({ ...MOTION_BALLOTS, valid: 1 });
    expect(desk.mine.value.draft).toEqual(MOTION_BALLOTS);
    await told(desk, { attempt: 2 });
    expect(desk.screen.kind).toBe("entry");
    expect(desk.mine.value).toMatchObject({ draft: MOTION_BALLOTS, sealed: [] });
  });

  it("are told lost where this device has none", async () => {
    const desk = deskAt();
    await told(desk, { committed: [mine()] });
    expect(desk.screen.kind).toBe("lost");
    await desk.countAgain("设备更换");
    expect(acts[0]).toMatchObject({ type: "count-again", attempt: 1, reason: "设备更换" });
  });

  it("that are refused tell why", async () => {
    const desk = deskAt();
    await told(desk, {});
    desk.type(MOTION_BALLOTS);
    refusals = [wrong("teller-twice")];
    await desk.handIn();
    expect(desk.trouble.value?.zh).toBe("teller-twice");
  });
});
