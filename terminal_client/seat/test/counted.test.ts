// @vitest-environment happy-dom
import { lang } from "@hemicycle/kit/i18n";
import { afterEach, describe, expect, it } from "vitest";
import { NO_ACTIONS } from "../src/actions.ts";
import { change, submit } from "../src/desk.ts";
import { FirstPress } from "../src/firstpress.ts";
import { frameOf } from "../src/frame.ts";
import type { Known } from "../src/known.ts";
import { screenOf } from "../src/screen.ts";
import { drawScreen } from "../src/views.ts";
import { COUNT_CASES, once } from "./countfixtures.ts";
import { vote } from "./fixtures.ts";

const of = (name: string): Known => {
  const made = COUNT_CASES[name]?.();
  if (!made) throw new Error(name);
  return made;
};
const screen = (name: string) => screenOf(of(name));
const panel = (name: string) => {
  const shown = screen(name);
  return shown.kind === "vote" ? shown.panel : null;
};
const drawn = (name: string) => {
  const setting = { covered: false, checkingIn: false, plan: null, seat: "s7-28", actions: NO_ACTIONS };
  const place = document.createElement("div");
  place.append(...drawScreen(screen(name), setting).children);
  return place;
};

afterEach(() => {
  lang.value = "zh";
});
lang.value = "zh";

describe("a vote on paper or by hands", () => {
  it("is announced as what it is, and nothing is sealed here", () => {
    const paper = screen("paper-announced");
    expect(paper).toMatchObject({
      kind: "announced",
      motion: { secret: false, how: "无记名表决 · 投票（纸质）" },
    });
    expect(drawn("paper-announced").textContent).toContain("纸质选票");
    expect(drawn("paper-announced").textContent).not.toContain("加密");
    expect(screen("hands-announced")).toMatchObject({ motion: { how: "举手表决" } });
    expect(frameOf(of("paper-announced"), paper).challenging).toBeNull();
  });

  it("has no keys, from the opening to the result", () => {
    for (const name of ["paper-open", "paper-closed", "hands-open", "hands-closed"]) {
      expect(panel(name)).toMatchObject({ kind: "watch", alarm: false, checkIn: false });
      expect(drawn(name).querySelector(".key")).toBeNull();
    }
    expect(panel("paper-closed")).toMatchObject({
      words: "发出选票 240 张，收回 239 张。结果由主持人宣布后显示在本页。",
    });
    expect(panel("paper-late")).toMatchObject({ kind: "watch", checkIn: true });
  });

  it("shows its own figures in the result", () => {
    const paper = drawn("paper-result").textContent;
    expect(paper).toContain("废票2");
    expect(paper).toContain("未交回1");
    expect(paper).not.toContain("未按");
    expect(drawn("hands-result").textContent).toContain("未举手");
  });
});

describe("a mixed vote", () => {
  it("has keys in the hall and none for those by video", () => {
    expect(screen("mixed-announced")).toMatchObject({ motion: { how: "记名表决 · 按表决器和举手" } });
    expect(panel("mixed-open")?.kind).toBe("keys");
    expect(panel("mixed-video")).toMatchObject({ kind: "watch", title: "以视频参会的，请举手" });
  });
});

describe("where the first press counts", () => {
  it("says so beside the keys, and asks before anything is sent", () => {
    const open = screen("first-open");
    expect(open.kind === "vote" && open.motion.rule).toContain("以第一次按键为准");
    expect(frameOf(of("first-open"), open).note).toContain("以第一次按键为准");
    expect(panel("first-asked")).toEqual({ kind: "confirm", choice: "against" });
    const words = drawn("first-asked").textContent;
    expect(words).toContain("反对");
    expect(words).toContain("尚未送出");
  });

  it("offers no change once it is sent", () => {
    for (const name of ["first-recorded", "first-kept"]) {
      expect(panel(name)).toMatchObject({ final: true });
      expect(drawn(name).querySelector(".key")).toBeNull();
    }
    expect(drawn("first-recorded").textContent).toContain("已计入，不能更改");
  });

  it("follows the signed opening, whatever a profile says", () => {
    const signed = screenOf({ ...of("mixed-open"), vote: once() });
    expect(signed).toMatchObject({ panel: { kind: "keys", final: true } });
    const often = screenOf({ ...of("first-open"), vote: vote() });
    expect(often.kind === "vote" && often.panel).toEqual({ kind: "keys", sending: null });
  });

  it("forgets a press of another vote, and takes one only once", () => {
    const first = new FirstPress();
    first.press(vote(), "for");
    expect(first.of({ ...vote(), open: "another" })).toBeNull();
    expect(first.of(vote())).toBe("for");
    expect([first.take(vote()), first.take(vote())]).toEqual(["for", null]);
    first.press(null, "for");
    expect(first.of(null)).toBeNull();
  });

  it("shows a ballot with names as a whole before it is cast", () => {
    const on = {
      item: { type: 1, c: 1, min: 0, max: 0, w: 0 } as const,
      labels: [{ zh: "王芳", en: "" }],
    };
    const empty = {
      open: "o",
      draft: { rows: [0], written: [] },
      past: [],
      reviewing: false,
      changing: false,
      answer: null,
    };
    const full = change(empty as never, on, ["for"], true);
    expect(submit(full, on).marks).toEqual(["for"]);
    expect(submit(full, on, true)).toMatchObject({ marks: null, desk: { reviewing: true } });
  });
});
