// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { HoldControl } from "../src/hold.ts";

async function control(step: string, holdMs: number): Promise<{ held: HoldControl; done: () => number }> {
  const held = new HoldControl();
  Object.assign(held, { step, holdMs, label: step, note: "" });
  let count = 0;
  held.addEventListener("done", () => count++);
  document.body.replaceChildren(held);
  await held.updateComplete;
  return { held, done: () => count };
}

describe("the dominant control", () => {
  it("is pressed by going down and up on the same step", async () => {
    const { held, done } = await control("announce", 0);
    held.press();
    expect(done()).toBe(0);
    held.release();
    expect(done()).toBe(1);
    held.release();
    expect(done()).toBe(1);
  });

  it("takes no key for its own that went down on the step before", async () => {
    const { held, done } = await control("announce", 0);
    held.release(); // the space key that unlocked the console is let go now
    expect(done()).toBe(0);
  });

  it("gives a hold up when it is let go too early", async () => {
    const { held, done } = await control("close", 60_000);
    held.press();
    held.release();
    expect(done()).toBe(0);
  });
});
