import { describe, expect, it } from "vitest";
import {
  ABSTAIN,
  type Choices,
  choicesOf,
  encodeForm,
  type Form,
  type FormItem,
  layoutOf,
  MAX_BODY,
  plaintexts,
} from "../src/sealed/forms.ts";
import { G, type Point, ZERO } from "../src/sealed/group.ts";

const item = (type: FormItem["type"], c: number, min = 0, max = 0, w = 0): FormItem => ({
  type,
  c,
  min,
  max,
  w,
});

describe("a form", () => {
  it("is written with five bytes an item", () => {
    const form = [item(1, 1), item(2, 12, 0, 5)];
    expect(Array.from(encodeForm(form))).toEqual([0, 0, 0, 2, 1, 1, 0, 0, 0, 2, 12, 0, 5, 0]);
  });

  it.each<[string, Form, number, number[]]>([
    ["three keys", [item(1, 1)], 551, [3]],
    ["two names", [item(1, 2)], 103 + 2 * 64 + 2 * 384, [3, 3]],
    ["1 to 2 of 3", [item(2, 3, 1, 2)], 103 + 3 * 64 + 8 * 128, [2, 2, 2, 2]],
    ["any of 3", [item(2, 3, 0, 3)], 103 + 3 * 64 + 6 * 128, [2, 2, 2]],
    ["2 items of 3 levels", [item(3, 2, 0, 3)], 103 + 6 * 64 + 16 * 128, [2, 2, 2, 2, 2, 2, 2, 2]],
    ["an election of 1 among 3", [item(4, 3, 0, 1)], 103 + 4 * 64 + 19 * 128, [3, 3, 3, 4, 2, 4]],
    ["a ranking", [item(5, 30)], 231, [-1]],
    ["an election with two slots", [item(4, 2, 0, 2, 2)], 3751, [3, 3, 3, -1, -1, 3, 3]],
    ["two items", [item(1, 1), item(2, 2, 1, 1)], 103 + 3 * 64 + 8 * 128, [3, 2, 2, 1]],
  ])("of %s has a fixed length", (_, form, length, branches) => {
    const layout = layoutOf(form);
    expect(layout.length).toBe(length);
    expect(layout.proofs.map((proof) => ("values" in proof ? proof.values.length : -1))).toEqual(branches);
  });

  it("sums each item's own ciphertexts", () => {
    const sets = (form: Form) => layoutOf(form).proofs.filter((proof) => "terms" in proof);
    const [, , , total] = sets([item(1, 1), item(2, 2, 1, 1)]);
    expect(total?.terms).toEqual([
      [1, 1],
      [2, 1],
    ]);
    const election = sets([item(4, 2, 0, 1)]).slice(-2);
    expect(election.map(({ terms }) => terms.map(([, factor]) => factor))).toEqual([
      [1, 1, -ABSTAIN],
      [1, 1, 1 - ABSTAIN],
    ]);
  });

  it("sums the flags of slots with their election", () => {
    const sums = layoutOf([item(1, 1), item(4, 1, 0, 2, 2)]).proofs.slice(-2);
    const flags = [
      [3, 1],
      [6, 1],
    ];
    expect(sums).toEqual([
      { terms: [[1, 1], [2, -ABSTAIN], ...flags], values: [0, 1, 2] },
      { terms: [[1, 1], [2, 1 - ABSTAIN], ...flags], values: [0, 1] },
    ]);
  });

  it.each<[string, Form]>([
    ["nothing", []],
    ["an unknown type", [{ ...item(1, 1), type: 129 as 1 }]],
    ["no names", [item(1, 0)]],
    ["limits where there are none", [item(1, 1, 0, 1)]],
    ["more than there are", [item(2, 3, 0, 4)]],
    ["at least more than at most", [item(2, 3, 2, 1)]],
    ["nothing to choose", [item(2, 3, 0, 0)]],
    ["grades without levels", [item(3, 3)]],
    ["an election without a limit", [item(4, 3, 0, 3)]],
    ["write-ins in no election", [item(1, 3, 0, 0, 1)]],
    ["more elected than there can be", [item(4, 3, 0, 5, 1)]],
    ["one thing to rank", [item(5, 1)]],
    ["31 things to rank", [item(5, 31)]],
    ["a ranking with limits", [item(5, 3, 0, 2)]],
    ["a number that is no byte", [item(2, 256, 0, 1)]],
    ["a fraction", [item(2, 3, 0, 1.5)]],
    ["more bytes than a server takes", [item(3, 60, 0, 4)]],
  ])("is refused with %s", (_, form) => {
    expect(() => layoutOf(form)).toThrow("bad-form");
  });

  it("has at most the bytes that a server takes", () => {
    expect(layoutOf([item(1, 45)]).length).toBeLessThanOrEqual(MAX_BODY);
    expect(() => layoutOf([item(1, 46)])).toThrow("bad-form");
  });
});

