import { describe, expect, it } from "vitest";
import {
  choiceOf,
  isMotion,
  itemOf,
  type Marks,
  type MarksDraft,
  type MarksFault,
  motionForm,
  sameMarks,
  validMarks,
} from "../src/marks.ts";
import type { FormItem } from "../src/types.ts";
import { clean, isWritten, nameBytes, readName, sameName } from "../src/written.ts";

const item = (type: FormItem["type"], c: number, min = 0, max = 0, w = 0): FormItem => ({
  type,
  c,
  min,
  max,
  w,
});
const LABELS = [
  { zh: "王芳", en: "Wang Fang" },
  { zh: "赵 刚", en: "" },
  { zh: "", en: "Li Qiang" },
];
const ELECTED = item(4, 3, 0, 2, 2);

describe("marks", () => {
  it.each<[FormItem, MarksDraft, MarksFault | null]>([
    [item(1, 2), ["for", "abstain"], null],
    [item(1, 2), ["for", null], "missing"],
    [item(1, 2), ["for"], "bad-marks"],
    [item(1, 1), [1], "bad-marks"],
    [item(1, 1), { names: ["for"], written: [] }, "bad-marks"],
    [item(2, 3, 1, 2), [1, 0, 1], null],
    [item(2, 3, 1, 2), [0, 0, 0], "too-few"],
    [item(2, 3, 1, 2), [1, 1, 1], "too-many"],
    [item(2, 3, 1, 2), [2, 0, 0], "bad-marks"],
    [item(2, 3, 1, 2), [1, 0], "bad-marks"],
    [item(3, 2, 0, 3), [3, 0], null],
    [item(3, 2, 0, 3), [4, 0], "bad-marks"],
    [item(3, 2, 0, 3), [0.5, 0], "bad-marks"],
    [ELECTED, ["for", "for", "for"], "bad-marks"],
    [ELECTED, { names: ["for", "for", "against"], written: [] }, null],
    [ELECTED, { names: ["for", "for", "for"], written: [] }, "too-many"],
    [ELECTED, { names: ["for", "for", "against"], written: ["张三"] }, "too-many"],
    [ELECTED, { names: ["for", "against", "abstain"], written: ["张三"] }, null],
    [ELECTED, { names: ["abstain", "against", "abstain"], written: ["张三", "李四"] }, "too-many-written"],
    [ELECTED, { names: ["abstain", "against", null], written: ["张三", "李四"] }, "missing"],
    [
      { ...ELECTED, w: 1 },
      { names: ["against", "against", null], written: ["张三", "李四"] },
      "too-many-written",
    ],
    [ELECTED, { names: [null, null, null], written: ["张三"] }, "missing"],
    [ELECTED, { names: [null, null, null], written: [" 张三"] }, "bad-name"],
    [ELECTED, { names: [null, null, null], written: [""] }, "bad-name"],
    [ELECTED, { names: [null, null, null], written: ["王 芳"] }, "listed-name"],
    [ELECTED, { names: [null, null, null], written: ["赵刚"] }, "listed-name"],
    [ELECTED, { names: [null, null, null], written: ["WangFang"] }, "listed-name"],
    [ELECTED, { names: ["against", "against", null], written: ["张三", "张 三"] }, "repeated-name"],
    [item(5, 3), [], null],
    [item(5, 3), [3, 1, 2], null],
    [item(5, 3), [3, 3], "bad-marks"],
    [item(5, 3), [4], "bad-marks"],
    [item(5, 3), [0], "bad-marks"],
  ])("on %j: %j", (on, marks, fault) => {
    expect(validMarks(on, marks, LABELS)).toBe(fault);
  });

  it("are the same if they mark the same", () => {
    const all: (Marks | null)[] = [
      null,
      ["for"],
      ["against"],
      [1, 0],
      [0, 1],
      { names: ["for"], written: [] },
      { names: ["for"], written: ["张三"] },
      [],
    ];
    for (const [i, one] of all.entries())
      for (const [j, other] of all.entries()) expect(sameMarks(structuredClone(one), other)).toBe(i === j);
  });

  it("of a motion are one choice", () => {
    expect(choiceOf(["for"])).toBe("for");
    for (const marks of [null, ["for", "for"], [1], [], { names: ["for"], written: [] }] as (Marks | null)[])
      expect(choiceOf(marks)).toBeNull();
  });
});

describe("a paper", () => {
  it("of a motion has no names", () => {
    expect(isMotion(motionForm, [[]])).toBe(true);
    expect(isMotion(motionForm, [[{ zh: "甲", en: "" }]])).toBe(false);
    expect(isMotion([item(1, 2)], [[]])).toBe(false);
    expect(isMotion([item(2, 1, 0, 1)], [[]])).toBe(false);
    expect(isMotion([], [])).toBe(false);
  });

  it("has one item with its names", () => {
    expect(itemOf({ form: [ELECTED], names: [LABELS] })).toEqual({ item: ELECTED, labels: LABELS });
    expect(() => itemOf({ form: [], names: [] })).toThrow(RangeError);
  });
});

describe("a written name", () => {
  it.each([
    ["  张\u3000三\t", "张 三"],
    ["買買提\u2027艾力\u30fb", "買買提·艾力·"],
    ["e\u0301", "\u00e9"],
    ["\u00a0a\u2003 \u202f b\r\n", "a b"],
    ["", ""],
  ])("is typed in any way: %j", (typed, name) => {
    expect(clean(typed)).toBe(name);
    expect(clean(name)).toBe(name);
  });

  it.each([
    "\ufeff张三",
    "张三\ufeff",
    "\u200b",
    "张\ud800三",
    "\u2800",
    "a\u00adb",
    "\u{e0100}",
    "\u{10ffff}",
  ])("%j is none, however it is cleaned", (typed) => expect(isWritten(clean(typed))).toBe(false));

  it("has at most 60 bytes", () => {
    expect(isWritten("汉".repeat(20))).toBe(true);
    expect(isWritten("汉".repeat(20).concat("a"))).toBe(false);
    expect(isWritten("a".repeat(61))).toBe(false);
    expect(readName(nameBytes("汉".repeat(20)))).toBe("汉".repeat(20));
  });

  it("is read strictly", () => {
    const bytes = (...some: number[]) => Uint8Array.from([...some, ...Array(60).fill(0)]).slice(0, 60);
    expect(readName(bytes())).toBe("");
    expect(readName(bytes(0x41))).toBe("A");
    for (const bad of [bytes(0xff), bytes(0x20), bytes(0x41, 0, 0x41), bytes(0xef, 0xbb, 0xbf, 0x41)])
      expect(() => readName(bad)).toThrow("bad-name");
    expect(() => readName(bytes().slice(1))).toThrow("bad-name");
  });

  it("is the same with other spaces", () => {
    expect(sameName("赵\u3000 刚")).toBe(sameName("赵刚"));
    expect(sameName("赵刚")).not.toBe(sameName("赵钢"));
  });
});
