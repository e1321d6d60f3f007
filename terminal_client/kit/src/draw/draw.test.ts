// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import type { MotionResult, PlanSeat } from "../types.ts";
import { barExtents, growingBar, miniColumns, votesBar } from "./bars.ts";
import { chamber } from "./chamber.ts";
import { type Base, type Item, nameFigures } from "./formbars.ts";
import { arcStroke, onArc } from "./geometry.ts";
import { apportion, countMap, countState, hemicycle } from "./hemicycle.ts";
import { bandAngles, growingArc, miniArc, tickAngle, widthAngle } from "./resultarc.ts";
import { partAngles, roundsArc } from "./roundsarc.ts";
import { bitAt, placeIn, radiusFor, roomAround, seatMap } from "./seatmap.ts";
import { thresholdShare } from "./threshold.ts";
import { voteMark } from "./votesmap.ts";

const figures = (f: number, against: number, abstain: number, members: number) => ({
  for: f,
  against,
  abstain,
  members,
});
const width = ([from, to]: readonly [number, number]) => to - from;

describe("bands of the result arc", () => {
  test.each([
    [236, 2, 2, 256],
    [118, 97, 25, 256],
    [499, 84, 91, 674],
    [18, 9, 4, 35],
  ])("%i for, %i against, %i abstaining of %i: each as wide as its share of N", (f, a, b, n) => {
    const bands = bandAngles(figures(f, a, b, n), 0);
    expect(width(bands.for)).toBeCloseTo((180 * f) / n);
    expect(width(bands.against)).toBeCloseTo((180 * a) / n);
    expect(width(bands.abstain)).toBeCloseTo((180 * b) / n);
    expect(bands.for[0]).toBe(0);
    expect(bands.against[1]).toBe(180);
    expect(bands.abstain[1]).toBe(bands.against[0]);
  });

  test("a band that is not zero has at least the least width, a zero one none", () => {
    const bands = bandAngles(figures(2900, 1, 0, 2977), 1.4);
    expect(width(bands.against)).toBeCloseTo(1.4);
    expect(width(bands.abstain)).toBe(0);
  });

  test("bands never overlap, even when everybody voted and small bands were widened", () => {
    const bands = bandAngles(figures(2975, 1, 1, 2977), 2);
    expect(bands.for[1]).toBe(bands.abstain[0]);
    expect(width(bands.for)).toBe(176);
  });

  test("2 px of a small arc are 2 px at the middle of the band", () => {
    expect((widthAngle(2, 17) * Math.PI * 17) / 180).toBeCloseTo(2);
  });
});

describe("the threshold's tick", () => {
  const at = (rule: MotionResult["rule"], members: number, present: number) =>
    tickAngle({ rule, members, present });

  test("M1, M4 and M5 stand at the top: just half does not reach over it, one more vote does", () => {
    for (const rule of ["M1", "M4", "M5"] as const) {
      expect(at(rule, 256, 241)).toBe(90);
      expect(bandAngles(figures(128, 0, 0, 256), 0).for[1]).toBe(90);
      expect(bandAngles(figures(129, 0, 0, 256), 0).for[1]).toBeGreaterThan(90);
      expect(bandAngles(figures(18, 0, 0, 35), 0).for[1]).toBeGreaterThan(at(rule, 35, 31));
    }
  });

  test("M2 stands at 120°, which two thirds of N just reach", () => {
    expect(at("M2", 2977, 2900)).toBe(120);
    expect(bandAngles(figures(2000, 0, 0, 3000), 0).for[1]).toBeCloseTo(120);
  });

  test("M7 stands at half of those present", () => {
    expect(at("M7", 256, 128)).toBe(45);
    expect(bandAngles(figures(64, 0, 0, 256), 0).for[1]).toBe(45);
  });
});

const RESULT: MotionResult = {
  ...figures(118, 97, 5, 256),
  not_pressed: 21,
  present: 241,
  absent: 15,
  needed: 129,
  rule: "M1",
  carried: false,
  tally: "",
  root: "",
  counted_root: "",
  sentence: { zh: "", en: "" },
  checks: [],
  declared_ms: null,
};

