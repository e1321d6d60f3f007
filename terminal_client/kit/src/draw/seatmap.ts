/** The hall from above: one mark a seat, where the plan has it. */
import { s } from "../dom.ts";
import type { PlanSeat } from "../types.ts";

export interface PlacedSeat {
  readonly seat: PlanSeat;
  readonly x: number;
  readonly y: number;
}

/** A rectangle of the drawing into which seats are placed. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What a seat shows: attendance and participation, or a named vote's choice after the declaration. */
export type SeatMark = "on" | "off" | "gone" | "fault" | "for" | "against" | "abstain" | "none";

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Seats of the plan (0..10000 both ways) placed in a frame, centred at its foot, keeping the plan's own proportions. */
export function placeIn(seats: readonly PlanSeat[], frame: Frame): PlacedSeat[] {
  const xs = seats.map((seat) => seat.x);
  const ys = seats.map((seat) => seat.y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(frame.width / Math.max(1, right - left), frame.height / Math.max(1, bottom - top));
  const dx = frame.left + (frame.width - (right - left) * scale) / 2;
  const foot = frame.top + frame.height;
  return seats.map((seat) => ({
    seat,
    x: tenth(dx + (seat.x - left) * scale),
    y: tenth(foot - (bottom - seat.y) * scale),
  }));
}

/** Distance of each place to its nearest neighbour, where one lies within `reach`; neighbours are looked for in cells. */
function nearestDistances(placed: readonly PlacedSeat[], reach: number): number[] {
  const cells = new Map<string, PlacedSeat[]>();
  const key = (x: number, y: number) => `${Math.floor(x / reach)} ${Math.floor(y / reach)}`;
  for (const one of placed) {
    const own = key(one.x, one.y);
    cells.set(own, [...(cells.get(own) ?? []), one]);
  }
  const around = [-reach, 0, reach];
  return placed.map((one) => {
    const others = around.flatMap((dx) =>
      around.flatMap((dy) => cells.get(key(one.x + dx, one.y + dy)) ?? []),
    );
    const distances = others
      .filter((other) => other !== one)
      .map((other) => Math.hypot(one.x - other.x, one.y - other.y));
    return Math.min(reach, ...distances);
  });
}

/** Radius, at most `most`, that leaves a gap between usual neighbours and lets the nearest two hardly touch. */
export function radiusFor(placed: readonly PlacedSeat[], most: number): number {
  const distances = nearestDistances(placed, 4 * most).sort((a, b) => a - b);
  const [closest = 4 * most, usual = 4 * most] = [distances[0], distances[Math.floor(distances.length / 4)]];
  return Math.max(0.8, tenth(Math.min(most, 0.42 * usual, 0.49 * closest)));
}

/** Distance from a point to the nearest seat, the radius of its mark included. */
export function roomAround(placed: readonly PlacedSeat[], x: number, y: number, radius: number): number {
  return Math.min(...placed.map((one) => Math.hypot(one.x - x, one.y - y))) - radius;
}

/** The bit of a seat, by its place in the plan: the first seat is the highest bit of the first byte. */
export function bitAt(bits: Uint8Array, index: number): boolean {
  return (((bits[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1;
}

/** The marks of the paper ballot, small: ring, cross, bar; a dashed ring for not pressed. */
function shapeOf(mark: SeatMark, x: number, y: number, r: number): SVGElement {
  const line = (d: string) => s("path", { class: `line ${mark}`, d, "stroke-width": tenth(0.5 * r) });
  switch (mark) {
    case "on":
      return s("circle", { class: mark, cx: x, cy: y, r });
    case "off":
      return s("circle", { class: mark, cx: x, cy: y, r: tenth(0.88 * r) });
    case "gone":
      return s("circle", { class: mark, cx: x, cy: y, r: tenth(0.42 * r) });
    case "fault":
      return s("path", { class: mark, d: `M${x} ${y - 1.2 * r}L${x + 1.2 * r} ${y + r}H${x - 1.2 * r}Z` });
    case "for":
      return s("circle", {
        class: `line ${mark}`,
        cx: x,
        cy: y,
        r: tenth(0.72 * r),
        "stroke-width": tenth(0.5 * r),
      });
    case "against":
      return line(
        `M${x - 0.75 * r} ${y - 0.75 * r}l${1.5 * r} ${1.5 * r}m0 ${-1.5 * r}l${-1.5 * r} ${1.5 * r}`,
      );
    case "abstain":
      return s("rect", { class: mark, x: x - r, y: y - 0.34 * r, width: 2 * r, height: 0.68 * r });
    case "none":
      return s("circle", {
        class: `line ${mark}`,
        cx: x,
        cy: y,
        r: tenth(0.74 * r),
        "stroke-width": tenth(0.2 * r),
        "stroke-dasharray": `${tenth(0.5 * r)} ${tenth(0.42 * r)}`,
      });
  }
}

export interface SeatMap {
  readonly element: SVGGElement;
  /** Draws the mark of each seat, by its index in the plan; only what changed. */
  set(markOf: (index: number) => SeatMark): void;
}

/** A group of marks at the given places. */
export function seatMap(placed: readonly PlacedSeat[], radius: number): SeatMap {
  const element = s("g", { class: "seats" });
  const drawn: { mark: SeatMark; shape: SVGElement }[] = [];
  return {
    element,
    set(markOf) {
      placed.forEach(({ x, y }, i) => {
        const mark = markOf(i);
        const before = drawn[i];
        if (before?.mark === mark) return;
        const shape = shapeOf(mark, x, y, radius);
        if (before) before.shape.replaceWith(shape);
        else element.append(shape);
        drawn[i] = { mark, shape };
      });
    },
  };
}

/** The mark of a legend, 14 × 14. */
export function legendMark(mark: SeatMark): SVGSVGElement {
  return s("svg", { class: "seatmap", viewBox: "0 0 14 14", "aria-hidden": "true" }, shapeOf(mark, 7, 7, 6));
}
