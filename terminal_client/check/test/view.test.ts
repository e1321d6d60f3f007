// @vitest-environment happy-dom
import { lang } from "@hemicycle/kit/i18n";
import type { Marks } from "@hemicycle/kit/marks";
import type { FormItem, Paper } from "@hemicycle/kit/types";
import { beforeEach, expect, it } from "vitest";
import type { Verdict } from "../src/check.ts";
import { drawVerdict } from "../src/view.ts";

const NAMES = ["王芳", "赵刚"].map((zh) => ({ zh, en: "" }));
const item = (type: FormItem["type"], c: number, max = 0, w = 0): FormItem => ({ type, c, min: 0, max, w });

beforeEach(() => {
  lang.value = "zh";
});

function drawn(on: FormItem, marks: Marks, names: Paper["names"] | null): HTMLElement {
  const verdict: Verdict = {
    kind: "holds",
    code: "AAAA BBBB CCCC DDDD EEEE FFFF",
    form: [on],
    choices: [marks],
    names,
    origin: { kind: "scrutineers", pin: "" },
  };
  const main = document.createElement("main");
  main.append(...drawVerdict(verdict, () => undefined));
  return main;
}

const listed = (main: HTMLElement) =>
  [...main.querySelectorAll("li")].map((row) => [...row.children].map((cell) => cell.textContent).join(" "));

it.each<[FormItem, Marks, string[]]>([
  [item(1, 2), ["for", "abstain"], ["王芳 赞成", "赵刚 弃权"]],
  [item(2, 2, 1), [0, 1], ["王芳 不选", "赵刚 选"]],
  [item(3, 2, 3), [1, 0], ["王芳 满意", "赵刚 未评"]],
  [item(3, 2, 4), [1, 4], ["王芳 优秀", "赵刚 不满意"]],
  [
    item(4, 2, 2, 1),
    { names: ["for", "against"], written: ["张三"] },
    ["王芳 赞成", "赵刚 反对", "张三 另选他人"],
  ],
  [item(5, 2), [2, 1], ["赵刚 第 1 位", "王芳 第 2 位"]],
  [item(5, 2), [2], ["赵刚 第 1 位", "王芳 未排序"]],
])("tells each name's mark: %j", (on, marks, rows) => {
  expect(listed(drawn(on, marks, [NAMES]))).toEqual(rows);
});

it("numbers names that it doesn't have, and says so", () => {
  const main = drawn(item(5, 2), [2, 1], null);
  expect(listed(main)).toEqual(["第 2 项 第 1 位", "第 1 项 第 2 位"]);
  expect(main.textContent).toContain("序号");
  expect(drawn(item(5, 2), [2, 1], [NAMES]).textContent).not.toContain("序号");
});

it("tells a motion's choice alone", () => {
  for (const names of [[[]], null]) {
    const main = drawn(item(1, 1), ["against"], names);
    expect(main.querySelector(".held")?.textContent).toBe("反对");
    expect(main.textContent).not.toContain("序号");
  }
});
