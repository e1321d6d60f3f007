import { type ActRequest, EMPTY_LOG, signAct } from "@hemicycle/kit/acts";
import { ApiError } from "@hemicycle/kit/api";
import { generateKey, signerOf } from "@hemicycle/kit/crypto";
import type { Identity } from "@hemicycle/kit/enrol";
import type { SittingEntry } from "@hemicycle/kit/types";
import { describe, expect, it, vi } from "vitest";
import { Desk } from "../src/desk.ts";
import { bytesOf, checkFits, fitting, inParts, MOST_ACTS, MOST_BYTES } from "../src/together.ts";

const act = (n: number, length = 10): ActRequest => ({
  log: "sitting.s",
  type: "division-draft",
  after: EMPTY_LOG,
  members: { division: `item-${n}`, text: "议".repeat(length) },
});
const acts = (count: number, length?: number) => Array.from({ length: count }, (_, n) => act(n, length));

async function sent(requests: readonly ActRequest[]): Promise<number> {
  const signer = await signerOf(await generateKey());
  const signed = await Promise.all(requests.map((request) => signAct(request, signer)));
  return new TextEncoder().encode(JSON.stringify({ acts: signed })).length;
}

describe("a list of acts", () => {
  it("is measured as it travels", async () => {
    for (const length of [1, 2, 3, 5000]) {
      const requests = acts(3, length);
      const told = requests.reduce((sum, request) => sum + bytesOf(request), '{"acts":[]}'.length);
      expect(told - (await sent(requests))).toBe(1);
    }
  });

  it("holds 200 short acts, and of long ones as many as the server reads", async () => {
    expect(fitting(acts(3))).toBe(3);
    expect(fitting(acts(MOST_ACTS + 1))).toBe(MOST_ACTS);
    const long = acts(100, 30_000);
    const most = fitting(long);
    expect(most).toBeGreaterThan(20);
    expect(await sent(long.slice(0, most))).toBeLessThanOrEqual(MOST_BYTES);
    expect(await sent(long.slice(0, most + 1))).toBeGreaterThan(MOST_BYTES);
  });

  it("is divided where each act may stand for itself, none lost", () => {
    const parts = inParts(acts(450));
    expect(parts.map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(parts.flat()).toHaveLength(450);
    expect(inParts([])).toEqual([]);
    expect(inParts(acts(1, MOST_BYTES)).map(({ length }) => length)).toEqual([1]);
  });

  it("is refused with advice before anything is written, where it belongs together", () => {
    expect(() => checkFits(acts(MOST_ACTS))).not.toThrow();
    const refusal = (requests: readonly ActRequest[]) => {
      try {
        checkFits(requests);
      } catch (error) {
        return error instanceof ApiError ? error : null;
      }
      return null;
    };
    const many = refusal(acts(MOST_ACTS + 1));
    expect(many?.words.zh).toContain("第 200 项");
    expect(many?.words.en).toContain("number 200");
    expect(refusal(acts(1, MOST_BYTES))?.words.zh).toContain("太长");
    expect(refusal(acts(60, 60_000))?.detail.most).toBe(fitting(acts(60, 60_000)));
  });
});

describe("the desk", () => {
  async function desk() {
    const signer = await signerOf(await generateKey());
    const made = new Desk({ signer, body: "b" } as Identity);
    const entry = { id: "s", head: EMPTY_LOG } as unknown as SittingEntry;
    made.view.patch({ chosen: "s", sittings: [entry] });
    const post = vi.spyOn(made.api, "post").mockResolvedValue({ acts: [] });
    return { made, post };
  }

  it("sends nothing of what belongs together and is too much", async () => {
    const { made, post } = await desk();
    await expect(made.onSittingTogether(acts(MOST_ACTS + 1))).rejects.toMatchObject({ code: "too-large" });
    expect(post).not.toHaveBeenCalled();
    await made.onSittingTogether(acts(3));
    expect(post).toHaveBeenCalledTimes(1);
  });

  it("sends approvals in as many lists as they need", async () => {
    const { made, post } = await desk();
    await made.onSittingInTurn(acts(MOST_ACTS + 1));
    const lengths = post.mock.calls.map(([, body]) => (body as { acts: unknown[] }).acts.length);
    expect(lengths).toEqual([200, 1]);
  });
});
