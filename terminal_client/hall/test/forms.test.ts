// @vitest-environment happy-dom
import { say, setLang } from "@hemicycle/kit/i18n";
import { type Division, type DivisionState, type FormResult, isFormResult } from "@hemicycle/kit/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FORMS, type FormName, formState } from "../../../admin_console/chair/dev/forms.ts";
import { STAGES } from "../../../admin_console/chair/dev/secret.ts";
import { fitNames, inColumns, LEAST, nameWidth } from "../src/fit.ts";
import { topUnder } from "../src/formscenes.ts";
import { footParts, settingOf, writtenLine } from "../src/formsetting.ts";
import { sceneOf } from "../src/scene.ts";
import { build, type Sources } from "../src/scenes.ts";

const NAMES = Object.keys(FORMS) as FormName[];
const TOP = 230;

function stateOf(name: FormName, state: DivisionState, sealed = false) {
  const stage = state === "open" ? STAGES.voting : STAGES.counting;
  return { ...formState(name, state, sealed ? stage : null), current: "item-4" };
}

function resultOf(name: FormName): { division: Division; result: FormResult } {
  const division = stateOf(name, "declared").divisions.find(({ id }) => id === "item-4");
  if (!division?.result || !isFormResult(division.result)) throw new Error("no result");
  return { division, result: division.result };
}

function setting(name: FormName) {
  const { division, result } = resultOf(name);
  const found = settingOf(division, result, TOP);
  if (!found) throw new Error("nothing fits");
  return found;
}

const sources = (namedVotes: Sources["namedVotes"]): Sources => ({
  namedVotes,
  plan: () => Promise.resolve(null),
});

function built(name: FormName, state: DivisionState, sealed = false, asked = vi.fn()) {
  const shown = build(sceneOf(stateOf(name, state, sealed), "s", ""), "", sources(asked));
  const scene = sceneOf(stateOf(name, state, sealed), "s", "");
  const attendance = { due: 256, present: 241, absent: 15, leave: 0 };
  shown.update(scene, { attendance, pressed: 77, groups: null, now: Date.now() });
  return shown;
}

const textOf = (elements: readonly Element[]) => elements.map((element) => element.textContent).join(" ");

beforeEach(() => setLang("zh"));

