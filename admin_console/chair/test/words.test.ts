import type { Division, DivisionState, State } from "@hemicycle/kit/types";
import { describe, expect, test } from "vitest";
import { sampleDivision, sampleResult, sampleState } from "../dev/samples.ts";
import { scriptOf, withoutDraft } from "../src/words.ts";

const STATES: readonly DivisionState[] = [
  "draft",
  "approved",
  "announced",
  "open",
  "closed",
  "tallied",
  "declared",
  "published",
  "archived",
  "void",
  "withdrawn",
  "deferred",
];

function focus(state: State): Division | null {
  return state.divisions.find(({ id }) => id === "item-4") ?? null;
}
const text = (state: State, division: Division | null, lang: "zh" | "en") =>
  scriptOf(state, division, lang)
    .lines.map((line) => line.parts.map((part) => part.text).join(""))
    .join("\n");

test.each(STATES)("there is something to read in state %s, in both languages", (name) => {
  const state = sampleState(name);
  for (const lang of ["zh", "en"] as const) {
    const { lines, first } = scriptOf(state, focus(state), lang);
    expect(lines.length).toBeGreaterThan(0);
    expect(first).toBeLessThan(lines.length);
    expect(text(state, focus(state), lang)).not.toMatch(/\*\*|undefined|null/);
  }
});

describe("while voting", () => {
  test("no figure is read before the close", () => {
    for (const name of ["announced", "open", "closed"] as const) {
      const state = sampleState(name);
      expect(text(state, focus(state), "zh")).not.toMatch(/赞成|反对|弃权/);
    }
  });

  test("the chair begins with the first sentence, after opening with the second; the last goes with the close", () => {
    const [announced, open] = [sampleState("announced"), sampleState("open")];
    expect(scriptOf(announced, focus(announced), "zh").first).toBe(0);
    const script = scriptOf(open, focus(open), "zh");
    expect(script.first).toBe(1);
    expect(script.lines.map(({ cue }) => cue)).toEqual(["turn", "opening", "turn", "closing"]);
  });

  test("a title that has its own marks gets no second ones", () => {
    const state = sampleState("announced");
    const division = { ...sampleDivision(4, "announced"), title: { zh: "关于《条例》的决议", en: "" } };
    expect(text(state, division, "zh")).toContain("现在，对关于《条例》的决议进行表决。");
  });
});

describe("the result", () => {
  const read = (division: Partial<Division>, lang: "zh" | "en" = "zh") =>
    text(sampleState("tallied"), { ...sampleDivision(4, "tallied"), ...division }, lang);

  test("carried: all figures, the reason and the title, which is no draft any more", () => {
    const words = read({ result: sampleResult(236, 2, 2) });
    expect(words).toContain("实到代表 241 人，赞成 236 票，反对 2 票，弃权 2 票，未按表决器 1 人");
    expect(words).toContain("赞成票超过全体代表的半数。《关于临湖区人民政府工作报告的决议》通过。");
  });

  test("not carried although more for than against", () => {
    const words = read({ result: sampleResult(118, 97, 25) });
    expect(words).toContain("赞成票未超过全体代表的半数。");
    expect(words).toContain("（草案）》未获通过");
  });

  test("M2 speaks of two thirds, M7 of those present", () => {
    expect(read({ result: sampleResult(171, 0, 0, { rule: "M2", needed: 171, carried: true }) })).toContain(
      "赞成票达到全体代表的三分之二以上",
    );
    expect(read({ result: sampleResult(121, 0, 0, { rule: "M7", needed: 121, carried: true }) })).toContain(
      "赞成票超过实到代表的半数",
    );
  });

  test("a quorum judged at the close gives its own reason", () => {
    const sentence = { zh: "参加表决 128 人，未超过全体代表 256 人的半数", en: "128 took part" };
    const result = sampleResult(129, 0, 0, { carried: false, sentence });
    expect(read({ result })).toContain("参加表决 128 人，未超过全体代表 256 人的半数。");
  });
});

test("who votes is named as the body is", () => {
  const state = sampleState("open");
  const body = { ...state.sitting.body, kind: "standing-committee" };
  const committee = { ...state, sitting: { ...state.sitting, body } };
  expect(text(committee, focus(committee), "zh")).toContain("请各位常委会组成人员按表决器");
});

test("reasons of a void, a withdrawal and a deferral are read", () => {
  for (const name of ["void", "withdrawn", "deferred"] as const) {
    const division = sampleDivision(4, name, { reason: "会场网络中断" });
    expect(text(sampleState(name), division, "zh")).toContain("会场网络中断");
  }
});

test("only the draft's mark at the end is dropped", () => {
  expect(withoutDraft("关于预算的决议（草案）")).toBe("关于预算的决议");
  expect(withoutDraft("Resolution (draft)")).toBe("Resolution");
  expect(withoutDraft("关于（草案）说明的决议")).toBe("关于（草案）说明的决议");
});