describe("drawing the arc", () => {
  test("figures are its text alternative; only bands over 3 % of N have a texture", () => {
    const { element } = growingArc(RESULT, { label: "118 : 97" });
    expect(element.getAttribute("aria-label")).toBe("118 : 97");
    expect(element.querySelectorAll(".texture")).toHaveLength(1);
    expect(element.querySelectorAll(".for, .against, .abstain")).toHaveLength(3);
  });

  test("a band of zero votes is not drawn", () => {
    expect(miniArc({ ...RESULT, against: 0 }).querySelector(".against")).toBeNull();
  });

  test("growing begins with nothing and ends with the full bands", () => {
    const arc = growingArc(RESULT, { label: "" });
    const d = () => arc.element.querySelector(".for")?.getAttribute("d");
    const full = d();
    arc.set(0);
    expect(d()).not.toBe(full);
    arc.set(1);
    expect(d()).toBe(full);
  });
});

describe("bars of many names", () => {
  const base = { rule: "E6", members: 256, present: 241, voted: 240 };
  const election: Item = { type: 4, c: 4, max: 3 };
  const figuresOf = (item: Item, counts: readonly number[], on: Base) =>
    nameFigures(item, { counts, written: false }, on);
  const sum = (parts: readonly { votes: number }[]) => parts.reduce((all, { votes }) => all + votes, 0);

  test.each([
    [221, 9, 8, 256],
    [131, 70, 37, 256],
    [18, 9, 4, 35],
  ])("%i for, %i against, %i abstaining of %i: each as wide as its share of N", (f, a, b, n) => {
    const extents = barExtents(figuresOf(election, [f, a, b], { ...base, members: n }), 1000);
    expect(extents.map(({ band }) => band)).toEqual(["for", "against", "abstain"]);
    expect(extents[0]).toMatchObject({ x: 0, width: (1000 * f) / n });
    expect((extents[1]?.x ?? 0) + (extents[1]?.width ?? 0)).toBe(1000);
    expect((extents[2]?.x ?? 0) + (extents[2]?.width ?? 0)).toBeCloseTo(extents[1]?.x ?? 0);
  });

  test("small bands are widened and the large one gives way: nothing overlaps or leaves the bar", () => {
    const [yes, against, abstain] = barExtents(
      figuresOf(election, [2975, 1, 1], { ...base, members: 2977 }),
      100,
      3,
    );
    expect([yes?.width, against?.width, abstain?.width]).toEqual([94, 3, 3]);
    expect(barExtents(figuresOf(election, [240, 0, 0], base), 100, 3)).toHaveLength(1);
  });

  test("the tick is where one more than half reaches over; rules without a threshold have none", () => {
    expect(thresholdShare(base)).toBe(0.5);
    expect(thresholdShare({ ...base, rule: "M2" })).toBeCloseTo(2 / 3);
    expect(thresholdShare({ ...base, rule: "M7", present: 128 })).toBe(0.25);
    for (const rule of ["top", "plurality", "grades-all", "points"])
      expect(thresholdShare({ ...base, rule })).toBeNull();
    const reach = (votes: number) => barExtents(figuresOf({ ...election, type: 2 }, [votes], base), 256)[0];
    expect(reach(128)?.width).toBe(128);
    expect(reach(129)?.width).toBeGreaterThan(256 * (thresholdShare(base) ?? 1));
  });

  test("grades: the worst from the right, what is blank in the gap, no colour of a choice", () => {
    const figures = figuresOf({ type: 3, c: 8, max: 4 }, [90, 80, 40, 20, 10], base);
    expect(figures.left.map(({ band }) => band)).toEqual(["best", "good", "basic"]);
    expect(figures.right.map(({ band }) => band)).toEqual(["bad"]);
    expect(sum([...figures.left, ...figures.right])).toBe(230);
    const three = figuresOf({ type: 3, c: 8, max: 3 }, [200, 20, 10, 10], base);
    expect(three.left.map(({ band }) => band)).toEqual(["good", "basic"]);
    for (const band of [...figures.left, ...figures.right])
      expect(["for", "against"]).not.toContain(band.band);
  });

  test("points are drawn over what a first place on every ballot gives; votes for a written name over N", () => {
    const ranking: Item = { type: 5, c: 5, max: 0 };
    const [all] = barExtents(figuresOf(ranking, [1200, 240], { ...base, rule: "points" }), 100);
    expect(all?.width).toBe(100);
    expect(barExtents(nameFigures(election, { counts: [64], written: true }, base), 100)[0]).toMatchObject({
      band: "count",
      width: 25,
    });
  });

  test("figures beside a bar hide it from readers; otherwise they are its text alternative", () => {
    const figures = figuresOf(election, [118, 97, 5], base);
    const size = { width: 240, height: 10 };
    expect(votesBar(figures, { ...size, label: "" }).getAttribute("aria-hidden")).toBe("true");
    const told = votesBar(figures, { ...size, label: "118 : 97 : 5" });
    expect(told.getAttribute("aria-label")).toBe("118 : 97 : 5");
    expect(told.querySelectorAll(".texture")).toHaveLength(1);
    expect(told.querySelectorAll(".tick")).toHaveLength(1);
  });

  test("growing begins with nothing, each band at its own end", () => {
    const bar = growingBar(figuresOf(election, [118, 97, 5], base), {
      label: "",
      width: 256,
      height: 10,
      least: 0,
    });
    const rect = (band: string) => {
      const found = bar.element.querySelector(`.${band}`);
      return [Number(found?.getAttribute("x")), Number(found?.getAttribute("width"))];
    };
    expect(rect("for")).toEqual([0, 118]);
    bar.set(0);
    expect(rect("for")).toEqual([0, 0]);
    expect(rect("against")).toEqual([256, 0]);
    bar.set(0.5);
    expect(rect("abstain")).toEqual([256 - 102 * 0.5, 2.5]);
  });

  test("small columns of up to 63 names stay inside their drawing; a dash is under those that reached it", () => {
    for (const count of [1, 4, 12, 45, 63]) {
      const columns = Array.from({ length: count }, (_, i) => ({
        figures: figuresOf({ type: 2, c: count, max: 3 }, [230 - i], base),
        reached: i < 3,
      }));
      const drawn = miniColumns(columns);
      const rects = [...drawn.querySelectorAll("rect")];
      const right = (rect: Element) => Number(rect.getAttribute("x")) + Number(rect.getAttribute("width"));
      expect(Math.max(...rects.map(right))).toBeLessThanOrEqual(44.001);
      expect(Math.min(...rects.map((rect) => Number(rect.getAttribute("x"))))).toBeGreaterThanOrEqual(0);
      expect(drawn.querySelectorAll(".reached")).toHaveLength(Math.min(3, count));
      expect(drawn.querySelectorAll(".tick")).toHaveLength(1);
    }
  });
});

