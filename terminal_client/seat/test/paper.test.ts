import { type Marks, validMarks } from "@hemicycle/kit/marks";
import { describe, expect, it } from "vitest";
import {
  type Draft,
  draftOf,
  type Filling,
  groupsOf,
  isBegun,
  type Listing,
  lackOf,
  markedOf,
  marksOf,
  move,
  nextUnmarked,
  orderOf,
  press,
  slotFault,
  wantsReview,
  write,
} from "../src/paper.ts";
import { draft } from "./formfixtures.ts";
import { APPOINT, ELECT, EXACT, GRADE3, PICK, RANK, SHORT } from "./listings.ts";

const [F, A, B] = [1, 2, 3];

function filling(on: Listing, rows: readonly number[], written: readonly string[] = []): Filling {
  return { ...on, draft: draft(on, rows, written) };
}

function pressed(on: Listing, ...presses: readonly (readonly [row: number, mark: number])[]): Draft {
  return presses.reduce<Draft>(
    (now, [row, mark]) => press({ ...on, draft: now }, row, mark) ?? now,
    draft(on, []),
  );
}

describe("three keys for every name", () => {
  it("starts with no mark, and a key pressed again stays", () => {
    expect(isBegun(draft(APPOINT, []))).toBe(false);
    expect(pressed(SHORT, [0, F], [0, F]).rows).toEqual([F, 0, 0]);
    expect(pressed(SHORT, [0, F], [0, B]).rows).toEqual([B, 0, 0]);
  });

  it("can be cast once every name has a mark, and says which has none", () => {
    const some = filling(SHORT, [F, 0, A]);
    expect(lackOf(some)).toEqual({ kind: "unmarked", count: 1, row: 1 });
    expect(marksOf(some)).toBeNull();
    expect(marksOf(filling(SHORT, [F, B, A]))).toEqual(["for", "abstain", "against"]);
  });

  it("goes on to the next name without a mark, from the top after the last", () => {
    const some = filling(APPOINT, [F, 0, F, F, 0]);
    expect(nextUnmarked(some, -1)).toBe(1);
    expect(nextUnmarked(some, 1)).toBe(4);
    expect(nextUnmarked(filling(SHORT, [0, F, F]), 0)).toBe(0);
    expect(nextUnmarked(filling(SHORT, [F, F, F]), 0)).toBe(-1);
  });
});

describe("a choice", () => {
  it("is taken back by the same press", () => {
    expect(pressed(PICK, [2, 1], [4, 1], [2, 1]).rows.indexOf(1)).toBe(4);
  });

  it("refuses one too many and drops none of the others", () => {
    const full = filling(EXACT, [1, 1, 0, 1, 1]);
    expect(press(full, 2, 1)).toBeNull();
    expect(press(full, 0, 1)?.rows).toEqual([0, 1, 0, 1, 1, 0]);
  });

  it("can be left empty where no number must be chosen, and not where one must", () => {
    expect(marksOf(filling(PICK, []))).toEqual(Array(12).fill(0));
    expect(lackOf(filling(EXACT, [1]))).toEqual({ kind: "few", count: 1 });
    expect(marksOf(filling(EXACT, [1, 0, 1]))).toEqual([1, 0, 1, 0, 0, 0]);
  });
});

describe("grades", () => {
  it("are taken back by the same key and changed by another", () => {
    expect(pressed(GRADE3, [0, 2], [0, 2]).rows[0]).toBe(0);
    expect(pressed(GRADE3, [0, 2], [0, 3]).rows[0]).toBe(3);
  });

  it("can be left blank, and are looked over then", () => {
    const some = filling(GRADE3, [1, 0, 3]);
    expect(lackOf(some)).toBeNull();
    expect(marksOf(some)).toEqual([1, 0, 3, 0, 0, 0, 0, 0]);
    expect(
      wantsReview({ ...some, labels: some.labels.slice(0, 3), draft: { rows: [1, 0, 3], written: [] } }),
    ).toBe(true);
  });
});

