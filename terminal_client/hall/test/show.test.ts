// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ScreenAnswer, ScreenLink } from "../src/show.ts";

const answer = (show: "agenda" | "clock"): ScreenAnswer => ({
  number: 2,
  name: "左侧屏",
  choice: { show, lang: "both", theme: "light" },
});

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test("a choice is heard within half a second, told once, and kept for a page that starts without its server", async () => {
  let now: ScreenAnswer | null = answer("agenda");
  const asked: unknown[] = [];
  const preview = vi.fn(async (path: string, body: unknown) => {
    asked.push([path, body]);
    if (!now) throw new Error("away");
    return structuredClone(now);
  });
  const link = new ScreenLink({ preview: preview as never }, () => "open");
  const heard: (string | undefined)[] = [];
  link.told.subscribe(({ choice }) => heard.push(choice?.show));
  link.start();
  await vi.advanceTimersByTimeAsync(2000);
  expect(heard).toEqual([undefined, "agenda"]);
  expect(asked[0]).toEqual([
    "/v1/screen",
    { version: "", width: innerWidth, height: innerHeight, scene: "open" },
  ]);
  now = answer("clock");
  await vi.advanceTimersByTimeAsync(501);
  expect(heard.at(-1)).toBe("clock");
  now = null;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(heard).toHaveLength(3);
  link.end();
  const again = new ScreenLink({ preview: preview as never }, () => "");
  expect(again.told.value).toEqual(answer("clock"));
});

test("what this page did not keep is not taken for a choice", () => {
  for (const odd of ["{", "null", "[]", '{"number":"1","name":2}']) {
    localStorage.setItem("hemicycle.screen", odd);
    expect(new ScreenLink({ preview: vi.fn() as never }, () => "").told.value.choice).toBeNull();
  }
});
