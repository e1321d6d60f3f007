import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Cover } from "../src/cover.ts";

let cover: Cover;
const changed = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  changed.mockClear();
  cover = new Cover(changed);
});
afterEach(() => {
  vi.useRealTimers();
});

it("covers a secret choice after a few seconds by itself, and a new one again", () => {
  cover.follow("first");
  expect(cover.covered).toBe(false);
  vi.advanceTimersByTime(4000);
  cover.follow("first");
  vi.advanceTimersByTime(1500);
  expect(cover.covered).toBe(true);
  expect(changed).toHaveBeenCalledOnce();
  cover.follow("second");
  expect(cover.covered).toBe(false);
  vi.advanceTimersByTime(5001);
  expect(cover.covered).toBe(true);
});

it("shows a covered secret choice only while it is touched", () => {
  cover.follow("first");
  vi.advanceTimersByTime(5001);
  cover.peek(true);
  expect(cover.covered).toBe(false);
  vi.advanceTimersByTime(60_000);
  cover.peek(false);
  expect(cover.covered).toBe(true);
});

it("asked for, a secret choice is shown for a few seconds; covered at once, it stays so", () => {
  cover.follow("first");
  cover.toggle();
  expect(cover.covered).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(cover.covered).toBe(true);
  cover.toggle();
  expect(cover.covered).toBe(false);
  vi.advanceTimersByTime(5001);
  expect(cover.covered).toBe(true);
});

it("shows a covered choice for a few seconds when its key is pressed again", () => {
  cover.follow("first");
  vi.advanceTimersByTime(5001);
  cover.show();
  expect(cover.covered).toBe(false);
  vi.advanceTimersByTime(5001);
  expect(cover.covered).toBe(true);
});

it("leaves a named choice as the deputy wants it", () => {
  cover.follow("");
  vi.advanceTimersByTime(60_000);
  expect(cover.covered).toBe(false);
  cover.toggle();
  cover.peek(true);
  expect(cover.covered).toBe(true);
  cover.follow("");
  expect(cover.covered).toBe(true);
});