describe("an election", () => {
  const marked = (written: readonly string[], rows: readonly number[] = [F, A, F, A, B]) =>
    filling(ELECT, rows, written);

  it("counts approvals and names written in against the seats", () => {
    const full = marked(["马成"], [F, A, F, A, 0]);
    expect(press(full, 4, F)).toBeNull();
    expect(press(full, 4, B)?.rows[4]).toBe(B);
    expect(press(marked([], [F, A, F, A, 0]), 4, F)?.rows[4]).toBe(F);
  });

  it("is cast with the names in written form, blank slots left out", () => {
    expect(marksOf(marked(["", " 马　成 "]))).toEqual({
      names: ["for", "against", "for", "against", "abstain"],
      written: ["马 成"],
    });
  });

  it.each([
    ["a name that is on the ballot", ["李 敏"], [F, A, F, A, B], "listed"],
    ["its English name", ["Li Min"], [F, A, F, A, B], "listed"],
    ["no name voted against", ["马成"], [F, B, F, B, B], "no-against"],
    ["one more than the seats", ["马成"], [F, A, F, F, B], "full"],
    ["more than sixty bytes", ["马".repeat(21)], [F, A, F, A, B], "too-long"],
    ["a character that is not seen", ["马\u200b成"], [F, A, F, A, B], "bad-name"],
  ] as const)("refuses %s", (_, written, rows, fault) => {
    const paper = marked(written, rows);
    expect(slotFault(paper, 0)).toBe(fault);
    expect(lackOf(paper)).toEqual({ kind: "written", slot: 0 });
    expect(marksOf(paper)).toBeNull();
  });

  it("refuses a name twice in its second slot", () => {
    const paper = marked(["马成", "马 成"]);
    expect(slotFault(paper, 0)).toBeNull();
    expect(slotFault(paper, 1)).toBe("repeated");
  });

  it("needs one name voted against for every name written in", () => {
    const paper = marked(["马成", "钱红"], [F, A, B, B, B]);
    expect([slotFault(paper, 0), slotFault(paper, 1)]).toEqual([null, "no-against"]);
    expect(slotFault(marked(["马成", "钱红"], [F, A, A, B, B]), 1)).toBeNull();
  });
});

describe("a ranking", () => {
  const order = (now: Draft) => orderOf(now).map((row) => row + 1);
  const three = () => pressed(RANK, [2, 1], [0, 1], [4, 1]);

  it("is made by pressing in turn", () => {
    expect(three().rows.slice(0, 5)).toEqual([2, 0, 1, 0, 3]);
    expect(marksOf({ ...RANK, draft: three() })).toEqual([3, 1, 5]);
  });

  it("closes up behind what is taken back", () => {
    expect(order(press({ ...RANK, draft: three() }, 2, 1) ?? three())).toEqual([1, 5]);
  });

  it("moves a thing up and down, never beyond the ends or what has no place", () => {
    const now = { ...RANK, draft: three() };
    expect(order(move(now, 4, -1))).toEqual([3, 5, 1]);
    expect(order(move(now, 2, 1))).toEqual([1, 3, 5]);
    for (const [row, by] of [
      [2, -1],
      [4, 1],
      [1, 1],
      [1, -1],
    ] as const)
      expect(order(move(now, row, by))).toEqual([3, 1, 5]);
  });

  it("may be empty, and is looked over", () => {
    expect(marksOf(filling(RANK, []))).toEqual([]);
    expect(wantsReview(filling(RANK, []))).toBe(true);
  });
});

describe("the review", () => {
  it("is left out where all marks are on the screen, and nothing was typed", () => {
    expect(wantsReview(filling(SHORT, [F, A, B]))).toBe(false);
    expect(wantsReview(filling(EXACT, [1, 1]))).toBe(false);
    expect(wantsReview(filling(EXACT, []))).toBe(true);
    expect(wantsReview(filling(APPOINT, Array(12).fill(F)))).toBe(true);
    expect(wantsReview(filling(ELECT, [F, A, A, A, A], ["马成"]))).toBe(true);
  });
});

const CAST: readonly (readonly [name: string, on: Listing, marks: Marks])[] = [
  ["three keys", SHORT, ["for", "against", "abstain"]],
  ["a choice", EXACT, [1, 0, 1, 1, 0, 0]],
  ["grades", GRADE3, [1, 0, 3, 2, 1, 1, 0, 2]],
  ["an election", ELECT, { names: ["for", "against", "against", "for", "abstain"], written: ["马成"] }],
  ["a ranking", RANK, [3, 1, 5]],
];

it.each(CAST)("%s: a cast ballot lies on the paper as it was cast", (_, on, marks) => {
  const paper = { ...on, draft: draftOf(on.item, marks) };
  expect(marksOf(paper)).toEqual(marks);
  expect(validMarks(on.item, marks, on.labels)).toBeNull();
});

it.each(CAST)("%s: every name stands in one group", (_, on, marks) => {
  const rows = groupsOf(on.item, marks).flatMap((group) => group.rows);
  if (on.item.type !== 2) expect([...rows].sort((a, b) => a - b)).toEqual(on.labels.map((_, row) => row));
  expect(markedOf({ ...on, draft: draftOf(on.item, null) })).toBe(0);
});

it("whatever is pressed, a paper that lacks nothing can be cast by the rules of its form", () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  let cast = 0;
  for (const on of [SHORT, EXACT, GRADE3, ELECT, RANK])
    for (let round = 0; round < 200; round++) {
      let now = draft(on, []);
      for (let i = 0; i < 14; i++)
        now = press({ ...on, draft: now }, random(on.item.c), 1 + random(3)) ?? now;
      if (on === ELECT)
        now = write({ ...on, draft: now }, random(2), ["马成", "李敏", "", "钱 红"][random(4)] ?? "");
      const marks = marksOf({ ...on, draft: now });
      if (!marks) continue;
      cast += 1;
      expect(validMarks(on.item, marks, on.labels), JSON.stringify([now, marks])).toBeNull();
    }
  expect(cast).toBeGreaterThan(300);
});
