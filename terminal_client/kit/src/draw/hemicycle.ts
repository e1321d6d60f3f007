/** A half circle of dots that stands for a number of people, not for their seats. */
import { s } from "../dom.ts";
import { onArc } from "./geometry.ts";

export interface Dot {
  readonly x: number;
  readonly y: number;
  /** Degrees from the left end. */
  readonly angle: number;
}

export interface Hemicycle {
  /** From left to right. */
  readonly dots: readonly Dot[];
  readonly radius: number;
}

export interface HemicycleShape {
  readonly cx: number;
  readonly cy: number;
  readonly outer: number;
  readonly inner: number;
}

/** Splits `total` into whole parts proportional to `weights` (largest remainders, the first of equals first). */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const left = total - parts.reduce((a, b) => a + b, 0);
  exact
    .map((value, i) => ({ i, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i)
    .slice(0, left)
    .forEach(({ i }) => {
      parts[i] = (parts[i] ?? 0) + 1;
    });
  return parts;
}

/** Equal wedges; what is left over goes to pairs around the middle, the odd one to either side by turns of the rows. */
function wedgeSizes(seats: number, wedges: number, row: number): number[] {
  const side = row % 2 === 0 ? 1 : -1;
  const fromMiddle = Array.from({ length: wedges }, (_, wedge) => wedge).sort(
    (a, b) => Math.abs(2 * a - wedges + 1) - Math.abs(2 * b - wedges + 1) || side * (a - b),
  );
  const more = new Set(fromMiddle.slice(0, seats % wedges));
  return Array.from({ length: wedges }, (_, wedge) => Math.floor(seats / wedges) + (more.has(wedge) ? 1 : 0));
}

function wedgesFor(count: number): number {
  if (count >= 120) return 8;
  if (count >= 40) return 4;
  return count >= 16 ? 2 : 1;
}

/** `count` dots in rows and wedges with aisles between, as large as the place allows. */
export function hemicycle(count: number, shape: HemicycleShape): Hemicycle {
  const { cx, cy, outer, inner } = shape;
  const wedges = wedgesFor(count);
  const pitch = Math.sqrt((Math.PI * (outer ** 2 - inner ** 2)) / 2 / Math.max(1, count));
  const rows = Math.max(1, Math.round((outer - inner) / pitch));
  const step = (outer - inner) / rows;
  const radii = Array.from({ length: rows }, (_, i) => inner + step * (i + 0.5));
  const aisle = wedges > 1 ? 0.55 * pitch : 0;
  const ofRow = apportion(count, radii);
  let least = step;
  const dots = radii.flatMap((radius, row) => {
    const degrees = (length: number) => (180 * length) / (Math.PI * radius);
    const wide = (180 - degrees(aisle) * (wedges - 1)) / wedges;
    const ofWedge = wedgeSizes(ofRow[row] ?? 0, wedges, row);
    return ofWedge.flatMap((seats, wedge) => {
      if (seats > 0) least = Math.min(least, ((wide / seats) * Math.PI * radius) / 180);
      return Array.from({ length: seats }, (_, i) => {
        const angle = wedge * (wide + degrees(aisle)) + (wide * (i + 0.5)) / seats;
        return { ...onArc(cx, cy, radius, angle), angle };
      });
    });
  });
  dots.sort((a, b) => a.angle - b.angle);
  return { dots, radius: Math.round(Math.min(0.45 * least, 0.036 * outer) * 10) / 10 };
}

export type CountState = "on" | "off" | "gone";

/** What the dot with index `i` shows of `on` people in `within`: the first are on, then off, the rest gone. */
export function countState(i: number, on: number, within: number): CountState {
  if (i < on) return "on";
  return i < within ? "off" : "gone";
}

export interface CountMap {
  readonly element: SVGGElement;
  /** Fills from left to right: `on` filled, up to `within` as rings, the rest as small dots. */
  set(on: number, within: number): void;
}

export function countMap(count: number, shape: HemicycleShape): CountMap {
  const { dots, radius } = hemicycle(count, shape);
  const circles = dots.map(({ x, y }) => s("circle", { cx: x, cy: y }));
  const shown: (CountState | undefined)[] = [];
  const radii = { on: radius, off: radius * 0.88, gone: radius * 0.4 } as const;
  return {
    element: s("g", { class: "count" }, ...circles),
    set(on, within) {
      circles.forEach((circle, i) => {
        const state = countState(i, on, within);
        if (shown[i] === state) return;
        shown[i] = state;
        circle.setAttribute("class", state);
        circle.setAttribute("r", radii[state].toFixed(1));
      });
    },
  };
}
