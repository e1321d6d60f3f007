// @vitest-environment happy-dom
import { inLang, setLang } from "@hemicycle/kit/i18n";
import { EMPTY_MODEL, type SittingModel } from "@hemicycle/kit/store";
import type { Division, State } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sampleResult, sampleState } from "../../../admin_console/chair/dev/samples.ts";
import { asSeenByAll } from "../../../admin_console/operator/src/screens.ts";
import { agendaRows, fitAgenda } from "../src/agenda.ts";
import { fitText, LEAST } from "../src/fit.ts";
import { type Group, groupsFit, listedNames } from "../src/groups.ts";
import { Painter, type Seen } from "../src/painter.ts";
import { chosenScene, keyOf, lastDeclared } from "../src/scene.ts";
import { SHOWS, type Show } from "../src/show.ts";

const shown = (state: Division["state"]): State => ({ ...sampleState(state), current: "item-4" });
const kindOf = (show: Show, state: State | null, sitting: string | null | undefined = "s") =>
  chosenScene({ show, number: 2, name: "左侧屏" }, state, sitting, "").kind;

beforeEach(() => setLang("zh"));

describe("a chosen scene", () => {
  test.each<[Show, Division["state"], string]>([
    ["auto", "open", "open"],
    ["attendance", "open", "attendance"],
    ["seats", "open", "seats"],
    ["agenda", "closed", "agenda"],
    ["item", "open", "item"],
    ["turnout", "open", "turnout"],
    ["turnout", "announced", "announced"],
    ["turnout", "closed", "waiting"],
    ["turnout", "declared", "attendance"],
    ["result", "open", "declared"],
    ["clock", "open", "clock"],
    ["blank", "open", "blank"],
    ["identify", "open", "identify"],
  ])("of %s while the item is %s is %s", (show, state, kind) => {
    expect(kindOf(show, shown(state))).toBe(kind);
  });

  test("of every content stands without a sitting, and while nothing is known", () => {
    for (const show of SHOWS) {
      const alone = show === "clock" || show === "blank" || show === "identify";
      expect(kindOf(show, null, null)).toBe(alone ? show : "no-sitting");
      expect(kindOf(show, null, undefined)).toBe(alone ? show : "connecting");
    }
  });

  test("shows a result only of what was declared, even if the state held another", () => {
    const state = shown("tallied");
    const divisions = state.divisions.map((one) =>
      one.id === "item-4"
        ? { ...one, result: sampleResult(1, 2, 3) }
        : { ...one, state: "approved" as const, result: null },
    );
    for (const hidden of ["open", "closed", "tallied", "void"] as const) {
      const held = divisions.map((one) => (one.id === "item-4" ? { ...one, state: hidden } : one));
      expect(lastDeclared({ ...state, divisions: held })).toBeNull();
      expect(kindOf("result", { ...state, divisions: held })).toBe("no-result");
      const text = JSON.stringify(agendaRows({ ...state, divisions: held }));
      expect(text).not.toContain("通过");
    }
  });

  test("is another one when an item of the agenda goes on", () => {
    const scene = (state: Division["state"]) =>
      chosenScene({ show: "agenda", number: 1, name: "" }, shown(state), "s", "");
    expect(keyOf(scene("open"))).not.toBe(keyOf(scene("closed")));
  });
});

describe("the agenda", () => {
  const rows = (count: number, title: string) =>
    Array.from({ length: count }, (_, i) => ({
      number: i + 1,
      title,
      outcome: i < 9 ? "通过" : "",
      current: i === 9,
    }));

  test("leaves out the first items if all don't fit at 44 units, never the present one", () => {
    expect(fitAgenda(rows(8, "工作报告"), 250)).toMatchObject({ left: 0 });
    const long = fitAgenda(rows(24, "关于国民经济和社会发展计划执行情况的决议"), 250);
    expect(long.left).toBeGreaterThan(0);
    expect(long.fit.size).toBeGreaterThanOrEqual(LEAST);
    expect(long.shown.at(-1)?.number).toBe(24);
  });

  test("has no drafts", () => {
    expect(agendaRows(shown("draft")).some(({ number }) => number === 4)).toBe(false);
  });
});

