// @vitest-environment happy-dom
import { lang } from "@hemicycle/kit/i18n";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { NO_ACTIONS } from "../src/actions.ts";
import { frameOf } from "../src/frame.ts";
import type { Known } from "../src/known.ts";
import { Page } from "../src/page.ts";
import type { Listing } from "../src/paper.ts";
import { PaperDesk } from "../src/paperdesk.ts";
import { screenOf } from "../src/screen.ts";
import { atPaper, FORM_CASES } from "./formfixtures.ts";
import { APPOINT, ELECT, GRADE3, PICK, RANK, SHORT } from "./listings.ts";

const cast = vi.fn();
let page: Page;

/** A page with a paper on it, and how all that is known changes. */
function shown(on: Listing, part: Parameters<typeof atPaper>[1] = {}) {
  let known: Known = atPaper(on, part);
  const draw = () => {
    const now = { ...known, desk: paper.desk ?? known.desk };
    const screen = screenOf(now);
    const actions = { ...NO_ACTIONS, paper: paper.actions };
    page.show(frameOf(now, screen), screen, { ...now, actions });
  };
  const paper: PaperDesk = new PaperDesk(
    {
      at: () => {
        const screen = screenOf({ ...known, desk: paper.desk ?? known.desk });
        return screen.kind === "vote" && screen.listing && known.vote
          ? { vote: known.vote, on: screen.listing }
          : null;
      },
      cast,
      changed: draw,
    },
    known.desk,
  );
  draw();
  return (change: Partial<Known>) => {
    known = { ...known, ...change };
    draw();
  };
}

function all(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)];
}

function one(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(selector);
  return found;
}

const key = (row: number, at: number) => one(`[data-focus="row-${row}-${at}"]`);
const pressed = () => all('.rows [aria-pressed="true"]').map((found) => found.dataset.focus);
const words = (selector: string) => one(selector).textContent;

function type(pressedKey: string): void {
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: pressedKey, bubbles: true }));
}

beforeEach(() => {
  lang.value = "zh";
  cast.mockClear();
  page = new Page();
});
afterEach(() => {
  document.body.replaceChildren();
});

it("has three keys of the same size for every name, and none is chosen", () => {
  shown(APPOINT);
  expect(all(".rows > li")).toHaveLength(12);
  for (const row of all(".row.keyed"))
    expect([...row.querySelectorAll(".mk")].map((found) => found.textContent)).toEqual([
      "赞成",
      "反对",
      "弃权",
    ]);
  expect(pressed()).toEqual([]);
});

it("marks in place: the row that is pressed stays the one that has the focus", () => {
  shown(APPOINT);
  const before = key(3, 1);
  before.focus();
  before.click();
  expect(key(3, 1)).toBe(before);
  expect(document.activeElement).toBe(before);
  expect(pressed()).toEqual(["row-3-1"]);
  expect(words(".progress")).toBe("已标记 1/12");
});

it("keeps marks, elements and scrolled places when the connection is lost and the state changes", () => {
  const change = shown(APPOINT);
  key(0, 0).click();
  const rows = one(".rows");
  rows.scrollTop = 120;
  const offline = { phase: "offline", attempts: 2, stop: null, bye: null } as const;
  change({ status: offline });
  expect(one(".tag").textContent).toContain("未连接");
  expect(one(".rows")).toBe(rows);
  expect(rows.scrollTop).toBe(120);
  expect(pressed()).toEqual(["row-0-0"]);
});

it("keeps the marks, the focus and the scrolled place when the language changes", () => {
  const change = shown(APPOINT);
  key(5, 2).click();
  key(5, 2).focus();
  one(".rows").scrollTop = 80;
  lang.value = "en";
  change({});
  expect(words(".progress")).toBe("Marked 1 of 12");
  expect(pressed()).toEqual(["row-5-2"]);
  expect(one(".rows").scrollTop).toBe(80);
  expect((document.activeElement as HTMLElement).dataset.focus).toBe("row-5-2");
});

