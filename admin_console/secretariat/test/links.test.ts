import type { Division } from "@hemicycle/kit/types";
import { describe, expect, it } from "vitest";
import { branches } from "../src/agenda/branches.ts";
import { fillLinks, isKept, linesOf, linkOf, linkValue, mainLinks } from "../src/agenda/links.ts";

const motion = { form: [{ type: 1, c: 1, min: 0, max: 0, w: 0 }], names: [[]], text: { zh: "", en: "" } };

function agenda(...given: readonly Partial<Division>[]): readonly Division[] {
  return given.map((more, i) => ({
    ...({
      ...motion,
      id: `item-${i + 1}`,
      number: i + 1,
      state: "approved",
      template: "resolution",
    } as unknown as Division),
    ...more,
  }));
}

describe("what an item may be linked to", () => {
  const names = [
    [
      { zh: "甲", en: "" },
      { zh: "乙", en: "" },
    ],
  ];
  const form = [{ type: 1, c: 2, min: 0, max: 0, w: 0 }] as const;
  const divisions = agenda(
    { number: 2 },
    { number: 1, state: "declared" },
    { template: "trial" },
    { state: "void" },
    { form, names },
  );

  it("is a motion still to come, of a template that has links", () => {
    expect(mainLinks("amendment", divisions)).toEqual([{ kind: "amends", division: "item-1" }]);
    expect(mainLinks("procedural-present", divisions).map(linkValue)).toEqual([
      "consent-withdraw item-1",
      "consent-withdraw item-5",
      "consent-defer item-1",
      "consent-defer item-5",
    ]);
    expect(mainLinks("resolution", divisions)).toEqual([]);
  });

  it("is, of an appointment, a dismissal that may be over: the whole, or one name", () => {
    expect(fillLinks(divisions).map(linkValue)).toEqual([
      "fills item-2",
      "fills item-1",
      "fills item-5 1",
      "fills item-5 2",
    ]);
  });

  it("is, of a package, a line of its text", () => {
    const text = { zh: "甲\n\n 乙 ", en: "" };
    const [each] = agenda({ template: "appoint-merged", text });
    expect(each && linesOf(each)).toEqual(["甲", "乙"]);
    expect(fillLinks(agenda({ template: "appoint-merged", text }))).toHaveLength(2);
  });

  it("travels as the value of a list's entry", () => {
    for (const link of [
      { kind: "amends", division: "item-1" },
      { kind: "fills", division: "a.b-c", name: 12 },
    ])
      expect(linkOf(linkValue(link))).toEqual(link);
    expect(linkOf("")).toBeNull();
  });

  it("is dropped with a template that does not have it", () => {
    const link = { kind: "amends", division: "item-1" };
    expect(isKept(link, "amendment")).toBe(true);
    expect(isKept(link, "resolution")).toBe(false);
    expect(isKept({ ...link, kind: "fills" }, "appoint-each")).toBe(true);
  });
});

describe("the agenda", () => {
  it("shows amendments under their motion, in its order, and nothing twice or not at all", () => {
    const divisions = agenda(
      { number: 3 },
      { number: 2, of: [{ kind: "amends", division: "item-1" }] },
      { number: 1, of: [{ kind: "amends", division: "item-1" }] },
      { number: 4, of: [{ kind: "amends", division: "item-3" }] },
      { number: 1, of: [{ kind: "fills", division: "not-here" }] },
    );
    const shown = branches(divisions);
    expect(shown.map(({ item, depth }) => [item.id, depth])).toEqual([
      ["item-5", 0],
      ["item-1", 0],
      ["item-3", 1],
      ["item-4", 2],
      ["item-2", 1],
    ]);
    expect(shown.map(({ link }) => link?.kind ?? "")).toEqual(["", "", "amends", "amends", "amends"]);
  });

  it("of a server of before has no links", () => {
    expect(branches(agenda({}, {})).map(({ depth }) => depth)).toEqual([0, 0]);
  });
});