describe("names on the stage", () => {
  const box = { width: 1120, height: 760, most: 84 };
  const cell = { beside: 1.7, under: 0.14, head: 0 };

  test("stand in the largest type and the fewest columns that hold them", () => {
    expect(fitNames([3, 3, 3, 3], box, cell)).toEqual({ size: 84, columns: 1 });
    expect(fitNames(Array<number>(30).fill(3), box, cell)).toMatchObject({ columns: 3 });
    expect(fitNames(Array<number>(30).fill(13), box, cell)).toBeNull();
  });

  test("are never set smaller than 44 units, nor higher than their place", () => {
    for (let count = 1; count <= 60; count += 1)
      for (const em of [2, 3, 7, 12, 20]) {
        const fit = fitNames(Array<number>(count).fill(em), box, cell);
        if (!fit) continue;
        const room = (box.width / fit.size - (fit.columns - 1) * 1.4) / fit.columns - cell.beside;
        const lines = Math.ceil(em / room);
        const rows = Math.ceil(count / fit.columns);
        expect(fit.size).toBeGreaterThanOrEqual(LEAST);
        expect(rows * (lines * 1.25 + cell.under) * fit.size).toBeLessThanOrEqual(box.height);
        if (em <= 8) expect(lines).toBe(1);
      }
  });

  test("fill one column after the other", () => {
    expect(inColumns([1, 2, 3, 4, 5], 2)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  test("a dot in a name takes the place of a letter", () => {
    expect(nameWidth("买买提·艾力江")).toBe(7);
  });

  test("under a longer title the place begins lower", () => {
    expect(topUnder("任免")).toBeLessThan(topUnder("关于".repeat(20)));
    expect(topUnder("关于".repeat(20))).toBeLessThan(topUnder("关于".repeat(45)));
  });
});

describe("before the declaration", () => {
  test.each(NAMES)("%s: no name's figures are shown, even if the state held a result", (name) => {
    const own = FORMS[name].result.names.map(({ counts }) => counts[0] ?? 0);
    for (const state of ["announced", "open", "closed", "tallied"] as const) {
      const text = textOf(built(name, state, true).elements).replaceAll(/241|256|77|129|\d+ 选 \d+/g, "");
      for (const votes of own.filter((count) => count > 40)) expect(text, state).not.toContain(String(votes));
      expect(text).not.toMatch(/当选(?!\S*名)|入选|未通过/);
    }
  });

  test("names are listed with their numbers beside who has voted", () => {
    const { elements } = built("pick", "open");
    const items = elements.flatMap((element) => [...element.querySelectorAll(".onballot li, li")]);
    expect(items).toHaveLength(12);
    expect(items[9]?.textContent).toBe("10农贸市场标准化改造");
    expect(textOf(elements)).toContain("77");
    expect(textOf(elements)).toContain("12 选 10 · 请填写选票并提交");
  });

  test("where they don't fit, their number and that they are on every seat", () => {
    const text = textOf(built("pick30", "announced").elements);
    expect(text).toContain("30 选 20 · 名单见表决器");
    expect(text).not.toContain("城区老旧供水管网改造");
  });

  test("a vote that the scrutineers have not certified asks nobody to cast", () => {
    const state = { ...formState("elect", "open", STAGES.certifying), current: "item-4" };
    const text = textOf(build(sceneOf(state, "s", ""), "", sources(vi.fn())).elements);
    expect(text).not.toContain("请填写");
  });
});

describe("the declared result", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test.each(NAMES)("%s: fits in both languages at 44 units or more, in the ballot's order", (name) => {
    for (const language of ["zh", "en"] as const) {
      setLang(language);
      const { division, result } = resultOf(name);
      const found = settingOf(division, result, topUnder(say(division.title)) - 20);
      if (!found) {
        // many things with long English names: the whole alone
        expect(language).toBe("en");
        expect(["grade16", "pick30"]).toContain(name);
        continue;
      }
      expect(found.fit.size).toBeGreaterThanOrEqual(LEAST);
      const order = found.rows.map(({ index }) => index);
      if (!name.startsWith("rank")) expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });

  test("few names have all figures, bars and verdicts; thirty their votes and a drawn mark", () => {
    expect(setting("elect")).toMatchObject({ bars: true, left: 0 });
    expect(setting("elect").columns).toHaveLength(3);
    expect(setting("pick")).toMatchObject({ bars: true, left: 0 });
    const many = setting("list30");
    expect(many).toMatchObject({ bars: false, verdict: 0, left: 0 });
    expect(many.rows).toHaveLength(30);
    expect(many.fit.columns).toBe(3);
    const { division, result } = resultOf("list30");
    expect(
      footParts(division, result, many)
        .flat()
        .map(({ word }) => word),
    ).toEqual(expect.arrayContaining(["赞成", "通过"]));
  });

  test("more than fit: those who reached it, and how many others there are", () => {
    const { rows, left } = setting("pick30");
    expect(rows).toHaveLength(20);
    expect(left).toBe(10);
    const ranked = setting("rank30");
    expect(ranked.rows.length + ranked.left).toBe(30);
    expect(ranked.rows[0]?.counts[0]).toBe(5800);
  });

  test("who reached it is marked and heavier, who is tied has another mark; no colour is theirs", () => {
    const { elements } = built("elect", "declared");
    const rows = elements.flatMap((element) => [...element.querySelectorAll("li:not(.head)")]);
    expect(rows.map((row) => row.classList.contains("reached"))).toEqual([true, true, true, true]);
    const marks = rows.map((row) => row.querySelector(".mark .g")?.innerHTML);
    expect(marks[0]).toBe(marks[1]);
    expect(marks[2]).toBe(marks[3]);
    expect(marks[0]).not.toBe(marks[2]);
    for (const row of rows) expect(row.querySelector(".mark .g-for, .v .g-for")).toBeNull();
    expect(textOf(elements)).toContain("2 名票数相等，须再次投票");
  });

  test("written names that reached it stand with the others, the rest in a line", () => {
    const { division, result } = resultOf("elect30");
    const names = settingOf(division, result, TOP)?.rows.map(({ name }) => name);
    expect(names).toContain("钱 进");
    expect(names).not.toContain("冯晓岚");
    expect(writtenLine(division, result)).toBe("另选他人：冯晓岚 14 票，古丽娜尔·阿不都 2 票");
    const [item] = result.items;
    const many = Array.from({ length: 40 }, (_, i) => ({
      name: `田国栋${i}`,
      votes: 1,
      verdict: "not-elected" as const,
      sentence: { zh: "", en: "" },
    }));
    const written = { names: many, listed: 0, repeated: 0, invalid: 0, empty: 0 };
    const items = item ? [{ ...item, written }] : [];
    expect(writtenLine(division, { ...result, items })).toBe("另选他人 40 人，共 40 票");
  });

  test("of many names nobody is shown who voted what, named or secret", async () => {
    for (const sealed of [false, true]) {
      const asked = vi.fn(() => Promise.resolve(null));
      const shown = built("elect", "declared", sealed, asked);
      const stop = shown.begin?.(0);
      await vi.advanceTimersByTimeAsync(60_000);
      stop?.();
      expect(asked).not.toHaveBeenCalled();
    }
  });
});