it("is worked by keys: arrows go from row to row, figures press", () => {
  shown(APPOINT);
  key(0, 0).focus();
  type("2");
  type("ArrowDown");
  type("1");
  type("ArrowDown");
  type("ArrowRight");
  type("ArrowUp");
  expect(pressed()).toEqual(["row-0-1", "row-1-0"]);
  expect((document.activeElement as HTMLElement).dataset.focus).toBe("row-1-1");
  // one stop a row for the tab key
  for (const row of all(".row.keyed")) expect(row.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
});

it("says how many names have no mark, and goes to the first of them", () => {
  shown(SHORT);
  key(0, 0).click();
  expect(words(".submit small")).toBe("还有 2 处未标记");
  one(".submit").click();
  expect((document.activeElement as HTMLElement).dataset.focus).toBe("row-1-0");
  expect(cast).not.toHaveBeenCalled();
  expect(document.querySelector('[role="status"]')?.textContent).toBe("还有 2 处未标记");
  key(1, 2).click();
  key(2, 1).click();
  one(".submit").click();
  expect(cast).toHaveBeenCalledExactlyOnceWith(["for", "abstain", "against"]);
});

it("goes on to the next name without a mark", () => {
  shown(APPOINT);
  key(0, 0).click();
  key(0, 0).focus();
  one('[data-focus="next"]').click();
  expect((document.activeElement as HTMLElement).dataset.focus).toBe("row-1-0");
});

it("casts after all marks were shown together, and not by a double press", () => {
  vi.useFakeTimers();
  shown(APPOINT);
  for (let row = 0; row < 12; row++) key(row, 0).click();
  one(".submit").click();
  expect(all(".summary .group")).toHaveLength(1);
  one(".submit").click();
  expect(cast).not.toHaveBeenCalled();
  vi.advanceTimersByTime(500);
  one(".submit").click();
  expect(cast).toHaveBeenCalledOnce();
  vi.useRealTimers();
});

it("refuses one option too many in words", () => {
  shown(PICK);
  for (let row = 0; row < 11; row++) key(row, 0).click();
  expect(pressed()).toHaveLength(10);
  expect(words(".answer")).toBe("已选满 10 个。要选这个，请先取消另一个。");
  expect(key(10, 0).getAttribute("aria-disabled")).toBe("true");
  key(4, 0).click();
  expect(one(".answer").hidden).toBe(true);
  key(10, 0).click();
  expect(pressed()).toContain("row-10-0");
});

it("takes a grade back", () => {
  shown(GRADE3);
  key(2, 1).click();
  expect(pressed()).toEqual(["row-2-1"]);
  key(2, 1).click();
  expect(pressed()).toEqual([]);
  expect(one(".submit").getAttribute("aria-disabled")).toBe("false");
});

it("says beside a written name why it can't stand, while it is typed", () => {
  shown(ELECT);
  const input = one("#slot-0") as HTMLInputElement;
  input.value = "李 敏";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  expect(words("#slot-0-fault")).toBe("这是候选人，请在上面按键");
  expect(input.getAttribute("aria-invalid")).toBe("true");
  input.value = "马成";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  expect(words("#slot-0-fault")).toBe("须先反对一名候选人，才能另选一人");
  key(1, 1).click();
  expect(one("#slot-0-fault").hidden).toBe(true);
  expect(one("#slot-0")).toBe(input);
  expect(words(".tally .count")).toBe("已选 1，最多 3（赞成 0，另选 1）");
});

it("figures typed into a name are no keys", () => {
  shown(ELECT);
  one("#slot-0").focus();
  type("1");
  expect(pressed()).toEqual([]);
});

it("orders without dragging: press in turn, move, undo", () => {
  shown(RANK);
  const badges = () => all(".badge").map((badge) => badge.textContent);
  key(2, 0).click();
  key(0, 0).click();
  key(4, 0).click();
  expect(badges().slice(0, 5)).toEqual(["2", "", "1", "", "3"]);
  key(4, 1).click();
  expect(badges().slice(0, 5)).toEqual(["3", "", "1", "", "2"]);
  expect(key(4, 1).getAttribute("aria-label")).toBe("城区新增公共停车位 3000 个：前移");
  one('[data-focus="undo"]').click();
  expect(badges().slice(0, 5)).toEqual(["2", "", "1", "", "3"]);
  expect(words('[data-focus="row-2-0"] .visually-hidden')).toBe("第 1 位");
});

it("hides a covered paper altogether", () => {
  const change = shown(APPOINT);
  key(0, 0).click();
  change({ covered: true });
  expect(all(".rows")).toEqual([]);
  change({ covered: false });
  expect(pressed()).toEqual(["row-0-0"]);
});

it("draws every state in both languages, and no Chinese in English but names", () => {
  for (const language of ["zh", "en"] as const)
    for (const [name, of] of Object.entries(FORM_CASES)) {
      lang.value = language;
      const known = of();
      const screen = screenOf(known);
      page.show(frameOf(known, screen), screen, { ...known, actions: NO_ACTIONS });
      expect(one(".screen").textContent, name).not.toBe("");
      for (const found of all(".screen [id]"))
        expect(all(`[id="${found.id}"]`), `${name} ${found.id}`).toHaveLength(1);
      if (language === "en")
        expect(
          one(".screen").textContent?.replace(/临湖区人大常委会选举办法|马成|钱红|钱小红|李 敏/g, ""),
          name,
        ).not.toMatch(/\p{Script=Han}/u);
    }
});

it("tells each name of a result with its figures, its verdict and the own mark", () => {
  const known = FORM_CASES["form-elect-declared"]?.();
  if (!known) throw new Error();
  const screen = screenOf(known);
  page.show(frameOf(known, screen), screen, { ...known, actions: NO_ACTIONS });
  const rows = all(".outcome tbody tr").map((row) => [
    row.querySelector(".name")?.textContent,
    ...[...row.querySelectorAll(".count b")].map((found) => found.textContent),
    row.querySelector(".verdict-word")?.textContent,
    row.querySelector(".mark-word")?.textContent,
  ]);
  expect(rows[0]).toEqual(["王建国", "228", "8", "4", "当选", "赞成"]);
  expect(rows[2]?.slice(-2)).toEqual(["票数相等", "赞成"]);
  expect(rows[5]).toEqual(["马成另选他人", "12", "", "", "未当选", "另选他人"]);
});