describe("delegations", () => {
  const groups = (count: number, name: string): Group[] =>
    Array.from({ length: count }, (_, i) => [`${name}${i}`, 1, 2]);

  test("stand beside the drawing, alone, or not at all", () => {
    const fit = (count: number, name: string) => groupsFit(listedNames(groups(count, name)), 250);
    expect(fit(9, "临湖")).toMatchObject({ alone: false });
    expect(fit(34, "广西")).toMatchObject({ alone: true });
    expect(fit(90, "广西")).toBeNull();
    for (const one of [fit(9, "临湖"), fit(34, "广西")]) expect(one?.size).toBeGreaterThanOrEqual(LEAST);
  });

  test("are listed without what all their names end with", () => {
    expect(
      listedNames([
        ["城关代表团", 1, 2],
        ["东岭代表团", 1, 2],
      ]),
    ).toEqual(["城关", "东岭"]);
    expect(
      listedNames([
        ["城关代表团", 1, 2],
        ["机关", 1, 2],
      ]),
    ).toEqual(["城关代表团", "机关"]);
  });
});

test("a text is set in the largest type at which all of it fits, else not at all", () => {
  const box = { width: 1640, height: 700, most: 72 };
  expect(fitText("会议批准这个报告。", box)).toBe(72);
  const middling = fitText("会议批准这个报告。".repeat(30), box);
  expect(middling).toBeGreaterThanOrEqual(LEAST);
  expect(middling).toBeLessThan(72);
  expect(fitText("会议批准这个报告。".repeat(60), box)).toBeNull();
});

describe("a picture", () => {
  const model = (state: State): SittingModel => ({
    ...EMPTY_MODEL,
    v: 1,
    state,
    turnout: { t: "turnout", open: "o", pressed: 7, bits: "qg", delegations: [["城关", 3, 4]], time_ms: 1 },
  });
  const seen = (show: Show, from: SittingModel): Seen => ({
    show,
    number: 1,
    name: "主屏",
    model: from,
    sitting: "s",
    now: 0,
  });
  const paint = () =>
    new Painter(document.createElement("div"), () => "大会", {
      namedVotes: () => Promise.resolve(null),
      plan: () => Promise.resolve(null),
    });

  afterEach(() => {
    vi.useRealTimers();
  });

  test("has nothing that the screen is not sent: who pressed, unless everybody may see it", () => {
    const hidden = asSeenByAll(model(shown("open")));
    expect(hidden.turnout).toEqual({ t: "turnout", open: "o", pressed: 7, time_ms: 1 });
    const open = shown("open");
    const profile = {
      id: "x",
      name: { zh: "", en: "" },
      press: "last",
      not_pressed: true,
      who_pressed: true,
    } as const;
    const allowed = { ...open, sitting: { ...open.sitting, profile } } as State;
    expect(asSeenByAll(model(allowed)).turnout?.delegations).toHaveLength(1);
    const painter = paint();
    painter.look(seen("turnout", hidden));
    expect(painter.element.querySelector(".groups")).toBeNull();
    painter.end();
  });

  test("speaks the screen's language while the desk keeps its own", () => {
    const painter = paint();
    inLang("en", () => painter.look(seen("agenda", model(shown("open")))));
    expect(painter.element.textContent).toContain("Voting");
    painter.again(seen("agenda", model(shown("open"))));
    expect(painter.element.textContent).toContain("投票中");
    painter.end();
  });

  test("changes its figures only when told to: twice a second", () => {
    const painter = paint();
    const first = model(shown("open"));
    painter.look(seen("auto", first));
    const label = () => painter.element.querySelector(".crowd")?.getAttribute("aria-label");
    const before = label();
    const next = { ...first, turnout: first.turnout && { ...first.turnout, pressed: 8 } };
    painter.look(seen("auto", next));
    expect(label()).toBe(before);
    painter.tick(seen("auto", next));
    expect(label()).toContain("8");
    painter.end();
  });
});