test("angles run from the left end over the top to the right end", () => {
  for (const [degrees, x, y] of [
    [0, -10, 0],
    [90, 0, -10],
    [180, 10, 0],
  ] as const) {
    const point = onArc(0, 0, 10, degrees);
    expect(point.x).toBeCloseTo(x);
    expect(point.y).toBeCloseTo(y);
  }
  expect(arcStroke(0, 0, 10, 0, 90)).toContain("A10 10 0 0 1");
});

describe("dots that count", () => {
  const shape = { cx: 0, cy: 0, outer: 600, inner: 290 };

  test.each([1, 7, 35, 66, 256, 674, 2977])(
    "%i people are %i dots from left to right that don't touch",
    (n) => {
      const { dots, radius } = hemicycle(n, shape);
      expect(dots).toHaveLength(n);
      for (let i = 1; i < dots.length; i += 1)
        expect((dots[i]?.angle ?? 0) >= (dots[i - 1]?.angle ?? 0)).toBe(true);
      for (const dot of dots) expect(Math.hypot(dot.x, dot.y)).toBeLessThanOrEqual(600);
      const nearest = dots.reduce(
        (least, a, i) =>
          dots
            .slice(i + 1, i + 60)
            .reduce((near, b) => Math.min(near, Math.hypot(a.x - b.x, a.y - b.y)), least),
        Number.POSITIVE_INFINITY,
      );
      expect(2 * radius).toBeLessThan(nearest);
    },
  );

  test("seats are apportioned without loss", () => {
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(apportion(0, [1, 2])).toEqual([0, 0]);
    expect(apportion(257, [1, 2, 3, 4]).reduce((a, b) => a + b)).toBe(257);
  });

  test("fill from the left: pressed, then present, then absent", () => {
    expect([0, 1, 2, 3].map((i) => countState(i, 1, 3))).toEqual(["on", "off", "off", "gone"]);
    const map = countMap(10, shape);
    map.set(4, 9);
    const states = [...map.element.children].map((dot) => dot.getAttribute("class"));
    expect(states.join(" ")).toBe("on on on on off off off off off gone");
  });
});

