import { lang } from "@hemicycle/kit/i18n";
import { afterEach, describe, expect, it } from "vitest";
import { frameOf } from "../src/frame.ts";
import { hintWords, progressWords } from "../src/paperwords.ts";
import { agendaRows, type Screen, screenOf } from "../src/screen.ts";
import { cast, division } from "./fixtures.ts";
import { atPaper, desk, draft, FORM_CASES, opened } from "./formfixtures.ts";
import { APPOINT, divisionWith, ELECT, EXACT, GRADE3, PICK, RANK, RESULTS, SHORT } from "./listings.ts";

const of = (name: string) => {
  const made = FORM_CASES[name]?.();
  if (!made) throw new Error(name);
  return made;
};
const show = (name: string): Screen => screenOf(of(name));
const panel = (name: string) => {
  const screen = show(name);
  return screen.kind === "vote" ? screen.panel : null;
};

afterEach(() => {
  lang.value = "zh";
});
lang.value = "zh";

describe("a ballot with names", () => {
  it.each([
    ["form-keys", { kind: "paper", stands: false, sending: false }],
    ["form-keys-some", { kind: "paper", filling: { draft: { rows: expect.arrayContaining([0]) } } }],
    ["form-keys-lack", { kind: "paper", answer: { kind: "lack" } }],
    ["form-keys-offline", { kind: "paper" }],
    ["form-review", { kind: "review", sending: false }],
    ["form-sending", { kind: "review", sending: true }],
    [
      "form-recorded",
      { kind: "recorded", sending: null, ballot: { marks: expect.arrayContaining(["for"]) } },
    ],
    ["form-change", { kind: "paper", stands: true }],
    ["form-offline", { kind: "kept" }],
    ["form-refused", { kind: "refused", open: true }],
    ["form-pick-received", { kind: "received", open: true }],
    ["form-pick-reloaded", { kind: "recorded", ballot: { marks: null } }],
    ["form-pick-undecided", { kind: "undecided", ballot: { marks: expect.anything() } }],
    ["form-closed", { kind: "ended", left: false, ballot: { marks: expect.anything() } }],
    ["form-left", { kind: "ended", left: true, ballot: null }],
    ["form-left-change", { kind: "ended", left: true, ballot: { marks: expect.anything() } }],
    ["form-not-cast", { kind: "ended", left: false, ballot: null }],
  ] as const)("%s", (name, expected) => {
    expect(panel(name)).toMatchObject(expected);
  });

  it("starts without any mark", () => {
    for (const on of [APPOINT, PICK, GRADE3, ELECT, RANK]) {
      const screen = screenOf(atPaper(on));
      expect(screen).toMatchObject({ panel: { kind: "paper" } });
      const rows = screen.kind === "vote" && screen.panel.kind === "paper" && screen.panel.filling.draft.rows;
      expect(rows).toEqual(on.labels.map(() => 0));
    }
  });

  it("stands on what was signed, whatever the state says while it runs", () => {
    const known = of("form-keys");
    const { state } = known.model;
    const swapped =
      state?.divisions.map((one) => ({ ...one, names: [[...(one.names[0] ?? [])].reverse()] })) ?? [];
    const told = { ...known, model: { ...known.model, state: state && { ...state, divisions: swapped } } };
    expect(screenOf(told)).toMatchObject({ listing: { labels: APPOINT.labels } });
  });

  it("does not show marks of another opening", () => {
    const known = atPaper(SHORT, { desk: desk(draft(SHORT, [1, 2, 3]), { open: "another" }) });
    expect(screenOf(known)).toMatchObject({ panel: { filling: { draft: { rows: [0, 0, 0] } } } });
  });

  it("keeps marks through a lost connection", () => {
    const known = of("form-keys-some");
    const offline = { ...known, status: { phase: "offline", attempts: 2, stop: null, bye: null } as const };
    const rows = (screen: Screen) =>
      screen.kind === "vote" && screen.panel.kind === "paper" && screen.panel.filling.draft.rows;
    expect(rows(screenOf(offline))).toEqual(rows(screenOf(known)));
  });

  it("never says recorded for a ballot without an acknowledgement", () => {
    const pending = [cast(["for", "for", "for"])];
    for (const slow of [false, true]) {
      const screen = screenOf(atPaper(SHORT, { vote: opened(SHORT, { pending, slow }) }));
      expect(screen.kind === "vote" && screen.panel.kind).toBe(slow ? "kept" : "paper");
    }
  });

  it("shows the paper that is on its way with the marks that were sent", () => {
    const pending = [cast(["for", "against", "for"])];
    const screen = screenOf(atPaper(SHORT, { vote: opened(SHORT, { pending }) }));
    expect(screen).toMatchObject({ panel: { sending: true, filling: { draft: { rows: [1, 2, 1] } } } });
  });

  it("can be covered while it is filled in, and has no receipt then", () => {
    const frame = (name: string) => frameOf(of(name), show(name));
    expect(frame("form-keys-some")).toMatchObject({ coverable: true, receipt: null });
    expect(frame("form-change")).toMatchObject({ receipt: null, note: "提交前，已记录的选票仍然有效" });
    expect(frame("form-recorded").receipt?.code).toMatch(/^\w{4} \w{4}$/);
    expect(frame("form-pick-recorded").receipt?.code.length).toBe(29);
  });

  it("offers 抽查模式 in secret votes while the paper lies open", () => {
    const offered = (name: string) => frameOf(of(name), show(name)).challenging !== null;
    expect(offered("form-pick-blank")).toBe(true);
    expect(offered("form-keys-long")).toBe(true);
    expect(offered("form-keys")).toBe(false);
  });
});

