// @vitest-environment happy-dom
import { emWidth } from "@hemicycle/kit/dom";
import type { Division, DivisionState, State } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { countedState, DIFFERED, sampleCount } from "../../../admin_console/chair/dev/counted.ts";
import { sampleResult, sampleState } from "../../../admin_console/chair/dev/samples.ts";
import { secretState, stageState } from "../../../admin_console/chair/dev/secret.ts";
import { wellSize } from "../src/parts.ts";
import { keyOf, type Scene, sceneOf, titleSize, waitsForScrutineers } from "../src/scene.ts";
import { build, type Sources } from "../src/scenes.ts";

const none = () => Promise.resolve(null);
const sources = (namedVotes: Sources["namedVotes"] = none): Sources => ({ namedVotes, plan: none });

const shown = (state: DivisionState) => ({ ...sampleState(state), current: "item-4" });

describe("the scene", () => {
  const cases: Record<DivisionState, Scene["kind"]> = {
    draft: "present",
    approved: "present",
    announced: "announced",
    open: "open",
    closed: "waiting",
    tallied: "waiting",
    declared: "declared",
    published: "declared",
    archived: "declared",
    void: "ended",
    withdrawn: "ended",
    deferred: "ended",
  };

  test.each(Object.entries(cases))("of a division in state %s is %s", (state, kind) => {
    expect(sceneOf(shown(state as DivisionState), "closing-day", "").kind).toBe(kind);
  });

  test("a result that is not declared is in no scene, even if the state held one", () => {
    const state = shown("tallied");
    const divisions = state.divisions.map((d) =>
      d.id === "item-4" ? { ...d, result: sampleResult(1, 2, 3) } : d,
    );
    expect(sceneOf({ ...state, divisions }, "closing-day", "")).not.toHaveProperty("result");
  });

  test("before, without and after a sitting", () => {
    expect(sceneOf(null, undefined, "").kind).toBe("connecting");
    expect(sceneOf(null, null, "").kind).toBe("no-sitting");
    const state = shown("open");
    for (const [name, kind] of [
      ["created", "before"],
      ["closed", "over"],
    ] as const)
      expect(sceneOf({ ...state, sitting: { ...state.sitting, state: name } }, "s", "").kind).toBe(kind);
  });

  test("a withdrawn item stays on the screen although the server's current has dropped it", () => {
    const state = { ...sampleState("withdrawn"), current: "" };
    expect(sceneOf(state, "s", "item-4")).toMatchObject({ kind: "ended", how: "withdrawn" });
    expect(sceneOf(state, "s", "").kind).toBe("present");
  });

  test("an open division whose opening has not come is not shown as open", () => {
    expect(sceneOf({ ...shown("open"), open: null }, "s", "").kind).toBe("waiting");
  });

  test("a secret vote that the scrutineers have not certified is told from one that may be voted in", () => {
    const key = (state: State) => keyOf(sceneOf({ ...state, current: "item-4" }, "s", ""));
    expect(key(stageState("certifying"))).not.toBe(key(stageState("voting")));
    expect(key(stageState("voting"))).toBe(key(stageState("voting", { certified: [3, 2, 1], void_ok: [1] })));
    expect(waitsForScrutineers(sampleState("open").divisions[3] as Division)).toBe(false);
  });

  test("figures don't build a scene anew; another division or opening does", () => {
    const state = shown("open");
    const key = (more: object) => keyOf(sceneOf({ ...state, ...more }, "s", ""));
    expect(key({ attendance: { ...state.attendance, present: 9 } })).toBe(key({}));
    expect(key({ open: state.open && { ...state.open, deadline_ms: null } })).toBe(key({}));
    expect(key({ open: state.open && { ...state.open, open: "B" } })).not.toBe(key({}));
  });
});

describe("a declared vote", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Whether a declared scene asks who voted what, however long it stands. */
  async function asks(state: State): Promise<boolean> {
    const asked = vi.fn(() => Promise.resolve(null));
    const shown = build(sceneOf({ ...state, current: "item-4" }, "s", ""), "", sources(asked));
    const stop = shown.begin?.(0);
    await vi.advanceTimersByTimeAsync(60_000);
    stop?.();
    return asked.mock.calls.length > 0;
  }

  test("shows its seats if it was named; nobody asks for those of a secret one", async () => {
    expect(await asks(sampleState("declared"))).toBe(true);
    expect(await asks(secretState("declared"))).toBe(false);
  });
});

test("titles are set in one, two or three lines by their width", () => {
  expect(emWidth("决议 A")).toBeCloseTo(3.08);
  expect(titleSize("关于临湖区人民政府工作报告的决议（草案）")).toBe("one");
  expect(titleSize("关于".repeat(20))).toBe("two");
  expect(titleSize("关于".repeat(40))).toBe("three");
});

test("words in the well are as large as the dots around it allow", () => {
  expect(wellSize(emWidth("229"))).toBe(200);
  for (const words of ["2977", "请准备表决", "Prepare to vote"]) {
    const [ems, size] = [emWidth(words), wellSize(emWidth(words))];
    expect(Math.hypot((ems * size) / 2, 88 + 0.74 * size)).toBeLessThanOrEqual(296);
    expect(size).toBeGreaterThan(44);
  }
});

describe("votes on paper and by hands", () => {
  const kind = (...args: Parameters<typeof countedState>) =>
    sceneOf(countedState(...args), "s", "item-4").kind;

  test("are counted from the opening to the declaration, without keys and time", () => {
    for (const channel of ["paper", "hands"] as const) {
      expect(kind(channel, "announced")).toBe("announced");
      for (const state of ["open", "closed", "tallied"] as const)
        expect(kind(channel, state)).toBe("counted");
      expect(kind(channel, "declared")).toBe("declared");
      expect(kind(channel, "void")).toBe("ended");
    }
  });

  test("mixed show the keys", () => {
    expect(kind("mixed", "open")).toBe("open");
    expect(kind("mixed", "closed")).toBe("waiting");
  });

  test("never tell how many were for or against before the declaration", () => {
    const words = (stage: "counting" | "signed") => {
      const state = countedState("paper", "closed", sampleCount(stage, DIFFERED));
      const scene = sceneOf(state, "s", "item-4");
      const shown = build(scene, "", sources());
      shown.update(scene, { attendance: state.attendance, pressed: 0, groups: null, now: 0 });
      return shown.elements.map((element) => element.textContent).join(" ");
    };
    expect(words("counting")).toContain("240");
    for (const stage of ["counting", "signed"] as const)
      for (const figure of ["230", "229"]) expect(words(stage)).not.toContain(figure);
  });
});