describe("choices", () => {
  it.each<[Form, Choices, number[]]>([
    [[item(1, 3)], [["against", "for", "abstain"]], [0, 1, ABSTAIN]],
    [[item(2, 3, 1, 2)], [[1, 0, 1]], [1, 0, 1]],
    [[item(3, 2, 0, 3)], [[2, 0]], [0, 1, 0, 0, 0, 0]],
    [[item(4, 3, 0, 1)], [{ names: ["abstain", "for", "abstain"], written: [] }], [ABSTAIN, 1, ABSTAIN, 2]],
    [
      [item(1, 1), item(2, 2, 1, 1)],
      [["for"], [0, 1]],
      [1, 0, 1],
    ],
  ])("are numbers and back: %j %j", (form, choices, plain) => {
    expect(plaintexts(form, choices)).toEqual(plain);
    expect(choicesOf(form, plain)).toEqual(choices);
  });

  it.each<[Form, unknown]>([
    [[item(1, 1)], [[]]],
    [[item(1, 1)], [["for", "for"]]],
    [[item(1, 1)], [["for"], ["for"]]],
    [[item(1, 1)], [["toString"]]],
    [[item(1, 1)], [[null]]],
    [[item(2, 3, 1, 2)], [[0, 0, 0]]],
    [[item(2, 3, 1, 2)], [[1, 1, 1]]],
    [[item(2, 3, 0, 3)], [[1, true, 0]]],
    [[item(3, 1, 0, 3)], [[null]]],
    [[item(3, 1, 0, 3)], [[4]]],
    [[item(3, 1, 0, 3)], [[1.5]]],
    [[item(4, 3, 0, 1)], [["for", "against", "against"]]],
    [[item(4, 3, 0, 1)], [{ names: ["for", "for", "against"], written: [] }]],
    [[item(4, 3, 0, 1)], [{ names: ["against", "against", "against"], written: ["张三"] }]],
    [[item(4, 3, 0, 2, 1)], [{ names: ["for", "against", "against"], written: ["张三", "李四"] }]],
    [[item(4, 3, 0, 2, 2)], [{ names: ["for", "against", "against"], written: ["张三", "李四"] }]],
    [[item(4, 3, 0, 2, 2)], [{ names: ["abstain", "abstain", "against"], written: ["张三", "李四"] }]],
    [[item(4, 3, 0, 2, 1)], [{ names: ["for", "against", "against"], written: [" 张三"] }]],
    [[item(4, 3, 0, 2, 1)], [{ names: ["for", "against", "against"], written: ["张\u200b三"] }]],
    [[item(4, 3, 0, 2, 1)], [{ names: ["for", "against", "against"], written: ["汉".repeat(21)] }]],
    [[item(4, 3, 0, 3, 2)], [{ names: ["against", "against", "against"], written: ["张三", "张 三"] }]],
    [[item(5, 3)], [[1, 1]]],
    [[item(5, 3)], [[0]]],
    [[item(5, 3)], [[4]]],
    [[item(5, 3)], [["for"]]],
  ])("that the form %j does not allow are refused, and not told", (form, choices) => {
    let told = "";
    try {
      plaintexts(form, choices as Choices);
    } catch (error) {
      told = String(error);
    }
    expect(told).toBe("SealedError: bad-choice");
  });

  it("are read from names and flags that agree", () => {
    const form = [item(4, 1, 0, 1, 1)];
    const marks = { names: ["against"], written: ["张三"] } as const;
    const plain = plaintexts(form, [marks]);
    const [against, abstentions, flag, first, second] = plain as [number, number, number, Point, Point];
    expect([against, abstentions, flag]).toEqual([0, 0, 1]);
    expect(choicesOf(form, plain)).toEqual([marks]);
    expect(choicesOf(form, [0, 0, 0, ZERO, ZERO])).toEqual([{ names: ["against"], written: [] }]);
    for (const other of [
      [0, 0, 0, first, second],
      [0, 0, 1, ZERO, ZERO],
      [0, 0, 1, second, first],
      [0, 0, 1, G.point, ZERO],
      [1, 0, 1, first, second],
      [0, 0, 1, 1, 0],
    ])
      expect(() => choicesOf(form, other)).toThrow("bad-choice");
  });

  it("are read from rankings", () => {
    const form = [item(5, 4)];
    expect(choicesOf(form, plaintexts(form, [[4, 2]]))).toEqual([[4, 2]]);
    expect(choicesOf(form, [ZERO])).toEqual([[]]);
    for (const other of [[G.point], [0], plaintexts([item(5, 5)], [[5]])])
      expect(() => choicesOf(form, other)).toThrow("bad-choice");
  });

  it.each([[[2]], [[0, 0]], [[ABSTAIN + 1]], [[]]])("are not read from %j", (plain) => {
    expect(() => choicesOf([item(1, 1)], plain)).toThrow("bad-choice");
  });
});