function seat(i: number, x: number, y: number): PlanSeat {
  return {
    id: `s${i}`,
    row: 1,
    col: i,
    x,
    y,
    member: `m${i}`,
    name: "",
    latin: "",
    delegation: "",
    role: "deputy",
  };
}

test("an arc of rounds is filled from the left, part by part, over the whole half circle", () => {
  const angles = partAngles(4);
  expect(angles[0]?.[0]).toBe(0);
  expect(angles[3]?.[1]).toBe(180);
  expect((angles[1]?.[0] ?? 0) - (angles[0]?.[1] ?? 0)).toBe(5);
  expect(partAngles(1)).toEqual([[0, 180]]);
  const classes = [...roundsArc(3, 4).children].map((part) => part.getAttribute("class"));
  expect(classes).toEqual(["part", "part", "part", "track"]);
});

describe("the seat map", () => {
  const grid = Array.from({ length: 100 }, (_, i) => seat(i, 1000 * (i % 10), 1000 * Math.floor(i / 10)));
  const frame = { left: 10, top: 10, width: 400, height: 200 };

  test("keeps the plan's proportions, inside the frame, its last row at the foot", () => {
    const placed = placeIn(grid, frame);
    expect((placed[1]?.x ?? 0) - (placed[0]?.x ?? 0)).toBeCloseTo(
      (placed[10]?.y ?? 0) - (placed[0]?.y ?? 0),
      0,
    );
    expect(Math.max(...placed.map(({ y }) => y))).toBe(210);
    expect(Math.min(...placed.map(({ x }) => x))).toBeGreaterThanOrEqual(10);
    expect(Math.max(...placed.map(({ x }) => x))).toBeLessThanOrEqual(410);
  });

  test("marks of neighbours don't touch, alone or crowded", () => {
    const placed = placeIn(grid, frame);
    expect(2 * radiusFor(placed, 100)).toBeLessThan((placed[1]?.x ?? 0) - (placed[0]?.x ?? 0));
    expect(radiusFor(placed.slice(0, 1), 7)).toBe(7);
  });

  test("room in the well is what is left to the nearest mark", () => {
    const placed = [{ seat: seat(0, 0, 0), x: 0, y: -100 }];
    expect(roomAround(placed, 0, 0, 6)).toBe(94);
  });

  test("a straight plan leaves no room for the figure, an arc does", () => {
    expect(chamber(grid).hasWell).toBe(false);
    const arc = hemicycle(120, { cx: 5000, cy: 5000, outer: 4700, inner: 2500 }).dots;
    expect(chamber(arc.map(({ x, y }, i) => seat(i, x, y))).hasWell).toBe(true);
  });

  test("bits are read from the highest of the first byte on", () => {
    const bits = Uint8Array.of(0b1010_0000, 0b0000_0001);
    expect([0, 1, 2, 7, 8, 15, 16].map((i) => bitAt(bits, i))).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  test("only seats whose mark changed are drawn again", () => {
    const map = seatMap(placeIn(grid, frame), 5);
    map.set(() => "off");
    const before = [...map.element.children];
    map.set((i) => (i === 3 ? "on" : "off"));
    const after = [...map.element.children];
    expect(after.filter((shape, i) => shape !== before[i])).toHaveLength(1);
    expect(after[3]?.getAttribute("class")).toBe("on");
  });

  test("a named vote shows a choice only at a deputy's seat", () => {
    const own = seat(1, 0, 0);
    expect(voteMark(own, { s1: "against" })).toBe("against");
    expect(voteMark(own, {})).toBe("none");
    expect(voteMark({ ...own, role: "attendee" }, { s1: "for" })).toBe("gone");
    expect(voteMark({ ...own, member: "" }, {})).toBe("gone");
  });
});
