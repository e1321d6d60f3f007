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

describe("the space key", () => {
  const key = (target: EventTarget, type: "keydown" | "keyup") =>
    target.dispatchEvent(new KeyboardEvent(type, { key: " ", bubbles: true, cancelable: true }));
  const pressed = (target: EventTarget) => {
    key(target, "keydown");
    key(target, "keyup");
  };

  it("belongs to the control wherever the focus is", async () => {
    const { held, done } = await control("announce", 0);
    pressed(document.body);
    expect(done()).toBe(1);
    pressed(held.querySelector("button") as HTMLElement);
    expect(done()).toBe(2);
  });

  it("is left to other controls and to what is typed in", async () => {
    const { held, done } = await control("announce", 0);
    for (const name of ["button", "textarea", "input", "select"]) {
      const other = document.createElement(name);
      document.body.append(other);
      pressed(other);
    }
    expect(done()).toBe(0);
    held.typing = "textarea";
    pressed(document.querySelector("input") as HTMLElement);
    expect(done()).toBe(1);
  });

  it("means nothing once the control is gone", async () => {
    const { held, done } = await control("announce", 0);
    held.remove();
    pressed(document.body);
    expect(done()).toBe(0);
  });
});
