import { describe, expect, it } from "vitest";
import { CEREMONY, NAMING, SAMPLES, VOTE } from "../dev/samples.ts";
import { ceremonySteps, progressOf, roundsDone, screenOf, standing, voteSteps } from "../src/steps.ts";
import { isLive, type LiveView, type View } from "../src/types.ts";

function live(name: string): LiveView {
  const view: View | undefined = SAMPLES[name];
  if (!view || !isLive(view)) throw new Error(name);
  return view;
}

const states = (steps: readonly { readonly state: string }[]) => steps.map(({ state }) => state).join(" ");

describe("the screen", () => {
  it.each([
    ["waiting", "waiting"],
    ["take-part", "ceremony"],
    ["dealing", "ceremony"],
    ["aborted", "ceremony"],
    ["compare", "compare"],
    ["ready", "ready"],
    ["open", "vote"],
    ["by-hand", "vote"],
    ["mixing", "vote"],
    ["compare-used", "compare"],
    ["disputed", "ready"],
  ])("of %s is %s", (name, screen) => {
    expect(screenOf(live(name))).toBe(screen);
  });

  it("asks to compare the fingerprint before it shows a vote", () => {
    const view = live("open");
    expect(screenOf({ ...view, ceremony: { ...CEREMONY, compared: false } })).toBe("compare");
  });

  it("does not ask a device without a part, or without its share", () => {
    const view = live("ready");
    expect(screenOf({ ...view, ceremony: { ...CEREMONY, index: 0, compared: false } })).toBe("ready");
    expect(screenOf({ ...view, ceremony: { ...CEREMONY, share: "erased", compared: false } })).toBe("ready");
  });
});

describe("the ceremony", () => {
  it("counts rounds of everybody", () => {
    const dealing = { ...CEREMONY, phase: "dealing" as const, done: [2] };
    expect([1, 2, 3].map((index) => roundsDone(dealing, index))).toEqual([2, 3, 2]);
    expect(roundsDone(CEREMONY, 1)).toBe(4);
  });

  it("has one current step", () => {
    const dealing = { ...CEREMONY, phase: "dealing" as const, done: [2], compared: false };
    expect(states(ceremonySteps(dealing))).toBe("done done done done current ahead");
    expect(states(ceremonySteps({ ...CEREMONY, compared: false }))).toBe("done done done done done current");
  });

  it("shows nothing done of an attempt that ended", () => {
    const aborted = { ...CEREMONY, phase: "aborted" as const, done: [] };
    expect(new Set(ceremonySteps(aborted).map(({ state }) => state))).toEqual(new Set(["ahead"]));
  });
});

describe("a vote", () => {
  const frozen = { size: 240, n: 238, code: [] };
  const closed = { ...VOTE, state: "closed", verified: 240, recorded: 240, frozen };

  it("goes from the certificate to the release", () => {
    expect(states(voteSteps({ ...VOTE, certified: [] }, 2, 2))).toBe("current ahead ahead ahead");
    expect(states(voteSteps(VOTE, 2, 2))).toBe("done current ahead ahead");
    expect(states(voteSteps(closed, 2, 2))).toBe("done done current ahead");
    expect(states(voteSteps({ ...closed, rooted: [2], released: [2] }, 2, 2))).toBe("done done done done");
  });

  it("shows where this device refused", () => {
    const refusal = { index: 2, act: "root" as const, detail: "", code: "root-differs", zh: "", en: "" };
    expect(states(voteSteps({ ...closed, refusals: [refusal] }, 2, 2))).toBe("done done trouble ahead");
    const bad = { position: 9, code: "bad-proof", zh: "", en: "" };
    expect(states(voteSteps({ ...closed, bad_entry: bad }, 2, 2))).toBe("done trouble ahead ahead");
  });

  it("counts each scrutineer's own progress, never beyond the box", () => {
    expect(progressOf(VOTE, 2, 2)).toEqual({ done: 187, of: 190 });
    expect(progressOf(VOTE, 3, 2)).toEqual({ done: 158, of: 190 });
    expect(progressOf({ ...closed, rooted: [1] }, 1, 2)).toEqual({ done: 240, of: 240 });
  });

  it("goes on to mix and to release what was mixed, once names are called for", () => {
    const naming = (mixed: number[], released: number[] = []) => ({
      ...NAMING,
      naming: { kind: "names" as const, flags: 17, rows: 238, mixed, released },
    });
    const steps = (vote: typeof NAMING) => states(voteSteps(vote, 2, 2)).replace("done done done done ", "");
    expect(steps(naming([]))).toBe("current ahead");
    expect(steps(naming([2]))).toBe("done current");
    expect(steps(naming([1]))).toBe("current ahead");
    expect(steps(naming([1, 3]))).toBe("done current");
    expect(steps(naming([1, 3], [2]))).toBe("done done");
    const wait = { code: "call-differs", zh: "", en: "", detail: "" };
    expect(steps({ ...naming([]), wait })).toBe("trouble ahead");
  });

  it("says one word for everybody", () => {
    const person = (index: number) => ({ index, holder: "", active: true });
    const word = (vote: typeof VOTE, index: number) => standing(vote, person(index), 2).word;
    const wait = { code: "by-hand", zh: "", en: "", detail: "" };
    expect(word(VOTE, 1)).toBe("certified");
    expect(word({ ...VOTE, certified: [] }, 1)).toBe("awaited");
    expect(word({ ...VOTE, active: [1, 2] }, 3)).toBe("absent");
    expect(word(closed, 3)).toBe("verifying");
    expect(word({ ...closed, rooted: [1, 2, 3], wait }, 2)).toBe("toRelease");
    expect(word({ ...closed, rooted: [1, 2, 3], wait }, 1)).toBe("rooted");
    expect(word({ ...closed, rooted: [1], released: [1] }, 1)).toBe("released");
    expect([1, 2].map((index) => word(NAMING, index))).toEqual(["mixed", "released"]);
    const naming = { kind: "names" as const, flags: 17, rows: 238, mixed: [1, 2], released: [2] };
    expect([1, 2].map((index) => word({ ...NAMING, naming }, index))).toEqual(["mixed", "opened"]);
  });
});
