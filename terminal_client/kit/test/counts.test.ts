import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Figures, PaperFigures } from "../src/channels.ts";
import {
  blankDraft,
  byCodePoints,
  countDigest,
  type Draft,
  type FaultCode,
  faultsOf,
  figuresOf,
  type Ground,
  nextSection,
  repeatedSections,
} from "../src/counts.ts";
import { b64u } from "../src/encoding.ts";
import type { FormItem } from "../src/types.ts";

const ITEMS = {
  motion: { type: 1, c: 1, min: 0, max: 0, w: 0 },
  choose: { type: 2, c: 3, min: 1, max: 2, w: 0 },
  grades: { type: 3, c: 2, min: 0, max: 3, w: 0 },
  election: { type: 4, c: 2, min: 0, max: 2, w: 1 },
} as const satisfies Record<string, FormItem>;

const none = { "too-many": 0, written: 0, unreadable: 0, foreign: 0, other: 0 };

const ground = (kind: keyof typeof ITEMS, returned: number | null = 10): Ground => ({
  item: ITEMS[kind],
  labels: ["王芳", "Wang Fang"],
  entitled: 12,
  returned,
});

const paper = (valid: number, counts: number[][], more: Partial<PaperFigures> = {}): PaperFigures => ({
  valid,
  invalid: none,
  counts,
  ...more,
});

const codes = (figures: Draft, on: Ground): FaultCode[] => faultsOf(figures, on).map(({ code }) => code);

describe("faults of figures (docs/channels.md §5)", () => {
  const sound: [keyof typeof ITEMS, Figures][] = [
    ["motion", paper(10, [[7, 2, 1]])],
    ["motion", paper(8, [[7, 1, 0]], { invalid: { ...none, unreadable: 2 } })],
    ["choose", paper(10, [[5], [4], [9]])],
    [
      "grades",
      paper(10, [
        [5, 3, 2, 0],
        [10, 0, 0, 0],
      ]),
    ],
    [
      "election",
      paper(
        10,
        [
          [8, 1, 1],
          [6, 4, 0],
        ],
        { written: [{ name: "李强", votes: 3 }] },
      ),
    ],
  ];
  it.each(sound)("has none for a sound count of %s", (kind, figures) => {
    expect(faultsOf(figures, ground(kind))).toEqual([]);
  });

  const wrong: [string, keyof typeof ITEMS, Figures, FaultCode[], (number | null)?][] = [
    ["hands where ballots are counted", "motion", { sections: [] }, ["form"]],
    ["ballots where hands are counted", "motion", paper(10, [[7, 2, 1]]), ["form"], null],
    ["a name too few", "election", paper(10, [[8, 1, 1]], { written: [] }), ["form"]],
    [
      "no place for written names",
      "election",
      paper(10, [
        [8, 1, 1],
        [6, 4, 0],
      ]),
      ["form"],
    ],
    ["written names where none may be", "motion", paper(10, [[7, 2, 1]], { written: [] }), ["form"]],
    ["not the number returned", "motion", paper(9, [[7, 2, 0]]), ["returned"]],
    ["a sum that is short", "motion", paper(10, [[7, 2, 0]]), ["sum"]],
    ["more votes than ballots", "motion", paper(10, [[11, 0, 0]]), ["sum", "above"]],
    ["too few chosen", "choose", paper(10, [[3], [3], [3]]), ["chosen"]],
    ["too many chosen", "choose", paper(10, [[9], [9], [9]]), ["chosen"]],
    [
      "more elected than seats allow",
      "election",
      paper(
        10,
        [
          [10, 0, 0],
          [8, 2, 0],
        ],
        { written: [{ name: "李强", votes: 3 }] },
      ),
      ["chosen", "against"],
    ],
    [
      "more written in than against",
      "election",
      paper(
        10,
        [
          [8, 1, 1],
          [7, 1, 2],
        ],
        { written: [{ name: "李强", votes: 3 }] },
      ),
      ["against"],
    ],
    [
      "a candidate written in",
      "election",
      paper(
        10,
        [
          [8, 1, 1],
          [6, 4, 0],
        ],
        { written: [{ name: "王 芳", votes: 1 }] },
      ),
      ["listed"],
    ],
    [
      "one name written twice",
      "election",
      paper(
        10,
        [
          [8, 1, 1],
          [6, 4, 0],
        ],
        {
          written: [
            { name: "李 强", votes: 1 },
            { name: "李强", votes: 1 },
          ],
        },
      ),
      ["listed"],
    ],
    [
      "more for a written name than ballots",
      "election",
      paper(
        1,
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        { written: [{ name: "李强", votes: 2 }] },
      ),
      ["chosen", "against", "above"],
      1,
    ],
  ];
  it.each(wrong)("tells of %s", (_, kind, figures, expected, returned = 10) => {
    expect(codes(figures, ground(kind, returned))).toEqual(expected);
  });

  it("of hands: sums by section, and all of them against who may raise one", () => {
    const section = (name: string, voted: number, row: number[]) => ({ name, voted, counts: [row] });
    const hands = ground("motion", null);
    expect(
      codes({ sections: [section("一区", 5, [4, 1, 0]), section("二区", 7, [7, 0, 0])] }, hands),
    ).toEqual([]);
    expect(
      faultsOf({ sections: [section("一区", 6, [4, 1, 0]), section("二区", 7, [7, 0, 0])] }, hands),
    ).toEqual([
      { code: "sum", path: ["sections", "一区", "counts", 0] },
      { code: "present", path: ["sections"] },
    ]);
  });

  it("says nothing of numbers that are not typed yet, and at once what is wrong already", () => {
    const draft = blankDraft("paper", ITEMS.election) as Extract<Draft, { valid: unknown }>;
    expect(faultsOf(draft, ground("election"))).toEqual([]);
    expect(
      faultsOf(
        {
          ...draft,
          valid: 3,
          counts: [
            [5, null, null],
            [null, null, null],
          ],
        },
        ground("election"),
      ),
    ).toEqual([{ code: "above", path: ["counts", 0] }]);
  });
});

