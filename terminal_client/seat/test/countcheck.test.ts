import type { SittingLink } from "@hemicycle/kit/sitting";
import type { SittingModel } from "@hemicycle/kit/store";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Booth } from "../src/booth.ts";
import { CountCheck } from "../src/countcheck.ts";
import { atDivision, model, result, vote } from "./fixtures.ts";

const HOUR_MS = 3_600_000;
let now: SittingModel;
let division: string;
let asked: number;
let away: boolean;
let held: unknown[];
let check: CountCheck;

beforeEach(() => {
  vi.useFakeTimers();
  now = model(atDivision({ state: "declared", result: result(230, 4, 3) }));
  [division, asked, away, held] = ["d4", 0, true, []];
  const get = async () => {
    asked += 1;
    if (away) throw new Error("away");
    return { leaf: asked };
  };
  const link = {
    api: { get },
    model: {
      get value() {
        return now;
      },
    },
    sitting: { value: "s" },
  };
  const booth = {
    vote: {
      get value() {
        return { ...vote(), division };
      },
    },
    check: async (proof: unknown) => void held.push(proof),
  };
  check = new CountCheck(
    link as unknown as SittingLink,
    () => booth as unknown as Booth,
    () => 100,
  );
});
afterEach(() => vi.useRealTimers());

describe("the leaf of a count", () => {
  it("is asked for again after a failure, and held against the receipt once", async () => {
    void check.look("d4");
    await vi.advanceTimersByTimeAsync(200);
    expect([asked, held]).toEqual([1, []]);
    away = false;
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect([asked, held]).toEqual([2, [{ leaf: 2 }]]);
    await check.look("d4");
    expect(asked).toBe(2);
  });

  it("is not asked for without an end, but again with the next state", async () => {
    void check.look("d4");
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(asked).toBe(6);
    away = false;
    void check.look("d4");
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect([asked, held.length]).toEqual([7, 1]);
  });

  it("is not asked for any more once the vote is another, or its result", async () => {
    void check.look("d4");
    await vi.advanceTimersByTimeAsync(200);
    division = "d5";
    away = false;
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect([asked, held]).toEqual([1, []]);
    division = "d4";
    away = true;
    void check.look("d4");
    await vi.advanceTimersByTimeAsync(200);
    now = model(atDivision({ state: "declared", result: { ...result(230, 4, 3), counted_root: "other" } }));
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect([asked, held]).toEqual([2, []]);
  });
});