describe("rules in a sentence", () => {
  const rule = (name: string) => {
    const screen = show(name);
    return "motion" in screen ? screen.motion.rule : "";
  };
  it.each([
    ["form-keys", "逐个计票：全体组成人员 256 人，赞成达到 129 票（过半数）为通过"],
    ["form-pick", "最多选 10 项，得票达到 129 票（全体 256 人的过半数）、得票多的入选"],
    ["form-elect", "应选 3 名，得票达到 129 票（全体 256 人的过半数）、得票多的当选"],
    ["form-grades", "满意率按每项的有效票计算"],
    ["form-rank", "第一位得 8 分，往后每位少 1 分，按总分排列"],
  ] as const)("%s", (name, words) => {
    expect(rule(name)).toBe(words);
  });
});

describe("how far it is", () => {
  it.each([
    [APPOINT, [1, 2], "已标记 2/12"],
    [PICK, [1, 0, 1], "已选 2，最多 10"],
    [EXACT, [1], "已选 1，须选 2 至 4"],
    [GRADE3, [1, 3, 2], "已评 3/8"],
    [RANK, [1, 0, 2], "已排 2/8"],
  ] as const)("%#", (on, rows, words) => {
    expect(progressWords({ ...on, draft: draft(on, rows) })).toBe(words);
    expect(hintWords(on.item)).not.toBe("");
  });
});

describe("the result", () => {
  it("has the own marks of a named vote, none of a secret one", () => {
    expect(show("form-declared")).toMatchObject({
      kind: "result",
      counted: "same",
      marks: expect.anything(),
    });
    expect(show("form-pick-declared")).toMatchObject({ kind: "result", marks: null });
    expect(frameOf(of("form-pick-declared"), show("form-pick-declared")).coverable).toBe(false);
  });

  it("stands on the agenda in a few words", () => {
    const status = (on: typeof APPOINT, result: typeof RESULTS.appoint) =>
      agendaRows([division(4, divisionWith(on, { state: "declared", result }))])[0]?.status;
    expect(status(APPOINT, RESULTS.appoint)).toMatch(/^10 人通过/);
    expect(status(ELECT, RESULTS.elect)).toMatch(/^2 人当选/);
  });
});

describe("both languages", () => {
  it("leave no Chinese in English words", () => {
    lang.value = "en";
    for (const name of Object.keys(FORM_CASES)) {
      const screen = show(name);
      if (!("motion" in screen)) continue;
      expect(JSON.stringify([screen.motion, frameOf(of(name), screen)]), name).not.toMatch(/\p{Script=Han}/u);
    }
  });
});
