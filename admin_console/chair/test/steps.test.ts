import type { DocumentView } from "@hemicycle/kit/documents";
import type { DivisionState, State } from "@hemicycle/kit/types";
import { describe, expect, test } from "vitest";
import { sampleDivision, sampleState } from "../dev/samples.ts";
import { againId, focusOf, nextPending } from "../src/state.ts";
import { mayChoose, nextStep, otherSteps, type StepKind } from "../src/steps.ts";

const VOID = { act: "a".repeat(43), reason: "网络中断" };

function withFocus(state: DivisionState, more: Parameters<typeof sampleDivision>[2] = {}): State {
  const base = sampleState(state);
  return {
    ...base,
    divisions: base.divisions.map((d) => (d.number === 4 ? { ...d, ...more } : d)),
  };
}

const quorum = (state: State, met: boolean, id = "Q2"): State => ({
  ...state,
  sitting: { ...state.sitting, quorum: { ...state.sitting.quorum, met, id } },
});

describe("the dominant step", () => {
  const cases: Record<DivisionState, [StepKind, number, string]> = {
    draft: ["approve", 0, "item-4"],
    approved: ["announce", 0, "item-4"],
    announced: ["open", 0, "item-4"],
    open: ["close", 1000, "item-4"],
    closed: ["counting", 0, "item-4"],
    tallied: ["declare", 2000, "item-4"],
    declared: ["next", 0, "item-5"],
    published: ["next", 0, "item-5"],
    archived: ["next", 0, "item-5"],
    void: ["next", 0, "item-5"],
    withdrawn: ["next", 0, "item-5"],
    deferred: ["next", 0, "item-5"],
  };

  test.each(Object.entries(cases))("of a division in state %s", (state, [kind, holdMs, division]) => {
    const step = nextStep(sampleState(state as DivisionState), "item-4");
    expect(step).toEqual({ kind, holdMs, division, blocked: kind === "counting" ? "waiting" : null });
  });

  test("a sitting that is not open is opened first, whatever its divisions say", () => {
    const state = sampleState("approved");
    const created = { ...state, sitting: { ...state.sitting, state: "created" as const } };
    expect(nextStep(created, "item-4")).toMatchObject({ kind: "open-sitting", holdMs: 1000, blocked: null });
    expect(otherSteps(created, "item-4")).toEqual([]);
  });

  test("a closed sitting has no step", () => {
    const state = sampleState("declared");
    const closed = { ...state, sitting: { ...state.sitting, state: "closed" as const } };
    expect(nextStep(closed, "item-4")).toMatchObject({ kind: "finished", blocked: "waiting" });
    expect(otherSteps(closed, "item-4")).toEqual(["publish", "record", "document"]);
  });

  test("papers are offered where there are any, in every state", () => {
    const paper: DocumentView = {
      id: "a",
      title: { zh: "报告", en: "Report" },
      language: "zh",
      sha256: "A".repeat(43),
      bytes: 900,
      pages: 2,
      candidate: null,
    };
    for (const state of Object.keys(cases) as DivisionState[]) {
      expect(otherSteps(withFocus(state), "item-4")).not.toContain("papers");
      expect(otherSteps(withFocus(state, { documents: [paper] }), "item-4")).toContain("papers");
    }
  });

  test("a test vote is not published", () => {
    expect(otherSteps(withFocus("declared", { template: "trial" }), "item-4")).toEqual([
      "record",
      "document",
    ]);
    expect(otherSteps(withFocus("declared"), "item-4")).toContain("publish");
  });

  test("a sitting without items waits; one whose items are all settled is closed", () => {
    expect(nextStep({ ...sampleState("approved"), divisions: [], current: "" })).toMatchObject({
      kind: "no-items",
      blocked: "waiting",
    });
    const settled = { ...sampleState("declared"), divisions: [sampleDivision(1, "withdrawn")] };
    expect(nextStep(settled, "item-1")).toMatchObject({ kind: "close-sitting", holdMs: 2000 });
  });

  test("a vote opens only with a quorum, except where the rule only warns", () => {
    const announced = sampleState("announced");
    expect(nextStep(quorum(announced, false)).blocked).toBe("no-quorum");
    expect(nextStep(quorum(announced, false, "Q6")).blocked).toBeNull();
    expect(nextStep(quorum(sampleState("approved"), false), "item-4").blocked).toBeNull();
  });

  test("a proposed void stops opening and declaring, not closing", () => {
    expect(nextStep(withFocus("announced", { void: VOID })).blocked).toBe("void-proposed");
    expect(nextStep(withFocus("tallied", { void: VOID })).blocked).toBe("void-proposed");
    expect(nextStep(withFocus("open", { void: VOID })).blocked).toBeNull();
  });
});

describe("the focus", () => {
  test("a running division comes before what the chair chose", () => {
    for (const state of ["announced", "open", "closed", "tallied"] as const) {
      expect(focusOf(sampleState(state), "item-7")?.id).toBe("item-4");
      expect(mayChoose(sampleState(state))).toBe(false);
    }
  });

  test("a tallied division is not forgotten when the server's current names another", () => {
    expect(focusOf({ ...sampleState("tallied"), current: "item-3" }, "")?.id).toBe("item-4");
  });

  test("else the chosen one, else the first pending one", () => {
    const state = sampleState("declared");
    expect(focusOf(state, "item-2")?.id).toBe("item-2");
    expect(focusOf(state, "")?.id).toBe("item-5");
    expect(focusOf(state, "gone")?.id).toBe("item-5");
  });

  test("the next item follows on the agenda; at its end the first that was left", () => {
    const state = sampleState("declared");
    expect(nextPending(state, sampleDivision(4, "declared"))?.id).toBe("item-5");
    expect(nextPending(state, sampleDivision(9, "draft"))?.id).toBe("item-5");
  });
});

describe("the acts beside it", () => {
  const cases: Record<DivisionState, readonly string[]> = {
    draft: ["document", "defer", "withdraw"],
    approved: ["document", "defer", "withdraw"],
    announced: ["document", "defer", "withdraw", "void"],
    open: ["extend", "document", "void"],
    closed: ["document", "void"],
    tallied: ["document", "void"],
    declared: ["publish", "record", "document"],
    published: ["record", "document"],
    archived: ["record", "document"],
    void: ["again", "record", "document"],
    withdrawn: ["again", "document"],
    deferred: ["again", "document"],
  };

  test.each(Object.entries(cases))("of a division in state %s", (state, expected) => {
    expect(otherSteps(sampleState(state as DivisionState), "item-4")).toEqual(expected);
  });

  test("a vote without a limit can't be made longer", () => {
    const state = sampleState("open");
    const unlimited = { ...state, open: state.open && { ...state.open, deadline_ms: null } };
    expect(otherSteps(unlimited)).toEqual(["document", "void"]);
  });

  test("a proposed void can be cancelled, not proposed again", () => {
    expect(otherSteps(withFocus("open", { void: VOID }))).toEqual(["extend", "document", "void-cancel"]);
  });
});

test("a vote held again gets an id that is free and short enough", () => {
  const state = sampleState("void");
  expect(againId(state, "item-4")).toBe("item-4-again-2");
  const again = {
    ...state,
    divisions: [...state.divisions, sampleDivision(4, "void", { id: "item-4-again-2" })],
  };
  expect(againId(again, "item-4-again-2")).toBe("item-4-again-3");
  expect(againId(state, "x".repeat(64)).length).toBeLessThanOrEqual(64);
});