/** Judged by the server too: tests/unit/domain/test_attempts.py. */
const shared: readonly (Ground & { name: string; figures: Figures; faults: unknown })[] = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../tests/vectors/counts.json"), "utf8"),
);

describe("faults shared with the server", () => {
  it.each(shared)("$name", ({ figures, faults, ...on }) => {
    expect(faultsOf(figures, on)).toEqual(faults);
  });
});

describe("a draft", () => {
  it("gives figures once nothing is lacking, names cleaned and in the order of code points", () => {
    const draft: Draft = {
      ...paper(10, [
        [8, 1, 1],
        [6, 4, 0],
      ]),
      written: [
        { name: "  𠮷 野 ", votes: 1 },
        { name: "", votes: null },
        { name: "李强", votes: 2 },
      ],
    };
    expect(figuresOf(draft)).toEqual({
      ...paper(10, [
        [8, 1, 1],
        [6, 4, 0],
      ]),
      written: [
        { name: "李强", votes: 2 },
        { name: "𠮷 野", votes: 1 },
      ],
    });
    expect(figuresOf({ ...draft, valid: null })).toBeNull();
    expect(figuresOf({ ...draft, written: [{ name: "李强", votes: null }] })).toBeNull();
    expect(figuresOf({ ...draft, written: [{ name: "", votes: 1 }] })).toBeNull();
    expect(figuresOf(blankDraft("hands", ITEMS.motion))).toBeNull();
  });

  it("sorts by code points, not by code units", () => {
    expect(["\u{20bb7}", "\uff21", "李", "李强"].toSorted(byCodePoints)).toEqual([
      "李",
      "李强",
      "\uff21",
      "\u{20bb7}",
    ]);
  });

  it("names sections alike on both desks and tells of two with one name", () => {
    const { sections } = blankDraft("hands", ITEMS.motion) as Extract<Draft, { sections: unknown }>;
    expect(sections.map(({ name }) => name)).toEqual(["第1区"]);
    expect(nextSection({ sections })).toBe("第2区");
    expect(repeatedSections({ sections: [...sections, ...sections] })).toEqual([
      { code: "repeated", path: ["sections", "第1区"] },
    ]);
  });
});

describe("what binds a teller", () => {
  it("changes with everything in it", async () => {
    const bytes = (fill: number) => new Uint8Array(32).fill(fill);
    const figures = paper(10, [[7, 2, 1]]);
    const digests = await Promise.all([
      countDigest(b64u(bytes(1)), 1, bytes(2), bytes(3), figures),
      countDigest(b64u(bytes(9)), 1, bytes(2), bytes(3), figures),
      countDigest(b64u(bytes(1)), 2, bytes(2), bytes(3), figures),
      countDigest(b64u(bytes(1)), 1, bytes(9), bytes(3), figures),
      countDigest(b64u(bytes(1)), 1, bytes(2), bytes(9), figures),
      countDigest(b64u(bytes(1)), 1, bytes(2), bytes(3), paper(10, [[8, 1, 1]])),
    ]);
    expect(new Set(digests.map((one) => b64u(one))).size).toBe(6);
    expect(digests.every((one) => one.length === 32)).toBe(true);
  });
});
